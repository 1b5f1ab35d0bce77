/* report: what a record says, as text, as pages, as tables; without a record, what is known of the fleet. */
#include <string.h>

#include "base/moment.h"
#include "cmd/clocks.h"
#include "cmd/cmd.h"
#include "cmd/csv.h"
#include "cmd/fleet.h"
#include "cmd/load.h"
#include "cmd/number.h"
#include "cmd/output.h"
#include "cmd/pages.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "fleet/fleet_report.h"
#include "judge/derive.h"
#include "judge/report.h"

enum { TREND_MOST = 60, SOON = 30 };

static const char *html_file, *brief_file, *tables_folder, *old_file, *trend;
static bool as_csv, clocks_only;
static struct fleet_options fleet;

static const struct option_row options[] = {
    {"--html", "FILE", "write it as a page, English and French in one file", NULL, &html_file},
    {"--brief", "FILE", "write a brief of one page for whoever decides", NULL, &brief_file},
    {"--tables", "DIR", "write every table of the record as DIR/NAME.csv", NULL, &tables_folder},
    {"--diff", "OLD", "with --html: what changed since OLD, another record", NULL, &old_file},
    {"--csv", NULL, "of the fleet: a row for each moment, department and family", &as_csv, NULL},
    {"--trend", "N", "of the fleet: so many moments back, up to 60; 12 when not given", NULL, &trend},
    {"--clocks", NULL, "of the fleet: only what is due and late in its cases; with --csv as rows", &clocks_only, NULL},
    FLEET_OPTIONS(fleet),
    {0},
};

