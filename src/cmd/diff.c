/* diff: what changed between two apps or records. */
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/output.h"
#include "judge/diff.h"

static bool as_json, require_jail;
static const char *criteria_folder, *policy_file;

enum { EXIT_SAME = EXIT_OK, EXIT_DIFFERENT = EXIT_CONDITIONS };

static const struct option_row options[] = {
    {"--json", NULL, "what changed as a JSON object", &as_json, NULL},
    {"--criteria", "DIR", "ask an organisation's own criteria of apps too: DIR/*.sql", NULL,
     &criteria_folder},
    {"--policy", "FILE", "another policy for apps than the default one", NULL, &policy_file},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

static int print(const struct diff *d)
{
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    if (as_json)
        diff_json(&out, d);
    else
        diff_report(&out, d, language_of_environment());
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    if (!ok)
        return EXIT_OPERATION;
    return diff_any(d) ? EXIT_DIFFERENT : EXIT_SAME;
}

static int run(int argc, char **argv)
{
    struct arena arena;
    struct packs packs;
    struct record *records[2] = {NULL, NULL};
    struct diff d;
    int status = EXIT_OK;

    if (argc != 2) {
        complain("diff: give two apps or records");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!load_packs(&packs, &arena, criteria_folder, policy_file))
        return EXIT_USAGE;
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    for (int i = 0; i < 2 && status == EXIT_OK; i++)
        status = load_either("diff", argv[i], &packs, &arena, &records[i]);
    if (status == EXIT_OK) {
        diff_open(&d, &arena, records[0], records[1]);
        d.name_a = argv[0];
        d.name_b = argv[1];
        status = print(&d);
    }
    arena_free(&arena);
    return status;
}

const struct command command_diff = {
    .name = "diff",
    .operands = "A B",
    .doc = "Say what changed between two apps, in facts and in answers",
    .more = "A and B are apps (files, or folders of a base and its splits) or records. Two records of\n"
            "the same files show what other packs or another veto change. Exit status: 0 nothing\n"
            "differs, 3 something does, 5 one could not be read to its end, 1 operational error,\n"
            "2 usage.",
    .options = options,
    .run = run,
};
