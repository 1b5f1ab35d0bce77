#include "cmd/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/csv.h"

/* A file as a whole or not at all: written under another name beside it, then renamed. */
bool page_file(const char *path, struct bytes text)
{
    char temporary[4096];
    size_t done = 0;
    bool ok;
    int fd;

    if (strcmp(path, "-") == 0)
        return print_bytes(text);
    if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary) {
        complain("%s: the name is too long", harmless(path));
        return false;
    }
    fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ok = fd >= 0;
    while (ok && done < text.size) {
        struct bytes rest = bytes_from(text, done);
        ssize_t n = write(fd, rest.data, rest.size);
        if (n > 0)
            done += (size_t)n;
        else
            ok = n < 0 && errno == EINTR;
    }
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    if (ok && rename(temporary, path) == 0)
        return true;
    complain("%s: %s", harmless(path), strerror(errno));
    if (fd >= 0)
        unlink(temporary);
    return false;
}

/* Names of an app's files without their folders, each once, ended by NULL. */
static const char *const *names_of(const struct intake *in, const struct intake_app *app, struct arena *a)
{
    const char **names = arena_array(a, app->count + 2, sizeof(const char *));
    size_t count = 0;

    for (size_t i = 0; i < app->count; i++) {
        const char *path = in->files[app->sources[i].file].path, *slash = strrchr(path, '/');
        bool earlier = false;
        for (size_t k = 0; k < i && !earlier; k++)
            earlier = app->sources[k].file == app->sources[i].file;
        if (!earlier)
            names[count++] = slash == NULL || slash[1] == 0 ? path : slash + 1;
    }
    if (count == 0)
        names[count++] = app->path;
    return names;
}

static bool write_page(const char *path, const struct html_report *what,
                       bool (*make)(struct buf *out, const struct html_report *what))
{
    struct buf out;
    bool ok = true;

    if (path == NULL)
        return true;
    buf_init(&out, LIMIT_RECORD);
    buf_room(&out, RECORD_USUAL);
    ok = make(&out, what);
    if (!ok)
        complain("%s: the page cannot be written", harmless(path));
    ok = ok && page_file(path, buf_bytes(&out));
    buf_free(&out);
    return ok;
}

/* Every table of the record as FOLDER/NAME.csv. */
static bool write_tables(const char *folder, const struct record *r)
{
    struct buf out;
    bool ok = true;

    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        complain("%s: %s", harmless(folder), strerror(errno));
        return false;
    }
    buf_init(&out, LIMIT_RECORD);
    for (const struct record_table *t = r->tables; t != NULL && ok; t = t->next) {
        char path[4096];
        bool plain = t->name.size > 0 && t->name.size < 64;
        for (size_t i = 0; i < t->name.size; i++)
            plain = plain && ((t->name.data[i] >= 'a' && t->name.data[i] <= 'z') || t->name.data[i] == '_');
        if (!plain) /* names of tables come from the child */
            continue;
        buf_reset(&out);
        csv_table(&out, t);
        ok = !out.failed && snprintf(path, sizeof path, "%s/%.*s.csv", folder, (int)t->name.size,
                                     (const char *)t->name.data) < (int)sizeof path;
        if (!ok)
            complain("%s: a table cannot be written", harmless(folder));
        ok = ok && page_file(path, buf_bytes(&out));
    }
    buf_free(&out);
    return ok;
}

/* The record as it reads from its own JSON, which is how records are compared; NULL when it does not. */
static struct record *again(const struct record *r, struct buf *json, struct arena *a)
{
    struct record *out = arena_alloc(a, sizeof *out);
    struct error e = {0};

    if (record_write(r, json) && record_read(out, a, buf_bytes(json), &e))
        return out;
    complain("the record cannot be compared: %s", harmless(e.text));
    return NULL;
}

bool pages_write_record(const struct pages *p, const struct record *r, const char *const *files)
{
    struct html_report what = {.record = r, .packs = p->packs, .files = files, .language = p->language};
    struct arena arena;
    struct diff diff = {0};
    struct buf json;
    bool ok;

    arena_init(&arena, LIMIT_ARENA);
    buf_init(&json, LIMIT_RECORD);
    if (p->old != NULL) {
        struct record *new = again(r, &json, &arena);
        if (new != NULL) {
            diff_open(&diff, &arena, p->old, new);
            what.diff = &diff;
        }
    }
    ok = p->old == NULL || what.diff != NULL;
    ok = write_page(p->html, &what, html_report_write) && ok;
    ok = write_page(p->brief, &what, html_brief_write) && ok;
    if (p->tables != NULL)
        ok = write_tables(p->tables, r) && ok;
    buf_free(&json);
    arena_free(&arena);
    return ok;
}

bool pages_write(const struct pages *p, const struct intake *in, const struct evaluated *result)
{
    struct arena names;
    bool ok;

    if (!pages_any(p))
        return true;
    if (result->record == NULL) {
        complain("%s: %s; there is nothing to make a page of", harmless(result->app->path),
                 harmless_bytes(result->failure));
        return false;
    }
    arena_init(&names, LIMIT_ARENA);
    ok = pages_write_record(p, result->record, names_of(in, result->app, &names));
    arena_free(&names);
    return ok;
}

void pages_say(const struct pages *p)
{
    static const char *const words[][2] = {{"page (English and French)", "page (français et anglais) "},
                                           {"brief", "synthèse "},
                                           {"tables", "tables "}};
    const char *const files[] = {p->html, p->brief, p->tables};

    for (int i = 0; i < 3; i++)
        if (files[i] != NULL && strcmp(files[i], "-") != 0) {
            char text[5000];
            snprintf(text, sizeof text, "%s: %s\n", words[i][p->language], harmless(files[i]));
            print_bytes(bytes_str(text));
        }
}
