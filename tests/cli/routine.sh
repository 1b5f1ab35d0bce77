#!/bin/sh
# What the timer runs: one source that fails stops no other, the result says first what is incomplete; statuses; nothing is applied
# unattended; the units are valid, hardened, and veto's own jail works under their filter.
. "$(dirname -- "$0")/lib.sh"

LC_ALL=C
export LC_ALL VETO
ex=$work/ex
state=$work/state
mkdir "$state"
doc/example/make "$ex" >"$work/log" 2>&1
check "a fleet" "$VETO" demo-fleet "$work/fleet" --devices 300 --weeks 2 --seed 11
newest=$(find "$work/fleet" -maxdepth 1 -name '20*' | sort | tail -n 1)
day() { date -u -d "$1 days" +%Y-%m-%d; }
new() { # a store with the cases
    rm -f "$state"/*
    cp "$ex/store.db" "$state/store.db"
    cp "$ex"/*.allowed_signers "$state/"
}
conf() { # the lines of standard input behind the store's
    {
        printf 'store %s\ndays 3650\n' "$state/store.db"
        cat
    } >"$work/routine.conf"
}
routine() {
    run "$VETO" routine --config "$work/routine.conf" "$@"
}
sources="observe issued $work/fleet/issued.csv --time file
observe amapi $newest/amapi.json --time file"

# All of it, with two sources that fail.
new
printf 'rpz-bind9\trpz-bind9.zone\t%s/zone\t1\t-\n' "$work" >"$work/targets"
echo sesame-37 >"$work/token"
conf <<EOF
observe jamf $newest/none.json --time file
observe fleet http://127.0.0.1:1/api --token $work/token
$sources
report --html $state/fleet.html
observe jamf $newest/jamf.json --time file
probe wechat --server 127.0.0.1:1
enforce tiktok --targets $work/targets
EOF
routine --check
is "--check reads only" "$status" 0
is "in the order in which they run" "$(grep -c '^observe$\|^probe$\|^enforce$\|^report$' "$work/out")" 4
check "no answer is in the store by that" sh -c '! "$VETO" verify --store "$1" 2>&1 | grep -q issued:' - "$state/store.db"
routine
is "something is violated, and late: 4" "$status" 4
is "the result begins with what is incomplete" "$(sed -n '1,2s/:.*//p' "$work/out" | sort -u)" INCOMPLETE
check "which line that is, and why" says "INCOMPLETE: line 3, observe jamf $newest/none.json --time file: $newest/none.json: No such file or directory"
check "a server that is not there" says "INCOMPLETE: line 4, observe fleet http://127.0.0.1:1/api --token $work/token: FAILED, exit status 1: "
check "the others ran" grep -q "observe jamf $newest/jamf.json --time file: done" "$work/err"
check "something is to be applied, and is not" sh -c 'grep -q "^TO APPLY: line 10, enforce tiktok" "$1" && [ ! -e "$2" ]' - "$work/out" "$work/zone"
check "a resolver that answers nothing is unknown, not a failure" says "resolver 127.0.0.1:1: it lets nothing else through either"
check "clocks" says "LATE by 10 days: tiktok: the app is gone from devices, $(day -10): "
check "the page is written" grep -q '<article lang="fr">' "$state/fleet.html"
check "no token anywhere" sh -c '! grep -rq sesame-37 "$1" "$2" "$3"' - "$work/out" "$work/err" "$state"
"$VETO" verify --store "$state/store.db" --days 3650 --json >"$work/verify.json"
check "its counts are those of verify and report" python3 - "$work" "$state" <<'PY'
import json, os, re, subprocess, sys
work, state = sys.argv[1:]
text = open(f"{work}/out").read()
counts = dict((k, int(v)) for k, v in re.findall(r"(violated|unknown|late|not shown to be done|to apply|failed) (\d+)", re.search(r"^routine of .*", text, re.M)[0]))
v = json.load(open(f"{work}/verify.json"))
assert v["totals"]["violated"] > 0 and v["totals"]["verified"] > 0
assert counts["violated"] == v["totals"]["violated"] and counts["unknown"] == v["totals"]["unknown"] + len(v["networks"]), (counts, v["totals"])
rows = subprocess.run([os.environ["VETO"], "report", "--clocks", "--csv", "--days", "3650", "--store", f"{state}/store.db"], capture_output=True, text=True).stdout
assert counts["late"] == rows.count("\nlate,") and counts["not shown to be done"] == rows.count("\nnot-shown,"), counts
assert counts["failed"] == 2 and counts["to apply"] == 1, counts
PY
routine
is "again: the same" "$status" 4
is "what was read is read once" "$("$VETO" verify --store "$state/store.db" --days 3650 --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["totals"])')" \
    "$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["totals"])' "$work/verify.json")"
JOURNAL_STREAM=1:2 "$VETO" routine --config "$work/routine.conf" >"$work/out" 2>"$work/err"
check "the journal is told how urgent each is" sh -c 'grep -q "^<3>INCOMPLETE: " "$1" && grep -q "^<4>TO APPLY: " "$1" && grep -q "^<3>routine of " "$1" && grep -q "^<6>observe amapi" "$2"' - "$work/out" "$work/err"

# One at a time.
flock -n "$state/store.db.routine" "$VETO" routine --config "$work/routine.conf" >"$work/out" 2>"$work/err"
is "a second one at the same time: 1" "$?" 1
check "is said" says "a routine of this store is running already"

# Statuses: all is well, something to apply, unknown.
rm -f "$state"/*
"$VETO" init --store "$state/store.db" --origin example.org/t >"$work/log"
printf 'serial,asset_tag,department,platform,ownership,issued\nS1,A1,IT,android,corporate,2026-01-01\n' >"$work/issued.csv"
printf 'package:android\npackage:/a=org.example.app  installer=x\n' >"$work/pm.txt"
conf <<EOF
observe issued $work/issued.csv --time file
observe pm $work/pm.txt --time file --serial S1
EOF
routine
is "one clean device and no case: 0" "$status" 0
check "nothing is incomplete" sh -c 'head -n 1 "$1" | grep -q "^routine of .*: violated 0, unknown 0, late 0, not shown to be done 0, to apply 0, failed 0$"' - "$work/out"
touch -d '20 days ago' "$work/pm.txt" "$work/issued.csv"
rm -f "$state"/*
"$VETO" init --store "$state/store.db" --origin example.org/t >"$work/log"
sed -i '/^days/d' "$work/routine.conf"
routine
is "a list that is too old by now is unknown, though nothing newer came: 5" "$status" 5
check "by its reason" says "its newest list is too old"
rm -f "$state"/*
routine
is "a store that is not there: 1" "$status" 1
new
conf </dev/null
routine
is "cases, and nothing known of devices: 5" "$status" 5
check "which is incomplete" sh -c 'head -n 1 "$1" | grep -q "^INCOMPLETE: verify: devices cannot be judged"' - "$work/out"
check "the clocks are told all the same" says "not shown to be done, 10 days past: wechat: the app is gone"

# Apps that were kept for a time that is over are disposed of.
touch "$work/pm.txt" "$work/issued.csv"
rm -f "$state"/*
"$VETO" init --store "$state/store.db" --origin example.org/t >"$work/log"
"$VETO" observe issued "$work/issued.csv" --time 2026-11-01 --store "$state/store.db" >"$work/log"
"$VETO" observe pm "$work/pm.txt" --serial S1 --time 2026-11-01 --keep-all --purpose study --retain-until "$(day -1)" --store "$state/store.db" >"$work/log"
check "an app of no family is there" grep -qa org.example.app "$state/store.db" "$state/store.db-wal"
conf </dev/null
routine
check "and gone" sh -c '! grep -qa org.example.app "$1"*' - "$state/store.db"

# With a key, and only then, it applies; an exception that ended is applied that way.
new
"$VETO" exempt tiktok approver=head critical=work ground=law-enforcement device=K-1 "expires=$(day 0)" 'mitigations[0].check=network' 'mitigations[0].value=192.0.2.9' \
    --store "$state/store.db" --key "$ex/approver.key" --yes >"$work/log" 2>&1 || cat "$work/log"
printf 'rpz-bind9\trpz-bind9.zone\t%s/state/zone\t1\t-\n' "$work" >"$work/targets"
echo "enforce tiktok --targets $work/targets --apply --through all --key $ex/officer.key" | conf
routine
check "with a key it is applied" grep -q 'tiktok.com' "$state/zone"
check "with the exception" grep -q 'rpz-client-ip' "$state/zone"
echo "enforce tiktok --targets $work/targets" | conf
routine
check "then nothing is to be applied" sh -c '! grep -q "TO APPLY" "$1"' - "$work/out"
run "$VETO" enforce tiktok --targets "$work/targets" --store "$state/store.db" --check
is "enforce --check: as it is to be: 0" "$status" 0
echo 'by hand' >>"$state/zone"
routine
check "changed by somebody, it is to be applied" says "TO APPLY: line 3, enforce tiktok"
run "$VETO" enforce tiktok --targets "$work/targets" --store "$state/store.db" --check
is "enforce --check: 3" "$status" 3
"$VETO" review tiktok outcome=revoke "review_by=$(day 300)" reasons_en=r reasons_fr=r --store "$state/store.db" --key "$ex/minister.key" --yes >"$work/log" 2>&1
"$VETO" revoke tiktok "effective=$(day 0)" reasons_en=r reasons_fr=r --store "$state/store.db" --key "$ex/minister.key" --second "$ex/deputy.key" --yes >>"$work/log" 2>&1
run "$VETO" enforce tiktok --targets "$work/targets" --store "$state/store.db" --check
is "enforce --check: what was revoked is to be taken back: 3" "$status" 3
run "$VETO" enforce kaspersky --targets "$work/targets" --store "$state/store.db" --check
is "enforce --check: of what was never applied nothing is: 0" "$status" 0
run "$VETO" enforce tiktok --store "$state/store.db" --check
is "without targets there is nothing to check: 2" "$status" 2

# Files that say what may not be done.
for line in "observes x y" "store $state/other.db" "enforce tiktok --targets t --apply" "observe amapi" 'observe amapi "x' "days none"; do
    echo "$line" | conf
    routine
    is "$line: 2" "$status" 2
    check "by its line" says "$work/routine.conf: line 3: "
done
routine --config "$work/none"
is "no file: 1" "$status" 1
head -c 2097153 /dev/zero | tr '\0' '#' >"$work/long"
routine --config "$work/long"
check "a file that is too long" says "more than 2097152 bytes"
echo "observe fleet http://127.0.0.1:1/api --token credential:fleet" | conf
routine
check "a credential that nobody handed over" says "no credentials were handed over"
mkdir "$work/credentials"
cp "$work/token" "$work/credentials/fleet"
CREDENTIALS_DIRECTORY=$work/credentials routine
check "one that systemd did" says "FAILED, exit status 1: veto-fetch: after 0 pages"
CREDENTIALS_DIRECTORY=$work/none routine
check "one that is not in its folder" says "No such file or directory"
run "$VETO" routine now
is "no operands: 2" "$status" 2

# The units.
check "make install" make -s install DESTDIR="$work/root" PREFIX=/usr BUILD="${BUILD:-build}"
check "the file that is shipped is valid" "$work/root/usr/bin/veto" routine --check --config "$work/root/usr/share/doc/veto/routine.conf"
is "and has every line of its commands as they are" "$(sed -n 's/^#\(observe\|probe\|enforce\|report\) /\1 /p' systemd/routine.conf >"$work/routine.conf" && "$VETO" routine --check --config "$work/routine.conf" | grep -c '^  line')" 5
units=$work/root/usr/lib/systemd/system
if command -v systemd-analyze >/dev/null; then
    # what the units name is looked for where they say, the manual by man
    sed "s|/usr/bin/veto|$work/root/usr/bin/veto|; /^Documentation=man:/d" "$units/veto.service" >"$work/veto.service"
    sed '/^Documentation=man:/d' "$units/veto.timer" >"$work/veto.timer"
    run systemd-analyze verify "$work/veto.service" "$work/veto.timer"
    is "systemd-analyze verify: 0" "$status" 0
    is "and it says nothing" "$out$err" ""
    sed 's/^NoNew/NoSuch/' "$work/veto.service" >"$work/wrong.service"
    run systemd-analyze verify "$work/wrong.service"
    check "it would" says "NoSuchPrivileges"
    run systemd-analyze security --offline=true --threshold=20 "$work/veto.service"
    is "systemd-analyze security: an exposure of at most 2.0" "$status" 0
    check "the user's file is one of systemd-sysusers" systemd-sysusers --dry-run "$work/root/usr/lib/sysusers.d/veto.conf"

    # The filter of the unit, as this version of systemd reads it; under it all that a routine does, jail included.
    python3 - systemd/veto.service >"$work/calls" <<'PY'
import re, subprocess, sys
def group(name):
    out = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True).stdout
    names = [l.strip() for l in out.splitlines()[1:] if l.strip() and not l.strip().startswith("#")]
    assert names, name
    return set().union(*[group(n) if n.startswith("@") else {n} for n in names])
allowed = set()
for line in open(sys.argv[1]):
    m = re.match(r"SystemCallFilter=(~?)(.*)", line)
    for w in m[2].split() if m else []:
        these = group(w) if w.startswith("@") else {w}
        allowed = allowed - these if m[1] else allowed | these
print("\n".join(sorted(allowed)))
PY
    check "a confining program" ${CC:-cc} -D_GNU_SOURCE -Wall -o "$work/confine" tests/confine.c -lseccomp
    check "which refuses" sh -c '! "$1" "$2" /usr/bin/unshare -U true' - "$work/confine" "$work/calls"
    new
    conf <<EOF
observe issued $work/fleet/issued.csv --time file
observe amapi $newest/amapi.json --time file --require-jail
observe fleet http://127.0.0.1:1/api
probe wechat --server 127.0.0.1:1
report --html $state/fleet.html
EOF
    chmod -R a+rX "$work/root" "$work/fleet" "$work/confine" "$work/calls" "$work/routine.conf"
    confined="$work/confine $work/calls $work/root/usr/bin/veto routine --config $work/routine.conf"
    if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null && command -v setpriv >/dev/null; then
        # as another user, with everything but the state and /var/tmp read-only
        chmod 711 "$work"
        chown -R 65534:65534 "$state"
        printf '%s\n' "mount --bind $state $state && mount -t tmpfs none /var/tmp && mount -o remount,bind,ro / && cd / &&
            exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set -all --inh-caps -all $confined" >"$work/inside"
        run unshare -m sh "$work/inside"
        check "nothing else could be written" sh -c '! unshare -m sh -c "mount -o remount,bind,ro / && touch $1/x"' - "$work"
    else
        run $confined
    fi
    is "confined: the same status" "$status" 4
    check "everything ran but the server that is not there" sh -c 'head -n 2 "$1" | sed 1d | grep -q "failed 1$"' - "$work/out"
    check "the jailed reader too" grep -q "amapi.json --time file --require-jail: done" "$work/err"
    check "and the page" [ -s "$state/fleet.html" ]
else
    count=$((count + 1))
    echo "ok $count - units # SKIP systemd-analyze is not installed"
fi
finish
