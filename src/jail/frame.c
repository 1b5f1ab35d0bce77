#include "jail/frame.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"

enum { FRAME_HEAD = 5, FLUSH_AT = 64 << 10 };

void frame_writer_init(struct frame_writer *w, int fd)
{
    w->fd = fd;
    buf_init(&w->pending, FLUSH_AT + FRAME_HEAD + LIMIT_FRAME);
    pthread_mutex_init(&w->lock, NULL);
}

/* The lock is held. */
static bool flush(struct frame_writer *w)
{
    struct bytes left = buf_bytes(&w->pending);

    while (left.size > 0) {
        ssize_t n = write(w->fd, left.data, left.size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        left = bytes_from(left, (size_t)n);
    }
    buf_reset(&w->pending);
    return true;
}

bool frame_flush(struct frame_writer *w)
{
    bool ok;

    pthread_mutex_lock(&w->lock);
    ok = flush(w);
    pthread_mutex_unlock(&w->lock);
    return ok;
}

bool frame_send(struct frame_writer *w, enum frame_type type, struct bytes payload)
{
    bool ok;

    if (payload.size > LIMIT_FRAME)
        return false;
    pthread_mutex_lock(&w->lock);
    buf_u8(&w->pending, (uint8_t)type);
    buf_u32(&w->pending, (uint32_t)payload.size);
    ok = buf_add(&w->pending, payload) && (w->pending.size < FLUSH_AT || flush(w));
    pthread_mutex_unlock(&w->lock);
    return ok;
}

void frame_stage(struct frame_writer *w, const char *stage)
{
    frame_send(w, FRAME_STAGE, bytes_str(stage));
    frame_flush(w);
}

void frame_reader_init(struct frame_reader *r)
{
    *r = (struct frame_reader){0};
    buf_init(&r->pending, 2 * (FRAME_HEAD + LIMIT_FRAME) + FLUSH_AT);
}

void frame_reader_free(struct frame_reader *r)
{
    buf_free(&r->pending);
}

bool frame_feed(struct frame_reader *r, struct bytes more)
{
    if (r->taken > 0) { /* drop what was given out */
        buf_drop(&r->pending, r->taken);
        r->taken = 0;
    }
    r->total += more.size;
    if (r->total > LIMIT_CHILD_OUTPUT || !buf_add(&r->pending, more))
        r->broken = true;
    return !r->broken;
}

static bool is_type(uint8_t byte)
{
    return byte != 0 && strchr("SEHRTNZ", byte) != NULL;
}

bool frame_next(struct frame_reader *r, enum frame_type *type, struct bytes *payload)
{
    struct cursor c = cursor_open(bytes_from(buf_bytes(&r->pending), r->taken), 0);
    uint8_t kind = cursor_u8(&c);
    uint32_t size = cursor_u32(&c);

    if (r->broken || c.failed)
        return false;
    if (!is_type(kind) || size > LIMIT_FRAME) {
        r->broken = true;
        return false;
    }
    *payload = cursor_take(&c, size);
    if (c.failed)
        return false;
    *type = (enum frame_type)kind;
    r->taken += c.at;
    return true;
}

size_t frame_pending(const struct frame_reader *r)
{
    return r->pending.size - r->taken;
}
