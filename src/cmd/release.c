/* release: the public edition of a case, with what is left out, on which ground and by whose decision; the release
 * itself is a signed statement in the log. */
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/limits.h"
#include "cmd/case.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "ledger/dossier.h"
#include "ledger/file.h"
#include "ledger/roles.h"
#include "ledger/rules.h"

static const char *place, *ground_path, *key_path, *out_path, *by, *time_text, *roles_folder, *process_path;

static const struct option_row options[] = {
    {"--ground", "FILE", "what is left out: JSON, see below", NULL, &ground_path},
    {"--key", "FILE", "a private key, or the public key of one that ssh-agent holds: who releases", NULL, &key_path},
    {"--by", "NAME", "who releases: the principal of that key among the allowed signers", NULL, &by},
    {"--out", "FILE", "where to write the edition", NULL, &out_path},
    {"--roles", "DIR", "the folder of ROLE.allowed_signers; else that of the store", NULL, &roles_folder},
    {"--process", "FILE", "what decisions have to keep to; else packs/process/default.tsv", NULL, &process_path},
    {"--time", "TIME", "when, as 2026-11-23T18:05:30Z; now when left out", NULL, &time_text},
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {0},
};

static int failed(const struct error *e)
{
    complain("release: %s", harmless(e->text));
    return e->code == ERROR_USAGE ? EXIT_USAGE : e->code == ERROR_REFUSED ? EXIT_NOT_MET : EXIT_OPERATION;
}

static bool text_of(const struct json_node *row, const char *key, struct bytes *out)
{
    const struct json_node *n = json_get(row, key);

    if (n == NULL || n->kind != JSON_TEXT || n->text.size == 0)
        return false;
    *out = n->text;
    return true;
}

/* {"redactions":[{"field":...,"ground":...,"official":...,"statement":digest}]} */
static bool read_ground(struct arena *a, struct dossier_release *r, struct error *e)
{
    const struct json_node *n, *rows;
    struct dossier_left *left;
    struct bytes text;
    size_t i = 0;

    if (!file_read(a, ground_path, LIMIT_RECORD, &text, e) || (n = json_read(a, text, e)) == NULL)
        return false;
    rows = json_get(n, "redactions");
    if (rows == NULL || rows->kind != JSON_ARRAY || n->count != 1)
        return error_set(e, ERROR_FORMAT, 0, "%.200s: not an object with redactions and nothing else", ground_path);
    r->left = left = arena_array(a, rows->count + 1, sizeof *left);
    r->left_count = rows->count;
    for (const struct json_node *row = rows->first; row != NULL; row = row->next, i++)
        if (row->kind != JSON_OBJECT || row->count != 4 || !text_of(row, "field", &left[i].field) ||
            !text_of(row, "ground", &left[i].ground) || !text_of(row, "official", &left[i].official) ||
            !text_of(row, "statement", &left[i].statement) || !hash_is_hex256(left[i].statement))
            return error_set(e, ERROR_FORMAT, row->at, "%.200s: redactions[%zu]: needs field, ground, official and the "
                                                       "statement's digest", ground_path, i);
    return true;
}

static void texts(struct json *j, const char *key, const struct bytes *rows, size_t count)
{
    json_key(j, bytes_str(key));
    json_array(j);
    for (size_t i = 0; i < count; i++)
        json_text(j, rows[i]);
    json_end_array(j);
}

/* Of what is not withheld as a whole: the digest of a statement that nobody sees could be guessed at. */
static bool is_shown(const struct dossier_release *r, struct bytes statement)
{
    for (size_t i = 0; i < r->statement_count; i++)
        if (bytes_equal(r->statements[i], statement))
            return true;
    return false;
}

static void statement_text(struct buf *out, const struct dossier_request *q, struct bytes when, const char *edition)
{
    const struct dossier_release *r = q->release;
    struct json j;

    json_open(&j, out);
    json_object(&j);
    json_pair(&j, "by", bytes_str(by));
    json_pair(&j, "case", q->name);
    json_pair(&j, "edition", bytes_str(edition));
    json_pair(&j, "kind", BYTES("release"));
    if (r->notice_count > 0)
        texts(&j, "notices", r->notices, r->notice_count);
    json_key(&j, BYTES("redactions"));
    json_array(&j);
    for (size_t i = 0; i < r->left_count; i++) {
        if (!is_shown(r, r->left[i].statement))
            continue;
        json_object(&j);
        json_pair(&j, "field", r->left[i].field);
        json_pair(&j, "ground", r->left[i].ground);
        json_pair(&j, "official", r->left[i].official);
        json_pair(&j, "statement", r->left[i].statement);
        json_end_object(&j);
    }
    json_end_array(&j);
    texts(&j, "statements", r->statements, r->statement_count);
    json_pair(&j, "time", when);
    json_end_object(&j);
}

static struct bytes now(struct arena *a)
{
    time_t seconds = time(NULL);
    struct tm t;
    char text[32] = "";

    if (gmtime_r(&seconds, &t) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &t);
    return arena_copy(a, bytes_str(text));
}

