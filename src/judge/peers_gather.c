#include "judge/peers_gather.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/pack.h"

struct gathering {
    struct peer_pool *pool;
    struct peer_files *from;
};

static void note(const struct gathering *g, const char *path, struct bytes text)
{
    struct peer_files *f = g->from;
    struct arena *a = g->pool->arena;

    f->notes = arena_grow(a, f->notes, f->note_count, &f->note_capacity, sizeof *f->notes);
    f->notes[f->note_count++] = (struct peer_note){arena_copy(a, bytes_str(path)), arena_copy(a, text)};
}

static bool wanted(const struct peer_files *f, struct bytes sha256)
{
    return !f->selected || peer_digests_have(f->wanted, f->wanted_count, sha256);
}

static struct bytes hex_of(struct arena *a, const uint8_t sha256[SHA256_SIZE])
{
    char hex[HEX256 + 1];

    hash_hex(bytes_of(sha256, SHA256_SIZE), hex);
    return arena_copy(a, bytes_of(hex, HEX256));
}

static bool known(const uint8_t sha256[SHA256_SIZE])
{
    static const uint8_t none[SHA256_SIZE];

    return memcmp(sha256, none, SHA256_SIZE) != 0;
}

/* --- apps --- */

static void leave(const struct gathering *g, struct bytes sha256, enum peer_reason why)
{
    struct peer_candidate *c = peer_pool_add(g->pool);

    c->peer.sha256 = sha256;
    c->counts = false;
    c->why = why;
}

static void take_record(const struct gathering *g, const struct record *r, enum peer_basis basis,
                        const char *path)
{
    struct peer peer;
    struct error e = {0};

    if (!peer_of_record(g->pool->arena, r, &peer, &e)) {
        note(g, path, bytes_str(e.text));
        if (hash_is_hex256(peer.sha256))
            leave(g, peer.sha256, LEFT_FAILED);
    } else if (!peer_is_app(r)) {
        leave(g, peer.sha256, LEFT_NO_APP);
    } else {
        struct peer_candidate *c = peer_pool_add(g->pool);
        c->peer = peer;
        c->peer.basis = basis;
    }
}

static bool keep(void *context, size_t index, const struct evaluated *result)
{
    const struct gathering *g = context;
    const struct intake_app *app = result->app;

    (void)index;
    if (result->record != NULL) {
        take_record(g, result->record, PEER_EVALUATED, app->path);
        return true;
    }
    note(g, app->path, result->failure);
    if (known(app->sha256))
        leave(g, hex_of(g->pool->arena, app->sha256), LEFT_FAILED);
    return true;
}

/* Only what is wanted is read; what was found twice is named. */
static void narrow(const struct gathering *g, struct intake *in)
{
    size_t kept = 0;

    for (size_t i = 0; i < in->app_count; i++)
        if (wanted(g->from, hex_of(&in->arena, in->apps[i].sha256)))
            in->apps[kept++] = in->apps[i];
    in->app_count = kept;
    for (size_t i = 0; i < in->double_count; i++) {
        struct bytes hex = hex_of(g->pool->arena, in->doubles[i].sha256);
        if (wanted(g->from, hex))
            leave(g, hex, LEFT_DOUBLE);
    }
}

/* --- records --- */

static bool take_line(const struct gathering *g, const char *path, size_t number, struct bytes line,
                      struct error *e)
{
    struct arena a;
    struct record record;
    struct error why = {0};
    bool ok;

    arena_init(&a, LIMIT_ARENA);
    ok = record_read(&record, &a, line, &why);
    if (!ok)
        error_set(e, ERROR_FORMAT, number, "%.100s:%zu: no record: %.200s", path, number, why.text);
    else if (!(ok = record_same_packs(&record, g->from->packs, &why)))
        error_set(e, ERROR_REFUSED, number,
                  "%.100s:%zu: peers are evaluated by the same version with the same packs, and this record "
                  "was not: %.150s",
                  path, number, why.text);
    else if (!g->from->selected)
        take_record(g, &record, PEER_RECORD, path);
    else {
        struct peer peer;
        if (!peer_of_record(&a, &record, &peer, NULL) || wanted(g->from, peer.sha256))
            take_record(g, &record, PEER_RECORD, path);
    }
    arena_free(&a);
    return ok;
}

