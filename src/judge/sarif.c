#include "judge/sarif.h"

#include "judge/peers_report.h"

#include "base/json.h"
#include "base/text.h"
#include "base/version.h"
#include "judge/path.h"
#include "judge/words.h"

struct page {
    struct json j;
    const struct record *record;
    const struct packs *packs;
    struct buf room, more; /* texts being made */
};

/* --- texts --- */

/*
 * Appends text for a message (section 3.11): made harmless, and with
 * brackets, braces and backslashes escaped, so that no subject can be a link
 * or a placeholder.
 */
static void add_message(struct page *p, struct bytes text)
{
    struct bytes shown;

    buf_reset(&p->more);
    text_show(&p->more, text);
    shown = buf_bytes(&p->more);
    for (size_t i = 0; i < shown.size; i++) {
        uint8_t c = shown.data[i];
        if (c == '[' || c == ']' || c == '\\')
            buf_u8(&p->room, '\\');
        if (c == '{' || c == '}')
            buf_u8(&p->room, c);
        buf_u8(&p->room, c);
    }
}

static void key_text(struct page *p, const char *key, struct bytes text)
{
    json_key(&p->j, bytes_str(key));
    json_text(&p->j, text);
}

static void key_number(struct page *p, const char *key, uint64_t number)
{
    json_key(&p->j, bytes_str(key));
    json_number(&p->j, (int64_t)number);
}

/* An object with the one key "text" and what is in the room. */
static void key_message(struct page *p, const char *key)
{
    json_key(&p->j, bytes_str(key));
    json_object(&p->j);
    key_text(p, "text", buf_bytes(&p->room));
    json_end_object(&p->j);
    buf_reset(&p->room);
}

static const char *level_of(enum severity s)
{
    static const char *const levels[] = {[SEVERITY_INFO] = "note",
                                         [SEVERITY_LOW] = "note",
                                         [SEVERITY_MEDIUM] = "warning",
                                         [SEVERITY_HIGH] = "error",
                                         [SEVERITY_CRITICAL] = "error"};

    return levels[s];
}

/* --- places --- */

/* A locus in its parts; false for a text that is none. */
struct parts {
    struct bytes path; /* digest and names */
    bool ranged;
    uint64_t at, size;
};

static bool number_of(struct bytes digits, unsigned base, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < digits.size; i++) {
        uint8_t c = digits.data[i];
        unsigned digit = c >= '0' && c <= '9' ? c - (unsigned)'0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
        if (digit >= base || *out > (1ull << 53) / base - 1)
            return false;
        *out = *out * base + digit;
    }
    return digits.size > 0;
}

static bool good_path(struct bytes path)
{
    for (size_t i = 0; i < path.size; i++) {
        uint8_t c = path.data[i];
        bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (i < HEX256 ? !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
                       : !word && memchr("._/$-%!#", c, 8) == NULL)
            return false;
    }
    return path.size >= HEX256 && (path.size == HEX256 || path.data[HEX256] == '!');
}

static bool take_locus(struct bytes locus, struct parts *out)
{
    size_t at = bytes_find(locus, '@', 0), plus;
    struct bytes digits;

    *out = (struct parts){.ranged = at < locus.size};
    bytes_slice(locus, 0, at, &out->path);
    if (!good_path(out->path) || !out->ranged)
        return good_path(out->path);
    locus = bytes_from(locus, at + 1);
    plus = bytes_find(locus, '+', 0);
    return bytes_starts(locus, BYTES("0x")) && plus < locus.size &&
           bytes_slice(locus, 2, plus - 2, &digits) && number_of(digits, 16, &out->at) &&
           number_of(bytes_from(locus, plus + 1), 10, &out->size);
}

static void write_uri(struct page *p, struct bytes path)
{
    buf_str(&p->room, "sha256:");
    for (size_t i = 0; i < path.size; i++)
        buf_u8(&p->room, path.data[i] == '#' ? ';' : path.data[i]);
    key_text(p, "uri", buf_bytes(&p->room));
    buf_reset(&p->room);
}

static void write_physical(struct page *p, const struct parts *place)
{
    json_key(&p->j, BYTES("physicalLocation"));
    json_object(&p->j);
    json_key(&p->j, BYTES("artifactLocation"));
    json_object(&p->j);
    write_uri(p, place->path);
    json_end_object(&p->j);
    if (place->ranged) {
        json_key(&p->j, BYTES("region"));
        json_object(&p->j);
        key_number(p, "byteLength", place->size);
        key_number(p, "byteOffset", place->at);
        json_end_object(&p->j);
    }
    json_end_object(&p->j);
}

