#include "read/pkcs7.h"

#include "base/limits.h"

enum {
    TAG_INTEGER = 0x02,
    TAG_OCTETS = 0x04,
    TAG_OID = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_0 = 0xa0,
    TAG_1 = 0xa1,
    INDEFINITE = 0x80,
};

/* Tag and length; *indefinite instead of a length where the form says so. */
static bool read_head(struct cursor *c, uint8_t *tag, uint64_t *size, bool *indefinite)
{
    uint8_t first;

    *tag = cursor_u8(c);
    if ((*tag & 0x1f) == 0x1f) /* a tag of several bytes */
        while ((cursor_u8(c) & 0x80) != 0 && !c->failed)
            continue;
    first = cursor_u8(c);
    *indefinite = first == INDEFINITE;
    *size = first < INDEFINITE ? first : 0;
    if (first > INDEFINITE) {
        if ((first & 0x7f) > 8)
            c->failed = true;
        for (int n = first & 0x7f; n > 0 && !c->failed; n--) {
            if (*size >> 56 != 0)
                c->failed = true;
            *size = *size << 8 | cursor_u8(c);
        }
    }
    return !c->failed;
}

/* Moves past the end-of-contents that closes an indefinite element just opened. */
static bool skip_indefinite(struct cursor *c)
{
    uint64_t size;
    bool indefinite;
    uint8_t tag;

    for (size_t depth = 1; depth > 0;) {
        if (!read_head(c, &tag, &size, &indefinite))
            return false;
        if (tag == 0 && size == 0 && !indefinite)
            depth--;
        else if (indefinite)
            depth++;
        else
            cursor_skip(c, size);
    }
    return !c->failed;
}

bool ber_next(struct cursor *c, struct ber *out)
{
    size_t start = c->at, body;
    uint64_t size;
    bool indefinite;

    *out = (struct ber){0};
    if (!read_head(c, &out->tag, &size, &indefinite))
        return false;
    body = c->at;
    if (!indefinite)
        cursor_skip(c, size);
    else if ((out->tag & 0x20) == 0 || !skip_indefinite(c))
        c->failed = true; /* only constructed elements may be of indefinite length */
    if (c->failed)
        return false;
    bytes_slice(c->in, body, c->at - body - (indefinite ? 2 : 0), &out->content);
    bytes_slice(c->in, start, c->at - start, &out->whole);
    return true;
}

static bool expect(struct cursor *c, uint8_t tag, struct ber *out)
{
    if (!ber_next(c, out) || out->tag != tag)
        c->failed = true;
    return !c->failed;
}

static struct cursor inside(const struct ber *b)
{
    return cursor_open(b->content, 0);
}

/* The identifier of an AlgorithmIdentifier. */
static bool algorithm(struct cursor *c, struct bytes *oid)
{
    struct ber sequence, id;
    struct cursor in;

    if (!expect(c, TAG_SEQUENCE, &sequence))
        return false;
    in = inside(&sequence);
    if (!expect(&in, TAG_OID, &id))
        c->failed = true;
    *oid = id.content;
    return !c->failed;
}

static bool read_signer(struct cursor *c, struct pkcs7_signer *s)
{
    struct ber e, name, serial;
    struct cursor in, id;

    *s = (struct pkcs7_signer){.has_attributes = false};
    if (!expect(c, TAG_SEQUENCE, &e))
        return false;
    in = inside(&e);
    if (!expect(&in, TAG_INTEGER, &e) || !ber_next(&in, &e))
        return false;
    if (e.tag == TAG_SEQUENCE) {
        id = inside(&e);
        if (!expect(&id, TAG_SEQUENCE, &name) || !expect(&id, TAG_INTEGER, &serial))
            return false;
        s->issuer = name.whole;
        s->serial = serial.whole;
    }
    if (!algorithm(&in, &s->digest_oid))
        return false;
    id = in;
    if (ber_next(&id, &e) && e.tag == TAG_0) {
        s->has_attributes = true;
        s->attributes = e.content;
        s->attributes_whole = e.whole;
        in = id;
    }
    if (!algorithm(&in, &s->signature_oid) || !expect(&in, TAG_OCTETS, &e))
        return false;
    s->signature = e.content;
    return true;
}

