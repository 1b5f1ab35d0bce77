/* Manifests as the package parser takes them: what it refuses, what it adds, what it finds by which name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fact/table.h"
#include "manifest_text.h"
#include "read/app.h"
#include "read/manifest_check.h"

#define HEAD     "manifest package=com.example.app\n"
#define ACTIVITY " application\n  activity name=.Main "

/* An app made of one archive with one manifest. */
struct trial {
    struct arena arena;
    struct app app;
    struct buf file;
    struct app_source source;
};

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

static void begin(struct trial *t, const char *text)
{
    struct apk_make apk;
    struct buf manifest = manifest_text_make(text);

    *t = (struct trial){0};
    arena_init(&t->arena, LIMIT_ARENA);
    apk_begin(&apk);
    apk_add(&apk, BYTES("AndroidManifest.xml"), buf_bytes(&manifest));
    t->file = apk_end(&apk);
    t->source = (struct app_source){.bytes = buf_bytes(&t->file), .nth = 1};
    app_read(&t->app, &t->arena, &t->source, 1, stage, NULL);
    buf_free(&manifest);
}

static void end(struct trial *t)
{
    arena_free(&t->arena);
    buf_free(&t->file);
}

static size_t said(const struct trial *t, const char *code)
{
    for (size_t i = 0; i < MANIFEST_KINDS; i++)
        if (strcmp(manifest_kinds[i].code, code) == 0)
            return scan_count(&t->app.scan, &manifest_kinds[i]);
    fail_msg("no anomaly %s", code);
    return 0;
}

static size_t said_at_all(const struct trial *t)
{
    size_t count = 0;

    for (size_t i = 0; i < MANIFEST_KINDS; i++)
        count += scan_count(&t->app.scan, &manifest_kinds[i]);
    return count;
}

/* The document shows that oddity once and no other, the one beside it none. */
static void tells(const char *odd, const char *sound, const char *code)
{
    struct trial t;

    begin(&t, odd);
    assert_int_equal(said(&t, code), 1);
    assert_int_equal(said_at_all(&t), 1);
    end(&t);
    begin(&t, sound);
    assert_int_equal(said_at_all(&t), 0);
    end(&t);
}

static const struct value *cell(struct trial *t, const char *table, size_t row, const char *column)
{
    const struct table *found = table_find(table);
    const struct rows *rows = table_rows(found, &t->app);

    assert_true(row < rows->count);
    for (unsigned i = 0; i < found->column_count; i++)
        if (strcmp(found->columns[i].name, column) == 0)
            return rows_value(rows, row, i);
    fail_msg("no column %s", column);
    return NULL;
}

static bool text_is(struct trial *t, const char *table, size_t row, const char *column, const char *text)
{
    const struct value *v = cell(t, table, row, column);

    return text == NULL ? v->kind == VALUE_NULL : v->kind == VALUE_TEXT && bytes_is(v->text, text);
}

static int64_t number(struct trial *t, const char *table, size_t row, const char *column)
{
    const struct value *v = cell(t, table, row, column);

    return v->kind == VALUE_NULL ? -1 : v->number;
}

static size_t count(struct trial *t, const char *table)
{
    return table_rows(table_find(table), &t->app)->count;
}

static void root_must_be_manifest(void **state)
{
    (void)state;
    tells("manifeste package=com.example.app\n application\n", HEAD " application\n", "manifest.root");
}

static void package_names_are_checked(void **state)
{
    static const char *const bad[] = {"app", "com.1app", "com._app", "com.ex-ample", "com.\x7f"};
    char text[100];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, "manifest package=%s\n application\n", bad[i]);
        tells(text, "manifest package=android\n application\n", "manifest.package.name");
    }
    tells("manifest\n application\n", "manifest package=.Com..x_1\n application\n", "manifest.package.name");
}

static void package_is_taken_as_written(void **state)
{
    struct trial t;

    (void)state;
    tells("manifest %package=com.example.app\n application\n", HEAD " application\n",
          "manifest.package.name");
    begin(&t, "manifest /package=com.other.app package=com.example.app\n application\n");
    assert_true(text_is(&t, "app", 0, "id", "com.example.app"));
    end(&t);
}

