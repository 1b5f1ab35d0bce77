/* A statement that is to be said: filled in from its case, a file, a record, FIELD=VALUE and, where something is still
 * missing, an editor. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tsv.h"
#include "cmd/load.h"
#include "cmd/say.h"
#include "judge/peers.h"
#include "ledger/agent.h"
#include "ledger/file.h"
#include "ledger/opening.h"
#include "ledger/roles.h"

/* A value as given: "@FILE" is the content of a file, or its digest where a digest is wanted. */
static bool value_of(struct saying *w, const char *path, const char *given, struct bytes *out)
{
    const struct field *f = w->kind->fields;
    size_t name = strcspn(path, "=[");
    uint8_t digest[SHA256_SIZE];
    char *hex = arena_alloc(&w->arena, HEX256 + 1);

    *out = bytes_str(given);
    if (given[0] != '@')
        return true;
    while (f->name != NULL && (strlen(f->name) != name || strncmp(f->name, path, name) != 0))
        f++;
    if (!file_read(&w->arena, given + 1, LIMIT_PIPE_INPUT, out, &w->error))
        return false;
    while (out->size > 0 && out->data[out->size - 1] == '\n' && f->type != FIELD_DIGEST && f->type != FIELD_DIGESTS)
        out->size--;
    if (f->name != NULL && (f->type == FIELD_DIGEST || f->type == FIELD_DIGESTS)) {
        hash_sha256(*out, digest);
        hash_hex(bytes_of(digest, sizeof digest), hex);
        *out = bytes_str(hex);
    }
    return true;
}

static bool set_fields(struct saying *w, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        size_t size = strcspn(argv[i], "=");
        struct bytes value;
        if (argv[i][size] == 0)
            return error_set(&w->error, ERROR_USAGE, 0, "%s: FIELD=VALUE is wanted", argv[i]);
        if (!value_of(w, argv[i], argv[i] + size + 1, &value) ||
            !draft_set(&w->draft, bytes_of(argv[i], size), value, &w->error))
            return false;
    }
    return true;
}

/* What the records of peers say: those that answer yes to a question that this app answers yes to. */
static void fill_comparators(struct saying *w, const struct record *r)
{
    const struct record_table *answers = record_table(r, "answers");

    for (size_t p = 0; r->peers != NULL && p < r->peers->count; p++) {
        const struct peer *peer = &r->peers->apps[p];
        struct json_node *row = NULL;
        for (size_t i = 0; i < answers->row_count && i < peer->answers.size; i++) {
            if (peer->answers.data[i] != 'y' || !bytes_is(record_text(answers, i, "answer"), "yes"))
                continue;
            if (row == NULL) {
                row = draft_row(&w->draft, "comparators");
                draft_text(&w->draft, row, "app", peer->package);
                draft_text(&w->draft, row, "artifact", peer->sha256);
            }
            draft_more(&w->draft, row, "fails", record_text(answers, i, "criterion"));
        }
    }
}

static int fill_from_record(struct saying *w)
{
    static const char *const results[] = {"met", "met with conditions", "not met", "undetermined"};
    static const char *const words[] = {"met", "met-with-conditions", "not-met", "undetermined"};
    const struct record_table *t;
    struct record *r;
    char digest[HEX256 + 1];
    int status;

    if (!is_record(w->given->record)) {
        error_set(&w->error, ERROR_USAGE, 0, "%s is no record; 'veto evaluate --json' makes one", w->given->record);
        return EXIT_USAGE;
    }
    status = load_either(w->command->name, w->given->record, NULL, &w->arena, &r);
    if (status != EXIT_OK)
        return -1;
    if (!record_digest(r, digest))
        return EXIT_OPERATION;
    if (strcmp(w->kind->name, "notice") == 0) {
        t = record_table(r, "answers");
        for (size_t i = 0; i < t->row_count; i++)
            if (bytes_is(record_text(t, i, "answer"), "yes")) {
                struct json_node *row = draft_row(&w->draft, "findings");
                draft_text(&w->draft, row, "criterion", record_text(t, i, "criterion"));
                draft_text(&w->draft, row, "record", bytes_str(digest));
            }
        return EXIT_OK;
    }
    draft_text(&w->draft, w->draft.root, "record", bytes_str(digest));
    if (strcmp(w->kind->name, "evaluation") != 0)
        return EXIT_OK;
    t = record_table(r, "artifacts");
    for (size_t i = 0; i < t->row_count; i++)
        draft_more(&w->draft, w->draft.root, "artifacts", record_text(t, i, "sha256"));
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (bytes_is(record_text(record_table(r, "result"), 0, "result"), results[i]))
            draft_text(&w->draft, w->draft.root, "result", bytes_str(words[i]));
    fill_comparators(w, r);
    return EXIT_OK;
}

static char *own(struct arena *a, struct bytes text)
{
    char *copy = arena_alloc(a, text.size + 1);

    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return copy;
}

