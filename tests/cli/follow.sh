#!/bin/sh
# Every plane follows the case, with what veto renders and real servers: a determination applied, excepted, the exception
# ended, superseded by one of other names and planes, superseded by one without a measure for networks, revoked; each time
# asked from a device, by veto probe and by dig, and through the firewall.
self=$(realpath "$0")
. "$(dirname -- "$0")/lib.sh"
# The library alone: the command waits for the servers that a reload starts.
fake=$(faketime -f +0 sh -c 'echo "$LD_PRELOAD"' 2>/dev/null)
[ -n "$fake" ] || { echo "1..0 # SKIP no faketime"; exit 0; }
. "$(dirname -- "$self")/servers.sh"
networks
names

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
export VETO_STORE="$ex/store.db"
# Two families of the organisation's own: what the later determination is about shares one domain with the first.
mkdir "$work/families"
printf 'heron\tHeron\tHéron\t-\ta messenger\npigeon\tPigeon\tPigeon\t-\ta messenger\n' >"$work/families/families.tsv"
row() { printf '%s\t%s\t%s\tcertain\t%s\ttest\t2026-01-01\n' "$@"; }
{ row bundle-id com.heron ios ''; row domain heron.com any ''; row domain post.example any ''; row package com.heron android ''; } >"$work/families/heron.tsv"
{ row bundle-id com.pigeon ios ''; row domain pigeon.com any ''; row domain post.example any ''; row package com.pigeon android ''; } >"$work/families/pigeon.tsv"

# The clock: so many days before today.
days() { day=$1; at="$(date -u -d "-$1 days" +%F) 12:00:00"; }
clocked() { env TZ=UTC FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME="@$at" LD_PRELOAD="$fake" "$@"; }
veto() { run clocked timeout 100 "$VETO" "$@"; }
# A determination that takes the place of the one in force; the Python in $1 changes it as `s`.
supersede() {
    "$VETO" case tiktok --json >"$work/case.json"
    python3 -c '
import json, sys
d = [s for s in json.load(open(sys.argv[1]))["statements"] if s["statement"]["kind"] == "determination"][-1]
s = d["statement"]
s["supersedes"] = d["digest"]
s["effective"] = sys.argv[3]
for field in "time", "identify_by", "remove_by", "block_by":
    s.pop(field, None)
exec(sys.argv[4])
json.dump(s, open(sys.argv[2], "w"))' "$work/case.json" "$work/next.json" "${at% *}" "$1"
    veto determine tiktok --from "$work/next.json" --key "$ex/minister.key" --second "$ex/deputy.key" --yes
}
exempt() { # DEVICE ADDRESS LAST-DAY
    veto exempt tiktok approver=a critical=c ground=law-enforcement "device=$1" "expires=$3" 'mitigations[0].check=network' \
        "mitigations[0].value=$2" --key "$ex/approver.key" --yes
}

days 30
supersede 's["subject"] = "pigeon"; s["apps"] = []; s["successors"] = []; s["planes"] = ["device management", "resolver", "firewall"]'
is "a determination about planes of every kind" "$status" 0
given="--families $work/families --allow-resolvers 10.9.2.2,10.9.2.3,10.9.2.4,10.9.2.5,fd09:2::/125"
veto enforce tiktok $given --out "$work/rendered" --planes rpz-bind9,rpz-unbound,rpz-pdns,rpz-knot
is "what to configure the servers with is rendered" "$status" 0
empty_zones
configure "$work/rendered"
# Documents of device management, each with an app of the organisation's own.
mkdir "$work/mdm"
printf '{\n  "applications": [{"packageName": "com.own", "installType": "FORCE_INSTALLED"}],\n  "playStoreMode": "BLACKLIST"\n}\n' >"$work/mdm/amapi.json"
printf '{"@odata.type": "#microsoft.graph.iosGeneralDeviceConfiguration",\n "appsVisibilityListType": "appsNotInListCompliant",\n "appsVisibilityList": [{"name": "own", "appId": "com.own"}]}\n' >"$work/mdm/graph.json"
serve
{
    resolver_targets 1
    firewall_target 2 "$work/mdm/veto.nft"
    printf 'amapi\tamapi-policy.json\t%s/mdm/amapi.json\t3\t-\ngraph\tgraph-ios.json\t%s/mdm/graph.json\t3\t-\n' "$work" "$work"
} >"$work/targets"
places() { cp -rL /etc/bind /etc/unbound /etc/powerdns /etc/knot-resolver "$work/mdm" "$1"; }
mkdir "$work/before"
places "$work/before"

