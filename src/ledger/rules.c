#include "ledger/rules.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/tsv.h"
#include "ledger/roles.h"

static struct bytes text(const struct ruling *r, const char *field)
{
    return matter_text(r->s, field);
}

static bool kind_is(const struct statement *s, const char *kind)
{
    return strcmp(s->kind->name, kind) == 0;
}

static bool word_in(struct bytes word, const char *list)
{
    struct bytes rest = bytes_str(list), one;

    while (tsv_word(&rest, &one))
        if (bytes_equal(one, word))
            return true;
    return false;
}

static bool has(const struct json_node *list, struct bytes value)
{
    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next)
        if (n->kind == JSON_TEXT && bytes_equal(n->text, value))
            return true;
    return false;
}

__attribute__((format(printf, 2, 3))) static bool broken(struct error *e, const char *format, ...)
{
    char said[200];
    va_list args;

    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    return error_set(e, ERROR_REFUSED, 0, "%s", said);
}

static const char *shown(const struct ruling *r, struct bytes value)
{
    struct buf out;
    const char *copy;

    buf_init(&out, 400);
    text_show(&out, value.size > 60 ? bytes_of(value.data, 60) : value);
    copy = (const char *)arena_copy(r->arena, buf_bytes(&out)).data;
    buf_free(&out);
    return copy;
}

static bool kept_future(const struct ruling *r, struct error *e)
{
    return bytes_compare(text(r, "time"), r->now) <= 0 ||
           broken(e, "time is %s, the clock says %s", shown(r, text(r, "time")), shown(r, r->now));
}

static bool kept_clock(const struct ruling *r, struct error *e)
{
    return bytes_compare(r->m->last, r->now) <= 0 ||
           broken(e, "the clock says %s, the log already has %s", shown(r, r->now), shown(r, r->m->last));
}

/* What comes from a vendor may have been signed before others spoke. */
static bool kept_backdated(const struct ruling *r, struct error *e)
{
    const struct matter_item *last = r->m->count == 0 ? NULL : &r->m->items[r->m->count - 1];

    if (word_in(BYTES("vendor"), r->s->kind->role))
        return true;
    return last == NULL || bytes_compare(matter_text(&last->s, "time"), text(r, "time")) <= 0 ||
           broken(e, "time is %s, the case already has a statement of %s", shown(r, text(r, "time")),
                  shown(r, matter_text(&last->s, "time")));
}

static bool kept_once(const struct ruling *r, struct error *e)
{
    char hex[HEX256 + 1];

    hash_hex(bytes_of(r->s->digest, SHA256_SIZE), hex);
    return matter_find(r->m, bytes_str(hex)) == NULL || broken(e, "%.12s is already in the case", hex);
}

static bool kept_life(const struct ruling *r, struct error *e)
{
    struct buf can;

    if (life_after(r->m->state, r->s) != NULL)
        return true;
    buf_init(&can, 160);
    life_possible(r->m->state, &can);
    broken(e, "the case is '%s', where these can come: %.*s", r->m->state, (int)can.size, (const char *)can.data);
    buf_free(&can);
    return false;
}

/* One digest that names a statement of one of these kinds. */
static bool known(const struct ruling *r, const char *field, struct bytes hex, const char *kinds, struct error *e)
{
    const struct matter_item *i = matter_find(r->m, hex);

    if (i == NULL)
        return matter_disposed(r->m, hex) || broken(e, "%s: no statement of the case has the digest %.12s", field, shown(r, hex));
    return strcmp(kinds, "*") == 0 || word_in(bytes_str(i->s.kind->name), kinds) ||
           broken(e, "%s: %.12s is of kind %s, not %s", field, i->hex, i->s.kind->name, kinds);
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

static bool kept_references(const struct ruling *r, struct error *e)
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

static bool kept_current(const struct ruling *r, struct error *e)
{
    const struct matter_item *holds = matter_in_force(r->m);

    return holds == NULL || bytes_is(text(r, kind_is(r->s, "determination") ? "supersedes" : "determination"), holds->hex) ||
           broken(e, "%.12s is the determination in force", holds->hex);
}

/* Responses and proposals that neither an earlier statement nor this one answers. */
static bool answered(const struct ruling *r, const char *kind, struct error *e)
{
    const struct json_node *replies = json_get(r->s->root, "replies");

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *item = &r->m->items[i];
        bool here = false;
        if (!kind_is(&item->s, kind) || matter_answered(r->m, bytes_str(item->hex)))
            continue;
        for (const struct json_node *n = replies->first; n != NULL; n = n->next) {
            struct bytes says = json_get(n, "disposition")->text;
            if (!bytes_is(json_get(n, "statement")->text, item->hex))
                continue;
            here = true;
            if (strcmp(kind, "proposal") == 0 && bytes_is(says, "considered"))
                return broken(e, "the %s %.12s is accepted or rejected, not just considered", kind, item->hex);
        }
        if (!here)
            return broken(e, "the %s %.12s of %s has no reply", kind, item->hex, shown(r, matter_text(&item->s, "by")));
    }
    return true;
}

