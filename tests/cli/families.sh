#!/bin/sh
# families: every identifier of the packs with source, date and confidence; an organisation's own beside and over ours.
. "$(dirname -- "$0")/lib.sh"

run "$VETO" families
is "families: 0" "$status" 0
is "lists what the pack has" "$(printf '%s\n' "$out" | cut -d' ' -f1)" "$(grep -v '^#' packs/families/families.tsv | cut -f1)"
LC_ALL=fr_CA.UTF-8 run "$VETO" families wechat
check "in French" says "peut aussi toucher"

for family in kaspersky tiktok wechat; do
    run "$VETO" families "$family" --tsv
    check "$family --tsv is the pack" cmp "$work/out" "packs/families/$family.tsv"
    "$VETO" families "$family" --json | python3 -c '
import json, sys
(family,) = json.load(sys.stdin)
for i in family["identifiers"]:
    print(*(i[k] for k in "kind value platform confidence may_also_hit source date".split()), sep="\t")
' >"$work/rows"
    check "$family --json says every field of every row" sh -c "grep -v '^#' packs/families/$family.tsv | cmp - '$work/rows'"
    run "$VETO" families "$family"
    is "$family: a line for each identifier" "$(grep -cE '^[a-z][a-z0-9-]*  .* (certain|claim|relative|hint)  ' "$work/out")" \
        "$(grep -vc '^#' "packs/families/$family.tsv")"
done

mkdir "$work/own"
printf 'acme\tAcme Chat\tAcme Chat\tacme\tan app of ours\n' >"$work/own/families.tsv"
printf 'package\tcom.acme.chat\tandroid\tcertain\t\tour order 12\t2026-05-01\n' >"$work/own/acme.tsv"
printf 'domain\twechat.com\tany\tcertain\t\tour order 13\t2026-05-01\n' >"$work/own/wechat.tsv"
run "$VETO" families --families "$work/own"
is "an own folder: 0" "$status" 0
is "adds and replaces" "$(printf '%s\n' "$out" | sed 's/  .*  /=/')" "acme=1 identifiers; the organisation's own list
kaspersky=$(grep -vc '^#' packs/families/kaspersky.tsv) identifiers
tiktok=$(grep -vc '^#' packs/families/tiktok.tsv) identifiers
wechat=1 identifiers; the organisation's own list"
run "$VETO" families --families "$work/own" acme
check "shows the own identifier's source" says "our order 12"
printf 'package\t\033[31mx\tandroid\tcertain\t\tus\t2026-05-01\n' >"$work/own/acme.tsv"
run "$VETO" families --families "$work/own" acme
is "hostile values are printed harmless" "$(tr -d -c '\033' <"$work/out")" ""
printf 'package\tx\tandroid\tcertain\n' >"$work/own/acme.tsv"
run "$VETO" families --families "$work/own"
is "a row that is wrong: 1" "$status" 1
check "file and line are named" says "acme.tsv:1:"
run "$VETO" families nobody
is "a family that is not there: 2" "$status" 2
run "$VETO" families --tsv
is "--tsv without a family: 2" "$status" 2
run "$VETO" families --families "$work/none"
is "a folder that is not there: 1" "$status" 1
finish
