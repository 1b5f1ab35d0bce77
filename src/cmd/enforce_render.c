/* What a determination becomes on each plane: files, and what the plane cannot do. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/moment.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/enforce.h"
#include "ledger/file.h"

/* The words of a list "A,B"; none for NULL. */
static struct bytes *split(struct arena *a, const char *list, size_t *count)
{
    struct bytes text = bytes_str(list == NULL ? "" : list), *out = arena_array(a, text.size / 2 + 1, sizeof *out);

    *count = 0;
    for (size_t at = 0; at < text.size;) {
        size_t end = bytes_find(text, ',', at);
        struct bytes word;
        bytes_slice(text, at, end - at, &word);
        if (word.size > 0)
            out[(*count)++] = word;
        at = end + 1;
    }
    return out;
}

/* A domain name, as an option says one. */
static bool is_host(const char *name)
{
    return name[0] != 0 && name[0] != '.' && strlen(name) < 240 && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == 0;
}

/* Every --accept has to be a name that something else is known of: a slip of the finger accepts nothing. */
static bool accepts_known(const struct control *c, const struct control_options *o, struct error *e)
{
    for (size_t i = 0; i < o->accepted_count; i++) {
        bool known = bytes_is(o->accepted[i], "*");
        for (size_t k = 0; k < c->count; k++)
            known = known || bytes_equal(c->names[k].value, o->accepted[i]);
        if (!known)
            return error_set(e, ERROR_USAGE, 0, "--accept %.200s: the determination has no such name", harmless_bytes(o->accepted[i]));
    }
    return true;
}

static bool resolvers_valid(struct enforce *w, struct error *e)
{
    struct control_network ignored;
    size_t count;
    const struct bytes *rows = split(&w->arena, w->given->allow_resolvers, &count);

    for (size_t i = 0; i < count; i++)
        if (!control_network(rows[i], &ignored))
            return error_set(e, ERROR_USAGE, 0, "--allow-resolvers %.100s: no address or prefix", harmless_bytes(rows[i]));
    return true;
}

bool enforce_control(struct enforce *w, struct error *e)
{
    struct control_options o = {0};
    struct control_from from = {.mandate = &w->mandate, .families = &w->families};

    if (w->control.count > 0)
        return true;
    if (w->given->sinkhole != NULL && !is_host(w->given->sinkhole))
        return error_set(e, ERROR_USAGE, 0, "--sinkhole is a domain name in lower case");
    if (w->given->ios != NULL && (w->given->ios[0] < '1' || w->given->ios[0] > '9' || w->given->ios[strspn(w->given->ios, "0123456789.")] != 0))
        return error_set(e, ERROR_USAGE, 0, "--ios is a version, such as 14 or 17.4");
    if (!resolvers_valid(w, e))
        return false;
    o.accepted = split(&w->arena, w->given->accept, &o.accepted_count);
    moment_parse(w->now, &from.now);
    return control_make(&w->control, &w->arena, &from, &o, e) && accepts_known(&w->control, &o, e);
}

bool enforce_render(struct enforce *w, const struct plane *p, const struct plane_input *standing, struct rendering *out, struct error *e)
{
    struct plane_input in = *standing;

    *out = (struct rendering){.arena = &w->arena};
    if (!enforce_control(w, e))
        return false;
    in.sinkhole = w->given->sinkhole;
    in.resolvers = split(&w->arena, w->given->allow_resolvers, &in.resolver_count);
    in.resolver = w->given->resolver;
    in.version = strncmp(p->name, "apple-", 6) == 0 ? w->given->ios : NULL;
    in.signing_key = w->given->signing_key;
    in.signing_certificate = w->given->signing_certificate;
    if (p->render == NULL) {
        plane_gaps(p, &w->control, out);
        return true;
    }
    return p->render(&w->control, &in, out, e);
}

/* --- which planes --- */

static bool asked_for(struct enforce *w, const struct plane *p)
{
    size_t count;
    const struct bytes *named = split(&w->arena, w->given->planes, &count);

    for (size_t i = 0; i < count; i++)
        if (bytes_is(named[i], p->name))
            return true;
    return count == 0 && mandate_has_plane(&w->mandate, bytes_str(p->name));
}

static bool planes_known(struct enforce *w, struct error *e)
{
    size_t count;
    const struct bytes *named = split(&w->arena, w->given->planes, &count);

    for (size_t i = 0; i < count; i++)
        if (plane_find(named[i]) == NULL)
            return error_set(e, ERROR_USAGE, 0, "--planes: no plane %.100s; 'veto planes' lists them", harmless_bytes(named[i]));
    return true;
}

/* --- for people --- */

