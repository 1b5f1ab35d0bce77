/*
 * The names of dynamic symbols, without section headers. Their number is not
 * written anywhere: DT_HASH has it, DT_GNU_HASH ends with the last symbol of
 * its last chain, and where neither says, the table reaches to the next one.
 * The linker itself never counts: a relocation may name any symbol mapped.
 */
#include "read/elf_layout.h"

enum { NAME_MOST = 64 }; /* no name looked for is longer */

/* Symbols by DT_GNU_HASH: one past the last of the chain that begins last; 0 when nothing is hashed. */
static uint64_t count_gnu(struct elf_job *job, uint64_t at)
{
    struct elf *f = job->f;
    uint32_t buckets, first, words, top = 0, last = 0;
    uint64_t chains;
    struct bytes table;

    bytes_u32(f->file, at, &buckets);
    bytes_u32(f->file, at + 4, &first);
    if (!bytes_u32(f->file, at + 8, &words) || (words & (words - 1)) != 0) {
        elf_odd(job, ELF_HASH_GNU, locus_at(f->place, at, 16), "filter of %u words", words);
        return 0;
    }
    at += 16 + (uint64_t)words * (f->bits / 8);
    chains = at + (uint64_t)buckets * 4;
    if (!bytes_slice(f->file, at, (uint64_t)buckets * 4, &table))
        return 0;
    for (uint32_t i = 0; i < buckets; i++) {
        uint32_t begin = bytes_load32(&table.data[(size_t)i * 4]);
        top = begin > top ? begin : top;
    }
    if (top == 0 || top < first)
        return 0;
    while (bytes_u32(f->file, chains + (uint64_t)(top - first) * 4, &last) && (last & 1) == 0 &&
           top < UINT32_MAX)
        top++;
    return (uint64_t)top + 1;
}

/* One past the highest symbol that relocations of imported functions name. */
static uint64_t count_calls(const struct elf *f, const struct elf_symbols *t)
{
    size_t row = f->bits == 64 ? 24 : 8;
    uint32_t top = 0;
    struct bytes table;

    if (!bytes_slice(f->file, t->calls, t->calls_size - t->calls_size % row, &table))
        return 0;
    for (size_t i = 0; i < table.size; i += row) {
        uint32_t symbol =
            f->bits == 64 ? bytes_load32(&table.data[i + 12]) : bytes_load32(&table.data[i + 4]) >> 8;
        top = symbol > top ? symbol : top;
    }
    return (uint64_t)top + 1;
}

/* How many symbols to look at. */
static uint32_t count_symbols(struct elf_job *job, const struct elf_symbols *t, size_t row)
{
    struct elf *f = job->f;
    uint32_t chains = 0, buckets = 0, gnu_buckets = 0;
    uint64_t count, calls, room = t->left / row;

    if (t->hash != 0 && bytes_u32(f->file, t->hash, &buckets))
        bytes_u32(f->file, t->hash + 4, &chains);
    if (t->gnu_hash != 0)
        bytes_u32(f->file, t->gnu_hash, &gnu_buckets);
    if (buckets == 0 && gnu_buckets == 0)
        elf_odd(job, ELF_HASH_MISSING, f->at_dynamic, "no buckets");
    count = t->gnu_hash != 0 ? count_gnu(job, t->gnu_hash) : 0;
    count = chains > count ? chains : count;
    if (count == 0 && t->next != 0)
        count = (t->next - t->address) / row;
    if (count > room) {
        elf_odd(job, ELF_SYMBOLS_RANGE, locus_at(f->place, t->at, t->left), "%llu symbols, room for %llu",
                (unsigned long long)count, (unsigned long long)room);
        count = room;
    }
    calls = count_calls(f, t);
    if (calls > count && count < room) {
        elf_odd(job, ELF_SYMBOLS_HIDDEN, locus_at(f->place, t->at, t->left), "%llu counted, %llu named",
                (unsigned long long)count, (unsigned long long)calls - 1);
        count = calls < room ? calls : room;
    }
    if (count > LIMIT_ELF_SYMBOLS) {
        elf_odd(job, ELF_LIMIT_SYMBOLS, locus_at(f->place, t->at, count * row), "%llu symbols",
                (unsigned long long)count);
        count = LIMIT_ELF_SYMBOLS;
    }
    return (uint32_t)count;
}

/* "__" something "_chk": the checked variants of C functions, imported or linked in. */
static bool is_checked(struct bytes name)
{
    return bytes_ends(name, BYTES("_chk"));
}

static void note_name(struct elf *f, struct bytes name, bool defined)
{
    struct bytes end;

    if (bytes_starts(name, BYTES("Java_"))) {
        f->jni_symbols += defined;
        return;
    }
    bytes_slice(name, 0, bytes_find(name, 0, 0), &end);
    if (end.size == name.size) /* longer than any we look for, or not terminated */
        return;
    if (end.size > 2 && end.data[0] == '_')
        f->canary = f->canary || bytes_is(end, "__stack_chk_fail");
    if (end.size > 6 && end.data[0] == '_')
        f->fortify = f->fortify || is_checked(end);
    else if (defined && end.data != NULL && end.size == 10)
        f->jni_onload = f->jni_onload || bytes_is(end, "JNI_OnLoad");
}

void elf_symbols(struct elf_job *job, const struct elf_symbols *t)
{
    struct elf *f = job->f;
    size_t row = f->bits == 64 ? 24 : 16, section = f->bits == 64 ? 6 : 14, info = f->bits == 64 ? 4 : 12;
    struct bytes table, name;

    f->symbol_count = count_symbols(job, t, row);
    if (!bytes_slice(f->file, t->at, (uint64_t)f->symbol_count * row, &table))
        return;
    f->at_symbols = locus_at(f->place, t->at, table.size);
    for (size_t i = row; i < table.size; i += row) {
        const uint8_t *symbol = &table.data[i];
        uint32_t at = bytes_load32(symbol);
        uint8_t kind, bind = symbol[info] >> 4;
        bool defined = (symbol[section] | symbol[section + 1]) != 0 && bind != 0;

        /* By the first letters: everything else is no business of ours. */
        if (!bytes_has(t->names, at, 3))
            continue;
        kind = t->names.data[at];
        if (kind != 'J' && (kind != '_' || t->names.data[at + 1] != '_'))
            continue;
        name = bytes_from(t->names, at);
        if (name.size > NAME_MOST)
            bytes_slice(name, 0, NAME_MOST, &name);
        note_name(f, name, defined);
    }
}
