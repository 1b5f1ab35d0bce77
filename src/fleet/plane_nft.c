/*
 * nftables: a ruleset with sets. A family is known by names, not addresses, so what the firewall is told is what a
 * resolver cannot do by itself: DNS that goes past the organisation's resolvers is refused, with an exception's end
 * as the native timeout of a set element (nft(8), "timeout", "flags interval,timeout"). Addresses of the service
 * are not blocked: they are shared with other services of the owner and of content networks.
 */
#include "fleet/plane_nft.h"

#include <inttypes.h>
#include <limits.h>

#include "base/hash.h"
#include "base/limits.h"
#include "fleet/rpz.h"

#define FILE_NAME "nftables.nft"

/* Seconds that the exception still has, as nft writes a time. */
static void element(const struct control *c, const struct control_exempt *x, struct buf *out)
{
    buf_printf(out, "%.*s timeout %" PRId64 "s comment \"exception %.12s until %.*s\"", (int)x->network.size, (const char *)x->network.data, x->ends - c->now,
               (const char *)x->digest.data, (int)x->until.size, (const char *)x->until.data);
}

/* Of exceptions for one network the one that ends last counts. */
static const struct control_exempt *longest(const struct control *c, size_t *i)
{
    const struct control_exempt *best = &c->exempt[*i];

    for (; *i + 1 < c->exempt_count && bytes_equal(c->exempt[*i + 1].network, best->network); ++*i)
        if (c->exempt[*i + 1].ends > best->ends)
            best = &c->exempt[*i + 1];
    return best;
}

/* An exception as an element, and how many others lie around its network: no two networks of one set may touch. */
struct exempt {
    const struct control_exempt *x;
    struct control_network n;
    unsigned depth;
};

struct exempts {
    struct exempt *rows;
    size_t count;
    unsigned depths[2]; /* sets of IPv4 and of IPv6; one at least */
};

/* Networks within another that ends no earlier say nothing more; those that end later are in a set behind it. */
static struct exempts gather(const struct control *c, struct arena *a)
{
    struct exempts all = {.rows = arena_array(a, c->exempt_count + 1, sizeof *all.rows), .depths = {1, 1}};
    size_t kept = 0;

    for (size_t i = 0; i < c->exempt_count; i++) {
        struct exempt one = {.x = longest(c, &i)};
        if (control_network(one.x->network, &one.n))
            all.rows[all.count++] = one;
    }
    for (size_t i = 0; i < all.count; i++) {
        bool needed = true;
        for (size_t k = 0; k < all.count; k++)
            needed = needed && (k == i || !control_contains(&all.rows[k].n, &all.rows[i].n) || all.rows[k].x->ends < all.rows[i].x->ends);
        all.rows[i].depth = needed ? 0 : UINT_MAX;
    }
    for (size_t i = 0; i < all.count; i++)
        if (all.rows[i].depth != UINT_MAX)
            all.rows[kept++] = all.rows[i];
    all.count = kept;
    for (size_t i = 0; i < all.count; i++) {
        struct exempt *one = &all.rows[i];
        for (size_t k = 0; k < all.count; k++)
            one->depth += k != i && control_contains(&all.rows[k].n, &one->n);
        if (one->depth >= all.depths[one->n.v6])
            all.depths[one->n.v6] = one->depth + 1;
    }
    return all;
}

/* "exempt4", "exempt4_1", ... */
static void set_name(bool v6, unsigned depth, struct buf *out)
{
    buf_printf(out, "exempt%s", v6 ? "6" : "4");
    if (depth > 0)
        buf_printf(out, "_%u", depth);
}

