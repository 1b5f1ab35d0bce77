#!/bin/sh
# verify beside the cases of a store: what an exception, a hold or a revocation lets stay is excepted, and nothing else is.
. "$(dirname -- "$0")/lib.sh"

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE VETO
check "a fleet" "$VETO" demo-fleet "$work/fleet" --devices 600 --weeks 2 --seed 11
sh "$work/fleet/import.sh" "$work/none.db" "$VETO" >"$work/log" 2>&1
sed 's/.*"\$veto" init.*/:/' "$work/fleet/import.sh" >"$work/fleet/into.sh"
check "read into the store of the cases" sh "$work/fleet/into.sh" "$VETO_STORE" "$VETO"
rows() { # FAMILY VERDICT, of the store, or of FILE
    "$VETO" verify --csv ${3:+--store "$3"} | tr -d '\r' | awk -F, -v f="$1" -v v="$2" '$5 == f && $6 == v' | cut -d, -f1,2
}
rows kaspersky violated "$work/none.db" | sort >"$work/seen"
check "there is something to spare" [ -s "$work/seen" ]
rows kaspersky excepted | sort >"$work/spared"
check "a revoked determination: all that was violated is excepted" cmp "$work/seen" "$work/spared"
is "and nothing is violated" "$(rows kaspersky violated | wc -l)" 0
rows tiktok violated "$work/none.db" >"$work/seen"
rows tiktok violated >"$work/now"
check "one in force: violated as ever" cmp "$work/seen" "$work/now"

asset=$(head -n 1 "$work/seen" | cut -d, -f2) serial=$(sed -n 2p "$work/seen" | cut -d, -f1)
day() { date -u -d "$1 days" +%Y-%m-%d; }
"$VETO" exempt tiktok approver='Deputy head' critical='interviews' ground=law-enforcement device="$asset" "expires=$(day 100)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=alone' 'mitigations[1].check=no-official-data' 'mitigations[1].value=none' \
    'mitigations[2].check=network' 'mitigations[2].value=127.0.2.9' --key "$ex/approver.key" --yes >"$work/log" 2>&1 || cat "$work/log"
"$VETO" hold tiktok custodian=c ground=g records=r scope="$serial" --key "$ex/officer.key" --yes >"$work/log" 2>&1 || cat "$work/log"
is "an exception and a hold: two are excepted" "$(rows tiktok excepted | wc -l)" 2
is "and two are violated no more" "$(rows tiktok violated | wc -l)" $(($(wc -l <"$work/seen") - 2))
run "$VETO" verify --explain "$asset"
check "explain: the exception, and until when" says "until $(day 100)"
check "and the word" says "excepted, it is there, and an exception lets it stay"
run "$VETO" verify --explain "$serial"
check "the hold" says "excepted, it is there, and a hold keeps it"
run "$VETO" verify
check "the summary has the word" says "excepted"
run "$VETO" verify --json
check "JSON: its totals are sums of reasons" python3 -c '
import json, sys
t = json.load(open(sys.argv[1]))["totals"]
for f in t["families"]:
    assert f["excepted"] == f["reasons"]["exception"] + f["reasons"]["hold"] + f["reasons"]["revoked"], f
    assert f["verified"] + f["violated"] + f["excepted"] + f["unknown"] == sum(f["reasons"].values()) == t["devices"], f
assert [f for f in t["families"] if f["family"] == "tiktok"][0]["reasons"]["hold"] == 1
assert t["verified"] + t["violated"] + t["excepted"] + t["unknown"] == t["devices"]' "$work/out"
check "a device is as bad as its worst family" python3 -c '
import collections, csv, json, subprocess, sys, os
rows = list(csv.DictReader(subprocess.run([os.environ["VETO"], "verify", "--csv"], capture_output=True, text=True).stdout.splitlines()))
worst = {}
rank = ["verified", "excepted", "unknown", "violated"]
for r in rows:
    worst[r["asset"]] = max(worst.get(r["asset"], "verified"), r["verdict"], key=rank.index)
own, told = collections.Counter(worst.values()), json.load(open(sys.argv[1]))["totals"]
assert all(own[w] == told[w] for w in rank), (own, told)' "$work/out"
run "$VETO" verify --as-of "$(day 101)"
check "past its day the exception spares nothing" sh -c '! "$VETO" verify --as-of "$1" --csv | grep -q ",exception,"' - "$(day 101)"
check "the hold does" sh -c '"$VETO" verify --as-of "$1" --csv | grep -q ",hold,"' - "$(day 101)"
check "what was said later does not count at an earlier moment" sh -c '! "$VETO" verify --as-of 2026-10-30T06:00:00Z --csv | grep -q ",hold,"'
run "$VETO" report --csv
check "the report counts them" sh -c 'head -n 1 "$1" | grep -q "violated,excepted,unknown"' - "$work/out"
run "$VETO" report --html "$work/page.html"
is "its page" "$status" 0
check "says excepted, in both languages" sh -c 'grep -q "Excepted" "$1" && grep -q "Except&eacute;\|Excepté" "$1"' - "$work/page.html"
finish
