#include "judge/criteria.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/pack.h"
#include "base/text.h"
#include "judge/judging.h"

const char *severity_name(enum severity s)
{
    static const char *const names[] = {"info", "low", "medium", "high", "critical"};

    return names[s];
}

static bool severity_of(struct bytes word, enum severity *out)
{
    for (int i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++)
        if (bytes_is(word, severity_name((enum severity)i))) {
            *out = (enum severity)i;
            return true;
        }
    return false;
}

/* The line (from 1) that a byte offset lies in. */
static unsigned line_of(struct bytes text, uint64_t offset)
{
    unsigned line = 1;

    for (size_t i = 0; i < text.size && i < offset; i++)
        line += text.data[i] == '\n';
    return line;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct bytes trim(struct bytes b)
{
    while (b.size > 0 && is_space(b.data[0]))
        b = bytes_from(b, 1);
    while (b.size > 0 && is_space(b.data[b.size - 1]))
        b.size--;
    return b;
}

/* One "-- key: value" line of a head. */
struct head_line {
    struct bytes key, value;
    size_t at;
};

/* The next line of the head at *at, which moves past it; false where the head ends. Other comments are passed
 * over. */
static bool head_next(struct bytes text, size_t *at, struct head_line *out)
{
    while (*at < text.size) {
        size_t start = *at, end = bytes_find(text, '\n', start), colon;
        struct bytes line;
        bytes_slice(text, start, end - start, &line);
        if (!bytes_starts(line, BYTES("--")))
            return false;
        *at = end < text.size ? end + 1 : end;
        line = bytes_from(line, 2);
        colon = bytes_find(line, ':', 0);
        if (colon == line.size)
            continue;
        bytes_slice(line, 0, colon, &out->key);
        out->key = trim(out->key);
        out->value = trim(bytes_from(line, colon + 1));
        out->at = start;
        if (bytes_find(out->key, ' ', 0) == out->key.size && out->key.size > 0)
            return true;
    }
    return false;
}

static bool bad(struct error *e, const char *file, unsigned line, const char *what, struct bytes value)
{
    return error_set(e, ERROR_FORMAT, line, "%s:%u: %s%.*s", file, line, what,
                     (int)(value.size < 100 ? value.size : 100),
                     value.size == 0 ? "" : (const char *)value.data);
}

/* Ids become parts of file names, URLs and SARIF rules: lower-case words, dots and hyphens. */
static bool good_id(struct bytes id)
{
    for (size_t i = 0; i < id.size; i++) {
        uint8_t c = id.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'))
            return false;
    }
    return id.size > 0 && id.size <= 100;
}

/* The digest of a text, unless it is known: those of the built-in packs are. */
static void digest(struct bytes text, const char *known, char out[HEX256 + 1])
{
    uint8_t raw[SHA256_SIZE];

    if (known != NULL) {
        memcpy(out, known, HEX256 + 1);
        return;
    }
    hash_sha256(text, raw);
    hash_hex(bytes_of(raw, sizeof raw), out);
}

static bool criterion_head(struct criterion *c, struct error *e)
{
    struct {
        struct bytes key;
        struct bytes *value;
        bool required;
    } keys[] = {{BYTES("id"), &c->id, true},
                {BYTES("question"), &c->question, true},
                {BYTES("question.fr"), &c->question_fr, false},
                {BYTES("why"), &c->why, false},
                {BYTES("why.fr"), &c->why_fr, false},
                {BYTES("refs"), &c->refs, false}};
    struct head_line line;
    bool has_severity = false;

    for (size_t at = 0; head_next(c->text, &at, &line);) {
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (bytes_equal(line.key, keys[i].key)) {
                if (keys[i].value->size > 0)
                    return bad(e, c->file, line_of(c->text, line.at), "is given twice: ", line.key);
                *keys[i].value = line.value;
            }
        if (!bytes_is(line.key, "severity"))
            continue;
        has_severity = severity_of(line.value, &c->severity);
        if (!has_severity)
            return bad(e, c->file, line_of(c->text, line.at),
                       "severity is info, low, medium, high or critical, not ", line.value);
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].required && keys[i].value->size == 0)
            return bad(e, c->file, 1, "the head lacks the line -- key: value for ", keys[i].key);
    if (!has_severity)
        return bad(e, c->file, 1, "the head lacks the line -- severity: ...", bytes_of(NULL, 0));
    if (!good_id(c->id))
        return bad(e, c->file, 1, "an id has lower-case letters, digits, dots and hyphens, not ", c->id);
    return true;
}

