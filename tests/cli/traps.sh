#!/bin/sh
# lint: each trap with a file that has it and one that has not; files of each format that are complete, incomplete and wrong.
cd "$(dirname -- "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/traps.py "${VETO:-build/veto}" "$work"
