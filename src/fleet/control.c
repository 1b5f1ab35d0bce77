#include "fleet/control.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/moment.h"

enum { DAY = 86400 };

struct gathering {
    struct control *c;
    struct arena *arena;
    const struct control_options *options;
    size_t capacity, unknown_capacity, exempt_capacity, ended_capacity, former_capacity;
};

/* --- names --- */

static bool is_accepted(const struct control_options *o, struct bytes value)
{
    for (size_t i = 0; i < o->accepted_count; i++)
        if (bytes_is(o->accepted[i], "*") || bytes_equal(o->accepted[i], value))
            return true;
    return false;
}

/* Kinds that some plane can be told; owners, code and successors in words are for people. */
static bool is_name(enum identifier_kind kind)
{
    return kind != IDENTIFIER_OWNER && kind != IDENTIFIER_CODE && kind != IDENTIFIER_SUCCESSOR;
}

static bool has_name(const struct control *c, enum identifier_kind kind, struct bytes value)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->names[i].kind == kind && bytes_equal(c->names[i].value, value))
            return true;
    return false;
}

static void add_name(struct gathering *g, struct control_name n)
{
    struct control *c = g->c;

    if (has_name(c, n.kind, n.value))
        return;
    n.accepted = n.also_hits.size == 0 || is_accepted(g->options, n.value);
    c->names = arena_grow(g->arena, c->names, c->count, &g->capacity, sizeof *c->names);
    c->names[c->count++] = n;
}

static void add_family(struct gathering *g, const struct family *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct identifier *id = &f->identifiers[i];
        if (is_name(id->kind) && identifier_counts(id))
            add_name(g, (struct control_name){id->kind, id->confidence, id->value, id->platform, id->may_also_hit, false});
    }
}

/* An app by its package or bundle id: statements do not say which, and most planes ask for one of the two. */
static void add_app(struct gathering *g, struct bytes id)
{
    if (has_name(g->c, IDENTIFIER_PACKAGE, id) || has_name(g->c, IDENTIFIER_BUNDLE, id))
        return;
    add_name(g, (struct control_name){IDENTIFIER_PACKAGE, CONFIDENCE_CERTAIN, id, BYTES("android"), {NULL, 0}, false});
    add_name(g, (struct control_name){IDENTIFIER_BUNDLE, CONFIDENCE_CERTAIN, id, BYTES("ios"), {NULL, 0}, false});
}

/* Whether a text stands in another, whatever the case of its letters. */
static bool stands_in(struct bytes whole, struct bytes part)
{
    for (size_t at = 0; part.size > 0 && at + part.size <= whole.size; at++) {
        size_t i = 0;
        while (i < part.size && (whole.data[at + i] | 0x20) == (part.data[i] | 0x20))
            i++;
        if (i == part.size)
            return true;
    }
    return false;
}

static void add_unknown(struct gathering *g, struct bytes text)
{
    struct control *c = g->c;

    c->unresolved = arena_grow(g->arena, c->unresolved, c->unresolved_count, &g->unknown_capacity, sizeof *c->unresolved);
    c->unresolved[c->unresolved_count++] = text;
}

static enum identifier_kind digest_kind(struct bytes subject)
{
    return subject.size == 32 ? IDENTIFIER_MD5 : subject.size == 40 ? IDENTIFIER_SHA1 : IDENTIFIER_SHA256;
}

static void gather_names(struct gathering *g, const struct statement *d, const struct families *f)
{
    struct bytes subject = matter_text(d, "subject"), kind = matter_text(d, "subject_kind");
    const struct family *family = bytes_is(kind, "family") ? families_find(f, subject) : NULL;
    const struct json_node *apps = json_get(d->root, "apps"), *more = json_get(d->root, "successors");

    g->c->title_en = family != NULL ? family->name_en : subject;
    g->c->title_fr = family != NULL ? family->name_fr : subject;
    if (family != NULL)
        add_family(g, family);
    else if (bytes_is(kind, "family"))
        add_unknown(g, subject);
    for (const struct json_node *n = apps == NULL ? NULL : apps->first; n != NULL; n = n->next)
        add_app(g, n->text);
    if (bytes_is(kind, "app"))
        add_app(g, subject);
    if (bytes_is(kind, "signer"))
        add_name(g, (struct control_name){digest_kind(subject), CONFIDENCE_CERTAIN, subject, BYTES("any"), {NULL, 0}, false});
    for (const struct json_node *n = more == NULL ? NULL : more->first; n != NULL; n = n->next) {
        const struct family *successor = families_find(f, n->text);
        if (successor != NULL)
            add_family(g, successor);
        else if (family == NULL || !stands_in(family->name_en, n->text)) /* another name of the family itself */
            add_unknown(g, n->text);
    }
}