/* A criterion whose digest may be known (else NULL). */
static bool add(struct packs *p, const char *file, struct bytes text, const char *sha256, struct error *e)
{
    struct criterion c = {.file = file, .text = text};
    size_t at = p->count;

    if (sha256 == NULL && !text_is_utf8(text)) /* what is built in is, as its tests say */
        return bad(e, file, 1, "the file is not UTF-8", bytes_of(NULL, 0));
    if (!criterion_head(&c, e))
        return false;
    digest(text, sha256, c.sha256);
    c.builtin = sha256 != NULL;
    while (at > 0 && bytes_compare(p->criteria[at - 1].id, c.id) > 0) /* files come in order, so from the end */
        at--;
    if (at > 0 && bytes_equal(p->criteria[at - 1].id, c.id)) {
        p->criteria[at - 1] = c;
        return true;
    }
    if (p->count >= LIMIT_CRITERIA)
        return bad(e, file, 1, "there are more criteria than veto takes", bytes_of(NULL, 0));
    p->criteria = arena_grow(p->arena, p->criteria, p->count, &p->capacity, sizeof *p->criteria);
    memmove(&p->criteria[at + 1], &p->criteria[at], (p->count - at) * sizeof *p->criteria);
    p->criteria[at] = c;
    p->count++;
    return true;
}

bool packs_add(struct packs *p, const char *file, struct bytes text, struct error *e)
{
    return add(p, file, text, NULL, e);
}

/* A policy whose digest may be known (else NULL). */
static bool set_policy(struct packs *p, const char *file, struct bytes text, const char *sha256, struct error *e)
{
    struct policy policy = {.file = file, .text = text};
    struct head_line line;

    if (!text_is_utf8(text))
        return bad(e, file, 1, "the file is not UTF-8", bytes_of(NULL, 0));
    for (size_t at = 0; head_next(text, &at, &line);) {
        if (bytes_is(line.key, "id"))
            policy.id = line.value;
        else if (bytes_is(line.key, "title"))
            policy.title = line.value;
        else if (bytes_is(line.key, "title.fr"))
            policy.title_fr = line.value;
    }
    if (!good_id(policy.id))
        return bad(e, file, 1, "the head of a policy needs a line -- id: name", bytes_of(NULL, 0));
    digest(text, sha256, policy.sha256);
    policy.builtin = sha256 != NULL;
    p->policy = policy;
    return true;
}

bool packs_policy_text(struct packs *p, const char *file, struct bytes text, struct error *e)
{
    return set_policy(p, file, text, NULL, e);
}

static struct bytes part_of(struct bytes text, struct builtin_part part)
{
    struct bytes out = {NULL, 0};

    if (part.size > 0)
        bytes_slice(text, part.at, part.size, &out);
    return out;
}

/* Criteria as tools/criteria read them; `files`: the first of theirs. */
static void take_known(struct packs *p, const struct pack_file *files)
{
    for (size_t i = 0; i < builtin_criterion_count; i++) {
        const struct builtin_criterion *known = &builtin_criteria[i];
        const struct pack_file *file = &files[known->file];
        struct criterion *c = &p->criteria[p->count++];
        *c = (struct criterion){.id = part_of(file->text, known->id),
                                .question = part_of(file->text, known->question),
                                .question_fr = part_of(file->text, known->question_fr),
                                .why = part_of(file->text, known->why),
                                .why_fr = part_of(file->text, known->why_fr),
                                .refs = part_of(file->text, known->refs),
                                .severity = (enum severity)known->severity,
                                .text = file->text,
                                .file = file->path,
                                .builtin = true,
                                .known = known,
                                .tables = known->tables,
                                .parts = known->parts};
        digest(file->text, file->sha256, c->sha256);
    }
}

bool packs_builtin(struct packs *p, struct arena *a, struct error *e)
{
    const struct pack_file *policy = pack_find("policies/default.sql");
    size_t from = pack_from("criteria/"), to = from;

    while (to < pack_file_count && bytes_starts(bytes_str(pack_files[to].path), BYTES("criteria/")))
        to++;
    *p = (struct packs){.arena = a, .capacity = to - from};
    p->criteria = arena_array(a, p->capacity, sizeof *p->criteria);
    take_known(p, &pack_files[from]);
    for (size_t i = from; i < to && builtin_criterion_count == 0; i++)
        if (!add(p, pack_files[i].path, pack_files[i].text, pack_files[i].sha256, e))
            return false;
    if (policy == NULL)
        return error_set(e, ERROR_SYSTEM, 0, "the default policy is missing from this build");
    return set_policy(p, policy->path, policy->text, policy->sha256, e);
}

