/* probe: what a resolver really answers, to who is exempt and to who is not. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/moment.h"
#include "cmd/probe.h"
#include "cmd/say.h"
#include "cmd/store_place.h"
#include "fleet/plane.h"

static struct probe_options given = {.known = "example.com"};

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &given.place},
    {"--server", "ADDRESS[:PORT]", "the resolver to ask; an IPv6 address stands in brackets", NULL, &given.server},
    {"--from", "ADDRESS", "the address of this machine to ask from as a device that is not exempt; else the system's choice", NULL, &given.from},
    {"--plane", "NAME", "which plane the resolver is, so that 'veto verify' knows which run was proven; 'veto planes' lists them", NULL, &given.plane},
    {"--known", "NAME", "a name that no block is about: without its address nothing is believed; else example.com", NULL, &given.known},
    {"--tcp", NULL, "ask over TCP only", &given.tcp, NULL},
    {"--no-record", NULL, "write nothing into the store; else 'veto verify' knows what was answered", &given.no_record, NULL},
    {"--accept", "'*'", "ask for names too that hit something else, where 'veto enforce' was told to block all", NULL, &given.accept},
    {"--sinkhole", "NAME", "the name that blocked names are answered with, where 'veto enforce' was given one", NULL, &given.sinkhole},
    {"--past", "ADDRESS", "probe the firewall before the resolver of --server: a resolver that it has to refuse, asked over UDP, TCP, TLS and QUIC", NULL, &given.past},
    {"--past-port", "PORT", "a TCP port that answers at --past and that the firewall lets through, so that silence can be told from nobody there; else 443", NULL, &given.past_port},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &given.folder},
    {0},
};

/* One address that asks for some names, and what it got. */
struct asker {
    struct bytes from;                   /* size 0: any */
    const struct control_exempt *exempt; /* whose address it is, or was; NULL: nobody's */
    const struct bytes *names;
    size_t name_count;
    struct position got;
    size_t capacity;
};

static void add(struct probing *p, struct asker a, bool open, bool former)
{
    struct buf lines;

    a.names = former ? p->control.former : p->blocked;
    a.name_count = former ? p->control.former_count : p->blocked_count;
    a.got = (struct position){.matter = p->control.matter, .determination = p->control.determination, .plane = bytes_str(given.plane == NULL ? "resolver" : given.plane), .server = bytes_str(given.server),
                              .source = a.from, .exception = a.exempt == NULL ? BYTES("") : a.exempt->digest, .known = bytes_str(given.known), .open = open,
                              .former = former, .time = p->control.now};
    buf_init(&lines, LIMIT_RECORD);
    for (size_t i = 0; i < a.name_count; i++) {
        buf_add(&lines, a.names[i]);
        buf_str(&lines, "\n");
    }
    hash_sha256(buf_bytes(&lines), a.got.names);
    buf_free(&lines);
    p->askers[p->count++] = a;
}

/* An IPv6 address asks no IPv4 server: such exceptions are for the resolver's other address. */
static bool can_ask(const struct probing *p, struct bytes network)
{
    struct control_network n;

    return control_network(network, &n) && n.v6 == p->server.v6;
}

void probe_say_others(const struct probing *p)
{
    const struct control *c = &p->control;
    size_t others = 0;

    for (size_t i = 0; i < c->exempt_count; i++)
        others += c->exempt[i].network.size > 0 && !can_ask(p, c->exempt[i].network);
    for (size_t i = 0; i < c->ended_count; i++)
        others += !can_ask(p, c->ended[i].network);
    if (others > 0)
        printf("not asked: from where %zu exceptions are, of the other kind of address (IPv%s): ask at an address of that kind\n", others, p->server.v6 ? "4" : "6");
}

