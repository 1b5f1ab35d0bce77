/*
 * The floor of an evaluation: the work nobody can leave out who wants to
 * check an APK whole. floor [--v1] FILE
 *
 * SHA-256 of the file; every entry inflated and its CRC-32 computed; each
 * content digest that the APK Signing Block names (chunked SHA-256, chunked
 * SHA-512, fs-verity); with --v1, where a JAR signature decides, SHA-256 of
 * every entry. One thread, one pass each, nothing kept. Independent of the
 * readers, so that it cannot become slow or fast together with them; it
 * believes what a well-formed archive says. Prints what it did, and the
 * milliseconds each part took.
 */
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/hash.h"

enum { CHUNK = 1 << 20, PAGE = 4096, CHUNKED_256 = 1, CHUNKED_512 = 2, VERITY = 4 };

static const struct {
    uint32_t id;
    int digest;
} algorithms[] = {
    {0x0101, CHUNKED_256}, {0x0102, CHUNKED_512}, {0x0103, CHUNKED_256}, {0x0104, CHUNKED_512},
    {0x0201, CHUNKED_256}, {0x0202, CHUNKED_512}, {0x0301, CHUNKED_256}, {0x0421, VERITY},
    {0x0423, VERITY},      {0x0425, VERITY},
};

static void die(const char *what)
{
    fprintf(stderr, "floor: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct bytes map(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *data;

    if (fd < 0 || fstat(fd, &st) != 0)
        die(path);
    data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (data == MAP_FAILED)
        die(path);
    return bytes_of(data, (size_t)st.st_size);
}

/* The last end record; its place, or die. */
static uint64_t find_end(struct bytes file)
{
    for (uint64_t at = file.size < 22 ? 0 : file.size - 22; at > 0; at--)
        if (bytes_get32(file, at) == 0x06054b50)
            return at;
    die("no end record");
    return 0;
}

/* Inflates and sums every entry; returns how many bytes came out. */
static uint64_t entries(struct bytes file, uint64_t end, bool v1)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    uint64_t at = bytes_get32(file, end + 16), total = 0;
    uint8_t sha[SHA256_SIZE], *room = NULL;
    size_t capacity = 0;

    for (unsigned n = bytes_get16(file, end + 10); n > 0; n--) {
        uint32_t packed = bytes_get32(file, at + 20), size = bytes_get32(file, at + 24);
        uint64_t local = bytes_get32(file, at + 42);
        struct bytes data, out;
        if (!bytes_slice(file, local + 30 + bytes_get16(file, local + 26) + bytes_get16(file, local + 28),
                         packed, &data))
            die("an entry outside the file");
        out = data;
        if (bytes_get16(file, at + 10) == 8) {
            if (size > capacity) {
                free(room);
                capacity = size;
                room = malloc(capacity);
            }
            if (libdeflate_deflate_decompress(inflater, data.data, data.size, room, size, NULL) != 0)
                die("an entry does not inflate");
            out = bytes_of(room, size);
        }
        if (hash_crc32(0, out) != bytes_get32(file, at + 16))
            die("a wrong CRC-32");
        if (v1)
            hash_sha256(out, sha);
        total += out.size;
        at += 46u + bytes_get16(file, at + 28) + bytes_get16(file, at + 30) + bytes_get16(file, at + 32);
    }
    free(room);
    libdeflate_free_decompressor(inflater);
    return total;
}

/* The next value after its length; moves *at over it. */
static struct bytes next(struct bytes in, uint64_t *at)
{
    struct bytes out;

    bytes_slice(in, *at + 4, bytes_get32(in, *at), &out);
    *at += 4 + out.size;
    return out;
}

/* Which content digests the signers of a v2 or v3 block name. */
static int named(struct bytes block)
{
    uint64_t at = 0, s = 0;
    struct bytes signers = next(block, &at);
    int digests = 0;

    while (s < signers.size) {
        struct bytes signer = next(signers, &s), data, list;
        uint64_t in_signer = 0, in_data = 0, d = 0;
        data = next(signer, &in_signer);
        list = next(data, &in_data);
        while (d < list.size) {
            uint32_t id = bytes_get32(next(list, &d), 0);
            for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
                if (algorithms[i].id == id)
                    digests |= algorithms[i].digest;
        }
    }
    return digests;
}

