#include "cmd/trust.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "ledger/file.h"

bool trust_vkey(struct arena *a, const char *text, struct note_key *key, struct error *e)
{
    struct bytes b = bytes_str(text);

    if (bytes_find(b, '+', 0) < b.size && note_key_read(b, key, e))
        return true;
    if (!file_read(a, text, LIMIT_NOTE, &b, e))
        return false;
    while (b.size > 0 && b.data[b.size - 1] == '\n')
        b.size--;
    return note_key_read(b, key, e);
}

/* The files of a folder one behind the other, in order of name: dirent's order is nobody's. */
static bool whole_folder(struct arena *a, const char *path, struct buf *all, struct error *e)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, alphasort);
    bool ok = count >= 0 || error_set(e, ERROR_SYSTEM, 0, "%.200s: the folder cannot be read", path);

    for (int i = 0; i < count; i++) {
        char file[FILE_PATH];
        struct bytes content;
        struct stat st;
        if (ok && names[i]->d_name[0] != '.') {
            ok = file_path(path, names[i]->d_name, file, e);
            if (ok && stat(file, &st) == 0 && S_ISREG(st.st_mode)) {
                ok = file_read(a, file, LIMIT_RECORD, &content, e);
                buf_add(all, content);
                if (content.size > 0 && content.data[content.size - 1] != '\n')
                    buf_u8(all, '\n');
            }
        }
        free(names[i]);
    }
    free(names);
    return ok && (!all->failed || error_set(e, ERROR_LIMIT, 0, "%.200s: too many allowed signers", path));
}

bool trust_signers(struct arena *a, const char *path, struct signers *s, struct error *e)
{
    struct stat st;
    struct bytes text;
    struct buf all;
    bool ok;

    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return file_read(a, path, LIMIT_RECORD, &text, e) && signers_read(a, text, s, e);
    buf_init(&all, LIMIT_RECORD);
    ok = whole_folder(a, path, &all, e) && signers_read(a, arena_copy(a, buf_bytes(&all)), s, e);
    buf_free(&all);
    return ok;
}
