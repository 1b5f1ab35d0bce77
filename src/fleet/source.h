/*
 * Sources: what device management answers, one row each (source.c), read by
 * the file of its form: pages of JSON with devices (source_pages.c), rows that
 * each name their device (source_rows.c), the list of one device
 * (source_list.c). All of this runs in the jail; what it finds is said to an
 * answer (answer.h).
 */
#ifndef VETO_FLEET_SOURCE_H
#define VETO_FLEET_SOURCE_H

#include "fleet/answer.h"

struct source {
    const char *name, *doc;
    /* False when the answer cannot be read at all, with the reason. */
    bool (*read)(struct answer_out *a, struct error *e);
};

/* In order; NULL past the last. */
const struct source *source_at(size_t i);
/* NULL when there is none of that name. */
const struct source *source_find(struct bytes name);

/* Reads the whole answer; false with the reason when it cannot be read at all, or nobody hears. */
bool source_read(const struct source_ask *ask, struct arena *arena, struct frame_writer *out, struct error *e);

/* The readers, for source.c. */
bool source_amapi(struct answer_out *a, struct error *e);
bool source_jamf(struct answer_out *a, struct error *e);
bool source_intune(struct answer_out *a, struct error *e);
bool source_detected(struct answer_out *a, struct error *e);
bool source_fleet(struct answer_out *a, struct error *e);
bool source_osquery(struct answer_out *a, struct error *e);
bool source_issued(struct answer_out *a, struct error *e);
bool source_csv(struct answer_out *a, struct error *e);
bool source_json(struct answer_out *a, struct error *e);
bool source_pm(struct answer_out *a, struct error *e);
bool source_adb(struct answer_out *a, struct error *e);
bool source_apple(struct answer_out *a, struct error *e);
bool source_nanomdm(struct answer_out *a, struct error *e);
bool source_status(struct answer_out *a, struct error *e);

/* What a path of keys ("a.b.c") leads to; NULL when nothing is there, or the path is NULL. */
const struct json_node *source_at_path(const struct json_node *n, const char *path);
/* A text, or a number as its text; else empty. */
struct bytes source_text(struct arena *arena, const struct json_node *n);

#endif
