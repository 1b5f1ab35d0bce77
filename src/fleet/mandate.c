#include "fleet/mandate.h"

#include "fleet/plane.h"
#include "ledger/opening.h"

/* The statement with what it commits to opened, as far as the store has the openings. */
static bool plain(struct store *s, struct arena *a, const struct matter_item *item, struct statement *out, struct error *e)
{
    struct store_entry entry;
    struct bytes text;

    *out = item->s;
    if (!store_get(s, a, item->index, &entry, e))
        return false;
    return entry.openings.size == 0 ||
           (opening_reveal(a, &item->s, entry.openings, &text, e) && statement_check(a, text, out, e));
}

static void keep(struct mandate *m, struct arena *a, size_t *capacity, struct mandate_keep k)
{
    m->keeps = arena_grow(a, m->keeps, m->count, capacity, sizeof *m->keeps);
    m->keeps[m->count++] = k;
}

static bool committed(const struct statement *s, const char *field)
{
    const struct json_node *n = json_get(s->root, field);

    return n != NULL && n->kind != JSON_TEXT;
}

static bool take_exception(struct mandate *m, struct store *s, struct arena *a, const struct matter_item *item, size_t *capacity, struct error *e)
{
    struct statement open;
    struct bytes device, group;

    if (!plain(s, a, item, &open, e))
        return false;
    if (committed(&open, "device") || committed(&open, "group"))
        return error_set(e, ERROR_REFUSED, 0, "the exception %.12s names its device as a commitment that nothing opens here: nothing is touched, since it may be any", item->hex);
    device = matter_text(&open, "device");
    group = matter_text(&open, "group");
    keep(m, a, capacity, (struct mandate_keep){device.size > 0 ? device : group, item, matter_text(&open, "expires"), "exception"});
    return true;
}

static void take_measures(struct mandate *m)
{
    const struct json_node *rows = json_get(m->determination->s.root, "measures");

    for (const struct json_node *n = rows == NULL ? NULL : rows->first; n != NULL; n = n->next) {
        const struct json_node *word = json_get(n, "measure");
        if (word == NULL || word->kind != JSON_TEXT)
            continue;
        m->removes = m->removes || bytes_is(word->text, "remove") || bytes_is(word->text, "block-install");
        m->blocks = m->blocks || bytes_is(word->text, "block-traffic");
    }
}

bool mandate_read(struct store *s, struct arena *a, const struct matter *matter, struct bytes today, struct mandate *out, struct error *e)
{
    size_t capacity = 0;
    struct bytes day;

    *out = (struct mandate){.m = matter, .determination = matter_in_force(matter)};
    out->revoked = out->determination == NULL && matter_last(matter, "determination") != NULL;
    bytes_slice(today, 0, today.size < 10 ? today.size : 10, &day);
    if (out->determination != NULL)
        take_measures(out);
    for (size_t i = 0; i < matter->count; i++) {
        const struct matter_item *item = &matter->items[i];
        const struct json_node *scope = json_get(item->s.root, "scope");
        if (bytes_is(bytes_str(item->s.kind->name), "hold"))
            for (const struct json_node *n = scope == NULL ? NULL : scope->first; n != NULL; n = n->next)
                keep(out, a, &capacity, (struct mandate_keep){n->text, item, bytes_of(NULL, 0), "hold"});
        if (!bytes_is(bytes_str(item->s.kind->name), "exception") || out->determination == NULL ||
            !bytes_is(matter_text(&item->s, "determination"), out->determination->hex) ||
            json_compare(matter_text(&item->s, "expires"), day) < 0)
            continue;
        if (!take_exception(out, s, a, item, &capacity, e))
            return false;
    }
    return true;
}

static bool is_one(struct bytes name, const struct mandate_device *d)
{
    return name.size > 0 && (bytes_equal(name, d->serial) || bytes_equal(name, d->asset) || bytes_equal(name, d->department));
}

/* Whether a waiver of the hold names the device, or, for d NULL, the whole of what the hold names. */
static bool waived(const struct mandate *m, const struct mandate_keep *k, const struct mandate_device *d)
{
    for (size_t i = 0; i < m->m->count; i++) {
        const struct matter_item *item = &m->m->items[i];
        const struct json_node *devices = json_get(item->s.root, "devices");
        if (!bytes_is(bytes_str(item->s.kind->name), "waiver") || !bytes_is(matter_text(&item->s, "hold"), k->by->hex))
            continue;
        for (const struct json_node *n = devices == NULL ? NULL : devices->first; n != NULL; n = n->next)
            if (bytes_equal(n->text, k->who) || (d != NULL && is_one(n->text, d)))
                return true;
    }
    return false;
}

const struct mandate_keep *mandate_keeps(const struct mandate *m, const struct mandate_device *d)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct mandate_keep *k = &m->keeps[i];
        bool hold = strcmp(k->word, "hold") == 0;
        if (is_one(k->who, d) && !(hold && waived(m, k, d)))
            return k;
    }
    return NULL;
}

const struct mandate_keep *mandate_holds(const struct mandate *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->keeps[i].word, "hold") == 0 && !waived(m, &m->keeps[i], NULL))
            return &m->keeps[i];
    return NULL;
}

/* What determinations call planes of a kind: as the plane's row says; of files that are made by hand, by how their names begin. */
static bool called(struct bytes plane, struct bytes word)
{
    static const struct {
        const char *begin, *word;
    } rows[] = {
        {"hosts", "resolver"}, {"dnsmasq", "resolver"}, {"pihole", "resolver"}, {"intune", "device management"},
        {"headwind", "device management"},
    };
    const struct plane *p = plane_find(plane);

    if (p != NULL && bytes_is(word, p->kind))
        return true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (bytes_starts(plane, bytes_str(rows[i].begin)) && bytes_is(word, rows[i].word))
            return true;
    return bytes_equal(plane, word);
}

bool mandate_has_plane(const struct mandate *m, struct bytes plane)
{
    const struct json_node *planes = m->determination == NULL ? NULL : json_get(m->determination->s.root, "planes");

    if (planes == NULL || planes->first == NULL)
        return true;
    for (const struct json_node *n = planes->first; n != NULL; n = n->next)
        if (called(plane, n->text))
            return true;
    return false;
}
