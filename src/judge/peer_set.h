/*
 * Sets of peers: digests of apps that were chosen once by a stated rule, with
 * the way to obtain each. A file of packs/peers or of anybody's:
 *
 *     # id: corpus
 *     # title: ...
 *     # title.fr: ...
 *     # chosen: by which rule, in one sentence
 *     # chosen.fr: ...
 *     sha256 <tab> package <tab> version_code <tab> category <tab> how to obtain it
 *
 * in the order of digests, each once. Other lines that begin with # are
 * comments. The digest is that of the app's base.
 */
#ifndef VETO_JUDGE_PEER_SET_H
#define VETO_JUDGE_PEER_SET_H

#include "judge/record.h"

struct peer_set_entry {
    struct bytes sha256, category;
};

struct peer_set {
    struct record_pack pack;
    struct bytes title, title_fr, chosen, chosen_fr;
    struct peer_set_entry *entries;
    size_t count;
};

/* Borrows from text, which may be anybody's; *e names the line. */
bool peer_set_read(struct peer_set *s, struct arena *a, struct bytes text, struct error *e);
/* Whether an entry is of the category, or none was asked for (data NULL). */
bool peer_set_takes(const struct peer_set *s, size_t entry, struct bytes category);

/* A list of digests: sorted, and whether it has one. */
void peer_digests_sort(struct bytes *list, size_t count);
bool peer_digests_have(const struct bytes *list, size_t count, struct bytes sha256);

/* A version code in decimal, beyond what JSON's numbers hold. */
bool peer_version_text(struct bytes text, int64_t *out);

#endif
