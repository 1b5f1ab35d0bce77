#include "fleet/artefact.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "fleet/formats.h"

struct format_row {
    const char *name, *title;
    unsigned carries; /* where the format alone says it */
    bool allow_wins;  /* an exemption counts however near the block is */
    bool resolver;
    bool (*read)(struct artefact *art, struct bytes text, struct error *e);
};

#define DOMAINS (1u << IDENTIFIER_DOMAIN)

static const struct format_row formats[FORMATS] = {
    [FORMAT_UNKNOWN] = {"unknown", "unknown", 0, false, false, NULL},
    [FORMAT_RPZ] = {"rpz", "response policy zone (RPZ)", DOMAINS, false, true, zone_read},
    [FORMAT_HOSTS] = {"hosts", "hosts list", DOMAINS, false, true, hosts_read},
    [FORMAT_DNSMASQ] = {"dnsmasq", "dnsmasq configuration", DOMAINS, false, true, dnsmasq_read},
    [FORMAT_PIHOLE] = {"pihole", "Pi-hole list", DOMAINS, true, true, pihole_read},
    [FORMAT_NFT] = {"nft", "nftables ruleset", 0, false, false, nft_read},
    [FORMAT_AMAPI] = {"amapi", "Android Management API policy", 0, false, false, amapi_read},
    [FORMAT_GRAPH] = {"graph", "Intune policy (Microsoft Graph JSON)", 0, false, false, graph_read},
    [FORMAT_MOBILECONFIG] = {"mobileconfig", "Apple configuration profile", DOMAINS | 1u << IDENTIFIER_BUNDLE, false, false, profile_read},
};

const char *format_name(enum format f)
{
    return formats[f].name;
}

const char *format_title(enum format f)
{
    return formats[f].title;
}

