#!/bin/sh
# The reference pages in doc/ and the manual are what the program's registries say today.
. "$(dirname -- "$0")/lib.sh"

mkdir "$work/doc"
run tools/reference "$(dirname -- "$VETO")" "$work/doc" "$work/doc"
is "tools/reference" "$status" 0
for page in "$work"/doc/*.md; do
    name=$(basename -- "$page")
    kept=doc/$name
    [ "$name" != README.md ] || kept=README.md
    check "$kept is up to date" diff -u "$kept" "$page"
done
check "doc/life.svg is up to date" diff -u doc/life.svg "$work/doc/life.svg"
check "man/veto.1 is up to date" diff -u man/veto.1 "$work/doc/veto.1"
if command -v mandoc >/dev/null; then
    check "the manual has no mistake in its markup" mandoc -T lint -W error man/veto.1
fi
finish
