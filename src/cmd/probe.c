/* probe: what a resolver really answers, to who is exempt and to who is not. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "fleet/control.h"
#include "fleet/probe.h"

static const char *place, *server, *from, *folder, *known_name = "example.com", *accept;
static bool tcp;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--server", "ADDRESS[:PORT]", "the resolver to ask; an IPv6 address stands in brackets", NULL, &server},
    {"--from", "ADDRESS", "the address of this machine to ask from as a device that is not exempt; else the system's choice", NULL, &from},
    {"--known", "NAME", "a name that no block is about: without its address nothing is believed; else example.com", NULL, &known_name},
    {"--tcp", NULL, "ask over TCP only", &tcp, NULL},
    {"--accept", "'*'", "ask for names too that hit something else, where 'veto enforce' was told to block all", NULL, &accept},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &folder},
    {0},
};

/* One address that asks, and what it got. */
struct asker {
    struct bytes from; /* size 0: any */
    const struct control_exempt *exempt; /* NULL: it is not */
    uint64_t got[PROBE_ANSWERS];
    bool away; /* this machine does not have it */
};

struct probing {
    struct control control;
    struct arena arena;
    struct probe_server server;
    struct asker *askers;
    size_t count;
    unsigned wrong, unknown; /* askers */
};

static bool is_asked(const struct control_name *n)
{
    return n->kind == IDENTIFIER_DOMAIN && n->accepted;
}

/* The first is who is not exempt; then each exception that is of one address. */
static void make_askers(struct probing *p)
{
    p->askers = arena_array(&p->arena, p->control.exempt_count + 1, sizeof *p->askers);
    p->askers[p->count++].from = bytes_str(from == NULL ? "" : from);
    for (size_t i = 0; i < p->control.exempt_count; i++)
        if (p->control.exempt[i].network.size > 0)
            p->askers[p->count++] = (struct asker){.from = p->control.exempt[i].network, .exempt = &p->control.exempt[i]};
}

static void ask_one(const struct probing *p, struct asker *a, struct bytes name)
{
    enum probe_answer answer;
    struct error why = {0};

    if (a->away)
        return;
    probe_ask(&p->server, a->from, name, tcp, &answer, &why);
    if (why.code == ERROR_USAGE)
        a->away = true;
    a->got[answer]++;
    if ((answer == PROBE_RESOLVES && a->exempt == NULL) || answer == PROBE_NONE) {
        printf("  %s", harmless_bytes(name));
        printf(" from %s: %s%s%s\n", a->from.size == 0 ? "here" : harmless_bytes(a->from), probe_answer_id(answer), why.code == ERROR_NONE ? "" : ": ", harmless(why.text));
    }
}

/* Twice, in both orders: the first answer may come from afar and the second from a cache that another's question filled. */
static void ask_all(struct probing *p)
{
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < p->control.count; i++)
            for (size_t k = 0; is_asked(&p->control.names[i]) && k < p->count; k++)
                ask_one(p, &p->askers[round == 0 ? k : p->count - 1 - k], p->control.names[i].value);
}

/* Whether the resolver answers at all, for the same addresses: else NXDOMAIN says nothing about a block. */
static bool answers_others(struct probing *p)
{
    enum probe_answer answer;
    struct error e = {0};

    probe_ask(&p->server, p->askers[0].from, bytes_str(known_name), tcp, &answer, &e);
    if (answer == PROBE_RESOLVES)
        return true;
    printf("  %s: %s%s%s\n", harmless(known_name), answer == PROBE_BLOCKED ? "does not resolve either" : probe_answer_id(answer), e.code == ERROR_NONE ? "" : ": ", harmless(e.text));
    return false;
}

static void judge(struct probing *p, const struct asker *a)
{
    uint64_t all = a->got[PROBE_BLOCKED] + a->got[PROBE_RESOLVES] + a->got[PROBE_NONE];
    const char *word;

    if (a->exempt == NULL)
        word = a->got[PROBE_RESOLVES] > 0 ? "NOT BLOCKED" : a->got[PROBE_NONE] > 0 || all == 0 ? "unknown" : "blocked, as planned";
    else
        word = a->away ? "unknown: this machine does not have that address; probe from one that has" :
               a->got[PROBE_BLOCKED] == all && all > 0 ? "BLOCKED ALTHOUGH EXEMPT" :
               a->got[PROBE_RESOLVES] == all && all > 0 ? "resolves, as planned" : "unknown: some names did not resolve, which may be so of themselves";
    p->wrong += word[0] == 'N' || word[0] == 'B';
    p->unknown += word[0] == 'u';
    printf("from %s", a->from.size == 0 ? "here" : harmless_bytes(a->from));
    if (a->exempt != NULL)
        printf(" (exception %.12s, until %s)", (const char *)a->exempt->digest.data, harmless_bytes(a->exempt->until));
    printf(": %s; %" PRIu64 " questions: %" PRIu64 " blocked, %" PRIu64 " resolve, %" PRIu64 " without an answer\n", word, all, a->got[PROBE_BLOCKED],
           a->got[PROBE_RESOLVES], a->got[PROBE_NONE]);
}

