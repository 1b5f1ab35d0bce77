/* Native libraries as bionic's dynamic linker reads them: the headers. */
#include "read/elf.h"

const struct anomaly_kind elf_kinds[] = {
    {"elf.magic", EFFECT_REFUSED, "the linker refuses a file that does not begin with the ELF magic"},
};
const size_t elf_kind_count = sizeof elf_kinds / sizeof *elf_kinds;

bool elf_open(struct scan *s, struct bytes file, const struct place *place, struct elf *out, struct error *e)
{
    *out = (struct elf){.file = file, .place = place, .abi = "unknown"};
    if (elf_is(file))
        return error_set(e, ERROR_FORMAT, 0, "shorter than an ELF header: %zu bytes", file.size);
    scan_anomaly(s, elf_kinds, locus_whole(place), (struct bytes){0}, "no ELF magic");
    return error_set(e, ERROR_FORMAT, 0, "no ELF magic");
}

const char *elf_relro_name(enum elf_relro relro)
{
    static const char *const names[] = {"none", "partial", "full"};
    return names[relro];
}

void elf_print(struct buf *out, const struct elf *f)
{
    buf_printf(out, "elf %u bits, %s\n", f->bits, f->abi);
}
