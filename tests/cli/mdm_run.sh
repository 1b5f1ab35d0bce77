#!/bin/sh
# A determination on Apple devices through a NanoMDM server, in rings: locked and lost devices wait, refusals are failures,
# gone is gone by a later list; killed anywhere the same command is sent again; back; nothing in clear.
. "$(dirname -- "$0")/lib.sh"

server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
if [ ! -x "$(dirname -- "$VETO")/veto-push" ]; then
    echo "1..0 # SKIP veto-push is not built: libcurl's headers are not here"
    exit 0
fi
ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE
echo planted-key-5512 >"$work/key"
echo planted-key-5512 >"$work/serverkey"
python3 tests/nanomdm.py "$work/port" "$work/requests" "$work/serverkey" "$work/how" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/port" ] || sleep 0.2; done
url=http://127.0.0.1:$(cat "$work/port")/

app=com.zhiliaoapp.musically
fleet() { # WHAT...: six devices; of each "N:word" what is so of it, besides having the app, managed
    python3 -c '
import json, sys
devices = {"UDID-%d" % n: {"serial": "SN%d" % n, "apps": [sys.argv[2]], "managed": [sys.argv[2]], "licences": [sys.argv[2]], "profiles": {}, "done": []} for n in range(1, 7)}
for word in sys.argv[3:]:
    n, _, what = word.partition(":")
    d = devices["UDID-" + n]
    if what == "users":
        d["managed"] = []
    elif what == "none":
        d["apps"], d["managed"] = [], []
    elif what == "unlicensed":
        d["licences"] = []
    else:
        d[what] = True
json.dump(devices, open(sys.argv[1], "w"))' "$work/state" "$app" "$@"
}
devices() { python3 tests/mdm_devices.py "$work/requests" "$work/state" "$work/events" "$@"; }
state() { python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
print(" ".join(sys.argv[2] + "=" + ",".join(sorted(v["serial"][2:] for u, v in d.items() if u.startswith("UDID") and v[sys.argv[2]])) for _ in [0]))' "$work/state" "$1"; }
change() { # KEY VALUE N...
    python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
for n in sys.argv[4:]:
    d["UDID-" + n][sys.argv[2]] = json.loads(sys.argv[3])
json.dump(d, open(sys.argv[1], "w"))' "$work/state" "$@"
}
queued() { [ -e "$work/requests" ] && grep -c "\"$1\"" "$work/requests" || true; }
enforce() { run timeout 120 "$VETO" enforce tiktok --targets "$work/targets" --events "$work/events" --key "$ex/officer.key" "$@"; }
# Goes on for as long as devices answer: at most so many times.
settle() {
    for _ in 1 2 3 4 5 6 7 8; do
        devices
        enforce --apply --through all "$@"
        [ "$status" = 5 ] || break
        sleep 0.5
    done
}
back() { # everything taken back, the server's queue answered
    for _ in 1 2 3 4 5 6; do
        run timeout 120 "$VETO" enforce tiktok --events "$work/events" --key "$ex/officer.key" --rollback
        [ "$status" != 0 ] || return 0
        devices
    done
}

printf 'serial,asset_tag,department,platform,ownership,issued\n' >"$work/issued.csv"
for i in 1 2 3 4 5 6; do echo "SN$i,A$i,IT,ios,corporate,2026-01-01" >>"$work/issued.csv"; done
echo "SN7,A7,IT,ios,corporate,2026-01-01" >>"$work/issued.csv"
"$VETO" observe issued "$work/issued.csv" --time 2026-10-30T06:00:00Z >"$work/log"
printf 'apple-remove\t-\t%s\t-\t%s/key\n' "$url" "$work" >"$work/targets"

# --- what is refused ---
for wrong in "apple-remove\tx\t$url\t-\t-" "apple-remove\t-\t$url\t1\t-" "apple-remove\t-\t$url\t-\tkey" "apple-declaration\tx\t$url\t-\t-" "rpz-bind9\tx\t$url\t-\t-" \
    "apple-remove\t-\thttp://mdm.example.org/\t-\t-" "apple-remove\t-\t$url\t-\t-\napple-remove\t-\t$url\t-\t-"; do
    printf "$wrong\n" >"$work/wrong"
    run "$VETO" enforce tiktok --targets "$work/wrong"
    is "no target: $(printf '%s' "$wrong" | cut -c1-40)" "$status" 2
done
fleet 2:users 4:none
: >"$work/events"
enforce
is "no device is known: 2" "$status" 2
check "which is said" says "7 issued Apple devices are left alone: no enrolment id of theirs is known"
devices enrol
enforce
is "a plan" "$status" 0
check "of the devices that are enrolled" says "6 steps in 3 rings"
check "what would be done" says "SN1: ring 1: would be removed from"
check "one is not" says "1 issued Apple devices are left alone"
is "and nothing is queued" "$(queued RequestType)" ""

# --- rings; lists come first; a locked device waits ---
fleet 5:users 4:none 6:users
: >"$work/events"
devices enrol
enforce --rings 3,all --stop-at 2 --apply
is "the first ring waits for its devices: 5" "$status" 5
check "which is said" says "ring 1 waits for its devices"
is "they are asked for their lists" "$(queued InstalledApplicationList)" 3
is "nothing is removed yet" "$(queued RemoveApplication)" 0
"$VETO" enforce tiktok --events "$work/events" --status >"$work/status1"
check "by its name" grep -q 'waiting for devices; ring 0 of 2' "$work/status1"
enforce --rings 3,all --apply
is "asked again, it waits" "$status" 5
is "and nothing more is queued" "$(queued RequestType)" 3
for n in 1 3; do change locked true $n; done
devices
enforce --rings 3,all --apply
is "locked devices wait" "$status" 5
check "and have not failed" says " 0 failed"
is "nothing is queued for them" "$(python3 -c '
import json, sys
print(sum(json.loads(l)["command"]["RequestType"] == "RemoveApplication" and "UDID-2" not in l for l in open(sys.argv[1])))' "$work/requests")" 0
"$VETO" case tiktok --json >"$work/case"
check "the run that waits is signed as such" sh -c 'grep -q "\"outcome\": *\"waiting\"" "$1" && grep -q "\"pending\": *[1-9]" "$1"' - "$work/case"
for n in 1 3; do change locked false $n; done
enforce --rings 3,all --apply --no-wait --through all
is "the next ring without them, and a list behind the removal on the one that answered" "$(queued InstalledApplicationList)" 7
settle --rings 3,all
is "all have answered; two devices refused: stopped" "$status" 4
check "why" says "SN6: failed: 6 of 7 as wanted; com.zhiliaoapp.musically: refused: The app is not managed"
is "an app is removed only from who has it" "$(queued RemoveApplication)" 5
is "gone, where it could be" "$(state apps)" "apps=5,6"
run "$VETO" enforce tiktok --events "$work/events" --status
is "stopped: 4" "$status" 4
check "one by one: gone" says "SN1: done, now applied"
check "one by one: refused" says "SN6: failed, now refused"
check "one by one: never there" says "SN4: done, now applied: "
enforce --rings 3,all --apply --through all
is "it stays stopped" "$status" 4
change managed "[\"$app\"]" 5 6
enforce --rings 3,all --apply --go-on --through all
settle --rings 3,all
is "managed by now, and tried again: complete" "$status" 0
check "which is said" says "complete"
is "gone everywhere" "$(state apps)" "apps="
cp "$work/requests" "$work/before"
enforce --rings 3,all --apply --through all
check "applied again" says "nothing to change"
check "changes nothing" cmp "$work/requests" "$work/before"
run "$VETO" enforce tiktok --events "$work/events" --status
check "applied" says ": applied; ring 2 of 2"

run "$VETO" enforce tiktok --targets "$work/targets" --events "$work/events" --rings 3,all --check
is "and a check finds nothing to do" "$status" 0

# --- it comes back, and is seen on a later list ---
change apps "[\"$app\"]" 5
change managed "[\"$app\"]" 5
printf 'UDID-5\n' >"$work/one"
VETO_API_KEY=planted-key-5512 "$(dirname -- "$VETO")/veto-push" "$url" UDID-5 --list >"$work/log"
devices later=60
run "$VETO" enforce tiktok --events "$work/events" --status
is "it is back on one: 4" "$status" 4
settle --rings 3,all
[ "$status $(state apps)" = "0 apps=" ] || { sleep 2 && devices later=120 && settle --rings 3,all; }
is "and gone again" "$status $(state apps)" "0 apps="

# --- the way back: managed apps that are licensed come back, without their data ---
change licences '[]' 6
run timeout 120 "$VETO" enforce tiktok --events "$work/events" --key "$ex/officer.key" --rollback
is "going back waits too: 1" "$status" 1
check "which is said" says "wait for their devices"
run "$VETO" enforce tiktok --events "$work/events" --status
check "by its name" says "going back, waiting for devices"
back
is "rolled back" "$status" 0
is "installed again where there is a licence" "$(state apps)" "apps=1,2,3,5"
"$VETO" enforce tiktok --journal >"$work/journal"
check "and said to be lost where there is none" grep -q 'SN6.*installed again 0, without their data; not to be brought back: 1' "$work/journal"
check "nothing is done to who never had it" grep -q 'SN4.*installed again 0.*back: 0' "$work/journal"
run "$VETO" enforce tiktok --events "$work/events" --status
check "by its name" says ": rolled back"

# --- events that are lost, late, twice, in another order; a device that only says so ---
rm -f "$work/requests"
fleet 1:stubborn
: >"$work/events"
devices enrol
enforce --rings 2,all --apply --no-wait --through all
devices shuffled
enforce --rings 2,all --apply --no-wait --through all
devices only=UDID-2,UDID-3 lost
devices only=UDID-1,UDID-4,UDID-5,UDID-6 shuffled
enforce --rings 2,all --apply --no-wait --through all
check "acknowledged, and still on the list just after: it may not have come to it" says "SN1: pending: "
check "a lost answer is pending" says "SN2: pending: "
is "four are gone" "$(printf '%s\n' "$out" | grep -c ': done: ')" 3
run "$VETO" enforce tiktok --events "$work/events" --status
check "since when it has not answered is not a failure" says "SN3: pending, now pending"
devices later=400
enforce --rings 2,all --apply --no-wait --through all
check "on a list much later: it did not do what it said" says "SN1: failed: "
check "as that" says "acknowledged, and still on its later list"
enforce --rings 2,all --apply --no-wait --through all --go-on --stop-at 90%
for later in 401 402 403 404 405; do # times are whole seconds: a list of the same one settles nothing
    devices only=UDID-2 later=$later # not SN1, which would be further with each round
    enforce --rings 2,all --apply --no-wait --through all --go-on
    ! says "SN2: done: " || break
    sleep 1
done
check "who did not answer was asked again, and it is gone" says "SN2: done: "
devices later=400 # SN1 acknowledges once more
enforce --rings 2,all --apply --no-wait --through all --go-on
change stubborn false 1
devices later=400 # the list that this one asked for
enforce --rings 2,all --apply --through all
is "and fails again: 4" "$status" 4
settle --rings 2,all --go-on
is "complete" "$status $(state apps)" "0 apps="
back
is "back" "$status" 0

# --- a profile on every device, its way back, and the one of an earlier run ---
rm -f "$work/requests"
fleet
: >"$work/events"
devices enrol
printf 'apple-restrictions\tapple-restrictions.mobileconfig\t%s\t-\t%s/key\n' "$url" "$work" >"$work/targets"
enforce
check "a plan" says "would be installed on"
settle
is "a profile is installed" "$status $(state profiles)" "0 profiles=1,2,3,4,5,6"
id=$(python3 -c 'import json,sys; print(*json.load(open(sys.argv[1]))["UDID-1"]["profiles"])' "$work/state")
cp "$work/requests" "$work/before"
enforce --apply
check "twice changes nothing" says "nothing to change"
check "on the server too" cmp "$work/requests" "$work/before"
first=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["UDID-1"]["profiles"][sys.argv[2]])' "$work/state" "$id")
mkdir "$work/from"
sed "s/$first/11111111-2222-8333-8444-555555555555/" "$work/requests" >"$work/log"
run "$VETO" enforce tiktok --planes apple-restrictions --out "$work/from"
sed "s/$first/11111111-2222-8333-8444-555555555555/" "$work/from/apple-restrictions.mobileconfig" >"$work/other" && mv "$work/other" "$work/from/apple-restrictions.mobileconfig"
settle --from "$work/from"
is "another profile takes its place" "$status $(grep -c 11111111-2222 "$work/state")" "0 1"
back
is "back to the one before" "$(grep -c "$first" "$work/state"; grep -c 11111111 "$work/state")" "1
0"
back
is "and to none" "$(state profiles)" "profiles="
for way in $(seq 3); do
    rm -f "$work/requests"
    fleet 1:locked 2:locked
    : >"$work/events"
    devices enrol
    enforce --apply
    devices
    run timeout 120 "$VETO" enforce tiktok --events "$work/events" --key "$ex/officer.key" --rollback
    [ "$way" != 2 ] || devices
    change locked false 1 2
    back
    is "taken back while two devices were locked ($way)" "$(state profiles)" "profiles="
