#!/bin/sh
# A real adb server and a device that is none (tests/adbd.py): what is listed, removed and looked up again is said honestly.
. "$(dirname -- "$0")/lib.sh"

export HOME="$work"
ANDROID_ADB_SERVER_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export ANDROID_ADB_SERVER_PORT
server=127.0.0.1:$ANDROID_ADB_SERVER_PORT
device=
stop() {
    adb kill-server >/dev/null 2>&1
    for pid in $device; do kill "$pid" 2>/dev/null; done
    rm -rf "$work"
}
trap stop EXIT

state() { # the packages that the device has: NAME USER on|off
    python3 -c 'import json, sys
for name, p in sorted(json.load(open(sys.argv[1]))["packages"].items()):
    print(*(f"{name}:{u}:{on}" for u, on in sorted(p["users"].items())))' "$work/state" | tr '\n' ' ' | sed 's/  */ /g; s/ $//'
}
fresh() { # three users, one of them a work profile; one app for all, one of the system, one that is nobody's business
    cat >"$work/state" <<'END'
{"serial": "R58N1",
 "users": {"0": {"name": "Owner", "flags": "c13"}, "10": {"name": "Work profile", "flags": "1030"}, "11": {"name": "Guest:x}", "flags": "14"}},
 "packages": {"com.zhiliaoapp.musically": {"users": {"0": "on", "10": "on", "11": "on"}, "system": false},
              "com.tencent.mm": {"users": {"0": "on", "10": "on"}, "system": true, "stuck": true},
              "com.ss.android.ugc.trill": {"users": {"0": "on"}, "system": true},
              "com.example.notes": {"users": {"0": "on"}, "system": false}}}
END
    echo "${1:-honest}" >"$work/how"
}
connected() {
    adb connect "127.0.0.1:$(cat "$work/port")" >/dev/null 2>&1
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        adb devices | grep -q 'device$' && return 0
        sleep 0.2
        adb connect "127.0.0.1:$(cat "$work/port")" >/dev/null 2>&1
    done
    return 1
}
again() { # the device's last word in a new store
    rm -f "$work/s.db"
    "$VETO" init --store "$work/s.db" >"$work/log" && "$VETO" observe issued "$work/issued.csv" --store "$work/s.db" --time 2026-10-30T06:00:00Z >>"$work/log"
    run "$VETO" observe adb "$server" --store "$work/s.db" --time 2026-11-01T06:00:00Z
}
verdict() { # FAMILY: what verify says of the device
    "$VETO" verify --store "$work/s.db" --family "$1" --csv | sed -n 2p | cut -d, -f6,7
}

printf 'serial,asset_tag,department,platform,ownership,issued\nR58N1,A1,IT,android,corporate,2026-01-01\n' >"$work/issued.csv"
run "$VETO" observe adb "$server" --store "$work/none.db"
"$VETO" init --store "$work/none.db" >"$work/log"
run "$VETO" observe adb "$server" --store "$work/none.db"
is "no server there: 1" "$status" 1
check "and where" says "no adb server at 127.0.0.1:"
fresh
python3 tests/adbd.py "$work/port" "$work/state" "$work/how" &
device=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/port" ] || sleep 0.2; done
check "an adb server starts" adb start-server
run "$VETO" observe adb "$server" --store "$work/none.db"
is "no device: 1" "$status" 1
check "which is said" says "has no device"
check "it connects to the device" connected

again
is "the device is asked" "$status" 0
check "each user and profile, and the image" says "1 devices, 13 apps of which 8 are kept, 0 malformed; complete"
is "what it has is seen" "$(verdict tiktok)" violated,present
check "other apps are nowhere in the store" sh -c '! grep -q com.example.notes "$1"*' - "$work/s.db"

before=$(state)
run "$VETO" remove tiktok "$server"
is "without --apply" "$status" 0
check "what would be done" says "R58N1: user 10 (profile Work profile): com.zhiliaoapp.musically: would be uninstalled"
check "for a part of the system" says "user 0 (Owner): com.ss.android.ugc.trill: would be uninstalled, else disabled"
check "a name with a colon and a brace" says "user 11 (Guest:x}): com.zhiliaoapp.musically"
is "and nothing is done" "$(state)" "$before"

