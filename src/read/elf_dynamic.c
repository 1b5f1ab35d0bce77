/*
 * The dynamic section, as soinfo::prelink_image() of bionic's linker.cpp reads
 * it: at the address of PT_DYNAMIC, up to DT_NULL, the last of several equal
 * tags winning. Names of needed libraries alone come from the string table
 * that section headers give (Android 7 and later).
 */
#include "read/elf_layout.h"

enum {
    TAG_NULL,
    TAG_NEEDED,
    TAG_PLTRELSZ,
    TAG_HASH = 4,
    TAG_STRTAB,
    TAG_SYMTAB,
    TAG_RELA,
    TAG_RELASZ,
    TAG_RELAENT,
    TAG_STRSZ,
    TAG_SYMENT,
    TAG_SONAME = 14,
    TAG_RPATH,
    TAG_REL = 17,
    TAG_RELSZ,
    TAG_RELENT,
    TAG_PLTREL,
    TAG_TEXTREL = 22,
    TAG_JMPREL,
    TAG_BIND_NOW,
    TAG_RUNPATH = 29,
    TAG_FLAGS,
    TAG_RELRENT = 37,
};
#define TAG_ANDROID_REL     0x6000000fu
#define TAG_ANDROID_RELSZ   0x60000010u
#define TAG_ANDROID_RELA    0x60000011u
#define TAG_ANDROID_RELASZ  0x60000012u
#define TAG_ANDROID_RELRENT 0x6fffe003u
#define TAG_GNU_HASH        0x6ffffef5u
#define TAG_VERSYM          0x6ffffff0u
#define TAG_FLAGS_1         0x6ffffffbu
#define TAG_VERNEED         0x6ffffffeu

enum { FLAG_TEXTREL = 4, FLAG_BIND_NOW = 8, FLAG_1_NOW = 1 };

/* What the tags add up to. Offsets of tags are of their row in the file; 0: no such tag. */
struct dynamic {
    uint64_t strtab, strsz, symtab, hash, gnu_hash, jmprel, pltrelsz, rela, rel, versym, verneed;
    uint64_t soname, rpath, runpath;
    uint64_t at_strtab, at_symtab, at_hash, at_gnu_hash, at_soname, at_rpath, at_runpath, at_strsz,
        at_textrel;
    size_t needed;
    struct bytes names; /* DT_STRTAB as far as mapped and DT_STRSZ reaches */
};

bool elf_tag_at(const struct elf *f, uint32_t i, struct elf_tag *out)
{
    uint64_t at = f->tags.at + (uint64_t)i * f->tags.row_size;

    *out = (struct elf_tag){0};
    return i < f->tags.rows && elf_word(f, at, &out->tag) && elf_word(f, at + f->bits / 8, &out->value);
}

static uint64_t tag_offset(const struct elf *f, uint32_t i)
{
    return f->tags.at + (uint64_t)i * f->tags.row_size;
}

static struct locus tag_locus(const struct elf *f, uint64_t at)
{
    return at == 0 ? f->at_dynamic : locus_at(f->place, at, f->tags.row_size);
}

/* Finds the section and counts its tags: up to DT_NULL, wherever PT_DYNAMIC says that it ends. */
static bool find_tags(struct elf_job *job)
{
    struct elf *f = job->f;
    struct elf_tag tag;
    uint64_t at, left, room;

    if (job->dynamic.type == 0) {
        elf_odd(job, ELF_DYNAMIC_MISSING, f->at_segments, "none of %u program headers", f->segments.rows);
        return false;
    }
    if (!elf_map(f, job->dynamic.vaddr, &at, &left)) {
        elf_odd(job, ELF_DYNAMIC_UNMAPPED, f->at_dynamic, "p_vaddr 0x%llx",
                (unsigned long long)job->dynamic.vaddr);
        return false;
    }
    if (at != job->dynamic.offset)
        elf_odd(job, ELF_DYNAMIC_OFFSET, f->at_dynamic,
                "p_vaddr 0x%llx is mapped from 0x%llx, p_offset 0x%llx",
                (unsigned long long)job->dynamic.vaddr, (unsigned long long)at,
                (unsigned long long)job->dynamic.offset);
    room = left / f->tags.row_size;
    f->tags.at = at;
    f->tags.rows = room < LIMIT_ELF_TAGS ? (uint32_t)room : LIMIT_ELF_TAGS;
    for (uint32_t i = 0; i < f->tags.rows; i++) {
        elf_tag_at(f, i, &tag);
        if (tag.tag == TAG_NULL) {
            f->tags.rows = i + 1;
            break;
        }
    }
    f->tags.count = f->tags.rows;
    elf_tag_at(f, f->tags.rows == 0 ? 0 : f->tags.rows - 1, &tag);
    f->at_dynamic = locus_at(f->place, at, (uint64_t)f->tags.rows * f->tags.row_size);
    f->dynamic = true;
    if (tag.tag != TAG_NULL && room > LIMIT_ELF_TAGS)
        elf_odd(job, ELF_LIMIT_TAGS, f->at_dynamic, "more than %u entries", LIMIT_ELF_TAGS);
    else if (tag.tag != TAG_NULL || f->tags.rows == 0)
        elf_odd(job, ELF_DYNAMIC_END, f->at_dynamic, "no DT_NULL in %u entries", f->tags.rows);
    else if ((uint64_t)f->tags.rows * f->tags.row_size > job->dynamic.filesz)
        elf_odd(job, ELF_DYNAMIC_END, f->at_dynamic, "DT_NULL is entry %u, p_filesz 0x%llx", f->tags.rows - 1,
                (unsigned long long)job->dynamic.filesz);
    return true;
}

