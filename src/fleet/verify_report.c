#include "fleet/verify_report.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/moment.h"
#include "base/text.h"

enum { HOUR = 3600, DAY = 86400, NUMBER_WIDTH = 9 };

const char *verify_web_say(enum language l)
{
    return l == FRENCH ? "accès web : inconnu pour tous. Aucune liste d'applications ne dit ce qu'un navigateur atteint, et un blocage "
                         "au bureau\nne dit rien d'un téléphone sur le réseau cellulaire."
                       : "web access: unknown for all. No list of apps says what a browser reaches, and a block in the office says\n"
                         "nothing about a phone on the cellular network.";
}

void verify_number(struct buf *out, uint64_t n, enum language l)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, n);

    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            buf_str(out, l == FRENCH ? "\xe2\x80\xaf" : ",");
        buf_u8(out, (uint8_t)digits[i]);
    }
}

/* The same to the right of a column. */
static void number_right(struct buf *out, uint64_t n, enum language l)
{
    struct buf text;

    buf_init(&text, 64);
    verify_number(&text, n, l);
    buf_printf(out, "%*s", (int)(NUMBER_WIDTH - text_columns(buf_bytes(&text))), "");
    buf_add(out, buf_bytes(&text));
    buf_free(&text);
}

static struct bytes family_name(const struct family *f, enum language l)
{
    return l == FRENCH ? f->name_fr : f->name_en;
}

static void write_age(struct buf *out, int64_t seconds, enum language l)
{
    if (seconds >= 2 * DAY)
        buf_printf(out, "%lld %s", (long long)(seconds / DAY), l == FRENCH ? "jours" : "days");
    else
        buf_printf(out, "%lld h", (long long)(seconds / HOUR));
}

static void write_family(struct buf *out, const struct family *f, const struct verify_count *c, enum language l)
{
    buf_str(out, "\n");
    text_show(out, f->id);
    buf_str(out, "  ");
    text_show(out, family_name(f, l));
    buf_str(out, "\n");
    for (int w = 0; w < VERDICT_WORDS; w++) {
        if (w == VERDICT_EXCEPTED && verify_word(c, VERDICT_EXCEPTED) == 0)
            continue;
        number_right(out, verify_word(c, (enum verdict_word)w), l);
        buf_printf(out, "  %s\n", verdict_word_say(l, (enum verdict_word)w));
        for (int r = 0; r < VERDICT_REASONS && w != VERDICT_VERIFIED; r++)
            if (verdict_reason_word((enum verdict_reason)r) == (enum verdict_word)w && c->reasons[r] > 0) {
                buf_str(out, "      ");
                number_right(out, c->reasons[r], l);
                buf_printf(out, "  %s\n", verdict_reason_say(l, (enum verdict_reason)r));
            }
    }
    if (c->copies > 0) {
        buf_str(out, "      ");
        buf_printf(out, l == FRENCH ? "des %" PRIu64 " copies présentes, %" PRIu64 " sont de versions évaluées\n"
                                    : "of %" PRIu64 " copies that are there, %" PRIu64 " are of versions that were evaluated\n",
                   c->copies, c->evaluated);
    }
}

void verify_write_keeping(struct buf *out, const struct keeping *k, int64_t as_of, enum language l)
{
    char until[MOMENT_SIZE];

    moment_format(k->until, until);
    buf_str(out, l == FRENCH ? "toutes les applications sont conserv\xc3\xa9""es : " : "every app is kept: ");
    verify_number(out, k->answers, l);
    buf_printf(out, l == FRENCH ? " r\xc3\xa9ponses, jusqu'au %s, pour : " : " answers, until %s, for: ", until);
    text_show(out, k->purpose);
    if (k->until <= as_of)
        buf_str(out, l == FRENCH ? "; ce terme est pass\xc3\xa9, \xc2\xab veto expire \xc2\xbb les efface" : "; that time is over, \"veto expire\" removes them");
}

void verify_write_summary(struct buf *out, const struct verify_total *total, enum language l)
{
    char time[MOMENT_SIZE];

    moment_format(total->as_of, time);
    buf_printf(out, l == FRENCH ? "au %s; listes de %lld jours au plus\n" : "as of %s; lists of the %lld days before\n", time,
               (long long)(total->accepted / DAY));
    verify_number(out, total->all.devices, l);
    buf_str(out, l == FRENCH ? " appareils remis : " : " devices issued: ");
    for (int w = 0; w < VERDICT_WORDS; w++) {
        if (w == VERDICT_EXCEPTED && total->all.words[w] == 0)
            continue;
        buf_str(out, w > 0 ? ", " : "");
        verify_number(out, total->all.words[w], l);
        buf_printf(out, " %s", verdict_word_say(l, (enum verdict_word)w));
    }
    buf_str(out, "\n");
    for (size_t f = 0; f < total->families->count; f++)
        write_family(out, &total->families->rows[f], &total->all.families[f], l);
    buf_printf(out, "\n%s\n", verify_web_say(l));
    for (size_t i = 0; i < total->keepings->count; i++) {
        verify_write_keeping(out, &total->keepings->rows[i], total->as_of, l);
        buf_str(out, "\n");
    }
}