# What the device gets from each resolver: $1 the address it asks from; a space between the resolvers.
from() {
    got=
    for server in $servers; do got="$got $(ask $server "$1" "$2" +tcp) $(ask $server "$1" "$2")"; done
    echo "${got# }"
}
all() { echo "$1 $1 $1 $1 $1 $1 $1 $1"; }
open=$(all 192.0.2.2)
shut=$(all NXDOMAIN)
# Another resolver behind the firewall, which nothing is blocked at: asked past the organisation's own.
past() { ask 10.9.2.6 "$1" pigeon.com; }
apply() { veto enforce tiktok $given --targets "$work/targets" --key "$ex/officer.key" --apply --through all; }
probes() { # WANTED: what veto probe says at each of the resolvers, from the device, and its exit status
    for server in $servers; do
        eval at_=\$$server
        run in_ c env TZ=UTC FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME="@$at" LD_PRELOAD="$fake" timeout 100 "$VETO" probe tiktok --families "$work/families" --server "$at_" --from 10.9.1.2
        is "$server: veto probe: $1" "$status $(grep -c "$2" "$work/out")" "$3"
    done
}
crosses() { # WANTED EXEMPT: what veto probe says of the firewall, from who is not exempt and from who is or was; then the status
    run in_ c env TZ=UTC FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME="@$at" LD_PRELOAD="$fake" timeout 100 "$VETO" probe tiktok --families "$work/families" \
        --server 10.9.2.2 --past 10.9.2.6 --from 10.9.1.2
    is "the firewall: veto probe: $1" "$(sed -n 's/^from 10.9.1.2: \(.*\);.*/\1/p' "$work/out")/$(sed -n 's/^from 10.9.1.9 .*): \(.*\);.*/\1/p' "$work/out")/$status" "$1/$2/$3"
}
packages() { python3 -c 'import json, sys; print(*sorted(a["packageName"] + ":" + a["installType"] for a in json.load(open(sys.argv[1]))["applications"]))' "$work/mdm/amapi.json"; }
bundles() { python3 -c 'import json, sys; print(*sorted(a["appId"] for a in json.load(open(sys.argv[1]))["appsVisibilityList"]))' "$work/mdm/graph.json"; }

is "before: every name resolves everywhere" "$(from 10.9.1.2 pigeon.com)" "$open"
is "before: other resolvers can be asked" "$(past 10.9.1.2)" 192.0.2.2

days 29
apply
is "applied to eight places of seven planes" "$status $(grep -c ': done' "$work/out")" "0 8"
sleep 1
is "the name is blocked everywhere" "$(from 10.9.1.2 pigeon.com)" "$shut"
is "and what is below it" "$(from 10.9.1.2 www.pigeon.com)" "$shut"
is "other names resolve" "$(from 10.9.1.2 heron.com)" "$open"
is "no other resolver can be asked" "$(past 10.9.1.2)" ""
is "apps are blocked beside the organisation's own" "$(packages) $(bundles)" "com.own:FORCE_INSTALLED com.pigeon:BLOCKED com.own com.pigeon"
probes "blocked, as planned" "^from 10.9.1.2: blocked, as planned; 4 questions: 4 blocked" "0 1"
crosses "refused, as planned" "" 0

days 28
exempt D9 10.9.1.9 "$(date -u -d '-20 days' +%F)"
is "an exception is signed" "$status" 0
# A ring a day: serials and running times differ on each of them, and it stays one run.
for day in 28 27 26; do
    days $day
    ring=$((29 - day))
    veto enforce tiktok $given --targets "$work/targets" --key "$ex/officer.key" --apply
    check "ring $ring a day after the one before is the same run" sh -c 'grep -q "^run 2: .* ring $2 of 3; " "$1"' - "$work/out" $ring
done
check "which is complete" says "run 2: 8 of 8 steps done, 0 failed, 0 kept, 0 pending, 0 to come; ring 3 of 3; complete"
ends=$(date -u -d "$(date -u -d '-19 days' +%F) 00:00:00" +%s)
check "the firewall's times run from the day of its ring" sh -c 'left=$(sed -n "s/.*timeout \([0-9]*\)s.*/\1/p" "$1"); [ $(($3 - $2 - left)) -lt 100 ] && [ $(($3 - $2 - left)) -ge 0 ]' - \
    "$work/mdm/veto.nft" "$(date -u -d "$(date -u -d '-27 days' +%F) 12:00:00" +%s)" "$ends"
