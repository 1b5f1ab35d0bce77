#include "fleet/user_notice.h"

#include "base/moment.h"
#include "fleet/plane.h"

struct making {
    struct user_notice *n;
    struct arena *arena;
    const struct user_notice_from *from;
    enum language language;
    const struct statement *d; /* the determination, or the last one that was revoked */
    struct user_fill fill;     /* title and contact */
    bool removes, blocks;      /* its measures: remove; block-install or block-traffic */
    struct bytes last;         /* the day by which everything has to be saved; empty: none is said */
};

const char *user_notice_id(enum user_notice_kind kind)
{
    static const char *const ids[USER_NOTICES] = {"before", "after", "lifted"};

    return ids[kind];
}

/* --- the decision --- */

static bool measure_is(const struct json_node *row, const char *word)
{
    const struct json_node *n = json_get(row, "measure");

    return n != NULL && n->kind == JSON_TEXT && bytes_is(n->text, word);
}

static bool measure(const struct statement *d, const char *word)
{
    const struct json_node *rows = json_get(d->root, "measures");

    for (const struct json_node *n = rows == NULL ? NULL : rows->first; n != NULL; n = n->next)
        if (measure_is(n, word))
            return true;
    return false;
}

static bool blocks(const struct statement *d)
{
    return measure(d, "block-install") || measure(d, "block-traffic");
}

static struct bytes clock_day(const struct user_notice_from *from, const char *clock)
{
    return matter_clock(from->mandate->m, from->mandate->determination, clock);
}

/* The day by which a user has to be done: that of the first turn, else the last day of removal, else that of the block. */
static struct bytes last_day(const struct user_notice_from *from)
{
    struct bytes day = {NULL, 0};

    for (size_t i = 0; i < from->turn_count; i++)
        if (day.size == 0 || json_compare(from->turns[i].day, day) < 0)
            day = from->turns[i].day;
    if (day.size == 0 && measure(&from->mandate->determination->s, "remove"))
        day = clock_day(from, "remove_by");
    return day.size > 0 ? day : clock_day(from, "block_by");
}

bool user_notice_may(const struct user_notice_from *from, struct error *e)
{
    const struct mandate *m = from->mandate;
    struct bytes effective, last;

    if (m->m->count == 0)
        return error_set(e, ERROR_USAGE, 0, "there is no case of that name; 'veto case' lists them");
    if (from->kind == USER_LIFTED)
        return m->revoked || error_set(e, ERROR_REFUSED, 0, "the determination was not revoked");
    if (m->revoked)
        return error_set(e, ERROR_REFUSED, 0, "the determination was revoked: what there is to say is what comes back");
    if (m->determination == NULL)
        return error_set(e, ERROR_REFUSED, 0, "no determination of this case is in force: there is nothing to tell users; 'veto determine' decides");
    effective = matter_text(&m->determination->s, "effective");
    for (size_t i = 0; i < from->turn_count; i++)
        if (json_compare(from->turns[i].day, effective) < 0)
            return error_set(e, ERROR_REFUSED, 0, "%.*s is before the determination holds, from %.*s on", (int)from->turns[i].day.size,
                             (const char *)from->turns[i].day.data, (int)effective.size, (const char *)effective.data);
    if (from->kind == USER_AFTER && json_compare(effective, from->today) > 0)
        return error_set(e, ERROR_REFUSED, 0, "the determination holds from %.*s on: nothing was done yet that a notice could tell of",
                         (int)effective.size, (const char *)effective.data);
    last = last_day(from);
    if (from->kind == USER_BEFORE && last.size > 0 && json_compare(last, from->today) < 0 && (measure(&m->determination->s, "remove") || blocks(&m->determination->s)))
        return error_set(e, ERROR_REFUSED, 0, "%.*s, by when users have to be ready, is past: --when DAY gives the day of the devices that are told now",
                         (int)last.size, (const char *)last.data);
    return true;
}

/* --- lines --- */

static void add(struct making *w, enum user_form form, struct bytes text)
{
    struct user_notice *n = w->n;

    if (text.size == 0)
        return;
    n->lines = arena_grow(w->arena, n->lines, n->count, &n->capacity, sizeof *n->lines);
    n->lines[n->count++] = (struct user_line){form, text};
}

static struct bytes sentence(struct making *w, const char *id, struct bytes day, struct bytes text)
{
    struct user_fill fill = w->fill;

