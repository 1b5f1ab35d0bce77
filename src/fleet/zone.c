/*
 * Response policy zones: a master file (RFC 1035, section 5) whose records say
 * what to answer instead (draft-vixie-dnsop-dns-rpz). An owner without a dot
 * at its end is relative to the zone, which is how policies are written.
 */
#include "fleet/formats.h"

enum { WORDS_MOST = 12 };

struct zone {
    struct artefact *art;
    struct bytes text, origin; /* origin without a dot at its end */
    size_t at;
    uint32_t line;
    bool has_origin, has_soa, has_ns;
    struct bytes owner;
    struct bytes words[WORDS_MOST];
    unsigned count;
    uint32_t first; /* line of the record's first word */
    bool indented;
};

static bool ends_word(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '(' || c == ')' || c == '"';
}

/* A quoted text or a word, from z->at on. */
static void take_word(struct zone *z)
{
    size_t from = z->at;
    struct bytes word;

    if (z->text.data[z->at] == '"') {
        for (z->at++; z->at < z->text.size && z->text.data[z->at] != '"'; z->at++) {
            z->line += z->text.data[z->at] == '\n';
            if (z->text.data[z->at] == '\\' && z->at + 1 < z->text.size)
                z->at++;
        }
        z->at += z->at < z->text.size;
    } else {
        while (z->at < z->text.size && !ends_word(z->text.data[z->at]))
            z->at += z->text.data[z->at] == '\\' && z->at + 1 < z->text.size ? 2 : 1;
    }
    bytes_slice(z->text, from, (z->at < z->text.size ? z->at : z->text.size) - from, &word);
    if (z->count == 0)
        z->first = z->line;
    if (z->count < WORDS_MOST)
        z->words[z->count++] = word;
}

/* The words of the next entry, over several lines inside parentheses; false at the end. */
static bool next_entry(struct zone *z)
{
    unsigned depth = 0;

    z->count = 0;
    if (z->at >= z->text.size)
        return false;
    z->indented = z->text.data[z->at] == ' ' || z->text.data[z->at] == '\t';
    while (z->at < z->text.size) {
        uint8_t c = z->text.data[z->at];
        if (c == '\n') {
            z->at++;
            z->line++;
            if (depth == 0)
                return true;
        } else if (c == ';') {
            z->at = bytes_find(z->text, '\n', z->at);
        } else if (c == '(' || c == ')') {
            z->at++;
            depth = c == '(' ? depth + 1 : depth - (depth > 0);
        } else if (c == ' ' || c == '\t' || c == '\r') {
            z->at++;
        } else {
            take_word(z);
        }
    }
    if (depth > 0)
        artefact_problem(z->art, z->first, "a parenthesis is not closed", bytes_of(NULL, 0));
    return true;
}

static bool same_word(struct bytes word, const char *upper)
{
    size_t i = 0;

    for (; i < word.size && upper[i] != 0; i++)
        if ((word.data[i] & 0xdf) != (uint8_t)upper[i] && word.data[i] != (uint8_t)upper[i])
            return false;
    return i == word.size && upper[i] == 0;
}

static bool is_ttl(struct bytes word)
{
    for (size_t i = 0; i < word.size; i++)
        if (!(word.data[i] >= '0' && word.data[i] <= '9') && (i == 0 || bytes_find(BYTES("smhdwSMHDW"), word.data[i], 0) == 10))
            return false;
    return word.size > 0;
}

static struct bytes without_dot(struct bytes name)
{
    if (name.size > 0 && name.data[name.size - 1] == '.')
        name.size--;
    return name;
}

static bool lower_equal(struct bytes a, struct bytes b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if ((a.data[i] | 0x20) != (b.data[i] | 0x20))
            return false;
    return true;
}

/* The name that an owner speaks of, relative to the zone; false when it lies outside. */
static bool relative(const struct zone *z, struct bytes owner, struct bytes *name)
{
    struct bytes tail;

    *name = owner;
    if (owner.size == 0 || owner.data[owner.size - 1] != '.')
        return true;
    *name = without_dot(owner);
    if (!z->has_origin || name->size <= z->origin.size + 1)
        return z->has_origin && lower_equal(*name, z->origin);
    tail = bytes_from(*name, name->size - z->origin.size);
    if (!lower_equal(tail, z->origin) || name->data[name->size - z->origin.size - 1] != '.')
        return false;
    name->size -= z->origin.size + 1;
    return true;
}

