/*
 * Armor: base64 between a line that begins and one that ends, as of SSH
 * signatures and private keys. Lines end with LF or CRLF; nothing stands
 * before or behind but one line end; base64 in its one spelling.
 */
#ifndef VETO_LEDGER_ARMOR_H
#define VETO_LEDGER_ARMOR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* The bytes in an armor of that label, in the arena. */
bool armor_read(struct arena *a, const char *label, struct bytes text, struct bytes *raw, struct error *e);
/* Appends an armor with lines of 70 characters, as ssh-keygen writes it. */
bool armor_write(struct buf *out, const char *label, struct bytes raw);
/* Overwrites what armor_read() gave, where it was secret. */
void armor_wipe(struct bytes raw);

#endif
