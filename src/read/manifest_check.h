/*
 * What the package parser refuses in a manifest that is well formed, and what
 * it passes over although other tools do not: oddities for the record, no
 * change to what is read.
 */
#ifndef VETO_READ_MANIFEST_CHECK_H
#define VETO_READ_MANIFEST_CHECK_H

#include "read/manifest.h"

/* `base` is the manifest whose target level counts: the same one, or that of the split's base; NULL when
 * there is none. */
void manifest_check(struct scan *s, const struct manifest *m, const struct manifest *base);

enum { MANIFEST_KINDS = 15 };
extern const struct anomaly_kind manifest_kinds[MANIFEST_KINDS];

#endif
