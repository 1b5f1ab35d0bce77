/* log: the transparency log of the store's statements: what it holds, its signed checkpoints and proofs, what
 * witnesses and others can check, and its static files. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "cmd/trust.h"
#include "ledger/file.h"
#include "ledger/proof.h"
#include "ledger/published.h"

static bool as_json, first;
static const char *place, *key_path, *log_key, *witness_key, *name_text, *against, *folder, *entry_path;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--key", "FILE", "an ed25519 private key, or the public key of one that ssh-agent holds: who signs", NULL, &key_path},
    {"--log-key", "VKEY", "the log's verifier key, or a file that holds it", NULL, &log_key},
    {"--witness", "VKEY", "check: a witness whose cosignature has to be there", NULL, &witness_key},
    {"--name", "NAME", "cosign: the witness's name", NULL, &name_text},
    {"--against", "FILE", "check, cosign: a checkpoint that was kept; the log has to continue it", NULL, &against},
    {"--first", NULL, "cosign: there is no kept checkpoint yet", &first, NULL},
    {"--folder", "DIR", "cosign: the log's static files, for the proof that it continues", NULL, &folder},
    {"--entry", "FILE", "verify: the log entry that the proof is of", NULL, &entry_path},
    {"--json", NULL, "show: as one canonical JSON array", &as_json, NULL},
    {0},
};

/* What an action works with; closed by run(). */
struct work {
    struct arena arena;
    struct store *store;
    struct note_key log;
    struct buf out;
    struct error error;
};

struct action {
    const char *name;
    int least, most; /* operands behind the name */
    bool store;      /* works on the store */
    int (*run)(struct work *w, int argc, char **argv);
};

static int said(const struct work *w, int status)
{
    complain("log: %s", harmless(w->error.text));
    return status;
}

static bool number(const char *text, uint64_t *out)
{
    char *end;

    if (text[0] < '0' || text[0] > '9' || strlen(text) > 18)
        return false;
    *out = strtoull(text, &end, 10);
    return *end == 0;
}

/* A file that an operand names; "-" is none of them: notes are files. */
static bool content(struct work *w, const char *path, size_t most, struct bytes *out)
{
    return file_read(&w->arena, path, most, out, &w->error);
}

static bool verifier(struct work *w, const char *text, struct note_key *key)
{
    return trust_vkey(&w->arena, text, key, &w->error);
}

static bool need(struct work *w, const char *value, const char *option, const char *why)
{
    return value != NULL || error_set(&w->error, ERROR_USAGE, 0, "%s is needed: %s", option, why);
}

/* The key that signs, and its verifier key under a name. */
static bool signer(struct work *w, struct bytes name, enum note_kind kind, struct agent *agent, struct note_key *key)
{
    if (!agent_open(&w->arena, key_path, agent, &w->error))
        return false;
    if (note_key_of(name, kind, &agent->key, key, &w->error))
        return true;
    agent_close(agent);
    return false;
}

static int show(struct work *w, int argc, char **argv)
{
    uint64_t from = 0, size;
    struct json j;

    (void)argc;
    if (argv[0] != NULL && !number(argv[0], &from)) {
        complain("log show: %s is not the number of an entry", harmless(argv[0]));
        return EXIT_USAGE;
    }
    if (!store_size(w->store, &size, &w->error))
        return said(w, EXIT_OPERATION);
    json_open(&j, &w->out);
    if (as_json)
        json_array(&j);
    else
        buf_printf(&w->out, "%.*s: %" PRIu64 " entries\n", (int)store_origin(w->store).size, store_origin(w->store).data,
                   size);
    for (uint64_t i = from; i < size; i++) {
        struct store_entry entry;
        char hex[HEX256 + 1];
        const char *access;
        if (!store_get(w->store, &w->arena, i, &entry, &w->error))
            return said(w, EXIT_OPERATION);
        access = entry.disposed ? "disposed" : store_access_name(entry.access);
        hash_hex(bytes_of(entry.commitment, SHA256_SIZE), hex);
        if (as_json) {
            json_object(&j);
            json_key(&j, BYTES("access"));
            json_text(&j, bytes_str(access));
            json_key(&j, BYTES("commitment"));
            json_text(&j, bytes_str(hex));
            json_key(&j, BYTES("index"));
            json_number(&j, (int64_t)i);
            json_key(&j, BYTES("kind"));
            json_text(&j, entry.kind);
            json_key(&j, BYTES("time"));
            json_text(&j, entry.time);
            json_end_object(&j);
        } else {
            buf_printf(&w->out, "%6" PRIu64 "  ", i);
            text_show(&w->out, entry.time);
            buf_printf(&w->out, "  %-9s ", access);
            text_show(&w->out, entry.kind);
            buf_printf(&w->out, "  %s\n", hex);
        }
        arena_reset(&w->arena);
        if (w->out.size > 1 << 20) {
            print_bytes(buf_bytes(&w->out));
            buf_drop(&w->out, w->out.size);
        }
    }
    if (as_json) {
        json_end_array(&j);
        buf_u8(&w->out, '\n');
    }
    return EXIT_OK;
}

