#include "judge/peers_report.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "judge/peer_set.h"
#include "judge/peers_rank.h"

enum said {
    SAID_ALSO,
    SAID_UNTOLD,
    SAID_COMPARED,
    SAID_CHOSEN,
    SAID_FOLDER,
    SAID_SET,
    SAID_CATEGORY,
    SAID_LEFT,
    SAID_RESULTS,
    SAID_FAIL_TOO,
    SAID_NONE_FAILS,
    SAID_RANKED,
    SAID_MEASURE,
    SAID_CHANCE,
    SAID_HEAD,
    SAID_IN,
    SAID_ALIKE,
    SAID_REST,
    SAID_NO_PEERS,
    SAID_THIS,
    SAID_LETTERS,
    SAID_ALL_NO,
    SAID_YES,
    SAID_NO,
    SAIDS
};

static const char *const sentences[SAIDS][2] = {
    [SAID_ALSO] = {"also $1 of $2 peers", "aussi chez $1 des $2 comparables"},
    [SAID_UNTOLD] = {"; of $1 it could not be told", " ; indéterminé chez $1"},
    [SAID_COMPARED] = {"Compared with $1 peers", "Comparée à $1 comparables"},
    [SAID_CHOSEN] = {"chosen: ", "choix : "},
    [SAID_FOLDER] = {"every app given; each package once, in its highest version; not the app itself",
                     "toute application donnée ; chaque paquet une fois, dans sa plus haute version ; sans "
                     "l'application elle-même"},
    [SAID_SET] =
        {"every app of the set $1 that was given ($2); each package once, in its highest version; not "
         "the app itself",
         "toute application donnée de l'ensemble $1 ($2) ; chaque paquet une fois, dans sa plus haute "
         "version ; sans l'application elle-même"},
    [SAID_CATEGORY] = {"; only its category $1", " ; seulement sa catégorie $1"},
    [SAID_LEFT] = {"left out: ", "écartées : "},
    [SAID_RESULTS] =
        {"results of the peers: $1 not met, $2 undetermined, $3 met with conditions, $4 met",
         "résultats des comparables : $1 non satisfaites, $2 indéterminées, $3 sous conditions, $4 "
         "satisfaites"},
    [SAID_FAIL_TOO] = {"The same policy is not met by", "La même politique n'est pas satisfaite par"},
    [SAID_NONE_FAILS] = {"No peer fails the same policy", "Aucun comparable n'échoue à la même politique"},
    [SAID_RANKED] = {"Where it stands out", "Ce qui la distingue"},
    [SAID_MEASURE] =
        {"how far: were the app any one of those compared, so often would it be among the ones that "
         "answer as it does; peers whose answer could not be told are not counted",
         "mesure : si l'application était l'une quelconque des comparées, elle serait aussi souvent "
         "parmi celles qui répondent comme elle ; les réponses indéterminées ne comptent pas"},
    [SAID_CHANCE] =
        {"with $1 peers that is never less than 1 in $2; of $3 questions, up to $4 get there by "
         "chance alone",
         "avec $1 comparables, jamais moins de 1 sur $2 ; de $3 questions, jusqu'à $4 y arrivent par "
         "hasard"},
    [SAID_HEAD] = {"how often   answer  peers alike", "fréquence   réponse comparables de même"},
    [SAID_IN] = {"$1 in $2", "$1 sur $2"},
    [SAID_ALIKE] = {"$1 of $2", "$1 sur $2"},
    [SAID_REST] =
        {"in $1 questions it answers as at least half of its peers; $2 cannot be compared",
         "à $1 questions elle répond comme au moins la moitié des comparables ; $2 ne se comparent pas"},
    [SAID_NO_PEERS] = {"no peer is left to compare with", "aucun comparable ne reste"},
    [SAID_THIS] = {"this app", "cette application"},
    [SAID_LETTERS] = {"Y yes   . no   ? undetermined", "O oui   . non   ? indéterminé"},
    [SAID_ALL_NO] = {"$1 more questions are answered no by all", "$1 questions de plus : non de toutes"},
    [SAID_YES] = {"YES", "OUI"},
    [SAID_NO] = {"no", "non"},
};

