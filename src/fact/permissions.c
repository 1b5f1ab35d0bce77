/*
 * permissions: what the app asks for. Rules: PackageParser's <uses-permission>
 * and <uses-permission-sdk-23>, and the permissions it adds by itself for
 * apps that target old levels (PermissionManager's split permissions).
 */
#include "code/claim.h"
#include "fact/action.h"
#include "fact/platform.h"
#include "fact/tables.h"

enum { NAME, DECLARED, MIN_SDK, MAX_SDK, PROTECTION, GROUP, USED, REACHABLE, SINCE, UNTIL, LOCUS };

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, 0, "the permission"},
    [DECLARED] = {"declared", COLUMN_BOOL, 0,
                  "1: the manifest names it; 0: the platform adds it for the app's target level"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, COLUMN_NULL, "asked for from this API level on; NULL: always"},
    [MAX_SDK] = {"max_sdk", COLUMN_INT, COLUMN_NULL, "asked for up to this API level; NULL: always"},
    [PROTECTION] = {"protection", COLUMN_TEXT, COLUMN_NULL,
                    "base level and flags, of the platform or else of the app; NULL when neither defines it"},
    [GROUP] = {"permission_group", COLUMN_TEXT, COLUMN_NULL,
               "group shown to the user; NULL when there is none"},
    [USED] = {"used", COLUMN_BOOL, COLUMN_NULL | COLUMN_CODE,
              "code, or what the platform calls, does something that needs it, see needs and capabilities; NULL: "
              "the packs know nothing that does, or native code may do it unseen"},
    [REACHABLE] = {"reachable", COLUMN_BOOL, COLUMN_NULL | COLUMN_CODE,
                   "what needs it can be reached from what the platform calls; NULL: as for used"},
    [SINCE] = {"platform_since", COLUMN_INT, COLUMN_NULL,
               "first level of 23, 26, 28 to 31, 33 to 36 that defines it, 23 meaning 23 or earlier; NULL: "
               "none does"},
    [UNTIL] = {"platform_until", COLUMN_INT, COLUMN_NULL,
               "last of these levels; NULL: the newest still does"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0,
               "the attribute that names it; for an added one, what it follows from"},
};

/* What PackageParser adds: `added` when `has` is asked for (NULL: always) and the target is below `below`. */
static const struct {
    const char *has;
    const char *added;
    int32_t below;
} implied[] = {
    {NULL, "android.permission.POST_NOTIFICATIONS", 33},
    {NULL, "android.permission.WRITE_EXTERNAL_STORAGE", 4},
    {NULL, "android.permission.READ_PHONE_STATE", 4},
    {"android.permission.WRITE_EXTERNAL_STORAGE", "android.permission.READ_EXTERNAL_STORAGE", INT32_MAX},
    {"android.permission.READ_CONTACTS", "android.permission.READ_CALL_LOG", 16},
    {"android.permission.WRITE_CONTACTS", "android.permission.WRITE_CALL_LOG", 16},
    {"android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_COARSE_LOCATION", 12},
    {"android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_BACKGROUND_LOCATION", 29},
    {"android.permission.ACCESS_COARSE_LOCATION", "android.permission.ACCESS_BACKGROUND_LOCATION", 29},
    {"android.permission.READ_EXTERNAL_STORAGE", "android.permission.ACCESS_MEDIA_LOCATION", 29},
    {"android.permission.READ_EXTERNAL_STORAGE", "android.permission.READ_MEDIA_AUDIO", 33},
    {"android.permission.READ_EXTERNAL_STORAGE", "android.permission.READ_MEDIA_VIDEO", 33},
    {"android.permission.READ_EXTERNAL_STORAGE", "android.permission.READ_MEDIA_IMAGES", 33},
    {"android.permission.BLUETOOTH", "android.permission.BLUETOOTH_SCAN", 31},
    {"android.permission.BLUETOOTH", "android.permission.BLUETOOTH_CONNECT", 31},
    {"android.permission.BLUETOOTH", "android.permission.BLUETOOTH_ADVERTISE", 31},
    {"android.permission.BLUETOOTH_ADMIN", "android.permission.BLUETOOTH_SCAN", 31},
    {"android.permission.BLUETOOTH_ADMIN", "android.permission.BLUETOOTH_CONNECT", 31},
    {"android.permission.BLUETOOTH_ADMIN", "android.permission.BLUETOOTH_ADVERTISE", 31},
    {"android.permission.BODY_SENSORS", "android.permission.BODY_SENSORS_BACKGROUND", 33},
};

/* The protection that a <permission> element of the app itself gives a name. */
static bool own_protection(struct app *app, struct bytes name, struct value *protection, struct value *group)
{
    const struct rows *own = table_rows(&table_defined_permissions, app);

    for (size_t i = 0; i < own->count; i++)
        if (bytes_equal(rows_value(own, i, 0)->text, name)) {
            *protection = *rows_value(own, i, 1);
            *group = *rows_value(own, i, 2);
            return true;
        }
    return false;
}