enum format format_of_name(const char *name)
{
    for (size_t i = 1; i < FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            return (enum format)i;
    return FORMAT_UNKNOWN;
}

/* --- names that matter --- */

static int by_bytes(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool listed(const struct bytes *list, size_t count, struct bytes name)
{
    return count > 0 && bsearch(&name, list, count, sizeof *list, by_bytes) != NULL;
}

/* The domain above: empty when there is none. */
static struct bytes parent_of(struct bytes name)
{
    size_t dot = bytes_find(name, '.', 0);

    return dot < name.size ? bytes_from(name, dot + 1) : bytes_of(NULL, 0);
}

static const char *const escapes[] = {"mask.icloud.com", "mask-h2.icloud.com", "use-application-dns.net"};
enum { ESCAPES = sizeof escapes / sizeof *escapes };

void wanted_make(struct wanted *w, struct arena *a, const struct families *f)
{
    size_t capacity = 0, above_capacity = 0;

    *w = (struct wanted){0};
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->rows[i].count; k++)
            if (f->rows[i].identifiers[k].kind == IDENTIFIER_DOMAIN) {
                w->names = arena_grow(a, w->names, w->name_count, &capacity, sizeof *w->names);
                w->names[w->name_count++] = f->rows[i].identifiers[k].value;
            }
    for (size_t i = 0; i < ESCAPES; i++) {
        w->names = arena_grow(a, w->names, w->name_count, &capacity, sizeof *w->names);
        w->names[w->name_count++] = bytes_str(escapes[i]);
    }
    for (size_t i = 0; i < w->name_count; i++)
        for (struct bytes name = w->names[i]; name.size > 0; name = parent_of(name)) {
            w->above = arena_grow(a, w->above, w->above_count, &above_capacity, sizeof *w->above);
            w->above[w->above_count++] = name;
        }
    qsort(w->names, w->name_count, sizeof *w->names, by_bytes);
    qsort(w->above, w->above_count, sizeof *w->above, by_bytes);
}

static bool matters(const struct wanted *w, enum deed effect, struct bytes name)
{
    if (w == NULL || name.size == 0 || listed(w->above, w->above_count, name))
        return true;
    for (; effect == DEED_ALLOW && name.size > 0; name = parent_of(name))
        if (listed(w->names, w->name_count, name))
            return true;
    return false;
}

/* --- filling --- */

void artefact_init(struct artefact *art, struct arena *a, const struct wanted *w)
{
    *art = (struct artefact){.arena = a, .wanted = w};
}

static void keep(struct artefact *art, struct stated s)
{
    if (art->count == LIMIT_LINT_ROWS) {
        art->limited = true;
        return;
    }
    art->rows = arena_grow(art->arena, art->rows, art->count, &art->capacity, sizeof *art->rows);
    art->rows[art->count++] = s;
}

void artefact_state(struct artefact *art, struct stated s)
{
    if (s.value.size > LIMIT_LINT_VALUE) {
        artefact_problem(art, s.line, "longer than any identifier", s.value);
        return;
    }
    art->entries++;
    keep(art, s);
}

enum { NAME_MOST = 253 };

/* Lower case and checked: letters, digits, '-' and '_' in labels of 1 to 63. 0 when it is no domain name. */
static size_t normal_name(struct bytes name, uint8_t out[NAME_MOST])
{
    size_t label = 0;

    if (name.size > 0 && name.data[name.size - 1] == '.')
        name.size--;
    if (name.size > NAME_MOST)
        return 0;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (uint8_t)(c - 'A' + 'a');
        if (c == '.' ? label == 0 : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return 0;
        label = c == '.' ? 0 : label + 1;
        if (label > 63)
            return 0;
        out[i] = c;
    }
    return label == 0 ? 0 : name.size;
}

void artefact_domain(struct artefact *art, enum deed effect, unsigned scope, uint32_t line, struct bytes name)
{
    uint8_t room[NAME_MOST];
    size_t size = normal_name(name, room);
    struct bytes normal = bytes_of(room, size);

    if (size == 0) {
        artefact_problem(art, line, "not a domain name", name);
        return;
    }
    art->entries++;
    if (matters(art->wanted, effect, normal))
        keep(art, (struct stated){IDENTIFIER_DOMAIN, effect, scope, line, arena_copy(art->arena, normal)});
}

void artefact_trap(struct artefact *art, enum trap trap, uint32_t line, struct bytes detail)
{
    struct sprung *t = &art->traps[trap];

    if (t->count++ == 0) {
        struct bytes head;
        bytes_slice(detail, 0, detail.size < LIMIT_LINT_TEXT ? detail.size : LIMIT_LINT_TEXT, &head);
        t->line = line;
        t->detail = text_utf8(art->arena, head, NULL);
    }
}

void artefact_problem(struct artefact *art, uint32_t line, const char *text, struct bytes about)
{
    size_t most = about.size < LIMIT_LINT_TEXT ? about.size : LIMIT_LINT_TEXT;
    struct bytes raw;

    art->wrong++;
    if (art->problem_count == LIMIT_LINT_PROBLEMS)
        return;
    raw = arena_printf(art->arena, "%s%s%.*s", text, most > 0 ? ": " : "", (int)most, (const char *)about.data);
    art->problems =
        arena_grow(art->arena, art->problems, art->problem_count, &art->problem_capacity, sizeof *art->problems);
    art->problems[art->problem_count++] = (struct problem){line, text_utf8(art->arena, raw, NULL)};
}

/* --- asking --- */

bool domain_below(struct bytes name, struct bytes domain)
{
    if (domain.size == 0)
        return name.size > 0;
    return name.size > domain.size && name.data[name.size - domain.size - 1] == '.' && bytes_ends(name, domain);
}

/* The nearer statement decides; of two as near the exemption, so that no block is believed that may not be one. */
static const struct stated *nearer(const struct stated *old, const struct stated *new, bool allow_wins)
{
    bool old_allows = old != NULL && old->deed == DEED_ALLOW, allows = new->deed == DEED_ALLOW;

    if (old == NULL)
        return new;
    if (old_allows != allows && (allow_wins || old->value.size == new->value.size))
        return allows ? new : old;
    if (old->value.size == new->value.size)
        return new->deed < old->deed ? new : old;
    return new->value.size > old->value.size ? new : old;
}

struct domain_cover artefact_cover(const struct artefact *art, struct bytes domain)
{
    bool allow_wins = formats[art->format].allow_wins;
    struct domain_cover cover = {NULL, NULL, NULL};

