#include "ledger/proof.h"

#include <inttypes.h>

#include "base/limits.h"

#define HEAD "c2sp.org/tlog-proof@v1\nindex "

bool proof_write(struct buf *out, struct merkle_tiles *tiles, uint64_t index, struct bytes note, struct error *e)
{
    struct merkle_proof path;
    struct checkpoint c;
    struct bytes text;
    char base64[48];

    /* the text of a note ends where its signatures begin: a checkpoint has no empty line before */
    bytes_slice(note, 0, bytes_search(note, BYTES("\n\n"), 0) + 1, &text);
    if (!checkpoint_read(text, &c, e) || !merkle_inclusion(tiles, index, c.size, &path, e))
        return false;
    buf_printf(out, HEAD "%" PRIu64 "\n", index);
    for (size_t i = 0; i < path.count; i++) {
        hash_base64(bytes_of(path.hash[i].byte, SHA256_SIZE), base64);
        buf_printf(out, "%s\n", base64);
    }
    buf_u8(out, '\n');
    buf_add(out, note);
    return !out->failed || error_set(e, ERROR_LIMIT, 0, "no room for the proof");
}

static bool take_line(struct bytes text, size_t *at, struct bytes *line)
{
    size_t end = bytes_find(text, '\n', *at);

    if (end == text.size)
        return false;
    bytes_slice(text, *at, end - *at, line);
    *at = end + 1;
    return true;
}

static bool decimal(struct bytes text, uint64_t *out)
{
    *out = 0;
    if (text.size == 0 || text.size > 18 || (text.data[0] == '0' && text.size > 1))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.data[i] - '0');
    }
    return true;
}

bool proof_read(struct bytes text, struct proof *p, struct error *e)
{
    size_t at = sizeof HEAD - 1, size;
    struct bytes line;

    *p = (struct proof){.index = 0};
    if (!bytes_starts(text, BYTES(HEAD)))
        return error_set(e, ERROR_FORMAT, 0, "tlog-proof: does not begin with its version and an index");
    if (!take_line(text, &at, &line) || !decimal(line, &p->index))
        return error_set(e, ERROR_FORMAT, at, "tlog-proof: the index is not a number");
    while (take_line(text, &at, &line) && line.size > 0) {
        uint8_t raw[36];
        if (p->path.count == MERKLE_PROOF)
            return error_set(e, ERROR_FORMAT, at, "tlog-proof: more than %d hashes", MERKLE_PROOF);
        if (line.size != 44 || !hash_unbase64(line, raw, &size) || size != SHA256_SIZE)
            return error_set(e, ERROR_FORMAT, at, "tlog-proof: a line that is no hash");
        memcpy(p->path.hash[p->path.count++].byte, raw, SHA256_SIZE);
    }
    p->checkpoint = bytes_from(text, at);
    return p->checkpoint.size > 0 || error_set(e, ERROR_FORMAT, at, "tlog-proof: has no checkpoint");
}

bool proof_holds(const struct proof *p, struct bytes entry, const struct checkpoint *c, struct error *e)
{
    struct merkle_hash leaf;

    merkle_leaf(entry, &leaf);
    return merkle_included(&p->path, p->index, c->size, &leaf, &c->root) ||
           error_set(e, ERROR_REFUSED, p->index, "entry %" PRIu64 " is not the one in the log's tree", p->index);
}
