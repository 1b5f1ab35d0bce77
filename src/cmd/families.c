/* families: the products that policies speak of, and every identifier of one with its source, date and confidence. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "fleet/family.h"
#include "judge/words.h"

static bool as_json, as_tsv;
static const char *folder;

static const struct option_row options[] = {
    {"--families", "DIR", "add an organisation's own: DIR/families.tsv, DIR/ID.tsv; what is there replaces ours", NULL, &folder},
    {"--json", NULL, "as one canonical JSON array", &as_json, NULL},
    {"--tsv", NULL, "the file of one family, to start an own one from", &as_tsv, NULL},
    {0},
};

enum caption { OWNER, IDENTIFIERS, HITS, OWN, LEGEND, CAPTIONS };

static const char *caption(enum caption c)
{
    static const char *const captions[CAPTIONS][2] = {
        [OWNER] = {"owner", "propriétaire"},
        [IDENTIFIERS] = {"identifiers", "identifiants"},
        [HITS] = {"may also hit: ", "peut aussi toucher : "},
        [OWN] = {"the organisation's own list", "liste propre à l'organisation"},
        [LEGEND] = {"certain: the vendor's own word or an act; claim: independent public sources agree; relative: another\n"
                    "product of the owner, never the family; hint: shared with others, never enough alone.\n",
                    "certain : parole de l'éditeur ou acte; claim : sources publiques concordantes; relative : autre\n"
                    "produit du propriétaire, jamais la famille; hint : partagé avec d'autres, jamais suffisant seul.\n"},
    };

    return captions[c][language_of_environment()];
}

static struct bytes name_of(const struct family *f)
{
    return language_of_environment() == FRENCH ? f->name_fr : f->name_en;
}

static void pad(struct buf *out, struct bytes text, size_t width)
{
    size_t columns = text_columns(text);

    text_show(out, text);
    buf_printf(out, "%*s", (int)(columns < width ? width - columns : 0) + 2, "");
}

static void list(struct buf *out, const struct families *f)
{
    size_t id = 0, name = 0;

    for (size_t i = 0; i < f->count; i++) {
        size_t wide = text_columns(name_of(&f->rows[i]));
        id = f->rows[i].id.size > id ? f->rows[i].id.size : id;
        name = wide > name ? wide : name;
    }
    for (size_t i = 0; i < f->count; i++) {
        pad(out, f->rows[i].id, id);
        pad(out, name_of(&f->rows[i]), name);
        buf_printf(out, "%zu %s%s%s\n", f->rows[i].count, caption(IDENTIFIERS), f->rows[i].own ? "; " : "",
                   f->rows[i].own ? caption(OWN) : "");
    }
}

static void explain(struct buf *out, const struct family *f)
{
    size_t value = 0;

    text_show(out, f->id);
    buf_str(out, "  ");
    text_show(out, name_of(f));
    buf_printf(out, "%s%s\n  ", f->own ? "; " : "", f->own ? caption(OWN) : "");
    text_show(out, f->description);
    buf_printf(out, "\n  %s: ", caption(OWNER));
    text_show(out, f->owner);
    buf_str(out, "\n\n");
    for (size_t i = 0; i < f->count; i++)
        if (text_columns(f->identifiers[i].value) > value && text_columns(f->identifiers[i].value) <= 40)
            value = text_columns(f->identifiers[i].value);
    for (size_t i = 0; i < f->count; i++) {
        const struct identifier *id = &f->identifiers[i];
        buf_printf(out, "%-13s  ", identifier_kind_name(id->kind));
        pad(out, id->value, value);
        pad(out, id->platform, 7);
        buf_printf(out, "%-8s  ", confidence_name(id->confidence));
        pad(out, id->date, 10);
        text_show(out, id->source);
        buf_str(out, "\n");
        if (id->may_also_hit.size > 0) {
            buf_printf(out, "%15s%s", "", caption(HITS));
            text_show(out, id->may_also_hit);
            buf_str(out, "\n");
        }
    }
    buf_str(out, "\n");
    buf_str(out, caption(LEGEND));
}

static void write_json(struct json *j, const struct family *f)
{
    json_object(j);
    json_pair(j, "description", f->description);
    json_pair(j, "id", f->id);
    json_key(j, BYTES("identifiers"));
    json_array(j);
    for (size_t i = 0; i < f->count; i++) {
        const struct identifier *id = &f->identifiers[i];
        json_object(j);
        json_pair(j, "confidence", bytes_str(confidence_name(id->confidence)));
        json_pair(j, "date", id->date);
        json_pair(j, "kind", bytes_str(identifier_kind_name(id->kind)));
        json_pair(j, "may_also_hit", id->may_also_hit);
        json_pair(j, "platform", id->platform);
        json_pair(j, "source", id->source);
        json_pair(j, "value", id->value);
        json_end_object(j);
    }
    json_end_array(j);
    json_pair(j, "name_en", f->name_en);
    json_pair(j, "name_fr", f->name_fr);
    json_key(j, BYTES("own"));
    json_bool(j, f->own);
    json_pair(j, "owner", f->owner);
    json_end_object(j);
}

/* The families named by the operands, or all; NULL after saying which one there is not. */
static bool choose(struct families *f, struct arena *a, int argc, char **argv)
{
    struct family *chosen = arena_array(a, (size_t)argc, sizeof *chosen);

    for (int i = 0; i < argc; i++) {
        const struct family *one = families_find(f, bytes_str(argv[i]));
        if (one == NULL) {
            complain("there is no family %s; 'veto families' lists them", harmless(argv[i]));
            return false;
        }
        chosen[i] = *one;
    }
    if (argc > 0)
        *f = (struct families){chosen, (size_t)argc};
    return true;
}

static void write_all(struct buf *out, const struct families *f, bool all)
{
    struct json j;

    if (as_json) {
        json_open(&j, out);
        json_array(&j);
        for (size_t i = 0; i < f->count; i++)
            write_json(&j, &f->rows[i]);
        json_end_array(&j);
        buf_str(out, "\n");
    } else if (all) {
        list(out, f);
    }
    for (size_t i = 0; !as_json && !all && i < f->count; i++) {
        if (as_tsv) {
            buf_add(out, f->rows[i].text);
        } else {
            buf_str(out, i > 0 ? "\n" : "");
            explain(out, &f->rows[i]);
        }
    }
}

static int run(int argc, char **argv)
{
    struct families f;
    struct arena arena;
    struct error e = {0};
    struct buf out;

    if (as_tsv && argc != 1) {
        complain("families: --tsv takes one family");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&f, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    if (!choose(&f, &arena, argc, argv))
        return EXIT_USAGE;
    buf_init(&out, LIMIT_RECORD);
    write_all(&out, &f, argc == 0);
    return !out.failed && print_bytes(buf_bytes(&out)) ? EXIT_OK : EXIT_OPERATION;
}

const struct command command_families = {
    .name = "families",
    .operands = "[NAME...]",
    .doc = "List the families of apps that bans speak of, or every identifier of one",
    .more = "A family is a product as a ban means it: packages, bundle ids, signers, owners, successors and domains,\n"
            "each with source, date, confidence and what else the value may hit. An organisation adds families, or\n"
            "corrects ours, with a folder of the same tab-separated files (--families; --tsv prints ours).",
    .options = options,
    .run = run,
};
