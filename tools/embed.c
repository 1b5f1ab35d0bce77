/*
 * Writes the C file that holds the packs: embed OUT ROOT FILE...
 *
 * Each FILE lies below the folder ROOT; the table names it by the path from
 * there, in bytewise order whatever the order of the arguments. Contents
 * become string literals: compilers read those many times faster than lists
 * of numbers. A host tool: its input is ours, so it just stops on an error.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

static void die(const char *what)
{
    fprintf(stderr, "embed: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One byte inside a literal. Octal escapes of three digits never swallow what follows; ? could start a
 * trigraph. */
static void write_byte(FILE *out, int c)
{
    if (c == '"' || c == '\\')
        fprintf(out, "\\%c", c);
    else if (c < 0x20 || c >= 0x7f || c == '?')
        fprintf(out, "\\%03o", (unsigned)c);
    else
        putc(c, out);
}

/* The text as a literal, its size and its digest. */
static void write_row(FILE *out, const char *path, const char *name)
{
    FILE *in = fopen(path, "rb");
    unsigned char digest[SHA256_DIGEST_LENGTH], *text;
    unsigned long size = 0;
    int c;

    if (in == NULL)
        die(path);
    fprintf(out, "    {\"%s\", {(const uint8_t *)\"", name);
    while ((c = getc(in)) != EOF) {
        write_byte(out, c);
        if (++size % 100 == 0 || c == '\n')
            fputs("\"\n     \"", out);
    }
    text = malloc(size + 1);
    if (ferror(in) || text == NULL || fseek(in, 0, SEEK_SET) != 0 || fread(text, 1, size, in) != size)
        die(path);
    fclose(in);
    SHA256(text, size, digest);
    free(text);
    fprintf(out, "\", %lu}, \"", size);
    for (size_t i = 0; i < sizeof digest; i++)
        fprintf(out, "%02x", digest[i]);
    fputs("\"},\n", out);
}

int main(int argc, char **argv)
{
    size_t root;
    FILE *out;

    if (argc < 3) {
        fputs("usage: embed OUT ROOT FILE...\n", stderr);
        return 2;
    }
    root = strlen(argv[2]);
    qsort(argv + 3, (size_t)(argc - 3), sizeof *argv, by_name);
    out = fopen(argv[1], "w");
    if (out == NULL)
        die(argv[1]);
    fputs("/* Made by tools/embed from packs/. */\n#include \"base/pack.h\"\n\n"
          "const struct pack_file pack_files[] = {\n",
          out);
    for (int i = 3; i < argc; i++) {
        if (strncmp(argv[i], argv[2], root) != 0 || argv[i][root] != '/') {
            fprintf(stderr, "embed: %s is not below %s\n", argv[i], argv[2]);
            return 1;
        }
        write_row(out, argv[i], argv[i] + root + 1);
    }
    fprintf(out, "    {NULL, {NULL, 0}, NULL},\n};\nconst size_t pack_file_count = %d;\n", argc - 3);
    if (fclose(out) != 0)
        die(argv[1]);
    return 0;
}
