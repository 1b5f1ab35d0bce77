#!/bin/sh
# Four packaged resolvers on loopback, told by 'veto enforce --apply' and asked as clients ask: an exempt address and
# another, cold and warm, in both orders; then the exception's end, a second run, and the way back.
. "$(dirname -- "$0")/lib.sh"

dns=$work/dns
# A server that is still going down writes into its folder: gone first, then the folder.
end() {
    for pid in $(cat "$work/pids" 2>/dev/null); do kill "$pid" 2>/dev/null; done
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        left=
        for pid in $(cat "$work/pids" 2>/dev/null); do ! kill -0 "$pid" 2>/dev/null || left=$pid; done
        [ -n "$left" ] || break
        sleep 0.1
    done
    rm -rf "$work"
}
trap end EXIT
for tool in named rndc unbound unbound-control pdns_recursor rec_control kresd dig; do
    if ! command -v "$tool" >/dev/null && [ ! -x "/usr/sbin/$tool" ]; then
        echo "1..0 # SKIP no $tool"
        exit 0
    fi
done
PATH=$PATH:/usr/sbin
mkdir -p "$dns/place" "$dns/kresd"
chmod 755 "$work" "$dns" # servers that drop privileges read here
set -- $(python3 -c '
import socket
held = [socket.socket() for _ in range(7)]
for s in held: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))')
authority=$1 bind=$2 rndc=$3 unbound=$4 pdns=$5 knot=$6

