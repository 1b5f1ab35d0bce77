/* A statement on its way into the store: shown, signed, judged by roles and rules, and appended behind what the rules saw. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/say.h"
#include "ledger/agent.h"
#include "ledger/file.h"
#include "ledger/roles.h"
#include "ledger/rules.h"

void say_show(const struct saying *w)
{
    char hex[HEX256 + 1];
    struct buf out;

    hash_hex(bytes_of(w->s.digest, SHA256_SIZE), hex);
    buf_init(&out, LIMIT_STATEMENT * 8);
    buf_printf(&out, "These %zu bytes are signed (SHA-256 %s):\n", w->text.size, hex);
    text_show(&out, w->text);
    buf_str(&out, "\n");
    fwrite(out.data, 1, out.size, stderr);
    buf_free(&out);
}

static bool asked(struct saying *w)
{
    char answer[8] = "";

    if (w->given->yes)
        return true;
    if (!isatty(STDIN_FILENO))
        return error_set(&w->error, ERROR_USAGE, 0, "nobody is there to say yes; give --yes");
    fputs("Sign this? [y/N] ", stderr);
    return (fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y')) ||
           error_set(&w->error, ERROR_USAGE, 0, "not signed");
}

static bool sign(struct saying *w, const char *path)
{
    struct agent agent;
    struct buf armored;
    bool ok;

    if (path == NULL)
        return true;
    if (w->signature_count == LIMIT_NOTE_SIGNATURES || !agent_open(&w->arena, path, &agent, &w->error))
        return false;
    buf_init(&armored, LIMIT_SSHSIG);
    ok = sshsig_sign(&agent.by, SSHSIG_NAMESPACE, w->text, &armored, &w->error);
    agent_close(&agent);
    if (ok)
        w->signatures[w->signature_count++] = arena_copy(&w->arena, buf_bytes(&armored));
    buf_free(&armored);
    return ok;
}

static bool access_class(struct saying *w, enum store_access *out)
{
    const char *word = w->given->access == NULL ? w->kind->access : w->given->access;

    for (unsigned i = 0; i < ACCESS_COUNT; i++)
        if (strcmp(store_access_name(i), word) == 0) {
            *out = i;
            return true;
        }
    return error_set(&w->error, ERROR_USAGE, 0, "--access: public, vendor, partner, internal or sealed is wanted");
}

static void report(const struct saying *w, uint64_t index, const char *where)
{
    char hex[HEX256 + 1];
    struct buf out;
    struct json j;

    hash_hex(bytes_of(w->s.digest, SHA256_SIZE), hex);
    if (!w->given->json) {
        printf("%s %s", w->kind->name, hex);
        if (where == NULL)
            printf(" entry %" PRIu64 " of the log\n", index);
        else
            printf(" written to %s\n", harmless(where));
        return;
    }
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    json_object(&j);
    json_key(&j, BYTES("digest"));
    json_text(&j, bytes_str(hex));
    if (where == NULL) {
        json_key(&j, BYTES("entry"));
        json_number(&j, (int64_t)index);
    }
    json_key(&j, BYTES("kind"));
    json_text(&j, bytes_str(w->kind->name));
    json_end_object(&j);
    buf_str(&out, "\n");
    print_bytes(buf_bytes(&out));
    buf_free(&out);
}

/* A disposal disposes: the body it names goes in the same transaction. NULL for other kinds. */
static const uint64_t *disposed_by(const struct saying *w)
{
    const struct matter_item *of = strcmp(w->kind->name, "disposal") != 0 ? NULL : matter_find(&w->m, matter_text(&w->s, "statement"));

    return of == NULL ? NULL : &of->index;
}

/* Appends behind what the rules saw; when others wrote meanwhile, the rules are asked again. */
static bool append(struct saying *w, enum store_access access, struct bytes whole, uint64_t *index)
{
    const char *time = (const char *)arena_copy(&w->arena, matter_text(&w->s, "time")).data;
    struct ruling ruling = {.m = &w->m, .s = &w->plain, .p = &w->process, .now = w->now, .arena = &w->arena};

    for (unsigned tries = 0; tries < 100; tries++) {
        struct store_new n = {w->kind->name, time, access, whole, w->openings, disposed_by(w)};
        store_expect(w->store, w->m.size);
        if (store_put(w->store, &n, index, &w->error))
            return true;
        if (w->error.code != ERROR_REFUSED)
            return false;
        if (!matter_load(w->store, &w->arena, w->m.name, &w->m, &w->error))
            return false;
        w->now = say_now(&w->arena);
        ruling.now = w->now;
        if (!rules_check(&ruling, &w->error))
            return false;
    }
    return false;
}

/* What opens the commitments of a statement in a file is in a file beside it. */
static bool put_openings(struct saying *w)
{
    const char *path = (const char *)arena_printf(&w->arena, "%s.openings", w->given->out).data;

    return w->openings.size == 0 ||
           file_put(path, arena_printf(&w->arena, "%.*s\n", (int)w->openings.size, (const char *)w->openings.data), &w->error);
}

int say_keep(struct saying *w)
{
    struct roles_signers signers;
    enum store_access access = ACCESS_INTERNAL;
    struct statement whole;
    struct buf out;
    uint64_t index = 0;
    bool ok;

    if (w->given->key != NULL && !asked(w))
        return said(w, EXIT_USAGE);
    if (!sign(w, w->given->key) || !sign(w, w->given->second))
        return said(w, EXIT_OPERATION);
    buf_init(&out, LIMIT_STATEMENT + 1);
    ok = (w->signature_count > 0 || error_set(&w->error, ERROR_USAGE, 0, "role-signature: nobody signed; sign with --key KEY")) &&
         access_class(w, &access) && statement_write(&out, w->text, w->signatures, w->signature_count, &w->error);
    if (ok && w->given->out != NULL) {
        ok = buf_str(&out, "\n") && put_openings(w) && file_put(w->given->out, buf_bytes(&out), &w->error);
        if (ok)
            report(w, 0, w->given->out);
        buf_free(&out);
        return ok ? EXIT_OK : said(w, EXIT_OPERATION);
    }
    ok = ok && statement_read(&w->arena, buf_bytes(&out), &whole, &w->error) &&
         roles_check(&w->arena, w->roles, &whole, &w->process, &signers, &w->error) &&
         append(w, access, buf_bytes(&out), &index);
    buf_free(&out);
    if (!ok)
        return said(w, EXIT_OPERATION);
    report(w, index, NULL);
    return EXIT_OK;
}

