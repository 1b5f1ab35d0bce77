/* Verdicts on a fleet, written for people and programs. */
#ifndef VETO_FLEET_VERIFY_REPORT_H
#define VETO_FLEET_VERIFY_REPORT_H

#include "base/buf.h"
#include "base/json.h"
#include "fleet/verify.h"

/* Why web access is unknown, whatever a list of apps says; in a sentence. */
const char *verify_web_say(enum language l);

/* The figures: in all and for each family, by reason. */
void verify_write_summary(struct buf *out, const struct verify_total *total, enum language l);
/* Which answers are kept whole, what for and until when, in a sentence. */
void verify_write_keeping(struct buf *out, const struct keeping *k, int64_t as_of, enum language l);
/* One device and family on a line. */
void verify_write_line(struct buf *out, struct known *k, const struct verify_total *total, const struct verify_row *row, enum language l);
/* Everything that a verdict on one device rests on. */
void verify_write_explanation(struct buf *out, struct known *k, const struct verify_total *total, const struct verify_row *row, enum language l);

/* Keys in order: of a row, and of the figures. */
void verify_json_row(struct json *j, struct known *k, const struct families *families, const struct verify_row *row);
void verify_json_total(struct json *j, const struct verify_total *total);

/* A number with its thousands set apart, as the language does it. */
void verify_number(struct buf *out, uint64_t n, enum language l);

#endif
