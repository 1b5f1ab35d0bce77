/*
 * Everything the DEX reader offers, on any bytes: what it returns lies inside
 * the input, indices past the end give nothing, and the same input read twice
 * is the same.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "read/dex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "fuzz/dex: %s\n", what);
    abort();
}

static void inside(struct bytes file, const uint8_t *data, size_t size, const char *what)
{
    check(size == 0 || (data >= file.data && size <= file.size && data <= file.data + file.size - size),
          what);
}

static void code_walk(const struct dex *d, uint32_t off, struct buf *out)
{
    struct dex_code code;
    struct dex_insn in;
    uint16_t regs[8];
    int64_t literal;
    uint32_t target = 0, before = 0;

    if (!dex_code(d, off, &code))
        return;
    inside(d->file, code.insns, 2 * (size_t)code.units, "code outside the file");
    dex_insn_open(&in, &code);
    while (dex_insn_next(&in)) {
        check(in.unit >= before && in.next > in.unit && in.next <= in.units, "the sweep does not move on");
        check(in.at + in.size <= d->file.size, "instruction outside the file");
        before = in.next;
        dex_insn_registers(&in, regs, 8);
        dex_insn_literal(&in, &literal);
        check(!dex_insn_target(&in, &target) || target < in.units, "branch out of the code");
        dex_insn_proto(&in);
    }
    buf_u32(out, in.count);
    buf_u8(out, in.stop);
}

static void tables_walk(const struct dex *d, struct buf *out)
{
    struct dex_class k;
    struct dex_members list;
    struct dex_member m;
    uint32_t steps = 0;

    for (uint32_t i = 0; i < d->strings.rows + 2 && i < 2000; i++) {
        struct bytes s = dex_string(d, i);
        struct locus l = dex_string_locus(d, i);
        inside(d->file, s.data, s.size, "string outside the file");
        check(i < d->strings.rows || s.size == 0, "a string past the table");
        check(l.whole || l.at - d->origin <= d->file.size, "locus outside the file");
    }
    for (uint32_t i = 0; i < d->methods.rows + 2 && i < 500; i++)
        dex_method_write(out, d, i);
    for (uint32_t i = 0; i < d->fields.rows + 2 && i < 500; i++)
        dex_field_write(out, d, i);
    for (uint32_t i = 0; i < d->classes.rows + 2 && i < 500; i++) {
        if (!dex_class(d, i, &k))
            continue;
        inside(d->file, k.interfaces.data, 2 * (size_t)k.interfaces.count, "interfaces outside the file");
        dex_members_open(&list, d, k.class_data_off);
        while (steps++ < 5000 && dex_members_next(&list, &m)) {
            check((uint64_t)m.at + m.size <= d->file.size, "member outside the file");
            code_walk(d, m.code_off, out);
        }
    }
}

/* In one go, or as the jobs that a helper would do (fuzz/app.c has a helper): all is the same. */
static void read_once(struct bytes file, struct buf *out, int as_jobs)
{
    static const struct place place = {NULL, {NULL, 0}, 1};
    struct arena arena;
    struct scan scan;
    struct dex_reading own, *r = &own;

    arena_init(&arena, 256u << 20);
    scan_init(&scan, &arena);
    if (as_jobs) {
        r = dex_begin(&arena, &place);
        dex_start(r, file);
        dex_finish(&scan, r);
    } else {
        dex_read(&scan, file, &place, r);
    }
    check(r->count != 0 || r->error.code != ERROR_NONE, "nothing opened and no error");
    for (size_t i = 0; i < r->count; i++) {
        struct dex_use use = r->uses[i];
        const struct dex *d = &r->dexes[i];
        inside(file, d->file.data, d->file.size, "a DEX outside the file");
        check(d->loadable == (d->refusal[0] == 0), "a refusal without a reason, or the reverse");
        check(d->loadable || scan.first != NULL, "refused without anomaly");
        buf_u64(out, use.instructions);
        buf_u64(out, *d->work);
        buf_u8(out, use.limited);
        buf_u64(out, use.methods_defined);
        buf_u64(out, use.strings_used);
        if (i < 8) {
            tables_walk(d, out);
            dex_print(out, d);
            dex_signature_ok(d);
        }
    }
    for (const struct anomaly *a = scan.first; a != NULL; a = a->next) {
        check(a->locus.whole || a->locus.at <= file.size, "anomaly outside the file");
        check(a->locus.whole || a->locus.size <= file.size - a->locus.at, "anomaly runs out of the file");
        inside(file, a->subject.data, a->subject.size, "subject outside the file");
        buf_str(out, a->kind->code);
        buf_add(out, a->detail);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf first, second;

    buf_init(&first, 4u << 20);
    buf_init(&second, 4u << 20);
    read_once(bytes_of(data, size), &first, 0);
    read_once(bytes_of(data, size), &second, 1);
    check(bytes_equal(buf_bytes(&first), buf_bytes(&second)), "read twice, two results");
    buf_free(&first);
    buf_free(&second);
    return 0;
}
