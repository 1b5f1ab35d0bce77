#!/bin/sh
# Four packaged resolvers, configured with what veto renders as it is, told by 'veto enforce --apply' and asked as devices ask:
# exempt addresses of both kinds and others, cold and warm, in both orders, over UDP and TCP, with DNSSEC; networks within
# others that end on another day; a sinkhole; then the exceptions' ends, and the way back.
self=$(realpath "$0")
. "$(dirname -- "$0")/lib.sh"
. "$(dirname -- "$self")/servers.sh"
networks
names

# The case of the worked example; two addresses are excepted for 300 days, a network for ten and one address in it for 20.
ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
export VETO_STORE="$ex/store.db"
exempt() {
    "$VETO" exempt tiktok approver=a critical=c ground=law-enforcement "device=$1" "expires=$(date -u -d "$3 days" +%F)" 'mitigations[0].check=network' \
        "mitigations[0].value=$2" --key "$ex/approver.key" --yes >"$work/log" 2>&1
}
exempt D1 10.9.1.9 300
exempt D2 fd09:1::9 300
exempt D3 10.9.3.0/24 10
exempt D4 10.9.3.7 20
planes=rpz-bind9,rpz-unbound,rpz-pdns,rpz-knot
run "$VETO" enforce tiktok --planes $planes --out "$work/rendered"
is "rendered" "$status" 0
empty_zones
configure "$work/rendered"
check "named-checkconf takes the snippets" named-checkconf /etc/bind/named.conf
check "unbound-checkconf takes the snippet" unbound-checkconf /etc/unbound/unbound.conf
serve
mkdir "$work/before"
places() { cp -r /etc/bind /etc/unbound /etc/powerdns /etc/knot-resolver "$1"; }
places "$work/before"

name=www.tiktok.com
# Who is exempt and who is not, cold and warm; then again in the other order after the reload.
both() { echo "$(ask $1 10.9.1.9 $name) $(ask $1 10.9.1.2 $name) $(ask $1 10.9.1.9 $name) $(ask $1 10.9.1.2 $name)"; }
other() { echo "$(ask $1 10.9.1.2 $name) $(ask $1 10.9.1.9 $name) $(ask $1 10.9.1.2 $name) $(ask $1 10.9.1.9 $name)"; }
# The same over IPv6.
six() { echo "$(ask $1 fd09:1::9 $name) $(ask $1 fd09:1::2 $name) $(ask $1 fd09:1::2 $name) $(ask $1 fd09:1::9 $name)"; }
# An address of the network that is excepted, and the one in it that is for longer.
nested() { echo "$(ask $1 10.9.3.2 $name) $(ask $1 10.9.3.7 $name)"; }
open='192.0.2.2 192.0.2.2 192.0.2.2 192.0.2.2'
each() { # WHAT FUNCTION WANTED
    for server in $servers; do is "$server: $1" "$($2 $server)" "$3"; done
}
each "resolves before" both "$open"
each "over IPv6" six "$open"
authentic() { in_ c dig +dnssec -b 10.9.1.2 "@$(eval echo "\$$1")" example.com | grep -c 'flags:.* ad[ ;]'; }
each "validates" authentic 1

resolver_targets 1 >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce tiktok --targets "$work/targets" --key "$ex/officer.key" --apply --through all "$@"; }
enforce
is "applied to four resolvers" "$status" 0
check "five steps done" says "5 of 5 steps done"
check "named-checkzone takes the zone" named-checkzone veto.rpz /etc/bind/rpz-bind9.zone
settle() { sleep 1; }
settle
each "the exempt address resolves, another does not; cold and warm" both "192.0.2.2 NXDOMAIN 192.0.2.2 NXDOMAIN"
each "and the same over IPv6" six "192.0.2.2 NXDOMAIN NXDOMAIN 192.0.2.2"
each "the excepted network resolves" nested "192.0.2.2 192.0.2.2"
elsewhere() { echo "$(ask $1 10.9.1.2 tiktok.com) $(ask $1 10.9.1.2 example.com)"; }
each "the name itself, and what is no business of the block" elsewhere "NXDOMAIN 192.0.2.3"
tcp() { echo "$(ask $1 10.9.1.9 $name +tcp) $(ask $1 10.9.1.2 $name +tcp)"; }
each "over TCP" tcp "192.0.2.2 NXDOMAIN"
# Signed names, asked for with DNSSEC: for whom it is blocked it stays so, and who is exempt gets what is validated.
signed() { echo "$(ask $1 10.9.1.2 $name +dnssec) $(ask $1 10.9.1.9 $name +dnssec) $(in_ c dig +dnssec -b 10.9.1.9 "@$(eval echo "\$$1")" $name | grep -c 'flags:.* ad[ ;]')"; }
each "a signed name" signed "NXDOMAIN 192.0.2.2 1"

