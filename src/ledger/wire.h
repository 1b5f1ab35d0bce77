/*
 * The wire format of SSH, RFC 4251 section 5: big-endian numbers, strings
 * with a length of four bytes, integers of any size (mpint) in the one
 * spelling that the RFC allows.
 */
#ifndef VETO_LEDGER_WIRE_H
#define VETO_LEDGER_WIRE_H

#include "base/buf.h"
#include "base/bytes.h"

/* The next string, borrowed; empty and failed when it does not fit. */
struct bytes wire_string(struct cursor *c);
/* The magnitude of the next mpint, without leading zeros; failed when it is negative or has needless bytes. */
struct bytes wire_mpint(struct cursor *c);

bool wire_put_u32(struct buf *out, uint32_t value);
bool wire_put_u64(struct buf *out, uint64_t value);
bool wire_put_string(struct buf *out, struct bytes text);
/* A positive integer from its magnitude, most significant byte first; leading zeros are dropped. */
bool wire_put_mpint(struct buf *out, struct bytes magnitude);

#endif
