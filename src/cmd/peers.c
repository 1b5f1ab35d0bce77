/* peers: how far an app stands out from comparable ones, question by question. */
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/output.h"
#include "cmd/peer_options.h"
#include "judge/derive.h"
#include "judge/peers_report.h"

static bool as_json, as_csv, matrix, require_jail;
static const char *criteria_folder, *policy_file, *jobs_text;
static struct peer_options peer;

static const struct option_row options[] = {
    {"--peers", "PATH",
     "a folder of apps or records, several with \":\" between, a file of records, a set or its id", NULL,
     &peer.peers},
    {"--peers-in", "DIR", "where the apps of a set are; several with \":\" between", NULL, &peer.folders},
    {"--peers-category", "NAME", "of a set, only that category", NULL, &peer.category},
    {"--matrix", NULL, "every app's answer to every question", &matrix, NULL},
    {"--json", NULL, "ranking and matrix as a JSON object", &as_json, NULL},
    {"--csv", NULL, "the matrix as CSV", &as_csv, NULL},
    {"--criteria", "DIR", "add an organisation's own criteria: DIR/*.sql", NULL, &criteria_folder},
    {"--policy", "FILE", "another policy than the default one", NULL, &policy_file},
    {"--jobs", "N", "apps read at the same time; by default one for each processor", NULL, &jobs_text},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

static int print(const struct record *r, const struct packs *packs, struct arena *a)
{
    struct report_style style = style_of_terminal();
    struct buf out;
    bool ok;

    peers_style(&style, a, &peer);
    buf_init(&out, LIMIT_RECORD);
    if (as_json)
        peers_json(&out, r, packs, style.language);
    else if (as_csv)
        peers_csv(&out, r);
    else if (matrix)
        peers_matrix(&out, r, style);
    else
        peers_report(&out, r, packs, style);
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

/* A record that was made with peers. */
static int of_record(const char *path, struct arena *a)
{
    struct input file;
    struct record record;
    struct packs packs;
    struct error e = {0};

    if (peer.peers != NULL) {
        complain("peers: the record has its peers, or none; --peers goes with an app");
        return EXIT_USAGE;
    }
    if (!input_open(&file, path, &e)) {
        complain("%s: %s", harmless(path), harmless(e.text));
        return EXIT_OPERATION;
    }
    /* texts are borrowed from the file, which therefore stays open */
    if (!record_read(&record, a, file.bytes, &e)) {
        complain("%s: not a record: %s", harmless(path), harmless(e.text));
        return EXIT_OPERATION;
    }
    if (record.peers == NULL) {
        complain("%s: the record was made without peers; 'veto evaluate --json --peers' makes one with",
                 harmless(path));
        return EXIT_USAGE;
    }
    if (!derive_packs(&record, a, &packs, &e))
        packs = (struct packs){.arena = a}; /* what cannot be read has no words: its id is shown */
    return print(&record, &packs, a);
}

/* An app, evaluated here and now beside its peers. */
static int of_app(char **paths, size_t count, struct arena *a)
{
    struct packs packs;
    struct intake in;
    struct peer_pool pool;
    struct derived *derived;
    struct peers *chosen;
    struct error e = {0};
    unsigned jobs;
    bool trouble = false;
    int status = EXIT_OK;

    if (peer.peers == NULL) {
        complain("peers: say with --peers which apps to compare with");
        return EXIT_USAGE;
    }
    if (!parse_jobs("peers", jobs_text, &jobs) || !load_packs(&packs, a, criteria_folder, policy_file))
        return EXIT_USAGE;
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    if (!peers_open(&pool, a, &peer, &packs, jobs, &status, &trouble))
        return status;
    if (!intake_open(&in, (const char *const *)paths, count, (struct intake_options){.jobs = jobs}, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (complain_files(&in)) {
        status = EXIT_OPERATION;
    } else if (in.app_count != 1) {
        complain("peers: these files are %zu apps; one is compared with its peers", in.app_count);
        status = EXIT_USAGE;
    } else if (!derive_all(&in, &packs, a, &derived, &e)) {
        complain("%s", harmless(e.text));
        status = EXIT_OPERATION;
    } else if (derived[0].record == NULL) {
        complain("%s: %s", harmless(paths[0]), harmless_bytes(derived[0].failure));
        status = EXIT_UNDETERMINED;
    } else if (!peers_choose(&pool, derived[0].record, &chosen, &e)) {
        complain("%s", harmless(e.text));
        status = EXIT_OPERATION;
    } else {
        derived[0].record->peers = chosen;
        status = print(derived[0].record, &packs, a);
    }
    intake_close(&in);
    packs_close(&packs);
    return status == EXIT_OK && trouble ? EXIT_OPERATION : status;
}

static int run(int argc, char **argv)
{
    struct arena arena;
    int status;

    if (argc == 0 || as_json + as_csv + matrix > 1) {
        complain(argc == 0 ? "peers: give an app, or a record that was made with peers"
                           : "peers: --json, --csv and --matrix exclude each other");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    status =
        argc == 1 && is_record(argv[0]) ? of_record(argv[0], &arena) : of_app(argv, (size_t)argc, &arena);
    arena_free(&arena);
    return status;
}

const struct command command_peers = {
    .name = "peers",
    .operands = "RECORD | FILE...",
    .doc = "Rank the questions by how far an app stands out from comparable ones",
    .more = "RECORD was made by 'veto evaluate --json --peers'; FILE... is an app, compared here and\n"
            "now. Every app given is a peer: each package once, in its highest version, without the\n"
            "app itself; what is left out is named. Records given as peers must have been made by\n"
            "this version with the same packs.\n"
            "The measure: k of the n peers whose answer could be told answer as the app does; were\n"
            "the app any one of these n + 1, it would be among those in k + 1 of n + 1 cases. The\n"
            "smaller, the further it stands out; few peers cannot make it small. Answers that could\n"
            "not be told are counted apart.",
    .options = options,
    .run = run,
};
