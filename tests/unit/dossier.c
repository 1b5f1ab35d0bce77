/* Dossiers: each audience's holds what it may see and nothing else, tar(1) and sha256sum(1) and ssh-keygen(1) agree with
 * veto, and no bit of one changes, no file goes, comes or moves, unnoticed: each is located to its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "ledger/dossier.h"
#include "ledger/publish.h"
#include "ledger/tar.h"

#define ORIGIN "log.example/a"
#define DIGEST(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c

static char folder[] = "/tmp/veto-dossier-XXXXXX";
static struct arena arena;
static struct agent agents[3]; /* of the log, of an officer, of an impostor */
static struct note_key log_key;
static struct signers signers;
static struct store *store;
static struct bytes kept;

static void shell(const char *format, ...)
{
    char command[1000];
    va_list args;
    int n = snprintf(command, sizeof command, "cd %s && ", folder);

    va_start(args, format);
    vsnprintf(command + n, sizeof command - (size_t)n, format, args);
    va_end(args);
    if (system(command) != 0)
        fail_msg("%s", command);
}

static struct bytes read_file(const char *name)
{
    char path[300];
    uint8_t *data = arena_alloc(&arena, 1 << 20);
    FILE *f;
    size_t size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    assert_non_null(f);
    size = fread(data, 1, 1 << 20, f);
    fclose(f);
    return bytes_of(data, size);
}

static void write_file(const char *name, struct bytes b)
{
    char path[300];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b.data, 1, b.size, f), b.size);
    fclose(f);
}

/* A statement signed by the officer, in the log. */
static void put(const char *text, enum store_access access, const char *openings)
{
    struct error e = {0};
    struct statement s;
    struct bytes armored;
    struct buf sig, whole;
    uint64_t index;

    if (!statement_check(&arena, bytes_str(text), &s, &e))
        fail_msg("%s: %s", text, e.text);
    buf_init(&sig, 1 << 16);
    buf_init(&whole, 1 << 16);
    assert_true(sshsig_sign(&agents[1].by, SSHSIG_NAMESPACE, bytes_str(text), &sig, &e));
    armored = buf_bytes(&sig);
    assert_true(statement_write(&whole, bytes_str(text), &armored, 1, &e));
    if (!store_put(store, &(struct store_new){s.kind->name, "2026-11-23T10:00:00Z", access, buf_bytes(&whole), bytes_str(openings), NULL},
                   &index, &e))
        fail_msg("%s", e.text);
    buf_free(&sig);
    buf_free(&whole);
}

#define COMMON(kind) "\"kind\":\"" kind "\""
#define TIME "\"time\":\"2026-11-23T10:00:00Z\""

static void fill(const char *marker)
{
    static const char device[] = "\"MARKER-device\"";
    uint8_t salt[SALT_SIZE] = {7}, commitment[SHA256_SIZE];
    char hex[HEX256 + 1], salt_hex[HEX256 + 1], text[1000], openings[300];

    statement_commit(bytes_of(salt, sizeof salt), bytes_str(device), commitment);
    hash_hex(bytes_of(commitment, sizeof commitment), hex);
    hash_hex(bytes_of(salt, sizeof salt), salt_hex);
    snprintf(text, sizeof text,
             "{\"artifacts\":[\"" DIGEST("a1") "\"],\"by\":\"officer\",\"case\":\"chatter\",\"date\":\"2026-11-20\","
             "\"device\":{\"commitment\":\"%s\"},\"from\":\"store\"," COMMON("acquisition") "," TIME ",\"tool\":\"%s\"}",
             hex, marker);
    snprintf(openings, sizeof openings, "{\"device\":{\"salt\":\"%s\",\"value\":%s}}", salt_hex, device);
    put(text, ACCESS_PUBLIC, openings);
    put("{\"by\":\"officer\",\"case\":\"other\",\"custodian\":\"MARKER-other\",\"ground\":\"g\"," COMMON("hold")
        ",\"records\":[\"r\"],\"scope\":[\"s\"]," TIME "}", ACCESS_PUBLIC, "");
    put("{\"by\":\"officer\",\"case\":\"chatter\",\"citation\":\"MARKER-vendor\",\"credibility\":\"2\",\"date\":\"2026-11-20\","
        "\"digest\":\"bdcf4c994585af6dd6cb1cfbff78bcc73ab27dc30a299db5bb83766ca05b5de4\",\"for\":\"it\"," COMMON("exhibit")
        ",\"reliability\":\"A\",\"sealed\":\"no\"," TIME "}", ACCESS_VENDOR, "");
    put("{\"by\":\"officer\",\"case\":\"chatter\",\"citation\":\"MARKER-partner\",\"credibility\":\"2\",\"date\":\"2026-11-20\","
        "\"digest\":\"" DIGEST("d4") "\",\"for\":\"it\"," COMMON("exhibit")
        ",\"reliability\":\"A\",\"sealed\":\"no\"," TIME "}", ACCESS_PARTNER, "");
    put("{\"by\":\"officer\",\"case\":\"chatter\",\"custodian\":\"MARKER-internal\",\"ground\":\"g\"," COMMON("hold")
        ",\"records\":[\"r\"],\"scope\":[\"s\"]," TIME "}", ACCESS_INTERNAL, "");
}