/* Tags whose value the linker insists on. */
static void check_tag(struct elf_job *job, const struct elf_tag *tag, uint64_t at)
{
    struct elf *f = job->f;
    bool wide = f->bits == 64;
    uint64_t wanted = tag->value;

    if (f->machine == 8) /* MIPS had rules of its own */
        return;

    switch (tag->tag) {
    case TAG_SYMENT:
        wanted = wide ? 24 : 16;
        break;
    case TAG_PLTREL:
        wanted = wide ? TAG_RELA : TAG_REL;
        break;
    case TAG_RELAENT:
        wanted = wide ? 24 : tag->value;
        break;
    case TAG_RELENT:
        wanted = wide ? tag->value : 8;
        break;
    case TAG_RELRENT:
    case TAG_ANDROID_RELRENT:
        wanted = f->bits / 8;
        break;
    case TAG_RELA:
    case TAG_RELASZ:
    case TAG_ANDROID_RELA:
    case TAG_ANDROID_RELASZ:
        if (!wide)
            elf_odd(job, ELF_TAG_RELOCATION, tag_locus(f, at), "tag 0x%llx in a 32-bit library",
                    (unsigned long long)tag->tag);
        break;
    case TAG_REL:
    case TAG_RELSZ:
    case TAG_ANDROID_REL:
    case TAG_ANDROID_RELSZ:
        if (wide)
            elf_odd(job, ELF_TAG_RELOCATION, tag_locus(f, at), "tag 0x%llx in a 64-bit library",
                    (unsigned long long)tag->tag);
        break;
    default:
        break;
    }
    if (tag->value != wanted)
        elf_odd(job, ELF_TAG_VALUE, tag_locus(f, at), "tag 0x%llx is %llu, wanted %llu",
                (unsigned long long)tag->tag, (unsigned long long)tag->value, (unsigned long long)wanted);
}

/* Tags that are flags. */
static void note_flags(struct elf *f, struct dynamic *d, const struct elf_tag *tag, uint64_t at)
{
    if (tag->tag == TAG_TEXTREL || (tag->tag == TAG_FLAGS && (tag->value & FLAG_TEXTREL) != 0)) {
        f->textrel = true;
        d->at_textrel = at;
    }
    f->bind_now = f->bind_now || tag->tag == TAG_BIND_NOW ||
                  (tag->tag == TAG_FLAGS && (tag->value & FLAG_BIND_NOW) != 0) ||
                  (tag->tag == TAG_FLAGS_1 && (tag->value & FLAG_1_NOW) != 0);
}

/* Tags whose last value counts. */
static void collect(struct dynamic *d, const struct elf_tag *tag, uint64_t at)
{
    const struct {
        uint64_t tag;
        uint64_t *value;
        uint64_t *at;
    } slots[] = {
        {TAG_STRTAB, &d->strtab, &d->at_strtab},
        {TAG_STRSZ, &d->strsz, &d->at_strsz},
        {TAG_SYMTAB, &d->symtab, &d->at_symtab},
        {TAG_HASH, &d->hash, &d->at_hash},
        {TAG_GNU_HASH, &d->gnu_hash, &d->at_gnu_hash},
        {TAG_JMPREL, &d->jmprel, NULL},
        {TAG_PLTRELSZ, &d->pltrelsz, NULL},
        {TAG_RELA, &d->rela, NULL},
        {TAG_REL, &d->rel, NULL},
        {TAG_VERSYM, &d->versym, NULL},
        {TAG_VERNEED, &d->verneed, NULL},
        {TAG_SONAME, &d->soname, &d->at_soname},
        {TAG_RPATH, &d->rpath, &d->at_rpath},
        {TAG_RUNPATH, &d->runpath, &d->at_runpath},
    };

    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (slots[i].tag != tag->tag)
            continue;
        *slots[i].value = tag->value;
        if (slots[i].at != NULL)
            *slots[i].at = at;
    }
    d->needed += tag->tag == TAG_NEEDED;
}

