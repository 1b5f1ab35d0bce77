/* criteria: lists the questions, explains single ones, and writes their reference page. */
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/pack.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "fact/table.h"
#include "judge/criteria.h"
#include "judge/words.h"

static bool markdown;
static const char *folder;

static const struct option_row options[] = {
    {"--criteria", "DIR", "add an organisation's own criteria: DIR/*.sql", NULL, &folder},
    {"--markdown", NULL, "as the reference page in doc/", &markdown, NULL},
    {0},
};

enum caption { WHY, SEVERITY, REFERENCES, TABLES, A_NO_NEEDS, NOTHING, CAPTIONS };

static const char *caption(enum caption c)
{
    static const char *const captions[CAPTIONS][2] = {
        [WHY] = {"why: ", "pourquoi : "},
        [SEVERITY] = {"severity: ", "gravité : "},
        [REFERENCES] = {"references:", "références :"},
        [TABLES] = {"reads: ", "lit : "},
        [A_NO_NEEDS] = {"a \"no\" needs: ", "un « non » exige : "},
        [NOTHING] = {"nothing", "rien"},
    };

    return captions[c][markdown ? ENGLISH : language_of_environment()];
}

static const char *severity_word(enum severity s)
{
    static const char *const french[] = {"information", "faible", "moyenne", "élevée", "critique"};

    return !markdown && language_of_environment() == FRENCH ? french[s] : severity_name(s);
}

/* The text of the language in use; English where there is no French one. */
static struct bytes in_language(struct bytes english, struct bytes french)
{
    return !markdown && language_of_environment() == FRENCH && french.size > 0 ? french : english;
}

/* The title of a reference in packs/references.tsv; empty for one of an organisation's own. */
static struct bytes title_of(struct bytes reference)
{
    const struct pack_file *titles = pack_find("references.tsv");
    struct bytes text = titles == NULL ? bytes_of(NULL, 0) : titles->text;

    while (text.size > 0) {
        size_t end = bytes_find(text, '\n', 0), tab;
        struct bytes line, id;
        bytes_slice(text, 0, end, &line);
        text = bytes_from(text, end < text.size ? end + 1 : end);
        tab = bytes_find(line, '\t', 0);
        bytes_slice(line, 0, tab, &id);
        if (tab < line.size && bytes_equal(id, reference))
            return bytes_from(line, tab + 1);
    }
    return bytes_of(NULL, 0);
}

static void add_references(struct buf *out, struct bytes refs, const char *before)
{
    while (refs.size > 0) {
        size_t end = bytes_find(refs, ',', 0);
        struct bytes one, title;
        bytes_slice(refs, 0, end, &one);
        refs = bytes_from(refs, end < refs.size ? end + 1 : end);
        while (one.size > 0 && one.data[0] == ' ')
            one = bytes_from(one, 1);
        while (refs.size > 0 && refs.data[0] == ' ')
            refs = bytes_from(refs, 1);
        title = title_of(one);
        buf_str(out, before);
        text_show(out, one);
        if (title.size > 0) {
            buf_str(out, markdown ? " (" : "  ");
            text_show(out, title);
            buf_str(out, markdown ? ")" : "");
        }
        buf_str(out, markdown ? "" : "\n");
        if (markdown)
            before = "; ";
    }
}

static void add_tables(struct buf *out, const struct criterion *c)
{
    const char *between = "";

    for (size_t i = 0; table_at(i) != NULL; i++)
        if ((c->tables & 1ull << i) != 0) {
            buf_printf(out, "%s%s", between, table_at(i)->name);
            between = ", ";
        }
}

static void add_parts(struct buf *out, const struct criterion *c)
{
    const char *between = "";

    for (unsigned i = 0; i < PART_COUNT; i++)
        if ((c->parts & 1u << i) != 0) {
            buf_printf(out, "%s%s", between, part_name(i));
            between = ", ";
        }
    if (c->parts == 0)
        buf_str(out, caption(NOTHING));
}

/* The SQL behind the head: everything from the first line that is no "-- key: value" of the head. */
static struct bytes statement(const struct criterion *c)
{
    struct bytes text = c->text;

    while (bytes_starts(text, BYTES("-- ")) || bytes_starts(text, BYTES("\n"))) {
        size_t end = bytes_find(text, '\n', 0), colon = bytes_find(text, ':', 0);
        if (text.data[0] != '\n' && (colon > end || bytes_find(text, ' ', 3) < colon))
            break;
        text = bytes_from(text, end < text.size ? end + 1 : end);
    }
    while (text.size > 0 && text.data[text.size - 1] == '\n')
        text.size--;
    return text;
}

