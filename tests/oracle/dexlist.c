/*
 * What our DEX reader says, in lines that tests/corpus/dex.py can compare
 * with dexdump's: files, classes, members, code and, with -d, instructions.
 * Reads paths from standard input.
 */
#include "read/dex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool disassemble;

static void put(struct bytes text)
{
    putchar('\t');
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] > ' ' && text.data[i] < 0x7f)
            putchar(text.data[i]);
        else
            printf("%%%02x", text.data[i]);
}

static void list_insns(const struct dex_code *code)
{
    static const char *const refs[] = {"",       "string", "type",      "field",
                                       "method", "proto",  "call_site", "method_handle"};
    struct dex_insn in;

    dex_insn_open(&in, code);
    while (dex_insn_next(&in))
        printf("i %x %x %s %s@%x\n", in.at, in.unit, dex_ops[in.op].name, refs[dex_insn_ref(&in)],
               dex_insn_ref(&in) == DEX_REF_NONE ? 0 : in.index);
    if (in.stop != DEX_STOP_END)
        printf("i stopped at %x\n", in.next);
}

static void list_members(const struct dex *d, uint32_t off)
{
    struct dex_members list;
    struct dex_member m;
    struct dex_method method;
    struct dex_field field;
    struct dex_code code;
    struct buf type;

    buf_init(&type, 1u << 20);
    dex_members_open(&list, d, off);
    while (dex_members_next(&list, &m)) {
        printf("m %d", m.kind);
        buf_reset(&type);
        if (m.kind <= DEX_INSTANCE_FIELD) {
            dex_field(d, m.index, &field);
            put(dex_string(d, field.name));
            put(dex_type(d, field.type));
            printf("\t%x\n", m.access);
            continue;
        }
        dex_method(d, m.index, &method);
        put(dex_string(d, method.name));
        dex_proto_write(&type, d, method.proto);
        put(buf_bytes(&type));
        printf("\t%x", m.access);
        if (m.code_off == 0) {
            printf("\tnone\n");
            continue;
        }
        dex_code(d, m.code_off, &code);
        printf("\t%u %u %u %u\n", code.registers, code.ins, code.outs, code.units);
        if (disassemble)
            list_insns(&code);
    }
    buf_free(&type);
}

static void list(const char *path, struct bytes file)
{
    struct arena a;
    struct scan s;
    struct dex *all;
    struct error e = {0};
    size_t count;

    arena_init(&a, LIMIT_ARENA);
    scan_init(&s, &a);
    count = dex_open(&s, file, NULL, &all, &e);
    if (count == 0)
        printf("none %s\t%s\n", path, e.text);
    for (size_t i = 0; i < count; i++) {
        const struct dex *d = &all[i];
        struct dex_class k;
        struct dex_use use;
        dex_use(&s, d, &use);
        printf("dex %s\tversion=%03u\tfile_size=%u\tchecksum=%08x\tstring_ids_size=%u\ttype_ids_size=%u\t"
               "proto_ids_size=%u\tfield_ids_size=%u\tmethod_ids_size=%u\tclass_defs_size=%u\tdata_size=%u\t"
               "defined=%zu\tundecoded=%zu\tloadable=%s\n",
               path, d->version, d->file_size, d->checksum, d->strings.count, d->types.count, d->protos.count,
               d->fields.count, d->methods.count, d->classes.count, d->data_size, use.methods_defined,
               use.methods_undecoded, d->loadable ? "yes" : d->refusal);
        for (uint32_t n = 0; n < d->classes.rows; n++) {
            dex_class(d, n, &k);
            printf("c");
            put(dex_type(d, k.type));
            put(dex_type(d, k.superclass));
            printf("\t%x", k.access);
            for (uint32_t t = 0; t < k.interfaces.count; t++)
                put(dex_type(d, dex_types_at(k.interfaces, t)));
            putchar('\n');
            list_members(d, k.class_data_off);
        }
    }
    printf("end %s\n", path);
    arena_free(&a);
}

int main(int argc, char **argv)
{
    char path[4096];

    disassemble = argc > 1 && strcmp(argv[1], "-d") == 0;
    while (fgets(path, sizeof path, stdin) != NULL) {
        FILE *f;
        long size;
        uint8_t *data;
        path[strcspn(path, "\n")] = 0;
        f = fopen(path, "rb");
        if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0) {
            perror(path);
            return 1;
        }
        rewind(f);
        data = malloc((size_t)size + 1);
        if (data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size)
            return 1;
        fclose(f);
        list(path, bytes_of(data, (size_t)size));
        free(data);
    }
    return 0;
}
