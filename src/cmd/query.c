/*
 * query: any SELECT over the facts of files. The statement is checked before
 * a file is opened, runs in the jail, and its rows come back over the pipe.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "cmd/query_store.h"
#include "fact/row.h"
#include "fact/sql.h"
#include "judge/reading.h"

static bool as_json, as_csv, require_jail;
static const char *place;

static const struct option_row options[] = {
    {"--json", NULL, "one array of objects keyed by column", &as_json, NULL},
    {"--csv", NULL, "comma-separated values, RFC 4180, with a header; an apostrophe goes before a text like a formula", &as_csv, NULL},
    {"--store", "FILE", "ask all apps whose records that store keeps, instead of files", NULL, &place},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

struct query {
    struct intake intake;
    struct bytes sql;
    struct output out;
    bool failed;
};

static char cell_kind(int sqlite_type)
{
    switch (sqlite_type) {
    case SQLITE_NULL:
        return 'n';
    case SQLITE_INTEGER:
        return 'i';
    case SQLITE_FLOAT:
        return 'r';
    default:
        return 't';
    }
}

static int send_error(struct frame_writer *out, const struct error *e)
{
    frame_send(out, FRAME_ERROR, bytes_str(e->text));
    return JAIL_EXIT_ERROR;
}

static int send_rows(struct sql *q, struct sql_statement *s, struct frame_writer *out)
{
    struct arena arena;
    struct buf row;
    struct error e;
    uint32_t count = (uint32_t)sqlite3_column_count(s->handle);
    struct cell *cells;
    const char **names;
    int more;

    arena_init(&arena, LIMIT_ARENA);
    cells = arena_array(&arena, count, sizeof *cells);
    names = arena_array(&arena, count, sizeof *names);
    buf_init(&row, LIMIT_FRAME);
    for (uint32_t i = 0; i < count; i++)
        names[i] = sqlite3_column_name(s->handle, (int)i);
    row_header_write(&row, "", names, count);
    frame_send(out, FRAME_HEADER, buf_bytes(&row));
    while ((more = sql_step(q, s, &e)) == 1) {
        buf_reset(&row);
        for (uint32_t i = 0; i < count; i++) {
            cells[i].kind = cell_kind(sqlite3_column_type(s->handle, (int)i));
            cells[i].number = cells[i].kind == 'i' ? sqlite3_column_int64(s->handle, (int)i) : 0;
            cells[i].text =
                cells[i].kind == 'i' ? bytes_of(NULL, 0) : text_utf8(&arena, sql_text(s, (int)i), NULL);
        }
        if (!row_write(&row, cells, count) || !frame_send(out, FRAME_ROW, buf_bytes(&row))) {
            error_set(&e, ERROR_LIMIT, 0, "a row is longer than %u bytes", LIMIT_FRAME);
            return send_error(out, &e);
        }
    }
    return more == 0 ? 0 : send_error(out, &e);
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct query *query = context;
    struct arena arena;
    struct app app;
    struct sql sql;
    struct sql_statement statement;
    struct error e;

    reading_start(&app, &arena, &query->intake, index, NULL, out);
    frame_stage(out, "running the query");
    if (!sql_open(&sql, &app, &e) || !sql_prepare(&sql, query->sql, false, &statement, &e))
        return send_error(out, &e);
    return send_rows(&sql, &statement, out);
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    struct query *query = context;

    return intake_hold(&query->intake, index, memory, e);
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct query *query = context;

    (void)index;
    if (type == FRAME_HEADER)
        return output_header(&query->out, payload);
    return type == FRAME_ROW && output_row(&query->out, payload);
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct query *query = context;

    if (!end->whole) {
        query->failed = true;
        complain_end(query->intake.apps[index].path, end);
    }
    if (!intake_release(&query->intake, index)) {
        query->failed = true;
        complain("%s: the file changed while it was read", harmless(query->intake.apps[index].path));
    }
    return true;
}

/* A statement that cannot run is named before any file is opened. */
static bool check(struct bytes text)
{
    struct sql sql;
    struct sql_statement statement;
    struct error e;
    bool ok = sql_open(&sql, NULL, &e);

    if (ok) {
        ok = sql_prepare(&sql, text, false, &statement, &e);
        if (ok)
            sql_finish(&statement);
        sql_close(&sql);
    }
    if (!ok)
        complain("query: %s (at byte %" PRIu64 " of the SQL); 'veto tables' lists tables and columns",
                 harmless(e.text), e.offset);
    return ok;
}

static bool is_sql(const char *text)
{
    while (*text == ' ' || *text == '\n' || *text == '\t')
        text++;
    return strncasecmp(text, "SELECT", 6) == 0 || strncasecmp(text, "WITH", 4) == 0;
}

static int run(int argc, char **argv)
{
    struct query query = {0};
    struct jail_job job = {
        .jobs = 1, .context = &query, .prepare = prepare, .work = work, .frame = frame, .done = done};
    struct error e;
    bool missing = false;

    if (argc < (place == NULL ? 2 : 1) || !is_sql(argv[argc - 1])) {
        complain("query: give files and then one SQL statement that starts with SELECT or WITH, as in\n"
                 "      veto query app.apk 'SELECT name FROM permissions'");
        return EXIT_USAGE;
    }
    if (as_json && as_csv) {
        complain("query: --json and --csv exclude each other");
        return EXIT_USAGE;
    }
    if (place != NULL && argc > 1) {
        complain("query: --store asks the apps of a store, and files are not read; \"%s\" is one too many", harmless(argv[0]));
        return EXIT_USAGE;
    }
    if (place != NULL)
        return query_store("query", place, argv[0], as_json ? OUTPUT_JSON : as_csv ? OUTPUT_CSV : OUTPUT_ALIGNED);
    query.sql = bytes_str(argv[argc - 1]);
    if (!check(query.sql))
        return EXIT_USAGE;
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    if (!intake_open(&query.intake, (const char *const *)argv, (size_t)argc - 1,
                     (struct intake_options){.jobs = 1}, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    missing = complain_files(&query.intake);
    output_open(&query.out, as_json ? OUTPUT_JSON : as_csv ? OUTPUT_CSV : OUTPUT_ALIGNED);
    job.count = query.intake.app_count;
    if (!jail_run(&job, &e)) {
        complain("%s", harmless(e.text));
        query.failed = true;
    }
    output_close(&query.out);
    intake_close(&query.intake);
    return query.failed || missing ? EXIT_OPERATION : EXIT_OK;
}

const struct command command_query = {
    .name = "query",
    .operands = "FILE... 'SELECT ...'",
    .doc = "Ask anything of the facts, in SQL",
    .more = "The tables are those of 'veto tables'. Several files that make one app (a base and its\n"
            "splits, an .apks) are one app; of several apps the rows follow one another. A file that is\n"
            "no app has empty tables, and says why in anomalies and coverage.\n\n"
            "With --store the small tables, answers and findings have app (the package) and record (its digest)\n"
            "in front, and apps lists app, version, version_code, result and record:\n\n"
            "    veto query --store veto.db \"SELECT app, name FROM sdks WHERE owner = 'bytedance'\"",
    .options = options,
    .run = run,
};
