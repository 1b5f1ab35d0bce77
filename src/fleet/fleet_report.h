/* The report on a fleet: in all, by department, over time; each figure with its denominator, the devices issued. */
#ifndef VETO_FLEET_FLEET_REPORT_H
#define VETO_FLEET_FLEET_REPORT_H

#include "base/buf.h"
#include "fleet/clock.h"
#include "fleet/position.h"
#include "fleet/verify.h"

struct fleet_report {
    const struct verify_total *now;
    const struct verify_total *past; /* oldest first; the last is of the same moment as now */
    size_t past_count;
    const struct clocks *clocks; /* of the cases; on the page */
    const struct positions *networks; /* of the same moment; NULL: none was asked */
    enum language language; /* of text, and the one that comes first on the page */
};

void fleet_report_text(struct buf *out, const struct fleet_report *r);
/* A self-contained page, English and French; false when it did not fit. */
bool fleet_report_html(struct buf *out, const struct fleet_report *r);
/* A row for each moment, department (in all: empty) and family (over all: empty): issued, then devices by verdict, in the order of enum verdict_word. */
typedef void fleet_report_row(void *to, struct bytes moment, struct bytes department, struct bytes family, const uint64_t counts[1 + VERDICT_WORDS]);
void fleet_report_each(const struct fleet_report *r, fleet_report_row *row, void *to);

#endif
