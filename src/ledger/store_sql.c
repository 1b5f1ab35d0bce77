#include "ledger/store_sql.h"

bool store_sql_failed(sqlite3 *db, struct error *e, const char *doing)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: %s: %s", doing, sqlite3_errmsg(db));
}

void store_sql_bind(sqlite3_stmt *q, int i, struct bytes text)
{
    sqlite3_bind_text(q, i, text.size == 0 ? "" : (const char *)text.data, (int)text.size, SQLITE_STATIC);
}

struct bytes store_sql_text(sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_text(q, i);

    return bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i));
}