/* Line by line, each harmless on a terminal. */
static void add_statement(struct buf *out, const struct criterion *c, const char *indent)
{
    struct bytes text = statement(c);

    while (text.size > 0) {
        size_t end = bytes_find(text, '\n', 0);
        struct bytes line;
        bytes_slice(text, 0, end, &line);
        text = bytes_from(text, end < text.size ? end + 1 : end);
        buf_str(out, indent);
        text_show(out, line);
        buf_str(out, "\n");
    }
}

static void explain(struct buf *out, const struct criterion *c)
{
    text_show(out, c->id);
    buf_str(out, "\n  ");
    text_show(out, in_language(c->question, c->question_fr));
    buf_printf(out, "\n  %s", caption(WHY));
    text_show(out, in_language(c->why, c->why_fr));
    buf_printf(out, "\n  %s%s\n", caption(SEVERITY), severity_word(c->severity));
    if (c->refs.size > 0) {
        buf_printf(out, "  %s\n", caption(REFERENCES));
        add_references(out, c->refs, "    ");
    }
    buf_printf(out, "  %s", caption(TABLES));
    add_tables(out, c);
    buf_printf(out, "\n  %s", caption(A_NO_NEEDS));
    add_parts(out, c);
    buf_str(out, "\n\n");
    add_statement(out, c, "    ");
    buf_str(out, "\n");
}

static void explain_markdown(struct buf *out, const struct criterion *c)
{
    buf_str(out, "## ");
    text_show(out, c->id);
    buf_str(out, "\n\n");
    text_show(out, c->question);
    buf_str(out, " ");
    text_show(out, c->why);
    buf_str(out, "\n\n*");
    text_show(out, c->question_fr);
    buf_str(out, " ");
    text_show(out, c->why_fr);
    buf_printf(out, "*\n\nSeverity %s. Reads ", severity_name(c->severity));
    add_tables(out, c);
    buf_str(out, "; a \"no\" needs ");
    add_parts(out, c);
    buf_str(out, c->refs.size > 0 ? ". " : ".");
    add_references(out, c->refs, "");
    buf_str(out, "\n\n```sql\n");
    add_statement(out, c, "");
    buf_str(out, "```\n\n");
}

/* Id, severity and question in columns. */
static void list(struct buf *out, const struct packs *p)
{
    size_t width = 0, severity_width = 0;

    for (size_t i = 0; i < p->count; i++) {
        size_t w = p->criteria[i].id.size,
               s = text_columns(bytes_str(severity_word(p->criteria[i].severity)));
        width = w > width ? w : width;
        severity_width = s > severity_width ? s : severity_width;
    }
    for (size_t i = 0; i < p->count; i++) {
        const struct criterion *c = &p->criteria[i];
        const char *severity = severity_word(c->severity);
        text_show(out, c->id);
        buf_printf(out, "%*s%s%*s", (int)(width - c->id.size + 2), "", severity,
                   (int)(severity_width - text_columns(bytes_str(severity)) + 2), "");
        text_show(out, in_language(c->question, c->question_fr));
        buf_str(out, "\n");
    }
}

static int write_all(struct buf *out, const struct packs *p, int argc, char **argv)
{
    if (argc == 0 && !markdown)
        list(out, p);
    for (size_t i = 0; argc == 0 && markdown && i < p->count; i++)
        explain_markdown(out, &p->criteria[i]);
    for (int i = 0; i < argc; i++) {
        const struct criterion *c = packs_find(p, bytes_str(argv[i]));
        if (c == NULL) {
            complain("there is no criterion %s; 'veto criteria' lists them", harmless(argv[i]));
            return EXIT_USAGE;
        }
        if (markdown)
            explain_markdown(out, c);
        else
            explain(out, c);
    }
    return print_bytes(buf_bytes(out)) ? EXIT_OK : EXIT_OPERATION;
}

static int run(int argc, char **argv)
{
    struct packs packs;
    struct arena arena;
    struct error e;
    struct buf out;
    int status = EXIT_USAGE;

    arena_init(&arena, LIMIT_ARENA);
    buf_init(&out, LIMIT_RECORD);
    if (packs_builtin(&packs, &arena, &e) && (folder == NULL || packs_add_folder(&packs, folder, &e)) &&
        packs_prepare(&packs, &e))
        status = write_all(&out, &packs, argc, argv);
    else
        complain("%s", harmless(e.text));
    packs_close(&packs);
    buf_free(&out);
    arena_free(&arena);
    return status;
}

const struct command command_criteria = {
    .name = "criteria",
    .operands = "[ID...]",
    .doc = "List the questions that are asked of apps, or explain some",
    .more = "Explained, a question comes with why it is asked, what it refers to, the tables it reads,\n"
            "what must have been examined for its answer to be no, and the SQL that asks it.",
    .options = options,
    .run = run,
};
