/*
 * What a reader in the jail says of an answer: devices with their apps, rows
 * of the issued list, what is malformed, why the answer is incomplete. Texts
 * of apps go over once and have numbers from then on. The other end
 * (observe.c) treats every byte as hostile.
 *
 * Frames: FRAME_HEADER a text, which gets the next number, from 1 (empty: all
 * numbers are forgotten); FRAME_ROW 'D' or 'I', below; FRAME_NOTE "problem",
 * "malformed" (how many, when not all were named) and "incomplete", each once
 * but the first.
 */
#ifndef VETO_FLEET_ANSWER_H
#define VETO_FLEET_ANSWER_H

#include "base/arena.h"
#include "base/buf.h"
#include "code/intern.h"
#include "fleet/family.h"
#include "jail/frame.h"

/* One device of an answer. */
struct device {
    struct bytes key, serial;
    int64_t time; /* of its list of apps */
    bool listed, managed, complete, identifiers, whole;
};

enum { APP_VALUE, APP_NAME, APP_VERSION, APP_SIGNER, APP_TEXTS };

/* An app on a device; texts may be empty. */
struct listed_app {
    struct bytes text[APP_TEXTS];
    bool present, usable;
};

/* Row 'D': flags (a byte, these bits), time (64 bits), apps there are (32), digest of the list (32 bytes), key and serial
 * (each 32 bits of size and the text), then each app that is sent: four numbers of texts (32 bits, 0: none), flags (a byte). */
enum { DEVICE_LISTED = 1, DEVICE_MANAGED = 2, DEVICE_COMPLETE = 4, DEVICE_IDENTIFIERS = 8, DEVICE_WHOLE = 16 };
enum { LISTED_PRESENT = 1, LISTED_USABLE = 2 };

/* Row 'I': six texts (32 bits of size and the text) in this order. */
enum { ISSUED_SERIAL, ISSUED_ASSET, ISSUED_DEPARTMENT, ISSUED_PLATFORM, ISSUED_OWNERSHIP, ISSUED_DATE, ISSUED_TEXTS };

/* What is asked of a source; the same for both ends. */
struct source_ask {
    struct bytes source;   /* the name of a row of source.c */
    struct bytes text;     /* the answer */
    struct bytes serial;   /* of a list of one device */
    struct bytes disabled; /* of such a list: the apps that cannot be opened */
    struct bytes map;      /* of rows with any columns: "serial=COLUMN,package=COLUMN" */
    int64_t time;          /* of the answer */
    bool whole;            /* of sources that cannot say it: a list has the apps of the whole device */
    bool keep_all;         /* else only apps that are like a family */
    const struct families *families;
};

/* The reader's end. */
struct answer_out {
    const struct source_ask *ask;
    struct frame_writer *out;
    struct arena *arena; /* for readers, who reset it */
    struct arena texts;  /* of numbered texts */
    struct intern numbers;
    struct bytes *text; /* by number, from 1 */
    size_t room;
    struct buf row, list;
    struct device device;
    uint32_t apps;
    uint64_t devices, malformed;
    bool gone; /* nobody hears any more */
    char reason[200];
};

void answer_open(struct answer_out *a, const struct source_ask *ask, struct arena *arena, struct frame_writer *out);
/* Says what is left to say and frees what the answer holds. False when nobody hears any more. */
bool answer_close(struct answer_out *a);

/* Names something malformed at `where` (a byte or line), raw: who hears it makes it harmless; the device that is open has come short with it. */
void answer_problem(struct answer_out *a, uint64_t where, const char *what, struct bytes of);
/* Says why the answer is incomplete; the first reason stays. */
__attribute__((format(printf, 2, 3))) void answer_short(struct answer_out *a, const char *format, ...);

/* Begins a device; false, and a problem, for one without serial number or key, or with a text that is none. */
bool answer_device(struct answer_out *a, uint64_t where, const struct device *d);
/* Adds an app to it; one without identifier and name is a problem. */
void answer_app(struct answer_out *a, uint64_t where, const struct listed_app *app);
void answer_device_end(struct answer_out *a);

void answer_issued(struct answer_out *a, uint64_t where, const struct bytes row[ISSUED_TEXTS]);

/* Whether a text can be kept: not over LIMIT_ANSWER_TEXT, UTF-8, without a NUL. */
bool answer_sound(struct bytes text);

/* Whether an app is like one of the families. */
bool answer_wanted(const struct families *f, const struct bytes text[APP_TEXTS]);

#endif