static const char *const reasons[LEFT_REASONS][2] = {
    [LEFT_SELF] = {"the app itself", "l'application elle-même"},
    [LEFT_BUILD] = {"another version or build of the app", "autre version de l'application"},
    [LEFT_DOUBLE] = {"given twice", "donnée deux fois"},
    [LEFT_VERSION] = {"another version or build of a peer", "autre version d'un comparable"},
    [LEFT_NO_APP] = {"no app that could be read", "aucune application lisible"},
    [LEFT_FAILED] = {"could not be examined", "n'a pas pu être examinée"},
    [LEFT_ABSENT] = {"of the set, but not given", "de l'ensemble, mais pas donnée"},
};

const char *peer_reason_words(enum peer_reason why, enum language language)
{
    return reasons[why][language];
}

struct page {
    struct buf *out;
    const struct record *record;
    const struct peers *peers;
    struct report_style style;
};

static struct page page_of(struct buf *out, const struct record *r, struct report_style style)
{
    return (struct page){out, r, r->peers, style};
}

/* A sentence with $1 to $4 filled in by numbers. */
static void fill(struct buf *out, enum language l, enum said s, const size_t *numbers)
{
    for (const char *at = sentences[s][l]; *at != 0; at++)
        if (*at == '$')
            buf_printf(out, "%zu", numbers[*++at - '1']);
        else
            buf_u8(out, (uint8_t)*at);
}

static void tell(struct buf *out, enum language l, enum said s, size_t one, size_t two)
{
    fill(out, l, s, (const size_t[]){one, two, 0, 0});
}

/* Text wrapped at the width, further lines indented. */
static void wrapped(const struct page *p, struct bytes text, unsigned indent)
{
    unsigned column = indent;

    buf_printf(p->out, "%*s", (int)indent, "");
    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, ' ', at);
        struct bytes one;
        unsigned width;
        bytes_slice(text, at, end - at, &one);
        width = (unsigned)text_columns(one);
        if (column > indent && column + 1 + width > p->style.width) {
            buf_printf(p->out, "\n%*s", (int)indent + 2, "");
            column = indent + 2;
        } else if (at > 0) {
            buf_u8(p->out, ' ');
            column++;
        }
        text_show(p->out, one);
        column += width;
        at = end + 1;
    }
    buf_u8(p->out, '\n');
}

static void wrapped_fill(const struct page *p, unsigned indent, enum said s, const size_t *numbers)
{
    struct buf text;

    buf_init(&text, LIMIT_FRAME);
    fill(&text, p->style.language, s, numbers);
    wrapped(p, buf_bytes(&text), indent);
    buf_free(&text);
}

static void heading(const struct page *p, enum said s, size_t number)
{
    buf_u8(p->out, '\n');
    if (p->style.colour)
        buf_str(p->out, "\033[1m");
    tell(p->out, p->style.language, s, number, 0);
    if (p->style.colour)
        buf_str(p->out, "\033[0m");
    buf_u8(p->out, '\n');
}

void peers_beside(struct buf *out, const struct peers *p, size_t criterion, enum language language)
{
    struct peer_counts n = p->counts[criterion];

    tell(out, language, SAID_ALSO, n.yes, p->count);
    if (n.undetermined > 0)
        tell(out, language, SAID_UNTOLD, n.undetermined, 0);
}

/* --- who was compared --- */

struct bytes peers_rule(const struct record *r, enum language language)
{
    const struct peers *p = r->peers;
    struct peer_set set;
    struct error e;
    struct buf out;
    struct bytes text, chosen;

    buf_init(&out, LIMIT_FRAME);
    if (p->set.id.data == NULL || !peer_set_read(&set, r->arena, p->set.text, &e)) {
        buf_str(&out, sentences[SAID_FOLDER][language]);
    } else {
        chosen = language == FRENCH && set.chosen_fr.size > 0 ? set.chosen_fr : set.chosen;
        for (const char *at = sentences[SAID_SET][language]; *at != 0; at++)
            if (*at == '$')
                buf_add(&out, *++at == '1' ? set.pack.id : chosen);
            else
                buf_u8(&out, (uint8_t)*at);
    }
    for (const char *at = sentences[SAID_CATEGORY][language]; p->category.data != NULL && *at != 0; at++)
        if (*at == '$' && *++at == '1')
            buf_add(&out, p->category);
        else
            buf_u8(&out, (uint8_t)*at);
    text = arena_copy(r->arena, buf_bytes(&out));
    buf_free(&out);
    return text;
}

