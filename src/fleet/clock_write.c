/* Clocks for people and programs: lines of text, objects, a section of a page. */
#include <inttypes.h>

#include "base/moment.h"
#include "base/text.h"
#include "fleet/clock.h"
#include "fleet/verify_report.h"

static void number(struct buf *out, int64_t n, enum language l)
{
    verify_number(out, (uint64_t)(n < 0 ? -n : n), l);
}

void clock_say_state(struct buf *out, const struct clock *c, enum language l)
{
    static const char *const before[CLOCK_STATES][2] = {
        [CLOCK_LATE] = {"LATE by ", "EN RETARD de "},   [CLOCK_UNSHOWN] = {"not shown to be done, ", "non démontré, "},
        [CLOCK_DUE] = {"due in ", "dans "},             [CLOCK_ENDS] = {"by itself in ", "de soi-même dans "},
        [CLOCK_WAITS] = {"waiting for ", "en attente depuis "}, [CLOCK_OVER] = {"over for ", "terminé depuis "},
        [CLOCK_DONE] = {"done", "fait"},
    };
    bool past = c->state == CLOCK_UNSHOWN;

    if ((c->state == CLOCK_DUE || c->state == CLOCK_ENDS) && c->days == 0) {
        buf_str(out, l == FRENCH ? "aujourd'hui" : "today");
        return;
    }
    buf_str(out, before[c->state][l]);
    if (c->state == CLOCK_DONE)
        return;
    number(out, c->days, l);
    buf_str(out, l == FRENCH ? " jour" : " day");
    buf_str(out, c->days == 1 || c->days == -1 || (l == FRENCH && c->days == 0) ? "" : "s");
    if (past)
        buf_str(out, l == FRENCH ? " de retard" : " past");
}

static const char *colon(enum language l)
{
    return l == FRENCH ? "\xe2\x80\xaf: " : ": ";
}

static void say_networks(struct buf *out, const struct clock *c, enum language l)
{
    if (c->blocking + c->open + c->unclear == 0) {
        buf_str(out, l == FRENCH ? " (les listes d'applications ne le montrent pas\xe2\x80\xaf; 'veto probe' interroge le réseau)" : " (lists of apps do not show it; 'veto probe' asks the network)");
        return;
    }
    buf_str(out, l == FRENCH ? "\xe2\x80\xaf: endroits interrogés sur le réseau\xe2\x80\xaf: " : ": places asked on the network: ");
    number(out, (int64_t)c->blocking, l);
    buf_str(out, l == FRENCH ? " bloquent, " : " block, ");
    number(out, (int64_t)c->open, l);
    buf_str(out, l == FRENCH ? " laissent passer, " : " let through, ");
    number(out, (int64_t)c->unclear, l);
    buf_str(out, l == FRENCH ? " inconnus" : " unknown");
}

static void say_devices(struct buf *out, const struct clock *c, enum language l)
{
    if (c->due.what == DUE_BLOCK)
        say_networks(out, c, l);
    if (!c->judged)
        return;
    buf_str(out, colon(l));
    if (c->due.what != DUE_IDENTIFY) {
        number(out, (int64_t)c->there, l);
        buf_str(out, l == FRENCH ? " l'ont encore, " : " still have it, ");
    }
    number(out, (int64_t)c->unknown, l);
    buf_str(out, l == FRENCH ? " inconnus, sur " : " unknown, of ");
    number(out, (int64_t)c->devices, l);
    buf_str(out, l == FRENCH ? " appareils" : " devices");
}

void clock_say(struct buf *out, const struct clock *c, enum language l)
{
    buf_str(out, due_say(l, c->due.what));
    if (c->due.day.size > 0) {
        buf_str(out, ", ");
        text_show(out, c->due.day);
    }
    say_devices(out, c, l);
    buf_str(out, l == FRENCH ? "\xe2\x80\xaf; " : "; ");
    if (c->due.who.size > 0)
        text_show(out, c->due.who);
    else
        buf_str(out, due_role(l, c->due.what));
    buf_printf(out, " (%s %.12s)", c->due.of->s.kind->name, c->due.of->hex);
}

