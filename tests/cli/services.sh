#!/bin/sh
# A policy of the Android Management API and a configuration of Microsoft Graph, changed at their services (tests/services.py):
# nothing but our fields, nothing that somebody else wrote, back to what was there; busy, broken, cut off, killed; no token in clear.
. "$(dirname -- "$0")/lib.sh"

patch=$(dirname -- "$VETO")/veto-patch
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
if [ ! -x "$patch" ]; then
    echo "1..0 # SKIP veto-patch is not built: libcurl's headers are not here"
    exit 0
fi
ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE
echo planted-token-5512 >"$work/token"
echo planted-token-5512 >"$work/servertoken"
echo ok >"$work/how"
python3 - "$work/state0" <<'END'
import json, sys
apps = [{"packageName": f"org.app{i}", "installType": ["FORCE_INSTALLED", "AVAILABLE", "BLOCKED"][i % 3], "defaultPermissionPolicy": "PROMPT"} for i in range(199)]
apps.insert(77, {"packageName": "com.zhiliaoapp.musically", "installType": "AVAILABLE"})
policy = {"name": "enterprises/E/policies/P", "version": "41", "applications": apps, "playStoreMode": "BLACKLIST", "passwordRequirements": {"passwordMinimumLength": 6},
          "personalUsagePolicies": {"personalPlayStoreMode": "BLOCKLIST"}, "statusReportingSettings": {"displayInfoEnabled": True}}
other = {"name": "enterprises/E/policies/Q", "version": "3", "applications": [{"packageName": "org.q", "installType": "KIOSK"}], "playStoreMode": "BLACKLIST"}
ios = {"@odata.type": "#microsoft.graph.iosGeneralDeviceConfiguration", "id": "c1", "version": 7, "displayName": "Phones", "cameraBlocked": True,
       "compliantAppsList": [{"name": f"App é {i}", "publisher": "P", "appStoreUrl": None, "appId": f"org.app{i}"} for i in range(200)],
       "compliantAppListType": "none", "appsVisibilityListType": "none", "appsVisibilityList": [], "appsSingleAppModeList": [{"name": "x", "appId": "org.x"}]}
json.dump({"/v1/enterprises/E/policies/P": policy, "/v1/enterprises/E/policies/Q": other, "/v1.0/deviceManagement/deviceConfigurations/c1": ios}, open(sys.argv[1], "w"))
END
cp "$work/state0" "$work/state"
python3 tests/services.py "$work/port" "$work/state" "$work/requests" "$work/servertoken" "$work/how" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/port" ] || sleep 0.2; done
base=http://127.0.0.1:$(cat "$work/port")
policy=$base/v1/enterprises/E/policies/P
other=$base/v1/enterprises/E/policies/Q
ios=$base/v1.0/deviceManagement/deviceConfigurations/c1

# --- the program ---
run "$patch" "$policy" --token "$work/token"
is "a document" "$status" 0
check "behind a line with its version" sh -c '[ "$(head -n 1 "$1")" = - ] && tail -n +2 "$1" | python3 -m json.tool >/dev/null' - "$work/out"
echo 'ETAG busy ok' >"$work/how"
run "$patch" "$policy" --token "$work/token"
is "a busy service is waited for" "$status" 0
check "which is said" says "the service is busy"
is "and its version" "$(head -n 1 "$work/out")" '"41"'
echo '{"playStoreMode":"WHITELIST"}' >"$work/body"
run "$patch" "$policy?updateMask=playStoreMode" --body "$work/body" --if-match '"40"' --token "$work/token"
is "another version: 4" "$status" 4
check "which is said" says "somebody else changed the document"
echo ok >"$work/how"
for row in "error 3 status_500" "refuse 1 Invalid_value" "down 3 "; do
    set -- $row
    echo "$1" >"$work/how"
    run "$patch" "$policy?updateMask=playStoreMode" --body "$work/body" --token "$work/token"
    is "a service that meets us with $1: $2" "$status" "$2"
    check "as that" says "$(echo "${3:-veto-patch: }" | tr _ ' ')"
    check "without the token" sh -c '! grep -q planted "$1" "$2"' - "$work/out" "$work/err"
done
echo ok >"$work/how"
run "$patch" "$base/v1/enterprises/E/policies/none" --token "$work/token"
is "no such document: 1" "$status" 1
echo planted-wrong-1 >"$work/token2"
run "$patch" "$policy" --token "$work/token2"
is "another token: 3" "$status" 3
check "which is said, and not shown" sh -c 'grep -q "does not take the token" "$1" && ! grep -q planted "$1"' - "$work/err"
run "$patch" http://example.org/ --token "$work/token"
is "a token over http to elsewhere: 2" "$status" 2
run "$patch" "$policy" --body "$work/none" --token "$work/token"
is "no body: 2" "$status" 2
VETO_TOKEN=planted-token-5512 run "$patch" "$policy"
is "the token of the environment" "$status" 0
check "nothing was changed so far" cmp "$work/state" "$work/state0"

