#!/bin/sh
# kill -9 at every step of an apply over three planes with what veto renders and real servers, and of the way back: before calls
# that change a file, start a reload or have the disk keep the store (STEP=1: before each of them, five minutes). Each time --status calls what is left by its right
# name, veto probe, dig and veto verify agree, and then either --apply goes on or --rollback goes back.
self=$(realpath "$0")
. "$(dirname -- "$0")/lib.sh"
if ! command -v strace >/dev/null || ! strace -qq -o /dev/null true 2>/dev/null; then
    echo "1..0 # SKIP no strace, or it may not trace here"
    exit 0
fi
. "$(dirname -- "$self")/servers.sh"
networks
names
servers='bind unbound'

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
export VETO_STORE="$ex/store.db"
"$VETO" case tiktok --json | python3 -c '
import json, sys
d = [s for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "determination"][-1]
s = d["statement"]
s["supersedes"] = d["digest"]
s["subject"], s["apps"], s["successors"], s["effective"] = "pigeon", [], [], sys.argv[2]
s["planes"] = ["resolver", "firewall"]
for field in "time", "identify_by", "remove_by", "block_by":
    s.pop(field, None)
json.dump(s, open(sys.argv[1], "w"))' "$work/next.json" "$(date -u +%F)"
"$VETO" determine tiktok --from "$work/next.json" --key "$ex/minister.key" --second "$ex/deputy.key" --yes >"$work/log" 2>&1
"$VETO" exempt tiktok approver=a critical=c ground=law-enforcement device=D9 "expires=$(date -u -d '20 days' +%F)" 'mitigations[0].check=network' \
    'mitigations[0].value=10.9.1.9' --key "$ex/approver.key" --yes >"$work/log" 2>&1
mkdir "$work/families" "$work/place"
printf 'pigeon\tPigeon\tPigeon\t-\ta messenger\n' >"$work/families/families.tsv"
printf 'domain\tpigeon.com\tany\tcertain\t\ttest\t2026-01-01\n' >"$work/families/pigeon.tsv"
given="--families $work/families --allow-resolvers 10.9.2.2,10.9.2.3"
"$VETO" enforce tiktok $given --planes rpz-bind9,rpz-unbound,rpz-pdns,rpz-knot --out "$work/rendered" >"$work/log" 2>&1
empty_zones
configure "$work/rendered"
serve
{
    resolver_targets 1 | grep -v '^rpz-pdns\|^rpz-knot'
    firewall_target 2 "$work/place/veto.nft"
} >"$work/targets"
apply="enforce tiktok $given --targets $work/targets --key $ex/officer.key --apply --through all"
back="enforce tiktok --rollback --key $ex/officer.key"
places="/etc/bind/rpz-bind9.zone /etc/unbound/rpz-unbound.zone /etc/unbound/rpz-unbound-exempt.zone $work/place"
mkdir "$work/before"
cp -r $places "$work/before"
printf 'serial,platform\nS1,android\n' >"$work/issued.csv"
"$VETO" observe issued "$work/issued.csv" --time "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$work/log" 2>&1
cp "$VETO_STORE" "$work/store0"

# What a device gets: the name from both resolvers as one that is exempt and as one that is not, and what another resolver says.
device() { echo "$(ask bind 10.9.1.9 pigeon.com) $(ask bind 10.9.1.2 pigeon.com) $(ask unbound 10.9.1.9 pigeon.com) $(ask unbound 10.9.1.2 pigeon.com) $(past)"; }
past() { in_ c dig +short +time=1 +tries=1 -b 10.9.1.2 +tcp @10.9.2.6 pigeon.com 2>/dev/null | grep -c '^192'; }
# Until it gets that: BIND reads a new zone a moment after rndc.
settles() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        gets=$(device)
        [ "$gets" != "$1" ] || return 0
        sleep 0.2
    done
    return 1
}
open='192.0.2.2 192.0.2.2 192.0.2.2 192.0.2.2 1'
shut='192.0.2.2 NXDOMAIN 192.0.2.2 NXDOMAIN 0'
as_before() {
    mkdir "$work/now"
    cp -r $places "$work/now"
    diff -r "$work/before" "$work/now" >"$work/diff"
    same=$?
    rm -rf "$work/now"
    [ "$same" = 0 ] && [ -z "$(in_ f nft list ruleset)" ]
}
anew() {
    rm -f "$VETO_STORE-wal" "$VETO_STORE-shm"
    cp "$work/store0" "$VETO_STORE"
}
word() { # what the run is called
    run "$VETO" enforce tiktok --status
    case $out in
    "no run"*) echo none ;;
    *) echo "$out" | sed -n '1s/.*: \([a-z ]*\);.*/\1/p' ;;
    esac
}
# What veto verify says of the resolver of a plane, as a device that is not exempt finds it.
verdict() {
    "$VETO" verify --families "$work/families" --family pigeon --json | python3 -c '
import json, sys
print(*("%s %s" % (n["verdict"], n["reason"]) for n in json.load(sys.stdin)["networks"] if (n["plane"], n["source"], n["expected"]) == (sys.argv[1], "10.9.1.2", "blocked")), sep=", ")' "$1"
}
# What is left after a kill, in $at: its name and what the device gets have to be of one mind, and veto probe with dig.
right() {
    called=$(word)
    case $called in
    none | planned | "rolled back") settles "$open" || wrong="$wrong
