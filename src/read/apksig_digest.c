/*
 * Digests of an APK's contents: everything but the APK Signing Block.
 *
 * Chunked: each MiB of (bytes before the block, central directory, end record)
 * is digested as 0xa5, its length, its bytes; the digest of 0x5a, the number
 * of chunks and the chunks' digests is the result. Verity: a tree of SHA-256
 * over 4 KiB blocks of the three read as one, salted with eight zeros,
 * followed by the length. In both, the end record's offset of the central
 * directory is read as that of the block. (source.android.com, v2; facts of
 * the platform's ApkSigningBlockUtils and VerityBuilder.)
 *
 * The file is read once for all digests that any verdict asks for.
 */
#include "base/ahead.h"
#include "read/apksig_parts.h"

#include <openssl/evp.h>

enum { CHUNK = 1 << 20, PAGE = 4096, DIRECTORY_OFFSET = 16, HASH = 32 };

/* One chunk and its digests, all kinds that are wanted while it is in the cache. */
struct chunk {
    struct ahead_job job;
    struct bytes bytes;
    const bool *want;
    uint8_t sum[CONTENT_DIGESTS][EVP_MAX_MD_SIZE];
    bool good;
};

static const EVP_MD *md_of(int kind)
{
    return kind == CONTENT_SHA256 ? EVP_sha256() : EVP_sha512();
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

static void digest_chunk(struct ahead_job *job)
{
    struct chunk *c = (struct chunk *)job;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t head[5] = {0xa5};

    c->good = ctx != NULL;
    put32(head + 1, (uint32_t)c->bytes.size);
    for (int k = CONTENT_SHA256; k <= CONTENT_SHA512 && c->good; k++)
        if (c->want[k])
            c->good = EVP_DigestInit_ex(ctx, md_of(k), NULL) == 1 && EVP_DigestUpdate(ctx, head, sizeof head) == 1 &&
                      EVP_DigestUpdate(ctx, c->bytes.data, c->bytes.size) == 1 &&
                      EVP_DigestFinal_ex(ctx, c->sum[k], NULL) == 1;
    EVP_MD_CTX_free(ctx);
}

/* All chunks, each begun. They and their copy of `want` stay in the arena. */
static void begin_chunks(struct apk *a, const struct bytes parts[3], const bool want[CONTENT_DIGESTS])
{
    uint32_t n = 0;

    a->chunk_count = 0;
    for (int i = 0; i < 3; i++)
        a->chunk_count += (uint32_t)((parts[i].size + CHUNK - 1) / CHUNK);
    a->chunks = arena_array(a->scan->arena, a->chunk_count, sizeof *a->chunks);
    memcpy(a->chunks_want, want, sizeof a->chunks_want);
    for (int i = 0; i < 3; i++)
        for (size_t at = 0; at < parts[i].size; at += CHUNK, n++) {
            struct bytes rest = bytes_from(parts[i], at);
            struct chunk *c = &a->chunks[n];
            *c = (struct chunk){.job = {.run = digest_chunk}, .want = a->chunks_want};
            bytes_slice(rest, 0, rest.size < CHUNK ? rest.size : CHUNK, &c->bytes);
            ahead_post(&c->job);
        }
}

void content_forget(struct apk *a)
{
    for (uint32_t i = 0; a->chunks != NULL && i < a->chunk_count; i++)
        ahead_forget(&a->chunks[i].job);
    a->chunks = NULL;
}

static void compute_chunked(struct apk *a, const struct bytes parts[3], const bool want[CONTENT_DIGESTS])
{
    EVP_MD_CTX *all[CONTENT_DIGESTS] = {NULL};
    uint8_t head[5] = {0x5a};
    bool good = true;

    if (a->chunks != NULL && (a->chunks_want[CONTENT_SHA256] != want[CONTENT_SHA256] ||
                              a->chunks_want[CONTENT_SHA512] != want[CONTENT_SHA512]))
        content_forget(a);
    if (a->chunks == NULL)
        begin_chunks(a, parts, want);
    put32(head + 1, a->chunk_count);
    for (int k = CONTENT_SHA256; k <= CONTENT_SHA512; k++)
        if (want[k]) {
            all[k] = EVP_MD_CTX_new();
            good = good && all[k] != NULL && EVP_DigestInit_ex(all[k], md_of(k), NULL) == 1 &&
                   EVP_DigestUpdate(all[k], head, sizeof head) == 1;
        }
    for (uint32_t i = 0; i < a->chunk_count; i++) {
        const struct chunk *c = &a->chunks[i];
        ahead_finish(&a->chunks[i].job); /* each, whatever becomes of the others: they lie in the arena */
        good = good && c->good;
        for (int k = CONTENT_SHA256; k <= CONTENT_SHA512 && good; k++)
            good = !want[k] || EVP_DigestUpdate(all[k], c->sum[k], (size_t)EVP_MD_get_size(md_of(k))) == 1;
    }
    content_forget(a); /* another wish has other chunks */
    for (int k = CONTENT_SHA256; k <= CONTENT_SHA512; k++) {
        if (want[k])
            a->have[k] = good && EVP_DigestFinal_ex(all[k], a->digest[k], NULL) == 1;
        EVP_MD_CTX_free(all[k]);
    }
}

/* Digest of salt and one block, padded with zeros to a page. */
static void hash_page(EVP_MD_CTX *ctx, struct bytes salt, struct bytes block, uint8_t out[HASH])
{
    static const uint8_t zeros[PAGE];

    EVP_DigestInit_ex(ctx, NULL, NULL);
    EVP_DigestUpdate(ctx, salt.data, salt.size);
    EVP_DigestUpdate(ctx, block.data, block.size);
    if (block.size < PAGE)
        EVP_DigestUpdate(ctx, zeros, PAGE - block.size);
    EVP_DigestFinal_ex(ctx, out, NULL);
}

/* The next page of three ranges read as one: a slice where it lies in one of them, else gathered in `room`.
 */
static struct bytes next_page(const struct bytes parts[3], size_t *part, size_t *at, uint8_t room[PAGE])
{
    struct bytes page = {NULL, 0};
    size_t have = 0;

    while (*part < 3 && have < PAGE) {
        struct bytes rest = bytes_from(parts[*part], *at);
        size_t n = rest.size < PAGE - have ? rest.size : PAGE - have;

        if (n == PAGE) {
            bytes_slice(rest, 0, PAGE, &page);
            *at += PAGE;
            return page;
        }
        if (n > 0)
            memcpy(room + have, rest.data, n);
        have += n;
        *at += n;
        if (*at == parts[*part].size) {
            (*part)++;
            *at = 0;
        }
    }
    return bytes_of(room, have);
}

static size_t pages_of(size_t size)
{
    return size / PAGE + (size % PAGE != 0);
}

void merkle_root(struct arena *arena, const struct bytes parts[3], struct bytes salt, uint8_t root[32],
                 struct bytes *tree)
{
    size_t total = parts[0].size + parts[1].size + parts[2].size;
    size_t level_size[16], levels = 0, size = 0, part = 0, at = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t room[PAGE], *buffer, *level;

    /* The levels from the leaves' digests up to one page; stored the other way round. */
    for (size_t bytes = total; levels == 0 || bytes > PAGE;) {
        bytes = pages_of(pages_of(bytes) * HASH) * PAGE;
        if (bytes == 0)
            bytes = PAGE;
        level_size[levels++] = bytes;
        size += bytes;
    }
    buffer = arena_alloc(arena, size);
    memset(root, 0, HASH);
    if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        goto out;
    level = buffer + size - level_size[0];
    for (size_t i = 0; i < pages_of(total); i++)
        hash_page(ctx, salt, next_page(parts, &part, &at, room), level + i * HASH);
    for (size_t l = 1; l < levels; l++) {
        uint8_t *above = level - level_size[l];
        for (size_t i = 0; i < level_size[l - 1] / PAGE; i++)
            hash_page(ctx, salt, bytes_of(level + i * PAGE, PAGE), above + i * HASH);
        level = above;
    }
    hash_page(ctx, salt, bytes_of(level, PAGE), root);
out:
    if (tree != NULL)
        *tree = bytes_of(buffer, size);
    EVP_MD_CTX_free(ctx);
}

/* The three ranges that are digested, the end record with its offset changed. */
static void content_parts(struct apk *a, struct bytes parts[3])
{
    struct bytes end = bytes_from(a->file, a->end);

    if (end.size >= DIRECTORY_OFFSET + 4) {
        uint8_t *copy = arena_raw(a->scan->arena, end.size);
        memcpy(copy, end.data, end.size);
        put32(copy + DIRECTORY_OFFSET, (uint32_t)a->block_at);
        end = bytes_of(copy, end.size);
    }
    bytes_slice(a->file, 0, a->block_at, &parts[0]);
    bytes_slice(a->file, a->directory, a->end - a->directory, &parts[1]);
    parts[2] = end;
}

static void compute_verity(struct apk *a, const struct bytes parts[3])
{
    static const uint8_t salt[8];
    uint64_t total = parts[0].size + parts[1].size + parts[2].size;

    merkle_root(a->scan->arena, parts, bytes_of(salt, sizeof salt), a->digest[CONTENT_VERITY], NULL);
    for (int i = 0; i < 8; i++)
        a->digest[CONTENT_VERITY][HASH + i] = (uint8_t)(total >> 8 * i);
    a->have[CONTENT_VERITY] = true;
}

void content_begin(struct apk *a)
{
    struct bytes parts[3];

    if (!ahead_helped() || (!a->want[CONTENT_SHA256] && !a->want[CONTENT_SHA512]))
        return;
    content_parts(a, parts);
    begin_chunks(a, parts, a->want);
}

bool content_is(struct apk *a, enum content_digest kind, struct bytes expected)
{
    static const size_t sizes[CONTENT_DIGESTS] = {0, 32, 64, 40};

    if (a->planning) {
        a->want[kind] = true;
        return true;
    }
    if (!a->have[kind]) {
        bool want[CONTENT_DIGESTS];
        struct bytes parts[3];

        a->want[kind] = true;
        for (int k = 0; k < CONTENT_DIGESTS; k++)
            want[k] = a->want[k] && !a->have[k];
        content_parts(a, parts);
        if (want[CONTENT_SHA256] || want[CONTENT_SHA512])
            compute_chunked(a, parts, want);
        if (want[CONTENT_VERITY])
            compute_verity(a, parts);
    }
    return a->have[kind] && bytes_equal(expected, bytes_of(a->digest[kind], sizes[kind]));
}
