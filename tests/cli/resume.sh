#!/bin/sh
# A run over many apps that was interrupted anywhere goes on, and ends with the same file.
. "$(dirname -- "$0")/lib.sh"

run "$VETO" evaluate --out "$work/whole.jsonl" samples
whole=$status
lines=$(wc -l <"$work/whole.jsonl")
check "a line for each app" test "$lines" -gt 5
run "$VETO" evaluate --jsonl samples
check "the same records as --jsonl" cmp "$work/out" "$work/whole.jsonl"

size=$(wc -c <"$work/whole.jsonl")
for part in 0 1 4 9 13; do
    head -c $((size * part / 13)) "$work/whole.jsonl" >"$work/torn.jsonl"
    run "$VETO" evaluate --out "$work/torn.jsonl" samples
    is "cut off at $part/13: the same status" "$status" "$whole"
    check "cut off at $part/13: the same file" cmp "$work/torn.jsonl" "$work/whole.jsonl"
    check "cut off at $part/13: the summary counts all" says "$lines apps:"
done

# Killed while it runs, as often as it takes.
rm -f "$work/killed.jsonl"
for delay in 0.02 0.03 0.05 0.08; do
    timeout -s KILL $delay "$VETO" evaluate --out "$work/killed.jsonl" samples >/dev/null 2>&1
done
run "$VETO" evaluate --out "$work/killed.jsonl" samples
check "killed four times: the same file" cmp "$work/killed.jsonl" "$work/whole.jsonl"

echo "no record" >"$work/other.jsonl"
run "$VETO" evaluate --out "$work/other.jsonl" samples/quiet.apk
is "a file of something else: 1" "$status" 1
check "it is named with its line" says "other.jsonl:1"
check "and left as it was" grep -q "no record" "$work/other.jsonl"

mkdir "$work/own"
sed 's/^-- id: .*/-- id: own.question/' packs/criteria/manifest.debuggable.sql >"$work/own/own.sql"
cp "$work/whole.jsonl" "$work/packs.jsonl"
run "$VETO" evaluate --criteria "$work/own" --out "$work/packs.jsonl" samples/quiet.apk
is "records of other packs: 1" "$status" 1
check "says why" says "other packs"
finish