done

# --- a device with an exception is left out ---
"$VETO" exempt tiktok device=A3 "expires=$(date -u -d '+30 days' +%F)" ground=law-enforcement approver='Director' critical='evidence in a case' determination=determination \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --key "$ex/approver.key" --yes >"$work/log" 2>&1
rm -f "$work/requests"
fleet
: >"$work/events"
devices enrol
settle
is "all but the exempt device" "$status $(state profiles)" "0 profiles=1,2,4,5,6"
"$VETO" exempt tiktok device=A4 "expires=$(date -u -d '+30 days' +%F)" ground=law-enforcement approver='Director' critical='evidence in a case' determination=determination \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --key "$ex/approver.key" --yes >"$work/log" 2>&1
enforce
check "an exception that came too late is said to have" says "SN4 is kept by the exception"
back

# --- servers ---
printf 'apple-remove\t-\t%s\t-\t%s/key\napple-restrictions\tapple-restrictions.mobileconfig\t%s\t-\t%s/key\n' "$url" "$work" "$url" "$work" >"$work/targets"
rm -f "$work/requests"
fleet
: >"$work/events"
devices enrol
for word in down error busy; do
    echo $word >"$work/how"
    enforce --apply --through all
    is "a server that is $word: it waits" "$status" 5
    check "nobody has failed ($word)" says " 0 failed"
    is "and nothing is queued ($word)" "$(queued RequestType)" ""
