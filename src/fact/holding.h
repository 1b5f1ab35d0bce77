/*
 * Which permissions the app holds, and on which API levels of devices:
 * whether a call that can be reached can also do what it is for.
 */
#ifndef VETO_FACT_HOLDING_H
#define VETO_FACT_HOLDING_H

#include "code/sign.h"
#include "fact/table.h"

/* A permission that guards a component. */
struct guard {
    struct bytes permission;
    const struct manifest *manifest;
    int32_t element;
    bool enabled; /* the component is */
};

struct holding {
    struct app *app;
    const struct rows *asked; /* of table_permissions */
    level_set app_levels;     /* on which the app can be installed */
    int64_t target;           /* its target level; that of the newest for a codename */
    struct guard *guards;     /* in the order of components, as often as they do */
    size_t guard_count;
};

void holding_open(struct holding *h, struct app *app);

/*
 * The level_set at which the app can hold the permission and it has an effect:
 * it asks for it there, the platform knows it, an app of anybody's can be
 * given it, by the person if need be. A permission that only the platform has
 * counts as held where it guards a component of the app: so the platform
 * binds it. May be given to expression_levels(), with the holding as context.
 */
level_set holding_levels(void *holding, struct bytes permission);

/* The levels at which an ordinary app could hold the permission if it asked for it. May be given likewise. */
level_set holding_possible(void *holding, struct bytes permission);

/* The same for what code at a level needs for a method: of the rows of permissions/api.tsv for it. */
level_set holding_method(struct holding *h, struct signs signs, const struct sign *method);

#endif
