/* What the signature reader saw, for `veto show`. */
#include "base/hash.h"
#include "base/text.h"
#include "read/apksig.h"

#include <inttypes.h>

static void print_hex(struct buf *out, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buf_printf(out, "%02x", data[i]);
}

static void print_field(struct buf *out, const char *name, struct bytes text)
{
    buf_printf(out, "    %s ", name);
    text_show(out, text);
    buf_str(out, "\n");
}

static void print_signer(struct buf *out, const struct signer *s)
{
    buf_printf(out, "  signer %s %u", scheme_name(s->scheme), s->position);
    if (s->lineage_position >= 0)
        buf_printf(out, " former %d flags 0x%x", s->lineage_position, s->flags);
    if (s->min_sdk > 1 || s->max_sdk >= 0)
        buf_printf(out, " levels %d to %d", s->min_sdk, s->max_sdk);
    if (!s->locus.whole)
        buf_printf(out, " @0x%" PRIx64 "+%" PRIu64, s->locus.at, s->locus.size);
    buf_printf(out, "\n    certificate %zu bytes sha256 ", s->certificate.size);
    print_hex(out, s->sha256, sizeof s->sha256);
    buf_str(out, " sha1 ");
    print_hex(out, s->sha1, sizeof s->sha1);
    buf_str(out, "\n");
    print_field(out, "subject", s->subject);
    print_field(out, "issuer", s->issuer);
    print_field(out, "serial", s->serial);
    print_field(out, "valid from", s->not_before);
    print_field(out, "valid until", s->not_after);
    buf_str(out, "    key ");
    text_show(out, s->key_algorithm);
    buf_printf(out, " %d bits\n", s->key_bits);
}

void apksig_print(struct buf *out, const struct apksig *a)
{
    if (a->block_size > 0)
        buf_printf(out, "APK Signing Block @0x%" PRIx64 "+%" PRIu64 "\n", a->block_at, a->block_size);
    for (size_t i = 0; i < a->block_count; i++)
        buf_printf(out, "  pair 0x%08x %s @0x%" PRIx64 "+%" PRIu64 "\n", a->blocks[i].id,
                   a->blocks[i].name == NULL ? "unknown" : a->blocks[i].name, a->blocks[i].at,
                   a->blocks[i].size);
    buf_str(out, "signers\n");
    for (size_t i = 0; i < a->signer_count; i++)
        print_signer(out, &a->signers[i]);
    buf_str(out, "verdicts\n");
    for (size_t i = 0; i < a->signature_count; i++) {
        const struct signature *s = &a->signatures[i];
        buf_printf(out, "  %s levels %d to ", scheme_name(s->scheme), s->min_sdk);
        if (s->max_sdk < 0)
            buf_str(out, "any");
        else
            buf_printf(out, "%d", s->max_sdk);
        buf_printf(out, " %s", s->verified ? "verified" : s->present ? "refused: " : "absent: ");
        text_show(out, s->error);
        buf_str(out, "\n");
    }
}
