#include "judge/record.h"

#include "base/limits.h"
#include "base/pack.h"
#include "base/version.h"

/* Far more than the registry has; names are compared pairwise. */
enum { RECORD_TABLES_MOST = 256 };

/* Files of packs/ that say what facts mean: not questions, policies, sets of peers, nor the list of references. */
static bool is_data(const struct pack_file *f)
{
    static const char *const others[] = {"criteria/", "peers/", "policies/"};
    struct bytes path = bytes_str(f->path);

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (bytes_starts(path, bytes_str(others[i])))
            return false;
    return bytes_find(path, '/', 0) < path.size;
}

static void name_data(struct record *r)
{
    r->data = arena_array(r->arena, pack_file_count, sizeof *r->data);
    for (size_t i = 0; i < pack_file_count; i++)
        if (is_data(&pack_files[i]))
            r->data[r->data_count++] = (struct record_pack){.id = bytes_str(pack_files[i].path),
                                                            .sha256 = bytes_str(pack_files[i].sha256)};
}

void record_open(struct record *r, struct arena *a, const struct packs *packs)
{
    *r = (struct record){.arena = a, .veto = BYTES(VETO_VERSION)};
    if (packs == NULL)
        return;
    r->criteria = arena_array(a, packs->count, sizeof *r->criteria);
    r->criterion_count = packs->count;
    for (size_t i = 0; i < packs->count; i++)
        r->criteria[i] = (struct record_pack){packs->criteria[i].id, bytes_str(packs->criteria[i].sha256),
                                              packs->criteria[i].text};
    r->policy = (struct record_pack){packs->policy.id, bytes_str(packs->policy.sha256), packs->policy.text};
    name_data(r);
}

const struct record_table *record_table(const struct record *r, const char *name)
{
    for (const struct record_table *t = r->tables; t != NULL; t = t->next)
        if (bytes_is(t->name, name))
            return t;
    return NULL;
}

bool record_is_top(struct bytes name)
{
    static const char *const top[] = {"answers", "artifacts", "counts", "coverage", "findings", "result"};

    for (size_t i = 0; i < sizeof top / sizeof *top; i++)
        if (bytes_is(name, top[i]))
            return true;
    return false;
}

/* Asked for every cell, by the same words over and over: where a word stood the last time comes first. */
int record_column(const struct record_table *t, const char *name)
{
    static _Thread_local uint32_t last[64];
    uint32_t *guess = &last[((uintptr_t)t / 16 ^ (uintptr_t)name) % 64];
    struct bytes want = bytes_str(name);

    if (t == NULL)
        return -1;
    if (*guess < t->column_count && bytes_equal(t->columns[*guess], want))
        return (int)*guess;
    for (uint32_t i = 0; i < t->column_count; i++)
        if (bytes_equal(t->columns[i], want)) {
            *guess = i;
            return (int)i;
        }
    return -1;
}

struct cell record_cell(const struct record_table *t, size_t row, const char *column)
{
    int i = record_column(t, column);

    if (i < 0 || row >= t->row_count)
        return (struct cell){.kind = 'n'};
    return t->cells[row * t->column_count + (size_t)i];
}

struct bytes record_text(const struct record_table *t, size_t row, const char *column)
{
    return record_cell(t, row, column).text;
}

int64_t record_number(const struct record_table *t, size_t row, const char *column)
{
    return record_cell(t, row, column).number;
}

struct record_table *record_add_table(struct record *r, struct bytes name, const struct bytes *columns,
                                      uint32_t count)
{
    struct record_table *t = arena_alloc(r->arena, sizeof *t);

    t->name = arena_copy(r->arena, name);
    t->column_count = count;
    t->columns = arena_array(r->arena, count, sizeof *t->columns);
    for (uint32_t i = 0; i < count; i++)
        t->columns[i] = arena_copy(r->arena, columns[i]);
    if (r->last == NULL)
        r->tables = t;
    else
        r->last->next = t;
    r->last = t;
    return t;
}

struct cell *record_add_row(struct record *r, struct record_table *t)
{
    t->cells =
        arena_grow(r->arena, t->cells, t->row_count, &t->row_capacity, t->column_count * sizeof *t->cells);
    return &t->cells[t->row_count++ * t->column_count];
}

static bool take_header(struct record *r, struct bytes payload)
{
    static struct row_header header; /* large; one thread */
    size_t tables = 0;

    for (const struct record_table *t = r->tables; t != NULL; t = t->next)
        tables++;
    if (tables >= RECORD_TABLES_MOST || !row_header_read(payload, &header) || header.count == 0)
        return false;
    record_add_table(r, header.name, header.columns, header.count);
    return true;
}

