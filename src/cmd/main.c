/* veto: finds the command named by the first argument and runs it, in the C locale: what is printed depends
 * on the files, the options and the language of the report only. */
#include <string.h>

#include "base/hash.h"
#include "cmd/cmd.h"
#include "fact/sql.h"

static const struct command *const commands[] = {
    &command_evaluate, &command_recheck, &command_diff, &command_peers, &command_report,
    &command_criteria, &command_families, &command_lint, &command_init, &command_observe, &command_remove, &command_planes, &command_enforce, &command_user_notice, &command_probe, &command_mdm_event, &command_expire,
    &command_routine, &command_verify, &command_sample, &command_demo_fleet, &command_log, &command_dossier, &command_verify_dossier, &command_release,
    &command_apps, &command_query, &command_paths, &command_tables, &command_show,
    &command_case, &command_acquire, &command_attest, &command_exhibit, &command_notice,
    &command_respond, &command_propose, &command_determine, &command_exempt, &command_hold, &command_waive,
    &command_revoke, &command_review, &command_appeal, &command_extend, &command_dispose, &command_expose,
    &command_inform,
    &command_help, &command_version,
};

const struct command *command_at(size_t i)
{
    return i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; command_at(i) != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

const char *command_near(const char *name)
{
    const char *nearest = NULL;
    unsigned least = 3;

    for (size_t i = 0; command_at(i) != NULL; i++) {
        unsigned d = word_distance(name, commands[i]->name);
        if (d < least) {
            least = d;
            nearest = commands[i]->name;
        }
    }
    return nearest;
}

int main(int argc, char **argv)
{
    const struct command *c;
    int operands;

    hash_start();
    sql_start();
    if (argc < 2)
        return command_help.run(0, NULL) == EXIT_OK ? EXIT_USAGE : EXIT_OPERATION;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return command_help.run(0, NULL);
    if (strcmp(argv[1], "--version") == 0)
        return command_version.run(0, NULL);
    c = command_find(argv[1]);
    if (c == NULL) {
        const char *near = command_near(argv[1]);
        complain("there is no command %s%s%s%s; 'veto help' lists them", harmless(argv[1]),
                 near == NULL ? "" : " (did you mean ", near == NULL ? "" : near, near == NULL ? "" : "?)");
        return EXIT_USAGE;
    }
    operands = options_parse(c, argc - 1, argv + 1);
    if (operands < 0)
        return EXIT_USAGE;
    return finish_output(c->run(operands, argv + 1));
}
