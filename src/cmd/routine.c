/*
 * routine: what a timer runs. Sources are asked, resolvers probed, planes looked at, what was kept long enough is disposed of;
 * then the verdicts and the clocks are told. Each job is this program again, as a child: one that fails or hangs stops nobody.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/moment.h"
#include "base/text.h"
#include "cmd/clocks.h"
#include "cmd/cmd.h"
#include "cmd/fleet.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "fleet/errand.h"
#include "fleet/routine.h"
#include "fleet/verify_report.h"

static const char standard[] = "/etc/veto/routine.conf";
static const char *config;
static bool check_only;

static const struct option_row options[] = {
    {"--config", "FILE", "what to do; else /etc/veto/routine.conf", NULL, &config},
    {"--check", NULL, "only read the file, and say what would be run", &check_only, NULL},
    {0},
};

/* What became of a job. */
enum outcome { WENT, TO_APPLY, FAILED };

struct routine_run {
    struct arena arena;
    struct routine r;
    struct bytes now;       /* 2026-11-29T06:00:00Z */
    char self[FILE_PATH], store[FILE_PATH];
    struct buf failed, apply; /* what is said first, a line each */
    uint64_t counts[FAILED + 1];
    struct buf told;        /* verdicts and clocks */
    uint64_t violated, unknown, late, unshown;
    bool incomplete;        /* devices or cases cannot be judged */
    struct error error;
};

/* How urgent a line is, for the journal; nothing where standard error goes elsewhere. */
static const char *level(char digit)
{
    static char text[] = "<6>";

    text[1] = digit;
    return getenv("JOURNAL_STREAM") != NULL ? text : "";
}

/* --- one job --- */

/* "credential:NAME" is the file that the service manager puts there. */
static bool credential(struct routine_run *w, const char **word, size_t line)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");

    if (strncmp(*word, "credential:", 11) != 0)
        return true;
    if (folder == NULL || strchr(*word, '/') != NULL)
        return error_set(&w->error, ERROR_USAGE, 0, "line %zu: %.100s: no credentials were handed over (LoadCredential= of the unit, NAME without '/'); name a file instead",
                         line, *word);
    *word = (const char *)arena_printf(&w->arena, "%s/%s", folder, *word + 11).data;
    return true;
}

/* "--time file": when the file was written. */
static bool file_time(struct routine_run *w, const struct routine_job *j, const char **word)
{
    char text[MOMENT_SIZE];
    struct stat st;

    if (j->count < 3 || stat(j->words[2], &st) != 0)
        return error_set(&w->error, ERROR_SYSTEM, 0, "%s: %s", j->count < 3 ? "no file" : j->words[2], strerror(errno));
    moment_format((int64_t)st.st_mtime, text);
    *word = (const char *)arena_copy(&w->arena, bytes_str(text)).data;
    return true;
}

/* The words of a job as this program takes them: its store, families and moment added. */
static bool arguments(struct routine_run *w, const struct routine_job *j, const char **argv)
{
    size_t n = 0;

    argv[n++] = w->self;
    for (size_t i = 0; i < j->count; i++) {
        argv[n] = j->words[i];
        if (!credential(w, &argv[n], j->line))
            return false;
        if (i > 0 && strcmp(j->words[i - 1], "--time") == 0 && strcmp(j->words[i], "file") == 0 && !file_time(w, j, &argv[n]))
            return false;
        n++;
    }
    argv[n++] = "--store";
    argv[n++] = w->store;
    if (w->r.families != NULL) {
        argv[n++] = "--families";
        argv[n++] = w->r.families;
    }
    if (j->kind == ROUTINE_REPORT) {
        argv[n++] = "--as-of";
        argv[n++] = (const char *)w->now.data;
    }
    if (j->kind == ROUTINE_ENFORCE && !routine_has(j, "--apply"))
        argv[n++] = "--check";
    argv[n] = NULL;
    return true;
}

/* Its last line that is not empty: commands say there what went wrong. */
static struct bytes last_line(struct bytes said)
{
    struct bytes line, last = {NULL, 0};

    for (size_t at = 0; at < said.size;) {
        size_t end = bytes_find(said, '\n', at);
        bytes_slice(said, at, end - at, &line);
        if (line.size > 0)
            last = line;
        at = end + 1;
    }
    return last;
}

