/*
 * Native libraries as bionic's dynamic linker reads them: the ELF header, the
 * segments and what the linker asks of the section headers, in its order
 * (ElfReader of linker_phdr.cpp, up to Android 15). Rules that it ties to the
 * app's target API level are applied as for an app that targets the newest.
 */
#include "read/elf_layout.h"

#include <stdarg.h>
#include <stdio.h>

/* Android's name of each machine it ever ran on; mips left with Android 8. */
static const struct {
    uint16_t machine;
    uint8_t bits;
    bool current;
    const char *abi;
} machines[] = {
    {183, 64, true, "arm64-v8a"}, {40, 32, true, "armeabi-v7a"}, {62, 64, true, "x86_64"},
    {3, 32, true, "x86"},         {243, 64, true, "riscv64"},    {8, 32, false, "mips"},
    {8, 64, false, "mips64"},
};

void elf_odd(struct elf_job *job, enum elf_kind kind, struct locus where, const char *format, ...)
{
    const struct anomaly_kind *k = &elf_kinds[kind];
    struct elf *f = job->f;
    struct bytes subject = {NULL, 0};
    char text[160];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (f->place != NULL && f->place->parent != NULL)
        subject = f->place->name;
    scan_anomaly(job->s, k, where, subject, "%s", text);
    if (k->effect != EFFECT_REFUSED)
        return;
    if (f->loadable || f->refusal[0] == '\0')
        snprintf(f->refusal, sizeof f->refusal, "%s: %s", k->code, text);
    f->loadable = false;
}

bool elf_word(const struct elf *f, uint64_t at, uint64_t *out)
{
    uint32_t narrow;
    bool ok;

    if (f->bits == 64)
        return bytes_u64(f->file, at, out);
    ok = bytes_u32(f->file, at, &narrow);
    *out = narrow;
    return ok;
}

static bool segment_row(const struct elf *f, uint64_t at, struct elf_segment *out)
{
    struct cursor c;
    struct bytes row;

    *out = (struct elf_segment){0};
    if (!bytes_slice(f->file, at, f->segments.row_size, &row))
        return false;
    c = cursor_open(row, 0);
    out->type = cursor_u32(&c);
    if (f->bits == 64) {
        out->flags = cursor_u32(&c);
        out->offset = cursor_u64(&c);
        out->vaddr = cursor_u64(&c);
        cursor_skip(&c, 8);
        out->filesz = cursor_u64(&c);
        out->memsz = cursor_u64(&c);
        out->align = cursor_u64(&c);
    } else {
        out->offset = cursor_u32(&c);
        out->vaddr = cursor_u32(&c);
        cursor_skip(&c, 4);
        out->filesz = cursor_u32(&c);
        out->memsz = cursor_u32(&c);
        out->flags = cursor_u32(&c);
        out->align = cursor_u32(&c);
    }
    return true;
}

bool elf_segment_at(const struct elf *f, uint32_t i, struct elf_segment *out)
{
    *out = (struct elf_segment){0};
    return i < f->segments.rows && segment_row(f, f->segments.at + (uint64_t)i * f->segments.row_size, out);
}

bool elf_section_at(const struct elf *f, uint32_t i, struct elf_section *out)
{
    uint64_t at = f->sections.at + (uint64_t)i * f->sections.row_size;
    bool wide = f->bits == 64;

    *out = (struct elf_section){0};
    if (i >= f->sections.rows || !bytes_has(f->file, at, f->sections.row_size))
        return false;
    bytes_u32(f->file, at + 4, &out->type);
    elf_word(f, at + (wide ? 24 : 16), &out->offset);
    elf_word(f, at + (wide ? 32 : 20), &out->size);
    bytes_u32(f->file, at + (wide ? 40 : 24), &out->link);
    return true;
}

/*
 * The linker maps whole pages, so what lies at vaddr is told by the rounded
 * address and offset of the segment; where segments share a page the later
 * one replaces the earlier.
 */
bool elf_map(const struct elf *f, uint64_t vaddr, uint64_t *at, uint64_t *left)
{
    bool found = false;

    *at = *left = 0;
    for (uint32_t i = 0; i < f->segments.rows; i++) {
        struct elf_segment seg;
        uint64_t first, skew, size;
        elf_segment_at(f, i, &seg);
        if (seg.type != SEGMENT_LOAD || !bytes_has(f->file, seg.offset, seg.filesz))
            continue;
        first = seg.vaddr & ~(uint64_t)(ELF_PAGE - 1);
        skew = seg.offset & (ELF_PAGE - 1);
        size = skew + seg.filesz;
        if (vaddr < first || vaddr - first >= size)
            continue;
        *at = seg.offset - skew + (vaddr - first);
        *left = size - (vaddr - first);
        found = true;
    }
    return found;
}

