/* One command sent by veto-push. */
#include <stdio.h>
#include <unistd.h>

#include "fleet/beside.h"
#include "fleet/mdm_step.h"

enum { WORDS = 16, SAID = 300, PUSH_SHORT = 1 };

static const char program[] = "veto-push";

/* Why it was not queued, as veto-push says it on standard error: the first line, behind what the step says itself. */
static void read_said(int fd, char said[SAID])
{
    static const char before[] = "was not queued: ", name[] = "veto-push: ";
    ssize_t n = pread(fd, said, SAID - 1, 0);
    struct bytes line;
    size_t at;

    bytes_slice(bytes_of(said, n > 0 ? (size_t)n : 0), 0, bytes_find(bytes_of(said, n > 0 ? (size_t)n : 0), '\n', 0), &line);
    at = bytes_search(line, bytes_str(before), 0);
    if (at < line.size)
        line = bytes_from(line, at + sizeof before - 1);
    else if (bytes_starts(line, bytes_str(name)))
        line = bytes_from(line, sizeof name - 1);
    memmove(said, line.size > 0 ? line.data : (const uint8_t *)"", line.size);
    said[line.size] = 0;
}

/* The option that says what is to be done, and its argument. */
static bool deed(const struct step *s, const struct mdm_command *c, const char *argv[], int *n, int *profile, char path[32])
{
    static const char *const options[MDM_KINDS] = {[MDM_REMOVE_APP] = "--remove", [MDM_INSTALL_APP] = "--install", [MDM_LIST_APPS] = "--list",
                                                   [MDM_INSTALL_PROFILE] = "--profile", [MDM_REMOVE_PROFILE] = "--remove-profile", [MDM_LIST_PROFILES] = "--list-profiles"};
    struct bytes name, text;

    argv[(*n)++] = options[c->kind];
    if (mdm_kind_lists(c->kind))
        return true;
    if (c->kind != MDM_INSTALL_PROFILE) {
        argv[(*n)++] = (const char *)c->subject.data; /* a NUL behind: arena_copy() */
        return true;
    }
    if (!mdm_step_profile(c->back ? s->was.text : s->want, &name, &text))
        return false;
    *profile = beside_room("profile", text, path);
    argv[(*n)++] = path;
    return *profile >= 0;
}

bool mdm_push(struct mdm_reach *r, const struct step *s, const struct mdm_command *c, struct error *e)
{
    const char *argv[WORDS] = {program, (const char *)s->place.data, (const char *)c->device.data, "--uuid", (const char *)c->uuid.data};
    char found[FILE_PATH], room[32], path[32] = "", said[SAID] = "";
    int n = 5, profile = -1, out = -1, err = -1, status = -1;

    if (!beside_find(program, found)) {
        r->away = s->place;
        snprintf(r->why_away, sizeof r->why_away, "this build has no %s: with libcurl4-openssl-dev, make builds it", program);
        return error_set(e, ERROR_SYSTEM, 0, "%s", r->why_away);
    }
    if (deed(s, c, argv, &n, &profile, path)) {
        if (s->reload.size > 0) {
            argv[n++] = "--api-key";
            argv[n++] = (const char *)s->reload.data;
        }
        if (r->authorities != NULL) {
            argv[n++] = "--ca";
            argv[n++] = r->authorities;
        }
        if (r->nopush)
            argv[n++] = "--nopush";
        argv[n] = NULL;
        out = beside_room("queued", bytes_of(NULL, 0), room);
        err = beside_room("said", bytes_of(NULL, 0), room);
        status = out < 0 || err < 0 ? -1 : beside_run(found, argv, out, err);
        read_said(err, said);
    }
    if (profile >= 0)
        close(profile);
    if (out >= 0)
        close(out);
    if (err >= 0)
        close(err);
    if (status == 0)
        return true;
    if (status != PUSH_SHORT) {
        r->away = s->place;
        snprintf(r->why_away, sizeof r->why_away, "%.190s", said[0] != 0 ? said : "veto-push came to no end");
    }
    return error_set(e, ERROR_SYSTEM, 0, "%s", said[0] != 0 ? said : "veto-push came to no end");
}
