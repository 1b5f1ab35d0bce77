#include "ledger/life.h"

static const struct life_state states[] = {
    {"open", "evidence is gathered; nobody was told anything"},
    {"notified", "the vendor was told the findings; the window for its response runs"},
    {"unheard", "notice is withheld or late, on a stated ground"},
    {"heard", "the vendor answered, or offered a mitigation"},
    {"decided", "a determination holds, from its effective date on"},
    {"appealed", "an appeal waits for a review"},
    {"to-amend", "a review asks for another determination"},
    {"to-revoke", "a review asks for a revocation"},
    {"revoked", "no determination holds"},
};

static const struct life_row rows[] = {
    {"open", "notice", "given", "given", "notified", "the vendor is told"},
    {"open", "notice", "given", "late", "unheard", "told only with the decision, on a ground"},
    {"open", "notice", "given", "withheld", "unheard", "not told, on a ground"},
    {"notified", "notice", "given", "given", "notified", "more findings are told"},
    {"notified", "extension", "clock", "window", "notified", "the window is longer"},
    {"notified", "response", NULL, NULL, "heard", "the vendor answers"},
    {"notified", "proposal", NULL, NULL, "heard", "the vendor offers a mitigation"},
    {"notified", "determination", NULL, NULL, "decided", "the window ended without an answer"},
    {"unheard", "notice", "given", "given", "notified", "the vendor is told after all"},
    {"unheard", "determination", NULL, NULL, "decided", "decided without hearing, on that ground"},
    {"heard", "notice", "given", "given", "notified", "more findings are told"},
    {"heard", "extension", "clock", "window", "heard", "the window is longer"},
    {"heard", "response", NULL, NULL, "heard", "the vendor answers more"},
    {"heard", "proposal", NULL, NULL, "heard", "the vendor offers more"},
    {"heard", "determination", NULL, NULL, "decided", "decided after hearing"},
    {"decided", "notice", "given", "given", "decided", "a late notice is given"},
    {"decided", "response", NULL, NULL, "decided", "answered by the next review"},
    {"decided", "proposal", NULL, NULL, "decided", "answered by the next review"},
    {"decided", "extension", NULL, NULL, "decided", "a clock is longer"},
    {"decided", "exception", NULL, NULL, "decided", "a device or group may keep the app"},
    {"decided", "waiver", NULL, NULL, "decided", "a hold does not keep these devices"},
    {"decided", "determination", NULL, NULL, "decided", "superseded by another"},
    {"decided", "appeal", NULL, NULL, "appealed", "the vendor appeals"},
    {"decided", "review", "outcome", "maintain", "decided", "it stands"},
    {"decided", "review", "outcome", "amend", "to-amend", "it does not stand as it is"},
    {"decided", "review", "outcome", "revoke", "to-revoke", "it does not stand"},
    {"decided", "revocation", NULL, NULL, "revoked", "it no longer holds"},
    {"appealed", "response", NULL, NULL, "appealed", "the vendor says more"},
    {"appealed", "proposal", NULL, NULL, "appealed", "the vendor offers a mitigation"},
    {"appealed", "exception", NULL, NULL, "appealed", "a device or group may keep the app"},
    {"appealed", "waiver", NULL, NULL, "appealed", "a hold does not keep these devices"},
    {"appealed", "extension", NULL, NULL, "appealed", "a clock is longer"},
    {"appealed", "review", "outcome", "maintain", "decided", "the appeal fails"},
    {"appealed", "review", "outcome", "amend", "to-amend", "the appeal succeeds in part"},
    {"appealed", "review", "outcome", "revoke", "to-revoke", "the appeal succeeds"},
    {"appealed", "revocation", NULL, NULL, "revoked", "it no longer holds"},
    {"to-amend", "determination", NULL, NULL, "decided", "the amended one supersedes it"},
    {"to-amend", "revocation", NULL, NULL, "revoked", "it no longer holds"},
    {"to-revoke", "revocation", NULL, NULL, "revoked", "it no longer holds"},
    {"revoked", "notice", "given", "given", "notified", "the matter begins anew"},
};

