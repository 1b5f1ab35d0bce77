#!/bin/sh
# Comparators: counts, ranking and rule are those an independent program derives from each app's own record; recheck
# reproduces them; doubles and the app itself are told; records of others are refused with the reason.
. "$(dirname -- "$0")/lib.sh"

mkdir "$work/apps" "$work/records"
cp samples/quiet.apk samples/eager.apk samples/vintage.apk samples/parts.apks "$work/apps"
app=samples/chatter.apk
"$VETO" evaluate --json "$app" >"$work/plain"
"$VETO" evaluate --json "$app" --peers "$work/apps" >"$work/record"
for name in quiet.apk eager.apk vintage.apk parts.apks; do
    "$VETO" evaluate --json "samples/$name" >"$work/records/${name%.*}.json"
done

check "without its peers it is the record without peers" python3 - "$work/record" "$work/plain" <<'PY'
import json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
del r["peers"]
text = json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
assert text == open(sys.argv[2], encoding="utf-8").read()
PY

# The oracle: letters, digests and counts from the apps' own records.
check "peers, letters and counts are those of the apps' own records" python3 - "$work" <<'PY'
import collections, glob, hashlib, json, sys
work = sys.argv[1]
r = json.load(open(work + "/record", encoding="utf-8"))
peers = r["peers"]
others = {}
for path in glob.glob(work + "/records/*.json"):
    text = open(path, "rb").read().rstrip(b"\n")
    o = json.loads(text)
    base = next(a["sha256"] for a in o["artifacts"] if a["kind"] != "bundle")
    others[base] = (o, hashlib.sha256(text).hexdigest())
assert [p["sha256"] for p in peers["apps"]] == sorted(others) and len(others) == 4
for p in peers["apps"]:
    o, digest = others[p["sha256"]]
    assert p["record"] == digest and p["basis"] == "evaluated"
    assert p["answers"] == "".join(a["answer"][0] for a in o["answers"])
    assert p["result"] == o["result"]["result"] and p["package"] == o["facts"]["app"][0]["id"]
for i, c in enumerate(peers["counts"]):
    n = collections.Counter(o["answers"][i]["answer"] for o, _ in others.values())
    assert c == {"criterion": r["answers"][i]["criterion"], "yes": n["yes"], "no": n["no"],
                 "undetermined": n["undetermined"]}, c
PY

run "$VETO" evaluate "$app" --peers "$work/apps"
is "the status is the app's own" "$status" 4
yes=$(grep -c '^YES' "$work/out")
is "each yes has its count" "$(grep -c 'also [0-9]* of 4 peers' "$work/out")" "$yes"
check "who fails the same policy is listed" grep -A1 "^The same policy is not met by" "$work/out"
check "by name" says "Vintage, org.example.vintage"
check "the line to check it with names the files of the peers" says "--peers $work/apps"

# Ranking, by an oracle: (alike + 1) / (told + 1), smallest first; yes before no; severity; id.
"$VETO" peers --json "$work/record" >"$work/ranked"
check "the ranking is that of the measure" python3 - "$work/record" "$work/ranked" <<'PY'
import json, sys
from fractions import Fraction
r, ranked = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
order = ["critical", "high", "medium", "low", "info"]
severity = {q["criterion"]: q["severity"] for q in ranked["questions"]}
want = []
for i, a in enumerate(r["answers"]):
    c = r["peers"]["counts"][i]
    told = c["yes"] + c["no"]
    if a["answer"] == "undetermined" or told == 0:
        continue
    alike = c[a["answer"]]
    want.append((Fraction(alike + 1, told + 1), a["answer"] == "no", order.index(severity[a["criterion"]]), a["criterion"]))