static void shared_users_are_checked(void **state)
{
    (void)state;
    tells("manifest sharedUserId=nodot package=com.example.app\n application\n",
          "manifest sharedUserId=a.b package=com.example.app\n application\n", "manifest.shared-user.name");
}

static void codenames_are_refused(void **state)
{
    struct trial t;

    (void)state;
    tells(HEAD " uses-sdk minSdkVersion=Baklava\n application\n",
          HEAD " uses-sdk minSdkVersion=#36\n application\n", "manifest.sdk.codename");
    begin(&t, HEAD " uses-sdk targetSdkVersion=Baklava\n application\n");
    assert_true(text_is(&t, "app", 0, "min_sdk_codename", "Baklava")); /* the target's, where there is none */
    assert_int_equal(number(&t, "app", 0, "min_sdk"), -1);
    end(&t);
}

static void an_application_is_needed(void **state)
{
    (void)state;
    tells(HEAD " uses-sdk targetSdkVersion=#30\n", HEAD " uses-sdk targetSdkVersion=#29\n",
          "manifest.application.missing");
    tells(HEAD " uses-sdk targetSdkVersion=#30\n",
          HEAD " uses-sdk targetSdkVersion=#30\n instrumentation name=.Test\n",
          "manifest.application.missing");
}

static void the_first_application_counts(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD " application\n  activity name=.One\n application\n  activity name=.Two\n");
    assert_int_equal(said(&t, "manifest.application.second"), 1);
    assert_int_equal(count(&t, "components"), 1);
    assert_true(text_is(&t, "components", 0, "name", "com.example.app.One"));
    end(&t);
}

static void components_need_a_name(void **state)
{
    (void)state;
    tells(HEAD " application\n  service permission=x.Y\n", HEAD " application\n  service name=S\n",
          "manifest.component.name");
}

static void exported_must_be_said_from_31_on(void **state)
{
#define FILTER "   intent-filter\n    action name=x.Y\n"
    (void)state;
    tells(HEAD " uses-sdk targetSdkVersion=#31\n" ACTIVITY "\n" FILTER,
          HEAD " uses-sdk targetSdkVersion=#30\n" ACTIVITY "\n" FILTER, "manifest.component.exported");
    tells(HEAD " uses-sdk targetSdkVersion=#31\n" ACTIVITY "\n" FILTER,
          HEAD " uses-sdk targetSdkVersion=#31\n" ACTIVITY "exported=false\n" FILTER,
          "manifest.component.exported");
#undef FILTER
}

static void filters_without_action_export_services_only(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD
          " application\n  activity name=A\n   intent-filter\n    category name=x.C\n"
          "  service name=S\n   intent-filter\n  receiver name=R\n   intent-filter\n    action name=x.A\n");
    assert_int_equal(number(&t, "components", 0, "exported"), 0);
    assert_int_equal(number(&t, "components", 1, "exported"), 1);
    assert_int_equal(number(&t, "components", 2, "exported"), 1);
    end(&t);
}

static void providers_need_authorities(void **state)
{
    (void)state;
    tells(HEAD " application\n  provider name=P\n", HEAD " application\n  provider name=P authorities=a.b\n",
          "manifest.provider.authorities");
}

static void aliases_need_their_activity_before_them(void **state)
{
    (void)state;
    tells(HEAD " application\n  activity-alias name=B targetActivity=.A\n  activity name=.A\n",
          HEAD " application\n  activity name=.A\n  activity-alias name=B targetActivity=.A\n",
          "manifest.alias.target");
}

static void aliases_do_not_inherit_permissions(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD " application permission=app.P process=:app\n  activity name=.C\n"
                   "  activity name=.A process=:own directBootAware=true\n"
                   "  activity-alias name=B targetActivity=.A\n");
    assert_true(text_is(&t, "components", 1, "permission", "app.P"));
    assert_true(text_is(&t, "components", 2, "permission", NULL));
    assert_true(text_is(&t, "components", 2, "process", "com.example.app:own"));
    assert_int_equal(number(&t, "components", 2, "direct_boot"), 1);
    end(&t);
}