static int checkpoint(struct work *w, int argc, char **argv)
{
    struct agent agent;
    struct note_key key;
    struct bytes note;
    bool ok;

    (void)argc;
    (void)argv;
    if (key_path == NULL) {
        if (!store_checkpoint(w->store, &w->arena, &note, &w->error))
            return said(w, EXIT_OPERATION);
        if (note.size == 0) {
            complain("log checkpoint: none was signed yet; --key FILE signs one");
            return EXIT_OPERATION;
        }
        buf_add(&w->out, note);
        return EXIT_OK;
    }
    if (!signer(w, store_origin(w->store), NOTE_SIGNED, &agent, &key))
        return said(w, EXIT_OPERATION);
    ok = publish_checkpoint(w->store, &key, &agent, &w->out, &w->error);
    agent_close(&agent);
    return ok ? EXIT_OK : said(w, EXIT_OPERATION);
}

static int vkey(struct work *w, int argc, char **argv)
{
    struct agent agent;
    struct note_key key;
    struct bytes name = bytes_str(name_text);
    bool witness = name_text != NULL;

    (void)argc;
    (void)argv;
    if (!need(w, key_path, "--key", "whose verifier key to print"))
        return said(w, EXIT_USAGE);
    if (!signer(w, witness ? name : store_origin(w->store), witness ? NOTE_COSIGNED : NOTE_SIGNED, &agent, &key))
        return said(w, EXIT_OPERATION);
    agent_close(&agent);
    note_key_write(&w->out, &key);
    buf_u8(&w->out, '\n');
    return EXIT_OK;
}

/* A checkpoint of this log: of its origin, by the log's key when one is given, and of entries the log has. */
static bool of_this_log(struct work *w, struct bytes note, struct checkpoint *c)
{
    struct note n;

    if (log_key != NULL)
        return verifier(w, log_key, &w->log) && publish_open(&w->arena, note, &w->log, c, &w->error);
    return note_read(&w->arena, note, &n, &w->error) && checkpoint_read(n.text, c, &w->error);
}

static bool same_tree(struct work *w, const struct checkpoint *c)
{
    struct checkpoint now = {.origin = store_origin(w->store)};

    return store_size(w->store, &now.size, &w->error) &&
           merkle_tree_root(store_tiles(w->store), now.size, &now.root, &w->error) &&
           publish_continues(c, &now, store_tiles(w->store), &w->error);
}

static int keep(struct work *w, int argc, char **argv)
{
    struct checkpoint c;
    struct bytes note;

    (void)argc;
    if (!need(w, log_key, "--log-key", "whose signature the checkpoint has to carry"))
        return said(w, EXIT_USAGE);
    if (!content(w, argv[0], LIMIT_NOTE, &note) || !of_this_log(w, note, &c) || !same_tree(w, &c) ||
        !store_keep_checkpoint(w->store, c.size, note, &w->error))
        return said(w, EXIT_OPERATION);
    buf_printf(&w->out, "kept: a checkpoint of %" PRIu64 " entries\n", c.size);
    return EXIT_OK;
}

static int prove(struct work *w, int argc, char **argv)
{
    struct bytes note;
    uint64_t index;

    (void)argc;
    if (!number(argv[0], &index)) {
        complain("log prove: %s is not the number of an entry", harmless(argv[0]));
        return EXIT_USAGE;
    }
    if (!store_checkpoint(w->store, &w->arena, &note, &w->error))
        return said(w, EXIT_OPERATION);
    if (note.size == 0) {
        complain("log prove: there is no signed checkpoint to prove against; veto log checkpoint --key FILE signs one");
        return EXIT_OPERATION;
    }
    return proof_write(&w->out, store_tiles(w->store), index, note, &w->error) ? EXIT_OK : said(w, EXIT_OPERATION);
}

static int entry(struct work *w, int argc, char **argv)
{
    struct store_entry found;
    uint64_t index;

    (void)argc;
    if (!number(argv[0], &index)) {
        complain("log entry: %s is not the number of an entry", harmless(argv[0]));
        return EXIT_USAGE;
    }
    if (!store_get(w->store, &w->arena, index, &found, &w->error))
        return said(w, EXIT_OPERATION);
    buf_add(&w->out, found.entry);
    return EXIT_OK;
}