/* The name at `offset` of a string table, borrowed; false when it is not there. Longer ones are cut. */
static bool name_at(struct elf_job *job, struct bytes table, uint64_t offset, uint64_t at, struct bytes *out)
{
    struct bytes rest = bytes_from(table, offset);
    size_t end;

    *out = (struct bytes){NULL, 0};
    if (offset >= table.size) {
        elf_odd(job, ELF_STRING_RANGE, tag_locus(job->f, at), "name at 0x%llx, string table of %zu",
                (unsigned long long)offset, table.size);
        return false;
    }
    if (rest.size > LIMIT_ELF_STRING)
        bytes_slice(rest, 0, LIMIT_ELF_STRING + 1, &rest);
    end = bytes_find(rest, 0, 0);
    if (end > LIMIT_ELF_STRING) {
        elf_odd(job, ELF_LIMIT_STRING, tag_locus(job->f, at), "name at 0x%llx", (unsigned long long)offset);
        end = LIMIT_ELF_STRING;
    }
    return bytes_slice(rest, 0, end, out);
}

static struct bytes copy_name(struct elf_job *job, struct bytes table, uint64_t offset, uint64_t at)
{
    struct bytes name;

    if (at == 0 || !name_at(job, table, offset, at, &name))
        return (struct bytes){NULL, 0};
    return arena_copy(job->s->arena, name);
}

/* One DT_NEEDED; `budget` is what names may still take: together no more than the file, which real ones never
 * reach. */
static bool add_needed(struct elf_job *job, const struct dynamic *d, uint64_t offset, uint64_t at,
                       size_t *budget)
{
    struct elf *f = job->f;
    bool sections = job->names.size > 0;
    struct bytes name, other;

    if (!name_at(job, sections ? job->names : d->names, offset, at, &name))
        return true;
    if (f->needed_count >= LIMIT_ELF_NEEDED || name.size > *budget) {
        elf_odd(job, ELF_LIMIT_NEEDED, tag_locus(f, at), "%zu of %zu listed", f->needed_count, d->needed);
        return false;
    }
    *budget -= name.size;
    if (sections && offset < d->names.size && name_at(job, d->names, offset, at, &other) &&
        !bytes_equal(name, other))
        elf_odd(job, ELF_NEEDED_DIFFERS, tag_locus(f, at), "name at 0x%llx", (unsigned long long)offset);
    if (bytes_find(name, '/', 0) < name.size)
        elf_odd(job, ELF_NEEDED_PATH, tag_locus(f, at), "name at 0x%llx", (unsigned long long)offset);
    f->needed[f->needed_count++] = arena_copy(job->s->arena, name);
    return true;
}

static void read_needed(struct elf_job *job, const struct dynamic *d)
{
    struct elf *f = job->f;
    struct elf_tag tag;
    size_t budget = f->file.size;

    f->needed = arena_array(job->s->arena, d->needed < LIMIT_ELF_NEEDED ? d->needed : LIMIT_ELF_NEEDED,
                            sizeof *f->needed);
    f->at_needed = f->at_dynamic;
    for (uint32_t i = 0, seen = 0; i < f->tags.rows && seen < d->needed; i++) {
        elf_tag_at(f, i, &tag);
        if (tag.tag != TAG_NEEDED)
            continue;
        if (seen++ == 0)
            f->at_needed = tag_locus(f, tag_offset(f, i));
        if (!add_needed(job, d, tag.value, tag_offset(f, i), &budget))
            return;
    }
}