    for (size_t i = 0; i < art->count; i++) {
        const struct stated *s = &art->rows[i];
        bool same, above;
        if (s->kind != IDENTIFIER_DOMAIN)
            continue;
        same = bytes_equal(s->value, domain);
        above = !same && domain_below(domain, s->value);
        if ((same && (s->scope & SCOPE_SELF) != 0) || (above && (s->scope & SCOPE_BELOW) != 0))
            cover.self = nearer(cover.self, s, allow_wins);
        if ((same || above) && (s->scope & SCOPE_BELOW) != 0)
            cover.below = nearer(cover.below, s, allow_wins);
        if (!same && !above && cover.opened == NULL && s->deed == DEED_ALLOW && domain_below(s->value, domain))
            cover.opened = s;
    }
    return cover;
}

static bool blocked(const struct artefact *art, const char *domain)
{
    struct domain_cover cover = artefact_cover(art, bytes_str(domain));

    return cover.self != NULL && cover.self->deed == DEED_BLOCK;
}

/* What every block by names leaves open. */
static void resolver_traps(struct artefact *art)
{
    artefact_trap(art, TRAP_DNS_OUTSIDE, 0, bytes_of(NULL, 0));
    if (!blocked(art, escapes[0]) || !blocked(art, escapes[1]))
        artefact_trap(art, TRAP_DNS_RELAY, 0, bytes_of(NULL, 0));
    if (!blocked(art, escapes[2]))
        artefact_trap(art, TRAP_DNS_BROWSER, 0, bytes_of(NULL, 0));
}

/* --- telling formats apart --- */

static bool begins(struct bytes line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_starts(line, bytes_str(words[i])))
            return true;
    return false;
}

static const char *const dnsmasq_words[] = {"address=", "server=",   "local=",     "conf-file=", "conf-dir=", "addn-hosts=",
                                            "no-resolv", "cache-size", "domain-needed", "bogus-priv", "log-queries",
                                            "interface=", "listen-address=", "rebind-", "host-record=", "cname="};
static const char *const nft_words[] = {"table ",      "flush ruleset", "add table", "add set",
                                        "add element", "define ",       "include \"", "destroy table"};
static const char *const zone_words[] = {"$TTL", "$ORIGIN", "$INCLUDE", "$GENERATE", "@ ", "@\t"};

#define BEGINS(line, words) begins(line, words, sizeof words / sizeof *words)

/* Whether a line is a resource record: one of the first words after the owner is a type or class. */
static bool record_like(struct bytes line)
{
    static const char *const types[] = {"SOA", "NS", "CNAME", "A", "AAAA", "TXT", "IN"};
    struct bytes word;

    for (unsigned i = 0; i < 4 && word_next(&line, &word); i++)
        for (size_t k = 0; i > 0 && k < sizeof types / sizeof *types; k++)
            if (bytes_is(word, types[k]))
                return true;
    return false;
}

/* The format a line speaks for; FORMAT_UNKNOWN when it does for none. */
static enum format format_of_line(struct bytes line)
{
    struct bytes rest = line, word;

    if (BEGINS(line, zone_words) || record_like(line))
        return FORMAT_RPZ;
    if (BEGINS(line, nft_words))
        return FORMAT_NFT;
    if (BEGINS(line, dnsmasq_words))
        return FORMAT_DNSMASQ;
    if (!word_next(&rest, &word))
        return FORMAT_UNKNOWN;
    if (is_address(word))
        return FORMAT_HOSTS;
    if (bytes_starts(line, BYTES("||")) || bytes_starts(line, BYTES("@@")) || bytes_starts(line, BYTES("(")) ||
        bytes_starts(line, BYTES("^")))
        return FORMAT_PIHOLE;
    /* one bare name on a line: a list of domains */
    rest = trimmed(rest);
    return bytes_find(word, '.', 0) < word.size && (rest.size == 0 || rest.data[0] == '#') ? FORMAT_PIHOLE
                                                                                          : FORMAT_UNKNOWN;
}

