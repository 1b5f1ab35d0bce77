#include "fleet/handset.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

static const char *const states[HANDSET_STATES] = {"not-installed", "gone", "present-not-usable", "present", "unknown"};

const char *handset_state_id(enum handset_state s)
{
    return states[s];
}

/* --- asking --- */

/* Runs a command; its exit status, or -1 with the reason in e. */
__attribute__((format(printf, 4, 5))) static int tell(const struct handset *h, struct buf *out, struct error *e, const char *format, ...)
{
    char command[600];
    va_list args;
    int status;

    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    return adb_shell(&h->adb, bytes_str(h->transport), bytes_str(command), out, &status, e) ? status : -1;
}

static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, bytes_find(text, '\n', *at) - *at, line);
    *at += line->size + 1;
    return true;
}

/* Whether a list of packages has one; what options put behind the name does not count. */
static bool has(struct bytes list, struct bytes package)
{
    struct bytes line, name;

    for (size_t at = 0; next_line(list, &at, &line);)
        if (bytes_starts(line, BYTES("package:"))) {
            name = bytes_from(line, sizeof "package:" - 1);
            bytes_slice(name, 0, bytes_find(name, ' ', 0), &name);
            if (bytes_equal(name, package))
                return true;
        }
    return false;
}

/* --- users --- */

/* "\tUserInfo{10:Work profile:1030} running": id, name, flags in hexadecimal. */
static bool user_of(struct bytes line, struct handset_user *u)
{
    size_t open = bytes_find(line, '{', 0), colon, last = 0;
    struct bytes inner;
    unsigned long flags;
    char digits[12] = "";

    while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t')) {
        line = bytes_from(line, 1);
        open--;
    }
    if (!bytes_starts(line, BYTES("UserInfo{")))
        return false;
    inner = bytes_from(line, open + 1);
    colon = bytes_find(inner, ':', 0);
    if (colon == 0 || colon > 6)
        return false;
    memcpy(digits, inner.data, colon);
    if (strspn(digits, "0123456789") != colon)
        return false;
    u->id = (int)strtol(digits, NULL, 10);
    for (size_t i = colon; i < inner.size; i++)
        if (inner.data[i] == ':')
            last = i;
    snprintf(u->name, sizeof u->name, "%.*s", last <= colon ? 0 : (int)(last - colon - 1), (const char *)bytes_from(inner, colon + 1).data);
    snprintf(digits, sizeof digits, "%.*s", 8, (const char *)bytes_from(inner, last + 1).data);
    flags = strtoul(digits, NULL, 16);
    u->profile = (flags & 0x20) != 0 || (flags & 0x1000) != 0; /* UserInfo.FLAG_MANAGED_PROFILE, FLAG_PROFILE */
    return true;
}

static bool take_users(struct handset *h, struct error *e)
{
    struct bytes line;

    for (size_t at = 0; next_line(buf_bytes(&h->users_said), &at, &line);) {
        struct handset_user u;
        bool again = false;
        if (!user_of(line, &u))
            continue;
        for (size_t i = 0; i < h->count; i++)
            again = again || h->users[i].id == u.id;
        if (again)
            continue;
        if (h->count == LIMIT_ADB_USERS)
            return error_set(e, ERROR_LIMIT, 0, "the device says that it has more than %u users", LIMIT_ADB_USERS);
        h->users[h->count++] = u;
    }
    return h->count > 0 || error_set(e, ERROR_FORMAT, 0, "the device names no users: 'pm list users' gave none");
}

bool handset_open(struct handset *h, const struct adb *a, struct bytes transport, struct error *e)
{
    struct buf serial;
    struct bytes line = {0};
    size_t at = 0;
    bool ok;

    *h = (struct handset){.adb = *a};
    buf_init(&h->users_said, 1 << 16);
    if (transport.size == 0 || transport.size >= sizeof h->transport)
        return error_set(e, ERROR_FORMAT, 0, "a serial number of %zu bytes", transport.size);
    memcpy(h->transport, transport.data, transport.size);
    buf_init(&serial, 1 << 12);
    ok = tell(h, &serial, e, "getprop ro.serialno") >= 0;
    if (ok && next_line(buf_bytes(&serial), &at, &line) && line.size > 0 && line.size < sizeof h->serial)
        memcpy(h->serial, line.data, line.size);
    else if (ok)
        ok = error_set(e, ERROR_FORMAT, 0, "the device has no serial number: 'getprop ro.serialno' gave none");
    buf_free(&serial);
    return ok && tell(h, &h->users_said, e, "pm list users") >= 0 && take_users(h, e);
}

void handset_close(struct handset *h)
{
    buf_free(&h->users_said);
}

/* --- everything it has --- */

static void section(struct buf *out, const char *name, int user, int status, struct bytes text)
{
    buf_printf(out, "%s %d %d %zu\n", name, user, status, text.size);
    buf_add(out, text);
    buf_str(out, "\n");
}

/* False when the answer did not come to its end. */
static bool list(const struct handset *h, struct buf *out, const char *name, int user, const char *options)
{
    struct error e = {0};
    struct buf text;
    int status;

    buf_init(&text, LIMIT_ADB_OUTPUT);
    status = tell(h, &text, &e, "pm list packages %s--user %d", options, user);
    if (status < 0) {
        buf_reset(&text);
        buf_str(&text, e.text);
    }
    section(out, name, user, status, buf_bytes(&text));
    buf_free(&text);
    return status >= 0;
}