    fill.day = user_words_day(w->arena, w->language, day);
    fill.text = text;
    return user_words_say(w->from->words, w->arena, w->language, id, &fill);
}

static void say(struct making *w, enum user_form form, const char *id)
{
    add(w, form, sentence(w, id, BYTES(""), BYTES("")));
}

static void say_day(struct making *w, const char *id, struct bytes day)
{
    if (day.size > 0)
        add(w, USER_ITEM, sentence(w, id, day, BYTES("")));
}

/* --- texts of statements --- */

static void note_untold(struct making *w, struct bytes text)
{
    struct user_notice *n = w->n;

    for (size_t i = 0; i < n->untold_count; i++)
        if (bytes_equal(n->untold[i], text))
            return;
    n->untold = arena_grow(w->arena, n->untold, n->untold_count, &n->untold_capacity, sizeof *n->untold);
    n->untold[n->untold_count++] = text;
}

static struct bytes given(struct making *w, struct bytes text)
{
    struct bytes out;

    if (!user_words_give(w->from->words, w->language, text, &out) && text.size > 0)
        note_untold(w, text);
    return out;
}

/* The texts of a list, each in the language where that is known, one after the other. */
static struct bytes given_list(struct making *w, const char *field, const char *between)
{
    const struct json_node *list = json_get(w->d->root, field);
    struct bytes out = {NULL, 0};

    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next) {
        struct bytes one = given(w, n->text);
        out = arena_printf(w->arena, "%.*s%s%.*s", (int)out.size, (const char *)out.data, out.size > 0 ? between : "", (int)one.size, (const char *)one.data);
    }
    return out;
}

static void say_text(struct making *w, enum user_form form, const char *id, struct bytes text)
{
    if (text.size > 0)
        add(w, form, sentence(w, id, BYTES(""), text));
}

/* What somebody wrote, a paragraph for each of its lines. */
static void say_reasons(struct making *w, const struct statement *s)
{
    struct bytes text = matter_text(s, w->language == FRENCH ? "reasons_fr" : "reasons_en");

    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, end - at, &line);
        add(w, USER_SAY, user_words_spaced(w->arena, w->language, line));
        at = end + 1;
    }
}

/* "before-title-remove" of the kind and what is done. */
static const char *id_of(const struct making *w, const char *what)
{
    const char *done = w->removes ? "remove" : w->blocks ? "block" : "other";

    return (const char *)arena_printf(w->arena, "%s-%s-%s", user_notice_id(w->from->kind), what, done).data;
}

static bool reaches_apple(const struct making *w)
{
    const struct plane *p;

    for (size_t i = 0; (p = plane_at(i)) != NULL; i++)
        if (bytes_starts(bytes_str(p->name), BYTES("apple-")) && mandate_has_plane(w->from->mandate, bytes_str(p->name)))
            return true;
    return false;
}

static void say_measures(struct making *w)
{
    static const char *const words[] = {"remove", "block-install", "block-traffic", "restrict", "monitor", "allow"};
    const char *kind = user_notice_id(w->from->kind);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool traffic = strcmp(words[i], "block-traffic") == 0;
        bool app_only = traffic && bytes_is(matter_text(w->d, "traffic"), "app-only");
        if (measure(w->d, words[i]))
            say(w, USER_ITEM, (const char *)arena_printf(w->arena, "%s-%s%s", kind, words[i], app_only ? "-app" : "").data);
    }
    if (w->removes && reaches_apple(w))
        say(w, USER_SAY, "apple");
}

static void say_turns(struct making *w)
{
    for (size_t i = 0; i < w->from->turn_count; i++) {
        const struct user_turn *t = &w->from->turns[i];
        add(w, USER_ITEM, sentence(w, t->name.size > 0 ? "on-day-ring" : "on-day", t->day, given(w, t->name)));
    }
}

static void say_when(struct making *w)
{
    bool told_by = w->from->kind == USER_BEFORE && w->from->turn_count == 0;

    say(w, USER_HEAD, "head-when");
    say_day(w, "effective", matter_text(w->d, "effective"));
    say_turns(w);
    if (w->removes && told_by)
        say_day(w, "remove-by", clock_day(w->from, "remove_by"));
    if (w->blocks && told_by)
        say_day(w, "block-by", clock_day(w->from, "block_by"));
    say_day(w, "review-by", clock_day(w->from, "review_by"));
}

