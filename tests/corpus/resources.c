/*
 * Prints an app's manifest and resources in the words of `aapt dump xmltree`
 * and `aapt dump --values resources`, so that diff can compare them. Made for
 * tests/corpus/resources.sh; indentation and namespaces are left out.
 *
 *     resources xmltree APK|XML     elements, attributes, typed values of a manifest
 *     resources table APK|ARSC      all values of all configurations, strings as text
 *     resources data APK|ARSC       the same as type and data, bags left out
 *     resources defaults APK|ARSC   every resource as the package parser gets it
 *     resources label APK           the application's label
 *     resources anomalies APK       what is odd about both; the time it takes to open the table
 *     resources showxml|showarsc APK
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "read/arsc_impl.h"
#include "read/axml.h"
#include "read/zip.h"

static struct arena arena;
static struct scan scan;
static const struct place place = {NULL, {(const uint8_t *)"file", 4}, 1};

static struct bytes load(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    uint8_t *data;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        perror(path);
        exit(2);
    }
    rewind(file);
    data = malloc((size_t)size + 1);
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size)
        exit(2);
    fclose(file);
    return bytes_of(data, (size_t)size);
}

/* The entry of an archive, or the file itself. */
static bool content(struct bytes file, const char *name, struct bytes *out)
{
    struct zip z;
    struct error e = {0};
    const struct zip_entry *entry;

    if (!bytes_starts(file, BYTES("PK"))) {
        *out = file;
        return true;
    }
    if (!zip_open(&scan, file, &place, &z, &e))
        return false;
    entry = zip_find(&z, bytes_str(name));
    return entry != NULL && (zip_read(&scan, &z, entry, ZIP_ASSET, out, &e) || out->size > 0);
}

