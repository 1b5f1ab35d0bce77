#include "fleet/answer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "fleet/likeness.h"

enum { SHOWN = 120, TEXTS_BYTES = 64 << 20 };

static void send(struct answer_out *a, enum frame_type type, struct bytes payload)
{
    a->gone = a->gone || !frame_send(a->out, type, payload);
}

static void note(struct answer_out *a, const char *key, struct bytes value)
{
    struct buf out;

    buf_init(&out, LIMIT_LINT_MESSAGE);
    buf_str(&out, key);
    buf_u8(&out, 0);
    buf_add(&out, value);
    send(a, FRAME_NOTE, buf_bytes(&out));
    buf_free(&out);
}

static void forget(struct answer_out *a)
{
    arena_free(&a->texts);
    intern_init(&a->numbers, &a->texts, a->numbers.seed, 64);
    a->room = 64;
    a->text = arena_array(&a->texts, a->room, sizeof *a->text);
}

void answer_open(struct answer_out *a, const struct source_ask *ask, struct arena *arena, struct frame_writer *out)
{
    uint8_t digest[SHA256_SIZE];
    struct bytes start;

    *a = (struct answer_out){.ask = ask, .arena = arena, .out = out};
    bytes_slice(ask->text, 0, ask->text.size < 65536 ? ask->text.size : 65536, &start);
    hash_sha256(start, digest);
    a->numbers.seed = bytes_load64(digest);
    arena_init(&a->texts, LIMIT_ARENA);
    a->texts.exhausted = arena->exhausted;
    a->texts.context = arena->context;
    forget(a);
    buf_init(&a->row, LIMIT_FRAME);
    buf_init(&a->list, LIMIT_RECORD);
}

bool answer_close(struct answer_out *a)
{
    char count[24];

    if (a->malformed > LIMIT_OBSERVE_PROBLEMS) {
        snprintf(count, sizeof count, "%" PRIu64, a->malformed);
        note(a, "malformed", bytes_str(count));
    }
    if (a->malformed > 0)
        answer_short(a, "%" PRIu64 " malformed", a->malformed);
    if (a->devices == 0)
        answer_short(a, "no device in it");
    if (a->reason[0] != 0)
        note(a, "incomplete", bytes_str(a->reason));
    buf_free(&a->row);
    buf_free(&a->list);
    arena_free(&a->texts);
    return !a->gone;
}

void answer_problem(struct answer_out *a, uint64_t where, const char *what, struct bytes of)
{
    struct buf out;

    a->device.complete = false;
    if (a->malformed++ >= LIMIT_OBSERVE_PROBLEMS)
        return;
    buf_init(&out, LIMIT_LINT_MESSAGE);
    buf_printf(&out, "%" PRIu64 ": %s ", where, what);
    buf_add(&out, bytes_of(of.data, of.size < SHOWN ? of.size : SHOWN));
    note(a, "problem", buf_bytes(&out));
    buf_free(&out);
}

void answer_short(struct answer_out *a, const char *format, ...)
{
    va_list more;

    if (a->reason[0] != 0)
        return;
    va_start(more, format);
    vsnprintf(a->reason, sizeof a->reason, format, more);
    va_end(more);
}

bool answer_sound(struct bytes text)
{
    return text.size <= LIMIT_ANSWER_TEXT && text_is_utf8(text) && bytes_find(text, 0, 0) == text.size;
}

static void put_text(struct buf *out, struct bytes text)
{
    buf_u32(out, (uint32_t)text.size);
    buf_add(out, text);
}

bool answer_device(struct answer_out *a, uint64_t where, const struct device *d)
{
    a->device = *d;
    a->apps = 0;
    buf_reset(&a->row);
    buf_reset(&a->list);
    if (d->serial.size == 0 || d->key.size == 0) {
        answer_problem(a, where, "a device without serial number or id:", d->key.size > 0 ? d->key : d->serial);
        return false;
    }
    if (!answer_sound(d->serial) || !answer_sound(d->key)) {
        answer_problem(a, where, "a device whose serial number or id is no text:", d->serial);
        return false;
    }
    return true;
}

