/* The commands that write statements: one row each. All share one way: a draft filled in from the case, a file,
 * FIELD=VALUE and, where something is still missing, an editor; the rules; what will be signed, shown; the
 * signatures; the store. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "base/tsv.h"
#include "cmd/case.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/store_place.h"
#include "judge/peers.h"
#include "ledger/agent.h"
#include "ledger/draft.h"
#include "ledger/file.h"
#include "ledger/opening.h"
#include "ledger/roles.h"
#include "ledger/rules.h"

static bool as_json, dry_run, yes, edit;
static const char *place, *from, *key_path, *second_path, *roles_folder, *process_path, *access_word, *out_path, *record_path, *commit_fields;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--from", "FILE", "start from a JSON file: a statement, a signed one (to add a signature) or a form", NULL, &from},
    {"--record", "FILE", "fill in digests, result, findings and comparators from a record", NULL, &record_path},
    {"--edit", NULL, "open $EDITOR on the form, though nothing is missing", &edit, NULL},
    {"--key", "FILE", "who signs: a private key, or the public key of one that ssh-agent holds", NULL, &key_path},
    {"--second", "FILE", "the key of a second person, where the policy asks for two", NULL, &second_path},
    {"--roles", "DIR", "the folder of ROLE.allowed_signers; else that of the store", NULL, &roles_folder},
    {"--process", "FILE", "what decisions have to keep to; else packs/process/default.tsv", NULL, &process_path},
    {"--access", "CLASS", "public, vendor, partner, internal or sealed; else what the kind has", NULL, &access_word},
    {"--commit", "FIELDS", "sign these fields (a,b) as salted commitments; the store keeps the openings", NULL, &commit_fields},
    {"--out", "FILE", "write the signed statement to a file for another to sign; nothing goes into the store", NULL, &out_path},
    {"--dry-run", NULL, "check everything and show what would be signed; sign nothing", &dry_run, NULL},
    {"--yes", NULL, "do not ask before signing", &yes, NULL},
    {"--json", NULL, "say what was done as canonical JSON", &as_json, NULL},
    {0},
};

struct saying {
    const struct command *command;
    const struct statement_kind *kind;
    struct arena arena;
    struct store *store;
    struct matter m;
    struct process process;
    struct draft draft;
    struct statement s, plain; /* as signed, and with nothing hidden, as the rules see it */
    struct bytes text, now;
    struct bytes openings; /* of fields signed as commitments; empty when there are none */
    struct bytes signatures[LIMIT_NOTE_SIGNATURES];
    size_t signature_count;
    const char *roles;
    struct error error;
};

static int said(const struct saying *w, int status)
{
    complain("%s: %s", w->command->name, harmless(w->error.text));
    return status;
}

static struct bytes clock_now(struct arena *a)
{
    time_t t = time(NULL);
    struct tm tm;
    char text[32];

    gmtime_r(&t, &tm);
    return arena_copy(a, bytes_of(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm)));
}

/* A value as given: "@FILE" is the content of a file, or its digest where a digest is wanted. */
static bool value_of(struct saying *w, const char *path, const char *given, struct bytes *out)
{
    const struct field *f = w->kind->fields;
    size_t name = strcspn(path, "=[");
    uint8_t digest[SHA256_SIZE];
    char *hex = arena_alloc(&w->arena, HEX256 + 1);

    *out = bytes_str(given);
    if (given[0] != '@')
        return true;
    while (f->name != NULL && (strlen(f->name) != name || strncmp(f->name, path, name) != 0))
        f++;
    if (!file_read(&w->arena, given + 1, LIMIT_PIPE_INPUT, out, &w->error))
        return false;
    while (out->size > 0 && out->data[out->size - 1] == '\n' && f->type != FIELD_DIGEST && f->type != FIELD_DIGESTS)
        out->size--;
    if (f->name != NULL && (f->type == FIELD_DIGEST || f->type == FIELD_DIGESTS)) {
        hash_sha256(*out, digest);
        hash_hex(bytes_of(digest, sizeof digest), hex);
        *out = bytes_str(hex);
    }
    return true;
}