/* What a name of code is, in SARIF's words; NULL for what is none. Descriptors are as DEX writes them. */
static const char *kind_of_code(const struct page *p, struct bytes name)
{
    const struct record_table *t = record_table(p->record, "components");

    if (name.size > 2 && name.data[0] == 'L' && bytes_find(name, ';', 0) < name.size) {
        if (bytes_search(name, BYTES(";->"), 0) == name.size)
            return "type";
        return bytes_find(name, '(', 0) < name.size ? "function" : "member";
    }
    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        if (bytes_equal(name, record_text(t, i, "name")))
            return "type";
    return NULL;
}

static void write_logical(struct page *p, struct bytes name)
{
    const char *kind = name.size == 0 ? NULL : kind_of_code(p, name);

    if (kind == NULL)
        return;
    json_object(&p->j);
    key_text(p, "fullyQualifiedName", name);
    key_text(p, "kind", bytes_str(kind));
    json_end_object(&p->j);
}

/* What a path comes to. */
static struct bytes last_step(struct bytes path)
{
    struct bytes step = path;

    for (size_t at = 0; path_step(path, &at, &step);)
        ;
    return step;
}

/* One step of a code flow; the last stands where the finding does. */
static void write_step(struct page *p, struct bytes step, const struct parts *place)
{
    json_object(&p->j);
    json_key(&p->j, BYTES("location"));
    json_object(&p->j);
    if (kind_of_code(p, step) != NULL) {
        json_key(&p->j, BYTES("logicalLocations"));
        json_array(&p->j);
        write_logical(p, step);
        json_end_array(&p->j);
    }
    buf_reset(&p->room);
    add_message(p, step);
    key_message(p, "message");
    if (place != NULL)
        write_physical(p, place);
    json_end_object(&p->j);
    json_end_object(&p->j);
}

/* The path of a witness, step by step. */
static void write_flow(struct page *p, size_t finding)
{
    const struct record_table *t = record_table(p->record, "findings");
    struct bytes path = record_text(t, finding, "witness"), step;
    struct parts place;
    bool placed = take_locus(record_text(t, finding, "locus"), &place);
    size_t steps = path_steps(path);

    if (steps < 2)
        return;
    json_key(&p->j, BYTES("codeFlows"));
    json_array(&p->j);
    json_object(&p->j);
    json_key(&p->j, BYTES("threadFlows"));
    json_array(&p->j);
    json_object(&p->j);
    json_key(&p->j, BYTES("locations"));
    json_array(&p->j);
    for (size_t at = 0; path_step(path, &at, &step);)
        write_step(p, step, --steps == 0 && placed ? &place : NULL);
    json_end_array(&p->j);
    json_end_object(&p->j);
    json_end_array(&p->j);
    json_end_object(&p->j);
    json_end_array(&p->j);
}

static void write_location(struct page *p, size_t finding)
{
    const struct record_table *t = record_table(p->record, "findings");
    struct bytes subject = record_text(t, finding, "subject"), witness = last_step(record_text(t, finding, "witness"));
    struct parts place;

    json_key(&p->j, BYTES("locations"));
    json_array(&p->j);
    json_object(&p->j);
    if ((subject.size > 0 && kind_of_code(p, subject) != NULL) ||
        (witness.size > 0 && kind_of_code(p, witness) != NULL)) {
        json_key(&p->j, BYTES("logicalLocations"));
        json_array(&p->j);
        write_logical(p, subject);
        if (!bytes_equal(subject, witness))
            write_logical(p, witness);
        json_end_array(&p->j);
    }
    if (take_locus(record_text(t, finding, "locus"), &place))
        write_physical(p, &place);
    json_end_object(&p->j);
    json_end_array(&p->j);
}

/* --- results --- */

/* The same for the same finding in the next version of the app: no digest and no offset is in it. */
static void write_fingerprint(struct page *p, size_t finding)
{
    const struct record_table *t = record_table(p->record, "findings"), *app = record_table(p->record, "app");
    struct parts place;
    uint8_t raw[SHA256_SIZE];
    char hex[HEX256 + 1];

    buf_add(&p->room, record_text(t, finding, "criterion"));
    buf_u8(&p->room, 0);
    if (app != NULL)
        buf_add(&p->room, record_text(app, 0, "id"));
    buf_u8(&p->room, 0);
    buf_add(&p->room, record_text(t, finding, "subject"));
    buf_u8(&p->room, 0);
    if (take_locus(record_text(t, finding, "locus"), &place))
        buf_add(&p->room, bytes_from(place.path, HEX256));
    hash_sha256(buf_bytes(&p->room), raw);
    buf_reset(&p->room);
    hash_hex(bytes_of(raw, sizeof raw), hex);
    json_key(&p->j, BYTES("partialFingerprints"));
    json_object(&p->j);
    key_text(p, "finding/v1", bytes_str(hex));
    json_end_object(&p->j);
}

