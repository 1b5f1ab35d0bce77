#include "read/manifest.h"

#include <stdlib.h>

const struct axml_attribute *manifest_attr(const struct manifest *m, int32_t element, enum manifest_id id)
{
    return element < 0 ? NULL : axml_find(&m->xml, (size_t)element, id, NULL);
}

struct locus manifest_locus(const struct manifest *m, int32_t element, enum manifest_id id)
{
    const struct axml_attribute *a = manifest_attr(m, element, id);

    if (a != NULL)
        return axml_attribute_locus(&m->xml, a);
    return element < 0 ? locus_whole(m->xml.place) : axml_locus(&m->xml, (size_t)element);
}

struct bytes manifest_text(const struct manifest *m, int32_t element, enum manifest_id id)
{
    struct bytes text = {NULL, 0};
    const struct axml_attribute *a = manifest_attr(m, element, id);

    if (a != NULL)
        axml_string(&m->xml, a, m->tables, AXML_ANY, &text);
    return text;
}

struct bytes manifest_written_name(const struct manifest *m, int32_t element)
{
    struct bytes text = {NULL, 0};

    if (element >= 0)
        axml_written_text(&m->xml, axml_written(&m->xml, (size_t)element, AXML_ANDROID_NS, "name"), &text);
    return text;
}

bool manifest_reference(const struct manifest *m, int32_t element, enum manifest_id id)
{
    const struct axml_attribute *a = manifest_attr(m, element, id);

    return a != NULL && a->data != 0 && res_is_reference(a->type);
}

bool manifest_bool(const struct manifest *m, int32_t element, enum manifest_id id, bool fallback)
{
    return axml_bool(&m->xml, manifest_attr(m, element, id), m->tables, fallback);
}

int32_t manifest_int(const struct manifest *m, int32_t element, enum manifest_id id, int32_t fallback)
{
    return axml_int(&m->xml, manifest_attr(m, element, id), m->tables, fallback);
}

struct bytes manifest_class(const struct manifest *m, struct bytes name)
{
    size_t package = m->package.size, dot = 0;
    uint8_t *out;

    if (name.size == 0)
        return name;
    if (name.data[0] != '.') {
        if (bytes_find(name, '.', 0) < name.size)
            return name;
        dot = 1;
    }
    out = arena_raw(m->xml.scan->arena, package + dot + name.size);
    if (package > 0)
        memcpy(out, m->package.data, package);
    out[package] = '.'; /* without `dot` the name's own goes over it */
    memcpy(&out[package + dot], name.data, name.size);
    return bytes_of(out, package + dot + name.size);
}

static int by_class(const void *one, const void *other)
{
    const struct manifest_activity *a = one, *b = other;
    int order = bytes_compare(a->name, b->name);

    return order != 0 ? order : a->element < b->element ? -1 : 1;
}

/* Activities by class name; only where there is an alias to look one up for. */
static void index_activities(struct manifest *m)
{
    const struct axml *x = &m->xml;
    int32_t app = m->application;
    size_t count = 0;

    if (app < 0 || axml_child(x, app, "activity-alias", app) < 0)
        return;
    for (int32_t e = axml_child(x, app, "activity", app); e >= 0; e = axml_child(x, app, "activity", e))
        count++;
    m->activities = arena_array(x->scan->arena, count, sizeof *m->activities);
    for (int32_t e = axml_child(x, app, "activity", app); e >= 0; e = axml_child(x, app, "activity", e))
        m->activities[m->activity_count++] =
            (struct manifest_activity){manifest_class(m, manifest_text(m, e, ATTR_NAME)), e};
    if (count > 1)
        qsort(m->activities, count, sizeof *m->activities, by_class);
}

int32_t manifest_alias_target(const struct manifest *m, int32_t alias)
{
    struct bytes name = manifest_class(m, manifest_text(m, alias, ATTR_TARGET_ACTIVITY));
    size_t low = 0, high = m->activity_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bytes_compare(m->activities[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (name.size == 0 || low == m->activity_count || !bytes_equal(m->activities[low].name, name))
        return -1;
    return m->activities[low].element < alias ? m->activities[low].element : -1;
}

/* A level is a number or, for a preview, the codename of a platform in the making. */
static int32_t sdk_level(const struct manifest *m, int32_t element, enum manifest_id id, int32_t fallback,
                         struct bytes *codename)
{
    const struct axml_attribute *a = manifest_attr(m, element, id);
    struct arsc_value value;
    int32_t level = 0;

    *codename = bytes_of(NULL, 0);
    if (a == NULL)
        return fallback;
    axml_value(&m->xml, a, m->tables, &value);
    if (value.type != RES_STRING)
        return axml_int(&m->xml, a, m->tables, fallback);
    for (size_t i = 0; i < value.text.size; i++) { /* "21" written as a string is the number all the same */
        uint8_t digit = value.text.data[i];
        if (digit < '0' || digit > '9' || level > 100000) {
            *codename = value.text;
            return 0;
        }
        level = level * 10 + (digit - '0');
    }
    return value.text.size == 0 ? fallback : level;
}

void manifest_open(struct manifest *m, const struct axml *xml, struct axml_tables tables)
{
    int32_t sdk = -1;

    *m = (struct manifest){.xml = *xml, .tables = tables, .application = -1, .min_sdk = 1, .target_sdk = 1};
    if (xml->count == 0)
        return;
    axml_written_text(xml, axml_written(xml, 0, NULL, "package"), &m->package);
    axml_written_text(xml, axml_written(xml, 0, NULL, "split"), &m->split);
    m->version_code = (int64_t)((uint64_t)(uint32_t)manifest_int(m, 0, ATTR_VERSION_CODE_MAJOR, 0) << 32 |
                                (uint32_t)manifest_int(m, 0, ATTR_VERSION_CODE, 0));
    m->version_at = manifest_locus(m, 0, ATTR_VERSION_CODE);
    m->application = axml_child(xml, 0, "application", 0);
    index_activities(m);
    for (int32_t next = axml_child(xml, 0, "uses-sdk", 0); next >= 0;
         next = axml_child(xml, 0, "uses-sdk", next))
        sdk = next; /* the last one counts: each is parsed into the same package */
    m->min_sdk = sdk_level(m, sdk, ATTR_MIN_SDK, 1, &m->min_codename);
    m->target_sdk = sdk_level(m, sdk, ATTR_TARGET_SDK, m->min_sdk, &m->target_codename);
    if (manifest_attr(m, sdk, ATTR_TARGET_SDK) == NULL)
        m->target_codename = m->min_codename;
    if (manifest_attr(m, sdk, ATTR_MIN_SDK) == NULL && m->target_codename.size > 0) {
        m->min_codename = m->target_codename;
        m->min_sdk = 0;
    }
    m->min_at = manifest_locus(m, sdk < 0 ? 0 : sdk, ATTR_MIN_SDK);
    m->target_at = manifest_locus(m, sdk < 0 ? 0 : sdk, ATTR_TARGET_SDK);
}
