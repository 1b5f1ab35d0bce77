/*
 * Files of criteria and policies: their heads, and their SQL prepared over
 * empty tables. What is taken has an id and reads only what it may; what is
 * refused says why, with the file's name; and it is the same the next time.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "fact/table.h"
#include "judge/criteria.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool inside(struct bytes part, struct bytes whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_criterion(const struct criterion *c, struct bytes text)
{
    check(c->id.size > 0 && c->question.size > 0 && inside(c->id, text) && inside(c->question, text));
    check(inside(c->question_fr, text) && inside(c->why, text) && inside(c->why_fr, text) &&
          inside(c->refs, text));
    check(bytes_equal(c->text, text) && text_is_utf8(c->id));
    check(c->severity <= SEVERITY_CRITICAL && severity_name(c->severity) != NULL);
    check(table_count() >= 64 || c->tables >> table_count() == 0);
}

/* Whether the text is taken as a criterion, or as a policy. */
static bool taken(struct bytes text, bool is_policy, struct error *e)
{
    struct arena arena;
    struct packs p = {.arena = &arena};
    bool ok;

    arena_init(&arena, LIMIT_ARENA);
    if (is_policy)
        ok = packs_policy_text(&p, "some.sql", text, e);
    else
        ok = packs_policy_text(&p, "policy.sql", BYTES("-- id: p\nSELECT 'met' AS result, '' AS criterion"),
                               e) &&
             packs_add(&p, "some.sql", text, e);
    ok = ok && packs_prepare(&p, e);
    if (ok && !is_policy)
        check_criterion(&p.criteria[0], text);
    check(ok || bytes_search(bytes_str(e->text), BYTES("some.sql"), 0) < strlen(e->text));
    packs_close(&p);
    arena_free(&arena);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size);

    for (int is_policy = 0; is_policy < 2; is_policy++) {
        struct error e[2] = {{0}, {0}};
        bool first = taken(text, is_policy, &e[0]);
        check(taken(text, is_policy, &e[1]) == first);
        check(strcmp(e[0].text, e[1].text) == 0);
    }
    return 0;
}
