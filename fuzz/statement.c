/* Statements, signed statements, openings, forms, notes, checkpoints and verifier keys: whatever the bytes, what is taken has one
 * spelling and keeps the rules. The first byte says which reader. */
#include <stdlib.h>

#include "base/limits.h"
#include "ledger/draft.h"
#include "ledger/note.h"
#include "ledger/opening.h"
#include "ledger/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* What is committed to and opened again is what it was. */
static void commit(struct arena *a, const struct statement *s, const char *path)
{
    struct bytes committed, openings, plain;
    const struct json_node *n = statement_field(s->root, bytes_str(path));
    struct statement hidden;
    struct error e = {0};

    if (n == NULL || json_get(n, "commitment") != NULL)
        return;
    if (!opening_commit(a, s->text, s->kind, path, &committed, &openings, &e) || !statement_check(a, committed, &hidden, &e)) {
        check(e.code != ERROR_NONE);
        return;
    }
    check(statement_openings_hold(a, &hidden, openings, &e));
    check(opening_reveal(a, &hidden, openings, &plain, &e) && bytes_equal(plain, s->text));
}

/* A statement, a line feed, and openings of it from anybody. */
static void opened(struct arena *a, struct bytes text)
{
    size_t end = bytes_find(text, '\n', 0);
    struct bytes first, plain;
    struct statement s;
    struct error e = {0};
    struct buf path;

    if (!bytes_slice(text, 0, end, &first) || !statement_check(a, first, &s, &e))
        return;
    buf_init(&path, LIMIT_STATEMENT);
    check(opening_closed(&s, &path) == (path.size > 0));
    if (opening_reveal(a, &s, bytes_from(text, end + 1), &plain, &e))
        check(statement_openings_hold(a, &s, bytes_from(text, end + 1), &e));
    else
        check(e.code != ERROR_NONE);
    buf_free(&path);
}

static void statement(struct arena *a, struct bytes text, bool with_signatures)
{
    struct statement s, again;
    struct error e = {0};

    if (!(with_signatures ? statement_read(a, text, &s, &e) : statement_check(a, text, &s, &e))) {
        check(e.code != ERROR_NONE);
        return;
    }
    check(s.kind != NULL && statement_check(a, s.text, &again, &e) && again.kind == s.kind);
    check(memcmp(s.digest, again.digest, SHA256_SIZE) == 0);
    commit(a, &again, "device");
    commit(a, &again, "for");
    commit(a, &again, "answers[0].says");
}

/* A form as an editor left it, for each kind: what is finished is a statement, or is refused; rules never fail on it. */
static void form(struct arena *a, struct bytes text)
{
    struct matter m = {.name = BYTES("case"), .state = life_state_at(0)->name};
    struct process p;
    struct error e = {0};

    check(process_default(a, &p, &e));
    for (size_t i = 0; statement_kind_at(i) != NULL; i++) {
        struct draft d;
        struct statement s;
        struct ruling r = {&m, &s, &p, BYTES("2199-01-01T00:00:00Z"), a};
        struct bytes done;
        draft_open(&d, a, statement_kind_at(i), &m);
        if (!draft_read(&d, text, &e) || !draft_finish(&d, &done, &e) || !statement_check(a, done, &s, &e)) {
            check(e.code != ERROR_NONE);
            continue;
        }
        check(s.kind == statement_kind_at(i));
        rules_check(&r, &e);
        matter_add(&m, a, &s, m.count);
    }
    process_read(a, text, &p, &e);
}

static void note(struct arena *a, struct bytes text)
{
    struct note_key key;
    struct checkpoint c, again;
    struct note n;
    struct error e = {0};
    struct buf out;

    check(note_key_read(BYTES("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"), &key, &e));
    if (!note_read(a, text, &n, &e)) {
        check(e.code != ERROR_NONE);
        return;
    }
    check(n.count > 0 && n.text.size > 0);
    note_verify(&n, &key, NULL, &e);
    if (checkpoint_read(n.text, &c, &e)) {
        buf_init(&out, text.size + 100);
        check(checkpoint_write(&out, &c) && bytes_starts(n.text, buf_bytes(&out)));
        check(checkpoint_read(buf_bytes(&out), &again, &e) && again.size == c.size);
        buf_free(&out);
    }
}

static void key(struct bytes text)
{
    struct note_key k;
    struct error e = {0};
    struct buf out;

    if (!note_key_read(text, &k, &e)) {
        check(e.code != ERROR_NONE);
        return;
    }
    buf_init(&out, text.size + 100);
    check(note_key_write(&out, &k) && bytes_equal(buf_bytes(&out), text));
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_from(bytes_of(data, size), 1);
    struct arena arena;

    if (size == 0)
        return 0;
    arena_init(&arena, 512u << 20);
    switch (data[0]) {
    case 'n':
        note(&arena, rest);
        break;
    case 'f':
        form(&arena, rest);
        break;
    case 'o':
        opened(&arena, rest);
        break;
    case 'k':
        key(rest);
        break;
    default:
        statement(&arena, rest, data[0] == 's');
    }
    arena_free(&arena);
    return 0;
}
