#include "fleet/sample.h"

#include <stdlib.h>

static const char *const hands[HANDS] = {"absent", "present", "not-tried"};

const char *hand_id(enum hand h)
{
    return hands[h];
}

bool hand_parse(struct bytes word, enum hand *out)
{
    for (int h = 0; h < HANDS; h++)
        if (bytes_is(word, hands[h])) {
            *out = (enum hand)h;
            return true;
        }
    return false;
}

/* A drawn device while the draw goes on: the raw digest, and where its texts are. */
struct drawn {
    uint8_t place[SHA256_SIZE];
    struct sample_device device;
};

static void place_of(struct bytes seed, const struct known_device *d, uint8_t out[SHA256_SIZE])
{
    struct buf text;

    buf_init(&text, LIMIT_STATEMENT);
    buf_add(&text, seed);
    buf_u8(&text, '/');
    buf_add(&text, d->asset.size > 0 ? d->asset : d->serial);
    hash_sha256(buf_bytes(&text), out);
    buf_free(&text);
}

/* The heap's root is the device of the last place, which a nearer one replaces. */
static void sink_down(struct drawn *heap, size_t count, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        struct drawn kept = heap[at];
        if (child + 1 < count && memcmp(heap[child + 1].place, heap[child].place, SHA256_SIZE) > 0)
            child++;
        if (child >= count || memcmp(heap[child].place, kept.place, SHA256_SIZE) <= 0)
            return;
        heap[at] = heap[child];
        heap[child] = kept;
        at = child;
    }
}

static void rise(struct drawn *heap, size_t at)
{
    while (at > 0 && memcmp(heap[at].place, heap[(at - 1) / 2].place, SHA256_SIZE) > 0) {
        struct drawn kept = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = kept;
        at = (at - 1) / 2;
    }
}

static int by_place(const void *a, const void *b)
{
    return memcmp(((const struct drawn *)a)->place, ((const struct drawn *)b)->place, SHA256_SIZE);
}

static struct sample_device keep(struct arena *a, const struct known_device *d)
{
    return (struct sample_device){.serial = arena_copy(a, d->serial),
                                  .asset = arena_copy(a, d->asset),
                                  .department = arena_copy(a, d->department),
                                  .platform = arena_copy(a, d->platform)};
}

bool sample_draw(struct known *k, struct arena *a, struct bytes seed, size_t n, struct sample *out, struct error *e)
{
    struct drawn *heap = arena_array(a, n, sizeof *heap);
    struct known_device d;
    size_t count = 0;
    int more;

    *out = (struct sample){.count = 0};
    while ((more = known_next(k, &d, e)) > 0) {
        struct drawn one;
        place_of(seed, &d, one.place);
        out->issued++;
        if (count == n && memcmp(one.place, heap[0].place, SHA256_SIZE) >= 0)
            continue;
        one.device = keep(a, &d);
        if (count < n) {
            heap[count] = one;
            rise(heap, count++);
        } else {
            heap[0] = one;
            sink_down(heap, n, 0);
        }
    }
    if (more < 0)
        return false;
    if (count > 0)
        qsort(heap, count, sizeof *heap, by_place);
    out->devices = arena_array(a, count, sizeof *out->devices);
    for (size_t i = 0; i < count; i++) {
        out->devices[i] = heap[i].device;
        hash_hex(bytes_of(heap[i].place, SHA256_SIZE), out->devices[i].place);
    }
    out->count = count;
    return true;
}
