#include "ledger/due.h"

#include <stdlib.h>

struct kind {
    const char *say[2]; /* by enum language */
    const char *role;   /* a row of roles */
    bool by_itself;
    const char *who;    /* the field of the statement that names who */
};

static const struct kind kinds[DUES] = {
    [DUE_EFFECTIVE] = {{"the determination takes effect", "la décision prend effet"}, "authority", true, "authority"},
    [DUE_IDENTIFY] = {{"devices with the app are known", "les appareils qui ont l'application sont connus"}, "officer", false, NULL},
    [DUE_REMOVE] = {{"the app is gone from devices", "l'application a disparu des appareils"}, "officer", false, NULL},
    [DUE_BLOCK] = {{"traffic and downloads are blocked", "le trafic et les téléchargements sont bloqués"}, "officer", false, NULL},
    [DUE_REVIEW] = {{"the determination is reviewed", "la décision est réexaminée"}, "authority", false, "authority"},
    [DUE_WINDOW] = {{"the window for a response ends", "le délai de réponse prend fin"}, "vendor", true, "to"},
    [DUE_RESPONSE] = {{"the response is answered", "la réponse reçoit une réponse"}, "authority", false, NULL},
    [DUE_PROPOSAL] = {{"the proposal is accepted or rejected", "la proposition est acceptée ou rejetée"}, "authority", false, NULL},
    [DUE_EXCEPTION] = {{"the exception ends", "l'exception prend fin"}, "approver", true, "approver"},
    [DUE_REPRESENTATION] = {{"the third party's representation", "les observations du tiers"}, "vendor", true, "to"},
    [DUE_APPEAL] = {{"the appeal is decided by a review", "l'appel est tranché par un réexamen"}, "authority", false, NULL},
    [DUE_AMENDED] = {{"an amended determination", "une décision modifiée"}, "authority", false, NULL},
    [DUE_REVOCATION] = {{"the revocation", "la révocation"}, "authority", false, NULL},
    [DUE_HOLD] = {{"records are preserved before anything is removed", "des documents sont préservés avant tout retrait"}, "officer", false, "custodian"},
};

static const char *const roles[][2] = {
    {"authority", "autorité"}, {"officer", "responsable"}, {"vendor", "éditeur"}, {"approver", "approbateur"},
};

const char *due_say(enum language l, enum due_what what)
{
    return kinds[what].say[l];
}

const char *due_role(enum language l, enum due_what what)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(roles[i][ENGLISH], kinds[what].role) == 0)
            return roles[i][l];
    return kinds[what].role;
}

bool due_by_itself(enum due_what what)
{
    return kinds[what].by_itself;
}

/* --- one case --- */

struct listing {
    const struct matter *m;
    struct due *rows;
    size_t count, capacity;
    struct arena *arena;
};

static bool is(const struct matter_item *i, const char *kind)
{
    return strcmp(i->s.kind->name, kind) == 0;
}

static void add(struct listing *l, enum due_what what, struct bytes day, const struct matter_item *of)
{
    struct due d = {.what = what, .day = day, .of = of};

    bytes_slice(matter_text(&of->s, "time"), 0, 10, &d.since);
    if (kinds[what].who != NULL)
        d.who = matter_text(&of->s, kinds[what].who);
    l->rows = arena_grow(l->arena, l->rows, l->count, &l->capacity, sizeof *l->rows);
    l->rows[l->count++] = d;
}

static int by_day(const void *one, const void *two)
{
    const struct due *a = one, *b = two;
    int order = (a->day.size == 0) - (b->day.size == 0);

    if (order == 0)
        order = bytes_compare(a->day, b->day);
    if (order == 0 && a->of->index != b->of->index)
        order = a->of->index < b->of->index ? -1 : 1;
    return order != 0 ? order : bytes_compare(bytes_str(kinds[a->what].say[0]), bytes_str(kinds[b->what].say[0]));
}

static void add_determination(struct listing *l, const struct matter_item *of)
{
    static const struct {
        const char *clock;
        enum due_what what;
    } clocks[] = {{"effective", DUE_EFFECTIVE}, {"identify_by", DUE_IDENTIFY}, {"remove_by", DUE_REMOVE}, {"block_by", DUE_BLOCK}, {"review_by", DUE_REVIEW}};

    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct bytes day = matter_clock(l->m, of, clocks[i].clock);
        if (day.size > 0)
            add(l, clocks[i].what, day, of);
    }
}

static bool waived(const struct matter *m, const struct matter_item *hold, struct bytes who)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct json_node *devices = json_get(m->items[i].s.root, "devices");
        if (!is(&m->items[i], "waiver") || !bytes_is(matter_text(&m->items[i].s, "hold"), hold->hex))
            continue;
        for (const struct json_node *n = devices == NULL ? NULL : devices->first; n != NULL; n = n->next)
            if (bytes_equal(n->text, who))
                return true;
    }
    return false;
}

/* Whether a hold still keeps anything of what it names. */
static bool holds(const struct matter *m, const struct matter_item *hold)
{
    const struct json_node *scope = json_get(hold->s.root, "scope");

    for (const struct json_node *n = scope == NULL ? NULL : scope->first; n != NULL; n = n->next)
        if (!waived(m, hold, n->text))
            return true;
    return false;
}

static void add_item(struct listing *l, const struct matter_item *i, const struct matter_item *in_force)
{
    const struct bytes none = {NULL, 0};
    const struct matter *m = l->m;
    bool over = strcmp(m->state, "revoked") == 0;

    if (is(i, "notice") && strcmp(m->state, "notified") == 0 && i == matter_last(m, "notice"))
        add(l, DUE_WINDOW, matter_clock(m, i, "window"), i);
    if ((is(i, "response") || is(i, "proposal")) && !over && !matter_answered(m, bytes_str(i->hex)))
        add(l, is(i, "response") ? DUE_RESPONSE : DUE_PROPOSAL, none, i);
    if (is(i, "exception") && in_force != NULL && bytes_is(matter_text(&i->s, "determination"), in_force->hex))
        add(l, DUE_EXCEPTION, matter_text(&i->s, "expires"), i);
    if (is(i, "third-party-notice"))
        add(l, DUE_REPRESENTATION, matter_text(&i->s, "reply_by"), i);
    if (is(i, "appeal") && i == matter_last(m, "appeal") && strcmp(m->state, "appealed") == 0)
        add(l, DUE_APPEAL, none, i);
    if (is(i, "review") && i == matter_last(m, "review") && strcmp(m->state, "to-amend") == 0)
        add(l, DUE_AMENDED, none, i);
    if (is(i, "review") && i == matter_last(m, "review") && strcmp(m->state, "to-revoke") == 0)
        add(l, DUE_REVOCATION, none, i);
    if (is(i, "hold") && !over && holds(m, i))
        add(l, DUE_HOLD, none, i);
}

struct due *due_list(const struct matter *m, struct arena *a, size_t *count)
{
    struct listing l = {.m = m, .arena = a};
    const struct matter_item *in_force = matter_in_force(m);

    for (size_t i = 0; i < m->count; i++)
        add_item(&l, &m->items[i], in_force);
    if (in_force != NULL)
        add_determination(&l, in_force);
    for (size_t i = 0; in_force != NULL && i < l.count; i++)
        if (l.rows[i].who.size == 0 && strcmp(kinds[l.rows[i].what].role, "authority") == 0)
            l.rows[i].who = matter_text(&in_force->s, "authority");
    if (l.count > 1)
        qsort(l.rows, l.count, sizeof *l.rows, by_day);
    *count = l.count;
    return l.rows;
}
