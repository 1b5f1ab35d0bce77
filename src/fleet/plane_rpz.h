/* Rows of planes that are resolvers. */
#ifndef VETO_FLEET_PLANE_RPZ_H
#define VETO_FLEET_PLANE_RPZ_H

#include "fleet/plane.h"

extern const struct plane plane_rpz_bind9, plane_rpz_unbound, plane_rpz_pdns, plane_rpz_knot;

#endif
