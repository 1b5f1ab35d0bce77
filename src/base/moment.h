/*
 * Moments as numbers: seconds since 1970-01-01T00:00:00Z. Text is RFC 3339 as
 * the planes write it: a date alone is its first second, fractions of a second
 * are left out, an offset is taken off.
 */
#ifndef VETO_BASE_MOMENT_H
#define VETO_BASE_MOMENT_H

#include "base/bytes.h"

enum { MOMENT_SIZE = 21 }; /* "2026-10-30T06:00:00Z" and a NUL */

/* False for what is no such time, or none of a calendar; years from 1970 to 9999. */
bool moment_parse(struct bytes text, int64_t *seconds);
void moment_format(int64_t seconds, char out[MOMENT_SIZE]);

#endif