static void name_machine(struct elf_job *job)
{
    struct elf *f = job->f;
    const char *other = NULL;
    struct locus where = locus_at(f->place, 18, 2);

    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        if (machines[i].machine != f->machine)
            continue;
        other = machines[i].abi;
        if (machines[i].bits != f->bits)
            continue;
        f->abi = machines[i].abi;
        if (!machines[i].current)
            elf_odd(job, ELF_MACHINE, where, "e_machine %u (%s)", f->machine, f->abi);
        return;
    }
    if (other != NULL)
        elf_odd(job, ELF_MACHINE_CLASS, where, "e_machine %u (%s) in an ELF%u file", f->machine, other,
                f->bits);
    else
        elf_odd(job, ELF_MACHINE, where, "e_machine %u", f->machine);
}

/* A table as the linker's CheckFileRange has it: not at offset 0, aligned, inside the file. */
static bool table_fits(const struct elf *f, uint64_t at, uint64_t size)
{
    return at > 0 && at < f->file.size && at % (f->bits / 8) == 0 && bytes_has(f->file, at, size);
}

/* How many rows of a claimed table are really there. */
static void table_set(const struct elf *f, struct elf_table *t, uint64_t at, uint32_t count)
{
    struct bytes rest = bytes_from(f->file, at);
    uint64_t room = rest.size / t->row_size;

    t->at = at;
    t->count = count;
    t->rows = count < room ? count : (uint32_t)room;
}

struct header {
    uint32_t version;
    uint64_t phoff, shoff;
    uint16_t phentsize, phnum, shentsize, shnum, shstrndx;
};

/* VerifyElfHeader(). */
static void check_header(struct elf_job *job, const struct header *h)
{
    struct elf *f = job->f;
    unsigned tail = f->bits == 64 ? 54 : 42; /* of e_phentsize */

    if (f->type != 3)
        elf_odd(job, ELF_TYPE, locus_at(f->place, 16, 2), "e_type %u, wanted 3 (ET_DYN)", f->type);
    if (h->version != 1)
        elf_odd(job, ELF_VERSION, locus_at(f->place, 20, 4), "e_version %u, wanted 1", h->version);
    name_machine(job);
    if (h->shentsize != f->sections.row_size)
        elf_odd(job, ELF_SECTION_SIZE, locus_at(f->place, tail + 4, 2), "e_shentsize %u, wanted %u",
                h->shentsize, f->sections.row_size);
    if (h->shstrndx == 0)
        elf_odd(job, ELF_SECTION_NAMES, locus_at(f->place, tail + 8, 2), "e_shstrndx 0");
    if (h->phentsize != f->segments.row_size)
        elf_odd(job, ELF_SEGMENT_SIZE, locus_at(f->place, tail, 2), "e_phentsize %u, taken as %u",
                h->phentsize, f->segments.row_size);
    if (h->phnum == 0 || h->phnum > 65536 / f->segments.row_size)
        elf_odd(job, ELF_SEGMENT_COUNT, locus_at(f->place, tail + 2, 2), "e_phnum %u, wanted 1 to %u",
                h->phnum, 65536 / f->segments.row_size);
    if (!table_fits(f, h->phoff, (uint64_t)h->phnum * f->segments.row_size))
        elf_odd(job, ELF_SEGMENT_TABLE, locus_at(f->place, f->bits == 64 ? 32 : 28, f->bits / 8),
                "e_phoff 0x%llx, %u rows of %u bytes, file of %zu", (unsigned long long)h->phoff, h->phnum,
                f->segments.row_size, f->file.size);
}