/* Names that a plane is told; signers select, no plane blocks by them. Domains matter where traffic is meant. */
static bool is_shown(const struct control *c, const struct control_name *n)
{
    return n->kind == IDENTIFIER_PACKAGE || n->kind == IDENTIFIER_BUNDLE || (n->kind == IDENTIFIER_DOMAIN && c->blocks_traffic);
}

static size_t tally(const struct control *c, enum identifier_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < c->count; i++)
        n += c->names[i].kind == kind && is_shown(c, &c->names[i]) && c->names[i].accepted;
    return n;
}

static void show_names(const struct control *c)
{
    size_t out = 0;

    for (size_t i = 0; i < c->count; i++)
        out += is_shown(c, &c->names[i]) && !c->names[i].accepted;
    printf("to be blocked: packages: %zu, bundle ids: %zu, domains: %zu\n", tally(c, IDENTIFIER_PACKAGE), tally(c, IDENTIFIER_BUNDLE), tally(c, IDENTIFIER_DOMAIN));
    if (c->blocks_traffic && tally(c, IDENTIFIER_DOMAIN) == 0)
        printf("NOT BLOCKED: traffic: no domain of the subject is known that may be blocked; resolvers are told nothing\n");
    if (out > 0)
        printf("left out, since each would hit something else too (--accept NAME,... takes them in): %zu\n", out);
    for (size_t i = 0; i < c->count; i++)
        if (is_shown(c, &c->names[i]) && !c->names[i].accepted) {
            printf("    %s: ", harmless_bytes(c->names[i].value));
            printf("%s\n", harmless_bytes(c->names[i].also_hits));
        }
    for (size_t i = 0; i < c->unresolved_count; i++)
        printf("NOT BLOCKED: no pack knows identifiers of '%s': name apps in the determination, or add a family with --families\n", harmless_bytes(c->unresolved[i]));
    for (size_t i = 0; i < c->exempt_count; i++) {
        const struct control_exempt *x = &c->exempt[i];
        printf("exception %.12s: %s", (const char *)x->digest.data, harmless_bytes(x->who));
        printf(" from %s", x->network.size == 0 ? "no network that is known" : harmless_bytes(x->network));
        printf(", until %s\n", harmless_bytes(x->until));
    }
    for (size_t i = 0; i < c->ended_count; i++)
        if (c->ended[i].ends > c->now && control_exempts(c, c->ended[i].network) == NULL) {
            printf("EXEMPT NO MORE: %s from ", harmless_bytes(c->ended[i].who));
            printf("%s: the exception %.12s was to another determination; grant it anew where it is still needed\n", harmless_bytes(c->ended[i].network), (const char *)c->ended[i].digest.data);
        }
}

static void show_head(const struct control *c)
{
    printf("ENFORCE  %s: ", harmless_bytes(c->matter));
    printf("%s; determination %.12s, effective %s\n", harmless_bytes(c->title_en), (const char *)c->determination.data, (const char *)c->effective.data);
    if (!c->removes && !c->blocks_install && !c->blocks_traffic)
        printf("it has no measure that a plane carries out\n");
    show_names(c);
}

/* Collateral stands once for all planes, in front. */
static void show_gaps(const struct rendering *r)
{
    for (size_t i = 0; i < r->gap_count; i++) {
        const struct gap *g = &r->gaps[i];
        if (g->kind == GAP_COLLATERAL)
            continue;
        printf("    %-7s ", gap_kind_id(g->kind));
        if (g->about.size > 0)
            printf("%s: ", harmless_bytes(g->about));
        printf("%s\n", harmless_bytes(g->text));
    }
}

static void show_plane(const struct plane *p, const struct rendering *r, bool ok, const struct error *e)
{
    printf("\n%s  %s\n", p->name, p->title);
    if (!ok) {
        printf("    nothing  %s\n", harmless(e->text));
        return;
    }
    for (size_t i = 0; i < r->file_count; i++)
        printf("    file    %s, %zu bytes\n", (const char *)r->files[i].name.data, r->files[i].text.size);
    show_gaps(r);
}

/* Which of the planes asked for can do it that far, `word` in front; how many. */
static size_t show_able(struct enforce *w, enum plane_deed deed, enum plane_can can, const char *word)
{
    const struct plane *p;
    size_t n = 0;

    for (size_t i = 0; (p = plane_at(i)) != NULL; i++)
        if (p->can[deed].can == can && asked_for(w, p))
            printf("%s%s", n++ > 0 ? ", " : word, p->name);
    return n;
}