void clocks_write_tally(struct buf *out, const struct clocks *c, enum language l)
{
    static const char *const words[CLOCK_STATES][2] = {
        {"LATE", "EN RETARD"}, {"not shown to be done", "non démontrés"}, {"due", "à échéance"}, {"beginning or ending by themselves", "de soi-même"},
        {"waiting", "en attente"}, {"over", "terminés"}, {"done", "faits"},
    };
    bool any = false;

    if (c->count == 0)
        return;
    buf_str(out, l == FRENCH ? "échéances des dossiers, au " : "clocks of cases, as of ");
    text_show(out, c->today);
    for (int s = 0; s < CLOCK_STATES; s++) {
        if (c->tally[s] == 0)
            continue;
        buf_str(out, any ? ", " : colon(l));
        any = true;
        number(out, (int64_t)c->tally[s], l);
        buf_str(out, " ");
        buf_str(out, words[s][l]);
    }
    buf_str(out, "\n");
}

static void write_gap(struct buf *out, const struct clock_gap *g, enum language l)
{
    buf_str(out, l == FRENCH ? "INCOMPLET : le dossier " : "INCOMPLETE: case ");
    text_show(out, g->matter);
    buf_str(out, l == FRENCH ? " ne peut être lu, ses échéances manquent : " : " cannot be read, its clocks are missing: ");
    text_show(out, g->why);
}

/* As of when devices are known; that they are not. */
static void write_moment(struct buf *out, const struct clocks *c, enum language l)
{
    char time[MOMENT_SIZE];

    if (c->as_of == 0) {
        buf_str(out, l == FRENCH ? "rien n'est connu des appareils : ce qui doit y être fait n'est pas démontré" : "nothing is known of devices: what has to be done there is not shown");
        return;
    }
    moment_format(c->as_of, time);
    buf_printf(out, l == FRENCH ? "les appareils tels que connus le %s" : "devices as known at %s", time);
}

static void write_later(struct buf *out, const struct clocks *c, enum language l)
{
    bool one = c->later == 1;

    number(out, (int64_t)c->later, l);
    buf_str(out, l == FRENCH ? (one ? " exception prend fin plus tard" : " exceptions prennent fin plus tard") : one ? " exception ends later" : " exceptions end later");
}

void clocks_write(struct buf *out, const struct clocks *c, enum language l, bool cases)
{
    for (size_t i = 0; i < c->gap_count; i++) {
        write_gap(out, &c->gaps[i], l);
        buf_str(out, "\n");
    }
    for (size_t i = 0; i < c->count; i++) {
        buf_str(out, "  ");
        clock_say_state(out, &c->rows[i], l);
        buf_str(out, colon(l));
        if (cases) {
            text_show(out, c->rows[i].matter);
            buf_str(out, colon(l));
        }
        clock_say(out, &c->rows[i], l);
        buf_str(out, "\n");
    }
    if (c->later > 0) {
        buf_str(out, "  ");
        write_later(out, c, l);
        buf_str(out, "\n");
    }
    if (c->count > 0) {
        buf_str(out, "  ");
        write_moment(out, c, l);
        buf_str(out, "\n");
    }
}

void clock_json(struct json *j, const struct clock *c)
{
    json_object(j);
    if (c->due.what == DUE_BLOCK)
        json_pair_count(j, "blocking", c->blocking);
    json_pair(j, "case", c->matter);
    if (c->due.day.size > 0)
        json_pair(j, "day", c->due.day);
    json_key(j, BYTES("days"));
    json_number(j, c->days);
    if (c->judged)
        json_pair_count(j, "devices", c->devices);
    if (c->due.what == DUE_BLOCK)
        json_pair_count(j, "open", c->open);
    json_key(j, BYTES("past"));
    json_bool(j, c->due.day.size > 0 && c->days < 0);
    json_pair(j, "state", bytes_str(clock_state_id(c->state)));
    json_pair(j, "statement", bytes_str(c->due.of->hex));
    if (c->judged)
        json_pair_count(j, "there", c->there);
    if (c->due.what == DUE_BLOCK)
        json_pair_count(j, "unclear", c->unclear);
    if (c->judged)
        json_pair_count(j, "unknown", c->unknown);
    json_pair(j, "what", bytes_str(due_say(ENGLISH, c->due.what)));
    json_pair(j, "who", c->due.who.size > 0 ? c->due.who : bytes_str(due_role(ENGLISH, c->due.what)));
    json_end_object(j);
}

/* --- the page --- */

enum { NAME_MOST = 200, ROWS_MOST = 200 };

