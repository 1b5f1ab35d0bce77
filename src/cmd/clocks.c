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

static bool judge(struct store *s, struct arena *a, const struct verify_asked *how, int64_t moment, struct clock_from *from, struct error *e)
{
    struct known *k = known_open(s, a, how->families, moment, e);
    struct verify_total *total = arena_alloc(a, sizeof *total);
    struct spared *spared = arena_alloc(a, sizeof *spared);
    struct verify_asked asked = *how;
    bool ok;

    asked.spared = spared;
    ok = k != NULL && spared_read(s, a, how->families, known_as_of(k), moment != 0, spared, e) && verify_fleet(k, a, &asked, total, e);
    if (k != NULL)
        known_close(k);
    if (ok) {
        from->total = total;
        from->spared = spared;
    }
    return ok;
}

bool clocks_judge(const char *command, struct store *s, struct arena *a, const struct clocks_asked *asked, struct clock_from *from, struct error *e)
{
    struct families *families = arena_alloc(a, sizeof *families);
    const struct verify_asked how = {.families = families, .accepted = asked->accepted > 0 ? asked->accepted : ACCEPTED};
    int64_t moment = known_on(s, asked->today);
    struct error why = {0};

    from->total = NULL;
    from->spared = NULL;
    if (!families_load(families, a, asked->families, e))
        return false;
    if (moment >= 0 && !judge(s, a, &how, moment, from, &why))
        complain("%s: INCOMPLETE: nothing is known of devices: %s", command, harmless(why.text));
    return true;
}