/* JSON is of Graph when it names Microsoft's types, and a policy of the other kind when it has such a key. */
static enum format format_of_json(struct bytes text)
{
    static const char *const keys[] = {"\"applications\"", "\"playStoreMode\"", "\"policyEnforcementRules\"",
                                       "\"personalUsagePolicies\""};

    if (bytes_search(text, BYTES("microsoft.graph"), 0) < text.size)
        return FORMAT_GRAPH;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (bytes_search(text, bytes_str(keys[i]), 0) < text.size)
            return FORMAT_AMAPI;
    return FORMAT_UNKNOWN;
}

static enum format detect(struct bytes text)
{
    struct bytes line;
    uint32_t number = 0;
    size_t at = 0;

    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\n' || text.data[at] == '\t' || text.data[at] == '\r'))
        at++;
    if (at < text.size && (text.data[at] == '{' || text.data[at] == '['))
        return format_of_json(text);
    if (bytes_starts(text, BYTES("bplist00")) || bytes_starts(text, BYTES("0\x80")) || bytes_starts(text, BYTES("0\x82")) ||
        bytes_starts(text, BYTES("0\x83")) || bytes_starts(bytes_from(text, at), BYTES("<")))
        return FORMAT_MOBILECONFIG;
    at = 0;
    while (line_next(text, &at, &number, &line) && number < LIMIT_LINT_PROBE) {
        enum format f;
        if (bytes_starts(line, BYTES("#!")) && bytes_search(line, BYTES("nft"), 0) < line.size)
            return FORMAT_NFT;
        line = trimmed(line);
        if (line.size == 0 || line.data[0] == '#' || line.data[0] == ';' || line.data[0] == '!')
            continue;
        f = format_of_line(line);
        if (f != FORMAT_UNKNOWN)
            return f;
    }
    return FORMAT_UNKNOWN;
}

bool artefact_read(struct artefact *art, struct bytes text, enum format format, struct error *e)
{
    if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
        text = bytes_from(text, 3);
    if (format == FORMAT_UNKNOWN)
        format = detect(text);
    if (format == FORMAT_UNKNOWN || formats[format].read == NULL)
        return error_set(e, ERROR_FORMAT, 0, "no format that is known; --format names it");
    art->format = format;
    art->carries = formats[format].carries;
    if (!formats[format].read(art, text, e))
        return false;
    if (formats[format].resolver)
        resolver_traps(art);
    if (art->limited)
        artefact_problem(art, 0, "more statements about families than are looked at", bytes_of(NULL, 0));
    return true;
}

/* --- over the pipe --- */

enum { MESSAGE_HEAD = 1, MESSAGE_STATED, MESSAGE_TRAP, MESSAGE_PROBLEM };

static void put_text(struct buf *out, struct bytes text)
{
    buf_u32(out, (uint32_t)text.size);
    buf_add(out, text);
}

static bool send(struct frame_writer *out, struct buf *message)
{
    bool ok = !message->failed && frame_send(out, FRAME_ROW, buf_bytes(message));

    buf_reset(message);
    return ok;
}

