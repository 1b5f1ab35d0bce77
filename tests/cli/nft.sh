#!/bin/sh
# The firewall in network namespaces with real packets: who is exempt may ask another resolver, nobody else; the kernel
# ends an exception by itself; applied twice nothing changes; the way back.
. "$(dirname -- "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin

id=v$$
end() {
    [ ! -s "$work/pids" ] || kill $(cat "$work/pids") 2>/dev/null
    for ns in c f s; do ip netns del "$id$ns" 2>/dev/null; done
    rm -rf "$work"
}
trap end EXIT
if ! command -v nft >/dev/null || ! command -v ip >/dev/null || ! ip netns add "${id}c" 2>/dev/null || ! ip netns exec "${id}c" true 2>/dev/null; then
    echo "1..0 # SKIP no nft, no ip, or no right to make network namespaces"
    exit 0
fi
ip netns add "${id}f"
ip netns add "${id}s"
in_() { ns=$1 && shift && ip netns exec "$id$ns" "$@"; }
ip link add "${id}a" netns "${id}c" type veth peer name inside netns "${id}f"
ip link add "${id}b" netns "${id}s" type veth peer name outside netns "${id}f"
in_ c sh -c "ip addr add 10.9.1.2/24 dev ${id}a; ip addr add 10.9.1.9/24 dev ${id}a; ip link set ${id}a up; ip route add default via 10.9.1.1"
in_ s sh -c "ip addr add 10.9.2.2/24 dev ${id}b; ip addr add 10.9.2.3/24 dev ${id}b; ip link set ${id}b up; ip route add default via 10.9.2.1"
in_ f sh -c 'ip addr add 10.9.1.1/24 dev inside; ip addr add 10.9.2.1/24 dev outside; ip link set inside up; ip link set outside up; echo 1 >/proc/sys/net/ipv4/ip_forward'

# Both resolvers answer whatever comes, over UDP and TCP, on DNS's ports; port 80 too.
cat >"$work/server.py" <<'END'
import selectors, socket, sys
sel = selectors.DefaultSelector()
for host in "10.9.2.2", "10.9.2.3":
    for port in 53, 853, 80:
        t = socket.create_server((host, port)); sel.register(t, 1, "tcp")
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind((host, port)); sel.register(u, 1, "udp")
print("ready", flush=True)
while True:
    for key, _ in sel.select():
        if key.data == "tcp":
            key.fileobj.accept()[0].close()
        else:
            data, peer = key.fileobj.recvfrom(2000)
            key.fileobj.sendto(data[:2] + bytes([data[2] | 0x80]) + data[3:] if len(data) > 12 else data, peer) # as a response to it
END
cat >"$work/ask.py" <<'END'
import socket, sys
source, host, port, kind = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
s.settimeout(1); s.bind((source, 0))
try:
    s.connect((host, port))
    if kind == "udp":
        s.send(b"x"); s.recv(10)
    print("yes")
except OSError:
    print("no")
END
in_ s python3 "$work/server.py" >"$work/ready" 2>"$work/server.log" </dev/null &
echo $! >>"$work/pids"
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/ready" ] || sleep 0.2; done
ask() { in_ c python3 "$work/ask.py" "$@"; }
# Of an address: the own resolver, another over UDP, TCP and TLS, and the web.
all() { echo "$(ask "$1" 10.9.2.2 53 udp) $(ask "$1" 10.9.2.3 53 udp) $(ask "$1" 10.9.2.3 53 tcp) $(ask "$1" 10.9.2.3 853 tcp) $(ask "$1" 10.9.2.3 80 tcp)"; }
is "before: everything passes" "$(all 10.9.1.2)" "yes yes yes yes yes"

doc/example/make "$work/ex" >"$work/log" 2>&1
VETO_STORE=$work/ex/store.db
export VETO_STORE
until=$(date -u -d '20 days' +%F)
"$VETO" exempt tiktok approver=a critical=c ground=law-enforcement device=D9 "expires=$until" 'mitigations[0].check=network' \
    'mitigations[0].value=10.9.1.9' --key "$work/ex/approver.key" --yes >"$work/log" 2>&1
