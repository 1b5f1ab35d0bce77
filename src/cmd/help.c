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

/* Text for mdoc: what begins a line or a control word is made plain. */
static void mdoc_text(const char *text)
{
    bool start = true;

    for (; *text != 0; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (start && (*text == '.' || *text == '\''))
            printf("\\&%c", *text);
        else
            putchar(*text);
        start = *text == '\n';
    }
}

/* The section COMMANDS of the manual; tools/reference puts it between the parts that are written by hand. */
static void print_mdoc(void)
{
    puts(".Sh COMMANDS\n.Bl -tag -width evaluate");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const struct command *c = command_at(i);
        printf(".It Cm %s\n", c->name);
        if (c->operands[0] != 0) {
            fputs(".No Operands : ", stdout);
            mdoc_text(c->operands);
            puts("\n.br");
        }
        mdoc_text(c->doc);
        puts(".");
        if (c->more != NULL) {
            mdoc_text(c->more);
            putchar('\n');
        }
        if (c->options == NULL || c->options->name == NULL)
            continue;
        puts(".Bl -tag -width xxxxxxxx");
        for (const struct option_row *o = c->options; o->name != NULL; o++) {
            printf(".It Fl %s%s%s\n", o->name + 1, o->argument == NULL ? "" : " Ar ",
                   o->argument == NULL ? "" : o->argument);
            mdoc_text(o->doc);
            putchar('\n');
        }
        puts(".El");
    }
    puts(".El");
}

/* A completion for bash: commands, then the options of the command, then files. */
static void print_completion(void)
{
    puts("# bash completion of veto; made by 'veto help --completion'\n_veto() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} words=\n    COMPREPLY=()\n"
         "    if [ \"$COMP_CWORD\" -eq 1 ]; then");
    fputs("        words='", stdout);
    for (size_t i = 0; command_at(i) != NULL; i++)
        printf("%s%s", i == 0 ? "" : " ", command_at(i)->name);
    puts("'\n    else\n        case ${COMP_WORDS[1]} in");
    for (size_t i = 0; command_at(i) != NULL; i++) {
        printf("        %s) words='--help", command_at(i)->name);
        for (const struct option_row *o = command_at(i)->options; o != NULL && o->name != NULL; o++)
            printf(" %s", o->name);
        puts("' ;;");
    }
    puts("        esac\n    fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    [ \"${word#-}\" != \"$word\" ] || [ \"$COMP_CWORD\" -eq 1 ] || COMPREPLY+=($(compgen -f -- \"$word\"))\n}\n"
         "complete -o filenames -F _veto veto");
}

static bool as_mdoc, as_completion;

static const struct option_row help_options[] = {
    {"--completion", NULL, "a completion for bash, to be sourced", &as_completion, NULL},
    {"--mdoc", NULL, "the commands as a section of the manual", &as_mdoc, NULL},
    {0},
};

static int run_help(int argc, char **argv)
{
    if (as_mdoc || as_completion) {
        if (as_mdoc)
            print_mdoc();
        else
            print_completion();
        return EXIT_OK;
    }
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
    .options = help_options,
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