/* Who is not exempt; each exception, from an address of its network; those that ended; and what is blocked no more. */
static void make_askers(struct probing *p)
{
    const struct control *c = &p->control;
    struct bytes here = bytes_str(given.from == NULL ? "" : given.from);

    p->blocked = arena_array(&p->arena, c->count + 1, sizeof *p->blocked);
    for (size_t i = 0; i < c->count && c->blocks_traffic && !c->revoked; i++)
        if (c->names[i].kind == IDENTIFIER_DOMAIN && c->names[i].accepted)
            p->blocked[p->blocked_count++] = c->names[i].value;
    p->askers = arena_array(&p->arena, c->exempt_count + c->ended_count + 2, sizeof *p->askers);
    if (p->blocked_count > 0) {
        add(p, (struct asker){.from = here}, false, false);
        for (size_t i = 0; i < c->exempt_count; i++)
            if (can_ask(p, c->exempt[i].network))
                add(p, (struct asker){.from = probe_local(&p->arena, c->exempt[i].network), .exempt = &c->exempt[i]}, true, false);
        for (size_t i = 0; i < c->ended_count; i++) {
            struct bytes address = probe_local(&p->arena, c->ended[i].network);
            if (can_ask(p, c->ended[i].network) && control_exempts(c, address) == NULL) /* by the exception of a network around it */
                add(p, (struct asker){.from = address, .exempt = &c->ended[i]}, false, false);
        }
    }
    if (c->former_count > 0)
        add(p, (struct asker){.from = here}, true, true);
}

static void note(struct probing *p, struct asker *a, struct bytes name, unsigned pass, enum probe_answer answer, const struct error *why)
{
    a->got.answers = arena_grow(&p->arena, a->got.answers, a->got.answer_count, &a->capacity, sizeof *a->got.answers);
    a->got.answers[a->got.answer_count++] = (struct position_answer){name, pass, probe_answer_id(answer)};
    if (a->got.open && answer == PROBE_BLOCKED)
        return; /* it may not be there at all: all of them count, not one */
    printf("  %s", harmless_bytes(name));
    printf(" from %s: %s%s%s\n", a->from.size == 0 ? "here" : harmless_bytes(a->from), probe_answer_id(answer), why->code == ERROR_NONE ? "" : ": ", harmless(why->text));
}

static void ask_one(struct probing *p, struct asker *a, struct bytes name, unsigned pass)
{
    enum probe_answer answer;
    struct error why = {0};

    if (a->got.away)
        return;
    probe_ask(&p->server, a->from, name, given.tcp, &answer, &why);
    if (why.code == ERROR_USAGE) {
        a->got.away = true;
        return;
    }
    a->got.blocked += answer == PROBE_BLOCKED;
    a->got.opened += answer == PROBE_RESOLVES;
    a->got.unanswered += answer == PROBE_NONE;
    if (answer != (a->got.open ? PROBE_RESOLVES : PROBE_BLOCKED))
        note(p, a, name, pass, answer, &why);
}

/* Whether it asks for the name: those of the first asker and of the last may differ. */
static bool asks(const struct asker *a, const struct bytes *names)
{
    return a->names == names;
}

/* Twice, in both orders: the first answer may come from afar and the second from a cache that another's question filled. */
static void ask_all(struct probing *p, const struct bytes *names, size_t count)
{
    for (unsigned pass = 1; pass <= 2; pass++)
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < p->count; k++) {
                struct asker *a = &p->askers[pass == 1 ? k : p->count - 1 - k];
                if (asks(a, names))
                    ask_one(p, a, names[i], pass);
            }
}

/* Whether the resolver answers at all, for the same addresses: else NXDOMAIN says nothing about a block. */
static bool answers_others(struct probing *p)
{
    enum probe_answer answer;
    struct error e = {0};

    probe_ask(&p->server, p->askers[0].from, bytes_str(given.known), given.tcp, &answer, &e);
    if (answer == PROBE_RESOLVES)
        return true;
    printf("  %s: %s%s%s\n", harmless(given.known), answer == PROBE_BLOCKED ? "does not resolve either" : probe_answer_id(answer), e.code == ERROR_NONE ? "" : ": ", harmless(e.text));
    return false;
}