static bool kept_response(const struct ruling *r, struct error *e)
{
    return answered(r, "response", e);
}

static bool kept_proposal(const struct ruling *r, struct error *e)
{
    return answered(r, "proposal", e);
}

static bool kept_window(const struct ruling *r, struct error *e)
{
    const struct matter_item *notice = matter_last(r->m, "notice");
    struct bytes day, last;

    if (strcmp(r->m->state, "notified") != 0 || notice == NULL)
        return true;
    bytes_slice(text(r, "time"), 0, 10, &day);
    last = matter_clock(r->m, notice, "window");
    return bytes_compare(last, day) < 0 || broken(e, "the vendor may answer until %s", shown(r, last));
}

static bool kept_window_length(const struct ruling *r, struct error *e)
{
    int32_t least = process_number(r->p, "window-days", 0);
    char time[21] = "", *end = time + 10;
    struct bytes window = text(r, "window");
    int64_t from, to;

    memcpy(time, window.data, 10);
    memcpy(end, "T23:59:59Z", 10);
    if (least == 0 || !bytes_is(text(r, "given"), "given") || !roles_seconds(text(r, "time"), &from) ||
        !roles_seconds(bytes_of(time, 20), &to))
        return true;
    return to - from >= (int64_t)least * 86400 || broken(e, "the window ends on %s; the policy asks for %d days",
                                                         shown(r, window), (int)least);
}

static bool withheld(const struct matter *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (kind_is(&m->items[i].s, "notice") && !bytes_is(matter_text(&m->items[i].s, "given"), "given"))
            return true;
    return false;
}

static bool in_rows(const struct matter *m, const char *kind, const char *rows, const char *field, struct bytes value)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct json_node *list = kind_is(&m->items[i].s, kind) ? json_get(m->items[i].s.root, rows) : NULL;
        for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next)
            if (bytes_equal(json_get(n, field)->text, value))
                return true;
    }
    return false;
}

static bool kept_told(const struct ruling *r, struct error *e)
{
    for (const struct json_node *m = json_get(r->s->root, "measures")->first; m != NULL; m = m->next)
        for (const struct json_node *f = json_get(m, "findings")->first; f != NULL; f = f->next)
            if (!in_rows(r->m, "notice", "findings", "criterion", f->text) && !withheld(r->m))
                return broken(e, "%s was in no notice", shown(r, f->text));
    return true;
}

static bool kept_evaluated(const struct ruling *r, struct error *e)
{
    for (const struct json_node *f = json_get(r->s->root, "findings")->first; f != NULL; f = f->next) {
        struct bytes record = json_get(f, "record")->text;
        bool found = false;
        for (size_t i = 0; !found && i < r->m->count; i++)
            found = kind_is(&r->m->items[i].s, "evaluation") && bytes_equal(matter_text(&r->m->items[i].s, "record"), record);
        if (!found)
            return broken(e, "no evaluation of the case has the record %.12s", shown(r, record));
    }
    return true;
}

static bool kept_sealed(const struct ruling *r, struct error *e)
{
    int64_t count = 0;

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *x = &r->m->items[i];
        bool used = false;
        if (!kind_is(&x->s, "exhibit") || !bytes_is(matter_text(&x->s, "sealed"), "yes"))
            continue;
        for (const struct json_node *m = json_get(r->s->root, "measures")->first; m != NULL; m = m->next)
            used |= has(json_get(m, "exhibits"), bytes_str(x->hex));
        count += used;
    }
    return json_get(r->s->root, "sealed")->number == count ||
           broken(e, "sealed is %lld, the measures rest on %lld sealed exhibits",
                  (long long)json_get(r->s->root, "sealed")->number, (long long)count);
}

/* Whether a comparator answers yes to every question that the measures rest on. */
static bool fails_the_same(const struct json_node *comparator, const struct json_node *measures)
{
    size_t asked = 0;

    for (const struct json_node *m = measures->first; m != NULL; m = m->next)
        for (const struct json_node *f = json_get(m, "findings")->first; f != NULL; f = f->next, asked++)
            if (!has(json_get(comparator, "fails"), f->text))
                return false;
    return asked > 0;
}