/* Each measure and who carries it out, in front of all detail: what nobody does is the first thing to know. */
static void show_measures(struct enforce *w)
{
    const struct control *c = &w->control;
    const struct {
        bool decided;
        enum plane_deed deed;
    } rows[] = {{c->removes, PLANE_REMOVE}, {c->blocks_install, PLANE_BLOCK_INSTALL}, {c->blocks_traffic, PLANE_BLOCK_TRAFFIC}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t able;
        if (!rows[i].decided)
            continue;
        printf("%s:", plane_deed_id(rows[i].deed));
        able = show_able(w, rows[i].deed, CAN_YES, " by ");
        able += show_able(w, rows[i].deed, CAN_PARTLY, able > 0 ? "; in part by " : " in part by ");
        printf("%s\n", able == 0 ? " BY NONE of these planes" : "");
    }
}

int enforce_show_planes(struct enforce *w)
{
    struct error e = {0};
    const struct plane *p;

    if (!planes_known(w, &e) || !enforce_control(w, &e))
        return enforce_said(w, &e, e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
    show_head(&w->control);
    show_measures(w);
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        struct rendering r;
        struct error why = {0};
        bool ok;
        if (!asked_for(w, p))
            continue;
        ok = enforce_render(w, p, &(struct plane_input){0}, &r, &why);
        show_plane(p, &r, ok, &why);
    }
    printf("\nnothing was changed; --out DIR writes the files, --targets FILE --apply --key KEY puts them in their places\n");
    return EXIT_OK;
}

/* --- into a folder --- */

static void readme_plane(struct buf *out, const struct plane *p, const struct rendering *r)
{
    buf_printf(out, "\n%s: %s\n  tried with  %s\n  needs       %s\n  applied     %s\n  undone      %s\n  probed      %s\n", p->name, p->title, p->versions,
               p->privilege, p->applied, p->undone, p->probed);
    for (size_t i = 0; i < r->gap_count; i++) {
        buf_printf(out, "  %-11s ", gap_kind_id(r->gaps[i].kind));
        if (r->gaps[i].about.size > 0) {
            text_show(out, r->gaps[i].about);
            buf_str(out, ": ");
        }
        text_show(out, r->gaps[i].text);
        buf_str(out, "\n");
    }
}

static bool put(struct enforce *w, struct bytes name, struct bytes text, struct buf *sums, struct error *e)
{
    char path[FILE_PATH], hex[HEX256 + 1];
    uint8_t digest[SHA256_SIZE];

    hash_sha256(text, digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    buf_printf(sums, "%s  %s\n", hex, (const char *)name.data);
    return file_path(w->given->out, (const char *)name.data, path, e) && file_put(path, text, e);
}

static bool write_all(struct enforce *w, const struct targets *places, struct buf *readme, struct buf *sums, struct error *e)
{
    const struct plane *p;

    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        struct plane_input in = {0};
        struct rendering r;
        struct error why = {0};
        if (!asked_for(w, p))
            continue;
        if (!enforce_standing(w, places, bytes_str(p->name), &in, e))
            return false;
        if (!enforce_render(w, p, &in, &r, &why)) {
            buf_printf(readme, "\n%s: nothing: %s\n", p->name, why.text);
            printf("%s: nothing: %s\n", p->name, harmless(why.text));
            continue;
        }
        readme_plane(readme, p, &r);
        for (size_t k = 0; k < r.file_count; k++) {
            if (!put(w, r.files[k].name, r.files[k].text, sums, e))
                return false;
            printf("%s: %s\n", p->name, (const char *)r.files[k].name.data);
        }
    }
    return true;
}

int enforce_out(struct enforce *w)
{
    struct error e = {0};
    struct targets places = {0};
    struct buf readme, sums;
    bool ok = planes_known(w, &e) && (w->given->targets == NULL || enforce_targets(w, &places, &e)) && enforce_control(w, &e);

    buf_init(&readme, 1 << 20);
    buf_init(&sums, 1 << 20);
    if (ok) {
        buf_str(&readme, "Case ");
        text_show(&readme, w->control.matter);
        buf_printf(&readme, ", determination %.*s.\nRendered files; nothing was applied. SHA256SUMS has their digests. %s\n",
                   (int)w->control.determination.size, (const char *)w->control.determination.data,
                   w->given->targets == NULL ? "Planes that merge into what\nstands there are rendered here as if nothing did: --targets FILE says where it stands."
                                             : "What stands in the places\nthat the targets name is merged; files without a target are rendered as if nothing stood there.");
        ok = write_all(w, &places, &readme, &sums, &e) && put(w, BYTES("README.txt"), buf_bytes(&readme), &sums, &e);
    }
    if (ok) {
        char path[FILE_PATH];
        ok = file_path(w->given->out, "SHA256SUMS", path, &e) && file_put(path, buf_bytes(&sums), &e);
    }
    buf_free(&readme);
    buf_free(&sums);
    return ok ? EXIT_OK : enforce_said(w, &e, e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION);
}
