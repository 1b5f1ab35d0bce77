/* case: everything that belongs to one matter in the order of the log, and what is due next; the kinds of
 * statements, their fields, the rules and the life of a determination as documentation. */
#include "cmd/case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "cmd/clocks.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "ledger/file.h"
#include "ledger/roles.h"
#include "ledger/rules.h"

static bool as_json, as_markdown, list_kinds, draw_life;
static const char *place, *as_of, *folder, *roles_folder, *process_path, *families_folder;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--as-of", "DATE", "what was due on that day; else today", NULL, &as_of},
    {"--files", "DIR", "write each statement as DIGEST.json, and DIGEST.N.sig for ssh-keygen -Y verify -n veto", NULL, &folder},
    {"--roles", "DIR", "the folder of ROLE.allowed_signers; else that of the store", NULL, &roles_folder},
    {"--process", "FILE", "what decisions have to keep to; else packs/process/default.tsv", NULL, &process_path},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &families_folder},
    {"--kinds", NULL, "the kinds of statements, their fields and the rules", &list_kinds, NULL},
    {"--life", NULL, "the life of a determination as a drawing (SVG)", &draw_life, NULL},
    {"--json", NULL, "as canonical JSON", &as_json, NULL},
    {"--markdown", NULL, "--kinds as a page", &as_markdown, NULL},
    {0},
};

bool case_policy(struct arena *a, const char *path, struct process *p, struct error *e)
{
    struct bytes text;
    struct error why = {0};

    if (path == NULL)
        return process_default(a, p, e);
    return file_read(a, path, LIMIT_SIGNERS_FILE, &text, e) &&
           (process_read(a, text, p, &why) || error_set(e, why.code, why.offset, "%s: %s", path, why.text));
}

const char *case_roles(struct arena *a, const char *where)
{
    char path[FILE_PATH];
    const char *slash;

    store_path(where, path);
    slash = strrchr(path, '/');
    return slash == NULL ? "." : (const char *)arena_copy(a, bytes_of(path, (size_t)(slash - path) + (slash == path))).data;
}

struct look {
    struct arena arena;
    struct store *store;
    struct matter m;
    struct process process;
    struct clocks clocks;
    struct bytes today;
    const char *roles;
    struct buf out;
    struct error error;
};

/* --- documentation --- */

static void page_fields(struct buf *out, const struct field *table, const char *before)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "text",   [FIELD_CHOICE] = "one of ", [FIELD_NUMBER] = "number",        [FIELD_DATE] = "date",
        [FIELD_TIME] = "time",   [FIELD_DIGEST] = "SHA-256", [FIELD_TEXTS] = "list of texts",
        [FIELD_DIGESTS] = "list of SHA-256", [FIELD_ROWS] = "list of objects",
    };

    for (const struct field *f = table; f->name != NULL; f++) {
        bool digest = f->type == FIELD_DIGEST || f->type == FIELD_DIGESTS;
        bool any = digest && f->choices != NULL && strcmp(f->choices, "*") == 0;
        buf_printf(out, as_markdown ? "| %s`%s` | %s%s%s%s | %s | %s |\n" : "  %s%s  (%s%s%s%s; %s)  %s\n", before, f->name,
                   types[f->type], digest && f->choices != NULL ? " of a statement: " : "",
                   f->choices == NULL ? "" : any ? "any kind" : f->choices,
                   (f->flags & FIELD_REDACTABLE) != 0 ? ", or a commitment" : "",
                   (f->flags & FIELD_SOME) != 0 ? "at least one" : (f->flags & FIELD_REQUIRED) != 0 ? "required" : "optional",
                   f->doc);
        if (f->rows != NULL)
            page_fields(out, f->rows, as_markdown ? "&nbsp;&nbsp;" : "    ");
    }
}

