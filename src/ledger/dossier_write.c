/* A dossier out of the store. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/pack.h"
#include "base/version.h"
#include "ledger/dossier.h"
#include "ledger/dossier_edition.h"
#include "ledger/proof.h"

/* A digest that something enclosed refers to. */
struct wanted {
    uint8_t digest[SHA256_SIZE];
    bool record; /* of a record: what it refers to is wanted too */
};

struct writing {
    struct store *store;
    struct arena *arena;
    const struct dossier_request *request;
    struct dossier_files files;
    struct dossier_counts counts;
    struct bytes note;
    uint64_t proved; /* entries that the checkpoint speaks of */
    struct wanted *wanted;
    size_t wanted_count, wanted_capacity;
    struct wanted *known; /* digests of the statements themselves: what they call each other by */
    size_t known_count, known_capacity;
    struct buf entries; /* of dossier.json */
    size_t listed;
    struct edition edition;
};

/* Which access classes an audience sees. */
static bool may_see(enum dossier_for f, enum store_access access)
{
    static const bool table[DOSSIER_FORS][ACCESS_COUNT] = {
        [DOSSIER_VENDOR] = {[ACCESS_PUBLIC] = true, [ACCESS_VENDOR] = true},
        [DOSSIER_PARTNER] = {[ACCESS_PUBLIC] = true, [ACCESS_PARTNER] = true},
        [DOSSIER_PUBLIC] = {[ACCESS_PUBLIC] = true},
    };

    return table[f][access];
}

static void want(struct writing *w, struct bytes text, bool record)
{
    struct wanted one = {.record = record};

    if (!hash_is_hex256(text) || !hash_unhex(text, one.digest))
        return;
    for (size_t i = 0; i < w->wanted_count; i++)
        if (memcmp(w->wanted[i].digest, one.digest, SHA256_SIZE) == 0)
            return;
    w->wanted = arena_grow(w->arena, w->wanted, w->wanted_count, &w->wanted_capacity, sizeof *w->wanted);
    w->wanted[w->wanted_count++] = one;
}

static void want_texts(struct writing *w, const struct json_node *n, bool record)
{
    if (n->kind == JSON_TEXT)
        want(w, n->text, record);
    if (n->kind == JSON_ARRAY)
        for (const struct json_node *i = n->first; i != NULL; i = i->next)
            if (i->kind == JSON_TEXT)
                want(w, i->text, record);
}

/* Digests in fields of a statement, and in those of its rows; apps are not enclosed, nor what is sealed. */
static void want_of(struct writing *w, const struct statement *s)
{
    const struct json_node *sealed = json_get(s->root, "sealed");

    if (sealed != NULL && sealed->kind == JSON_TEXT && bytes_is(sealed->text, "yes"))
        return;
    for (const struct json_node *f = s->root->first; f != NULL; f = f->next) {
        if (bytes_is(f->key, "artifacts"))
            continue;
        want_texts(w, f, bytes_is(f->key, "record"));
        if (f->kind != JSON_ARRAY)
            continue;
        for (const struct json_node *row = f->first; row != NULL; row = row->next)
            if (row->kind == JSON_OBJECT)
                for (const struct json_node *i = row->first; i != NULL; i = i->next)
                    want_texts(w, i, bytes_is(i->key, "record"));
    }
}

static struct bytes name_of(struct writing *w, const char *folder, uint64_t index, const char *end)
{
    return arena_printf(w->arena, "%s/%08" PRIu64 "%s", folder, index, end);
}

/* The entry and its proof; whoever may not see the statement sees these. */
static bool put_entry(struct writing *w, uint64_t index, const struct store_entry *entry, enum edition_way way,
                      struct error *e)
{
    struct buf proof;
    struct json j;
    bool ok;

    buf_init(&proof, 2 * LIMIT_NOTE);
    ok = proof_write(&proof, store_tiles(w->store), index, w->note, e);
    if (ok) {
        dossier_add(&w->files, name_of(w, "entries", index, ".json"), entry->entry);
        dossier_add(&w->files, name_of(w, "entries", index, ".tlog-proof"), arena_copy(w->arena, buf_bytes(&proof)));
        if (w->listed++ > 0)
            buf_u8(&w->entries, ',');
        json_open(&j, &w->entries);
        json_object(&j);
        json_key(&j, BYTES("access"));
        json_text(&j, bytes_str(store_access_name(entry->access)));
        json_key(&j, BYTES("enclosed"));
        json_bool(&j, way == EDITION_WHOLE);
        json_key(&j, BYTES("index"));
        json_number(&j, (int64_t)index);
        json_key(&j, BYTES("kind"));
        json_text(&j, entry->kind);
        if (way == EDITION_REDACTED) {
            json_key(&j, BYTES("redacted"));
            json_bool(&j, true);
        }
        json_end_object(&j);
    }
    buf_free(&proof);
    return ok;
}

