/* expire: disposes of apps that were kept for a purpose, when their time is over. */
#include <inttypes.h>

#include "base/limits.h"
#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "fleet/keeping.h"

static const char *place, *folder, *as_of_given;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--as-of", "TIME", "what was to be kept until then, or less long, is over: 2026-10-30; needed", NULL, &as_of_given},
    {"--families", "DIR", "an organisation's own families beside ours: their apps stay", NULL, &folder},
    {0},
};

static int expire(struct store *s, const struct families *families, int64_t as_of)
{
    struct error e = {0};
    struct buf out;
    uint64_t answers, apps;
    bool ok;

    if (!keepings_expire(s, families, as_of, &answers, &apps, &e)) {
        complain("expire: %s", harmless(e.text));
        return EXIT_OPERATION;
    }
    buf_init(&out, LIMIT_STATEMENT);
    buf_printf(&out, "%" PRIu64 " answers were to be kept whole until then; %" PRIu64 " apps of no family are gone\n", answers, apps);
    ok = print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

static int run(int argc, char **argv)
{
    struct families families;
    struct arena arena;
    struct error e = {0};
    struct store *s;
    int64_t as_of;
    int status;

    if (argc != 0 || as_of_given == NULL || !moment_parse(bytes_str(as_of_given), &as_of)) {
        complain(argc != 0 ? "expire: takes options only, and got \"%s\"" : "expire: --as-of takes a time such as 2026-10-30", argc != 0 ? harmless(argv[0]) : "");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&families, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    s = store_at("expire", place);
    status = s == NULL ? EXIT_OPERATION : expire(s, &families, as_of);
    if (s != NULL)
        store_close(s);
    arena_free(&arena);
    return status;
}

const struct command command_expire = {
    .name = "expire",
    .operands = "",
    .doc = "Dispose of apps that 'observe --keep-all' kept, when their time is over",
    .more = "What --retain-until said is over by --as-of: apps like no family leave the store and the bytes of its file, which is\n"
            "written anew; verdicts stay as they are. Copies of the file are for whoever made them. 'veto report' says what is\n"
            "kept, what for and until when. Nobody else may have the store open.\n\n"
            "    veto expire --as-of 2027-01-01",
    .options = options,
    .run = run,
};
