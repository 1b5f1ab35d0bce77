/* lint: what an administrator's file does about a family: covered, missed, left open, and what else it hits. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "fleet/lint.h"
#include "judge/words.h"

static bool require_jail, as_json;
static const char *folder, *family_name, *format_word;

static const struct option_row options[] = {
    {"--family", "NAME", "this family only; without it all, and those the file does not speak of in a line", NULL, &family_name},
    {"--families", "DIR", "add an organisation's own families, as in veto families", NULL, &folder},
    {"--format", "FORMAT", "rpz, hosts, dnsmasq, pihole, nft, amapi, graph or mobileconfig, when it cannot be told", NULL, &format_word},
    {"--json", NULL, "as one canonical JSON array", &as_json, NULL},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail, NULL},
    {0},
};

enum say { SAY_ENTRIES, SAY_COVERS, SAY_NOTHING, SAY_HITS, SAY_SILENT, SAY_PROBLEMS, SAY_MORE, SAY_LINE, SAY_TIMES, SAY_OF,
           SAY_SHARED, SAY_RELATIVE, SAY_WIDE, SAY_OWNER, SAY_OPEN, SAY_NOTE, SAY_SIGNER, SAYS };

static const char *say(enum say s)
{
    static const char *const words[SAYS][2] = {
        [SAY_ENTRIES] = {"entries", "entrées"},
        [SAY_COVERS] = {"covers", "couvre"},
        [SAY_NOTHING] = {"this format names no identifier of the family", "ce format ne nomme aucun identifiant de la famille"},
        [SAY_HITS] = {"also hits", "touche aussi"},
        [SAY_SILENT] = {"the file says nothing of it", "le fichier n'en dit rien"},
        [SAY_PROBLEMS] = {"not understood", "non compris"},
        [SAY_MORE] = {"more", "de plus"},
        [SAY_LINE] = {"line", "ligne"},
        [SAY_TIMES] = {"times", "fois"},
        [SAY_OF] = {"of", "sur"},
        [SAY_SHARED] = {"shared with others", "partagé avec d'autres"},
        [SAY_RELATIVE] = {"not of the family", "hors de la famille"},
        [SAY_WIDE] = {"everything else below it", "tout le reste qui est dessous"},
        [SAY_OWNER] = {"owner", "propriétaire"},
        [SAY_OPEN] = {"open", "ouvert"},
        [SAY_NOTE] = {"note", "note"},
        [SAY_SIGNER] = {"signed by", "signé par"},
    };

    return words[s][language_of_environment()];
}

static const char *fate_word(enum fate f)
{
    static const char *const french[FATES] = {"couvert", "signalé", "nom seul", "dessous seul", "exempté", "manqué"};
    static const char *const english[FATES] = {"covered", "reported", "name only", "below only", "opened", "missed"};

    return (language_of_environment() == FRENCH ? french : english)[f];
}

/* One file on its way through the jail. */
struct linting {
    struct input input;
    struct wanted wanted;
    enum format format;
    struct arena arena; /* of the parent's copy of what the child said */
    struct artefact heard;
    struct jail_end end;
    bool whole;
};

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct linting *l = context;
    struct arena arena;
    struct artefact art;
    struct error e = {0};

    (void)index;
    jail_arena(&arena, out);
    frame_stage(out, "reading");
    artefact_init(&art, &arena, &l->wanted);
    if (!artefact_read(&art, l->input.bytes, l->format, &e)) {
        frame_send(out, FRAME_ERROR, bytes_str(e.text));
        return JAIL_EXIT_ERROR;
    }
    return artefact_send(&art, out) ? 0 : JAIL_EXIT_ERROR;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct linting *l = context;

    (void)index;
    (void)e;
    *memory = l->input.bytes.size;
    return true;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct linting *l = context;

    (void)index;
    return artefact_heard(&l->heard, type, payload);
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct linting *l = context;

    (void)index;
    l->end = *end;
    l->whole = end->whole;
    return true;
}

/* --- text --- */

static void place(struct buf *out, uint32_t line)
{
    if (line > 0)
        buf_printf(out, "  (%s %" PRIu32 ")", say(SAY_LINE), line);
}

