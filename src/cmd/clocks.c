#include "cmd/clocks.h"

#include "base/moment.h"
#include "cmd/cmd.h"

enum { DAY = 86400, ACCEPTED = 14 * DAY };

/* The moment of what is known of devices on a day, 0 for the newest; -1 when nothing is known by then. */
static int64_t known_on(struct store *s, struct bytes today)
{
    struct error e = {0};
    struct bytes date;
    int64_t day, newest;

    bytes_slice(today, 0, today.size < 10 ? today.size : 10, &date);
    if (!moment_parse(date, &day) || known_moments(s, 0, &newest, 1, &e) <= 0)
        return -1;
    if (day + DAY > newest)
        return 0;
    return known_moments(s, day + DAY - 1, &newest, 1, &e) > 0 ? day + DAY - 1 : -1;
}

struct judging {
    const char *command;
    struct store *store;
    struct arena *arena;
    struct verify_asked how;
    struct spared spared;
    struct positions networks;
    struct verify_total total;
};

static bool judge_devices(struct judging *j, int64_t moment, struct error *e)
{
    struct known *k = known_open(j->store, j->arena, j->how.families, moment, e);
    bool ok = k != NULL && spared_read(j->store, j->arena, j->how.families, known_as_of(k), moment != 0, &j->spared, e) &&
              verify_fleet(k, j->arena, &j->how, &j->total, e);

    if (k != NULL)
        known_close(k);
    return ok;
}

/* Networks are asked about without any device being known; the end of the day counts. */
static bool judge_networks(struct judging *j, struct bytes today, bool newest, struct error *e)
{
    struct bytes date;
    int64_t end;

    bytes_slice(today, 0, today.size < 10 ? today.size : 10, &date);
    return moment_parse(date, &end) && spared_read(j->store, j->arena, j->how.families, end + DAY - 1, !newest, &j->spared, e) &&
           positions_read(j->store, j->arena, &j->spared, newest ? 0 : end + DAY - 1, j->how.accepted, &j->networks, e);
}

static void missing(const struct judging *j, const char *what, const struct error *e)
{
    complain("%s: INCOMPLETE: nothing is known of %s: %s", j->command, what, harmless(e->text));
}

bool clocks_judge(const char *command, struct store *s, struct arena *a, const struct clocks_asked *asked, struct clock_from *from, struct error *e)
{
    struct judging *j = arena_alloc(a, sizeof *j);
    struct families *families = arena_alloc(a, sizeof *families);
    int64_t moment = known_on(s, asked->today);
    struct error why = {0};

    *j = (struct judging){.command = command, .store = s, .arena = a};
    j->how = (struct verify_asked){.families = families, .accepted = asked->accepted > 0 ? asked->accepted : ACCEPTED, .spared = &j->spared};
    *from = (struct clock_from){.soon = from->soon};
    if (!families_load(families, a, asked->families, e))
        return false;
    if (judge_networks(j, asked->today, !asked->past, &why))
        from->networks = &j->networks;
    else
        missing(j, "networks", &why);
    if (moment >= 0 && judge_devices(j, moment, &why)) {
        from->total = &j->total;
        from->spared = &j->spared;
    } else if (moment >= 0) {
        missing(j, "devices", &why);
    }
    return true;
}
