/*
 * A native library read twice says the same, prints, and points nowhere
 * outside the file; nothing it gave points into the file, which may go away.
 */
#include <stdlib.h>

#include "read/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct place file = {NULL, {(const uint8_t *)"00", 2}, 1};

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void inside(struct locus l, size_t size)
{
    require(l.whole || (l.at <= size && l.size <= size - l.at));
}

static void apart(struct bytes text, const uint8_t *data, size_t size)
{
    require(text.size <= LIMIT_ELF_STRING);
    require(text.data == NULL || text.data < data || text.data >= data + size);
}

static void check(const struct elf *f, const struct scan *s, const uint8_t *data, size_t size)
{
    const struct locus loci[] = {f->at_header, f->at_segments, f->at_dynamic, f->at_stack, f->at_relro,
                                 f->at_rpath,  f->at_soname,   f->at_symbols, f->at_needed};

    for (size_t i = 0; i < sizeof loci / sizeof *loci; i++)
        inside(loci[i], size);
    for (const struct anomaly *a = s->first; a != NULL; a = a->next)
        require(a->locus.place == &file);
    apart(f->soname, data, size);
    apart(f->rpath, data, size);
    apart(f->runpath, data, size);
    for (size_t i = 0; i < f->needed_count; i++)
        apart(f->needed[i], data, size);
    require(f->loadable == (f->refusal[0] == '\0'));
    require(f->jni_symbols <= f->symbol_count);
}

/* Appends all that was read to `out`. */
static void read_once(const uint8_t *data, size_t size, struct buf *out)
{
    struct arena a;
    struct scan s;
    struct elf f;
    struct error e = {0};
    bool ok;

    arena_init(&a, 256 << 20);
    scan_init(&s, &a);
    ok = elf_open(&s, bytes_of(data, size), &file, &f, &e);
    require(ok == (e.code == ERROR_NONE));
    require(ok || !f.loadable);
    check(&f, &s, data, size);
    elf_print(out, &f);
    for (const struct anomaly *x = s.first; x != NULL; x = x->next) {
        buf_printf(out, "%s ", x->kind->code);
        locus_write(out, x->locus);
        buf_add(out, x->detail);
    }
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf first, second;

    buf_init(&first, 16 << 20);
    buf_init(&second, 16 << 20);
    read_once(data, size, &first);
    read_once(data, size, &second);
    require(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
    buf_free(&first);
    buf_free(&second);
    return 0;
}
