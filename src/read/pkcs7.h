/*
 * PKCS #7 SignedData as JAR signatures use it (RFC 2315, X.690 BER with
 * definite and indefinite lengths). Only the structure: verifying is the
 * caller's. Everything is borrowed from the input.
 */
#ifndef VETO_READ_PKCS7_H
#define VETO_READ_PKCS7_H

#include "base/arena.h"

/* One element: its first byte, its content and all of it. */
struct ber {
    uint8_t tag;
    struct bytes content, whole;
};

/* The next element; false (and the cursor failed) when there is none that is well-formed. */
bool ber_next(struct cursor *c, struct ber *out);

struct pkcs7_signer {
    struct bytes issuer, serial; /* DER of Name and INTEGER; empty when the signer is named another way */
    struct bytes digest_oid, signature_oid; /* content octets of the identifiers */
    bool has_attributes;
    struct bytes attributes;       /* content of the [0] element */
    struct bytes attributes_whole; /* the element itself: signed with its first byte as 0x31 */
    struct bytes signature;
};

struct pkcs7 {
    struct bytes content_type;  /* of the encapsulated content */
    struct bytes *certificates; /* each a DER element */
    size_t certificate_count;
    struct pkcs7_signer *signers;
    size_t signer_count;
    const char *error;
    uint64_t error_at;
};

/* False with error set when it is not SignedData, or more than LIMIT_PKCS7_ITEMS of something. */
bool pkcs7_read(struct arena *a, struct bytes in, struct pkcs7 *out);

/* Looks an attribute up: 1 with its one value, 0 absent, -1 malformed, twice, or with several values. */
int pkcs7_attribute(const struct pkcs7_signer *s, struct bytes oid, struct ber *value);

#endif
