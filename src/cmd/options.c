#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/cmd.h"

const char *harmless_bytes(struct bytes text)
{
    static struct buf texts[8];
    static unsigned next;
    struct buf *b = &texts[next++ % 8];

    buf_free(b);
    buf_init(b, 1 << 16);
    text_show(b, text);
    buf_u8(b, 0);
    if (b->failed)
        return "(a text too long to show)";
    return (const char *)b->data;
}

const char *harmless(const char *text)
{
    return harmless_bytes(bytes_str(text));
}

void complain(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fputs("veto: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

bool print_bytes(struct bytes text)
{
    if (text.size == 0 || fwrite(text.data, 1, text.size, stdout) == text.size)
        return true;
    return false;
}

int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    complain("cannot write the output: the disk is full or the reader is gone");
    return EXIT_OPERATION;
}

unsigned word_distance(const char *a, const char *b)
{
    unsigned row[32], previous, kept;
    size_t n = strlen(a), m = strlen(b);

    if (n >= 31 || m >= 31)
        return 99;
    for (size_t j = 0; j <= m; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        previous = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            kept = row[j];
            unsigned best = previous + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            previous = kept;
        }
    }
    return row[m];
}

static const struct option_row *option_find(const struct command *c, const char *name, size_t size)
{
    for (const struct option_row *o = c->options; o != NULL && o->name != NULL; o++)
        if (strlen(o->name) == size && strncmp(o->name, name, size) == 0)
            return o;
    return NULL;
}

static int unknown_option(const struct command *c, const char *given)
{
    const struct option_row *nearest = NULL;
    unsigned least = 4;

    for (const struct option_row *o = c->options; o != NULL && o->name != NULL; o++) {
        unsigned d = word_distance(given, o->name);
        if (d < least) {
            least = d;
            nearest = o;
        }
    }
    complain("%s: unknown option %s%s%s%s; see 'veto help %s'", c->name, harmless(given),
             nearest == NULL ? "" : " (did you mean ", nearest == NULL ? "" : nearest->name,
             nearest == NULL ? "" : "?)", c->name);
    return -1;
}

int options_parse(const struct command *c, int argc, char **argv)
{
    int operands = 0;
    bool options = true;

    for (int i = 1; i < argc; i++) {
        char *given = argv[i];
        size_t size = strcspn(given, "=");
        const struct option_row *o;
        if (!options || given[0] != '-' || strcmp(given, "-") == 0) {
            argv[operands++] = given;
            continue;
        }
        if (strcmp(given, "--") == 0) {
            options = false;
            continue;
        }
        if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0) {
            help_command(stdout, c);
            exit(finish_output(EXIT_OK));
        }
        o = option_find(c, given, size);
        if (o == NULL)
            return unknown_option(c, given);
        if (o->argument == NULL) {
            if (given[size] == '=') {
                complain("%s: %s takes no argument", c->name, o->name);
                return -1;
            }
            *o->flag = true;
        } else if (given[size] == '=') {
            *o->value = given + size + 1;
        } else if (i + 1 < argc) {
            *o->value = argv[++i];
        } else {
            complain("%s: %s needs an argument: %s %s", c->name, o->name, o->name, o->argument);
            return -1;
        }
    }
    return operands;
}