static void column(struct html *h, const char *english, const char *french, enum language l)
{
    html_open(h, TAG_TH);
    html_attr_str(h, AT_SCOPE, "col");
    html_say(h, l == FRENCH ? french : english);
    html_close(h, TAG_TH);
}

static void row(struct html *h, const struct clock *c, enum language l)
{
    struct buf text;

    buf_init(&text, 4096);
    html_open(h, TAG_TR);
    html_open(h, TAG_TH);
    html_attr_str(h, AT_SCOPE, "row");
    clock_say_state(&text, c, l);
    html_text(h, buf_bytes(&text), 0);
    html_close(h, TAG_TH);
    html_class(h, TAG_TD, "whole");
    html_text(h, c->matter, NAME_MOST);
    html_close(h, TAG_TD);
    html_open(h, TAG_TD);
    buf_reset(&text);
    buf_str(&text, due_say(l, c->due.what));
    say_devices(&text, c, l);
    html_text(h, buf_bytes(&text), 0);
    html_close(h, TAG_TD);
    html_class(h, TAG_TD, "n");
    html_say(h, c->due.day.size == 0 ? "\xe2\x80\x93" : "");
    html_text(h, c->due.day, 0);
    html_close(h, TAG_TD);
    html_open(h, TAG_TD);
    if (c->due.who.size > 0)
        html_text(h, c->due.who, NAME_MOST);
    else
        html_say(h, due_role(l, c->due.what));
    html_close(h, TAG_TD);
    html_close(h, TAG_TR);
    buf_free(&text);
}

static void table(struct html *h, const struct clocks *c, enum language l)
{
    html_class(h, TAG_DIV, "scroll");
    html_attr_str(h, AT_ROLE, "region");
    html_attr_str(h, AT_ARIA_LABEL, l == FRENCH ? "Échéances" : "Clocks");
    html_attr_str(h, AT_TABINDEX, "0");
    html_class(h, TAG_TABLE, "rows");
    html_open(h, TAG_THEAD);
    html_open(h, TAG_TR);
    column(h, "State", "État", l);
    column(h, "Case", "Dossier", l);
    column(h, "What", "Quoi", l);
    column(h, "Day", "Jour", l);
    column(h, "Who", "Qui", l);
    html_close(h, TAG_TR);
    html_close(h, TAG_THEAD);
    html_open(h, TAG_TBODY);
    for (size_t i = 0; i < c->count && i < ROWS_MOST; i++)
        row(h, &c->rows[i], l);
    html_close(h, TAG_TBODY);
    html_close(h, TAG_TABLE);
    html_close(h, TAG_DIV);
}

static void line(struct html *h, struct buf *text, const char *class)
{
    if (text->size > 0) {
        html_class(h, TAG_P, class);
        html_text(h, buf_bytes(text), 0);
        html_close(h, TAG_P);
    }
    buf_reset(text);
}

void clocks_page(struct html *h, const struct clocks *c, enum language l, const char *prefix)
{
    struct buf text;

    if (c->count == 0 && c->gap_count == 0)
        return;
    buf_init(&text, 1 << 16);
    html_open(h, TAG_SECTION);
    html_ref(h, AT_LABELLEDBY, prefix, "clocks", 0);
    html_open(h, TAG_H2);
    html_ref(h, AT_ID, prefix, "clocks", 0);
    html_say(h, l == FRENCH ? "Échéances des dossiers" : "Clocks of cases");
    html_close(h, TAG_H2);
    for (size_t i = 0; i < c->gap_count; i++) {
        write_gap(&text, &c->gaps[i], l);
        line(h, &text, NULL);
    }
    clocks_write_tally(&text, c, l);
    if (text.size > 0)
        text.size--; /* the end of its line */
    line(h, &text, NULL);
    if (c->count > 0)
        table(h, c, l);
    if (c->count > ROWS_MOST) {
        number(&text, (int64_t)(c->count - ROWS_MOST), l);
        buf_str(&text, l == FRENCH ? " de plus : 'veto report --clocks'" : " more: 'veto report --clocks'");
        line(h, &text, "quiet");
    }
    if (c->later > 0)
        write_later(&text, c, l);
    line(h, &text, "quiet");
    write_moment(&text, c, l);
    line(h, &text, "quiet");
    html_close(h, TAG_SECTION);
    buf_free(&text);
}