static void empty_provider_permissions_count(void **state)
{
    struct trial t;

    (void)state;
    begin(
        &t, HEAD
        " application permission=app.P\n  provider name=P permission=own.P readPermission= authorities=a\n");
    assert_true(text_is(&t, "components", 0, "read_permission", NULL));
    assert_true(text_is(&t, "components", 0, "write_permission", "own.P"));
    end(&t);
}

static void disabled_activities_are_no_launchers(void **state)
{
#define MAIN                                                         \
    "   intent-filter\n    action name=android.intent.action.MAIN\n" \
    "    category name=android.intent.category.LAUNCHER\n"
    struct trial t;

    (void)state;
    begin(&t, HEAD ACTIVITY "\n" MAIN "  activity name=.Off enabled=false\n" MAIN "  service name=.S\n" MAIN);
    assert_int_equal(number(&t, "components", 0, "launcher"), 1);
    assert_int_equal(number(&t, "components", 1, "launcher"), 0);
    assert_int_equal(number(&t, "components", 2, "launcher"), 0);
    end(&t);
#undef MAIN
}

static void actions_are_found_by_their_written_name(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD ACTIVITY "\n   intent-filter\n    action name/label=x.DECOY /name=x.REAL\n");
    assert_true(text_is(&t, "intent_filters", 0, "action", "x.REAL"));
    assert_int_equal(said_at_all(&t), 0);
    end(&t);
    tells(HEAD ACTIVITY "\n   intent-filter\n    action name/label=x.DECOY\n",
          HEAD ACTIVITY "\n   intent-filter\n    action name=x.REAL\n", "manifest.filter.name");
}

static void meta_data_needs_name_and_value(void **state)
{
    struct trial t;

    (void)state;
    tells(HEAD " application\n  meta-data name=x\n", HEAD " application\n  meta-data name=x value=y\n",
          "manifest.meta-data.incomplete");
    tells(HEAD ACTIVITY "\n   meta-data value=x\n",
          HEAD ACTIVITY "\n   meta-data name=x resource=@7f010000\n", "manifest.meta-data.incomplete");
    begin(&t, HEAD " application\n  meta-data name=x value=y resource=z\n"); /* a text is no resource */
    assert_true(text_is(&t, "meta_data", 0, "value", "y"));
    end(&t);
}

static void defined_permissions_need_a_name(void **state)
{
    (void)state;
    tells(HEAD " permission\n application\n", HEAD " permission name=x.Y\n application\n",
          "manifest.permission.name");
}

static void requests_by_reference_are_told(void **state)
{
    (void)state;
    tells(HEAD " uses-permission name=@7f010000\n application\n",
          HEAD " uses-permission name=x.Y\n application\n", "manifest.permission.reference");
}

static void requests_must_agree_on_flags(void **state)
{
    (void)state;
    tells(HEAD
          " uses-permission name=x.Y\n uses-permission name=x.Y usesPermissionFlags=#65536\n application\n",
          HEAD " uses-permission name=x.Y usesPermissionFlags=#65536\n"
               " uses-permission name=x.Y usesPermissionFlags=#65536\n application\n",
          "manifest.permission.flags");
}

/* Repeats of a line with a number in it. */
static char *many(const char *head, const char *line, unsigned times, const char *tail)
{
    size_t room = strlen(head) + strlen(tail) + times * (strlen(line) + 10) + 1, at;
    char *text = malloc(room);

    at = (size_t)snprintf(text, room, "%s", head);
    for (unsigned i = 0; i < times; i++)
        at += (size_t)snprintf(text + at, room - at, "%s%u\n", line, i);
    snprintf(text + at, room - at, "%s", tail);
    return text;
}

