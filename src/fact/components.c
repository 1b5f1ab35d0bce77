/* components: activities, services, receivers and providers. */
#include "fact/component.h"
#include "fact/platform.h"
#include "fact/tables.h"

enum {
    KIND,
    NAME,
    EXPORTED,
    EXPORTED_EXPLICIT,
    ENABLED,
    PERMISSION,
    READ_PERMISSION,
    WRITE_PERMISSION,
    GRANT_URI,
    AUTHORITIES,
    PROCESS,
    TARGET,
    FOREGROUND_SERVICE_TYPE,
    LAUNCHER,
    DIRECT_BOOT,
    PROTECTION,
    TASK_AFFINITY,
    LOCUS
};

static const struct column columns[] = {
    [KIND] = {"kind", COLUMN_TEXT, 0, "activity, activity-alias, service, receiver or provider"},
    [NAME] = {"name", COLUMN_TEXT, 0, "class name, completed with the package"},
    [EXPORTED] = {"exported", COLUMN_BOOL, 0, "other apps may call it, as the device decides"},
    [EXPORTED_EXPLICIT] = {"exported_explicit", COLUMN_BOOL, 0, "the manifest says so itself"},
    [ENABLED] = {"enabled", COLUMN_BOOL, 0,
                 "enabled when installed; the app's own android:enabled counts too"},
    [PERMISSION] =
        {"permission", COLUMN_TEXT, COLUMN_NULL,
         "what callers need; the application's where it has none of its own, aliases apart; NULL: nothing"},
    [READ_PERMISSION] = {"read_permission", COLUMN_TEXT, COLUMN_NULL, "providers: to read; NULL: nothing"},
    [WRITE_PERMISSION] = {"write_permission", COLUMN_TEXT, COLUMN_NULL, "providers: to write; NULL: nothing"},
    [GRANT_URI] = {"grant_uri", COLUMN_BOOL, 0, "providers: access to single URIs can be passed on"},
    [AUTHORITIES] = {"authorities", COLUMN_TEXT, COLUMN_NULL,
                     "providers: authorities, separated by ;. NULL: none"},
    [PROCESS] = {"process", COLUMN_TEXT, 0, "process it runs in"},
    [TARGET] = {"target", COLUMN_TEXT, COLUMN_NULL, "aliases: the activity behind it. NULL: no alias"},
    [FOREGROUND_SERVICE_TYPE] = {"foreground_service_type", COLUMN_TEXT, COLUMN_NULL,
                                 "services: types, separated by |; NULL: none"},
    [LAUNCHER] = {"launcher", COLUMN_BOOL, 0, "the launcher shows it; not while it is disabled"},
    [DIRECT_BOOT] = {"direct_boot", COLUMN_BOOL, 0, "runs before the user has unlocked the device"},
    [PROTECTION] = {"protection", COLUMN_TEXT, COLUMN_NULL,
                    "base level and flags of permission; NULL when there is none, or neither platform nor "
                    "app defines it"},
    [TASK_AFFINITY] = {"task_affinity", COLUMN_TEXT, COLUMN_NULL,
                       "activities: the task it prefers, as written; NULL: that of the package; empty: none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "android:exported, or the element that lacks it"},
};

static struct bytes service_types(struct arena *a, uint32_t types)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } names[] = {
        {0x1, "dataSync"},          {0x2, "mediaPlayback"},      {0x4, "phoneCall"},
        {0x8, "location"},          {0x10, "connectedDevice"},   {0x20, "mediaProjection"},
        {0x40, "camera"},           {0x80, "microphone"},        {0x100, "health"},
        {0x200, "remoteMessaging"}, {0x400, "systemExempted"},   {0x800, "shortService"},
        {0x1000, "fileManagement"}, {0x2000, "mediaProcessing"}, {0x40000000, "specialUse"},
    };
    struct bytes text = {NULL, 0};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((types & names[i].bit) != 0)
            text = arena_printf(a, "%.*s%s%s", (int)text.size, text.size == 0 ? "" : (const char *)text.data,
                                text.size == 0 ? "" : "|", names[i].name);
    return text;
}

static bool filter_has(const struct component *c, int32_t filter, const char *tag, const char *name)
{
    const struct axml *x = &c->manifest->xml;

    for (int32_t e = axml_child(x, filter, tag, filter); e >= 0; e = axml_child(x, filter, tag, e))
        if (bytes_is(manifest_written_name(c->manifest, e), name))
            return true;
    return false;
}

static bool is_launcher(const struct component *c)
{
    if (!bytes_is(bytes_str(c->kind), "activity") && !bytes_is(bytes_str(c->kind), "activity-alias"))
        return false;
    for (int32_t f = component_filter(c, c->element); f >= 0; f = component_filter(c, f))
        if (filter_has(c, f, "action", "android.intent.action.MAIN") &&
            (filter_has(c, f, "category", "android.intent.category.LAUNCHER") ||
             filter_has(c, f, "category", "android.intent.category.LEANBACK_LAUNCHER")))
            return true;
    return false;
}

/* An attribute of the component or of the alias's target, else the application's of the same kind. */
static struct bytes own_or_app(const struct component *c, int32_t element, enum manifest_id own)
{
    const struct manifest *m = c->manifest;

    if (manifest_attr(m, element, own) != NULL)
        return manifest_text(m, element, own);
    return manifest_text(m, m->application, own);
}

