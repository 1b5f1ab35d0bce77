/*
 * Sealed bytes: what stood on planes before a run, and what a run puts there,
 * may hold credentials, so that the store has them only encrypted (AES-256-GCM,
 * a random nonce in front, the tag behind). The key is a file of its own,
 * beside the store and readable by its owner alone; without it nothing is
 * restored.
 */
#ifndef VETO_FLEET_SEAL_H
#define VETO_FLEET_SEAL_H

#include "base/arena.h"
#include "base/error.h"

enum { SEAL_KEY = 32, SEAL_NONCE = 12, SEAL_TAG = 16 };

struct seal {
    uint8_t key[SEAL_KEY];
};

/* Reads the key of a file, which is made where there is none; false for a file that is none or that others may read. */
bool seal_open(const char *path, struct seal *s, struct error *e);

/* Both give bytes in the arena; opening is false when the bytes are not as they were sealed. */
bool seal_close(const struct seal *s, struct arena *a, struct bytes plain, struct bytes *sealed, struct error *e);
bool seal_break(const struct seal *s, struct arena *a, struct bytes sealed, struct bytes *plain, struct error *e);

#endif
