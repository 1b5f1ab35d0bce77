/* A dossier against public keys, item by item. Nothing in the archive is taken at its word. */
#include <inttypes.h>

#include "base/limits.h"
#include "ledger/dossier.h"
#include "ledger/proof.h"
#include "ledger/publish.h"
#include "ledger/roles.h"
#include "ledger/tar.h"

struct checking {
    struct arena *arena;
    const struct dossier_trust *trust;
    struct dossier_report *report;
    struct dossier_file *files; /* in order of name */
    bool *seen;                 /* of a kind that is looked at */
    size_t count;
    const struct json_node *index; /* dossier.json */
    struct bytes note;
    struct checkpoint checkpoint;
    bool proved; /* the checkpoint is the log's */
    int64_t next;  /* index that the next entry has at least */
};

static void say(struct checking *k, enum dossier_finding f, struct bytes file, const char *what)
{
    k->report->count[f]++;
    k->report->item(k->report->context, f, file, what);
}

static bool fails(struct checking *k, struct bytes file, const char *what)
{
    say(k, DOSSIER_FAILS, file, what);
    return false;
}

static bool read_archive(struct checking *k, struct bytes archive)
{
    struct tar_reader r = {.at = 0};
    struct bytes name, content;
    struct error e = {0};
    size_t capacity = 0;
    int more;

    while ((more = tar_next(&r, archive, &name, &content, &e)) > 0) {
        k->files = arena_grow(k->arena, k->files, k->count, &capacity, sizeof *k->files);
        k->files[k->count++] = (struct dossier_file){name, content};
    }
    if (more < 0)
        return fails(k, arena_printf(k->arena, "(archive, byte %" PRIu64 ")", e.offset), e.text);
    k->seen = arena_array(k->arena, k->count, sizeof *k->seen);
    return true;
}

/* A file of the archive, by binary search; NULL when there is none. */
static const struct dossier_file *file_of(struct checking *k, struct bytes name)
{
    size_t low = 0, high = k->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(name, k->files[middle].name);
        if (order == 0) {
            k->seen[middle] = true;
            return &k->files[middle];
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static struct bytes need(struct checking *k, struct bytes name)
{
    const struct dossier_file *f = file_of(k, name);

    if (f == NULL)
        fails(k, name, "is not in the archive");
    return f == NULL ? bytes_of(NULL, 0) : f->content;
}

static bool is_sums(struct bytes name)
{
    return bytes_is(name, "SHA256SUMS") || bytes_is(name, "SHA256SUMS.sig");
}

/* Every file but the two has its line, in order, and there is no other line. */
static bool check_sums(struct checking *k)
{
    struct bytes sums = need(k, BYTES("SHA256SUMS")), line;
    size_t at = 0;
    bool ok = true;

    for (size_t i = 0; i < k->count; i++) {
        uint8_t digest[SHA256_SIZE];
        char hex[HEX256 + 1];
        struct bytes want;
        if (is_sums(k->files[i].name))
            continue;
        hash_sha256(k->files[i].content, digest);
        hash_hex(bytes_of(digest, sizeof digest), hex);
        want = arena_printf(k->arena, "%s  %.*s\n", hex, (int)k->files[i].name.size, (const char *)k->files[i].name.data);
        bytes_slice(sums, at, want.size <= sums.size - at ? want.size : sums.size - at, &line);
        if (!bytes_equal(line, want)) {
            bool digest_only = line.size == want.size && bytes_equal(bytes_from(line, HEX256), bytes_from(want, HEX256));
            if (!digest_only)
                return fails(k, k->files[i].name, "is not the file that SHA256SUMS names here");
            ok = fails(k, k->files[i].name, "its digest is not the one in SHA256SUMS");
        }
        at += want.size;
    }
    if (at != sums.size)
        ok = fails(k, BYTES("SHA256SUMS"), "names a file that is not in the archive");
    if (ok)
        say(k, DOSSIER_HOLDS, BYTES("SHA256SUMS"), "every file has the digest listed");
    return ok;
}

/* POSIX seconds of "2026-11-23T18:05:30Z", by way of the form that allowed signers have. */
static int64_t seconds_of(struct bytes time)
{
    char digits[16];
    size_t n = 0;
    int64_t out = 0;

    for (size_t i = 0; i < time.size && n < sizeof digits - 1; i++)
        if (time.data[i] >= '0' && time.data[i] <= '9')
            digits[n++] = (char)time.data[i];
    if (n == 14)
        digits[n++] = 'Z';
    signers_time(bytes_of(digits, n), &out);
    return out;
}

/* The line of a key for what has no time of its own: whether the dates of the key let it sign is left open. */
static const struct signers_line *any_time(const struct signers *all, struct bytes key, struct error *e)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct signers_line *l = &all->lines[i];
        if (bytes_equal(l->key, key) &&
            (l->namespaces.size == 0 || signers_match(l->namespaces, BYTES(SSHSIG_NAMESPACE))))
            return l;
    }
    error_set(e, ERROR_REFUSED, 0, "the key is not among the allowed signers");
    return NULL;
}

