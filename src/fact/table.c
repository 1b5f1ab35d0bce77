#include "fact/table.h"

#include "base/text.h"
#include "fact/tables.h"
#include "read/app.h"

static const struct table *const tables[] = {
    &table_artifacts,      &table_app,       &table_entries,          &table_anomalies,
    &table_signatures,     &table_signers,   &table_permissions,      &table_defined_permissions,
    &table_queries,        &table_features,  &table_meta_data,        &table_components,
    &table_intent_filters, &table_dex_files, &table_classes,          &table_methods,
    &table_strings,        &table_calls,     &table_capabilities,     &table_needs,
    &table_native_libraries, &table_network_config, &table_endpoints, &table_sdks,
    &table_packers,        &table_families,  &table_family_names,     &table_secrets,
    &table_coverage,
};

const struct table *table_at(size_t i)
{
    return i < sizeof tables / sizeof *tables ? tables[i] : NULL;
}

size_t table_count(void)
{
    return sizeof tables / sizeof *tables;
}

const struct table *table_find(const char *name)
{
    for (size_t i = 0; table_at(i) != NULL; i++)
        if (strcmp(tables[i]->name, name) == 0)
            return tables[i];
    return NULL;
}

const char *part_name(unsigned i)
{
    static const char *const names[PART_COUNT] = {"container",  "manifest", "resources",
                                                  "signatures", "code",     "native"};

    return i < PART_COUNT ? names[i] : NULL;
}

void rows_begin(struct rows *r)
{
    size_t columns = r->table->column_count;

    r->values = arena_grow(r->arena, r->values, r->count, &r->capacity, columns * sizeof *r->values);
    memset(&r->values[r->count * columns], 0, columns * sizeof *r->values);
    r->count++;
}

static struct value *cell(struct rows *r, unsigned column)
{
    return &r->values[(r->count - 1) * r->table->column_count + column];
}

void rows_text(struct rows *r, unsigned column, struct bytes text)
{
    *cell(r, column) = value_text(text_utf8(r->arena, text, NULL));
}

void rows_some(struct rows *r, unsigned column, struct bytes text)
{
    if (text.size > 0)
        rows_text(r, column, text);
}

void rows_str(struct rows *r, unsigned column, const char *text)
{
    *cell(r, column) = value_str(text);
}

void rows_int(struct rows *r, unsigned column, int64_t number)
{
    *cell(r, column) = value_int(number);
}

void rows_bool(struct rows *r, unsigned column, bool yes)
{
    *cell(r, column) = value_int(yes);
}

void rows_at_bool(struct rows *r, size_t row, unsigned column, bool yes)
{
    r->values[row * r->table->column_count + column] = value_int(yes);
}

void rows_locus(struct rows *r, unsigned column, struct locus locus)
{
    if (locus.place != NULL)
        *cell(r, column) = value_locus(locus);
}

static size_t number_of(const struct table *t)
{
    size_t i = 0;

    while (tables[i] != t)
        i++;
    return i;
}

static const struct rows *fill(const struct table *t, struct app *app)
{
    struct rows *r = &app->rows[number_of(t)];

    if (!r->filled) {
        *r = (struct rows){.table = t, .arena = app->scan.arena, .filled = true};
        t->fill(r, app);
    }
    return r;
}

/* Small tables in the order in which they are filled. */
static const struct table *const steps[TABLE_STEPS][16] = {
    /* what archives, manifests and signatures say */
    {&table_artifacts, &table_app, &table_signatures, &table_signers, &table_defined_permissions, &table_queries,
     &table_features, &table_meta_data, &table_components, &table_intent_filters, &table_dex_files,
     &table_native_libraries, &table_network_config},
    /* what code does */
    {&table_permissions, &table_capabilities, &table_needs},
    /* what else is found in it */
    {&table_endpoints, &table_sdks, &table_packers, &table_families, &table_family_names, &table_secrets},
    /* what was found while all of these were made */
    {&table_coverage, &table_anomalies},
};

uint64_t table_fill(struct app *app, unsigned step)
{
    uint64_t filled = 0;

    if (app->rows == NULL)
        app->rows = arena_array(app->scan.arena, table_count(), sizeof *app->rows);
    for (unsigned s = 0; s <= step; s++)
        for (const struct table *const *t = steps[s]; *t != NULL; t++) {
            fill(*t, app);
            filled |= 1ull << number_of(*t);
        }
    return filled;
}

const struct rows *table_rows(const struct table *t, struct app *app)
{
    if (app->rows == NULL)
        table_fill(app, TABLE_STEPS - 1);
    return fill(t, app);
}

uint64_t table_size(const struct table *t, struct app *app)
{
    struct walk w = {.app = app, .allowed = UINT64_MAX};
    uint64_t count = 0;

    if (t->fill != NULL)
        return table_rows(t, app)->count;
    if (t->size != NULL && (count = t->size(app)) != TABLE_SIZE_UNKNOWN)
        return count;
    count = 0;
    arena_init(&w.scratch, LIMIT_ARENA);
    arena_init(&w.kept, LIMIT_ARENA);
    while (t->next(&w))
        count++;
    arena_free(&w.scratch);
    arena_free(&w.kept);
    return count;
}
