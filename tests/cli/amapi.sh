#!/bin/sh
# A policy of 200 apps through 'veto enforce': merged without loss, read by another reader and by 'veto lint', put back
# byte for byte; and type-checked against the API's types from npm where there are npm and its registry.
. "$(dirname -- "$0")/lib.sh"

doc/example/make "$work/ex" >"$work/log" 2>&1
VETO_STORE=$work/ex/store.db
export VETO_STORE
mkdir "$work/etc"
python3 - "$work/etc/policy.json" <<'END'
import json, sys
apps = [{"packageName": f"org.app{i}", "installType": ["FORCE_INSTALLED", "AVAILABLE", "BLOCKED"][i % 3], "defaultPermissionPolicy": "PROMPT"} for i in range(199)]
apps.insert(77, {"packageName": "com.zhiliaoapp.musically", "installType": "AVAILABLE", "disabled": False})
text = json.dumps({"name": "enterprises/E/policies/P", "version": "9007199254740993", "applications": apps, "playStoreMode": "BLACKLIST",
                   "passwordRequirements": {"passwordMinimumLength": 6}, "personalUsagePolicies": {"personalPlayStoreMode": "BLOCKLIST"},
                   "statusReportingSettings": {"applicationReportsEnabled": False, "displayInfoEnabled": True}}, indent=3)
open(sys.argv[1], "w").write(text + "\n")
END
cp "$work/etc/policy.json" "$work/before.json"
printf 'amapi\tamapi-policy.json\t%s/etc/policy.json\t1\t-\n' "$work" >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce tiktok --targets "$work/targets" --key "$work/ex/officer.key" "$@"; }
enforce --apply --through all
is "applied" "$status" 0
check "merged: nothing lost, all packages blocked, reports on" python3 -c '
import json, subprocess, sys
before, after = (json.load(open(p)) for p in sys.argv[1:3])
out = subprocess.run([sys.argv[3], "families", "tiktok", "--json"], capture_output=True, text=True, check=True).stdout
wanted = {i["value"] for f in json.loads(out) for i in f["identifiers"] if i["kind"] == "package" and i["confidence"] in ("certain", "claim")}
assert len(wanted) > 5
apps = {a["packageName"]: a for a in after["applications"]}
assert len(apps) == len(after["applications"]) and len(apps) == 199 + len(wanted)
assert all(apps[p]["installType"] == "BLOCKED" for p in wanted)
for a in before["applications"]:
    assert apps[a["packageName"]] == (a | {"installType": "BLOCKED"} if a["packageName"] in wanted else a), a
assert {a["packageName"] for a in after["personalUsagePolicies"]["personalApplications"]} == wanted
assert after["statusReportingSettings"] == {"applicationReportsEnabled": True, "displayInfoEnabled": True, "applicationReportingSettings": {"includeRemovedApps": True}}
for key in before.keys() - {"applications", "personalUsagePolicies", "statusReportingSettings"}:
    assert before[key] == after[key]' "$work/before.json" "$work/etc/policy.json" "$VETO"
check "by bytes: of 1,000 lines only those that had to change did" sh -c '
    [ "$(diff "$1" "$2" | grep -c "^<")" -le 6 ]' - "$work/before.json" "$work/etc/policy.json"
run "$VETO" lint --family tiktok "$work/etc/policy.json"
check "lint finds the family covered" says "tiktok: covers 12 of 12"
check "on the personal side too: only the 66 apps that others block are open there" says "66 times"
enforce --apply --through all
check "applied twice changes nothing" says "nothing to change"
enforce --out "$work/rendered"
is "rendered again" "$status" 0
check "merged with what stands there" cmp "$work/rendered/amapi-policy.json" "$work/etc/policy.json"
check "no mask names nothing, which would replace the whole policy" sh -c '
    [ "$(find "$1" -name "*mask.txt" -exec cat {} +)" = applications,personalUsagePolicies,statusReportingSettings ]' - "$work/rendered"

run timeout 60 "$VETO" enforce tiktok --planes amapi --out "$work/rendered"
check "rendered from nothing, it says what that would do to a policy" grep -q 'take all its other apps out' "$work/rendered/README.txt"

