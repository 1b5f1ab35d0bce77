/* evaluate: asks every criterion of apps and applies a policy. */
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/output.h"
#include "cmd/pages.h"
#include "cmd/peer_options.h"
#include "cmd/store_place.h"
#include "fleet/kept.h"
#include "jail/warm.h"
#include "judge/evaluate.h"
#include "judge/report.h"
#include "judge/resume.h"
#include "judge/sarif.h"

static bool as_json, as_jsonl, as_sarif, require_jail, full;
static const char *html_file, *brief_file, *tables_folder, *old_file;
static const char *out_file, *place, *criteria_folder, *policy_file, *jobs_text;
static struct peer_options peer;

static const struct option_row options[] = {
    {"--json", NULL, "the record of one app, canonical JSON", &as_json, NULL},
    {"--jsonl", NULL, "the records of many apps, one a line, in the order given", &as_jsonl, NULL},
    {"--sarif", NULL, "a SARIF 2.1.0 log, one run for each app", &as_sarif, NULL},
    {"--html", "FILE", "write the report of one app as a page, English and French in one file", NULL, &html_file},
    {"--brief", "FILE", "write a brief of one page for whoever decides", NULL, &brief_file},
    {"--tables", "DIR", "write every table of the record of one app as DIR/NAME.csv", NULL, &tables_folder},
    {"--diff", "OLD", "with --html: what changed since OLD, an app or a record", NULL, &old_file},
    {"--out", "FILE", "append the records to FILE; what it has already is not read again", NULL, &out_file},
    {"--store", "FILE", "keep each record in that store, for veto apps, query --store and verify", NULL, &place},
    {"--full", NULL, "the whole report for each of many apps", &full, NULL},
    {"--criteria", "DIR", "add an organisation's own criteria: DIR/*.sql", NULL, &criteria_folder},
    {"--policy", "FILE", "another policy than the default one", NULL, &policy_file},
    {"--peers", "PATH", "compare with a folder of apps or records, a file of records, or a set of peers", NULL,
     &peer.peers},
    {"--peers-in", "DIR", "where the apps of a set are; several with \":\" between", NULL, &peer.folders},
    {"--peers-category", "NAME", "of a set, only that category", NULL, &peer.category},
    {"--jobs", "N", "apps read at the same time; by default one for each processor. With 1, one thread reads one app",
     NULL, &jobs_text},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

struct evaluate {
    struct intake intake;
    struct resume resume;
    struct store *store;   /* when one was named */
    struct peer_pool pool; /* when peers were named */
    size_t done; /* apps reported, for the progress bar */
    bool progress;
    struct packs packs;
    struct pages pages;
    struct report_style style;
    size_t counts[RESULTS];
    bool failed;
    int refused; /* exit status, when what was given is not what the options are for */
};

static int status_of(enum result r)
{
    static const int statuses[] = {[RESULT_NOT_MET] = EXIT_NOT_MET,
                                   [RESULT_UNDETERMINED] = EXIT_UNDETERMINED,
                                   [RESULT_CONDITIONS] = EXIT_CONDITIONS,
                                   [RESULT_MET] = EXIT_OK};

    return statuses[r];
}

/* A line that is drawn over and over on the terminal, and gone before anything else is printed. */
static void draw_progress(const struct evaluate *e, const char *path)
{
    enum { BAR = 20 };
    size_t filled = e->intake.app_count == 0 ? 0 : BAR * e->done / e->intake.app_count;
    char bar[BAR + 1];

    if (!e->progress)
        return;
    for (size_t i = 0; i < BAR; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR] = 0;
    fprintf(stderr, "\r\033[K[%s] %zu/%zu %.40s", bar, e->done, e->intake.app_count, harmless(path));
    fflush(stderr);
}

static void clear_progress(const struct evaluate *e)
{
    if (e->progress)
        fputs("\r\033[K", stderr);
}

/* The files of an app as a shell would take them, each once. In the intake's arena. */
static const char *paths_of(struct evaluate *e, const struct intake_app *app)
{
    struct bytes text = {NULL, 0};

    for (size_t i = 0; i < app->count; i++) {
        bool earlier = false;
        for (size_t k = 0; k < i && !earlier; k++)
            earlier = app->sources[k].file == app->sources[i].file;
        if (!earlier)
            text = arena_printf(&e->intake.arena, "%.*s%s%s", (int)text.size,
                                text.size == 0 ? "" : (const char *)text.data, text.size == 0 ? "" : " ",
                                e->intake.files[app->sources[i].file].path);
    }
    return text.size == 0 ? app->path : (const char *)text.data;
}

/* Appends the record to --out and puts it into --store; what cannot be kept there must not pass in silence. */
static bool keep_record(struct evaluate *e, const struct evaluated *result)
{
    struct buf line;
    struct error why;
    bool ok;

    if ((out_file == NULL && e->store == NULL) || result->record == NULL)
        return true;
    buf_init(&line, LIMIT_RECORD);
    ok = record_write(result->record, &line) && buf_u8(&line, '\n');
    if (!ok)
        complain("%s: its record is too long", harmless(result->app->path));
    else if (out_file != NULL && !(ok = resume_append(&e->resume, buf_bytes(&line), &why)))
        complain("%s", harmless(why.text));
    else if (e->store != NULL && !(ok = kept_put(e->store, buf_bytes(&line), &why)))
        complain("%s: not kept: %s", harmless(result->app->path), harmless(why.text));
    buf_free(&line);
    return ok;
}

/* What stands around the runs of a SARIF log. */
static void print_sarif(void (*part)(struct buf *out))
{
    struct buf out;

    buf_init(&out, LIMIT_FRAME);
    part(&out);
    print_bytes(buf_bytes(&out));
    buf_free(&out);
}

/* Puts the peers into the record of an app that could be read. */
static bool compare(struct evaluate *e, const struct evaluated *result)
{
    struct peers *chosen;
    struct error why;

    if (peer.peers == NULL || result->record == NULL)
        return true;
    if (!peers_choose(&e->pool, result->record, &chosen, &why)) {
        complain("%s: it cannot be compared: %s", harmless(result->app->path), harmless(why.text));
        return false;
    }
    result->record->peers = chosen;
    return true;
}

static bool ready(void *context, size_t index, const struct evaluated *result)
{
    struct evaluate *e = context;
    const char *path = result->app->path;
    struct buf out;
    bool ok = true, compared = compare(e, result);

    (void)index;
    e->counts[evaluated_result(result)]++;
    e->done++;
    clear_progress(e);
    buf_init(&out, LIMIT_RECORD);
    if (as_sarif) {
        sarif_run(&out, e->done == 1, result->record, &e->packs, result->failure);
        ok = !out.failed;
    } else if (as_json || as_jsonl) {
        if (result->record != NULL) {
            buf_room(&out, RECORD_USUAL);
            ok = record_write(result->record, &out);
            if (ok && pages_any(&e->pages))
                record_told(result->record, buf_bytes(&out));
            ok = ok && buf_u8(&out, '\n');
        } else
            complain("%s: %s; there is no record of it", harmless(path), harmless_bytes(result->failure));
        if (!ok)
            complain("%s: its record is too long", harmless(path));
    } else if (result->record == NULL) {
        report_failure(&out, path, result->failure, e->style);
    } else if (e->intake.app_count == 1 || full) {
        report_write(&out, result->record, &e->packs, paths_of(e, result->app), e->style);
    } else {
        report_line(&out, result->record, path, e->style);
    }
    e->failed = e->failed || !ok || !compared || !print_bytes(buf_bytes(&out)) || !keep_record(e, result) ||
                !pages_write(&e->pages, &e->intake, result);
    if (!as_json && !as_jsonl && !as_sarif && !e->failed)
        pages_say(&e->pages);
    buf_free(&out);
    if (e->done < e->intake.app_count) {
        if (e->progress)
            fflush(stdout);
        draw_progress(e, path);
    }
    return true;
}

/* Of many: 1, then 4, 5, 3, 0. */
static int worst(const struct evaluate *e, bool missing)
{
    if (e->failed || missing)
        return EXIT_OPERATION;
    for (int r = RESULT_NOT_MET; r <= RESULT_MET; r++)
        if (e->counts[r] > 0)
            return status_of((enum result)r);
    return EXIT_OPERATION;
}

static void summary(const struct evaluate *e)
{
    size_t total = 0;

    for (int r = 0; r < RESULTS; r++)
        total += e->counts[r];
    if (e->style.language == FRENCH)
        printf("%zu applications : %zu non satisfaites, %zu indéterminées, %zu sous conditions, %zu "
               "satisfaites\n",
               total, e->counts[RESULT_NOT_MET], e->counts[RESULT_UNDETERMINED], e->counts[RESULT_CONDITIONS],
               e->counts[RESULT_MET]);
    else
        printf("%zu apps: %zu not met, %zu undetermined, %zu met with conditions, %zu met\n", total,
               e->counts[RESULT_NOT_MET], e->counts[RESULT_UNDETERMINED], e->counts[RESULT_CONDITIONS],
               e->counts[RESULT_MET]);
}

/* Now that it is known how many apps there are. */
static bool grouped(void *context)
{
    struct evaluate *e = context;
    struct error why;

    if (as_json && e->intake.app_count > 1) {
        complain("evaluate: these files are %zu apps; --json is for one, --jsonl for many",
                 e->intake.app_count);
        e->refused = EXIT_USAGE;
    } else if (pages_any(&e->pages) && e->intake.app_count > 1) {
        complain("evaluate: these files are %zu apps; --html, --brief and --tables are for one",
                 e->intake.app_count);
        e->refused = EXIT_USAGE;
    } else if (e->intake.app_count > 1 && !packs_prepare(&e->packs, &why)) {
        complain("%s", harmless(why.text));
        e->refused = EXIT_OPERATION;
    }
    return e->refused == 0;
}

static int run(int argc, char **argv)
{
    struct evaluate ev = {.style = style_of_terminal()};
    struct evaluation all = {.intake = &ev.intake, .packs = &ev.packs, .context = &ev, .ready = ready, .grouped = grouped};
    struct arena arena;
    struct error e;
    bool missing, trouble = false;
    int status;

    if (argc == 0 || as_json + as_jsonl + as_sarif > 1) {
        complain(argc == 0 ? "evaluate: give at least one file"
                           : "evaluate: --json, --jsonl and --sarif exclude each other");
        return EXIT_USAGE;
    }
    if (out_file != NULL && peer.peers != NULL) {
        complain("evaluate: --out and --peers exclude each other; --jsonl prints the records");
        return EXIT_USAGE;
    }
    if (peer.peers == NULL && (peer.folders != NULL || peer.category != NULL)) {
        complain("evaluate: --peers-in and --peers-category go with --peers");
        return EXIT_USAGE;
    }
    if (old_file != NULL && html_file == NULL) {
        complain("evaluate: --diff goes with --html; \"veto diff\" prints what changed");
        return EXIT_USAGE;
    }
    if (!parse_jobs("evaluate", jobs_text, &all.jobs))
        return EXIT_USAGE;
    warm_begin();
    arena_init(&arena, LIMIT_ARENA);
    if (!load_packs(&ev.packs, &arena, criteria_folder, policy_file))
        return EXIT_USAGE;
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    peers_style(&ev.style, &arena, &peer);
    if (peer.peers != NULL &&
        !peers_open(&ev.pool, &arena, &peer, &ev.packs, all.jobs, &status, &trouble))
        return status;
    ev.pages = (struct pages){html_file, brief_file, tables_folder, &ev.packs, ev.style.language, NULL};
    if (old_file != NULL) {
        struct record *old;
        status = load_either("evaluate", old_file, &ev.packs, &arena, &old);
        if (status != EXIT_OK)
            return status;
        ev.pages.old = old;
    }
    if (place != NULL && (ev.store = store_at("evaluate", place)) == NULL)
        return EXIT_OPERATION;
    if (!intake_open(&ev.intake, (const char *const *)argv, (size_t)argc,
                     (struct intake_options){.jobs = all.jobs, .digests = out_file != NULL, .lone = true}, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    missing = complain_files(&ev.intake) || trouble;
    if (!grouped(&ev))
        return ev.refused;
    if (out_file != NULL) {
        size_t skipped;
        if (!resume_open(&ev.resume, out_file, &ev.packs, &arena, &e)) {
            complain("%s", harmless(e.text));
            intake_close(&ev.intake);
            return EXIT_OPERATION;
        }
        skipped = resume_skip(&ev.resume, &ev.intake, ev.counts);
        if (skipped > 0)
            complain("%s has the records of %zu of these apps; they are not read again", harmless(out_file),
                     skipped);
    }
    ev.progress = ev.intake.app_count > 1 && isatty(STDERR_FILENO);
    draw_progress(&ev, "");
    if (as_sarif)
        print_sarif(sarif_begin);
    if (!evaluate_all(&all, &e)) {
        complain("%s", harmless(e.text));
        ev.failed = true;
    }
    clear_progress(&ev);
    if (ev.refused != 0)
        return ev.refused;
    if (as_sarif)
        print_sarif(sarif_end);
    if (out_file != NULL)
        resume_close(&ev.resume);
    if (ev.store != NULL)
        store_close(ev.store);
    if ((ev.intake.app_count > 1 || out_file != NULL) && !as_jsonl && !as_sarif)
        summary(&ev);
    intake_close(&ev.intake);
    packs_close(&ev.packs);
    arena_free(&arena);
    return worst(&ev, missing);
}

const struct command command_evaluate = {
    .name = "evaluate",
    .operands = "FILE...",
    .doc = "Ask every question of apps, and apply a policy",
    .more = "A base and its splits, or an .apks, .xapk or .apkm, are one app. Exit status: 0 met,\n"
            "3 met with conditions, 4 not met, 5 undetermined, 1 operational error, 2 usage;\n"
            "of many the worst, in the order 1, 4, 5, 3, 0.",
    .options = options,
    .run = run,
};
