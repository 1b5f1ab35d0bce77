/* Rules of determinations and reviews: what was answered and told before, what they rest on, the comparators. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/rules_parts.h"

/* Responses and proposals that neither an earlier statement nor this one answers. */
static bool answered(const struct ruling *r, const char *kind, struct error *e)
{
    const struct json_node *replies = json_get(r->s->root, "replies");

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *item = &r->m->items[i];
        bool here = false;
        if (!rule_kind_is(&item->s, kind) || matter_answered(r->m, bytes_str(item->hex)))
            continue;
        for (const struct json_node *n = replies->first; n != NULL; n = n->next) {
            struct bytes says = json_get(n, "disposition")->text;
            if (!bytes_is(json_get(n, "statement")->text, item->hex))
                continue;
            here = true;
            if (strcmp(kind, "proposal") == 0 && bytes_is(says, "considered"))
                return rule_broken(e, "the %s %.12s is accepted or rejected, not just considered", kind, item->hex);
        }
        if (!here)
            return rule_broken(e, "the %s %.12s of %s has no reply", kind, item->hex, rule_shown(r, matter_text(&item->s, "by")));
    }
    return true;
}

bool rule_kept_response(const struct ruling *r, struct error *e)
{
    return answered(r, "response", e);
}

bool rule_kept_proposal(const struct ruling *r, struct error *e)
{
    return answered(r, "proposal", e);
}

bool rule_kept_window(const struct ruling *r, struct error *e)
{
    const struct matter_item *notice = matter_last(r->m, "notice");
    struct bytes day, last;

    if (strcmp(r->m->state, "notified") != 0 || notice == NULL)
        return true;
    bytes_slice(rule_text(r, "time"), 0, 10, &day);
    last = matter_clock(r->m, notice, "window");
    return bytes_compare(last, day) < 0 || rule_broken(e, "the vendor may answer until %s", rule_shown(r, last));
}

static bool withheld(const struct matter *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (rule_kind_is(&m->items[i].s, "notice") && !bytes_is(matter_text(&m->items[i].s, "given"), "given"))
            return true;
    return false;
}

bool rule_kept_told(const struct ruling *r, struct error *e)
{
    for (const struct json_node *m = json_get(r->s->root, "measures")->first; m != NULL; m = m->next)
        for (const struct json_node *f = json_get(m, "findings")->first; f != NULL; f = f->next)
            if (!rule_in_rows(r->m, "notice", "findings", "criterion", f->text) && !withheld(r->m))
                return rule_broken(e, "%s was in no notice", rule_shown(r, f->text));
    return true;
}

bool rule_kept_sealed(const struct ruling *r, struct error *e)
{
    int64_t count = 0;

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *x = &r->m->items[i];
        bool used = false;
        if (!rule_kind_is(&x->s, "exhibit") || !bytes_is(matter_text(&x->s, "sealed"), "yes"))
            continue;
        for (const struct json_node *m = json_get(r->s->root, "measures")->first; m != NULL; m = m->next)
            used |= rule_has(json_get(m, "exhibits"), bytes_str(x->hex));
        count += used;
    }
    return json_get(r->s->root, "sealed")->number == count ||
           rule_broken(e, "sealed is %lld, the measures rest on %lld sealed exhibits",
                       (long long)json_get(r->s->root, "sealed")->number, (long long)count);
}

/* Whether a comparator answers yes to every question that the measures rest on. */
static bool fails_the_same(const struct json_node *comparator, const struct json_node *measures)
{
    size_t asked = 0;

    for (const struct json_node *m = measures->first; m != NULL; m = m->next)
        for (const struct json_node *f = json_get(m, "findings")->first; f != NULL; f = f->next, asked++)
            if (!rule_has(json_get(comparator, "fails"), f->text))
                return false;
    return asked > 0;
}

size_t rules_comparators(const struct ruling *r, struct buf *out)
{
    size_t count = 0;

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *x = &r->m->items[i];
        const struct json_node *list = rule_kind_is(&x->s, "evaluation") ? json_get(x->s.root, "comparators") : NULL;
        for (const struct json_node *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
            struct bytes app = json_get(c, "app")->text;
            if (bytes_equal(app, rule_text(r, "subject")) || rule_has(json_get(r->s->root, "apps"), app) ||
                !fails_the_same(c, json_get(r->s->root, "measures")))
                continue;
            buf_str(out, count++ == 0 ? "" : ", ");
            text_show(out, app);
        }
    }
    return count;
}

bool rule_kept_comparators(const struct ruling *r, struct error *e)
{
    struct buf names;
    size_t count;

    buf_init(&names, LIMIT_STATEMENT * 6);
    count = rules_comparators(r, &names);
    if (count > 0 && rule_text(r, "comparators_reason").size == 0)
        rule_broken(e, "%zu not named: %.*s", count, (int)(names.size < 120 ? names.size : 120), (const char *)names.data);
    else
        count = 0;
    buf_free(&names);
    return count == 0;
}

bool rule_kept_appeal(const struct ruling *r, struct error *e)
{
    const struct matter_item *appeal = matter_last(r->m, "appeal");

    if (strcmp(r->m->state, "appealed") != 0 || appeal == NULL)
        return true;
    return bytes_is(rule_text(r, "appeal"), appeal->hex) || rule_broken(e, "the appeal %.12s waits", appeal->hex);
}
