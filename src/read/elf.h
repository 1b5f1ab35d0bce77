/*
 * Native libraries as bionic's dynamic linker reads them: ELF32 and ELF64,
 * little-endian (big-endian files are named and refused). Program headers
 * decide what is mapped, PT_DYNAMIC says where the dynamic section lies and
 * addresses become file offsets through PT_LOAD. Section headers are only
 * what the linker itself compares them for since Android 7: a library without
 * them, or with lying ones, is read all the same. Rules: bionic's
 * linker_phdr.cpp and linker.cpp up to Android 15 and its list of changes for
 * NDK developers; System V gABI for the layout.
 */
#ifndef VETO_READ_ELF_H
#define VETO_READ_ELF_H

#include "base/buf.h"
#include "base/error.h"
#include "read/scan.h"

enum elf_relro {
    ELF_RELRO_NONE,    /* no PT_GNU_RELRO */
    ELF_RELRO_PARTIAL, /* PT_GNU_RELRO; the table of imported functions stays writable by the flags */
    ELF_RELRO_FULL,    /* ... and DT_BIND_NOW, DF_BIND_NOW or DF_1_NOW */
};

/* A table of the file: where, how many rows are claimed, how many are there. */
struct elf_table {
    uint64_t at;
    uint32_t count;
    uint32_t rows;
    uint32_t row_size;
};

struct elf {
    struct bytes file; /* borrowed; nothing below points into it */
    const struct place *place;
    unsigned bits; /* 32 or 64 */
    uint16_t type, machine;
    const char *abi; /* "arm64-v8a", "armeabi-v7a" ...: Android's name of the machine; else "mips" and such,
                        "unknown" */
    uint64_t page_align; /* smallest p_align of the load segments, 0 without any; 16 KiB pages need 0x4000 */
    bool dynamic;        /* has a dynamic section that can be read */
    bool pie;            /* ET_DYN */
    bool nx;             /* PT_GNU_STACK without X */
    bool canary;         /* __stack_chk_fail among the dynamic symbols */
    bool fortify;        /* a __*_chk function among the dynamic symbols */
    bool stripped;       /* no .symtab */
    bool textrel;        /* DT_TEXTREL or DF_TEXTREL */
    bool bind_now;
    bool jni_onload;
    enum elf_relro relro;
    uint32_t jni_symbols;                /* exported Java_* */
    uint32_t symbol_count;               /* dynamic symbols read, the null symbol included */
    struct bytes soname, rpath, runpath; /* copies in the arena */
    struct bytes *needed;
    size_t needed_count;
    bool loadable; /* the linker of a current release would accept it for an app that targets that release */
    char refusal[200];                         /* the first rule it breaks; empty when loadable */
    struct elf_table segments, sections, tags; /* program headers, section headers, dynamic section */
    /* Where the facts stand; what is absent points at the table that was searched. */
    struct locus at_header, at_segments, at_dynamic, at_stack, at_relro, at_rpath, at_soname, at_symbols,
        at_needed;
};

/* Whether the bytes begin like an ELF file: four are enough. */
static inline bool elf_is(struct bytes b)
{
    return bytes_starts(b, BYTES("\x7f"
                                 "ELF"));
}

/*
 * Reads the headers, the dynamic section and the names of dynamic symbols.
 * False when it is no ELF file, is shorter than its header, or is
 * big-endian; *out then has file, place, refusal and what could be told.
 * Strings are copied into the scan's arena: `file` may be reused afterwards,
 * when elf_print() is not called any more.
 */
bool elf_open(struct scan *s, struct bytes file, const struct place *place, struct elf *out, struct error *e);

/* "none", "partial", "full". */
const char *elf_relro_name(enum elf_relro relro);

/* Every header, segment and dynamic tag with its offset, one a line; for `veto show`. Needs the file. */
void elf_print(struct buf *out, const struct elf *f);

/* The kinds of anomaly, in the order of the table. */
enum elf_kind {
    ELF_SHORT,
    ELF_MAGIC,
    ELF_CLASS,
    ELF_DATA,
    ELF_TYPE,
    ELF_VERSION,
    ELF_MACHINE,
    ELF_MACHINE_CLASS,
    ELF_SECTION_SIZE,
    ELF_SECTION_NAMES,
    ELF_SEGMENT_COUNT,
    ELF_SEGMENT_TABLE,
    ELF_SEGMENT_SIZE,
    ELF_SECTIONS_MISSING,
    ELF_SECTIONS_RANGE,
    ELF_SECTION_DYNAMIC,
    ELF_SECTION_DYNAMIC_DIFFERS,
    ELF_SECTION_DYNAMIC_RANGE,
    ELF_SECTION_STRINGS,
    ELF_LOAD_NONE,
    ELF_LOAD_ALIGN,
    ELF_LOAD_SIZE,
    ELF_LOAD_RANGE,
    ELF_LOAD_WRITE_EXECUTE,
    ELF_LOAD_ORDER,
    ELF_LOAD_OFFSET,
    ELF_LOAD_FILE_SIZE,
    ELF_SEGMENTS_UNLOADED,
    ELF_SEGMENTS_ELSEWHERE,
    ELF_DYNAMIC_MISSING,
    ELF_DYNAMIC_SEVERAL,
    ELF_DYNAMIC_UNMAPPED,
    ELF_DYNAMIC_OFFSET,
    ELF_DYNAMIC_END,
    ELF_TAG_VALUE,
    ELF_TAG_RELOCATION,
    ELF_TAG_RANGE,
    ELF_TAG_ALIGN,
    ELF_HASH_MISSING,
    ELF_HASH_GNU,
    ELF_STRINGS_MISSING,
    ELF_STRINGS_SIZE,
    ELF_STRING_RANGE,
    ELF_SYMBOLS_MISSING,
    ELF_SYMBOLS_RANGE,
    ELF_SYMBOLS_HIDDEN,
    ELF_TEXTREL,
    ELF_SONAME_MISSING,
    ELF_RPATH,
    ELF_NEEDED_PATH,
    ELF_NEEDED_DIFFERS,
    ELF_LIMIT_TAGS,
    ELF_LIMIT_NEEDED,
    ELF_LIMIT_STRING,
    ELF_LIMIT_SYMBOLS,
    ELF_KINDS,
};
extern const struct anomaly_kind elf_kinds[ELF_KINDS];

#endif
