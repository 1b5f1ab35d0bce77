/* What others wrote is merged into, whatever its bytes: the result reads as JSON, every value that is not ours stays as
 * it was spelt, and merged once more nothing changes. A text that is no policy is refused with a reason. */
#include <stdlib.h>

#include "base/json_read.h"
#include "base/json_scan.h"
#include "fleet/plane.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static struct control_name names[] = {
    {IDENTIFIER_BUNDLE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.a", 5}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_BUNDLE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.b", 5}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_PACKAGE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.a", 5}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_PACKAGE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.b", 5}, {NULL, 0}, {NULL, 0}, true},
};

static struct bytes spelt(struct bytes text, const struct json_node *n)
{
    size_t at = n->at;
    struct bytes value = {NULL, 0};

    check(json_scan_value(text, &at, &value));
    return value;
}

/* The members that a plane may change; all others are somebody else's. */
static bool is_ours(struct bytes key)
{
    static const char *const ours[] = {"applications", "personalUsagePolicies", "statusReportingSettings", "appsVisibilityList", "appsVisibilityListType",
                                       "compliantAppsList", "compliantAppListType"};

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (bytes_is(key, ours[i]))
            return true;
    return false;
}

static void check_kept(struct arena *a, struct bytes before, struct bytes after)
{
    struct error e = {0};
    const struct json_node *old = json_read_foreign(a, before, &e), *new = json_read_foreign(a, after, &e);
    const struct json_node *apps = json_get(old, "applications"), *there = json_get(new, "applications");

    check(old != NULL && new != NULL);
    for (const struct json_node *o = old->first, *n = new->first; o != NULL; o = o->next) {
        while (n != NULL && !bytes_equal(n->key, o->key))
            n = n->next;
        check(n != NULL);
        check(is_ours(o->key) || bytes_equal(spelt(before, o), spelt(after, n)));
    }
    if (apps == NULL || apps->kind != JSON_ARRAY)
        return;
    check(there->count >= apps->count && there->count <= apps->count + 2);
    for (const struct json_node *o = apps->first, *n = there->first; o != NULL; o = o->next, n = n->next) {
        const struct json_node *name = json_get(o, "packageName");
        bool named = name != NULL && name->kind == JSON_TEXT && (bytes_is(name->text, "com.a") || bytes_is(name->text, "com.b"));
        check(named || bytes_equal(spelt(before, o), spelt(after, n)));
        check(!named || bytes_is(json_get(n, "installType")->text, "BLOCKED"));
    }
}

static bool render(const char *plane, const char *file, struct rendering *out, struct bytes text)
{
    struct rendered standing = {bytes_str(file), text};
    struct plane_input in = {.standing = &standing, .standing_count = 1};
    struct control c = {.matter = BYTES("m"), .determination = BYTES("d"), .effective = BYTES("2026-11-01"), .title_en = BYTES("T"), .title_fr = BYTES("T"),
                        .removes = true, .blocks_install = true, .now = 5, .names = names, .count = sizeof names / sizeof *names};
    struct error e = {0};
    bool ok = plane_find(bytes_str(plane))->render(&c, &in, out, &e);

    check(ok == (e.code == ERROR_NONE) && (ok || e.text[0] != 0));
    return ok;
}

static void merge(const char *plane, const char *file, struct bytes text)
{
    struct arena arena;
    struct rendering once = {.arena = &arena}, twice = {.arena = &arena};

    arena_init(&arena, 512u << 20);
    if (render(plane, file, &once, text)) {
        check_kept(&arena, text.size > 0 ? text : BYTES("{}"), once.files[0].text);
        check(render(plane, file, &twice, once.files[0].text) && twice.file_count == once.file_count);
        for (size_t i = 0; i < once.file_count; i++)
            check(bytes_equal(twice.files[i].text, once.files[i].text));
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    merge("amapi", "amapi-policy.json", bytes_of(data, size));
    merge("graph", "graph-ios.json", bytes_of(data, size));
    return 0;
}
