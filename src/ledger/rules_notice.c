/* Rules of what a vendor is told and asked: notices, the answers to them, and the release of what a vendor wrote. */
#include "ledger/roles.h"
#include "ledger/rules_parts.h"

bool rule_kept_evaluated(const struct ruling *r, struct error *e)
{
    for (const struct json_node *f = json_get(r->s->root, "findings")->first; f != NULL; f = f->next) {
        struct bytes record = json_get(f, "record")->text;
        bool found = false;
        for (size_t i = 0; !found && i < r->m->count; i++)
            found = rule_kind_is(&r->m->items[i].s, "evaluation") && bytes_equal(matter_text(&r->m->items[i].s, "record"), record);
        if (!found)
            return rule_broken(e, "no evaluation of the case has the record %.12s", rule_shown(r, record));
    }
    return true;
}

bool rule_kept_window_length(const struct ruling *r, struct error *e)
{
    int32_t least = process_number(r->p, "window-days", 0);
    char time[21] = "", *end = time + 10;
    struct bytes window = rule_text(r, "window");
    int64_t from, to;

    memcpy(time, window.data, 10);
    memcpy(end, "T23:59:59Z", 10);
    if (least == 0 || !bytes_is(rule_text(r, "given"), "given") || !roles_seconds(rule_text(r, "time"), &from) ||
        !roles_seconds(bytes_of(time, 20), &to))
        return true;
    return to - from >= (int64_t)least * 86400 || rule_broken(e, "the window ends on %s; the policy asks for %d days",
                                                              rule_shown(r, window), (int)least);
}

bool rule_kept_asked(const struct ruling *r, struct error *e)
{
    const struct json_node *list = json_get(r->s->root, "answers");
    struct bytes hex = rule_text(r, "notice");
    const struct matter_item *notice = matter_find(r->m, hex);

    for (const struct json_node *n = list->first; notice != NULL && n != NULL; n = n->next) {
        struct bytes criterion = n->kind == JSON_TEXT ? n->text : json_get(n, "criterion")->text;
        bool found = false;
        for (const struct json_node *f = json_get(notice->s.root, "findings")->first; f != NULL; f = f->next)
            found |= bytes_equal(json_get(f, "criterion")->text, criterion);
        if (!found)
            return rule_broken(e, "the notice tells nothing of %s", rule_shown(r, criterion));
    }
    return true;
}

bool rule_kept_third(const struct ruling *r, struct error *e)
{
    for (const struct json_node *n = json_get(r->s->root, "statements")->first; n != NULL; n = n->next) {
        const struct matter_item *of = matter_find(r->m, n->text);
        bool told = false;
        if (of == NULL || !rule_word_in(BYTES("vendor"), of->s.kind->role))
            continue;
        for (size_t i = 0; !told && i < r->m->count; i++)
            told = rule_kind_is(&r->m->items[i].s, "third-party-notice") &&
                   rule_in_rows(&(struct matter){.items = &r->m->items[i], .count = 1}, "third-party-notice", "passages",
                                "statement", n->text) &&
                   rule_has(json_get(r->s->root, "notices"), bytes_str(r->m->items[i].hex));
        for (const struct json_node *x = json_get(r->s->root, "redactions")->first; !told && x != NULL; x = x->next)
            told = bytes_equal(json_get(x, "statement")->text, n->text);
        if (!told)
            return rule_broken(e, "the %s %.12s is the vendor's", of->s.kind->name, of->hex);
    }
    return true;
}
