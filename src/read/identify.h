/*
 * The first look at a file: which APKs it holds and which app each belongs
 * to. Cheap: directories, manifests and signing blocks, no code and no
 * content digests. What it says of signers is a claim; app_read() verifies.
 */
#ifndef VETO_READ_IDENTIFY_H
#define VETO_READ_IDENTIFY_H

#include "read/app.h"

struct identity {
    enum artifact_kind kind; /* ARTIFACT_BASE, ARTIFACT_SPLIT, or ARTIFACT_OTHER for what is no APK */
    struct bytes inner;      /* raw entry name in the bundle; empty: the file itself */
    uint32_t nth;
    struct bytes package; /* UTF-8 */
    int64_t version_code;
    struct bytes split;
    struct bytes bytes; /* the APK itself; in the file, or in the arena when it was inflated */
};

/* At least one identity; in the arena of the scan. A bundle gives one for each APK in it. */
size_t identify(struct scan *s, struct bytes file, struct identity **out);

#endif
