/* What came of a recheck, for a person and as JSON. */
#include "base/json.h"
#include "base/text.h"
#include "judge/recheck.h"

enum said {
    SAID_HOLD,
    SAID_SOME,
    SAID_CANNOT,
    SAID_PAIR,
    SAID_RECORD,
    SAID_FILES,
    SAID_MORE,
    SAID_VERSION,
    SAID_ADDED,
    SAID_REMOVED,
    SAID_CHANGED,
    SAID_POLICY,
    SAID_DATA,
    SAID_UNKNOWN,
    SAID_PEERS,
    SAID_COUNTS,
    SAIDS
};

static const char *const sentences[SAIDS][2] = {
    [SAID_HOLD] = {"$1 of $2 claims hold", "$1 affirmations sur $2 tiennent"},
    [SAID_SOME] = {"CONTRADICTED: $1 of $2 claims hold", "CONTREDIT : $1 affirmations sur $2 tiennent"},
    [SAID_CANNOT] = {"cannot be derived from these files: ", "ne se dérive pas de ces fichiers : "},
    [SAID_PAIR] = {"the record says $1, the files say $2", "le constat dit $1, les fichiers disent $2"},
    [SAID_RECORD] = {"the record says $1, the files have nothing of the kind",
                     "le constat dit $1, les fichiers n'ont rien de tel"},
    [SAID_FILES] = {"the files say $1, the record lacks it",
                    "les fichiers disent $1, le constat ne le dit pas"},
    [SAID_MORE] = {"and $1 more", "et $1 de plus"},
    [SAID_VERSION] = {"the record was made by veto $1, this is $2", "le constat est de veto $1, ceci est $2"},
    [SAID_ADDED] = {"asked by this version, not in the record: ",
                    "demandé par cette version, absent du constat : "},
    [SAID_REMOVED] = {"asked in the record, not by this version: ",
                      "demandé dans le constat, pas par cette version : "},
    [SAID_CHANGED] = {"the question's text is another in this version: ",
                      "le texte de la question diffère dans cette version : "},
    [SAID_POLICY] = {"the policy is another than this version's: ",
                     "la politique n'est pas celle de cette version : "},
    [SAID_DATA] = {"the data differ in this version: ", "les données diffèrent dans cette version : "},
    [SAID_PEERS] = {"peers: $1 of $2 derived again", "comparables : $1 sur $2 dérivés à nouveau"},
    [SAID_COUNTS] = {", $1 of $2 counts reproduced", ", $1 comptes sur $2 reproduits"},
    [SAID_UNKNOWN] = {"not read by this version: ", "non lu par cette version : "},
};

struct page {
    struct buf *out;
    struct arena *arena;
    enum language language;
};

/* Untrusted text, harmless and cut where no one would read on. */
static const char *shown(const struct page *p, struct bytes text)
{
    enum { MOST = 400 };
    struct buf room;
    struct bytes copy, cut = text;

    if (text.size > MOST)
        bytes_slice(text, 0, MOST, &cut);
    buf_init(&room, 16 * MOST);
    text_show(&room, cut);
    if (cut.size < text.size)
        buf_str(&room, "...");
    copy = arena_copy(p->arena, buf_bytes(&room));
    buf_free(&room);
    return (const char *)copy.data;
}

static const char *number(const struct page *p, size_t n)
{
    return (const char *)arena_printf(p->arena, "%zu", n).data;
}

/* A sentence with $1 and $2 filled in. */
static void tell(const struct page *p, enum said s, const char *one, const char *two)
{
    for (const char *at = sentences[s][p->language]; *at != 0; at++)
        if (*at == '$') {
            at++;
            buf_str(p->out, *at == '1' ? one : two);
        } else {
            buf_u8(p->out, (uint8_t)*at);
        }
}

static void write_contradiction(const struct page *p, const struct contradiction *c)
{
    text_show(p->out, c->claim);
    buf_str(p->out, ": ");
    if (c->record.data != NULL && c->files.data != NULL)
        tell(p, SAID_PAIR, shown(p, c->record), shown(p, c->files));
    else if (c->record.data != NULL)
        tell(p, SAID_RECORD, shown(p, c->record), "");
    else
        tell(p, SAID_FILES, shown(p, c->files), "");
    buf_u8(p->out, '\n');
}