/* The digests all blocks name, and where the signing block starts; `directory` when there is none. */
static int signing_block(struct bytes file, uint64_t directory, uint64_t *start)
{
    struct bytes footer, pairs;
    uint64_t size, at = 0;
    int digests = 0;

    *start = directory;
    if (directory < 32 || !bytes_slice(file, directory - 16, 16, &footer) ||
        !bytes_is(footer, "APK Sig Block 42"))
        return 0;
    size = bytes_get64(file, directory - 24);
    if (size + 8 > directory || !bytes_slice(file, directory - size, size - 24, &pairs))
        return 0;
    *start = directory - size - 8;
    while (at + 12 <= pairs.size) {
        uint64_t length = bytes_get64(pairs, at);
        uint32_t id = bytes_get32(pairs, at + 8);
        struct bytes value;
        if (length < 4 || !bytes_slice(pairs, at + 12, length - 4, &value))
            break;
        if (id == 0x7109871a || id == 0xf05368c0 || id == 0x1b93ad61)
            digests |= named(value);
        at += 8 + length;
    }
    return digests;
}

/* Digests of each chunk of the parts, then of these: the work of one chunked digest. */
static void chunked(const EVP_MD *kind, const struct bytes *parts, size_t count)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new(), *top = EVP_MD_CTX_new();
    uint8_t head[5] = {0xa5}, digest[EVP_MAX_MD_SIZE];

    EVP_DigestInit_ex(top, kind, NULL);
    for (size_t i = 0; i < count; i++) {
        for (uint64_t at = 0; at < parts[i].size; at += CHUNK) {
            struct bytes chunk;
            bytes_slice(parts[i], at, parts[i].size - at < CHUNK ? parts[i].size - at : CHUNK, &chunk);
            EVP_DigestInit_ex(c, kind, NULL);
            EVP_DigestUpdate(c, head, sizeof head);
            EVP_DigestUpdate(c, chunk.data, chunk.size);
            EVP_DigestFinal_ex(c, digest, NULL);
            EVP_DigestUpdate(top, digest, (size_t)EVP_MD_get_size(kind));
        }
    }
    EVP_DigestFinal_ex(top, digest, NULL);
    EVP_MD_CTX_free(c);
    EVP_MD_CTX_free(top);
}

/* The lowest level of an fs-verity tree, which is nearly all of it. */
static void verity(const struct bytes *parts, size_t count)
{
    uint8_t digest[SHA256_SIZE];

    for (size_t i = 0; i < count; i++) {
        for (uint64_t at = 0; at < parts[i].size; at += PAGE) {
            struct bytes page;
            bytes_slice(parts[i], at, parts[i].size - at < PAGE ? parts[i].size - at : PAGE, &page);
            hash_sha256(page, digest);
        }
    }
}

int main(int argc, char **argv)
{
    bool v1 = argc == 3 && strcmp(argv[1], "--v1") == 0;
    uint8_t sha[SHA256_SIZE];
    char hex[HEX256 + 1];
    uint64_t end, directory, start, total;
    struct bytes file, parts[3];
    int digests;
    double at[4];

    if (argc != 2 && !v1) {
        fputs("usage: floor [--v1] FILE\n", stderr);
        return 2;
    }
    file = map(argv[argc - 1]);
    at[0] = now();
    hash_sha256(file, sha);
    at[1] = now();
    hash_hex(bytes_of(sha, sizeof sha), hex);
    end = find_end(file);
    directory = bytes_get32(file, end + 16);
    digests = signing_block(file, directory, &start);
    total = entries(file, end, v1);
    at[2] = now();
    bytes_slice(file, 0, start, &parts[0]);
    bytes_slice(file, directory, end - directory, &parts[1]);
    parts[2] = bytes_from(file, end);
    if (digests & CHUNKED_256)
        chunked(EVP_sha256(), parts, 3);
    if (digests & CHUNKED_512)
        chunked(EVP_sha512(), parts, 3);
    if (digests & VERITY)
        verity(parts, 3);
    at[3] = now();
    printf("%s %lu bytes inflated%s%s%s%s; ms: file %.1f, entries %.1f, digests %.1f\n", hex,
           (unsigned long)total, digests & CHUNKED_256 ? " sha256" : "",
           digests & CHUNKED_512 ? " sha512" : "", digests & VERITY ? " verity" : "", v1 ? " v1" : "",
           at[1] - at[0], at[2] - at[1], at[3] - at[2]);
    return 0;
}
