#include "fleet/routine.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/tsv.h"

enum { WORDS = 64 };

struct reading {
    struct arena *arena;
    struct routine *r;
    struct error *e;
    size_t line;
    size_t capacity;
};

const char *routine_kind_id(enum routine_kind kind)
{
    static const char *const ids[ROUTINE_KINDS] = {"observe", "probe", "enforce", "report"};

    return ids[kind];
}

bool routine_has(const struct routine_job *j, const char *word)
{
    for (size_t i = 0; i < j->count; i++)
        if (strcmp(j->words[i], word) == 0)
            return true;
    return false;
}

static bool wrong(struct reading *w, const char *what, const char *word)
{
    return error_set(w->e, ERROR_FORMAT, w->line, "line %zu: %s%s%.100s", w->line, what, word[0] != 0 ? " " : "", word);
}

/* --- words --- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The word at *at, which moves behind it: 1, 0 at the end of the line, -1 where a quotation mark has no end. */
static int next_word(struct arena *a, struct bytes line, size_t *at, const char **word)
{
    uint8_t *out;
    size_t size = 0;
    bool quoted = false;

    while (*at < line.size && is_blank(line.data[*at]))
        ++*at;
    if (*at == line.size)
        return 0;
    out = arena_alloc(a, line.size - *at + 1);
    for (; *at < line.size && (quoted || !is_blank(line.data[*at])); ++*at) {
        if (line.data[*at] == '"')
            quoted = !quoted;
        else
            out[size++] = line.data[*at];
    }
    *word = (const char *)out;
    return quoted ? -1 : 1;
}

static bool read_words(struct reading *w, struct bytes line, const char **words, size_t *count)
{
    int more;

    *count = 0;
    for (size_t at = 0; (more = next_word(w->arena, line, &at, &words[*count])) > 0; ++*count)
        if (*count == WORDS)
            return wrong(w, "more words than a line may have", "");
    if (more < 0)
        return wrong(w, "a quotation mark has no end:", words[*count]);
    words[*count] = NULL;
    return true;
}

/* --- what a line says --- */

/* Options that the file gives once for all jobs, and what nothing unattended does. */
static bool job_valid(struct reading *w, const struct routine_job *j)
{
    static const char *const whole[] = {"--store", "--families", "--as-of"};
    static const char *const people[] = {"--rollback", "--go-on", "--status", "--journal", "--out", "--plan", "--check"};

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (routine_has(j, whole[i]))
            return wrong(w, "the whole file has one store, one folder of families and the moment it runs at; a line has no", whole[i]);
    if (j->kind == ROUTINE_OBSERVE && (j->count < 3 || j->words[1][0] == '-' || j->words[2][0] == '-'))
        return wrong(w, "observe has a source and a file or address first, options behind", "");
    if (j->kind != ROUTINE_ENFORCE)
        return true;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (routine_has(j, people[i]))
            return wrong(w, "is for people to do, not for a timer:", people[i]);
    if (!routine_has(j, "--targets"))
        return wrong(w, "enforce needs --targets FILE: what is to be looked at", "");
    if (routine_has(j, "--apply") != routine_has(j, "--key"))
        return wrong(w, "--apply and --key go together: without them it is only looked whether something is to be applied", "");
    return true;
}

static bool read_job(struct reading *w, enum routine_kind kind, struct bytes line, const char **words, size_t count)
{
    struct routine_job j = {.kind = kind, .line = w->line, .text = line, .count = count};
    struct routine *r = w->r;
    size_t at = r->count;

    if (r->count == LIMIT_ROUTINE_JOBS)
        return wrong(w, "more lines than one file may have", "");
    j.words = arena_array(w->arena, count + 1, sizeof *j.words);
    memcpy(j.words, words, count * sizeof *words);
    if (!job_valid(w, &j))
        return false;
    r->jobs = arena_grow(w->arena, r->jobs, r->count++, &w->capacity, sizeof *r->jobs);
    for (; at > 0 && r->jobs[at - 1].kind > kind; at--)
        r->jobs[at] = r->jobs[at - 1];
    r->jobs[at] = j;
    return true;
}

static bool read_path(struct reading *w, const char **to, const char *const *words, size_t count)
{
    if (count != 2 || words[1][0] != '/')
        return wrong(w, "one path from the root is wanted:", words[0]);
    if (*to != NULL)
        return wrong(w, "is said twice:", words[0]);
    *to = words[1];
    return true;
}

static bool read_number(struct reading *w, int32_t *to, const char *const *words, size_t count, int32_t most)
{
    struct bytes text = bytes_str(count == 2 ? words[1] : "");
    int32_t value = tsv_number(text, 0);

    if (text.size == 0 || text.size > 5 || strspn((const char *)text.data, "0123456789") != text.size || value < 1 || value > most)
        return error_set(w->e, ERROR_FORMAT, w->line, "line %zu: %s takes a number from 1 to %d", w->line, words[0], (int)most);
    *to = value;
    return true;
}

static bool read_line(struct reading *w, struct bytes line)
{
    const char *words[WORDS + 1];
    size_t count;

    if (!read_words(w, line, words, &count))
        return false;
    if (count == 0 || words[0][0] == '#')
        return true;
    if (strcmp(words[0], "store") == 0)
        return read_path(w, &w->r->store, words, count);
    if (strcmp(words[0], "families") == 0)
        return read_path(w, &w->r->families, words, count);
    if (strcmp(words[0], "days") == 0)
        return read_number(w, &w->r->days, words, count, 3650);
    if (strcmp(words[0], "soon") == 0)
        return read_number(w, &w->r->soon, words, count, 3650);
    if (strcmp(words[0], "patience") == 0)
        return read_number(w, &w->r->patience, words, count, 1440);
    for (int k = 0; k < ROUTINE_KINDS; k++)
        if (strcmp(words[0], routine_kind_id((enum routine_kind)k)) == 0)
            return read_job(w, (enum routine_kind)k, line, words, count);
    return wrong(w, "is none of store, families, days, soon, patience, observe, probe, enforce, report:", words[0]);
}

bool routine_read(struct arena *a, struct bytes text, struct routine *r, struct error *e)
{
    struct reading w = {.arena = a, .r = r, .e = e};

    *r = (struct routine){.days = 14, .soon = 30, .patience = 60};
    if (!text_is_utf8(text) || bytes_find(text, 0, 0) < text.size)
        return error_set(e, ERROR_FORMAT, 0, "the file is no UTF-8 text");
    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, end - at, &line);
        w.line++;
        if (!read_line(&w, line))
            return false;
        at = end + 1;
    }
    return true;
}
