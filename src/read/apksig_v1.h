/* What the two files about JAR signatures share. */
#ifndef VETO_READ_APKSIG_V1_H
#define VETO_READ_APKSIG_V1_H

#include "read/apksig_parts.h"
#include "read/jar.h"
#include "read/pkcs7.h"

enum { MAX_SIGNERS_V1 = 10 };

/* Releases differ in how they choose among the digests of a section: before 2.3, before 4.3, from then on. */
enum era { ERA_8, ERA_17, ERA_NOW, ERAS };

static inline enum era era_of(int32_t level)
{
    return level < 9 ? ERA_8 : level < 18 ? ERA_17 : ERA_NOW;
}

/* Whether something holds, as far as it was asked. */
enum state { UNKNOWN, GOOD, IGNORED, BAD };

/* A SignerInfo with the certificate it names. */
struct v1_info {
    const struct pkcs7_signer *info;
    struct certificate cert;
    bool has_cert;
    bool tried, verified; /* the signature as such */
    const char *why;
    enum state digest; /* of signed attributes: is it the .SF file's */
};

/* One signer: a signature block and its .SF file. */
struct v1_file {
    const struct zip_entry *block, *sf_entry;
    struct bytes name; /* of the block, as text */
    struct pkcs7 pkcs7;
    struct v1_info *infos;
    struct bytes sf;
    bool sf_read;
    struct jar jar;
    bool jar_tried, jar_ok, has_version, signtool;
    bool claims_v2, claims_v3;
    enum state manifest[ERAS];         /* does the manifest have the digests of this .SF */
    struct bytes manifest_error[ERAS]; /* for BAD */
    struct bytes error;                /* of the last look at the SignerInfos */
};

struct v1 {
    struct v1_file *files;
    size_t count;   /* those with a .SF file; at most one more than allowed is kept */
    size_t orphans; /* signature blocks without one */
    const struct zip_entry *manifest_entry;
    bool manifest_tried;
    struct bytes manifest;
    struct jar jar;
    struct bytes manifest_error;
    size_t text_left; /* of LIMIT_JAR_TEXT */
    enum state entries[ERAS];
    struct bytes entries_error[ERAS];
    bool era_wanted[ERAS];
    bool noted; /* unprotected and weak things were reported */
};

/* Reads the manifest once; false with v->manifest_error. */
bool v1_read_manifest(struct apk *a, struct v1 *v);
/* Whether the .SF file goes with the manifest. */
enum state v1_check_manifest(struct apk *a, struct v1 *v, struct v1_file *f, enum era era);
/* Whether all entries have the manifest's digests and the same signers. */
enum state v1_check_entries(struct apk *a, struct v1 *v, enum era era);
/* Reads an entry whole, within LIMIT_JAR_TEXT. */
bool v1_read_text(struct apk *a, struct v1 *v, const struct zip_entry *entry, struct bytes *out,
                  struct bytes *error);
/*
 * The digest of an entry that the manifest will probably be held against, begun ahead. A guess: which digest counts,
 * and whether any does, is decided in the order of the entries.
 */
struct v1_guess {
    struct zip_ahead ahead; /* its job does everything */
    const struct zip_entry *entry; /* NULL: nothing is begun here */
    const char *hash;
    struct bytes content; /* where it need not be inflated, and once it is */
    uint8_t digest[64];
    size_t size; /* of digest; 0: there is none */
    struct buf room;
};

/* apksig_v1_ahead.c: the guesses about the next entries; as many as there are places. */
enum { V1_GUESSES = 32 };
struct v1_guesses {
    const struct zip *zip;
    struct v1_guess places[V1_GUESSES]; /* entry i in place i modulo their number */
};
void guesses_open(struct v1_guesses *g, const struct zip *z);
void guesses_close(struct v1_guesses *g);
/* Begins entry i, whose place is free by now. What is to be kept is inflated into the arena, else `keep` is NULL. */
void guess_begin(struct v1_guesses *g, size_t i, const char *hash, struct arena *keep);
/* The guess about entry i, done; NULL when none was begun. */
const struct v1_guess *guess_finish(struct v1_guesses *g, size_t i);
/* What zip_read() finds of it must not be used after this. */
void guess_end(struct v1_guesses *g, size_t i);

/* A name for a message: text, cut where it is long. */
const char *shown(struct apk *a, struct bytes name);

#endif
