/*
 * Writes the tables of src/code/platform.h from packs/platform/classes.tsv: platform OUT FILE
 *
 * A host tool: its input is ours, so it just stops on an error. No table
 * holds a pointer, so that a program at a random address has nothing to
 * relocate, and pages of it are read only when they are used.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/platform.h"

enum { MOST = 65534, COLUMNS = 5 };

struct class {
    char *column[COLUMNS];
    char *descriptor;
};

static struct class classes[MOST];
static char *names[MOST];
static size_t class_count, name_count;

static void die(const char *what, const char *which)
{
    fprintf(stderr, "platform: %s: %s\n", which, what);
    exit(1);
}

static void *checked(void *memory)
{
    if (memory == NULL)
        die(strerror(errno), "memory");
    return memory;
}

static char *whole(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text;
    long size = 0;

    if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
        die(strerror(errno), path);
    rewind(in);
    text = checked(malloc((size_t)size + 1));
    if (fread(text, 1, (size_t)size, in) != (size_t)size)
        die(strerror(errno), path);
    fclose(in);
    text[size] = 0;
    return text;
}

static void read_line(char *line)
{
    struct class *c = &classes[class_count];
    size_t size = strlen(line) + 3;

    if (class_count++ == MOST)
        die("too many classes", line);
    for (int i = 0; i < COLUMNS; i++) {
        c->column[i] = strsep(&line, "\t");
        if (c->column[i] == NULL)
            die("a column is missing", c->column[0]);
    }
    c->descriptor = checked(malloc(size));
    snprintf(c->descriptor, size, "L%s;", c->column[0]);
}

/* The row of a class by its name; the file is sorted by it. */
static size_t find_class(const char *name)
{
    size_t low = 0, high = class_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(classes[middle].column[0], name);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    die("is not a class of the file", name);
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* All names of methods, once each, sorted. */
static void gather_names(void)
{
    char **all = checked(calloc(1u << 20, sizeof *all));
    size_t count = 0;

    for (size_t i = 0; i < class_count; i++) {
        char *copy = checked(strdup(classes[i].column[4])), *word;
        while ((word = strsep(&copy, " ")) != NULL) {
            char *slash = strchr(word, '/');
            if (slash == NULL)
                continue;
            *slash = 0;
            if (count == 1u << 20)
                die("too many methods", classes[i].column[0]);
            all[count++] = word;
        }
    }
    qsort(all, count, sizeof *all, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(all[i], all[i - 1]) != 0) {
            if (name_count == MOST)
                die("too many names", all[i]);
            names[name_count++] = all[i];
        }
}

static size_t find_name(char *name)
{
    char **found = bsearch(&name, names, name_count, sizeof *names, by_text);

    if (found == NULL)
        die("is not a name of the file", name);
    return (size_t)(found - names);
}

static void write_slots(FILE *out, const char *what, char *(*text)(size_t), size_t count)
{
    size_t size = 1;
    uint16_t *slots;

    while (size < 2 * count)
        size *= 2;
    slots = checked(calloc(size, sizeof *slots));
    for (size_t i = 0; i < count; i++) {
        size_t at = platform_hash((const uint8_t *)text(i), strlen(text(i)));
        while (slots[at & (size - 1)] != 0)
            at++;
        slots[at & (size - 1)] = (uint16_t)(i + 1);
    }
    fprintf(out, "const uint32_t platform_%s_mask = %zu;\nconst uint16_t platform_%s_slots[] = {", what, size - 1, what);
    for (size_t i = 0; i < size; i++)
        fprintf(out, "%s%u,", i % 20 == 0 ? "\n    " : "", slots[i]);
    fputs("\n};\n", out);
    free(slots);
}

static char *descriptor_text(size_t i)
{
    return classes[i].descriptor;
}

static char *name_text(size_t i)
{
    return names[i];
}

/* Descriptors, then names, without terminators; $ and the like need no escapes. */
static void write_text(FILE *out)
{
    fputs("const char platform_text[] =\n", out);
    for (size_t i = 0; i < class_count; i++)
        fprintf(out, "    \"%s\"\n", classes[i].descriptor);
    for (size_t i = 0; i < name_count; i++)
        fprintf(out, "    \"%s\"\n", names[i]);
    fputs("    ;\n", out);
}

/* The interfaces of all classes, one after the other. */
static void write_interfaces(FILE *out, uint32_t *counts)
{
    fputs("const uint16_t platform_interfaces[] = {\n", out);
    for (size_t i = 0; i < class_count; i++) {
        char *copy = checked(strdup(classes[i].column[3])), *word;
        while ((word = strsep(&copy, " ")) != NULL)
            if (*word != 0) {
                fprintf(out, "%zu,", find_class(word));
                counts[i]++;
            }
        if (counts[i] > 255)
            die("too many interfaces", classes[i].column[0]);
    }
    fputs("\n    0};\n", out);
}

static void write_methods(FILE *out, uint32_t *counts)
{
    fputs("const uint32_t platform_methods[] = {\n", out);
    for (size_t i = 0; i < class_count; i++) {
        char *copy = checked(strdup(classes[i].column[4])), *word;
        static uint32_t methods[MOST];
        while ((word = strsep(&copy, " ")) != NULL)
            if (*word != 0) {
                char *slash = strchr(word, '/');
                *slash = 0;
                methods[counts[i]++] = PLATFORM_METHOD(find_name(word), strtoul(slash + 1, NULL, 10));
            }
        qsort(methods, counts[i], sizeof *methods, by_number);
        for (uint32_t k = 0; k < counts[i]; k++)
            fprintf(out, "%u,", methods[k]);
        fputs("\n", out);
    }
    fputs("    0};\n", out);
}

static void write_classes(FILE *out, const uint32_t *interface_counts, const uint32_t *method_counts)
{
    size_t at = 0, interfaces = 0, methods = 0;

    fputs("const struct platform_class platform_classes[] = {\n", out);
    for (size_t i = 0; i < class_count; i++) {
        const struct class *c = &classes[i];
        size_t size = strlen(c->descriptor);
        fprintf(out, "    {%zu, %zu, %zu, %zu, %zu, %u, %u, %d},\n", at, size,
                *c->column[2] == 0 ? (size_t)PLATFORM_NONE : find_class(c->column[2]), interfaces, methods,
                method_counts[i], interface_counts[i], strcmp(c->column[1], "interface") == 0);
        at += size;
        interfaces += interface_counts[i];
        methods += method_counts[i];
    }
    fputs("};\nconst struct platform_name platform_names[] = {\n", out);
    for (size_t i = 0; i < name_count; i++) {
        fprintf(out, "    {%zu, %zu},\n", at, strlen(names[i]));
        at += strlen(names[i]);
    }
    fprintf(out, "};\nconst uint32_t platform_class_count = %zu, platform_name_count = %zu;\n", class_count, name_count);
}

/* A chain of superclasses that does not end would never be left. */
static void check_chains(void)
{
    for (size_t i = 0; i < class_count; i++) {
        size_t at = i, steps = 0;
        while (*classes[at].column[2] != 0) {
            at = find_class(classes[at].column[2]);
            if (++steps > class_count)
                die("is its own superclass", classes[i].column[0]);
        }
    }
}

int main(int argc, char **argv)
{
    static uint32_t interface_counts[MOST], method_counts[MOST];
    char *text, *line;
    FILE *out;

    if (argc != 3)
        die("give OUT and FILE", "usage");
    text = whole(argv[2]);
    while ((line = strsep(&text, "\n")) != NULL)
        if (*line != 0 && *line != '#')
            read_line(line);
    check_chains();
    gather_names();
    out = fopen(argv[1], "w");
    if (out == NULL)
        die(strerror(errno), argv[1]);
    fputs("/* Made by tools/platform.c. */\n#include \"code/platform.h\"\n", out);
    write_text(out);
    write_interfaces(out, interface_counts);
    write_methods(out, method_counts);
    write_classes(out, interface_counts, method_counts);
    write_slots(out, "class", descriptor_text, class_count);
    write_slots(out, "name", name_text, name_count);
    if (ferror(out) || fclose(out) != 0)
        die(strerror(errno), argv[1]);
    return 0;
}
