/*
 * Finds where JSON values begin and end, so that an answer of any size is read
 * a part at a time (json_read.h reads the part) and a part that is malformed
 * costs nothing but itself. Only brackets and quotation marks are looked at.
 * A string ends on its line, as RFC 8259 has it, and brackets nest at most
 * LIMIT_JSON_DEPTH deep: looking for an end that is not there stays cheap.
 */
#ifndef VETO_BASE_JSON_SCAN_H
#define VETO_BASE_JSON_SCAN_H

#include "base/bytes.h"

/* Moves *at past white space; the byte there, or -1 at the end. */
int json_scan_peek(struct bytes text, size_t *at);
/* The value at *at, white space before it left out; *at is behind it. False, *at unchanged, where none begins or ends. */
bool json_scan_value(struct bytes text, size_t *at, struct bytes *value);

#endif