static int verify(struct work *w, int argc, char **argv)
{
    struct bytes text, leaf;
    struct checkpoint c;
    struct proof p;

    (void)argc;
    if (!need(w, log_key, "--log-key", "whose log it is") || !need(w, entry_path, "--entry", "what is proved"))
        return said(w, EXIT_USAGE);
    if (!content(w, argv[0], 2 * LIMIT_NOTE, &text) || !content(w, entry_path, LIMIT_LOG_ENTRY, &leaf) ||
        !verifier(w, log_key, &w->log))
        return said(w, EXIT_OPERATION);
    if (!proof_read(text, &p, &w->error) || !publish_open(&w->arena, p.checkpoint, &w->log, &c, &w->error) ||
        !proof_holds(&p, leaf, &c, &w->error))
        return said(w, EXIT_NOT_MET);
    buf_printf(&w->out, "verified: entry %" PRIu64 " is in the log's %" PRIu64 " entries\n", p.index, c.size);
    return EXIT_OK;
}

/* That a checkpoint carries the witness's cosignature, when one is asked for. */
static bool witnessed(struct work *w, struct bytes note)
{
    struct note_key key;
    struct note n;

    if (witness_key == NULL)
        return true;
    return verifier(w, witness_key, &key) && note_read(&w->arena, note, &n, &w->error) &&
           note_verify(&n, &key, NULL, &w->error);
}

/* A log's static files, from its checkpoint on. */
static int check_folder(struct work *w, const char *path)
{
    static struct published p;
    struct checkpoint c, kept;
    struct bytes note;
    char file[FILE_PATH];
    uint64_t statements;

    if (!need(w, log_key, "--log-key", "whose checkpoint it has to be"))
        return said(w, EXIT_USAGE);
    if (!file_path(path, "checkpoint", file, &w->error) || !content(w, file, LIMIT_NOTE, &note) ||
        !verifier(w, log_key, &w->log))
        return said(w, EXIT_OPERATION);
    if (!publish_open(&w->arena, note, &w->log, &c, &w->error) || !witnessed(w, note))
        return said(w, EXIT_NOT_MET);
    published_open(&p, path, c.size);
    if (!published_check(&p, &c, &statements, &w->error))
        return said(w, w->error.code == ERROR_SYSTEM ? EXIT_OPERATION : EXIT_NOT_MET);
    if (against != NULL) {
        if (!content(w, against, LIMIT_NOTE, &note))
            return said(w, EXIT_OPERATION);
        if (!publish_open(&w->arena, note, &w->log, &kept, &w->error) ||
            !publish_continues(&kept, &c, &p.tiles, &w->error))
            return said(w, EXIT_NOT_MET);
    }
    buf_printf(&w->out, "verified: %" PRIu64 " entries, %" PRIu64 " public statements\n", c.size, statements);
    return EXIT_OK;
}

/* The kept checkpoint of the store, and one that is given, are of this tree. */
static int check_store(struct work *w)
{
    struct checkpoint c;
    struct bytes note;
    uint64_t size, disposed = 0;

    if (!store_check(w->store, &w->error) || !store_size(w->store, &size, &w->error) ||
        !store_checkpoint(w->store, &w->arena, &note, &w->error))
        return said(w, w->error.code == ERROR_FORMAT ? EXIT_NOT_MET : EXIT_OPERATION);
    if (note.size > 0 && (!of_this_log(w, note, &c) || !same_tree(w, &c) || !witnessed(w, note)))
        return said(w, EXIT_NOT_MET);
    if (against != NULL) {
        if (!content(w, against, LIMIT_NOTE, &note))
            return said(w, EXIT_OPERATION);
        if (!of_this_log(w, note, &c) || !same_tree(w, &c))
            return said(w, EXIT_NOT_MET);
        buf_printf(&w->out, "continues the kept checkpoint of %" PRIu64 " entries\n", c.size);
    }
    if (!store_disposed(w->store, &disposed, &w->error))
        return said(w, EXIT_OPERATION);
    buf_printf(&w->out, "verified: %" PRIu64 " entries, %" PRIu64 " of them disposed of\n", size, disposed);
    if (against == NULL)
        buf_str(&w->out, "a log that was rewritten as a whole is noticed against a checkpoint kept elsewhere: --against\n");
    return EXIT_OK;
}

static int check(struct work *w, int argc, char **argv)
{
    if (argc > 0)
        return check_folder(w, argv[0]);
    w->store = store_at("log", place);
    return w->store == NULL ? EXIT_OPERATION : check_store(w);
}

