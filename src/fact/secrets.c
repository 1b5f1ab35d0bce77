/* secrets: keys and passwords that everybody who has the app has. Never the key itself. */
#include "base/limits.h"
#include "code/names.h"
#include "code/secret.h"
#include "code/texts.h"
#include "fact/tables.h"

enum { KIND, REDACTED, ENTROPY, GRADE, SOURCE, LOCUS };

static const struct column columns[] = {
    [KIND] = {"kind", COLUMN_TEXT, 0, "google-api-key, aws-access-key-id, private-key, url-password ..."},
    [REDACTED] = {"redacted", COLUMN_TEXT, 0, "how it begins and how long it is"},
    [ENTROPY] = {"entropy_millibits", COLUMN_INT, 0,
                 "Shannon entropy of its characters, in thousandths of a bit for each"},
    [GRADE] = {"grade", COLUMN_TEXT, 0, "present: the text is there; called: an instruction loads it; reachable: one that can be reached does"},
    [SOURCE] = {"source", COLUMN_TEXT, 0, "code, resource, manifest, native or file"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the key"},
};

static void fill(struct rows *r, struct app *app)
{
    const struct marks *m = texts_of(app);
    struct names seen;

    names_init(&seen, r->arena, LIMIT_SECRETS);
    for (size_t i = 0; i < m->count; i++) {
        const struct mark *mark = &m->items[i];
        struct secret s;
        struct bytes text;
        bool fresh;
        if (!(mark->address ? secret_in_url(r->arena, mark->text, mark->at, &s) : secret_at(mark->text, mark->at, &s)))
            continue;
        bytes_slice(mark->text, s.from, s.size, &text);
        if (names_add(&seen, text, &fresh) == UINT32_MAX) {
            app_note_gap(app, COVER_CODE, mark_locus(mark, s.from, s.size), "secrets");
            return;
        }
        if (!fresh)
            continue;
        rows_begin(r);
        rows_str(r, KIND, s.kind);
        rows_text(r, REDACTED, secret_redacted(r->arena, mark->text, &s));
        rows_int(r, ENTROPY, s.entropy);
        rows_str(r, GRADE, grade_name(mark_grade(app, mark)));
        rows_str(r, SOURCE, mark_source_name((enum mark_source)mark->source));
        rows_locus(r, LOCUS, mark_locus(mark, s.from, s.size));
    }
}

const struct table table_secrets = {
    .name = "secrets",
    .doc = "Keys, tokens and passwords of known kinds in code, resources, native libraries and files, each once.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_RESOURCES | PART_CODE | PART_NATIVE,
    .fill = fill,
};