/* Reads what must be there for anything else: magic, class, byte order, the whole header. */
static bool open_header(struct elf_job *job, struct header *h, struct error *e)
{
    struct elf *f = job->f;
    struct locus ident = locus_at(f->place, 0, f->file.size < 16 ? f->file.size : 16);
    struct cursor c = cursor_open(f->file, 0);
    const uint8_t *id;

    f->at_header = ident;
    if (!elf_is(f->file)) {
        elf_odd(job, ELF_MAGIC, ident, "no ELF magic at offset 0");
        return error_set(e, ERROR_FORMAT, 0, "%s", f->refusal);
    }
    id = cursor_take(&c, 16).data;
    if (c.failed) {
        elf_odd(job, ELF_SHORT, ident, "%zu bytes", f->file.size);
        return error_set(e, ERROR_FORMAT, 0, "%s", f->refusal);
    }
    if (id[4] != 1 && id[4] != 2) {
        elf_odd(job, ELF_CLASS, locus_at(f->place, 4, 1), "EI_CLASS %u", id[4]);
        return error_set(e, ERROR_FORMAT, 4, "%s", f->refusal);
    }
    f->bits = id[4] == 2 ? 64 : 32;
    if (id[5] != 1) {
        elf_odd(job, ELF_DATA, locus_at(f->place, 5, 1), "EI_DATA %u%s", id[5],
                id[5] == 2 ? ", big-endian" : "");
        return error_set(e, ERROR_REFUSED, 5, "%s", f->refusal);
    }
    f->type = cursor_u16(&c);
    f->machine = cursor_u16(&c);
    h->version = cursor_u32(&c);
    cursor_skip(&c, f->bits / 8); /* e_entry */
    h->phoff = f->bits == 64 ? cursor_u64(&c) : cursor_u32(&c);
    h->shoff = f->bits == 64 ? cursor_u64(&c) : cursor_u32(&c);
    cursor_skip(&c, 6); /* e_flags, e_ehsize */
    h->phentsize = cursor_u16(&c);
    h->phnum = cursor_u16(&c);
    h->shentsize = cursor_u16(&c);
    h->shnum = cursor_u16(&c);
    h->shstrndx = cursor_u16(&c);
    if (c.failed) {
        elf_odd(job, ELF_SHORT, ident, "%zu bytes", f->file.size);
        return error_set(e, ERROR_FORMAT, 0, "%s", f->refusal);
    }
    f->at_header = locus_at(f->place, 0, c.at);
    return true;
}

/* The linker compares the dynamic section by section header with the last PT_DYNAMIC, and takes its strings.
 */
static void check_dynamic_section(struct elf_job *job, uint32_t row, const struct elf_segment *last)
{
    struct elf *f = job->f;
    struct elf_section dynamic, strings;
    struct locus where =
        locus_at(f->place, f->sections.at + (uint64_t)row * f->sections.row_size, f->sections.row_size);

    elf_section_at(f, row, &dynamic);
    if (dynamic.offset != last->offset || dynamic.size != last->filesz)
        elf_odd(job, ELF_SECTION_DYNAMIC_DIFFERS, where, "section 0x%llx+0x%llx, PT_DYNAMIC 0x%llx+0x%llx",
                (unsigned long long)dynamic.offset, (unsigned long long)dynamic.size,
                (unsigned long long)last->offset, (unsigned long long)last->filesz);
    if (!table_fits(f, dynamic.offset, dynamic.size))
        elf_odd(job, ELF_SECTION_DYNAMIC_RANGE, where, "section 0x%llx+0x%llx, file of %zu",
                (unsigned long long)dynamic.offset, (unsigned long long)dynamic.size, f->file.size);
    if (!elf_section_at(f, dynamic.link, &strings) || strings.type != SECTION_STRTAB)
        elf_odd(job, ELF_SECTION_STRINGS, where, "sh_link %u of %u sections, type %u", dynamic.link,
                f->sections.rows, strings.type);
    else if (strings.offset == 0 || strings.offset >= f->file.size ||
             !bytes_slice(f->file, strings.offset, strings.size, &job->names))
        elf_odd(job, ELF_SECTION_STRINGS, where, "string table 0x%llx+0x%llx, file of %zu",
                (unsigned long long)strings.offset, (unsigned long long)strings.size, f->file.size);
}

/* ReadSectionHeaders() and ReadDynamicSection(). */
static void read_sections(struct elf_job *job, const struct header *h, const struct elf_segment *last)
{
    struct elf *f = job->f;
    struct elf_section section;
    uint32_t dynamic = UINT32_MAX;

    f->stripped = true;
    if (h->shnum == 0) {
        elf_odd(job, ELF_SECTIONS_MISSING, f->at_header, "e_shnum 0");
        return;
    }
    table_set(f, &f->sections, h->shoff, h->shnum);
    if (!table_fits(f, h->shoff, (uint64_t)h->shnum * f->sections.row_size)) {
        elf_odd(job, ELF_SECTIONS_RANGE, f->at_header, "e_shoff 0x%llx, %u rows of %u bytes, file of %zu",
                (unsigned long long)h->shoff, h->shnum, f->sections.row_size, f->file.size);
        f->sections.rows = h->shoff == 0 ? 0 : f->sections.rows;
    }
    for (uint32_t i = 0; i < f->sections.rows; i++) {
        elf_section_at(f, i, &section);
        f->stripped = f->stripped && section.type != SECTION_SYMTAB;
        if (section.type == SECTION_DYNAMIC && dynamic == UINT32_MAX)
            dynamic = i;
    }
    if (dynamic == UINT32_MAX)
        elf_odd(job, ELF_SECTION_DYNAMIC, f->at_header, "none of %u section headers", f->sections.rows);
    else
        check_dynamic_section(job, dynamic, last);
}

