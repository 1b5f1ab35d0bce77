/* What changed, for a person and as JSON. */
#include "base/json.h"
#include "base/text.h"
#include "judge/derive.h"
#include "judge/diff.h"

enum said {
    SAID_SAME,
    SAID_NOT_APP,
    SAID_SAME_BYTES,
    SAID_VERSION,
    SAID_ADDED,
    SAID_REMOVED,
    SAID_CHANGED,
    SAID_POLICY,
    SAID_DATA,
    SAID_TEXT,
    SAID_NOTHING,
    SAID_PACKS,
    SAIDS
};

static const char *const sentences[SAIDS][2] = {
    [SAID_SAME] = {"nothing differs", "rien ne diffère"},
    [SAID_NOT_APP] =
        {"the app is the same, byte for byte: what differs comes from the packs or from veto",
         "l'application est la même, octet pour octet : ce qui diffère vient des critères ou de veto"},
    [SAID_SAME_BYTES] = {"the app is the same, byte for byte", "l'application est la même, octet pour octet"},
    [SAID_VERSION] = {"made by veto $1 and $2", "établis par veto $1 et $2"},
    [SAID_ADDED] = {"asked only of the second: ", "demandé seulement de la seconde : "},
    [SAID_REMOVED] = {"asked only of the first: ", "demandé seulement de la première : "},
    [SAID_CHANGED] = {"the question's text differs: ", "le texte de la question diffère : "},
    [SAID_POLICY] = {"the policies differ: ", "les politiques diffèrent : "},
    [SAID_DATA] = {"the data differ: ", "les données diffèrent : "},
    [SAID_TEXT] = {" (the question's text differs too)", " (le texte de la question diffère aussi)"},
    [SAID_NOTHING] = {"nothing", "rien"},
    [SAID_PACKS] = {"packs", "critères"},
};

struct page {
    struct buf *out;
    const struct diff *diff;
    struct packs packs; /* of the second, else of the first: for the questions' words */
    enum language language;
};

/* A sentence with $1 and $2 filled in by untrusted texts. */
static void tell(const struct page *p, enum said s, struct bytes one, struct bytes two)
{
    for (const char *at = sentences[s][p->language]; *at != 0; at++)
        if (*at == '$') {
            at++;
            text_show(p->out, *at == '1' ? one : two);
        } else {
            buf_u8(p->out, (uint8_t)*at);
        }
}

static void tell_plain(const struct page *p, enum said s)
{
    tell(p, s, bytes_of(NULL, 0), bytes_of(NULL, 0));
}

static void show_cell(const struct page *p, struct cell c)
{
    enum { MOST = 300 };
    struct bytes cut = c.text;

    if (c.kind == 'i') {
        buf_printf(p->out, "%lld", (long long)c.number);
    } else if (c.kind == 'n') {
        tell_plain(p, SAID_NOTHING);
    } else {
        if (c.text.size > MOST)
            bytes_slice(c.text, 0, MOST, &cut);
        text_show(p->out, cut);
        if (cut.size < c.text.size)
            buf_str(p->out, "...");
    }
}

static bool text_changed(const struct diff *d, struct bytes id)
{
    for (size_t i = 0; i < d->pack_count; i++)
        if (d->packs[i].change == PACK_CHANGED && d->packs[i].kind == PACK_CRITERION && bytes_equal(d->packs[i].id, id))
            return true;
    return false;
}

static struct bytes question(const struct page *p, struct bytes id)
{
    const struct criterion *c = packs_find(&p->packs, id);

    if (c == NULL)
        return bytes_of(NULL, 0);
    return p->language == FRENCH && c->question_fr.size > 0 ? c->question_fr : c->question;
}

static void write_difference(const struct page *p, const struct difference *x)
{
    static const char signs[] = "+-~";

    buf_printf(p->out, "  %c ", signs[x->change]);
    text_show(p->out, x->key);
    if (x->change == CHANGE_CHANGED) {
        if (x->key.size > 0)
            buf_str(p->out, ": ");
        if (strcmp(x->table, x->column.size == 0 ? "" : (const char *)x->column.data) != 0 &&
            !bytes_is(x->column, "answer")) {
            text_show(p->out, x->column);
            buf_u8(p->out, ' ');
        }
        show_cell(p, x->from);
        buf_str(p->out, " -> ");
        show_cell(p, x->to);
    }
    if (bytes_is(x->column, "answer")) {
        struct bytes words = question(p, x->key);
        if (words.size > 0)
            buf_str(p->out, "  ");
        text_show(p->out, words);
        if (text_changed(p->diff, x->key))
            tell_plain(p, SAID_TEXT);
    }
    buf_u8(p->out, '\n');
}

