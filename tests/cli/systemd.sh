#!/bin/sh
# The units under a systemd of their own, in name spaces: veto.service runs as its user, hardened, with veto's own jail, and fails with
# the routine's status; veto.timer waits for its time. Nothing of the machine is written to but this test's folder.
. "$(dirname -- "$0")/lib.sh"

skip() {
    count=$((count + 1))
    echo "ok $count - the units under systemd # SKIP $1"
    finish
}
LC_ALL=C
export LC_ALL VETO
manager=/lib/systemd/systemd
[ -x "$manager" ] || skip "systemd is not installed"
[ "$(id -u)" = 0 ] && unshare -fpmCuin true 2>/dev/null || skip "this user may not make name spaces"
doc/example/make "$work/ex" >"$work/log" 2>&1
check "a fleet" "$VETO" demo-fleet "$work/fleet" --devices 300 --weeks 2 --seed 11
newest=$(find "$work/fleet" -maxdepth 1 -name '20*' | sort | tail -n 1)
check "make install" make -s install DESTDIR="$work/root" PREFIX=/usr BUILD="${BUILD:-build}"
mkdir "$work/said"
cat >"$work/inside" <<EOF
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /run
mkdir -p /run/systemd/system/veto.service.d /run/systemd/system/veto.timer.d /run/up /run/work /run/bin /run/lock /run/said
mount -t overlay -o lowerdir=/etc,upperdir=/run/up,workdir=/run/work none /etc
mount -t tmpfs -o mode=755 none /var/lib
mount -t proc proc /proc
mount -t cgroup2 none /sys/fs/cgroup
cp $work/root/usr/bin/* /run/bin
sed 's|/usr/bin/veto|/run/bin/veto|' $work/root/usr/lib/systemd/system/veto.service >/run/systemd/system/veto.service
cp $work/root/usr/lib/systemd/system/veto.timer /run/systemd/system/
cat >/run/systemd/system/veto.service.d/test.conf <<X
[Unit]
DefaultDependencies=no
Wants=
After=
[Service]
StandardOutput=append:/run/said/out
StandardError=append:/run/said/err
ExecStartPre=-/bin/sh -c 'id -un; touch /etc/veto/x /usr/x /run/x; grep Cap /proc/self/status >&2'
X
printf '[Unit]\nDefaultDependencies=no\n' >/run/systemd/system/veto.timer.d/test.conf
printf '[Unit]\nDefaultDependencies=no\nWants=veto.service veto.timer\n' >/run/systemd/system/test.target
systemd-sysusers $work/root/usr/lib/sysusers.d/veto.conf
mkdir -p /etc/veto /var/lib/veto
cp $work/ex/store.db /var/lib/veto/
chown -R veto:veto /var/lib/veto
cp -r $work/fleet /run/fleet
chmod -R a+rX /run/fleet
cat >/etc/veto/routine.conf <<X
store /var/lib/veto/store.db
days 3650
observe issued /run/fleet/issued.csv --time file
observe amapi /run/fleet/${newest##*/}/amapi.json --time file --require-jail
observe fleet http://127.0.0.1:1/api
probe wechat --server 127.0.0.1:1
report --html /var/lib/veto/fleet.html
X
(
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sleep 1
        systemctl show veto.service -p Result -p ExecMainStatus -p ActiveState >/run/said/service 2>&1 || continue
        ! grep -q 'ActiveState=failed' /run/said/service || break
    done
    systemctl show veto.timer -p ActiveState -p NextElapseUSecRealtime >/run/said/timer 2>&1 || :
    stat -c '%n %U %a' /var/lib/veto /var/lib/veto/fleet.html >/run/said/state 2>&1 || :
    cp /run/said/* $work/said/
    touch $work/said/all
) </dev/null >/dev/null 2>&1 &
export container=unshare
exec $manager --system --unit=test.target --log-target=console
EOF
# In a control group of its own, which is all that the manager sees of them, and which is taken away again.
mkdir "$work/cg"
cat >"$work/outside" <<EOF
mount -t cgroup2 none $work/cg || exit 1
cd "$work/cg\$(sed -n 's/^0:://p' /proc/self/cgroup)" || exit 1
if [ "\$1" = away ]; then
    find veto-test-$$ -depth -type d -exec rmdir {} \;
    [ ! -d veto-test-$$ ]
    exit
fi
mkdir veto-test-$$ && echo \$\$ >veto-test-$$/cgroup.procs && exec unshare -fpmCuin --kill-child sh $work/inside
EOF
unshare -m sh "$work/outside" >"$work/console" 2>&1 </dev/null &
system=$!
for i in $(seq 60); do
    sleep 1
    [ ! -e "$work/said/all" ] && kill -0 "$system" 2>/dev/null || break
done
kill -KILL "$system" 2>/dev/null
wait "$system" 2>/dev/null
for i in 1 2 3 4 5; do # until the last process of it is gone
    ! unshare -m sh "$work/outside" away 2>"$work/log" || break
    sleep 1
done
[ -s "$work/said/service" ] && grep -q '^ActiveState=' "$work/said/service" || skip "systemd does not start in name spaces here: $(tail -n 1 "$work/console")"
cp "$work/said/out" "$work/out"
cp "$work/said/err" "$work/err"
out=$(cat "$work/out")
err=$(cat "$work/err" "$work/said/service" "$work/said/timer" "$work/said/state")
is "the service fails, with the routine's status" "$(sort "$work/said/service" | tr '\n' ' ')" "ActiveState=failed ExecMainStatus=4 Result=exit-code "
is "it is a user of its own" "$(head -n 1 "$work/out")" veto
is "which can write nowhere else" "$(grep -c "touch: cannot touch '/\(etc/veto\|usr\|run\)/x'" "$work/err")" 3
is "and can do nothing special" "$(sed -n 's/^Cap[A-Z][a-z]*:\t//p' "$work/err" | sort -u)" 0000000000000000
check "the result begins with what is incomplete" sh -c 'sed -n 2p "$1" | grep -q "^INCOMPLETE: line 5, observe fleet "' - "$work/out"
check "all else ran" grep -q '^routine of .* failed 1$' "$work/out"
check "the jailed reader too" grep -q 'amapi.json --time file --require-jail: done' "$work/err"
is "the state is nobody else's" "$(tr '\n' ' ' <"$work/said/state")" "/var/lib/veto veto 700 /var/lib/veto/fleet.html veto 600 "
check "the timer waits for its time" sh -c 'grep -qx ActiveState=active "$1" && grep -q "NextElapseUSecRealtime=[A-Z]" "$1"' - "$work/said/timer"
finish