# --- as steps of a run ---
printf 'amapi\tamapi-policy.json\t%s\t1\t%s/token\namapi\tamapi-policy.json\t%s\t2\t%s/token\ngraph\tgraph-ios-patch.json\t%s\t-\t%s/token\n' \
    "$policy" "$work" "$other" "$work" "$ios" "$work" >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce tiktok --targets "$work/targets" --key "$ex/officer.key" "$@"; }
back() {
    run timeout 60 "$VETO" enforce tiktok --rollback --key "$ex/officer.key"
    return "$status"
}
same() { # PATH...: whether the documents say what they said at first, but for their versions
    python3 - "$work/state" "$work/state0" <<'END'
import json, sys
a, b = (json.load(open(p)) for p in sys.argv[1:])
for d in (*a.values(), *b.values()):
    del d["version"]
def plain(v):
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items() if plain(x) not in (False, 0, "", None, [], {}) and "@odata" not in k}
    return [plain(x) for x in v] if isinstance(v, list) else v
assert plain(a) == plain(b), [k for p in a for k in a[p] if plain(a[p].get(k)) != plain(b[p].get(k))]
END
}
for wrong in "amapi\tx.json\t$policy\t-\t-" "graph\tgraph-ios.json\t$ios\t-\t-" "amapi\tamapi-policy.json\t$policy\t9\t-" "amapi\tamapi-policy.json\t$policy\t-\ttoken"; do
    printf "$wrong\n" >"$work/wrong"
    run "$VETO" enforce tiktok --targets "$work/wrong"
    is "no target: $(printf '%s' "$wrong" | cut -c1-30)" "$status" 2
done
enforce
is "a plan" "$status" 0
check "what would be done" says "amapi $policy: ring 1: would be replaced"
check "changes nothing" cmp "$work/state" "$work/state0"
enforce --apply
is "the first ring" "$status" 0
is "is one document" "$(wc -l <"$work/requests" | tr -d ' ')" 1
enforce --apply --through all
is "all of them" "$status" 0
check "only our fields are sent, with their mask" python3 -c '
import json, sys
p, q, g = [json.loads(l) for l in open(sys.argv[1])]
assert p["path"].split("?")[0] == "/v1/enterprises/E/policies/P" and q["path"].split("?")[0].endswith("/Q"), (p["path"], q["path"])
for r in (p, q):
    assert set(r["path"].split("updateMask=")[1].split(",")) >= set(r["body"]) and set(r["body"]) <= {"applications", "personalUsagePolicies", "statusReportingSettings"}
assert set(g["body"]) == {"@odata.type", "compliantAppsList", "compliantAppListType", "appsVisibilityList", "appsVisibilityListType"}, list(g["body"])' "$work/requests"
check "nothing of theirs is lost, and each has its own apps" python3 -c '
import json, sys
now, was = (json.load(open(p)) for p in sys.argv[1:3])
for path, key, name in ((k, "applications", "packageName") if k.startswith("/v1/") else (k, "compliantAppsList", "appId") for k in now):
    apps = {a[name]: a for a in now[path][key]}
    for a in was[path][key]:
        mine = {k: v for k, v in apps[a[name]].items() if "@odata" not in k and v is not None}
        assert mine == {k: v for k, v in a.items() if v is not None} or mine["installType"] == "BLOCKED", (mine, a)
    assert len(apps) > len(was[path][key])
    assert {k: v for k, v in now[path].items() if k in ("playStoreMode", "cameraBlocked", "displayName", "passwordRequirements")} == \
        {k: v for k, v in was[path].items() if k in ("playStoreMode", "cameraBlocked", "displayName", "passwordRequirements")}
assert "org.app3" not in {a["packageName"] for a in now["/v1/enterprises/E/policies/Q"]["applications"]}' "$work/state" "$work/state0"
cp "$work/state" "$work/applied"
enforce --apply --through all
check "applied twice" says "nothing to change"
check "changes nothing" cmp "$work/state" "$work/applied"
run "$VETO" enforce tiktok --status
check "applied, by what the services say" says ": applied; ring 3 of 3"
back
is "rolled back, without targets" "$status" 0
check "to what was there" same
run "$VETO" enforce tiktok --status
check "by its name" says ": rolled back"

