/* The statements of sql_keep(): by shape where they have one (fact/sql_shape.h), else by themselves. */
#include <stdlib.h>

#include "base/limits.h"
#include "fact/sql.h"
#include "fact/sql_shape.h"

/* A statement by its shape. */
struct sql_shared {
    struct buf shape;
    struct sql_statement statement;
    bool strict;
};

struct sql_kept {
    struct bytes text;
    bool strict;
    struct sql_statement statement;
    size_t literal, literal_count; /* in .literals: what is to be bound */
};

static struct sql_shared *find_shared(const struct sql_keeping *k, struct bytes shape, bool strict)
{
    for (size_t i = 0; i < k->shared_count; i++)
        if (k->shared[i].strict == strict && bytes_equal(buf_bytes(&k->shared[i].shape), shape))
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

/* Prepares a shape, which then owns its text; NULL where it does not compile. */
static struct sql_shared *add_shared(struct sql *q, struct sql_shape *shape, bool strict)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_statement statement;
    struct error e;

    if (!grow((void **)&k->shared, k->shared_count, 1, &k->shared_capacity, sizeof *k->shared) ||
        !sql_prepare_with(q, buf_bytes(&shape->text), strict, shape->count, &statement, &e))
        return NULL;
    statement.kept = true;
    k->shared[k->shared_count] = (struct sql_shared){shape->text, statement, strict};
    buf_init(&shape->text, 0);
    return &k->shared[k->shared_count++];
}

/* False: it has no shape, or one that does not compile. */
static bool keep_shape(struct sql *q, struct sql_kept *kept)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_shape shape;
    struct sql_shared *shared = NULL;

    if (sql_shape(kept->text, &shape) && grow((void **)&k->literals, k->literal_count, shape.count,
                                              &k->literal_capacity, sizeof *k->literals)) {
        shared = find_shared(k, buf_bytes(&shape.text), kept->strict);
        if (shared == NULL)
            shared = add_shared(q, &shape, kept->strict);
    }
    if (shared != NULL) {
        kept->statement = shared->statement;
        kept->literal = k->literal_count;
        kept->literal_count = shape.count;
        memcpy(&k->literals[k->literal_count], shape.literals, shape.count * sizeof *shape.literals);
        k->literal_count += shape.count;
    }
    buf_free(&shape.text);
    return shared != NULL;
}

bool sql_keep(struct sql *q, struct bytes text, bool strict)
{
    struct sql_keeping *k = &q->keeping;
    struct sql_kept kept = {.text = text, .strict = strict};
    struct error e;

    if (!grow((void **)&k->kept, k->kept_count, 1, &k->kept_capacity, sizeof *k->kept))
        return false;
    if (!keep_shape(q, &kept))
        kept.statement.kept = sql_prepare(q, text, strict, &kept.statement, &e);
    k->kept[k->kept_count++] = kept;
    return true;
}

/* A literal without a quote inside is what it means, and stays where it is; another is copied. */
static bool bind_literals(const struct sql_keeping *k, const struct sql_kept *kept)
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
        ok = ok && sqlite3_bind_text(kept->statement.handle, (int)i + 1,
                                     literal.size == 0 ? "" : (const char *)literal.data, (int)literal.size,
                                     plain ? SQLITE_STATIC : SQLITE_TRANSIENT) == SQLITE_OK;
    }
    buf_free(&meant);
    return ok;
}

bool sql_kept(struct sql *q, size_t i, struct sql_statement *out, struct error *e)
{
    const struct sql_kept *kept = &q->keeping.kept[i];

    if (kept->statement.handle == NULL || !bind_literals(&q->keeping, kept))
        return sql_prepare(q, kept->text, kept->strict, out, e);
    *out = kept->statement;
    return true;
}

uint64_t sql_kept_tables(const struct sql *q, size_t i)
{
    return q->keeping.kept[i].statement.handle == NULL ? 0 : q->keeping.kept[i].statement.tables;
}

void sql_keeping_free(struct sql_keeping *k)
{
    for (size_t i = 0; i < k->kept_count; i++)
        if (k->kept[i].literal_count == 0)
            sqlite3_finalize(k->kept[i].statement.handle);
    for (size_t i = 0; i < k->shared_count; i++) {
        buf_free(&k->shared[i].shape);
        sqlite3_finalize(k->shared[i].statement.handle);
    }
    free(k->kept);
    free(k->shared);
    free(k->literals);
    *k = (struct sql_keeping){0};
}