# What veto's own probe says of them.
probe() { eval to=\$$1; run in_ c timeout 100 "$VETO" probe tiktok --server "$to" --from 10.9.1.2 --no-record; }
for server in $servers; do
    probe $server
    is "$server: veto probe: as planned from every address of its kind" "$status $(grep -c '^from 10.9.1.2: blocked, as planned; ' "$work/out") $(grep -c '^from 10.9.[13].[0-9]* (exception .*): resolves, as planned; ' "$work/out")" "0 1 3"
    run in_ c timeout 100 "$VETO" probe tiktok --server "fd09:2::${to##*.}" --from fd09:1::2 --no-record
    is "$server: and over IPv6" "$status $(grep -c '^from fd09:1::2: blocked, as planned; ' "$work/out") $(grep -c '^from fd09:1::9 (exception .*): resolves, as planned; ' "$work/out")" "0 1 1"
done
run in_ c timeout 60 "$VETO" probe tiktok --server "$authority" --from 10.9.1.2 --no-record
is "who blocks nothing is not as planned: 4" "$status" 4
check "and says so" says "NOT BLOCKED"
run in_ c timeout 60 "$VETO" probe tiktok --server "$bind" --known nothing.tiktok.com --no-record
is "a resolver that answers nothing else proves nothing: 5" "$status" 5
run in_ c timeout 60 "$VETO" probe tiktok --server "$bind" --tcp --from 10.9.1.2 --no-record
check "over TCP too" says "from 10.9.1.2: blocked, as planned"
enforce
check "applied twice changes nothing" says "nothing to change"
run timeout 60 "$VETO" enforce wechat --targets "$work/targets" --key "$ex/officer.key" --apply
is "another case in the same places: refused" "$status" 2
check "since the first would be lost" says "/etc/bind/rpz-bind9.zone is what a run of case tiktok wrote, which would be lost"

# A day after the network's last one, the address in it is still excepted; after all ends nobody is.
later() {
    run "$VETO" enforce tiktok --planes $planes --out "$work/later$1" --as-of "$(date -u -d "$1 days" +%F)"
    enforce --from "$work/later$1"
    settle
}
later 11
is "the network's exception has ended: applied" "$status" 0
each "the network is blocked, the address in it is not" nested "NXDOMAIN 192.0.2.2"
later 302
is "all exceptions have ended: applied" "$status" 0
each "they have ended" other "NXDOMAIN NXDOMAIN NXDOMAIN NXDOMAIN"
each "over IPv6 too" six "NXDOMAIN NXDOMAIN NXDOMAIN NXDOMAIN"
each "and in the network" nested "NXDOMAIN NXDOMAIN"
for server in $servers; do
    probe $server
    is "$server: which veto probe finds out: 4" "$status $(grep -c 'BLOCKED ALTHOUGH EXEMPT' "$work/out")" "4 3"
done
check "and none is in a zone" sh -c '! grep -rqE "passthru|10\.9\.[13]\.|view:addr.*PASS" /etc/bind/*.zone /etc/unbound/*.zone /etc/powerdns/*.zone /etc/knot-resolver/rpz-knot.lua'
back() { run timeout 60 "$VETO" enforce tiktok --rollback --key "$ex/officer.key"; }
back
back
is "two runs back" "$status" 0
settle
each "excepted again, in the other order" other "NXDOMAIN 192.0.2.2 NXDOMAIN 192.0.2.2"

# With a sinkhole: who can answers with it, who cannot said so beforehand and answers as before.
run "$VETO" enforce tiktok --planes $planes --sinkhole walled.com
for plane in rpz-unbound rpz-knot; do
    check "the plan says that $plane has no sinkhole" sh -c 'sed -n "/^$2 /,/^$/p" "$1" | grep -q "cannot *sinkhole: names are answered with NXDOMAIN"' - "$work/out" $plane
done
enforce --sinkhole walled.com
is "a sinkhole: applied" "$status" 0
settle
sunk() { echo "$(ask $1 10.9.1.2 $name) $(ask $1 10.9.1.9 $name)"; }
walled() { echo "$(ask $1 10.9.1.2 $name) $(ask $1 10.9.1.9 $name) $(in_ c dig +short -b 10.9.1.2 "@$(eval echo "\$$1")" $name | grep -c '^walled\.com\.$')"; }
for server in bind pdns; do is "$server: the sinkhole's address in the place of the name's" "$(walled $server)" "192.0.2.66 192.0.2.2 1"; done
for server in unbound knot; do is "$server: blocked without one" "$(sunk $server)" "NXDOMAIN 192.0.2.2"; done
for server in bind pdns; do
    probe $server
    is "$server: veto probe takes it for an answer where it does not know the sinkhole: 4" "$status $(grep -c 'NOT BLOCKED' "$work/out")" "4 1"
    run in_ c timeout 100 "$VETO" probe tiktok --server "$to" --from 10.9.1.2 --sinkhole walled.com --no-record
    is "$server: and for a block where it does" "$status $(grep -c '^from 10.9.1.2: blocked, as planned; ' "$work/out")" "0 1"
done
back
back
is "all the way back" "$status" 0
mkdir "$work/after"
places "$work/after"
check "byte for byte" diff -r "$work/before" "$work/after"
settle
each "resolves again" both "$open"
finish
