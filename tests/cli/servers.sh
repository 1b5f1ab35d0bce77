# Four packaged resolvers that tests of planes share; sourced after lib.sh, never run by itself. The test runs in a mount and
# a network namespace of its own, so that files are where the packages have them and names are asked for on port 53:
#
#     this machine  10.9.2.2 BIND, .3 Unbound, .4 PowerDNS Recursor, .5 Knot Resolver; .6 has every name, signed; fd09:2:: likewise
#     ${id}f        the firewall between
#     ${id}c        a device: 10.9.1.2, fd09:1::2, and the addresses that exceptions are for
PATH=$PATH:/usr/sbin:/sbin
servers='bind unbound pdns knot'
bind=10.9.2.2 unbound=10.9.2.3 pdns=10.9.2.4 knot=10.9.2.5 authority=10.9.2.6

for tool in named rndc dnssec-keygen dnssec-signzone unbound unbound-control pdns_recursor rec_control kresd dig nft ip; do
    if ! command -v "$tool" >/dev/null; then
        echo "1..0 # SKIP no $tool"
        exit 0
    fi
done
if [ -z "${VETO_TEST_NAMESPACE:-}" ]; then
    if ! unshare -mn true 2>/dev/null; then
        echo "1..0 # SKIP no right to make namespaces"
        exit 0
    fi
    rm -rf "$work"
    trap - EXIT
    VETO_TEST_NAMESPACE=yes exec unshare -mn --propagation private "$self"
fi

id=v$$
# A server that is still going down writes into its folder: gone first, then the folder.
end() {
    for pid in $(cat "$work/pids" 2>/dev/null); do kill "$pid" 2>/dev/null; done
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        left=
        for pid in $(cat "$work/pids" 2>/dev/null); do ! kill -0 "$pid" 2>/dev/null || left=$pid; done
        [ -n "$left" ] || break
        sleep 0.1
    done
    for ns in c f; do ip netns del "$id$ns" 2>/dev/null; done
    rm -rf "$work"
}
trap end EXIT
chmod 755 "$work" # servers that drop privileges read here
for folder in bind unbound powerdns knot-resolver; do
    mkdir -p "$work/etc/$folder"
    chmod 755 "$work/etc" "$work/etc/$folder"
    mkdir -p "/etc/$folder" && mount --bind "$work/etc/$folder" "/etc/$folder" || exit 2
done
mkdir "$work/run"
chmod 777 "$work/run"

in_() { ns=$1 && shift && ip netns exec "$id$ns" "$@"; }
# So that no address waits for its duplicate to be looked for.
quick() { for f in all default; do echo 0 >"/proc/sys/net/ipv6/conf/$f/accept_dad"; done 2>/dev/null; }
networks() {
    mount -t tmpfs none /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs none /run/netns; }
    ip netns add "${id}c" && ip netns add "${id}f" || exit 2
    quick
    ip link set lo up
    for ns in c f; do
        in_ $ns sh -c 'for f in all default; do echo 0 >/proc/sys/net/ipv6/conf/$f/accept_dad; done; ip link set lo up'
    done
    ip link add inside netns "${id}f" type veth peer name net netns "${id}c"
    ip link add outside netns "${id}f" type veth peer name "${id}o"
    for host in 2 3 4 5 6; do
        ip addr add "10.9.2.$host/24" dev "${id}o"
        ip addr add "fd09:2::$host/64" dev "${id}o"
    done
    ip link set "${id}o" up
    for net in 10.9.1.0/24 10.9.3.0/24; do ip route add $net via 10.9.2.1; done
    ip -6 route add fd09:1::/64 via fd09:2::1
    in_ f sh -c 'ip addr add 10.9.1.1/24 dev inside; ip addr add 10.9.3.1/24 dev inside; ip addr add fd09:1::1/64 dev inside
        ip addr add 10.9.2.1/24 dev outside; ip addr add fd09:2::1/64 dev outside; ip link set inside up; ip link set outside up
        echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
    in_ c sh -c 'for a in 10.9.1.2 10.9.1.9 10.9.3.2 10.9.3.7; do ip addr add $a/24 dev net; done
        for a in 2 9; do ip addr add fd09:1::$a/64 dev net; done
        ip link set net up; ip route add default via 10.9.1.1; ip -6 route add default via fd09:1::1'
}