# --- somebody else ---
enforce --apply
python3 -c '
import json, sys
s = json.load(open(sys.argv[1]))
s["/v1/enterprises/E/policies/P"]["passwordRequirements"] = {"passwordMinimumLength": 9}
json.dump(s, open(sys.argv[1], "w"))' "$work/state"
run "$VETO" enforce tiktok --status
check "another field of theirs is none of ours" says ": in rings; ring 1 of 3"
python3 -c '
import json, sys
s = json.load(open(sys.argv[1]))
s["/v1/enterprises/E/policies/P"]["applications"].append({"packageName": "org.new", "installType": "AVAILABLE"})
json.dump(s, open(sys.argv[1], "w"))' "$work/state"
run "$VETO" enforce tiktok --status
is "ours changed by others: 4" "$status" 4
back
is "is not taken back" "$status" 1
check "nor touched" grep -q org.new "$work/state"
enforce --apply --through all
is "the rest is done" "$status" 0
check "with what they added" sh -c 'grep -q org.new "$1" && grep -q com.zhiliaoapp.musically "$1"' - "$work/state"
cp "$work/state0" "$work/state"
while back && ! says "no run of this case"; do :; done
echo 'ETAG ok' >"$work/how"
"$VETO" enforce tiktok --targets "$work/targets" --key "$ex/officer.key" --plan >"$work/log" 2>&1
enforce --apply
is "with versions" "$status" 0
check "which are sent along" sh -c 'tail -n 1 "$1" | grep -q "\"if_match\": \"\\\\\"4[0-9]"' - "$work/requests"
back
cp "$work/state0" "$work/state"
raced=
for n in 4 5 6 7 8 9 10 11; do
    cp "$work/state0" "$work/state"
    echo "ETAG $(yes ok | head -n "$n" | tr '\n' ' ') race ok" >"$work/how"
    enforce --apply
    if grep -q org.raced "$work/state"; then
        raced="$raced $n"
        check "changed at the same moment ($n requests before): not overwritten" sh -c '! grep -q "TikTok\|com.ss.android.ugc.trill" "$1"' - "$work/state"
        check "and said ($n)" says "somebody else changed what is there at the same time"
    fi
    echo 'ETAG ok' >"$work/how"
    while back && ! says "no run of this case"; do :; done
done
check "which was tried" test -n "$raced"

# --- services that are busy, broken, cut off or gone ---
echo ok >"$work/how"
cp "$work/state0" "$work/state"
wrong=
for how in busy cut error down; do
    for n in 0 1 2 3 4 5 6; do
        cp "$work/state0" "$work/state"
        echo "$(yes ok | head -n "$n" | tr '\n' ' ') $how ok" >"$work/how"
        enforce --apply --through 1
        case $status in 0 | 1 | 4 | 5) ;; *) wrong="$wrong $how/$n: $status" ;; esac
        ! grep -q "planted" "$work/out" "$work/err" || wrong="$wrong $how/$n: the token"
        echo ok >"$work/how"
        enforce --apply --through 1 --go-on
        grep -q com.ss.android.ugc.trill "$work/state" || wrong="$wrong $how/$n: not done: $out"
        echo "$(yes ok | head -n "$n" | tr '\n' ' ') $how ok" >"$work/how"
        back
        echo ok >"$work/how"
        while back && ! says "no run of this case"; do :; done
        same >"$work/log" 2>&1 || wrong="$wrong $how/$n: not back"
    done
done
is "busy, cut off, broken or gone at any request: done when tried again, and back" "$wrong" ""
cp "$work/state0" "$work/state"
echo down >"$work/how"
enforce --apply
is "a service that is gone: 1" "$status" 1
check "nothing begins" cmp "$work/state" "$work/state0"
echo ok >"$work/how"
enforce --apply
echo planted-wrong-1 >"$work/token"
run "$VETO" enforce tiktok --status
check "a token that holds no longer: it cannot be seen" says "now away"
back
is "nor taken back: 1" "$status" 1
check "which is said" says "does not take the token"
echo planted-token-5512 >"$work/token"
back
check "and back, once it does" same

# --- killed at any moment ---
wrong=
for n in 5 8 11 15 20 26 33; do
    cp "$work/state0" "$work/state"
    timeout -s KILL "0.$(printf %02d "$n")" "$VETO" enforce tiktok --targets "$work/targets" --key "$ex/officer.key" --apply --through all >"$work/log" 2>&1
    sleep 0.1
    if [ $((n % 2)) = 0 ]; then
        enforce --apply --through all
        [ "$status" = 0 ] && grep -q com.ss.android.ugc.trill "$work/state" || wrong="$wrong $n: $status"
        timeout -s KILL "0.$(printf %02d "$n")" "$VETO" enforce tiktok --rollback --key "$ex/officer.key" >"$work/log" 2>&1
        sleep 0.1
    fi
    while back && ! says "no run of this case"; do :; done
    same >"$work/log" 2>&1 || wrong="$wrong $n: not back: $(cat "$work/log")"
done
is "killed at any moment: on, and back" "$wrong" ""

# --- holds, other determinations ---
cp "$work/state0" "$work/state"
"$VETO" hold tiktok custodian=c ground=g records=r scope=A1 --key "$ex/officer.key" --yes >"$work/log" 2>&1
enforce --apply --through all
check "a hold keeps the policies, which remove" says "2 kept"
is "and not what only hides" "$(grep -c 'deviceConfigurations' "$work/requests" | grep -c .)" 1
while back && ! says "no run of this case"; do :; done
check "no token in the store" sh -c '! grep -qa "planted-" "$1"*' - "$VETO_STORE"
finish