/* DT_STRTAB and DT_STRSZ. */
static void find_names(struct elf_job *job, struct dynamic *d)
{
    struct elf *f = job->f;
    uint64_t at, left;

    if (d->strtab == 0) {
        elf_odd(job, ELF_STRINGS_MISSING, f->at_dynamic, "%u entries", f->tags.rows);
        return;
    }
    if (!elf_map(f, d->strtab, &at, &left)) {
        elf_odd(job, ELF_TAG_RANGE, tag_locus(f, d->at_strtab), "DT_STRTAB 0x%llx",
                (unsigned long long)d->strtab);
        return;
    }
    if (d->strsz == 0 || d->strsz > left)
        elf_odd(job, ELF_STRINGS_SIZE, tag_locus(f, d->at_strsz), "DT_STRSZ 0x%llx, 0x%llx mapped",
                (unsigned long long)d->strsz, (unsigned long long)left);
    bytes_slice(f->file, at, d->strsz < left ? d->strsz : left, &d->names);
}

static void read_names(struct elf_job *job, struct dynamic *d)
{
    struct elf *f = job->f;

    find_names(job, d);
    read_needed(job, d);
    f->soname = copy_name(job, d->names, d->soname, d->at_soname);
    f->rpath = copy_name(job, d->names, d->rpath, d->at_rpath);
    f->runpath = copy_name(job, d->names, d->runpath, d->at_runpath);
    f->at_soname = tag_locus(f, d->at_soname);
    f->at_rpath = tag_locus(f, d->at_runpath != 0 ? d->at_runpath : d->at_rpath);
    if (d->at_soname == 0)
        elf_odd(job, ELF_SONAME_MISSING, f->at_dynamic, "%u entries", f->tags.rows);
    if (d->at_rpath != 0)
        elf_odd(job, ELF_RPATH, tag_locus(f, d->at_rpath), "DT_RPATH");
}

/* Where the table that follows the symbols begins, by what the tags name: 0 when none does. */
static uint64_t next_table(const struct dynamic *d)
{
    const uint64_t tables[] = {d->strtab, d->hash, d->gnu_hash, d->jmprel,
                               d->rela,   d->rel,  d->versym,   d->verneed};
    uint64_t next = 0;

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i] > d->symtab && (next == 0 || tables[i] < next))
            next = tables[i];
    return next;
}

static void read_symbols(struct elf_job *job, const struct dynamic *d)
{
    struct elf *f = job->f;
    struct elf_symbols t = {.names = d->names, .address = d->symtab, .next = next_table(d)};
    uint64_t at, left;

    f->at_symbols = f->at_dynamic;
    t.calls_size = elf_map(f, d->jmprel, &t.calls, &left) && d->jmprel != 0 ? d->pltrelsz : 0;
    t.calls_size = t.calls_size < left ? t.calls_size : left;
    if (d->hash != 0 && !elf_map(f, d->hash, &t.hash, &left))
        elf_odd(job, ELF_TAG_RANGE, tag_locus(f, d->at_hash), "DT_HASH 0x%llx", (unsigned long long)d->hash);
    if (d->gnu_hash != 0 && !elf_map(f, d->gnu_hash, &t.gnu_hash, &left))
        elf_odd(job, ELF_TAG_RANGE, tag_locus(f, d->at_gnu_hash), "DT_GNU_HASH 0x%llx",
                (unsigned long long)d->gnu_hash);
    if (d->symtab == 0) {
        elf_odd(job, ELF_SYMBOLS_MISSING, f->at_dynamic, "%u entries", f->tags.rows);
        return;
    }
    if (!elf_map(f, d->symtab, &at, &left)) {
        elf_odd(job, ELF_TAG_RANGE, tag_locus(f, d->at_symtab), "DT_SYMTAB 0x%llx",
                (unsigned long long)d->symtab);
        return;
    }
    if (d->symtab % (f->bits / 8) != 0)
        elf_odd(job, ELF_TAG_ALIGN, tag_locus(f, d->at_symtab), "DT_SYMTAB 0x%llx",
                (unsigned long long)d->symtab);
    t.at = at;
    t.left = left;
    elf_symbols(job, &t);
}

void elf_dynamic(struct elf_job *job)
{
    struct elf *f = job->f;
    struct dynamic d = {0};
    struct elf_tag tag;

    f->at_soname = f->at_rpath = f->at_needed = f->at_symbols = f->at_segments;
    if (!find_tags(job))
        return;
    for (uint32_t i = 0; i < f->tags.rows; i++) {
        uint64_t at = tag_offset(f, i);
        if (!elf_tag_at(f, i, &tag) || tag.tag == TAG_NULL)
            continue;
        check_tag(job, &tag, at);
        note_flags(f, &d, &tag, at);
        collect(&d, &tag, at);
    }
    if (f->textrel)
        elf_odd(job, ELF_TEXTREL, tag_locus(f, d.at_textrel), "%u-bit library", f->bits);
    read_names(job, &d);
    read_symbols(job, &d);
}
