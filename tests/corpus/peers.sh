#!/bin/sh
# The committed set of peers, its files from the corpus: all are there, in two categories, and every count of an app's
# record beside them is reproduced by recheck and by counting the answers of the peers' own records.
. "$(dirname -- "$0")/../cli/lib.sh"
corpus=${VETO_SHARED:-../shared}/corpus
set=packs/peers/corpus.tsv

check "at least 20 apps" test "$(grep -vc '^#' "$set")" -ge 20
is "two categories" "$(grep -v '^#' "$set" | cut -f4 | sort -u | tr '\n' ' ')" "development everyday "
check "each is in the manifest, as it says it is obtained" python3 - "$set" "$corpus/MANIFEST.jsonl" <<'PY'
import json, sys
entries = {}
for line in open(sys.argv[2], encoding="utf-8"):
    d = json.loads(line)
    entries.setdefault(d["sha256"], []).append((d["origin"] + " " + (d.get("origin_path") or "")).strip())
for line in open(sys.argv[1], encoding="utf-8"):
    if not line.startswith("#"):
        sha256, package, version, category, where = line.rstrip("\n").split("\t")
        assert where in entries[sha256], (sha256, where)
PY

compare() { # NAME APP PEERS [OPTION...]
    name=$1 app=$2 peers=$3
    shift 3
    "$VETO" evaluate --json "$app" --peers corpus --peers-in "$corpus/apk" "$@" >"$work/record" 2>"$work/err"
    check "$name: $peers peers" python3 - "$work/record" "$peers" <<'PY'
import json, sys
p = json.load(open(sys.argv[1], encoding="utf-8"))["peers"]
assert len(p["apps"]) == int(sys.argv[2]), (len(p["apps"]), p["left_out"])
assert not [l for l in p["left_out"] if l["reason"] == "absent"]
PY
    run "$VETO" recheck "$work/record" "$app" --peers "$corpus/apk"
    is "$name: recheck" "$status" 0
    check "$name: every count is reproduced" sh -c "grep -Eq '^peers: $peers of $peers derived again, ([0-9]+) of \\1 counts reproduced' '$work/out'"
}
compare "beside all" "$corpus/apk/dineshshetty+Android-InsecureBankv2/InsecureBankv2.apk" 22
check "the counts are those of the peers' own records" python3 - "$VETO" "$work/record" "$corpus" <<'PY'
import collections, hashlib, json, os, subprocess, sys
veto, record, corpus = sys.argv[1:]
r = json.load(open(record, encoding="utf-8"))
wanted = {p["sha256"]: p for p in r["peers"]["apps"]}
answers = {}
for folder, _, names in os.walk(corpus + "/apk"):
    for name in names:
        path = os.path.join(folder, name)
        digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
        if digest in wanted and digest not in answers:
            said = subprocess.run([veto, "evaluate", "--json", path], capture_output=True).stdout.rstrip(b"\n")
            assert hashlib.sha256(said).hexdigest() == wanted[digest]["record"]
            answers[digest] = {a["criterion"]: a["answer"] for a in json.loads(said)["answers"]}
assert len(answers) == len(wanted)
for c in r["peers"]["counts"]:
    n = collections.Counter(a[c["criterion"]] for a in answers.values())
    assert (c["yes"], c["no"], c["undetermined"]) == (n["yes"], n["no"], n["undetermined"]), c
PY
compare "everyday apps" "$corpus/apk/dineshshetty+Android-InsecureBankv2/InsecureBankv2.apk" 9 --peers-category everyday
compare "development" "$corpus/apk/npm+appium-uiautomator2-server-10.6.6/package/apks/appium-uiautomator2-server-v10.6.6.apk" 12 --peers-category development
check "the app itself is told" grep -q '"reason":"self"' "$work/record"
finish
