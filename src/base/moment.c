#include "base/moment.h"

#include <stdio.h>

enum { DAY = 86400, LAST_YEAR = 9999 };

static bool leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in(int64_t year, int64_t month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && leap(year) ? 1u : 0u);
}

/* Days from 1970-01-01 to the first of a year. */
static int64_t days_before(int64_t year)
{
    int64_t y = year - 1;

    return 365 * (year - 1970) + (y / 4 - 1969 / 4) - (y / 100 - 1969 / 100) + (y / 400 - 1969 / 400);
}

/* `count` digits at *at, which moves behind them. */
static bool digits(struct bytes text, size_t *at, unsigned count, int64_t *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++, (*at)++) {
        if (*at >= text.size || text.data[*at] < '0' || text.data[*at] > '9')
            return false;
        *out = *out * 10 + (text.data[*at] - '0');
    }
    return true;
}

static bool is(struct bytes text, size_t *at, const char *any)
{
    for (; *any != 0; any++)
        if (*at < text.size && text.data[*at] == (uint8_t)*any) {
            (*at)++;
            return true;
        }
    return false;
}

/* "Z", "+02:00", "-0500": seconds east of UTC. */
static bool offset(struct bytes text, size_t *at, int64_t *east)
{
    int64_t hours, minutes, sign = *at < text.size && text.data[*at] == '-' ? -1 : 1;

    *east = 0;
    if (is(text, at, "Zz"))
        return true;
    if (!is(text, at, "+-") || !digits(text, at, 2, &hours))
        return false;
    is(text, at, ":");
    if (!digits(text, at, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *east = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool clock_of(struct bytes text, size_t *at, int64_t *seconds)
{
    int64_t h, m, s, east;

    if (!digits(text, at, 2, &h) || !is(text, at, ":") || !digits(text, at, 2, &m) || !is(text, at, ":") ||
        !digits(text, at, 2, &s) || h > 23 || m > 59 || s > 60)
        return false;
    if (is(text, at, "."))
        while (*at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9')
            (*at)++;
    if (!offset(text, at, &east))
        return false;
    *seconds = h * 3600 + m * 60 + (s == 60 ? 59 : s) - east;
    return true;
}

bool moment_parse(struct bytes text, int64_t *seconds)
{
    int64_t year, month, day, within = 0;
    size_t at = 0;

    if (!digits(text, &at, 4, &year) || !is(text, &at, "-") || !digits(text, &at, 2, &month) || !is(text, &at, "-") ||
        !digits(text, &at, 2, &day) || year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    if (at < text.size && (!is(text, &at, "Tt ") || !clock_of(text, &at, &within)))
        return false;
    *seconds = days_before(year) + day - 1;
    for (int64_t m = 1; m < month; m++)
        *seconds += days_in(year, m);
    *seconds = *seconds * DAY + within;
    return at == text.size && *seconds >= 0;
}

void moment_format(int64_t seconds, char out[MOMENT_SIZE])
{
    int64_t days = seconds < 0 ? 0 : seconds / DAY, within = seconds < 0 ? 0 : seconds % DAY, year, month = 1;

    year = 1970 + days / 366;
    while (year < LAST_YEAR && days_before(year + 1) <= days)
        year++;
    days -= days_before(year);
    while (month < 12 && days >= days_in(year, month))
        days -= days_in(year, month++);
    snprintf(out, MOMENT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)(days + 1) % 100, (unsigned)(within / 3600) % 100, (unsigned)(within / 60 % 60), (unsigned)(within % 60));
}