/* What a CNAME stands for. False for one that blocks or exempts nothing. */
static bool cname_effect(struct zone *z, struct bytes target, struct bytes owner, enum deed *effect)
{
    *effect = DEED_BLOCK;
    if (bytes_is(target, ".") || bytes_is(target, "*.") || same_word(target, "RPZ-DROP."))
        return true;
    if (same_word(target, "RPZ-PASSTHRU.") || lower_equal(without_dot(target), without_dot(owner))) {
        *effect = DEED_ALLOW;
        return true;
    }
    if (same_word(target, "RPZ-TCP-ONLY.")) {
        artefact_trap(z->art, TRAP_RPZ_TCP, z->first, owner);
        return false;
    }
    artefact_trap(z->art, TRAP_RPZ_DATA, z->first, owner);
    return true;
}

/* A record that is a policy: owner, type and first word of its data. */
static void policy(struct zone *z, struct bytes type, struct bytes data)
{
    enum deed effect = DEED_BLOCK;
    struct bytes name;

    if (!relative(z, z->owner, &name)) {
        artefact_trap(z->art, TRAP_RPZ_OUTSIDE, z->first, z->owner);
        return;
    }
    if (same_word(type, "CNAME")) {
        if (!cname_effect(z, data, name, &effect))
            return;
    } else if (same_word(type, "A") || same_word(type, "AAAA") || same_word(type, "TXT")) {
        artefact_trap(z->art, TRAP_RPZ_DATA, z->first, z->owner);
    } else {
        return; /* DNAME and what a resolver takes for no policy */
    }
    if (bytes_ends(name, BYTES(".rpz-client-ip"))) {
        artefact_trap(z->art, TRAP_RPZ_CLIENT, z->first, name);
        z->art->entries++;
    } else if (bytes_ends(name, BYTES(".rpz-ip")) || bytes_ends(name, BYTES(".rpz-nsip")) ||
               bytes_ends(name, BYTES(".rpz-nsdname"))) {
        artefact_trap(z->art, TRAP_RPZ_ADDRESS, z->first, name);
        z->art->entries++;
    } else if (bytes_starts(name, BYTES("*."))) {
        artefact_domain(z->art, effect, SCOPE_BELOW, z->first, bytes_from(name, 2));
    } else if (!bytes_is(name, "*")) {
        artefact_domain(z->art, effect, SCOPE_SELF, z->first, name);
    } else {
        artefact_state(z->art, (struct stated){IDENTIFIER_DOMAIN, effect, SCOPE_BELOW, z->first, bytes_of(NULL, 0)});
    }
}

static void directive(struct zone *z)
{
    if (same_word(z->words[0], "$ORIGIN") && z->count > 1) {
        /* one below the zone changes what relative names mean: the zone is where the SOA stands */
        if (!z->has_soa || !z->has_origin) {
            z->origin = without_dot(z->words[1]);
            z->has_origin = true;
        } else if (!lower_equal(z->origin, without_dot(z->words[1]))) {
            artefact_problem(z->art, z->first, "a second $ORIGIN is not followed", z->words[1]);
        }
    } else if (!same_word(z->words[0], "$TTL")) {
        artefact_trap(z->art, TRAP_RPZ_INCLUDE, z->first, z->words[0]);
    }
}

/* One record: owner, and in any order a time to live and a class, then the type. */
static void record(struct zone *z)
{
    unsigned i = z->indented ? 0 : 1;

    if (!z->indented)
        z->owner = z->words[0];
    while (i < z->count && (is_ttl(z->words[i]) || same_word(z->words[i], "IN") || same_word(z->words[i], "CH")))
        i++;
    if (i + 1 >= z->count || z->owner.size == 0) {
        artefact_problem(z->art, z->first, "not a resource record", z->words[0]);
        return;
    }
    if (same_word(z->words[i], "SOA")) {
        z->has_soa = true;
        if (!z->has_origin && z->owner.data[z->owner.size - 1] == '.') {
            z->origin = without_dot(z->owner);
            z->has_origin = true;
        }
    } else if (same_word(z->words[i], "NS")) {
        z->has_ns = true;
    } else if (!bytes_is(z->owner, "@")) {
        policy(z, z->words[i], z->words[i + 1]);
    }
}

bool zone_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct zone z = {.art = art, .text = text, .line = 1};

    (void)e;
    while (next_entry(&z)) {
        if (z.count == 0)
            continue;
        if (z.words[0].size > 0 && z.words[0].data[0] == '$')
            directive(&z);
        else
            record(&z);
    }
    if (!z.has_soa || !z.has_ns)
        artefact_trap(art, TRAP_RPZ_NOT_A_ZONE, 0, bytes_of(NULL, 0));
    return true;
}