static void write_match(struct buf *out, const struct known_match *m)
{
    text_show(out, m->value);
    if (m->version.size > 0) {
        buf_str(out, " ");
        text_show(out, m->version);
    }
    buf_printf(out, " [%s] ", match_strength_id(m->match.strength));
    text_show(out, m->source);
}

void verify_write_line(struct buf *out, struct known *k, const struct verify_total *total, const struct verify_row *row, enum language l)
{
    const struct known_device *d = row->device;

    (void)k;
    text_show(out, d->serial);
    buf_str(out, "  ");
    text_show(out, d->asset);
    buf_str(out, "  ");
    text_show(out, d->department);
    buf_str(out, "  ");
    text_show(out, total->families->rows[row->family].id);
    buf_str(out, "  ");
    if (row->match != NULL)
        write_match(out, row->match);
    buf_str(out, ", ");
    write_age(out, total->as_of - row->verdict.time, l);
    buf_printf(out, "%s\n", row->verdict.reason == REASON_BLOCKED ? l == FRENCH ? ", ne peut être ouverte" : ", cannot be opened" : "");
}

/* What a list lacks to say that something is not there. */
static void write_list(struct buf *out, struct known *k, const struct verify_total *total, const struct sighting_list *s, enum language l)
{
    static const char *const words[][2] = {{"no list of apps", "aucune liste d'applications"},
                                           {"not managed", "non géré"},
                                           {"incomplete", "incomplète"},
                                           {"names only", "noms seulement"},
                                           {"personal side invisible", "côté personnel invisible"},
                                           {"too old", "trop ancienne"}};
    const bool lacks[] = {!s->listed, !s->managed, s->listed && !s->complete, s->listed && !s->identifiers, s->listed && !s->whole,
                          s->listed && s->time < total->as_of - total->accepted};
    bool any = false;
    char time[MOMENT_SIZE];

    moment_format(s->time, time);
    buf_printf(out, "  %s  ", time);
    text_show(out, known_source(k, s->source));
    buf_str(out, ": ");
    for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++)
        if (lacks[i]) {
            buf_printf(out, "%s%s", any ? ", " : "", words[i][l]);
            any = true;
        }
    buf_printf(out, "%s\n", any ? "" : l == FRENCH ? "complète, récente, de tout l'appareil" : "complete, recent, of the whole device");
}

void verify_write_explanation(struct buf *out, struct known *k, const struct verify_total *total, const struct verify_row *row, enum language l)
{
    const struct known_device *d = row->device;

    if (row->family == 0) {
        const struct bytes parts[] = {d->serial, d->asset, d->department, d->platform, d->ownership};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            buf_str(out, i > 0 ? "  " : "");
            text_show(out, parts[i]);
        }
        buf_str(out, "\n");
        if (d->issued > 1)
            buf_printf(out, l == FRENCH ? "  son numéro de série figure %u fois sur la liste des appareils remis\n"
                                        : "  its serial number stands %u times on the issued list\n", d->issued);
        if (d->list_count == 0)
            buf_str(out, l == FRENCH ? "  aucune source n'en parle\n" : "  no source speaks of it\n");
        for (size_t i = 0; i < d->list_count; i++)
            write_list(out, k, total, &d->lists[i], l);
    }
    text_show(out, total->families->rows[row->family].id);
    buf_printf(out, ": %s, %s\n", verdict_word_say(l, row->verdict.word), verdict_reason_say(l, row->verdict.reason));
    if (row->spared != NULL) {
        buf_printf(out, "  %s %.12s", row->spared->word, row->spared->by->hex);
        if (row->spared->until.size > 0) {
            buf_str(out, l == FRENCH ? ", jusqu'au " : ", until ");
            text_show(out, row->spared->until);
        }
        buf_str(out, "\n");
    }
    for (size_t i = 0; i < d->match_count; i++)
        if (d->matches[i].family == row->family) {
            char time[MOMENT_SIZE];
            moment_format(d->matches[i].match.time, time);
            buf_printf(out, "  %s  ", time);
            write_match(out, &d->matches[i]);
            buf_printf(out, "%s\n", d->matches[i].evaluated ? l == FRENCH ? "; version évaluée" : "; this version was evaluated" : "");
        }
}

