/*
 * Apple configuration profiles as they are written: a property list in XML of
 * one payload, unsigned, or signed as the content of a CMS SignedData in DER
 * (RFC 5652). Same input, same bytes: UUIDs follow from the determination, the
 * time that is signed is the control's. The identifiers follow from the case
 * alone, so that a device replaces an earlier profile of it by a later one.
 */
#ifndef VETO_FLEET_MOBILECONFIG_H
#define VETO_FLEET_MOBILECONFIG_H

#include "fleet/plane.h"

enum { UUID_SIZE = 37 };

/* RFC 9562, version 8, of a determination and a part of what is rendered for it; upper case and a NUL. */
void mobileconfig_uuid(const struct control *c, const char *part, char out[UUID_SIZE]);
/* "veto.0123456789abcdef.restrictions": of the case and the part. In the arena, a NUL behind. */
struct bytes mobileconfig_identifier(struct arena *a, const struct control *c, const char *part);

/* Values of property lists, a line each, as deep as `tabs`. */
void plist_key(struct buf *out, unsigned tabs, const char *key);
void plist_text(struct buf *out, unsigned tabs, struct bytes text);
void plist_texts(struct buf *out, unsigned tabs, const char *key, const struct bytes *texts, size_t count);
void plist_begin(struct buf *out); /* everything before the outermost value */
void plist_end(struct buf *out);

struct mobileconfig {
    const char *part; /* "restrictions" */
    const char *type; /* PayloadType, "com.apple.applicationaccess" */
    const char *what; /* for people, behind the subject's name: "blocked apps" */
};

/* The profile around a payload's own keys, which are lines as plist_* writes them. */
void mobileconfig_write(struct buf *out, struct arena *a, const struct control *c, const struct mobileconfig *m, struct bytes keys);

/*
 * Signs with a PEM key that has no passphrase and a PEM file of its
 * certificate, others of the chain behind it. DER goes to *out, in the arena.
 * With an RSA key the same input gives the same bytes. False with file and
 * reason; the key's text is in no message.
 */
bool mobileconfig_sign(struct arena *a, struct bytes profile, const struct plane_input *in, int64_t now, struct bytes *out, struct error *e);

#endif