run "$VETO" remove tiktok "$server" --apply
is "removed" "$status" 0
is "for each user, once looked up again" "$(grep -c ': gone; the device said: Success' "$work/out")" 4
check "the image keeps a copy" says "com.ss.android.ugc.trill: gone; the device said: Success; a copy stays in the system image"
is "it is so on the device" "$(state)" "com.example.notes:0:on com.tencent.mm:0:on com.tencent.mm:10:on"
run "$VETO" remove wechat "$server" --apply
is "what cannot be uninstalled is disabled" "$(grep -c 'com.tencent.mm: present-not-usable' "$work/out")" 2
is "which nobody can open: 0" "$status" 0
is "it is so on the device too" "$(state)" "com.example.notes:0:on com.tencent.mm:0:off com.tencent.mm:10:off"
again
is "there, and not to be opened" "$(verdict wechat)" violated,present-not-usable
is "the copy in the image too" "$(verdict tiktok)" violated,present-not-usable
run "$VETO" remove tiktok "$server" --apply
check "applied twice" says "R58N1: none of tiktok is installed for any of 3 users"

# Devices that lie, contradict themselves, end in the middle or never.
fresh liar
run "$VETO" remove tiktok "$server" --apply
is "Success that was none: 4" "$status" 4
check "is not believed" says "com.zhiliaoapp.musically: present; the device said: Success"
fresh hider
run "$VETO" remove tiktok "$server" --apply
is "a list against pm path: 5" "$status" 5
check "which is said" says "unknown: the device contradicts itself: it does not list the package, and 'pm path' finds it"
fresh half
run "$VETO" remove tiktok "$server" --apply
is "a list that stops early: 5" "$status" 5
check "is known by what every device has" says "is not whole: 'android' is not in it"
again
check "and incomplete" says "incomplete: the list of user 0 is not whole"
is "which verifies nothing" "$(verdict kaspersky)" unknown,incomplete
fresh cut
run "$VETO" remove tiktok "$server" --apply
is "away in the middle of a command: 5 or 1" "$(case $status in 5 | 1) echo yes ;; esac)" yes
check "it connects once more" connected
again
check "what came is incomplete" sh -c 'grep -q "incomplete: " "$1" || grep -q "cut off\|refused" "$2"' - "$work/out" "$work/err"
echo honest >"$work/how"
check "it connects once more" connected
echo endless >"$work/how"
again
check "a list without end is" says "incomplete: installed of user 0: the device says more than 8388608 bytes"
is "which verifies nothing" "$(verdict kaspersky)" unknown,incomplete
echo honest >"$work/how"
again
is "and the device is whole again" "$(verdict kaspersky)" verified,absent
for wrong in 127.0.0.1:0 127.0.0.1:x 127.0.0.1:99999 :5037; do
    run "$VETO" remove tiktok "$wrong"
    is "no place of a server: $wrong" "$status" 2
done
run "$VETO" remove nobody "$server"
is "a family that is none: 2" "$status" 2
run "$VETO" remove tiktok "$server" --serial S2
is "a device that is not there: 1" "$status" 1

