#!/bin/sh
# veto-push against NanoMDM's API (tests/nanomdm.py), and what became of removals by the events of its webhook.
. "$(dirname -- "$0")/lib.sh"

push=$(dirname -- "$VETO")/veto-push
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
if [ ! -x "$push" ]; then
    echo "1..0 # SKIP veto-push is not built: libcurl's headers are not here"
    exit 0
fi
echo planted-key-5512 >"$work/key"
echo planted-other-3318 >"$work/other"
python3 tests/nanomdm.py "$work/port" "$work/requests" "$work/key" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/port" ] || sleep 0.2; done
url=http://127.0.0.1:$(cat "$work/port")/

run "$push" "$url" D1 D2 --api-key "$work/key" --remove com.zhiliaoapp.musically --list --nopush
is "queued" "$status" 0
cp "$work/out" "$work/queued"
is "two commands for each device" "$(cut -f2,3,4 "$work/queued" | tr '\t' ' ')" "RemoveApplication D1 com.zhiliaoapp.musically
InstalledApplicationList D1 -
RemoveApplication D2 com.zhiliaoapp.musically
InstalledApplicationList D2 -"
check "as the server got them" python3 -c '
import json, sys
got = [json.loads(l) for l in open(sys.argv[1])]
queued = [l.rstrip("\n").split("\t") for l in open(sys.argv[2])]
assert [g["uuid"] for g in got] == [q[0] for q in queued] and len({q[0] for q in queued}) == 4
assert got[0]["path"] == "/v1/enqueue/D1?nopush=1" and got[0]["command"] == {"RequestType": "RemoveApplication", "Identifier": "com.zhiliaoapp.musically"}
assert got[1]["command"] == {"RequestType": "InstalledApplicationList"}' "$work/requests" "$work/queued"
printf 'a \000 profile' >"$work/profile"
VETO_API_KEY=planted-key-5512 "$push" "$url" D3 --profile "$work/profile" >"$work/one"
check "a profile, byte for byte, by the key of the environment" python3 -c '
import json, sys
got = [json.loads(l) for l in open(sys.argv[1])][-1]
assert got["command"] == {"RequestType": "InstallProfile", "Payload": "a \0 profile"} and got["path"] == "/v1/enqueue/D3", got' "$work/requests"
VETO_API_KEY=planted-key-5512 "$push" "$url" D3 --remove-profile veto.0123456789abcdef.restrictions >"$work/one"
check "and taken back by its identifier" python3 -c '
import json, sys
got = [json.loads(l) for l in open(sys.argv[1])][-1]
assert got["command"] == {"RequestType": "RemoveProfile", "Identifier": "veto.0123456789abcdef.restrictions"}, got' "$work/requests"
run "$push" "$url" D3 --api-key "$work/key" --remove-profile 'a<b'
is "no identifier: 2" "$status" 2
run "$push" "$url" D1 --api-key "$work/other" --list
is "another key: 3" "$status" 3
check "which is said" says "status 401: the API key is another"
check "and not shown" sh -c '! grep -q planted- "$1" "$2"' - "$work/out" "$work/err"
check "no key in what was queued" sh -c '! grep -q planted- "$1" "$2"' - "$work/queued" "$work/requests"
run "$push" "$url" D1 --list
is "no key: 2" "$status" 2
run "$push" "$url" 'D1/../x' --api-key "$work/key" --list
is "no enrolment id: 2" "$status" 2
run "$push" "$url" D1 --api-key "$work/key" --remove 'a</string>'
is "no bundle id: 2" "$status" 2
run "$push" http://mdm.example.org/ D1 --api-key "$work/key" --list
is "a key over http to elsewhere: 2" "$status" 2
run "$push" http://127.0.0.1:1/ D1 --api-key "$work/key" --list
is "no server: 3" "$status" 3

