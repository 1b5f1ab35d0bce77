/* What the reader saw of a native library, one line a row with its offset. */
#include "base/text.h"
#include "read/elf_layout.h"

static const struct {
    uint64_t number;
    const char *name;
} segments[] =
    {
        {0, "NULL"},
        {1, "LOAD"},
        {2, "DYNAMIC"},
        {3, "INTERP"},
        {4, "NOTE"},
        {5, "SHLIB"},
        {6, "PHDR"},
        {7, "TLS"},
        {0x6474e550, "GNU_EH_FRAME"},
        {0x6474e551, "GNU_STACK"},
        {0x6474e552, "GNU_RELRO"},
        {0x6474e553, "GNU_PROPERTY"},
        {0x70000001, "EXIDX"},
},
  tags[] = {
      {0, "NULL"},
      {1, "NEEDED"},
      {2, "PLTRELSZ"},
      {3, "PLTGOT"},
      {4, "HASH"},
      {5, "STRTAB"},
      {6, "SYMTAB"},
      {7, "RELA"},
      {8, "RELASZ"},
      {9, "RELAENT"},
      {10, "STRSZ"},
      {11, "SYMENT"},
      {12, "INIT"},
      {13, "FINI"},
      {14, "SONAME"},
      {15, "RPATH"},
      {16, "SYMBOLIC"},
      {17, "REL"},
      {18, "RELSZ"},
      {19, "RELENT"},
      {20, "PLTREL"},
      {21, "DEBUG"},
      {22, "TEXTREL"},
      {23, "JMPREL"},
      {24, "BIND_NOW"},
      {25, "INIT_ARRAY"},
      {26, "FINI_ARRAY"},
      {27, "INIT_ARRAYSZ"},
      {28, "FINI_ARRAYSZ"},
      {29, "RUNPATH"},
      {30, "FLAGS"},
      {32, "PREINIT_ARRAY"},
      {33, "PREINIT_ARRAYSZ"},
      {34, "SYMTAB_SHNDX"},
      {35, "RELRSZ"},
      {36, "RELR"},
      {37, "RELRENT"},
      {0x6000000f, "ANDROID_REL"},
      {0x60000010, "ANDROID_RELSZ"},
      {0x60000011, "ANDROID_RELA"},
      {0x60000012, "ANDROID_RELASZ"},
      {0x6fffe000, "ANDROID_RELR"},
      {0x6fffe001, "ANDROID_RELRSZ"},
      {0x6fffe003, "ANDROID_RELRENT"},
      {0x6ffffef5, "GNU_HASH"},
      {0x6ffffff0, "VERSYM"},
      {0x6ffffff9, "RELACOUNT"},
      {0x6ffffffa, "RELCOUNT"},
      {0x6ffffffb, "FLAGS_1"},
      {0x6ffffffc, "VERDEF"},
      {0x6ffffffd, "VERDEFNUM"},
      {0x6ffffffe, "VERNEED"},
      {0x6fffffff, "VERNEEDNUM"},
};

static const char *segment_name(uint64_t number)
{
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++)
        if (segments[i].number == number)
            return segments[i].name;
    return "";
}

static const char *tag_name(uint64_t number)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i].number == number)
            return tags[i].name;
    return "";
}

static void print_text(struct buf *out, const char *label, struct bytes text)
{
    if (text.data == NULL)
        return;
    buf_printf(out, "  %-10s ", label);
    text_show(out, text);
    buf_str(out, "\n");
}

static void print_facts(struct buf *out, const struct elf *f)
{
    buf_printf(out, "elf %u-bit type %u machine %u (%s)\n", f->bits, f->type, f->machine, f->abi);
    buf_printf(out, "  loadable   %s%s%s\n", f->loadable ? "yes" : "no", f->loadable ? "" : ": ", f->refusal);
    buf_printf(out, "  pie %d nx %d relro %s canary %d fortify %d stripped %d textrel %d bind_now %d\n",
               f->pie, f->nx, elf_relro_name(f->relro), f->canary, f->fortify, f->stripped, f->textrel,
               f->bind_now);
    buf_printf(out, "  page_align 0x%llx symbols %u jni %u onload %d\n", (unsigned long long)f->page_align,
               f->symbol_count, f->jni_symbols, f->jni_onload);
    print_text(out, "soname", f->soname);
    print_text(out, "rpath", f->rpath);
    print_text(out, "runpath", f->runpath);
    for (size_t i = 0; i < f->needed_count; i++)
        print_text(out, "needed", f->needed[i]);
}

void elf_print(struct buf *out, const struct elf *f)
{
    print_facts(out, f);
    for (uint32_t i = 0; i < f->segments.rows; i++) {
        struct elf_segment seg;
        elf_segment_at(f, i, &seg);
        buf_printf(out,
                   "0x%llx segment %u type 0x%x %s offset 0x%llx vaddr 0x%llx filesz 0x%llx memsz 0x%llx "
                   "flags 0x%x align 0x%llx\n",
                   (unsigned long long)(f->segments.at + (uint64_t)i * f->segments.row_size), i, seg.type,
                   segment_name(seg.type), (unsigned long long)seg.offset, (unsigned long long)seg.vaddr,
                   (unsigned long long)seg.filesz, (unsigned long long)seg.memsz, seg.flags,
                   (unsigned long long)seg.align);
    }
    for (uint32_t i = 0; i < f->sections.rows; i++) {
        struct elf_section section;
        elf_section_at(f, i, &section);
        buf_printf(out, "0x%llx section %u type 0x%x offset 0x%llx size 0x%llx link %u\n",
                   (unsigned long long)(f->sections.at + (uint64_t)i * f->sections.row_size), i, section.type,
                   (unsigned long long)section.offset, (unsigned long long)section.size, section.link);
    }
    for (uint32_t i = 0; i < f->tags.rows; i++) {
        struct elf_tag tag;
        elf_tag_at(f, i, &tag);
        buf_printf(out, "0x%llx tag %u 0x%llx %s 0x%llx\n",
                   (unsigned long long)(f->tags.at + (uint64_t)i * f->tags.row_size), i,
                   (unsigned long long)tag.tag, tag_name(tag.tag), (unsigned long long)tag.value);
    }
}
