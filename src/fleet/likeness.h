/* What an app on a list is worth as a sight of a family: the one rule for what is kept and for what is judged. */
#ifndef VETO_FLEET_LIKENESS_H
#define VETO_FLEET_LIKENESS_H

#include "fleet/family.h"
#include "fleet/verdict.h"

/*
 * By package or bundle id (exactly), else by the signer's digest, else by a name that has the family's id in it,
 * upper and lower case alike. An identifier known to be another product is no match, whoever signed it. Each may be empty.
 */
enum match_strength likeness(const struct family *f, struct bytes value, struct bytes name, struct bytes signer);

#endif
