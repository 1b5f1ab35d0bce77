#include "ledger/draft.h"

#include "base/limits.h"
#include "base/tsv.h"

static struct json_node *node(struct draft *d, enum json_kind kind)
{
    struct json_node *n = arena_alloc(d->arena, sizeof *n);

    n->kind = kind;
    return n;
}

static struct json_node *text_node(struct draft *d, struct bytes text)
{
    struct json_node *n = node(d, JSON_TEXT);

    n->text = arena_copy(d->arena, text);
    return n;
}

static struct json_node *get(struct json_node *object, struct bytes key)
{
    for (struct json_node *n = object->kind == JSON_OBJECT ? object->first : NULL; n != NULL; n = n->next)
        if (bytes_equal(n->key, key))
            return n;
    return NULL;
}

/* Puts a value in its canonical place, in the place of one of the same key. */
static void put(struct draft *d, struct json_node *object, struct bytes key, struct json_node *value)
{
    struct json_node **at = &object->first;

    while (*at != NULL && json_compare((*at)->key, key) < 0)
        at = &(*at)->next;
    value->key = arena_copy(d->arena, key);
    if (*at != NULL && bytes_equal((*at)->key, key)) {
        value->next = (*at)->next;
    } else {
        value->next = *at;
        object->count++;
    }
    *at = value;
}

static void append(struct json_node *list, struct json_node *value)
{
    struct json_node **at = &list->first;

    while (*at != NULL)
        at = &(*at)->next;
    *at = value;
    list->count++;
}

static const struct field *field_of(const struct field *table, struct bytes name)
{
    for (; table != NULL && table->name != NULL; table++)
        if (bytes_is(name, table->name))
            return table;
    return NULL;
}

static bool is_list(const struct field *f)
{
    return f->type == FIELD_TEXTS || f->type == FIELD_DIGESTS || f->type == FIELD_ROWS;
}

/* Lists that have to be there, though empty. */
static void lists(struct draft *d, struct json_node *object, const struct field *table)
{
    for (const struct field *f = table; f->name != NULL; f++)
        if (is_list(f) && (f->flags & FIELD_REQUIRED) != 0 && json_get(object, f->name) == NULL)
            put(d, object, bytes_str(f->name), node(d, JSON_ARRAY));
}

void draft_text(struct draft *d, struct json_node *object, const char *field, struct bytes value)
{
    put(d, object, bytes_str(field), text_node(d, value));
}

void draft_default(struct draft *d, const char *field, struct bytes value)
{
    const struct json_node *n = json_get(d->root, field);

    if (n == NULL || (n->kind == JSON_TEXT && n->text.size == 0))
        draft_text(d, d->root, field, value);
}

void draft_more(struct draft *d, struct json_node *object, const char *field, struct bytes value)
{
    struct json_node *list = get(object, bytes_str(field));

    if (list == NULL || list->kind != JSON_ARRAY) {
        list = node(d, JSON_ARRAY);
        put(d, object, bytes_str(field), list);
    }
    append(list, text_node(d, value));
}

struct json_node *draft_row(struct draft *d, const char *name)
{
    struct json_node *list = get(d->root, bytes_str(name)), *row = node(d, JSON_OBJECT);
    const struct field *f = field_of(d->kind->fields, bytes_str(name));

    if (list == NULL || list->kind != JSON_ARRAY) {
        list = node(d, JSON_ARRAY);
        put(d, d->root, bytes_str(name), list);
    }
    if (f != NULL && f->rows != NULL)
        lists(d, row, f->rows);
    append(list, row);
    return row;
}

static void owed(struct draft *d)
{
    for (size_t i = 0; i < d->m->count; i++) {
        const struct matter_item *x = &d->m->items[i];
        const char *kind = x->s.kind->name;
        if ((strcmp(kind, "response") == 0 || strcmp(kind, "proposal") == 0) && !matter_answered(d->m, bytes_str(x->hex)))
            draft_text(d, draft_row(d, "replies"), "statement", bytes_str(x->hex));
    }
}

