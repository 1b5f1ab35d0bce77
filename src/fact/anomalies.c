/* anomalies: where the device's reading and a strict one differ. */
#include "code/graph.h"
#include "fact/tables.h"
#include "read/app.h"

enum { CODE, EFFECT, SUBJECT, DETAIL, RULE, INSTALLED, LOCUS };

static const struct column columns[] = {
    [CODE] = {"code", COLUMN_TEXT, 0, "reader.what: the kind of oddity"},
    [EFFECT] = {"effect", COLUMN_TEXT, 0,
                "tolerated (the device reads on), refused (the device refuses the file, part or call), limit "
                "(a limit "
                "of veto's own was reached)"},
    [SUBJECT] = {"subject", COLUMN_TEXT, 0,
                 "the entry, attribute or item it is about; empty for the file as such"},
    [DETAIL] = {"detail", COLUMN_TEXT, 0, "the values seen"},
    [RULE] = {"rule", COLUMN_TEXT, 0, "what the device does, and who differs"},
    [INSTALLED] = {"installed", COLUMN_BOOL, 0,
                   "it is in what would be installed, base or split, or in an entry of it; not in a bundle around it, "
                   "nor in an archive inside"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the bytes that are odd"},
};

/* Whether a place is a base or a split, or an entry of one. */
static bool installed(const struct app *app, const struct place *place)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        if (a->kind <= ARTIFACT_SPLIT && (place == a->place || place->parent == a->place))
            return true;
    }
    return false;
}

static void fill(struct rows *r, struct app *app)
{
    static const char *const effects[] = {"tolerated", "refused", "limit"};

    graph_of(app); /* which says where it was cut */
    for (const struct anomaly *a = app->scan.first; a != NULL; a = a->next) {
        rows_begin(r);
        rows_str(r, CODE, a->kind->code);
        rows_str(r, EFFECT, effects[a->kind->effect]);
        rows_text(r, SUBJECT, a->subject);
        rows_text(r, DETAIL, a->detail);
        rows_str(r, RULE, a->kind->rule);
        rows_bool(r, INSTALLED, installed(app, a->locus.place));
        rows_locus(r, LOCUS, a->locus);
    }
}

const struct table table_anomalies = {
    .name = "anomalies",
    .doc = "Oddities in the order they were met; at most 64 of a kind.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER,
    .fill = fill,
};
