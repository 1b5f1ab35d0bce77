#include "fleet/rpz.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/text.h"

/* Letters, digits, '-', '_' and dots: nothing that means anything in a zone file or a script. */
static bool plain(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t b = name.data[i];
        if (!(b >= 'a' && b <= 'z') && !(b >= '0' && b <= '9') && b != '-' && b != '_' && b != '.')
            return false;
    }
    return name.size > 0 && name.size < 240;
}

bool rpz_blocks(const struct control_name *n)
{
    return n->kind == IDENTIFIER_DOMAIN && n->accepted && plain(n->value);
}

bool rpz_asked(const struct control *c, struct error *e)
{
    if (!c->blocks_traffic)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure block-traffic");
    for (size_t i = 0; i < c->count; i++)
        if (rpz_blocks(&c->names[i]))
            return true;
    return error_set(e, ERROR_REFUSED, 0, "no domain of it is known that hits nothing else: there is no name to block");
}

/* A text in a comment: one line, nothing that acts. */
static void comment(struct buf *out, struct bytes text)
{
    text_show(out, text);
}

void rpz_heading(const struct control *c, const char *mark, struct buf *out)
{
    buf_printf(out, "%s case ", mark);
    comment(out, c->matter);
    buf_printf(out, ", determination %.*s, effective %.*s\n%s blocked: ", (int)c->determination.size, (const char *)c->determination.data,
               (int)c->effective.size, (const char *)c->effective.data, mark);
    comment(out, c->title_en);
    buf_str(out, "\n");
    for (size_t i = 0; i < c->exempt_count; i++)
        if (c->exempt[i].network.size > 0)
            buf_printf(out, "%s exception %.12s for %.*s until %.*s\n", mark, (const char *)c->exempt[i].digest.data,
                       (int)c->exempt[i].network.size, (const char *)c->exempt[i].network.data, (int)c->exempt[i].until.size,
                       (const char *)c->exempt[i].until.data);
}

static void network4(const struct control_network *n, struct buf *out)
{
    const uint8_t *a = n->address;

    buf_printf(out, "%u.%u.%u.%u.%u", n->bits, a[3], a[2], a[1], a[0]);
}

/* Groups from the last to the first, the longest run of zeros as "zz". */
static void network6(const struct control_network *n, struct buf *out)
{
    unsigned group[8], best = 8, best_size = 1;

    for (unsigned i = 0; i < 8; i++)
        group[i] = (unsigned)n->address[14 - 2 * i] << 8 | n->address[15 - 2 * i];
    for (unsigned i = 0; i < 8; i++) {
        unsigned size = 0;
        while (i + size < 8 && group[i + size] == 0)
            size++;
        if (size > best_size) {
            best = i;
            best_size = size;
        }
    }
    buf_printf(out, "%u", n->bits);
    for (unsigned i = 0; i < 8; i++) {
        if (i == best) {
            buf_str(out, ".zz");
            i += best_size - 1;
        } else {
            buf_printf(out, ".%x", group[i]);
        }
    }
}

void rpz_network(const struct control_network *n, struct buf *out)
{
    if (n->v6)
        network6(n, out);
    else
        network4(n, out);
}

void rpz_gaps(const struct control *c, struct rendering *out)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->names[i].kind == IDENTIFIER_DOMAIN && !c->names[i].accepted)
            rendering_gap(out, GAP_COLLATERAL, c->names[i].value, "left out, since it would also hit: %.*s", (int)c->names[i].also_hits.size,
                          (const char *)c->names[i].also_hits.data);
        else if (c->names[i].kind == IDENTIFIER_DOMAIN && !rpz_blocks(&c->names[i]))
            rendering_gap(out, GAP_CANNOT, c->names[i].value, "is no domain name in lower case that a zone can hold");
    if (c->traffic_app_only)
        rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "the determination means the app only; a resolver cannot tell it from a browser, so web use is blocked too");
    for (size_t i = 0; i < c->exempt_count; i++)
        if (c->exempt[i].network.size == 0)
            rendering_gap(out, GAP_EXEMPT, c->exempt[i].who, "the exception %.12s names no network: its device is blocked here like any other",
                          (const char *)c->exempt[i].digest.data);
    rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "the names of this case alone: another case has its files in other places, and where the server names zones, under another name");
    rendering_gap(out, GAP_NEEDS, bytes_of(NULL, 0),
                  "devices have to ask this resolver: DNS over HTTPS or TLS elsewhere, a relay, a VPN or the cellular network pass it by");
}

