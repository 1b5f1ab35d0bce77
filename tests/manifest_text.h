/*
 * Manifests for tests from lines of text: one element a line, one space of indentation a level, then
 * attributes. `name=value` is android:name with its resource id; `package=` and `split=` have neither
 * namespace nor id; `name/label=value` is found by the id of name and written as label; `/name=value` is
 * written as android:name and has no id. A value is a number (#21), true, false, a reference (@7f010000) or a
 * string; %typed=value is a string without a raw value. Attributes stand in the order of their ids.
 */
#ifndef VETO_TESTS_MANIFEST_TEXT_H
#define VETO_TESTS_MANIFEST_TEXT_H

#include "apk_make.h"

enum { TEXT_KEYS = 64, TEXT_STRINGS = 20000, TEXT_DEPTH = 16 };

struct text_key {
    uint32_t id;
    char name[32];
};

struct text_making {
    struct text_key keys[TEXT_KEYS];
    unsigned key_count, string_count;
    const char *strings[TEXT_STRINGS];
    uint32_t ids[TEXT_KEYS];
    char *copy;
};

static inline uint32_t text_id(const char *name)
{
    static const struct {
        const char *name;
        uint32_t id;
    } known[] = {
        {"name", ATTR_NAME},
        {"permission", ATTR_PERMISSION},
        {"readPermission", ATTR_READ_PERMISSION},
        {"writePermission", ATTR_WRITE_PERMISSION},
        {"sharedUserId", ATTR_SHARED_USER_ID},
        {"enabled", ATTR_ENABLED},
        {"exported", ATTR_EXPORTED},
        {"process", ATTR_PROCESS},
        {"authorities", ATTR_AUTHORITIES},
        {"value", ATTR_VALUE},
        {"resource", ATTR_RESOURCE},
        {"targetActivity", ATTR_TARGET_ACTIVITY},
        {"minSdkVersion", ATTR_MIN_SDK},
        {"versionCode", ATTR_VERSION_CODE},
        {"targetSdkVersion", ATTR_TARGET_SDK},
        {"maxSdkVersion", ATTR_MAX_SDK},
        {"directBootAware", ATTR_DIRECT_BOOT_AWARE},
        {"usesPermissionFlags", ATTR_USES_PERMISSION_FLAGS},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].id;
    return 0;
}

/* Index in the pool of an attribute's name with that id. */
static inline uint32_t text_key(struct text_making *t, const char *word, bool *plain)
{
    const char *slash = strchr(word, '/');
    struct text_key key = {0, ""};
    char own[32];

    snprintf(own, sizeof own, "%.*s", slash == NULL ? 31 : (int)(slash - word), word);
    snprintf(key.name, sizeof key.name, "%s", slash == NULL ? own : slash + 1);
    key.id = text_id(own);
    *plain = key.id == 0 && slash == NULL;
    for (unsigned i = 0; i < t->key_count; i++)
        if (t->keys[i].id == key.id && strcmp(t->keys[i].name, key.name) == 0)
            return i;
    t->keys[t->key_count] = key;
    return t->key_count++;
}

static inline uint32_t text_string(struct text_making *t, const char *text)
{
    t->strings[t->string_count] = text;
    return TEXT_KEYS + t->string_count++;
}

static inline void text_attribute(struct buf *b, struct text_making *t, char *word)
{
    char *value = strchr(word, '=');
    bool plain, typed = word[0] == '%';
    uint32_t key;

    *value++ = 0;
    key = text_key(t, word + (typed ? 1 : 0), &plain);
    if (value[0] == '#')
        put_attribute(b, plain ? UINT32_MAX : TEXT_KEYS, key, 0x10, (uint32_t)atoi(value + 1));
    else if (value[0] == '@')
        put_attribute(b, plain ? UINT32_MAX : TEXT_KEYS, key, 1, (uint32_t)strtoul(value + 1, NULL, 16));
    else if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        put_attribute(b, plain ? UINT32_MAX : TEXT_KEYS, key, 0x12, value[0] == 't' ? UINT32_MAX : 0);
    else
        put_attribute(b, plain ? UINT32_MAX : TEXT_KEYS, key, 3, text_string(t, value));
    if (typed)
        set32(b, b->size - 12, UINT32_MAX);
}

static inline unsigned text_words(char *line)
{
    unsigned count = 0;

    for (char *at = line; *at != 0; at++)
        count += at[0] == ' ' && at[1] != ' ' && at[1] != 0 ? 1 : 0;
    return count;
}

static inline void text_nodes(struct buf *b, struct text_making *t)
{
    uint32_t open[TEXT_DEPTH];
    unsigned depth = 0;
    char *lines = NULL;

    for (char *line = strtok_r(t->copy, "\n", &lines); line != NULL; line = strtok_r(NULL, "\n", &lines)) {
        unsigned indent = (unsigned)strspn(line, " "), count = text_words(line + indent);
        char *words = NULL, *tag = strtok_r(line, " ", &words);
        size_t at;
        while (depth > indent)
            put_end(b, open[--depth]);
        open[depth++] = text_string(t, tag);
        at = put_start(b, open[depth - 1], count, 16);
        for (char *word = strtok_r(NULL, " ", &words); word != NULL; word = strtok_r(NULL, " ", &words))
            text_attribute(b, t, word);
        chunk_end(b, at);
    }
    while (depth > 0)
        put_end(b, open[--depth]);
}

/* Binary XML; the caller frees it with buf_free(). */
static inline struct buf manifest_text_make(const char *text)
{
    struct text_making *t = calloc(1, sizeof *t);
    const char **all = calloc(TEXT_KEYS + TEXT_STRINGS, sizeof *all);
    struct buf nodes, whole;
    size_t at;

    t->copy = strdup(text);
    text_string(t, "http://schemas.android.com/apk/res/android");
    buf_init(&nodes, 64 << 20);
    text_nodes(&nodes, t);
    for (unsigned i = 0; i < TEXT_KEYS; i++) {
        all[i] = t->keys[i].name;
        t->ids[i] = t->keys[i].id;
    }
    for (unsigned i = 0; i < t->string_count; i++)
        all[TEXT_KEYS + i] = t->strings[i];
    buf_init(&whole, 64 << 20);
    at = chunk_begin(&whole, 3, 8);
    put_pool(&whole, all, TEXT_KEYS + t->string_count, (struct pool_shape){.utf8 = true});
    put_map(&whole, t->ids, TEXT_KEYS);
    buf_add(&whole, buf_bytes(&nodes));
    chunk_end(&whole, at);
    buf_free(&nodes);
    free(t->copy);
    free(t);
    free(all);
    return whole;
}

#endif