events() { # WORDS "DEVICE:EVENT" in order: what the webhook got, of the commands in queued
    python3 -c '
import base64, json, plistlib, sys
queued = {(q[2], q[1]): q[0] for q in (l.rstrip("\n").split("\t") for l in open(sys.argv[1]))}
for n, word in enumerate(sys.argv[2:]):
    device, what = word.split(":")
    status = {"ack": "Acknowledged", "with": "Acknowledged", "without": "Acknowledged", "error": "Error", "notnow": "NotNow", "idle": "Idle"}[what]
    reply = {"Status": status, "UDID": device}
    if what in ("with", "without"):
        reply["InstalledApplicationList"] = [{"Identifier": "com.example.notes"}] + [{"Identifier": "com.zhiliaoapp.musically"}] * (what == "with")
    kind = "InstalledApplicationList" if what in ("with", "without") else "RemoveApplication"
    print(json.dumps({"topic": "mdm.Connect", "event_id": str(n), "created_at": "2026-11-01T06:00:%02d.5Z" % n, "acknowledge_event": {
        "udid": device, "status": status, "command_uuid": queued[device, kind], "raw_payload": base64.b64encode(plistlib.dumps(reply)).decode()}}))
' "$work/queued" "$@" >"$work/events"
    run "$VETO" mdm-event "$work/queued" "$work/events"
}
events
is "no answer at all: 5" "$status" 5
is "pending" "$(grep -c 'pending (queued)' "$work/out")" 2
events D1:notnow D2:ack D2:idle
check "a locked device" says "D1: com.zhiliaoapp.musically: pending (waiting)"
check "acknowledged is not gone" says "D2: com.zhiliaoapp.musically: pending (acknowledged)"
events D1:notnow D1:ack D1:without D2:error D2:with
is "one refused: 4" "$status" 4
check "gone by the list" says "D1: com.zhiliaoapp.musically: gone (confirmed)"
check "refused" says "D2: com.zhiliaoapp.musically: not removed (refused)"
events D1:ack D1:with D2:without D2:ack
check "acknowledged, and there" says "D1: com.zhiliaoapp.musically: present (contrary)"
check "in another order" says "D2: com.zhiliaoapp.musically: gone (confirmed)"
events D1:ack D1:without D2:ack D2:without
is "all gone: 0" "$status" 0
cat "$work/events" "$work/events" >"$work/twice"
run "$VETO" mdm-event "$work/queued" "$work/twice"
is "twice is once" "$(head -n 2 "$work/out" | grep -c gone)" 2
check "and counted" says "8 events, 4 of them said before"
printf 'nonsense\n{"acknowledge_event":{}}\n{"acknowledge_event":5}\n' >"$work/bad"
run "$VETO" mdm-event "$work/queued" "$work/bad"
is "what is none is counted" "$status" 5
check "as malformed" says "3 malformed"
run "$VETO" mdm-event "$work/events" "$work/queued"
is "the other way round: 1" "$status" 1
run "$VETO" mdm-event "$work/queued"
is "one file: 2" "$status" 2

# the lists of apps among the events are observations: the newest of each device, whatever the order
export VETO_STORE="$work/store.db"
"$VETO" init >/dev/null
python3 -c '
import base64, json, plistlib
def event(kind, udid, second, payload, status=None):
    raw = base64.b64encode(plistlib.dumps(payload)).decode()
    inner = {"udid": udid, "raw_payload": raw, **({"status": status, "command_uuid": "U%d" % second} if status else {})}
    print(json.dumps({"topic": "mdm.x", "event_id": "e", "created_at": "2026-11-01T06:00:%02dZ" % second, kind: inner}))
def listed(udid, second, *apps):
    event("acknowledge_event", udid, second, {"Status": "Acknowledged", "InstalledApplicationList": [{"Identifier": i, "Name": i} for i in apps]}, "Acknowledged")
listed("D1", 30, "com.example.notes")
listed("D1", 10, "com.example.notes", "com.zhiliaoapp.musically")
listed("D1", 30, "com.example.notes")
event("checkin_event", "D1", 1, {"MessageType": "Authenticate", "UDID": "D1", "SerialNumber": "S1"})
event("acknowledge_event", "D2", 2, {"Status": "Acknowledged", "QueryResponses": {"SerialNumber": "S2"}}, "Acknowledged")
listed("D2", 20, "com.example.notes", "com.zhiliaoapp.musically")
event("checkin_event", "D3", 1, {"MessageType": "Authenticate", "UDID": "D3", "SerialNumber": "S3"})
event("acknowledge_event", "D3", 3, {"Status": "NotNow"}, "NotNow")
listed("D4", 4, "com.example.notes")' >"$work/hook"
printf 'serial,asset_tag,department,platform,ownership,issued\nS1,,IT,ios,corporate,2026-01-01\nS2,,IT,ios,corporate,2026-01-01\nS3,,IT,ios,corporate,2026-01-01\n' >"$work/issued"
run "$VETO" observe issued "$work/issued" --time 2026-11-01T05:00:00Z
is "issued" "$status" 0
run "$VETO" observe nanomdm "$work/hook" --time 2026-11-01T07:00:00Z --whole
is "webhook events are read" "$status" 0
check "two devices; one is locked" says "2 devices, 3 apps of which 1 are kept"
check "and that is said" says "1 devices gave no list of apps: ask again"
check "the serial number of one is not known" says "no Authenticate message or DeviceInformation says the serial number of D4"
run "$VETO" verify --family tiktok --as-of 2026-11-01T08:00:00Z --csv
is "verify: one violated" "$status" 4
for word in S1:verified S2:violated S3:unknown; do
    check "${word%:*} is ${word#*:}" grep -q "^${word%:*},.*${word#*:}" "$work/out"
done
run "$VETO" observe nanomdm "$work/hook" --time 2026-11-01T07:00:00Z --whole
check "read again, nothing is done" says "read before"
run "$VETO" observe nanomdm "$work/queued" --time 2026-11-01T07:00:00Z
is "what has no event is refused" "$status" 1
finish