static struct store *make_store(const char *name, const char *marker)
{
    struct error e = {0};
    struct buf note;
    char path[300];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    store = store_make(path, BYTES(ORIGIN), &e);
    if (store == NULL)
        fail_msg("%s", e.text);
    fill(marker);
    buf_init(&note, LIMIT_NOTE);
    assert_true(publish_checkpoint(store, &log_key, &agents[0], &note, &e));
    kept = arena_copy(&arena, buf_bytes(&note));
    buf_free(&note);
    return store;
}

static int setup(void **state)
{
    struct error e = {0};

    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    arena_init(&arena, 1u << 30);
    shell("for k in 0 1 2; do ssh-keygen -q -t ed25519 -N '' -f key$k; done; printf 'officer ' >allowed; cat key1.pub >>allowed");
    for (int i = 0; i < 3; i++)
        if (!agent_open(&arena, (const char *)arena_printf(&arena, "%s/key%d", folder, i).data, &agents[i], &e))
            return -1;
    if (!note_key_of(BYTES(ORIGIN), NOTE_SIGNED, &agents[0].key, &log_key, &e) ||
        !signers_read(&arena, read_file("allowed"), &signers, &e))
        return -1;
    make_store("store", "tool");
    return 0;
}

static int teardown(void **state)
{
    char command[200];

    (void)state;
    store_close(store);
    for (int i = 0; i < 3; i++)
        agent_close(&agents[i]);
    arena_free(&arena);
    snprintf(command, sizeof command, "rm -rf -- %s", folder);
    return system(command);
}

static struct bytes written(enum dossier_for audience, int who)
{
    struct bytes evidence = BYTES("evidence\n");
    struct dossier_request r = {.name = BYTES("chatter"), .audience = audience, .enclose = &evidence, .enclose_count = 1,
                                .agent = &agents[who]};
    struct dossier_counts counts;
    struct error e = {0};
    struct bytes copy;
    struct buf out;

    if (audience == DOSSIER_PARTNER) {
        r.tlp = "TLP:AMBER";
        r.originator = "Example Agency";
    }
    buf_init(&out, LIMIT_DOSSIER);
    if (!dossier_write(store, &arena, &r, &out, &counts, &e))
        fail_msg("%s", e.text);
    assert_true(counts.enclosed + counts.withheld >= 4);
    copy = arena_copy(&arena, buf_bytes(&out));
    buf_free(&out);
    return copy;
}

/* What a check said: the last failure, and whether one was about a file. */
static char said[600];
static const char *looked_for;
static bool located;

static void item(void *context, enum dossier_finding f, struct bytes file, const char *what)
{
    (void)context;
    if (f != DOSSIER_FAILS)
        return;
    snprintf(said, sizeof said, "%.*s: %s", (int)file.size, (const char *)file.data, what);
    located |= looked_for != NULL && bytes_is(file, looked_for);
}

static struct dossier_trust trust(void)
{
    return (struct dossier_trust){.signers = &signers, .log = &log_key};
}

static struct dossier_report check(struct bytes archive, struct dossier_trust t, const char *file)
{
    struct dossier_report r = {.item = item};
    struct arena a;

    arena_init(&a, 64u << 20);
    said[0] = 0;
    located = false;
    looked_for = file;
    dossier_check(archive, &a, &t, &r);
    arena_free(&a);
    return r;
}

static bool has(struct bytes archive, const char *text)
{
    return bytes_search(archive, bytes_str(text), 0) < archive.size;
}

