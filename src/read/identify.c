#include "read/identify.h"

/* Fills in what the manifest of an APK says; false when the archive has none that can be read. */
static bool identify_apk(struct scan *s, const struct zip *z, struct identity *out)
{
    const struct zip_entry *entry = zip_find(z, BYTES("AndroidManifest.xml"));
    struct bytes raw;
    struct error e;
    struct axml xml;
    struct manifest m;

    if (entry == NULL)
        return false;
    out->kind = ARTIFACT_BASE;
    zip_read(s, z, entry, ZIP_ASSET, &raw, &e);
    if (raw.size == 0 || !axml_open(s, raw, entry->place, &xml, &e))
        return true; /* an app whose manifest is broken is still one to look at */
    manifest_open(&m, &xml, (struct axml_tables){NULL, 0});
    out->package = m.package;
    out->version_code = m.version_code;
    out->split = m.split;
    if (m.split.size > 0)
        out->kind = ARTIFACT_SPLIT;
    return true;
}

/* The APKs of a bundle: entries with an archive's first bytes and a manifest inside. */
static size_t identify_bundle(struct scan *s, const struct zip *z, struct identity **out)
{
    struct identity *found = NULL;
    size_t count = 0, capacity = 0;
    uint8_t room[ZIP_PEEK_MOST];

    for (size_t i = 0; i < z->count && count < LIMIT_ARTIFACTS; i++) {
        const struct zip_entry *entry = &z->entries[i];
        struct identity one = {.inner = entry->name, .nth = entry->nth};
        struct bytes bytes;
        struct zip inner;
        struct error e;
        if (!bytes_ends(entry->name, BYTES(".apk")) ||
            content_of(zip_peek(z, entry, CONTENT_PEEK, room)) != CONTENT_ZIP ||
            !zip_read(s, z, entry, ZIP_EXTRACT, &bytes, &e) ||
            !zip_open(s, bytes, entry->place, &inner, &e) || !identify_apk(s, &inner, &one))
            continue;
        found = arena_grow(s->arena, found, count, &capacity, sizeof *found);
        one.bytes = bytes;
        found[count++] = one;
    }
    *out = found;
    return count;
}

size_t identify(struct scan *s, struct bytes file, struct identity **out)
{
    struct identity *one = arena_alloc(s->arena, sizeof *one);
    const struct place *place = place_inside(s->arena, NULL, BYTES(""), 1);
    struct zip z;
    struct error e;
    size_t count;

    one->kind = ARTIFACT_OTHER;
    one->bytes = file;
    *out = one;
    if (((content_of(file) == CONTENT_DEX || content_of(file) == CONTENT_ELF) && !zip_ends(file)) ||
        !zip_open(s, file, place, &z, &e) || identify_apk(s, &z, one))
        return 1;
    count = identify_bundle(s, &z, out);
    if (count > 0)
        return count;
    *out = one;
    return 1;
}