static void judge(struct probing *p, struct asker *a)
{
    static const char *const words[POSITION_REASONS] = {
        [POSITION_BLOCKED] = "blocked, as planned", [POSITION_EXEMPT] = "resolves, as planned", [POSITION_FREE] = "resolves again, as planned",
        [POSITION_OPEN] = "NOT BLOCKED", [POSITION_CUT] = "BLOCKED ALTHOUGH EXEMPT", [POSITION_CUT_STILL] = "BLOCKED STILL, although nothing forbids it any more",
        [POSITION_AWAY] = "unknown: this machine does not have an address there; probe from one that has", [POSITION_NO_ANSWER] = "unknown",
        [POSITION_PARTLY] = "unknown: some names did not resolve, which may be so of themselves",
    };
    const struct position *g = &a->got;

    a->got.reason = position_judge(g);
    p->words[position_reason_word(g->reason)]++;
    printf("from %s", a->from.size == 0 ? "here" : harmless_bytes(a->from));
    if (a->exempt != NULL)
        printf(" (exception %.12s, %s %s)", (const char *)a->exempt->digest.data, g->open ? "until" : "which ended, at the latest on", harmless_bytes(a->exempt->until));
    else if (g->former)
        printf(" (names that were blocked before)");
    printf(": %s; %" PRIu64 " questions: %" PRIu64 " blocked, %" PRIu64 " resolve, %" PRIu64 " without an answer\n", words[g->reason], g->blocked + g->opened + g->unanswered,
           g->blocked, g->opened, g->unanswered);
}

/* Into the store, so that 'veto verify' knows. */
static bool keep(const struct probing *p, struct store *s, struct error *e)
{
    struct position *rows = calloc(p->count + 1, sizeof *rows);
    bool ok = rows != NULL;

    for (size_t i = 0; ok && i < p->count; i++)
        rows[i] = p->askers[i].got;
    ok = ok && positions_keep(s, rows, p->count, e);
    free(rows);
    return ok;
}

static int carry_out(struct probing *p, struct store *s, struct error *e)
{
    bool heard;

    make_askers(p);
    if (p->count == 0) {
        error_set(e, ERROR_USAGE, 0, "the case has no domain that is to be blocked, or was: there is nothing to ask");
        return EXIT_OPERATION;
    }
    printf("PROBE  %s at %s: %zu names that are to be blocked, %zu that are no more, each asked twice in both orders\n", harmless_bytes(p->control.matter), harmless(given.server),
           p->blocked_count, p->control.former_count);
    if (p->blocked_count > 0)
        probe_say_others(p);
    heard = answers_others(p);
    for (size_t i = 0; i < p->count; i++)
        p->askers[i].got.mute = !heard;
    if (heard) {
        ask_all(p, p->blocked, p->blocked_count);
        ask_all(p, p->control.former, p->control.former_count);
        for (size_t i = 0; i < p->count; i++)
            judge(p, &p->askers[i]);
    }
    if (!given.no_record && !keep(p, s, e))
        return EXIT_OPERATION;
    if (!heard) {
        printf("UNKNOWN  the resolver does not answer for a name that no block is about: whatever else it says proves nothing\n");
        return EXIT_UNDETERMINED;
    }
    printf("%s\n", p->words[VERDICT_VIOLATED] > 0 ? "NOT AS PLANNED" : p->words[VERDICT_UNKNOWN] > 0 ? "UNKNOWN in part" : "AS PLANNED");
    printf("this says what this resolver answers to this machine; nothing of devices that ask another one, as on the cellular network\n");
    return p->words[VERDICT_VIOLATED] > 0 ? EXIT_NOT_MET : p->words[VERDICT_UNKNOWN] > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}