# Every name there is, signed: below com, 192.0.2.3 for example.com, and 192.0.2.2 for whatever else.
names() {
    dir=$work/names
    mkdir "$dir"
    chmod 755 "$dir"
    printf '$TTL 300\n@ SOA ns. h. 1 60 60 604800 60\n@ NS ns.\nns A %s\n* A 192.0.2.2\nexample.com. A 192.0.2.3\nwalled.com. A 192.0.2.66\n*.com. A 192.0.2.2\n*.cn. A 192.0.2.2\n*.net. A 192.0.2.2\n*.org. A 192.0.2.2\n*.us. A 192.0.2.2\n*.eu. A 192.0.2.2\n*.ly. A 192.0.2.2\n*.qq.com. A 192.0.2.2\n*.example. A 192.0.2.2\n*.example.com. A 192.0.2.4\n' "$authority" >"$dir/root.zone"
    dnssec-keygen -q -K "$dir" -a ECDSAP256SHA256 -f KSK . >"$dir/ksk" && dnssec-keygen -q -K "$dir" -a ECDSAP256SHA256 . >"$dir/zsk" || exit 2
    (cd "$dir" && dnssec-signzone -q -S -K "$dir" -d "$dir" -o . -f root.signed root.zone) >"$dir/log" 2>&1 || exit 2
    chmod 644 "$dir"/*
    ds=$(sed 's/^\. *IN *DS *//; s/^\. DS //' "$dir/dsset-." | head -n 1)
    case $ds in '.'*) ds=$(awk '{ sub(/.*DS[ \t]+/, ""); print; exit }' "$dir/dsset-.") ;; esac
    cat >"$dir/named.conf" <<END
options { directory "$dir"; listen-on { $authority; }; listen-on-v6 { none; }; recursion no; pid-file none; session-keyfile "$dir/s.key"; };
controls { };
zone "." { type primary; file "root.signed"; };
END
}

start() { # NAME COMMAND...
    name=$1 && shift
    "$@" >>"$work/run/$name.log" 2>&1 </dev/null &
    echo $! >>"$work/pids"
}

# What veto renders is included as it is; the rest is what any server has. $1: the folder of what 'veto enforce --out' wrote.
configure() {
    snippets=$1
    printf 'key "k" { algorithm hmac-sha256; secret "dmV0byB0ZXN0cw=="; };\n' >/etc/bind/rndc.key
    cp "$snippets/rpz-bind9.conf" "$snippets/rpz-bind9-options.conf" /etc/bind/
    cat >/etc/bind/named.conf <<END
include "/etc/bind/rndc.key";
options {
    directory "$work/run"; listen-on { $bind; }; listen-on-v6 { fd09:2::2; }; pid-file none; session-keyfile "$work/run/b.key";
    recursion yes; allow-recursion { any; }; allow-query { any; }; dnssec-validation yes; empty-zones-enable no;
    forward only; forwarders { $authority; };
    include "/etc/bind/rpz-bind9-options.conf";
};
trust-anchors { . static-ds $(echo "$ds" | awk '{ print $1, $2, $3, "\"" $4 $5 $6 "\"" }'); };
controls { inet 127.0.0.1 port 953 allow { localhost; } keys { "k"; }; };
include "/etc/bind/rpz-bind9.conf";
END
    cp "$snippets/rpz-unbound.conf" /etc/unbound/
    cat >/etc/unbound/unbound.conf <<END
server:
    interface: $unbound
    interface: fd09:2::3
    do-daemonize: no
    username: ""
    chroot: ""
    directory: "$work/run"
    pidfile: ""
    use-syslog: no
    access-control: 0.0.0.0/0 allow
    access-control: ::/0 allow
    trust-anchor: ". DS $ds"
remote-control:
    control-enable: yes
    control-interface: $work/run/unbound.sock
    control-use-cert: no
forward-zone:
    name: "."
    forward-addr: $authority
include: /etc/unbound/rpz-unbound.conf
END
    cp "$snippets/rpz-pdns.lua" /etc/powerdns/
    printf "dofile('/etc/powerdns/rpz-pdns.lua')\nclearTA('.')\naddTA('.', \"%s\")\n" "$ds" >/etc/powerdns/site.lua
    cat "$snippets/rpz-pdns.conf" - >/etc/powerdns/recursor.conf <<END
local-address=$pdns,[fd09:2::4]
socket-dir=$work/run
forward-zones-recurse=.=$authority
lua-config-file=/etc/powerdns/site.lua
dnssec=validate
security-poll-suffix=
allow-from=0.0.0.0/0,::/0
END
    cat >/etc/knot-resolver/kresd.conf <<END
net.listen('$knot', 53, { kind = 'dns' })
net.listen('fd09:2::5', 53, { kind = 'dns' })
trust_anchors.remove('.')
trust_anchors.add('. DS $ds')
modules.unload('ta_signal_query')
modules.unload('priming')
dofile('/etc/knot-resolver/rpz-knot.lua')
policy.add(policy.all(policy.FORWARD('$authority')))
END
    cat >"$work/restart-knot" <<END
#!/bin/sh
[ ! -s $work/knot.pid ] || kill \$(cat $work/knot.pid) 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do [ -s $work/knot.pid ] && kill -0 \$(cat $work/knot.pid) 2>/dev/null || break; sleep 0.1; done
rm -rf $work/kresd; mkdir $work/kresd
PATH=\$PATH:/usr/sbin setsid kresd -n -c /etc/knot-resolver/kresd.conf $work/kresd >>$work/run/knot.log 2>&1 </dev/null &
echo \$! >$work/knot.pid
echo \$! >>$work/pids
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 0.1; dig +short +time=1 +tries=1 @$knot example.com | grep -q 192 && exit 0; done
exit 1
END
    chmod +x "$work/restart-knot"
}