static void print_side(struct buf *out, const struct side_effect *s)
{
    buf_printf(out, "    %s  ", say(SAY_HITS));
    text_show(out, s->stated->value.size > 0 ? s->stated->value : BYTES("*"));
    buf_str(out, ": ");
    if (s->why == SIDE_WIDE) {
        buf_str(out, say(SAY_WIDE));
        if (s->owner.size > 0) {
            buf_printf(out, " (%s: ", say(SAY_OWNER));
            text_show(out, s->owner);
            buf_str(out, ")");
        }
    } else {
        if (s->why != SIDE_ALSO)
            buf_printf(out, "%s%s", say(s->why == SIDE_SHARED ? SAY_SHARED : SAY_RELATIVE),
                       s->identifier->may_also_hit.size > 0 ? ": " : "");
        text_show(out, s->identifier->may_also_hit);
    }
    place(out, s->stated->line);
    buf_str(out, "\n");
}

static void print_family(struct buf *out, const struct lint *l, const struct artefact *art)
{
    buf_str(out, "  ");
    text_show(out, l->family->id);
    if (art->carries == 0 || l->count == 0) {
        buf_printf(out, ": %s\n", say(SAY_NOTHING));
    } else if (!l->spoken_of && family_name == NULL && l->fates[FATE_COVERED] == 0) {
        buf_printf(out, ": %s (0 %s %zu)\n", say(SAY_SILENT), say(SAY_OF), l->count);
    } else {
        buf_printf(out, ": %s %zu %s %zu", say(SAY_COVERS), l->fates[FATE_COVERED], say(SAY_OF), l->count);
        for (unsigned f = FATE_REPORTED; f < FATES; f++)
            if (l->fates[f] > 0)
                buf_printf(out, ", %zu %s", l->fates[f], fate_word(f));
        buf_str(out, "\n");
        for (size_t i = 0; i < l->count; i++) {
            const struct verdict *v = &l->verdicts[i];
            if (v->fate == FATE_COVERED)
                continue;
            buf_printf(out, "    %s  %s ", fate_word(v->fate), identifier_kind_name(v->identifier->kind));
            text_show(out, v->identifier->value);
            buf_printf(out, "  %s", confidence_name(v->identifier->confidence));
            place(out, v->line);
            buf_str(out, "\n");
        }
    }
    for (size_t i = 0; i < l->side_count; i++)
        print_side(out, &l->sides[i]);
}

static void print_traps(struct buf *out, const struct artefact *art)
{
    for (size_t i = 0; i < TRAPS; i++) {
        const struct sprung *t = &art->traps[i];
        const struct trap_row *row = trap_row(i);
        if (t->count == 0)
            continue;
        buf_printf(out, "  %s  %s: %s", say(row->weight == TRAP_OPENS ? SAY_OPEN : SAY_NOTE), row->code,
                   language_of_environment() == FRENCH ? row->french : row->english);
        if (t->detail.size > 0) {
            buf_str(out, "; ");
            text_show(out, t->detail);
        }
        if (t->count > 1)
            buf_printf(out, ", %" PRIu32 " %s", t->count, say(SAY_TIMES));
        place(out, t->line);
        buf_printf(out, "\n        [%s]\n", row->source);
    }
    for (size_t i = 0; i < art->problem_count; i++) {
        buf_printf(out, "  %s  ", say(SAY_PROBLEMS));
        text_show(out, art->problems[i].text);
        place(out, art->problems[i].line);
        buf_str(out, "\n");
    }
    if (art->wrong > art->problem_count)
        buf_printf(out, "  %s  %" PRIu64 " %s\n", say(SAY_PROBLEMS), art->wrong - art->problem_count, say(SAY_MORE));
}

static void print_text(struct buf *out, const char *path, const struct artefact *art, const struct lint *lints, size_t count)
{
    text_show(out, bytes_str(path));
    buf_printf(out, ": %s, %" PRIu64 " %s", format_title(art->format), art->entries, say(SAY_ENTRIES));
    if (art->signer.size > 0) {
        buf_printf(out, ", %s ", say(SAY_SIGNER));
        text_show(out, art->signer);
    }
    buf_str(out, "\n");
    for (size_t i = 0; i < count; i++)
        print_family(out, &lints[i], art);
    print_traps(out, art);
}

/* --- JSON --- */