static int cosign(struct work *w, int argc, char **argv)
{
    static struct published p;
    struct checkpoint now, kept;
    struct bytes note, old;
    struct agent agent;
    struct note_key key;
    bool ok;

    (void)argc;
    if (!need(w, key_path, "--key", "the witness's own key") || !need(w, name_text, "--name", "the witness's name") ||
        !need(w, log_key, "--log-key", "whose log is witnessed") ||
        !need(w, first ? "" : against, "--against", "the checkpoint cosigned last; --first when there is none") ||
        !need(w, first ? "" : folder, "--folder", "the log's static files"))
        return said(w, EXIT_USAGE);
    if (!content(w, argv[0], LIMIT_NOTE, &note) || !verifier(w, log_key, &w->log))
        return said(w, EXIT_OPERATION);
    if (!publish_open(&w->arena, note, &w->log, &now, &w->error))
        return said(w, EXIT_NOT_MET);
    if (!first) {
        if (!content(w, against, LIMIT_NOTE, &old))
            return said(w, EXIT_OPERATION);
        published_open(&p, folder, now.size);
        if (!publish_open(&w->arena, old, &w->log, &kept, &w->error) ||
            !publish_continues(&kept, &now, &p.tiles, &w->error))
            return said(w, EXIT_NOT_MET);
    }
    if (!signer(w, bytes_str(name_text), NOTE_COSIGNED, &agent, &key))
        return said(w, EXIT_OPERATION);
    ok = publish_cosign(&w->arena, note, &w->log, &key, (uint64_t)time(NULL), &agent, &w->out, &w->error);
    agent_close(&agent);
    return ok ? EXIT_OK : said(w, EXIT_OPERATION);
}

static int publish(struct work *w, int argc, char **argv)
{
    (void)argc;
    if (!publish_files(w->store, argv[0], &w->error))
        return said(w, EXIT_OPERATION);
    buf_printf(&w->out, "published below %s\n", harmless(argv[0]));
    return EXIT_OK;
}

static const struct action actions[] = {
    {"show", 0, 1, true, show},     {"checkpoint", 0, 0, true, checkpoint}, {"vkey", 0, 0, true, vkey},
    {"keep", 1, 1, true, keep},     {"entry", 1, 1, true, entry},           {"prove", 1, 1, true, prove},
    {"verify", 1, 1, false, verify}, {"check", 0, 1, false, check},         {"cosign", 1, 1, false, cosign},
    {"publish", 1, 1, true, publish},
};

static const struct action *find(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

static int run(int argc, char **argv)
{
    const struct action *a = argc == 0 ? &actions[0] : find(argv[0]);
    struct work w = {.store = NULL};
    int status, operands = argc == 0 ? 0 : argc - 1;
    char *none[] = {NULL, NULL};

    if (a == NULL || operands < a->least || operands > a->most) {
        complain("log: %s; see veto help log", a == NULL ? "there is no such action" : "not the operands it takes");
        return EXIT_USAGE;
    }
    if (operands > 0)
        none[0] = argv[1];
    arena_init(&w.arena, LIMIT_ARENA);
    buf_init(&w.out, LIMIT_RECORD);
    if (a->store && (strcmp(a->name, "vkey") != 0 || name_text == NULL))
        w.store = store_at("log", place);
    status = a->store && w.store == NULL && (strcmp(a->name, "vkey") != 0 || name_text == NULL)
                 ? EXIT_OPERATION
                 : a->run(&w, operands, none);
    if (!print_bytes(buf_bytes(&w.out)))
        status = EXIT_OPERATION;
    if (w.store != NULL)
        store_close(w.store);
    buf_free(&w.out);
    arena_free(&w.arena);
    return status;
}

const struct command command_log = {
    .name = "log",
    .operands = "[ACTION [ARGUMENT]]",
    .doc = "Show, sign, prove, witness, check and publish the log of statements",
    .more = "Every statement is an entry of an append-only Merkle tree that holds a salted commitment, a kind and a time; "
            "the statement itself stands beside the log under an access class and may be disposed of while every "
            "proof stays valid. Formats are those of C2SP: tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof.\n"
            "  show [N]          entries from N on\n"
            "  checkpoint        the newest signed checkpoint; with --key, signs one of all entries\n"
            "  vkey              the verifier key of --key as the log's, or with --name as a witness's\n"
            "  keep FILE         keeps a checkpoint of this log to which witnesses added cosignatures\n"
            "  entry N           the bytes of an entry\n"
            "  prove N           a proof, which stands on its own, that entry N is in the newest checkpoint\n"
            "  verify PROOF      checks a proof of --entry with the log's key only\n"
            "  check [DIR]       derives the whole log again, of the store or of static files; --against a "
            "checkpoint that was kept elsewhere finds a log that was rolled back or rewritten\n"
            "  cosign FILE       adds a witness's cosignature to a checkpoint that continues the one cosigned last\n"
            "  publish DIR       writes static files, with public statements only\n"
            "Exit status: 0 verified, 4 something does not verify.\n"
            "Example: veto log checkpoint --key log_key; veto log publish /srv/log; "
            "veto log check /srv/log --log-key \"$(cat log.vkey)\" --against kept",
    .options = options,
    .run = run,
};
