/* What our ZIP reader sees, in the form of tests/oracle/ziparchive.cc. Reads paths from standard input. */
#include "base/hash.h"
#include "read/zip.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Peeking must give the same first bytes. */
static const char *peek_differs(const struct zip *z, const struct zip_entry *entry, struct bytes content)
{
    uint8_t room[ZIP_PEEK_MOST];
    struct bytes first;

    bytes_slice(content, 0, content.size < ZIP_PEEK_MOST ? content.size : ZIP_PEEK_MOST, &first);
    return bytes_equal(zip_peek(z, entry, ZIP_PEEK_MOST, room), first) ? "" : " peek differs";
}

static void list_entry(const char *path, struct scan *s, const struct zip *z, const struct zip_entry *entry,
                       struct buf *scratch)
{
    struct bytes content;
    struct error e = {0};

    printf("%s\tentry ", path);
    for (size_t i = 0; i < entry->name.size; i++)
        printf("%02x", entry->name.data[i]);
    printf(" method=%u compressed=%llu size=%llu crc=%08x data=%llu ", entry->method,
           (unsigned long long)entry->compressed_size, (unsigned long long)entry->size, entry->crc,
           (unsigned long long)entry->data);
    s->inflated = 0;
    /* the library checks every descriptor; code that is stored at a multiple of four is never extracted by it
     */
    if (entry->descriptor_differs && entry->method == ZIP_STORED)
        puts("fails");
    else if (zip_read_into(s, z, entry, ZIP_EXTRACT, &content, &e, scratch))
        printf("bytes=%zu sum=%08x%s\n", content.size, hash_crc32(0, content),
               peek_differs(z, entry, content));
    else
        puts(e.code == ERROR_LIMIT ? "large" : "fails");
}

static void list_archive(const char *path, struct bytes file, struct buf *scratch)
{
    struct arena a;
    struct scan s;
    struct zip z;
    struct error e;
    struct place place = {NULL, bytes_str(path), 1};
    size_t readable = 0;

    arena_init(&a, LIMIT_ARENA);
    scan_init(&s, &a);
    if (!zip_open(&s, file, &place, &z, &e) || z.refused) {
        printf("%s\trefused\n", path);
    } else {
        for (size_t i = 0; i < z.count; i++) {
            readable += z.entries[i].readable;
            if (z.entries[i].readable)
                list_entry(path, &s, &z, &z.entries[i], scratch);
        }
        printf("%s\topens entries=%zu readable=%zu\n", path, z.count, readable);
    }
    arena_free(&a);
}

int main(void)
{
    struct buf scratch;
    char *path = NULL;
    size_t room = 0;
    ssize_t size;

    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    while ((size = getline(&path, &room, stdin)) > 0) {
        struct stat st;
        path[size - 1] = '\0';
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) != 0) {
            perror(path);
            return 1;
        }
        void *data = st.st_size == 0 ? NULL : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        close(fd);
        list_archive(path, bytes_of(data, (size_t)st.st_size), &scratch);
        if (data != NULL)
            munmap(data, (size_t)st.st_size);
    }
    free(path);
    buf_free(&scratch);
    return 0;
}