static void json_family(struct json *j, const struct lint *l)
{
    static const char *const whys[] = {"also-hits", "relative", "shared", "wide"};

    json_object(j);
    json_pair_count(j, "asked", l->count);
    json_pair_count(j, "covered", l->fates[FATE_COVERED]);
    json_pair(j, "family", l->family->id);
    json_key(j, BYTES("gaps"));
    json_array(j);
    for (size_t i = 0; i < l->count; i++) {
        const struct verdict *v = &l->verdicts[i];
        if (v->fate == FATE_COVERED)
            continue;
        json_object(j);
        json_pair(j, "confidence", bytes_str(confidence_name(v->identifier->confidence)));
        json_pair(j, "fate", bytes_str(fate_name(v->fate)));
        json_pair(j, "kind", bytes_str(identifier_kind_name(v->identifier->kind)));
        json_pair_count(j, "line", v->line);
        json_pair(j, "value", v->identifier->value);
        json_end_object(j);
    }
    json_end_array(j);
    json_key(j, BYTES("side_effects"));
    json_array(j);
    for (size_t i = 0; i < l->side_count; i++) {
        const struct side_effect *s = &l->sides[i];
        json_object(j);
        json_pair_count(j, "line", s->stated->line);
        json_pair(j, "owner", s->owner);
        json_pair(j, "stated", s->stated->value);
        json_pair(j, "what", s->why == SIDE_WIDE ? bytes_of(NULL, 0) : s->identifier->may_also_hit);
        json_pair(j, "why", bytes_str(whys[s->why]));
        json_end_object(j);
    }
    json_end_array(j);
    json_key(j, BYTES("spoken_of"));
    json_bool(j, l->spoken_of);
    json_end_object(j);
}

static void json_traps(struct json *j, const struct artefact *art)
{
    json_key(j, BYTES("traps"));
    json_array(j);
    for (size_t i = 0; i < TRAPS; i++) {
        const struct trap_row *row = trap_row(i);
        if (art->traps[i].count == 0)
            continue;
        json_object(j);
        json_pair(j, "code", bytes_str(row->code));
        json_pair_count(j, "count", art->traps[i].count);
        json_pair(j, "detail", art->traps[i].detail);
        json_pair_count(j, "line", art->traps[i].line);
        json_pair(j, "source", bytes_str(row->source));
        json_pair(j, "text", bytes_str(row->english));
        json_pair(j, "text_fr", bytes_str(row->french));
        json_pair(j, "weight", row->weight == TRAP_OPENS ? BYTES("open") : BYTES("note"));
        json_end_object(j);
    }
    json_end_array(j);
}

static void write_json(struct json *j, const char *path, const struct artefact *art, const struct lint *lints, size_t count)
{
    struct arena a;

    arena_init(&a, LIMIT_ARENA);
    json_object(j);
    json_pair_count(j, "entries", art->entries);
    json_key(j, BYTES("families"));
    json_array(j);
    for (size_t i = 0; i < count; i++)
        json_family(j, &lints[i]);
    json_end_array(j);
    json_pair(j, "file", text_utf8(&a, bytes_str(path), NULL));
    json_pair(j, "format", bytes_str(format_name(art->format)));
    json_key(j, BYTES("problems"));
    json_array(j);
    for (size_t i = 0; i < art->problem_count; i++) {
        json_object(j);
        json_pair_count(j, "line", art->problems[i].line);
        json_pair(j, "text", art->problems[i].text);
        json_end_object(j);
    }
    json_end_array(j);
    json_pair(j, "signer", art->signer);
    json_traps(j, art);
    json_pair_count(j, "wrong", art->wrong);
    json_end_object(j);
    arena_free(&a);
}

/* --- a run --- */

/* What the families come to: 0, 3 with a way left open or lines not understood, 4 with something missed. */
static int status_of(const struct artefact *art, const struct lint *lints, size_t count)
{
    bool any = false, missed = false, open = art->wrong > 0;

    for (size_t i = 0; i < count; i++)
        any |= lints[i].spoken_of || lints[i].fates[FATE_COVERED] > 0;
    for (size_t i = 0; i < count; i++) {
        bool asked = family_name != NULL || !any || lints[i].spoken_of;
        missed |= asked && (lints[i].fates[FATE_COVERED] < lints[i].count || lints[i].count == 0);
    }
    for (size_t i = 0; i < TRAPS; i++)
        open |= art->traps[i].count > 0 && trap_row(i)->weight == TRAP_OPENS;
    return missed ? EXIT_NOT_MET : open ? EXIT_CONDITIONS : EXIT_OK;
}