static void asked(struct draft *d)
{
    const struct matter_item *notice = matter_last(d->m, "notice");
    const struct json_node *list = notice == NULL ? NULL : json_get(notice->s.root, "findings");

    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next) {
        const struct json_node *before = json_get(d->root, "answers");
        bool twice = false;
        for (const struct json_node *b = before == NULL ? NULL : before->first; b != NULL; b = b->next)
            twice |= bytes_equal(json_get(b, "criterion")->text, json_get(n, "criterion")->text);
        if (!twice)
            draft_text(d, draft_row(d, "answers"), "criterion", json_get(n, "criterion")->text);
    }
}

/* The statement that a field refers to, where the case leaves no choice but the newest. */
static void newest(struct draft *d, const struct field *f)
{
    struct bytes words = bytes_str(f->choices), kind;
    const struct matter_item *found = NULL;

    while (tsv_word(&words, &kind)) {
        const struct matter_item *i = matter_last(d->m, (const char *)arena_copy(d->arena, kind).data);
        if (i != NULL && (found == NULL || i->index > found->index))
            found = i;
    }
    if (found != NULL && (strcmp(f->name, "appeal") != 0 || strcmp(d->m->state, "appealed") == 0) &&
        (strcmp(f->name, "supersedes") != 0 || matter_in_force(d->m) != NULL))
        draft_text(d, d->root, f->name, bytes_str(found->hex));
}

void draft_open(struct draft *d, struct arena *a, const struct statement_kind *kind, const struct matter *m)
{
    *d = (struct draft){.arena = a, .kind = kind, .m = m};
    d->root = node(d, JSON_OBJECT);
    draft_text(d, d->root, "case", m->name);
    draft_text(d, d->root, "kind", bytes_str(kind->name));
    for (const struct field *f = kind->fields; f->name != NULL; f++)
        if (f->type == FIELD_DIGEST && f->choices != NULL && strcmp(f->choices, "*") != 0)
            newest(d, f);
    if (field_of(kind->fields, BYTES("replies")) != NULL)
        owed(d);
    if (strcmp(kind->name, "response") == 0)
        asked(d);
    lists(d, d->root, kind->fields);
}

bool draft_read(struct draft *d, struct bytes text, struct error *e)
{
    struct buf lines;
    struct json_node *n;
    const struct json_node *inner, *kind;

    buf_init(&lines, LIMIT_STATEMENT * 4);
    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, (end < text.size ? end + 1 : end) - at, &line);
        if (!bytes_starts(line, BYTES("#")))
            buf_add(&lines, line);
        at = end + 1;
    }
    if (lines.failed) {
        buf_free(&lines);
        return error_set(e, ERROR_LIMIT, 0, "the form is longer than a statement may be");
    }
    n = json_read(d->arena, arena_copy(d->arena, buf_bytes(&lines)), e);
    buf_free(&lines);
    if (n == NULL)
        return false;
    inner = json_get(n, "statement");
    if (inner != NULL && json_get(n, "signatures") != NULL)
        n = get(n, BYTES("statement"));
    if (n->kind != JSON_OBJECT)
        return error_set(e, ERROR_FORMAT, 0, "a statement is an object");
    kind = json_get(n, "kind");
    if (kind != NULL && (kind->kind != JSON_TEXT || !bytes_is(kind->text, d->kind->name)))
        return error_set(e, ERROR_FORMAT, kind->at, "kind: this command writes statements of kind %s", d->kind->name);
    n->next = NULL;
    for (struct json_node *old = d->root->first, *next; old != NULL; old = next) {
        next = old->next;
        if (get(n, old->key) == NULL)
            put(d, n, old->key, old);
    }
    d->root = n;
    return true;
}

static bool is_hex(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!((text.data[i] >= '0' && text.data[i] <= '9') || (text.data[i] >= 'a' && text.data[i] <= 'f')))
            return false;
    return true;
}