serve() {
    start authority named -f -c "$work/names/named.conf"
    start bind named -f -c /etc/bind/named.conf
    start unbound unbound -d -c /etc/unbound/unbound.conf
    start pdns pdns_recursor --config-dir=/etc/powerdns --daemon=no
    "$work/restart-knot"
    for server in $servers; do
        eval at=\$$server
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            [ "$(dig +short +time=1 +tries=1 @"$at" example.com)" != 192.0.2.3 ] || break
            sleep 0.2
        done
    done
}

# One row of targets for each file that resolvers read, in the ring $1.
resolver_targets() {
    printf '%s\t%s\t%s\t%s\t%s\n' \
        rpz-bind9 rpz-bind9.zone /etc/bind/rpz-bind9.zone "$1" "/usr/sbin/rndc -s 127.0.0.1 -k /etc/bind/rndc.key reload veto.rpz" \
        rpz-unbound rpz-unbound-exempt.zone /etc/unbound/rpz-unbound-exempt.zone "$1" "/usr/sbin/unbound-control -c /etc/unbound/unbound.conf reload" \
        rpz-unbound rpz-unbound.zone /etc/unbound/rpz-unbound.zone "$1" "/usr/sbin/unbound-control -c /etc/unbound/unbound.conf reload" \
        rpz-pdns rpz-pdns.zone /etc/powerdns/rpz-pdns.zone "$1" "/usr/bin/rec_control --socket-dir=$work/run reload-lua-config" \
        rpz-knot rpz-knot.lua /etc/knot-resolver/rpz-knot.lua "$1" "$work/restart-knot"
}
firewall_target() { # RING PLACE
    printf 'nftables\tnftables.nft\t%s\t%s\t/usr/sbin/ip netns exec %sf /usr/sbin/nft -f %s\n' "$2" "$1" "$id" "$2"
}

# Empty policy, as an administrator puts it there for the servers to start with.
empty_zones() {
    for zone in bind/rpz-bind9 powerdns/rpz-pdns unbound/rpz-unbound unbound/rpz-unbound-exempt; do
        printf '$TTL 60\n@ SOA localhost. veto.localhost. 1 60 30 604800 60\n@ NS localhost.\n' >"/etc/$zone.zone"
    done
    echo '-- nothing' >/etc/knot-resolver/rpz-knot.lua
}

# ask SERVER FROM NAME [OPTION...]: the address that a device gets from there, or what went wrong
ask() {
    at=$1 from=$2 name=$3
    shift 3
    case $at in *[0-9]) ;; *) case $from in *:*) at=fd09:2::$(eval echo "\${$at##*.}") ;; *) eval at=\$$at ;; esac ;; esac
    in_ c dig +time=2 +tries=2 -b "$from" "$@" @"$at" "$name" 2>&1 |
        awk '/status:/ { s = $6 } /IN\tCNAME/ { c = $5 } /IN\tA/ { a = $5 } END { print a == "" ? (c == "" ? s : c) : a }' | tr -d ,
}
