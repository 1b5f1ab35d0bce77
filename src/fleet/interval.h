/*
 * What a sample says about all: the exact interval of Clopper and Pearson
 * (Biometrika 26, 1934) for a share, from the binomial distribution. It never
 * covers less than it says, and holds for a sample without replacement too.
 */
#ifndef VETO_FLEET_INTERVAL_H
#define VETO_FLEET_INTERVAL_H

#include <stdint.h>

struct interval {
    double low, high; /* shares from 0 to 1 */
};

/* Of `hits` among `tried` (at most LIMIT_SAMPLE), at 95 percent. Nothing tried: 0 to 1. */
struct interval interval_95(uint32_t hits, uint32_t tried);

/* A share as tenths of a percent, rounded outwards: what a report prints. */
uint32_t interval_low_permille(const struct interval *i);
uint32_t interval_high_permille(const struct interval *i);

#endif