/* One PT_LOAD, as LoadSegments() takes it. `end` is where the ones before it end. */
static void check_load(struct elf_job *job, const struct elf_segment *seg, struct locus where, uint64_t end)
{
    struct elf *f = job->f;
    uint64_t top = f->bits == 64 ? UINT64_MAX : UINT32_MAX;

    if ((seg->align & (seg->align - 1)) != 0)
        elf_odd(job, ELF_LOAD_ALIGN, where, "p_align 0x%llx", (unsigned long long)seg->align);
    if (seg->vaddr > top - seg->memsz)
        elf_odd(job, ELF_LOAD_SIZE, where, "p_vaddr 0x%llx, p_memsz 0x%llx", (unsigned long long)seg->vaddr,
                (unsigned long long)seg->memsz);
    if (!bytes_has(f->file, seg->offset, seg->filesz))
        elf_odd(job, ELF_LOAD_RANGE, where, "p_offset 0x%llx, p_filesz 0x%llx, file of %zu",
                (unsigned long long)seg->offset, (unsigned long long)seg->filesz, f->file.size);
    if ((seg->flags & (SEGMENT_W | SEGMENT_X)) == (SEGMENT_W | SEGMENT_X) &&
        ((seg->offset & (ELF_PAGE - 1)) != 0 || seg->filesz != 0))
        elf_odd(job, ELF_LOAD_WRITE_EXECUTE, where, "p_flags 0x%x", seg->flags);
    if (seg->vaddr < end)
        elf_odd(job, ELF_LOAD_ORDER, where, "p_vaddr 0x%llx, earlier segments reach 0x%llx",
                (unsigned long long)seg->vaddr, (unsigned long long)end);
    if ((seg->vaddr & (ELF_PAGE - 1)) != (seg->offset & (ELF_PAGE - 1)))
        elf_odd(job, ELF_LOAD_OFFSET, where, "p_vaddr 0x%llx, p_offset 0x%llx",
                (unsigned long long)seg->vaddr, (unsigned long long)seg->offset);
    if (seg->filesz > seg->memsz)
        elf_odd(job, ELF_LOAD_FILE_SIZE, where, "p_filesz 0x%llx, p_memsz 0x%llx",
                (unsigned long long)seg->filesz, (unsigned long long)seg->memsz);
    if (f->page_align == 0 || (seg->align > 1 && seg->align < f->page_align))
        f->page_align = seg->align > 1 ? seg->align : ELF_PAGE;
}

static struct locus segment_locus(const struct elf *f, uint32_t i)
{
    return locus_at(f->place, f->segments.at + (uint64_t)i * f->segments.row_size, f->segments.row_size);
}

/* Facts that a segment's mere presence tells; the kernel and the linker take the last of several. */
static void note_segments(struct elf_job *job, struct elf_segment *last)
{
    struct elf *f = job->f;
    struct elf_segment seg;

    for (uint32_t i = 0; i < f->segments.rows; i++) {
        elf_segment_at(f, i, &seg);
        switch (seg.type) {
        case SEGMENT_DYNAMIC:
            if (job->dynamic.type == 0) {
                job->dynamic = seg;
                f->at_dynamic = segment_locus(f, i);
            } else {
                elf_odd(job, ELF_DYNAMIC_SEVERAL, segment_locus(f, i), "program header %u", i);
            }
            *last = seg;
            break;
        case SEGMENT_GNU_STACK:
            f->nx = (seg.flags & SEGMENT_X) == 0;
            f->at_stack = segment_locus(f, i);
            break;
        case SEGMENT_GNU_RELRO:
            f->relro = ELF_RELRO_PARTIAL;
            f->at_relro = segment_locus(f, i);
            break;
        default:
            break;
        }
    }
}

/* ReserveAddressSpace() and LoadSegments(). */
static void check_loads(struct elf_job *job)
{
    struct elf *f = job->f;
    struct elf_segment seg;
    uint64_t end = 0, low = UINT64_MAX, most = f->bits == 64 ? 1ull << 47 : UINT32_MAX;

    for (uint32_t i = 0; i < f->segments.rows; i++) {
        if (!elf_segment_at(f, i, &seg) || seg.type != SEGMENT_LOAD)
            continue;
        check_load(job, &seg, segment_locus(f, i), low == UINT64_MAX ? 0 : end);
        if (seg.vaddr < low)
            low = seg.vaddr;
        if (seg.vaddr + seg.memsz > end)
            end = seg.vaddr + seg.memsz;
    }
    if (low == UINT64_MAX || end == 0)
        elf_odd(job, ELF_LOAD_NONE, f->at_segments, "%u program headers", f->segments.rows);
    else if (end > low && end - low > most)
        elf_odd(job, ELF_LOAD_SIZE, f->at_segments, "addresses 0x%llx to 0x%llx", (unsigned long long)low,
                (unsigned long long)end);
}

