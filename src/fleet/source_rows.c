/*
 * Answers that are rows: the issued list, and any CSV or JSON with a row for
 * each app on each device, whose columns the caller names. Rows of a device
 * need not stand together: a first reading finds where they are, a second one
 * takes them device by device.
 */
#include "base/csv_read.h"
#include "base/json_read.h"
#include "base/json_scan.h"
#include "base/moment.h"
#include "fleet/grouping.h"
#include "fleet/source.h"

/* --- the issued list --- */

bool source_issued(struct answer_out *a, struct error *e)
{
    static const char *const names[ISSUED_TEXTS] = {"serial", "asset_tag", "department", "platform", "ownership", "issued"};
    struct csv_reader r = {.arena = a->arena, .text = a->ask->text};
    struct bytes fields[CSV_COLUMNS], row[ISSUED_TEXTS];
    int place[ISSUED_TEXTS], count = csv_next(&r, fields, e);

    for (int c = 0; c < ISSUED_TEXTS; c++) {
        place[c] = -1;
        for (int i = 0; i < count; i++)
            if (bytes_is(fields[i], names[c]))
                place[c] = i;
    }
    if (count < 0)
        return false;
    if (place[ISSUED_SERIAL] < 0 || place[ISSUED_PLATFORM] < 0)
        return error_set(e, ERROR_FORMAT, 0, "the first line has to name the columns serial and platform; asset_tag, department, ownership and issued are taken too");
    while (count > 0 && (count = csv_next(&r, fields, e)) > 0) {
        for (int c = 0; c < ISSUED_TEXTS; c++)
            row[c] = place[c] >= 0 && place[c] < count ? fields[place[c]] : bytes_of(NULL, 0);
        if (count == 1 && fields[0].size == 0)
            continue;
        if (row[ISSUED_SERIAL].size == 0 || !(bytes_is(row[ISSUED_PLATFORM], "android") || bytes_is(row[ISSUED_PLATFORM], "ios")))
            answer_problem(a, r.line, "a row without serial number, or of a platform that is not android or ios:", row[ISSUED_SERIAL]);
        else
            answer_issued(a, r.line, row);
        arena_reset(a->arena);
    }
    if (count < 0)
        answer_problem(a, r.line, "the rest of the list:", bytes_str(e->text));
    return true;
}

/* --- columns that the caller names --- */

enum { COLUMN_SERIAL, COLUMN_TIME, COLUMN_APP, COLUMNS = COLUMN_APP + APP_TEXTS, COLUMN_NAME = 200 };

static const char *const columns[COLUMNS] = {"serial", "time", "package", "name", "version", "signer"};

struct rows {
    struct answer_out *answer;
    char path[COLUMNS][COLUMN_NAME]; /* "" for none */
    int place[COLUMNS];      /* of a CSV; -1 for none */
    uint8_t separator;       /* of a CSV */
    struct grouping by;      /* device; `at` of a row is its byte */
};

/* A column's name, in which a comma or per cent sign stands as %2C or %25. */
static bool take_column(struct bytes text, char out[COLUMN_NAME])
{
    size_t n = 0;

    for (size_t i = 0; i < text.size && n < COLUMN_NAME - 1; i++) {
        struct bytes code;
        out[n] = (char)text.data[i];
        if (out[n++] != '%')
            continue;
        if (!bytes_slice(text, i + 1, 2, &code) || !(bytes_is(code, "2C") || bytes_is(code, "2c") || bytes_is(code, "25")))
            return false;
        out[n - 1] = code.data[1] == '5' ? '%' : ',';
        i += 2;
    }
    out[n] = 0;
    return n > 0 && n < COLUMN_NAME - 1;
}

/* "serial=COLUMN,package=COLUMN": every name of ours at most once. */
static bool take_map(struct rows *rows, struct error *e)
{
    struct bytes map = rows->answer->ask->map, part, name, column;

    for (size_t at = 0; at < map.size; at += part.size + 1) {
        size_t equals;
        int c = 0;
        bytes_slice(map, at, bytes_find(map, ',', at) - at, &part);
        equals = bytes_find(part, '=', 0);
        bytes_slice(part, 0, equals, &name);
        column = bytes_from(part, equals + 1);
        while (c < COLUMNS && !bytes_is(name, columns[c]))
            c++;
        if (c == COLUMNS || rows->path[c][0] != 0 || !take_column(column, rows->path[c]))
            return error_set(e, ERROR_USAGE, at, "--map is NAME=COLUMN,...: each of serial, time, package, name, version, signer at most once");
    }
    return (rows->path[COLUMN_SERIAL][0] != 0 && (rows->path[COLUMN_APP + APP_VALUE][0] != 0 || rows->path[COLUMN_APP + APP_NAME][0] != 0)) ||
           error_set(e, ERROR_USAGE, 0, "--map has to name the column of the serial and that of the package or name, such as serial=Serial,package=Bundle");
}

/* The values of the row at a place, in the answer's arena. */
typedef bool row_reader(struct rows *rows, const struct grouped *row, struct bytes value[COLUMNS]);