/* Everything behind the SOA record. */
static void records(const struct control *c, const struct plane_input *in, const struct rpz *z, struct buf *out)
{
    for (size_t i = 0; z->exempt && i < c->exempt_count; i++) {
        struct control_network n;
        bool again = i > 0 && bytes_equal(c->exempt[i].network, c->exempt[i - 1].network);
        if (again || !control_network(c->exempt[i].network, &n))
            continue;
        rpz_network(&n, out);
        buf_str(out, ".rpz-client-ip CNAME rpz-passthru.\n");
    }
    for (size_t i = 0; z->names && i < c->count; i++) {
        const struct control_name *n = &c->names[i];
        char answer[300] = ".";
        if (!rpz_blocks(n))
            continue;
        if (z->sinkhole && in->sinkhole != NULL)
            snprintf(answer, sizeof answer, "%.250s.", in->sinkhole);
        buf_printf(out, "%.*s CNAME %s\n*.%.*s CNAME %s\n", (int)n->value.size, (const char *)n->value.data, answer, (int)n->value.size,
                   (const char *)n->value.data, answer);
    }
}

static void zone(uint32_t serial, struct bytes heading, struct bytes rows, struct buf *out)
{
    buf_add(out, heading);
    buf_printf(out, "$TTL 60\n@ SOA localhost. veto.localhost. %u 60 30 604800 60\n@ NS localhost.\n", serial);
    buf_add(out, rows);
}

/* A zone that veto wrote, at its serial. */
struct serial {
    uint32_t value;
    size_t from, to; /* of its digits */
};

/* False for any other text. */
static bool serial_read(struct bytes text, struct serial *s)
{
    const struct bytes soa = BYTES("@ SOA localhost. veto.localhost. ");
    uint64_t value = 0;
    size_t at = 0;

    while (at < text.size && !bytes_starts(bytes_from(text, at), soa))
        at = bytes_find(text, '\n', at) + 1;
    if (at >= text.size)
        return false;
    s->from = at + soa.size;
    for (at = s->from; at < text.size && text.data[at] >= '0' && text.data[at] <= '9' && value <= UINT32_MAX; at++)
        value = 10 * value + (uint64_t)(text.data[at] - '0');
    s->to = at;
    s->value = (uint32_t)value;
    return value > 0 && value <= UINT32_MAX;
}

static bool serial_of(struct bytes text, uint32_t *serial)
{
    struct serial s;

    if (!serial_read(text, &s))
        return false;
    *serial = s.value;
    return true;
}

bool rpz_same(struct bytes a, struct bytes b)
{
    struct bytes head_a, head_b;
    struct serial x, y;

    if (!serial_read(a, &x) || !serial_read(b, &y))
        return bytes_equal(a, b);
    return bytes_slice(a, 0, x.from, &head_a) && bytes_slice(b, 0, y.from, &head_b) && bytes_equal(head_a, head_b) &&
           bytes_equal(bytes_from(a, x.to), bytes_from(b, y.to));
}

bool rpz_blank(struct bytes text, struct buf *out)
{
    uint32_t serial;

    if (!serial_of(text, &serial))
        return false;
    zone(serial + 1, BYTES("; nothing is blocked\n"), BYTES(""), out);
    return !out->failed;
}

void rpz_render(const struct control *c, const struct plane_input *in, const struct rpz *z, struct rendering *out)
{
    struct buf heading, rows, text;
    struct bytes standing = plane_standing(in, z->file);
    uint32_t serial, now = (uint32_t)c->now;

    buf_init(&heading, LIMIT_PLACE_FILE);
    buf_init(&rows, LIMIT_PLACE_FILE);
    buf_init(&text, LIMIT_PLACE_FILE);
    rpz_heading(c, ";", &heading);
    records(c, in, z, &rows);
    if (serial_of(standing, &serial)) {
        zone(serial, buf_bytes(&heading), buf_bytes(&rows), &text);
        if (!bytes_equal(buf_bytes(&text), standing)) {
            buf_reset(&text);
            zone(serial + 1 > now ? serial + 1 : now, buf_bytes(&heading), buf_bytes(&rows), &text);
        }
    } else {
        zone(now, buf_bytes(&heading), buf_bytes(&rows), &text);
    }
    rendering_file(out, z->file, buf_bytes(&text));
    buf_free(&heading);
    buf_free(&rows);
    buf_free(&text);
}
