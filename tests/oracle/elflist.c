/* What our ELF reader says of libraries, a line each in the form of tests/corpus/elf.py. Reads paths from
 * standard input. */
#include "read/elf.h"

#include <stdio.h>
#include <stdlib.h>

static void put(const char *key, struct bytes text)
{
    printf("\t%s=%.*s", key, (int)text.size, (const char *)text.data);
}

static void list(const char *path, struct bytes file)
{
    struct arena a;
    struct scan s;
    struct elf f;
    struct error e = {0};

    arena_init(&a, LIMIT_ARENA);
    scan_init(&s, &a);
    if (!elf_open(&s, file, NULL, &f, &e)) {
        printf("%s\trefused=%s\n", path, f.refusal);
    } else {
        printf(
            "%s\tbits=%u\ttype=%u\tmachine=%u\tpie=%d\tnx=%d\trelro=%s\tcanary=%d\tfortify=%d\tstripped=%d",
            path, f.bits, f.type, f.machine, f.pie, f.nx, elf_relro_name(f.relro), f.canary, f.fortify,
            f.stripped);
        printf("\ttextrel=%d\tdynamic=%d\tjni=%u\tonload=%d\tsymbols=%u\talign=%llu", f.textrel, f.dynamic,
               f.jni_symbols, f.jni_onload, f.symbol_count, (unsigned long long)f.page_align);
        put("soname", f.soname);
        put("rpath", f.rpath);
        put("runpath", f.runpath);
        for (size_t i = 0; i < f.needed_count; i++)
            put("needed", f.needed[i]);
        printf("\tloadable=%s\todd=", f.loadable ? "yes" : f.refusal);
        for (const struct anomaly *x = s.first; x != NULL; x = x->next)
            printf("%s ", x->kind->code);
        printf("\n");
    }
    arena_free(&a);
}

int main(void)
{
    char path[4096];

    while (fgets(path, sizeof path, stdin) != NULL) {
        FILE *in;
        long size;
        uint8_t *data;
        path[strcspn(path, "\n")] = '\0';
        in = fopen(path, "rb");
        if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
            return 2;
        rewind(in);
        data = malloc((size_t)size + 1);
        if (data == NULL || fread(data, 1, (size_t)size, in) != (size_t)size)
            return 2;
        fclose(in);
        list(path, bytes_of(data, (size_t)size));
        free(data);
    }
    return 0;
}
