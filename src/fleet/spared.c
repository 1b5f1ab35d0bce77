#include "fleet/spared.h"

#include "base/moment.h"

/* The family that the determination is about; false when it is about none of these. */
static bool family_of(const struct families *families, const struct statement *d, unsigned *family)
{
    struct bytes subject = matter_text(d, "subject");
    bool named = bytes_is(matter_text(d, "subject_kind"), "family");

    for (size_t f = 0; f < families->count; f++) {
        const struct family *row = &families->rows[f];
        bool is = named && bytes_equal(row->id, subject);
        for (size_t i = 0; !named && i < row->count && !is; i++)
            is = identifier_counts(&row->identifiers[i]) && bytes_equal(row->identifiers[i].value, subject);
        if (is) {
            *family = (unsigned)f;
            return true;
        }
    }
    return false;
}

/* What was said after a moment is taken off the end. */
static void forget_later(struct matter *m, int64_t as_of)
{
    size_t count = 0;

    for (; count < m->count; count++) {
        int64_t time;
        if (moment_parse(matter_text(&m->items[count].s, "time"), &time) && time > as_of)
            break;
    }
    m->count = count;
    m->state = count > 0 ? m->items[count - 1].after : life_state_at(0)->name;
}

static bool take(struct spared_case *c, struct store *s, struct arena *a, const struct families *families, int64_t as_of, bool said, struct error *e)
{
    char day[MOMENT_SIZE];
    const struct matter_item *d;

    if (said)
        forget_later(&c->matter, as_of);
    d = matter_last(&c->matter, "determination");
    if (d == NULL || !family_of(families, &d->s, &c->family))
        return false;
    moment_format(as_of, day);
    return mandate_read(s, a, &c->matter, arena_copy(a, bytes_str(day)), &c->mandate, e);
}

bool spared_read(struct store *s, struct arena *a, const struct families *families, int64_t as_of, bool said, struct spared *out, struct error *e)
{
    struct bytes *names;
    size_t count;

    *out = (struct spared){.count = 0};
    if (!matter_names(s, a, &names, &count, e))
        return false;
    out->cases = arena_array(a, count + 1, sizeof *out->cases);
    out->gaps = arena_array(a, count + 1, sizeof *out->gaps);
    for (size_t i = 0; i < count; i++) {
        struct spared_case *c = &out->cases[out->count];
        struct error why = {0};
        *c = (struct spared_case){.family = 0};
        if (matter_load(s, a, names[i], &c->matter, &why) && take(c, s, a, families, as_of, said, &why)) {
            out->count++;
        } else if (why.code != ERROR_NONE) {
            out->gaps[out->gap_count++] = (struct spared_gap){names[i], arena_copy(a, bytes_str(why.text))};
        }
    }
    return true;
}

enum spare spared_device(const struct spared *s, unsigned family, const struct mandate_device *d, const struct mandate_keep **by)
{
    bool revoked = false, holds = false;

    *by = NULL;
    for (size_t i = 0; i < s->count; i++) {
        const struct spared_case *c = &s->cases[i];
        if (c->family != family)
            continue;
        revoked |= c->mandate.revoked;
        holds |= c->mandate.determination != NULL;
        if (*by == NULL)
            *by = mandate_keeps(&c->mandate, d);
    }
    if (*by != NULL)
        return strcmp((*by)->word, "hold") == 0 ? SPARE_HOLD : SPARE_EXCEPTION;
    return revoked && !holds ? SPARE_REVOKED : SPARE_NOT; /* another case may still ask for it */
}
