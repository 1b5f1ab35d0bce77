#include "read/scan.h"

#include <stdarg.h>
#include <stdio.h>

#include "read/apksig.h"
#include "read/app.h"
#include "read/axml.h"
#include "read/dex.h"
#include "read/elf.h"
#include "read/manifest_check.h"
#include "read/zip.h"

/* One line a reader: its table of kinds. */
static const struct {
    const struct anomaly_kind *kinds;
    size_t count;
} tables[] = {
    {apksig_kinds, APKSIG_KINDS},
    {app_kinds, APP_KINDS},
    {arsc_kinds, ARSC_KINDS},
    {axml_kinds, AXML_KINDS},
    {dex_kinds, DEX_KINDS},
    {elf_kinds, ELF_KINDS},
    {manifest_kinds, MANIFEST_KINDS},
    {zip_kinds, ZIP_KINDS},
    {strpool_kinds, STRPOOL_KINDS},
};

void scan_init(struct scan *s, struct arena *a)
{
    *s = (struct scan){.arena = a};
}

/* The counter of `kind`, made on first sight. Apps show a few dozen kinds at most. */
static struct scan_tally *tally_of(struct scan *s, const struct anomaly_kind *kind)
{
    struct scan_tally *t;

    for (t = s->tallies; t != NULL; t = t->next)
        if (t->kind == kind)
            return t;
    t = arena_alloc(s->arena, sizeof *t);
    *t = (struct scan_tally){.kind = kind, .next = s->tallies};
    s->tallies = t;
    return t;
}

static void append(struct scan *s, struct anomaly *a)
{
    if (s->last == NULL)
        s->first = a;
    else
        s->last->next = a;
    s->last = a;
}

void scan_anomaly(struct scan *s, const struct anomaly_kind *kind, struct locus where, struct bytes subject,
                  const char *format, ...)
{
    struct scan_tally *tally = tally_of(s, kind);
    struct anomaly *a;
    char detail[1024];
    va_list args;

    if (++tally->count > LIMIT_ANOMALIES_PER_CODE)
        return;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    a = arena_alloc(s->arena, sizeof *a);
    *a = (struct anomaly){
        .kind = kind, .locus = where, .subject = subject, .detail = arena_copy(s->arena, bytes_str(detail))};
    append(s, a);
}

void scan_merge(struct scan *s, struct scan *from)
{
    struct anomaly *a, *next;

    for (a = from->first; a != NULL; a = next) {
        next = a->next;
        a->next = NULL;
        tally_of(from, a->kind)->count--;
        if (++tally_of(s, a->kind)->count <= LIMIT_ANOMALIES_PER_CODE)
            append(s, a);
    }
    for (const struct scan_tally *t = from->tallies; t != NULL; t = t->next) /* those that were only counted */
        tally_of(s, t->kind)->count += t->count;
    s->inflated += from->inflated;
    *from = (struct scan){0};
}

size_t scan_count(const struct scan *s, const struct anomaly_kind *kind)
{
    for (const struct scan_tally *t = s->tallies; t != NULL; t = t->next)
        if (t->kind == kind)
            return t->count;
    return 0;
}

const struct anomaly_kind *scan_kind(size_t i)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        if (i < tables[t].count)
            return &tables[t].kinds[i];
        i -= tables[t].count;
    }
    return NULL;
}