static void take_rows(struct rows *rows, row_reader *read)
{
    struct answer_out *a = rows->answer;
    const struct grouped *row = grouping_sort(&rows->by);

    for (size_t i = 0, end; i < rows->by.count; i = end) {
        struct device d = {.key = rows->by.serial[row[i].device - 1], .time = a->ask->time, .listed = true, .managed = true, .complete = true};
        bool open;
        d.serial = d.key;
        d.identifiers = rows->path[COLUMN_APP + APP_VALUE][0] != 0;
        d.whole = a->ask->whole;
        open = answer_device(a, row[i].line, &d);
        for (end = i; end < rows->by.count && row[end].device == row[i].device; end++) {
            struct bytes value[COLUMNS] = {{NULL, 0}};
            struct listed_app app = {.present = true, .usable = true};
            int64_t time;
            arena_reset(a->arena);
            if (!open || !read(rows, &row[end], value))
                continue;
            memcpy(app.text, &value[COLUMN_APP], sizeof app.text);
            if (value[COLUMN_TIME].size > 0 && !moment_parse(value[COLUMN_TIME], &time))
                answer_problem(a, row[end].line, "a time that is none:", value[COLUMN_TIME]);
            else if (value[COLUMN_TIME].size > 0)
                a->device.time = end == i || time < a->device.time ? time : a->device.time; /* the oldest counts */
            answer_app(a, row[end].line, &app);
        }
        if (open)
            answer_device_end(a);
    }
}

static bool rows_open(struct rows *rows, struct answer_out *a, struct error *e)
{
    *rows = (struct rows){.answer = a};
    grouping_open(&rows->by, a);
    return take_map(rows, e);
}

/* --- CSV --- */

static bool csv_row(struct rows *rows, const struct grouped *row, struct bytes value[COLUMNS])
{
    struct csv_reader r = {.arena = rows->answer->arena, .text = rows->answer->ask->text, .at = row->at, .separator = rows->separator};
    struct bytes fields[CSV_COLUMNS];
    int count = csv_next(&r, fields, NULL);

    for (int c = 0; c < COLUMNS; c++)
        if (rows->place[c] >= 0 && rows->place[c] < count)
            value[c] = fields[rows->place[c]];
    return count > 0;
}

static bool csv_columns(struct rows *rows, const struct bytes *fields, int count, struct error *e)
{
    for (int c = 0; c < COLUMNS; c++) {
        rows->place[c] = -1;
        for (int i = 0; i < count; i++)
            if (rows->path[c][0] != 0 && bytes_is(fields[i], rows->path[c]))
                rows->place[c] = i;
        if (rows->path[c][0] != 0 && rows->place[c] < 0)
            return error_set(e, ERROR_USAGE, 0, "the first line has no column of the name that --map gives for %s", columns[c]);
    }
    return true;
}

static bool csv_all(struct rows *rows, struct error *e)
{
    struct answer_out *a = rows->answer;
    struct csv_reader r = {.arena = a->arena, .text = a->ask->text};
    struct bytes fields[CSV_COLUMNS];
    struct error why = {0};
    int count = csv_next(&r, fields, e), width = count;

    rows->separator = r.separator;
    if (count < 0 || !csv_columns(rows, fields, count, e))
        return false;
    while (count > 0) {
        uint64_t at = r.at;
        arena_reset(a->arena);
        count = csv_next(&r, fields, &why);
        if (count < 0)
            answer_problem(a, r.line, "the rest of the answer:", bytes_str(why.text));
        else if (count > 0 && !(count == 1 && fields[0].size == 0)) {
            if (count != width)
                answer_problem(a, r.line, "a row of another number of columns than the first:", fields[0]);
            else
                grouping_add(&rows->by, fields[rows->place[COLUMN_SERIAL]], at, r.line);
        }
    }
    take_rows(rows, csv_row);
    return true;
}

bool source_csv(struct answer_out *a, struct error *e)
{
    struct rows rows;
    bool ok = rows_open(&rows, a, e) && csv_all(&rows, e);

    grouping_close(&rows.by);
    return ok;
}

/* --- JSON --- */

static bool json_row(struct rows *rows, const struct grouped *row, struct bytes value[COLUMNS])
{
    struct answer_out *a = rows->answer;
    size_t at = row->at;
    struct bytes text;
    struct error ignored;
    const struct json_node *n = json_scan_value(a->ask->text, &at, &text) ? json_read_foreign(a->arena, text, &ignored) : NULL;

    for (int c = 0; c < COLUMNS; c++)
        if (rows->path[c][0] != 0)
            value[c] = source_text(a->arena, source_at_path(n, rows->path[c]));
    return n != NULL;
}

/* An object where a row is expected. */
static void json_one(struct rows *rows, struct bytes text, uint64_t at)
{
    struct answer_out *a = rows->answer;
    struct error why = {0};
    const struct json_node *n;

    arena_reset(a->arena);
    n = json_read_foreign(a->arena, text, &why);
    if (n == NULL || n->kind != JSON_OBJECT) {
        answer_problem(a, at, "a row that is no object:", n == NULL ? bytes_str(why.text) : text);
        return;
    }
    grouping_add(&rows->by, source_text(a->arena, source_at_path(n, rows->path[COLUMN_SERIAL])), at, at);
}

static void json_all(struct rows *rows)
{
    struct answer_out *a = rows->answer;
    struct bytes text = a->ask->text, value;
    size_t at = 0;
    int c;

    while ((c = json_scan_peek(text, &at)) >= 0) {
        if (c == '[' || c == ']' || c == ',') { /* rows of arrays, or one after the other */
            at++;
        } else if (json_scan_value(text, &at, &value)) {
            json_one(rows, value, at - value.size);
        } else {
            bytes_slice(text, at, bytes_find(text, '\n', at) - at, &value);
            answer_problem(a, at, "a line that is no JSON:", value);
            at += value.size;
        }
    }
    take_rows(rows, json_row);
}

bool source_json(struct answer_out *a, struct error *e)
{
    struct rows rows;
    bool ok = rows_open(&rows, a, e);

    if (ok)
        json_all(&rows);
    grouping_close(&rows.by);
    return ok;
}
