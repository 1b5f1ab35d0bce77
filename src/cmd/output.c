#include "cmd/output.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/csv.h"
#include "judge/evaluate.h"

enum { OUTPUT_WAITING = 10000, OUTPUT_WAITING_BYTES = 32 << 20, WIDTH_MOST = 120 };

void output_open(struct output *o, enum output_form form)
{
    *o = (struct output){.form = form};
    arena_init(&o->arena, LIMIT_ARENA);
    if (form == OUTPUT_JSON)
        fputs("[", stdout);
}

static void print_buf(struct buf *b)
{
    print_bytes(buf_bytes(b));
    buf_reset(b);
}

/* Whether a byte may be part of a character that acts on a terminal. */
static bool may_act(uint8_t byte)
{
    return byte < 0x20 || byte >= 0x7f;
}

/* A JSON string of the same value in which no character acts: those are escaped. */
static void json_harmless(struct buf *line, struct bytes text)
{
    struct buf plain;
    struct bytes b;

    buf_init(&plain, LIMIT_CHILD_OUTPUT);
    json_string(&plain, text);
    b = buf_bytes(&plain);
    for (size_t at = 0; at < b.size;) {
        uint32_t point;
        if (!may_act(b.data[at])) {
            buf_u8(line, b.data[at++]);
            continue;
        }
        point = text_next(b, &at);
        if (!text_acts(point))
            text_put(line, point);
        else if (point < 0x10000)
            buf_printf(line, "\\u%04x", point);
        else
            buf_printf(line, "\\u%04x\\u%04x", 0xd800 + ((point - 0x10000) >> 10), 0xdc00 + (point & 0x3ff));
    }
    line->failed = line->failed || plain.failed;
    buf_free(&plain);
}

/* A number as SQLite prints it, or what a child taken over says instead: that is a string. */
static void json_real(struct buf *line, struct bytes text)
{
    static const char digits[] = "0123456789";
    size_t at = text.size > 0 && text.data[0] == '-', whole = at, dot = text.size;

    if (bytes_is(bytes_from(text, at), "Inf")) {
        buf_str(line, at == 0 ? "1e999" : "-1e999");
        return;
    }
    for (; at < text.size && strchr("0123456789.eE+-", text.data[at]) != NULL && text.data[at] != 0; at++)
        if (text.data[at] == '.' && dot == text.size)
            dot = at;
    if (at == text.size && dot > whole && dot + 1 < text.size && strchr(digits, text.data[whole]) != NULL &&
        strchr(digits, text.data[dot + 1]) != NULL)
        buf_add(line, text);
    else
        json_string(line, text);
}

bool output_header(struct output *o, struct bytes payload)
{
    struct buf line;

    if (o->headed) /* the next app's: the statement is the same, and so are its columns */
        return true;
    payload = arena_copy(&o->arena, payload);
    if (!row_header_read(payload, &o->header) || o->header.count == 0)
        return false;
    o->headed = true;
    o->widths = arena_array(&o->arena, o->header.count, sizeof *o->widths);
    for (uint32_t i = 0; i < o->header.count; i++)
        o->widths[i] = text_columns(o->header.columns[i]);
    if (o->form == OUTPUT_CSV) {
        buf_init(&line, LIMIT_FRAME);
        csv_head(&line, o->header.columns, o->header.count);
        print_buf(&line);
        buf_free(&line);
    }
    return true;
}

static struct bytes cell_text(const struct cell *c, char room[32])
{
    if (c->kind == 'i')
        return bytes_of(room, (size_t)snprintf(room, 32, "%" PRId64, c->number));
    return c->kind == 'n' ? bytes_of(NULL, 0) : c->text;
}

static void print_aligned(const struct output *o, const struct cell *cells)
{
    struct buf line;

    buf_init(&line, LIMIT_CHILD_OUTPUT);
    for (uint32_t i = 0; i < o->header.count; i++) {
        char room[32];
        struct bytes text = cell_text(&cells[i], room);
        size_t width = text_columns(text), pad = o->widths[i] > width ? o->widths[i] - width : 0;
        if (i > 0)
            buf_str(&line, "  ");
        if (cells[i].kind == 'i')
            buf_printf(&line, "%*s", (int)pad, "");
        text_show(&line, text);
        if (cells[i].kind != 'i' && i + 1 < o->header.count)
            buf_printf(&line, "%*s", (int)pad, "");
    }
    buf_u8(&line, '\n');
    print_bytes(buf_bytes(&line));
    buf_free(&line);
}

/* Prints the head and what was waiting; from now on rows go out as they come. */
static void settle(struct output *o)
{
    struct buf line;

    o->settled = true;
    if (!o->headed)
        return;
    buf_init(&line, LIMIT_CHILD_OUTPUT);
    for (uint32_t i = 0; i < o->header.count; i++) {
        size_t width = text_columns(o->header.columns[i]);
        text_show(&line, o->header.columns[i]);
        if (i + 1 < o->header.count)
            buf_printf(&line, "%*s", (int)(o->widths[i] - width + 2), "");
    }
    buf_u8(&line, '\n');
    print_buf(&line);
    buf_free(&line);
    for (size_t i = 0; i < o->waiting_count; i++)
        print_aligned(o, &o->waiting[i * o->header.count]);
}