static void set(const struct control *c, const struct exempts *all, bool v6, unsigned depth, struct buf *out)
{
    bool any = false;

    buf_str(out, "    set ");
    set_name(v6, depth, out);
    buf_printf(out, " {\n        type ipv%s_addr\n        flags interval,timeout\n", v6 ? "6" : "4");
    for (size_t i = 0; i < all->count; i++) {
        if (all->rows[i].n.v6 != v6 || all->rows[i].depth != depth)
            continue;
        buf_str(out, any ? ",\n            " : "        elements = {\n            ");
        any = true;
        element(c, all->rows[i].x, out);
    }
    buf_str(out, any ? "\n        }\n    }\n" : "    }\n");
}

static void sets(const struct control *c, const struct exempts *all, struct buf *out)
{
    for (int v6 = 0; v6 < 2; v6++)
        for (unsigned depth = 0; depth < all->depths[v6]; depth++)
            set(c, all, v6, depth, out);
}

static void accept_exempt(const struct exempts *all, struct buf *out)
{
    for (int v6 = 0; v6 < 2; v6++)
        for (unsigned depth = 0; depth < all->depths[v6]; depth++) {
            buf_printf(out, "        ip%s saddr @", v6 ? "6" : "");
            set_name(v6, depth, out);
            buf_str(out, " accept\n");
        }
}

/* The resolvers that may be asked, by family of addresses; a rule without any is left out. */
static void allow_resolvers(const struct plane_input *in, struct buf *out)
{
    for (size_t i = 0; i < in->resolver_count; i++) {
        struct control_network n;
        if (control_network(in->resolvers[i], &n))
            buf_printf(out, "        %s daddr %.*s accept\n", n.v6 ? "ip6" : "ip", (int)in->resolvers[i].size, (const char *)in->resolvers[i].data);
    }
}

/* The text without the times that run, which differ each time it is rendered. */
static void without_times(struct bytes text, struct buf *out)
{
    const struct bytes word = BYTES(" timeout ");

    for (size_t at = 0; at < text.size; at++) {
        if (bytes_starts(bytes_from(text, at), word))
            while (at < text.size && text.data[at] != '"' && text.data[at] != '\n')
                at++;
        if (at < text.size)
            buf_u8(out, text.data[at]);
    }
}

#define DELETE "delete table inet "

/* Each case has a table of its own, so that none takes the place of another's: "veto_wechat". */
static void table_name(struct bytes matter, struct buf *out)
{
    bool plain = true;

    buf_str(out, "veto_");
    for (size_t i = 0; i < matter.size; i++) {
        uint8_t b = matter.data[i];
        bool word = ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || (b >= '0' && b <= '9');
        buf_u8(out, word ? b : '_');
        plain = plain && word;
    }
    if (!plain) { /* two names may be alike but for what no table can have in its name */
        char hex[HEX256 + 1];
        uint8_t digest[SHA256_SIZE];
        hash_sha256(matter, digest);
        hash_hex(bytes_of(digest, sizeof digest), hex);
        buf_printf(out, "_%.8s", hex);
    }
}

/* A ruleset without the table of that file. */
static bool blank(struct bytes text, struct buf *out)
{
    for (size_t at = 0; at < text.size; at = bytes_find(text, '\n', at) + 1) {
        struct bytes name, rest = bytes_from(text, at);
        if (!bytes_starts(rest, BYTES(DELETE)))
            continue;
        rest = bytes_from(rest, sizeof DELETE - 1);
        bytes_slice(rest, 0, bytes_find(rest, '\n', 0), &name);
        return buf_printf(out, "table inet %.*s\n" DELETE "%.*s\n", (int)name.size, (const char *)name.data, (int)name.size, (const char *)name.data);
    }
    return false;
}

/* Whether what stands there says the same but for the time that has gone by since: then it stays as it is. */
static bool says_the_same(struct bytes standing, struct bytes fresh)
{
    struct buf a, b;
    bool same;

    buf_init(&a, LIMIT_PLACE_FILE);
    buf_init(&b, LIMIT_PLACE_FILE);
    without_times(standing, &a);
    without_times(fresh, &b);
    same = bytes_equal(buf_bytes(&a), buf_bytes(&b));
    buf_free(&a);
    buf_free(&b);
    return same;
}

