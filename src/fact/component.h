/*
 * Components of base and splits as the package parser makes them, shared by
 * the tables about them.
 */
#ifndef VETO_FACT_COMPONENT_H
#define VETO_FACT_COMPONENT_H

#include "read/app.h"

/* Walks all components: base first, then splits; document order within each. */
struct component_walk {
    struct app *app;
    size_t next;
};

/* One component. */
struct component {
    const struct manifest *manifest;
    const struct artifact *artifact;
    int32_t element;
    const char *kind;  /* activity, activity-alias, service, receiver, provider */
    struct bytes name; /* class name, completed */
    bool exported;     /* as the device decides where the manifest is silent */
    bool exported_explicit;
};

bool component_next(struct component_walk *w, struct component *out);

/* The next <intent-filter> of a component after `after` (start with the component's element); -1: none. */
int32_t component_filter(const struct component *c, int32_t after);

#endif