/* One signature; true when it is by `who` (empty: nobody in particular) as far as that can be told. `when` may be empty. */
static bool check_signature(struct checking *k, struct bytes file, struct bytes armored, struct bytes message,
                            struct bytes who, struct bytes when)
{
    const struct signers_line *line;
    struct error e = {0}, other;
    struct sshsig s;
    bool own;

    if (!sshsig_read(k->arena, armored, &s, &e) || !sshsig_verify(&s, SSHSIG_NAMESPACE, message, &e))
        return fails(k, file, e.text);
    if (k->trust->signers == NULL) {
        say(k, DOSSIER_UNKNOWN, file, "the signature holds; whose key it is cannot be told without --signers");
        return true;
    }
    line = when.size > 0 ? signers_find(k->trust->signers, s.key, SSHSIG_NAMESPACE, seconds_of(when), NULL, &e)
                         : any_time(k->trust->signers, s.key, &e);
    if (line == NULL)
        return fails(k, file, e.text);
    own = who.size > 0 && signers_find(k->trust->signers, s.key, SSHSIG_NAMESPACE, seconds_of(when),
                                       (const char *)arena_copy(k->arena, who).data, &other) != NULL;
    if (!own)
        who = line->principals;
    say(k, DOSSIER_HOLDS, file,
        (const char *)arena_printf(k->arena, "signed by %.*s", (int)(who.size > 300 ? 300 : who.size), (const char *)who.data)
            .data);
    return own;
}

static void check_checkpoint(struct checking *k)
{
    struct error e = {0};
    struct note n;

    k->note = need(k, BYTES("checkpoint"));
    if (k->note.size == 0)
        return;
    if (!note_read(k->arena, k->note, &n, &e) || !checkpoint_read(n.text, &k->checkpoint, &e)) {
        fails(k, BYTES("checkpoint"), e.text);
        return;
    }
    k->proved = true;
    if (k->trust->log == NULL) {
        say(k, DOSSIER_UNKNOWN, BYTES("checkpoint"), "whether the log signed it cannot be told without --log-key");
    } else if (!publish_open(k->arena, k->note, k->trust->log, &k->checkpoint, &e)) {
        fails(k, BYTES("checkpoint"), e.text);
        return;
    } else {
        say(k, DOSSIER_HOLDS, BYTES("checkpoint"), "signed by the log");
    }
    if (k->trust->witness != NULL) {
        if (note_verify(&n, k->trust->witness, NULL, &e))
            say(k, DOSSIER_HOLDS, BYTES("checkpoint"), "cosigned by the witness");
        else
            fails(k, BYTES("checkpoint"), e.text);
    }
    if (k->trust->kept.size > 0) {
        struct checkpoint kept;
        if (!(k->trust->log != NULL ? publish_open(k->arena, k->trust->kept, k->trust->log, &kept, &e)
                                    : note_read(k->arena, k->trust->kept, &n, &e) && checkpoint_read(n.text, &kept, &e)))
            fails(k, BYTES("checkpoint"), e.text);
        else if (!bytes_equal(kept.origin, k->checkpoint.origin) || kept.size > k->checkpoint.size ||
                 (kept.size == k->checkpoint.size && memcmp(&kept.root, &k->checkpoint.root, sizeof kept.root) != 0))
            fails(k, BYTES("checkpoint"), "the kept checkpoint is of another log, of more entries, or of another tree");
        else if (kept.size == k->checkpoint.size)
            say(k, DOSSIER_HOLDS, BYTES("checkpoint"), "is the kept one");
        else
            say(k, DOSSIER_UNKNOWN, BYTES("checkpoint"),
                "whether it continues the kept one takes the log's tiles: veto log check --against");
    }
}

static struct bytes name_of(struct checking *k, const char *folder, uint64_t index, const char *end)
{
    return arena_printf(k->arena, "%s/%08" PRIu64 "%s", folder, index, end);
}

