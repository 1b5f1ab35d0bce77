#!/bin/sh
# probe and verify together: what a resolver answers becomes the verdict on its position, through exception, revocation and age.
. "$(dirname -- "$0")/lib.sh"

dns=$work/dns
end() {
    for pid in $(cat "$work/pids" 2>/dev/null); do kill "$pid" 2>/dev/null; done
    sleep 0.5
    rm -rf "$work"
}
trap end EXIT
PATH=$PATH:/usr/sbin
for tool in named unbound unbound-control dig; do
    if ! command -v "$tool" >/dev/null; then
        echo "1..0 # SKIP no $tool"
        exit 0
    fi
done
mkdir -p "$dns/place"
chmod 755 "$work" "$dns"
set -- $(python3 -c '
import socket
held = [socket.socket() for _ in range(2)]
for s in held: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))')
authority=$1 unbound=$2

# Every name resolves, until something blocks it.
printf '$TTL 300\n@ SOA ns. h. 1 60 60 60 60\n@ NS ns.\nns A 127.0.0.1\n* A 192.0.2.2\n' >"$dns/root.zone"
cat >"$dns/authority.conf" <<END
options { directory "$dns"; listen-on port $authority { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; pid-file none; session-keyfile "$dns/a.key"; };
controls { };
zone "." { type primary; file "root.zone"; };
END
printf '$TTL 60\n@ SOA localhost. veto.localhost. 1 60 30 604800 60\n@ NS localhost.\n' | tee "$dns/place/block.zone" >"$dns/place/exempt.zone"
cp -r "$dns/place" "$dns/before"
cat >"$dns/unbound.conf" <<END
server:
    interface: 127.0.0.1@$unbound
    do-daemonize: no
    username: ""
    chroot: ""
    directory: "$dns"
    pidfile: ""
    use-syslog: no
    do-not-query-localhost: no
    access-control: 127.0.0.0/8 allow
    module-config: "respip iterator"
remote-control:
    control-enable: yes
    control-interface: $dns/unbound.sock
    control-use-cert: no
forward-zone:
    name: "."
    forward-addr: 127.0.0.1@$authority
rpz:
    name: veto-exempt.rpz
    zonefile: $dns/place/exempt.zone
rpz:
    name: veto.rpz
    zonefile: $dns/place/block.zone
END
start() { "$@" >"$dns/$1.log" 2>&1 </dev/null & echo $! >>"$work/pids"; }
start named -f -c "$dns/authority.conf"
start unbound -d -c "$dns/unbound.conf"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    dig +short +time=1 +tries=1 -p "$unbound" @127.0.0.1 example.com | grep -q 192 && break
    sleep 0.3
done

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
export VETO_STORE="$ex/store.db"
"$VETO" demo-fleet "$work/fleet" --devices 30 --weeks 1 --seed 3 >"$work/log"
"$VETO" observe issued "$work/fleet/issued.csv" --time "$(date -u -d "-10 days" +%Y-%m-%dT%H:%M:%SZ)" >"$work/log"
reload="/usr/sbin/unbound-control -c $dns/unbound.conf reload"
printf 'rpz-unbound\trpz-unbound-exempt.zone\t%s/place/exempt.zone\t1\t%s\nrpz-unbound\trpz-unbound.zone\t%s/place/block.zone\t1\t%s\n' "$dns" "$reload" "$dns" "$reload" >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce tiktok --targets "$work/targets" --key "$ex/officer.key" --apply --through all; sleep 1; }
probe() { run timeout 60 "$VETO" probe tiktok --server "127.0.0.1:$unbound" --from 127.0.0.1 --plane rpz-unbound "$@"; }
# What verify says of the position: its verdict and reason; with an address that of who is excepted there.
network() {
    "$VETO" verify --family tiktok --json ${2:+--as-of "$2"} | python3 -c '
import json, sys
print(*sorted("%s %s" % (n["verdict"], n["reason"]) for n in json.load(sys.stdin)["networks"] if sys.argv[1] in ("", n["source"])), sep=", ")' "$1"
}

is "nothing carried out: no position" "$(network '')" ""
enforce
is "applied" "$status" 0
is "and never asked: unknown" "$(network '')" "unknown never, unknown never"
run "$VETO" verify --family tiktok
check "which is said" says "carried out there, and never asked since"
probe --no-record
is "asked, and nothing kept" "$status $(network '')" "0 unknown never, unknown never"
probe
is "asked" "$status" 0
check "as planned" says "blocked, as planned"
is "and verified" "$(network '')" "verified blocked"
run "$VETO" verify --family tiktok
check "with the server and what it answered" says "rpz-unbound 127.0.0.1:$unbound from 127.0.0.1: all that is to be blocked is"
probe --plane amapi
is "a plane that is no resolver: 2" "$status" 2

