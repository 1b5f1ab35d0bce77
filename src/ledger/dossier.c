#include "ledger/dossier.h"

#include <stdlib.h>

#include "base/limits.h"
#include "ledger/tar.h"

const char *dossier_for_name(enum dossier_for f)
{
    static const char *const names[DOSSIER_FORS] = {"vendor", "partner", "public"};

    return names[f];
}

bool dossier_for_of(const char *word, enum dossier_for *f)
{
    for (unsigned i = 0; i < DOSSIER_FORS; i++)
        if (strcmp(word, dossier_for_name((enum dossier_for)i)) == 0) {
            *f = (enum dossier_for)i;
            return true;
        }
    return false;
}

bool dossier_tlp(const char *word)
{
    static const char *const labels[] = {"TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"};

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(word, labels[i]) == 0)
            return true;
    return false;
}

void dossier_add(struct dossier_files *f, struct bytes name, struct bytes content)
{
    f->rows = arena_grow(f->arena, f->rows, f->count, &f->capacity, sizeof *f->rows);
    f->rows[f->count++] = (struct dossier_file){name, content};
}

static int by_name(const void *a, const void *b)
{
    return bytes_compare(((const struct dossier_file *)a)->name, ((const struct dossier_file *)b)->name);
}

bool dossier_pack(struct dossier_files *f, const struct agent *agent, struct buf *out, struct error *e)
{
    struct buf sums, sig;
    uint8_t digest[SHA256_SIZE];
    char hex[HEX256 + 1];
    bool ok;

    qsort(f->rows, f->count, sizeof *f->rows, by_name);
    buf_init(&sums, LIMIT_DOSSIER);
    buf_init(&sig, LIMIT_STATEMENT);
    for (size_t i = 0; i < f->count; i++) {
        hash_sha256(f->rows[i].content, digest);
        hash_hex(bytes_of(digest, sizeof digest), hex);
        buf_printf(&sums, "%s  %.*s\n", hex, (int)f->rows[i].name.size, (const char *)f->rows[i].name.data);
    }
    ok = sshsig_sign(&agent->by, SSHSIG_NAMESPACE, buf_bytes(&sums), &sig, e);
    dossier_add(f, BYTES("SHA256SUMS"), arena_copy(f->arena, buf_bytes(&sums)));
    dossier_add(f, BYTES("SHA256SUMS.sig"), arena_copy(f->arena, buf_bytes(&sig)));
    ok = ok && (!(sums.failed || sig.failed) || error_set(e, ERROR_LIMIT, 0, "no room for the digests"));
    buf_free(&sums);
    buf_free(&sig);
    qsort(f->rows, f->count, sizeof *f->rows, by_name);
    for (size_t i = 0; ok && i < f->count; i++)
        ok = tar_put(out, f->rows[i].name, f->rows[i].content, e);
    return ok && (tar_end(out) || error_set(e, ERROR_LIMIT, 0, "a dossier of more than %u bytes", LIMIT_DOSSIER));
}
