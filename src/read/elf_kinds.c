/* What the reader of native libraries can find odd, and what bionic's linker does about it. */
#include "read/elf.h"

const struct anomaly_kind elf_kinds[ELF_KINDS] = {
    [ELF_SHORT] = {"elf.short", EFFECT_REFUSED,
                   "the linker refuses a file that is shorter than an ELF header"},
    [ELF_MAGIC] = {"elf.magic", EFFECT_REFUSED,
                   "the linker refuses a file that does not begin with the ELF magic"},
    [ELF_CLASS] = {"elf.class", EFFECT_REFUSED, "the linker knows 32-bit and 64-bit files only"},
    [ELF_DATA] = {"elf.data", EFFECT_REFUSED, "the linker takes little-endian files only"},
    [ELF_TYPE] = {"elf.type", EFFECT_REFUSED,
                  "the linker loads e_type ET_DYN only: shared objects and position-independent programs"},
    [ELF_VERSION] = {"elf.version", EFFECT_REFUSED, "the linker refuses an e_version other than 1"},
    [ELF_MACHINE] =
        {"elf.machine", EFFECT_REFUSED,
         "the linker refuses an e_machine other than its own, and no current release runs on this one"},
    [ELF_MACHINE_CLASS] = {"elf.machine.class", EFFECT_REFUSED,
                           "the linker asks for its own machine and its own class, and none has this pair"},
    [ELF_SECTION_SIZE] = {"elf.section.size", EFFECT_REFUSED,
                          "the linker refuses an e_shentsize other than the size of a section header, for "
                          "apps that target API 26 or later"},
    [ELF_SECTION_NAMES] = {"elf.section.names", EFFECT_REFUSED,
                           "the linker refuses an e_shstrndx of 0, for apps that target API 26 or later"},
    [ELF_SEGMENT_COUNT] = {"elf.segment.count", EFFECT_REFUSED,
                           "the linker refuses no program headers, and more than fit into 64 KiB"},
    [ELF_SEGMENT_TABLE] =
        {"elf.segment.table", EFFECT_REFUSED,
         "the linker refuses program headers at offset 0, not aligned to a word or outside the file"},
    [ELF_SEGMENT_SIZE] = {"elf.segment.size", EFFECT_TOLERATED,
                          "the linker ignores e_phentsize and takes each program header to have the size of "
                          "its class; other readers step by it"},
    [ELF_SECTIONS_MISSING] =
        {"elf.sections.missing", EFFECT_REFUSED,
         "the linker refuses a library without section headers since Android 7; earlier releases load it"},
    [ELF_SECTIONS_RANGE] = {"elf.sections.range", EFFECT_REFUSED,
                            "the linker refuses section headers at offset 0, not aligned to a word or "
                            "outside the file, since Android 7"},
    [ELF_SECTION_DYNAMIC] =
        {"elf.section.dynamic", EFFECT_REFUSED,
         "the linker refuses a library whose section headers name no dynamic section, since Android 7"},
    [ELF_SECTION_DYNAMIC_DIFFERS] = {"elf.section.dynamic-differs", EFFECT_REFUSED,
                                     "the linker refuses a dynamic section header that contradicts "
                                     "PT_DYNAMIC, for apps that target API 26 or later; for others it takes "
                                     "the needed libraries from the one and everything else from the other"},
    [ELF_SECTION_DYNAMIC_RANGE] = {"elf.section.dynamic-range", EFFECT_REFUSED,
                                   "the linker refuses a dynamic section header that points outside the file "
                                   "or is not aligned to a word, since Android 7"},
    [ELF_SECTION_STRINGS] = {"elf.section.strings", EFFECT_REFUSED,
                             "the linker refuses a dynamic section header that is not linked to a string "
                             "table inside the file, since Android 7"},
    [ELF_LOAD_NONE] = {"elf.load.none", EFFECT_REFUSED,
                       "the linker refuses a library without anything to load"},
    [ELF_LOAD_ALIGN] =
        {"elf.load.align", EFFECT_TOLERATED,
         "the linker warns of a p_align that is no power of two and ignores it; other loaders refuse"},
    [ELF_LOAD_SIZE] = {"elf.load.size", EFFECT_REFUSED,
                       "the linker cannot reserve the addresses a load segment asks for"},
    [ELF_LOAD_RANGE] = {"elf.load.range", EFFECT_REFUSED,
                        "the linker refuses a load segment that reaches past the end of the file"},
    [ELF_LOAD_WRITE_EXECUTE] = {"elf.load.write-execute", EFFECT_REFUSED,
                                "the linker refuses load segments both writable and executable, for apps "
                                "that target API 26 or later"},
    [ELF_LOAD_ORDER] = {"elf.load.order", EFFECT_TOLERATED,
                        "the linker maps load segments one after another and a later one replaces what it "
                        "overlaps; the specification wants them apart and in ascending order"},
    [ELF_LOAD_OFFSET] = {"elf.load.offset", EFFECT_TOLERATED,
                         "the linker maps whole pages, so that address and offset which differ within the "
                         "page move the content; other readers take p_offset literally"},
    [ELF_LOAD_FILE_SIZE] = {"elf.load.file-size", EFFECT_TOLERATED,
                            "the linker maps p_filesz bytes though p_memsz is smaller; other loaders refuse"},
    [ELF_SEGMENTS_UNLOADED] = {"elf.segments.unloaded", EFFECT_REFUSED,
                               "the linker refuses a library whose program headers lie in no load segment"},
    [ELF_SEGMENTS_ELSEWHERE] = {"elf.segments.elsewhere", EFFECT_TOLERATED,
                                "the linker maps by the program headers that the ELF header names, and links "
                                "by those at the address of PT_PHDR; other readers know the former only"},
    [ELF_DYNAMIC_MISSING] = {"elf.dynamic.missing", EFFECT_REFUSED,
                             "the linker refuses a library without PT_DYNAMIC"},
    [ELF_DYNAMIC_SEVERAL] =
        {"elf.dynamic.several", EFFECT_TOLERATED,
         "the linker links by the first PT_DYNAMIC and compares section headers with the last"},
    [ELF_DYNAMIC_UNMAPPED] = {"elf.dynamic.unmapped", EFFECT_REFUSED,
                              "the process crashes where the address of PT_DYNAMIC is in no load segment"},
    [ELF_DYNAMIC_OFFSET] = {"elf.dynamic.offset", EFFECT_TOLERATED,
                            "the linker links by the dynamic section at the address of PT_DYNAMIC; other "
                            "readers take the one at its offset"},
    [ELF_DYNAMIC_END] = {"elf.dynamic.end", EFFECT_TOLERATED,
                         "the linker reads dynamic entries up to DT_NULL, past the size of PT_DYNAMIC if "
                         "need be; other readers stop there"},
    [ELF_TAG_VALUE] = {"elf.tag.value", EFFECT_REFUSED,
                       "the linker refuses entry sizes and kinds of relocations other than its own"},
    [ELF_TAG_RELOCATION] = {"elf.tag.relocation", EFFECT_REFUSED,
                            "the linker takes relocations with addends in 64-bit libraries only and those "
                            "without in 32-bit libraries only"},
    [ELF_TAG_RANGE] = {"elf.tag.range", EFFECT_REFUSED,
                       "the process crashes where a dynamic entry points outside the load segments"},
    [ELF_TAG_ALIGN] = {"elf.tag.align", EFFECT_TOLERATED,
                       "the linker reads tables at any address; the specification wants them aligned"},
    [ELF_HASH_MISSING] = {"elf.hash.missing", EFFECT_REFUSED,
                          "the linker refuses a library without DT_HASH and DT_GNU_HASH, or with empty ones"},
    [ELF_HASH_GNU] = {"elf.hash.gnu", EFFECT_REFUSED,
                      "the linker refuses a DT_GNU_HASH whose filter size is no power of two"},
    [ELF_STRINGS_MISSING] = {"elf.strings.missing", EFFECT_REFUSED,
                             "the linker refuses a library without DT_STRTAB"},
    [ELF_STRINGS_SIZE] =
        {"elf.strings.size", EFFECT_TOLERATED,
         "the linker believes DT_STRSZ; the string table is not mapped that far, or has no size"},
    [ELF_STRING_RANGE] = {"elf.string.range", EFFECT_REFUSED,
                          "the linker ends the process when a name lies outside the string table"},
    [ELF_SYMBOLS_MISSING] = {"elf.symbols.missing", EFFECT_REFUSED,
                             "the linker refuses a library without DT_SYMTAB"},
    [ELF_SYMBOLS_RANGE] = {"elf.symbols.range", EFFECT_TOLERATED,
                           "the hash table counts more symbols than are mapped; the process crashes when one "
                           "of them is asked for"},
    [ELF_SYMBOLS_HIDDEN] = {"elf.symbols.hidden", EFFECT_TOLERATED,
                            "the linker resolves the symbols that relocations name, past what the hash table "
                            "counts; other readers list the counted ones only"},
    [ELF_TEXTREL] = {"elf.textrel", EFFECT_REFUSED,
                     "the linker refuses text relocations, in 32-bit libraries for apps that target API 23 "
                     "or later, in 64-bit ones always"},
    [ELF_SONAME_MISSING] = {"elf.soname.missing", EFFECT_TOLERATED,
                            "the linker takes a library without DT_SONAME for nameless since API 23, so that "
                            "no other library finds it by name; earlier it took the file's name"},
    [ELF_RPATH] = {"elf.rpath", EFFECT_TOLERATED, "the linker ignores DT_RPATH; other loaders search there"},
    [ELF_NEEDED_PATH] = {"elf.needed.path", EFFECT_TOLERATED,
                         "the linker takes a needed library with a slash as a path since API 23; earlier it "
                         "took the last part as a name"},
    [ELF_NEEDED_DIFFERS] = {"elf.needed.differs", EFFECT_TOLERATED,
                            "the linker takes the names of needed libraries from the string table of the "
                            "section headers; other readers take DT_STRTAB, which says something else"},
    [ELF_LIMIT_TAGS] = {"elf.limit.tags", EFFECT_LIMIT, "dynamic entries past the limit are not read"},
    [ELF_LIMIT_NEEDED] = {"elf.limit.needed", EFFECT_LIMIT, "needed libraries past the limit are not listed"},
    [ELF_LIMIT_STRING] = {"elf.limit.string", EFFECT_LIMIT, "a name past the limit is cut"},
    [ELF_LIMIT_SYMBOLS] = {"elf.limit.symbols", EFFECT_LIMIT,
                           "dynamic symbols past the limit are not looked at"},
};