/* In which role each signed, when the reader has the roles: none that may not sign such a statement. */
static void check_roles(struct checking *k, struct bytes name, const struct statement *s)
{
    struct roles_signers signers;
    struct error e = {0};
    struct arena scratch; /* the roles are read for each statement */

    if (k->trust->roles == NULL)
        return;
    arena_init(&scratch, LIMIT_ARENA);
    if (!roles_check(&scratch, k->trust->roles, s, k->trust->process, &signers, &e)) {
        fails(k, name, e.text);
        signers.count = 0;
    }
    for (size_t i = 0; i < signers.count; i++) {
        struct bytes who = signers.rows[i].principals;
        say(k, DOSSIER_HOLDS, name,
            (const char *)arena_printf(&scratch, "signed in the role %s, which may sign %s: %.*s", signers.rows[i].role,
                                       s->kind->name, (int)(who.size > 300 ? 300 : who.size), (const char *)who.data)
                .data);
    }
    arena_free(&scratch);
}

/* The statement of an entry: what the entry commits to, of this matter, what its copies say, its signatures. */
static void check_statement(struct checking *k, uint64_t index, const struct store_entry *entry)
{
    struct bytes name = name_of(k, "statements", index, ".json"), opening = name_of(k, "openings", index, ".json");
    struct bytes text = need(k, name), salt = need(k, name_of(k, "statements", index, ".salt"));
    const struct json_node *wanted = json_get(k->index, "case");
    const struct dossier_file *openings;
    uint8_t commitment[SHA256_SIZE];
    struct error e = {0};
    struct statement s;
    unsigned number = 1;
    bool own = false;

    hash_sha256_two(salt, text, commitment);
    if (salt.size != SALT_SIZE || memcmp(commitment, entry->commitment, sizeof commitment) != 0) {
        fails(k, name, "the statement and its salt are not what the log committed to");
        return;
    }
    if (!statement_read(k->arena, text, &s, &e)) {
        fails(k, name, e.text);
        return;
    }
    if (wanted == NULL || wanted->kind != JSON_TEXT || !bytes_equal(json_get(s.root, "case")->text, wanted->text))
        fails(k, name, "is of another case");
    if (!bytes_is(entry->kind, s.kind->name))
        fails(k, name, "is of another kind than the log says");
    if (!bytes_equal(need(k, name_of(k, "statements", index, ".text")), s.text))
        fails(k, name_of(k, "statements", index, ".text"), "is not what the statement's signatures are of");
    say(k, DOSSIER_HOLDS, name, "the log committed to it");
    for (const struct json_node *i = s.signatures->first; i != NULL; i = i->next, number++) {
        struct bytes sig = arena_printf(k->arena, "statements/%08" PRIu64 ".%u.sig", index, number);
        if (!bytes_equal(need(k, sig), i->text))
            fails(k, sig, "is not the statement's signature");
        own |= check_signature(k, sig, i->text, s.text, json_get(s.root, "by")->text, json_get(s.root, "time")->text);
    }
    if (!own) /* others second a statement; who says it signs it */
        fails(k, name, "is not signed by whom it names as \"by\"");
    check_roles(k, name, &s);
    openings = file_of(k, opening);
    if (openings != NULL && !statement_openings_hold(k->arena, &s, openings->content, &e))
        fails(k, opening, e.text);
    else if (openings != NULL)
        say(k, DOSSIER_HOLDS, opening, "opens what was signed as commitments");
}

/* A statement with fields left out: of this matter and the kind the log says. More only its giver vouches for. */
static void check_redacted(struct checking *k, uint64_t index, const struct store_entry *entry)
{
    struct bytes name = name_of(k, "redacted", index, ".json"), text = need(k, name);
    const struct json_node *wanted = json_get(k->index, "case"), *n, *kind, *matter;
    struct error e = {0};

    if (text.size == 0)
        return;
    n = json_read(k->arena, text, &e);
    kind = json_get(n, "kind");
    matter = json_get(n, "case");
    if (n == NULL || !json_canonical(n, text) || kind == NULL || kind->kind != JSON_TEXT ||
        !bytes_equal(kind->text, entry->kind) || matter == NULL || matter->kind != JSON_TEXT || wanted == NULL ||
        wanted->kind != JSON_TEXT || !bytes_equal(matter->text, wanted->text))
        fails(k, name, "is not canonical JSON of this case and of the kind that the log says");
    else
        say(k, DOSSIER_HOLDS, name, "has fields left out; whoever gave it out vouches for the rest");
}

/* Entries stand in the order of the log, each once: so what is checked is bounded by what is there. */
static bool check_order(struct checking *k, const struct json_node *row)
{
    const struct json_node *at = json_get(row, "index");

    if (at == NULL || at->kind != JSON_NUMBER || at->number < k->next)
        return fails(k, BYTES("dossier.json"), "an entry without an index, or out of order");
    k->next = at->number + 1;
    return true;
}