static void page(struct buf *out)
{
    const char *head = as_markdown ? "\n| field | type | | |\n|---|---|---|---|\n" : "";

    buf_printf(out, as_markdown ? "## Fields of every statement\n%s" : "every statement\n%s", head);
    page_fields(out, statement_common, "");
    for (size_t i = 0; statement_kind_at(i) != NULL; i++) {
        const struct statement_kind *k = statement_kind_at(i);
        buf_printf(out, as_markdown ? "\n## %s\n\n%s. Signed by: %s. Access class: %s.\n%s" : "\n%s: %s; signed by: %s; access class: %s\n%s",
                   k->name, k->doc, k->role, k->access, head);
        page_fields(out, k->fields, "");
    }
    buf_str(out, as_markdown ? "\n## Rules over a case\n\n| rule | for | |\n|---|---|---|\n" : "\nrules over a case\n");
    for (size_t i = 0; rule_at(i) != NULL; i++)
        buf_printf(out, as_markdown ? "| `%s` | %s | %s |\n" : "  %s  (%s)  %s\n", rule_at(i)->id,
                   rule_at(i)->kinds == NULL ? "every kind" : rule_at(i)->kinds, rule_at(i)->doc);
    buf_str(out, as_markdown ? "\n## The life of a determination\n\n![life](life.svg)\n\n| state | |\n|---|---|\n" : "\nstates of a case\n");
    for (size_t i = 0; life_state_at(i) != NULL; i++)
        buf_printf(out, as_markdown ? "| `%s` | %s |\n" : "  %s  %s\n", life_state_at(i)->name, life_state_at(i)->doc);
    buf_str(out, as_markdown ? "\n| from | statement | to | |\n|---|---|---|---|\n" : "\nsteps\n");
    for (size_t i = 0; life_at(i) != NULL; i++) {
        const struct life_row *r = life_at(i);
        buf_printf(out, as_markdown ? "| `%s` | %s%s%s | `%s` | %s |\n" : "  %s  %s%s%s > %s  %s\n", r->from, r->kind,
                   r->field == NULL ? "" : ": ", r->field == NULL ? "" : r->word, r->to, r->doc);
    }
}

/* --- a case --- */

static const char *signed_by(struct look *w, const struct matter_item *i)
{
    struct roles_signers s;
    struct error e = {0};

    if (roles_check(&w->arena, w->roles, &i->s, &w->process, &s, &e))
        return s.people > 1 ? "signatures hold, two people" : "signature holds";
    return (const char *)arena_printf(&w->arena, "NOT ACCEPTED: %s", e.text).data;
}

/* What a line says of a statement: the fields that tell it from others of its kind. */
static void summary(struct buf *out, const struct statement *s)
{
    static const char *const fields[] = {"outcome", "result", "given", "to",     "citation", "ground",  "mitigation", "seeks",
                                         "clock",   "until",  "window", "device", "group",   "expires", "conclusion", "subject"};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct bytes value = matter_text(s, fields[i]);
        if (value.size == 0)
            continue;
        buf_printf(out, "  %s: ", fields[i]);
        text_show(out, value.size > 70 ? bytes_of(value.data, 70) : value);
    }
}

static void print_case(struct look *w)
{
    struct buf *out = &w->out;

    buf_str(out, "case ");
    text_show(out, w->m.name);
    buf_printf(out, ": %s\n\n", w->m.state);
    for (size_t i = 0; i < w->m.count; i++) {
        const struct matter_item *x = &w->m.items[i];
        text_show(out, matter_text(&x->s, "time"));
        buf_printf(out, "  %-18s  %.12s  entry %" PRIu64 "  %s  ", x->s.kind->name, x->hex, x->index, store_access_name(x->access));
        text_show(out, matter_text(&x->s, "by"));
        buf_printf(out, "\n   ");
        summary(out, &x->s);
        buf_str(out, "\n     ");
        text_show(out, bytes_str(signed_by(w, x)));
        if (i == 0 || strcmp(x->after, w->m.items[i - 1].after) != 0)
            buf_printf(out, "; the case is now '%s'", x->after);
        buf_str(out, "\n");
    }
    buf_printf(out, "\ndue, as of %.*s\n", (int)w->today.size, (const char *)w->today.data);
    clocks_write(out, &w->clocks, ENGLISH, false);
    if (w->clocks.count == 0)
        buf_str(out, "  nothing\n");
}