/* Whether the case and the roles allow the release, as they would any statement. */
static bool permitted(struct store *s, struct arena *a, struct bytes whole, struct error *e)
{
    struct roles_signers signers;
    struct statement release;
    struct process process;
    struct matter m;
    struct ruling ruling = {.m = &m, .s = &release, .p = &process, .now = now(a), .arena = a};

    return statement_read(a, whole, &release, e) && case_policy(a, process_path, &process, e) &&
           matter_load(s, a, json_get(release.root, "case")->text, &m, e) && rules_check(&ruling, e) &&
           roles_check(a, roles_folder != NULL ? roles_folder : case_roles(a, place), &release, &process, &signers, e);
}

/* Signs the release and appends it to the log. */
static bool record(struct store *s, struct arena *a, const struct dossier_request *q, struct bytes when, struct bytes archive,
                   struct error *e)
{
    uint8_t digest[SHA256_SIZE];
    char edition[HEX256 + 1];
    struct buf text, sig, whole;
    struct statement checked;
    struct bytes armored;
    uint64_t index;
    bool ok;

    hash_sha256(archive, digest);
    hash_hex(bytes_of(digest, sizeof digest), edition);
    buf_init(&text, LIMIT_STATEMENT);
    buf_init(&sig, LIMIT_STATEMENT);
    buf_init(&whole, 2 * LIMIT_STATEMENT);
    statement_text(&text, q, when, edition);
    ok = (!text.failed || error_set(e, ERROR_LIMIT, 0, "the release is longer than a statement may be")) &&
         statement_check(a, buf_bytes(&text), &checked, e) &&
         sshsig_sign(&q->agent->by, SSHSIG_NAMESPACE, buf_bytes(&text), &sig, e);
    armored = buf_bytes(&sig);
    ok = ok && statement_write(&whole, buf_bytes(&text), &armored, 1, e) &&
         permitted(s, a, buf_bytes(&whole), e) && file_put(out_path, archive, e) &&
         store_append(s, "release", (const char *)when.data, ACCESS_PUBLIC, buf_bytes(&whole), &index, e);
    buf_free(&text);
    buf_free(&sig);
    buf_free(&whole);
    return ok;
}

static int release(struct store *s, struct arena *a, struct dossier_request *q, struct bytes when)
{
    struct dossier_counts counts;
    struct error e = {0};
    struct buf out;
    int status = EXIT_OK;

    buf_init(&out, LIMIT_DOSSIER);
    if (!dossier_write(s, a, q, &out, &counts, &e) || !record(s, a, q, when, buf_bytes(&out), &e))
        status = failed(&e);
    else
        printf("%s: %zu statements whole, %zu with fields left out, %zu withheld\n", harmless(out_path), counts.enclosed,
               counts.redacted, counts.withheld);
    buf_free(&out);
    return status;
}

static int run(int argc, char **argv)
{
    struct dossier_release r = {.left = NULL};
    struct dossier_request q = {.audience = DOSSIER_PUBLIC, .release = &r};
    struct agent agent;
    struct arena a;
    struct bytes when;
    struct error e = {0};
    struct store *s;
    int status;

    if (argc != 1 || ground_path == NULL || key_path == NULL || by == NULL || out_path == NULL) {
        complain("release: a case, --ground, --key, --by and --out are needed");
        return EXIT_USAGE;
    }
    arena_init(&a, LIMIT_ARENA);
    q.name = bytes_str(argv[0]);
    q.agent = &agent;
    when = time_text == NULL ? now(&a) : bytes_str(time_text);
    if (!statement_is_time(when)) {
        complain("release: --time: a time as 2026-11-23T18:05:30Z is wanted");
        status = EXIT_USAGE;
    } else if (!read_ground(&a, &r, &e)) {
        status = failed(&e);
    } else {
        bytes_slice(when, 0, 10, &r.day);
        s = store_at("release", place);
        if (s == NULL || !agent_open(&a, key_path, &agent, &e)) {
            status = s == NULL ? EXIT_OPERATION : failed(&e);
        } else {
            status = release(s, &a, &q, when);
            agent_close(&agent);
        }
        if (s != NULL)
            store_close(s);
    }
    arena_free(&a);
    return status;
}

const struct command command_release = {
    .name = "release",
    .operands = "CASE",
    .doc = "Release the public edition of a case, each field left out with its ground and official",
    .more = "The ground file is a JSON object: {\"redactions\":[{\"field\":\"device\",\"ground\":\"personal information\","
            "\"official\":\"J. Doe\",\"statement\":DIGEST}]}. A field is named as device, answers[0] or answers[0].says; * "
            "leaves out the whole statement, and none says that nothing is left out. Every statement of the case that is not of class "
            "public has to be spoken of: nothing is released because nobody thought of it. Where all that is left out was "
            "signed as a commitment, the statement stays whole and its signature verifies; otherwise the rest of it "
            "rests on the signature of whoever releases it. What a vendor wrote is released only when a recorded third-party notice named "
            "it and its day for representations has passed.\n"
            "The edition is an archive that veto verify-dossier checks; the release is signed and appended to the log.\n"
            "Example: veto release chatter --ground left_out.json --key officer_key --by officer@agency.example "
            "--out chatter-public.tar",
    .options = options,
    .run = run,
};
