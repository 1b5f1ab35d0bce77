#include "fleet/ring.h"

#include <stdlib.h>

/* "12" or "12%", up to the comma or the end; NULL when neither. */
static const char *read_size(const char *text, uint64_t *number, bool *share)
{
    char *end;

    if (text[0] < '0' || text[0] > '9')
        return NULL;
    *number = strtoull(text, &end, 10);
    *share = *end == '%';
    end += *share;
    if (*number == 0 || *number > UINT32_MAX || (*share && *number > 100))
        return NULL;
    return *end == 0 || *end == ',' ? end : NULL;
}

bool rings_read(struct rings *r, const char *text, struct error *e)
{
    const char *at = text;

    *r = (struct rings){.count = 0};
    while (r->count < RINGS) {
        if (strcmp(at, "all") == 0) {
            r->size[r->count++].all = true;
            return true;
        }
        at = read_size(at, &r->size[r->count].number, &r->size[r->count].share);
        if (at == NULL || *at == 0)
            break;
        r->count++;
        at++;
    }
    return error_set(e, ERROR_USAGE, 0, "rings are numbers of devices or shares, at most %d, the last of them all: 10,1%%,all", RINGS);
}

unsigned rings_of(const struct rings *r, uint64_t nth, uint64_t devices)
{
    for (unsigned i = 0; i + 1 < r->count; i++) {
        uint64_t most = r->size[i].share ? (devices * r->size[i].number + 99) / 100 : r->size[i].number;
        if (nth < most)
            return i + 1;
    }
    return r->count;
}

void rings_order(struct bytes matter, struct bytes serial, uint8_t out[SHA256_SIZE])
{
    uint8_t first[SHA256_SIZE];

    hash_sha256(matter, first); /* of one length, so that no two pairs run together */
    hash_sha256_two(bytes_of(first, sizeof first), serial, out);
}

bool threshold_read(struct threshold *t, const char *text, struct error *e)
{
    const char *end = read_size(text, &t->number, &t->share);

    return (end != NULL && *end == 0) || error_set(e, ERROR_USAGE, 0, "a threshold is a number of devices or a share: 3 or 5%%");
}

bool threshold_reached(const struct threshold *t, uint64_t bad, uint64_t of)
{
    return bad > 0 && (t->share ? bad * 100 >= of * t->number : bad >= t->number);
}
