#include "fleet/interval.h"

enum { STEPS = 60 }; /* halvings: beyond what a double can tell apart */

/*
 * P(X <= k) of n draws with chance p of at most a half, by adding terms; a
 * long double goes down to 2^-16445, and (1 - p)^n with LIMIT_SAMPLE draws does not pass it.
 */
static long double at_most_by_terms(uint32_t k, uint32_t n, long double p)
{
    long double term = 1, sum, ratio = p / (1 - p);

    for (uint32_t i = 0; i < n; i++)
        term *= 1 - p;
    sum = term;
    for (uint32_t i = 1; i <= k; i++) {
        term *= (long double)(n - i + 1) / i * ratio;
        sum += term;
    }
    return sum;
}

static long double at_most(uint32_t k, uint32_t n, long double p)
{
    if (k >= n)
        return 1;
    return p <= 0.5L ? at_most_by_terms(k, n, p) : 1 - at_most_by_terms(n - k - 1, n, 1 - p);
}

/* The chance at which k or fewer hits have the probability `tail`: the more likely a hit, the less likely so few. */
static double chance(uint32_t k, uint32_t n, long double tail)
{
    long double low = 0, high = 1;

    for (int i = 0; i < STEPS; i++) {
        long double middle = (low + high) / 2;
        if (at_most(k, n, middle) > tail)
            low = middle;
        else
            high = middle;
    }
    return (double)high;
}

struct interval interval_95(uint32_t hits, uint32_t tried)
{
    struct interval i = {0, 1};

    if (tried > 0 && hits > 0)
        i.low = chance(hits - 1, tried, 0.975L);
    if (tried > 0 && hits < tried)
        i.high = chance(hits, tried, 0.025L);
    return i;
}

uint32_t interval_low_permille(const struct interval *i)
{
    return (uint32_t)(i->low * 1000);
}

uint32_t interval_high_permille(const struct interval *i)
{
    uint32_t down = (uint32_t)(i->high * 1000);

    return down + ((double)down < i->high * 1000);
}