static bool render(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct bytes standing = plane_standing(in, FILE_NAME);
    struct exempts exempts;
    struct buf text, name;

    if (!rpz_asked(c, e))
        return false;
    if (in->resolver_count == 0)
        return error_set(e, ERROR_USAGE, 0, "--allow-resolvers ADDRESS,... says which resolvers devices may ask; all other DNS is then refused");
    plane_gaps(&plane_nft, c, out);
    for (size_t i = 0; i < c->exempt_count; i++)
        if (c->exempt[i].network.size == 0)
            rendering_gap(out, GAP_EXEMPT, c->exempt[i].who, "the exception %.12s names no network: its device is held to the resolvers like any other",
                          (const char *)c->exempt[i].digest.data);
    rendering_gap(out, GAP_CANNOT, BYTES("DNS over HTTPS"), "cannot be told from other traffic to port 443; block its names at the resolver and its servers by their addresses");
    rendering_gap(out, GAP_NEEDS, bytes_of(NULL, 0), "devices behind this firewall only, and forwarded traffic only; a resolver that blocks the names (rpz-...) beside it");
    if (c->exempt_count > 0)
        rendering_gap(out, GAP_EXEMPT, bytes_of(NULL, 0), "other cases have tables of their own: a device that is excepted here alone is still held to the resolvers by theirs");
    if (c->exempt_count > 0)
        rendering_gap(out, GAP_NEEDS, BYTES(FILE_NAME), "timeouts run from when it is loaded: after a restart of the firewall, load what is rendered then, not this file");
    exempts = gather(c, out->arena);
    buf_init(&text, LIMIT_PLACE_FILE);
    rpz_heading(c, "#", &text);
    buf_init(&name, 100 + c->matter.size);
    table_name(c->matter, &name);
    buf_printf(&text, "table inet %.*s\n" DELETE "%.*s\ntable inet %.*s {\n", (int)name.size, (const char *)name.data, (int)name.size, (const char *)name.data,
               (int)name.size, (const char *)name.data);
    buf_free(&name);
    sets(c, &exempts, &text);
    buf_str(&text, "    chain dns {\n");
    accept_exempt(&exempts, &text);
    allow_resolvers(in, &text);
    buf_str(&text, "        counter reject\n    }\n    chain forward {\n        type filter hook forward priority filter; policy accept;\n"
                   "        meta l4proto { tcp, udp } th dport { 53, 853 } jump dns\n    }\n}\n");
    rendering_file(out, FILE_NAME, says_the_same(standing, buf_bytes(&text)) ? standing : buf_bytes(&text));
    buf_free(&text);
    return true;
}

const struct plane plane_nft = {
    .name = "nftables",
    .kind = "firewall",
    .title = "nftables, DNS past the organisation's resolvers",
    .versions = "1.0.6 (Debian 12), run by the tests in network namespaces",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_NO, "a firewall sees packets, not apps"},
        [PLANE_REMOVE] = {CAN_NO, "a firewall sees packets, not apps"},
        [PLANE_BLOCK_LAUNCH] = {CAN_NO, "a firewall sees packets, not apps"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_PARTLY, "DNS and DNS over TLS that goes past the given resolvers; not the service's addresses, which others share"},
        [PLANE_EXEMPT] = {CAN_YES, "by source network"},
        [PLANE_EXPIRE] = {CAN_YES, "each exception is an element with a timeout that the kernel ends"},
    },
    .privilege = "CAP_NET_ADMIN on the firewall, to load one table",
    .applied = "the file is replaced whole and 'nft -f' loads it, the table in one transaction",
    .undone = "the file that stood there before is put back and loaded; where none did, a file that deletes the table is, and taken away",
    .probed = "'veto probe CASE --server ADDRESS --past ADDRESS' asks another resolver from an exempt and another address",
    .source = "nft(8); measured with the packaged version",
    .merges = true,
    .render = render,
    .same = says_the_same,
    .blank = blank,
};
