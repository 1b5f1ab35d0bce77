#include "ledger/tar.h"

#include <stdio.h>

static bool good_name(struct bytes name)
{
    if (name.size == 0 || name.size > TAR_NAME || name.data[0] == '/' || name.data[0] == '.')
        return false;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!plain && c != '.' && c != '/')
            return false;
        if ((c == '.' || c == '/') && i + 1 < name.size && (name.data[i + 1] == '.' || name.data[i + 1] == '/'))
            return false;
    }
    return true;
}

/* The header of a file, of which name and size alone can be chosen. */
static void header(struct bytes name, uint64_t size, uint8_t out[TAR_BLOCK])
{
    static const struct {
        size_t at;
        const char *text;
    } fixed[] = {{100, "0000644"}, {108, "0000000"}, {116, "0000000"}, {136, "00000000000"}, {148, "        "},
                 {156, "0"},       {257, "ustar"},   {263, "00"},      {329, "0000000"},     {337, "0000000"}};
    char number[24];
    unsigned sum = 0;

    memset(out, 0, TAR_BLOCK);
    memcpy(out, name.data, name.size);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        memcpy(&out[fixed[i].at], fixed[i].text, strlen(fixed[i].text));
    snprintf(number, sizeof number, "%011llo", (unsigned long long)size);
    memcpy(&out[124], number, 11);
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += out[i];
    snprintf(number, sizeof number, "%06o", sum);
    memcpy(&out[148], number, 7); /* with its NUL; a space stays behind */
}

static size_t padding(uint64_t size)
{
    return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

bool tar_put(struct buf *out, struct bytes name, struct bytes content, struct error *e)
{
    static const uint8_t zeros[TAR_BLOCK];
    uint8_t block[TAR_BLOCK];

    if (!good_name(name))
        return error_set(e, ERROR_USAGE, out->size, "a name that an archive does not take: %.*s",
                         (int)(name.size < 100 ? name.size : 100), (const char *)name.data);
    header(name, content.size, block);
    buf_add(out, bytes_of(block, sizeof block));
    buf_add(out, content);
    buf_add(out, bytes_of(zeros, padding(content.size)));
    return !out->failed || error_set(e, ERROR_LIMIT, out->size, "an archive of more than %zu bytes", out->cap);
}

bool tar_end(struct buf *out)
{
    static const uint8_t zeros[2 * TAR_BLOCK];

    return buf_add(out, bytes_of(zeros, sizeof zeros));
}

static bool zeros(struct bytes b)
{
    for (size_t i = 0; i < b.size; i++)
        if (b.data[i] != 0)
            return false;
    return true;
}

static bool octal(struct bytes text, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '7')
            return false;
        *out = *out << 3 | (uint64_t)(text.data[i] - '0');
    }
    return true;
}

int tar_next(struct tar_reader *r, struct bytes archive, struct bytes *name, struct bytes *content, struct error *e)
{
    struct bytes block, number, pad;
    uint8_t want[TAR_BLOCK];
    uint64_t size;
    size_t start = r->at;

    *name = *content = bytes_of(NULL, 0);
    if (!bytes_slice(archive, r->at, TAR_BLOCK, &block)) {
        error_set(e, ERROR_FORMAT, r->at, "the archive is cut short");
        return -1;
    }
    if (zeros(block)) {
        bool ok = archive.size - r->at == 2 * TAR_BLOCK && zeros(bytes_from(archive, r->at));
        if (!ok)
            error_set(e, ERROR_FORMAT, r->at, "the archive does not end with two empty blocks");
        return ok ? 0 : -1;
    }
    bytes_slice(block, 0, TAR_NAME, name);
    bytes_slice(*name, 0, bytes_find(*name, 0, 0), name);
    bytes_slice(block, 124, 11, &number);
    if (!good_name(*name) || !octal(number, &size)) {
        error_set(e, ERROR_FORMAT, start, "a header in the archive without a name or size as veto writes them");
        return -1;
    }
    header(*name, size, want);
    if (!bytes_equal(block, bytes_of(want, sizeof want))) {
        error_set(e, ERROR_FORMAT, start, "%.*s: its header in the archive is not the one veto writes", (int)name->size,
                  (const char *)name->data);
        return -1;
    }
    if (!bytes_slice(archive, r->at + TAR_BLOCK, size, content) ||
        !bytes_slice(archive, r->at + TAR_BLOCK + size, padding(size), &pad) || !zeros(pad)) {
        error_set(e, ERROR_FORMAT, start, "%.*s: the archive ends inside, or has something behind its bytes",
                  (int)name->size, (const char *)name->data);
        return -1;
    }
    if (r->name.size > 0 && bytes_compare(r->name, *name) >= 0) {
        error_set(e, ERROR_FORMAT, start, "%.*s: stands twice or out of order in the archive", (int)name->size,
                  (const char *)name->data);
        return -1;
    }
    r->name = *name;
    r->at += TAR_BLOCK + (size_t)size + padding(size);
    return 1;
}