static int carry_out(struct probing *p, struct error *e)
{
    size_t names = 0;

    for (size_t i = 0; i < p->control.count; i++)
        names += is_asked(&p->control.names[i]);
    if (names == 0) {
        error_set(e, ERROR_USAGE, 0, "no domain of the case's subject is known that is to be blocked: there is nothing to ask");
        return EXIT_OPERATION;
    }
    make_askers(p);
    printf("PROBE  %s at %s: %zu names, each asked twice in both orders\n", harmless_bytes(p->control.matter), harmless(server), names);
    if (!answers_others(p)) {
        printf("UNKNOWN  the resolver does not answer for a name that no block is about: whatever else it says proves nothing\n");
        return EXIT_UNDETERMINED;
    }
    ask_all(p);
    for (size_t i = 0; i < p->count; i++)
        judge(p, &p->askers[i]);
    printf("%s\n", p->wrong > 0 ? "NOT AS PLANNED" : p->unknown > 0 ? "UNKNOWN in part" : "AS PLANNED");
    printf("this says what this resolver answers to this machine; nothing of devices that ask another one, as on the cellular network\n");
    return p->wrong > 0 ? EXIT_NOT_MET : p->unknown > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}

static bool load(struct probing *p, struct store *s, const char *name, struct error *e)
{
    struct matter m;
    struct mandate mandate;
    struct families families;
    struct bytes now = say_now(&p->arena), all[] = {BYTES("*")};
    struct control_from made = {.mandate = &mandate, .families = &families};
    struct control_options o = {all, accept == NULL ? 0 : 1};

    moment_parse(now, &made.now);
    if (!matter_load(s, &p->arena, bytes_str(name), &m, e))
        return false;
    if (m.count == 0)
        return error_set(e, ERROR_USAGE, 0, "there is no case of that name; 'veto case' lists them");
    return mandate_read(s, &p->arena, &m, now, &mandate, e) && families_load(&families, &p->arena, folder, e) &&
           control_make(&p->control, &p->arena, &made, &o, e);
}

static int run(int argc, char **argv)
{
    struct probing p = {0};
    struct error e = {0};
    struct store *s;
    int status = EXIT_OPERATION;

    if (argc != 1 || server == NULL || !probe_server_read(server, &p.server)) {
        complain(argc != 1 ? "probe: give the name of a case" : "probe: --server ADDRESS[:PORT] says which resolver to ask");
        return EXIT_USAGE;
    }
    if (accept != NULL && strcmp(accept, "*") != 0) {
        complain("probe: --accept takes '*' only");
        return EXIT_USAGE;
    }
    s = store_at("probe", place);
    if (s == NULL)
        return status;
    arena_init(&p.arena, LIMIT_ARENA);
    if (load(&p, s, argv[0], &e))
        status = carry_out(&p, &e);
    if (e.code != ERROR_NONE) {
        complain("probe: %s", harmless(e.text));
        status = e.code == ERROR_USAGE && status == EXIT_OPERATION ? EXIT_USAGE : EXIT_OPERATION;
    }
    store_close(s);
    arena_free(&p.arena);
    return status;
}

const struct command command_probe = {
    .name = "probe",
    .operands = "CASE",
    .doc = "Ask a resolver what it answers for the names of a case, as who is exempt and as who is not",
    .more = "Each name that is to be blocked is asked for twice: from --from, and from each excepted address that this machine has,\n"
            "in both orders, so that a cache that one client filled for another shows. A resolver that does not even answer for\n"
            "--known NAME proves nothing. Nothing is written.\n"
            "Exit status: 0 all as planned, 4 something is not, 5 something could not be told.\n\n"
            "    veto probe wechat --server 10.0.0.53\n"
            "    veto probe wechat --server 127.0.0.1:5353 --from 127.0.0.1",
    .options = options,
    .run = run,
};