static bool set_fields(struct saying *w, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        size_t size = strcspn(argv[i], "=");
        struct bytes value;
        if (argv[i][size] == 0)
            return error_set(&w->error, ERROR_USAGE, 0, "%s: FIELD=VALUE is wanted", argv[i]);
        if (!value_of(w, argv[i], argv[i] + size + 1, &value) ||
            !draft_set(&w->draft, bytes_of(argv[i], size), value, &w->error))
            return false;
    }
    return true;
}

/* What the records of peers say: those that answer yes to a question that this app answers yes to. */
static void fill_comparators(struct saying *w, const struct record *r)
{
    const struct record_table *answers = record_table(r, "answers");

    for (size_t p = 0; r->peers != NULL && p < r->peers->count; p++) {
        const struct peer *peer = &r->peers->apps[p];
        struct json_node *row = NULL;
        for (size_t i = 0; i < answers->row_count && i < peer->answers.size; i++) {
            if (peer->answers.data[i] != 'y' || !bytes_is(record_text(answers, i, "answer"), "yes"))
                continue;
            if (row == NULL) {
                row = draft_row(&w->draft, "comparators");
                draft_text(&w->draft, row, "app", peer->package);
                draft_text(&w->draft, row, "artifact", peer->sha256);
            }
            draft_more(&w->draft, row, "fails", record_text(answers, i, "criterion"));
        }
    }
}

static int fill_from_record(struct saying *w)
{
    static const char *const results[] = {"met", "met with conditions", "not met", "undetermined"};
    static const char *const words[] = {"met", "met-with-conditions", "not-met", "undetermined"};
    const struct record_table *t;
    struct record *r;
    char digest[HEX256 + 1];
    int status;

    if (!is_record(record_path)) {
        error_set(&w->error, ERROR_USAGE, 0, "%s is no record; 'veto evaluate --json' makes one", record_path);
        return EXIT_USAGE;
    }
    status = load_either(w->command->name, record_path, NULL, &w->arena, &r);
    if (status != EXIT_OK)
        return -1;
    if (!record_digest(r, digest))
        return EXIT_OPERATION;
    if (strcmp(w->kind->name, "notice") == 0) {
        t = record_table(r, "answers");
        for (size_t i = 0; i < t->row_count; i++)
            if (bytes_is(record_text(t, i, "answer"), "yes")) {
                struct json_node *row = draft_row(&w->draft, "findings");
                draft_text(&w->draft, row, "criterion", record_text(t, i, "criterion"));
                draft_text(&w->draft, row, "record", bytes_str(digest));
            }
        return EXIT_OK;
    }
    draft_text(&w->draft, w->draft.root, "record", bytes_str(digest));
    if (strcmp(w->kind->name, "evaluation") != 0)
        return EXIT_OK;
    t = record_table(r, "artifacts");
    for (size_t i = 0; i < t->row_count; i++)
        draft_more(&w->draft, w->draft.root, "artifacts", record_text(t, i, "sha256"));
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (bytes_is(record_text(record_table(r, "result"), 0, "result"), results[i]))
            draft_text(&w->draft, w->draft.root, "result", bytes_str(words[i]));
    fill_comparators(w, r);
    return EXIT_OK;
}

static char *own(struct arena *a, struct bytes text)
{
    char *copy = arena_alloc(a, text.size + 1);

    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return copy;
}