/* Waits for the editor; its words are separated by spaces, and no shell sees them. */
static bool run_editor(struct saying *w, const char *path)
{
    struct bytes words = bytes_str(getenv("EDITOR")), word;
    char *argv[16];
    size_t n = 0;
    pid_t child;
    int status;

    while (n < 14 && tsv_word(&words, &word))
        argv[n++] = own(&w->arena, word);
    argv[n++] = own(&w->arena, bytes_str(path));
    argv[n] = NULL;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    return (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           error_set(&w->error, ERROR_SYSTEM, 0, "the editor %s did not end well; set EDITOR, or give FIELD=VALUE", argv[0]);
}

static bool edit_form(struct saying *w)
{
    char path[] = "/tmp/veto-form-XXXXXX";
    struct bytes filled;
    struct buf form;
    int fd;
    bool ok;

    buf_init(&form, LIMIT_STATEMENT * 4);
    draft_form(&w->draft, &form);
    fd = mkstemp(path);
    ok = fd >= 0 && write(fd, form.data, form.size) == (ssize_t)form.size;
    if (fd >= 0)
        close(fd);
    if (!ok)
        error_set(&w->error, ERROR_SYSTEM, 0, "the form cannot be written to %s", path);
    ok = ok && run_editor(w, path) && file_read(&w->arena, path, LIMIT_STATEMENT * 4, &filled, &w->error) &&
         draft_read(&w->draft, filled, &w->error);
    if (fd >= 0)
        unlink(path);
    buf_free(&form);
    return ok;
}

/* Openings stand in a file beside that of the statement. */
static bool take_openings(struct saying *w)
{
    const char *path = (const char *)arena_printf(&w->arena, "%s.openings", w->given->from).data;

    if (access(path, F_OK) != 0)
        return true;
    if (!file_read(&w->arena, path, LIMIT_STATEMENT, &w->openings, &w->error))
        return false;
    if (w->openings.size > 0 && w->openings.data[w->openings.size - 1] == '\n')
        w->openings.size--;
    return true;
}

/* Signatures of a statement that somebody else signed before. */
static void take_signatures(struct saying *w, struct bytes text)
{
    struct statement s;
    struct error e = {0};

    if (text.size > 0 && text.data[text.size - 1] == '\n')
        text.size--;
    if (!statement_read(&w->arena, text, &s, &e))
        return;
    w->text = s.text;
    for (const struct json_node *n = s.signatures->first; n != NULL && w->signature_count < LIMIT_NOTE_SIGNATURES; n = n->next)
        w->signatures[w->signature_count++] = n->text;
}

static bool finish_draft(struct saying *w)
{
    return draft_finish(&w->draft, &w->text, &w->error) && statement_check(&w->arena, w->text, &w->s, &w->error);
}

/* The principal by which the key is allowed, when it is one name. */
static void fill_by(struct saying *w)
{
    struct agent agent;
    struct error e = {0};
    struct bytes who;

    if (w->given->key != NULL && agent_open(&w->arena, w->given->key, &agent, &e)) {
        who = roles_principal(&w->arena, w->roles, w->kind->role, agent.by.key);
        if (bytes_find(who, ',', 0) == who.size && bytes_find(who, '*', 0) == who.size && who.size > 0)
            draft_default(&w->draft, "by", who);
        agent_close(&agent);
    }
}

/* How many sealed exhibits the measures rest on is counted, not asked. */
static void fill_sealed(struct saying *w)
{
    const struct json_node *measures = json_get(w->draft.root, "measures");
    unsigned count = 0;
    char text[16];

    if (strcmp(w->kind->name, "determination") != 0 || json_get(w->draft.root, "sealed") != NULL || measures == NULL)
        return;
    for (size_t i = 0; i < w->m.count; i++) {
        bool used = false;
        if (!bytes_is(matter_text(&w->m.items[i].s, "sealed"), "yes"))
            continue;
        for (const struct json_node *m = measures->kind == JSON_ARRAY ? measures->first : NULL; m != NULL; m = m->next) {
            const struct json_node *list = json_get(m, "exhibits");
            for (const struct json_node *x = list == NULL || list->kind != JSON_ARRAY ? NULL : list->first; x != NULL; x = x->next)
                used |= x->kind == JSON_TEXT && bytes_is(x->text, w->m.items[i].hex);
        }
        count += used;
    }
    snprintf(text, sizeof text, "%u", count);
    draft_set(&w->draft, BYTES("sealed"), bytes_str(text), &w->error);
}

/* The statement's text, or an exit status after saying why there is none; EXIT_OK. */
int say_draft(struct saying *w, int argc, char **argv)
{
    struct bytes given = {NULL, 0};
    int status = EXIT_OK;

    draft_open(&w->draft, &w->arena, w->kind, &w->m);
    if (w->given->from != NULL) {
        if (!file_read(&w->arena, w->given->from, LIMIT_STATEMENT * 4, &given, &w->error))
            return said(w, EXIT_OPERATION);
        if (argc == 1 && !w->given->edit)
            take_signatures(w, given);
        if (w->signature_count > 0)
            return statement_check(&w->arena, w->text, &w->s, &w->error) && take_openings(w) ? EXIT_OK : said(w, EXIT_OPERATION);
        if (!draft_read(&w->draft, given, &w->error))
            return said(w, EXIT_OPERATION);
    }
    if (w->given->record != NULL)
        status = fill_from_record(w);
    if (status != EXIT_OK)
        return status < 0 ? EXIT_OPERATION : said(w, status);
    if (!set_fields(w, argc, argv))
        return said(w, w->error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    fill_by(w);
    draft_default(&w->draft, "time", w->now);
    fill_sealed(w);
    if (!w->given->edit && finish_draft(w))
        return EXIT_OK;
    if (!w->given->edit && (getenv("EDITOR") == NULL || !isatty(STDIN_FILENO)))
        return said(w, EXIT_OPERATION);
    return edit_form(w) && finish_draft(w) ? EXIT_OK : said(w, EXIT_OPERATION);
}

