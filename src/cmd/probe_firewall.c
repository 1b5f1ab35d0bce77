/* probe --past: what a firewall lets through to a resolver that devices may not ask, from who is exempt and who is not. */
#include <inttypes.h>
#include <stdlib.h>

#include "cmd/probe.h"
#include "cmd/number.h"
#include "fleet/passage.h"

enum { PAST_PORT = 443 };

/* One address that asks, and what came back. */
struct caller {
    struct bytes from;                   /* size 0: any */
    const struct control_exempt *exempt; /* whose address it is, or was; NULL: nobody's */
    struct position got;
    struct passage_answer past[WAYS];
    bool reaches;                        /* --past-port */
};

struct crossing {
    struct probing *p;
    struct probe_server past;
    uint16_t port;
    struct caller *callers;
    size_t count;
    bool through[WAYS]; /* somebody's question got through that way */
};

static void add(struct crossing *x, struct bytes from, const struct control_exempt *exempt, bool open, bool former)
{
    const struct control *c = &x->p->control;
    struct caller *a = &x->callers[x->count++];
    struct buf lines;

    *a = (struct caller){.from = from, .exempt = exempt};
    a->got = (struct position){.matter = c->matter, .determination = c->determination, .plane = bytes_str(x->p->given->plane == NULL ? "firewall" : x->p->given->plane),
                               .server = bytes_str(x->p->given->past), .source = from, .exception = exempt == NULL ? BYTES("") : exempt->digest,
                               .known = bytes_str(x->p->given->server), .open = open, .former = former, .time = c->now};
    buf_init(&lines, 1000);
    for (int w = 0; w < WAYS; w++)
        buf_printf(&lines, "%s\n", passage_way_id((enum passage_way)w));
    hash_sha256(buf_bytes(&lines), a->got.names);
    buf_free(&lines);
}

/* Of the kind that is asked: an IPv6 address asks no IPv4 server. */
static bool can_ask(const struct crossing *x, struct bytes network)
{
    struct control_network n;

    return control_network(network, &n) && n.v6 == x->past.v6;
}

static void make_callers(struct crossing *x)
{
    const struct control *c = &x->p->control;
    bool refuses = c->blocks_traffic && !c->revoked && (x->p->firewall || x->p->given->plane != NULL);

    x->callers = arena_array(&x->p->arena, c->exempt_count + c->ended_count + 1, sizeof *x->callers);
    add(x, bytes_str(x->p->given->from == NULL ? "" : x->p->given->from), NULL, !refuses, !refuses);
    for (size_t i = 0; refuses && i < c->exempt_count; i++)
        if (can_ask(x, c->exempt[i].network))
            add(x, probe_local(&x->p->arena, c->exempt[i].network), &c->exempt[i], true, false);
    for (size_t i = 0; refuses && i < c->ended_count; i++)
        if (can_ask(x, c->ended[i].network) && control_exempts(c, probe_local(&x->p->arena, c->ended[i].network)) == NULL)
            add(x, probe_local(&x->p->arena, c->ended[i].network), &c->ended[i], false, false);
}

/* The resolver that devices may ask has to answer, or nothing is proven of the other. */
static bool ask(struct crossing *x, struct caller *a)
{
    struct bytes known = bytes_str(x->p->given->known);
    struct passage_answer allowed;
    struct error why = {0};

    a->got.mute = true;
    for (enum passage_way w = WAY_UDP; w <= WAY_TCP && a->got.mute; w++) {
        if (!passage_try(&x->p->server, a->from, w, known, &allowed, &why)) {
            a->got.away = why.code == ERROR_USAGE;
            return false;
        }
        a->got.mute = allowed.passage != PASSAGE_OPEN;
    }
    for (enum passage_way w = 0; w < WAYS; w++) {
        if (!passage_try(&x->past, a->from, w, known, &a->past[w], &why))
            return false;
        x->through[w] = x->through[w] || a->past[w].passage == PASSAGE_OPEN;
    }
    a->reaches = passage_reaches(&x->past, a->from, x->port);
    return true;
}

/*
 * Silence, or a refusal in the other end's name, is a block only where something shows that the other end is there: another
 * address gets through the same way; or, of plain DNS, which every resolver has, this one reaches the other end's other port.
 */
static bool shown(const struct crossing *x, const struct caller *a, enum passage_way w)
{
    return x->through[w] || (w <= WAY_TCP && a->reaches);
}

static void note(struct crossing *x, struct caller *a, enum passage_way w, const char *what)
{
    static const char *const ids[] = {"blocked", "resolves", "no answer"};
    struct position_answer *rows = arena_array(&x->p->arena, a->got.answer_count + 1, sizeof *rows);
    enum passage p = a->past[w].passage;

    if (a->got.answer_count > 0)
        memcpy(rows, a->got.answers, a->got.answer_count * sizeof *rows);
    rows[a->got.answer_count++] = (struct position_answer){bytes_str(passage_way_id(w)), 1, ids[p == PASSAGE_OPEN ? 1 : p == PASSAGE_REFUSED ? 0 : 2]};
    a->got.answers = rows;
    printf("  %s from %s: %s%s%s\n", passage_way_title(w), a->from.size == 0 ? "here" : harmless_bytes(a->from), what, a->past[w].by[0] == 0 ? "" : " by ",
           a->past[w].by);
}