static void write_differences(const struct page *p, const struct recheck *rc)
{
    if (!bytes_equal(rc->record->veto, rc->here.veto)) {
        tell(p, SAID_VERSION, shown(p, rc->record->veto), shown(p, rc->here.veto));
        buf_u8(p->out, '\n');
    }
    for (size_t i = 0; i < rc->pack_count; i++) {
        const struct pack_difference *d = &rc->packs[i];
        enum said s = d->kind == PACK_POLICY      ? SAID_POLICY
                      : d->kind == PACK_DATA      ? SAID_DATA
                      : d->change == PACK_ADDED   ? SAID_ADDED
                      : d->change == PACK_REMOVED ? SAID_REMOVED
                                                  : SAID_CHANGED;
        tell(p, s, "", "");
        text_show(p->out, d->kind == PACK_POLICY ? rc->record->policy.id : d->id);
        buf_u8(p->out, '\n');
    }
    for (size_t i = 0; i < rc->unknown_count; i++) {
        tell(p, SAID_UNKNOWN, "", "");
        text_show(p->out, rc->unknown[i]);
        buf_u8(p->out, '\n');
    }
}

void recheck_report(struct buf *out, const struct recheck *rc, enum language language)
{
    struct page p = {out, rc->arena, language};
    size_t listed = rc->contradicted < RECHECK_LISTED ? rc->contradicted : RECHECK_LISTED;

    if (rc->status == RECHECK_UNDERIVABLE && rc->peers > 0) { /* its own claims hold */
        tell(&p, SAID_HOLD, number(&p, rc->holding), number(&p, rc->claims));
        buf_u8(out, '\n');
    }
    if (rc->status == RECHECK_UNDERIVABLE) {
        tell(&p, SAID_CANNOT, "", "");
        text_show(out, rc->reason);
    } else {
        tell(&p, rc->status == RECHECK_HOLDS ? SAID_HOLD : SAID_SOME, number(&p, rc->holding),
             number(&p, rc->claims));
    }
    buf_u8(out, '\n');
    for (size_t i = 0; i < listed; i++)
        write_contradiction(&p, &rc->listed[i]);
    if (listed < rc->contradicted) {
        tell(&p, SAID_MORE, number(&p, rc->contradicted - listed), "");
        buf_u8(out, '\n');
    }
    if (rc->counts > 0) {
        tell(&p, SAID_PEERS, number(&p, rc->peers_derived), number(&p, rc->peers));
        tell(&p, SAID_COUNTS, number(&p, rc->reproduced), number(&p, rc->counts));
        buf_u8(out, '\n');
    }
    write_differences(&p, rc);
}

/* --- JSON --- */

static void write_packs_json(struct json *j, const struct recheck *rc)
{
    static const char *const changes[] = {"added", "removed", "changed"};

    json_key(j, BYTES("packs"));
    json_array(j);
    for (size_t i = 0; i < rc->pack_count; i++) {
        json_object(j);
        json_pair_or_null(j, "change", bytes_str(changes[rc->packs[i].change]));
        json_pair_or_null(j, "id", rc->packs[i].id);
        json_pair_or_null(j, "kind", bytes_str(pack_kind_name(rc->packs[i].kind)));
        json_end_object(j);
    }
    json_end_array(j);
}

void recheck_json(struct buf *out, const struct recheck *rc)
{
    static const char *const statuses[] = {"holds", "contradicted", "underivable"};
    struct json j;

    json_open(&j, out);
    json_object(&j);
    json_pair_count(&j, "claims", rc->claims);
    json_pair_count(&j, "contradicted", rc->contradicted);
    json_key(&j, BYTES("contradictions"));
    json_array(&j);
    for (size_t i = 0; i < rc->contradicted && i < RECHECK_LISTED; i++) {
        json_object(&j);
        json_pair_or_null(&j, "claim", rc->listed[i].claim);
        json_pair_or_null(&j, "files", rc->listed[i].files);
        json_pair_or_null(&j, "record", rc->listed[i].record);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_pair_count(&j, "holding", rc->holding);
    write_packs_json(&j, rc);
    if (rc->counts > 0) {
        json_key(&j, BYTES("peers"));
        json_object(&j);
        json_pair_count(&j, "counts", rc->counts);
        json_pair_count(&j, "derived", rc->peers_derived);
        json_pair_count(&j, "named", rc->peers);
        json_pair_count(&j, "reproduced", rc->reproduced);
        json_end_object(&j);
    }
    json_pair_or_null(&j, "reason", rc->reason);
    json_pair_or_null(&j, "status", bytes_str(statuses[rc->status]));
    json_key(&j, BYTES("unknown"));
    json_array(&j);
    for (size_t i = 0; i < rc->unknown_count; i++)
        json_text(&j, rc->unknown[i]);
    json_end_array(&j);
    json_pair_or_null(&j, "veto", rc->here.veto);
    json_pair_or_null(&j, "veto_of_record", rc->record->veto);
    json_end_object(&j);
    buf_u8(out, '\n');
}