/* Where a criterion stands among the rules, which are the criteria of the packs. */
static const struct criterion *rule_of(const struct page *p, struct bytes id)
{
    return packs_find(p->packs, id);
}

static void write_result(struct page *p, size_t finding)
{
    const struct record_table *t = record_table(p->record, "findings");
    const struct criterion *c = rule_of(p, record_text(t, finding, "criterion"));
    static const char *const kept[] = {"detail", "grade"};

    if (c == NULL)
        return;
    json_object(&p->j);
    write_flow(p, finding);
    key_text(p, "kind", BYTES("fail"));
    key_text(p, "level", bytes_str(level_of(c->severity)));
    write_location(p, finding);
    add_message(p, c->question);
    buf_str(&p->room, " Yes: ");
    add_message(p, record_text(t, finding, "subject"));
    if (record_text(t, finding, "grade").size > 0)
        buf_printf(&p->room, ", %s", grade_words(ENGLISH, record_text(t, finding, "grade")));
    buf_str(&p->room, c->why.size > 0 ? ". " : "");
    add_message(p, c->why);
    key_message(p, "message");
    write_fingerprint(p, finding);
    json_key(&p->j, BYTES("properties"));
    json_object(&p->j);
    for (size_t i = 0; i < 2; i++)
        if (record_cell(t, finding, kept[i]).kind == 't')
            key_text(p, kept[i], record_text(t, finding, kept[i]));
    if (p->record->peers != NULL) {
        peers_beside(&p->room, p->record->peers, (size_t)(c - p->packs->criteria), ENGLISH);
        key_text(p, "peers", buf_bytes(&p->room));
        buf_reset(&p->room);
    }
    key_text(p, "severity", bytes_str(severity_name(c->severity)));
    if (record_cell(t, finding, "witness").kind == 't')
        key_text(p, "witness", record_text(t, finding, "witness"));
    json_end_object(&p->j);
    key_text(p, "ruleId", c->id);
    key_number(p, "ruleIndex", (uint64_t)(c - p->packs->criteria));
    json_end_object(&p->j);
}

static void write_results(struct page *p)
{
    const struct record_table *t = record_table(p->record, "findings");

    json_key(&p->j, BYTES("results"));
    json_array(&p->j);
    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        write_result(p, i);
    json_end_array(&p->j);
}

/* --- what ran --- */

static void write_artifacts(struct page *p)
{
    const struct record_table *t = record_table(p->record, "artifacts");

    json_key(&p->j, BYTES("artifacts"));
    json_array(&p->j);
    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes digest = record_text(t, i, "sha256");
        json_object(&p->j);
        json_key(&p->j, BYTES("hashes"));
        json_object(&p->j);
        key_text(p, "sha-256", digest);
        json_end_object(&p->j);
        key_number(p, "length", (uint64_t)record_number(t, i, "size"));
        json_key(&p->j, BYTES("location"));
        json_object(&p->j);
        write_uri(p, digest);
        json_end_object(&p->j);
        json_key(&p->j, BYTES("roles"));
        json_array(&p->j);
        json_text(&p->j, BYTES("analysisTarget"));
        json_end_array(&p->j);
        json_end_object(&p->j);
    }
    json_end_array(&p->j);
}

/* A question that could not be answered: nobody may take the lack of a result for a no. */
static void write_undetermined(struct page *p, size_t answer)
{
    const struct record_table *t = record_table(p->record, "answers");
    const struct criterion *c = rule_of(p, record_text(t, answer, "criterion"));

    if (c == NULL || !bytes_is(record_text(t, answer, "answer"), "undetermined"))
        return;
    json_object(&p->j);
    json_key(&p->j, BYTES("associatedRule"));
    json_object(&p->j);
    key_text(p, "id", c->id);
    key_number(p, "index", (uint64_t)(c - p->packs->criteria));
    json_end_object(&p->j);
    json_key(&p->j, BYTES("descriptor"));
    json_object(&p->j);
    key_text(p, "id", BYTES("undetermined"));
    json_end_object(&p->j);
    key_text(p, "level", BYTES("warning"));
    add_message(p, c->question);
    buf_str(&p->room, " Undetermined: ");
    add_message(p, record_text(t, answer, "reason"));
    key_message(p, "message");
    json_end_object(&p->j);
}

