/*
 * Rules: ApkLiteParseUtils.parsePackageSplitNames() and validateName(),
 * ParsingPackageUtils, ParsedActivityUtils, ParsedProviderUtils,
 * ParsedIntentInfoUtils and the levels of ParseInput.DeferredError.
 */
#include "read/manifest_check.h"

enum kind {
    ROOT,
    PACKAGE_NAME,
    SHARED_USER,
    CODENAME,
    NO_APPLICATION,
    SECOND_APPLICATION,
    COMPONENT_NAME,
    NOT_EXPORTED,
    NO_AUTHORITIES,
    ALIAS_TARGET,
    FILTER_NAME,
    META_DATA,
    DEFINED_NAME,
    PERMISSION_REFERENCE,
    PERMISSION_FLAGS,
};

const struct anomaly_kind manifest_kinds[MANIFEST_KINDS] = {
    [ROOT] = {"manifest.root", EFFECT_REFUSED, "Android reads no manifest whose root is not <manifest>."},
    [PACKAGE_NAME] = {"manifest.package.name", EFFECT_REFUSED,
                      "Android refuses a package name that is missing as written, has no dot, or has a part "
                      "that is not a letter followed by letters, digits and underscores."},
    [SHARED_USER] = {"manifest.shared-user.name", EFFECT_REFUSED,
                     "Android refuses a sharedUserId that would be no package name."},
    [CODENAME] = {"manifest.sdk.codename", EFFECT_REFUSED,
                  "A level written as text is a platform in the making: released devices refuse the app."},
    [NO_APPLICATION] =
        {"manifest.application.missing", EFFECT_REFUSED,
         "From target level 30 on, Android 11 refuses a manifest that has neither <application> "
         "nor <instrumentation>."},
    [SECOND_APPLICATION] = {"manifest.application.second", EFFECT_TOLERATED,
                            "Android passes over every <application> but the first; other tools merge them."},
    [COMPONENT_NAME] = {"manifest.component.name", EFFECT_REFUSED,
                        "Android refuses a component without android:name."},
    [NOT_EXPORTED] = {"manifest.component.exported", EFFECT_REFUSED,
                      "From target level 31 on, Android 12 refuses a component that has an intent filter and "
                      "does not say android:exported."},
    [NO_AUTHORITIES] = {"manifest.provider.authorities", EFFECT_REFUSED,
                        "Android refuses a provider without authorities."},
    [ALIAS_TARGET] = {"manifest.alias.target", EFFECT_REFUSED,
                      "Android refuses an alias whose activity does not stand before it in the manifest."},
    [FILTER_NAME] =
        {"manifest.filter.name", EFFECT_REFUSED,
         "Android finds the name of an <action> or <category> by its written name and refuses one "
         "without; tools that go by resource id read another."},
    [META_DATA] = {"manifest.meta-data.incomplete", EFFECT_REFUSED,
                   "Android refuses <meta-data> without a name, or with neither value nor resource."},
    [DEFINED_NAME] = {"manifest.permission.name", EFFECT_REFUSED,
                      "Android refuses a <permission> without android:name."},
    [PERMISSION_REFERENCE] = {"manifest.permission.reference", EFFECT_TOLERATED,
                              "Android passes over a request whose name is a reference to a resource; it is "
                              "listed with the name the reference gives."},
    [PERMISSION_FLAGS] = {"manifest.permission.flags", EFFECT_REFUSED,
                          "Android 12 and later refuse two requests for one permission that differ in "
                          "usesPermissionFlags."},
};

struct check {
    struct scan *scan;
    const struct manifest *m;
    int32_t target; /* level that decides; a codename is above all */
};

static void note(const struct check *c, enum kind kind, struct locus where, struct bytes subject)
{
    scan_anomaly(c->scan, &manifest_kinds[kind], where, subject, "target level %d", c->target);
}

static void note_element(const struct check *c, enum kind kind, int32_t e, struct bytes subject)
{
    note(c, kind, axml_locus(&c->m->xml, (size_t)e), subject);
}

/* validateName(): parts of letters, digits and underscores, each starting with a letter, with a dot between.
 */
static bool name_is_valid(struct bytes name)
{
    bool front = true, dot = false;

    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (c == '.') {
            dot = front = true;
        } else if (letter || (!front && ((c >= '0' && c <= '9') || c == '_'))) {
            front = false;
        } else {
            return false;
        }
    }
    return dot && name.size <= 223;
}

/* Every filter's names, and whether one of the filters counts. */
static bool check_filters(const struct check *c, int32_t component)
{
    const struct axml *x = &c->m->xml;
    bool service = bytes_is(x->elements[component].name, "service"), counts = false;

    for (int32_t f = axml_child(x, component, "intent-filter", component); f >= 0;
         f = axml_child(x, component, "intent-filter", f)) {
        counts = counts || service;
        for (int32_t e = axml_child(x, f, NULL, f); e >= 0; e = axml_child(x, f, NULL, e)) {
            bool action = bytes_is(x->elements[e].name, "action");
            if (!action && !bytes_is(x->elements[e].name, "category"))
                continue;
            counts = counts || action;
            if (manifest_written_name(c->m, e).data == NULL)
                note_element(c, FILTER_NAME, e, manifest_text(c->m, e, ATTR_NAME));
        }
    }
    return counts;
}

