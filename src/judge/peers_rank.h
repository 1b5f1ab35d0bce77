/*
 * How far an app stands out from its peers, question by question.
 *
 * The measure: of the app and the n peers whose answer could be told, k peers
 * answer as the app does. Were the app any one of these n + 1, it would be
 * among those who answer so in k + 1 of n + 1 cases. The smaller that
 * fraction, the further it stands out; with few peers it cannot be small, so
 * that standing alone among two says little (1 in 3) and among thirty more
 * (1 in 31). Exact integers; nothing is estimated.
 *
 * Many questions are asked: of Q compared, up to Q / (n + 1) reach 1 in n + 1
 * by chance alone, which every report says.
 */
#ifndef VETO_JUDGE_PEERS_RANK_H
#define VETO_JUDGE_PEERS_RANK_H

#include "judge/peers.h"

struct peer_rank {
    size_t criterion; /* of packs.criteria */
    enum answer answer;
    enum severity severity;
    uint32_t alike, told, undetermined; /* peers; the chance is alike + 1 in told + 1 */
};

struct peer_ranking {
    struct peer_rank *list; /* furthest out first; equals by yes, severity, id */
    size_t count;
    size_t apart; /* of the list, where more than half of the peers told answer otherwise: the first ones */
    size_t uncompared; /* the app's own answer or every peer's is undetermined */
    size_t by_chance;  /* up to so many questions reach 1 in peers + 1 by chance */
};

/* Ranks the questions of a record that has peers; severities from packs. In the record's arena. */
void peers_rank(const struct record *r, const struct packs *packs, struct peer_ranking *out);

#endif
