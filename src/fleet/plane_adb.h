/* The row of the plane adb. */
#ifndef VETO_FLEET_PLANE_ADB_H
#define VETO_FLEET_PLANE_ADB_H

#include "fleet/plane.h"

extern const struct plane plane_adb;

#endif
