/* Dossiers and proofs from anybody: an archive that is taken has one spelling, a check ends and says something, and a
 * proof that is read is one that veto would write. The first byte says which reader. */
#include <stdlib.h>

#include "base/limits.h"
#include "ledger/dossier.h"
#include "ledger/proof.h"
#include "ledger/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void archive(struct bytes text)
{
    struct tar_reader r = {.at = 0};
    struct bytes name, content;
    struct error e = {0};
    struct buf out;
    int more;

    buf_init(&out, text.size + TAR_BLOCK);
    while ((more = tar_next(&r, text, &name, &content, &e)) > 0)
        check(tar_put(&out, name, content, &e));
    check(more == 0 || e.code != ERROR_NONE);
    check(more < 0 || (tar_end(&out) && bytes_equal(buf_bytes(&out), text)));
    buf_free(&out);
}

static void item(void *context, enum dossier_finding f, struct bytes file, const char *what)
{
    (void)context;
    (void)f;
    check(file.size > 0 && what[0] != 0);
}

static void dossier(struct arena *a, struct bytes text)
{
    struct dossier_report r = {.item = item};
    struct dossier_trust t = {.signers = NULL};
    bool all = dossier_check(text, a, &t, &r);

    /* nobody's keys are known, so nothing is whole */
    check(!all && r.count[DOSSIER_FAILS] + r.count[DOSSIER_UNKNOWN] > 0);
}

static void proof(struct bytes text)
{
    struct error e = {0};
    struct proof p;

    if (!proof_read(text, &p, &e))
        check(e.code != ERROR_NONE);
    else
        check(p.path.count <= MERKLE_PROOF && p.checkpoint.size > 0 && bytes_ends(text, p.checkpoint));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_from(bytes_of(data, size), 1);
    struct arena arena;

    if (size == 0)
        return 0;
    if (data[0] == 'p') {
        proof(rest);
        return 0;
    }
    archive(rest);
    arena_init(&arena, 512u << 20);
    dossier(&arena, rest);
    arena_free(&arena);
    return 0;
}