/* --- messages --- */

/* Whether a family, or one of the apps that the determination names, has steps. */
static bool say_steps_of(struct making *w, struct bytes subject, bool after)
{
    const struct saving *s = w->from->saving;
    struct bytes since = saving_since(s, subject, after);

    if (since.size == 0)
        return false;
    if (!after)
        add(w, USER_SAY, sentence(w, "save-known", since, BYTES("")));
    for (size_t i = 0; i < s->count; i++) {
        const struct saving_step *row = &s->rows[i];
        if (row->after != after || !bytes_equal(row->subject, subject))
            continue;
        if (bytes_is(row->platform, "any"))
            add(w, USER_ITEM, row->text[w->language]);
        else
            say_text(w, USER_ITEM, bytes_is(row->platform, "ios") ? "platform-ios" : "platform-android", row->text[w->language]);
    }
    return true;
}

static void say_steps(struct making *w, bool after, const char *unknown)
{
    const struct json_node *apps = json_get(w->d->root, "apps");
    bool any = say_steps_of(w, matter_text(w->d, "subject"), after);

    for (const struct json_node *n = apps == NULL ? NULL : apps->first; n != NULL; n = n->next)
        any = say_steps_of(w, n->text, after) || any;
    if (!any)
        say(w, USER_SAY, unknown);
}

static void say_saving(struct making *w)
{
    say(w, USER_HEAD, "head-save");
    say(w, USER_SAY, "save-official");
    if (mandate_holds(w->from->mandate) != NULL)
        say(w, USER_SAY, "save-hold");
    say_steps(w, false, "save-unknown");
}

/* --- parts --- */

static void say_exceptions(struct making *w)
{
    const struct process *p = w->from->process;
    struct bytes grounds = {NULL, 0};

    for (size_t i = 0; i < p->count; i++) {
        struct bytes word = p->rows[i].value, text;
        if (!bytes_is(p->rows[i].key, "exception-ground"))
            continue;
        text = sentence(w, (const char *)arena_printf(w->arena, "ground-%.*s", (int)word.size, (const char *)word.data).data, BYTES(""), BYTES(""));
        if (text.size == 0)
            text = given(w, word);
        grounds = arena_printf(w->arena, "%.*s%s%.*s", (int)grounds.size, (const char *)grounds.data, grounds.size > 0 ? ", " : "", (int)text.size, (const char *)text.data);
    }
    say(w, USER_HEAD, "head-exceptions");
    say_text(w, USER_SAY, "exceptions-grounds", grounds);
    if (process_number(p, "exception-days", 0) > 0)
        say_text(w, USER_SAY, "exceptions-days", arena_printf(w->arena, "%d", (int)process_number(p, "exception-days", 0)));
    say(w, USER_SAY, "exceptions-ask");
}

static void say_why(struct making *w)
{
    struct bytes authority = given(w, matter_text(w->d, "authority")), office = given(w, matter_text(w->d, "office"));

    say(w, USER_HEAD, "head-why");
    say_reasons(w, w->d);
    say_text(w, USER_SAY, "decided", arena_printf(w->arena, "%.*s, %.*s", (int)authority.size, (const char *)authority.data, (int)office.size, (const char *)office.data));
    say_text(w, USER_SAY, "under", given(w, matter_text(w->d, "legal_authority")));
    say_text(w, USER_SAY, "not-claimed", given_list(w, "not_claimed", "; "));
}

static void say_privacy(struct making *w)
{
    say(w, USER_HEAD, "head-privacy");
    say(w, USER_SAY, "privacy-list");
    if (w->from->keepings->count == 0)
        say(w, USER_SAY, "privacy-none");
    for (size_t i = 0; i < w->from->keepings->count; i++) {
        const struct keeping *k = &w->from->keepings->rows[i];
        char day[MOMENT_SIZE];
        moment_format(k->until, day);
        add(w, USER_SAY, sentence(w, "privacy-kept", bytes_of(day, 10), given(w, k->purpose)));
    }
    say(w, USER_SAY, "privacy-correct");
}

static void say_contact(struct making *w)
{
    struct bytes day;

    bytes_slice(matter_text(w->d, "time"), 0, 10, &day);
    say(w, USER_HEAD, "head-contact");
    say(w, USER_SAY, "contact");
    add(w, USER_SAY, sentence(w, "reference", day, w->from->mandate->m->name));
}

