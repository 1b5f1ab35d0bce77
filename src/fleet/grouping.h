/*
 * Rows that each name their device, by device: a first reading adds them as
 * they stand, and sorted they are taken device by device. A row needs sixteen
 * bytes, a device its serial number.
 */
#ifndef VETO_FLEET_GROUPING_H
#define VETO_FLEET_GROUPING_H

#include "fleet/answer.h"

struct grouped {
    uint64_t at;   /* what the caller finds the row by */
    uint32_t line; /* for messages: a line, or a byte, cut */
    uint32_t device;
};

struct grouping {
    struct answer_out *answer;
    struct arena kept; /* of what outlives a row */
    struct intern serials;
    struct bytes *serial; /* of device 1 and on, from 0 */
    size_t room;
    struct grouped *row;
    size_t count, capacity;
};

void grouping_open(struct grouping *g, struct answer_out *a);
void grouping_close(struct grouping *g);

/* Adds a row; the number of its device from 1, or 0 and a problem for a serial number that is none. */
uint32_t grouping_add(struct grouping *g, struct bytes serial, uint64_t at, uint64_t line);

/* All rows by device in the order that devices were first met, each device's as they were added. */
const struct grouped *grouping_sort(struct grouping *g);

#endif