size_t rules_comparators(const struct ruling *r, struct buf *out)
{
    size_t count = 0;

    for (size_t i = 0; i < r->m->count; i++) {
        const struct matter_item *x = &r->m->items[i];
        const struct json_node *list = kind_is(&x->s, "evaluation") ? json_get(x->s.root, "comparators") : NULL;
        for (const struct json_node *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
            struct bytes app = json_get(c, "app")->text;
            if (bytes_equal(app, text(r, "subject")) || has(json_get(r->s->root, "apps"), app) ||
                !fails_the_same(c, json_get(r->s->root, "measures")))
                continue;
            buf_str(out, count++ == 0 ? "" : ", ");
            text_show(out, app);
        }
    }
    return count;
}

static bool kept_comparators(const struct ruling *r, struct error *e)
{
    struct buf names;
    size_t count;

    buf_init(&names, LIMIT_STATEMENT * 6);
    count = rules_comparators(r, &names);
    if (count > 0 && text(r, "comparators_reason").size == 0)
        broken(e, "%zu not named: %.*s", count, (int)(names.size < 120 ? names.size : 120), (const char *)names.data);
    else
        count = 0;
    buf_free(&names);
    return count == 0;
}

static bool kept_ground(const struct ruling *r, struct error *e)
{
    struct buf list;
    bool ok = process_says(r->p, "exception-ground", text(r, "ground"));

    if (ok)
        return true;
    buf_init(&list, 120);
    process_values(r->p, "exception-ground", &list);
    broken(e, "the ground is '%s', one of these is wanted: %.*s", shown(r, text(r, "ground")), (int)list.size,
           (const char *)list.data);
    buf_free(&list);
    return false;
}

static bool kept_year(const struct ruling *r, struct error *e)
{
    int32_t days = process_number(r->p, "exception-days", 366);
    char time[21] = "", *end = time + 10;
    int64_t from, to;

    memcpy(time, text(r, "expires").data, 10);
    memcpy(end, "T00:00:00Z", 10);
    if (!roles_seconds(text(r, "time"), &from) || !roles_seconds(bytes_of(time, 20), &to))
        return broken(e, "expires cannot be told");
    return to - from <= (int64_t)(days < 366 ? days : 366) * 86400 ||
           broken(e, "it would hold until %s, longer than %d days", shown(r, text(r, "expires")), (int)(days < 366 ? days : 366));
}

static bool kept_expiry(const struct ruling *r, struct error *e)
{
    struct bytes today;

    bytes_slice(r->now, 0, 10, &today);
    return bytes_compare(today, text(r, "expires")) <= 0 || broken(e, "it ended on %s", shown(r, text(r, "expires")));
}

static bool kept_blanket(const struct ruling *r, struct error *e)
{
    struct bytes who = text(r, "device").size > 0 ? text(r, "device") : text(r, "group");

    for (size_t i = 0; i < who.size; i++)
        if (who.data[i] == '*' || who.data[i] == '?')
            return broken(e, "'%s' is a pattern", shown(r, who));
    return !process_says(r->p, "blanket", who) || broken(e, "'%s' means everything", shown(r, who));
}

static bool kept_asked(const struct ruling *r, struct error *e)
{
    const struct json_node *list = json_get(r->s->root, "answers");
    struct bytes hex = text(r, "notice");
    const struct matter_item *notice = matter_find(r->m, hex);

    for (const struct json_node *n = list->first; notice != NULL && n != NULL; n = n->next) {
        struct bytes criterion = n->kind == JSON_TEXT ? n->text : json_get(n, "criterion")->text;
        bool found = false;
        for (const struct json_node *f = json_get(notice->s.root, "findings")->first; f != NULL; f = f->next)
            found |= bytes_equal(json_get(f, "criterion")->text, criterion);
        if (!found)
            return broken(e, "the notice tells nothing of %s", shown(r, criterion));
    }
    return true;
}

static bool kept_appeal(const struct ruling *r, struct error *e)
{
    const struct matter_item *appeal = matter_last(r->m, "appeal");

    if (strcmp(r->m->state, "appealed") != 0 || appeal == NULL)
        return true;
    return bytes_is(text(r, "appeal"), appeal->hex) || broken(e, "the appeal %.12s waits", appeal->hex);
}

static bool kept_longer(const struct ruling *r, struct error *e)
{
    const struct matter_item *of = matter_find(r->m, text(r, "statement"));
    char clock[32] = "";
    struct bytes before, name = text(r, "clock");

    if (of == NULL || name.size >= sizeof clock)
        return true;
    memcpy(clock, name.data, name.size);
    before = matter_clock(r->m, of, clock);
    if (before.size == 0)
        return broken(e, "the %s %.12s has no clock %s", of->s.kind->name, of->hex, clock);
    return bytes_compare(before, text(r, "until")) < 0 ||
           broken(e, "%s is %s already", clock, shown(r, before));
}