static void row(struct rows *r, struct app *app, struct bytes name, struct locus where)
{
    struct platform_permission p;
    struct value protection, group;

    rows_begin(r);
    rows_text(r, NAME, name);
    rows_bool(r, DECLARED, true);
    rows_locus(r, LOCUS, where);
    if (platform_permission(name, &p)) {
        rows_text(r, PROTECTION, p.protection);
        if (p.group.size > 0)
            rows_text(r, GROUP, p.group);
        rows_int(r, SINCE, p.since);
        if (p.until > 0)
            rows_int(r, UNTIL, p.until);
    } else if (own_protection(app, name, &protection, &group)) {
        rows_text(r, PROTECTION, protection.text);
        if (group.kind == VALUE_TEXT)
            rows_text(r, GROUP, group.text);
    }
}

/* The levels of API a request holds for. */
struct levels {
    int64_t low, high;
};

static struct levels levels_of(const struct rows *r, size_t i)
{
    const struct value *low = rows_value(r, i, MIN_SDK), *high = rows_value(r, i, MAX_SDK);

    return (struct levels){low->kind == VALUE_INT ? low->number : 0,
                           high->kind == VALUE_INT ? high->number : INT64_MAX};
}

static void set_levels(struct rows *r, struct levels l)
{
    if (l.low > 0)
        rows_int(r, MIN_SDK, l.low);
    if (l.high < INT64_MAX)
        rows_int(r, MAX_SDK, l.high);
}

/* Whether a row before asks for the name at all these levels. */
static bool covered(const struct rows *r, struct bytes name, struct levels l)
{
    for (size_t i = 0; i < r->count; i++) {
        struct levels had = levels_of(r, i);
        if (had.low <= l.low && had.high >= l.high && bytes_equal(rows_value(r, i, NAME)->text, name))
            return true;
    }
    return false;
}

/* A request counts on the levels its attributes name; <uses-permission-sdk-23> is not known before 23. */
static struct levels asked_levels(const struct manifest *m, int32_t e)
{
    bool later = !bytes_is(m->xml.elements[e].name, "uses-permission");
    int64_t low = manifest_int(m, e, ATTR_MIN_SDK, 0);
    int32_t high = manifest_int(m, e, ATTR_MAX_SDK, 0);

    return (struct levels){later && low < 23 ? 23 : low, high > 0 ? high : INT64_MAX};
}

static void add_declared(struct rows *r, struct app *app, const struct manifest *m)
{
    for (int32_t e = axml_child(&m->xml, 0, NULL, 0); e >= 0; e = axml_child(&m->xml, 0, NULL, e)) {
        struct bytes tag = m->xml.elements[e].name, name;
        struct levels levels;
        if (!bytes_is(tag, "uses-permission") && !bytes_is(tag, "uses-permission-sdk-23") &&
            !bytes_is(tag, "uses-permission-sdk-m"))
            continue;
        name = manifest_text(m, e, ATTR_NAME);
        levels = asked_levels(m, e);
        if (name.size == 0 || covered(r, name, levels))
            continue;
        if (r->count >= LIMIT_PERMISSIONS) {
            app_note_limit(app, axml_locus(&m->xml, (size_t)e), "permissions");
            return;
        }
        row(r, app, name, manifest_locus(m, e, ATTR_NAME));
        set_levels(r, levels);
    }
}

/* One that the platform adds holds for the levels at which what it follows from is asked for. */
static void add_implied(struct rows *r, struct app *app, size_t rule)
{
    size_t declared = r->count;

    for (size_t i = 0; i < declared; i++) {
        struct levels levels = levels_of(r, i);
        struct locus where = rows_value(r, i, LOCUS)->locus;
        if (!bytes_is(rows_value(r, i, NAME)->text, implied[rule].has) ||
            covered(r, bytes_str(implied[rule].added), levels))
            continue;
        row(r, app, bytes_str(implied[rule].added), where);
        set_levels(r, levels);
        rows_bool(r, DECLARED, false);
    }
}

/* Permissions that native code can need without a call that is seen: kernel groups, files, the NDK's own APIs. */
static const char *const native[] = {
    "android.permission.INTERNET",
    "android.permission.CAMERA",
    "android.permission.RECORD_AUDIO",
    "android.permission.MODIFY_AUDIO_SETTINGS",
    "android.permission.READ_EXTERNAL_STORAGE",
    "android.permission.WRITE_EXTERNAL_STORAGE",
    "android.permission.MANAGE_EXTERNAL_STORAGE",
    "android.permission.ACCESS_MEDIA_LOCATION",
    "android.permission.BODY_SENSORS",
    "android.permission.ACTIVITY_RECOGNITION",
    "android.permission.HIGH_SAMPLING_RATE_SENSORS",
};