static bool take_row(struct record *r, struct bytes payload)
{
    struct record_table *t = r->last;
    struct cell *cells;

    if (t == NULL)
        return false;
    cells = record_add_row(r, t);
    if (!row_read(payload, cells, t->column_count))
        return false;
    for (uint32_t i = 0; i < t->column_count; i++) {
        if (cells[i].kind == 'r')
            return false; /* no floating point in a record */
        if (cells[i].kind == 't')
            cells[i].text = arena_copy(r->arena, cells[i].text);
    }
    return true;
}

/* A byte of payload can cost the size of a cell here: the child must not fill the parent's memory. */
bool record_take(struct record *r, enum frame_type type, struct bytes payload)
{
    bool ok = r->arena->used <= LIMIT_RECORD &&
              (type == FRAME_HEADER ? take_header(r, payload) : type == FRAME_ROW && take_row(r, payload));

    r->broken = r->broken || !ok;
    return ok;
}

bool record_result(const struct record *r, enum result *out)
{
    const struct record_table *t = record_table(r, "result");

    return t != NULL && t->row_count > 0 && result_of(record_text(t, 0, "result"), out);
}

bool record_whole(const struct record *r, struct error *e)
{
    static const char *const needed[] = {"artifacts", "coverage", "counts", "answers", "findings", "result"};
    const struct record_table *answers = record_table(r, "answers");
    enum result result;

    if (r->broken)
        return error_set(e, ERROR_FORMAT, 0, "a part of the record makes no sense");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (record_table(r, needed[i]) == NULL)
            return error_set(e, ERROR_FORMAT, 0, "the record lacks %s", needed[i]);
    for (const struct record_table *t = r->tables; t != NULL; t = t->next)
        for (const struct record_table *u = t->next; u != NULL; u = u->next)
            if (bytes_equal(t->name, u->name))
                return error_set(e, ERROR_FORMAT, 0, "the record has a table twice");
    if (answers->row_count != r->criterion_count)
        return error_set(e, ERROR_FORMAT, 0, "%zu answers to %zu criteria", answers->row_count,
                         r->criterion_count);
    for (size_t i = 0; i < answers->row_count; i++)
        if (!bytes_equal(record_text(answers, i, "criterion"), r->criteria[i].id))
            return error_set(e, ERROR_FORMAT, 0, "answer %zu is not that of criterion %zu", i, i);
    return record_result(r, &result) || error_set(e, ERROR_FORMAT, 0, "the record has no result");
}

/* Whether the record names exactly the data of this build. */
static bool same_data(const struct record *r)
{
    size_t k = 0;

    for (size_t i = 0; i < pack_file_count; i++) {
        if (!is_data(&pack_files[i]))
            continue;
        if (k >= r->data_count || !bytes_is(r->data[k].id, pack_files[i].path) ||
            !bytes_is(r->data[k].sha256, pack_files[i].sha256))
            return false;
        k++;
    }
    return k == r->data_count;
}

bool record_same_packs(const struct record *r, const struct packs *packs, struct error *e)
{
    if (!bytes_is(r->veto, VETO_VERSION))
        return error_set(e, ERROR_REFUSED, 0, "it was made by veto %.*s, this is %s",
                         (int)(r->veto.size % 100), r->veto.size == 0 ? "" : (const char *)r->veto.data,
                         VETO_VERSION);
    if (r->criterion_count != packs->count)
        return error_set(e, ERROR_REFUSED, 0, "it answers %zu questions, here are %zu", r->criterion_count,
                         packs->count);
    for (size_t i = 0; i < packs->count; i++)
        if (!bytes_equal(r->criteria[i].id, packs->criteria[i].id) ||
            !bytes_is(r->criteria[i].sha256, packs->criteria[i].sha256))
            return error_set(e, ERROR_REFUSED, 0, "its question %zu is another one than %.*s here", i,
                             (int)(packs->criteria[i].id.size % 200),
                             (const char *)packs->criteria[i].id.data);
    if (!bytes_is(r->policy.sha256, packs->policy.sha256))
        return error_set(e, ERROR_REFUSED, 0, "another policy was applied to it");
    return same_data(r) || error_set(e, ERROR_REFUSED, 0, "its facts were looked up in other data");
}

void record_told(struct record *r, struct bytes json)
{
    uint8_t raw[SHA256_SIZE];

    hash_sha256(json, raw);
    hash_hex(bytes_of(raw, sizeof raw), r->digest);
    r->digest_peers = r->peers;
}

bool record_digest(const struct record *r, char out[HEX256 + 1])
{
    struct buf json;
    uint8_t raw[SHA256_SIZE];
    bool ok;

    if (r->digest[0] != 0 && r->digest_peers == r->peers) {
        memcpy(out, r->digest, sizeof r->digest);
        return true;
    }
    buf_init(&json, LIMIT_RECORD);
    buf_room(&json, RECORD_USUAL);
    ok = record_write(r, &json);
    hash_sha256(buf_bytes(&json), raw);
    hash_hex(bytes_of(raw, sizeof raw), out);
    buf_free(&json);
    return ok;
}
