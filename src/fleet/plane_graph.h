/* The row of the plane graph. */
#ifndef VETO_FLEET_PLANE_GRAPH_H
#define VETO_FLEET_PLANE_GRAPH_H

#include "fleet/plane.h"

extern const struct plane plane_graph;

#endif