static uint32_t number_of(struct answer_out *a, struct bytes text)
{
    uint32_t hash, at;

    if (text.size == 0)
        return 0;
    hash = at = intern_hash(a->numbers.seed, text);
    intern_room(&a->numbers);
    for (;; at++) {
        struct intern_slot *slot = &a->numbers.slots[at & a->numbers.mask];
        if (slot->number == 0) {
            *slot = (struct intern_slot){hash, ++a->numbers.count};
            a->text = arena_grow(&a->texts, a->text, slot->number, &a->room, sizeof *a->text);
            a->text[slot->number] = arena_copy(&a->texts, text);
            send(a, FRAME_HEADER, text);
            return slot->number;
        }
        if (slot->hash == hash && bytes_equal(a->text[slot->number], text))
            return slot->number;
    }
}

bool answer_wanted(const struct families *f, const struct bytes text[APP_TEXTS])
{
    for (size_t i = 0; i < f->count; i++)
        if (likeness(&f->rows[i], text[APP_VALUE], text[APP_NAME], text[APP_SIGNER]) != MATCH_NONE)
            return true;
    return false;
}

void answer_app(struct answer_out *a, uint64_t where, const struct listed_app *app)
{
    if (app->text[APP_VALUE].size == 0 && app->text[APP_NAME].size == 0) {
        answer_problem(a, where, "an app without identifier and name, on", a->device.serial);
        return;
    }
    if (a->apps == LIMIT_DEVICE_APPS) {
        answer_problem(a, where, "more apps than a device can have, on", a->device.serial);
        return;
    }
    for (int i = 0; i < APP_TEXTS; i++)
        if (!answer_sound(app->text[i])) {
            answer_problem(a, where, "an app with a text that is none, on", a->device.serial);
            return;
        }
    a->apps++;
    for (int i = 0; i < APP_TEXTS; i++) {
        buf_add(&a->list, app->text[i]);
        buf_u8(&a->list, 0);
    }
    buf_u8(&a->list, (uint8_t)('0' + app->present));
    if (!a->ask->keep_all && !answer_wanted(a->ask->families, app->text))
        return;
    for (int i = 0; i < APP_TEXTS; i++)
        buf_u32(&a->row, number_of(a, app->text[i]));
    buf_u8(&a->row, (uint8_t)((app->present ? LISTED_PRESENT : 0) | (app->usable ? LISTED_USABLE : 0)));
}

void answer_device_end(struct answer_out *a)
{
    const struct device *d = &a->device;
    uint8_t digest[SHA256_SIZE];
    struct buf out;

    a->devices++;
    hash_sha256(buf_bytes(&a->list), digest);
    buf_init(&out, LIMIT_FRAME);
    buf_u8(&out, 'D');
    buf_u8(&out, (uint8_t)((d->listed ? DEVICE_LISTED : 0) | (d->managed ? DEVICE_MANAGED : 0) | (d->complete ? DEVICE_COMPLETE : 0) |
                           (d->identifiers ? DEVICE_IDENTIFIERS : 0) | (d->whole ? DEVICE_WHOLE : 0)));
    buf_u64(&out, (uint64_t)d->time);
    buf_u32(&out, a->apps);
    buf_add(&out, bytes_of(digest, sizeof digest));
    put_text(&out, d->key);
    put_text(&out, d->serial);
    buf_add(&out, buf_bytes(&a->row));
    send(a, FRAME_ROW, buf_bytes(&out));
    buf_free(&out);
    /* between devices, so that no row has numbers of before and after */
    if (a->numbers.count + 4 * LIMIT_DEVICE_APPS > LIMIT_ANSWER_TEXTS || a->texts.used > TEXTS_BYTES) {
        forget(a);
        send(a, FRAME_HEADER, bytes_of(NULL, 0));
    }
}

void answer_issued(struct answer_out *a, uint64_t where, const struct bytes row[ISSUED_TEXTS])
{
    struct buf out;

    for (int i = 0; i < ISSUED_TEXTS; i++)
        if (!answer_sound(row[i])) {
            answer_problem(a, where, "a row with a text that is none:", row[i]);
            return;
        }
    a->devices++;
    buf_init(&out, LIMIT_FRAME);
    buf_u8(&out, 'I');
    for (int i = 0; i < ISSUED_TEXTS; i++)
        put_text(&out, row[i]);
    send(a, FRAME_ROW, buf_bytes(&out));
    buf_free(&out);
}