static void each_audience(void **state)
{
    static const struct {
        const char *marker;
        bool in[DOSSIER_FORS]; /* vendor, partner, public */
    } markers[] = {
        {"MARKER-device", {true, true, false}},    {"MARKER-vendor", {true, false, false}},
        {"MARKER-partner", {false, true, false}},  {"MARKER-internal", {false, false, false}},
        {"MARKER-other", {false, false, false}},   {"TLP:AMBER\nOriginator: Example Agency", {false, true, false}},
        {"\"withheld\":2", {true, true, false}},   {"\"withheld\":3", {false, false, true}},
        {"entries/00000004.json", {true, true, false}}, {"evidence\n", {true, false, false}},
        {"\"missing\":[\"" DIGEST("d4") "\"]", {false, true, false}},
    };

    (void)state;
    for (unsigned f = 0; f < DOSSIER_FORS; f++) {
        struct bytes archive = written((enum dossier_for)f, 1);
        struct dossier_report r = check(archive, trust(), NULL);
        if (r.count[DOSSIER_FAILS] > 0 || r.count[DOSSIER_UNKNOWN] > 0)
            fail_msg("%s: %s", dossier_for_name((enum dossier_for)f), said);
        assert_true(r.count[DOSSIER_HOLDS] >= 6);
        for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
            if (has(archive, markers[i].marker) != markers[i].in[f])
                fail_msg("%s: %s", dossier_for_name((enum dossier_for)f), markers[i].marker);
        assert_true(bytes_equal(archive, written((enum dossier_for)f, 1)));
    }
}

/* The README's way: nothing of veto. */
static void without_veto(void **state)
{
    (void)state;
    write_file("d.tar", written(DOSSIER_VENDOR, 1));
    shell("mkdir out && tar -C out -xf d.tar && cd out && sha256sum --quiet -c SHA256SUMS");
    shell("cd out && ssh-keygen -Y verify -f ../allowed -I officer -n veto -s SHA256SUMS.sig <SHA256SUMS >/dev/null");
    shell("cd out && for n in 00000000 00000002; do ssh-keygen -Y verify -f ../allowed -I officer -n veto "
          "-s statements/$n.1.sig <statements/$n.text >/dev/null || exit 1; "
          "grep -q \"$(cat statements/$n.salt statements/$n.json | sha256sum | cut -d' ' -f1)\" entries/$n.json || exit 1; done");
    shell("cd out/files && for f in *; do test \"$(sha256sum <$f | cut -d' ' -f1)\" = $f || exit 1; done");
    shell("tar -tf d.tar | LC_ALL=C sort -c");
}

static void trusted_or_not(void **state)
{
    struct bytes archive = written(DOSSIER_VENDOR, 1), theirs = written(DOSSIER_VENDOR, 2);
    struct dossier_trust t = trust();
    struct note_key other;
    struct error e = {0};

    (void)state;
    t.signers = NULL;
    assert_true(check(archive, t, NULL).count[DOSSIER_UNKNOWN] >= 3);
    t = trust();
    t.log = NULL;
    assert_int_equal(check(archive, t, NULL).count[DOSSIER_UNKNOWN], 1);
    assert_true(check(theirs, trust(), "SHA256SUMS.sig").count[DOSSIER_FAILS] == 1 && located);
    assert_true(note_key_of(BYTES(ORIGIN), NOTE_SIGNED, &agents[2].key, &other, &e));
    t.log = &other;
    assert_true(check(archive, t, "checkpoint").count[DOSSIER_FAILS] >= 1 && located);
    t = trust();
    t.witness = &other;
    assert_true(check(archive, t, "checkpoint").count[DOSSIER_FAILS] == 1 && located);
}

/* The operator has all keys and made another log of the same size; the reader has a checkpoint of the first. */
static void rewritten(void **state)
{
    struct dossier_trust t = trust();
    struct store *first = store;

    (void)state;
    t.kept = kept;
    assert_int_equal(check(written(DOSSIER_VENDOR, 1), t, NULL).count[DOSSIER_FAILS], 0);
    make_store("rewritten", "another tool");
    assert_true(check(written(DOSSIER_VENDOR, 1), t, "checkpoint").count[DOSSIER_FAILS] == 1 && located);
    store_close(store);
    store = first;
}

struct extent {
    char name[TAR_NAME + 1];
    size_t from, to;
};

static size_t extents(struct bytes archive, struct extent *out)
{
    struct tar_reader r = {.at = 0};
    struct bytes name, content;
    struct error e;
    size_t n = 0;

    for (size_t from = 0; tar_next(&r, archive, &name, &content, &e) > 0; from = r.at, n++) {
        memcpy(out[n].name, name.data, name.size);
        out[n].name[name.size] = 0;
        out[n].from = from;
        out[n].to = r.at;
    }
    return n;
}