static void log_output(const struct errand *x)
{
    struct bytes said = buf_bytes(&x->said), line;
    struct buf out;

    buf_init(&out, 8 * LIMIT_ROUTINE_OUTPUT);
    for (size_t at = 0; at < said.size;) {
        size_t end = bytes_find(said, '\n', at);
        bytes_slice(said, at, end - at, &line);
        buf_printf(&out, "%s    ", level('6'));
        text_show(&out, line);
        buf_str(&out, "\n");
        at = end + 1;
    }
    if (x->more > 0)
        buf_printf(&out, "%s    and %" PRIu64 " bytes more\n", level('6'), x->more);
    fwrite(out.data, 1, out.size, stderr);
    buf_free(&out);
}

static void note(struct buf *to, size_t line, struct bytes text, const char *what, struct bytes more)
{
    if (line > 0)
        buf_printf(to, "line %zu, ", line);
    text_show(to, text);
    buf_printf(to, ": %s", what);
    if (more.size > 0) {
        buf_str(to, ": ");
        text_show(to, bytes_of(more.data, more.size < 400 ? more.size : 400));
    }
    buf_str(to, "\n");
}

/* What an exit status means: probes store what they found, and the verdict counts it; so do answers that came short. */
static enum outcome outcome_of(const struct errand *x, bool is_probe, bool looks)
{
    if (x->status == EXIT_OK || (is_probe && (x->status == EXIT_NOT_MET || x->status == EXIT_UNDETERMINED)))
        return WENT;
    return looks && x->status == EXIT_CONDITIONS ? TO_APPLY : FAILED;
}

static void run_words(struct routine_run *w, const char *const *argv, size_t line, struct bytes text, enum routine_kind kind)
{
    struct errand x = {.argv = (char *const *)(uintptr_t)argv, .patience = (int64_t)w->r.patience * 60};
    char what[80];
    enum outcome o;

    if (!errand_run(&x, &w->error)) {
        note(&w->failed, line, text, w->error.text, bytes_of(NULL, 0));
        w->counts[FAILED]++;
        return;
    }
    o = outcome_of(&x, kind == ROUTINE_PROBE, kind == ROUTINE_ENFORCE);
    if (x.late)
        snprintf(what, sizeof what, "ended after %d minutes without an end", (int)w->r.patience);
    else if (x.status < 0)
        snprintf(what, sizeof what, "crashed or was killed");
    else
        snprintf(what, sizeof what, o == WENT ? "done" : o == TO_APPLY ? "something is to be applied" : "FAILED, exit status %d", x.status);
    if (o != WENT)
        note(o == FAILED ? &w->failed : &w->apply, line, text, what, o == FAILED ? last_line(buf_bytes(&x.said)) : bytes_of(NULL, 0));
    fprintf(stderr, "%s%s: %s, %" PRId64 " s\n", level(o == WENT ? '6' : o == TO_APPLY ? '4' : '3'), harmless_bytes(text), what, x.took);
    if (kind != ROUTINE_REPORT || o != WENT) /* the result says the same */
        log_output(&x);
    w->counts[o]++;
    buf_free(&x.said);
}

static void run_job(struct routine_run *w, const struct routine_job *j)
{
    const char **argv = arena_array(&w->arena, j->count + 8, sizeof *argv);

    if (arguments(w, j, argv)) {
        run_words(w, argv, j->line, j->text, j->kind);
        return;
    }
    note(&w->failed, j->line, j->text, w->error.text, bytes_of(NULL, 0));
    w->counts[FAILED]++;
}

/* Apps that were kept for a time that is over. */
static void run_expiry(struct routine_run *w)
{
    const char *argv[] = {w->self, "expire", "--store", w->store, "--as-of", (const char *)w->now.data, "--families", w->r.families, NULL};

    if (w->r.families == NULL)
        argv[6] = NULL;
    run_words(w, argv, 0, BYTES("expire"), ROUTINE_KINDS);
}

static void run_kind(struct routine_run *w, enum routine_kind from, enum routine_kind to)
{
    for (size_t i = 0; i < w->r.count; i++)
        if (w->r.jobs[i].kind >= from && w->r.jobs[i].kind <= to)
            run_job(w, &w->r.jobs[i]);
}

/* --- the verdict --- */

static void take_counts(struct routine_run *w, const struct clocks *c)
{
    w->late = c->tally[CLOCK_LATE];
    w->unshown = c->tally[CLOCK_UNSHOWN];
    w->incomplete = w->incomplete || c->gap_count > 0;
    clocks_write(&w->told, c, language_of_environment(), true);
}