static void add_name(struct buf *out, struct bytes label, struct bytes package, struct bytes version)
{
    if (label.size > 0) {
        buf_add(out, label);
        buf_str(out, package.size > 0 ? ", " : "");
    }
    buf_add(out, package);
    if (version.size > 0) {
        buf_u8(out, ' ');
        buf_add(out, version);
    }
}

/* "Chatter, org.example.chatter 8.0.42", or a digest where there is no name. In the arena. */
static struct bytes peer_name(const struct record *r, const struct peer *p)
{
    struct buf out;
    struct bytes text;

    buf_init(&out, LIMIT_FRAME);
    add_name(&out, p->label, p->package, p->version_name);
    text = arena_copy(r->arena, out.size == 0 ? p->sha256 : buf_bytes(&out));
    buf_free(&out);
    return text;
}

static struct bytes own_name(const struct record *r)
{
    const struct record_table *app = record_table(r, "app");
    struct buf out;
    struct bytes text;

    buf_init(&out, LIMIT_FRAME);
    add_name(&out, record_text(app, 0, "label"), record_text(app, 0, "id"),
             record_text(app, 0, "version_name"));
    text = arena_copy(r->arena, out.size == 0 ? BYTES("?") : buf_bytes(&out));
    buf_free(&out);
    return text;
}

static void write_left(const struct page *p)
{
    struct buf text;
    bool any = false;

    buf_init(&text, LIMIT_FRAME);
    buf_str(&text, sentences[SAID_LEFT][p->style.language]);
    for (int why = LEFT_SELF; why < LEFT_REASONS; why++) {
        size_t n = 0;
        for (size_t i = 0; i < p->peers->left_count; i++)
            n += p->peers->left[i].why == (enum peer_reason)why;
        if (n > 0)
            buf_printf(&text, "%s%s (%zu)", any ? ", " : "", reasons[why][p->style.language], n);
        any = any || n > 0;
    }
    if (any)
        wrapped(p, buf_bytes(&text), 2);
    buf_free(&text);
}

/* How the peers were chosen, what was left out, how they fare. */
static void write_compared(const struct page *p)
{
    struct bytes rule = peers_rule(p->record, p->style.language);
    size_t results[RESULTS] = {0};

    wrapped(p,
            arena_printf(p->record->arena, "%s%.*s", sentences[SAID_CHOSEN][p->style.language],
                         (int)rule.size, (const char *)rule.data),
            2);
    write_left(p);
    for (size_t i = 0; i < p->peers->count; i++)
        results[p->peers->apps[i].result]++;
    if (p->peers->count > 0)
        wrapped_fill(p, 2, SAID_RESULTS,
                     (const size_t[]){results[RESULT_NOT_MET], results[RESULT_UNDETERMINED],
                                      results[RESULT_CONDITIONS], results[RESULT_MET]});
}

static void write_failing(const struct page *p)
{
    bool any = false;

    for (size_t i = 0; i < p->peers->count; i++) {
        struct bytes head;
        if (p->peers->apps[i].result != RESULT_NOT_MET)
            continue;
        if (!any)
            heading(p, SAID_FAIL_TOO, 0);
        any = true;
        bytes_slice(p->peers->apps[i].sha256, 0, 8, &head);
        buf_str(p->out, "  ");
        text_show(p->out, head);
        buf_str(p->out, "  ");
        text_show(p->out, peer_name(p->record, &p->peers->apps[i]));
        buf_u8(p->out, '\n');
    }
    if (!any && p->peers->count > 0)
        heading(p, SAID_NONE_FAILS, 0);
}

void peers_section(struct buf *out, const struct record *r, struct report_style style)
{
    struct page p = page_of(out, r, style);

    heading(&p, SAID_COMPARED, p.peers->count);
    write_compared(&p);
    write_failing(&p);
}

