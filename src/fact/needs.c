/*
 * needs: what the app's code calls or opens that Android asks a permission
 * for, whether the app asks for that permission or not: one row for each
 * edge of packs/permissions that code shows, with its source.
 */
#include "code/claim.h"
#include "fact/holding.h"
#include "fact/tables.h"

enum {
    PERMISSION,
    API,
    ACCESS,
    CONDITIONAL,
    GRADE,
    MIN_SDK,
    MAX_SDK,
    HELD,
    GRANTABLE,
    ENTRY_POINT,
    PATH,
    SOURCE,
    LOCUS
};

static const struct column columns[] = {
    [PERMISSION] =
        {"permission", COLUMN_TEXT, 0,
         "what is needed: & joins conditions that must all hold, | permissions of which one suffices"},
    [API] = {"api", COLUMN_TEXT, 0, "the method or content URI that needs it"},
    [ACCESS] = {"access", COLUMN_TEXT, 0, "call, or read or write of a content URI"},
    [CONDITIONAL] = {"conditional", COLUMN_BOOL, 0,
                     "needed for some arguments, callers or results only; without it the call may give less"},
    [GRADE] = {"grade", COLUMN_TEXT, 0, "present, referenced, called or reachable"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, 0, "first API level at which the app can run and this is needed"},
    [MAX_SDK] = {"max_sdk", COLUMN_INT, COLUMN_NULL,
                 "last such level; NULL: the newest known still needs it"},
    [HELD] = {"held", COLUMN_TEXT, 0, "always, sometimes or never: whether the app holds it at those levels"},
    [GRANTABLE] = {"grantable", COLUMN_BOOL, 0,
                   "an ordinary app that asked for it could hold it at one of them"},
    [ENTRY_POINT] = {"entry_point", COLUMN_TEXT, COLUMN_NULL,
                     "what the platform calls first; NULL below reachable"},
    [PATH] =
        {"path", COLUMN_TEXT, COLUMN_NULL,
         "shortest chain from there to the API; below reachable the method that names it, NULL if none does"},
    [SOURCE] = {"source", COLUMN_TEXT, 0, "where the pack has the edge from"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the instruction, else the reference"},
};

static void add_row(struct rows *r, struct holding *h, const struct sign *s, const struct claim *c)
{
    static const char *const access[] = {
        [SIGN_API] = "call", [SIGN_PROVIDER_READ] = "read", [SIGN_PROVIDER_WRITE] = "write"};
    level_set at = s->levels & h->app_levels;
    level_set held = at & expression_levels(s->permissions, holding_levels, h);
    struct bytes entry_point = {NULL, 0}, path = {NULL, 0};

    if (at == 0)
        return;
    if (c->grade >= GRADE_CALLED)
        claim_path(h->app, c, r->arena, &entry_point, &path);
    rows_begin(r);
    rows_text(r, PERMISSION, s->permissions);
    rows_text(r, API, s->pattern);
    rows_str(r, ACCESS, access[s->pack]);
    rows_bool(r, CONDITIONAL, s->conditional);
    rows_str(r, GRADE, grade_name(c->grade));
    rows_int(r, MIN_SDK, levels_lowest(at));
    if (levels_highest(at) < LEVEL_LAST)
        rows_int(r, MAX_SDK, levels_highest(at));
    rows_str(r, HELD, held == at ? "always" : held == 0 ? "never" : "sometimes");
    rows_bool(r, GRANTABLE, (at & expression_levels(s->permissions, holding_possible, h)) != 0);
    rows_some(r, ENTRY_POINT, entry_point);
    rows_some(r, PATH, path);
    rows_text(r, SOURCE, s->source);
    rows_locus(r, LOCUS, c->locus);
}

static void fill(struct rows *r, struct app *app)
{
    const struct claims *claims = claims_of(app);
    struct holding h;

    holding_open(&h, app);
    for (size_t i = 0; i < claims->signs.count; i++)
        if (claims->signs.rows[i].pack != SIGN_CAPABILITY && claims->of[i].grade != GRADE_NONE)
            add_row(r, &h, &claims->signs.rows[i], &claims->of[i]);
}

const struct table table_needs = {
    .name = "needs",
    .doc = "What code uses that Android asks a permission for, edge by edge, each at its grade.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_RESOURCES | PART_CODE,
    .fill = fill,
};
