/*
 * Signatures. Input: a byte of choices; then either a whole APK, or for the
 * APK Signing Block of a fixed small ZIP: 32 bytes for stamp-cert-sha256, two
 * of length and a .idsig file, and the pairs.
 */
#include "../tests/apksig_build.h"
#include "read/apksig.h"
#include "read/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WHOLE_FILE = 1, OLD = 2, STAMPED = 4 };

/* What is found must not depend on the run, and lie inside the file. */
static struct buf describe(struct bytes file, struct bytes idsig, uint8_t choice)
{
    struct place place = {NULL, BYTES("f"), 1};
    struct apksig_facts facts = {choice & OLD ? 3 : 24, choice >> 4 == 15 ? 30 : 29, choice >> 5 & 3};
    struct arena arena;
    struct scan s;
    struct zip z;
    struct apksig a;
    struct error e;
    struct buf out;

    buf_init(&out, 1u << 24);
    arena_init(&arena, LIMIT_ARENA);
    scan_init(&s, &arena);
    if (zip_open(&s, file, &place, &z, &e) && apksig_read(&s, &z, idsig, facts, &a, &e)) {
        apksig_print(&out, &a);
        for (size_t i = 0; i < a.block_count; i++)
            if (!bytes_has(file, a.blocks[i].at, a.blocks[i].size))
                abort();
        for (size_t i = 0; i < a.signature_count; i++) {
            const struct signature *r = &a.signatures[i];
            if (!r->locus.whole && !bytes_has(file, r->locus.at, r->locus.size))
                abort();
            if (r->verified != (r->error.size == 0) || (r->verified && !r->present))
                abort();
            if (i > 0 && r[-1].scheme == r->scheme && (r[-1].max_sdk < 0 || r[-1].max_sdk >= r->min_sdk))
                abort();
        }
    }
    for (const struct anomaly *n = s.first; n != NULL; n = n->next)
        buf_printf(&out, "%s %.*s\n", n->kind->code, (int)n->detail.size, (const char *)n->detail.data);
    arena_free(&arena);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor c = cursor_open(bytes_of(data, size), 0);
    uint8_t choice = cursor_u8(&c);
    struct bytes idsig = {NULL, 0}, stamp;
    struct buf file, one, two;
    unsigned sum = 0;

    if (choice & WHOLE_FILE) {
        buf_init(&file, BUILD_CAP);
        buf_add(&file, cursor_take(&c, cursor_left(&c)));
    } else {
        stamp = cursor_take(&c, 32);
        idsig = cursor_take(&c, cursor_u16(&c));
        struct build_entry entries[] = {{"AndroidManifest.xml", BYTES("manifest")},
                                        {"classes.dex", BYTES("code")},
                                        {"stamp-cert-sha256", stamp}};
        struct build_zip z = build_zip(entries, choice & STAMPED ? 3 : 2);
        file = build_file(&z, cursor_take(&c, cursor_left(&c)));
        build_zip_free(&z);
    }
    one = describe(buf_bytes(&file), idsig, choice);
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    if (sum % 8 == 0) { /* reading twice takes twice as long: some inputs will do */
        two = describe(buf_bytes(&file), idsig, choice);
        if (!bytes_equal(buf_bytes(&one), buf_bytes(&two)))
            abort();
        buf_free(&two);
    }
    buf_free(&one);
    buf_free(&file);
    return 0;
}
