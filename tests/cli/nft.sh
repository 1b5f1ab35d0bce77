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
if ! command -v nft >/dev/null || ! command -v ip >/dev/null || ! ip netns add "${id}c" 2>/dev/null; then
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

# Both resolvers answer whatever comes, over UDP and TCP; port 80 too.
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
            data, peer = key.fileobj.recvfrom(512); key.fileobj.sendto(data, peer)
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
"$VETO" exempt wechat approver=a critical=c ground=law-enforcement device=D9 "expires=$until" 'mitigations[0].check=network' \
    'mitigations[0].value=10.9.1.9' --key "$work/ex/approver.key" --yes >"$work/log" 2>&1
# The example's determination names planes; the firewall is asked for by hand.
mkdir "$work/place"
run "$VETO" enforce wechat --planes nftables --out "$work/rendered"
is "without resolvers nothing is rendered, and it says why" "$([ -e "$work/rendered/nftables.nft" ] && echo there; says '--allow-resolvers ADDRESS' && echo said)" said
run "$VETO" enforce wechat --planes nftables --allow-resolvers 10.9.2.x --out "$work/rendered"
is "what is no address: 2" "$status" 2
run "$VETO" enforce wechat --planes nftables --allow-resolvers 10.9.2.2 --out "$work/rendered"
is "rendered" "$status" 0
check "loads" in_ f nft -f "$work/rendered/nftables.nft"
is "others may ask the own resolver only" "$(all 10.9.1.2)" "yes no no no yes"
is "the exempt address may ask any" "$(all 10.9.1.9)" "yes yes yes yes yes"
check "loaded again, the same rules once" sh -c '
    ip netns exec "$1" nft -f "$2" && [ "$(ip netns exec "$1" nft list ruleset | grep -c "^table")" = 1 ]' - "${id}f" "$work/rendered/nftables.nft"
check "lint reads it as it is meant" sh -c '"$1" lint "$2" | grep -q nftables' - "$VETO" "$work/rendered/nftables.nft"

# Four seconds before its last day is over: the kernel ends it, nobody has to come by.
run "$VETO" enforce wechat --planes nftables --allow-resolvers 10.9.2.2 --out "$work/late" --as-of "${until}T23:59:56Z"
check "loads, late" in_ f nft -f "$work/late/nftables.nft"
is "still exempt" "$(ask 10.9.1.9 10.9.2.3 53 udp)" yes
sleep 5
is "the kernel has ended it" "$(all 10.9.1.9)" "yes no no no yes"
run "$VETO" enforce wechat --planes nftables --allow-resolvers 10.9.2.2 --out "$work/after" --as-of "$(date -u -d '21 days' +%F)"
check "and the next rendering has it no more" sh -c '! grep -q 10.9.1.9 "$1"' - "$work/after/nftables.nft"

check "taken back" in_ f nft delete table inet veto
is "everything passes again" "$(all 10.9.1.2)" "yes yes yes yes yes"
finish