types=${BUILD:-build}/npm-amapi
if command -v npm >/dev/null && { [ -d "$types/node_modules/typescript" ] ||
    timeout 180 npm install --silent --no-save --ignore-scripts --prefix "$types" typescript@5 @maxim_mazurok/gapi.client.androidmanagement-v1 >"$work/npm.log" 2>&1; }; then
    { echo 'const policy: gapi.client.androidmanagement.Policy ='; cat "$work/etc/policy.json"; } >"$types/policy.ts"
    check "the API's types take it" timeout 100 node "$types/node_modules/typescript/bin/tsc" --noEmit --skipLibCheck --strict --types \
        "@maxim_mazurok/gapi.client.androidmanagement-v1" --typeRoots "$types/node_modules" "$types/policy.ts"
    sed 's/"installType": "BLOCKED"/"installTypo": "BLOCKED"/' "$types/policy.ts" >"$types/wrong.ts"
    check "and would not take another field" sh -c '! timeout 100 node "$1/node_modules/typescript/bin/tsc" --noEmit --skipLibCheck --strict --types \
        "@maxim_mazurok/gapi.client.androidmanagement-v1" --typeRoots "$1/node_modules" "$1/wrong.ts"' - "$types"
else
    echo "ok $((count += 1)) - the API's types # SKIP no npm, or no registry"
fi
enforce --rollback
is "rolled back" "$status" 0
check "byte for byte" cmp "$work/etc/policy.json" "$work/before.json"

# Who is excepted gets a policy of its own, which is what stood there with reports on; and is on a list, until the last day.
day() { date -u -d "$1 days" +%Y-%m-%d; }
"$VETO" exempt tiktok approver='Deputy head' critical='interviews' ground=law-enforcement device=A1 "expires=$(day 20)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=alone' 'mitigations[1].check=no-official-data' 'mitigations[1].value=none' \
    'mitigations[2].check=network' 'mitigations[2].value=127.0.2.9' --key "$work/ex/approver.key" --yes >"$work/log" 2>&1
printf 'amapi\tamapi-policy.json\t%s/etc/policy.json\t1\t-\namapi\tamapi-exempt-policy.json\t%s/etc/exempt.json\t1\t-\namapi\tamapi-exempt.tsv\t%s/etc/exempt.tsv\t1\t-\n' \
    "$work" "$work" "$work" >"$work/targets"
enforce --apply --through all
is "an exception: applied" "$status" 0
check "the excepted keep the policy without the block, and report their apps" python3 -c '
import json, sys
before, exempt, common = (json.load(open(p)) for p in sys.argv[1:])
assert exempt.pop("statusReportingSettings") == {"applicationReportsEnabled": True, "displayInfoEnabled": True, "applicationReportingSettings": {"includeRemovedApps": True}}
before.pop("statusReportingSettings")
assert exempt == before != common' "$work/before.json" "$work/etc/exempt.json" "$work/etc/policy.json"
check "and are on the list" grep -q "^A1	device	$(day 20)	" "$work/etc/exempt.tsv"
check "others are blocked as ever" sh -c '[ "$(grep -c "BLOCKED" "$1")" -gt "$(grep -c "BLOCKED" "$2")" ]' - "$work/etc/policy.json" "$work/etc/exempt.json"
run "$VETO" enforce tiktok --planes amapi --as-of "$(day 21)" --out "$work/later"
check "when the last day is over, nobody is" sh -c '[ ! -e "$1/amapi-exempt.tsv" ] && [ -e "$1/amapi-policy.json" ]' - "$work/later"
enforce --rollback
check "and back" cmp "$work/etc/policy.json" "$work/before.json"
printf 'amapi\tamapi-policy.json\t%s/etc/policy.json\t1\t-\n' "$work" >"$work/targets"

"$VETO" hold tiktok custodian=c ground=g records=r scope=A1 --key "$work/ex/officer.key" --yes >"$work/log" 2>&1
enforce --apply --through all
check "a hold keeps the whole policy" cmp "$work/etc/policy.json" "$work/before.json"
printf '{"applications":{}}' >"$work/etc/policy.json"
"$VETO" waive tiktok devices=A1 hold=hold 'reasons=none' --key "$work/ex/minister.key" --yes >"$work/log" 2>&1
enforce
is "what is no policy is refused" "$status" 2
check "with the field" says "'applications' is no list"
finish
