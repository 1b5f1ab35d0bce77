/* dossier: all of a matter that one audience may see, in one archive; verify-dossier: such an archive against public
 * keys, offline and item by item. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "cmd/case.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "cmd/trust.h"
#include "ledger/dossier.h"
#include "ledger/file.h"
#include "ledger/roles.h"

static const char *place, *audience, *key_path, *tlp, *originator, *out_path;

static const struct option_row write_options[] = {
    {"--for", "AUDIENCE", "vendor, partner or public: who may see it", NULL, &audience},
    {"--key", "FILE", "a private key, or the public key of one that ssh-agent holds: who gives it out", NULL, &key_path},
    {"--out", "FILE", "where to write it; CASE-AUDIENCE.tar when left out", NULL, &out_path},
    {"--tlp", "LABEL", "of a partner's: TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN or TLP:CLEAR", NULL, &tlp},
    {"--originator", "NAME", "of a partner's: who is asked before it goes further", NULL, &originator},
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {0},
};

static int failed(const char *command, const struct error *e)
{
    complain("%s: %s", command, harmless(e->text));
    return e->code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
}

static int write_one(struct store *s, struct arena *a, struct dossier_request *r, struct buf *out)
{
    struct dossier_counts counts;
    struct error e = {0};
    struct bytes name = r->name;

    if (!dossier_write(s, a, r, out, &counts, &e))
        return failed("dossier", &e);
    if (out_path == NULL) {
        struct buf percent;
        buf_init(&percent, FILE_PATH);
        text_percent(&percent, name);
        for (size_t i = 0; i < percent.size; i++)
            if (percent.data[i] == '/')
                percent.data[i] = '_';
        out_path = (const char *)arena_printf(a, "%.*s-%s.tar", (int)percent.size, (const char *)percent.data,
                                              dossier_for_name(r->audience))
                       .data;
        buf_free(&percent);
    }
    if (!file_put(out_path, buf_bytes(out), &e))
        return failed("dossier", &e);
    printf("%s: %zu statements, %zu withheld, %zu files; %zu referred to by digest are not enclosed\n", harmless(out_path),
           counts.enclosed, counts.withheld, counts.files, counts.missing);
    return EXIT_OK;
}

static int run_write(int argc, char **argv)
{
    struct dossier_request r = {.tlp = tlp, .originator = originator};
    struct bytes *enclose;
    struct agent agent;
    struct arena a;
    struct buf out;
    struct error e = {0};
    struct store *s;
    int status;

    if (argc < 1 || audience == NULL || key_path == NULL || !dossier_for_of(audience, &r.audience)) {
        complain("dossier: a case, --for vendor, partner or public, and --key FILE are needed");
        return EXIT_USAGE;
    }
    if ((r.audience == DOSSIER_PARTNER) != (tlp != NULL && originator != NULL) ||
        (tlp != NULL && (originator == NULL || !dossier_tlp(tlp)))) {
        complain("dossier: a partner's dossier, and no other, has --tlp, a label as TLP:AMBER, and --originator");
        return EXIT_USAGE;
    }
    arena_init(&a, LIMIT_ARENA);
    r.name = bytes_str(argv[0]);
    r.enclose = enclose = arena_array(&a, (size_t)argc, sizeof *enclose);
    for (int i = 1; i < argc; i++)
        if (!file_read(&a, argv[i], LIMIT_DOSSIER, &enclose[r.enclose_count++], &e)) {
            arena_free(&a);
            return failed("dossier", &e);
        }
    s = store_at("dossier", place);
    if (s == NULL || !agent_open(&a, key_path, &agent, &e)) {
        status = s == NULL ? EXIT_OPERATION : failed("dossier", &e);
    } else {
        r.agent = &agent;
        buf_init(&out, LIMIT_DOSSIER);
        status = write_one(s, &a, &r, &out);
        buf_free(&out);
        agent_close(&agent);
    }
    if (s != NULL)
        store_close(s);
    arena_free(&a);
    return status;
}

const struct command command_dossier = {
    .name = "dossier",
    .operands = "CASE [FILE...]",
    .doc = "Write all of a matter that a vendor, a partner or the public may see, in one archive",
    .more = "The archive holds the statements of the case that the audience may see, the log entries that commit to "
            "them with proofs up to the newest checkpoint, openings of fields signed as commitments, and of FILEs "
            "(records, exhibits) and the built-in packs those that statements refer to by digest. What is withheld is "
            "counted; a vendor and a partner see its log entries. SHA256SUMS names every file and is signed with --key. "
            "README says how to check everything with ssh-keygen and sha256sum.\n"
            "The same store, files and key give the same archive (of deterministic signatures: ed25519 and RSA).\n"
            "Example: veto dossier chatter --for vendor --key officer_key record.json --out chatter.tar",
    .options = write_options,
    .run = run_write,
};

/* --- verify-dossier --- */

static const char *signers_path, *process_path, *log_key, *witness_key, *against;
static bool as_json;

