#include "fleet/lint.h"

#include "base/pack.h"
#include "base/tsv.h"

const char *fate_name(enum fate fate)
{
    static const char *const names[FATES] = {"covered", "reported", "name-only", "below-only", "opened", "missed"};

    return names[fate];
}

static bool blocks(const struct stated *s)
{
    return s != NULL && s->deed == DEED_BLOCK;
}

static struct verdict judge_domain(const struct artefact *art, const struct identifier *id)
{
    struct domain_cover c = artefact_cover(art, id->value);
    const struct stated *exempt = c.self != NULL && !blocks(c.self)     ? c.self
                                  : c.below != NULL && !blocks(c.below) ? c.below
                                                                        : c.opened;
    struct verdict v = {id, FATE_MISSED, 0};

    if (exempt != NULL && (exempt != c.opened || blocks(c.self) || blocks(c.below))) {
        v.fate = FATE_OPENED;
        v.line = exempt->line;
    } else if (blocks(c.self) || blocks(c.below)) {
        v.fate = blocks(c.self) && blocks(c.below) ? FATE_COVERED : blocks(c.self) ? FATE_NAME_ONLY : FATE_BELOW_ONLY;
        v.line = (blocks(c.self) ? c.self : c.below)->line;
    }
    return v;
}

static struct verdict judge_app(const struct artefact *art, const struct identifier *id)
{
    bool listed = (art->allow_lists & 1u << id->kind) != 0;
    struct verdict v = {id, listed ? FATE_COVERED : FATE_MISSED, 0};

    for (size_t i = 0; i < art->count; i++) {
        const struct stated *s = &art->rows[i];
        if (s->kind != id->kind || !bytes_equal(s->value, id->value) || v.fate == FATE_OPENED)
            continue;
        if (s->deed == DEED_ALLOW)
            v.fate = FATE_OPENED;
        else if (s->deed == DEED_BLOCK)
            v.fate = FATE_COVERED;
        else if (v.fate == FATE_MISSED)
            v.fate = FATE_REPORTED;
        else
            continue;
        v.line = s->line;
    }
    return v;
}

/* Whether the file's format could block the identifier, and the family asks for it. */
static bool asked(const struct artefact *art, const struct identifier *id)
{
    return identifier_counts(id) && (art->carries & 1u << id->kind) != 0 &&
           !(id->kind == IDENTIFIER_BUNDLE && bytes_is(id->platform, "macos"));
}

/* The statement that blocks an identifier, or NULL. */
static const struct stated *blocker(const struct artefact *art, const struct identifier *id)
{
    if (id->kind == IDENTIFIER_DOMAIN) {
        struct domain_cover c = artefact_cover(art, id->value);
        return blocks(c.self) ? c.self : blocks(c.below) ? c.below : NULL;
    }
    for (size_t i = 0; i < art->count; i++)
        if (art->rows[i].kind == id->kind && blocks(&art->rows[i]) && bytes_equal(art->rows[i].value, id->value))
            return &art->rows[i];
    return NULL;
}

/* The owner of a domain, or of one above it, in packs/domains; empty when it is not there. */
static struct bytes owner_of(struct bytes domain)
{
    const struct pack_file *owners = pack_find("domains/owners.tsv");
    struct bytes f[2];

    while (owners != NULL && domain.size > 0) {
        size_t dot = bytes_find(domain, '.', 0);
        if (tsv_find(owners->text, domain, f, 2))
            return f[1];
        domain = bytes_from(domain, dot < domain.size ? dot + 1 : dot);
    }
    return bytes_of(NULL, 0);
}

/* Whether a domain is itself an identifier of the family. */
static bool identified(const struct family *f, struct bytes domain)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->identifiers[i].kind == IDENTIFIER_DOMAIN && bytes_equal(f->identifiers[i].value, domain))
            return true;
    return false;
}

static void side_of(struct lint *out, const struct artefact *art, const struct identifier *id)
{
    const struct stated *s = blocker(art, id);
    struct side_effect *side = &out->sides[out->side_count];

    if (s == NULL)
        return;
    *side = (struct side_effect){.identifier = id, .stated = s};
    if (id->kind == IDENTIFIER_DOMAIN && !identified(out->family, s->value)) {
        side->why = SIDE_WIDE; /* a domain above the family's own: all else below it goes too */
        side->owner = owner_of(s->value);
    } else if (!bytes_equal(id->value, s->value)) {
        return; /* it came with a domain above that the family names; that one says what else it hits */
    } else if (id->confidence == CONFIDENCE_RELATIVE) {
        side->why = SIDE_RELATIVE;
    } else if (id->confidence == CONFIDENCE_HINT) {
        side->why = SIDE_SHARED;
    } else if (id->may_also_hit.size > 0) {
        side->why = SIDE_ALSO;
    } else {
        return;
    }
    for (size_t i = 0; i < out->side_count; i++)
        if (side->why == SIDE_WIDE && out->sides[i].why == SIDE_WIDE && bytes_equal(out->sides[i].stated->value, s->value))
            return; /* one domain above several is said once */
    out->side_count++;
}

void lint_family(struct lint *out, struct arena *a, const struct artefact *art, const struct family *family)
{
    *out = (struct lint){.family = family};
    out->verdicts = arena_array(a, family->count, sizeof *out->verdicts);
    out->sides = arena_array(a, family->count + 1, sizeof *out->sides);
    for (size_t i = 0; i < family->count; i++) {
        const struct identifier *id = &family->identifiers[i];
        if (asked(art, id)) {
            struct verdict v = id->kind == IDENTIFIER_DOMAIN ? judge_domain(art, id) : judge_app(art, id);
            out->verdicts[out->count++] = v;
            out->fates[v.fate]++;
            if (v.line > 0 || (v.fate != FATE_MISSED && (art->allow_lists & 1u << id->kind) == 0))
                out->spoken_of = true;
        }
        side_of(out, art, id);
    }
}