/* Worse for a run of several files: what could not be done, then not understood, then gaps. */
static int worse(int a, int b)
{
    static const int order[] = {EXIT_OK, EXIT_CONDITIONS, EXIT_NOT_MET, EXIT_UNDETERMINED, EXIT_OPERATION};
    size_t at_a = 0, at_b = 0;

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        at_a = order[i] == a ? i : at_a;
        at_b = order[i] == b ? i : at_b;
    }
    return at_a > at_b ? a : b;
}

static int lint_one(const char *path, const struct families *f, struct linting *l, struct buf *out, struct json *j)
{
    struct jail_job job = {
        .count = 1, .jobs = 1, .context = l, .prepare = prepare, .work = work, .frame = frame, .done = done};
    struct lint *lints;
    struct error e = {0};

    if (!input_open(&l->input, path, &e)) {
        complain("%s: %s", harmless(path), harmless(e.text));
        return EXIT_OPERATION;
    }
    if (!jail_run(&job, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (!l->whole) {
        complain_end(path, &l->end);
        return EXIT_UNDETERMINED;
    }
    lints = arena_array(&l->arena, f->count, sizeof *lints);
    for (size_t i = 0; i < f->count; i++)
        lint_family(&lints[i], &l->arena, &l->heard, &f->rows[i]);
    if (as_json)
        write_json(j, path, &l->heard, lints, f->count);
    else
        print_text(out, path, &l->heard, lints, f->count);
    return status_of(&l->heard, lints, f->count);
}

static int lint_all(int argc, char **argv, const struct families *f, struct arena *a)
{
    struct wanted wanted;
    struct json j;
    struct buf out;
    int status = EXIT_OK;

    wanted_make(&wanted, a, f);
    buf_init(&out, LIMIT_RECORD);
    json_open(&j, &out);
    if (as_json)
        json_array(&j);
    for (int i = 0; i < argc; i++) {
        struct linting l = {.wanted = wanted, .format = format_word == NULL ? FORMAT_UNKNOWN : format_of_name(format_word)};
        arena_init(&l.arena, LIMIT_ARENA);
        artefact_init(&l.heard, &l.arena, NULL);
        status = worse(status, lint_one(argv[i], f, &l, &out, &j));
        input_close(&l.input);
        arena_free(&l.arena);
    }
    if (as_json) {
        json_end_array(&j);
        buf_str(&out, "\n");
    }
    if (out.failed || !print_bytes(buf_bytes(&out)))
        status = EXIT_OPERATION;
    buf_free(&out);
    return status;
}

static int run(int argc, char **argv)
{
    struct families f;
    struct arena arena;
    struct error e = {0};

    if (argc == 0) {
        complain("lint: give a file: a profile, a policy, a zone, a list");
        return EXIT_USAGE;
    }
    if (format_word != NULL && format_of_name(format_word) == FORMAT_UNKNOWN) {
        complain("lint: there is no format %s", harmless(format_word));
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&f, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (family_name != NULL) {
        const struct family *one = families_find(&f, bytes_str(family_name));
        if (one == NULL) {
            complain("there is no family %s; 'veto families' lists them", harmless(family_name));
            return EXIT_USAGE;
        }
        f = (struct families){arena_alloc(&arena, sizeof *one), 1};
        f.rows[0] = *one;
    }
    return jail_accepted(require_jail) ? lint_all(argc, argv, &f, &arena) : EXIT_OPERATION;
}

const struct command command_lint = {
    .name = "lint",
    .operands = "FILE...",
    .doc = "Say what a profile, policy, zone or list blocks of a family, what it misses and what else it hits",
    .more = "Reads what administrators have: Apple configuration profiles (signed ones too), Android Management API\n"
            "policies and Intune's (Microsoft Graph JSON), response policy zones, hosts, dnsmasq and Pi-hole lists, nftables sets.\n"
            "Counted are the identifiers of confidence certain and claim that the format could block; settings that\n"
            "leave a way open are named with where that is known from. Nothing is changed.\n"
            "\n"
            "Exit status: 0 all covered and nothing open; 3 all covered, with a way left open or lines not understood;\n"
            "4 something of a family missed (of those the file speaks of, or the one asked for); 5 a file that\n"
            "could not be read; 1 a file that could not be opened; 2 wrong usage.",
    .options = options,
    .run = run,
};
