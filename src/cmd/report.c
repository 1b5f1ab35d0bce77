/* report: what a record says, as text, as pages, as tables; without the files it was made from. */
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/output.h"
#include "cmd/pages.h"
#include "judge/derive.h"
#include "judge/report.h"

static const char *html_file, *brief_file, *tables_folder, *old_file;

static const struct option_row options[] = {
    {"--html", "FILE", "write it as a page, English and French in one file", NULL, &html_file},
    {"--brief", "FILE", "write a brief of one page for whoever decides", NULL, &brief_file},
    {"--tables", "DIR", "write every table of the record as DIR/NAME.csv", NULL, &tables_folder},
    {"--diff", "OLD", "with --html: what changed since OLD, another record", NULL, &old_file},
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

static int run(int argc, char **argv)
{
    struct arena arena;
    struct packs packs;
    struct record *record, *old = NULL;
    struct error e = {0};
    int status;

    if (argc != 1 || (old_file != NULL && html_file == NULL)) {
        complain(argc != 1 ? "report: give one record" : "report: --diff goes with --html");
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
    .operands = "RECORD",
    .doc = "Write what a record says: as text, as a page, as a brief, as tables",
    .more = "RECORD is what 'veto evaluate --json' printed; the files it was made from are not needed.\n"
            "Whether it holds is for 'veto recheck' to say. In the files of --tables a text that a\n"
            "spreadsheet could take for a formula has an apostrophe in front. Exit status: 0 written,\n"
            "1 operational error, 2 usage.",
    .options = options,
    .run = run,
};
