/*
 * One app: a base, its splits, what they contain, and what every reader saw.
 * Read once, in order of artifacts, by one thread, with what was begun ahead
 * taken in that order; everything lives in the arena and goes with it.
 */
#ifndef VETO_READ_APP_H
#define VETO_READ_APP_H

#include "base/ahead.h"
#include "base/hash.h"
#include "read/apksig.h"
#include "read/content.h"
#include "read/dex.h"
#include "read/elf.h"
#include "read/manifest.h"
#include "read/zip.h"

struct rows;
struct claims;
struct marks;
struct texts_ahead;
struct sdks;
struct declared_names;
struct components;
struct graph;

enum artifact_kind {
    ARTIFACT_BASE,    /* an APK that is no split */
    ARTIFACT_SPLIT,   /* an APK whose manifest names a split */
    ARTIFACT_BUNDLE,  /* an archive of APKs: .apks, .xapk, .apkm */
    ARTIFACT_APK,     /* an APK inside an artifact, as an asset: not part of what is installed */
    ARTIFACT_ARCHIVE, /* another archive inside an artifact */
    ARTIFACT_DEX,     /* a DEX file by itself */
    ARTIFACT_ELF,
    ARTIFACT_OTHER,
};
const char *artifact_kind_name(enum artifact_kind kind);

struct artifact {
    struct ahead_job digest; /* makes sha256 of bytes; done when app_read() returns */
    enum artifact_kind kind;
    struct bytes bytes;
    char sha256[HEX256 + 1];
    const struct place *place;
    unsigned depth; /* how many archives it lies in */
    bool is_zip;
    struct zip zip;
    uint8_t *contents;         /* enum content of each entry of the zip */
    struct manifest *manifest; /* NULL when there is none that could be read */
    struct arsc *resources;    /* NULL when there is none */
    struct apksig *signature;  /* of bases and splits */
    struct bytes idsig;        /* the .idsig file given beside it */
};

/* A DEX file somewhere in the app. */
struct app_dex {
    struct dex *dex;
    const struct artifact *artifact;
    struct bytes name; /* the entry's, or that of the logical DEX of a container: "classes.dex:1" */
    uint64_t size;
    bool loaded; /* the platform loads it when the app starts */
    struct dex_use use;
    uint32_t *shown;             /* by string index; made by fact/dexwalk.c where it cannot search */
};

struct app_library {
    struct elf elf;
    const struct artifact *artifact;
    struct bytes name;
    struct bytes abi; /* of the folder lib/<abi>/; empty elsewhere */
    bool installed;   /* the package manager would find it there */
};

/* What was there and what was examined. */
struct coverage {
    uint64_t total;
    uint64_t analysed;
    uint64_t opaque;     /* there, but nothing can be said about what it does */
    struct bytes reason; /* why total is not analysed, or why something is opaque; the first one met */
    struct locus locus;
};

/* Numbers of app->coverage, those of fact/table.h's enum part. */
enum { COVER_CONTAINER, COVER_MANIFEST, COVER_RESOURCES, COVER_SIGNATURES, COVER_CODE, COVER_NATIVE, COVERAGE_PARTS };

struct app {
    struct scan scan;
    struct artifact **artifacts; /* as given, then what was found inside */
    size_t artifact_count, artifact_capacity;
    struct artifact *base;      /* NULL when no artifact is an app */
    const struct arsc **tables; /* resources of base and splits, base first */
    size_t table_count;
    struct app_dex *dexes;
    size_t dex_count, dex_capacity;
    struct ahead_job *meanwhile;   /* of struct app_watch, until it is posted */
    bool only_apk, other;          /* of struct app_watch, and that it is none */
    struct dex_reading **readings; /* begun and not yet asked for */
    size_t reading_count, reading_capacity;
    struct app_library *libraries;
    size_t library_count, library_capacity;
    struct coverage coverage[COVERAGE_PARTS];
    struct rows *rows;                        /* of fact/table.c */
    struct claims *claims;                    /* of code/claim.c */
    struct looks_ahead *looks_ahead;          /* of code/look.c */
    struct marks *marks;                      /* in native libraries; of read/marks.c */
    struct marks *texts;                      /* in all texts; of code/texts.c, as what follows */
    struct texts_ahead *texts_ahead;
    struct sdks *sdks;                        /* of code/sdk.c */
    struct declared_names *declared;          /* of code/declared.c */
    struct components *components;            /* of fact/component.c */
    struct graph *graph;                       /* of code/graph.c; NULL until somebody asks */
    struct graph_begun *graph_begun;           /* what it is made of; of code/graph_begin.c */
};

/* One artifact given to app_read(): its bytes, and the .idsig beside it if there is one. */
struct app_source {
    struct bytes bytes;
    struct bytes
        inner;    /* raw name of the entry in the bundle `bytes` that is meant; empty: the file itself */
    uint32_t nth; /* which entry of that name, from 1 */
    struct bytes idsig;
};

/*
 * Reads everything. `stage` is told what is being done. False only when not
 * one byte could be made sense of by any reader (that is still an app without
 * facts: its anomalies and coverage say why).
 */
void app_read(struct app *app, struct arena *arena, const struct app_source *sources, size_t count,
              void (*stage)(void *context, const char *what), void *context);

/* The same, with work of the caller's in between. */
struct app_watch {
    void (*stage)(void *context, const char *what);
    void *context;
    struct ahead_job *meanwhile; /* posted for when the helper has nothing else to do (base/ahead.h); may be NULL */
    void (*begun)(struct app *app); /* the code of all archives is there and begun; NULL: nobody listens */
    bool only_apk; /* nothing is read, and no work begun, where the first source is no archive with a manifest */
};
/* False for only_apk, when it is none. */
bool app_read_watched(struct app *app, struct arena *arena, const struct app_source *sources, size_t count,
                      const struct app_watch *watch);

/*
 * The DEX files that app->dexes will most likely list, in their order, by what was begun: whole, and loaded where ART
 * does not refuse them, without `use`. False where it cannot be foreseen.
 */
bool app_foresee_code(const struct app *app, struct app_dex **out, size_t *count);

/* The base's manifest, or NULL. */
static inline const struct manifest *app_manifest(const struct app *app)
{
    return app->base == NULL ? NULL : app->base->manifest;
}

/* Notes that a table was cut at one of the limits. `what` is static text. */
void app_note_limit(struct app *app, struct locus where, const char *what);

/* The same for what is not of the manifest: the part (a number of coverage[]) is not examined whole. */
void app_note_gap(struct app *app, unsigned part, struct locus where, const char *what);

/* Notes code of which nothing can be said. `reason` lives as long as the app. */
void app_note_opaque(struct app *app, struct locus where, struct bytes reason);

enum { APP_KINDS = 14 };
extern const struct anomaly_kind app_kinds[APP_KINDS];

#endif
