/* The commands that write statements: one row each. All share one way: a draft filled in from the case, a file,
 * FIELD=VALUE and, where something is still missing, an editor; the rules; what will be signed, shown; the
 * signatures; the store. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cmd/case.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "ledger/opening.h"
#include "ledger/rules.h"

static struct say_options given;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &given.place},
    {"--from", "FILE", "start from a JSON file: a statement, a signed one (to add a signature) or a form", NULL, &given.from},
    {"--record", "FILE", "fill in digests, result, findings and comparators from a record", NULL, &given.record},
    {"--edit", NULL, "open $EDITOR on the form, though nothing is missing", &given.edit, NULL},
    {"--key", "FILE", "who signs: a private key, or the public key of one that ssh-agent holds", NULL, &given.key},
    {"--second", "FILE", "the key of a second person, where the policy asks for two", NULL, &given.second},
    {"--roles", "DIR", "the folder of ROLE.allowed_signers; else that of the store", NULL, &given.roles},
    {"--process", "FILE", "what decisions have to keep to; else packs/process/default.tsv", NULL, &given.process},
    {"--access", "CLASS", "public, vendor, partner, internal or sealed; else what the kind has", NULL, &given.access},
    {"--commit", "FIELDS", "sign these fields (device,answers[0].says) as salted commitments; the store keeps the openings, or FILE.openings beside --out", NULL, &given.commit},
    {"--out", "FILE", "write the signed statement to a file for another to sign; nothing goes into the store", NULL, &given.out},
    {"--dry-run", NULL, "check everything and show what would be signed; sign nothing", &given.dry_run, NULL},
    {"--yes", NULL, "do not ask before signing", &given.yes, NULL},
    {"--json", NULL, "say what was done as canonical JSON", &given.json, NULL},
    {0},
};

int said(const struct saying *w, int status)
{
    complain("%s: %s", w->command->name, harmless(w->error.text));
    return status;
}

struct bytes say_now(struct arena *a)
{
    time_t t = time(NULL);
    struct tm tm;
    char text[32];

    gmtime_r(&t, &tm);
    return arena_copy(a, bytes_of(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm)));
}

/* The rules are asked of what commitments hide: those that came with an opening. */
static bool reveal(struct saying *w)
{
    struct bytes text;
    struct buf path;
    bool closed;

    w->plain = w->s;
    if (w->openings.size > 0 && !(opening_reveal(&w->arena, &w->s, w->openings, &text, &w->error) &&
                                  statement_check(&w->arena, text, &w->plain, &w->error)))
        return false;
    memcpy(w->plain.digest, w->s.digest, sizeof w->plain.digest);
    buf_init(&path, LIMIT_STATEMENT);
    closed = opening_closed(&w->plain, &path);
    if (closed)
        error_set(&w->error, ERROR_REFUSED, 0, "%.*s: is a commitment, and nothing opens it; what --commit --out wrote beside the "
                                               "statement, FILE.openings, stands beside the file of --from",
                  (int)path.size, (const char *)path.data);
    buf_free(&path);
    return !closed;
}

/* What --commit names is signed as commitments. */
static bool commit(struct saying *w)
{
    if (w->given->commit == NULL)
        return true;
    if (w->signature_count > 0)
        return error_set(&w->error, ERROR_USAGE, 0, "--commit: the statement is signed already, and would be another one");
    return opening_commit(&w->arena, w->text, w->kind, w->given->commit, &w->text, &w->openings, &w->error) &&
           statement_check(&w->arena, w->text, &w->s, &w->error);
}

