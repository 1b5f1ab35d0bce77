/*
 * The attributes of AndroidManifest.xml by the resource ids the platform
 * looks them up with, and values as its package parser turns them into text,
 * numbers and class names. The written name of an attribute may lie; its id
 * is what counts (see axml_find()).
 */
#ifndef VETO_READ_MANIFEST_H
#define VETO_READ_MANIFEST_H

#include "read/axml.h"

enum manifest_id {
    ATTR_LABEL = 0x01010001,
    ATTR_NAME = 0x01010003,
    ATTR_PERMISSION = 0x01010006,
    ATTR_READ_PERMISSION = 0x01010007,
    ATTR_WRITE_PERMISSION = 0x01010008,
    ATTR_PROTECTION_LEVEL = 0x01010009,
    ATTR_PERMISSION_GROUP = 0x0101000a,
    ATTR_SHARED_USER_ID = 0x0101000b,
    ATTR_HAS_CODE = 0x0101000c,
    ATTR_ENABLED = 0x0101000e,
    ATTR_DEBUGGABLE = 0x0101000f,
    ATTR_EXPORTED = 0x01010010,
    ATTR_PROCESS = 0x01010011,
    ATTR_TASK_AFFINITY = 0x01010012,
    ATTR_AUTHORITIES = 0x01010018,
    ATTR_GRANT_URI_PERMISSIONS = 0x0101001b,
    ATTR_PRIORITY = 0x0101001c,
    ATTR_VALUE = 0x01010024,
    ATTR_RESOURCE = 0x01010025,
    ATTR_MIME_TYPE = 0x01010026,
    ATTR_SCHEME = 0x01010027,
    ATTR_HOST = 0x01010028,
    ATTR_PORT = 0x01010029,
    ATTR_PATH = 0x0101002a,
    ATTR_PATH_PREFIX = 0x0101002b,
    ATTR_PATH_PATTERN = 0x0101002c,
    ATTR_TARGET_ACTIVITY = 0x01010202,
    ATTR_MIN_SDK = 0x0101020c,
    ATTR_VERSION_CODE = 0x0101021b,
    ATTR_VERSION_NAME = 0x0101021c,
    ATTR_TARGET_SDK = 0x01010270,
    ATTR_MAX_SDK = 0x01010271,
    ATTR_TEST_ONLY = 0x01010272,
    ATTR_BACKUP_AGENT = 0x0101027f,
    ATTR_ALLOW_BACKUP = 0x01010280,
    ATTR_GL_ES_VERSION = 0x01010281,
    ATTR_REQUIRED = 0x0101028e,
    ATTR_EXTRACT_NATIVE_LIBS = 0x010104ea,
    ATTR_USES_CLEARTEXT = 0x010104ec,
    ATTR_AUTO_VERIFY = 0x010104ee,
    ATTR_DIRECT_BOOT_AWARE = 0x01010505,
    ATTR_NETWORK_SECURITY_CONFIG = 0x01010527,
    ATTR_TARGET_SANDBOX_VERSION = 0x0101054c,
    ATTR_VERSION_CODE_MAJOR = 0x01010576,
    ATTR_APP_COMPONENT_FACTORY = 0x0101057a,
    ATTR_FOREGROUND_SERVICE_TYPE = 0x01010599,
    ATTR_USES_PERMISSION_FLAGS = 0x01010644,
    ATTR_PATH_SUFFIX = 0x0101061e,
    ATTR_PATH_ADVANCED_PATTERN = 0x01010620,
};

struct manifest_activity {
    struct bytes name; /* class name, completed */
    int32_t element;
};

/* A manifest with the tables its references are resolved against. */
struct manifest {
    struct axml xml;
    struct axml_tables tables;
    struct bytes package;                 /* UTF-8; empty when there is none */
    struct bytes split;                   /* UTF-8; empty for a base */
    int64_t version_code;                 /* versionCodeMajor in the upper half */
    int32_t application;                  /* element of the first <application>, -1 when there is none */
    struct manifest_activity *activities; /* by name, then document order; only where there are aliases */
    size_t activity_count;
    int32_t min_sdk, target_sdk;                /* 1 and min_sdk where unstated; 0 for a codename */
    struct bytes min_codename, target_codename; /* empty for a number */
    struct locus version_at, min_at, target_at; /* of the attribute, else of the element that lacks it */
};

/* Reads the root, the first <application> and <uses-sdk> of an opened document. */
void manifest_open(struct manifest *m, const struct axml *xml, struct axml_tables tables);

/* The attribute of an element, or NULL (element -1 has none). */
const struct axml_attribute *manifest_attr(const struct manifest *m, int32_t element, enum manifest_id id);

/* Where the attribute stands; the element that lacks it when it is not there. */
struct locus manifest_locus(const struct manifest *m, int32_t element, enum manifest_id id);

/* Text, references followed; empty when absent. */
struct bytes manifest_text(const struct manifest *m, int32_t element, enum manifest_id id);
/* android:name of <action> and <category>: found by its written name and taken as it stands, by
 * getAttributeValue(). Empty when absent. */
struct bytes manifest_written_name(const struct manifest *m, int32_t element);
/* Whether the attribute is there and names a resource. */
bool manifest_reference(const struct manifest *m, int32_t element, enum manifest_id id);
bool manifest_bool(const struct manifest *m, int32_t element, enum manifest_id id, bool fallback);
int32_t manifest_int(const struct manifest *m, int32_t element, enum manifest_id id, int32_t fallback);

/* The activity behind an <activity-alias>, which must stand before it; -1: none. */
int32_t manifest_alias_target(const struct manifest *m, int32_t alias);

/*
 * A class name as the platform completes it: ".Foo" and "Foo" get the
 * package in front. In the arena when it had to be made.
 */
struct bytes manifest_class(const struct manifest *m, struct bytes name);

#endif