static bool load(struct probing *p, struct store *s, const char *name, struct matter *m, struct error *e)
{
    struct mandate mandate;
    struct families families;
    struct bytes now = say_now(&p->arena), all[] = {BYTES("*")};
    struct control_from made = {.mandate = &mandate, .families = &families, .revoked_too = true};
    struct control_options o = {all, given.accept == NULL ? 0 : 1};

    moment_parse(now, &made.now);
    if (!matter_load(s, &p->arena, bytes_str(name), m, e))
        return false;
    if (m->count == 0)
        return error_set(e, ERROR_USAGE, 0, "there is no case of that name; 'veto case' lists them");
    if (!mandate_read(s, &p->arena, m, now, &mandate, e) || !families_load(&families, &p->arena, given.folder, e) ||
        !control_make(&p->control, &p->arena, &made, &o, e))
        return false;
    p->firewall = mandate_has_plane(&mandate, BYTES("nftables"));
    if (given.from != NULL && control_exempts(&p->control, bytes_str(given.from)) != NULL)
        return error_set(e, ERROR_USAGE, 0, "--from %.60s is excepted: give an address that is not", harmless(given.from));
    return true;
}

/* --plane names a plane of the kind that is asked. */
static bool plane_fits(void)
{
    const char *kind = given.past == NULL ? "resolver" : "firewall";
    const struct plane *row = plane_find(bytes_str(given.plane == NULL ? "" : given.plane));

    return given.plane == NULL || strcmp(given.plane, kind) == 0 || (row != NULL && strcmp(row->kind, kind) == 0);
}

static int run(int argc, char **argv)
{
    struct probing p = {.given = &given};
    struct matter m;
    struct error e = {0};
    struct store *s;
    int status = EXIT_OPERATION;

    if (argc != 1 || given.server == NULL) {
        complain(argc != 1 ? "probe: give the name of a case" : "probe: --server ADDRESS[:PORT] says which resolver to ask");
        return EXIT_USAGE;
    }
    if (!probe_server_read(given.server, &p.server)) {
        complain("probe: --server %s: no address, such as 10.0.0.53, 10.0.0.53:5353 or [2001:db8::53]:53; names are not looked up", harmless(given.server));
        return EXIT_USAGE;
    }
    if (given.accept != NULL && strcmp(given.accept, "*") != 0) {
        complain("probe: --accept takes '*' only");
        return EXIT_USAGE;
    }
    if (given.sinkhole != NULL)
        p.server.sinkhole = bytes_str(given.sinkhole);
    if (!plane_fits()) {
        complain("probe: --plane takes the name of a %s's plane, as 'veto planes' lists them, not %s", given.past == NULL ? "resolver" : "firewall", harmless(given.plane));
        return EXIT_USAGE;
    }
    s = store_at("probe", given.place);
    if (s == NULL)
        return status;
    arena_init(&p.arena, LIMIT_ARENA);
    if (load(&p, s, argv[0], &m, &e))
        status = given.past == NULL ? carry_out(&p, s, &e) : probe_firewall(&p, s, &e);
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
    .doc = "Ask a resolver or firewall what it lets through of a case, as who is exempt and as who is not",
    .more = "Each name that is to be blocked is asked for twice: from --from, and from an address of each exception that this machine\n"
            "has, in both orders, so that a cache that one client filled for another shows; from where an exception ended, too, and\n"
            "what an earlier determination or a revoked one blocked is asked for, since it should resolve again. A resolver that does\n"
            "not even answer for --known NAME proves nothing. What was answered is kept in the store for 'veto verify'.\n"
            "With --past, the firewall is asked instead: from the same addresses, the resolver of --server, which has to answer, and the\n"
            "one past it. Refused is what something on the way refuses, or what is silent where an excepted address gets through.\n"
            "Exit status: 0 all as planned, 4 something is not, 5 something could not be told.\n\n"
            "    veto probe wechat --server 10.0.0.53\n"
            "    veto probe wechat --server 127.0.0.1:5353 --from 127.0.0.1\n"
            "    veto probe wechat --server 10.0.0.53 --past 9.9.9.9",
    .options = options,
    .run = run,
};