/* One way of one address into counts; what is not as expected is said. */
static void weigh(struct crossing *x, struct caller *a, enum passage_way w)
{
    enum passage p = a->past[w].passage;
    bool refused = p == PASSAGE_REFUSED || (p != PASSAGE_OPEN && !a->got.open && shown(x, a, w));

    if (a->got.open && p != PASSAGE_OPEN && p != PASSAGE_REFUSED && w >= WAY_TLS && !x->through[w]) {
        printf("  %s: %s does not offer it, as far as can be told\n", passage_way_title(w), harmless(x->p->given->past));
        return;
    }
    a->got.opened += p == PASSAGE_OPEN;
    a->got.blocked += refused;
    a->got.unanswered += p != PASSAGE_OPEN && !refused;
    if (p == PASSAGE_OPEN ? !a->got.open : !refused || a->got.open)
        note(x, a, w, p == PASSAGE_OPEN ? "gets through" : p == PASSAGE_REFUSED ? "refused" : p == PASSAGE_CLOSED ? "refused in the name of the other end" : "no answer, which proves nothing");
}

static void judge(struct crossing *x, struct caller *a)
{
    static const char *const words[POSITION_REASONS] = {
        [POSITION_BLOCKED] = "refused, as planned", [POSITION_EXEMPT] = "gets through, as planned", [POSITION_FREE] = "gets through again, as planned",
        [POSITION_OPEN] = "NOT REFUSED", [POSITION_CUT] = "REFUSED ALTHOUGH EXEMPT", [POSITION_CUT_STILL] = "REFUSED STILL, although nothing forbids it any more",
        [POSITION_AWAY] = "unknown: this machine does not have an address there; probe from one that has",
        [POSITION_MUTE] = "unknown: the resolver that may be asked does not answer, so that silence of another proves nothing",
        [POSITION_NO_ANSWER] = "unknown", [POSITION_PARTLY] = "unknown: some ways get through and others do not",
    };
    struct position *g = &a->got;

    for (enum passage_way w = 0; !g->away && w < WAYS; w++)
        weigh(x, a, w);
    g->reason = position_judge(g);
    x->p->words[position_reason_word(g->reason)]++;
    printf("from %s", a->from.size == 0 ? "here" : harmless_bytes(a->from));
    if (a->exempt != NULL)
        printf(" (exception %.12s, %s %s)", (const char *)a->exempt->digest.data, g->open ? "until" : "which ended, at the latest on", harmless_bytes(a->exempt->until));
    printf(": %s; %" PRIu64 " ways: %" PRIu64 " refused, %" PRIu64 " get through, %" PRIu64 " untold\n", words[g->reason], g->blocked + g->opened + g->unanswered, g->blocked,
           g->opened, g->unanswered);
}

static bool keep(const struct crossing *x, struct store *s, struct error *e)
{
    struct position *rows = calloc(x->count, sizeof *rows);
    bool ok = rows != NULL || error_set(e, ERROR_SYSTEM, 0, "out of memory");

    for (size_t i = 0; ok && i < x->count; i++)
        rows[i] = x->callers[i].got;
    ok = ok && positions_keep(s, rows, x->count, e);
    free(rows);
    return ok;
}

int probe_firewall(struct probing *p, struct store *s, struct error *e)
{
    struct crossing x = {.p = p, .port = PAST_PORT};
    uint64_t port = PAST_PORT;

    if (!probe_server_read(p->given->past, &x.past) || x.past.port != 53 || p->server.port != 53 || x.past.v6 != p->server.v6) {
        error_set(e, ERROR_USAGE, 0, "--past and --server are addresses of one kind, without a port: a firewall refuses the ports that DNS has");
        return EXIT_OPERATION;
    }
    if (!parse_number("probe", "--past-port", p->given->past_port, 1, 65535, &port))
        return EXIT_USAGE;
    x.port = (uint16_t)port;
    make_callers(&x);
    printf("PROBE  %s, firewall: %s, which may be asked, and %s, which may not\n", harmless_bytes(p->control.matter), harmless(p->given->server), harmless(p->given->past));
    if (!x.callers[0].got.open)
        probe_say_others(p);
    for (size_t i = 0; i < x.count; i++)
        ask(&x, &x.callers[i]);
    for (size_t i = 0; i < x.count; i++)
        judge(&x, &x.callers[i]);
    if (!p->given->no_record && !keep(&x, s, e))
        return EXIT_OPERATION;
    printf("%s\n", p->words[VERDICT_VIOLATED] > 0 ? "NOT AS PLANNED" : p->words[VERDICT_UNKNOWN] > 0 ? "UNKNOWN in part" : "AS PLANNED");
    printf("this says what lies between this machine and %s; nothing of devices elsewhere, or of DNS over HTTPS\n", harmless(p->given->past));
    return p->words[VERDICT_VIOLATED] > 0 ? EXIT_NOT_MET : p->words[VERDICT_UNKNOWN] > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}
