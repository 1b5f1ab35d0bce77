/* sample: devices for an auditor to try by hand, and what the tries say about all. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/csv.h"
#include "cmd/fleet.h"
#include "cmd/number.h"
#include "fleet/sample.h"
#include "fleet/trial.h"
#include "fleet/verify_report.h"
#include "jail/input.h"

static const char *seed, *results;
static bool as_csv;
static struct fleet_options fleet;

static const struct option_row options[] = {
    FLEET_OPTIONS(fleet),
    {"--seed", "S", "any text; to be agreed, or thrown by dice, before the draw", NULL, &seed},
    {"--csv", NULL, "the devices as CSV, with columns to fill in", &as_csv, NULL},
    {"--results", "FILE", "what was found by hand: that CSV, filled in; recorded in the store", NULL, &results},
    {0},
};

static void write_csv(struct buf *out, const struct sample *s, const struct families *families)
{
    buf_str(out, "serial,asset,department,platform,family,found,note\r\n");
    for (size_t i = 0; i < s->count; i++)
        for (size_t f = 0; f < families->count; f++) {
            const struct sample_device *d = &s->devices[i];
            const struct bytes texts[] = {d->serial, d->asset, d->department, d->platform, families->rows[f].id};
            for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
                csv_field(out, texts[k]);
                buf_u8(out, ',');
            }
            buf_str(out, ",\r\n");
        }
}

static void write_text(struct buf *out, const struct sample *s, enum language l)
{
    buf_printf(out, l == FRENCH ? "%zu des %" PRIu64 " appareils remis; germe " : "%zu of %" PRIu64 " devices issued; seed ", s->count, s->issued);
    text_show(out, bytes_str(seed));
    buf_str(out, "\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct sample_device *d = &s->devices[i];
        const struct bytes texts[] = {d->serial, d->asset, d->platform, d->department};
        buf_printf(out, "%.16s", d->place);
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            buf_str(out, "  ");
            text_show(out, texts[k]);
        }
        buf_str(out, "\n");
    }
}

/* "0 of 30: 0.0 % to 11.6 %" */
static void write_share(struct buf *out, uint32_t hits, uint32_t tried, enum language l)
{
    struct interval i = interval_95(hits, tried);
    unsigned low = interval_low_permille(&i), high = interval_high_permille(&i);
    const char *mark = l == FRENCH ? "," : ".";

    buf_printf(out, l == FRENCH ? "%u sur %u : de %u%s%u %% à %u%s%u %%\n" : "%u of %u: %u%s%u %% to %u%s%u %%\n", hits, tried, low / 10,
               mark, low % 10, high / 10, mark, high % 10);
}

static void write_results(struct buf *out, const struct trials *t, const struct families *families, enum language l)
{
    buf_str(out, l == FRENCH ? "intervalle de confiance de Clopper-Pearson à 95 %\n" : "95 % confidence interval of Clopper and Pearson\n");
    for (size_t f = 0; f < families->count; f++) {
        const struct trial_count *c = &t->counts[f];
        text_show(out, families->rows[f].id);
        buf_printf(out, l == FRENCH ? ": essayés %u, non essayés %u\n" : ": tried %u, not tried %u\n", c->tried, c->not_tried);
        if (c->tried == 0)
            continue;
        buf_str(out, l == FRENCH ? "  présente sur les appareils remis : " : "  present on issued devices: ");
        write_share(out, c->present, c->tried, l);
        buf_str(out, l == FRENCH ? "  présente où veto disait vérifié : " : "  present where veto said verified: ");
        write_share(out, c->verified_present, c->verified_tried, l);
    }
}

static int record(struct fleet *f, const struct sample *s, size_t n)
{
    struct trials trials;
    struct input in;
    struct error e = {0};
    struct buf out;
    bool ok;

    if (!input_open_within(&in, results, LIMIT_TRIALS_FILE + 1ull, &e)) {
        complain("%s: %s", harmless(results), harmless(e.text));
        return EXIT_OPERATION;
    }
    ok = trials_read(&trials, &f->arena, in.bytes, s, &f->families, &e) && trials_judge(&trials, f->store, f->known, f->accepted, &e) &&
         trials_keep(&trials, f->store, bytes_str(seed), n, known_as_of(f->known), &e);
    input_close(&in);
    if (!ok) {
        complain("%s: %s", harmless(results), harmless(e.text));
        return e.code == ERROR_SYSTEM ? EXIT_OPERATION : EXIT_USAGE;
    }
    buf_init(&out, LIMIT_RECORD);
    write_results(&out, &trials, &f->families, language_of_environment());
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

static int draw(struct fleet *f, size_t n)
{
    struct sample s;
    struct error e = {0};
    struct buf out;
    bool ok;

    if (!sample_draw(f->known, &f->arena, bytes_str(seed), n, &s, &e)) {
        complain("sample: %s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (results != NULL)
        return record(f, &s, n);
    buf_init(&out, LIMIT_RECORD);
    if (as_csv)
        write_csv(&out, &s, &f->families);
    else
        write_text(&out, &s, language_of_environment());
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

static int run(int argc, char **argv)
{
    uint64_t n = 0;
    struct fleet f;
    int status;

    if (argc != 1 || seed == NULL || seed[0] == 0) {
        complain(argc != 1 ? "sample: say how many devices" : "sample: --seed S is needed, so that the draw can be repeated");
        return EXIT_USAGE;
    }
    if (!parse_number("sample", "N", argv[0], 1, LIMIT_SAMPLE, &n))
        return EXIT_USAGE;
    status = fleet_open("sample", &fleet, &f);
    if (status != EXIT_OK)
        return status;
    status = draw(&f, (size_t)n);
    fleet_close(&f);
    return status;
}

const struct command command_sample = {
    .name = "sample",
    .operands = "N",
    .doc = "Draw issued devices for an auditor to try by hand, and say what the tries say about all",
    .more = "The N devices with the least SHA-256 of SEED/ASSET, in hexadecimal, asset being the asset tag or else the serial\n"
            "number: with the issued list anybody repeats the draw. --csv gives a form; fill in its column found with absent,\n"
            "present or not-tried, and give it back with --results, same N and seed. The shares then printed are with the exact\n"
            "interval of Clopper and Pearson at 95 %; devices not tried are counted apart.\n\n"
            "    veto sample 59 --seed 2026-11-24/dice:416253 --csv > form.csv\n"
            "    veto sample 59 --seed 2026-11-24/dice:416253 --results form.csv",
    .options = options,
    .run = run,
};
