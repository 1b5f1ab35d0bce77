#!/bin/sh
# diff: what changed between two apps, records, packs and versions, and nothing else.
. "$(dirname -- "$0")/lib.sh"

edit() { # RECORD PYTHON: the record r with some statements run on it, canonical again
    python3 - "$1" "$2" <<'PY'
import hashlib, json, sys
def digest(pack):
    pack["sha256"] = hashlib.sha256(pack["text"].encode()).hexdigest()
r = json.load(open(sys.argv[1], encoding="utf-8"))
exec(sys.argv[2])
print(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
PY
}
line() { # LINE: the last run printed exactly this line
    grep -qxF -- "$1" "$work/out"
}

for file in samples/*.apk samples/*.apks; do
    "$VETO" evaluate --json "$file" >"$work/record"
    run "$VETO" diff "$file" "$work/record"
    is "$file and its record: status" "$status" 0
    check "$file and its record: nothing differs" line "nothing differs"
done

run "$VETO" diff samples/quiet.apk samples/quiet-debuggable.apk
is "debuggable: status" "$status" 3
check "debuggable: the fact" line "  ~ debuggable 0 -> 1"
check "debuggable: the answer, with its question" grep -q "^  ~ manifest.debuggable: no -> yes  Can anybody" "$work/out"
check "debuggable: the finding" line "  + manifest.debuggable org.example.quiet"
check "debuggable: the result" line "  ~ met -> not met"
check "debuggable: the other signer" grep -q "^  + v2 [0-9a-f]*$" "$work/out"
check "debuggable: the bytes, once" test "$(grep -c 'sha256' "$work/out")" = 1
is "components did not change, though their places did" "$(grep -c '^components$' "$work/out")" 0
run "$VETO" diff samples/quiet-debuggable.apk samples/quiet.apk
check "the other way round" line "  ~ debuggable 1 -> 0"
run env LANG=fr_CA.UTF-8 LC_ALL= "$VETO" diff samples/quiet.apk samples/quiet-debuggable.apk
check "in French" says "débogueur"

run "$VETO" diff samples/chatter.apk samples/chatter-loader.apk
is "a class more: status" "$status" 3
check "a class more is counted" grep -q "^  ~ classes: rows [0-9]* -> [0-9]*$" "$work/out"
run "$VETO" diff samples/parts-base.apk samples/parts.apks
check "a component more" line "  + service org.example.parts.voice.ListenService"
mkdir "$work/parts"
cp samples/parts-base.apk samples/parts-fr.apk "$work/parts"
run "$VETO" diff "$work/parts" samples/parts-base.apk
check "a folder of a base and a split is one app" line "  - split config.fr"

# Each table by what names its rows: one changed, one gone, one more.
"$VETO" evaluate --json samples/chatter.apk >"$work/a"
changes() { # PYTHON LINE...: the record so edited differs by just these lines
    edit "$work/a" "$1" >"$work/b"
    shift
    run "$VETO" diff "$work/a" "$work/b"
    is "$1: status" "$status" 3
    wanted=$(printf '%s\n' "$@")
    is "$1" "$(grep '^  [-+~] ' "$work/out")" "$wanted"
}
find='f = lambda t, **k: next(x for x in r["facts"][t] if all(x[c] == v for c, v in k.items()))
'
changes "$find"'f("permissions", name="android.permission.READ_CONTACTS")["max_sdk"] = 28' \
    "  ~ android.permission.READ_CONTACTS: max_sdk nothing -> 28"
changes "$find"'r["facts"]["permissions"].remove(f("permissions", name="android.permission.READ_CONTACTS"))' \
    "  - android.permission.READ_CONTACTS"
changes "$find"'r["facts"]["permissions"].insert(0, dict(f("permissions", name="android.permission.READ_CONTACTS"), name="x.y"))' \
    "  + x.y"
changes "$find"'f("components", name="org.example.chatter.PageActivity")["exported"] = 1' \
    "  ~ activity org.example.chatter.PageActivity: exported 0 -> 1"
changes "$find"'[s.update(sha256="ab") for s in r["facts"]["signers"] if s["scheme"] == "v2"]' \
    "  - v2 $(python3 -c 'import json,sys; print(next(s["sha256"] for s in json.load(open(sys.argv[1]))["facts"]["signers"] if s["scheme"] == "v2"))' "$work/a")" \
    "  + v2 ab"
classes=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["facts"]["dex_files"][0]["classes"])' "$work/a")
changes 'r["facts"]["dex_files"][0]["classes"] = 99' "  ~ classes.dex: classes $classes -> 99"
changes 'r["facts"]["app"][0]["target_sdk"] = 35' "  ~ target_sdk 28 -> 35"
changes 'r["facts"]["native_libraries"][0]["nx"] = 5' "  ~ lib/x86_64/libchat.so x86_64: nx 0 -> 5"
changes 'r["counts"]["classes"] += 1' "  ~ classes: rows 17 -> 18"
changes '[x.update(locus="z") for t in r["facts"].values() for x in t if "locus" in x]; r["counts"]["classes"] += 1' \
    "  ~ classes: rows 17 -> 18"
changes 'r["findings"] = [f for f in r["findings"] if f["criterion"] != r["findings"][0]["criterion"]]' \
    "$(python3 - "$work/a" <<'PY'
import json, sys
f = json.load(open(sys.argv[1]))["findings"]
print("\n".join(f"  - {x['criterion']} {x['subject'] or ''}".rstrip() for x in f if x["criterion"] == f[0]["criterion"]))
PY
)"

# One app under other packs or by another version: not the app changed.
mkdir "$work/criteria"
cat >"$work/criteria/own.sql" <<'SQL'
-- id: own.question
-- question: Is there an app?
-- severity: info
SELECT id AS subject, locus FROM app
SQL
"$VETO" evaluate --json --criteria "$work/criteria" samples/chatter.apk >"$work/own"
run "$VETO" diff "$work/a" "$work/own"
is "another criterion: status" "$status" 3
check "another criterion: not the app" says "the app is the same, byte for byte: what differs comes from the packs or from veto"
check "another criterion is named" line "  asked only of the second: own.question"
run "$VETO" diff "$work/own" "$work/a"
check "or that it is gone" line "  asked only of the first: own.question"
run "$VETO" diff --criteria "$work/criteria" "$work/own" samples/chatter.apk
is "--criteria asks the same of an app" "$status" 0
edit "$work/a" 'p = r["packs"]["criteria"][0]; p["text"] += "-- x\n"; digest(p); r["answers"][0]["answer"] = "undetermined"' >"$work/b"
id=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["answers"][0]["criterion"])' "$work/a")
run "$VETO" diff "$work/a" "$work/b"
check "another text of a question is named" line "  the question's text differs: $id"
check "also where its answer differs" says "(the question's text differs too)"
edit "$work/a" 'r["packs"]["policy"]["text"] += "-- x\n"; digest(r["packs"]["policy"])' >"$work/b"
run "$VETO" diff "$work/a" "$work/b"
check "another policy is named" line "  the policies differ: default, default"
edit "$work/a" 'r["packs"]["data"].pop(0)' >"$work/b"
run "$VETO" diff "$work/a" "$work/b"
check "other data are named" line "  the data differ: capabilities/android.tsv"
edit "$work/a" 'r["veto"] = "0.0.1"; del r["facts"]["features"]' >"$work/b"
run "$VETO" diff "$work/b" "$work/a"
is "another version: status" "$status" 3
check "another version is named" grep -q "^  made by veto 0.0.1 and " "$work/out"
is "what only one version reads is no change of the app" "$(grep -c '^  [-+~] ' "$work/out")" 0

run "$VETO" diff --json samples/quiet.apk samples/quiet-debuggable.apk
is "--json: status" "$status" 3
check "--json is JSON that says the same" python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert {"change": "changed", "column": "debuggable", "from": 0, "key": "", "table": "app", "to": 1} in d["differences"]
assert any(x["change"] == "added" and x["row"]["criterion"] == "manifest.debuggable" for x in d["differences"] if x["table"] == "findings")
assert not d["same_bytes"] and not d["packs"]' "$work/out"

run "$VETO" diff samples/quiet.apk
is "one app: usage" "$status" 2
run "$VETO" diff samples/quiet.apk samples/quiet.apk samples/quiet.apk
is "three apps: usage" "$status" 2
run "$VETO" diff samples samples/quiet.apk
is "a folder of many apps: usage" "$status" 2
run "$VETO" diff samples/quiet.apk "$work/nothing"
is "a file that is not there" "$status" 1
echo '{"a":1}' >"$work/b"
run "$VETO" diff samples/quiet.apk "$work/b"
is "JSON that is no record" "$status" 1
check "says why" says "not a record"
finish
