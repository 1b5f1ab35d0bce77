/*
 * What reading an answer into the store costs: import VETO [DEVICES [APPS]] writes the answer of an Android Management API
 * for so many devices of so many apps each, has veto observe it with everything kept, then inserts the same rows into a
 * store of its own with nothing but SQLite: the same tables and indexes, statements prepared once, one transaction, the
 * rows in memory. A line of figures each; exits 1 when veto is less than half as fast, or takes more than 512 MiB
 * of its own.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/store.h"

enum { NAMES = 20000, VERSIONS = 5, SIGNERS = 4000, PAGE = 100, MEMORY_MOST = 512 << 10 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "import: %s\n", what);
        exit(1);
    }
}

/* Which app stands at a place: few are on most devices and most on few. */
static uint32_t app_at(uint64_t device, uint64_t place)
{
    uint64_t x = (device * 1000003 + place) * 0x9e3779b97f4a7c15u;

    x ^= x >> 29;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 32;
    return place < 60 ? (uint32_t)place : (uint32_t)((x % NAMES) * (x >> 40 & 0xffff) / 0xffff);
}

static void write_answer(const char *path, uint64_t devices, uint64_t apps)
{
    FILE *f = fopen(path, "w");

    must(f != NULL, path);
    for (uint64_t d = 0; d < devices; d++) {
        fprintf(f, "%s{\"name\":\"enterprises/LC01/devices/%" PRIx64 "\",\"state\":\"ACTIVE\",\"managementMode\":\"DEVICE_OWNER\",\"lastStatusReportTime\":\"2026-10-30T05:00:00.000Z\","
                   "\"hardwareInfo\":{\"brand\":\"google\",\"serialNumber\":\"S%08" PRIu64 "\"},\"applicationReports\":[",
                d % PAGE == 0 ? d == 0 ? "{\"devices\":[" : ",\"nextPageToken\":\"more\"}\n{\"devices\":[" : ",", d * 0x9e3779b9u, d);
        for (uint64_t i = 0; i < apps; i++) {
            uint32_t app = app_at(d, i);
            fprintf(f, "%s{\"packageName\":\"com.example.vendor%u.app%u\",\"displayName\":\"Application %u\",\"versionName\":\"%u.%" PRIu64 "\",\"versionCode\":%u,\"state\":\"INSTALLED\","
                       "\"applicationSource\":\"INSTALLED_FROM_PLAY_STORE\",\"signingKeyCertFingerprints\":[\"%040x\"]}",
                    i > 0 ? "," : "", app % SIGNERS, app, app, app % 30, d % VERSIONS, app, app % SIGNERS + 1);
        }
        fputs("]}", f);
        if ((d + 1) % PAGE == 0 || d + 1 == devices)
            fputs("]", f);
    }
    fputs("}\n", f);
    must(fclose(f) == 0, "the answer was not written");
}

/* Memory of a process that is its own, in KiB: no file's pages, which the system may take back. */
static long own_memory(pid_t pid)
{
    char path[64], line[200];
    long own = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            own = strtol(line + 8, NULL, 10);
    if (f != NULL)
        fclose(f);
    return own;
}

/* The same of a process and its first child, the reader in the jail. */
static long both_memories(pid_t pid)
{
    char path[80], line[64] = "";
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    f = fopen(path, "r");
    if (f != NULL) {
        if (fgets(line, sizeof line, f) == NULL)
            line[0] = 0;
        fclose(f);
    }
    return own_memory(pid) + (line[0] == 0 ? 0 : own_memory((pid_t)strtol(line, NULL, 10)));
}

/* Seconds that a command took; *memory is the most that it and its child had at a look every 10 ms. */
static double run(const char *const argv[], long *memory)
{
    double began = now();
    const struct timespec pause = {.tv_nsec = 10000000};
    pid_t pid = fork(), ended;
    int status = 0;

    if (pid == 0) {
        must(freopen("/dev/null", "w", stdout) != NULL, "/dev/null");
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    must(pid > 0, "no process");
    *memory = 0;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        long seen = both_memories(pid);
        *memory = seen > *memory ? seen : *memory;
        nanosleep(&pause, NULL);
    }
    must(ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0, argv[1]);
    return now() - began;
}

/* --- the same rows with nothing but SQLite --- */

struct loaded {
    sqlite3 *db;
    struct bytes *text; /* by number */
    uint8_t *bytes;
    int64_t texts, reports, observations;
    int64_t (*report)[5];
    uint32_t (*observation)[5];
};

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *q = NULL;

    bool ok = sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK;

    must(ok, sqlite3_errmsg(db));
    return q;
}

static int64_t count(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *q = prepared(db, sql);
    int64_t n = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;

    sqlite3_finalize(q);
    return n;
}