/* FindPhdr(): the address of the program headers in memory, by PT_PHDR or else by a first segment with the
 * ELF header. */
static bool table_address(const struct elf *f, uint64_t *address)
{
    struct elf_segment seg;

    for (uint32_t i = 0; i < f->segments.rows; i++) {
        elf_segment_at(f, i, &seg);
        if (seg.type == SEGMENT_PHDR) {
            *address = seg.vaddr;
            return true;
        }
    }
    for (uint32_t i = 0; i < f->segments.rows; i++) {
        elf_segment_at(f, i, &seg);
        if (seg.type == SEGMENT_LOAD) {
            *address = seg.vaddr + f->segments.at;
            return seg.offset == 0;
        }
    }
    return false;
}

/* CheckPhdr(): they lie in a load segment. */
static bool table_loaded(const struct elf *f, uint64_t address)
{
    uint64_t size = (uint64_t)f->segments.count * f->segments.row_size;
    struct elf_segment seg;

    for (uint32_t i = 0; i < f->segments.rows; i++) {
        elf_segment_at(f, i, &seg);
        if (seg.type == SEGMENT_LOAD && address >= seg.vaddr && address - seg.vaddr <= seg.filesz &&
            size <= seg.filesz - (address - seg.vaddr))
            return true;
    }
    return false;
}

/* The linker links by the program headers in memory, which need not be those it mapped by. */
static void check_table(struct elf_job *job)
{
    struct elf *f = job->f;
    uint64_t address, at, left, rows;

    if (f->segments.rows == 0)
        return;
    if (!table_address(f, &address) || !table_loaded(f, address)) {
        elf_odd(job, ELF_SEGMENTS_UNLOADED, f->at_segments, "program headers at 0x%llx",
                (unsigned long long)f->segments.at);
        return;
    }
    if (!elf_map(f, address, &at, &left) || at == f->segments.at)
        return;
    elf_odd(job, ELF_SEGMENTS_ELSEWHERE, f->at_segments, "e_phoff 0x%llx, PT_PHDR at 0x%llx",
            (unsigned long long)f->segments.at, (unsigned long long)at);
    job->dynamic = (struct elf_segment){0};
    rows = left / f->segments.row_size < f->segments.count ? left / f->segments.row_size : f->segments.count;
    f->at_dynamic = locus_at(f->place, at, rows * f->segments.row_size);
    for (uint64_t i = 0; i < rows && job->dynamic.type != SEGMENT_DYNAMIC; i++)
        segment_row(f, at + i * f->segments.row_size, &job->dynamic);
    if (job->dynamic.type != SEGMENT_DYNAMIC)
        job->dynamic = (struct elf_segment){0};
}

bool elf_open(struct scan *s, struct bytes file, const struct place *place, struct elf *out, struct error *e)
{
    struct elf_job job = {.s = s, .f = out};
    struct elf_segment last = {0};
    struct header h = {0};

    *out = (struct elf){.file = file, .place = place, .abi = "unknown", .loadable = true};
    if (!open_header(&job, &h, e))
        return false;
    out->segments.row_size = out->bits == 64 ? 56 : 32;
    out->sections.row_size = out->bits == 64 ? 64 : 40;
    out->tags.row_size = out->bits / 4;
    out->pie = out->type == 3;
    check_header(&job, &h);
    table_set(out, &out->segments, h.phoff, h.phnum);
    out->at_segments =
        locus_at(place, out->segments.at, (uint64_t)out->segments.rows * out->segments.row_size);
    if (out->segments.rows == 0)
        out->at_segments = out->at_header;
    out->at_dynamic = out->at_stack = out->at_relro = out->at_segments;
    note_segments(&job, &last);
    read_sections(&job, &h, &last);
    check_loads(&job);
    check_table(&job);
    elf_dynamic(&job);
    if (out->relro == ELF_RELRO_PARTIAL && out->bind_now)
        out->relro = ELF_RELRO_FULL;
    return true;
}

const char *elf_relro_name(enum elf_relro relro)
{
    static const char *const names[] = {"none", "partial", "full"};
    return names[relro];
}