static int by_kind(const void *a, const void *b)
{
    const struct control_name *x = a, *y = b;

    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : bytes_compare(x->value, y->value);
}

/* --- exceptions --- */

bool control_network(struct bytes text, struct control_network *out)
{
    size_t slash = bytes_find(text, '/', 0);
    unsigned bits = 0, most;
    char address[INET6_ADDRSTRLEN];
    struct bytes digits = bytes_from(text, slash == text.size ? slash : slash + 1);

    if (slash == 0 || slash >= sizeof address || (slash < text.size && (digits.size == 0 || digits.size > 3)))
        return false;
    memcpy(address, text.data, slash);
    address[slash] = 0;
    memset(out, 0, sizeof *out);
    out->v6 = inet_pton(AF_INET6, address, out->address) == 1;
    if (!out->v6 && inet_pton(AF_INET, address, out->address) != 1)
        return false;
    most = out->v6 ? 128 : 32;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        bits = 10 * bits + (unsigned)(digits.data[i] - '0');
    }
    out->bits = slash == text.size ? most : bits;
    if (out->bits > most)
        return false;
    for (unsigned i = out->bits; i < most; i++) /* host bits are none of a prefix */
        if ((out->address[i / 8] & 0x80u >> i % 8) != 0)
            return false;
    return true;
}

bool control_network_has(const struct control_network *n, const uint8_t address[16])
{
    for (unsigned bit = 0; bit < n->bits; bit++)
        if (((n->address[bit / 8] ^ address[bit / 8]) & 0x80u >> bit % 8) != 0)
            return false;
    return true;
}

bool control_contains(const struct control_network *wide, const struct control_network *n)
{
    return wide->v6 == n->v6 && wide->bits <= n->bits && control_network_has(wide, n->address);
}

/* The first row whose network an address or prefix lies in; NULL: none. */
static const struct control_exempt *row_around(const struct control_exempt *rows, size_t count, struct bytes network)
{
    struct control_network wide, n;

    for (size_t i = 0; i < count && control_network(network, &n); i++)
        if (control_network(rows[i].network, &wide) && control_contains(&wide, &n))
            return &rows[i];
    return NULL;
}

const struct control_exempt *control_exempts(const struct control *c, struct bytes address)
{
    return row_around(c->exempt, c->exempt_count, address);
}

/* The value of the mitigation "network", when it is an address or a prefix. */
static struct bytes network_of(const struct statement *s)
{
    const struct json_node *rows = json_get(s->root, "mitigations");
    struct control_network ignored;

    for (const struct json_node *n = rows == NULL ? NULL : rows->first; n != NULL; n = n->next) {
        const struct json_node *check = json_get(n, "check"), *value = json_get(n, "value");
        if (check != NULL && check->kind == JSON_TEXT && bytes_is(check->text, "network") && value != NULL &&
            value->kind == JSON_TEXT && control_network(value->text, &ignored))
            return value->text;
    }
    return bytes_of(NULL, 0);
}

static void gather_exempt(struct gathering *g, const struct mandate *m)
{
    struct control *c = g->c;

    for (size_t i = 0; i < m->count; i++) {
        const struct mandate_keep *k = &m->keeps[i];
        int64_t last;
        if (strcmp(k->word, "exception") != 0 || !moment_parse(k->until, &last) || last + DAY <= c->now)
            continue;
        c->exempt = arena_grow(g->arena, c->exempt, c->exempt_count, &g->exempt_capacity, sizeof *c->exempt);
        c->exempt[c->exempt_count++] = (struct control_exempt){
            .who = k->who, .network = network_of(&k->by->s), .until = arena_copy(g->arena, k->until), .ends = last + DAY,
            .digest = bytes_str(k->by->hex), .group = json_get(k->by->s.root, "group") != NULL};
    }
}

static int by_network(const void *a, const void *b)
{
    const struct control_exempt *x = a, *y = b;
    int order = bytes_compare(x->network, y->network);

    return order != 0 ? order : bytes_compare(x->who, y->who);
}

