#include "fleet/fleet_report.h"

#include <inttypes.h>

#include "base/moment.h"
#include "base/text.h"
#include "fleet/verify_report.h"

enum { NAME_WIDTH = 25, COLUMN = 11 };

static void column(struct buf *out, uint64_t n, enum language l)
{
    struct buf text;
    size_t wide;

    buf_init(&text, 64);
    verify_number(&text, n, l);
    wide = text_columns(buf_bytes(&text));
    buf_printf(out, "%*s", (int)(wide < COLUMN ? COLUMN - wide : 1), "");
    buf_add(out, buf_bytes(&text));
    buf_free(&text);
}

static void named(struct buf *out, struct bytes name)
{
    size_t wide = text_columns(name);

    text_show(out, name);
    buf_printf(out, "%*s", (int)(wide < NAME_WIDTH ? NAME_WIDTH - wide : 1), "");
}

static void figures(struct buf *out, const struct verify_department *d, enum language l)
{
    column(out, d->devices, l);
    for (int w = 0; w < VERDICT_WORDS; w++)
        column(out, d->words[w], l);
    buf_str(out, "\n");
}

static void head(struct buf *out, const char *first, enum language l)
{
    static const char *const words[][2] = {{"issued", "remis"}, {"verified", "v\xc3\xa9rifi\xc3\xa9s"}, {"violated", "enfreints"}, {"excepted", "except\xc3\xa9s"}, {"unknown", "inconnus"}};

    buf_str(out, "\n");
    named(out, bytes_str(first));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        buf_printf(out, "%*s", (int)(COLUMN - text_columns(bytes_str(words[i][l]))), "");
        buf_str(out, words[i][l]);
    }
    buf_str(out, "\n");
}

void fleet_report_text(struct buf *out, const struct fleet_report *r)
{
    enum language l = r->language;

    verify_write_summary(out, r->now, l);
    if (r->networks != NULL)
        positions_write(out, r->networks, l);
    head(out, l == FRENCH ? "minist\xc3\xa8re" : "department", l);
    for (size_t i = 0; i < r->now->department_count; i++) {
        const struct verify_department *d = &r->now->departments[i];
        named(out, d->name.size > 0 ? d->name : l == FRENCH ? BYTES("(non dit)") : BYTES("(not stated)"));
        figures(out, d, l);
    }
    named(out, l == FRENCH ? BYTES("en tout") : BYTES("in all"));
    figures(out, &r->now->all, l);
    if (r->past_count < 2)
        return;
    head(out, l == FRENCH ? "au fil du temps" : "over time", l);
    for (size_t i = 0; i < r->past_count; i++) {
        char time[MOMENT_SIZE];
        moment_format(r->past[i].as_of, time);
        named(out, bytes_str(time));
        figures(out, &r->past[i].all, l);
    }
    buf_str(out, l == FRENCH ? "un appareil est enfreint si une famille y est, v\xc3\xa9rifi\xc3\xa9 si toutes sont v\xc3\xa9rifi\xc3\xa9""es\n"
                             : "a device is violated when one family is on it, verified when all are\n");
}

/* --- rows --- */

static void rows_of(const struct verify_total *t, const struct verify_department *d, struct bytes moment, fleet_report_row *row, void *to)
{
    uint64_t counts[1 + VERDICT_WORDS] = {d->devices};

    memcpy(counts + 1, d->words, sizeof d->words);
    row(to, moment, d->name, BYTES(""), counts);
    for (size_t f = 0; f < t->families->count; f++) {
        const struct verify_count *c = &d->families[f];
        counts[0] = verify_devices(c);
        for (int w = 0; w < VERDICT_WORDS; w++)
            counts[1 + w] = verify_word(c, (enum verdict_word)w);
        row(to, moment, d->name, t->families->rows[f].id, counts);
    }
}

void fleet_report_each(const struct fleet_report *r, fleet_report_row *row, void *to)
{
    char time[MOMENT_SIZE];

    for (size_t i = 0; i < r->past_count; i++) {
        const struct verify_total *t = &r->past[i];
        moment_format(t->as_of, time);
        rows_of(t, &t->all, bytes_str(time), row, to);
        for (size_t d = 0; d < t->department_count; d++)
            rows_of(t, &t->departments[d], bytes_str(time), row, to);
    }
}
