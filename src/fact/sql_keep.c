/* The statements of sql_keep(): by shape where they have one (fact/sql_shape.h), else by themselves. */
#include <stddef.h>
#include <stdlib.h>

#include "base/limits.h"
#include "fact/sql.h"
#include "fact/sql_shape.h"

/* A statement by its shape. */
struct sql_shared {
    struct buf own;    /* the text, of a shape that was not known */
    struct bytes text;
    struct sql_statement statement;
    bool strict, prepared; /* prepared, or tried in vain: then the handle is NULL */
};

enum { ALONE = -1 };

struct sql_kept {
    struct bytes text;
    bool strict;
    ptrdiff_t shape; /* of .shared, or ALONE */
    struct sql_statement statement; /* of one that is alone */
    size_t literal, literal_count; /* in .literals: what is to be bound */
};

static struct sql_shared *find_shared(const struct sql_keeping *k, struct bytes shape, bool strict)
{
    for (size_t i = 0; i < k->shared_count; i++)
        if (k->shared[i].strict == strict && bytes_equal(k->shared[i].text, shape))
            return &k->shared[i];
    return NULL;
}

/* Room for `more` elements in an array of malloc()'s; the array stays as it was when there is none. */
static bool grow(void **array, size_t count, size_t more, size_t *capacity, size_t size)
{
    size_t wanted = *capacity == 0 ? 256 : *capacity;
    void *grown;

    while (wanted < count + more)
        wanted *= 2;
    if (wanted == *capacity)
        return true;
    grown = realloc(*array, wanted * size);
    if (grown == NULL)
        return false;
    *array = grown;
    *capacity = wanted;
    return true;
}

/* Whether a shape compiles; it is prepared now if it was not. */
static bool prepared(struct sql *q, struct sql_shared *shared, size_t parameters)
{
    struct error e;

    if (!shared->prepared) {
        shared->prepared = true;
        if (sql_prepare_with(q, shared->text, shared->strict, parameters, &shared->statement, &e))
            shared->statement.kept = true;
        else
            shared->statement.handle = NULL;
    }
    return shared->statement.handle != NULL;
}

static struct sql_shared *add_shared(struct sql_keeping *k, struct bytes text, bool strict)
{
    if (!grow((void **)&k->shared, k->shared_count, 1, &k->shared_capacity, sizeof *k->shared))
        return NULL;
    k->shared[k->shared_count] = (struct sql_shared){.text = text, .strict = strict};
    return &k->shared[k->shared_count++];
}

/* Room for one more statement, and for its literals. */
static bool room_for(struct sql_keeping *k, size_t literals)
{
    return grow((void **)&k->kept, k->kept_count, 1, &k->kept_capacity, sizeof *k->kept) &&
           grow((void **)&k->literals, k->literal_count, literals, &k->literal_capacity, sizeof *k->literals);
}

static void put_literals(struct sql_keeping *k, struct sql_kept *kept, const struct bytes *literals, size_t count)
{
    kept->literal = k->literal_count;
    kept->literal_count = count;
    if (count > 0)
        memcpy(&k->literals[k->literal_count], literals, count * sizeof *literals);
    k->literal_count += count;
}

bool sql_shapes(struct sql *q, const char *const *texts, size_t count)
{
    struct sql_keeping *k = &q->keeping;

    for (size_t i = 0; i < count; i++)
        if (add_shared(k, bytes_str(texts[i]), true) == NULL)
            return false;
    return true;
}

bool sql_keep_known(struct sql *q, struct bytes text, size_t shape, const struct bytes *literals, size_t count)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_kept kept = {.text = text, .strict = true, .shape = (ptrdiff_t)shape};

    if (!room_for(k, count))
        return false;
    put_literals(k, &kept, literals, count);
    k->kept[k->kept_count++] = kept;
    return true;
}

bool sql_kept_ready(struct sql *q, size_t i)
{
    const struct sql_kept *kept = &q->keeping.kept[i];

    if (kept->shape == ALONE || q->keeping.shared[kept->shape].prepared)
        return false;
    prepared(q, &q->keeping.shared[kept->shape], kept->literal_count);
    return true;
}

/* False: it has no shape, or one that does not compile. */
static bool keep_shape(struct sql *q, struct sql_kept *kept)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_shape shape;
    struct sql_shared *shared = NULL;

    if (sql_shape(kept->text, &shape) && room_for(k, shape.count)) {
        shared = find_shared(k, buf_bytes(&shape.text), kept->strict);
        if (shared == NULL && (shared = add_shared(k, buf_bytes(&shape.text), kept->strict)) != NULL) {
            shared->own = shape.text;
            buf_init(&shape.text, 0);
        }
    }
    if (shared != NULL && prepared(q, shared, shape.count)) {
        kept->shape = shared - k->shared;
        put_literals(k, kept, shape.literals, shape.count);
    }
    buf_free(&shape.text);
    return kept->shape != ALONE;
}

bool sql_keep(struct sql *q, struct bytes text, bool strict)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_kept kept = {.text = text, .strict = strict, .shape = ALONE};
    struct error e;

    if (!keep_shape(q, &kept)) {
        if (!room_for(k, 0))
            return false;
        kept.statement.kept = sql_prepare(q, text, strict, &kept.statement, &e);
    }
    k->kept[k->kept_count++] = kept;
    return true;
}

/* A literal without a quote inside is what it means, and stays where it is; another is copied. */
static bool bind_literals(const struct sql_keeping *k, const struct sql_kept *kept, sqlite3_stmt *to)
{
    struct buf meant;
    bool ok = true;

    buf_init(&meant, LIMIT_SQL_LENGTH);
    for (size_t i = 0; i < kept->literal_count && ok; i++) {
        struct bytes literal = k->literals[kept->literal + i];
        bool plain = bytes_find(literal, '\'', 0) == literal.size;
        buf_reset(&meant);
        if (!plain) {
            ok = sql_literal(&meant, literal);
            literal = buf_bytes(&meant);
        }
        ok = ok && sqlite3_bind_text(to, (int)i + 1, literal.size == 0 ? "" : (const char *)literal.data,
                                     (int)literal.size, plain ? SQLITE_STATIC : SQLITE_TRANSIENT) == SQLITE_OK;
    }
    buf_free(&meant);
    return ok;
}

bool sql_kept(struct sql *q, size_t i, struct sql_statement *out, struct error *e)
{
    const struct sql_kept *kept = &q->keeping.kept[i];

    sql_kept_ready(q, i);
    *out = kept->shape == ALONE ? kept->statement : q->keeping.shared[kept->shape].statement;
    if (out->handle == NULL || !bind_literals(&q->keeping, kept, out->handle))
        return sql_prepare(q, kept->text, kept->strict, out, e);
    return true;
}

uint64_t sql_kept_tables(struct sql *q, size_t i)
{
    const struct sql_kept *kept = &q->keeping.kept[i];
    const struct sql_statement *s =
        kept->shape == ALONE ? &kept->statement : &q->keeping.shared[kept->shape].statement;

    sql_kept_ready(q, i);
    return s->handle == NULL ? 0 : s->tables;
}

void sql_keeping_free(struct sql_keeping *k)
{
    for (size_t i = 0; i < k->kept_count; i++)
        if (k->kept[i].shape == ALONE)
            sqlite3_finalize(k->kept[i].statement.handle);
    for (size_t i = 0; i < k->shared_count; i++) {
        buf_free(&k->shared[i].own);
        sqlite3_finalize(k->shared[i].statement.handle);
    }
    free(k->kept);
    free(k->shared);
    free(k->literals);
    *k = (struct sql_keeping){0};
}
