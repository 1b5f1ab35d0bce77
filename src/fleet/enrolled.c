#include "fleet/enrolled.h"

#include <sqlite3.h>
#include <stdlib.h>

static void add(struct enrolled *n, struct arena *a, struct enrolled_device d)
{
    n->rows = arena_grow(a, n->rows, n->count, &n->capacity, sizeof *n->rows);
    n->rows[n->count++] = (struct enrolled_device){arena_copy(a, d.serial), arena_copy(a, d.device), d.time};
}

static int by_serial(const void *a, const void *b)
{
    const struct enrolled_device *x = a, *y = b;
    int n = bytes_compare(x->serial, y->serial);

    return n != 0 ? n : x->time < y->time ? -1 : x->time > y->time;
}

/* Of each serial number the newest. */
static void settle(struct enrolled *n)
{
    size_t kept = 0;

    if (n->count == 0)
        return;
    qsort(n->rows, n->count, sizeof *n->rows, by_serial);
    for (size_t i = 0; i < n->count; i++)
        if (i + 1 == n->count || !bytes_equal(n->rows[i].serial, n->rows[i + 1].serial))
            n->rows[kept++] = n->rows[i];
    n->count = kept;
}

static struct bytes column(sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_text(q, i);

    return bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i));
}

bool enrolled_load(struct enrolled *n, struct store *s, struct arena *a, const struct mdm_events *events, struct error *e)
{
    sqlite3_stmt *q = NULL;
    int rc;

    *n = (struct enrolled){.count = 0};
    if (sqlite3_prepare_v2(store_database(s), "SELECT s.text, k.text, max(r.time) FROM imports i JOIN reports r ON r.import = i.id JOIN texts s ON s.id = r.serial"
                                              " JOIN texts k ON k.id = r.key WHERE i.source = 'nanomdm' GROUP BY s.text, k.text", -1, &q, NULL) != SQLITE_OK)
        return error_set(e, ERROR_SYSTEM, 0, "the store: not read: %s", sqlite3_errmsg(store_database(s)));
    while ((rc = sqlite3_step(q)) == SQLITE_ROW)
        add(n, a, (struct enrolled_device){column(q, 0), column(q, 1), sqlite3_column_int64(q, 2)});
    sqlite3_finalize(q);
    if (rc != SQLITE_DONE)
        return error_set(e, ERROR_SYSTEM, 0, "the store: not read: %s", sqlite3_errmsg(store_database(s)));
    for (size_t i = 0; i < events->count; i++)
        if (events->rows[i].serial.size > 0)
            add(n, a, (struct enrolled_device){events->rows[i].serial, events->rows[i].device, events->rows[i].time});
    settle(n);
    return true;
}

struct bytes enrolled_find(const struct enrolled *n, struct bytes serial)
{
    size_t low = 0, high = n->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bytes_compare(n->rows[middle].serial, serial) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n->count && bytes_equal(n->rows[low].serial, serial) ? n->rows[low].device : bytes_of(NULL, 0);
}
