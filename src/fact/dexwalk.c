#include "fact/dexwalk.h"

#include "base/text.h"

/* The first row whose class is not below `type`. */
static uint32_t first_method(const struct dex *d, uint32_t type)
{
    uint32_t low = 0, high = d->methods.rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct dex_method method;
        if (dex_method(d, middle, &method) && method.class < type)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void dex_methods_of(const struct dex *d, uint32_t type, uint32_t *from, uint32_t *to)
{
    *from = 0;
    *to = type == DEX_NO_INDEX ? 0 : d->methods.rows;
    if (!d->loadable || type == DEX_NO_INDEX)
        return;
    *from = first_method(d, type);
    *to = first_method(d, type + 1);
}

/* What was written to out, as a text in the walk's scratch. */
static struct value taken(struct walk *w, struct buf *out)
{
    struct value v = value_text(arena_copy(&w->scratch, buf_bytes(out)));

    buf_free(out);
    return v;
}

struct value dexwalk_type(struct walk *w, uint32_t type)
{
    return value_text(text_mutf8(&w->scratch, dex_type(walk_dex(w)->dex, type), NULL));
}

struct value dexwalk_string(struct walk *w, uint32_t string)
{
    return value_text(text_mutf8(&w->scratch, dex_string(walk_dex(w)->dex, string), NULL));
}

struct value dexwalk_method(struct walk *w, uint32_t method)
{
    struct buf out;

    buf_init(&out, LIMIT_FRAME / 2);
    dex_method_write(&out, walk_dex(w)->dex, method);
    return taken(w, &out);
}

bool dexwalk_searchable(const struct walk *w)
{
    return walk_dex(w)->dex->loadable &&
           bytes_search(w->key->text, BYTES("\xef\xbf\xbd"), 0) == w->key->text.size;
}

/* Of a text up to the first "->": that of a descriptor, and of every name in smali form that begins with it.
 */
static uint32_t hash_head(struct bytes text)
{
    size_t end = bytes_search(text, BYTES("->"), 0);
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < end; i++)
        hash = (hash ^ text.data[i]) * 16777619u;
    return hash;
}

/* The hashes of what all strings of the DEX show. */
static const uint32_t *shown_hashes(struct walk *w)
{
    struct app_dex *d = walk_dex(w);

    if (d->shown != NULL)
        return d->shown;
    d->shown = arena_array(w->app->scan.arena, d->dex->strings.rows, sizeof *d->shown);
    for (uint32_t i = 0; i < d->dex->strings.rows; i++) {
        arena_reset(&w->scratch);
        d->shown[i] = hash_head(text_mutf8(&w->scratch, dex_string(d->dex, i), NULL));
    }
    return d->shown;
}

uint32_t dexwalk_class_string(const struct dex *d, uint32_t method)
{
    struct dex_method m;

    return dex_method(d, method, &m) ? dex_type_string(d, m.class) : DEX_NO_INDEX;
}

/* What writing a row out costs besides its text, in bytes of text. */
enum { WORK_OF_A_ROW = 64 };

/* Counts a text of that size, made to be compared with the key, against what the walk is allowed. */
static void looked(struct walk *w, size_t size)
{
    w->work += WORK_OF_A_ROW + size;
    w->spent = w->spent || w->work > w->allowed;
}

bool dexwalk_shows(struct walk *w, uint32_t string,
                   void (*column)(struct walk *w, unsigned column, struct value *out))
{
    struct value v = {VALUE_NULL, {0}};

    if (w->spent)
        return false;
    /* hashing all strings pays for a walk over all rows only, not for the few of a class that was searched */
    if (!dexwalk_searchable(w) && string < walk_dex(w)->dex->strings.rows &&
        shown_hashes(w)[string] != hash_head(w->key->text)) {
        w->work++;
        return false;
    }
    arena_reset(&w->scratch);
    column(w, w->key_column, &v);
    looked(w, v.kind == VALUE_TEXT ? v.text.size : 0);
    return v.kind == VALUE_TEXT && bytes_equal(v.text, w->key->text);
}
