/* A run from its beginning to its end: signed before anything is touched and when it rests, step by step in between. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "cmd/case.h"
#include "cmd/enforce.h"
#include "ledger/rules.h"

/* --- the statement --- */

static void hex_of(struct bytes text, char hex[HEX256 + 1])
{
    uint8_t digest[SHA256_SIZE];

    hash_sha256(text, digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
}

static bool first_of_plane(const struct rollout *r, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (bytes_equal(r->steps[j].plane, r->steps[i].plane))
            return false;
    return true;
}

static void pair_text(struct json *j, const char *key, struct bytes value)
{
    json_key(j, bytes_str(key));
    json_text(j, value);
}

static void pair_number(struct json *j, const char *key, uint64_t value)
{
    json_key(j, bytes_str(key));
    json_number(j, (int64_t)value);
}

/* One row of a plane: counts, and digests over a line for each of its steps. */
static void plane_row(struct json *j, const struct rollout *r, struct bytes plane)
{
    uint64_t states[STEP_STATES] = {0}, steps = 0;
    char rendered[HEX256 + 1], answered[HEX256 + 1], hex[HEX256 + 1];
    struct buf want, said;

    buf_init(&want, LIMIT_RECORD);
    buf_init(&said, LIMIT_RECORD);
    for (size_t i = 0; i < r->count; i++) {
        const struct step *s = &r->steps[i];
        if (!bytes_equal(s->plane, plane))
            continue;
        steps++;
        states[s->state]++;
        hex_of(s->want, hex);
        buf_printf(&want, "%s %.*s %.*s\n", hex, (int)s->place.size, (const char *)s->place.data, (int)s->device.size, (const char *)s->device.data);
        buf_printf(&said, "%s %.*s %.*s %.*s\n", step_state_id(s->state), (int)s->place.size, (const char *)s->place.data, (int)s->device.size,
                   (const char *)s->device.data, (int)s->answer.size, (const char *)s->answer.data);
    }
    hex_of(buf_bytes(&want), rendered);
    hex_of(buf_bytes(&said), answered);
    buf_free(&want);
    buf_free(&said);
    json_object(j);
    pair_text(j, "answered", bytes_str(answered));
    pair_number(j, "done", states[STEP_DONE]);
    pair_number(j, "failed", states[STEP_FAILED]);
    pair_number(j, "held", states[STEP_HELD]);
    pair_number(j, "pending", states[STEP_PENDING]);
    pair_text(j, "plane", plane);
    pair_text(j, "rendered", bytes_str(rendered));
    pair_number(j, "steps", steps);
    pair_number(j, "undone", states[STEP_UNDONE]);
    json_end_object(j);
}

static char *plane_rows(struct enforce *w)
{
    struct json j;
    struct buf out;
    char *text;

    buf_init(&out, LIMIT_STATEMENT);
    buf_str(&out, "planes=");
    json_open(&j, &out);
    json_array(&j);
    for (size_t i = 0; i < w->run.count; i++)
        if (first_of_plane(&w->run, i))
            plane_row(&j, &w->run, w->run.steps[i].plane);
    json_end_array(&j);
    buf_u8(&out, 0);
    text = arena_alloc(&w->arena, out.size);
    memcpy(text, out.data, out.size);
    buf_free(&out);
    return text;
}

static char *word(struct enforce *w, const char *field, const char *value)
{
    struct bytes text = arena_printf(&w->arena, "%s=%s", field, value);
    char *own = arena_alloc(&w->arena, text.size + 1);

    memcpy(own, text.data, text.size);
    return own;
}

static char *count(struct enforce *w, const char *field, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, value);
    return word(w, field, digits);
}

/* The digest of the journal and of how far the run came: what does not change need not be said again. */
static void mark_of(const struct enforce *w, char hex[HEX256 + 1])
{
    struct buf lines;

    buf_init(&lines, LIMIT_RECORD);
    rollout_journal(&w->run, &lines);
    buf_printf(&lines, "%.*s %u %" PRIu64, (int)w->run.state.size, (const char *)w->run.state.data, w->run.ring, w->run.complaints);
    hex_of(buf_bytes(&lines), hex);
    buf_free(&lines);
}