# In rings, by a determination: two devices' worth of steps, one excepted; gone on and back.
fresh
ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE
printf 'adb\t-\t%s\t-\t-\n' "$server" >"$work/targets"
enforce() { run "$VETO" enforce tiktok --targets "$work/targets" "$@"; }
enforce
is "nothing is on the issued list: 2" "$status" 2
check "which is said" says "no list of issued devices"
"$VETO" observe issued "$work/issued.csv" --time 2026-10-30T06:00:00Z >"$work/log"
before=$(state)
enforce
check "a plan" says "$server R58N1: ring 1: would be removed from"
"$VETO" hold tiktok custodian=c ground=g records=messages scope=IT --key "$ex/officer.key" --yes >"$work/log" 2>&1
enforce --apply --key "$ex/officer.key"
check "a hold keeps its devices out" says "1 kept"
is "nothing is removed" "$(state)" "$before"
"$VETO" waive tiktok devices=A1 hold=hold 'reasons=preserved' --key "$ex/minister.key" --yes >"$work/log" 2>&1
echo liar >"$work/how"
enforce --apply --key "$ex/officer.key"
is "a device that lies is a failure, which stops the run: 4" "$status" 4
check "as what it is" says "done, and what is there is not what was to be"
echo honest >"$work/how"
enforce --apply --go-on --through all --key "$ex/officer.key"
is "removed" "$status" 0
check "and looked up" says "R58N1: done: gone 4, present-not-usable 0, present 0, unknown 0; said last: Success"
is "it is so on the device" "$(state)" "com.example.notes:0:on com.tencent.mm:0:on com.tencent.mm:10:on"
run "$VETO" enforce tiktok --status
check "applied" says ": applied; ring 3 of 3"
enforce --apply --key "$ex/officer.key"
check "applied twice" says "nothing to change"
run "$VETO" enforce tiktok --rollback --key "$ex/officer.key"
is "what the image has is brought back" "$(state)" "com.example.notes:0:on com.ss.android.ugc.trill:0:on com.tencent.mm:0:on com.tencent.mm:10:on"
check "what users had installed is said to be lost" says "as before 1; not to be brought back, since its user had installed it: 3"
"$VETO" exempt tiktok device=A1 "expires=$(date -u -d '+30 days' +%F)" ground=law-enforcement approver='Director' critical='evidence in a case' determination=determination \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --key "$ex/approver.key" --yes >"$work/log" 2>&1
enforce --plan
check "an exception keeps its device out" says "kept by the exception"

# Four devices in rings of one, two and the rest; one goes away and comes back.
adb disconnect >"$work/log" 2>&1
printf 'serial,asset_tag,department,platform,ownership,issued\n' >"$work/issued.csv"
for i in 1 2 3 4; do
    python3 -c 'import json, sys; json.dump({"serial": "M" + sys.argv[2], "users": {"0": {"name": "Owner", "flags": "c13"}}, "packages": {"com.zhiliaoapp.musically": {"users": {"0": "on"}, "system": False}}}, open(sys.argv[1], "w"))' "$work/state$i" "$i"
    python3 tests/adbd.py "$work/port$i" "$work/state$i" "$work/how" &
    device="$device $!"
    echo "M$i,B$i,HR,android,corporate,2026-01-01" >>"$work/issued.csv"
done
sleep 0.5
for i in 1 2 3 4; do
    while [ ! -s "$work/port$i" ]; do sleep 0.1; done
    adb connect "127.0.0.1:$(cat "$work/port$i")" >>"$work/log" 2>&1
done
for _ in 1 2 3 4 5 6 7 8 9 10; do [ "$(adb devices | grep -c 'device$')" = 4 ] || sleep 0.2; done
"$VETO" observe issued "$work/issued.csv" --time 2026-11-02T06:00:00Z >"$work/log"
left() { grep -l '"on"' "$work"/state? | wc -l; }
enforce --rings 1,3,all --apply --key "$ex/officer.key"
is "the first ring is one device" "$(left)" 3
first=$(grep -L '"on"' "$work"/state? | sed 's/.*state//')
adb disconnect "127.0.0.1:$(cat "$work/port$((first % 4 + 1))")" >"$work/log" 2>&1
run "$VETO" enforce tiktok --status
check "which it is called" says "in rings; ring 1 of 3"
away=$((first % 4 + 1))
run "$VETO" enforce tiktok --targets "$work/targets" --rings 1,3,all --apply --through all --key "$ex/officer.key"
is "all that are there" "$(left)" 1
adb connect "127.0.0.1:$(cat "$work/port$away")" >"$work/log" 2>&1
for _ in 1 2 3 4 5 6 7 8 9 10; do [ "$(adb devices | grep -c 'device$')" = 4 ] || sleep 0.2; done
enforce --rings 1,3,all --apply --through all --key "$ex/officer.key"
is "and the one that came back" "$(left)" 0
run "$VETO" enforce tiktok --status
check "applied" says ": applied; ring 3 of 3"
finish
