/* Comparators for people and programs: beside an answer, as a section, as a ranking, a matrix, CSV and JSON.
 */
#ifndef VETO_JUDGE_PEERS_REPORT_H
#define VETO_JUDGE_PEERS_REPORT_H

#include "judge/peers.h"
#include "judge/report.h"

/* "also 4 of 31 peers; 2 could not be told", without a line feed, for a yes. */
void peers_beside(struct buf *out, const struct peers *p, size_t criterion, enum language language);
/* Who was compared, by which rule, and who fails the same policy. */
void peers_section(struct buf *out, const struct record *r, struct report_style style);
/* The rule in words, a set's own sentence included. In the record's arena. */
struct bytes peers_rule(const struct record *r, enum language language);
/* "2 another version of a peer": why, in words. */
const char *peer_reason_words(enum peer_reason why, enum language language);

/* The questions by how far the app stands out. */
void peers_report(struct buf *out, const struct record *r, const struct packs *packs,
                  struct report_style style);
/* Apps by questions, one letter an answer; questions that all answer no are counted. */
void peers_matrix(struct buf *out, const struct record *r, struct report_style style);
/* The same whole, RFC 4180: a line for each question, a column for each app. */
void peers_csv(struct buf *out, const struct record *r);
/* Ranking, matrix and who was compared as one JSON object. */
void peers_json(struct buf *out, const struct record *r, const struct packs *packs, enum language language);

#endif