# The example's determination names planes; the firewall is asked for by hand.
mkdir "$work/place"
run "$VETO" enforce tiktok --planes nftables --out "$work/rendered"
is "without resolvers nothing is rendered, and it says why" "$([ -e "$work/rendered/nftables.nft" ] && echo there; says '--allow-resolvers ADDRESS' && echo said)" said
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.x --out "$work/rendered"
is "what is no address: 2" "$status" 2
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.2 --out "$work/rendered"
is "rendered" "$status" 0
# What veto says that passes, from an address that is exempt and one that is not; $1: the exit status, then what it says of each.
probe() { run in_ c "$VETO" probe tiktok --server 10.9.2.2 --past 10.9.2.3 --past-port 80 --from 10.9.1.2 --plane nftables "$@"; }
said() { sed -n "s/^from $1[ :].*: \([^;]*; [0-9] ways: .*\)/\1/p; s/^from $1: \(.*\)/\1/p" "$work/out" | head -n 1; }
probe
is "probe without the rules: 4, everything gets through" "$status $(said 10.9.1.2)" "4 NOT REFUSED; 4 ways: 0 refused, 4 get through, 0 untold"
check "each way is named" says "DNS over TLS from 10.9.1.2: gets through"
check "loads" in_ f nft -f "$work/rendered/nftables.nft"
probe
is "probe: 0, refused" "$status $(said 10.9.1.2)" "0 refused, as planned; 4 ways: 4 refused, 0 get through, 0 untold"
is "and not for the exempt address" "$(said 10.9.1.9)" "gets through, as planned; 4 ways: 0 refused, 4 get through, 0 untold"
probe --server 10.9.2.9
is "probe with a resolver that does not answer: 5" "$status" 5
check "proves nothing, and says so" says "unknown: the resolver that may be asked does not answer"
probe --past 10.9.2.9
is "probe where the firewall refuses, whoever is there: from who is not exempt refused" "$(said 10.9.1.2)" "refused, as planned; 4 ways: 4 refused, 0 get through, 0 untold"
is "from the exempt address silence is no block: 5" "$status $(said 10.9.1.9)" "5 unknown; 2 ways: 0 refused, 0 get through, 2 untold"
is "the probes are kept" "$(python3 -c 'import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("SELECT plane, server, source, open, blocked, opened, unanswered FROM probes WHERE server = ? AND source = ? ORDER BY id DESC", ("10.9.2.3", "10.9.1.2")).fetchone())' "$VETO_STORE")" \
    "nftables 10.9.2.3 10.9.1.2 0 4 0 0"
in_ c "$VETO" probe tiktok --server 10.9.2.2 --past 10.9.2.3 --no-record >"$work/out" 2>&1
is "a firewall that the determination does not name should let through: 4" "$? $(grep -c 'REFUSED STILL, although nothing forbids' "$work/out")" "4 1"
is "others may ask the own resolver only" "$(all 10.9.1.2)" "yes no no no yes"
is "the exempt address may ask any" "$(all 10.9.1.9)" "yes yes yes yes yes"
check "loaded again, the same rules once" sh -c '
    ip netns exec "$1" nft -f "$2" && [ "$(ip netns exec "$1" nft list ruleset | grep -c "^table")" = 1 ]' - "${id}f" "$work/rendered/nftables.nft"
check "lint reads it as it is meant" sh -c '"$1" lint "$2" | grep -q nftables' - "$VETO" "$work/rendered/nftables.nft"

# Four seconds before its last day is over: the kernel ends it, nobody has to come by.
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.2 --out "$work/late" --as-of "${until}T23:59:56Z"
check "loads, late" in_ f nft -f "$work/late/nftables.nft"
is "still exempt" "$(ask 10.9.1.9 10.9.2.3 53 udp)" yes
sleep 5
is "the kernel has ended it" "$(all 10.9.1.9)" "yes no no no yes"
probe
is "probe finds that: 4" "$status $(said 10.9.1.9)" "4 REFUSED ALTHOUGH EXEMPT; 4 ways: 4 refused, 0 get through, 0 untold"

