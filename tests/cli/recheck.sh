#!/bin/sh
# recheck: the record of every sample holds; a changed claim, row or byte is contradicted by name; what cannot be
# derived is said to be so; a record may do no more than a criterion.
. "$(dirname -- "$0")/lib.sh"

count_line() { # a TAP line of another program, numbered
    while IFS= read -r line; do
        case $line in
        "ok - "*) count=$((count + 1)) && echo "ok $count - ${line#ok - }" ;;
        "not ok - "*) count=$((count + 1)) && echo "not ok $count - ${line#not ok - }" ;;
        *) echo "$line" ;;
        esac
    done <"$1"
}

# edit RECORD PYTHON: the record r with some statements run on it, canonical again
edit() {
    python3 - "$1" "$2" <<'PY'
import hashlib, json, sys
def digest(pack):
    pack["sha256"] = hashlib.sha256(pack["text"].encode()).hexdigest()
r = json.load(open(sys.argv[1], encoding="utf-8"))
exec(sys.argv[2])
print(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
PY
}
edited() { # PYTHON: $work/edited is $record so changed
    edit "$record" "$1" >"$work/edited"
}

for file in samples/*.apk samples/*.apks samples/*.xapk samples/*.apkm; do
    run "$VETO" evaluate --json "$file"
    cp "$work/out" "$work/record"
    run "$VETO" recheck "$work/record" "$file"
    is "$file: status" "$status" 0
    is "$file: every claim holds" "$out" "$(echo "$out" | sed -n 's/^\([0-9]*\) of \1 claims hold$/&/p')"
done

# One byte of each sample changed, in twelve places.
flips() { # FILE
    python3 - "$VETO" "$1" "$work" <<'PY'
import subprocess, sys
veto, path, work = sys.argv[1:]
record = work + "/flip.json"
with open(record, "wb") as out:
    subprocess.run([veto, "evaluate", "--json", path], stdout=out)
data = open(path, "rb").read()
for i in range(12):
    at = (2 * i + 1) * len(data) // 24
    with open(work + "/flipped.apk", "wb") as out:
        out.write(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
    got = subprocess.run([veto, "recheck", record, work + "/flipped.apk"], capture_output=True, text=True)
    if got.returncode != 4 or "artifacts[0].sha256: the record says" not in got.stdout:
        sys.exit(f"byte {at}: status {got.returncode}: {got.stdout}{got.stderr}")
PY
}
for file in samples/*.apk; do
    check "$file with a byte changed is contradicted" flips "$file"
done

# Every claim, of records that have something in each table.
for name in chatter quiet-debuggable quiet-hidden-dex; do
    "$VETO" evaluate --json "samples/$name.apk" >"$work/record"
    VETO_CLAIMS=1 python3 tests/cli/recheck_claims.py "$VETO" "$work/record" "samples/$name.apk" >"$work/claims"
    count_line "$work/claims"
done

record=$work/record
"$VETO" evaluate --json samples/quiet-debuggable.apk >"$record"
app=samples/quiet-debuggable.apk

contradicted() { # PYTHON CLAIM
    edited "$1"
    run "$VETO" recheck "$work/edited" "$app"
    is "$2: status" "$status" 4
    check "$2 is named" says "$2"
}
# A grade or one step of a path through code, in the table and in a finding.
"$VETO" evaluate --json samples/reach-threads.apk >"$record"
app=samples/reach-threads.apk
sends='next(i for i, c in enumerate(r["facts"]["capabilities"]) if c["capability"] == "messages.send" and c["grade"] == "permitted")'
finds='next(i for i, f in enumerate(r["findings"]) if f["criterion"] == "capabilities.messages-send")'
contradicted "c = r['facts']['capabilities'][$sends]; c['path'] = c['path'].replace(' >thread> ', ' > ', 1)" "facts.capabilities["
contradicted "c = r['facts']['capabilities'][$sends]; c['grade'] = 'called'" "].grade: the record says \"called\""
contradicted "f = r['findings'][$finds]; f['witness'] = f['witness'].split(' > ')[0]" "].witness: the record says"
contradicted "f = r['findings'][$finds]; f['grade'] = 'reachable'" "].grade: the record says \"reachable\""
contradicted "n = r['facts']['needs'][0]; n['held'] = 'never' if n['held'] != 'never' else 'always'" "facts.needs[0].held"

"$VETO" evaluate --json samples/quiet-debuggable.apk >"$record"
app=samples/quiet-debuggable.apk
contradicted 'del r["facts"]["components"][0]' "facts.components: the files say {"
contradicted 'r["facts"]["components"].append(r["facts"]["components"][0])' ": the record says {"
contradicted 'r["coverage"].reverse()' 'coverage[code]: the record says "in this place"'
contradicted 'del r["facts"]["permissions"]' "facts.permissions: the files say []"
contradicted 'r["facts"]["zebras"] = []' "facts.zebras: the record says []"
contradicted 'del r["counts"]["classes"]' "counts.classes: the files say"
contradicted 'r["counts"]["zebras"] = 1' "counts.zebras: the record says 1"
contradicted '[c.pop("enabled") for c in r["facts"]["components"]]' "facts.components[0].enabled: the files say"
contradicted '[c.update(zebra=1) for c in r["facts"]["components"]]' "facts.components[0].zebra: the record says 1"
contradicted 'r["findings"] = []' "findings: the files say {"
contradicted 'r["result"]["reasons"] = []' "result.reasons[0].criterion: the files say"
contradicted 'r["packs"]["policy"]["text"] += " "' "packs.policy.sha256: the record says"
contradicted 'r["packs"]["criteria"][0]["text"] += " "' "packs.criteria[0].sha256: the record says"
contradicted 'r["packs"]["criteria"][0]["sha256"] = "0" * 64' "packs.criteria[0].sha256: the record says"
contradicted 'r["answers"][0]["criterion"] = "x"' "answers[0].criterion is not"
edited 'r["facts"]["components"] *= 40'
run "$VETO" recheck "$work/edited" "$app"
is "only fifty are listed" "$(grep -c ': the record says' "$work/out")" 50
check "and the rest are counted" grep -q '^and [0-9]* more$' "$work/out"

# Cannot be derived.
underivable() { # WHAT TEXT ARGUMENT...
    what=$1 text=$2
    shift 2
    run "$VETO" recheck "$@"
    is "$what: status" "$status" 5
    check "$what: says so" says "cannot be derived from these files: $text"
}
"$VETO" evaluate --json samples/parts-base.apk samples/parts-fr.apk samples/parts-voice.apk >"$work/parts"
run "$VETO" recheck "$work/parts" samples/parts-voice.apk samples/parts-base.apk samples/parts-fr.apk
is "files in another order: status" "$status" 0
underivable "a split is missing" "the record is about 3 artifacts, the files have 2; missing: $(sha256sum <samples/parts-fr.apk | cut -c1-64)" \
    "$work/parts" samples/parts-base.apk samples/parts-voice.apk
underivable "only a split" "the record is about 3 artifacts, the files have 1" "$work/parts" samples/parts-fr.apk
underivable "another app" "the files are not the app that the record is about" "$record" samples/vintage.apk
run "$VETO" recheck "$record" samples/vintage.apk "$app"
is "the app among others: status" "$status" 0

# Queries of a record that are refused, as those of a criterion are.
hostile() { # SQL REASON
    edited "r['packs']['criteria'][0]['text'] = '-- id: ' + r['packs']['criteria'][0]['id'] + '\n-- question: q\n-- severity: high\n' + '''$1'''
digest(r['packs']['criteria'][0])"
    underivable "$1" "the record's queries are refused: $2" "$work/edited" "$app"
}
hostile "ATTACH '/etc/passwd' AS x" ""
hostile "DROP TABLE app" ""
hostile "PRAGMA user_version" ""
hostile "SELECT random() AS subject, NULL AS locus" ""
hostile "SELECT load_extension('x') AS subject, NULL AS locus" ""
hostile "SELECT value AS subject, locus FROM strings" ""
hostile "SELECT 1" ""
hostile "SELECT subject, locus FROM nowhere" ""
edited "r['packs']['criteria'][0]['text'] = 'SELECT 1'; digest(r['packs']['criteria'][0])"
underivable "a criterion without a head" "the record's queries are refused: packs.criteria[0]" "$work/edited" "$app"
edited "r['packs']['criteria'][0]['text'] = '-- id: ' + r['packs']['criteria'][0]['id'] + '''
-- question: q
-- severity: low
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS subject, NULL AS locus FROM n WHERE i < 0'''
digest(r['packs']['criteria'][0])"
run "$VETO" recheck "$work/edited" "$app"
is "a query without an end is stopped" "$status" 4

# Other versions and packs.
edited 'r["veto"] = "0.0.1"'
run "$VETO" recheck "$work/edited" "$app"
is "another version: status" "$status" 0
check "another version is named" says "the record was made by veto 0.0.1, this is "
edited 'r["veto"] = "9.9"; [c.update(zebra=1) for c in r["facts"]["components"]]'
underivable "what another version reads and this does not" "another version" "$work/edited" "$app"
check "and it is named" says "not read by this version: facts.components.zebra"
edited 'r["veto"] = "0.0.1"; del r["facts"]["features"]; [c.pop("enabled") for c in r["facts"]["components"]]'
run "$VETO" recheck "$work/edited" "$app"
is "what this version reads besides is no contradiction" "$status" 0
edited 'p = r["packs"]["criteria"][0]; p["text"] += "-- another text\n"; digest(p)'
run "$VETO" recheck "$work/edited" "$app"
is "another text of the same question: status" "$status" 0
check "its id is named" says "the question's text is another in this version: "
is "every data pack is named with its digest" \
    "$(python3 -c 'import json,sys; [print(p["sha256"] + "  packs/" + p["id"]) for p in json.load(open(sys.argv[1]))["packs"]["data"]]' "$record")" \
    "$(find packs -name '*.tsv' ! -path 'packs/platform/*' ! -path 'packs/peers/*' ! -name references.tsv | LC_ALL=C sort | xargs sha256sum)"
edited 'r["packs"]["data"][0]["sha256"] = "0" * 64'
run "$VETO" recheck "$work/edited" "$app"
is "other data: status" "$status" 0
check "the file is named" says "the data differ in this version: capabilities/android.tsv"
edited 'del r["packs"]["data"]'
run "$VETO" recheck "$work/edited" "$app"
is "a record that names no data: status" "$status" 0
edited 'r["packs"]["data"][0]["sha256"] = "X"'
run "$VETO" recheck "$work/edited" "$app"
check "a digest of data is one" grep -q 'packs.data\[0\].sha256 is no SHA-256' "$work/err"
mkdir "$work/criteria"
cat >"$work/criteria/own.sql" <<'SQL'
-- id: own.question
-- question: Is there an app?
-- severity: info
SELECT id AS subject, locus FROM app
SQL
"$VETO" evaluate --json --criteria "$work/criteria" "$app" >"$work/own"
run "$VETO" recheck "$work/own" "$app"
is "criteria that this build does not have: status" "$status" 0
check "they are named" says "asked in the record, not by this version: own.question"

# What is no record, and usage.
for text in "" "{}" "[]" "null" "not JSON"; do
    printf '%s' "$text" >"$work/bad"
    run "$VETO" recheck "$work/bad" "$app"
    is "'$text' is no record" "$status" 1
    check "'$text': says why" says "not a record:"
done
python3 -m json.tool "$record" >"$work/bad"
run "$VETO" recheck "$work/bad" "$app"
is "reformatted: status" "$status" 1
check "reformatted: says so" says "not canonical JSON"
run "$VETO" recheck "$app" "$record"
is "the wrong way round" "$status" 1
run "$VETO" recheck "$record"
is "without files: status" "$status" 2
run "$VETO" recheck
is "without anything: status" "$status" 2
run "$VETO" recheck "$record" "$work/nothing"
is "a file that is not there: status" "$status" 1
run "$VETO" recheck "$work/nothing" "$app"
is "a record that is not there: status" "$status" 1
run "$VETO" recheck --json "$record" "$app"
check "--json is JSON" python3 -c 'import json,sys; r=json.load(open(sys.argv[1])); assert r["status"]=="holds" and r["claims"]==r["holding"]>100' "$work/out"
run env LANG=fr_CA.UTF-8 LC_ALL= "$VETO" recheck "$record" "$app"
check "in French" says " tiennent"
finish
