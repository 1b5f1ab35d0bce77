/* enforce: a determination carried out on planes, in rings, with a way back. */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/moment.h"
#include "cmd/enforce.h"
#include "cmd/store_place.h"
#include "ledger/file.h"

static struct enforce_options given;
static struct say_options say;
static bool apply, rollback, status_only, journal, plan, check;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &say.place},
    {"--plan", NULL, "show what would be done, and do nothing; this is so without any other word", &plan, NULL},
    {"--check", NULL, "with --targets: exit status 3 when --apply would change something", &check, NULL},
    {"--apply", NULL, "do the next ring of it", &apply, NULL},
    {"--rollback", NULL, "bring back what was there before the newest run", &rollback, NULL},
    {"--status", NULL, "look at every place and say what the newest run is", &status_only, NULL},
    {"--journal", NULL, "print the newest run's steps, a line each: the bytes whose digest is signed", &journal, NULL},
    {"--targets", "FILE", "where rendered files go and which adb and MDM servers there are: PLANE FILE PLACE RING RELOAD, tabs between", NULL, &given.targets},
    {"--from", "DIR", "files rendered before, or by hand; else veto renders what the targets name", NULL, &given.from},
    {"--out", "DIR", "write what is rendered for each plane, merged with what stands where --targets say, with a README and SHA256SUMS; nothing is applied", NULL, &given.out},
    {"--as-of", "DAY", "with --plan or --out: what planes would be told on that day", NULL, &given.as_of},
    {"--planes", "A,B", "only these; else those the determination names; 'veto planes' explains them", NULL, &given.planes},
    {"--accept", "A,B", "block these names although they hit something else too; '*' for all", NULL, &given.accept},
    {"--sinkhole", "NAME", "where the product can: answer with this name in the place of NXDOMAIN", NULL, &given.sinkhole},
    {"--allow-resolvers", "A,B", "for firewalls: the addresses that devices may ask for names", NULL, &given.allow_resolvers},
    {"--resolver", "ADDRESS", "of apple-dns: the encrypted resolver that devices are sent to, https://HOST/PATH or tls://HOST", NULL, &given.resolver},
    {"--ios", "VERSION", "of Apple restrictions: the oldest version among the devices; before 15 the setting has another name", NULL, &given.ios},
    {"--signing-key", "FILE", "PEM: sign Apple profiles with it", NULL, &given.signing_key},
    {"--signing-certificate", "FILE", "PEM: and with this certificate; others in the file go along", NULL, &given.signing_certificate},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &given.families},
    {"--rings", "SIZES", "devices or shares of them, the last 'all'; else 10,1%,all", NULL, &given.rings},
    {"--through", "RING", "go on until that ring, or all; else one ring", NULL, &given.through},
    {"--stop-at", "N", "stop when so many devices, or a share of a ring, failed or complained; else 5%", NULL, &given.stop_at},
    {"--complaints", "N", "complaints of users that came in since the last ring", NULL, &given.complaints},
    {"--go-on", NULL, "go on with a run that was stopped: what failed is tried again, what did not answer is asked again", &given.go_on, NULL},
    {"--events", "FILE", "what NanoMDM's webhook received, a JSON object a line: what became of commands to Apple devices", NULL, &given.events},
    {"--no-wait", NULL, "go on to the next ring although devices of this one have not answered", &given.no_wait, NULL},
    {"--no-push", NULL, "queue commands on an MDM server without a push notification", &given.no_push, NULL},
    {"--ca", "FILE", "PEM: certificates of servers to trust, in the place of the system's", NULL, &given.authorities},
    {"--key", "FILE", "who signs the run: a private key, or the public key of one that ssh-agent holds", NULL, &say.key},
    {"--second", "FILE", "the key of a second approver, where the policy asks for one", NULL, &say.second},
    {"--roles", "DIR", "the folder of ROLE.allowed_signers; else that of the store", NULL, &say.roles},
    {"--process", "FILE", "what decisions have to keep to; else packs/process/default.tsv", NULL, &say.process},
    {0},
};

