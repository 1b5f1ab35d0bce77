/*
 * Writes the table of src/judge/builtin.h: criteria OUT
 *
 * Linked with all of veto but that table, so that the built-in criteria are
 * read and prepared as given ones are. Statements that differ in nothing but
 * text literals share a shape (fact/sql_shape.h), and so do those whose lists
 * after IN are of about one length: the shorter one says its last literal
 * more than once. A host tool: its input is ours, so it just stops on an error.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pack.h"
#include "fact/sql_shape.h"
#include "judge/builtin.h"
#include "judge/criteria.h"

const struct builtin_criterion builtin_criteria[] = {{.file = 0}};
const size_t builtin_criterion_count = 0;
const char *const builtin_shapes[] = {NULL};
const size_t builtin_shape_count = 0;
const struct builtin_part builtin_literals[] = {{0, 0}};

enum { MOST = 1000 };

static FILE *out;
static struct buf shapes[MOST];
static size_t shape_count;

static _Noreturn void die(const char *what, const char *which)
{
    fprintf(stderr, "criteria: %s: %s\n", which, what);
    exit(1);
}

/* A statement as its shape and what is bound to it. */
struct form {
    struct buf text;
    struct bytes literals[BUILTIN_LITERALS];
    size_t count;
};

/* The end of a list "(?, ?, ?)" that begins at `at`, and how many it has; 0 where there is none. */
static size_t list_end(struct bytes text, size_t at, size_t *count)
{
    *count = 0;
    for (at++; at < text.size && text.data[at] == '?'; at += 2) {
        ++*count;
        if (bytes_starts(bytes_from(text, at), BYTES("?)")))
            return at + 2;
        if (!bytes_starts(bytes_from(text, at), BYTES("?, ?")))
            return 0;
        at++;
    }
    return 0;
}

/* The shape with every list after IN as long as the next power of two. */
static void widen(const struct sql_shape *shape, struct form *f)
{
    struct bytes text = buf_bytes(&shape->text);
    size_t taken = 0;

    for (size_t at = 0; at < text.size; at++) {
        struct bytes rest = bytes_from(text, at);
        size_t count, end = bytes_starts(rest, BYTES("IN (?")) ? list_end(text, at + 3, &count) : 0, width = 1;
        if (end == 0) {
            buf_add(&f->text, bytes_of(rest.data, 1));
            if (rest.data[0] == '?')
                f->literals[f->count++] = shape->literals[taken++];
            continue;
        }
        while (width < count)
            width *= 2;
        if (f->count + width > BUILTIN_LITERALS)
            die("has too many literals", "a criterion");
        buf_str(&f->text, "IN (?");
        for (size_t i = 1; i < width; i++)
            buf_str(&f->text, ", ?");
        buf_str(&f->text, ")");
        for (size_t i = 0; i < width; i++)
            f->literals[f->count++] = shape->literals[taken + (i < count ? i : count - 1)];
        taken += count;
        at = end - 1;
    }
}

/* The statement without the head; without literals, it is its own shape. */
static void form_of(const struct criterion *c, struct form *f)
{
    struct sql_shape shape;
    size_t at = 0;

    *f = (struct form){0};
    buf_init(&f->text, 1 << 20);
    if (sql_shape(c->text, &shape))
        widen(&shape, f);
    else {
        while (bytes_starts(bytes_from(c->text, at), BYTES("--")))
            at = bytes_find(c->text, '\n', at) + 1;
        buf_add(&f->text, bytes_from(c->text, at));
    }
    buf_free(&shape.text);
}

static size_t shape_number(struct form *f)
{
    for (size_t i = 0; i < shape_count; i++)
        if (bytes_equal(buf_bytes(&shapes[i]), buf_bytes(&f->text))) {
            buf_free(&f->text);
            return i;
        }
    if (shape_count == MOST)
        die("are too many", "shapes");
    shapes[shape_count] = f->text;
    return shape_count++;
}

/* How often a word stands in a statement, whatever its case. */
static size_t occurs(struct bytes text, const char *word)
{
    size_t n = strlen(word), found = 0;

    for (size_t at = 0; at + n <= text.size; at++)
        found += strncasecmp((const char *)text.data + at, word, n) == 0;
    return found;
}

/*
 * Whether each row needs a row of every table that is read: one SELECT, whose tables are joined, and none of the
 * functions that make a row of no rows. Whoever is not sure says no.
 */
