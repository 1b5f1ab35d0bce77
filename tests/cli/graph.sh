#!/bin/sh
# An iOS configuration of Microsoft Graph through 'veto enforce': merged without loss, read by another reader and by 'veto
# lint', put back byte for byte; and type-checked against Graph's types from npm where there are npm and its registry.
. "$(dirname -- "$0")/lib.sh"

doc/example/make "$work/ex" >"$work/log" 2>&1
VETO_STORE=$work/ex/store.db
export VETO_STORE
mkdir "$work/etc"
python3 - "$work/etc/ios.json" <<'END_PYTHON'
import json, sys
apps = [{"name": f"App \u00e9 {i}", "publisher": "P", "appStoreUrl": None, "appId": f"org.app{i}"} for i in range(200)]
text = json.dumps({"@odata.type": "#microsoft.graph.iosGeneralDeviceConfiguration", "id": "c1", "version": 7, "displayName": "Phones", "cameraBlocked": True,
                   "passcodeMinimumLength": 6, "compliantAppsList": apps, "compliantAppListType": "none", "appsVisibilityListType": "none",
                   "appsVisibilityList": [], "appsSingleAppModeList": [{"name": "x", "appId": "org.x"}]}, indent=2)
open(sys.argv[1], "w").write(text.replace('"version": 7', '"version"  :  7'))
END_PYTHON
cp "$work/etc/ios.json" "$work/before.json"
printf 'graph\tgraph-ios.json\t%s/etc/ios.json\t1\t-\n' "$work" >"$work/targets"
enforce() { run timeout 60 "$VETO" enforce tiktok --targets "$work/targets" --key "$work/ex/officer.key" "$@"; }
enforce --apply --through all
is "applied" "$status" 0
check "merged: nothing lost, every bundle id on both lists" python3 -c '
import json, subprocess, sys
before, after = (json.load(open(p)) for p in sys.argv[1:3])
out = subprocess.run([sys.argv[3], "families", "tiktok", "--json"], capture_output=True, text=True, check=True).stdout
wanted = {i["value"] for f in json.loads(out) for i in f["identifiers"] if i["kind"] == "bundle-id" and i["confidence"] in ("certain", "claim")}
assert len(wanted) > 1
assert after["compliantAppsList"][:200] == before["compliantAppsList"]
assert {a["appId"] for a in after["compliantAppsList"][200:]} == wanted == {a["appId"] for a in after["appsVisibilityList"]}
assert after["compliantAppListType"] == after["appsVisibilityListType"] == "appsNotInListCompliant"
for key in before.keys() - {"compliantAppsList", "compliantAppListType", "appsVisibilityList", "appsVisibilityListType"}:
    assert before[key] == after[key]' "$work/before.json" "$work/etc/ios.json" "$VETO"
check "by bytes: of 1,200 lines only those that had to change did" sh -c '
    [ "$(diff "$1" "$2" | grep -c "^<")" -le 4 ]' - "$work/before.json" "$work/etc/ios.json"
run "$VETO" lint --family tiktok "$work/etc/ios.json"
check "lint finds the family covered" grep -q "tiktok: covers \([0-9]*\) of \1" "$work/out"
enforce --apply --through all
check "applied twice changes nothing" says "nothing to change"
enforce --planes graph --out "$work/rendered"
check "what to PATCH with has the merged lists and nothing else" python3 -c '
import json, sys
merged, patch = (json.load(open(p)) for p in sys.argv[1:])
assert patch == {k: merged[k] for k in ("@odata.type", "compliantAppsList", "compliantAppListType", "appsVisibilityList", "appsVisibilityListType")}' \
    "$work/etc/ios.json" "$work/rendered/graph-ios-patch.json"

types=${BUILD:-build}/npm-graph
if command -v npm >/dev/null && { [ -d "$types/node_modules/typescript" ] ||
    timeout 180 npm install --silent --no-save --ignore-scripts --prefix "$types" typescript@5 @microsoft/microsoft-graph-types@2 >"$work/npm.log" 2>&1; }; then
    tsc() { timeout 100 node "$types/node_modules/typescript/bin/tsc" --noEmit --skipLibCheck --strict --types @microsoft/microsoft-graph-types \
        --typeRoots "$types/node_modules" "$1"; }
    typed() { # FILE AS: a literal, so that a field that the type has not is an error; the types leave @odata.type out
        {
            echo 'import type { IosGeneralDeviceConfiguration } from "@microsoft/microsoft-graph-types";'
            echo 'const it: IosGeneralDeviceConfiguration & { "@odata.type": string } ='
            cat "$1"
        } >"$types/$2.ts"
    }
    typed "$work/rendered/graph-ios-patch.json" patch
    check "Graph's types take what to PATCH with" tsc "$types/patch.ts"
    sed 's/"appsNotInListCompliant"/"appsNotInListCompliance"/' "$types/patch.ts" >"$types/wrong.ts"
    check "and would not take another word" sh -c '! timeout 100 node "$1/node_modules/typescript/bin/tsc" --noEmit --skipLibCheck --strict \
        --types @microsoft/microsoft-graph-types --typeRoots "$1/node_modules" "$1/wrong.ts"' - "$types"
    typed "$work/etc/ios.json" whole
    check "nor is the whole object another" tsc "$types/whole.ts"
else
    echo "ok $((count += 1)) - Graph's types # SKIP no npm, or no registry"
fi
enforce --rollback
is "rolled back" "$status" 0
check "byte for byte" cmp "$work/etc/ios.json" "$work/before.json"

printf '{"@odata.type":"#microsoft.graph.androidWorkProfileGeneralDeviceConfiguration"}' >"$work/etc/ios.json"
enforce
is "another kind of object is refused" "$status" 2
check "with the field" says "'@odata.type' is not what"
run timeout 60 "$VETO" enforce tiktok --planes graph --out "$work/rendered"
check "rendered from nothing, it says what that would do" grep -q 'would take the place of its own' "$work/rendered/README.txt"
finish