/* A digest in any of the ways in which one is given. */
static bool resolve(struct draft *d, struct bytes value, struct bytes *out, struct error *e)
{
    size_t sharp = bytes_find(value, '#', 0), found = 0;
    struct bytes kind = value, number = bytes_from(value, sharp + 1);
    const struct matter_item *last = NULL;
    int32_t want = sharp < value.size ? tsv_number(number, 0) : 0, nth = 0;

    *out = value;
    if (hash_is_hex256(value))
        return true;
    bytes_slice(value, 0, sharp, &kind);
    for (size_t i = 0; i < d->m->count; i++) {
        const struct matter_item *x = &d->m->items[i];
        bool hit = is_hex(value) && value.size >= 6 && bytes_starts(bytes_str(x->hex), value);
        bool named = bytes_is(kind, x->s.kind->name) && (want == 0 || ++nth == want);
        if (hit || named)
            last = x;
        found += hit;
    }
    if (last == NULL || found > 1)
        return error_set(e, ERROR_USAGE, 0, "%.*s: %s in the case; 'veto case' lists its statements",
                         (int)(value.size < 70 ? value.size : 70), (const char *)value.data,
                         found > 1 ? "begins more than one digest" : "there is no such statement");
    *out = bytes_str(last->hex);
    return true;
}

static bool set_rows(struct draft *d, struct json_node *object, const struct field *f, struct bytes value, struct error *e)
{
    struct json_node *n = json_read(d->arena, arena_copy(d->arena, value), e);

    if (n == NULL)
        return false;
    n->next = NULL;
    put(d, object, bytes_str(f->name), n);
    return true;
}

static bool set_value(struct draft *d, struct json_node *object, const struct field *f, struct bytes value, struct error *e)
{
    struct json_node *n;

    if (f->type == FIELD_ROWS)
        return set_rows(d, object, f, value, e);
    if (value.size > 0 && (f->type == FIELD_DIGEST || f->type == FIELD_DIGESTS) && !resolve(d, value, &value, e))
        return false;
    if (f->type == FIELD_NUMBER) {
        n = json_read(d->arena, arena_copy(d->arena, value), e);
        if (n == NULL)
            return false;
        n->next = NULL;
        put(d, object, bytes_str(f->name), n);
    } else if (is_list(f)) {
        draft_more(d, object, f->name, value);
    } else {
        draft_text(d, object, f->name, value);
    }
    return true;
}

/* The row "name[n]" of a path; one more than there are makes a new one. */
static struct json_node *row_of(struct draft *d, const struct field *f, int32_t number)
{
    struct json_node *list = get(d->root, bytes_str(f->name)), *row;
    int32_t i = 0;

    if (list == NULL || list->kind != JSON_ARRAY || number == (int32_t)list->count)
        return number == (list == NULL ? 0 : (int32_t)list->count) ? draft_row(d, f->name) : NULL;
    for (row = list->first; row != NULL && i < number; row = row->next)
        i++;
    return row != NULL && row->kind == JSON_OBJECT ? row : NULL;
}

bool draft_set(struct draft *d, struct bytes path, struct bytes value, struct error *e)
{
    size_t bracket = bytes_find(path, '[', 0), close = bytes_find(path, ']', bracket);
    struct bytes name, number, sub;
    const struct field *f, *inner;
    struct json_node *row;

    bytes_slice(path, 0, bracket, &name);
    f = field_of(d->kind->fields, name);
    if (f == NULL)
        f = field_of(statement_common, name);
    if (f == NULL)
        return error_set(e, ERROR_USAGE, 0, "%.*s: a %s has no such field; 'veto case --kinds' lists them",
                         (int)(path.size < 60 ? path.size : 60), (const char *)path.data, d->kind->name);
    if (bracket == path.size)
        return set_value(d, d->root, f, value, e);
    bytes_slice(path, bracket + 1, close - bracket - 1, &number);
    sub = bytes_from(path, close + 2);
    inner = field_of(f->rows, sub);
    row = inner == NULL ? NULL : row_of(d, f, tsv_number(number, -1));
    if (row == NULL)
        return error_set(e, ERROR_USAGE, 0, "%.*s: no such field, or not the next row; rows are named from 0 on",
                         (int)(path.size < 60 ? path.size : 60), (const char *)path.data);
    return set_value(d, row, inner, value, e);
}