static void put_statement(struct writing *w, uint64_t index, const struct store_entry *entry, const struct statement *s)
{
    unsigned number = 1;

    dossier_add(&w->files, name_of(w, "statements", index, ".json"), entry->statement);
    dossier_add(&w->files, name_of(w, "statements", index, ".salt"), entry->salt);
    dossier_add(&w->files, name_of(w, "statements", index, ".text"), s->text);
    for (const struct json_node *i = s->signatures->first; i != NULL; i = i->next, number++)
        dossier_add(&w->files, arena_printf(w->arena, "statements/%08" PRIu64 ".%u.sig", index, number), i->text);
    if (entry->openings.size > 0 && (w->request->audience != DOSSIER_PUBLIC || w->request->release != NULL)) {
        struct bytes openings = w->request->release == NULL
                                    ? entry->openings
                                    : edition_openings(&w->edition, w->arena, s, entry->openings);
        if (openings.size > 0)
            dossier_add(&w->files, name_of(w, "openings", index, ".json"), openings);
    }
}

/* One entry of the log, when it belongs to the matter. */
static bool take_entry(struct writing *w, uint64_t index, struct arena *scratch, struct error *e)
{
    struct store_entry entry;
    struct statement s;
    const struct json_node *name;
    enum edition_way way;
    struct bytes redacted;

    if (!store_get(w->store, scratch, index, &entry, e))
        return false;
    if (entry.disposed)
        return true;
    if (!statement_read(scratch, entry.statement, &s, e))
        return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " of the store is no signed statement", index);
    name = json_get(s.root, "case");
    if (!bytes_equal(name->text, w->request->name))
        return true;
    if (index >= w->proved)
        return error_set(e, ERROR_USAGE, index,
                         "entry %" PRIu64 " is newer than the newest checkpoint; sign one: veto log checkpoint --key FILE",
                         index);
    if (!store_get(w->store, w->arena, index, &entry, e) || !statement_read(w->arena, entry.statement, &s, e))
        return false;
    w->known = arena_grow(w->arena, w->known, w->known_count, &w->known_capacity, sizeof *w->known);
    memcpy(w->known[w->known_count++].digest, s.digest, SHA256_SIZE);
    if (w->request->release == NULL)
        way = may_see(w->request->audience, entry.access) ? EDITION_WHOLE : EDITION_WITHHELD;
    else if (!edition_decide(&w->edition, w->arena, &s, &entry, &way, &redacted, e))
        return false;
    w->counts.enclosed += way == EDITION_WHOLE;
    w->counts.redacted += way == EDITION_REDACTED;
    w->counts.withheld += way == EDITION_WITHHELD;
    if (way == EDITION_WITHHELD && w->request->audience == DOSSIER_PUBLIC)
        return true; /* that it is of this matter is nobody's business */
    if (!put_entry(w, index, &entry, way, e))
        return false;
    if (way == EDITION_REDACTED)
        dossier_add(&w->files, name_of(w, "redacted", index, ".json"), redacted);
    if (way == EDITION_WHOLE) {
        put_statement(w, index, &entry, &s);
        want_of(w, &s);
    }
    return true;
}

static bool is_known(const struct writing *w, const uint8_t digest[SHA256_SIZE])
{
    for (size_t i = 0; i < w->known_count; i++)
        if (memcmp(w->known[i].digest, digest, SHA256_SIZE) == 0)
            return true;
    return false;
}

/* The data packs that a record was made with. */
static void want_packs(struct writing *w, struct bytes record)
{
    struct error why;
    const struct json_node *data = json_get(json_get(json_read(w->arena, record, &why), "packs"), "data");

    if (data != NULL && data->kind == JSON_ARRAY)
        for (const struct json_node *i = data->first; i != NULL; i = i->next) {
            const struct json_node *digest = json_get(i, "sha256");
            if (digest != NULL && digest->kind == JSON_TEXT)
                want(w, digest->text, false);
        }
}

