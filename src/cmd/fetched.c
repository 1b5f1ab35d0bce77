#include "cmd/fetched.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "fleet/beside.h"

static const char program[] = "veto-fetch";

bool is_address_of_server(const char *operand)
{
    return strncmp(operand, "https://", 8) == 0 || strncmp(operand, "http://", 7) == 0;
}

/* Where the pages go: a file that is asked for, or one without a name that goes with its descriptor. */
static int open_room(const struct fetch *f)
{
    const char *folder = getenv("TMPDIR");
    int fd;

    if (f->save != NULL)
        fd = open(f->save, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    else
        fd = open(folder == NULL ? "/var/tmp" : folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (fd < 0)
        complain("%s: %s: %s", f->command, harmless(f->save != NULL ? f->save : folder == NULL ? "/var/tmp" : folder), strerror(errno));
    return fd;
}

static int run_program(const struct fetch *f, const char *path, int out)
{
    const char *argv[8] = {program, f->source, f->url};
    int n = 3;

    if (f->token != NULL) {
        argv[n++] = "--token";
        argv[n++] = f->token;
    }
    if (f->authorities != NULL) {
        argv[n++] = "--ca";
        argv[n++] = f->authorities;
    }
    return beside_run(path, argv, out, -1);
}

int fetch_answer(const struct fetch *f, char path[FETCHED_PATH], bool *whole)
{
    char found[FILE_PATH];
    int fd, status;

    if (!beside_find(program, found)) {
        complain("%s: this build has no %s: with libcurl4-openssl-dev, make builds it; or fetch the pages yourself and name the file", f->command, program);
        return -1;
    }
    fd = open_room(f);
    if (fd < 0)
        return -1;
    status = run_program(f, found, fd);
    *whole = status == 0;
    if (status == 0 || (status == 1 && lseek(fd, 0, SEEK_END) > 0)) {
        snprintf(path, FETCHED_PATH, "/proc/self/fd/%d", fd);
        return fd;
    }
    if (status != 1 && status != EXIT_USAGE) /* else it has said why */
        complain("%s: %s came to no end", f->command, program);
    close(fd);
    if (f->save != NULL)
        unlink(f->save);
    return -1;
}
