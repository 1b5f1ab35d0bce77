/* verify: each issued device and family verified, violated or unknown, and why. */
#include <string.h>

#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/csv.h"
#include "cmd/fleet.h"
#include "fleet/verify_report.h"

enum { FLUSH = 1 << 16, SHOWN = 20 };

static bool as_json, as_csv;
static const char *explained;
static struct fleet_options fleet;

static const struct option_row options[] = {
    FLEET_OPTIONS(fleet),
    {"--explain", "DEVICE", "everything the verdicts on one device rest on; its serial number or asset tag", NULL, &explained},
    {"--json", NULL, "every device and family, and the figures, as canonical JSON", &as_json, NULL},
    {"--csv", NULL, "every device and family as CSV", &as_csv, NULL},
    {0},
};

/* What a walk writes to. */
struct sheet {
    struct fleet *fleet;
    struct verify_total *total;
    struct buf out;
    struct json json;
    enum language language;
    uint64_t shown, explained;
};

static bool flush(struct sheet *s, size_t above)
{
    bool ok = !s->out.failed && (s->out.size <= above || print_bytes(buf_bytes(&s->out)));

    if (s->out.size > above)
        buf_reset(&s->out);
    return ok;
}

static bool put_json(void *context, const struct verify_row *row)
{
    struct sheet *s = context;

    verify_json_row(&s->json, s->fleet->known, &s->fleet->families, row);
    return flush(s, FLUSH);
}

static void csv_cell(struct buf *out, struct bytes text, char end)
{
    csv_field(out, text);
    if (end == '\n')
        buf_u8(out, '\r');
    buf_u8(out, (uint8_t)end);
}

static bool put_csv(void *context, const struct verify_row *row)
{
    struct sheet *s = context;
    const struct known_device *d = row->device;
    const struct known_match *m = row->match;
    const struct bytes none = {NULL, 0};
    char time[MOMENT_SIZE] = "";

    if (row->verdict.time != 0)
        moment_format(row->verdict.time, time);
    csv_cell(&s->out, d->serial, ',');
    csv_cell(&s->out, d->asset, ',');
    csv_cell(&s->out, d->department, ',');
    csv_cell(&s->out, d->platform, ',');
    csv_cell(&s->out, s->fleet->families.rows[row->family].id, ',');
    csv_cell(&s->out, bytes_str(verdict_word_id(row->verdict.word)), ',');
    csv_cell(&s->out, bytes_str(verdict_reason_id(row->verdict.reason)), ',');
    csv_cell(&s->out, bytes_str(answer3_id(row->verdict.present)), ',');
    csv_cell(&s->out, bytes_str(answer3_id(row->verdict.usable)), ',');
    csv_cell(&s->out, BYTES("unknown"), ',');
    csv_cell(&s->out, bytes_str(match_strength_id(row->verdict.strength)), ',');
    csv_cell(&s->out, m != NULL ? m->value : none, ',');
    csv_cell(&s->out, m != NULL ? m->version : none, ',');
    csv_cell(&s->out, m != NULL ? m->source : row->list != NULL ? known_source(s->fleet->known, row->list->source) : none, ',');
    csv_cell(&s->out, bytes_str(time), '\n');
    return flush(s, FLUSH);
}

static bool put_violated(void *context, const struct verify_row *row)
{
    struct sheet *s = context;

    if (row->verdict.word == VERDICT_VIOLATED && s->shown++ < SHOWN)
        verify_write_line(&s->out, s->fleet->known, s->total, row, s->language);
    return !s->out.failed;
}

static bool put_explained(void *context, const struct verify_row *row)
{
    struct sheet *s = context;

    if (bytes_is(row->device->serial, explained) || bytes_is(row->device->asset, explained)) {
        verify_write_explanation(&s->out, s->fleet->known, s->total, row, s->language);
        s->explained++;
    }
    return !s->out.failed;
}

static int status_of(const struct verify_total *total, const struct positions *positions)
{
    if (total->all.words[VERDICT_VIOLATED] + positions->words[VERDICT_VIOLATED] > 0)
        return EXIT_NOT_MET;
    return total->all.words[VERDICT_UNKNOWN] + positions->words[VERDICT_UNKNOWN] > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}