static bool needs_all(struct bytes shape)
{
    static const char *const unsure[] = {"left ",   "right ", "full ",  "union ", "except ", "intersect ",
                                         "values",  "with ",  "count(", "sum(",   "total(",  "avg(",
                                         "max(",    "min(",   "group_", "group ", "json_"};

    for (size_t i = 0; i < sizeof unsure / sizeof *unsure; i++)
        if (occurs(shape, unsure[i]) > 0)
            return false;
    return occurs(shape, "select ") == 1;
}

static size_t place(const struct criterion *c, struct bytes part)
{
    size_t at = part.size == 0 ? 0 : (size_t)(part.data - c->text.data);

    if (at + part.size > UINT16_MAX)
        die("is longer than a place can say", c->file);
    return at;
}

static void write_part(const struct criterion *c, const char *name, struct bytes part)
{
    if (part.size > 0)
        fprintf(out, ".%s = {%zu, %zu}, ", name, place(c, part), part.size);
}

static size_t file_of(const struct criterion *c)
{
    size_t from = pack_from("criteria/"), i = from;

    while (strcmp(pack_files[i].path, c->file) != 0)
        i++;
    return i - from;
}

/* The shape must read what the statement reads. */
static void check(struct sql *q, const struct criterion *c, struct bytes shape, size_t parameters)
{
    struct sql_statement s;
    struct error e;

    if (!sql_prepare_with(q, shape, true, parameters, &s, &e))
        die(e.text, c->file);
    if (s.tables != c->tables || s.parts != c->parts)
        die("reads something else as a shape", c->file);
    sql_finish(&s);
}

static void write_text(struct bytes text)
{
    fputs("    \"", out);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '"' || text.data[i] == '\\')
            fprintf(out, "\\%c", text.data[i]);
        else if (text.data[i] < 0x20 || text.data[i] >= 0x7f || text.data[i] == '?')
            fprintf(out, "\\%03o", (unsigned)text.data[i]);
        else
            putc(text.data[i], out);
    fputs("\",\n", out);
}

static void write_criteria(struct packs *p)
{
    size_t literals = 0;
    struct form *forms = calloc(p->count, sizeof *forms);

    if (forms == NULL)
        die(strerror(errno), "memory");
    fputs("const struct builtin_criterion builtin_criteria[] = {\n", out);
    for (size_t i = 0; i < p->count; i++) {
        const struct criterion *c = &p->criteria[i];
        struct form *f = &forms[i];
        size_t shape;
        form_of(c, f);
        check(p->sql, c, buf_bytes(&f->text), f->count);
        shape = shape_number(f);
        fprintf(out, "    {.file = %zu, ", file_of(c));
        write_part(c, "id", c->id);
        write_part(c, "question", c->question);
        write_part(c, "question_fr", c->question_fr);
        write_part(c, "why", c->why);
        write_part(c, "why_fr", c->why_fr);
        write_part(c, "refs", c->refs);
        fprintf(out, ".shape = %zu, .literal = %zu, .literal_count = %zu, .severity = %d, ", shape, literals, f->count,
                (int)c->severity);
        fprintf(out, ".parts = %#x, .tables = %#llx, .needed = %#llx},\n", c->parts, (unsigned long long)c->tables,
                (unsigned long long)(needs_all(buf_bytes(&shapes[shape])) ? c->tables : 0));
        literals += f->count;
    }
    fprintf(out, "};\nconst size_t builtin_criterion_count = %zu;\n", p->count);
    fputs("const struct builtin_part builtin_literals[] = {\n", out);
    for (size_t i = 0; i < p->count; i++)
        for (size_t k = 0; k < forms[i].count; k++)
            fprintf(out, "    {%zu, %zu},\n", place(&p->criteria[i], forms[i].literals[k]),
                    forms[i].literals[k].size);
    fputs("};\n", out);
    free(forms);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct packs packs;
    struct error e;

    if (argc != 2)
        die("usage: criteria OUT", "arguments");
    arena_init(&arena, 1 << 30);
    if (!packs_builtin(&packs, &arena, &e) || !packs_prepare(&packs, &e))
        die(e.text, "the built-in criteria");
    out = fopen(argv[1], "w");
    if (out == NULL)
        die(strerror(errno), argv[1]);
    fputs("/* Made by tools/criteria from packs/criteria. */\n#include \"judge/builtin.h\"\n\n", out);
    write_criteria(&packs);
    fputs("const char *const builtin_shapes[] = {\n", out);
    for (size_t i = 0; i < shape_count; i++) {
        write_text(buf_bytes(&shapes[i]));
        buf_free(&shapes[i]);
    }
    fprintf(out, "};\nconst size_t builtin_shape_count = %zu;\n", shape_count);
    packs_close(&packs);
    arena_free(&arena);
    if (fclose(out) != 0)
        die(strerror(errno), argv[1]);
    return 0;
}
