#!/bin/sh
# The reference pages in doc/ are what the program's registries say today.
. "$(dirname -- "$0")/lib.sh"

mkdir "$work/doc"
run tools/reference "$(dirname -- "$VETO")" "$work/doc"
is "tools/reference" "$status" 0
for page in "$work"/doc/*.md; do
    name=$(basename -- "$page")
    check "doc/$name is up to date" diff -u "doc/$name" "$page"
done
finish
