#include "fleet/patch_step.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "fleet/beside.h"

enum { WORDS = 12, SAID = 300, PATCH_CHANGED = 4, PATCH_AWAY = 3 };

static const char program[] = "veto-patch";

bool patch_is_graph(struct bytes plane)
{
    return bytes_is(plane, "graph");
}

/* --- one request --- */

static struct bytes read_room(struct arena *a, int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    uint8_t *to = arena_raw(a, size > 0 ? (size_t)size + 1 : 1);
    size_t got = 0;

    while (size > 0 && got < (size_t)size) {
        ssize_t n = pread(fd, &to[got], (size_t)size - got, (off_t)got);
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    to[got] = 0;
    return bytes_of(to, got);
}

/* Its last line, the program's name left out: before it stands what was waited for. */
static void read_said(struct arena *a, int fd, char said[SAID])
{
    static const char name[] = "veto-patch: ";
    struct bytes text = read_room(a, fd), line = text;

    for (size_t at = 0; at < text.size; at += line.size + 1)
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &line);
    if (bytes_starts(line, bytes_str(name)))
        line = bytes_from(line, sizeof name - 1);
    snprintf(said, SAID, "%.*s", line.size < SAID ? (int)line.size : SAID - 1, line.size > 0 ? (const char *)line.data : "");
}

struct request {
    const char *url, *body, *etag; /* the last two NULL for GET */
    struct bytes place, token;
};

/* Runs veto-patch: the answer's version and text. Its exit status, or -1; *e says why it is not 0. */
static int request(struct patch_reach *r, struct arena *a, const struct request *q, struct bytes *etag, struct bytes *text, struct error *e)
{
    const char *argv[WORDS] = {program, q->url};
    char found[FILE_PATH], room[32], said[SAID] = "";
    int n = 2, out = beside_room("answer", bytes_of(NULL, 0), room), err = beside_room("said", bytes_of(NULL, 0), room), status = -1;
    struct bytes answer;

    if (q->body != NULL) {
        argv[n++] = "--body";
        argv[n++] = q->body;
    }
    if (q->etag != NULL) {
        argv[n++] = "--if-match";
        argv[n++] = q->etag;
    }
    if (q->token.size > 0) {
        argv[n++] = "--token";
        argv[n++] = (const char *)q->token.data;
    }
    if (r->authorities != NULL) {
        argv[n++] = "--ca";
        argv[n++] = r->authorities;
    }
    if (!beside_find(program, found))
        snprintf(said, sizeof said, "this build has no %s: with libcurl4-openssl-dev, make builds it", program);
    else if (out >= 0 && err >= 0) {
        status = beside_run(found, argv, out, err);
        read_said(a, err, said);
    }
    answer = out < 0 ? bytes_of(NULL, 0) : read_room(a, out);
    if (out >= 0)
        close(out);
    if (err >= 0)
        close(err);
    bytes_slice(answer, 0, bytes_find(answer, '\n', 0), etag);
    *text = bytes_from(answer, etag->size + 1);
    *etag = bytes_is(*etag, "-") ? bytes_of(NULL, 0) : arena_copy(a, *etag);
    if (status == 0)
        return 0;
    if (said[0] == 0)
        snprintf(said, sizeof said, "%s came to no end", program);
    if (status < 0 || status == PATCH_AWAY || status == 127) {
        r->away = q->place;
        snprintf(r->why_away, sizeof r->why_away, "%.190s", said);
    }
    error_set(e, ERROR_SYSTEM, 0, "%s", said);
    return status;
}

bool patch_get(struct patch_reach *r, struct arena *a, struct bytes url, struct bytes token, struct bytes *text, struct bytes *etag, struct error *e)
{
    struct request q = {.url = (const char *)url.data, .place = url, .token = token};

    if (bytes_equal(r->away, url))
        return error_set(e, ERROR_SYSTEM, 0, "%s", r->why_away);
    return request(r, a, &q, etag, text, e) == 0;
}

/* --- a step --- */

/* Which fields it is about: those that it is to leave, and those that were there. */
static bool fields_of(struct arena *a, const struct step *s, struct document_fields *fields, struct error *e)
{
    struct document_fields was = {NULL, 0};

    if (!document_fields(a, s->want, fields, e) || (s->known && !document_fields(a, s->was.text, &was, e)))
        return false;
    *fields = document_union(a, fields, &was);
    return true;
}

/* The document as it was before the step. */
static bool before(struct arena *a, const struct step *s, struct placed *there, bool *wrote)
{
    struct document_fields fields;
    struct error e = {0};
    struct bytes now;

    if (!s->known || !fields_of(a, s, &fields, &e) || !document_pick(a, there->text, &fields, &now, &e))
        return false;
    *wrote = document_same(now, s->want);
    return *wrote ? document_with(a, there->text, &fields, s->was.text, &there->text, &e) : document_same(now, s->was.text);
}

/* What the document has in the step's fields now, and its version. */
static bool now_of(struct patch_reach *r, struct arena *a, const struct step *s, struct bytes *now, struct bytes *etag, struct error *e)
{
    struct document_fields fields;
    struct bytes text;

    return fields_of(a, s, &fields, e) && patch_get(r, a, s->place, s->reload, &text, etag, e) && document_pick(a, text, &fields, now, e);
}

