/*
 * nftables rulesets (nft(8)): sets of addresses, their flags and elements, and
 * whether a rule that drops or rejects looks them up. Addresses name no
 * family, so what is asked is whether the sets do what their author believes.
 */
#include "base/limits.h"
#include "fleet/formats.h"

struct set {
    struct bytes name;
    uint32_t line, elements;
    bool timeout, used, v4, v6;
};

struct nft {
    struct artefact *art;
    struct bytes text;
    size_t at;
    uint32_t line;
    struct set *sets;
    size_t count, capacity;
    struct bytes statement[4]; /* sets that the rule being read looks up */
    unsigned looked_up;
};

static bool separate(uint8_t c)
{
    return c == '{' || c == '}' || c == ',' || c == ';' || c == '=' || c == '\n';
}

/* The next word, separator or quoted text; false at the end. */
static bool next_word(struct nft *n, struct bytes *word)
{
    while (n->at < n->text.size) {
        uint8_t c = n->text.data[n->at];
        size_t from = n->at;
        if (c == ' ' || c == '\t' || c == '\r') {
            n->at++;
            continue;
        }
        if (c == '#') {
            n->at = bytes_find(n->text, '\n', n->at);
            continue;
        }
        n->line += c == '\n';
        n->at++;
        if (c == '"')
            n->at = bytes_find(n->text, '"', n->at) + 1;
        else if (!separate(c))
            while (n->at < n->text.size && !separate(n->text.data[n->at]) && n->text.data[n->at] != ' ' &&
                   n->text.data[n->at] != '\t' && n->text.data[n->at] != '\r')
                n->at++;
        if (n->at > n->text.size)
            n->at = n->text.size;
        return bytes_slice(n->text, from, n->at - from, word);
    }
    return false;
}

/* Names that are words of the language where a name is expected. */
static void check_name(struct nft *n, struct bytes name)
{
    static const char *const keywords[] = {"fwd", "drop", "accept", "reject", "set", "map", "chain", "rule", "log", "meta", "dup"};

    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (bytes_is(name, keywords[i]))
            artefact_trap(n->art, TRAP_NFT_KEYWORD, n->line, name);
}

static unsigned prefix_of(struct bytes element)
{
    size_t at = bytes_find(element, '/', 0);
    unsigned bits = 0;

    if (at == element.size)
        return 128;
    for (at++; at < element.size && bits <= 128 && element.data[at] >= '0' && element.data[at] <= '9'; at++)
        bits = bits * 10 + (element.data[at] - '0');
    return bits;
}

/* Whether nft takes an element: of IPv4 addresses, alone, with a prefix or as a range, each has to be one; names and variables it looks up. */
static bool loads(struct bytes element)
{
    struct bytes part;
    size_t end;

    for (size_t at = 0; at < element.size; at += part.size + 1) {
        bytes_slice(element, at, bytes_find(element, '-', at) - at, &part);
        end = bytes_find(part, '/', 0);
        if (part.size > 0 && part.data[0] >= '0' && part.data[0] <= '9' && bytes_find(part, '.', 0) < part.size) {
            struct bytes address;
            bytes_slice(part, 0, end, &address);
            if (!is_address(address) || (end < part.size && prefix_of(part) > 32))
                return false;
        }
    }
    return true;
}

/* The elements of a set, behind `elements =`, up to the closing brace. */
static void elements(struct nft *n, struct set *s)
{
    struct bytes word;
    bool first = true;

    while (next_word(n, &word) && !bytes_is(word, "}")) {
        if (bytes_is(word, "{") || bytes_is(word, ",")) {
            first = true;
        } else if (first && !bytes_is(word, "\n") && !bytes_is(word, "=")) {
            bool v6 = bytes_find(word, ':', 0) < word.size;
            first = false;
            n->art->entries++;
            s->elements += s->elements < UINT32_MAX;
            if (!loads(word))
                artefact_problem(n->art, n->line, "an element that is no address: nft does not load the file", word);
            if (prefix_of(word) < (v6 ? 32u : 16u))
                artefact_trap(n->art, TRAP_NFT_WIDE, n->line, word);
        }
    }
}

/* `set NAME { ... }`: type, flags, elements. */
static void read_set(struct nft *n)
{
    struct set *s;
    struct bytes word;
    unsigned depth = 0;

    if (!next_word(n, &word))
        return;
    check_name(n, word);
    if (n->count == LIMIT_LINT_SETS) {
        artefact_problem(n->art, n->line, "more sets than are looked at", word);
        return;
    }
    n->sets = arena_grow(n->art->arena, n->sets, n->count, &n->capacity, sizeof *n->sets);
    s = &n->sets[n->count++];
    *s = (struct set){.name = word, .line = n->line};
    while (next_word(n, &word)) {
        if (bytes_is(word, "{")) {
            depth++;
        } else if (bytes_is(word, "}")) {
            if (depth <= 1)
                return;
            depth--;
        } else if (bytes_is(word, "elements")) {
            elements(n, s);
        }
        s->timeout |= bytes_is(word, "timeout");
        s->v4 |= bytes_is(word, "ipv4_addr");
        s->v6 |= bytes_is(word, "ipv6_addr");
    }
    artefact_problem(n->art, n->line, "a brace is not closed", s->name);
}

/* A rule ended: what it looked up counts as used when it drops or rejects. */
static void mark_used(struct nft *n)
{
    for (unsigned k = 0; k < n->looked_up; k++)
        for (size_t i = 0; i < n->count; i++)
            if (bytes_equal(n->sets[i].name, n->statement[k]))
                n->sets[i].used = true;
    n->looked_up = 0;
}

static void judge_sets(struct nft *n)
{
    bool v4 = false, v6 = false;

    for (size_t i = 0; i < n->count; i++) {
        const struct set *s = &n->sets[i];
        v4 |= s->v4;
        v6 |= s->v6;
        if (!s->used)
            artefact_trap(n->art, TRAP_NFT_UNUSED, s->line, s->name);
        if (!s->timeout)
            artefact_trap(n->art, TRAP_NFT_NO_TIMEOUT, s->line, s->name);
        if (s->elements == 0)
            artefact_trap(n->art, TRAP_NFT_EMPTY, s->line, s->name);
    }
    if (v4 != v6)
        artefact_trap(n->art, TRAP_NFT_ONE_PROTOCOL, n->sets[0].line, n->sets[0].name);
    artefact_trap(n->art, TRAP_NFT_ADDRESSES, 0, bytes_of(NULL, 0));
}

bool nft_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct nft n = {.art = art, .text = text, .line = 1};
    struct bytes word, last = {NULL, 0};
    bool drops = false;

    (void)e;
    while (next_word(&n, &word)) {
        if (bytes_is(word, "set") && !bytes_is(last, "add") && !bytes_is(last, "flush")) {
            read_set(&n);
        } else if (bytes_is(word, "\n") || bytes_is(word, ";") || bytes_is(word, "}")) {
            if (drops)
                mark_used(&n);
            n.looked_up = 0;
            drops = false;
        } else if (bytes_is(last, "chain") || bytes_is(last, "map")) {
            check_name(&n, word);
        } else if (word.data[0] == '@' && n.looked_up < 4) {
            n.statement[n.looked_up++] = bytes_from(word, 1);
        }
        drops |= bytes_is(word, "drop") || bytes_is(word, "reject");
        last = word;
    }
    if (drops)
        mark_used(&n);
    judge_sets(&n);
    return true;
}
