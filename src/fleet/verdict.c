#include "fleet/verdict.h"

static const struct {
    enum verdict_word word;
    const char *id, *say[2];
} reasons[VERDICT_REASONS] = {
    [REASON_ABSENT] = {VERDICT_VERIFIED, "absent", {"not on a complete and recent list of the whole device",
                                                    "absente d'une liste complète et récente de tout l'appareil"}},
    [REASON_PRESENT] = {VERDICT_VIOLATED, "present", {"it is there", "elle est là"}},
    [REASON_BLOCKED] = {VERDICT_VIOLATED, "present-not-usable", {"it is there, but cannot be opened",
                                                                 "elle est là, mais ne peut être ouverte"}},
    [REASON_EXCEPTION] = {VERDICT_EXCEPTED, "exception", {"it is there, and an exception lets it stay for a time",
                                                        "elle est là, et une exception l'y admet pour un temps"}},
    [REASON_HOLD] = {VERDICT_EXCEPTED, "hold", {"it is there, and a hold keeps it as evidence",
                                              "elle est là, et une mise en conservation la garde comme preuve"}},
    [REASON_REVOKED] = {VERDICT_EXCEPTED, "revoked", {"it is there, and the determination about it was revoked",
                                                    "elle est là, et la décision à son sujet a été révoquée"}},
    [REASON_NO_IDENTIFIER] = {VERDICT_UNKNOWN, "no-identifier", {"no identifier of the family is known for this platform",
                                                                 "aucun identifiant de la famille n'est connu pour cette plateforme"}},
    [REASON_SIGNER_MATCH] = {VERDICT_UNKNOWN, "signer-match", {"another package is signed with the family's key",
                                                               "un autre paquet est signé avec la clé de la famille"}},
    [REASON_NAME_MATCH] = {VERDICT_UNKNOWN, "name-match", {"something bears the family's name; a name proves nothing",
                                                           "quelque chose porte le nom de la famille; un nom ne prouve rien"}},
    [REASON_DUPLICATE] = {VERDICT_UNKNOWN, "duplicate-serial", {"two devices have its serial number",
                                                                "deux appareils ont son numéro de série"}},
    [REASON_UNMANAGED] = {VERDICT_UNKNOWN, "unmanaged", {"issued, but nobody manages it",
                                                         "remis, mais géré par personne"}},
    [REASON_NEVER_REPORTED] = {VERDICT_UNKNOWN, "never-reported", {"managed, but its apps were never listed",
                                                                   "géré, mais ses applications n'ont jamais été listées"}},
    [REASON_INCOMPLETE] = {VERDICT_UNKNOWN, "incomplete", {"the answer, or its list of apps, came short",
                                                           "la réponse, ou sa liste d'applications, est incomplète"}},
    [REASON_STALE] = {VERDICT_UNKNOWN, "stale", {"its newest list is too old", "sa dernière liste est trop ancienne"}},
    [REASON_PERSONAL_SIDE] = {VERDICT_UNKNOWN, "personal-side", {"its personal side is invisible by design",
                                                                 "son côté personnel est invisible par conception"}},
    [REASON_NAMES_ONLY] = {VERDICT_UNKNOWN, "names-only", {"its source gives names only, which prove no absence",
                                                           "sa source ne donne que des noms, qui ne prouvent aucune absence"}},
};

static const struct {
    const char *id, *say[2];
} words[VERDICT_WORDS] = {
    [VERDICT_VERIFIED] = {"verified", {"verified", "vérifié"}},
    [VERDICT_VIOLATED] = {"violated", {"violated", "enfreint"}},
    [VERDICT_EXCEPTED] = {"excepted", {"excepted", "excepté"}},
    [VERDICT_UNKNOWN] = {"unknown", {"unknown", "inconnu"}},
};

const char *verdict_word_id(enum verdict_word word)
{
    return words[word].id;
}

const char *verdict_word_say(enum language l, enum verdict_word word)
{
    return words[word].say[l];
}

const char *verdict_reason_id(enum verdict_reason reason)
{
    return reasons[reason].id;
}

const char *verdict_reason_say(enum language l, enum verdict_reason reason)
{
    return reasons[reason].say[l];
}

enum verdict_word verdict_reason_word(enum verdict_reason reason)
{
    return reasons[reason].word;
}

enum verdict_word verdict_worse(enum verdict_word a, enum verdict_word b)
{
    static const int rank[VERDICT_WORDS] = {[VERDICT_VERIFIED] = 0, [VERDICT_EXCEPTED] = 1, [VERDICT_UNKNOWN] = 2, [VERDICT_VIOLATED] = 3};

    return rank[a] > rank[b] ? a : b;
}

const char *match_strength_id(enum match_strength strength)
{
    static const char *const ids[] = {"", "hint", "relative", "claim", "certain"};

    return ids[strength];
}

const char *answer3_id(enum answer3 a)
{
    static const char *const ids[] = {"no", "yes", "unknown"};

    return ids[a];
}

/* Whether a list can say that something is not there. */
static bool clears(const struct sighting_list *l)
{
    return l->listed && l->complete && l->identifiers && l->whole;
}