int enforce_sign(struct enforce *w, const char *action, const char *outcome)
{
    struct saying *say = calloc(1, sizeof *say);
    struct say_options given = *w->say;
    char journal[HEX256 + 1], name[LIMIT_STATEMENT_NAME + 1];
    int status = EXIT_OPERATION;
    struct buf lines;

    if (say == NULL)
        return status;
    given.yes = true;
    snprintf(name, sizeof name, "%.*s", (int)w->name.size, (const char *)w->name.data);
    buf_init(&lines, LIMIT_RECORD);
    rollout_journal(&w->run, &lines);
    hex_of(buf_bytes(&lines), journal);
    buf_free(&lines);
    *say = (struct saying){.command = w->command, .given = &given, .kind = statement_kind(BYTES("run")), .store = w->store};
    arena_init(&say->arena, LIMIT_ARENA);
    say->now = say_now(&say->arena);
    say->roles = given.roles != NULL ? given.roles : case_roles(&say->arena, given.place);
    if (!case_policy(&say->arena, given.process, &say->process, &say->error) || !matter_load(w->store, &say->arena, w->name, &say->m, &say->error)) {
        said(say, status);
    } else {
        struct ruling ruling = {.m = &say->m, .s = &say->plain, .p = &say->process, .now = say->now, .arena = &say->arena};
        char *argv[] = {
            name, word(w, "action", action), count(w, "complaints", w->run.complaints),
            word(w, "determination", (const char *)w->run.determination.data), count(w, "devices", w->run.devices), word(w, "journal", journal),
            word(w, "outcome", outcome), plane_rows(w), count(w, "ring", w->run.ring), word(w, "rings", (const char *)w->run.rings_text.data),
            count(w, "run", (uint64_t)w->run.id), word(w, "stop", (const char *)w->run.stop_text.data), NULL,
        };
        status = say_draft(say, sizeof argv / sizeof *argv - 1, argv);
        say->plain = say->s;
        if (status == EXIT_OK)
            status = rules_check(&ruling, &say->error) ? say_keep(say) : said(say, EXIT_OPERATION);
    }
    arena_free(&say->arena);
    free(say);
    return status;
}

/* Whether the run's beginning is signed. */
static bool begun(const struct enforce *w, const struct matter *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct statement *s = &m->items[i].s;
        const struct json_node *run = json_get(s->root, "run");
        if (strcmp(s->kind->name, "run") == 0 && run->number == w->run.id && bytes_is(matter_text(s, "outcome"), "begun") &&
            bytes_equal(matter_text(s, "determination"), w->run.determination))
            return true;
    }
    return false;
}

/* --- apply --- */

static bool all_behind(const struct rollout *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->steps[i].state != STEP_DONE && r->steps[i].state != STEP_HELD)
            return false;
    return true;
}

/* Whether every step is as it is to be although no run of veto's did it. */
static bool nothing_to_do(struct enforce *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct error e = {0};
        if (w->steps[i].state == STEP_HELD || rollout_look(&w->run, &w->steps[i], &e) != NOW_APPLIED)
            return false;
    }
    return true;
}

static const char *const outcomes[] = {[ROLLOUT_RING] = "ring", [ROLLOUT_COMPLETE] = "complete", [ROLLOUT_STOPPED] = "stopped", [ROLLOUT_WAITS] = "waiting"};

static unsigned through(const struct enforce *w, struct error *e)
{
    const char *given = w->given->through;
    unsigned next = w->run.ring < w->run.rings.count ? w->run.ring + 1 : w->run.rings.count;

    if (given == NULL)
        return next;
    if (strcmp(given, "all") == 0)
        return w->run.rings.count;
    if (given[0] >= '1' && given[0] <= '8' && given[1] == 0)
        return (unsigned)(given[0] - '0');
    error_set(e, ERROR_USAGE, 0, "--through is the number of a ring, or all");
    return 0;
}

static bool complaints(const struct enforce *w, uint64_t *number, struct error *e)
{
    const char *given = w->given->complaints;

    *number = given == NULL ? 0 : strtoull(given, NULL, 10);
    return given == NULL || (given[0] != 0 && strspn(given, "0123456789") == strlen(given) && *number < 1000000000) ||
           error_set(e, ERROR_USAGE, 0, "--complaints is a number");
}

/* A run of these steps: the one that is open, or a new one. *fresh says which. */
static int take_run(struct enforce *w, bool *done, struct error *e)
{
    struct rollout new = w->run;

    *done = false;
    if (w->run.id != 0 && bytes_equal(w->run.determination, bytes_str(w->mandate.determination->hex)) && rollout_same(&w->run, w->steps, w->count)) {
        if (!rollout_reconcile(&w->run, w->steps, w->count, e))
            return EXIT_OPERATION;
        *done = bytes_is(w->run.state, "complete") && all_behind(&w->run);
        return EXIT_OK;
    }
    if (w->run.id == 0 && nothing_to_do(w)) {
        *done = true;
        return EXIT_OK;
    }
    new.steps = w->steps;
    new.count = w->count;
    new.determination = bytes_str(w->mandate.determination->hex);
    new.devices = w->devices;
    new.complaints = 0;
    new.ring = 0;
    new.time = 0;
    if (!rings_read(&new.rings, w->given->rings == NULL ? "10,1%,all" : w->given->rings, e) ||
        !threshold_read(&new.stop, w->given->stop_at == NULL ? "5%" : w->given->stop_at, e))
        return EXIT_USAGE;
    new.rings_text = bytes_str(w->given->rings == NULL ? "10,1%,all" : w->given->rings);
    new.stop_text = bytes_str(w->given->stop_at == NULL ? "5%" : w->given->stop_at);
    if (!rollout_begin(&new, e))
        return EXIT_OPERATION;
    w->run = new;
    return EXIT_OK;
}

