#include "fleet/plane.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/text.h"
#include "fleet/plane_adb.h"
#include "fleet/plane_amapi.h"
#include "fleet/plane_apple.h"
#include "fleet/plane_graph.h"
#include "fleet/plane_nft.h"
#include "fleet/plane_rpz.h"

/* Bytewise by name. */
static const struct plane *const planes[] = {
    &plane_adb, &plane_amapi,
    &plane_apple_declaration, &plane_apple_dns, &plane_apple_remove, &plane_apple_restrictions, &plane_apple_webfilter,
    &plane_graph, &plane_nft, &plane_rpz_bind9, &plane_rpz_knot, &plane_rpz_pdns, &plane_rpz_unbound,
    NULL,
};

static const char *const deeds[PLANE_DEEDS] = {"block-install", "remove", "block-launch", "block-traffic", "exempt", "expire"};

const struct plane *plane_at(size_t i)
{
    return i < sizeof planes / sizeof *planes ? planes[i] : NULL;
}

const struct plane *plane_find(struct bytes name)
{
    for (size_t i = 0; planes[i] != NULL; i++)
        if (bytes_is(name, planes[i]->name))
            return planes[i];
    return NULL;
}

const char *plane_deed_id(enum plane_deed d)
{
    return deeds[d];
}

const char *plane_can_id(enum plane_can c)
{
    return c == CAN_YES ? "yes" : c == CAN_PARTLY ? "partly" : "no";
}

const char *gap_kind_id(enum gap_kind k)
{
    static const char *const ids[GAP_KINDS] = {"cannot", "partly", "collateral", "exempt", "needs", "note"};

    return ids[k];
}

static struct bytes text_named(const struct rendered *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is(rows[i].name, name))
            return rows[i].text;
    return bytes_of(NULL, 0);
}

struct bytes plane_standing(const struct plane_input *in, const char *name)
{
    return text_named(in->standing, in->standing_count, name);
}

struct bytes plane_origin(const struct plane_input *in, const char *name)
{
    return text_named(in->origin != NULL ? in->origin : in->standing, in->standing_count, name);
}

bool plane_wants(const struct plane_input *in, const char *name)
{
    for (size_t i = 0; i < in->standing_count; i++)
        if (bytes_is(in->standing[i].name, name))
            return true;
    return false;
}

void rendering_exempt(struct rendering *r, const struct plane *p, const struct control *c, const struct plane_input *in, const char *how)
{
    char name[64];
    struct buf text;

    snprintf(name, sizeof name, "%s-exempt.tsv", p->name);
    if (c->exempt_count == 0 && !plane_wants(in, name))
        return;
    buf_init(&text, LIMIT_PLACE_FILE);
    buf_str(&text, "# Who is excepted, whether that is a device or a group, the last day, and the exception; tabs between.\n");
    for (size_t i = 0; i < c->exempt_count; i++) {
        const struct control_exempt *x = &c->exempt[i];
        text_show(&text, x->who);
        buf_printf(&text, "\t%s\t%.10s\t%.*s\n", x->group ? "group" : "device", (const char *)x->until.data, (int)x->digest.size, (const char *)x->digest.data);
    }
    rendering_file(r, name, buf_bytes(&text));
    buf_free(&text);
    if (c->exempt_count > 0)
        rendering_gap(r, GAP_EXEMPT, bytes_str(name), "%zu: %s", c->exempt_count, how);
}

void rendering_file(struct rendering *r, const char *name, struct bytes text)
{
    r->files[r->file_count++] = (struct rendered){arena_copy(r->arena, bytes_str(name)), arena_copy(r->arena, text)};
}

void rendering_gap(struct rendering *r, enum gap_kind kind, struct bytes about, const char *format, ...)
{
    char text[600];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    r->gaps = arena_grow(r->arena, r->gaps, r->gap_count, &r->gap_capacity, sizeof *r->gaps);
    r->gaps[r->gap_count++] = (struct gap){kind, arena_copy(r->arena, about), arena_copy(r->arena, bytes_str(text))};
}

static bool same_reason(const struct plane *p, enum plane_deed a, enum plane_deed b)
{
    return p->can[a].can == p->can[b].can && strcmp(p->can[a].how, p->can[b].how) == 0;
}

void plane_gaps(const struct plane *p, const struct control *c, struct rendering *r)
{
    const struct {
        bool decided;
        enum plane_deed deed;
    } rows[] = {
        {c->blocks_install, PLANE_BLOCK_INSTALL}, {c->removes, PLANE_REMOVE}, {c->blocks_traffic, PLANE_BLOCK_TRAFFIC},
        {c->exempt_count > 0, PLANE_EXEMPT}, {c->exempt_count > 0, PLANE_EXPIRE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct plane_ability *can = &p->can[rows[i].deed];
        struct bytes about = bytes_str(deeds[rows[i].deed]);
        if (!rows[i].decided || can->can == CAN_YES ||
            (rows[i].deed == PLANE_REMOVE && c->blocks_install && same_reason(p, PLANE_BLOCK_INSTALL, PLANE_REMOVE)))
            continue;
        if (rows[i].deed == PLANE_BLOCK_INSTALL && c->removes && same_reason(p, PLANE_BLOCK_INSTALL, PLANE_REMOVE))
            about = BYTES("block-install, remove");
        rendering_gap(r, rows[i].deed >= PLANE_EXEMPT ? GAP_EXEMPT : can->can == CAN_NO ? GAP_CANNOT : GAP_PARTLY, about, "%s", can->how);
    }
}