got = [q["criterion"] for q in ranked["questions"]]
assert got == [w[3] for w in sorted(want)]
assert ranked["apart"] == sum(2 * q["alike"] < q["told"] for q in ranked["questions"])
assert all(2 * q["alike"] < q["told"] for q in ranked["questions"][:ranked["apart"]])
assert ranked["by_chance"] == -(-len(got) // 5)
for m, a in zip(ranked["matrix"], r["answers"]):
    i = r["answers"].index(a)
    assert m["peers"] == "".join(p["answers"][i] for p in r["peers"]["apps"])
PY
run "$VETO" peers "$work/record"
check "small counts are said to be small" says "with 4 peers that is never less than 1 in 5"
run "$VETO" peers "$app" --peers "$work/apps"
is "an app with --peers reads as its record" "$out" "$("$VETO" peers "$work/record")"
run "$VETO" peers --matrix "$work/record"
check "the matrix names the app" says "Chatter, org.example.chatter 8.0.42 (this app)"
check "and has a row of five letters" grep -q '^components.provider-open  *Y[Y.?][Y.?][Y.?][Y.?]$' "$work/out"
"$VETO" peers --csv "$work/record" >"$work/csv"
check "CSV: a column for each app, a line for each question" python3 - "$work/csv" "$work/record" <<'PY'
import csv, json, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
r = json.load(open(sys.argv[2], encoding="utf-8"))
assert len(rows) == 1 + len(r["answers"]) and all(len(row) == 6 for row in rows)
assert [row[1] for row in rows[1:]] == [a["answer"] for a in r["answers"]]
PY
run env LC_ALL=fr_CA.UTF-8 "$VETO" evaluate "$app" --peers "$work/apps"
is "in French: each yes has its count" "$(grep -c 'aussi chez [0-9]* des 4 comparables' "$work/out")" "$yes"
run env LC_ALL=fr_CA.UTF-8 "$VETO" peers "$work/record"
check "in French: the ranking" says "Ce qui la distingue"
"$VETO" evaluate --sarif "$app" --peers "$work/apps" >"$work/sarif"
check "SARIF has the counts" python3 -c '
import json, sys
for r in json.load(open(sys.argv[1]))["runs"][0]["results"]:
    assert "of 4 peers" in r["properties"]["peers"]' "$work/sarif"

# The same whatever the order, the number of jobs, and files or records.
"$VETO" evaluate --json "$app" --peers "$work/apps" --jobs 1 >"$work/other"
check "one job: the same bytes" cmp "$work/record" "$work/other"
"$VETO" evaluate --json "$app" --peers "$work/apps/vintage.apk:$work/apps/quiet.apk:$work/apps/parts.apks:$work/apps/eager.apk" >"$work/other"
check "files in another order: the same bytes" cmp "$work/record" "$work/other"
"$VETO" evaluate --json "$app" --peers "$work/records" >"$work/from-records"
check "records say so, and give the same otherwise" python3 - "$work/record" "$work/from-records" <<'PY'
import json, sys
a, b = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
for p in b["peers"]["apps"]:
    assert p["basis"] == "record"
    p["basis"] = "evaluated"
assert a == b
PY
cat "$work"/records/*.json >"$work/all.jsonl"
"$VETO" evaluate --json "$app" --peers "$work/all.jsonl" >"$work/other"
check "one file of records: the same bytes" cmp "$work/from-records" "$work/other"

# recheck
run "$VETO" recheck "$work/record" "$app" --peers "$work/apps"
is "recheck with the files of the peers" "$status" 0
check "every count is reproduced" says "peers: 4 of 4 derived again, $((3 * $(wc -l <"$work/csv") - 3)) of $((3 * $(wc -l <"$work/csv") - 3)) counts reproduced"
run "$VETO" recheck "$work/record" "$app"
is "without them: status" "$status" 5
check "without them: what could not be derived" says "the answers of 4 peers; give their files with --peers"
rm -rf "$work/fewer" && mkdir "$work/fewer" && cp "$work/apps/quiet.apk" "$work/apps/eager.apk" "$work/apps/parts.apks" "$work/fewer"
run "$VETO" recheck "$work/record" "$app" --peers "$work/fewer"
is "one is missing: status" "$status" 5
check "its digest is named" says "missing: $(sha256sum <samples/vintage.apk | cut -c1-64)"
run "$VETO" recheck "$work/from-records" "$app" --peers "$work/apps"
is "peers taken from records are derived from files" "$status" 0
run "$VETO" recheck "$work/record" "$app" --peers "$work/records"
is "records do not stand for files" "$status" 5
edit() { # PYTHON: $work/edited
    python3 - "$work/record" "$1" >"$work/edited" <<'PY'
import json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
p = r["peers"]
exec(sys.argv[2])
print(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
PY
}
contradicted() { # WHAT PYTHON CLAIM
    edit "$2"
    run "$VETO" recheck "$work/edited" "$app" --peers "$work/apps"
    is "$1: status" "$status" 4
    check "$1: named" says "$3"
}
contradicted "a count" 'p["counts"][0]["yes"] += 1' "peers.counts[0].yes: the record says"
contradicted "an answer with its count" '
a = p["apps"][0]["answers"]; i = a.index("n"); p["apps"][0]["answers"] = a[:i] + "y" + a[i+1:]
p["counts"][i]["no"] -= 1; p["counts"][i]["yes"] += 1' "peers.apps[0].answers: the record says"
contradicted "a result" 'p["apps"][0]["result"] = "undetermined"' "peers.apps[0].result: the record says"
contradicted "a record's digest" 'p["apps"][0]["record"] = "0" * 64' "peers.apps[0].record: the record says"
contradicted "a name" 'p["apps"][0]["label"] = "Other"' 'peers.apps[0].label: the record says "Other"'
contradicted "a version" 'p["apps"][0]["version_code"] = 99' "peers.apps[0].version_code: the record says 99"
contradicted "out of order" 'p["apps"].reverse()' "out of the order of digests"
contradicted "one twice" 'p["apps"].append(p["apps"][3])' "out of the order of digests, or twice"
contradicted "left out that counts" '
x = p["apps"].pop(0)["sha256"]; p["left_out"].append({"reason": "version", "sha256": x})
for i, c in enumerate(p["counts"]):
    n = "".join(a["answers"][i] for a in p["apps"])
    c.update(yes=n.count("y"), no=n.count("n"), undetermined=n.count("u"))' "peers.apps: the record says 3, the files say 4"

# Doubles, versions, the app itself, what is no app.
rm -rf "$work/mixed" && cp -R "$work/apps" "$work/mixed"
cp "$app" "$work/mixed/same.apk"
cp samples/chatter-loader.apk samples/quiet-debuggable.apk "$work/mixed"
cp samples/quiet.apk "$work/mixed/quiet-again.apk"
cp "$work/records/vintage.json" "$work/mixed"
printf 'no app' >"$work/mixed/none.apk"
"$VETO" evaluate --json "$app" --peers "$work/mixed" >"$work/mixed.record" 2>"$work/err"
check "each left out with its reason, none counted twice" python3 - "$work/mixed.record" <<'PY'
import json, sys
p = json.load(open(sys.argv[1], encoding="utf-8"))["peers"]
assert len(p["apps"]) == 4
reasons = sorted(l["reason"] for l in p["left_out"])
assert reasons == ["double", "double", "no-app", "self", "self-version", "version"], reasons
PY
run "$VETO" recheck "$work/mixed.record" "$app" --peers "$work/mixed"
is "and that holds" "$status" 0

# Sets.
quiet=$(sha256sum <samples/quiet.apk | cut -c1-64) eager=$(sha256sum <samples/eager.apk | cut -c1-64)
{
    printf '# id: own\n# title: Own\n# chosen: by the test\n# chosen.fr: par le test\n'
    printf '%s\tp\t1\tcalm\there\n%s\tp\t1\tloud\there\n%s\tp\t1\tloud\tnowhere\n' "$quiet" "$eager" "$(printf '0%.0s' $(seq 64))" | sort
} >"$work/own.tsv"
run "$VETO" evaluate --json "$app" --peers "$work/own.tsv" --peers-in "$work/mixed"
cp "$work/out" "$work/set.record"
check "a set takes what it names, and names what is absent" python3 - "$work/set.record" "$quiet" "$eager" <<'PY'
import json, sys
p = json.load(open(sys.argv[1], encoding="utf-8"))["peers"]
assert [a["sha256"] for a in p["apps"]] == sorted(sys.argv[2:])
assert {"reason": "absent", "sha256": "0" * 64} in p["left_out"]
assert p["set"]["id"] == "own" and "by the test" in p["set"]["text"]
PY
run "$VETO" recheck "$work/set.record" "$app" --peers "$work/apps"
is "its record holds" "$status" 0
run "$VETO" peers "$work/set.record"
check "it says how it was chosen" says "by the test"
run "$VETO" peers "$app" --peers "$work/own.tsv" --peers-in "$work/apps" --peers-category loud
check "a category of it" says "Compared with 1 peers"

# What is refused, and usage.
refused() { # WHAT STATUS TEXT ARGUMENT...
    what=$1 wanted=$2 text=$3
    shift 3
    run "$VETO" "$@"
    is "$what: status" "$status" "$wanted"
    check "$what: says why" says "$text"
    is "$what: nothing on standard output" "$out" ""
}
mkdir "$work/bad"
sed 's/"veto":"[^"]*"}$/"veto":"0.0.0"}/' "$work/records/quiet.json" >"$work/bad/a.json"
refused "another version" 1 "it was made by veto 0.0.0, this is" evaluate "$app" --peers "$work/bad"
"$VETO" evaluate --json samples/quiet.apk --policy "$PWD/packs/policies/default.sql" >"$work/bad/a.json"
printf -- '-- id: other\n-- title: Other\nSELECT '"'met'"' AS result, NULL AS criterion\n' >"$work/other.sql"
"$VETO" evaluate --json samples/quiet.apk --policy "$work/other.sql" >"$work/bad/a.json"
refused "another policy" 1 "another policy was applied to it" evaluate "$app" --peers "$work/bad"
printf '{"a":1}' >"$work/bad/a.json"
refused "no record" 1 "a.json:1: no record:" evaluate "$app" --peers "$work/bad"
sed 's/"answer":"no"/"answer":"\xff"/' "$work/records/quiet.json" >"$work/bad/a.json"
refused "not UTF-8" 1 "no record:" evaluate "$app" --peers "$work/bad"
python3 - "$work/records/quiet.json" >"$work/bad/a.json" <<'PY'
import json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
r["facts"]["app"][0].update(label="\x1b[31m=1+1\u202e" + "x" * 70000)
print(json.dumps(r, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
PY
run "$VETO" peers "$app" --peers "$work/bad" --matrix
is "a hostile name: status" "$status" 0
is "a hostile name does not act" "$(tr -d -c '\033' <"$work/out")" ""
check "a hostile name is cut" test "$(wc -c <"$work/out")" -lt 20000
cp "$work/records/quiet.json" "$work/bad/b.json"
refused "two records of the same files that disagree" 1 "disagree" peers "$app" --peers "$work/bad"
refused "no such set" 2 "no set of peers of that id" evaluate "$app" --peers nonsense
refused "a set without folders" 2 "--peers-in" evaluate "$app" --peers corpus
refused "no such category" 2 "has no app of that category" evaluate "$app" --peers corpus --peers-in samples --peers-category nonsense
refused "--peers-in alone" 2 "go with" evaluate "$app" --peers-in samples
refused "--out and --peers" 2 "exclude each other" evaluate "$app" --peers samples --out "$work/out.jsonl"
refused "a record without peers" 2 "made without peers" peers "$work/plain"
refused "an app without --peers" 2 "say with --peers" peers "$app"
refused "two forms" 2 "exclude each other" peers --json --csv "$work/record"
run "$VETO" evaluate "$app" --peers "$work/nothing:$work/apps"
is "a folder that is not there: status" "$status" 1
mkdir "$work/empty"
run "$VETO" peers "$app" --peers "$work/empty"
check "nobody to compare with" says "no peer is left to compare with"
finish