/* An alias does not inherit: the platform lets it open an activity that is itself protected. */
static struct bytes permission_of(const struct component *c)
{
    if (bytes_is(bytes_str(c->kind), "activity-alias"))
        return manifest_text(c->manifest, c->element, ATTR_PERMISSION);
    return own_or_app(c, c->element, ATTR_PERMISSION);
}

/* ":remote" is private to the package, any other name is global; without one the package's own process runs
 * it. An alias runs where its target does. */
static struct bytes process_of(struct rows *r, const struct component *c, int32_t behind)
{
    struct bytes process = own_or_app(c, behind, ATTR_PROCESS);
    struct bytes package = c->manifest->package;

    if (process.size == 0)
        return package;
    if (process.data[0] == ':')
        return arena_printf(r->arena, "%.*s%.*s", (int)package.size, (const char *)package.data,
                            (int)process.size, (const char *)process.data);
    return process;
}

/* readPermission and writePermission count when they are there, even empty: then nothing is asked for. */
static void access_column(struct rows *r, const struct component *c, unsigned column, enum manifest_id own)
{
    const struct manifest *m = c->manifest;

    rows_some(r, column,
              manifest_attr(m, c->element, own) != NULL ? manifest_text(m, c->element, own)
                                                        : permission_of(c));
}

static void provider_columns(struct rows *r, const struct component *c)
{
    access_column(r, c, READ_PERMISSION, ATTR_READ_PERMISSION);
    access_column(r, c, WRITE_PERMISSION, ATTR_WRITE_PERMISSION);
    rows_some(r, AUTHORITIES, manifest_text(c->manifest, c->element, ATTR_AUTHORITIES));
    rows_bool(r, GRANT_URI,
              manifest_bool(c->manifest, c->element, ATTR_GRANT_URI_PERMISSIONS, false) ||
                  axml_child(&c->manifest->xml, c->element, "grant-uri-permission", c->element) >= 0);
}

/* As the platform defines the permission, else as the app does. */
static void protection_column(struct rows *r, struct app *app, struct bytes permission)
{
    const struct table *defined = table_find("defined_permissions");
    const struct rows *own = table_rows(defined, app);
    struct platform_permission p;

    if (permission.size == 0)
        return;
    if (platform_permission(permission, &p)) {
        rows_text(r, PROTECTION, p.protection);
        return;
    }
    for (size_t i = 0; i < own->count; i++)
        if (bytes_equal(rows_value(own, i, 0)->text, permission)) {
            rows_text(r, PROTECTION, rows_value(own, i, 1)->text);
            return;
        }
}

/* The activity's own, else the application's; "" is a value: a task with nothing else in it. */
static void affinity_column(struct rows *r, const struct component *c)
{
    const struct manifest *m = c->manifest;

    if (!bytes_is(bytes_str(c->kind), "activity"))
        return;
    if (manifest_attr(m, c->element, ATTR_TASK_AFFINITY) != NULL)
        rows_text(r, TASK_AFFINITY, manifest_text(m, c->element, ATTR_TASK_AFFINITY));
    else if (manifest_attr(m, m->application, ATTR_TASK_AFFINITY) != NULL)
        rows_text(r, TASK_AFFINITY, manifest_text(m, m->application, ATTR_TASK_AFFINITY));
}

static void fill(struct rows *r, struct app *app)
{
    struct component_walk walk = {.app = app};
    struct component c;

    while (component_next(&walk, &c)) {
        const struct manifest *m = c.manifest;
        int32_t target =
            bytes_is(bytes_str(c.kind), "activity-alias") ? manifest_alias_target(m, c.element) : -1;
        int32_t behind = target >= 0 ? target : c.element;
        bool enabled = manifest_bool(m, m->application, ATTR_ENABLED, true) &&
                       manifest_bool(m, c.element, ATTR_ENABLED, true);
        rows_begin(r);
        rows_str(r, KIND, c.kind);
        rows_text(r, NAME, c.name);
        rows_bool(r, EXPORTED, c.exported);
        rows_bool(r, EXPORTED_EXPLICIT, c.exported_explicit);
        rows_bool(r, ENABLED, enabled);
        rows_some(r, PERMISSION, permission_of(&c));
        rows_bool(r, GRANT_URI, false);
        if (bytes_is(bytes_str(c.kind), "provider"))
            provider_columns(r, &c);
        rows_text(r, PROCESS, process_of(r, &c, behind));
        rows_some(r, TARGET, manifest_class(m, manifest_text(m, c.element, ATTR_TARGET_ACTIVITY)));
        rows_some(r, FOREGROUND_SERVICE_TYPE,
                  service_types(r->arena,
                                (uint32_t)manifest_int(m, c.element, ATTR_FOREGROUND_SERVICE_TYPE, 0)));
        rows_bool(r, LAUNCHER, enabled && is_launcher(&c));
        rows_bool(r, DIRECT_BOOT, manifest_bool(m, behind, ATTR_DIRECT_BOOT_AWARE, false));
        protection_column(r, app, permission_of(&c));
        affinity_column(r, &c);
        rows_locus(r, LOCUS, manifest_locus(m, c.element, ATTR_EXPORTED));
    }
}

const struct table table_components = {
    .name = "components",
    .doc = "Components of base and splits.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
