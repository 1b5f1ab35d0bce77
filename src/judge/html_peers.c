/* The part of the page about comparators: who was compared, where the app stands out, apps by questions. */
#include "judge/html_page.h"

#include "judge/peers_rank.h"
#include "judge/peers_report.h"

enum { SHOWN_PEERS = 40, SHOWN_RANKS = 12, SHOWN_QUESTIONS = 60, TEXT_MOST = 200 };

static struct bytes nothing(void)
{
    return bytes_of(NULL, 0);
}

bool page_peers_apply(const struct page *p)
{
    return p->record->peers != NULL;
}

/* The answer of a peer to the question of an answer: 'y', 'n', 'u', or 'u' where it has none. */
static char letter_of(const struct page *p, const struct peer *peer, size_t answer)
{
    size_t at = p->index->pack[answer];

    return at < peer->answers.size ? (char)peer->answers.data[at] : 'u';
}

void page_peers_beside(const struct page *p, size_t answer)
{
    const struct peers *peers = p->record->peers;
    size_t at = p->index->pack[answer];
    struct peer_counts c;

    if (peers == NULL || peers->count == 0 || at >= p->record->criterion_count)
        return;
    c = peers_count(peers, at);
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "quiet");
    html_say(p->h, "\xc2\xb7 ");
    page_tell(p, SAY_PEERS_ALSO, c.yes, (long long)peers->count, nothing());
    if (c.undetermined > 0)
        page_tell(p, SAY_PEERS_UNTOLD, c.undetermined, 0, nothing());
    html_close(p->h, TAG_SPAN);
}

static void heads(const struct page *p, const enum say *words, size_t count)
{
    html_open(p->h, TAG_THEAD);
    html_open(p->h, TAG_TR);
    for (size_t i = 0; i < count; i++) {
        html_open(p->h, TAG_TH);
        html_attr_str(p->h, AT_SCOPE, "col");
        page_say(p, words[i]);
        html_close(p->h, TAG_TH);
    }
    html_close(p->h, TAG_TR);
    html_close(p->h, TAG_THEAD);
}

/* --- who --- */

static void write_peer(const struct page *p, const struct peer *peer, size_t number)
{
    static const enum say words[RESULTS] = {[RESULT_NOT_MET] = SAY_NOT_MET,
                                            [RESULT_UNDETERMINED] = SAY_UNDETERMINED,
                                            [RESULT_CONDITIONS] = SAY_CONDITIONS,
                                            [RESULT_MET] = SAY_MET};

    html_open(p->h, TAG_TR);
    html_class(p->h, TAG_TD, "n");
    page_number(p, (long long)number);
    html_close(p->h, TAG_TD);
    html_open(p->h, TAG_TD);
    html_text(p->h, peer->label.size > 0 ? peer->label : peer->package, TEXT_MOST);
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "quiet");
    html_text(p->h, peer->package, TEXT_MOST);
    html_say(p->h, " ");
    html_text(p->h, peer->version_name, 60);
    html_close(p->h, TAG_SPAN);
    html_close(p->h, TAG_TD);
    page_words(p, TAG_TD, NULL, words[peer->result]);
    html_open(p->h, TAG_TD);
    page_digest(p, peer->sha256);
    html_close(p->h, TAG_TD);
    html_close(p->h, TAG_TR);
}

static void write_who(const struct page *p)
{
    static const enum say words[] = {SAY_PEERS_NUMBER, SAY_PEERS_APP, SAY_PEERS_RESULT, SAY_DIGEST};
    const struct peers *peers = p->record->peers;
    long long fail = 0;
    size_t left[LEFT_REASONS] = {0};

    for (size_t i = 0; i < peers->count; i++)
        fail += peers->apps[i].result == RESULT_NOT_MET;
    for (size_t i = 0; i < peers->left_count; i++)
        left[peers->left[i].why]++;
    if (fail > 0)
        page_tell_in(p, TAG_P, NULL, SAY_PEERS_FAIL, fail, (long long)peers->count, nothing());
    else
        page_words(p, TAG_P, NULL, SAY_PEERS_NONE_FAILS);
    html_class(p->h, TAG_P, "quiet");
    page_say(p, SAY_PEERS_RULE);
    html_say(p->h, p->language == FRENCH ? "\xe2\x80\xaf: " : ": ");
    html_text(p->h, peers_rule(p->record, p->language), 1000);
    html_say(p->h, ".");
    for (int why = 0; why < LEFT_REASONS; why++)
        if (left[why] > 0) {
            html_say(p->h, " ");
            page_number(p, (long long)left[why]);
            html_say(p->h, " ");
            page_say(p, SAY_PEERS_LEFT);
            html_say(p->h, p->language == FRENCH ? "\xe2\x80\xaf: " : ": ");
            html_say(p->h, peer_reason_words((enum peer_reason)why, p->language));
            html_say(p->h, ".");
        }
    html_close(p->h, TAG_P);
    page_scroll(p, SAY_PEERS_CHART);
    html_class(p->h, TAG_TABLE, "rows");
    heads(p, words, 4);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < peers->count && i < SHOWN_PEERS; i++)
        write_peer(p, &peers->apps[i], i + 1);
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    if (peers->count > SHOWN_PEERS)
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)peers->count - SHOWN_PEERS, 0, nothing());
}

/* --- where it stands out --- */

