#!/bin/sh
# The grades of capabilities on the samples made for them, exactly: tests/data/grades.tsv has every row of
# reach*.apk (sample, capability, api, grade), permissions in the manifest apart.
. "$(dirname -- "$0")/lib.sh"

for sample in reach reach-bare reach-dead reach-threads reach-byname reach-named; do
    run "$VETO" query --csv "samples/$sample.apk" \
        "SELECT '$sample' || char(9) || capability || char(9) || api || char(9) || grade FROM capabilities WHERE kind <> 'permission'"
    sed 1d "$work/out" | tr -d '\r"' >"$work/seen"
    grep "^$sample	" tests/data/grades.tsv >"$work/expected"
    check "$sample: every capability at its grade" cmp "$work/expected" "$work/seen"
done
check "all samples have rows" test "$(grep -cv '^#' tests/data/grades.tsv)" -gt 300
finish
