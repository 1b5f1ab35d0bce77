#include "fleet/target.h"

#include "base/limits.h"
#include "base/tsv.h"
#include "fleet/paging.h"

enum { PLANE, FILE_NAME, PLACE, RING, RELOAD, FIELDS };

static bool plain_name(struct bytes name)
{
    return name.size > 0 && name.size < 200 && bytes_find(name, '/', 0) == name.size && name.data[0] != '.';
}

bool target_is_address(struct bytes place)
{
    return bytes_starts(place, BYTES("https://")) || bytes_starts(place, BYTES("http://"));
}

/* What goes to a server. */
static bool address(struct target *t, const struct bytes f[FIELDS], unsigned line, struct error *e)
{
    struct error why = {0};

    if (!paging_address(t->place, &why) || t->place.size > 1500)
        return error_set(e, ERROR_FORMAT, line, "line %u: %.200s", line, why.code == ERROR_NONE ? "an address that is too long" : why.text);
    if (!bytes_starts(t->plane, BYTES("apple-")) || bytes_is(t->plane, "apple-declaration"))
        return error_set(e, ERROR_FORMAT, line, "line %u: of this plane the place is a file: through a server go apple-remove and the profiles of Apple planes", line);
    if (!bytes_is(f[RING], "-"))
        return error_set(e, ERROR_FORMAT, line, "line %u: devices of a server have rings of their own: '-'", line);
    if (bytes_is(t->plane, "apple-remove") != bytes_is(f[FILE_NAME], "-") || (!bytes_is(f[FILE_NAME], "-") && !plain_name(t->file)))
        return error_set(e, ERROR_FORMAT, line, "line %u: a profile is given by its file's name alone; apple-remove has none: '-'", line);
    return t->reload.size == 0 || t->reload.data[0] == '/' || error_set(e, ERROR_FORMAT, line, "line %u: the file with the server's key is given by its absolute path", line);
}

static bool one(struct arena *a, const struct bytes f[FIELDS], struct target *t, unsigned line, struct error *e)
{
    bool adb = bytes_is(f[PLANE], "adb");

    for (int i = 0; i < FIELDS; i++)
        if (f[i].size == 0)
            return error_set(e, ERROR_FORMAT, line, "line %u: five fields separated by tabs: PLANE FILE PLACE RING RELOAD, '-' where there is none", line);
    *t = (struct target){.plane = arena_copy(a, f[PLANE]), .place = arena_copy(a, f[PLACE])};
    if (!bytes_is(f[RELOAD], "-"))
        t->reload = arena_copy(a, f[RELOAD]);
    if (!bytes_is(f[FILE_NAME], "-"))
        t->file = arena_copy(a, f[FILE_NAME]);
    if (target_is_address(t->place))
        return address(t, f, line, e);
    if (!bytes_is(f[RING], "-")) {
        t->ring = f[RING].size == 1 && f[RING].data[0] >= '1' && f[RING].data[0] <= '8' ? f[RING].data[0] - '0' : 0;
        if (t->ring == 0)
            return error_set(e, ERROR_FORMAT, line, "line %u: a ring is a number from 1 to 8, or '-' for the last", line);
    }
    if (adb)
        return bytes_is(f[FILE_NAME], "-") || error_set(e, ERROR_FORMAT, line, "line %u: adb has no file: '-'", line);
    if (!plain_name(t->file))
        return error_set(e, ERROR_FORMAT, line, "line %u: the rendered file is given by its name alone", line);
    if (t->place.data[0] != '/' || t->place.size > 4000)
        return error_set(e, ERROR_FORMAT, line, "line %u: the place is an absolute path, or an address of a server", line);
    return t->reload.size == 0 || t->reload.data[0] == '/' || error_set(e, ERROR_FORMAT, line, "line %u: a command begins with an absolute path", line);
}

bool targets_read(struct arena *a, struct bytes text, struct targets *t, struct error *e)
{
    struct bytes f[FIELDS];
    unsigned line = 0;

    *t = (struct targets){arena_array(a, LIMIT_TARGETS, sizeof *t->rows), 0};
    for (size_t at = 0; at < text.size;) {
        struct bytes row;
        size_t next = 0;
        line++;
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &row);
        at += row.size + 1;
        if (row.size == 0 || row.data[0] == '#')
            continue;
        if (t->count == LIMIT_TARGETS)
            return error_set(e, ERROR_LIMIT, line, "line %u: more than %u targets", line, LIMIT_TARGETS);
        if (bytes_find(row, 0, 0) != row.size || !tsv_next(row, &next, f, FIELDS))
            return error_set(e, ERROR_FORMAT, line, "line %u: not a row", line);
        if (!one(a, f, &t->rows[t->count], line, e))
            return false;
        for (size_t i = 0; i < t->count; i++)
            if (bytes_equal(t->rows[i].place, t->rows[t->count].place) && (!target_is_address(t->rows[i].place) || bytes_equal(t->rows[i].plane, t->rows[t->count].plane)))
                return error_set(e, ERROR_FORMAT, line, "line %u: a second target for one place", line);
        t->count++;
    }
    return t->count > 0 || error_set(e, ERROR_FORMAT, 0, "no target in it");
}