static void begin(struct sheet *s)
{
    char time[MOMENT_SIZE];

    if (as_csv)
        buf_str(&s->out, "serial,asset,department,platform,family,verdict,reason,present,usable,web,confidence,match,version,source,time\r\n");
    if (!as_json)
        return;
    moment_format(known_as_of(s->fleet->known), time);
    json_open(&s->json, &s->out);
    json_object(&s->json);
    json_key(&s->json, BYTES("accepted_seconds"));
    json_number(&s->json, s->fleet->accepted);
    json_key(&s->json, BYTES("as_of"));
    json_text(&s->json, bytes_str(time));
    json_key(&s->json, BYTES("devices"));
    json_array(&s->json);
    flush(s, 0); /* the text of a key ends with its object; that of the time does not */
}

static bool end(struct sheet *s)
{
    struct buf summary;
    bool ok;

    if (as_json) {
        json_end_array(&s->json);
        json_key(&s->json, BYTES("networks"));
        positions_json(&s->json, &s->fleet->positions);
        json_key(&s->json, BYTES("totals"));
        verify_json_total(&s->json, s->total);
        json_end_object(&s->json);
        buf_str(&s->out, "\n");
    }
    if (as_json || as_csv || explained != NULL)
        return flush(s, 0);
    buf_init(&summary, LIMIT_RECORD);
    verify_write_summary(&summary, s->total, s->language);
    positions_write(&summary, &s->fleet->positions, s->language);
    if (s->shown > 0)
        buf_str(&summary, s->language == FRENCH ? "\nenfreint :\n" : "\nviolated:\n");
    buf_add(&summary, buf_bytes(&s->out));
    if (s->shown > SHOWN) {
        verify_number(&summary, s->shown - SHOWN, s->language);
        buf_str(&summary, s->language == FRENCH ? " de plus; --csv les donne tous\n" : " more; --csv has them all\n");
    }
    ok = !summary.failed && print_bytes(buf_bytes(&summary));
    buf_free(&summary);
    return ok;
}

static int verify(struct fleet *f)
{
    struct verify_total total;
    struct sheet s = {.fleet = f, .total = &total, .language = language_of_environment()};
    struct verify_asked asked = {.families = &f->families, .accepted = f->accepted, .spared = &f->spared, .context = &s};
    struct error e = {0};
    bool ok;

    buf_init(&s.out, LIMIT_RECORD);
    begin(&s);
    total.as_of = known_as_of(f->known);
    asked.sink = explained != NULL ? put_explained : as_json ? put_json : as_csv ? put_csv : put_violated;
    ok = verify_fleet(f->known, &f->arena, &asked, &total, &e);
    if (!ok)
        complain("%s", harmless(e.text));
    else if (explained != NULL && s.explained == 0)
        complain("%s is not on the issued list; --explain takes a serial number or an asset tag", harmless(explained));
    ok = ok && (explained == NULL || s.explained > 0);
    if (ok && !end(&s))
        ok = false;
    buf_free(&s.out);
    return ok ? status_of(&total, &f->positions) : EXIT_OPERATION;
}

static int run(int argc, char **argv)
{
    struct fleet f;
    int status;

    (void)argv;
    if (argc != 0 || as_json + as_csv + (explained != NULL) > 1) {
        complain(argc != 0 ? "verify: takes options only" : "verify: one of --json, --csv and --explain");
        return EXIT_USAGE;
    }
    status = fleet_open("verify", &fleet, &f);
    if (status != EXIT_OK)
        return status;
    status = verify(&f);
    fleet_close(&f);
    return status;
}

const struct command command_verify = {
    .name = "verify",
    .operands = "",
    .doc = "Say of every issued device and family: verified, violated, excepted or unknown, and why",
    .more = "Verified: a complete, recent list of identifiers, of the whole device, on which the family does not stand. Violated:\n"
            "a sight of the family that no such list of later date takes back; whether it can be opened is said apart. Excepted:\n"
            "the same, where a case of the store lets it stay: by an exception for a time, by a hold, or since the determination\n"
            "was revoked. All else is unknown, with the reason. The issued list is the denominator. Networks are judged by what\n"
            "'veto probe' was answered. No clock is asked: the moment that counts is that of the newest import, of networks that of\n"
            "the newest probe, or --as-of. Exit status: 0 all verified or excepted, 4 some violated, 5 none violated and some\n"
            "unknown, 1 operational error, 2 usage.\n\n"
            "    veto verify --family tiktok --as-of 2026-10-30\n"
            "    veto verify --explain GC-00000014",
    .options = options,
    .run = run,
};
