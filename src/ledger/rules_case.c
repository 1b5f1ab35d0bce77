/* Rules of every case: its order in time, its steps, what a statement refers to, what is kept. */
#include "ledger/rules_parts.h"

bool rule_kept_future(const struct ruling *r, struct error *e)
{
    return bytes_compare(rule_text(r, "time"), r->now) <= 0 ||
           rule_broken(e, "time is %s, the clock says %s", rule_shown(r, rule_text(r, "time")), rule_shown(r, r->now));
}

bool rule_kept_clock(const struct ruling *r, struct error *e)
{
    return bytes_compare(r->m->last, r->now) <= 0 ||
           rule_broken(e, "the clock says %s, the log already has %s", rule_shown(r, r->now), rule_shown(r, r->m->last));
}

/* What comes from a vendor may have been signed before others spoke. */
bool rule_kept_backdated(const struct ruling *r, struct error *e)
{
    const struct matter_item *last = r->m->count == 0 ? NULL : &r->m->items[r->m->count - 1];

    if (rule_word_in(BYTES("vendor"), r->s->kind->role))
        return true;
    return last == NULL || bytes_compare(matter_text(&last->s, "time"), rule_text(r, "time")) <= 0 ||
           rule_broken(e, "time is %s, the case already has a statement of %s", rule_shown(r, rule_text(r, "time")),
                       rule_shown(r, matter_text(&last->s, "time")));
}

bool rule_kept_once(const struct ruling *r, struct error *e)
{
    char hex[HEX256 + 1];

    hash_hex(bytes_of(r->s->digest, SHA256_SIZE), hex);
    return matter_find(r->m, bytes_str(hex)) == NULL || rule_broken(e, "%.12s is already in the case", hex);
}

bool rule_kept_life(const struct ruling *r, struct error *e)
{
    struct buf can;

    if (life_after(r->m->state, r->s) != NULL)
        return true;
    buf_init(&can, 160);
    life_possible(r->m->state, &can);
    rule_broken(e, "the case is '%s', where these can come: %.*s", r->m->state, (int)can.size, (const char *)can.data);
    buf_free(&can);
    return false;
}

/* One digest that names a statement of one of these kinds. */
static bool known(const struct ruling *r, const char *field, struct bytes hex, const char *kinds, struct error *e)
{
    const struct matter_item *i = matter_find(r->m, hex);

    if (i == NULL)
        return matter_disposed(r->m, hex) || rule_broken(e, "%s: no statement of the case has the digest %.12s", field, rule_shown(r, hex));
    return strcmp(kinds, "*") == 0 || rule_word_in(bytes_str(i->s.kind->name), kinds) ||
           rule_broken(e, "%s: %.12s is of kind %s, not %s", field, i->hex, i->s.kind->name, kinds);
}

static bool known_field(const struct ruling *r, const struct field *f, const struct json_node *n, struct error *e)
{
    if (n == NULL || f->choices == NULL)
        return true;
    if (f->type == FIELD_DIGEST)
        return n->kind != JSON_TEXT || known(r, f->name, n->text, f->choices, e);
    if (f->type == FIELD_DIGESTS && n->kind == JSON_ARRAY)
        for (const struct json_node *i = n->first; i != NULL; i = i->next)
            if (!known(r, f->name, i->text, f->choices, e))
                return false;
    return true;
}

bool rule_kept_references(const struct ruling *r, struct error *e)
{
    for (const struct field *f = r->s->kind->fields; f->name != NULL; f++) {
        const struct json_node *n = json_get(r->s->root, f->name);
        if (!known_field(r, f, n, e))
            return false;
        if (f->type != FIELD_ROWS || n == NULL || n->kind != JSON_ARRAY)
            continue;
        for (const struct json_node *row = n->first; row != NULL; row = row->next)
            for (const struct field *c = f->rows; c->name != NULL; c++)
                if (!known_field(r, c, json_get(row, c->name), e))
                    return false;
    }
    return true;
}

bool rule_kept_current(const struct ruling *r, struct error *e)
{
    const struct matter_item *holds = matter_in_force(r->m);

    return holds == NULL || bytes_is(rule_text(r, rule_kind_is(r->s, "determination") ? "supersedes" : "determination"), holds->hex) ||
           rule_broken(e, "%.12s is the determination in force", holds->hex);
}

bool rule_kept_longer(const struct ruling *r, struct error *e)
{
    const struct matter_item *of = matter_find(r->m, rule_text(r, "statement"));
    char clock[32] = "";
    struct bytes before, name = rule_text(r, "clock");

    if (of == NULL || name.size >= sizeof clock)
        return true;
    memcpy(clock, name.data, name.size);
    before = matter_clock(r->m, of, clock);
    if (before.size == 0)
        return rule_broken(e, "the %s %.12s has no clock %s", of->s.kind->name, of->hex, clock);
    return bytes_compare(before, rule_text(r, "until")) < 0 ||
           rule_broken(e, "%s is %s already", clock, rule_shown(r, before));
}

bool rule_kept_held(const struct ruling *r, struct error *e)
{
    bool over = strcmp(r->m->state, "revoked") == 0;
    const struct matter_item *of = matter_find(r->m, rule_text(r, "statement")), *hold = matter_last(r->m, "hold");

    if (of == NULL || over)
        return true;
    if (hold != NULL)
        return rule_broken(e, "the hold %.12s keeps what belongs to the case", hold->hex);
    for (size_t i = 0; life_at(i) != NULL; i++)
        if (rule_kind_is(&of->s, life_at(i)->kind))
            return rule_broken(e, "the %s %.12s has a part in a case that is not over", of->s.kind->name, of->hex);
    return true;
}