static void every_bit(void **state)
{
    struct bytes archive = written(DOSSIER_VENDOR, 1);
    uint8_t *changed = (uint8_t *)(uintptr_t)arena_copy(&arena, archive).data;
    size_t step = getenv("VETO_TORTURE") != NULL ? 1 : 53, tried = 0;
    static struct extent at[100];
    size_t count = extents(archive, at), f = 0;

    (void)state;
    assert_true(count > 15);
    for (size_t bit = 0; bit < archive.size * 8; bit += step, tried++) {
        struct dossier_report r;
        char place[80];
        while (f < count && bit / 8 >= at[f].to)
            f++;
        changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        r = check(bytes_of(changed, archive.size), trust(), f < count ? at[f].name : NULL);
        changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (r.count[DOSSIER_FAILS] == 0)
            fail_msg("bit %zu flipped, and nothing fails", bit);
        snprintf(place, sizeof place, "(archive, byte %zu): ", f < count ? at[f].from : at[count - 1].to);
        if (!located && strncmp(said, place, strlen(place)) != 0 && (f == count || strcmp(at[f].name, "SHA256SUMS") != 0))
            fail_msg("bit %zu, of %s, byte %zu on: %s", bit, f < count ? at[f].name : "the end", at[f].from, said);
    }
    print_message("# %zu bits of %zu bytes\n", tried, archive.size);
}

/* Files deleted, swapped, doubled, and the archive cut short. */
static void whole_files(void **state)
{
    struct bytes archive = written(DOSSIER_PARTNER, 1);
    static struct extent at[100];
    size_t count = extents(archive, at);

    (void)state;
    for (size_t f = 0; f < count; f++) {
        struct bytes before, file, after;
        struct buf out;
        bytes_slice(archive, 0, at[f].from, &before);
        bytes_slice(archive, at[f].from, at[f].to - at[f].from, &file);
        after = bytes_from(archive, at[f].to);
        for (int way = 0; way < 3; way++) {
            size_t next = f + 1 < count ? at[f + 1].to - at[f + 1].from : 0;
            struct bytes neighbour, rest;
            if (way == 2 && next == 0)
                continue;
            buf_init(&out, 1 << 24);
            buf_add(&out, before);
            if (way == 1) {
                buf_add(&out, file);
                buf_add(&out, file);
            }
            bytes_slice(after, 0, way == 2 ? next : 0, &neighbour);
            rest = bytes_from(after, neighbour.size);
            buf_add(&out, neighbour);
            if (way == 2)
                buf_add(&out, file);
            buf_add(&out, rest);
            if (check(buf_bytes(&out), trust(), NULL).count[DOSSIER_FAILS] == 0)
                fail_msg("%s: way %d, and nothing fails", at[f].name, way);
            buf_free(&out);
        }
    }
    for (size_t cut = 0; cut < archive.size; cut += 509) {
        struct bytes part;
        bytes_slice(archive, 0, cut, &part);
        assert_true(check(part, trust(), NULL).count[DOSSIER_FAILS] > 0);
    }
}

static void refusals(void **state)
{
    struct dossier_request r = {.name = BYTES("nobody's"), .audience = DOSSIER_PUBLIC, .agent = &agents[1]};
    struct dossier_counts counts;
    struct error e = {0};
    struct buf out;
    enum dossier_for f;

    (void)state;
    buf_init(&out, LIMIT_DOSSIER);
    assert_false(dossier_write(store, &arena, &r, &out, &counts, &e));
    assert_non_null(strstr(e.text, "no statement of the case"));
    r.audience = DOSSIER_PARTNER;
    assert_false(dossier_write(store, &arena, &r, &out, &counts, &e));
    assert_non_null(strstr(e.text, "TLP"));
    assert_false(dossier_for_of("press", &f));
    assert_true(dossier_tlp("TLP:AMBER+STRICT"));
    assert_false(dossier_tlp("TLP:WHITE"));
    buf_free(&out);
}

/* --- public editions --- */

#define LEFT(f) {.field = BYTES(f), .ground = BYTES("s. 19"), .official = BYTES("J. Doe")}

/* The digest of entry n's statement, hex. */
static struct bytes digest_of(uint64_t n)
{
    struct store_entry entry;
    struct statement s;
    struct error e = {0};
    char hex[HEX256 + 1];