done
echo planted-other-3318 >"$work/key"
echo ok >"$work/how"
enforce --apply --through all
is "another key: it waits" "$status" 5
check "which is said" says "the API key is another"
echo planted-key-5512 >"$work/key"
echo cut >"$work/how"
enforce --apply --through all
is "the line is cut behind the first command" "$(queued RequestType)" 1
echo unpushed >"$work/how"
enforce --apply --through all
is "queued, though the notification failed" "$(queued RequestType | grep -c '^1[0-9]')" 1
is "each UUID once" "$(python3 -c 'import json,sys; u=[json.loads(l)["uuid"] for l in open(sys.argv[1])]; print(len(u)-len(set(u)))' "$work/requests")" 0
echo ok >"$work/how"
settle
is "and all is done" "$status $(state apps) $(state profiles)" "0 apps=3,4 profiles=1,2,5,6"
back
echo unknown >"$work/how"
rm -f "$work/requests"
enforce --apply --through all
is "a device that the server does not know has failed: 4" "$status" 4
check "as what it is" says "the server does not take it"
echo ok >"$work/how"
back
is "and back" "$status" 0

# --- killed before and behind each command that is sent, both ways ---
mkdir "$work/bin"
cp "$VETO" "$work/bin/veto"
cp "$(dirname -- "$VETO")/veto-push" "$work/bin/veto-push.real"
cat >"$work/bin/veto-push" <<'END'
#!/bin/sh
n=$(($(cat "$0.count") + 1))
echo $n >"$0.count"
[ "$n" != "$(cat "$0.before")" ] || kill -9 $PPID
[ "$n" = "$(cat "$0.before")" ] || "$0.real" "$@"
status=$?
[ "$n" != "$(cat "$0.behind")" ] || kill -9 $PPID
exit $status
END
chmod +x "$work/bin/veto-push"
killed() { # before|behind N COMMAND...
    echo 0 >"$work/bin/veto-push.count"
    echo 0 >"$work/bin/veto-push.before"
    echo 0 >"$work/bin/veto-push.behind"
    echo "$2" >"$work/bin/veto-push.$1"
    shift 2
    "$@" >"$work/log" 2>&1
}
wrong=
tries=0
for where in before behind; do
    for n in 2 7 12; do
        rm -f "$work/requests"
        fleet
        : >"$work/events"
        devices enrol
        for round in 1 2; do
            killed $where $n "$work/bin/veto" enforce tiktok --targets "$work/targets" --events "$work/events" --key "$ex/officer.key" --apply --through all --no-wait
            [ $? -lt 128 ] || tries=$((tries + 1))
            run "$VETO" enforce tiktok --events "$work/events" --status
            case $out in
            *": planned;"* | *": interrupted;"* | *": waiting for devices;"* | *": applied;"* | *": in rings;"*) ;;
            *) wrong="$wrong $where $n: $out" ;;
            esac
            [ "$round" = 2 ] || devices
        done
        settle
        [ "$status $(state apps) $(state profiles)" = "0 apps=3,4 profiles=1,2,5,6" ] || wrong="$wrong $where $n: $status $(state apps) $(state profiles)"
        [ "$(queued InstallProfile) $(queued RemoveApplication)" = "4 4" ] || wrong="$wrong $where $n: $(queued InstallProfile) $(queued RemoveApplication)"
        killed $where $n "$work/bin/veto" enforce tiktok --events "$work/events" --key "$ex/officer.key" --rollback
        [ $? -lt 128 ] || tries=$((tries + 1))
        back
        [ "$status $(state apps) $(state profiles)" = "0 apps=1,2,3,4,5,6 profiles=" ] || wrong="$wrong back $where $n: $status $(state apps) $(state profiles)"
    done