static void write_failure(struct page *p, struct bytes failure)
{
    json_object(&p->j);
    json_key(&p->j, BYTES("descriptor"));
    json_object(&p->j);
    key_text(p, "id", BYTES("not-examined"));
    json_end_object(&p->j);
    key_text(p, "level", BYTES("error"));
    add_message(p, failure);
    key_message(p, "message");
    json_end_object(&p->j);
}

static void write_invocation(struct page *p, struct bytes failure)
{
    const struct record_table *t = p->record == NULL ? NULL : record_table(p->record, "answers");

    json_key(&p->j, BYTES("invocations"));
    json_array(&p->j);
    json_object(&p->j);
    json_key(&p->j, BYTES("executionSuccessful"));
    json_bool(&p->j, p->record != NULL);
    json_key(&p->j, BYTES("toolExecutionNotifications"));
    json_array(&p->j);
    if (p->record == NULL)
        write_failure(p, failure);
    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        write_undetermined(p, i);
    json_end_array(&p->j);
    json_end_object(&p->j);
    json_end_array(&p->j);
}

static void write_refs(struct page *p, struct bytes refs)
{
    json_key(&p->j, BYTES("refs"));
    json_array(&p->j);
    while (refs.size > 0) {
        size_t end = bytes_search(refs, BYTES(", "), 0);
        struct bytes one;
        bytes_slice(refs, 0, end, &one);
        json_text(&p->j, one);
        refs = bytes_from(refs, end + 2);
    }
    json_end_array(&p->j);
}

static void write_rule(struct page *p, const struct criterion *c)
{
    json_object(&p->j);
    json_key(&p->j, BYTES("defaultConfiguration"));
    json_object(&p->j);
    key_text(p, "level", bytes_str(level_of(c->severity)));
    json_end_object(&p->j);
    if (c->why.size > 0) {
        add_message(p, c->why);
        key_message(p, "fullDescription");
    }
    key_text(p, "id", c->id);
    json_key(&p->j, BYTES("properties"));
    json_object(&p->j);
    write_refs(p, c->refs);
    key_text(p, "severity", bytes_str(severity_name(c->severity)));
    json_end_object(&p->j);
    add_message(p, c->question);
    key_message(p, "shortDescription");
    json_end_object(&p->j);
}

static void write_tool(struct page *p)
{
    json_key(&p->j, BYTES("tool"));
    json_object(&p->j);
    json_key(&p->j, BYTES("driver"));
    json_object(&p->j);
    key_text(p, "name", BYTES("veto"));
    json_key(&p->j, BYTES("rules"));
    json_array(&p->j);
    for (size_t i = 0; i < p->packs->count; i++)
        write_rule(p, &p->packs->criteria[i]);
    json_end_array(&p->j);
    key_text(p, "version", BYTES(VETO_VERSION));
    json_end_object(&p->j);
    json_end_object(&p->j);
}

/* What a run has of a record besides its findings. */
static void write_properties(struct page *p)
{
    char digest[HEX256 + 1];
    enum result result = RESULT_UNDETERMINED;

    json_key(&p->j, BYTES("properties"));
    json_object(&p->j);
    key_text(p, "policy", p->packs->policy.id);
    if (p->record != NULL && record_digest(p->record, digest))
        key_text(p, "record", bytes_str(digest));
    if (p->record != NULL)
        record_result(p->record, &result);
    key_text(p, "result", bytes_str(result_name(result)));
    json_end_object(&p->j);
}

void sarif_begin(struct buf *out)
{
    buf_str(out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                 "sarif-schema-2.1.0.json\",\"runs\":[");
}

void sarif_run(struct buf *out, bool first, const struct record *r, const struct packs *packs,
               struct bytes failure)
{
    struct page p = {.record = r, .packs = packs};

    buf_init(&p.room, LIMIT_FRAME);
    buf_init(&p.more, LIMIT_FRAME);
    if (!first)
        buf_u8(out, ',');
    json_open(&p.j, out);
    json_object(&p.j);
    if (r != NULL)
        write_artifacts(&p);
    write_invocation(&p, failure);
    write_properties(&p);
    if (r != NULL)
        write_results(&p);
    write_tool(&p);
    json_end_object(&p.j);
    out->failed = out->failed || p.j.disordered || p.room.failed || p.more.failed;
    buf_free(&p.room);
    buf_free(&p.more);
}

void sarif_end(struct buf *out)
{
    buf_str(out, "],\"version\":\"2.1.0\"}\n");
}