static bool judge_fleet(struct routine_run *w, struct fleet *f)
{
    struct verify_total total = {.as_of = known_as_of(f->known)};
    const struct verify_asked asked = {.families = &f->families, .accepted = f->accepted, .spared = &f->spared};
    struct clock_from from = {&total, &f->spared, &f->positions, w->r.soon};
    struct clocks clocks;

    if (!verify_fleet(f->known, &f->arena, &asked, &total, &w->error) || !clocks_read(f->store, &f->arena, &from, w->now, &clocks, &w->error))
        return false;
    w->violated = total.all.words[VERDICT_VIOLATED] + f->positions.words[VERDICT_VIOLATED];
    w->unknown = total.all.words[VERDICT_UNKNOWN] + f->positions.words[VERDICT_UNKNOWN];
    w->incomplete = f->spared.gap_count > 0;
    verify_write_summary(&w->told, &total, language_of_environment());
    positions_write(&w->told, &f->positions, language_of_environment());
    buf_str(&w->told, "\n");
    clocks_write_tally(&w->told, &clocks, language_of_environment());
    take_counts(w, &clocks);
    return true;
}

/* Where no list of devices is known, the cases have clocks all the same. */
static bool judge_cases(struct routine_run *w)
{
    struct clock_from from = {.soon = w->r.soon};
    struct clocks clocks;
    struct store *s = store_at("routine", w->store);
    bool ok = s != NULL && clocks_judge("routine", s, &w->arena, &(struct clocks_asked){w->now, w->r.families, 0, false}, &from, &w->error) &&
              clocks_read(s, &w->arena, &from, w->now, &clocks, &w->error);

    if (ok)
        take_counts(w, &clocks);
    if (s != NULL)
        store_close(s);
    return ok;
}

/* As of now, unlike 'veto verify': where nothing came in for long, what was known is too old. */
static void judge(struct routine_run *w)
{
    const char *days = (const char *)arena_printf(&w->arena, "%d", (int)w->r.days).data;
    const struct fleet_options o = {.store = w->store, .folder = w->r.families, .as_of = (const char *)w->now.data, .days = days};
    struct fleet f;
    bool ok;

    if (fleet_open("routine", &o, &f) == EXIT_OK) {
        ok = judge_fleet(w, &f);
        fleet_close(&f);
    } else {
        note(&w->failed, 0, BYTES("verify"), "devices cannot be judged", bytes_of(NULL, 0));
        w->incomplete = true;
        ok = judge_cases(w);
    }
    if (!ok) {
        note(&w->failed, 0, BYTES("verify"), w->error.text, bytes_of(NULL, 0));
        w->incomplete = true;
    }
}

/* --- the result --- */

static void put_lines(struct buf *out, const struct buf *lines, const char *word, char digit)
{
    struct bytes text = buf_bytes(lines), line;

    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, '\n', at);
        bytes_slice(text, at, end - at, &line);
        buf_printf(out, "%s%s: ", level(digit), word);
        buf_add(out, line);
        buf_str(out, "\n");
        at = end + 1;
    }
}

static int result(struct routine_run *w)
{
    bool bad = w->violated + w->late > 0;
    bool unclear = w->counts[FAILED] + w->unknown + w->unshown > 0 || w->incomplete;
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    put_lines(&out, &w->failed, "INCOMPLETE", '3');
    put_lines(&out, &w->apply, "TO APPLY", '4');
    buf_printf(&out, "%sroutine of %s: violated %" PRIu64 ", unknown %" PRIu64 ", late %" PRIu64 ", not shown to be done %" PRIu64 ", to apply %" PRIu64 ", failed %" PRIu64 "\n",
               level(bad ? '3' : unclear ? '4' : '6'), (const char *)w->now.data, w->violated, w->unknown, w->late, w->unshown, w->counts[TO_APPLY], w->counts[FAILED]);
    buf_add(&out, buf_bytes(&w->told));
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    if (!ok)
        return EXIT_OPERATION;
    return bad ? EXIT_NOT_MET : unclear ? EXIT_UNDETERMINED : w->counts[TO_APPLY] > 0 ? EXIT_CONDITIONS : EXIT_OK;
}

/* --- all of it --- */

