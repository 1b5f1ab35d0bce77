#!/bin/sh
# observe: 200 imports killed at any moment and begun again.
cd "$(dirname -- "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/killed.py "${VETO:-build/veto}" "$work"