static void check_meta_data(const struct check *c, int32_t parent)
{
    const struct axml *x = &c->m->xml;

    for (int32_t e = axml_child(x, parent, "meta-data", parent); e >= 0;
         e = axml_child(x, parent, "meta-data", e)) {
        struct bytes name = manifest_text(c->m, e, ATTR_NAME);
        if (name.data == NULL ||
            (!manifest_reference(c->m, e, ATTR_RESOURCE) && manifest_attr(c->m, e, ATTR_VALUE) == NULL))
            note_element(c, META_DATA, e, name);
    }
}

static void check_component(const struct check *c, int32_t e)
{
    const struct manifest *m = c->m;
    struct bytes tag = m->xml.elements[e].name, name = manifest_text(m, e, ATTR_NAME);
    bool provider = bytes_is(tag, "provider");

    if (name.size == 0)
        note_element(c, COMPONENT_NAME, e, tag);
    if (check_filters(c, e) && !provider && c->target >= 31 && manifest_attr(m, e, ATTR_EXPORTED) == NULL)
        note_element(c, NOT_EXPORTED, e, name);
    if (provider && manifest_text(m, e, ATTR_AUTHORITIES).size == 0)
        note_element(c, NO_AUTHORITIES, e, name);
    if (bytes_is(tag, "activity-alias") && manifest_alias_target(m, e) < 0)
        note_element(c, ALIAS_TARGET, e, name);
    check_meta_data(c, e);
}

static void check_application(const struct check *c)
{
    const struct axml *x = &c->m->xml;
    int32_t first = c->m->application;
    static const char *const kinds[] = {"activity", "activity-alias", "service", "receiver", "provider"};

    if (first < 0) {
        if (c->target >= 30 && axml_child(x, 0, "instrumentation", 0) < 0)
            note_element(c, NO_APPLICATION, 0, c->m->package);
        return;
    }
    for (int32_t e = axml_child(x, 0, "application", first); e >= 0; e = axml_child(x, 0, "application", e))
        note_element(c, SECOND_APPLICATION, e, c->m->package);
    check_meta_data(c, first);
    for (int32_t e = axml_child(x, first, NULL, first); e >= 0; e = axml_child(x, first, NULL, e))
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (bytes_is(x->elements[e].name, kinds[i]))
                check_component(c, e);
}

/* Two requests for one permission must agree on the flags. */
static void check_request(const struct check *c, int32_t e)
{
    const struct manifest *m = c->m;
    struct bytes name = manifest_text(m, e, ATTR_NAME);
    int32_t flags = manifest_int(m, e, ATTR_USES_PERMISSION_FLAGS, 0);
    int32_t before = axml_child(&m->xml, 0, "uses-permission", 0);

    if (manifest_reference(m, e, ATTR_NAME))
        note(c, PERMISSION_REFERENCE, manifest_locus(m, e, ATTR_NAME), name);
    if (flags == 0)
        return;
    for (unsigned i = 0; before >= 0 && i < LIMIT_PERMISSION_FLAGS; i++) {
        if (manifest_int(m, before, ATTR_USES_PERMISSION_FLAGS, 0) != flags &&
            bytes_equal(manifest_text(m, before, ATTR_NAME), name))
            note(c, PERMISSION_FLAGS, manifest_locus(m, e, ATTR_USES_PERMISSION_FLAGS), name);
        before = axml_child(&m->xml, 0, "uses-permission", before);
    }
}

static void check_root(const struct check *c)
{
    const struct manifest *m = c->m;
    struct bytes user = manifest_text(m, 0, ATTR_SHARED_USER_ID);

    if (!bytes_is(m->xml.elements[0].name, "manifest"))
        note_element(c, ROOT, 0, m->xml.elements[0].name);
    if (!name_is_valid(m->package) && !bytes_is(m->package, "android"))
        note_element(c, PACKAGE_NAME, 0, m->package);
    if (user.size > 0 && !name_is_valid(user))
        note(c, SHARED_USER, manifest_locus(m, 0, ATTR_SHARED_USER_ID), user);
    if (m->min_codename.size > 0 || m->target_codename.size > 0)
        note(c, CODENAME, m->min_codename.size > 0 ? m->min_at : m->target_at,
             m->min_codename.size > 0 ? m->min_codename : m->target_codename);
}

void manifest_check(struct scan *s, const struct manifest *m, const struct manifest *base)
{
    const struct manifest *deciding = base == NULL ? m : base;
    struct check c = {s, m, deciding->target_codename.size > 0 ? INT32_MAX : deciding->target_sdk};

    if (m->xml.count == 0)
        return;
    check_root(&c);
    check_application(&c);
    if (m->split.size > 0)
        return; /* nothing but <application> counts in a split */
    for (int32_t e = axml_child(&m->xml, 0, NULL, 0); e >= 0; e = axml_child(&m->xml, 0, NULL, e)) {
        struct bytes tag = m->xml.elements[e].name;
        if (bytes_is(tag, "uses-permission") || bytes_is(tag, "uses-permission-sdk-23") ||
            bytes_is(tag, "uses-permission-sdk-m"))
            check_request(&c, e);
        else if (bytes_is(tag, "permission") && manifest_text(m, e, ATTR_NAME).size == 0)
            note_element(&c, DEFINED_NAME, e, tag);
    }
}
