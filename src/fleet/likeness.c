#include "fleet/likeness.h"

static bool same_letter(uint8_t a, uint8_t b)
{
    return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b);
}

/* Whether a name has a word of ASCII in it, upper and lower case alike. */
static bool names(struct bytes name, struct bytes word)
{
    for (size_t at = 0; at + word.size <= name.size; at++) {
        size_t i = 0;
        while (i < word.size && same_letter(name.data[at + i], word.data[i]))
            i++;
        if (i == word.size)
            return word.size > 0;
    }
    return false;
}

enum match_strength likeness(const struct family *f, struct bytes value, struct bytes name, struct bytes signer)
{
    enum match_strength found = MATCH_NONE;

    for (size_t i = 0; i < f->count; i++) {
        const struct identifier *id = &f->identifiers[i];
        if (id->kind <= IDENTIFIER_BUNDLE && value.size > 0 && bytes_equal(id->value, value)) {
            if (!identifier_counts(id))
                return MATCH_NONE; /* known to be another product */
            return id->confidence == CONFIDENCE_CERTAIN ? MATCH_CERTAIN : MATCH_CLAIM;
        }
        if (id->kind >= IDENTIFIER_MD5 && id->kind <= IDENTIFIER_SHA256 && signer.size > 0 && bytes_equal(id->value, signer))
            found = MATCH_SIGNER;
    }
    if (found == MATCH_NONE && names(name, f->id))
        found = MATCH_NAME;
    return found;
}