static void load(struct loaded *l, const char *path)
{
    sqlite3_stmt *q;
    size_t at = 0;

    must(sqlite3_open_v2(path, &l->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, path);
    l->texts = count(l->db, "SELECT max(id) FROM texts");
    l->reports = count(l->db, "SELECT count(*) FROM reports");
    l->observations = count(l->db, "SELECT count(*) FROM observations");
    l->text = calloc((size_t)l->texts + 1, sizeof *l->text);
    l->bytes = malloc((size_t)count(l->db, "SELECT sum(length(CAST(text AS BLOB))) FROM texts") + 1);
    l->report = calloc((size_t)l->reports + 1, sizeof *l->report);
    l->observation = calloc((size_t)l->observations + 1, sizeof *l->observation);
    must(l->text != NULL && l->bytes != NULL && l->report != NULL && l->observation != NULL, "no memory for the rows");
    q = prepared(l->db, "SELECT id, text FROM texts");
    while (sqlite3_step(q) == SQLITE_ROW) {
        size_t size = (size_t)sqlite3_column_bytes(q, 1);
        memcpy(l->bytes + at, sqlite3_column_text(q, 1), size);
        l->text[sqlite3_column_int64(q, 0)] = bytes_of(l->bytes + at, size);
        at += size;
    }
    sqlite3_finalize(q);
    q = prepared(l->db, "SELECT key, serial, time, apps, id FROM reports ORDER BY id");
    for (int64_t i = 0; sqlite3_step(q) == SQLITE_ROW; i++)
        for (int c = 0; c < 5; c++)
            l->report[i][c] = sqlite3_column_int64(q, c);
    sqlite3_finalize(q);
    q = prepared(l->db, "SELECT report, value, name, version, signer FROM observations ORDER BY id");
    for (int64_t i = 0; sqlite3_step(q) == SQLITE_ROW; i++)
        for (int c = 0; c < 5; c++)
            l->observation[i][c] = (uint32_t)sqlite3_column_int64(q, c);
    sqlite3_finalize(q);
}

static void put(sqlite3_stmt *q)
{
    must(sqlite3_step(q) == SQLITE_DONE, "not inserted");
    sqlite3_reset(q);
}

static double insert(const struct loaded *l, struct store *s)
{
    sqlite3 *db = store_database(s);
    static const uint8_t digest[SHA256_SIZE];
    double began = now();
    sqlite3_stmt *q;

    must(sqlite3_exec(db, "PRAGMA cache_size = -262144; BEGIN; INSERT INTO imports (id, source, time, complete) VALUES (1, 'amapi', 0, 1)", NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
    q = prepared(db, "INSERT INTO texts (id, text) VALUES (?, ?)");
    for (int64_t i = 1; i <= l->texts; i++) {
        sqlite3_bind_int64(q, 1, i);
        sqlite3_bind_text(q, 2, (const char *)l->text[i].data, (int)l->text[i].size, SQLITE_STATIC);
        put(q);
    }
    sqlite3_finalize(q);
    q = prepared(db, "INSERT INTO reports (key, serial, time, apps, id, import, listed, managed, complete, identifiers, whole, sha256) VALUES (?, ?, ?, ?, ?, 1, 1, 1, 1, 1, 1, ?)");
    for (int64_t i = 0; i < l->reports; i++) {
        for (int c = 0; c < 5; c++)
            sqlite3_bind_int64(q, c + 1, l->report[i][c]);
        sqlite3_bind_blob(q, 6, digest, sizeof digest, SQLITE_STATIC);
        put(q);
    }
    sqlite3_finalize(q);
    q = prepared(db, "INSERT INTO observations (report, value, name, version, signer, present, usable) VALUES (?, ?, ?, ?, ?, 1, 1)");
    for (int64_t i = 0; i < l->observations; i++) {
        for (int c = 0; c < 5; c++)
            sqlite3_bind_int64(q, c + 1, l->observation[i][c]);
        put(q);
    }
    sqlite3_finalize(q);
    must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
    return now() - began;
}

int main(int argc, char **argv)
{
    uint64_t devices = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000, apps = argc > 3 ? strtoull(argv[3], NULL, 10) : 150;
    const char *base = getenv("TMPDIR");
    char folder[200], answer[240], store[240], other[240], command[260];
    struct loaded l = {0};
    struct error e = {0};
    struct store *s;
    double ours, theirs;
    long memory, ignored;
    bool fast, small;

    must(argc > 1, "usage: import VETO [DEVICES [APPS]]");
    snprintf(folder, sizeof folder, "%s/veto-import-XXXXXX", base == NULL ? "/var/tmp" : base);
    must(mkdtemp(folder) != NULL, folder);
    snprintf(answer, sizeof answer, "%s/devices.json", folder);
    snprintf(store, sizeof store, "%s/store.db", folder);
    snprintf(other, sizeof other, "%s/other.db", folder);
    write_answer(answer, devices, apps);
    run((const char *[]){argv[1], "init", "--store", store, NULL}, &ignored);
    ours = run((const char *[]){argv[1], "observe", "amapi", answer, "--store", store, "--time", "2026-10-30T06:00:00Z", "--keep-all", "--purpose", "a benchmark",
                          "--retain-until", "2027-01-01", NULL}, &memory);
    load(&l, store);
    must((uint64_t)l.reports == devices && (uint64_t)l.observations == devices * apps, "veto has not kept every app");
    s = store_make(other, BYTES("bench.example"), &e);
    must(s != NULL, e.text);
    theirs = insert(&l, s);
    store_close(s);
    sqlite3_close(l.db);
    snprintf(command, sizeof command, "rm -r %s", folder);
    must(system(command) == 0, folder);
    fast = theirs >= ours / 2;
    small = memory <= MEMORY_MOST;
    printf("%s %" PRIu64 " devices of %" PRIu64 " apps: veto observe %.2f s, SQLite alone %.2f s: %.2f of its speed (at least 0.50)\n",
           fast ? "ok" : "MISSED", devices, apps, ours, theirs, theirs / ours);
    printf("%s veto's memory %ld MiB (at most %d)\n", small ? "ok" : "MISSED", memory >> 10, MEMORY_MOST >> 10);
    return fast && small ? 0 : 1;
}