/* As aapt quotes: backslash, line feed and quote. */
static void quoted(struct bytes text)
{
    putchar('"');
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        if (c == '\n')
            fputs("\\n", stdout);
        else if (c == '\\' || c == '"')
            printf("\\%c", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void attribute(const struct axml_attribute *a)
{
    printf("A: %.*s", (int)a->name.size, (const char *)a->name.data);
    if (a->id != 0)
        printf("(0x%08x)", a->id);
    putchar('=');
    if (a->type == RES_NULL)
        fputs("(null)", stdout);
    else if (a->type == RES_REFERENCE)
        printf("@0x%08x", a->data);
    else if (a->type == RES_ATTRIBUTE)
        printf("?0x%08x", a->data);
    else if (a->type == RES_STRING)
        quoted(a->text);
    else
        printf("(type 0x%x)0x%x", a->type, a->data);
    if (a->has_raw) {
        fputs(" (Raw: ", stdout);
        quoted(a->raw);
        putchar(')');
    }
    putchar('\n');
}

static void xmltree(struct bytes file)
{
    struct bytes xml;
    struct axml x;
    struct error e = {0};

    if (!content(file, "AndroidManifest.xml", &xml) || !axml_open(&scan, xml, &place, &x, &e)) {
        printf("ERROR: %s\n", e.text);
        return;
    }
    for (size_t i = 0; i < x.count; i++) {
        const struct axml_element *el = &x.elements[i];
        printf("E: %.*s (line=%u)\n", (int)el->name.size, (const char *)el->name.data, el->line);
        for (uint32_t n = 0; n < el->attribute_count; n++)
            attribute(&x.attributes[el->first_attribute + n]);
    }
}

static bool as_data;

static void value(const struct arsc_value *v)
{
    if (v->type == RES_STRING) {
        fputs("(string) ", stdout);
        quoted(v->text);
    } else {
        printf("t=0x%02x d=0x%08x", v->type, v->data);
    }
    putchar('\n');
}

static void entries(const struct arsc *a, const struct arsc_package *p, const struct arsc_type *t)
{
    struct bytes type, key;

    strpool_get(&p->type_names, t->id - 1u, &type);
    for (uint32_t i = 0; i < 65536; i++) {
        uint32_t offset, bag_key;
        struct arsc_entry e;
        struct arsc_value v, item;
        if (!arsc_entry_offset(a, t, i, &offset) || !arsc_entry_read(a, t, offset, &e) ||
            !arsc_entry_value(a, t, &e, &v))
            continue;
        strpool_get(&p->keys, e.key, &key);
        if (as_data && v.is_bag)
            continue;
        printf(as_data ? "0x%08x %.*s:%.*s/%.*s " : "resource 0x%08x %.*s:%.*s/%.*s: ",
               p->id << 24 | (t->id + p->type_id_offset) << 16 | i, (int)p->name.size,
               (const char *)p->name.data, (int)type.size, (const char *)type.data, (int)key.size,
               (const char *)key.data);
        if (as_data) {
            printf("0x%02x 0x%08x\n", v.type, v.data);
            continue;
        }
        if (!v.is_bag) {
            value(&v);
            continue;
        }
        puts("<bag>");
        for (uint32_t n = 0; arsc_bag_entry(&v, n, &bag_key, &item); n++) {
            printf("#%u (Key=0x%08x): ", n, bag_key);
            value(&item);
        }
    }
}

static void table(struct bytes file)
{
    struct bytes arsc;
    struct arsc a;
    struct error e = {0};

    if (!content(file, "resources.arsc", &arsc) || !arsc_open(&scan, arsc, &place, &a, &e)) {
        printf("ERROR: %s\n", e.text);
        return;
    }
    for (size_t n = 0; n < a.package_count; n++) {
        const struct arsc_package *p = &a.packages[n];
        for (size_t s = 0; s < p->spec_count; s++) {
            for (uint32_t i = p->specs[s].first; i != 0; i = p->types[i - 1].next) {
                struct resconfig c;
                struct buf name;
                buf_init(&name, 1000);
                resconfig_take(bytes_from(arsc, p->types[i - 1].at + ARSC_CONFIG_AT), &c);
                resconfig_write(&name, &c);
                printf("config %.*s:\n", (int)name.size, (const char *)name.data);
                buf_free(&name);
                entries(&a, p, &p->types[i - 1]);
            }
        }
    }
}

/* Every resource as the package parser gets it. */
static void defaults(struct bytes file)
{
    struct bytes arsc;
    struct arsc a;
    const struct arsc *tables[] = {&a};
    struct error e = {0};

    if (!content(file, "resources.arsc", &arsc) || !arsc_open(&scan, arsc, &place, &a, &e))
        return;
    for (size_t n = 0; n < a.package_count; n++) {
        for (uint32_t type = 1; type < 256; type++) {
            for (uint32_t entry = 0; entry < 4000; entry++) {
                uint32_t id = a.packages[n].id << 24 | type << 16 | entry;
                struct arsc_value v;
                struct bytes name = arsc_name(tables, 1, id);
                if (name.data == NULL)
                    continue;
                bool ok = arsc_resolve(tables, 1, id, &v);
                printf("%08x %.*s ", id, (int)name.size, (const char *)name.data);
                if (v.table == NULL || v.fallback)
                    puts("none");
                else if (v.is_bag || (!ok && v.type == RES_REFERENCE))
                    printf("@%08x\n", v.is_bag ? v.id : v.data);
                else
                    printf("%02x %08x %.*s\n", v.type == RES_NULL ? 1u : v.type, v.type == 3 ? 0 : v.data,
                           v.type == 3 ? (int)v.text.size : 0, (const char *)v.text.data);
            }
        }
    }
}

static void label(struct bytes file)
{
    struct bytes xml, arsc, text;
    struct axml x;
    struct arsc a;
    const struct arsc *tables[] = {&a};
    struct axml_tables t = {tables, 0};
    struct error e;
    int32_t application;

    if (!content(file, "AndroidManifest.xml", &xml) || !axml_open(&scan, xml, &place, &x, &e))
        return;
    if (content(file, "resources.arsc", &arsc) && arsc_open(&scan, arsc, &place, &a, &e))
        t.count = 1;
    application = axml_child(&x, 0, "application", 0);
    if (application >= 0 &&
        axml_string(&x, axml_find(&x, (size_t)application, 0x01010001, NULL), t, AXML_ANY, &text))
        printf("%.*s\n", (int)text.size, (const char *)text.data);
}

static void anomalies(struct bytes file)
{
    struct bytes part;
    struct axml x;
    struct arsc a;
    struct error e;

    if (content(file, "AndroidManifest.xml", &part))
        axml_open(&scan, part, &place, &x, &e);
    if (content(file, "resources.arsc", &part)) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        arsc_open(&scan, part, &place, &a, &e);
        clock_gettime(CLOCK_MONOTONIC, &to);
        fprintf(stderr, "%zu bytes, %zu types: %ld us\n", part.size, a.type_count,
                (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
    }
    for (const struct anomaly *n = scan.first; n != NULL; n = n->next)
        printf("%s @0x%llx+%llu %.*s: %.*s\n", n->kind->code, (unsigned long long)n->locus.at,
               (unsigned long long)n->locus.size, (int)n->subject.size, (const char *)n->subject.data,
               (int)n->detail.size, (const char *)n->detail.data);
}

static void show(struct bytes file, const char *what)
{
    struct bytes part;
    struct axml x;
    struct arsc a;
    struct error e;
    struct buf out;

    buf_init(&out, 256u << 20);
    if (strcmp(what, "showxml") == 0) {
        if (content(file, "AndroidManifest.xml", &part) && axml_open(&scan, part, &place, &x, &e))
            axml_print(&out, &x);
    } else if (content(file, "resources.arsc", &part) && arsc_open(&scan, part, &place, &a, &e)) {
        arsc_print(&out, &a);
    }
    fwrite(out.data, 1, out.size, stdout);
}

int main(int argc, char **argv)
{
    struct bytes file;

    if (argc != 3)
        return 2;
    arena_init(&arena, LIMIT_ARENA);
    scan_init(&scan, &arena);
    file = load(argv[2]);
    if (strcmp(argv[1], "xmltree") == 0)
        xmltree(file);
    else if (strcmp(argv[1], "table") == 0)
        table(file);
    else if (strcmp(argv[1], "label") == 0)
        label(file);
    else if (strcmp(argv[1], "data") == 0)
        as_data = true, table(file);
    else if (strcmp(argv[1], "defaults") == 0)
        defaults(file);
    else if (strcmp(argv[1], "anomalies") == 0)
        anomalies(file);
    else
        show(file, argv[1]);
    return 0;
}
