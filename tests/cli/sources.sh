#!/bin/sh
# observe: what each source says, written as its own documentation has it, is what is stored.
cd "$(dirname -- "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/sources.py "${VETO:-build/veto}" "$work"