/* --- the ranking --- */

static struct bytes question_of(const struct packs *packs, struct bytes id, enum language language)
{
    const struct criterion *c = packs_find(packs, id);

    if (c == NULL)
        return id;
    return language == FRENCH && c->question_fr.size > 0 ? c->question_fr : c->question;
}

/* A sentence of two numbers, in a column so wide. */
static void column(const struct page *p, enum said s, size_t one, size_t two, int width)
{
    struct buf text;

    buf_init(&text, LIMIT_FRAME);
    tell(&text, p->style.language, s, one, two);
    buf_add(p->out, buf_bytes(&text));
    buf_printf(p->out, "%*s",
               (int)text_columns(buf_bytes(&text)) < width ? width - (int)text_columns(buf_bytes(&text)) : 1,
               "");
    buf_free(&text);
}

static void write_rank(const struct page *p, const struct packs *packs, const struct peer_rank *rank)
{
    enum language l = p->style.language;
    struct bytes id = p->record->criteria[rank->criterion].id;

    buf_str(p->out, "  ");
    column(p, SAID_IN, rank->alike + 1, rank->told + 1, 12);
    column(p, rank->answer == ANSWER_YES ? SAID_YES : SAID_NO, 0, 0, 8);
    tell(p->out, l, SAID_ALIKE, rank->alike, rank->told);
    if (rank->undetermined > 0)
        tell(p->out, l, SAID_UNTOLD, rank->undetermined, 0);
    buf_u8(p->out, '\n');
    wrapped(p, question_of(packs, id, l), 6);
    buf_str(p->out, "      ");
    text_show(p->out, id);
    buf_u8(p->out, '\n');
}

void peers_report(struct buf *out, const struct record *r, const struct packs *packs,
                  struct report_style style)
{
    struct page p = page_of(out, r, style);
    struct peer_ranking ranking;

    peers_rank(r, packs, &ranking);
    text_show(out, own_name(r));
    heading(&p, SAID_COMPARED, p.peers->count);
    write_compared(&p);
    if (p.peers->count == 0) {
        buf_str(out, "  ");
        tell(out, style.language, SAID_NO_PEERS, 0, 0);
        buf_u8(out, '\n');
        return;
    }
    heading(&p, SAID_RANKED, 0);
    wrapped_fill(&p, 2, SAID_MEASURE, (const size_t[]){0, 0, 0, 0});
    wrapped_fill(&p, 2, SAID_CHANCE,
                 (const size_t[]){p.peers->count, p.peers->count + 1, ranking.count, ranking.by_chance});
    buf_str(out, "\n  ");
    buf_str(out, sentences[SAID_HEAD][style.language]);
    buf_u8(out, '\n');
    for (size_t i = 0; i < ranking.apart; i++)
        write_rank(&p, packs, &ranking.list[i]);
    buf_u8(out, '\n');
    wrapped_fill(&p, 2, SAID_REST, (const size_t[]){ranking.count - ranking.apart, ranking.uncompared, 0, 0});
    write_failing(&p);
}

/* --- the matrix --- */

/* The answer of column `app`: 0 is the app itself. */
static char letter_of(const struct record *r, const struct record_table *answers, size_t criterion,
                      size_t app)
{
    struct bytes word = app == 0 ? record_text(answers, criterion, "answer") : bytes_of(NULL, 0);

    return app == 0 ? (word.size == 0 ? 'u' : (char)word.data[0])
                    : (char)bytes_get8(r->peers->apps[app - 1].answers, criterion);
}

static bool all_no(const struct record *r, const struct record_table *answers, size_t criterion)
{
    const struct peer_counts *n = &r->peers->counts[criterion];

    return n->no == r->peers->count && letter_of(r, answers, criterion, 0) == 'n';
}

