/*
 * Prints what the signature reader says of APKs, one JSON line each, for
 * tests/corpus/apksig.py:
 *
 *     apksig_dump [--show] < LIST
 *
 * with lines "min_sdk target_sdk sandbox_version path", the .idsig file beside
 * the path being read when it is there.
 */
#include "base/hash.h"
#include "base/text.h"
#include "read/apksig.h"
#include "read/zip.h"

#include <stdio.h>
#include <stdlib.h>

/* The whole file; empty when there is none. */
static struct bytes load(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = 0;

    if (f != NULL && fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0) {
        rewind(f);
        data = malloc((size_t)size);
        if (data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size)
            size = 0;
    }
    if (f != NULL)
        fclose(f);
    return bytes_of(data, size > 0 ? (size_t)size : 0);
}

static void string(struct bytes text)
{
    putchar('"');
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 0x20 || text.data[i] == '"' || text.data[i] == '\\')
            printf("\\u%04x", text.data[i]);
        else
            putchar(text.data[i]);
    putchar('"');
}

static void print(const char *path, const struct apksig *a, const struct scan *s)
{
    char hex[65];

    fputs("{\"file\":", stdout);
    string(bytes_str(path));
    fputs(",\"signatures\":[", stdout);
    for (size_t i = 0; i < a->signature_count; i++) {
        const struct signature *r = &a->signatures[i];
        printf("%s{\"scheme\":\"%s\",\"present\":%d,\"verified\":%d,\"min_sdk\":%d,\"max_sdk\":",
               i == 0 ? "" : ",", scheme_name(r->scheme), r->present, r->verified, r->min_sdk);
        if (r->max_sdk < 0)
            fputs("null", stdout);
        else
            printf("%d", r->max_sdk);
        fputs(",\"error\":", stdout);
        string(r->error);
        putchar('}');
    }
    fputs("],\"signers\":[", stdout);
    for (size_t i = 0; i < a->signer_count; i++) {
        const struct signer *r = &a->signers[i];
        hash_hex(bytes_of(r->sha256, 32), hex);
        printf("%s{\"scheme\":\"%s\",\"position\":%u,\"lineage\":%d,\"sha256\":\"%s\",\"key\":\"%.*s\","
               "\"bits\":%d,"
               "\"subject\":",
               i == 0 ? "" : ",", scheme_name(r->scheme), r->position, r->lineage_position, hex,
               (int)r->key_algorithm.size, (const char *)r->key_algorithm.data, r->key_bits);
        string(r->subject);
        putchar('}');
    }
    fputs("],\"anomalies\":[", stdout);
    for (const struct anomaly *n = s->first; n != NULL; n = n->next) {
        printf("%s[\"%s\",", n == s->first ? "" : ",", n->kind->code);
        string(n->detail);
        putchar(']');
    }
    puts("]}");
}

static void one(const char *path, struct apksig_facts facts, bool show)
{
    char beside[4200];
    struct place place = {NULL, BYTES("file"), 1};
    struct bytes file = load(path), idsig;
    struct arena arena;
    struct scan s;
    struct zip z;
    struct apksig a = {.signatures = NULL};
    struct error e = {0};

    snprintf(beside, sizeof beside, "%s.idsig", path);
    idsig = load(beside);
    arena_init(&arena, LIMIT_ARENA);
    scan_init(&s, &arena);
    if (zip_open(&s, file, &place, &z, &e))
        apksig_read(&s, &z, idsig, facts, &a, &e);
    if (show) {
        struct buf out;
        buf_init(&out, 1u << 24);
        apksig_print(&out, &a);
        fwrite(out.data, 1, out.size, stdout);
        buf_free(&out);
    } else {
        print(path, &a, &s);
    }
    arena_free(&arena);
    free((void *)(uintptr_t)file.data);
    free((void *)(uintptr_t)idsig.data);
}

int main(int argc, char **argv)
{
    char line[4400], path[4096];
    struct apksig_facts facts;

    while (fgets(line, sizeof line, stdin) != NULL)
        if (sscanf(line, "%d %d %d %4095[^\n]", &facts.min_sdk, &facts.target_sdk, &facts.sandbox_version,
                   path) == 4)
            one(path, facts, argc > 1 && strcmp(argv[1], "--show") == 0);
    return 0;
}