static void json_case(struct look *w)
{
    struct json j;

    json_open(&j, &w->out);
    json_object(&j);
    json_pair(&j, "as_of", w->today);
    json_pair(&j, "case", w->m.name);
    json_key(&j, BYTES("due"));
    json_array(&j);
    for (size_t i = 0; i < w->clocks.count; i++)
        clock_json(&j, &w->clocks.rows[i]);
    json_end_array(&j);
    json_pair(&j, "state", bytes_str(w->m.state));
    json_key(&j, BYTES("statements"));
    json_array(&j);
    for (size_t i = 0; i < w->m.count; i++) {
        const struct matter_item *x = &w->m.items[i];
        json_object(&j);
        json_pair(&j, "access", bytes_str(store_access_name(x->access)));
        json_pair(&j, "after", bytes_str(x->after));
        json_pair(&j, "digest", bytes_str(x->hex));
        json_key(&j, BYTES("entry"));
        json_number(&j, (int64_t)x->index);
        json_pair(&j, "signed", bytes_str(signed_by(w, x)));
        json_key(&j, BYTES("statement"));
        json_write(&j, x->s.root);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    buf_str(&w->out, "\n");
}

static bool write_files(struct look *w)
{
    char path[FILE_PATH];

    for (size_t i = 0; i < w->m.count; i++) {
        const struct matter_item *x = &w->m.items[i];
        unsigned number = 1;
        if (!file_path(folder, (const char *)arena_printf(&w->arena, "%s.json", x->hex).data, path, &w->error) ||
            !file_put(path, x->s.text, &w->error))
            return false;
        for (const struct json_node *n = x->s.signatures->first; n != NULL; n = n->next, number++)
            if (!file_path(folder, (const char *)arena_printf(&w->arena, "%s.%u.sig", x->hex, number).data, path, &w->error) ||
                !file_put(path, n->text, &w->error))
                return false;
    }
    return true;
}

static bool list_cases(struct look *w)
{
    struct bytes *names;
    size_t count;
    struct json j;

    if (!matter_names(w->store, &w->arena, &names, &count, &w->error))
        return false;
    json_open(&j, &w->out);
    if (as_json)
        json_array(&j);
    for (size_t i = 0; i < count; i++) {
        if (as_json) {
            json_text(&j, names[i]);
            continue;
        }
        text_show(&w->out, names[i]);
        buf_str(&w->out, "\n");
    }
    if (as_json) {
        json_end_array(&j);
        buf_str(&w->out, "\n");
    }
    return true;
}

static bool look_at(struct look *w, const char *name)
{
    struct clock_from from = {.soon = 0};

    if (name == NULL)
        return list_cases(w);
    if (!case_policy(&w->arena, process_path, &w->process, &w->error) ||
        !matter_load(w->store, &w->arena, bytes_str(name), &w->m, &w->error))
        return false;
    if (w->m.count == 0)
        return error_set(&w->error, ERROR_USAGE, 0, "the store has no case %s; 'veto case' lists them", name);
    if (!clocks_judge("case", w->store, &w->arena, &(struct clocks_asked){w->today, families_folder, 0, as_of != NULL}, &from, &w->error))
        return false;
    clocks_of(&w->m, &w->arena, &from, w->today, &w->clocks);
    if (folder != NULL && !write_files(w))
        return false;
    if (as_json)
        json_case(w);
    else
        print_case(w);
    return true;
}

static struct bytes today(struct arena *a)
{
    time_t t = time(NULL);
    struct tm tm;
    char text[32];

    gmtime_r(&t, &tm);
    return arena_copy(a, bytes_of(text, strftime(text, sizeof text, "%Y-%m-%d", &tm)));
}

static int run(int argc, char **argv)
{
    struct look w = {.store = NULL};
    bool ok = true;

    if (argc > 1 || (as_of != NULL && !statement_is_date(bytes_str(as_of)))) {
        complain(argc > 1 ? "case: one case at a time" : "case: --as-of takes a date as 2026-11-23");
        return EXIT_USAGE;
    }
    arena_init(&w.arena, LIMIT_ARENA);
    buf_init(&w.out, LIMIT_RECORD);
    w.today = as_of != NULL ? bytes_str(as_of) : today(&w.arena);
    if (list_kinds) {
        page(&w.out);
    } else if (draw_life) {
        life_draw(&w.out);
    } else {
        w.store = store_at("case", place);
        if (w.store == NULL)
            return EXIT_OPERATION;
        w.roles = roles_folder != NULL ? roles_folder : case_roles(&w.arena, place);
        ok = look_at(&w, argc == 0 ? NULL : argv[0]);
        store_close(w.store);
    }
    if (!ok)
        complain("case: %s", harmless(w.error.text));
    else
        ok = !w.out.failed && print_bytes(buf_bytes(&w.out));
    buf_free(&w.out);
    arena_free(&w.arena);
    return ok ? EXIT_OK : w.error.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
}

const struct command command_case = {
    .name = "case",
    .operands = "[NAME]",
    .doc = "Show all that belongs to one matter in order of time, and what is due next",
    .more = "Without a name, lists the cases. Each statement is shown with who signed it and whether that counts: a\n"
            "signature of a key that its role allowed at that time, two people where the policy says so. What is due is late\n"
            "once its day is past; what has to be done on devices is judged as 'veto verify' does, and called done only when\n"
            "lists of apps show it. Example:\n\n"
            "    veto case wechat --as-of 2026-12-31",
    .options = options,
    .run = run,
};
