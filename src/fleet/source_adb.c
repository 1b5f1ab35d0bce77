/*
 * What one Android device said over adb (handset.h): sections of a line "NAME
 * USER STATUS SIZE" and as many bytes. An app is present when it is installed
 * for any user or profile, or part of the system image; it can be opened when
 * it is installed for a user and not disabled there. The list is complete when
 * each user named by the device gave both of its lists and "android" is in it.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "fleet/source.h"

struct section {
    struct bytes name, text;
    uint64_t at;
    int user, status;
};

static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, bytes_find(text, '\n', *at) - *at, line);
    *at += line->size + 1;
    return true;
}

static long number(struct bytes *line)
{
    char digits[24] = "";
    struct bytes word;
    long n;
    char *end;

    bytes_slice(*line, 0, bytes_find(*line, ' ', 0), &word);
    *line = bytes_from(*line, word.size + 1);
    if (word.size == 0 || word.size >= sizeof digits)
        return -2;
    memcpy(digits, word.data, word.size);
    n = strtol(digits, &end, 10);
    return *end != 0 || n < -1 || n > INT32_MAX ? -2 : n;
}

/* The next section; false at the end and, with e set, where none is. */
static bool next_section(struct bytes text, size_t *at, struct section *s, struct error *e)
{
    struct bytes line;
    long user, status, size;

    *s = (struct section){.at = *at};
    if (!next_line(text, at, &line))
        return false;
    bytes_slice(line, 0, bytes_find(line, ' ', 0), &s->name);
    line = bytes_from(line, s->name.size + 1);
    user = number(&line);
    status = number(&line);
    size = number(&line);
    if (s->name.size == 0 || user < 0 || status < -1 || size < 0 || !bytes_slice(text, *at, (uint64_t)size, &s->text))
        return error_set(e, ERROR_FORMAT, s->at, "no section NAME USER STATUS SIZE as veto writes it");
    *at += (size_t)size + 1;
    s->user = (int)user;
    s->status = (int)status;
    return true;
}

static struct bytes package_of(struct bytes line)
{
    struct bytes name;

    if (!bytes_starts(line, BYTES("package:")))
        return bytes_of(NULL, 0);
    name = bytes_from(line, sizeof "package:" - 1);
    bytes_slice(name, 0, bytes_find(name, ' ', 0), &name);
    return name;
}

static bool stands_in(struct bytes list, struct bytes package)
{
    struct bytes line;

    for (size_t at = 0; next_line(list, &at, &line);)
        if (bytes_equal(package_of(line), package))
            return true;
    return false;
}

/* The section of that name and user; empty when there is none, or its command failed. */
static struct bytes section_of(struct bytes text, const char *name, int user)
{
    struct error e = {0};
    struct section s;

    for (size_t at = 0; next_section(text, &at, &s, &e);)
        if (bytes_is(s.name, name) && s.user == user && s.status == 0)
            return s.text;
    return bytes_of(NULL, 0);
}

/* Apps of families already looked up in a list of disabled ones: as many as families have identifiers. */
struct looked {
    struct bytes package;
    bool disabled;
};

struct lookup {
    struct bytes off;
    struct looked *seen;
    size_t count, capacity;
};

static bool disabled(struct arena *arena, struct lookup *l, struct bytes package)
{
    for (size_t i = 0; i < l->count; i++)
        if (bytes_equal(l->seen[i].package, package))
            return l->seen[i].disabled;
    l->seen = arena_grow(arena, l->seen, l->count, &l->capacity, sizeof *l->seen);
    l->seen[l->count] = (struct looked){package, stands_in(l->off, package)};
    return l->seen[l->count++].disabled;
}

static void take(struct answer_out *a, const struct section *s)
{
    bool image = bytes_is(s->name, "image");
    struct lookup l = {.off = image ? bytes_of(NULL, 0) : section_of(a->ask->text, "disabled", s->user)};
    struct bytes line;

    for (size_t at = 0; next_line(s->text, &at, &line);) {
        struct listed_app app = {.text = {package_of(line)}, .present = true, .usable = !image};
        if (app.text[APP_VALUE].size == 0) {
            if (line.size > 0)
                answer_problem(a, s->at + at, "a line that is no package:", line);
            continue;
        }
        if (!image && answer_wanted(a->ask->families, app.text))
            app.usable = !disabled(a->arena, &l, app.text[APP_VALUE]);
        answer_app(a, s->at + at, &app);
    }
}

/* How many users the device named, each with both lists; 0 with the reason said when one has not. */
static void whole(struct answer_out *a)
{
    struct error e = {0};
    unsigned users = 0, lists = 0;
    struct section s;
    struct bytes line;

    for (size_t at = 0; next_section(a->ask->text, &at, &s, &e);) {
        if (bytes_is(s.name, "users"))
            for (size_t i = 0; next_line(s.text, &i, &line);)
                users += bytes_find(line, '{', 0) < line.size;
        if (s.status != 0)
            answer_short(a, "%.*s of user %d: %.*s", (int)(s.name.size < 20 ? s.name.size : 20), (const char *)s.name.data, s.user, (int)(s.text.size < 100 ? s.text.size : 100), s.text.size == 0 ? "" : (const char *)s.text.data);
        else if (bytes_is(s.name, "installed") && !stands_in(s.text, BYTES("android")))
            answer_short(a, "the list of user %d is not whole: 'android' is not in it", s.user);
        lists += bytes_is(s.name, "installed") || bytes_is(s.name, "disabled");
    }
    if (users == 0 || lists != 2 * users)
        answer_short(a, "%u lists of %u users", lists, users);
}

bool source_adb(struct answer_out *a, struct error *e)
{
    struct device d = {.time = a->ask->time, .listed = true, .managed = true, .identifiers = true, .whole = true};
    struct section s;

    for (size_t at = 0; next_section(a->ask->text, &at, &s, e);)
        if (bytes_is(s.name, "serial") && d.serial.size == 0)
            d.key = d.serial = s.text;
    if (e->code != ERROR_NONE)
        return false;
    if (d.serial.size == 0)
        return error_set(e, ERROR_FORMAT, 0, "no serial number in it");
    whole(a);
    d.complete = a->reason[0] == 0;
    if (!answer_device(a, 0, &d))
        return error_set(e, ERROR_FORMAT, 0, "its serial number is none");
    for (size_t at = 0; next_section(a->ask->text, &at, &s, e);)
        if (s.status == 0 && (bytes_is(s.name, "installed") || bytes_is(s.name, "image")))
            take(a, &s);
    answer_device_end(a);
    return true;
}