static void write_rank(const struct page *p, const struct peer_rank *r)
{
    const struct bar bars[] = {{"b1", r->alike}, {"no", (long long)r->told - r->alike}};
    struct bytes id = p->record->criteria[r->criterion].id;

    html_open(p->h, TAG_TR);
    html_open(p->h, TAG_TH);
    html_attr_str(p->h, AT_SCOPE, "row");
    html_text(p->h, page_question(p, packs_find(p->what->packs, id), id), 300);
    page_bar(p, bars, 2, r->told);
    html_close(p->h, TAG_TH);
    html_open(p->h, TAG_TD);
    html_say(p->h, r->answer == ANSWER_YES ? p->language == FRENCH ? "oui" : "yes" : p->language == FRENCH ? "non" : "no");
    html_close(p->h, TAG_TD);
    page_tell_in(p, TAG_TD, "n", SAY_OF, r->alike, r->told, nothing());
    page_tell_in(p, TAG_TD, "n", SAY_PEERS_ONE_IN, (long long)r->alike + 1, (long long)r->told + 1, nothing());
    html_close(p->h, TAG_TR);
}

static void write_ranking(const struct page *p)
{
    static const enum say words[] = {SAY_QUESTION_ID, SAY_PEERS_ANSWER, SAY_PEERS_ALIKE, SAY_PEERS_HOW_OFTEN};
    struct peer_ranking ranking;

    peers_rank(p->record, p->what->packs, &ranking);
    if (ranking.apart == 0)
        return;
    page_words(p, TAG_H3, NULL, SAY_PEERS_RANK);
    html_class(p->h, TAG_P, "quiet");
    page_say(p, SAY_PEERS_MEASURE);
    html_say(p->h, " ");
    page_tell(p, SAY_PEERS_CHANCE, (long long)ranking.by_chance, (long long)p->record->peers->count + 1, nothing());
    html_close(p->h, TAG_P);
    page_scroll(p, SAY_PEERS_RANK);
    html_class(p->h, TAG_TABLE, "chart");
    heads(p, words, 4);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < ranking.apart && i < SHOWN_RANKS; i++)
        write_rank(p, &ranking.list[i]);
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    if (ranking.apart > SHOWN_RANKS)
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)ranking.apart - SHOWN_RANKS, 0, nothing());
    page_tell_in(p, TAG_P, "quiet", SAY_PEERS_REST, (long long)ranking.uncompared, 0, nothing());
}

/* --- apps by questions --- */

static void write_letter(const struct page *p, char letter)
{
    html_class(p->h, TAG_TD, letter == 'y' ? "c c4" : letter == 'n' ? "c" : "c unknown");
    if (letter == 'y')
        page_say(p, SAY_PEERS_YES);
    else
        html_say(p->h, letter == 'n' ? "\xe2\x80\x93" : "?");
    html_close(p->h, TAG_TD);
}

static void write_matrix(const struct page *p)
{
    const struct peers *peers = p->record->peers;
    size_t shown = 0, most = page_is_large(p) ? 20 : SHOWN_QUESTIONS;
    size_t columns = peers->count < SHOWN_PEERS ? peers->count : SHOWN_PEERS;

    html_open(p->h, TAG_DETAILS);
    page_words(p, TAG_SUMMARY, NULL, SAY_PEERS_MATRIX);
    page_words(p, TAG_P, "quiet", SAY_PEERS_LETTERS);
    page_scroll(p, SAY_PEERS_MATRIX);
    html_class(p->h, TAG_TABLE, "matrix apps");
    html_open(p->h, TAG_THEAD);
    html_open(p->h, TAG_TR);
    html_open(p->h, TAG_TH);
    html_attr_str(p->h, AT_SCOPE, "col");
    page_say(p, SAY_QUESTION_ID);
    html_close(p->h, TAG_TH);
    for (size_t k = 0; k <= columns; k++) {
        html_open(p->h, TAG_TH);
        html_attr_str(p->h, AT_SCOPE, "col");
        if (k == 0)
            page_say(p, SAY_PEERS_THIS);
        else
            page_number(p, (long long)k);
        html_close(p->h, TAG_TH);
    }
    html_close(p->h, TAG_TR);
    html_close(p->h, TAG_THEAD);
    html_open(p->h, TAG_TBODY);
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
        for (size_t i = 0; i < p->index->answers->row_count && shown < most; i++) {
            const struct criterion *c = p->index->criteria[i];
            if (!bytes_is(record_text(p->index->answers, i, "answer"), "yes") ||
                (c == NULL ? SEVERITY_INFO : c->severity) != (enum severity)severity)
                continue;
            shown++;
            html_open(p->h, TAG_TR);
            html_open(p->h, TAG_TH);
            html_attr_str(p->h, AT_SCOPE, "row");
            html_text(p->h, page_question(p, c, record_text(p->index->answers, i, "criterion")), 300);
            html_close(p->h, TAG_TH);
            write_letter(p, 'y');
            for (size_t k = 0; k < columns; k++)
                write_letter(p, letter_of(p, &peers->apps[k], i));
            html_close(p->h, TAG_TR);
        }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    if (shown < p->index->counts[ANSWER_YES])
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)(p->index->counts[ANSWER_YES] - shown), 0, nothing());
    html_close(p->h, TAG_DETAILS);
}

void page_write_peers(const struct page *p)
{
    const struct peers *peers = p->record->peers;

    if (peers->count == 0) {
        page_words(p, TAG_P, NULL, SAY_PEERS_NO_ONE);
        return;
    }
    page_tell_in(p, TAG_P, "intro", SAY_PEERS_INTRO, (long long)peers->count, 0, nothing());
    write_ranking(p);
    write_matrix(p);
    write_who(p);
}
