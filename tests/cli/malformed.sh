#!/bin/sh
# observe: 2,000 malformed rows, pages and answers, each named where it stands, nothing good lost.
cd "$(dirname -- "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 tests/malformed.py "${VETO:-build/veto}" "$work"