static void write_legend(const struct page *p)
{
    buf_str(p->out, "  0  ");
    text_show(p->out, own_name(p->record));
    buf_printf(p->out, " (%s)\n", sentences[SAID_THIS][p->style.language]);
    for (size_t i = 0; i < p->peers->count; i++) {
        struct bytes head;
        bytes_slice(p->peers->apps[i].sha256, 0, 8, &head);
        buf_printf(p->out, "%3zu  ", i + 1);
        text_show(p->out, head);
        buf_str(p->out, "  ");
        text_show(p->out, peer_name(p->record, &p->peers->apps[i]));
        buf_u8(p->out, '\n');
    }
}

/* The numbers of the columns, one digit below the other. */
static void write_numbers(const struct page *p, size_t width)
{
    for (size_t unit = p->peers->count > 99 ? 100 : p->peers->count > 9 ? 10 : 1; unit > 0; unit /= 10) {
        buf_printf(p->out, "%*s", (int)width, "");
        for (size_t i = 0; i <= p->peers->count; i++)
            if (i / unit == 0 && unit > 1)
                buf_u8(p->out, ' ');
            else
                buf_printf(p->out, "%zu", i / unit % 10);
        buf_u8(p->out, '\n');
    }
}

void peers_matrix(struct buf *out, const struct record *r, struct report_style style)
{
    const struct record_table *answers = record_table(r, "answers");
    struct page p = page_of(out, r, style);
    size_t width = 0, unshown = 0;

    write_legend(&p);
    buf_printf(out, "\n  %s\n\n", sentences[SAID_LETTERS][style.language]);
    for (size_t i = 0; i < r->criterion_count; i++)
        if (!all_no(r, answers, i) && text_columns(r->criteria[i].id) > width)
            width = text_columns(r->criteria[i].id);
    width = width > 60 ? 62 : width + 2;
    write_numbers(&p, width);
    for (size_t i = 0; i < r->criterion_count; i++) {
        size_t used = text_columns(r->criteria[i].id);
        if (all_no(r, answers, i)) {
            unshown++;
            continue;
        }
        text_show(out, r->criteria[i].id);
        buf_printf(out, "%*s", used < width ? (int)(width - used) : 1, "");
        for (size_t app = 0; app <= p.peers->count; app++) {
            char letter = letter_of(r, answers, i, app);
            buf_u8(out, letter == 'y' ? (style.language == FRENCH ? 'O' : 'Y') : letter == 'n' ? '.' : '?');
        }
        buf_u8(out, '\n');
    }
    if (unshown > 0) {
        buf_u8(out, '\n');
        tell(out, style.language, SAID_ALL_NO, unshown, 0);
        buf_u8(out, '\n');
    }
}

/* Every field quoted; what acts is shown as \u{hex}, and what a spreadsheet would compute begins with an
 * apostrophe. */
static void csv_field(struct buf *out, struct bytes text)
{
    struct buf shown;

    buf_init(&shown, LIMIT_FRAME);
    text_show(&shown, text);
    buf_u8(out, '"');
    if (shown.size > 0 && memchr("=+-@", shown.data[0], 4) != NULL)
        buf_u8(out, '\'');
    for (size_t i = 0; i < shown.size; i++) {
        if (shown.data[i] == '"')
            buf_u8(out, '"');
        buf_u8(out, shown.data[i]);
    }
    buf_u8(out, '"');
    buf_free(&shown);
}

void peers_csv(struct buf *out, const struct record *r)
{
    const struct record_table *answers = record_table(r, "answers");

    csv_field(out, BYTES("criterion"));
    buf_u8(out, ',');
    csv_field(out, own_name(r));
    for (size_t i = 0; i < r->peers->count; i++) {
        buf_u8(out, ',');
        csv_field(out, peer_name(r, &r->peers->apps[i]));
    }
    buf_str(out, "\r\n");
    for (size_t i = 0; i < r->criterion_count; i++) {
        csv_field(out, r->criteria[i].id);
        for (size_t app = 0; app <= r->peers->count; app++) {
            char letter = letter_of(r, answers, i, app);
            buf_u8(out, ',');
            csv_field(out, bytes_str(answer_name(letter == 'y'   ? ANSWER_YES
                                                 : letter == 'n' ? ANSWER_NO
                                                                 : ANSWER_UNDETERMINED)));
        }
        buf_str(out, "\r\n");
    }
}