/* After a command without end nothing more is asked: what is missing makes the list incomplete. */
void handset_survey(const struct handset *h, struct buf *out)
{
    section(out, "serial", 0, 0, bytes_str(h->serial));
    section(out, "users", 0, 0, buf_bytes(&h->users_said));
    for (size_t i = 0; i < h->count; i++)
        if (!list(h, out, "installed", h->users[i].id, "") || !list(h, out, "disabled", h->users[i].id, "-d "))
            return;
    list(h, out, "image", 0, "-s -u "); /* -u: removed ones too, whose copy stays in the system image */
}

/* --- one package of one user --- */

static void unknown(struct handset_removal *out, const char *what, const struct error *e)
{
    out->state = HANDSET_UNKNOWN;
    snprintf(out->why, sizeof out->why, "%.120s%s%.240s", what, e == NULL ? "" : ": ", e == NULL ? "" : e->text);
}

struct look {
    struct buf all, off, image, path;
    struct error e;
};

static bool ask_all(const struct handset *h, int user, const char *package, struct look *l, int *path)
{
    return tell(h, &l->all, &l->e, "pm list packages --user %d", user) == 0 && tell(h, &l->off, &l->e, "pm list packages -d --user %d", user) == 0 &&
           tell(h, &l->image, &l->e, "pm list packages -s -u --user %d", user) == 0 &&
           (*path = tell(h, &l->path, &l->e, "pm path --user %d %s", user, package)) >= 0;
}

void handset_look(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out)
{
    struct look l = {.e = {.text = ""}};
    char name[256];
    int path = -1;

    *out = (struct handset_removal){.state = HANDSET_UNKNOWN};
    if (!adb_word(package)) {
        unknown(out, "not a package name", NULL);
        return;
    }
    snprintf(name, sizeof name, "%.*s", (int)package.size, (const char *)package.data);
    buf_init(&l.all, LIMIT_ADB_OUTPUT);
    buf_init(&l.off, LIMIT_ADB_OUTPUT);
    buf_init(&l.image, LIMIT_ADB_OUTPUT);
    buf_init(&l.path, LIMIT_ADB_OUTPUT);
    if (!ask_all(h, u->id, name, &l, &path)) {
        unknown(out, "no list of this user's packages", l.e.code == ERROR_NONE ? NULL : &l.e);
    } else if (!has(buf_bytes(&l.all), BYTES("android"))) {
        unknown(out, "the list of this user's packages is not whole: 'android' is not in it", NULL);
    } else {
        bool listed = has(buf_bytes(&l.all), package), found = bytes_starts(buf_bytes(&l.path), BYTES("package:"));
        out->system = has(buf_bytes(&l.image), package);
        out->disabled = has(buf_bytes(&l.off), package);
        out->state = !listed ? HANDSET_NEVER : out->disabled ? HANDSET_DISABLED : HANDSET_THERE;
        if (listed != found)
            unknown(out, listed ? "the device contradicts itself: it lists the package, and 'pm path' does not find it"
                                : "the device contradicts itself: it does not list the package, and 'pm path' finds it", NULL);
    }
    buf_free(&l.all);
    buf_free(&l.off);
    buf_free(&l.image);
    buf_free(&l.path);
}

/* Runs a command and keeps the last line of its answer, or why there is none. */
static void act(const struct handset *h, struct handset_removal *out, const char *command, int user, struct bytes package)
{
    struct error e = {0};
    struct bytes line, last = {0};
    struct buf text;
    size_t at = 0;

    buf_init(&text, LIMIT_ADB_OUTPUT);
    if (tell(h, &text, &e, "%s --user %d %.*s", command, user, (int)package.size, (const char *)package.data) < 0)
        last = bytes_str(e.text);
    else
        while (next_line(buf_bytes(&text), &at, &line))
            last = line.size > 0 ? line : last;
    snprintf(out->said, sizeof out->said, "%.*s", (int)(last.size < 119 ? last.size : 119), last.size == 0 ? "" : (const char *)last.data);
    buf_free(&text);
}

/* Looks again, keeping what was said. */
static void look_again(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out)
{
    struct handset_removal before = *out;

    handset_look(h, u, package, out);
    memcpy(out->said, before.said, sizeof out->said);
    out->disabled = before.disabled;
    out->system = out->system || before.system;
}

void handset_remove(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out)
{
    handset_look(h, u, package, out);
    if (out->state != HANDSET_THERE && out->state != HANDSET_DISABLED)
        return;
    act(h, out, "pm uninstall", u->id, package);
    look_again(h, u, package, out);
    if (out->state == HANDSET_THERE && out->system) {
        act(h, out, "pm disable-user", u->id, package);
        look_again(h, u, package, out);
    }
    if (out->state == HANDSET_NEVER)
        out->state = HANDSET_GONE;
}

void handset_restore(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out)
{
    handset_look(h, u, package, out);
    if (out->state == HANDSET_DISABLED)
        act(h, out, "pm enable", u->id, package);
    else if (out->state == HANDSET_NEVER && out->system)
        act(h, out, "pm install-existing", u->id, package);
    else
        return;
    look_again(h, u, package, out);
}
