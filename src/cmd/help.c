/* help and version: what there is, from the commands' own rows. */
#include <string.h>

#include "base/version.h"
#include "cmd/cmd.h"

void help_command(FILE *to, const struct command *c)
{
    fprintf(to, "veto %s%s%s %s\n\n%s.\n", c->name,
            c->options != NULL && c->options->name != NULL ? " [OPTION...]" : "", "", c->operands, c->doc);
    if (c->more != NULL)
        fprintf(to, "\n%s\n", c->more);
    for (const struct option_row *o = c->options; o != NULL && o->name != NULL; o++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", o->name, o->argument == NULL ? "" : " ",
                 o->argument == NULL ? "" : o->argument);
        fprintf(to, "%s  %-20s %s\n", o == c->options ? "\n" : "", name, o->doc);
    }
}

static int run_help(int argc, char **argv)
{
    if (argc > 0) {
        const struct command *c = command_find(argv[0]);
        if (c == NULL) {
            complain("there is no command %s; 'veto help' lists them", harmless(argv[0]));
            return EXIT_USAGE;
        }
        help_command(stdout, c);
        return EXIT_OK;
    }
    puts("veto: what an app does, from its own bytes; who decided what about it; is it really gone.\n\n"
         "usage: veto COMMAND [OPTION...] [FILE...]\n");
    for (size_t i = 0; command_at(i) != NULL; i++)
        printf("  %-10s %s\n", command_at(i)->name, command_at(i)->doc);
    puts("\n'veto help COMMAND' says more. Nothing leaves this machine.");
    return EXIT_OK;
}

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .doc = "List the commands, or explain one",
    .run = run_help,
};

static int run_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("veto " VETO_VERSION);
    return EXIT_OK;
}

const struct command command_version = {
    .name = "version",
    .operands = "",
    .doc = "Print the version",
    .run = run_version,
};
