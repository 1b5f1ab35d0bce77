/*
 * capabilities: what the app can do with the device's contents and control,
 * by the signs of packs/capabilities: one row for each sign that is there,
 * with the best grade and what bears it out.
 */
#include "code/claim.h"
#include "fact/action.h"
#include "fact/holding.h"
#include "fact/tables.h"

enum { CAPABILITY, API, KIND, PERMISSION, GRADE, MIN_SDK, MAX_SDK, ENTRY_POINT, PATH, SOURCE, LOCUS };

static const struct column columns[] = {
    [CAPABILITY] = {"capability", COLUMN_TEXT, 0,
                    "contacts.read, camera.capture ..., see packs/capabilities"},
    [API] = {"api", COLUMN_TEXT, 0,
             "the sign: a method, field or class of the platform, a content URI, an action, "
             "a setting, a constant, a permission"},
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "method, field, class, override, uri, intent, setting, constant or permission"},
    [PERMISSION] = {"permission", COLUMN_TEXT, COLUMN_NULL,
                    "what it needs on the newest level: & joins conditions, | permissions of which one "
                    "suffices; NULL: nothing known"},
    [GRADE] = {"grade", COLUMN_TEXT, 0, "present, referenced, called, reachable or permitted"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, COLUMN_NULL,
                 "first API level, from 21, at which it is permitted; NULL below that grade"},
    [MAX_SDK] = {"max_sdk", COLUMN_INT, COLUMN_NULL,
                 "last such level; NULL below that grade, or while the newest known level permits it"},
    [ENTRY_POINT] = {"entry_point", COLUMN_TEXT, COLUMN_NULL,
                     "what the platform calls first; NULL below reachable"},
    [PATH] =
        {"path", COLUMN_TEXT, COLUMN_NULL,
         "shortest chain from there to the API; below reachable the method that names it, NULL if none does"},
    [SOURCE] = {"source", COLUMN_TEXT, 0, "where the pack has the row from"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0,
               "the instruction that calls or loads it, else the reference, else what the manifest says"},
};

/* What is known of one sign: from code, or from the manifest. */
struct sight {
    enum grade grade;
    struct locus locus;
    struct bytes entry_point, path;
};

/* A permission that the manifest asks for, or guards a component with. */
static bool see_permission(const struct holding *h, const struct sign *s, struct sight *out)
{
    const struct rows *asked = h->asked;

    for (size_t i = 0; i < asked->count; i++)
        if (bytes_equal(rows_value(asked, i, 0)->text, s->text)) {
            *out = (struct sight){.grade = GRADE_PRESENT,
                                  .locus =
                                      rows_value(asked, i, (unsigned)asked->table->column_count - 1)->locus};
            return true;
        }
    for (size_t i = 0; i < h->guard_count; i++) {
        const struct guard *g = &h->guards[i];
        if (bytes_equal(g->permission, s->text)) {
            *out = (struct sight){.grade = GRADE_PRESENT,
                                  .locus = manifest_locus(g->manifest, g->element, ATTR_PERMISSION)};
            return true;
        }
    }
    return false;
}

static void see_action(const struct actions *actions, const struct sign *s, struct sight *out)
{
    const struct action *a = actions_find(actions, s->text);

    if (a != NULL && a->grade > out->grade)
        *out = (struct sight){a->grade, a->locus, a->entry_point, a->entry_point};
}

static struct sight see(struct rows *r, struct app *app, const struct claim *c)
{
    struct sight out = {.grade = c->grade, .locus = c->locus};

    if (c->grade >= GRADE_CALLED)
        claim_path(app, c, r->arena, &out.entry_point, &out.path);
    return out;
}

/* Everything that is asked for each sign. */
struct asking {
    struct app *app;
    struct holding holding;
    struct actions actions;
    const struct claims *claims;
    struct capability capability; /* of the sign before: signs are sorted by it */
    level_set needed;             /* level_set at which what the capability needs is held */
};

static void add_row(struct rows *r, struct asking *q, const struct sign *s, struct sight sight)
{
    level_set at = 0;

    if (sight.grade == GRADE_REACHABLE && q->needed == 0)
        sight.grade = GRADE_CALLED;
    if (sight.grade == GRADE_REACHABLE)
        at = q->needed & s->levels & q->holding.app_levels &
             (s->kind == SIGN_METHOD ? holding_method(&q->holding, q->claims->signs, s)
                                     : expression_levels(s->permissions, holding_levels, &q->holding));
    rows_begin(r);
    rows_text(r, CAPABILITY, s->capability);
    rows_text(r, API, s->pattern);
    rows_str(r, KIND, sign_kind_name(s->kind));
    rows_some(r, PERMISSION, s->permissions);
    rows_str(r, GRADE, grade_name(at != 0 ? GRADE_PERMITTED : sight.grade));
    if (at != 0)
        rows_int(r, MIN_SDK, levels_lowest(at));
    if (at != 0 && levels_highest(at) < LEVEL_LAST)
        rows_int(r, MAX_SDK, levels_highest(at));
    rows_some(r, ENTRY_POINT, sight.grade == GRADE_REACHABLE ? sight.entry_point : (struct bytes){NULL, 0});
    rows_some(r, PATH, sight.path);
    rows_text(r, SOURCE, s->source);
    rows_locus(r, LOCUS, sight.locus);
}

static void fill(struct rows *r, struct app *app)
{
    struct asking q = {.app = app, .claims = claims_of(app)};

    holding_open(&q.holding, app);
    actions_open(&q.actions, app);
    for (size_t i = 0; i < q.claims->signs.count; i++) {
        const struct sign *s = &q.claims->signs.rows[i];
        struct sight sight = {.grade = GRADE_NONE};
        if (s->pack != SIGN_CAPABILITY)
            break;
        if (s->kind == SIGN_PERMISSION) {
            if (!see_permission(&q.holding, s, &sight))
                continue;
        } else {
            sight = see(r, app, &q.claims->of[i]);
            if (s->kind == SIGN_INTENT)
                see_action(&q.actions, s, &sight);
        }
        if (sight.grade == GRADE_NONE)
            continue;
        if (!bytes_equal(s->capability, q.capability.id)) {
            capability_find(s->capability, &q.capability);
            q.needed = expression_levels(q.capability.needs, holding_levels, &q.holding);
        }
        add_row(r, &q, s, sight);
    }
}

const struct table table_capabilities = {
    .name = "capabilities",
    .doc = "What the app can do with the device's contents and control, sign by sign, each at its grade.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_RESOURCES | PART_CODE,
    .fill = fill,
};