void verify_json_row(struct json *j, struct known *k, const struct families *families, const struct verify_row *row)
{
    const struct known_device *d = row->device;
    const struct known_match *m = row->match;
    char time[MOMENT_SIZE];

    moment_format(row->verdict.time, time);
    json_object(j);
    json_pair(j, "asset", d->asset);
    json_pair(j, "confidence", bytes_str(match_strength_id(row->verdict.strength)));
    json_pair(j, "department", d->department);
    json_pair(j, "family", families->rows[row->family].id);
    json_pair(j, "match", m != NULL ? m->value : BYTES(""));
    json_pair(j, "platform", d->platform);
    json_pair(j, "present", bytes_str(answer3_id(row->verdict.present)));
    json_pair(j, "reason", bytes_str(verdict_reason_id(row->verdict.reason)));
    json_pair(j, "serial", d->serial);
    json_pair(j, "source", m != NULL ? m->source : row->list != NULL ? known_source(k, row->list->source) : BYTES(""));
    json_key(j, BYTES("time"));
    if (row->verdict.time == 0)
        json_null(j);
    else
        json_text(j, bytes_str(time));
    json_pair(j, "usable", bytes_str(answer3_id(row->verdict.usable)));
    json_pair(j, "verdict", bytes_str(verdict_word_id(row->verdict.word)));
    json_pair(j, "version", m != NULL ? m->version : BYTES(""));
    json_pair(j, "web", BYTES("unknown"));
    json_end_object(j);
}

static void json_words(struct json *j, const uint64_t words[VERDICT_WORDS])
{
    json_pair_count(j, "unknown", words[VERDICT_UNKNOWN]);
    json_pair_count(j, "verified", words[VERDICT_VERIFIED]);
    json_pair_count(j, "violated", words[VERDICT_VIOLATED]);
}

static void json_family(struct json *j, const struct family *f, const struct verify_count *c)
{
    static const enum verdict_reason sorted[] = {REASON_ABSENT, REASON_DUPLICATE, REASON_EXCEPTION, REASON_HOLD, REASON_INCOMPLETE, REASON_NAME_MATCH, REASON_NAMES_ONLY,
                                                 REASON_NEVER_REPORTED, REASON_NO_IDENTIFIER, REASON_PERSONAL_SIDE, REASON_PRESENT,
                                                 REASON_BLOCKED, REASON_REVOKED, REASON_SIGNER_MATCH, REASON_STALE, REASON_UNMANAGED};

    json_object(j);
    json_pair_count(j, "copies", c->copies);
    json_pair_count(j, "copies_evaluated", c->evaluated);
    json_pair_count(j, "excepted", verify_word(c, VERDICT_EXCEPTED));
    json_pair(j, "family", f->id);
    json_key(j, BYTES("reasons"));
    json_object(j);
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
        json_pair_count(j, verdict_reason_id(sorted[i]), c->reasons[sorted[i]]);
    json_end_object(j);
    json_pair_count(j, "unknown", verify_word(c, VERDICT_UNKNOWN));
    json_pair_count(j, "verified", verify_word(c, VERDICT_VERIFIED));
    json_pair_count(j, "violated", verify_word(c, VERDICT_VIOLATED));
    json_end_object(j);
}

static void json_keeping(struct json *j, const struct keeping *k)
{
    char until[MOMENT_SIZE];

    moment_format(k->until, until);
    json_object(j);
    json_pair_count(j, "answers", k->answers);
    json_pair(j, "purpose", k->purpose);
    json_pair(j, "until", bytes_str(until));
    json_end_object(j);
}

void verify_json_total(struct json *j, const struct verify_total *total)
{
    json_object(j);
    json_pair_count(j, "devices", total->all.devices);
    json_pair_count(j, "excepted", total->all.words[VERDICT_EXCEPTED]);
    json_key(j, BYTES("families"));
    json_array(j);
    for (size_t f = 0; f < total->families->count; f++)
        json_family(j, &total->families->rows[f], &total->all.families[f]);
    json_end_array(j);
    json_key(j, BYTES("kept_whole"));
    json_array(j);
    for (size_t i = 0; i < total->keepings->count; i++)
        json_keeping(j, &total->keepings->rows[i]);
    json_end_array(j);
    json_words(j, total->all.words);
    json_end_object(j);
}
