/* recheck: derives a record's claims again from the files, and compares. */
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "cmd/peer_options.h"
#include "judge/recheck.h"

static bool as_json, require_jail;
static const char *peer_folders, *jobs_text;

static const struct option_row options[] = {
    {"--json", NULL, "what came of it as a JSON object", &as_json, NULL},
    {"--peers", "DIR", "the files of the peers that the record names; several folders with \":\" between", NULL,
     &peer_folders},
    {"--jobs", "N", "peers read at the same time; by default one for each processor", NULL, &jobs_text},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

static int print(const struct recheck *rc)
{
    static const int statuses[] = {EXIT_OK, EXIT_NOT_MET, EXIT_UNDETERMINED};
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    if (as_json)
        recheck_json(&out, rc);
    else
        recheck_report(&out, rc, language_of_environment());
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? statuses[rc->status] : EXIT_OPERATION;
}

/* The claims about peers, from their files when those were given. */
static int recheck_beside(struct recheck *rc, const struct packs *packs, unsigned jobs)
{
    struct peer_pool pool = {.arena = rc->arena};
    struct peer_files files = {.packs = packs, .jobs = jobs, .selected = true, .no_records = true};
    const struct peers *peers = rc->record->peers;
    struct peer_set *set;
    struct bytes *wanted;
    struct error e = {0};
    bool ok;

    if (peers == NULL || peer_folders == NULL) {
        recheck_peers(rc, NULL);
        return print(rc);
    }
    files.paths = peer_paths(rc->arena, peer_folders, &files.count);
    files.wanted_count = recheck_peers_wanted(rc, &wanted);
    files.wanted = wanted;
    if (peers->set.id.data != NULL) {
        set = arena_alloc(rc->arena, sizeof *set);
        peer_set_read(set, rc->arena, peers->set.text, NULL); /* record_read() has read it before */
        pool.set = set;
        pool.category = peers->category;
    }
    ok = peers_gather(&pool, &files, &e);
    complain_peers(&files);
    if (!ok) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    recheck_peers(rc, &pool);
    return print(rc);
}

/* The files derived with the record's own packs, and compared. */
static int recheck(struct recheck *rc, struct intake *in, unsigned jobs)
{
    struct packs packs;
    struct derived *derived;
    struct error e;

    if (!derive_packs(rc->record, rc->arena, &packs, &e) || !derive_check(&packs, &e)) {
        recheck_fail(rc, arena_printf(rc->arena, "the record's queries are refused: %s", e.text));
        return print(rc);
    }
    if (!derive_all(in, &packs, rc->arena, &derived, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    recheck_compare(rc, derived, in->app_count);
    return recheck_beside(rc, &packs, jobs);
}

/* A record that contradicts itself needs no files to be contradicted. */
static int refuse(const char *path, const struct error *e)
{
    if (e->code != ERROR_REFUSED) {
        complain("%s: not a record: %s", harmless(path), harmless(e->text));
        return EXIT_OPERATION;
    }
    complain("%s: the record contradicts itself: %s", harmless(path), harmless(e->text));
    return EXIT_NOT_MET;
}

static int run(int argc, char **argv)
{
    struct arena arena;
    struct input file;
    struct intake in;
    struct record record;
    struct packs builtin;
    struct error e = {0};
    static struct recheck rc;
    unsigned jobs;
    int status;

    if (argc < 2) {
        complain("recheck: give a record and the files that it is about");
        return EXIT_USAGE;
    }
    if (!parse_jobs("recheck", jobs_text, &jobs))
        return EXIT_USAGE;
    if (!input_open(&file, argv[0], &e)) {
        complain("%s: %s", harmless(argv[0]), harmless(e.text));
        return EXIT_OPERATION;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!record_read(&record, &arena, file.bytes, &e))
        return refuse(argv[0], &e);
    if (!packs_builtin(&builtin, &arena, &e) || !jail_accepted(require_jail))
        return EXIT_OPERATION;
    if (!intake_open(&in, (const char *const *)argv + 1, (size_t)argc - 1, (struct intake_options){.jobs = 1}, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (peer_folders != NULL && record.peers == NULL)
        complain("%s: the record was made without peers, so that --peers changes nothing", harmless(argv[0]));
    recheck_open(&rc, &arena, &record, &builtin);
    status = complain_files(&in) ? EXIT_OPERATION : recheck(&rc, &in, jobs);
    intake_close(&in);
    arena_free(&arena);
    input_close(&file);
    return status;
}

const struct command command_recheck = {
    .name = "recheck",
    .operands = "RECORD FILE...",
    .doc = "Derive a record's claims again from the files, and say whether they hold",
    .more = "RECORD is what 'veto evaluate --json' printed, FILE... the app's files in any order.\n"
            "The questions asked are those in the record. Exit status: 0 all claims hold, 4 some\n"
            "are contradicted (each named by its path in the record, at most 50), 5 they cannot\n"
            "be derived from these files, 1 operational error, 2 usage. A record that was made with\n"
            "peers holds whole only with their files: --peers.",
    .options = options,
    .run = run,
};