static int print_text(const struct record *r, const struct packs *packs, const char *path)
{
    struct report_style style = {.language = language_of_environment(), .width = 80};
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    report_write(&out, r, packs, path, style);
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

static void put_row(void *to, struct bytes moment, struct bytes department, struct bytes family, const uint64_t counts[1 + VERDICT_WORDS])
{
    const struct bytes texts[] = {moment, department, family};

    for (int i = 0; i < 3; i++) {
        csv_field(to, texts[i]);
        buf_u8(to, ',');
    }
    for (int i = 0; i <= VERDICT_WORDS; i++) {
        buf_decimal(to, counts[i]);
        buf_str(to, i < VERDICT_WORDS ? "," : "\r\n");
    }
}

static void put_clock(struct buf *to, const struct clock *c)
{
    const struct bytes texts[] = {bytes_str(clock_state_id(c->state)), c->matter, bytes_str(due_say(ENGLISH, c->due.what)), c->due.day,
                                  c->due.who.size > 0 ? c->due.who : bytes_str(due_role(ENGLISH, c->due.what)), bytes_str(c->due.of->hex)};
    const uint64_t devices[] = {c->there, c->unknown, c->devices}, places[] = {c->blocking, c->open, c->unclear};
    bool asked = c->blocking + c->open + c->unclear > 0;

    for (int i = 0; i < 6; i++) {
        csv_field(to, texts[i]);
        buf_u8(to, ',');
    }
    buf_printf(to, "%lld", (long long)c->days);
    for (int i = 0; i < 3; i++) {
        buf_u8(to, ',');
        if (c->judged)
            buf_decimal(to, devices[i]);
    }
    for (int i = 0; i < 3; i++) {
        buf_u8(to, ',');
        if (asked)
            buf_decimal(to, places[i]);
    }
    buf_str(to, "\r\n");
}

static bool print_clocks(const struct clocks *c, enum language l)
{
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    if (as_csv) {
        for (size_t i = 0; i < c->gap_count; i++)
            complain("report: INCOMPLETE: case %s cannot be read: %s", harmless_bytes(c->gaps[i].matter), harmless_bytes(c->gaps[i].why));
        buf_str(&out, "state,case,what,day,who,statement,days,still_there,unknown,devices,places_blocking,places_open,places_unknown\r\n");
        for (size_t i = 0; i < c->count; i++)
            put_clock(&out, &c->rows[i]);
    } else {
        clocks_write_tally(&out, c, l);
        clocks_write(&out, c, l, true);
    }
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok;
}

static bool print_fleet(const struct fleet_report *r)
{
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    if (html_file != NULL) {
        ok = fleet_report_html(&out, r) && page_file(html_file, buf_bytes(&out));
        buf_reset(&out);
    } else {
        ok = true;
    }
    if (as_csv) {
        buf_str(&out, "time,department,family,issued,verified,violated,excepted,unknown\r\n");
        fleet_report_each(r, put_row, &out);
    } else if (html_file == NULL || strcmp(html_file, "-") != 0) {
        clocks_write_tally(&out, r->clocks, r->language);
        fleet_report_text(&out, r);
        if (r->clocks->count > 0 || r->clocks->gap_count > 0) {
            buf_str(&out, "\n");
            clocks_write_tally(&out, r->clocks, r->language);
            clocks_write(&out, r->clocks, r->language, true);
        }
    }
    ok = ok && !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok;
}

/* The verdicts at one moment, by what was said by then; at the newest, by all that was said. */
static bool judge(struct fleet *f, int64_t time, struct verify_total *out, struct error *e)
{
    struct known *k = known_open(f->store, &f->arena, &f->families, time, e);
    struct spared *spared = arena_alloc(&f->arena, sizeof *spared);
    const struct verify_asked asked = {.families = &f->families, .accepted = f->accepted, .spared = spared};
    bool ok = k != NULL;

    *spared = f->spared;
    ok = ok && (time == known_as_of(f->known) || spared_read(f->store, &f->arena, &f->families, time, true, spared, e)) &&
         verify_fleet(k, &f->arena, &asked, out, e);
    if (k != NULL)
        known_close(k);
    return ok;
}

/* The day that clocks are read on: today, however old the newest answer is, or that of --as-of. */
static struct bytes clock_day(struct arena *a)
{
    return fleet.as_of != NULL ? bytes_str(fleet.as_of) : say_now(a);
}

/* What is due and late in the cases of the store, whether or not anything is known of devices. */
static int run_clocks(void)
{
    struct arena arena;
    struct clock_from from = {.soon = SOON};
    struct clocks clocks;
    struct error e = {0};
    uint64_t days = 14;
    struct store *store;
    int64_t moment;
    bool ok;

    if (fleet.as_of != NULL && !moment_parse(bytes_str(fleet.as_of), &moment)) {
        complain("report: --as-of takes a time such as 2026-10-30 or 2026-10-30T06:00:00Z, not %s", harmless(fleet.as_of));
        return EXIT_USAGE;
    }
    if (html_file != NULL || trend != NULL || fleet.family != NULL) {
        complain("report: --clocks is of all cases, and a text or --csv");
        return EXIT_USAGE;
    }
    if (!parse_number("report", "--days", fleet.days, 1, 3650, &days))
        return EXIT_USAGE;
    store = store_at("report", fleet.store);
    if (store == NULL)
        return EXIT_OPERATION;
    arena_init(&arena, LIMIT_ARENA);
    ok = clocks_judge("report", store, &arena, &(struct clocks_asked){clock_day(&arena), fleet.folder, (int64_t)days * 86400, fleet.as_of != NULL}, &from, &e) &&
         clocks_read(store, &arena, &from, clock_day(&arena), &clocks, &e);
    if (!ok)
        complain("report: %s", harmless(e.text));
    ok = ok && print_clocks(&clocks, language_of_environment());
    store_close(store);
    arena_free(&arena);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

/* The verdicts at each moment, oldest first. */
static int run_fleet(void)
{
    int64_t times[TREND_MOST + 1];
    struct verify_total *past;
    struct fleet_report r = {.language = language_of_environment()};
    struct clocks clocks;
    struct fleet f;
    struct error e = {0};
    uint64_t moments = 12;
    int count, status;

    if (!parse_number("report", "--trend", trend, 1, TREND_MOST, &moments))
        return EXIT_USAGE;
    status = fleet_open("report", &fleet, &f);
    if (status != EXIT_OK)
        return status;
    count = known_moments(f.store, known_as_of(f.known), times, (unsigned)moments, &e);
    if (count >= 0 && (count == 0 || times[count - 1] != known_as_of(f.known)))
        times[count++] = known_as_of(f.known);
    past = arena_array(&f.arena, count > 0 ? (size_t)count : 1, sizeof *past);
    for (int i = 0; i < count && status == EXIT_OK; i++) {
        if (!judge(&f, times[i], &past[i], &e))
            status = EXIT_OPERATION;
    }
    if (count > 0 && status == EXIT_OK && !clocks_read(f.store, &f.arena, &(struct clock_from){&past[count - 1], &f.spared, &f.positions, SOON}, clock_day(&f.arena), &clocks, &e))
        status = EXIT_OPERATION;
    if (count <= 0 || status != EXIT_OK) {
        complain("%s", harmless(e.text));
        status = EXIT_OPERATION;
    } else {
        r.now = &past[count - 1];
        r.past = past;
        r.networks = &f.positions;
        r.past_count = (size_t)count;
        r.clocks = &clocks;
        status = print_fleet(&r) ? EXIT_OK : EXIT_OPERATION;
    }
    fleet_close(&f);
    return status;
}

static int run(int argc, char **argv)
{
    struct arena arena;
    struct packs packs;
    struct record *record, *old = NULL;
    struct error e = {0};
    int status;

    if (argc == 0 && brief_file == NULL && tables_folder == NULL && old_file == NULL)
        return clocks_only ? run_clocks() : run_fleet();
    if (argc != 1 || as_csv || clocks_only || (old_file != NULL && html_file == NULL)) {
        complain(argc != 1 ? "report: give one record, or none for the fleet" : as_csv || clocks_only ? "report: --csv and --clocks are of the fleet; --tables of a record" : "report: --diff goes with --html");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!is_record(argv[0])) {
        complain("%s: not a record; \"veto evaluate --html\" makes a page of an app", harmless(argv[0]));
        return EXIT_USAGE;
    }
    status = load_either("report", argv[0], NULL, &arena, &record);
    if (status != EXIT_OK)
        return status;
    if (!derive_packs(record, &arena, &packs, &e)) {
        complain("%s: its questions cannot be read: %s", harmless(argv[0]), harmless(e.text));
        return EXIT_OPERATION;
    }
    if (old_file != NULL && !is_record(old_file)) {
        complain("%s: not a record; a record's questions are not asked of apps here", harmless(old_file));
        status = EXIT_USAGE;
    } else if (old_file != NULL) {
        status = load_either("report", old_file, &packs, &arena, &old);
    }
    if (status == EXIT_OK) {
        const struct pages pages = {html_file, brief_file, tables_folder, &packs, language_of_environment(), old};
        static const char *const files[] = {"FILE", NULL};
        if (pages_any(&pages))
            status = pages_write_record(&pages, record, files) ? EXIT_OK : EXIT_OPERATION;
        else
            status = print_text(record, &packs, argv[0]);
    }
    arena_free(&arena);
    return status;
}

const struct command command_report = {
    .name = "report",
    .operands = "[RECORD]",
    .doc = "Write what a record says, or what is known of the fleet: as text, as a page, as tables",
    .more = "Without RECORD: the verdicts on the fleet ('veto verify') in all, by department and over time, each of the devices\n"
            "issued; --html writes them as a page with charts, --csv as rows. What is due and late in the store's cases is told with\n"
            "them, the late ones first: as of today, or the day of --as-of; exceptions that end within 30 days.\n\n"
            "    veto report --html fleet.html --trend 8\n"
            "    veto report --clocks --csv\n\n"
            "RECORD is what 'veto evaluate --json' printed; the files it was made from are not needed.\n"
            "Whether it holds is for 'veto recheck' to say. In the files of --tables a text that a\n"
            "spreadsheet could take for a formula has an apostrophe in front. Exit status: 0 written,\n"
            "1 operational error, 2 usage.",
    .options = options,
    .run = run,
};
