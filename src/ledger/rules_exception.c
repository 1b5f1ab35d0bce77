/* Rules of exceptions: a ground of the list, one device or group, an end. */
#include "ledger/roles.h"
#include "ledger/rules_parts.h"

bool rule_kept_ground(const struct ruling *r, struct error *e)
{
    struct buf list;
    bool ok = process_says(r->p, "exception-ground", rule_text(r, "ground"));

    if (ok)
        return true;
    buf_init(&list, 120);
    process_values(r->p, "exception-ground", &list);
    rule_broken(e, "the ground is '%s', one of these is wanted: %.*s", rule_shown(r, rule_text(r, "ground")), (int)list.size,
                (const char *)list.data);
    buf_free(&list);
    return false;
}

bool rule_kept_year(const struct ruling *r, struct error *e)
{
    int32_t days = process_number(r->p, "exception-days", 366);
    char time[21] = "", *end = time + 10;
    int64_t from, to;

    memcpy(time, rule_text(r, "expires").data, 10);
    memcpy(end, "T00:00:00Z", 10);
    if (!roles_seconds(rule_text(r, "time"), &from) || !roles_seconds(bytes_of(time, 20), &to))
        return rule_broken(e, "expires cannot be told");
    return to - from <= (int64_t)(days < 366 ? days : 366) * 86400 ||
           rule_broken(e, "it would hold until %s, longer than %d days", rule_shown(r, rule_text(r, "expires")), (int)(days < 366 ? days : 366));
}

bool rule_kept_expiry(const struct ruling *r, struct error *e)
{
    struct bytes today;

    bytes_slice(r->now, 0, 10, &today);
    return bytes_compare(today, rule_text(r, "expires")) <= 0 || rule_broken(e, "it ended on %s", rule_shown(r, rule_text(r, "expires")));
}

bool rule_kept_blanket(const struct ruling *r, struct error *e)
{
    struct bytes who = rule_text(r, "device").size > 0 ? rule_text(r, "device") : rule_text(r, "group");

    for (size_t i = 0; i < who.size; i++)
        if (who.data[i] == '*' || who.data[i] == '?')
            return rule_broken(e, "'%s' is a pattern", rule_shown(r, who));
    return !process_says(r->p, "blanket", who) || rule_broken(e, "'%s' means everything", rule_shown(r, who));
}
