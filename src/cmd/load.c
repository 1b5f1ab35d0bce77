#include "cmd/load.h"

#include <fcntl.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "judge/derive.h"

bool is_record(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char first = 0;
    bool yes = fd >= 0 && read(fd, &first, 1) == 1 && first == '{';

    if (fd >= 0)
        close(fd);
    return yes;
}

static int load_record(const char *path, struct arena *a, struct record **out)
{
    struct input file;
    struct error e = {0};

    if (!input_open(&file, path, &e)) {
        complain("%s: %s", harmless(path), harmless(e.text));
        return EXIT_OPERATION;
    }
    *out = arena_alloc(a, sizeof **out);
    /* texts are borrowed from the file, which therefore stays open */
    if (record_read(*out, a, file.bytes, &e))
        return EXIT_OK;
    complain("%s: not a record: %s", harmless(path), harmless(e.text));
    return EXIT_OPERATION;
}

static int load_app(const char *command, const char *path, const struct packs *packs, struct arena *a,
                    struct record **out)
{
    struct intake in;
    struct derived *derived;
    struct error e = {0};
    int status = EXIT_OK;

    if (!intake_open(&in, &path, 1, (struct intake_options){.jobs = 1}, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (complain_files(&in)) {
        status = EXIT_OPERATION;
    } else if (in.app_count != 1) {
        complain("%s: %s has %zu apps; it takes one", command, harmless(path), in.app_count);
        status = EXIT_USAGE;
    } else if (!derive_all(&in, packs, a, &derived, &e)) {
        complain("%s", harmless(e.text));
        status = EXIT_OPERATION;
    } else if (derived[0].record == NULL) {
        complain("%s: %s", harmless(path), harmless_bytes(derived[0].failure));
        status = EXIT_UNDETERMINED;
    } else {
        *out = derived[0].record;
    }
    intake_close(&in);
    return status;
}

int load_either(const char *command, const char *path, const struct packs *packs, struct arena *a,
                struct record **out)
{
    return is_record(path) ? load_record(path, a, out) : load_app(command, path, packs, a, out);
}