    if (!store_get(store, &arena, n, &entry, &e) || !statement_read(&arena, entry.statement, &s, &e))
        fail_msg("%s", e.text);
    hash_hex(bytes_of(s.digest, sizeof s.digest), hex);
    return arena_copy(&arena, bytes_str(hex));
}

static bool edition(struct dossier_left *left, size_t count, const char *day, struct bytes *archive, struct error *e)
{
    struct dossier_release release = {.left = left, .left_count = count, .day = bytes_str(day)};
    struct dossier_request r = {.name = BYTES("chatter"), .audience = DOSSIER_PUBLIC, .agent = &agents[1],
                                .release = &release};
    struct dossier_counts counts;
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_DOSSIER);
    ok = dossier_write(store, &arena, &r, &out, &counts, e);
    *archive = arena_copy(&arena, buf_bytes(&out));
    buf_free(&out);
    return ok;
}

static void checkpoint_again(void)
{
    struct error e = {0};
    struct buf note;

    buf_init(&note, LIMIT_NOTE);
    assert_true(publish_checkpoint(store, &log_key, &agents[0], &note, &e));
    buf_free(&note);
}

static void editions(void **state)
{
    struct store *first = store;
    struct dossier_left left[] = {LEFT("device"), LEFT("citation"), LEFT("*"), LEFT("*"), LEFT("*"), LEFT("none")};
    struct bytes archive, response;
    struct error e = {0};
    char text[1000];

    (void)state;
    make_store("editions", "tool");
    for (size_t i = 0; i < 4; i++)
        left[i].statement = digest_of(i == 0 ? 0 : i + 1);
    /* one of class internal is not spoken of */
    assert_false(edition(left, 3, "2026-12-24", &archive, &e));
    assert_non_null(strstr(e.text, "class internal"));
    /* a field that is not there would be left out by nobody */
    left[1].field = BYTES("citatoin");
    assert_false(edition(left, 4, "2026-12-24", &archive, &e));
    assert_non_null(strstr(e.text, "not every field"));
    left[1].field = BYTES("citation");
    if (!edition(left, 4, "2026-12-24", &archive, &e))
        fail_msg("%s", e.text);
    if (check(archive, trust(), NULL).count[DOSSIER_FAILS] > 0)
        fail_msg("%s", said);
    assert_false(has(archive, "MARKER"));
    assert_true(has(archive, "redacted/00000002.json") && has(archive, "statements/00000000.json"));
    assert_false(has(archive, "statements/00000002") || has(archive, "openings/0") || has(archive, "entries/00000004"));
    assert_true(has(archive, "\"citation\":{\"redacted\":{\"ground\":\"s. 19\",\"official\":\"J. Doe\"}}"));
    /* the opening of a field that is not left out */
    left[0].field = BYTES("none");
    assert_true(edition(left, 4, "2026-12-24", &archive, &e));
    assert_true(has(archive, "MARKER-device") && has(archive, "openings/00000000.json"));
    /* of another case */
    left[4].statement = digest_of(1);
    assert_false(edition(left, 5, "2026-12-24", &archive, &e));
    assert_non_null(strstr(e.text, "does not have"));

    /* what a vendor wrote */
    put("{\"answers\":[{\"criterion\":\"a\",\"says\":\"SECRET-1\"},{\"criterion\":\"b\",\"says\":\"SECRET-2\"}],"
        "\"by\":\"officer\",\"case\":\"chatter\"," COMMON("response") ",\"notice\":\"" DIGEST("aa") "\"," TIME "}",
        ACCESS_VENDOR, "");
    checkpoint_again();
    response = digest_of(5);
    left[4] = (struct dossier_left)LEFT("answers[0].says");
    left[4].statement = response;
    assert_false(edition(left, 5, "2026-12-24", &archive, &e));
    assert_non_null(strstr(e.text, "third-party-notice"));
    snprintf(text, sizeof text,
             "{\"by\":\"officer\",\"case\":\"chatter\"," COMMON("third-party-notice") ",\"passages\":[{\"field\":\"answers\","
             "\"statement\":\"%.*s\"}],\"reply_by\":\"2026-12-20\"," TIME ",\"to\":\"Vendor\"}",
             (int)response.size, (const char *)response.data);
    put(text, ACCESS_VENDOR, "");
    checkpoint_again();
    left[5].statement = digest_of(6);
    assert_false(edition(left, 6, "2026-12-20", &archive, &e)); /* the day has not passed */
    assert_non_null(strstr(e.text, "until 2026-12-20"));
    if (!edition(left, 6, "2026-12-21", &archive, &e))
        fail_msg("%s", e.text);
    assert_false(has(archive, "SECRET-1"));
    assert_true(has(archive, "SECRET-2"));
    assert_int_equal(check(archive, trust(), NULL).count[DOSSIER_FAILS], 0);
    store_close(store);
    store = first;
}