static bool kept_held(const struct ruling *r, struct error *e)
{
    bool over = strcmp(r->m->state, "revoked") == 0;
    const struct matter_item *of = matter_find(r->m, text(r, "statement")), *hold = matter_last(r->m, "hold");

    if (of == NULL || over)
        return true;
    if (hold != NULL)
        return broken(e, "the hold %.12s keeps what belongs to the case", hold->hex);
    for (size_t i = 0; life_at(i) != NULL; i++)
        if (kind_is(&of->s, life_at(i)->kind))
            return broken(e, "the %s %.12s has a part in a case that is not over", of->s.kind->name, of->hex);
    return true;
}

static bool kept_third(const struct ruling *r, struct error *e)
{
    for (const struct json_node *n = json_get(r->s->root, "statements")->first; n != NULL; n = n->next) {
        const struct matter_item *of = matter_find(r->m, n->text);
        bool told = false;
        if (of == NULL || !word_in(BYTES("vendor"), of->s.kind->role))
            continue;
        for (size_t i = 0; !told && i < r->m->count; i++)
            told = kind_is(&r->m->items[i].s, "third-party-notice") &&
                   in_rows(&(struct matter){.items = &r->m->items[i], .count = 1}, "third-party-notice", "passages",
                           "statement", n->text) &&
                   has(json_get(r->s->root, "notices"), bytes_str(r->m->items[i].hex));
        for (const struct json_node *x = json_get(r->s->root, "redactions")->first; !told && x != NULL; x = x->next)
            told = bytes_equal(json_get(x, "statement")->text, n->text);
        if (!told)
            return broken(e, "the %s %.12s is the vendor's", of->s.kind->name, of->hex);
    }
    return true;
}

static const struct rule rules[] = {
    {"clock-back", NULL, "the clock of this machine must not be behind the log", kept_clock},
    {"future", NULL, "a statement is not dated in the future", kept_future},
    {"backdated", NULL, "a statement is not dated before what was said earlier in its case", kept_backdated},
    {"once", NULL, "a statement is said once", kept_once},
    {"life", NULL, "a case takes only the steps of doc/life.svg", kept_life},
    {"reference", NULL, "what a statement refers to is a statement of its case, of the right kind", kept_references},
    {"in-force", "determination review revocation appeal exception", "it is about the determination in force", kept_current},
    {"finding-evaluated", "notice", "a vendor is told findings of records that an evaluation stands for", kept_evaluated},
    {"window-length", "notice", "the vendor gets the days that the policy gives", kept_window_length},
    {"answer-asked", "response proposal", "an answer is to a finding that was told", kept_asked},
    {"window-open", "determination", "nothing is decided before the vendor answered or its window ended", kept_window},
    {"ground-told", "determination", "a measure rests on findings that the vendor was told", kept_told},
    {"sealed-count", "determination", "it says how many exhibits the vendor did not see", kept_sealed},
    {"response-unanswered", "determination review", "every response is answered", kept_response},
    {"proposal-unanswered", "determination review", "every proposal is accepted or rejected, with reasons", kept_proposal},
    {"comparators", "determination", "apps that fail the same questions are named, or comparators_reason says why not",
     kept_comparators},
    {"appeal-unanswered", "review", "a review after an appeal decides that appeal", kept_appeal},
    {"exception-ground", "exception", "an exception has a ground of the policy's closed list", kept_ground},
    {"exception-expired", "exception", "an exception ends in the future", kept_expiry},
    {"exception-long", "exception", "an exception holds for a year at most", kept_year},
    {"exception-blanket", "exception", "an exception is for a device or group, never for all", kept_blanket},
    {"extension-longer", "extension", "an extension makes a clock longer", kept_longer},
    {"held", "disposal", "nothing is disposed of that a hold or a case that is not over needs", kept_held},
    {"third-party", "release", "a vendor's words are released after a third-party notice, or redacted", kept_third},
};

const struct rule *rule_at(size_t i)
{
    return i < sizeof rules / sizeof *rules ? &rules[i] : NULL;
}

bool rules_check(const struct ruling *r, struct error *e)
{
    for (size_t i = 0; rule_at(i) != NULL; i++) {
        struct error why = {0};
        if (rules[i].kinds != NULL && !word_in(bytes_str(r->s->kind->name), rules[i].kinds))
            continue;
        if (!rules[i].kept(r, &why))
            return error_set(e, ERROR_REFUSED, 0, "%s: %s; rule: %s", rules[i].id, why.text, rules[i].doc);
    }
    return true;
}