static bool fail(struct pkcs7 *p, const char *error, uint64_t at)
{
    p->error = error;
    p->error_at = at;
    return false;
}

static bool read_certificates(struct arena *a, const struct ber *set, struct pkcs7 *out)
{
    struct cursor c = inside(set);
    size_t capacity = 0;
    struct ber e;

    while (cursor_left(&c) > 0) {
        if (!ber_next(&c, &e))
            return fail(out, "a certificate is cut short", 0);
        if (out->certificate_count >= LIMIT_PKCS7_ITEMS)
            return fail(out, "more certificates than the limit", 0);
        out->certificates =
            arena_grow(a, out->certificates, out->certificate_count, &capacity, sizeof *out->certificates);
        out->certificates[out->certificate_count++] = e.whole;
    }
    return true;
}

static bool read_signers(struct arena *a, const struct ber *set, struct pkcs7 *out)
{
    struct cursor c = inside(set);
    size_t capacity = 0;

    while (cursor_left(&c) > 0) {
        if (out->signer_count >= LIMIT_PKCS7_ITEMS)
            return fail(out, "more SignerInfos than the limit", 0);
        out->signers = arena_grow(a, out->signers, out->signer_count, &capacity, sizeof *out->signers);
        if (!read_signer(&c, &out->signers[out->signer_count]))
            return fail(out, "a SignerInfo is malformed", 0);
        out->signer_count++;
    }
    return true;
}

bool pkcs7_read(struct arena *a, struct bytes in, struct pkcs7 *out)
{
    static const struct bytes signed_data = {(const uint8_t *)"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9};
    struct cursor c = cursor_open(in, 0), inner;
    struct ber e, type;

    *out = (struct pkcs7){.certificates = NULL};
    if (!expect(&c, TAG_SEQUENCE, &e))
        return fail(out, "it is not a PKCS #7 structure", c.at);
    c = inside(&e);
    if (!expect(&c, TAG_OID, &type) || !bytes_equal(type.content, signed_data))
        return fail(out, "its content is not SignedData", c.at);
    if (!expect(&c, TAG_0, &e))
        return fail(out, "it has no content", c.at);
    c = inside(&e);
    if (!expect(&c, TAG_SEQUENCE, &e))
        return fail(out, "SignedData is malformed", c.at);
    c = inside(&e);
    if (!expect(&c, TAG_INTEGER, &e) || !expect(&c, TAG_SET, &e) || !expect(&c, TAG_SEQUENCE, &e))
        return fail(out, "SignedData has no version, digest algorithms or content", c.at);
    inner = inside(&e);
    if (!expect(&inner, TAG_OID, &type))
        return fail(out, "the encapsulated content has no type", c.at);
    out->content_type = type.content;
    if (!ber_next(&c, &e))
        return fail(out, "SignedData has no SignerInfos", c.at);
    if (e.tag == TAG_0 && (!read_certificates(a, &e, out) || !ber_next(&c, &e)))
        return out->error != NULL ? false : fail(out, "SignedData has no SignerInfos", c.at);
    if (e.tag == TAG_1 && !ber_next(&c, &e))
        return fail(out, "SignedData has no SignerInfos", c.at);
    if (e.tag != TAG_SET)
        return fail(out, "SignedData has no set of SignerInfos", c.at);
    return read_signers(a, &e, out);
}

int pkcs7_attribute(const struct pkcs7_signer *s, struct bytes oid, struct ber *value)
{
    struct cursor c = cursor_open(s->attributes, 0), in, values;
    struct ber sequence, id, set;
    int found = 0;

    while (cursor_left(&c) > 0) {
        if (!expect(&c, TAG_SEQUENCE, &sequence))
            return -1;
        in = inside(&sequence);
        if (!expect(&in, TAG_OID, &id) || !expect(&in, TAG_SET, &set))
            return -1;
        if (!bytes_equal(id.content, oid))
            continue;
        values = inside(&set);
        if (found != 0 || !ber_next(&values, value) || cursor_left(&values) > 0)
            return -1;
        found = 1;
    }
    return found;
}
