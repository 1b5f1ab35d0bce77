/* SSH signatures, keys and allowed signers: whatever the bytes, no reader looks outside of them, and only what
 * verifies counts. The first byte says which reader. */
#include <stdlib.h>

#include "ledger/signers.h"
#include "ledger/sshkey.h"
#include "ledger/sshsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void signature(struct arena *a, struct bytes text)
{
    struct sshsig s;
    struct error e = {0};

    if (!sshsig_read(a, text, &s, &e)) {
        check(e.code != ERROR_NONE);
        return;
    }
    check(s.space.size > 0);
    /* no seed is a signature of this message */
    check(!sshsig_verify(&s, "veto", BYTES("another message"), &e) && e.code != ERROR_NONE);
}

static void signers(struct arena *a, struct bytes text)
{
    struct signers s;
    struct error e = {0};

    if (!signers_read(a, text, &s, &e)) {
        check(e.code != ERROR_NONE);
        return;
    }
    for (size_t i = 0; i < s.count && i < 8; i++) {
        const struct signers_line *l = signers_find(&s, s.lines[i].key, "veto", 1700000000, NULL, &e);
        check(l == NULL || (l->after <= 1700000000 && l->before >= 1700000000));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size), rest = bytes_from(in, 1);
    struct sshkey key;
    struct arena arena;
    struct error e = {0};

    if (size == 0)
        return 0;
    arena_init(&arena, 512u << 20);
    switch (data[0]) {
    case 's':
        signature(&arena, rest);
        break;
    case 'a':
        signers(&arena, rest);
        break;
    case 'p':
        if (sshkey_read_private(&arena, rest, &key, &e))
            sshkey_free(&key);
        else
            check(e.code != ERROR_NONE && key.pkey == NULL);
        break;
    default:
        if (sshkey_read_text(&arena, rest, &key, &e))
            sshkey_free(&key);
        else
            check(e.code != ERROR_NONE && key.pkey == NULL);
    }
    arena_free(&arena);
    return 0;
}