done
is "killed anywhere: on or back, and no command twice" "$wrong" ""
check "it was killed" test "$tries" -gt 10

# --- killed anywhere ---
wrong=
for n in 3 6 10 15 21 28; do
    rm -f "$work/requests"
    fleet
    : >"$work/events"
    devices enrol
    timeout -s KILL "0.$(printf %02d "$n")" "$VETO" enforce tiktok --targets "$work/targets" --events "$work/events" --key "$ex/officer.key" --apply --through all --no-wait >"$work/log" 2>&1
    devices
    timeout -s KILL "0.$(printf %02d "$n")" "$VETO" enforce tiktok --targets "$work/targets" --events "$work/events" --key "$ex/officer.key" --apply --through all --no-wait >"$work/log" 2>&1
    if [ $((n % 2)) = 0 ]; then
        settle
        [ "$status $(state apps) $(state profiles)" = "0 apps=3,4 profiles=1,2,5,6" ] || wrong="$wrong $n: $status $(state apps) $(state profiles)"
        timeout -s KILL "0.$(printf %02d "$n")" "$VETO" enforce tiktok --events "$work/events" --key "$ex/officer.key" --rollback >"$work/log" 2>&1
    fi
    back
    devices
    [ "$status $(state apps) $(state profiles)" = "0 apps=1,2,3,4,5,6 profiles=" ] || wrong="$wrong back $n: $status $(state apps) $(state profiles)"
done
is "killed at any moment, on or back" "$wrong" ""

# --- nothing in clear ---
check "no key in the store" sh -c '! grep -qa "planted-" "$1"*' - "$VETO_STORE"
check "nor in what was printed or queued" sh -c '! grep -q planted- "$1/out" "$1/err" "$1/log" "$1/requests" "$1/journal"' - "$work"
finish
