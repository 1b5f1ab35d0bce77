#!/bin/sh
# Each criterion is answered yes and no somewhere; those about manifest, signatures and components nearly always on real
# apps. doc/answers.md is what tools/answers says of this corpus; another corpus gives other counts.
cd "$(dirname -- "$0")/../.." || exit 2
exec tools/answers --check "$VETO" "$VETO_SHARED"