static enum step_now judge(const struct step *s, struct bytes now)
{
    bool undoing = s->state == STEP_UNDOING || s->state == STEP_UNDONE;

    if (undoing && s->known && document_same(now, s->was.text))
        return NOW_BEFORE;
    if (document_same(now, s->want))
        return NOW_APPLIED;
    return !s->known || document_same(now, s->was.text) ? NOW_BEFORE : NOW_OTHER;
}

static enum step_now look(void *context, struct arena *a, const struct step *s, struct error *e)
{
    struct bytes now, etag;

    return now_of(context, a, s, &now, &etag, e) ? judge(s, now) : NOW_AWAY;
}

static bool keep(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e)
{
    struct bytes etag;

    was->there = true;
    return now_of(context, a, s, &was->text, &etag, e);
}

/* What to send so that the fields are as `to` has them: of Graph with its type, and null for what is to be empty. */
static struct bytes body_of(struct arena *a, const struct step *s, const struct document_fields *fields, struct bytes to)
{
    const char *type = "\"@odata.type\":\"#microsoft.graph.iosGeneralDeviceConfiguration\"";
    struct document_fields has;
    struct bytes text, rest;
    struct error e = {0};
    struct buf out;

    if (!patch_is_graph(s->plane) || !document_fields(a, to, &has, &e))
        return to;
    buf_init(&out, LIMIT_PLACE_FILE * 2u);
    buf_printf(&out, "{%s", type);
    for (size_t i = 0; i < fields->count; i++) {
        bool there = false;
        for (size_t k = 0; k < has.count; k++)
            there = there || bytes_equal(has.names[k], fields->names[i]);
        if (!there)
            buf_printf(&out, ",\"%.*s\":null", (int)fields->names[i].size, (const char *)fields->names[i].data);
    }
    rest = bytes_from(to, 1);
    if (has.count > 0)
        buf_str(&out, ",");
    buf_add(&out, rest);
    text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return text;
}

/* The address with the update mask, which AMAPI wants: without one it would replace the whole policy. */
static struct bytes address_of(struct arena *a, const struct step *s, const struct document_fields *fields)
{
    struct bytes text;
    struct buf out;

    if (patch_is_graph(s->plane))
        return s->place;
    buf_init(&out, LIMIT_FETCH_URL);
    buf_add(&out, s->place);
    buf_str(&out, bytes_find(s->place, '?', 0) < s->place.size ? "&updateMask=" : "?updateMask=");
    for (size_t i = 0; i < fields->count; i++) {
        buf_str(&out, i > 0 ? "," : "");
        buf_add(&out, fields->names[i]);
    }
    text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return text;
}

/* Looks, and where the fields are still as they were on the way there, changes them; an answer that was lost is looked after. */
static bool change(struct patch_reach *r, struct arena *a, const struct step *s, struct bytes to, char answer[120], struct error *e)
{
    char path[32] = "", hex[HEX256 + 1];
    uint8_t digest[SHA256_SIZE];
    struct document_fields fields;
    struct bytes now, etag, reply = bytes_of(NULL, 0), version;
    struct error why = {0};
    int body, status;

    if (!fields_of(a, s, &fields, e) || !now_of(r, a, s, &now, &etag, e))
        return false;
    if (judge(s, now) == NOW_OTHER)
        return error_set(e, ERROR_REFUSED, 0, "somebody else changed what is there since; it was not touched");
    if (document_same(now, to)) {
        snprintf(answer, 120, "it was so already");
        return true;
    }
    body = beside_room("body", body_of(a, s, &fields, to), path);
    if (body < 0 || fields.count == 0) {
        if (body >= 0)
            close(body);
        return error_set(e, ERROR_SYSTEM, 0, fields.count == 0 ? "a change that names no field" : "no memory for what is to be sent");
    }
    status = request(r, a, &(struct request){.url = (const char *)address_of(a, s, &fields).data, .body = path, .etag = etag.size > 0 ? (const char *)etag.data : NULL, .place = s->place, .token = s->reload},
                     &version, &reply, &why);
    close(body);
    hash_sha256(reply, digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    snprintf(answer, 120, "changed, answer SHA-256 %s", hex);
    if (status == 0)
        return true;
    if (status == PATCH_CHANGED)
        return error_set(e, ERROR_REFUSED, 0, "somebody else changed what is there at the same time; it was not touched");
    r->away = bytes_of(NULL, 0); /* what was sent may have arrived */
    if (now_of(r, a, s, &now, &etag, e) && document_same(now, to)) {
        snprintf(answer, 120, "changed; the answer was lost, and it is there");
        return true;
    }
    return error_set(e, why.code, 0, "%s", why.text);
}

static bool apply(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    return change(context, a, s, s->want, answer, e);
}

static bool undo(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    return change(context, a, s, s->was.text, answer, e);
}

const struct step_doer step_patch = {"patch", look, keep, apply, undo, .waits = true, .before = before};
