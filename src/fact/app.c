/* app: one row, the app as the device would install it. */
#include "fact/network.h"
#include "fact/tables.h"

enum {
    PLATFORM,
    ID,
    LABEL,
    VERSION_NAME,
    VERSION_CODE,
    MIN_SDK,
    MIN_CODENAME,
    TARGET_SDK,
    TARGET_CODENAME,
    DEBUGGABLE,
    ALLOW_BACKUP,
    CLEARTEXT,
    EXTRACT_NATIVE,
    SHARED_USER,
    TEST_ONLY,
    LOCUS
};

static const struct column columns[] = {
    [PLATFORM] = {"platform", COLUMN_TEXT, 0, "android"},
    [ID] = {"id", COLUMN_TEXT, 0, "package name"},
    [LABEL] = {"label", COLUMN_TEXT, COLUMN_NULL,
               "name shown to the user, default language; NULL when there is none"},
    [VERSION_NAME] = {"version_name", COLUMN_TEXT, COLUMN_NULL,
                      "version shown to the user; NULL when there is none"},
    [VERSION_CODE] = {"version_code", COLUMN_INT, 0, "64 bits: versionCodeMajor and versionCode"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, COLUMN_NULL, "lowest API level it installs on; NULL for a codename"},
    [MIN_CODENAME] = {"min_sdk_codename", COLUMN_TEXT, COLUMN_NULL,
                      "preview platform it needs; NULL for a level"},
    [TARGET_SDK] = {"target_sdk", COLUMN_INT, COLUMN_NULL,
                    "API level whose behaviour it asks for; NULL for a codename"},
    [TARGET_CODENAME] = {"target_sdk_codename", COLUMN_TEXT, COLUMN_NULL,
                         "preview platform; NULL for a level"},
    [DEBUGGABLE] = {"debuggable", COLUMN_BOOL, 0, "anybody with the device can attach a debugger"},
    [ALLOW_BACKUP] = {"allow_backup", COLUMN_BOOL, 0, "its data leaves with backups"},
    [CLEARTEXT] = {"cleartext", COLUMN_BOOL, 0, "connections without TLS are permitted by default"},
    [EXTRACT_NATIVE] = {"extract_native", COLUMN_BOOL, 0,
                        "native libraries are unpacked when it is installed"},
    [SHARED_USER] = {"shared_user", COLUMN_TEXT, COLUMN_NULL,
                     "user id shared with other apps; NULL when it has its own"},
    [TEST_ONLY] = {"test_only", COLUMN_BOOL, 0, "installs only from a computer"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the manifest's root element"},
};

static void fill(struct rows *r, struct app *app)
{
    const struct manifest *m = app_manifest(app);
    const struct network_rule *network;
    struct bytes text;
    const struct axml_attribute *shared;

    if (m == NULL || m->xml.count == 0)
        return;
    network = network_rules(app);
    rows_begin(r);
    rows_str(r, PLATFORM, "android");
    rows_text(r, ID, m->package);
    if ((text = manifest_text(m, m->application, ATTR_LABEL)).size > 0)
        rows_text(r, LABEL, text);
    if ((text = manifest_text(m, 0, ATTR_VERSION_NAME)).size > 0)
        rows_text(r, VERSION_NAME, text);
    rows_int(r, VERSION_CODE, m->version_code);
    if (m->min_codename.size > 0)
        rows_text(r, MIN_CODENAME, m->min_codename);
    else
        rows_int(r, MIN_SDK, m->min_sdk);
    if (m->target_codename.size > 0)
        rows_text(r, TARGET_CODENAME, m->target_codename);
    else
        rows_int(r, TARGET_SDK, m->target_sdk);
    rows_bool(r, DEBUGGABLE, manifest_bool(m, m->application, ATTR_DEBUGGABLE, false));
    rows_bool(r, ALLOW_BACKUP, manifest_bool(m, m->application, ATTR_ALLOW_BACKUP, true));
    rows_bool(r, CLEARTEXT, network != NULL && network->cleartext);
    rows_bool(r, EXTRACT_NATIVE, manifest_bool(m, m->application, ATTR_EXTRACT_NATIVE_LIBS, true));
    shared = manifest_attr(m, 0, ATTR_SHARED_USER_ID);
    if (shared != NULL)
        rows_text(r, SHARED_USER, manifest_text(m, 0, ATTR_SHARED_USER_ID));
    rows_bool(r, TEST_ONLY, manifest_bool(m, m->application, ATTR_TEST_ONLY, false));
    rows_locus(r, LOCUS, axml_locus(&m->xml, 0));
}

const struct table table_app = {
    .name = "app",
    .doc = "One row: the app as the device would install it; none when there is no base that can be read.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
