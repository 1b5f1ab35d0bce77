/* The row of the plane amapi. */
#ifndef VETO_FLEET_PLANE_AMAPI_H
#define VETO_FLEET_PLANE_AMAPI_H

#include "fleet/plane.h"

extern const struct plane plane_amapi;

#endif