const struct life_state *life_state_at(size_t i)
{
    return i < sizeof states / sizeof *states ? &states[i] : NULL;
}

const struct life_row *life_at(size_t i)
{
    return i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

static bool meant(const struct life_row *r, const struct statement *s)
{
    const struct json_node *n = r->field == NULL ? NULL : json_get(s->root, r->field);

    return r->field == NULL || (n != NULL && n->kind == JSON_TEXT && bytes_is(n->text, r->word));
}

const char *life_after(const char *state, const struct statement *s)
{
    bool part = false;

    for (size_t i = 0; life_at(i) != NULL; i++) {
        if (strcmp(rows[i].kind, s->kind->name) != 0)
            continue;
        part = true;
        if (strcmp(rows[i].from, state) == 0 && meant(&rows[i], s))
            return rows[i].to;
    }
    return part ? NULL : state;
}

void life_possible(const char *state, struct buf *out)
{
    size_t before = out->size;

    for (size_t i = 0; life_at(i) != NULL; i++) {
        if (strcmp(rows[i].from, state) != 0)
            continue;
        buf_printf(out, "%s%s", out->size > before ? ", " : "", rows[i].kind);
        if (rows[i].field != NULL)
            buf_printf(out, " (%s: %s)", rows[i].field, rows[i].word);
    }
}

enum { COLUMN = 108, TOP = 64, LINE = 22, LEFT = 60 };

static unsigned place_of(const char *state)
{
    unsigned i = 0;

    while (i + 1 < sizeof states / sizeof *states && strcmp(states[i].name, state) != 0)
        i++;
    return LEFT + i * COLUMN;
}

/* A lifeline for each state, an arrow for each row, in the order of the table. */
void life_draw(struct buf *svg)
{
    unsigned count = sizeof states / sizeof *states, lines = sizeof rows / sizeof *rows;
    unsigned width = LEFT * 2 + (count - 1) * COLUMN, height = TOP + lines * LINE + 20;

    buf_printf(svg,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" "
               "font-size=\"11\">\n<title>The life of a determination</title>\n<rect width=\"100%%\" height=\"100%%\" "
               "fill=\"#fff\"/>\n<marker id=\"a\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\">"
               "<path d=\"M0 0 8 4 0 8z\"/></marker>\n",
               width, height);
    for (unsigned i = 0; i < count; i++)
        buf_printf(svg,
                   "<text x=\"%u\" y=\"30\" text-anchor=\"middle\" font-weight=\"bold\">%s<title>%s</title></text>"
                   "<path d=\"M%u 40V%u\" stroke=\"#aaa\"/>\n",
                   LEFT + i * COLUMN, states[i].name, states[i].doc, LEFT + i * COLUMN, height - 10);
    for (unsigned i = 0; i < lines; i++) {
        unsigned from = place_of(rows[i].from), to = place_of(rows[i].to), y = TOP + i * LINE;
        if (from == to)
            buf_printf(svg, "<path d=\"M%u %uh14v8h-12\" fill=\"none\" stroke=\"#000\" marker-end=\"url(#a)\"/>", from, y - 4);
        else
            buf_printf(svg, "<path d=\"M%u %uH%u\" stroke=\"#000\" marker-end=\"url(#a)\"/>", from, y, to);
        buf_printf(svg, "<text x=\"%u\" y=\"%u\">%s%s%s<title>%s</title></text>\n",
                   (from < to || from == to ? from : to) + (from == to ? 18 : 6), y - 3, rows[i].kind,
                   rows[i].word == NULL ? "" : ": ", rows[i].word == NULL ? "" : rows[i].word, rows[i].doc);
    }
    buf_str(svg, "</svg>\n");
}