static void say_scope(struct making *w)
{
    say(w, USER_SAY, "meaning");
    say_text(w, USER_SAY, "scope", given_list(w, "scope", ", "));
}

/* --- the three notices --- */

static void make_before(struct making *w)
{
    say_scope(w);
    say(w, USER_HEAD, "head-what-before");
    say_measures(w);
    say_when(w);
    if (w->removes || w->blocks) {
        say(w, USER_HEAD, "head-do");
        add(w, USER_STEP, sentence(w, w->last.size > 0 ? "do-save" : "do-save-soon", w->last, BYTES("")));
        say(w, USER_STEP, "do-accounts");
        say(w, USER_STEP, "do-exception");
        say(w, USER_STEP, w->removes ? "do-delete" : "do-wait");
        say_saving(w);
        say_exceptions(w);
    }
    say_why(w);
    say_privacy(w);
    say_contact(w);
}

static void make_after(struct making *w)
{
    say_scope(w);
    say(w, USER_HEAD, "head-what-after");
    say_measures(w);
    say_when(w);
    say(w, USER_HEAD, "head-still");
    if (w->removes)
        say(w, USER_SAY, "still-there");
    say(w, USER_SAY, "still-not");
    if (w->removes || w->blocks) {
        say(w, USER_HEAD, "head-lost");
        say_steps(w, true, "lost-unknown");
        say(w, USER_SAY, "lost-own");
        say(w, USER_SAY, "lost-official");
        say_exceptions(w);
    }
    say_why(w);
    say_privacy(w);
    say_contact(w);
}

static void make_lifted(struct making *w, const struct matter_item *revocation)
{
    say_scope(w);
    say(w, USER_HEAD, "head-lifted");
    say_day(w, "lifted-day", w->last);
    if (measure(w->d, "remove") || measure(w->d, "block-install"))
        say(w, USER_ITEM, "lifted-install");
    if (measure(w->d, "block-traffic"))
        say(w, USER_ITEM, "lifted-traffic");
    say(w, USER_ITEM, "lifted-time");
    say(w, USER_ITEM, "lifted-exceptions");
    if (w->removes) {
        say(w, USER_HEAD, "head-lifted-not");
        say(w, USER_ITEM, "lifted-again");
        say(w, USER_ITEM, "lifted-messages");
    }
    if (revocation != NULL) {
        say(w, USER_HEAD, "head-why");
        say_reasons(w, &revocation->s);
    }
    say_contact(w);
}

static struct bytes last_or_effective(const struct making *w)
{
    struct bytes day = last_day(w->from);

    return day.size > 0 ? day : matter_text(w->d, "effective");
}

static struct bytes title_of(struct making *w)
{
    struct bytes subject = matter_text(w->d, "subject"), out;
    const struct family *f = bytes_is(matter_text(w->d, "subject_kind"), "family") ? families_find(w->from->families, subject) : NULL;

    if (user_words_give(w->from->words, w->language, subject, &out) || f == NULL)
        return out;
    return w->language == FRENCH ? f->name_fr : f->name_en;
}

void user_notice_make(struct user_notice *n, struct arena *a, const struct user_notice_from *from, enum language l)
{
    const struct matter_item *revocation = matter_last(from->mandate->m, "revocation");
    struct making w = {.n = n, .arena = a, .from = from, .language = l, .d = &matter_last(from->mandate->m, "determination")->s};
    bool lifted = from->kind == USER_LIFTED;

    *n = (struct user_notice){NULL, 0, 0, {NULL, 0}, NULL, 0, 0};
    w.removes = measure(w.d, "remove");
    w.blocks = blocks(w.d);
    w.fill = (struct user_fill){.title = title_of(&w), .contact = from->contact[l]};
    w.last = !lifted ? last_or_effective(&w) : revocation != NULL ? matter_text(&revocation->s, "effective") : BYTES("");
    say(&w, USER_KICKER, (const char *)arena_printf(a, "%s-kicker", user_notice_id(from->kind)).data);
    say(&w, USER_TITLE, lifted ? "lifted-title" : id_of(&w, "title"));
    if (lifted)
        make_lifted(&w, revocation);
    else if (from->kind == USER_AFTER)
        make_after(&w);
    else
        make_before(&w);
    n->brief = sentence(&w, lifted ? "lifted-short" : id_of(&w, "short"), w.last, BYTES(""));
}