/* A file of that digest: one that was given (a record with or without its line feed), or a pack of this program. */
static bool look_up(struct writing *w, const struct wanted *one, const char *hex, struct bytes *content)
{
    for (size_t i = 0; i < w->request->enclose_count; i++) {
        struct bytes b = w->request->enclose[i];
        uint8_t digest[SHA256_SIZE];
        for (int line_feed = 0; line_feed < 2; line_feed++) {
            hash_sha256(b, digest);
            if (memcmp(digest, one->digest, sizeof digest) == 0) {
                *content = b;
                return true;
            }
            if (b.size == 0 || b.data[b.size - 1] != '\n')
                break;
            b.size--;
        }
    }
    for (size_t i = 0; i < pack_file_count; i++)
        if (strcmp(pack_files[i].sha256, hex) == 0) {
            *content = pack_files[i].text;
            return true;
        }
    return false;
}

static void put_files(struct writing *w, struct json *j)
{
    for (size_t i = 0; i < w->wanted_count; i++) {
        struct wanted one = w->wanted[i];
        struct bytes content;
        char hex[HEX256 + 1];
        hash_hex(bytes_of(one.digest, SHA256_SIZE), hex);
        if (is_known(w, one.digest))
            continue;
        if (!look_up(w, &one, hex, &content)) {
            json_text(j, bytes_str(hex));
            w->counts.missing++;
            continue;
        }
        dossier_add(&w->files, arena_printf(w->arena, "files/%s", hex), content);
        w->counts.files++;
        if (one.record)
            want_packs(w, content);
    }
}

/* dossier.json: what this is, what is in it and what is not. */
static void put_index(struct writing *w, struct buf *out)
{
    const struct dossier_request *r = w->request;
    struct json j;

    json_open(&j, out);
    json_object(&j);
    json_key(&j, BYTES("case"));
    json_text(&j, r->name);
    buf_str(out, ",\"entries\":[");
    buf_add(out, buf_bytes(&w->entries));
    buf_str(out, "]");
    json_key(&j, BYTES("for"));
    json_text(&j, bytes_str(dossier_for_name(r->audience)));
    json_key(&j, BYTES("log"));
    json_text(&j, store_origin(w->store));
    json_key(&j, BYTES("missing"));
    json_array(&j);
    put_files(w, &j);
    json_end_array(&j);
    if (r->originator != NULL) {
        json_key(&j, BYTES("originator"));
        json_text(&j, bytes_str(r->originator));
    }
    if (r->tlp != NULL) {
        json_key(&j, BYTES("tlp"));
        json_text(&j, bytes_str(r->tlp));
    }
    json_key(&j, BYTES("veto"));
    json_text(&j, BYTES(VETO_VERSION));
    json_key(&j, BYTES("withheld"));
    json_number(&j, (int64_t)w->counts.withheld);
    json_end_object(&j);
}

static const char readme[] =
    "\n"
    "What is here\n"
    "  dossier.json         what this is, what is enclosed, how many statements are withheld, files not enclosed\n"
    "  statements/N.json    entry N of the log: a statement with its signatures; N.text is what was signed\n"
    "  entries/N.json       what the log holds of it: a salted commitment, kind and time\n"
    "  files/DIGEST         records, packs and exhibits that statements refer to by SHA-256\n"
    "  redacted/N.json      in a public edition: a statement with fields left out; redactions.json says on which\n"
    "                       ground, and who decided; its signatures are of the whole and cannot be checked\n"
    "  openings/N.json      values and salts of fields that were signed as commitments, by path (device, answers[0].says)\n"
    "\n"
    "How to check it. Keys have to come from their owners, never from this archive: the log's verifier key, and a\n"
    "file of allowed signers as of ssh-keygen(1).\n"
    "\n"
    "With veto:\n"
    "  veto verify-dossier DOSSIER.tar --log-key VKEY --signers ALLOWED\n"
    "  ALLOWED may be a folder of ROLE.allowed_signers (analyst, approver, authority, officer, vendor): then each\n"
    "  statement has to be signed in a role that may sign its kind.\n"
    "\n"
    "Without veto, in the folder this was unpacked to:\n"
    "  every file:          sha256sum -c SHA256SUMS\n"
    "  who gave it out:     ssh-keygen -Y verify -f ALLOWED -I WHO -n veto -s SHA256SUMS.sig < SHA256SUMS\n"
    "  each signature:      ssh-keygen -Y verify -f ALLOWED -I WHO -n veto -s statements/N.1.sig < statements/N.text\n"
    "                       where WHO stands in the statement as \"by\"\n"
    "  the commitment:      cat statements/N.salt statements/N.json | sha256sum    is in entries/N.json\n"
    "  the log's leaf:      (printf '\\0'; cat entries/N.json) | sha256sum          is what the proof begins with\n"
    "  the proof:           entries/N.tlog-proof is of c2sp.org/tlog-proof, RFC 6962; any tool for such logs reads it\n"
    "  an opening:          SHA-256 of the salt's 32 bytes and the value in canonical JSON (RFC 8785)\n"
    "  a finding:           veto recheck files/DIGEST APP derives a record again from the app itself\n";