/* Waits for the editor; its words are separated by spaces, and no shell sees them. */
static bool run_editor(struct saying *w, const char *path)
{
    struct bytes words = bytes_str(getenv("EDITOR")), word;
    char *argv[16];
    size_t n = 0;
    pid_t child;
    int status;

    while (n < 14 && tsv_word(&words, &word))
        argv[n++] = own(&w->arena, word);
    argv[n++] = own(&w->arena, bytes_str(path));
    argv[n] = NULL;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    return (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           error_set(&w->error, ERROR_SYSTEM, 0, "the editor %s did not end well; set EDITOR, or give FIELD=VALUE", argv[0]);
}

static bool edit_form(struct saying *w)
{
    char path[] = "/tmp/veto-form-XXXXXX";
    struct bytes filled;
    struct buf form;
    int fd;
    bool ok;

    buf_init(&form, LIMIT_STATEMENT * 4);
    draft_form(&w->draft, &form);
    fd = mkstemp(path);
    ok = fd >= 0 && write(fd, form.data, form.size) == (ssize_t)form.size;
    if (fd >= 0)
        close(fd);
    if (!ok)
        error_set(&w->error, ERROR_SYSTEM, 0, "the form cannot be written to %s", path);
    ok = ok && run_editor(w, path) && file_read(&w->arena, path, LIMIT_STATEMENT * 4, &filled, &w->error) &&
         draft_read(&w->draft, filled, &w->error);
    if (fd >= 0)
        unlink(path);
    buf_free(&form);
    return ok;
}

/* Signatures of a statement that somebody else signed before. */
static void take_signatures(struct saying *w, struct bytes text)
{
    struct statement s;
    struct error e = {0};

    if (text.size > 0 && text.data[text.size - 1] == '\n')
        text.size--;
    if (!statement_read(&w->arena, text, &s, &e))
        return;
    w->text = s.text;
    for (const struct json_node *n = s.signatures->first; n != NULL && w->signature_count < LIMIT_NOTE_SIGNATURES; n = n->next)
        w->signatures[w->signature_count++] = n->text;
}

static bool finish_draft(struct saying *w)
{
    return draft_finish(&w->draft, &w->text, &w->error) && statement_check(&w->arena, w->text, &w->s, &w->error);
}

/* The principal by which the key is allowed, when it is one name. */
static void fill_by(struct saying *w)
{
    struct agent agent;
    struct error e = {0};
    struct bytes who;

    if (key_path != NULL && agent_open(&w->arena, key_path, &agent, &e)) {
        who = roles_principal(&w->arena, w->roles, w->kind->role, agent.by.key);
        if (bytes_find(who, ',', 0) == who.size && bytes_find(who, '*', 0) == who.size && who.size > 0)
            draft_default(&w->draft, "by", who);
        agent_close(&agent);
    }
}

/* How many sealed exhibits the measures rest on is counted, not asked. */
static void fill_sealed(struct saying *w)
{
    const struct json_node *measures = json_get(w->draft.root, "measures");
    unsigned count = 0;
    char text[16];

    if (strcmp(w->kind->name, "determination") != 0 || json_get(w->draft.root, "sealed") != NULL || measures == NULL)
        return;
    for (size_t i = 0; i < w->m.count; i++) {
        bool used = false;
        if (!bytes_is(matter_text(&w->m.items[i].s, "sealed"), "yes"))
            continue;
        for (const struct json_node *m = measures->kind == JSON_ARRAY ? measures->first : NULL; m != NULL; m = m->next) {
            const struct json_node *list = json_get(m, "exhibits");
            for (const struct json_node *x = list == NULL || list->kind != JSON_ARRAY ? NULL : list->first; x != NULL; x = x->next)
                used |= x->kind == JSON_TEXT && bytes_is(x->text, w->m.items[i].hex);
        }
        count += used;
    }
    snprintf(text, sizeof text, "%u", count);
    draft_set(&w->draft, BYTES("sealed"), bytes_str(text), &w->error);
}

/* The statement's text, or an exit status after saying why there is none; EXIT_OK. */
static int write_draft(struct saying *w, int argc, char **argv)
{
    struct bytes given = {NULL, 0};
    int status = EXIT_OK;

    draft_open(&w->draft, &w->arena, w->kind, &w->m);
    if (from != NULL) {
        if (!file_read(&w->arena, from, LIMIT_STATEMENT * 4, &given, &w->error))
            return said(w, EXIT_OPERATION);
        if (argc == 1 && !edit)
            take_signatures(w, given);
        if (w->signature_count > 0)
            return statement_check(&w->arena, w->text, &w->s, &w->error) ? EXIT_OK : said(w, EXIT_OPERATION);
        if (!draft_read(&w->draft, given, &w->error))
            return said(w, EXIT_OPERATION);
    }
    if (record_path != NULL)
        status = fill_from_record(w);
    if (status != EXIT_OK)
        return status < 0 ? EXIT_OPERATION : said(w, status);
    if (!set_fields(w, argc, argv))
        return said(w, w->error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    fill_by(w);
    draft_default(&w->draft, "time", w->now);
    fill_sealed(w);
    if (!edit && finish_draft(w))
        return EXIT_OK;
    if (!edit && (getenv("EDITOR") == NULL || !isatty(STDIN_FILENO)))
        return said(w, EXIT_OPERATION);
    return edit_form(w) && finish_draft(w) ? EXIT_OK : said(w, EXIT_OPERATION);
}

/* What --commit names is signed as commitments; the rules were asked of what they hide. */
static bool commit(struct saying *w)
{
    if (commit_fields == NULL)
        return true;
    if (out_path != NULL || w->signature_count > 0)
        return error_set(&w->error, ERROR_USAGE, 0, "--commit: the openings stay in the store; sign without --out");
    return opening_commit(&w->arena, w->text, w->kind, commit_fields, &w->text, &w->openings, &w->error) &&
           statement_check(&w->arena, w->text, &w->s, &w->error);
}

static void show(const struct saying *w)
{
    char hex[HEX256 + 1];
    struct buf out;

    hash_hex(bytes_of(w->s.digest, SHA256_SIZE), hex);
    buf_init(&out, LIMIT_STATEMENT * 8);
    buf_printf(&out, "These %zu bytes are signed (SHA-256 %s):\n", w->text.size, hex);
    text_show(&out, w->text);
    buf_str(&out, "\n");
    fwrite(out.data, 1, out.size, stderr);
    buf_free(&out);
}

static bool asked(struct saying *w)
{
    char answer[8] = "";

    if (yes)
        return true;
    if (!isatty(STDIN_FILENO))
        return error_set(&w->error, ERROR_USAGE, 0, "nobody is there to say yes; give --yes");
    fputs("Sign this? [y/N] ", stderr);
    return (fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y')) ||
           error_set(&w->error, ERROR_USAGE, 0, "not signed");
}

static bool sign(struct saying *w, const char *path)
{
    struct agent agent;
    struct buf armored;
    bool ok;

    if (path == NULL)
        return true;
    if (w->signature_count == LIMIT_NOTE_SIGNATURES || !agent_open(&w->arena, path, &agent, &w->error))
        return false;
    buf_init(&armored, LIMIT_SSHSIG);
    ok = sshsig_sign(&agent.by, SSHSIG_NAMESPACE, w->text, &armored, &w->error);
    agent_close(&agent);
    if (ok)
        w->signatures[w->signature_count++] = arena_copy(&w->arena, buf_bytes(&armored));
    buf_free(&armored);
    return ok;
}

static bool access_class(struct saying *w, enum store_access *out)
{
    const char *word = access_word == NULL ? w->kind->access : access_word;

    for (unsigned i = 0; i < ACCESS_COUNT; i++)
        if (strcmp(store_access_name(i), word) == 0) {
            *out = i;
            return true;
        }
    return error_set(&w->error, ERROR_USAGE, 0, "--access: public, vendor, partner, internal or sealed is wanted");
}

static void report(const struct saying *w, uint64_t index, const char *where)
{
    char hex[HEX256 + 1];
    struct buf out;
    struct json j;

    hash_hex(bytes_of(w->s.digest, SHA256_SIZE), hex);
    if (!as_json) {
        printf("%s %s", w->kind->name, hex);
        if (where == NULL)
            printf(" entry %" PRIu64 " of the log\n", index);
        else
            printf(" written to %s\n", harmless(where));
        return;
    }
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    json_object(&j);
    json_key(&j, BYTES("digest"));
    json_text(&j, bytes_str(hex));
    if (where == NULL) {
        json_key(&j, BYTES("entry"));
        json_number(&j, (int64_t)index);
    }
    json_key(&j, BYTES("kind"));
    json_text(&j, bytes_str(w->kind->name));
    json_end_object(&j);
    buf_str(&out, "\n");
    print_bytes(buf_bytes(&out));
    buf_free(&out);
}

/* A disposal disposes: the body it names goes in the same transaction. NULL for other kinds. */
static const uint64_t *disposed_by(const struct saying *w)
{
    const struct matter_item *of = strcmp(w->kind->name, "disposal") != 0 ? NULL : matter_find(&w->m, matter_text(&w->s, "statement"));

    return of == NULL ? NULL : &of->index;
}

/* Appends behind what the rules saw; when others wrote meanwhile, the rules are asked again. */
static bool append(struct saying *w, enum store_access access, struct bytes whole, uint64_t *index)
{
    const char *time = (const char *)arena_copy(&w->arena, matter_text(&w->s, "time")).data;
    struct ruling ruling = {.m = &w->m, .s = &w->plain, .p = &w->process, .now = w->now, .arena = &w->arena};

    for (unsigned tries = 0; tries < 100; tries++) {
        struct store_new n = {w->kind->name, time, access, whole, w->openings, disposed_by(w)};
        store_expect(w->store, w->m.size);
        if (store_put(w->store, &n, index, &w->error))
            return true;
        if (w->error.code != ERROR_REFUSED)
            return false;
        if (!matter_load(w->store, &w->arena, w->m.name, &w->m, &w->error))
            return false;
        w->now = clock_now(&w->arena);
        ruling.now = w->now;
        if (!rules_check(&ruling, &w->error))
            return false;
    }
    return false;
}

static int keep(struct saying *w)
{
    struct roles_signers signers;
    enum store_access access = ACCESS_INTERNAL;
    struct statement whole;
    struct buf out;
    uint64_t index = 0;
    bool ok;

    buf_init(&out, LIMIT_STATEMENT + 1);
    ok = (w->signature_count > 0 || error_set(&w->error, ERROR_USAGE, 0, "role-signature: nobody signed; sign with --key KEY")) &&
         access_class(w, &access) && statement_write(&out, w->text, w->signatures, w->signature_count, &w->error);
    if (ok && out_path != NULL) {
        ok = buf_str(&out, "\n") && file_put(out_path, buf_bytes(&out), &w->error);
        if (ok)
            report(w, 0, out_path);
        buf_free(&out);
        return ok ? EXIT_OK : said(w, EXIT_OPERATION);
    }
    ok = ok && statement_read(&w->arena, buf_bytes(&out), &whole, &w->error) &&
         roles_check(&w->arena, w->roles, &whole, &w->process, &signers, &w->error) &&
         append(w, access, buf_bytes(&out), &index);
    buf_free(&out);
    if (!ok)
        return said(w, EXIT_OPERATION);
    report(w, index, NULL);
    return EXIT_OK;
}

static int say(struct saying *w, int argc, char **argv)
{
    struct ruling ruling = {.m = &w->m, .s = &w->s, .p = &w->process, .now = w->now, .arena = &w->arena};
    int status;

    if (!case_policy(&w->arena, process_path, &w->process, &w->error) ||
        !matter_load(w->store, &w->arena, bytes_str(argv[0]), &w->m, &w->error))
        return said(w, EXIT_OPERATION);
    status = write_draft(w, argc, argv);
    if (status != EXIT_OK)
        return status;
    if (!bytes_equal(matter_text(&w->s, "case"), w->m.name)) {
        error_set(&w->error, ERROR_USAGE, 0, "the statement is of another case than %s", argv[0]);
        return said(w, EXIT_USAGE);
    }
    if (!rules_check(&ruling, &w->error))
        return said(w, EXIT_OPERATION);
    w->plain = w->s;
    if (!commit(w))
        return said(w, w->error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    show(w);
    if (dry_run)
        return EXIT_OK;
    if (key_path != NULL && !asked(w))
        return said(w, EXIT_USAGE);
    if (!sign(w, key_path) || !sign(w, second_path))
        return said(w, EXIT_OPERATION);
    return keep(w);
}

static int run_kind(const struct command *command, const char *kind, int argc, char **argv)
{
    struct saying *w = calloc(1, sizeof *w);
    int status = EXIT_OPERATION;

    if (w == NULL)
        return status;
    w->command = command;
    w->kind = statement_kind(bytes_str(kind));
    if (argc < 1 || argv[0][0] == 0 || strlen(argv[0]) > LIMIT_STATEMENT_NAME) {
        complain("%s: the name of a case is wanted, of at most %u bytes; see 'veto help %s'", command->name,
                 LIMIT_STATEMENT_NAME, command->name);
        free(w);
        return EXIT_USAGE;
    }
    arena_init(&w->arena, LIMIT_ARENA);
    w->now = clock_now(&w->arena);
    w->store = store_at(command->name, place);
    if (w->store != NULL) {
        w->roles = roles_folder != NULL ? roles_folder : case_roles(&w->arena, place);
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
