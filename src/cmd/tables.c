/* tables: the fact tables, from their registration. */
#include "cmd/cmd.h"
#include "fact/table.h"
#include "read/scan.h"

static const char *type_name(const struct column *c)
{
    static const char *const names[] = {"text", "integer", "0 or 1", "locus"};

    return names[c->type];
}

static bool markdown, kinds;

static void print_table(const struct table *t)
{
    if (markdown)
        printf("## %s\n\n%s%s\n\n| column | type | what |\n|---|---|---|\n", t->name, t->doc,
               t->fill == NULL ? " A big table: criteria reach it by a key column only." : "");
    else
        printf("%s%s\n  %s\n", t->name, t->fill == NULL ? " (big: criteria reach it by a key column)" : "",
               t->doc);
    for (size_t i = 0; i < t->column_count; i++) {
        const struct column *c = &t->columns[i];
        const char *key = (c->flags & COLUMN_KEY) != 0 ? ", key" : "";
        if (markdown)
            printf("| %s | %s%s | %s |\n", c->name, type_name(c), key, c->doc);
        else
            printf("  %-24s %-8s%s %s\n", c->name, type_name(c), key, c->doc);
    }
    printf("%s  rests on:", markdown ? "\n" : "");
    for (unsigned i = 0; i < PART_COUNT; i++)
        if ((t->parts & 1u << i) != 0)
            printf(" %s", part_name(i));
    puts(t->parts == 0 ? " nothing but itself\n" : "\n");
}

/* Every kind of anomaly a reader can find: the codes of the table anomalies. */
static void print_kinds(void)
{
    static const char *const effects[] = {"tolerated", "refused", "limit"};
    const struct anomaly_kind *k;

    if (markdown)
        puts("| code | effect | what the device does, and who differs |\n|---|---|---|");
    for (size_t i = 0; (k = scan_kind(i)) != NULL; i++) {
        if (markdown)
            printf("| %s | %s | %s |\n", k->code, effects[k->effect], k->rule);
        else
            printf("%-32s %-10s %s\n", k->code, effects[k->effect], k->rule);
    }
}

static int run(int argc, char **argv)
{
    if (kinds) {
        print_kinds();
        return EXIT_OK;
    }
    if (argc == 0 && !markdown) {
        for (size_t i = 0; table_at(i) != NULL; i++)
            printf("%-20s %s\n", table_at(i)->name, table_at(i)->doc);
        return EXIT_OK;
    }
    for (size_t i = 0; argc == 0 && table_at(i) != NULL; i++)
        print_table(table_at(i));
    for (int i = 0; i < argc; i++) {
        const struct table *t = table_find(argv[i]);
        if (t == NULL) {
            complain("there is no table %s; 'veto tables' lists them", harmless(argv[i]));
            return EXIT_USAGE;
        }
        print_table(t);
    }
    return EXIT_OK;
}

static const struct option_row options[] = {
    {"--anomalies", NULL, "every kind of oddity the readers know, instead", &kinds, NULL},
    {"--markdown", NULL, "as the reference pages in doc/", &markdown, NULL},
    {0},
};

const struct command command_tables = {
    .name = "tables",
    .operands = "[NAME...]",
    .doc = "List the fact tables, or document some",
    .options = options,
    .run = run,
};