/* A whole file of at most LIMIT_SQL_LENGTH bytes, in the arena. */
static bool load(struct arena *a, const char *path, struct bytes *out, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct buf text;
    uint8_t block[8192];
    ssize_t n;

    if (fd < 0)
        return error_set(e, ERROR_SYSTEM, 0, "%s: cannot open: %s", path, strerror(errno));
    buf_init(&text, LIMIT_SQL_LENGTH);
    while ((n = read(fd, block, sizeof block)) > 0)
        buf_add(&text, bytes_of(block, (size_t)n));
    close(fd);
    if (n < 0 || text.failed)
        error_set(e, ERROR_LIMIT, 0, "%s: %s", path, n < 0 ? strerror(errno) : "is longer than a megabyte");
    else
        *out = arena_copy(a, buf_bytes(&text));
    buf_free(&text);
    return n == 0 && out->data != NULL && (e == NULL || e->code == ERROR_NONE);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool packs_add_folder(struct packs *p, const char *folder, struct error *e)
{
    DIR *dir = opendir(folder);
    const char **paths = NULL;
    size_t count = 0, capacity = 0;
    struct dirent *entry;

    *e = (struct error){0};
    if (dir == NULL)
        return error_set(e, ERROR_SYSTEM, 0, "%s: cannot open the folder: %s", folder, strerror(errno));
    while ((entry = readdir(dir)) != NULL) {
        struct bytes name = bytes_str(entry->d_name);
        if (!bytes_ends(name, BYTES(".sql")) || name.data[0] == '.')
            continue;
        paths = arena_grow(p->arena, paths, count, &capacity, sizeof *paths);
        paths[count++] = (const char *)arena_printf(p->arena, "%s/%s", folder, entry->d_name).data;
    }
    closedir(dir);
    if (count == 0)
        return error_set(e, ERROR_SYSTEM, 0, "%s: the folder has no .sql files", folder);
    qsort(paths, count, sizeof *paths, by_name);
    for (size_t i = 0; i < count; i++) {
        struct bytes text = {NULL, 0};
        if (!load(p->arena, paths[i], &text, e) || !packs_add(p, paths[i], text, e))
            return false;
    }
    return true;
}

bool packs_set_policy(struct packs *p, const char *path, struct error *e)
{
    struct bytes text = {NULL, 0};

    *e = (struct error){0};
    return load(p->arena, path, &text, e) && packs_policy_text(p, path, text, e);
}

const struct criterion *packs_find(const struct packs *p, struct bytes id)
{
    size_t from = 0, to = p->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = bytes_compare(p->criteria[middle].id, id);
        if (order == 0)
            return &p->criteria[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static bool check_sql(struct sql *q, const char *file, struct bytes text, const char *const *required,
                      struct sql_statement *out, struct error *e)
{
    struct error why = {0};

    if (!sql_prepare(q, text, true, out, &why))
        return error_set(e, why.code, why.offset, "%s:%u: %s", file, line_of(text, why.offset), why.text);
    for (size_t i = 0; required[i] != NULL; i++)
        if (sql_column(out, required[i]) < 0)
            return error_set(e, ERROR_FORMAT, 0, "%s:%u: the SELECT has no column named %s", file,
                             line_of(text, text.size), required[i]);
    return true;
}

static const char *const of_criterion[] = {"subject", "locus", NULL};
static const char *const of_policy[] = {"result", "criterion", NULL};

bool packs_prepare(struct packs *p, struct error *e)
{
    bool ok;

    packs_close(p);
    p->sql = arena_alloc(p->arena, sizeof *p->sql);
    p->prepared = arena_array(p->arena, p->count, sizeof *p->prepared);
    /* the tables of the policy first: a change of the schema would have every statement prepared once more */
    ok = sql_open(p->sql, NULL, e) && judging_tables(p->sql, e);
    p->sql->answers = false;
    for (size_t i = 0; ok && i < p->count; i++) {
        struct criterion *c = &p->criteria[i];
        ok = check_sql(p->sql, c->file, c->text, of_criterion, &p->prepared[i], e);
        c->tables = p->prepared[i].tables;
        c->parts = p->prepared[i].parts;
    }
    p->sql->answers = true;
    ok = ok && check_sql(p->sql, p->policy.file, p->policy.text, of_policy, &p->prepared_policy, e);
    if (!ok)
        packs_close(p);
    return ok;
}

bool packs_check(const struct packs *p, struct error *e)
{
    struct sql q;
    struct sql_statement s = {0};
    bool all = p->policy.builtin, ok;

    for (size_t i = 0; i < p->count && all; i++)
        all = p->criteria[i].builtin;
    if (all)
        return true;
    if (!sql_open(&q, NULL, e))
        return false;
    ok = judging_tables(&q, e);
    q.answers = false;
    for (size_t i = 0; ok && i < p->count; i++) {
        const struct criterion *c = &p->criteria[i];
        ok = c->builtin || check_sql(&q, c->file, c->text, of_criterion, &s, e);
        sql_finish(&s);
    }
    q.answers = true;
    ok = ok && (p->policy.builtin || check_sql(&q, p->policy.file, p->policy.text, of_policy, &s, e));
    sql_finish(&s);
    sql_close(&q);
    return ok;
}

void packs_close(struct packs *p)
{
    if (p->sql == NULL)
        return;
    for (size_t i = 0; i < p->count; i++)
        sql_finish(&p->prepared[i]);
    sql_finish(&p->prepared_policy);
    if (p->sql->db != NULL)
        sql_close(p->sql);
    p->sql = NULL;
}