static bool in_native_code(const struct app *app, struct bytes name)
{
    for (size_t i = 0; app->library_count > 0 && i < sizeof native / sizeof *native; i++)
        if (bytes_is(name, native[i]))
            return true;
    return false;
}

/* The rows of permissions by name, and the best grade of what needs each. */
struct users {
    const struct rows *rows;
    struct arena *arena;
    uint32_t *slots; /* row + 1; 0: empty */
    uint32_t mask;
    enum grade *best;
    bool *known; /* the packs name something that needs it */
};

static uint32_t hash_of(struct bytes text)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ text.data[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The slot of a name: of the first row that has it, or the empty one. Chains are no longer than there are rows. */
static uint32_t slot_of(const struct users *u, struct bytes name)
{
    uint32_t slot = hash_of(name) & u->mask;

    while (u->slots[slot] != 0 && !bytes_equal(rows_value(u->rows, u->slots[slot] - 1, NAME)->text, name))
        slot = (slot + 1) & u->mask;
    return slot;
}

static void index_names(struct users *u)
{
    u->mask = 1;
    while (u->mask < 2 * u->rows->count)
        u->mask = u->mask << 1 | 1;
    u->slots = arena_array(u->arena, (size_t)u->mask + 1, sizeof *u->slots);
    u->best = arena_array(u->arena, u->rows->count, sizeof *u->best);
    u->known = arena_array(u->arena, u->rows->count, sizeof *u->known);
    for (size_t i = 0; i < u->rows->count; i++) {
        uint32_t slot = slot_of(u, rows_value(u->rows, i, NAME)->text);
        if (u->slots[slot] == 0)
            u->slots[slot] = (uint32_t)i + 1;
    }
}

/* Something that needs the permissions of a sign shows so far. */
static void note_use(struct users *u, const struct sign *s, enum grade grade)
{
    struct bytes name;

    for (size_t at = 0; expression_next(s->permissions, &at, &name);) {
        uint32_t row = u->slots[slot_of(u, name)];
        if (row == 0)
            continue;
        u->known[row - 1] = true;
        if (grade > u->best[row - 1])
            u->best[row - 1] = grade;
    }
}

static void fill_uses(struct rows *r, struct app *app)
{
    const struct claims *claims = claims_of(app);
    struct users u = {.rows = r, .arena = r->arena};
    const struct manifest *m = app_manifest(app);
    level_set runs = levels_between(m->min_codename.size == 0 && m->min_sdk < LEVEL_LAST ? m->min_sdk : LEVEL_LAST,
                                 LEVEL_LAST);
    struct actions actions;

    index_names(&u);
    actions_open(&actions, app);
    for (size_t i = 0; i < claims->signs.count; i++) {
        const struct sign *s = &claims->signs.rows[i];
        enum grade grade = claims->of[i].grade;
        const struct action *filtered = s->kind == SIGN_INTENT ? actions_find(&actions, s->text) : NULL;
        if (s->kind == SIGN_PERMISSION || (s->levels & runs) == 0)
            continue;
        if (filtered != NULL && filtered->grade > grade)
            grade = filtered->grade;
        note_use(&u, s, grade);
    }
    for (size_t i = 0; i < r->count; i++) {
        struct bytes name = rows_value(r, i, NAME)->text;
        uint32_t first = u.slots[slot_of(&u, name)] - 1;
        if (!u.known[first] || (u.best[first] < GRADE_REACHABLE && in_native_code(app, name)))
            continue;
        rows_at_bool(r, i, USED, u.best[first] >= GRADE_CALLED);
        rows_at_bool(r, i, REACHABLE, u.best[first] >= GRADE_REACHABLE);
    }
}

static void fill(struct rows *r, struct app *app)
{
    const struct manifest *m = app_manifest(app);

    if (m == NULL || m->xml.count == 0)
        return;
    add_declared(r, app, m);
    for (size_t i = 0; i < sizeof implied / sizeof *implied; i++) {
        bool below = m->target_codename.size == 0 && m->target_sdk < implied[i].below;
        bool always = implied[i].below == INT32_MAX;
        if (!below && !always)
            continue;
        if (implied[i].has != NULL) {
            add_implied(r, app, i);
        } else if (!covered(r, bytes_str(implied[i].added), (struct levels){0, INT64_MAX})) {
            row(r, app, bytes_str(implied[i].added), m->target_at);
            rows_bool(r, DECLARED, false);
        }
    }
    fill_uses(r, app);
}

const struct table table_permissions = {
    .name = "permissions",
    .doc = "Permissions the app asks for, and those the platform adds for its target level.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