static const struct option_row check_options[] = {
    {"--log-key", "VKEY", "the log's verifier key, or a file that holds it", NULL, &log_key},
    {"--signers", "FILE", "allowed signers as of ssh-keygen(1), or a folder of ROLE.allowed_signers", NULL, &signers_path},
    {"--process", "FILE", "with such a folder: the policy that says which kinds two people sign", NULL, &process_path},
    {"--witness", "VKEY", "a witness whose cosignature has to be there", NULL, &witness_key},
    {"--against", "FILE", "a checkpoint that was kept", NULL, &against},
    {"--json", NULL, "as one canonical JSON array", &as_json, NULL},
    {0},
};

static struct json items;

static void item(void *context, enum dossier_finding f, struct bytes file, const char *what)
{
    static const char *const words[] = {"ok", "unknown", "FAILS"};
    struct buf *out = context;

    if (as_json) {
        json_object(&items);
        json_key(&items, BYTES("file"));
        json_text(&items, file);
        json_key(&items, BYTES("finding"));
        json_text(&items, bytes_str(f == DOSSIER_HOLDS ? "holds" : f == DOSSIER_UNKNOWN ? "unknown" : "fails"));
        json_key(&items, BYTES("what"));
        json_text(&items, bytes_str(what));
        json_end_object(&items);
        return;
    }
    buf_printf(out, "%-8s ", words[f]);
    text_show(out, file);
    buf_str(out, ": ");
    text_show(out, bytes_str(what));
    buf_str(out, "\n");
}

static int check_one(const char *path, struct arena *a, struct buf *out)
{
    struct dossier_report report = {.item = item, .context = out};
    struct dossier_trust trust = {.signers = NULL};
    struct note_key log, witness;
    struct signers signers;
    struct process process;
    struct error e = {0};
    struct bytes archive;

    if (process_path != NULL && (signers_path == NULL || !roles_there(signers_path))) {
        complain("verify-dossier: --process needs --signers with a folder of ROLE.allowed_signers");
        return EXIT_USAGE;
    }
    if (process_path != NULL && !case_policy(a, process_path, &process, &e))
        return failed("verify-dossier", &e);
    if ((log_key != NULL && !trust_vkey(a, log_key, &log, &e)) ||
        (witness_key != NULL && !trust_vkey(a, witness_key, &witness, &e)) ||
        (signers_path != NULL && !trust_signers(a, signers_path, &signers, &e)) ||
        (against != NULL && !file_read(a, against, LIMIT_NOTE, &trust.kept, &e)) ||
        !file_read(a, path, LIMIT_DOSSIER, &archive, &e))
        return failed("verify-dossier", &e);
    trust.log = log_key == NULL ? NULL : &log;
    trust.witness = witness_key == NULL ? NULL : &witness;
    trust.signers = signers_path == NULL ? NULL : &signers;
    trust.roles = signers_path != NULL && roles_there(signers_path) ? signers_path : NULL;
    trust.process = process_path == NULL ? NULL : &process;
    dossier_check(archive, a, &trust, &report);
    if (!as_json)
        buf_printf(out, "%zu hold, %zu unknown, %zu fail\n", report.count[DOSSIER_HOLDS], report.count[DOSSIER_UNKNOWN],
                   report.count[DOSSIER_FAILS]);
    return report.count[DOSSIER_FAILS] > 0 ? EXIT_NOT_MET : report.count[DOSSIER_UNKNOWN] > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}

static int run_check(int argc, char **argv)
{
    struct arena a;
    struct buf out;
    int status;

    if (argc != 1) {
        complain("verify-dossier: one archive is needed");
        return EXIT_USAGE;
    }
    arena_init(&a, LIMIT_ARENA);
    buf_init(&out, LIMIT_RECORD);
    json_open(&items, &out);
    if (as_json)
        json_array(&items);
    status = check_one(argv[0], &a, &out);
    if (as_json) {
        json_end_array(&items);
        buf_str(&out, "\n");
    }
    if (!print_bytes(buf_bytes(&out)))
        status = EXIT_OPERATION;
    buf_free(&out);
    arena_free(&a);
    return status;
}

const struct command command_verify_dossier = {
    .name = "verify-dossier",
    .operands = "FILE",
    .doc = "Check a dossier offline, with public keys only, item by item",
    .more = "Keys come from their owners, never from the archive. Without --log-key or --signers, what they would tell "
            "is unknown. Checked are the archive's every byte, digests, signatures and whose they are, that the log "
            "committed to each statement and holds it at the place its proof says, openings, and files by digest.\n"
            "With a folder of ROLE.allowed_signers, as a store has it, each signature is said with its role, and a "
            "statement signed in a role that may not sign its kind fails; one file lets its keys sign every kind.\n"
            "Exit status: 0 all of it holds, 4 something fails, 5 something cannot be told.\n"
            "Example: veto verify-dossier chatter.tar --log-key log.vkey --signers allowed_signers",
    .options = check_options,
    .run = run_check,
};
