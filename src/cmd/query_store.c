#include "cmd/query_store.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "fleet/kept.h"

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

static bool print_header(struct output *out, sqlite3_stmt *q, uint32_t count)
{
    const char *names[ROW_COLUMNS_MOST];
    struct buf row;
    bool ok;

    for (uint32_t i = 0; i < count; i++)
        names[i] = sqlite3_column_name(q, (int)i);
    buf_init(&row, LIMIT_FRAME);
    ok = row_header_write(&row, "", names, count) && output_header(out, buf_bytes(&row));
    buf_free(&row);
    return ok;
}

static bool print_row(struct output *out, sqlite3_stmt *q, uint32_t count)
{
    struct cell cells[ROW_COLUMNS_MOST];
    struct buf row;
    bool ok;

    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *text = NULL;
        cells[i] = (struct cell){.kind = cell_kind(sqlite3_column_type(q, (int)i))};
        if (cells[i].kind == 'i')
            cells[i].number = sqlite3_column_int64(q, (int)i);
        else if (cells[i].kind != 'n')
            text = sqlite3_column_text(q, (int)i);
        cells[i].text = bytes_of(text, text == NULL ? 0 : (size_t)sqlite3_column_bytes(q, (int)i));
    }
    buf_init(&row, LIMIT_FRAME);
    ok = row_write(&row, cells, count) && output_row(out, buf_bytes(&row));
    buf_free(&row);
    return ok;
}

static int print_rows(const char *command, sqlite3 *db, sqlite3_stmt *q, enum output_form form)
{
    uint32_t count = (uint32_t)sqlite3_column_count(q);
    struct output out;
    int rc = SQLITE_DONE;
    bool ok;

    output_open(&out, form);
    ok = print_header(&out, q, count);
    while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW)
        ok = print_row(&out, q, count);
    output_close(&out);
    if (!ok)
        complain("%s: a row is no UTF-8, or longer than %u bytes", command, LIMIT_FRAME);
    else if (rc != SQLITE_DONE)
        complain("%s: %s", command, harmless(sqlite3_errmsg(db)));
    return ok && rc == SQLITE_DONE ? EXIT_OK : EXIT_OPERATION;
}

int query_store(const char *command, const char *place, const char *sql, enum output_form form)
{
    struct error e = {0};
    struct store *s = store_at(command, place);
    sqlite3 *db;
    sqlite3_stmt *q;
    uint64_t without;
    int status;

    if (s == NULL)
        return EXIT_OPERATION;
    if (!kept_ask(s, sql, &db, &q, &without, &e)) {
        complain("%s: %s%s", command, harmless(e.text), e.code == ERROR_USAGE ? "; 'veto tables' lists tables and columns" : "");
        store_close(s);
        return e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
    }
    if (without > 0)
        complain("%s: of %" PRIu64 " evaluations the store has no record; only the table apps knows them", command, without);
    status = print_rows(command, db, q, form);
    sqlite3_finalize(q);
    sqlite3_close(db);
    store_close(s);
    return finish_output(status);
}
