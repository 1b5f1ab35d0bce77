/* planes: where determinations are carried out, and what each place can do and cannot. */
#include <string.h>

#include "base/json.h"
#include "cmd/cmd.h"
#include "fleet/plane.h"

static bool as_json;

static const struct option_row options[] = {
    {"--json", NULL, "as one canonical JSON array", &as_json, NULL},
    {0},
};

/* A row a plane, a column a deed. */
static void list(struct buf *out)
{
    const struct plane *p;

    buf_printf(out, "%-18s", "");
    for (int d = 0; d < PLANE_DEEDS; d++)
        buf_printf(out, " %-13s", plane_deed_id((enum plane_deed)d));
    buf_str(out, "\n");
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        buf_printf(out, "%-18s", p->name);
        for (int d = 0; d < PLANE_DEEDS; d++)
            buf_printf(out, " %-13s", plane_can_id(p->can[d].can));
        buf_printf(out, " %s\n", p->title);
    }
    buf_str(out, "\n'veto planes NAME' says how far, what it needs, and how it is applied, undone and probed.\n");
}

static void explain(struct buf *out, const struct plane *p)
{
    buf_printf(out, "%s  %s\n  kind        %s\n  tried with  %s\n\n", p->name, p->title, p->kind, p->versions);
    for (int d = 0; d < PLANE_DEEDS; d++)
        buf_printf(out, "  %-13s  %-6s  %s\n", plane_deed_id((enum plane_deed)d), plane_can_id(p->can[d].can), p->can[d].how);
    buf_printf(out, "\n  needs       %s\n  applied     %s\n  undone      %s\n  probed      %s\n  source      %s\n", p->privilege, p->applied, p->undone,
               p->probed, p->source);
    if (p->merges)
        buf_str(out, "  renders into what stands there\n");
    if (p->removes)
        buf_str(out, "  applied, it takes apps off all of its devices at once: a hold keeps the whole of it\n");
}

static void pair(struct json *j, const char *key, const char *text)
{
    json_key(j, bytes_str(key));
    json_text(j, bytes_str(text));
}

static void write_json(struct json *j, const struct plane *p)
{
    static const enum plane_deed sorted[PLANE_DEEDS] = {PLANE_BLOCK_INSTALL, PLANE_BLOCK_LAUNCH, PLANE_BLOCK_TRAFFIC, PLANE_EXEMPT, PLANE_EXPIRE, PLANE_REMOVE};

    json_object(j);
    pair(j, "applied", p->applied);
    json_key(j, BYTES("can"));
    json_object(j);
    for (int d = 0; d < PLANE_DEEDS; d++) {
        const struct plane_ability *a = &p->can[sorted[d]];
        json_key(j, bytes_str(plane_deed_id(sorted[d])));
        json_object(j);
        pair(j, "can", plane_can_id(a->can));
        pair(j, "how", a->how);
        json_end_object(j);
    }
    json_end_object(j);
    pair(j, "kind", p->kind);
    json_key(j, BYTES("merges"));
    json_bool(j, p->merges);
    pair(j, "name", p->name);
    pair(j, "privilege", p->privilege);
    pair(j, "probed", p->probed);
    json_key(j, BYTES("removes"));
    json_bool(j, p->removes);
    json_key(j, BYTES("renders"));
    json_bool(j, p->render != NULL);
    pair(j, "source", p->source);
    pair(j, "title", p->title);
    pair(j, "undone", p->undone);
    pair(j, "versions", p->versions);
    json_end_object(j);
}

static void write_all(struct buf *out, int argc, char **argv)
{
    const struct plane *p;
    struct json j;

    json_open(&j, out);
    json_array(&j);
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        bool asked = argc == 0;
        for (int k = 0; k < argc; k++)
            asked = asked || strcmp(argv[k], p->name) == 0;
        if (asked)
            write_json(&j, p);
    }
    json_end_array(&j);
    buf_str(out, "\n");
}

static int run(int argc, char **argv)
{
    struct buf out;
    bool ok;

    for (int i = 0; i < argc; i++)
        if (plane_find(bytes_str(argv[i])) == NULL) {
            complain("planes: no plane %s; 'veto planes' lists them", harmless(argv[i]));
            return EXIT_USAGE;
        }
    buf_init(&out, 1 << 20);
    if (as_json)
        write_all(&out, argc, argv);
    else if (argc == 0)
        list(&out);
    for (int i = 0; i < argc && !as_json; i++) {
        explain(&out, plane_find(bytes_str(argv[i])));
        if (i + 1 < argc)
            buf_str(&out, "\n");
    }
    ok = !out.failed && print_bytes(buf_bytes(&out));
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

const struct command command_planes = {
    .name = "planes",
    .operands = "[NAME...]",
    .doc = "List where determinations are carried out, and what each place can do and cannot",
    .more = "A plane is a product that blocks or removes: device management, a resolver, a firewall, devices themselves.\n"
            "'partly' and 'no' come with the reason; 'veto enforce CASE' says what follows for one determination.\n\n"
            "    veto planes\n"
            "    veto planes rpz-bind9",
    .options = options,
    .run = run,
};
