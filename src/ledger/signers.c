#include "ledger/signers.h"

#include <strings.h>

#include "base/limits.h"
#include "ledger/sshkey.h"

/* One pattern without lists: '*' any run, '?' any one byte. The last '*' is where a mismatch resumes. */
static bool match_one(struct bytes pattern, struct bytes text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;

    while (t < text.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size && (pattern.data[p] == '?' || pattern.data[p] == text.data[t])) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

bool signers_match(struct bytes patterns, struct bytes text)
{
    bool found = false;

    for (size_t at = 0; at < patterns.size;) {
        size_t end = bytes_find(patterns, ',', at);
        struct bytes one;
        bytes_slice(patterns, at, end - at, &one);
        at = end + 1;
        if (one.size > 0 && one.data[0] == '!') {
            if (match_one(bytes_from(one, 1), text))
                return false;
        } else if (one.size > 0 && match_one(one, text)) {
            found = true;
        }
    }
    return found;
}

static bool digits(struct bytes text, size_t at, size_t n, int64_t *out)
{
    *out = 0;
    for (size_t i = at; i < at + n; i++) {
        uint8_t c = bytes_get8(text, i);
        if (c < '0' || c > '9')
            return false;
        *out = *out * 10 + (c - '0');
    }
    return true;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t days(int64_t y, int64_t m, int64_t d)
{
    int64_t era, of_era, of_year;

    y -= m <= 2;
    era = y / 400;
    of_era = y - era * 400;
    of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool signers_time(struct bytes text, int64_t *seconds)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t y, mo, d, h = 0, mi = 0, s = 0;
    bool leap;

    if ((text.size != 9 && text.size != 13 && text.size != 15) || text.data[text.size - 1] != 'Z')
        return false;
    if (!digits(text, 0, 4, &y) || !digits(text, 4, 2, &mo) || !digits(text, 6, 2, &d) ||
        (text.size > 9 && (!digits(text, 8, 2, &h) || !digits(text, 10, 2, &mi))) ||
        (text.size > 13 && !digits(text, 12, 2, &s)))
        return false;
    leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (y < 1970 || mo < 1 || mo > 12 || d < 1 || d > lengths[mo - 1] + (mo == 2 && leap) || h > 23 || mi > 59 || s > 59)
        return false;
    *seconds = days(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
    return true;
}

/* The next field of a line, which may be in double quotes, with quotes inside an option's value too. */
static struct bytes field(struct bytes line, size_t *at)
{
    size_t from = *at, end;
    bool quoted = false;
    struct bytes out;

    for (end = from; end < line.size; end++) {
        uint8_t c = line.data[end];
        if (c == '"')
            quoted = !quoted;
        else if ((c == ' ' || c == '\t') && !quoted)
            break;
    }
    bytes_slice(line, from, end - from, &out);
    for (*at = end; *at < line.size && (line.data[*at] == ' ' || line.data[*at] == '\t');)
        ++*at;
    return quoted ? bytes_of(NULL, 0) : out;
}

static struct bytes unquoted(struct bytes text)
{
    struct bytes in = text;

    if (text.size >= 2 && text.data[0] == '"' && text.data[text.size - 1] == '"')
        bytes_slice(text, 1, text.size - 2, &in);
    return in;
}

/* One option: its name without case, "=" and its value; the value without quotes. */
static bool named(struct bytes option, const char *name, struct bytes *value)
{
    size_t n = strlen(name);

    if (option.size <= n || option.data[n] != '=' || strncasecmp((const char *)option.data, name, n) != 0)
        return false;
    *value = unquoted(bytes_from(option, n + 1));
    return true;
}

static bool read_option(struct signers_line *line, struct bytes option, struct error *e)
{
    struct bytes value;

    if (option.size == 14 && strncasecmp((const char *)option.data, "cert-authority", 14) == 0)
        return error_set(e, ERROR_REFUSED, 0,
                         "line %u: certificate authorities (cert-authority) are not taken: list each key", line->number);
    if (named(option, "namespaces", &value)) {
        line->namespaces = value;
        return value.size > 0 || error_set(e, ERROR_FORMAT, 0, "line %u: namespaces is empty", line->number);
    }
    if (named(option, "valid-after", &value))
        return signers_time(value, &line->after) ||
               error_set(e, ERROR_FORMAT, 0, "line %u: valid-after is not YYYYMMDD[HHMM[SS]]Z; the Z is needed",
                         line->number);
    if (named(option, "valid-before", &value))
        return signers_time(value, &line->before) ||
               error_set(e, ERROR_FORMAT, 0, "line %u: valid-before is not YYYYMMDD[HHMM[SS]]Z; the Z is needed",
                         line->number);
    return error_set(e, ERROR_FORMAT, 0, "line %u: an option that is not known", line->number);
}

/* Options stand between commas outside of quotes. */
static bool read_options(struct signers_line *line, struct bytes options, struct error *e)
{
    size_t from = 0;
    bool quoted = false;

    for (size_t i = 0; i <= options.size; i++) {
        struct bytes one;
        if (i < options.size && options.data[i] == '"')
            quoted = !quoted;
        if (i < options.size && (quoted || options.data[i] != ','))
            continue;
        bytes_slice(options, from, i - from, &one);
        if (!read_option(line, one, e))
            return false;
        from = i + 1;
    }
    return true;
}

static bool read_line(struct arena *a, struct bytes text, struct signers_line *line, struct error *e)
{
    size_t at = 0, before;
    struct bytes word;
    struct sshkey key;
    struct error why;

    line->principals = unquoted(field(text, &at));
    if (line->principals.size == 0)
        return error_set(e, ERROR_FORMAT, 0, "line %u: no principals", line->number);
    before = at;
    word = field(text, &at);
    if (sshkey_kind(word) != NULL || bytes_find(word, '=', 0) == word.size) {
        at = before;
        if (word.size == 14 && strncasecmp((const char *)word.data, "cert-authority", 14) == 0)
            return read_option(line, word, e);
    } else if (!read_options(line, word, e)) {
        return false;
    }
    if (line->after > line->before)
        return error_set(e, ERROR_FORMAT, 0, "line %u: valid-after is later than valid-before", line->number);
    if (!sshkey_read_text(a, bytes_from(text, at), &key, &why))
        return error_set(e, why.code, 0, "line %u: %s", line->number, why.text);
    line->key = key.blob;
    sshkey_free(&key);
    return true;
}

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool signers_read(struct arena *a, struct bytes text, struct signers *s, struct error *e)
{
    size_t capacity = 0;
    unsigned number = 0;

    *s = (struct signers){.lines = NULL};
    if (text.size > LIMIT_SIGNERS_FILE)
        return error_set(e, ERROR_LIMIT, 0, "an allowed-signers file of more than %u bytes", LIMIT_SIGNERS_FILE);
    for (size_t at = 0; at < text.size;) {
        size_t begin = at, end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, end - at, &line);
        at = end + 1;
        number++;
        while (line.size > 0 && blank(line.data[line.size - 1]))
            line.size--;
        while (line.size > 0 && blank(line.data[0]))
            line = bytes_from(line, 1);
        if (line.size == 0 || line.data[0] == '#')
            continue;
        if (s->count == LIMIT_SIGNERS_LINES)
            return error_set(e, ERROR_LIMIT, begin, "more than %u signers", LIMIT_SIGNERS_LINES);
        s->lines = arena_grow(a, s->lines, s->count, &capacity, sizeof *s->lines);
        s->lines[s->count] = (struct signers_line){.number = number, .after = INT64_MIN, .before = INT64_MAX};
        if (!read_line(a, line, &s->lines[s->count++], e)) {
            if (e != NULL)
                e->offset = begin;
            return false;
        }
    }
    return true;
}

const struct signers_line *signers_find(const struct signers *s, struct bytes key, const char *space, int64_t when,
                                        const char *principal, struct error *e)
{
    error_set(e, ERROR_REFUSED, 0, "the key is not among the allowed signers");
    for (size_t i = 0; i < s->count; i++) {
        const struct signers_line *l = &s->lines[i];
        if (!bytes_equal(l->key, key))
            continue;
        if (principal != NULL && !signers_match(l->principals, bytes_str(principal)))
            error_set(e, ERROR_REFUSED, 0, "line %u: the key does not speak for %s", l->number, principal);
        else if (l->namespaces.size > 0 && !signers_match(l->namespaces, bytes_str(space)))
            error_set(e, ERROR_REFUSED, 0, "line %u: the key may not sign in the namespace %s", l->number, space);
        else if (when < l->after)
            error_set(e, ERROR_REFUSED, 0, "line %u: the key was not yet valid at that time", l->number);
        else if (when > l->before)
            error_set(e, ERROR_REFUSED, 0, "line %u: the key was no longer valid at that time", l->number);
        else
            return l;
    }
    return NULL;
}