/* --- JSON --- */

static void write_left_json(struct json *j, const struct peers *p)
{
    json_key(j, BYTES("left_out"));
    json_array(j);
    for (size_t i = 0; i < p->left_count; i++) {
        json_object(j);
        json_pair_or_null(j, "reason", bytes_str(peer_reason_name(p->left[i].why)));
        json_pair_or_null(j, "sha256", p->left[i].sha256);
        json_end_object(j);
    }
    json_end_array(j);
}

static void write_matrix_json(struct json *j, const struct record *r)
{
    const struct record_table *answers = record_table(r, "answers");

    json_key(j, BYTES("matrix"));
    json_array(j);
    for (size_t i = 0; i < r->criterion_count; i++) {
        char *letters = arena_alloc(r->arena, r->peers->count + 1);
        for (size_t k = 0; k < r->peers->count; k++)
            letters[k] = letter_of(r, answers, i, k + 1);
        json_object(j);
        json_pair_or_null(j, "answer", record_text(answers, i, "answer"));
        json_pair_or_null(j, "criterion", r->criteria[i].id);
        json_pair_or_null(j, "peers", bytes_of(letters, r->peers->count));
        json_end_object(j);
    }
    json_end_array(j);
}

static void write_peers_json(struct json *j, const struct peers *p)
{
    json_key(j, BYTES("peers"));
    json_array(j);
    for (size_t i = 0; i < p->count; i++) {
        json_object(j);
        json_pair_or_null(j, "label", p->apps[i].label);
        json_pair_or_null(j, "package", p->apps[i].package);
        json_pair_or_null(j, "record", p->apps[i].record);
        json_pair_or_null(j, "result", bytes_str(result_name(p->apps[i].result)));
        json_pair_or_null(j, "sha256", p->apps[i].sha256);
        json_pair_or_null(j, "version_name", p->apps[i].version_name);
        json_end_object(j);
    }
    json_end_array(j);
}

static void write_ranking_json(struct json *j, const struct record *r, const struct packs *packs,
                               const struct peer_ranking *ranking, enum language language)
{
    json_key(j, BYTES("questions"));
    json_array(j);
    for (size_t i = 0; i < ranking->count; i++) {
        const struct peer_rank *rank = &ranking->list[i];
        struct bytes id = r->criteria[rank->criterion].id;
        json_object(j);
        json_pair_count(j, "alike", rank->alike);
        json_pair_or_null(j, "answer", bytes_str(answer_name(rank->answer)));
        json_pair_count(j, "chance_of", rank->told + 1);
        json_pair_count(j, "chance_times", rank->alike + 1);
        json_pair_or_null(j, "criterion", id);
        json_pair_or_null(j, "question", question_of(packs, id, language));
        json_pair_or_null(j, "severity", bytes_str(severity_name(rank->severity)));
        json_pair_count(j, "told", rank->told);
        json_pair_count(j, "undetermined", rank->undetermined);
        json_end_object(j);
    }
    json_end_array(j);
}

void peers_json(struct buf *out, const struct record *r, const struct packs *packs, enum language language)
{
    struct peer_ranking ranking;
    struct json j;
    char digest[HEX256 + 1];

    peers_rank(r, packs, &ranking);
    json_open(&j, out);
    json_object(&j);
    json_pair_or_null(&j, "app", own_name(r));
    json_pair_count(&j, "apart", ranking.apart);
    json_pair_count(&j, "by_chance", ranking.by_chance);
    json_pair_or_null(&j, "chosen", peers_rule(r, language));
    json_pair_count(&j, "compared", ranking.count);
    write_left_json(&j, r->peers);
    write_matrix_json(&j, r);
    json_pair_or_null(&j, "measure", bytes_str(sentences[SAID_MEASURE][language]));
    write_peers_json(&j, r->peers);
    write_ranking_json(&j, r, packs, &ranking, language);
    json_pair_or_null(&j, "record", record_digest(r, digest) ? bytes_of(digest, HEX256) : bytes_of(NULL, 0));
    json_pair_count(&j, "uncompared", ranking.uncompared);
    json_end_object(&j);
    buf_u8(out, '\n');
}