/* Exceptions of the case that hold no more: they ended, or what they were exceptions to does not hold. */
static void gather_ended(struct gathering *g, const struct matter *m)
{
    struct control *c = g->c;

    for (size_t i = 0; i < m->count; i++) {
        const struct matter_item *item = &m->items[i];
        struct bytes network, device = matter_text(&item->s, "device");
        int64_t last;
        if (strcmp(item->s.kind->name, "exception") != 0 || !moment_parse(matter_text(&item->s, "expires"), &last))
            continue;
        network = network_of(&item->s);
        if (network.size == 0 || control_exempts(c, network) != NULL || row_around(c->ended, c->ended_count, network) != NULL)
            continue;
        c->ended = arena_grow(g->arena, c->ended, c->ended_count, &g->ended_capacity, sizeof *c->ended);
        c->ended[c->ended_count++] = (struct control_exempt){
            .who = device.size > 0 ? device : matter_text(&item->s, "group"), .network = network, .until = matter_text(&item->s, "expires"),
            .ends = last + DAY, .digest = bytes_str(item->hex), .group = json_get(item->s.root, "group") != NULL};
    }
}

static int by_text(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* Of what one determination blocked, the domains that nothing blocks now. */
static void add_former(struct gathering *g, const struct control *was)
{
    struct control *c = g->c;

    for (size_t i = 0; was->blocks_traffic && i < was->count; i++) {
        const struct control_name *n = &was->names[i];
        bool known = n->kind != IDENTIFIER_DOMAIN || !n->accepted || (c->blocks_traffic && !c->revoked && has_name(c, IDENTIFIER_DOMAIN, n->value));
        for (size_t k = 0; !known && k < c->former_count; k++)
            known = bytes_equal(c->former[k], n->value);
        if (known)
            continue;
        c->former = arena_grow(g->arena, c->former, c->former_count, &g->former_capacity, sizeof *c->former);
        c->former[c->former_count++] = n->value;
    }
}

/* --- all of it --- */

static void gather_measures(struct control *c, const struct statement *d)
{
    const struct json_node *rows = json_get(d->root, "measures");

    for (const struct json_node *n = rows == NULL ? NULL : rows->first; n != NULL; n = n->next) {
        const struct json_node *word = json_get(n, "measure");
        if (word == NULL || word->kind != JSON_TEXT)
            continue;
        c->removes = c->removes || bytes_is(word->text, "remove");
        c->blocks_install = c->blocks_install || bytes_is(word->text, "block-install");
        c->blocks_traffic = c->blocks_traffic || bytes_is(word->text, "block-traffic");
    }
    c->traffic_app_only = bytes_is(matter_text(d, "traffic"), "app-only");
}

/* What determinations of the case blocked: those before, and a revoked one. */
static void gather_former(struct gathering *g, const struct matter *m, const struct families *families)
{
    for (size_t i = 0; i < m->count; i++) {
        struct control was = {.now = g->c->now};
        struct gathering each = {.c = &was, .arena = g->arena, .options = g->options};
        if (strcmp(m->items[i].s.kind->name, "determination") != 0)
            continue;
        gather_measures(&was, &m->items[i].s);
        gather_names(&each, &m->items[i].s, families);
        add_former(g, &was);
    }
}

bool control_make(struct control *c, struct arena *a, const struct control_from *from, const struct control_options *o, struct error *e)
{
    struct gathering g = {.c = c, .arena = a, .options = o};
    const struct mandate *m = from->mandate;
    const struct matter_item *item;
    const struct statement *d;

    *c = (struct control){.now = from->now};
    c->revoked = m->determination == NULL && m->revoked && from->revoked_too;
    item = c->revoked ? matter_last(m->m, "determination") : m->determination;
    if (item == NULL)
        return error_set(e, ERROR_REFUSED, 0, "no determination of this case is in force: there is nothing to carry out");
    d = &item->s;
    c->matter = m->m->name;
    c->determination = bytes_str(item->hex);
    c->effective = arena_copy(a, matter_text(d, "effective"));
    gather_measures(c, d);
    gather_names(&g, d, from->families);
    gather_exempt(&g, m);
    gather_ended(&g, m->m);
    gather_former(&g, m->m, from->families);
    if (c->count == 0)
        return error_set(e, ERROR_REFUSED, 0, "the determination's subject has no identifier that a plane could block: name packages or bundle ids in its 'apps', or add the family with --families DIR");
    qsort(c->names, c->count, sizeof *c->names, by_kind);
    if (c->exempt_count > 0)
        qsort(c->exempt, c->exempt_count, sizeof *c->exempt, by_network);
    if (c->ended_count > 0)
        qsort(c->ended, c->ended_count, sizeof *c->ended, by_network);
    if (c->former_count > 0)
        qsort(c->former, c->former_count, sizeof *c->former, by_text);
    return true;
}