static void drop_empty(struct json_node *object)
{
    struct json_node **at = &object->first;

    while (*at != NULL)
        if ((*at)->kind == JSON_TEXT && (*at)->text.size == 0) {
            *at = (*at)->next;
            object->count--;
        } else {
            at = &(*at)->next;
        }
}

/* Rows that nobody filled in: only what was asked stands there. */
static void drop_rows(struct json_node *list)
{
    struct json_node **at = &list->first;

    while (*at != NULL) {
        if ((*at)->kind == JSON_OBJECT)
            drop_empty(*at);
        if ((*at)->kind == JSON_OBJECT && (*at)->count <= 1) {
            *at = (*at)->next;
            list->count--;
        } else {
            at = &(*at)->next;
        }
    }
}

bool draft_finish(struct draft *d, struct bytes *text, struct error *e)
{
    struct buf out;
    struct json j;
    bool ok;

    drop_empty(d->root);
    for (struct json_node *n = d->root->first; n != NULL; n = n->next) {
        const struct field *f = field_of(d->kind->fields, n->key);
        if (f != NULL && f->type == FIELD_ROWS && n->kind == JSON_ARRAY)
            drop_rows(n);
    }
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    ok = json_write(&j, d->root) && !out.failed;
    *text = arena_copy(d->arena, buf_bytes(&out));
    buf_free(&out);
    return ok || error_set(e, ERROR_LIMIT, 0, "the statement is longer than %u bytes; refer to files by digest", LIMIT_STATEMENT);
}

static const char *type_words(const struct field *f)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "a text",        [FIELD_CHOICE] = "one of: ",   [FIELD_NUMBER] = "a number",
        [FIELD_DATE] = "2026-11-23",    [FIELD_TIME] = "2026-11-23T18:05:30Z", [FIELD_DIGEST] = "a SHA-256 digest",
        [FIELD_TEXTS] = "a list of texts", [FIELD_DIGESTS] = "a list of digests", [FIELD_ROWS] = "a list of objects",
    };

    return words[f->type];
}

static void form_fields(const struct field *table, const char *before, struct buf *out)
{
    for (const struct field *f = table; f->name != NULL; f++) {
        buf_printf(out, "# %s%s: %s; %s%s%s\n", before, f->name, f->doc, type_words(f),
                   f->type == FIELD_CHOICE ? f->choices : "", (f->flags & FIELD_REQUIRED) != 0 ? "; required" : "");
        if (f->rows != NULL)
            form_fields(f->rows, "    ", out);
    }
}

/* JSON with one field a line, and empty texts where something has to be said. */
void draft_form(const struct draft *d, struct buf *out)
{
    struct draft copy = *d;
    bool first = true;

    buf_printf(out, "# %s: %s. Lines that begin with # are not read; an empty text says nothing.\n", d->kind->name, d->kind->doc);
    form_fields(d->kind->fields, "", out);
    for (const struct field *f = d->kind->fields; f->name != NULL; f++)
        if (json_get(copy.root, f->name) == NULL)
            put(&copy, copy.root, bytes_str(f->name), f->type == FIELD_NUMBER ? node(&copy, JSON_NUMBER)
                                                      : is_list(f)             ? node(&copy, JSON_ARRAY)
                                                                               : text_node(&copy, BYTES("")));
    buf_str(out, "{");
    for (const struct json_node *n = copy.root->first; n != NULL; n = n->next, first = false) {
        struct json j;
        buf_str(out, first ? "\n  " : ",\n  ");
        json_string(out, n->key);
        buf_str(out, ": ");
        json_open(&j, out);
        json_write(&j, n);
    }
    buf_str(out, "\n}\n");
}