static bool take_file(const struct gathering *g, const char *path, struct error *e)
{
    struct input file;
    struct error why = {0};
    bool ok = true;
    size_t number = 0;

    if (g->from->no_records) {
        note(g, path, BYTES("a record; a recheck derives from files, so it is not taken"));
        return true;
    }
    if (!input_open(&file, path, &why))
        return error_set(e, why.code, 0, "%.200s: %.150s", path, why.text);
    for (size_t at = 0; at < file.bytes.size && ok;) {
        size_t end = bytes_find(file.bytes, '\n', at);
        struct bytes line;
        bytes_slice(file.bytes, at, end - at, &line);
        ok = take_line(g, path, ++number, line, e) &&
             (g->pool->count <= LIMIT_PEERS ||
              error_set(e, ERROR_LIMIT, 0, "more than %u apps to compare with", LIMIT_PEERS));
        at = end + 1;
    }
    input_close(&file);
    return ok;
}

/* A record begins with a brace, which no app does. */
static bool begins_as_record(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char first = 0;
    bool yes = fd >= 0 && read(fd, &first, 1) == 1 && first == '{';

    if (fd >= 0)
        close(fd);
    return yes;
}

static void note_unreadable(const struct gathering *g, const struct intake *in)
{
    for (size_t i = 0; i < in->file_count; i++)
        if (!in->files[i].readable) {
            note(g, in->files[i].path, bytes_str(in->files[i].error.text));
            g->from->trouble = true;
        }
}

bool peers_gather(struct peer_pool *pool, struct peer_files *from, struct error *e)
{
    struct gathering g = {pool, from};
    struct intake in;
    struct evaluation ev = {
        .intake = &in, .packs = from->packs, .jobs = from->jobs, .context = &g, .ready = keep};
    const char **paths = arena_array(pool->arena, from->count, sizeof *paths);
    size_t count = 0;
    bool ok = true;

    for (size_t i = 0; i < from->count && ok; i++)
        if (begins_as_record(from->paths[i]))
            ok = take_file(&g, from->paths[i], e);
        else
            paths[count++] = from->paths[i];
    if (!ok)
        return false;
    if (!intake_open(&in, paths, count,
                     (struct intake_options){.jobs = from->jobs, .digests = true, .records = true}, e))
        return false;
    note_unreadable(&g, &in);
    narrow(&g, &in);
    for (size_t i = 0; i < in.record_count && ok; i++)
        ok = take_file(&g, in.records[i], e);
    if (ok && pool->count + in.app_count > LIMIT_PEERS)
        ok = error_set(e, ERROR_LIMIT, 0, "%zu apps to compare with; at most %u", pool->count + in.app_count,
                       LIMIT_PEERS);
    ok = ok && evaluate_all(&ev, e);
    intake_close(&in);
    return ok;
}

/* --- sets --- */

static bool built_in(const char *name, struct bytes *text)
{
    char path[100];
    const struct pack_file *pack;

    snprintf(path, sizeof path, "peers/%.64s.tsv", name);
    pack = pack_find(path);
    if (pack != NULL)
        *text = pack->text;
    return pack != NULL;
}

bool peer_set_open(struct peer_set *s, struct arena *a, const char *name, struct error *e)
{
    struct input file;
    struct bytes text;
    struct error why = {0};

    if (access(name, F_OK) != 0) {
        if (!built_in(name, &text))
            return error_set(e, ERROR_USAGE, 0,
                             "%.200s: there is no such folder or file, and no set of peers of that id", name);
    } else {
        if (!input_open_within(&file, name, LIMIT_FRAME, &why))
            return error_set(e, why.code, 0, "%.200s: %.150s", name, why.text);
        if (file.bytes.size > LIMIT_FRAME) {
            input_close(&file);
            return error_set(e, ERROR_LIMIT, 0, "%.200s: too long for a set of peers", name);
        }
        text = arena_copy(a, file.bytes);
        input_close(&file);
    }
    return peer_set_read(s, a, text, &why) ||
           error_set(e, why.code, why.offset, "%.200s: %.180s", name, why.text);
}

bool peer_set_wanted(const struct peer_set *s, struct arena *a, struct bytes category, struct bytes **out,
                     size_t *count, struct error *e)
{
    *out = arena_array(a, s->count, sizeof **out);
    *count = 0;
    for (size_t i = 0; i < s->count; i++)
        if (peer_set_takes(s, i, category))
            (*out)[(*count)++] = s->entries[i].sha256; /* in the order of digests already */
    return *count > 0 ||
           error_set(e, ERROR_USAGE, 0, "the set %.*s has no app%s", (int)(s->pack.id.size % 100),
                     (const char *)s->pack.id.data, category.data == NULL ? "" : " of that category");
}