static void put_readme(struct writing *w)
{
    const struct dossier_request *r = w->request;
    struct bytes head = bytes_of(NULL, 0);

    if (r->tlp != NULL)
        head = arena_printf(w->arena,
                            "%s\nOriginator: %s. Whoever holds this asks the originator before it goes further than the "
                            "label allows.\n\n",
                            r->tlp, r->originator);
    dossier_add(&w->files, BYTES("README"),
                arena_printf(w->arena, "%.*sA dossier on \"%.*s\", for: %s.\n%s", (int)head.size, (const char *)head.data,
                             (int)r->name.size, (const char *)r->name.data, dossier_for_name(r->audience), readme));
}

/* Notices that were given before a public edition. */
static bool take_notice(struct writing *w, uint64_t index, struct arena *scratch, struct error *e)
{
    struct store_entry entry;
    struct statement s;
    struct error why;

    if (!store_get(w->store, scratch, index, &entry, e))
        return false;
    if (entry.disposed || !bytes_is(entry.kind, "third-party-notice") || !statement_read(scratch, entry.statement, &s, &why))
        return true;
    if (bytes_equal(json_get(s.root, "case")->text, w->request->name))
        edition_notice(&w->edition, w->arena, &s);
    return true;
}

static bool take_entries(struct writing *w, struct error *e)
{
    struct arena scratch;
    uint64_t size;
    bool ok = store_size(w->store, &size, e);

    arena_init(&scratch, LIMIT_STATEMENT * 64);
    for (uint64_t i = 0; ok && w->request->release != NULL && i < size; i++) {
        ok = take_notice(w, i, &scratch, e);
        arena_reset(&scratch);
    }
    for (uint64_t i = 0; ok && i < size; i++) {
        ok = take_entry(w, i, &scratch, e);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    if (ok && w->request->release != NULL && !edition_finish(&w->edition, e))
        return false;
    return ok && (w->counts.enclosed + w->counts.redacted + w->counts.withheld > 0 ||
                  error_set(e, ERROR_USAGE, 0, "the store has no statement of the case %.*s",
                            (int)(w->request->name.size < 100 ? w->request->name.size : 100),
                            (const char *)w->request->name.data));
}

bool dossier_write(struct store *s, struct arena *a, const struct dossier_request *r, struct buf *out,
                   struct dossier_counts *counts, struct error *e)
{
    struct writing w = {.store = s, .arena = a, .request = r, .files = {.arena = a}};
    struct checkpoint c;
    struct note n;
    struct buf index;
    bool ok;

    if ((r->audience == DOSSIER_PARTNER) != (r->tlp != NULL && r->originator != NULL))
        return error_set(e, ERROR_USAGE, 0, "a partner's dossier, and no other, has a TLP label and an originator");
    if (!store_checkpoint(s, a, &w.note, e))
        return false;
    if (w.note.size == 0)
        return error_set(e, ERROR_USAGE, 0, "the log has no signed checkpoint yet; veto log checkpoint --key FILE signs one");
    if (!note_read(a, w.note, &n, e) || !checkpoint_read(n.text, &c, e))
        return false;
    w.proved = c.size;
    w.edition.release = r->release;
    buf_init(&w.entries, LIMIT_DOSSIER);
    buf_init(&index, LIMIT_DOSSIER);
    ok = take_entries(&w, e);
    if (ok) {
        put_index(&w, &index);
        put_readme(&w);
        dossier_add(&w.files, BYTES("checkpoint"), w.note);
        dossier_add(&w.files, BYTES("dossier.json"), buf_bytes(&index));
        if (r->release != NULL)
            dossier_add(&w.files, BYTES("redactions.json"), edition_redactions(&w.edition, a));
        ok = (!(index.failed || w.entries.failed) || error_set(e, ERROR_LIMIT, 0, "no room for dossier.json")) &&
             dossier_pack(&w.files, r->agent, out, e);
    }
    *counts = w.counts;
    buf_free(&w.edition.rows);
    buf_free(&w.entries);
    buf_free(&index);
    return ok;
}
