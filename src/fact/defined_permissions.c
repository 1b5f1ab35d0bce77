/* defined_permissions: permissions that the app defines for others. */
#include "fact/tables.h"
#include "read/app.h"

enum { NAME, PROTECTION, GROUP, TREE, LOCUS };

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, 0, "the permission"},
    [PROTECTION] = {"protection", COLUMN_TEXT, 0,
                    "base level and flags: normal, dangerous, signature|privileged ..."},
    [GROUP] = {"permission_group", COLUMN_TEXT, COLUMN_NULL, "group it belongs to; NULL when it names none"},
    [TREE] = {"tree", COLUMN_BOOL, 0,
              "a <permission-tree>: the app may add permissions below it when it runs"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the protectionLevel, or the element that lacks it"},
};

/* protectionLevel as PermissionInfo spells it: the low four bits are the base, the others flags. */
static struct bytes protection(struct arena *a, uint32_t level)
{
    static const char *const bases[] = {"normal", "dangerous", "signature", "signature|privileged",
                                        "internal"};
    static const struct {
        uint32_t bit;
        const char *name;
    } flags[] = {
        {0x10, "privileged"},
        {0x20, "development"},
        {0x40, "appop"},
        {0x80, "pre23"},
        {0x100, "installer"},
        {0x200, "verifier"},
        {0x400, "preinstalled"},
        {0x800, "setup"},
        {0x1000, "instant"},
        {0x2000, "runtime"},
        {0x4000, "oem"},
        {0x8000, "vendorPrivileged"},
        {0x10000, "textClassifier"},
        {0x80000, "documenter"},
        {0x100000, "configurator"},
        {0x200000, "incidentReportApprover"},
        {0x400000, "appPredictor"},
        {0x800000, "module"},
        {0x1000000, "companion"},
        {0x2000000, "retailDemo"},
        {0x4000000, "recents"},
        {0x8000000, "role"},
        {0x10000000, "knownSigner"},
    };
    struct bytes text =
        (level & 15) < 5 ? bytes_str(bases[level & 15]) : arena_printf(a, "unknown(%u)", level & 15);

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if ((level & flags[i].bit) != 0)
            text = arena_printf(a, "%.*s|%s", (int)text.size, (const char *)text.data, flags[i].name);
    return text;
}

static void fill(struct rows *r, struct app *app)
{
    const struct manifest *m = app_manifest(app);

    if (m == NULL)
        return;
    for (int32_t e = axml_child(&m->xml, 0, NULL, 0); e >= 0; e = axml_child(&m->xml, 0, NULL, e)) {
        bool tree = bytes_is(m->xml.elements[e].name, "permission-tree");
        struct bytes group;
        if (!tree && !bytes_is(m->xml.elements[e].name, "permission"))
            continue;
        group = manifest_text(m, e, ATTR_PERMISSION_GROUP);
        rows_begin(r);
        rows_text(r, NAME, manifest_text(m, e, ATTR_NAME));
        rows_text(r, PROTECTION,
                  protection(r->arena, (uint32_t)manifest_int(m, e, ATTR_PROTECTION_LEVEL, 0)));
        if (group.size > 0)
            rows_text(r, GROUP, group);
        rows_bool(r, TREE, tree);
        rows_locus(r, LOCUS, manifest_locus(m, e, ATTR_PROTECTION_LEVEL));
    }
}

const struct table table_defined_permissions = {
    .name = "defined_permissions",
    .doc = "Permissions the app defines.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