static void flags_are_compared_so_far(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_PERMISSION_FLAGS - 1; n <= LIMIT_PERMISSION_FLAGS + 1; n++) {
        char *text = many(HEAD, " uses-permission name=x.A", n - 1,
                          " uses-permission name=x.Y\n"
                          " uses-permission name=x.Y usesPermissionFlags=#65536\n application\n");
        struct trial t;
        begin(&t, text);
        assert_int_equal(said(&t, "manifest.permission.flags"), n <= LIMIT_PERMISSION_FLAGS ? 1 : 0);
        end(&t);
        free(text);
    }
}

static void permissions_are_limited(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_PERMISSIONS - 1; n <= LIMIT_PERMISSIONS + 1; n++) {
        char *text =
            many(HEAD " uses-sdk targetSdkVersion=#33\n", " uses-permission name=x.A", n, " application\n");
        struct trial t;
        begin(&t, text);
        assert_int_equal(count(&t, "permissions"), n < LIMIT_PERMISSIONS ? n : LIMIT_PERMISSIONS);
        end(&t);
        free(text);
    }
}

static void added_permissions_hold_where_their_reason_does(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD " uses-sdk targetSdkVersion=#33\n"
                   " uses-permission name=android.permission.WRITE_EXTERNAL_STORAGE maxSdkVersion=#18\n"
                   " application\n");
    assert_int_equal(count(&t, "permissions"), 2);
    assert_true(text_is(&t, "permissions", 1, "name", "android.permission.READ_EXTERNAL_STORAGE"));
    assert_int_equal(number(&t, "permissions", 1, "declared"), 0);
    assert_int_equal(number(&t, "permissions", 1, "max_sdk"), 18);
    end(&t);
    begin(&t, HEAD " uses-sdk targetSdkVersion=#32\n application\n");
    assert_int_equal(count(&t, "permissions"), 1);
    assert_true(text_is(&t, "permissions", 0, "name", "android.permission.POST_NOTIFICATIONS"));
    end(&t);
}

static void a_later_request_for_other_levels_counts(void **state)
{
    struct trial t;

    (void)state;
    begin(&t, HEAD " uses-sdk targetSdkVersion=#33\n uses-permission name=x.Y maxSdkVersion=#18\n"
                   " uses-permission name=x.Y maxSdkVersion=#17\n uses-permission-sdk-23 name=x.Y\n"
                   " uses-permission name=x.Z\n uses-permission name=x.Z maxSdkVersion=#30\n application\n");
    assert_int_equal(count(&t, "permissions"), 3);
    assert_int_equal(number(&t, "permissions", 0, "max_sdk"), 18);
    assert_int_equal(number(&t, "permissions", 1, "min_sdk"), 23);
    assert_int_equal(number(&t, "permissions", 1, "max_sdk"), -1);
    assert_true(text_is(&t, "permissions", 2, "name", "x.Z"));
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_must_be_manifest),
        cmocka_unit_test(package_names_are_checked),
        cmocka_unit_test(package_is_taken_as_written),
        cmocka_unit_test(shared_users_are_checked),
        cmocka_unit_test(codenames_are_refused),
        cmocka_unit_test(an_application_is_needed),
        cmocka_unit_test(the_first_application_counts),
        cmocka_unit_test(components_need_a_name),
        cmocka_unit_test(exported_must_be_said_from_31_on),
        cmocka_unit_test(filters_without_action_export_services_only),
        cmocka_unit_test(providers_need_authorities),
        cmocka_unit_test(aliases_need_their_activity_before_them),
        cmocka_unit_test(aliases_do_not_inherit_permissions),
        cmocka_unit_test(empty_provider_permissions_count),
        cmocka_unit_test(disabled_activities_are_no_launchers),
        cmocka_unit_test(actions_are_found_by_their_written_name),
        cmocka_unit_test(meta_data_needs_name_and_value),
        cmocka_unit_test(defined_permissions_need_a_name),
        cmocka_unit_test(requests_by_reference_are_told),
        cmocka_unit_test(requests_must_agree_on_flags),
        cmocka_unit_test(flags_are_compared_so_far),
        cmocka_unit_test(permissions_are_limited),
        cmocka_unit_test(added_permissions_hold_where_their_reason_does),
        cmocka_unit_test(a_later_request_for_other_levels_counts),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