int enforce_said(const struct enforce *w, const struct error *e, int status)
{
    complain("%s: %s", w->command->name, harmless(e->text));
    return status;
}

/* Where a step goes, for people. */
static void show_place(const struct step *s)
{
    printf("  %s %s%s%s", harmless_bytes(s->plane), harmless_bytes(s->place), s->device.size == 0 ? "" : " ", harmless_bytes(s->device));
}

static void told(const struct step *s, const char *what)
{
    show_place(s);
    printf(": %s%s%s\n", what, s->answer.size == 0 ? "" : ": ", harmless_bytes(s->answer));
}

/* --- plan and status --- */

static int show_plan(struct enforce *w)
{
    size_t changes = 0;

    if (w->mandate.revoked) {
        printf(w->run.id == 0 ? "the determination was revoked: nothing to change\n" : "the determination was revoked: --apply takes back what its runs did\n");
        return check && w->run.id != 0 ? EXIT_CONDITIONS : EXIT_OK;
    }
    printf("%zu steps in %u rings; %" PRIu64 " issued devices; nothing was changed\n", w->count, w->run.rings.count, w->devices);
    for (size_t i = 0; i < w->count; i++) {
        struct step *s = &w->steps[i];
        struct error e = {0};
        enum step_now now = s->state == STEP_HELD ? NOW_BEFORE : rollout_look(&w->run, s, &e);
        show_place(s);
        printf(": ring %u: ", s->ring);
        changes += s->state != STEP_HELD && (e.code != ERROR_NONE || now != NOW_APPLIED);
        if (s->state == STEP_HELD)
            printf("%s\n", harmless_bytes(s->answer));
        else if (e.code != ERROR_NONE)
            printf("%s\n", harmless(e.text));
        else if (now == NOW_APPLIED)
            printf("is there already\n");
        else if (s->device.size > 0)
            printf(bytes_is(s->plane, "adb") || bytes_is(s->plane, "apple-remove") ? "would be removed from\n" : "would be installed on\n");
        else
            printf("would be %s%s%s\n", bytes_is(s->doer, step_restores.name) ? "given back what stood there before" : s->was.there ? "replaced" : "written", s->reload.size == 0 ? "" : ", then: ", harmless_bytes(s->reload));
    }
    return check && changes > 0 ? EXIT_CONDITIONS : EXIT_OK;
}

int enforce_status(struct enforce *w)
{
    struct rollout_tally t = {0};
    const char *word;

    for (size_t i = 0; i < w->run.count; i++) {
        struct step *s = &w->run.steps[i];
        struct error e = {0};
        t.state[s->state]++;
        if (s->state == STEP_HELD)
            continue;
        t.now[rollout_look(&w->run, s, &e)]++;
    }
    word = rollout_word(&w->run, &t);
    if (w->run.id == 0) {
        printf("no run of this case\n");
        return EXIT_OK;
    }
    printf("run %" PRId64 " of determination %.12s: %s; ring %u of %u\n", w->run.id, (const char *)w->run.determination.data, word, w->run.ring, w->run.rings.count);
    for (size_t i = 0; i < w->run.count; i++) {
        struct step *s = &w->run.steps[i];
        struct error e = {0};
        show_place(s);
        printf(": %s, now %s%s%s\n", step_state_id(s->state), s->state == STEP_HELD ? "kept" : step_now_id(rollout_look(&w->run, s, &e)),
               s->answer.size == 0 ? "" : ": ", harmless_bytes(s->answer));
    }
    return strcmp(word, "applied") == 0 || strcmp(word, "rolled back") == 0 || strcmp(word, "in rings") == 0 ? EXIT_OK
           : strcmp(word, "changed by others") == 0 || strcmp(word, "stopped") == 0                        ? EXIT_NOT_MET
                                                                                                           : EXIT_UNDETERMINED;
}