bool artefact_send(const struct artefact *art, struct frame_writer *out)
{
    struct buf m;
    bool ok;

    buf_init(&m, LIMIT_FRAME);
    buf_u32(&m, MESSAGE_HEAD);
    buf_u32(&m, art->format);
    buf_u32(&m, art->carries);
    buf_u32(&m, art->allow_lists);
    buf_u64(&m, art->entries);
    buf_u64(&m, art->wrong);
    put_text(&m, art->signer);
    ok = send(out, &m);
    for (size_t i = 0; ok && i < art->count; i++) {
        const struct stated *s = &art->rows[i];
        buf_u32(&m, MESSAGE_STATED);
        buf_u32(&m, s->kind);
        buf_u32(&m, s->deed);
        buf_u32(&m, s->scope);
        buf_u32(&m, s->line);
        put_text(&m, s->value);
        ok = send(out, &m);
    }
    for (uint32_t i = 0; ok && i < TRAPS; i++)
        if (art->traps[i].count > 0) {
            buf_u32(&m, MESSAGE_TRAP);
            buf_u32(&m, i);
            buf_u32(&m, art->traps[i].count);
            buf_u32(&m, art->traps[i].line);
            put_text(&m, art->traps[i].detail);
            ok = send(out, &m);
        }
    for (size_t i = 0; ok && i < art->problem_count; i++) {
        buf_u32(&m, MESSAGE_PROBLEM);
        buf_u32(&m, art->problems[i].line);
        put_text(&m, art->problems[i].text);
        ok = send(out, &m);
    }
    buf_free(&m);
    return ok;
}

static struct bytes take_text(struct artefact *art, struct cursor *c)
{
    struct bytes text = cursor_take(c, cursor_u32(c));

    return text_utf8(art->arena, arena_copy(art->arena, text), NULL);
}

static void heard_head(struct artefact *art, struct cursor *c)
{
    uint32_t format = cursor_u32(c);

    if (format >= FORMATS)
        c->failed = true;
    else
        art->format = (enum format)format;
    art->carries = cursor_u32(c) & ((1u << IDENTIFIER_KINDS) - 1);
    art->allow_lists = cursor_u32(c) & ((1u << IDENTIFIER_KINDS) - 1);
    art->entries = cursor_u64(c) & INT64_MAX;
    art->wrong = cursor_u64(c) & INT64_MAX;
    art->signer = take_text(art, c);
}

static void heard_stated(struct artefact *art, struct cursor *c)
{
    uint32_t kind = cursor_u32(c), effect = cursor_u32(c);
    struct stated s = {.scope = cursor_u32(c) & SCOPE_BOTH, .line = cursor_u32(c)};

    s.value = take_text(art, c);
    if (kind >= IDENTIFIER_KINDS || effect >= DEEDS || art->count == LIMIT_LINT_ROWS) {
        c->failed = true;
        return;
    }
    s.kind = (enum identifier_kind)kind;
    s.deed = (enum deed)effect;
    keep(art, s);
}

static void heard_trap(struct artefact *art, struct cursor *c)
{
    uint32_t trap = cursor_u32(c);

    if (trap >= TRAPS || art->traps[trap].count != 0) {
        c->failed = true;
        return;
    }
    art->traps[trap].count = cursor_u32(c);
    art->traps[trap].line = cursor_u32(c);
    art->traps[trap].detail = take_text(art, c);
}

static void heard_problem(struct artefact *art, struct cursor *c)
{
    struct problem p = {.line = cursor_u32(c)};

    p.text = take_text(art, c);
    if (art->problem_count == LIMIT_LINT_PROBLEMS) {
        c->failed = true;
        return;
    }
    art->problems =
        arena_grow(art->arena, art->problems, art->problem_count, &art->problem_capacity, sizeof *art->problems);
    art->problems[art->problem_count++] = p;
}

bool artefact_heard(struct artefact *art, enum frame_type type, struct bytes payload)
{
    struct cursor c = cursor_open(payload, 0);

    if (type != FRAME_ROW || payload.size > LIMIT_LINT_MESSAGE)
        return false;
    switch (cursor_u32(&c)) {
    case MESSAGE_HEAD:
        heard_head(art, &c);
        break;
    case MESSAGE_STATED:
        heard_stated(art, &c);
        break;
    case MESSAGE_TRAP:
        heard_trap(art, &c);
        break;
    case MESSAGE_PROBLEM:
        heard_problem(art, &c);
        break;
    default:
        return false;
    }
    return !c.failed && cursor_left(&c) == 0;
}
