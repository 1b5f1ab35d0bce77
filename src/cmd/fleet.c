#include "cmd/fleet.h"

#include "base/limits.h"
#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/number.h"
#include "cmd/store_place.h"

enum { DAY = 86400, DAYS = 14, DAYS_MOST = 3650 };

static bool parse(const char *command, const struct fleet_options *o, struct fleet *f, int64_t *as_of)
{
    uint64_t days = DAYS;

    *as_of = 0;
    if (o->as_of != NULL && !moment_parse(bytes_str(o->as_of), as_of)) {
        complain("%s: --as-of takes a time such as 2026-10-30 or 2026-10-30T06:00:00Z, not %s", command, harmless(o->as_of));
        return false;
    }
    if (!parse_number(command, "--days", o->days, 1, DAYS_MOST, &days))
        return false;
    f->accepted = (int64_t)days * DAY;
    return true;
}

int fleet_open(const char *command, const struct fleet_options *o, struct fleet *f)
{
    struct error e = {0};
    int64_t as_of;

    *f = (struct fleet){.known = NULL};
    if (!parse(command, o, f, &as_of))
        return EXIT_USAGE;
    arena_init(&f->arena, LIMIT_ARENA);
    if (!families_load(&f->families, &f->arena, o->folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (o->family != NULL) {
        const struct family *one = families_find(&f->families, bytes_str(o->family));
        if (one == NULL) {
            complain("there is no family %s; 'veto families' lists them", harmless(o->family));
            return EXIT_USAGE;
        }
        struct family *rows = arena_alloc(&f->arena, sizeof *rows);
        *rows = *one;
        f->families = (struct families){rows, 1};
    }
    f->store = store_at(command, o->store);
    if (f->store != NULL)
        f->known = known_open(f->store, &f->arena, &f->families, as_of, &e);
    if (f->known != NULL && spared_read(f->store, &f->arena, &f->families, known_as_of(f->known), as_of != 0, &f->spared, &e) &&
        positions_read(f->store, &f->arena, &f->spared, as_of, f->accepted, &f->positions, &e)) {
        for (size_t i = 0; i < f->spared.gap_count; i++)
            complain("%s: incomplete: case %s cannot be read, so that nothing it spares is: %s", command, harmless_bytes(f->spared.gaps[i].matter),
                     harmless((const char *)f->spared.gaps[i].why.data));
        return EXIT_OK;
    }
    if (f->store != NULL)
        complain("%s: %s", command, harmless(e.text));
    fleet_close(f);
    return EXIT_OPERATION;
}

void fleet_close(struct fleet *f)
{
    if (f->known != NULL)
        known_close(f->known);
    if (f->store != NULL)
        store_close(f->store);
    arena_free(&f->arena);
}