sleep 1
is "the excepted address gets the name" "$(from 10.9.1.9 pigeon.com)" "$open"
is "another does not" "$(from 10.9.1.2 pigeon.com)" "$shut"
is "the excepted address may ask others, another may not" "$(past 10.9.1.9) $(past 10.9.1.2)" "192.0.2.2 "
probes "as planned for both" "^from 10.9.1.[29].*: .*as planned; 4 questions" "0 2"
crosses "refused, as planned" "gets through, as planned" 0

days 19
apply
is "the day after its last one: applied" "$status" 0
sleep 1
is "the exception has ended at the resolvers" "$(from 10.9.1.9 pigeon.com)" "$shut"
is "and at the firewall" "$(past 10.9.1.9)" ""
probes "nobody is exempt" "^from 10.9.1.[29].*: blocked, as planned; 4 questions: 4 blocked" "0 2"
crosses "refused, as planned" "refused, as planned" 0
at="${at% *} 18:00:00"
exempt D8 fd09:1::9 "$(date -u -d '+300 days' +%F)"
is "another exception is signed" "$status" 0

days 18
supersede 's["subject"] = "heron"; s["planes"] = ["device management", "resolver"]'
is "another determination: other names, no firewall" "$status" 0
veto enforce tiktok $given
check "it says who was excepted from the one before only" says "EXEMPT NO MORE: D8 from fd09:1::9: "
veto enforce tiktok $given --targets "$work/targets"
check "the plan says that the firewall is given back" says "nftables $work/mdm/veto.nft: ring 2: would be given back what stood there before"
apply
is "it is applied" "$status" 0
sleep 1
is "the old name resolves again" "$(from 10.9.1.2 pigeon.com)" "$open"
is "the new one is blocked" "$(from 10.9.1.2 heron.com)" "$shut"
is "and so is the name of both" "$(from 10.9.1.2 post.example)" "$shut"
is "the firewall lets all pass, and has no file" "$(past 10.9.1.2) $([ -e "$work/mdm/veto.nft" ] || echo none)" "192.0.2.2 none"
is "nor a table" "$(in_ f nft list ruleset)" ""
crosses "gets through again, as planned" "" 0
is "the old app is no longer blocked, the new one is" "$(packages) $(bundles)" "com.heron:BLOCKED com.own:FORCE_INSTALLED com.heron com.own"
probes "the new names are blocked" "^from 10.9.1.2: blocked, as planned; 4 questions: 4 blocked" "0 1"
probes "the old ones resolve again" "(names that were blocked before): resolves again, as planned" "0 1"
apply
check "applied twice changes nothing" says "nothing to change"

days 17
supersede 's["measures"] = [m for m in s["measures"] if m["measure"] != "block-traffic"]; s["planes"] = ["device management", "resolver", "firewall"]; s.pop("traffic", None)'
is "a third one, without a measure for networks" "$status" 0
apply
is "it is applied" "$status" 0
sleep 1
is "every name resolves" "$(from 10.9.1.2 heron.com) $(from 10.9.1.2 post.example)" "$open $open"
probes "nothing is blocked" "(names that were blocked before): resolves again, as planned" "0 1"
check "resolvers have what they had before" sh -c 'for f in bind/rpz-bind9.zone unbound/rpz-unbound.zone unbound/rpz-unbound-exempt.zone powerdns/rpz-pdns.zone knot-resolver/rpz-knot.lua; do cmp "/etc/$f" "$1/$f" || exit 1; done' - "$work/before"
is "the app stays blocked" "$(packages)" "com.heron:BLOCKED com.own:FORCE_INSTALLED"
run "$VETO" enforce tiktok --status
check "the run is called by its name" says ": applied; ring 3 of 3"

days 16
veto review tiktok outcome=revoke "review_by=$(date -u -d '+300 days' +%F)" reasons_en=r reasons_fr=r --key "$ex/minister.key" --yes
veto revoke tiktok "effective=${at% *}" reasons_en=r reasons_fr=r --key "$ex/minister.key" --second "$ex/deputy.key" --yes
is "it is revoked" "$("$VETO" case tiktok | head -n 1)" "case tiktok: revoked"
apply
is "applied: every run is taken back" "$status" 0
sleep 1
for name in pigeon.com heron.com post.example; do
    is "$name resolves everywhere" "$(from 10.9.1.2 $name)" "$open"
done
is "other resolvers can be asked" "$(past 10.9.1.2)" 192.0.2.2
probes "nothing is blocked any more" "(names that were blocked before): resolves again, as planned" "0 1"
mkdir "$work/after"
places "$work/after"
check "every place is byte for byte what it was" diff -r "$work/before" "$work/after"
run "$VETO" enforce tiktok --status
check "which it is called" says "rolled back"
finish