static int say(struct saying *w, int argc, char **argv)
{
    struct ruling ruling = {.m = &w->m, .s = &w->plain, .p = &w->process, .now = w->now, .arena = &w->arena};
    int status;

    if (!case_policy(&w->arena, w->given->process, &w->process, &w->error) ||
        !matter_load(w->store, &w->arena, bytes_str(argv[0]), &w->m, &w->error))
        return said(w, EXIT_OPERATION);
    status = say_draft(w, argc, argv);
    if (status != EXIT_OK)
        return status;
    if (!bytes_equal(matter_text(&w->s, "case"), w->m.name)) {
        error_set(&w->error, ERROR_USAGE, 0, "the statement is of another case than %s", argv[0]);
        return said(w, EXIT_USAGE);
    }
    if (!reveal(w) || !rules_check(&ruling, &w->error))
        return said(w, EXIT_OPERATION);
    if (!commit(w))
        return said(w, w->error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    say_show(w);
    if (w->given->dry_run)
        return EXIT_OK;
    return say_keep(w);
}

static int run_kind(const struct command *command, const char *kind, int argc, char **argv)
{
    struct saying *w = calloc(1, sizeof *w);
    int status = EXIT_OPERATION;

    if (w == NULL)
        return status;
    w->command = command;
    w->given = &given;
    w->kind = statement_kind(bytes_str(kind));
    if (argc < 1 || argv[0][0] == 0 || strlen(argv[0]) > LIMIT_STATEMENT_NAME) {
        complain("%s: the name of a case is wanted, of at most %u bytes; see 'veto help %s'", command->name,
                 LIMIT_STATEMENT_NAME, command->name);
        free(w);
        return EXIT_USAGE;
    }
    arena_init(&w->arena, LIMIT_ARENA);
    w->now = say_now(&w->arena);
    w->store = store_at(command->name, w->given->place);
    if (w->store != NULL) {
        w->roles = w->given->roles != NULL ? w->given->roles : case_roles(&w->arena, w->given->place);
        status = say(w, argc, argv);
        store_close(w->store);
    }
    arena_free(&w->arena);
    free(w);
    return status;
}

/* One row a command: its name, the kind it writes, what it does, and an example. */
#define SAY(command_name, kind_name, does, example)                                                                    \
    static int run_##command_name(int argc, char **argv)                                                               \
    {                                                                                                                  \
        return run_kind(&command_##command_name, kind_name, argc, argv);                                               \
    }                                                                                                                  \
    const struct command command_##command_name = {                                                                    \
        .name = #command_name,                                                                                         \
        .operands = "CASE [FIELD=VALUE...]",                                                                           \
        .doc = does,                                                                                                   \
        .more = "Signs a statement of kind " kind_name " and puts it into the store's log. Its fields are in\n"        \
                "doc/statements.md and 'veto case --kinds'. Example:\n\n    veto " #command_name " " example,          \
        .options = options,                                                                                            \
        .run = run_##command_name,                                                                                     \
    };

SAY(acquire, "acquisition", "State how the bytes of an app were obtained",
    "wechat artifacts=@app.apk date=2026-11-20 from=store store='Google Play' tool=adb --key id")
SAY(attest, "evaluation", "State that a record stands for these files", "wechat --record app.json --key id")
SAY(exhibit, "exhibit", "Add other evidence: a law, a register, a report, a capture",
    "wechat digest=@act.pdf citation='...' date=2017-06-27 reliability=A credibility=1 sealed=no for='...' --key id")
SAY(notice, "notice", "Tell a vendor the findings, and until when to answer",
    "wechat --record app.json given=given to='The vendor' window=2026-12-20 --key id")
SAY(respond, "response", "Record what the vendor answers, finding by finding",
    "wechat 'answers[0].says=It is for signing in' --key vendor")
SAY(propose, "proposal", "Record a mitigation that the vendor offers",
    "wechat answers=content.sms.read mitigation='...' verify='...' --key vendor")
SAY(determine, "determination", "Decide, with the grounds of each measure",
    "wechat --from determination.json --key one --second two")
SAY(exempt, "exception", "Let one device or group keep the app, for a time and on a ground",
    "wechat ground=security-research device=K-17 expires=2027-06-30 --edit --key id")
SAY(hold, "hold", "Let nothing be removed until records are preserved",
    "wechat records='messages of the matter' scope=all-issued custodian='...' ground='...' --key id")
SAY(waive, "waiver", "Say for which devices a hold does not count", "wechat devices=K-17 reasons='nothing kept there' --key id")
SAY(revoke, "revocation", "Say that a determination no longer holds",
    "wechat effective=2026-12-01 reasons_en='...' reasons_fr='...' --key id")
SAY(review, "review", "Look at a determination again, or decide an appeal",
    "wechat outcome=maintain review_by=2027-11-20 reasons_en='...' reasons_fr='...' --key id")
SAY(appeal, "appeal", "Say why a determination should not stand", "wechat seeks=revocation grounds='...' --key vendor")
SAY(extend, "extension", "Let a clock run longer", "wechat clock=window until=2027-01-10 ground='...' --key id")
SAY(dispose, "disposal", "Dispose of the body of a statement; the proofs of the log stay",
    "wechat statement=acquisition ground='retention of two years' --key id")
SAY(expose, "exposure", "Say where the app was, what it could reach there, and what was examined",
    "wechat devices=412 since=2021-03-01 until=2026-11-20 --edit --key id")
SAY(inform, "third-party-notice", "Tell a third party which of its passages may be released",
    "wechat to='The vendor' reply_by=2026-12-20 'passages[0].statement=response' 'passages[0].field=answers' --key id")
