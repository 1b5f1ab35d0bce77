/*
 * Text out of hostile bytes. Decoders give valid UTF-8, put U+FFFD for what
 * is not text and say whether they had to; writers make it harmless for
 * terminals and URLs. Untrusted text reaches a person through these only.
 */
#ifndef VETO_BASE_TEXT_H
#define VETO_BASE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

/*
 * Decoders: the result is valid UTF-8 without NUL bytes as terminators (a NUL
 * inside stays), in the arena or, when nothing had to change, the input
 * itself. *bad (may be NULL) is set to true, never to false, when a byte or
 * unit had to be replaced by U+FFFD.
 */
struct bytes text_utf8(struct arena *a, struct bytes raw, bool *bad);
/* Modified UTF-8 as DEX has it: C0 80 for NUL, surrogate pairs as two 3-byte forms. */
struct bytes text_mutf8(struct arena *a, struct bytes raw, bool *bad);
/* UTF-16LE; an odd last byte is bad. */
struct bytes text_utf16(struct arena *a, struct bytes raw, bool *bad);

/* Whether b is well-formed UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF). */
bool text_is_utf8(struct bytes b);

/*
 * The next code point of valid UTF-8 at *at, which moves past it. Bytes that
 * are not UTF-8 give U+FFFD, one at a time. *at must be less than b.size.
 */
uint32_t text_next(struct bytes b, size_t *at);
/* Appends a code point as UTF-8. */
bool text_put(struct buf *out, uint32_t point);

/* Whether a character moves, hides or joins what stands around it: those are never shown as themselves. */
bool text_acts(uint32_t point);

/*
 * Appends b as one line that no terminal acts on: control characters, line
 * separators, bidirectional controls, zero-width and unassigned format
 * characters are written as \u{hex}, and so is a backslash before "u{".
 */
bool text_show(struct buf *out, struct bytes b);

/* Appends b percent-encoded outside [A-Za-z0-9._/$-]. */
bool text_percent(struct buf *out, struct bytes b);

/* Columns b takes on a terminal when written by text_show(): wide East Asian characters take two. */
size_t text_columns(struct bytes b);

#endif