static void wait_aligned(struct output *o, const struct cell *cells)
{
    struct cell *kept;

    o->waiting = arena_grow(&o->arena, o->waiting, o->waiting_count, &o->waiting_capacity,
                            o->header.count * sizeof *o->waiting);
    kept = &o->waiting[o->waiting_count++ * o->header.count];
    for (uint32_t i = 0; i < o->header.count; i++) {
        char room[32];
        size_t width;
        kept[i] = cells[i];
        if (cells[i].kind == 't' || cells[i].kind == 'r') {
            kept[i].text = arena_copy(&o->arena, cells[i].text);
            o->waiting_bytes += cells[i].text.size;
        }
        width = text_columns(cell_text(&cells[i], room));
        if (width > o->widths[i])
            o->widths[i] = width < WIDTH_MOST ? width : WIDTH_MOST;
    }
    o->waiting_bytes += o->header.count * sizeof *cells;
    if (o->waiting_count >= OUTPUT_WAITING || o->waiting_bytes >= OUTPUT_WAITING_BYTES)
        settle(o);
}

static void print_json(const struct output *o, const struct cell *cells)
{
    struct buf line;

    buf_init(&line, LIMIT_CHILD_OUTPUT);
    buf_str(&line, o->rows == 0 ? "\n{" : ",\n{");
    for (uint32_t i = 0; i < o->header.count; i++) {
        if (i > 0)
            buf_u8(&line, ',');
        json_harmless(&line, o->header.columns[i]);
        buf_u8(&line, ':');
        if (cells[i].kind == 'n')
            buf_str(&line, "null");
        else if (cells[i].kind == 'i')
            json_integer(&line, cells[i].number);
        else if (cells[i].kind == 'r')
            json_real(&line, cells[i].text);
        else
            json_harmless(&line, cells[i].text);
    }
    buf_u8(&line, '}');
    print_buf(&line);
    buf_free(&line);
}

static void print_csv(const struct output *o, const struct cell *cells)
{
    struct buf line;

    buf_init(&line, LIMIT_CHILD_OUTPUT);
    csv_row(&line, cells, o->header.count);
    print_buf(&line);
    buf_free(&line);
}

bool output_row(struct output *o, struct bytes payload)
{
    static struct cell cells[ROW_COLUMNS_MOST];

    if (!o->headed || !row_read(payload, cells, o->header.count))
        return false;
    if (o->form == OUTPUT_JSON)
        print_json(o, cells);
    else if (o->form == OUTPUT_CSV)
        print_csv(o, cells);
    else if (o->settled)
        print_aligned(o, cells);
    else
        wait_aligned(o, cells);
    o->rows++;
    return true;
}

void output_close(struct output *o)
{
    if (o->form == OUTPUT_JSON)
        fputs(o->rows == 0 ? "]\n" : "\n]\n", stdout);
    else if (o->form == OUTPUT_ALIGNED && !o->settled)
        settle(o);
    arena_free(&o->arena);
}

bool print_lines(struct bytes text)
{
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_CHILD_OUTPUT);
    while (text.size > 0) {
        size_t end = bytes_find(text, '\n', 0);
        struct bytes line;
        bytes_slice(text, 0, end, &line);
        text_show(&out, line);
        if (end < text.size)
            buf_u8(&out, '\n');
        text = bytes_from(text, end < text.size ? end + 1 : end);
    }
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok;
}

bool jail_accepted(bool required)
{
    const char *missing = jail_missing();

    if (missing == NULL)
        return true;
    complain("%s%s", missing, required ? "; --require-jail was given, so nothing is read" : "");
    return !required;
}

bool complain_files(const struct intake *in)
{
    bool any = false;

    for (size_t i = 0; i < in->file_count; i++)
        if (!in->files[i].readable) {
            complain("%s: %s", harmless(in->files[i].path), harmless(in->files[i].error.text));
            any = true;
        }
    return any;
}

void complain_end(const char *path, const struct jail_end *end)
{
    complain("%s: %s: what it had to say is incomplete", harmless(path), harmless(evaluated_end(end)));
}

struct report_style style_of_terminal(void)
{
    struct report_style style = {.language = language_of_environment(), .width = 80};
    const char *columns = getenv("COLUMNS"), *no_colour = getenv("NO_COLOR");
    struct winsize size;

    if (isatty(STDOUT_FILENO)) {
        style.colour = (no_colour == NULL || no_colour[0] == 0) &&
                       (getenv("TERM") == NULL || strcmp(getenv("TERM"), "dumb") != 0);
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
            style.width = size.ws_col;
    }
    if (columns != NULL && strtol(columns, NULL, 10) > 0 && strtol(columns, NULL, 10) < 10000)
        style.width = (unsigned)strtol(columns, NULL, 10);
    if (style.width < 30)
        style.width = 30;
    if (style.width > 120)
        style.width = 120;
    return style;
}

bool load_packs(struct packs *p, struct arena *a, const char *criteria, const char *policy)
{
    struct error e;

    if (packs_builtin(p, a, &e) && (criteria == NULL || packs_add_folder(p, criteria, &e)) &&
        (policy == NULL || packs_set_policy(p, policy, &e)) && packs_check(p, &e))
        return true;
    complain("%s", harmless(e.text));
    return false;
}

bool parse_jobs(const char *command, const char *text, unsigned *jobs)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    char *end = NULL;
    long n;

    *jobs = processors > 0 ? (unsigned)processors : 1;
    if (text == NULL)
        return true;
    n = strtol(text, &end, 10);
    if (*end != 0 || n < 1 || n > 1000) {
        complain("%s: --jobs takes a number from 1 to 1000, not %s", command, harmless(text));
        return false;
    }
    *jobs = (unsigned)n;
    return true;
}