$at: called $called, a device gets $gets" ;;
    applied) settles "$shut" || wrong="$wrong
$at: called $called, a device gets $gets" ;;
    interrupted | "in rings") between=$((between + 1)) && sleep 1.2 ;;
    *) wrong="$wrong
$at: called $called" ;;
    esac
    for server in $servers; do
        eval to=\$$server
        case $server in bind) plane=rpz-bind9 ;; *) plane=rpz-$server ;; esac
        run in_ c timeout 60 "$VETO" probe tiktok --plane "$plane" --families "$work/families" --server "$to" --from 10.9.1.2
        found=$(sed -n 's/^from 10.9.1.2: \([A-Za-z, ]*\);.*/\1/p' "$work/out")
        case "$(ask $server 10.9.1.2 pigeon.com) $found" in
        "NXDOMAIN blocked, as planned" | "192.0.2.2 NOT BLOCKED") ;;
        *) wrong="$wrong
$at: $server: dig: $(ask $server 10.9.1.2 pigeon.com), veto probe: $found" ;;
        esac
        said=$(verdict "$plane")
        case "$found $said" in
        "blocked, as planned verified blocked" | "NOT BLOCKED violated open") ;;
        *) wrong="$wrong
$at: $server: veto probe: $found, veto verify: $said" ;;
        esac
    done
}
goes_on() {
    run timeout 60 "$VETO" $apply
    [ "$status" = 0 ] && [ "$(word)" = applied ] && settles "$shut" || wrong="$wrong
$at: not gone on with: $(cat "$work/err") $(word) $gets"
}
goes_back() {
    while run timeout 60 "$VETO" $back && ! says "no run of this case"; do :; done
    as_before && settles "$open" || wrong="$wrong
$at: not gone back: $(cat "$work/diff") $(word) $gets"
}
# How often COMMAND... calls that, undisturbed.
calls() {
    call=$1 && shift
    strace -qq -e trace="$call" -o "$work/trace" "$VETO" "$@" >"$work/log" 2>&1
    grep -c "^$call(" "$work/trace"
}
killed() { # CALL N COMMAND...
    call=$1 nth=$2 && shift 2
    strace -qq -e trace="$call" -e inject="$call:signal=KILL:when=$nth" -o /dev/null "$VETO" "$@" >"$work/log" 2>&1
}

is "before: all is open" "$(device)" "$open"
at=undisturbed wrong=
goes_on
goes_back
is "an undisturbed run goes there and back" "$wrong" ""
run "$VETO" enforce tiktok $given --targets "$work/targets" --key "$ex/officer.key" --apply
check "a run that nobody asked after is unknown, plane by plane" sh -c '"$1" verify --families "$2" --family pigeon | grep -q "unknown  tiktok  rpz-bind9 .*carried out there, and never asked since"' - "$VETO" "$work/families"
goes_back
spawn=$(strace -f -qq -e trace=clone,clone3,vfork -o "$work/trace" "$VETO" $apply >"$work/log" 2>&1; sed -n 's/^[0-9]* *\([a-z0-9]*\)(.*VFORK.*/\1/p; s/^[0-9]* *\(vfork\)(.*/\1/p' "$work/trace" | head -n 1)
goes_back
# Every rename and every reload; of the many calls that have the disk keep something every third, or with STEP=1 each one.
step_of() { case $1 in rename | $spawn) echo 1 ;; *) echo "${STEP:-3}" ;; esac; }
points=0 between=0 wrong=
for call in rename unlink fsync fdatasync $spawn; do
    anew
    n=$(calls $call $apply)
    goes_back
    for nth in $(seq 1 "$(step_of $call)" "$n"); do
        anew
        at="apply, before $call $nth of $n"
        points=$((points + 1))
        killed $call "$nth" $apply
        sleep 0.2 # a reload that was started goes on by itself
        right
        if [ $((points % 2)) = 0 ]; then
            goes_on
            "$VETO" enforce tiktok --status | grep -q '^run 1 ' || wrong="$wrong
$at: another run was begun"
        fi
        goes_back
    done
done
echo "# killed at $points points of an apply, at $between of them half done"
is "killed at every step of an apply: called by its name, probed, on or back" "$wrong" ""
check "many of them in the middle" [ "$between" -gt $((points / 3)) ]
points=0 between=0 wrong=
for call in rename unlink fsync fdatasync $spawn; do
    anew
    "$VETO" $apply >"$work/log" 2>&1
    cp "$VETO_STORE" "$work/store1"
    n=$(calls $call $back)
    for nth in $(seq 1 "$(step_of $call)" "$n"); do
        anew
        at="rollback, before $call $nth of $n"
        goes_on
        points=$((points + 1))
        killed $call "$nth" $back
        sleep 0.2
        right
        [ $((points % 2)) = 1 ] || goes_on
        goes_back
    done
done
echo "# killed at $points points of a rollback, at $between of them half done"
is "killed at every step of the way back: the same" "$wrong" ""
check "many of them in the middle" [ "$between" -gt $((points / 3)) ]
finish