/* The newest list that can, or NULL. */
static const struct sighting_list *newest_clear(const struct evidence *e)
{
    const struct sighting_list *found = NULL;

    for (size_t i = 0; i < e->list_count; i++)
        if (clears(&e->lists[i]) && (found == NULL || e->lists[i].time > found->time))
            found = &e->lists[i];
    return found;
}

/* Whether a list is of later date than anything that was ever seen: only then does it say that nothing is there. */
static bool after_all(const struct evidence *e, const struct sighting_list *list)
{
    for (size_t i = 0; i < e->match_count; i++)
        if (e->matches[i].time >= list->time)
            return false;
    return true;
}

/* Whether a later list says that what was seen is gone: a clear one, or a complete one of the same device of the same source. */
static bool taken_back(const struct evidence *e, const struct match *m, const struct sighting_list *clear)
{
    if (clear != NULL && clear->time > m->time)
        return true;
    for (size_t i = 0; i < e->list_count; i++) {
        const struct sighting_list *l = &e->lists[i];
        if (l->listed && l->complete && l->time > m->time && l->source == m->source && l->device == m->device)
            return true;
    }
    return false;
}

/* The strongest match that stands; of equals one that can be opened, then the newest. */
static const struct match *standing(const struct evidence *e, const struct sighting_list *clear)
{
    const struct match *best = NULL;

    for (size_t i = 0; i < e->match_count; i++) {
        const struct match *m = &e->matches[i];
        if (taken_back(e, m, clear))
            continue;
        if (best == NULL || m->strength > best->strength ||
            (m->strength == best->strength && (m->usable > best->usable || (m->usable == best->usable && m->time > best->time))))
            best = m;
    }
    return best;
}

/* Two devices of one source with this serial. */
static bool reported_twice(const struct evidence *e)
{
    for (size_t i = 1; i < e->list_count; i++)
        for (size_t k = 0; k < i; k++)
            if (e->lists[i].source == e->lists[k].source && e->lists[i].device != e->lists[k].device)
                return true;
    return false;
}

/* Why a device without a match is not verified: the first reason that holds. */
static enum verdict_reason shortcoming(const struct evidence *e, const struct sighting_list *clear)
{
    bool managed = false, listed = false, complete = false, fresh = false, names = false;

    for (size_t i = 0; i < e->list_count; i++) {
        const struct sighting_list *l = &e->lists[i];
        managed |= l->newest && l->managed;
        listed |= l->listed;
        complete |= l->listed && l->complete;
        fresh |= l->listed && l->complete && l->time >= e->as_of - e->accepted;
        names |= l->listed && l->complete && l->time >= e->as_of - e->accepted && !l->identifiers;
    }
    if (e->issued > 1 || reported_twice(e))
        return REASON_DUPLICATE;
    if (!managed)
        return e->short_answer ? REASON_INCOMPLETE : REASON_UNMANAGED;
    if (clear != NULL && clear->time >= e->as_of - e->accepted && after_all(e, clear))
        return REASON_ABSENT;
    if (!listed)
        return e->short_answer ? REASON_INCOMPLETE : REASON_NEVER_REPORTED;
    if (!complete)
        return REASON_INCOMPLETE;
    if (!fresh)
        return e->short_answer ? REASON_INCOMPLETE : REASON_STALE;
    return names ? REASON_NAMES_ONLY : REASON_PERSONAL_SIDE;
}

static int64_t newest_time(const struct evidence *e)
{
    int64_t time = 0;

    for (size_t i = 0; i < e->list_count; i++)
        if (e->lists[i].listed && e->lists[i].time > time)
            time = e->lists[i].time;
    return time;
}

struct device_verdict verdict_of(const struct evidence *e)
{
    const struct sighting_list *clear = newest_clear(e);
    const struct match *m = standing(e, clear);
    static const enum verdict_reason excepted[] = {[SPARE_EXCEPTION] = REASON_EXCEPTION, [SPARE_HOLD] = REASON_HOLD, [SPARE_REVOKED] = REASON_REVOKED};
    struct device_verdict v = {.present = UNKNOWN3, .usable = UNKNOWN3, .time = newest_time(e)};

    if (m != NULL) {
        v.strength = m->strength;
        v.time = m->time;
    }
    if (v.strength >= MATCH_CLAIM) {
        v.reason = e->spare != SPARE_NOT ? excepted[e->spare] : m->usable ? REASON_PRESENT : REASON_BLOCKED;
        v.present = YES3;
        v.usable = m->usable ? YES3 : NO3;
    } else if (!e->identifiable) {
        v.reason = REASON_NO_IDENTIFIER;
    } else if (v.strength != MATCH_NONE) {
        v.reason = v.strength == MATCH_SIGNER ? REASON_SIGNER_MATCH : REASON_NAME_MATCH;
    } else {
        v.reason = shortcoming(e, clear);
    }
    v.word = reasons[v.reason].word;
    if (v.word == VERDICT_VERIFIED) {
        v.present = v.usable = NO3;
        v.time = clear->time;
    }
    return v;
}
