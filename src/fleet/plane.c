#include "fleet/plane.h"

#include <stdarg.h>
#include <stdio.h>

#include "fleet/plane_apple.h"

static const struct plane *const planes[] = {
    &plane_apple_restrictions,
    &plane_apple_webfilter,
    &plane_apple_dns,
    &plane_apple_remove,
    &plane_apple_declaration,
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
    static const char *const ids[GAP_KINDS] = {"cannot", "collateral", "exempt", "needs", "note"};

    return ids[k];
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
        if (rows[i].decided && can->can != CAN_YES)
            rendering_gap(r, rows[i].deed >= PLANE_EXEMPT ? GAP_EXEMPT : GAP_CANNOT, bytes_str(deeds[rows[i].deed]), "%s", can->how);
    }
}