static int print_journal(const struct enforce *w)
{
    struct buf out;
    bool ok;

    buf_init(&out, LIMIT_RECORD);
    rollout_journal(&w->run, &out);
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

/* --- all of it --- */

/* How each kind of step reaches its places. */
static void set_reaches(struct enforce *w)
{
    w->mdm = (struct mdm_reach){.store = w->store, .arena = &w->arena, .seal = &w->seal, .authorities = given.authorities, .nopush = given.no_push,
                                .again = given.go_on && (apply || rollback), .record = apply || rollback, .now = time(NULL)};
    w->reaches[0] = (struct step_reach){&step_files, NULL};
    w->reaches[1] = (struct step_reach){&step_restores, NULL};
    w->reaches[2] = (struct step_reach){&step_handsets, w->roster};
    w->reaches[3] = (struct step_reach){&step_mdm, &w->mdm};
    w->reaches[4] = (struct step_reach){NULL, NULL};
}

static bool load(struct enforce *w, struct error *e)
{
    char path[FILE_PATH], key[FILE_PATH + 8];

    set_reaches(w);

    store_path(w->say->place, path);
    snprintf(key, sizeof key, "%s.key", path);
    w->run = (struct rollout){.store = w->store, .arena = &w->arena, .seal = &w->seal, .reaches = w->reaches, .told = told, .again = given.go_on, .no_wait = given.no_wait,
                              .matter = w->name, .any = status_only || journal};
    return matter_load(w->store, &w->arena, w->name, &w->m, e) && mandate_read(w->store, &w->arena, &w->m, w->now, &w->mandate, e) &&
           families_load(&w->families, &w->arena, w->given->families, e) &&
           /* looking makes no key: where there is none, nothing was sealed */
           ((!apply && access(key, F_OK) != 0) || seal_open(key, &w->seal, e)) && rollout_load(&w->run, e) && enforce_listen(w, false, e);
}

/* The case has to have a determination that holds by now, or one that was revoked. */
static bool may_begin(const struct enforce *w, struct error *e)
{
    struct bytes from;

    if (w->m.count == 0)
        return error_set(e, ERROR_USAGE, 0, "there is no case of that name; 'veto case' lists them");
    if (w->mandate.revoked)
        return true;
    if (w->mandate.determination == NULL)
        return error_set(e, ERROR_REFUSED, 0, "no determination of this case is in force: there is nothing to carry out");
    from = matter_text(&w->mandate.determination->s, "effective");
    if (json_compare(from, w->now) > 0)
        return error_set(e, ERROR_REFUSED, 0, "the determination holds from %.10s on", (const char *)arena_copy(w->run.arena, from).data);
    return true;
}

static int do_it(struct enforce *w)
{
    struct error e = {0};

    if (!load(w, &e))
        return enforce_said(w, &e, EXIT_OPERATION);
    if (status_only)
        return enforce_status(w);
    if (journal)
        return print_journal(w);
    if (rollback)
        return enforce_rollback(w);
    if (!may_begin(w, &e) && check && e.code == ERROR_REFUSED) {
        printf("%s\n", harmless(e.text)); /* so nothing is to be applied */
        return EXIT_OK;
    }
    if (e.code != ERROR_NONE)
        return enforce_said(w, &e, e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    if (w->run.id == 0 || given.rings != NULL) {
        struct rings rings;
        if (!rings_read(&rings, given.rings == NULL ? "10,1%,all" : given.rings, &e))
            return enforce_said(w, &e, EXIT_USAGE);
        if (w->run.id == 0)
            w->run.rings = rings;
    }
    if (w->given->out != NULL)
        return enforce_out(w);
    if (!apply && w->given->targets == NULL && !w->mandate.revoked)
        return enforce_show_planes(w);
    if (!w->mandate.revoked && !enforce_steps(w, &e))
        return enforce_said(w, &e, e.code == ERROR_USAGE || e.code == ERROR_FORMAT ? EXIT_USAGE : EXIT_OPERATION);
    return apply ? enforce_apply(w) : show_plan(w);
}

static int run(int argc, char **argv)
{
    struct enforce *w;
    int64_t day;
    int status;

    if (argc != 1 || argv[0][0] == 0 || strlen(argv[0]) > LIMIT_STATEMENT_NAME) {
        complain("enforce: give the name of a case");
        return EXIT_USAGE;
    }
    if (apply + rollback + status_only + journal + plan > 1) {
        complain("enforce: only one of --plan, --apply, --rollback, --status and --journal");
        return EXIT_USAGE;
    }
    if (check && (given.targets == NULL || apply || rollback || status_only || journal || given.out != NULL)) {
        complain("enforce: --check goes with --targets, and only looks");
        return EXIT_USAGE;
    }
    if (given.out != NULL && (apply || rollback || status_only || journal)) {
        complain("enforce: --out renders, and does nothing else");
        return EXIT_USAGE;
    }
    if (given.as_of != NULL && (apply || rollback || status_only || journal || given.targets != NULL)) {
        complain("enforce: --as-of goes with what is only shown or rendered");
        return EXIT_USAGE;
    }
    if (given.as_of != NULL && !moment_parse(bytes_str(given.as_of), &day)) {
        complain("enforce: --as-of is a day, such as 2027-03-31");
        return EXIT_USAGE;
    }
    if ((apply || rollback) && say.key == NULL) {
        complain("enforce: --key KEY signs the run");
        return EXIT_USAGE;
    }
    w = calloc(1, sizeof *w);
    if (w != NULL)
        w->roster = calloc(1, sizeof *w->roster);
    if (w == NULL || w->roster == NULL) {
        free(w);
        return EXIT_OPERATION;
    }
    *w = (struct enforce){.command = &command_enforce, .given = &given, .say = &say, .name = bytes_str(argv[0]), .roster = w->roster};
    arena_init(&w->arena, LIMIT_ARENA);
    w->now = given.as_of != NULL ? bytes_str(given.as_of) : say_now(&w->arena);
    w->store = store_at("enforce", say.place);
    status = w->store == NULL ? EXIT_OPERATION : do_it(w);
    if (w->store != NULL)
        store_close(w->store);
    arena_free(&w->arena);
    free(w->roster);
    free(w);
    return status;
}

const struct command command_enforce = {
    .name = "enforce",
    .operands = "CASE",
    .doc = "Carry a determination out on planes, in rings, with a way back",
    .more = "Without --targets: what each plane would be told, and every gap between the determination and what the plane can do.\n"
            "What is rendered goes to the places that --targets FILE names, whole and on the disk before it appears,\n"
            "and the command given there is run without a shell; its output is only counted. On Android devices of an adb\n"
            "server a family's apps are removed for every user. Each --apply does one ring: ten devices, one in a hundred, all.\n"
            "It stops at a threshold of failures and complaints, leaves out what a hold or an exception keeps, and is signed\n"
            "before it begins and when it rests (kind run); above a number of devices two people begin it. What was there is\n"
            "kept in the store, encrypted with STORE.key. After an interruption --apply goes on and --rollback goes back;\n"
            "what somebody else changed is not touched. A revoked determination is taken back by --apply. Whether apps are\n"
            "gone is not for this command to say: 'veto observe adb' asks the devices again, and 'veto verify' judges.\n"
            "Through a NanoMDM server, whose address a target has for its place, commands to Apple devices are queued by veto-push;\n"
            "--events says what became of them, and a ring is behind when its devices' own lists show it: a locked device waits,\n"
            "and has not failed. Its API key is in the file that the target names, or in VETO_API_KEY.\n"
            "Exit status: 0 done as asked, 3 (--check) something is to be applied, 4 stopped or changed by others, 5 interrupted,\n"
            "or devices have not answered.\n\n"
            "    printf 'rpz-bind9\\trpz-bind9.zone\\t/etc/bind/rpz-bind9.zone\\t1\\t/usr/sbin/rndc reload veto.rpz\\n' >targets\n"
            "    veto enforce wechat\n"
            "    veto enforce wechat --out rendered --planes rpz-bind9\n"
            "    veto enforce wechat --targets targets --apply --key officer\n"
            "    veto enforce wechat --status",
    .options = options,
    .run = run,
};