static void report(struct enforce *w, enum rollout_end end)
{
    uint64_t states[STEP_STATES] = {0};

    for (size_t i = 0; i < w->run.count; i++)
        states[w->run.steps[i].state]++;
    printf("run %" PRId64 ": %" PRIu64 " of %zu steps done, %" PRIu64 " failed, %" PRIu64 " kept, %" PRIu64 " pending, %" PRIu64 " to come; ring %u of %u; ", w->run.id,
           states[STEP_DONE], w->run.count, states[STEP_FAILED], states[STEP_HELD], states[STEP_PENDING], states[STEP_PLANNED] + states[STEP_BEGUN], w->run.ring, w->run.rings.count);
    if (end == ROLLOUT_STOPPED)
        printf("stopped: failures and complaints reached %s; look at 'veto enforce CASE --status', then --rollback, or --apply --go-on\n", (const char *)w->run.stop_text.data);
    else if (end == ROLLOUT_COMPLETE)
        printf("complete\n");
    else if (end == ROLLOUT_WAITS)
        printf("ring %u waits for its devices: --apply again with later --events, --go-on asks them again, --no-wait goes on without them\n", w->run.ring + 1);
    else if (w->run.ring < w->run.rings.count)
        printf("the next ring is done when --apply is given again\n");
    else
        printf("what could not be reached is tried when --apply is given again, what a device refused with --go-on\n");
}

/* No determination holds any more: what its runs did is taken back, newest first. */
static int take_back(struct enforce *w)
{
    struct error e = {0};
    int status = EXIT_OK;

    if (w->run.id == 0) {
        printf("the determination was revoked, and no run of it stands: nothing to change\n");
        return EXIT_OK;
    }
    while (status == EXIT_OK && w->run.id != 0) {
        printf("the determination was revoked: run %" PRId64 " is taken back\n", w->run.id);
        status = enforce_rollback(w);
        if (status == EXIT_OK && !rollout_load(&w->run, &e))
            status = enforce_said(w, &e, EXIT_OPERATION);
    }
    return status;
}

int enforce_apply(struct enforce *w)
{
    char before[HEX256 + 1], after[HEX256 + 1];
    struct error e = {0};
    enum rollout_end end;
    uint64_t more;
    unsigned last;
    bool done;
    int status;

    if (w->mandate.revoked)
        return take_back(w);
    if (!complaints(w, &more, &e))
        return enforce_said(w, &e, EXIT_USAGE);
    status = take_run(w, &done, &e);
    if (status != EXIT_OK)
        return enforce_said(w, &e, e.code == ERROR_USAGE ? EXIT_USAGE : status);
    if (done && more == 0) {
        printf("everything is there already: nothing to change\n");
        return EXIT_OK;
    }
    last = through(w, &e);
    if (last == 0)
        return enforce_said(w, &e, EXIT_USAGE);
    if (bytes_is(w->run.state, "stopped") && !w->given->go_on) {
        error_set(&e, ERROR_REFUSED, 0, "run %" PRId64 " was stopped at its threshold of failures or complaints: --rollback, or --apply --go-on", w->run.id);
        return enforce_said(w, &e, EXIT_NOT_MET);
    }
    before[0] = 0;
    if (begun(w, &w->m))
        mark_of(w, before);
    else if ((status = enforce_sign(w, "apply", "begun")) != EXIT_OK)
        return status;
    if (!rollout_resume(&w->run, &e) || !rollout_complain(&w->run, more, &e))
        return enforce_said(w, &e, EXIT_OPERATION);
    end = rollout_advance(&w->run, last, &e);
    if (end == ROLLOUT_BROKEN)
        return enforce_said(w, &e, EXIT_OPERATION);
    report(w, end);
    mark_of(w, after);
    status = strcmp(before, after) == 0 ? EXIT_OK : enforce_sign(w, "apply", outcomes[end]);
    return status != EXIT_OK ? status : end == ROLLOUT_STOPPED ? EXIT_NOT_MET : end == ROLLOUT_WAITS ? EXIT_UNDETERMINED : EXIT_OK;
}

int enforce_rollback(struct enforce *w)
{
    char before[HEX256 + 1], after[HEX256 + 1];
    struct error e = {0};
    int status = EXIT_OK;
    bool ok;

    if (w->run.id == 0) {
        printf("no run of this case stands: nothing to take back\n");
        return EXIT_OK;
    }
    mark_of(w, before);
    ok = rollout_back(&w->run, &e);
    if (ok)
        printf("run %" PRId64 " is rolled back: %zu steps\n", w->run.id, w->run.count);
    else
        enforce_said(w, &e, EXIT_OPERATION);
    mark_of(w, after);
    if (ok || strcmp(before, after) != 0)
        status = enforce_sign(w, "rollback", ok ? "rolled-back" : "incomplete");
    return ok ? status : EXIT_OPERATION;
}
