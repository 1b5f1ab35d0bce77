/*
 * Property lists, XML and binary, as trees of JSON nodes: a dict is an object
 * (keys in the order of the file), data, dates and reals are texts. `at` is a
 * node's line in XML, 0 in the binary form.
 */
#ifndef VETO_FLEET_PLIST_H
#define VETO_FLEET_PLIST_H

#include "base/json_read.h"

/* NULL with the reason. */
struct json_node *plist_read(struct arena *a, struct bytes text, struct error *e);

#endif