# What the names are without a block.
printf '$TTL 300\n@ SOA ns.com. h.com. 1 60 60 60 60\n@ NS ns.com.\nns A 127.0.0.1\nwechat A 192.0.2.1\n*.wechat A 192.0.2.2\nexample A 192.0.2.3\n' >"$dns/com.zone"
cat >"$dns/authority.conf" <<END
options { directory "$dns"; listen-on port $authority { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; pid-file none; session-keyfile "$dns/a.key"; };
controls { };
zone "com" { type primary; file "com.zone"; };
END
empty='$TTL 60
@ SOA localhost. veto.localhost. 1 60 30 604800 60
@ NS localhost.'
for zone in rpz-bind9 rpz-pdns rpz-unbound rpz-unbound-exempt; do echo "$empty" >"$dns/place/$zone.zone"; done
echo '-- nothing' >"$dns/place/rpz-knot.lua"
cp -r "$dns/place" "$dns/before"

printf 'key "k" { algorithm hmac-sha256; secret "dmV0byB0ZXN0cw=="; };\n' >"$dns/rndc.key"
cat >"$dns/bind.conf" <<END
include "$dns/rndc.key";
options { directory "$dns"; listen-on port $bind { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile "$dns/b.key";
    recursion yes; allow-recursion { any; }; dnssec-validation no; empty-zones-enable no; forwarders { };
    response-policy { zone "veto.rpz" policy given; } min-update-interval 1 break-dnssec yes qname-wait-recurse no; };
controls { inet 127.0.0.1 port $rndc allow { localhost; } keys { "k"; }; };
zone "com" { type forward; forward only; forwarders { 127.0.0.1 port $authority; }; };
zone "veto.rpz" { type primary; file "$dns/place/rpz-bind9.zone"; };
END
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
    name: "com"
    forward-addr: 127.0.0.1@$authority
rpz:
    name: veto-exempt.rpz
    zonefile: $dns/place/rpz-unbound-exempt.zone
rpz:
    name: veto.rpz
    zonefile: $dns/place/rpz-unbound.zone
END
echo "rpzFile(\"$dns/place/rpz-pdns.zone\", {policyName=\"veto\"})" >"$dns/pdns.lua"
cat >"$dns/recursor.conf" <<END
local-address=127.0.0.1
local-port=$pdns
socket-dir=$dns
forward-zones=com=127.0.0.1:$authority
lua-config-file=$dns/pdns.lua
disable-packetcache=yes
dnssec=off
security-poll-suffix=
allow-from=127.0.0.0/8
END
cat >"$dns/kresd.conf" <<END
net.listen('127.0.0.1', $knot, { kind = 'dns' })
net.ipv6 = false
trust_anchors.remove('.')
modules.unload('ta_signal_query')
dofile('$dns/place/rpz-knot.lua')
policy.add(policy.suffix(policy.STUB('127.0.0.1@$authority'), policy.todnames({'com.'})))
END
cat >"$dns/restart-knot" <<END
#!/bin/sh
[ ! -s $dns/knot.pid ] || kill \$(cat $dns/knot.pid) 2>/dev/null
rm -rf $dns/kresd; mkdir $dns/kresd
PATH=\$PATH:/usr/sbin setsid kresd -n -c $dns/kresd.conf $dns/kresd >$dns/knot.log 2>&1 </dev/null &
echo \$! >$dns/knot.pid
echo \$! >>$work/pids
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; dig +short +time=1 +tries=1 -p $knot @127.0.0.1 example.com | grep -q 192 && exit 0; done
exit 1
END
chmod +x "$dns/restart-knot"

start() { "$@" >"$dns/$1-$count.log" 2>&1 </dev/null & echo $! >>"$work/pids"; }
start named -f -c "$dns/authority.conf"
start named -f -c "$dns/bind.conf"
start unbound -d -c "$dns/unbound.conf"
start pdns_recursor --config-dir="$dns" --daemon=no
"$dns/restart-knot"

# ask PORT ADDRESS [NAME]: the address it has, or what went wrong
ask() {
    answer=$(dig +time=2 +tries=2 -b "$2" -p "$1" @127.0.0.1 "${3:-www.wechat.com}" 2>&1)
    printf '%s\n' "$answer" | awk '/status:/ { s = $6 } /IN\tA/ { a = $5 } END { print a == "" ? s : a }' | tr -d ,
}
# Exempt and not, cold and warm; then again in the other order after the reload.
both() { echo "$(ask "$1" 127.0.2.9) $(ask "$1" 127.0.0.1) $(ask "$1" 127.0.2.9) $(ask "$1" 127.0.0.1)"; }
other() { echo "$(ask "$1" 127.0.0.1) $(ask "$1" 127.0.2.9) $(ask "$1" 127.0.0.1) $(ask "$1" 127.0.2.9)"; }
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    [ "$(ask "$bind" 127.0.0.1 example.com) $(ask "$unbound" 127.0.0.1 example.com) $(ask "$pdns" 127.0.0.1 example.com)" = "192.0.2.3 192.0.2.3 192.0.2.3" ] && break
    sleep 0.3
done
open='192.0.2.2 192.0.2.2 192.0.2.2 192.0.2.2'
for server in bind unbound pdns knot; do
    eval port=\$$server
    is "$server: resolves before" "$(both "$port")" "$open"
done

# The case of the worked example: 127.0.2.9 is excepted for 300 days.
doc/example/make "$work/ex" >"$work/log" 2>&1
export VETO_STORE="$work/ex/store.db"
printf '%s\t%s\t%s\t%s\t%s\n' \
    rpz-bind9 rpz-bind9.zone "$dns/place/rpz-bind9.zone" 1 "/usr/sbin/rndc -s 127.0.0.1 -p $rndc -k $dns/rndc.key reload veto.rpz" \
    rpz-unbound rpz-unbound-exempt.zone "$dns/place/rpz-unbound-exempt.zone" 1 "/usr/sbin/unbound-control -c $dns/unbound.conf reload" \
    rpz-unbound rpz-unbound.zone "$dns/place/rpz-unbound.zone" 1 "/usr/sbin/unbound-control -c $dns/unbound.conf reload" \
    rpz-pdns rpz-pdns.zone "$dns/place/rpz-pdns.zone" 1 "/usr/bin/rec_control --socket-dir=$dns reload-lua-config" \
    rpz-knot rpz-knot.lua "$dns/place/rpz-knot.lua" 1 "$dns/restart-knot" >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce wechat --targets "$work/targets" --key "$work/ex/officer.key" --apply --through all "$@"; }
enforce
is "applied to four resolvers" "$status" 0
check "five steps done" says "5 of 5 steps done"
check "named-checkzone takes the zone" named-checkzone veto.rpz "$dns/place/rpz-bind9.zone"
check "unbound-checkconf takes the zones" unbound-checkconf "$dns/unbound.conf"
settle() { sleep 1; }
settle
for server in bind unbound pdns knot; do
    eval port=\$$server
    is "$server: the exempt address resolves, another does not; cold and warm" "$(both "$port")" "192.0.2.2 NXDOMAIN 192.0.2.2 NXDOMAIN"
    is "$server: the name itself, and what is no business of the block" "$(ask "$port" 127.0.0.1 wechat.com) $(ask "$port" 127.0.0.1 example.com)" "NXDOMAIN 192.0.2.3"
done
# What veto's own probe says of them; it asks from the exempt address too, since this machine has it.
probe() { run timeout 60 "$VETO" probe wechat --server "127.0.0.1:$1" --from 127.0.0.1; }
for server in bind unbound pdns knot; do
    eval port=\$$server
    probe "$port"
    is "$server: veto probe finds every name blocked" "$(grep -c '^from 127.0.0.1: blocked, as planned; 16 questions: 16 blocked' "$work/out")" 1
done
run timeout 60 "$VETO" probe wechat --server "127.0.0.1:$authority" --from 127.0.0.1
is "who blocks nothing is not as planned: 4" "$status" 4
check "and says so" says "NOT BLOCKED"
run timeout 60 "$VETO" probe wechat --server "127.0.0.1:$bind" --known nothing.example
is "a resolver that answers nothing else proves nothing: 5" "$status" 5
run timeout 60 "$VETO" probe wechat --server "127.0.0.1:$bind" --tcp --from 127.0.0.1
check "over TCP too" says "from 127.0.0.1: blocked, as planned"
enforce
check "applied twice changes nothing" says "nothing to change"

# A day after its last one the exception is gone everywhere; asked in the other order.
later=$(date -u -d '302 days' +%F)
run "$VETO" enforce wechat --out "$work/later" --as-of "$later"
is "rendered as of a later day" "$status" 0
enforce --from "$work/later"
is "the exception has ended: applied" "$status" 0
settle
for server in bind unbound pdns knot; do
    eval port=\$$server
    is "$server: the exception has ended" "$(other "$port")" "NXDOMAIN NXDOMAIN NXDOMAIN NXDOMAIN"
done
for server in bind unbound pdns knot; do
    eval port=\$$server
    run timeout 60 "$VETO" probe wechat --server "127.0.0.1:$port" --from 127.0.0.1
    is "$server: which veto probe finds out: 4" "$status $(grep -c 'BLOCKED ALTHOUGH EXEMPT' "$work/out")" "4 1"
done
check "and is not in the zone" sh -c '! grep -rq "passthru\|127\.0\.2\.9" "$1"' - "$dns/place"

# Back to the exception, then to what was there before veto.
run timeout 60 "$VETO" enforce wechat --rollback --key "$work/ex/officer.key"
is "one run back" "$status" 0
settle
for server in bind unbound pdns knot; do
    eval port=\$$server
    is "$server: excepted again, in the other order" "$(other "$port")" "NXDOMAIN 192.0.2.2 NXDOMAIN 192.0.2.2"
done
run timeout 60 "$VETO" enforce wechat --rollback --key "$work/ex/officer.key"
is "all the way back" "$status" 0
check "byte for byte" diff -r "$dns/place" "$dns/before"
settle
for server in bind unbound pdns knot; do
    eval port=\$$server
    is "$server: resolves again" "$(both "$port")" "$open"
done
finish