/* A commitment in a row of a list: opened by its path, and shut with the field, the row or the list that is left out. */
static void nested_openings(void **state)
{
    static const char *const left_out[] = {"none", "answers[0].says", "answers[0]", "answers"};
    struct store *first = store;
    struct dossier_left left[] = {LEFT("none"), LEFT("*"), LEFT("*"), LEFT("*"), LEFT(""), LEFT("none")};
    struct bytes archive, salt = bytes_of("0123456789abcdef0123456789abcdef", 32), response;
    uint8_t digest[SHA256_SIZE];
    char hex[HEX256 + 1], text[1000], opening[300];
    struct error e = {0};

    (void)state;
    make_store("nested", "tool");
    for (size_t i = 0; i < 4; i++)
        left[i].statement = digest_of(i == 0 ? 0 : i + 1);
    statement_commit(salt, BYTES("\"SECRET-1\""), digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    snprintf(text, sizeof text,
             "{\"answers\":[{\"criterion\":\"a\",\"says\":{\"commitment\":\"%s\"}},{\"criterion\":\"b\",\"says\":\"SECRET-2\"}],"
             "\"by\":\"officer\",\"case\":\"chatter\"," COMMON("response") ",\"notice\":\"" DIGEST("aa") "\"," TIME "}", hex);
    hash_hex(salt, hex);
    snprintf(opening, sizeof opening, "{\"answers[0].says\":{\"salt\":\"%s\",\"value\":\"SECRET-1\"}}", hex);
    put(text, ACCESS_VENDOR, opening);
    response = digest_of(5);
    snprintf(text, sizeof text,
             "{\"by\":\"officer\",\"case\":\"chatter\"," COMMON("third-party-notice") ",\"passages\":[{\"field\":\"*\","
             "\"statement\":\"%.*s\"}],\"reply_by\":\"2026-12-20\"," TIME ",\"to\":\"Vendor\"}",
             (int)response.size, (const char *)response.data);
    put(text, ACCESS_VENDOR, "");
    checkpoint_again();
    left[4].statement = response;
    left[5].statement = digest_of(6);
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        left[4].field = bytes_str(left_out[i]);
        if (!edition(left, 6, "2026-12-24", &archive, &e))
            fail_msg("%s: %s", left_out[i], e.text);
        if (check(archive, trust(), NULL).count[DOSSIER_FAILS] > 0)
            fail_msg("%s: %s", left_out[i], said);
        if (has(archive, "SECRET-1") != (i == 0) || has(archive, "SECRET-2") != (i < 3))
            fail_msg("%s: something else is shown", left_out[i]);
        /* a field that was committed to is left out by its opening alone: the statement is whole */
        assert_int_equal(has(archive, "statements/00000005.json"), i < 2);
    }
    archive = written(DOSSIER_VENDOR, 1);
    assert_true(has(archive, "SECRET-1") && check(archive, trust(), NULL).count[DOSSIER_FAILS] == 0);
    store_close(store);
    store = first;
}

/* LIMIT_DOSSIER, and names that an archive does not take. */
static void limits(void **state)
{
    static const char *const bad[] = {"", "/x", "../x", "a/../b", "a//b", ".x", "a b", "a\n"};
    struct bytes zeros = bytes_of(arena_alloc(&arena, LIMIT_DOSSIER), LIMIT_DOSSIER), part;
    struct error e = {0};
    struct buf out;

    (void)state;
    for (size_t blocks = 4; blocks >= 2; blocks--) { /* a header and the end take three */
        buf_init(&out, LIMIT_DOSSIER);
        bytes_slice(zeros, 0, LIMIT_DOSSIER - blocks * TAR_BLOCK, &part);
        assert_int_equal(tar_put(&out, BYTES("x"), part, &e) && tar_end(&out), blocks >= 3);
        buf_free(&out);
    }
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tar_put(&out, bytes_str(bad[i]), zeros, &e));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_audience), cmocka_unit_test(without_veto), cmocka_unit_test(trusted_or_not),
        cmocka_unit_test(rewritten),     cmocka_unit_test(every_bit),    cmocka_unit_test(whole_files),
        cmocka_unit_test(refusals),      cmocka_unit_test(editions), cmocka_unit_test(nested_openings),     cmocka_unit_test(limits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