/* False when nothing behind it can be looked at either. */
static bool check_entry(struct checking *k, const struct json_node *row)
{
    const struct json_node *at = json_get(row, "index"), *enclosed = json_get(row, "enclosed"), *kind = json_get(row, "kind");
    struct store_entry entry = {.disposed = false};
    struct bytes name, proof_name, proof;
    struct error e = {0};
    struct proof p;
    uint64_t index;

    if (enclosed == NULL || enclosed->kind != JSON_BOOL || kind == NULL || kind->kind != JSON_TEXT)
        return fails(k, BYTES("dossier.json"), "an entry without kind and whether it is enclosed");
    index = (uint64_t)at->number;
    name = name_of(k, "entries", index, ".json");
    proof_name = name_of(k, "entries", index, ".tlog-proof");
    if (file_of(k, name) == NULL)
        return fails(k, name, "is not in the archive");
    entry.entry = need(k, name);
    proof = need(k, proof_name);
    if (!store_entry_read(k->arena, index, &entry, &e)) {
        fails(k, name, e.text);
        return true;
    }
    if (!bytes_equal(entry.kind, kind->text))
        fails(k, name, "is of another kind than dossier.json says");
    if (!proof_read(proof, &p, &e))
        fails(k, proof_name, e.text);
    else if (p.index != index || !bytes_equal(p.checkpoint, k->note))
        fails(k, proof_name, "is of another entry or checkpoint");
    else if (k->proved && !proof_holds(&p, entry.entry, &k->checkpoint, &e))
        fails(k, name, e.text);
    else if (k->proved)
        say(k, DOSSIER_HOLDS, name, enclosed->number != 0 ? "is in the log" : "is in the log; its statement is withheld");
    if (enclosed->number != 0)
        check_statement(k, index, &entry);
    else if (json_get(row, "redacted") != NULL)
        check_redacted(k, index, &entry);
    return true;
}

/* Files by digest; and files of names that are none of a dossier's. */
static void check_files(struct checking *k)
{
    for (size_t i = 0; i < k->count; i++) {
        struct bytes name = k->files[i].name, digest = bytes_from(name, strlen("files/"));
        uint8_t got[SHA256_SIZE];
        char hex[HEX256 + 1];
        if (bytes_is(name, "README") || bytes_is(name, "redactions.json"))
            continue;
        if (bytes_starts(name, BYTES("files/")) && hash_is_hex256(digest)) {
            hash_sha256(k->files[i].content, got);
            hash_hex(bytes_of(got, sizeof got), hex);
            if (bytes_is(digest, hex))
                say(k, DOSSIER_HOLDS, name, "has the digest it is referred to by");
            else
                fails(k, name, "has another digest than its name");
        } else if (!k->seen[i]) {
            fails(k, name, "belongs to nothing that dossier.json lists");
        }
    }
}

static bool read_index(struct checking *k)
{
    struct bytes text = need(k, BYTES("dossier.json"));
    const struct json_node *entries, *origin;
    struct error e = {0};

    if (text.size == 0)
        return false;
    k->index = json_read(k->arena, text, &e);
    if (k->index == NULL)
        return fails(k, BYTES("dossier.json"), e.text);
    entries = json_get(k->index, "entries");
    origin = json_get(k->index, "log");
    if (!json_canonical(k->index, text) || entries == NULL || entries->kind != JSON_ARRAY || origin == NULL ||
        origin->kind != JSON_TEXT)
        return fails(k, BYTES("dossier.json"), "is not canonical JSON with entries and a log");
    if (k->proved && !bytes_equal(origin->text, k->checkpoint.origin))
        return fails(k, BYTES("dossier.json"), "names another log than the checkpoint");
    return true;
}

bool dossier_check(struct bytes archive, struct arena *a, const struct dossier_trust *t, struct dossier_report *r)
{
    struct checking k = {.arena = a, .trust = t, .report = r};
    const struct dossier_file *sig;

    if (!read_archive(&k, archive))
        return false;
    check_sums(&k);
    sig = file_of(&k, BYTES("SHA256SUMS.sig"));
    if (sig == NULL)
        fails(&k, BYTES("SHA256SUMS.sig"), "is not in the archive: nobody vouches for the whole");
    else
        check_signature(&k, sig->name, sig->content, need(&k, BYTES("SHA256SUMS")), bytes_of(NULL, 0), bytes_of(NULL, 0));
    check_checkpoint(&k);
    if (read_index(&k))
        for (const struct json_node *row = json_get(k.index, "entries")->first; row != NULL; row = row->next)
            if (!check_order(&k, row) || !check_entry(&k, row))
                break;
    check_files(&k);
    return r->count[DOSSIER_FAILS] == 0 && r->count[DOSSIER_UNKNOWN] == 0;
}
