#include "cmd/peer_options.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"

const char **peer_paths(struct arena *a, const char *text, size_t *count)
{
    struct bytes all = bytes_str(text);
    const char **paths = arena_array(a, all.size + 1, sizeof *paths);

    *count = 0;
    if (access(text, F_OK) == 0) {
        paths[(*count)++] = text;
        return paths;
    }
    for (size_t at = 0; at < all.size;) {
        size_t end = bytes_find(all, ':', at);
        struct bytes one;
        bytes_slice(all, at, end - at, &one);
        if (one.size > 0)
            paths[(*count)++] = (const char *)arena_copy(a, one).data;
        at = end + 1;
    }
    return paths;
}

/* A set of peers is a file that begins with its head, or the id of one that is built in. */
static bool names_set(const char *text)
{
    struct stat st;
    char first = 0;
    int fd;

    if (stat(text, &st) != 0)
        return strchr(text, ':') == NULL && strchr(text, '/') == NULL;
    if (!S_ISREG(st.st_mode))
        return false;
    fd = open(text, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, &first, 1) != 1)
        first = 0;
    if (fd >= 0)
        close(fd);
    return first == '#';
}

void complain_peers(const struct peer_files *files)
{
    for (size_t i = 0; i < files->note_count; i++)
        complain("%s: %s", harmless_bytes(files->notes[i].path), harmless_bytes(files->notes[i].text));
}

static bool refuse(int *status, int with, const char *text)
{
    complain("%s", harmless(text));
    *status = with;
    return false;
}

static bool open_set(struct peer_pool *pool, struct arena *a, const struct peer_options *o,
                     struct peer_files *files, int *status)
{
    struct peer_set *set = arena_alloc(a, sizeof *set);
    struct bytes *wanted;
    struct error e = {0};

    if (!peer_set_open(set, a, o->peers, &e))
        return refuse(status, EXIT_USAGE, e.text);
    if (o->folders == NULL)
        return refuse(status, EXIT_USAGE,
                      "a set of peers names digests; say with --peers-in in which folder the files are");
    if (o->category != NULL)
        pool->category = bytes_str(o->category);
    if (!peer_set_wanted(set, a, pool->category, &wanted, &files->wanted_count, &e))
        return refuse(status, EXIT_USAGE, e.text);
    pool->set = set;
    files->selected = true;
    files->wanted = wanted;
    files->paths = peer_paths(a, o->folders, &files->count);
    return true;
}

bool peers_open(struct peer_pool *pool, struct arena *a, const struct peer_options *o, struct packs *packs,
                unsigned jobs, int *status, bool *trouble)
{
    struct peer_files files = {.packs = packs, .jobs = jobs};
    struct error e = {0};
    bool ok;

    *pool = (struct peer_pool){.arena = a};
    if (names_set(o->peers)) {
        if (!open_set(pool, a, o, &files, status))
            return false;
    } else if (o->folders != NULL || o->category != NULL) {
        return refuse(status, EXIT_USAGE, "--peers-in and --peers-category go with a set of peers");
    } else {
        files.paths = peer_paths(a, o->peers, &files.count);
    }
    ok =
        (packs->sql != NULL || packs_prepare(packs, &e)) && peers_gather(pool, &files, &e); /* once for all */
    complain_peers(&files);
    *trouble = files.trouble;
    return ok || refuse(status, EXIT_OPERATION, e.text);
}

void peers_style(struct report_style *style, struct arena *a, const struct peer_options *o)
{
    if (o->peers == NULL)
        return;
    style->peers = (const char *)arena_printf(a, "--peers %s%s%s%s%s", o->peers,
                                              o->folders == NULL ? "" : " --peers-in ",
                                              o->folders == NULL ? "" : o->folders,
                                              o->category == NULL ? "" : " --peers-category ",
                                              o->category == NULL ? "" : o->category)
                       .data;
    style->peer_files = o->folders == NULL ? o->peers : o->folders;
}
