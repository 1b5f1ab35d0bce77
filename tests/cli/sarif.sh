#!/bin/sh
# SARIF 2.1.0: valid against the published schema, and it says what the record says.
. "$(dirname -- "$0")/lib.sh"

cat >"$work/undetermined.sql" <<'SQL'
-- id: own.endless
-- question: Does it [end](http://example.org) with {0}?
-- severity: low
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS subject, NULL AS locus FROM n WHERE i < 0
SQL
cat >"$work/places.sql" <<'SQL'
-- id: own.places
-- question: Which places are there?
-- severity: critical
SELECT 'duplicate' AS subject, (SELECT sha256 FROM artifacts LIMIT 1) || '!a%20b#2!c@0x1f+7' AS locus FROM app
UNION ALL SELECT 'no locus', 'no locus [x](y)' FROM app
UNION ALL SELECT 'nothing', NULL FROM app
UNION ALL SELECT 'an offset too large', (SELECT sha256 FROM artifacts LIMIT 1) || '@0xffffffffffffffff+1' FROM app
SQL
mkdir "$work/criteria" "$work/logs"
mv "$work"/*.sql "$work/criteria"

for file in samples/*.apk samples/*.apks; do
    "$VETO" evaluate --json --criteria "$work/criteria" "$file" >"$work/record"
    run "$VETO" evaluate --sarif --criteria "$work/criteria" "$file"
    cp "$work/out" "$work/logs/$(basename -- "$file").sarif"
    check "$file: the log says what the record says" python3 - "$work/record" "$work/out" <<'PY'
import hashlib, json, sys
text = open(sys.argv[1], encoding="utf-8").read()
record = json.loads(text)
log = json.load(open(sys.argv[2], encoding="utf-8"))
assert log["version"] == "2.1.0" and len(log["runs"]) == 1
run = log["runs"][0]
rules = run["tool"]["driver"]["rules"]
assert [r["id"] for r in rules] == [a["criterion"] for a in record["answers"]]
assert [r["ruleId"] for r in run["results"]] == [f["criterion"] for f in record["findings"]]
assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
unknown = [a["criterion"] for a in record["answers"] if a["answer"] == "undetermined"]
notes = run["invocations"][0]["toolExecutionNotifications"]
assert [n["associatedRule"]["id"] for n in notes] == unknown and "own.endless" in unknown
assert run["properties"] == {"policy": "default", "record": hashlib.sha256(text.strip().encode()).hexdigest(),
                             "result": record["result"]["result"]}
assert [a["hashes"]["sha-256"] for a in run["artifacts"]] == [a["sha256"] for a in record["artifacts"]]
for result, finding in zip(run["results"], record["findings"]):
    place = result["locations"][0].get("physicalLocation")
    if finding["criterion"] == "own.places":
        continue
    locus = finding["locus"]
    if locus is None:
        assert place is None
        continue
    path, _, span = locus.partition("@")
    assert place["artifactLocation"]["uri"] == "sha256:" + path.replace("#", ";"), place
    if span:
        at, size = span[2:].split("+")
        assert place["region"] == {"byteOffset": int(at, 16), "byteLength": int(size)}, place
own = {r["message"]["text"].split(" Yes: ")[1]: r for r in run["results"] if r["ruleId"] == "own.places"}
if own:
    place = own["duplicate"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("!a%20b;2!c") and place["region"] == {"byteOffset": 31, "byteLength": 7}
    assert all("physicalLocation" not in own[s]["locations"][0] for s in ("no locus", "nothing", "an offset too large"))
    assert own["duplicate"]["level"] == "error"
note = next(n for n in notes if n["associatedRule"]["id"] == "own.endless")
assert "\\[end\\](http://example.org) with {{0}}?" in note["message"]["text"]
PY
done
is "the exit status is that of evaluate" "$("$VETO" evaluate --sarif samples/quiet-debuggable.apk >/dev/null; echo $?)" 4

# The same finding has the same fingerprint when other bytes moved it, and another one another.
prints() {
    python3 -c '
import json, sys
for r in json.load(open(sys.argv[1]))["runs"][0]["results"]:
    print(r["ruleId"], r["partialFingerprints"]["finding/v1"])' "$1" | sort -u
}
prints "$work/logs/chatter.apk.sarif" >"$work/old"
prints "$work/logs/chatter-loader.apk.sarif" >"$work/new"
check "there are fingerprints" test -s "$work/old"
is "they outlive a new version" "$(comm -23 "$work/old" "$work/new")" ""

run "$VETO" evaluate --sarif samples/*.apk
cp "$work/out" "$work/logs/all.sarif"
check "many apps are many runs" python3 -c 'import json,sys; assert len(json.load(open(sys.argv[1]))["runs"]) > 10' "$work/out"
printf 'PK no app' >"$work/odd.apk"
"$VETO" evaluate --sarif "$work/odd.apk" >"$work/logs/odd.sarif"
run "$VETO" evaluate --sarif --json samples/quiet.apk
is "--sarif and --json exclude each other" "$status" 2

# The published schema, when the registry can be reached.
npm=$work/npm
mkdir "$npm"
if command -v npm >/dev/null && timeout 120 npm install --silent --no-save --ignore-scripts --legacy-peer-deps --omit=peer --prefix "$npm" \
    ajv@8 ajv-draft-04@1 ajv-formats@3 @microsoft/jest-sarif@1.0.0-beta.0 >"$work/npm.log" 2>&1; then
    check "the logs are valid against the published schema" node tests/cli/sarif_validate.js "$npm" "$work"/logs/*.sarif
else
    count=$((count + 1))
    echo "ok $count - the published schema # SKIP npm or its registry cannot be reached"
fi
finish
