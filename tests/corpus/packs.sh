#!/bin/sh
# The permission pack is what tools/permissions.py derives from the shared data.
cd "$(dirname -- "$0")/../.." || exit 2
echo "1..1"
if tools/permissions.py "$VETO_SHARED/data/android" | cmp - packs/permissions/android.tsv; then
    echo "ok 1 - packs/permissions/android.tsv"
else
    echo "not ok 1 - packs/permissions/android.tsv"
fi
