/*
 * What the big tables over DEX have in common: walking one index table of
 * every DEX file.
 */
#ifndef VETO_FACT_DEXWALK_H
#define VETO_FACT_DEXWALK_H

#include "fact/table.h"
#include "read/app.h"

/* Where walks keep the DEX they are in and the next row. */
enum { AT_DEX, AT_NEXT, AT_READY };

/* The DEX a walk stands in; only after a next() that said true. */
static inline struct app_dex *walk_dex(const struct walk *w)
{
    return &w->app->dexes[w->at[AT_DEX]];
}
static inline uint32_t walk_row(const struct walk *w)
{
    return (uint32_t)(w->at[AT_NEXT] - 1);
}

/*
 * Whether searching by the key finds every row whose column equals it. In a
 * DEX that ART refuses, order and uniqueness are anybody's guess; U+FFFD
 * stands for whatever could not be decoded. Such walks look at each row.
 */
bool dexwalk_searchable(const struct walk *w);
/* Counts a text of that size, made to be compared with the key, against what the walk is allowed. */
void dexwalk_looked(struct walk *w, size_t size);
/* Whether the current row shows the key in its column. Empties the scratch. */
bool dexwalk_shows(struct walk *w, void (*column)(struct walk *w, unsigned column, struct value *out));

/*
 * Where the methods of a class stand in the table: all rows from *from up to *to, and others among them where
 * nobody has checked the order.
 */
void dex_methods_of(const struct dex *d, uint32_t type, uint32_t *from, uint32_t *to);

/* A type's descriptor, a method in smali form, a string: as text of the walk's current row. */
struct value dexwalk_type(struct walk *w, uint32_t type);
struct value dexwalk_method(struct walk *w, uint32_t method);
struct value dexwalk_string(struct walk *w, uint32_t string);

#endif
