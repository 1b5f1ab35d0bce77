/* Answers fetched by veto-fetch, the program beside this one that speaks to servers. */
#ifndef VETO_CMD_FETCHED_H
#define VETO_CMD_FETCHED_H

#include <stdbool.h>

struct fetch {
    const char *command;           /* in whose name it complains */
    const char *source, *url;
    const char *token, *authorities; /* files, or NULL */
    const char *save;              /* where the pages are kept as they came, a file that is not there yet; NULL: nowhere */
};

enum { FETCHED_PATH = 32 };

/* Whether an operand is an address. */
bool is_address_of_server(const char *operand);

/*
 * Runs it. `path` is then what input_open() opens to read the pages, until the
 * descriptor that is returned is closed; -1 after saying what is wrong. An
 * answer that broke off is read as far as it came: it is incomplete by itself.
 */
int fetch_answer(const struct fetch *f, char path[FETCHED_PATH], bool *whole);

#endif
