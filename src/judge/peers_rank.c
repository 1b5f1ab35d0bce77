#include "judge/peers_rank.h"

#include <stdlib.h>

static enum answer answer_of(struct bytes word)
{
    for (int a = ANSWER_NO; a < ANSWER_UNDETERMINED; a++)
        if (bytes_is(word, answer_name((enum answer)a)))
            return (enum answer)a;
    return ANSWER_UNDETERMINED;
}

/* (a.alike + 1) / (a.told + 1) against the same of b, without dividing. */
static int by_chance(const void *one, const void *two)
{
    const struct peer_rank *a = one, *b = two;
    uint64_t left = (uint64_t)(a->alike + 1) * (b->told + 1),
             right = (uint64_t)(b->alike + 1) * (a->told + 1);

    if (left != right)
        return left < right ? -1 : 1;
    if (a->answer != b->answer)
        return a->answer == ANSWER_YES ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return a->criterion < b->criterion ? -1 : a->criterion > b->criterion;
}

void peers_rank(const struct record *r, const struct packs *packs, struct peer_ranking *out)
{
    const struct record_table *answers = record_table(r, "answers");
    const struct peers *p = r->peers;

    *out = (struct peer_ranking){.list = arena_array(r->arena, r->criterion_count, sizeof *out->list)};
    for (size_t i = 0; i < r->criterion_count; i++) {
        enum answer answer = answer_of(record_text(answers, i, "answer"));
        const struct criterion *c = packs_find(packs, r->criteria[i].id);
        struct peer_counts n = p->counts[i];
        if (answer == ANSWER_UNDETERMINED || n.yes + n.no == 0) {
            out->uncompared++;
            continue;
        }
        out->list[out->count++] = (struct peer_rank){.criterion = i,
                                                     .answer = answer,
                                                     .severity = c == NULL ? SEVERITY_INFO : c->severity,
                                                     .alike = answer == ANSWER_YES ? n.yes : n.no,
                                                     .told = n.yes + n.no,
                                                     .undetermined = n.undetermined};
    }
    if (out->count > 1)
        qsort(out->list, out->count, sizeof *out->list, by_chance);
    for (size_t i = 0; i < out->count; i++) /* more than half otherwise: those stand before all others */
        out->apart += 2 * out->list[i].alike < out->list[i].told;
    out->by_chance = (out->count + p->count) / (p->count + 1);
}