/* One at a time: the descriptor that keeps others out, or -1 with the reason. */
static int lock(struct routine_run *w)
{
    const char *path = (const char *)arena_printf(&w->arena, "%s.routine", w->store).data;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    error_set(&w->error, ERROR_SYSTEM, 0, "%s: %s", path, errno == EWOULDBLOCK ? "a routine of this store is running already" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool prepare(struct routine_run *w)
{
    const char *path = config != NULL ? config : standard;
    struct error why = {0};
    struct bytes text;
    ssize_t size = readlink("/proc/self/exe", w->self, sizeof w->self - 1);

    if (size <= 0)
        return error_set(&w->error, ERROR_SYSTEM, 0, "/proc/self/exe: %s", strerror(errno));
    w->self[size] = 0;
    w->now = say_now(&w->arena);
    if (!file_read(&w->arena, path, LIMIT_ROUTINE_FILE, &text, &w->error))
        return false;
    if (!routine_read(&w->arena, text, &w->r, &why))
        return error_set(&w->error, ERROR_USAGE, 0, "%.200s: %s", path, why.text);
    store_path(w->r.store, w->store);
    return true;
}

static int check(const struct routine_run *w)
{
    printf("store %s; lists of the %d days before; %d minutes a job\n", harmless(w->store), (int)w->r.days, (int)w->r.patience);
    for (size_t i = 0; i < w->r.count; i++) {
        if (i == 0 || w->r.jobs[i].kind != w->r.jobs[i - 1].kind)
            printf("%s\n", routine_kind_id(w->r.jobs[i].kind));
        printf("  line %zu: %s\n", w->r.jobs[i].line, harmless_bytes(w->r.jobs[i].text));
    }
    return EXIT_OK;
}

static int do_it(struct routine_run *w)
{
    struct store *s = store_at("routine", w->store);
    int fd, status;

    if (s == NULL)
        return EXIT_OPERATION;
    store_close(s);
    fd = lock(w);
    if (fd < 0) {
        complain("routine: %s", harmless(w->error.text));
        return EXIT_OPERATION;
    }
    run_kind(w, ROUTINE_OBSERVE, ROUTINE_OBSERVE);
    run_expiry(w);
    run_kind(w, ROUTINE_PROBE, ROUTINE_ENFORCE);
    w->now = say_now(&w->arena); /* what was read by now counts */
    run_kind(w, ROUTINE_REPORT, ROUTINE_REPORT);
    judge(w);
    status = result(w);
    close(fd);
    return status;
}

static int run(int argc, char **argv)
{
    struct routine_run *w;
    int status;

    if (argc != 0) {
        complain("routine: takes options only, and got \"%s\"", harmless(argv[0]));
        return EXIT_USAGE;
    }
    w = calloc(1, sizeof *w);
    if (w == NULL)
        return EXIT_OPERATION;
    arena_init(&w->arena, LIMIT_ARENA);
    buf_init(&w->failed, LIMIT_RECORD);
    buf_init(&w->apply, LIMIT_RECORD);
    buf_init(&w->told, LIMIT_RECORD);
    if (prepare(w)) {
        status = check_only ? check(w) : do_it(w);
    } else {
        complain("routine: %s", harmless(w->error.text));
        status = w->error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
    }
    buf_free(&w->failed);
    buf_free(&w->apply);
    buf_free(&w->told);
    arena_free(&w->arena);
    free(w);
    return status;
}

const struct command command_routine = {
    .name = "routine",
    .operands = "",
    .doc = "Do what a timer does: ask sources, probe, look at planes, dispose of what is over, and tell verdicts and clocks",
    .more = "The file has a line for each thing: 'store FILE', 'families DIR', 'days N' (lists accepted), 'soon N' (exceptions told),\n"
            "'patience MINUTES' (of one job); and commands as they are typed, without 'veto': observe, probe, enforce, report. They\n"
            "run in that order, each as a process of its own; what has to be disposed of is, after observing. One that fails or\n"
            "takes too long stops no other; the result says first what is incomplete. '--time file' stands for the time of the file,\n"
            "'credential:NAME' for a file that systemd hands over. Verdicts are as of now: what nobody answered for is unknown.\n"
            "Nothing is applied unattended, unless an enforce line has --apply and --key: the others say whether something is to\n"
            "be. Exceptions end by their own date. Exit status: 0 all is well, 3 something is to be applied, 4 something is\n"
            "violated or late, 5 something is unknown or incomplete, 1 nothing could be done.\n"
            "systemd: veto.timer and veto.service, which 'make install' puts there; cron: 'veto routine --config FILE'.\n\n"
            "    store /var/lib/veto/store.db\n"
            "    observe jamf https://jamf.example/api/v2/mobile-devices/detail --token credential:jamf\n"
            "    observe issued /var/lib/veto/in/issued.csv --time file\n"
            "    probe wechat --server 10.0.0.53 --plane rpz-bind9\n"
            "    enforce wechat --targets /etc/veto/targets\n"
            "    report --html /var/lib/veto/fleet.html",
    .options = options,
    .run = run,
};
