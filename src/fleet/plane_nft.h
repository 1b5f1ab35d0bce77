/* The row of the plane nftables. */
#ifndef VETO_FLEET_PLANE_NFT_H
#define VETO_FLEET_PLANE_NFT_H

#include "fleet/plane.h"

extern const struct plane plane_nft;

#endif
