#include "fact/holding.h"

#include "fact/component.h"
#include "fact/platform.h"
#include "fact/tables.h"
#include "read/app.h"

enum { ASKED_NAME = 0, ASKED_MIN = 2, ASKED_MAX = 3 }; /* columns of permissions */

/* Permissions that say nothing any more to an app with that target, on devices from that level on. */
static const struct {
    const char *name;
    int from, target;
} spent[] = {
    {"android.permission.READ_EXTERNAL_STORAGE", 33, 33},
    {"android.permission.WRITE_EXTERNAL_STORAGE", 30, 30},
    {"android.permission.BLUETOOTH", 31, 31},
    {"android.permission.BLUETOOTH_ADMIN", 31, 31},
};

static void find_guards(struct holding *h, bool known)
{
    struct component_walk w = {.app = h->app};
    struct component c;
    size_t capacity = 0;

    while (component_next(&w, &c)) {
        struct guard guard = {manifest_text(c.manifest, c.element, ATTR_PERMISSION), c.manifest, c.element, false};
        if (guard.permission.size == 0)
            continue;
        guard.enabled = known && manifest_bool(c.manifest, c.element, ATTR_ENABLED, true);
        h->guards = arena_grow(h->app->scan.arena, h->guards, h->guard_count, &capacity, sizeof *h->guards);
        h->guards[h->guard_count++] = guard;
    }
}

void holding_open(struct holding *h, struct app *app)
{
    const struct manifest *m = app_manifest(app);

    *h = (struct holding){.app = app, .asked = table_rows(&table_permissions, app), .target = LEVEL_LAST};
    h->app_levels = LEVELS_ALL;
    find_guards(h, m != NULL);
    if (m == NULL)
        return;
    if (m->target_codename.size == 0)
        h->target = m->target_sdk;
    if (m->min_codename.size == 0)
        h->app_levels = levels_between(m->min_sdk < LEVEL_LAST ? m->min_sdk : LEVEL_LAST, LEVEL_LAST);
}

/* Whether an ordinary app can be given a permission of that protection. */
static bool grantable(struct bytes protection)
{
    return bytes_starts(protection, BYTES("normal")) || bytes_starts(protection, BYTES("dangerous")) ||
           bytes_search(protection, BYTES("appop"), 0) < protection.size;
}

/* Whether only parts of the platform can have it. */
static bool is_platforms(struct bytes permission)
{
    struct platform_permission p;

    return platform_permission(permission, &p) && !grantable(p.protection);
}

static level_set known_levels(struct bytes permission, int64_t target)
{
    struct platform_permission p;
    level_set known;

    if (!platform_permission(permission, &p))
        return LEVELS_ALL; /* another app's, or its own */
    if (!grantable(p.protection))
        return 0;
    known = levels_between(p.since <= 23 ? LEVEL_FIRST : p.since, p.until > 0 ? p.until : LEVEL_LAST);
    for (size_t i = 0; i < sizeof spent / sizeof *spent; i++)
        if (target >= spent[i].target && bytes_is(permission, spent[i].name))
            known &= ~levels_between(spent[i].from, LEVEL_LAST);
    return known;
}

level_set holding_possible(void *holding, struct bytes permission)
{
    const struct holding *h = holding;

    return known_levels(permission, h->target) & h->app_levels;
}

level_set holding_levels(void *holding, struct bytes permission)
{
    const struct holding *h = holding;
    level_set asked = 0;

    for (size_t i = 0; i < h->asked->count; i++) {
        const struct value *low = rows_value(h->asked, i, ASKED_MIN),
                           *high = rows_value(h->asked, i, ASKED_MAX);
        if (bytes_equal(rows_value(h->asked, i, ASKED_NAME)->text, permission))
            asked |= levels_between(low->kind == VALUE_INT ? low->number : 0,
                                    high->kind == VALUE_INT ? high->number : LEVEL_LAST);
    }
    if (asked != 0)
        asked &= known_levels(permission, h->target);
    for (size_t i = 0; i < h->guard_count && asked == 0; i++)
        if (h->guards[i].enabled && bytes_equal(h->guards[i].permission, permission) && is_platforms(permission))
            asked = LEVELS_ALL;
    return asked & h->app_levels;
}

/* The first row of permissions/api.tsv that is not before the method's; they are sorted by what they begin
 * with. */
static size_t first_row(struct signs signs, struct bytes class)
{
    size_t low = 0, high = signs.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct sign *s = &signs.rows[middle];
        if (s->pack < SIGN_API || (s->pack == SIGN_API && bytes_compare(s->class, class) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

level_set holding_method(struct holding *h, struct signs signs, const struct sign *method)
{
    level_set held = LEVELS_ALL;
    bool any = false;

    for (size_t i = first_row(signs, method->class); i < signs.count; i++) {
        const struct sign *s = &signs.rows[i];
        if (s->pack != SIGN_API || !bytes_equal(s->class, method->class))
            break;
        if (!bytes_equal(s->name, method->name) ||
            (s->proto.size > 0 && method->proto.size > 0 && !bytes_equal(s->proto, method->proto)))
            continue;
        any = true;
        held &= ~s->levels | expression_levels(s->permissions, holding_levels, h);
    }
    return any ? held : expression_levels(method->permissions, holding_levels, h);
}