static void write_packs(const struct page *p)
{
    const struct diff *d = p->diff;

    if (d->pack_count == 0 && !d->other_version)
        return;
    tell_plain(p, SAID_PACKS);
    buf_u8(p->out, '\n');
    if (d->other_version) {
        buf_str(p->out, "  ");
        tell(p, SAID_VERSION, d->compared.a->veto, d->compared.b->veto);
        buf_u8(p->out, '\n');
    }
    for (size_t i = 0; i < d->pack_count; i++) {
        const struct pack_difference *x = &d->packs[i];
        buf_str(p->out, "  ");
        tell_plain(p, x->kind == PACK_POLICY      ? SAID_POLICY
                      : x->kind == PACK_DATA      ? SAID_DATA
                      : x->change == PACK_ADDED   ? SAID_ADDED
                      : x->change == PACK_REMOVED ? SAID_REMOVED
                                                  : SAID_CHANGED);
        text_show(p->out, x->kind == PACK_POLICY ? d->compared.a->policy.id : x->id);
        if (x->kind == PACK_POLICY) {
            buf_str(p->out, ", ");
            text_show(p->out, d->compared.b->policy.id);
        }
        buf_u8(p->out, '\n');
    }
}

static void write_head(const struct page *p, const char *sign, const char *name, const struct record *r)
{
    const struct record_table *app = record_table(r, "app");

    buf_str(p->out, sign);
    text_show(p->out, bytes_str(name));
    if (app != NULL && app->row_count > 0) {
        buf_str(p->out, ": ");
        text_show(p->out, record_text(app, 0, "id"));
        buf_u8(p->out, ' ');
        text_show(p->out, record_text(app, 0, "version_name"));
        if (record_cell(app, 0, "version_code").kind == 'i')
            buf_printf(p->out, " (%lld)", (long long)record_number(app, 0, "version_code"));
    }
    buf_u8(p->out, '\n');
}

void diff_report(struct buf *out, const struct diff *d, enum language language)
{
    struct page p = {out, d, {0}, language};
    const char *table = "";

    if (!derive_packs(d->compared.b, d->arena, &p.packs, NULL))
        p.packs = (struct packs){.arena = d->arena};
    write_head(&p, "- ", d->name_a, d->compared.a);
    write_head(&p, "+ ", d->name_b, d->compared.b);
    if (d->compared.same_bytes) {
        tell_plain(&p, diff_any(d) ? SAID_NOT_APP : SAID_SAME_BYTES);
        buf_u8(out, '\n');
    }
    if (!diff_any(d)) {
        tell_plain(&p, SAID_SAME);
        buf_u8(out, '\n');
    }
    for (size_t i = 0; i < d->count; i++) {
        if (strcmp(table, d->list[i].table) != 0) {
            table = d->list[i].table;
            text_show(out, bytes_str(table));
            buf_u8(out, '\n');
        }
        write_difference(&p, &d->list[i]);
    }
    write_packs(&p);
}

/* --- JSON --- */

static void write_cell(struct json *j, struct cell c)
{
    if (c.kind == 'i')
        json_number(j, c.number);
    else if (c.kind == 't')
        json_text(j, c.text);
    else
        json_null(j);
}

/* A row as an object: its columns are in canonical order. */
static void write_row(struct json *j, const struct record_table *t, size_t row)
{
    json_object(j);
    for (uint32_t i = 0; i < t->column_count; i++) {
        json_key(j, t->columns[i]);
        write_cell(j, t->cells[row * t->column_count + i]);
    }
    json_end_object(j);
}

static void write_json(struct json *j, const struct difference *x)
{
    static const char *const changes[] = {"added", "removed", "changed"};

    json_object(j);
    json_pair(j, "change", bytes_str(changes[x->change]));
    if (x->change == CHANGE_CHANGED) {
        json_pair(j, "column", x->column);
        json_key(j, BYTES("from"));
        write_cell(j, x->from);
    }
    json_pair(j, "key", x->key);
    if (x->change != CHANGE_CHANGED) {
        json_key(j, BYTES("row"));
        write_row(j, x->where, x->row);
    }
    json_pair(j, "table", bytes_str(x->table));
    if (x->change == CHANGE_CHANGED) {
        json_key(j, BYTES("to"));
        write_cell(j, x->to);
    }
    json_end_object(j);
}

void diff_json(struct buf *out, const struct diff *d)
{
    static const char *const changes[] = {"added", "removed", "changed"};
    struct json j;

    json_open(&j, out);
    json_object(&j);
    json_key(&j, BYTES("differences"));
    json_array(&j);
    for (size_t i = 0; i < d->count; i++)
        write_json(&j, &d->list[i]);
    json_end_array(&j);
    json_key(&j, BYTES("packs"));
    json_array(&j);
    for (size_t i = 0; i < d->pack_count; i++) {
        json_object(&j);
        json_pair(&j, "change", bytes_str(changes[d->packs[i].change]));
        json_pair(&j, "id", d->packs[i].id);
        json_pair(&j, "kind", bytes_str(pack_kind_name(d->packs[i].kind)));
        json_end_object(&j);
    }
    json_end_array(&j);
    json_key(&j, BYTES("same_bytes"));
    json_bool(&j, d->compared.same_bytes);
    json_key(&j, BYTES("veto"));
    json_array(&j);
    json_text(&j, d->compared.a->veto);
    json_text(&j, d->compared.b->veto);
    json_end_array(&j);
    json_end_object(&j);
    buf_u8(out, '\n');
}