# Firewalls that are silent, or answer in the other end's name: the exempt address shows that the other end is there.
sed 's/counter reject/counter drop/' "$work/rendered/nftables.nft" >"$work/drop.nft"
in_ f nft -f "$work/drop.nft"
probe
is "probe of one that is silent" "$status $(said 10.9.1.2)" "0 refused, as planned; 4 ways: 4 refused, 0 get through, 0 untold"
sed 's/counter reject/meta l4proto tcp reject with tcp reset; counter drop/' "$work/rendered/nftables.nft" >"$work/reset.nft"
in_ f nft -f "$work/reset.nft"
probe
is "probe of one that resets" "$status $(said 10.9.1.2)" "0 refused, as planned; 4 ways: 4 refused, 0 get through, 0 untold"
in_ f nft -f "$work/drop.nft"
in_ c ip addr del 10.9.1.9/24 dev "${id}a"
probe
is "without the exempt address, its other port shows that it is there, and only plain DNS is told" "$status $(said 10.9.1.2)" "5 unknown; 4 ways: 2 refused, 0 get through, 2 untold"
check "of the other it says why not" says "unknown: this machine does not have an address there"
probe --past-port 81
is "nor that, when nothing shows it" "$status $(said 10.9.1.2)" "5 unknown; 4 ways: 0 refused, 0 get through, 4 untold"
in_ c ip addr add 10.9.1.9/24 dev "${id}a"
run "$VETO" probe tiktok --server 10.9.2.2 --past 10.9.2.3:53x
is "what is no address: 2" "$status" 2
run "$VETO" probe tiktok --server 10.9.2.2 --past fd00::1
is "addresses of two kinds: 2" "$status" 2
run "$VETO" probe tiktok --server 10.9.2.2 --past 10.9.2.3 --plane rpz-bind9
is "a resolver's plane: 2" "$status" 2
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.2 --out "$work/after" --as-of "$(date -u -d '21 days' +%F)"
check "and the next rendering has it no more" sh -c '! grep -q 10.9.1.9 "$1"' - "$work/after/nftables.nft"

# An address within a network that is excepted for longer, and one that is for less long.
nested() { "$VETO" exempt tiktok approver=a critical=c ground=law-enforcement "device=$1" "expires=$(date -u -d "$3 days" +%F)" 'mitigations[0].check=network' \
    "mitigations[0].value=$2" --key "$work/ex/approver.key" --yes >"$work/log" 2>&1; }
nested D10 10.9.1.0/24 10
nested D11 10.9.1.128/25 5
nested D12 fd09:1::/64 10
nested D13 fd09:1::9 30
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.2 --out "$work/nested"
check "networks within others load" in_ f nft -f "$work/nested/nftables.nft"
is "all of the network may ask" "$(ask 10.9.1.2 10.9.2.3 53 udp) $(ask 10.9.1.9 10.9.2.3 53 udp)" "yes yes"
run "$VETO" enforce tiktok --planes nftables --allow-resolvers 10.9.2.2 --out "$work/nested" --as-of "$(date -u -d '10 days' +%F)T23:59:57Z"
check "three seconds before the network's end" in_ f nft -f "$work/nested/nftables.nft"
is "it may" "$(ask 10.9.1.2 10.9.2.3 53 udp) $(ask 10.9.1.9 10.9.2.3 53 udp)" "yes yes"
sleep 4
is "then only the address that is excepted for longer" "$(ask 10.9.1.2 10.9.2.3 53 udp) $(ask 10.9.1.9 10.9.2.3 53 udp)" "no yes"

# A second case has a table of its own: who is excepted from one is not from the other.
run "$VETO" enforce wechat --planes nftables --allow-resolvers 10.9.2.2 --out "$work/second"
check "a second case loads beside the first" in_ f nft -f "$work/second/nftables.nft"
is "who is excepted from the first only is held by the second" "$(ask 10.9.1.9 10.9.2.3 53 udp)" no
check "which the plan says" sh -c 'grep -q "excepted here alone is still held to the resolvers" "$1"' - "$work/nested/README.txt"
check "taken back" in_ f nft delete table inet veto_wechat
is "the first stands" "$(ask 10.9.1.2 10.9.2.3 53 udp) $(ask 10.9.1.9 10.9.2.3 53 udp)" "no yes"
check "taken back" in_ f nft delete table inet veto_tiktok
is "everything passes again" "$(all 10.9.1.2)" "yes yes yes yes yes"
in_ c "$VETO" probe tiktok --server 10.9.2.2 --past 10.9.2.3 --no-record >"$work/out" 2>&1
is "and nothing forbids it: 0" "$? $(grep -c 'gets through again, as planned' "$work/out")" "0 1"
finish