day() { date -u -d "$1 days" +%Y-%m-%d; }
"$VETO" exempt tiktok approver='Deputy head' critical='interviews' ground=law-enforcement device=A1 "expires=$(day 20)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=alone' 'mitigations[1].check=no-official-data' 'mitigations[1].value=none' \
    'mitigations[2].check=network' 'mitigations[2].value=127.0.2.8/29' --key "$ex/approver.key" --yes >"$work/log" 2>&1 || cat "$work/log"
probe
is "an exception that was not carried out: 4" "$status" 4
check "is blocked although exempt" says "BLOCKED ALTHOUGH EXEMPT"
is "violated" "$(network 127.0.2.9)" "violated cut"
run "$VETO" verify --family tiktok
is "verify: 4" "$status" 4
enforce
probe
is "carried out: as planned, from an address of its network" "$status $(network '')" "0 verified blocked, verified exempt"
check "oracle: dig from there" sh -c 'dig +short -b 127.0.2.9 -p "$1" @127.0.0.1 www.tiktok.com | grep -q 192.0.2.2' - "$unbound"
is "at a moment before, nothing is known" "$(network '' "$(day -1)")" ""
is "past the exception it was asked about what was decided before" "$(network 127.0.2.9 "$(day 22)")" "unknown earlier"
is "long after it was asked too long ago" "$(network 127.0.0.1 "$(day 60)")" "unknown old"

# By hand: the block is gone, and then everything.
cp "$dns/place/block.zone" "$work/kept.zone"
cp "$dns/before/block.zone" "$dns/place/block.zone"
$reload >"$work/log" 2>&1
sleep 1
probe
is "a block that somebody took out: 4" "$status $(network 127.0.0.1)" "4 violated open"
run "$VETO" verify --family tiktok
check "the name is said" grep -q "something that is to be blocked is open, musical.ly; 0 blocked" "$work/out"
is "which stands, however old" "$(network 127.0.0.1 "$(day 60)")" "violated open"
cp "$work/kept.zone" "$dns/place/block.zone"
$reload >"$work/log" 2>&1
sleep 1
probe --known nothing.invalid.example
is "one that answers for other names" "$status" 0
run timeout 60 "$VETO" probe tiktok --server "127.0.0.1:$authority" --from 127.0.0.1 --plane rpz-unbound
is "another server is another position" "$status $(network 127.0.0.1)" "4 verified blocked, violated open"
run timeout 60 "$VETO" probe tiktok --server 127.0.0.1:1 --from 127.0.0.1 --plane rpz-unbound
is "where nobody answers nothing is proven: 5" "$status $(network 127.0.0.1)" "5 unknown mute, verified blocked, violated open"

# Revoked: what was blocked is asked for until it is open again.
"$VETO" revoke tiktok "effective=$(day 0)" reasons_en='No longer needed.' "reasons_fr=N'est plus nécessaire." --key "$ex/minister.key" --yes >"$work/log" 2>&1 || cat "$work/log"
is "what was asked before the revocation tells nothing of it" "$(network 127.0.0.1)" "unknown earlier, unknown earlier, unknown earlier"
probe
is "blocked still: 4" "$status" 4
check "which is said" says "BLOCKED STILL"
enforce
check "taken back, byte for byte" diff -r "$dns/place" "$dns/before"
probe
is "open again: 0" "$status" 0
check "as planned" says "resolves again, as planned"
check "and verified" sh -c '"$1" verify --family tiktok | grep -q "verified .*what is forbidden no more is open again"' - "$VETO"
check "oracle: dig" sh -c 'dig +short -b 127.0.0.1 -p "$1" @127.0.0.1 www.tiktok.com | grep -q 192.0.2.2' - "$unbound"

run "$VETO" report --family tiktok --html "$work/page.html"
check "the fleet's report has its networks" says "networks, by what they answered"
check "and its page, in both languages" sh -c 'grep -q ">Networks<" "$1" && grep -q "veto asked them" "$1" && grep -q "ont répondu" "$1"' - "$work/page.html"

check "the answers that were not as expected are kept" sh -c '[ "$(python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(\"SELECT count(*) FROM probe_answers\").fetchone()[0])" "$VETO_STORE")" -gt 0 ]'
finish
