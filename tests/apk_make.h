/* Builds small APKs for tests: archives of stored entries, and manifests that say what the test wants. */
#ifndef VETO_TESTS_APK_MAKE_H
#define VETO_TESTS_APK_MAKE_H

#include "base/hash.h"
#include "read/manifest.h"
#include "unit/axml_build.h"

/* An archive being built. */
struct apk_make {
    struct buf file, directory;
    unsigned count;
};

static inline void apk_begin(struct apk_make *m)
{
    buf_init(&m->file, 64 << 20);
    buf_init(&m->directory, 64 << 20);
    m->count = 0;
}

/* An entry whose data is `data` by `method` and whose content is `content`. */
static inline void apk_add_as(struct apk_make *m, struct bytes name, struct bytes content, unsigned method,
                              struct bytes data)
{
    uint32_t at = (uint32_t)m->file.size, crc = hash_crc32(0, content);
    struct buf *const outs[] = {&m->file, &m->directory};

    for (int i = 0; i < 2; i++) {
        buf_u32(outs[i], i == 0 ? 0x04034b50 : 0x02014b50);
        if (i == 1)
            put16(outs[i], 20);
        put16(outs[i], 20);
        put16(outs[i], 0); /* flags */
        put16(outs[i], method);
        put32(outs[i], 0); /* time, date */
        put32(outs[i], crc);
        put32(outs[i], (uint32_t)data.size);
        put32(outs[i], (uint32_t)content.size);
        put16(outs[i], (unsigned)name.size);
        put16(outs[i], 0); /* extra */
        if (i == 1) {
            put16(outs[i], 0); /* comment */
            put16(outs[i], 0); /* disk */
            put16(outs[i], 0);
            put32(outs[i], 0);
            put32(outs[i], at);
        }
        buf_add(outs[i], name);
    }
    buf_add(&m->file, data);
    m->count++;
}

/* A stored entry. */
static inline void apk_add(struct apk_make *m, struct bytes name, struct bytes content)
{
    apk_add_as(m, name, content, 0, content);
}

/* The archive, whole; the caller frees it with buf_free(). */
static inline struct buf apk_end(struct apk_make *m)
{
    uint32_t at = (uint32_t)m->file.size, size = (uint32_t)m->directory.size;

    buf_add(&m->file, buf_bytes(&m->directory));
    put32(&m->file, 0x06054b50);
    put32(&m->file, 0);
    put16(&m->file, m->count);
    put16(&m->file, m->count);
    put32(&m->file, size);
    put32(&m->file, at);
    put16(&m->file, 0);
    buf_free(&m->directory);
    return m->file;
}

/* What a manifest is to say. */
struct manifest_make {
    const char *package;
    const char *split; /* NULL: a base */
    uint32_t version;
    bool no_code;     /* android:hasCode="false" */
    unsigned filters; /* activities with one intent filter each of `actions` and `data` */
    unsigned actions, data;
};

static inline void manifest_filters(struct buf *b, const struct manifest_make *m)
{
    for (unsigned i = 0; i < m->filters; i++) {
        size_t at = put_start(b, 9, 1, 16);
        put_attribute(b, 4, 2, 3, 12);
        chunk_end(b, at);
        chunk_end(b, put_start(b, 10, 0, 16));
        for (unsigned k = 0; k < m->actions + m->data; k++) {
            at = put_start(b, k < m->actions ? 11 : 13, 1, 16);
            put_attribute(b, 4, k < m->actions ? 2 : 3, 3, 12);
            chunk_end(b, at);
            put_end(b, k < m->actions ? 11 : 13);
        }
        put_end(b, 10);
        put_end(b, 9);
    }
}

/* Binary XML of a manifest; the caller frees it with buf_free(). */
static inline struct buf manifest_make(const struct manifest_make *m)
{
    static const uint32_t ids[] = {ATTR_VERSION_CODE, ATTR_HAS_CODE, ATTR_NAME, ATTR_SCHEME};
    const char *strings[] = {"versionCode",
                             "hasCode",
                             "name",
                             "scheme",
                             "http://schemas.android.com/apk/res/android",
                             "package",
                             "split",
                             "manifest",
                             "application",
                             "activity",
                             "intent-filter",
                             "action",
                             "x.Y",
                             "data",
                             m->package,
                             m->split == NULL ? "" : m->split};
    struct buf b;
    size_t whole, at;

    buf_init(&b, 64 << 20);
    whole = chunk_begin(&b, 3, 8);
    put_pool(&b, strings, sizeof strings / sizeof *strings, (struct pool_shape){.utf8 = true});
    put_map(&b, ids, 4);
    at = put_start(&b, 7, m->split == NULL ? 2 : 3, 16);
    put_attribute(&b, 4, 0, 16, m->version);
    put_attribute(&b, UINT32_MAX, 5, 3, 14);
    if (m->split != NULL)
        put_attribute(&b, UINT32_MAX, 6, 3, 15);
    chunk_end(&b, at);
    at = put_start(&b, 8, m->no_code ? 1 : 0, 16);
    if (m->no_code)
        put_attribute(&b, 4, 1, 18, 0);
    chunk_end(&b, at);
    manifest_filters(&b, m);
    put_end(&b, 8);
    put_end(&b, 7);
    chunk_end(&b, whole);
    return b;
}

/* Adds AndroidManifest.xml. */
static inline void apk_manifest(struct apk_make *m, const struct manifest_make *what)
{
    struct buf b = manifest_make(what);

    apk_add(m, BYTES("AndroidManifest.xml"), buf_bytes(&b));
    buf_free(&b);
}

#endif
