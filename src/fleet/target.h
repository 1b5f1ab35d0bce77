/*
 * Targets: where a run puts what was rendered. A file of rows, fields separated
 * by tabs, lines with # left out:
 *
 *     PLANE  FILE  PLACE  RING  RELOAD
 *
 * FILE is the rendered file, by its name; PLACE the absolute path it goes to;
 * RING the number of the ring it belongs to, or "-" for the last; RELOAD the
 * command that makes a program read it again, words separated by single
 * spaces, or "-". Of plane "adb" FILE, RING and RELOAD are "-", and PLACE is
 * the adb server's HOST:PORT: its devices have rings of their own.
 *
 * PLACE may be an address, https://..., of a server: a NanoMDM server, of planes
 * of Apple devices. FILE is then the profile, "-" for apple-remove; RING is
 * "-", since its devices have rings of their own; and RELOAD is the absolute
 * path of the file with the server's key, or "-" for that of the environment.
 */
#ifndef VETO_FLEET_TARGET_H
#define VETO_FLEET_TARGET_H

#include "base/arena.h"
#include "base/error.h"

struct target {
    struct bytes plane, file, place, reload; /* with a NUL behind each */
    unsigned ring;                           /* 0: the last */
};

struct targets {
    struct target *rows;
    size_t count;
};

/* Whether the place is an address of a server. */
bool target_is_address(struct bytes place);

/* In the arena; ERROR_FORMAT names the line. Two rows for one place are refused, and of a server for one place and plane. */
bool targets_read(struct arena *a, struct bytes text, struct targets *t, struct error *e);

#endif
