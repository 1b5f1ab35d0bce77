/* What the files of the ELF reader share: rows of the tables, and addresses of memory turned into file
 * offsets. */
#ifndef VETO_READ_ELF_LAYOUT_H
#define VETO_READ_ELF_LAYOUT_H

#include "read/elf.h"

enum { SEGMENT_LOAD = 1, SEGMENT_DYNAMIC = 2, SEGMENT_PHDR = 6 };
#define SEGMENT_GNU_STACK 0x6474e551u
#define SEGMENT_GNU_RELRO 0x6474e552u

enum { SEGMENT_X = 1, SEGMENT_W = 2 };

enum { SECTION_SYMTAB = 2, SECTION_STRTAB = 3, SECTION_DYNAMIC = 6 };

/* The linker maps pages; offsets below this size are kept, the rest is rounded. */
enum { ELF_PAGE = 4096 };

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, filesz, memsz, align;
};

struct elf_section {
    uint32_t type, link;
    uint64_t offset, size;
};

/* A tag of the dynamic section. */
struct elf_tag {
    uint64_t tag, value;
};

/* One library's reading. */
struct elf_job {
    struct scan *s;
    struct elf *f;
    struct bytes names; /* the string table that section headers give to the linker; empty when they do not */
    struct elf_segment dynamic; /* the first PT_DYNAMIC; type 0 when there is none */
};

/* Row i of a table; false and zeros when it is not there. */
bool elf_segment_at(const struct elf *f, uint32_t i, struct elf_segment *out);
bool elf_section_at(const struct elf *f, uint32_t i, struct elf_section *out);
bool elf_tag_at(const struct elf *f, uint32_t i, struct elf_tag *out);

/* An address or size of the file's width at `at`; false, and 0, where it does not fit. */
bool elf_word(const struct elf *f, uint64_t at, uint64_t *out);

/* Where the linker finds address vaddr in the file, and how many bytes of the file are mapped from there on.
 */
bool elf_map(const struct elf *f, uint64_t vaddr, uint64_t *at, uint64_t *left);

/* Adds the anomaly; one the device refuses for also makes the library not loadable. */
__attribute__((format(printf, 4, 5))) void elf_odd(struct elf_job *job, enum elf_kind kind,
                                                   struct locus where, const char *format, ...);

/* Reads the dynamic section and the symbols. */
void elf_dynamic(struct elf_job *job);

/* Looks at the names of the dynamic symbols. */
struct elf_symbols {
    uint64_t at;      /* of the table in the file */
    uint64_t left;    /* bytes mapped from there on */
    uint64_t next;    /* address after the table where another one begins; 0: not known */
    uint64_t address; /* of the table */
    struct bytes names;
    uint64_t hash, gnu_hash;    /* addresses, 0: none */
    uint64_t calls, calls_size; /* relocations of imported functions */
    bool addends;               /* ... they are RELA */
};
void elf_symbols(struct elf_job *job, const struct elf_symbols *t);

#endif
