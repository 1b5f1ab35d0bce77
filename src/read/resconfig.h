/*
 * ResTable_config: the device configuration a resource value is meant for.
 *
 * A value is chosen as the package parser of the device chooses: it asks with
 * a configuration in which everything is unset (no locale, no screen, density
 * medium) but the platform's SDK level, here RESCONFIG_SDK. So only values
 * without other qualifiers than density and version match.
 */
#ifndef VETO_READ_RESCONFIG_H
#define VETO_READ_RESCONFIG_H

#include "base/buf.h"

/* The platform whose resources are chosen: Android 16. */
enum { RESCONFIG_SDK = 36 };

/* Most bytes of the structure that mean something; longer ones are read up to here, shorter ones padded with
 * 0. */
enum { RESCONFIG_SIZE = 64 };

struct resconfig {
    uint32_t size; /* as written in the file */
    uint8_t raw[RESCONFIG_SIZE];
};

/* Reads the configuration at the start of b; false when not even its size is there. */
bool resconfig_take(struct bytes b, struct resconfig *out);
/* Whether the values are for any device: nothing is set. */
bool resconfig_is_default(const struct resconfig *c);
/* Whether the package parser's configuration admits it. */
bool resconfig_matches(const struct resconfig *c);
/* Whether, both matching, the package parser prefers a to b. */
bool resconfig_better(const struct resconfig *a, const struct resconfig *b);
bool resconfig_equal(const struct resconfig *a, const struct resconfig *b);
/* Appends the qualifiers as in the name of a folder: "fr-rCA-v21", "b+sr+Latn", "" for the default. */
bool resconfig_write(struct buf *out, const struct resconfig *c);

#endif
