#!/bin/sh
# Pages, briefs and tables: valid, complete, the same every time; in a browser accessible at each width, and hostile texts are text.
. "$(dirname -- "$0")/lib.sh"

run "$VETO" evaluate --html "$work/a.html" --brief "$work/a-brief.html" --tables "$work/tables" samples/chatter.apk
is "the exit status is that of the result" "$status" 4
check "the report is printed all the same" says "NOT MET"
run "$VETO" evaluate --html "$work/b.html" samples/chatter.apk
check "the same bytes the second time" cmp "$work/a.html" "$work/b.html"
mkdir "$work/elsewhere"
cp samples/chatter.apk "$work/elsewhere/chatter.apk"
"$VETO" evaluate --html "$work/c.html" "$work/elsewhere/chatter.apk" >"$work/out"
check "the same from another folder" cmp "$work/a.html" "$work/c.html"
check "no path of this machine is in it" sh -c '! grep -qF "$2" "$1"' - "$work/c.html" "$work"
LC_ALL=fr_CA.UTF-8 "$VETO" evaluate --html "$work/f.html" samples/chatter.apk >"$work/out"
check "French comes first where it is the reader's" grep -q '^<html lang="fr">' "$work/f.html"
"$VETO" evaluate --json samples/chatter.apk >"$work/record"
run "$VETO" report --html "$work/r.html" --tables "$work/again" "$work/record"
is "a page of a record" "$status" 0
sed 's/ FILE\b/ chatter.apk/g; s/FILE!/chatter.apk!/' "$work/r.html" >"$work/r2.html"
check "is the page of the app" cmp "$work/a.html" "$work/r2.html"
check "and so are its tables" diff -r "$work/tables" "$work/again"
run "$VETO" report "$work/record"
check "report prints text" says "NOT MET"

check "the page has everything the record has to say" python3 - "$work/record" "$work/a.html" <<'PY'
import html, json, re, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))
page = open(sys.argv[2], encoding="utf-8").read()
articles = re.findall(r'<article lang="(..)">(.*?)</article>', page, re.S)
assert [a[0] for a in articles] == ["en", "fr"], [a[0] for a in articles]
heads = {p["id"]: p["text"] for p in record["packs"]["criteria"]}
def head(id, key):
    return next(l.split(": ", 1)[1] for l in heads[id].splitlines() if l.startswith(f"-- {key}: "))
for lang, text in articles:
    plain = html.unescape(re.sub(r"<[^>]*>", "", text)).replace("\u202f", " ")
    for answer in record["answers"]:
        question = head(answer["criterion"], "question" if lang == "en" else "question.fr")
        assert question in plain, (lang, question)
    for reason in record["result"]["reasons"]:
        if lang == "en" and reason["detail"]:
            assert reason["detail"] in plain, reason
    for finding in record["findings"][:40]:
        assert finding["subject"] in plain and finding["locus"] in plain, finding
    for permission in record["facts"]["permissions"]:
        if (permission["protection"] or "").startswith("dangerous"):
            assert permission["name"].split(".")[-1] in plain
    for signer in record["facts"]["signers"]:
        assert signer["sha256"] in plain
ids = re.findall(r' id="([^"]*)"', page)
assert len(ids) == len(set(ids))
assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
assert "<script" not in page and "javascript:" not in page and " style=" not in page
PY
check "French text has no English of the program but where it is marked" python3 - "$work/a.html" <<'PY'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
french = re.search(r'<article lang="fr">(.*)</article>', page, re.S).group(1)
french = re.sub(r'<bdi lang="en">.*?</bdi>', "", french)
for word in ("policy", "answered", "does not", "permissions that", " the app ", "Does the", "Check it"):
    assert word not in french, word
PY

# Spreadsheets: what could be a formula begins with an apostrophe, numbers do not.
mkdir "$work/formulas"
cat >"$work/formulas/own.sql" <<'SQL'
-- id: own.formulas
-- question: Are there formulas?
-- severity: low
SELECT value AS subject, NULL AS locus FROM (SELECT '=1+1' AS value UNION SELECT '+1' UNION SELECT '-1' UNION SELECT '@a' UNION SELECT 'a=b' UNION SELECT 'x","y')
SQL
run "$VETO" evaluate --criteria "$work/formulas" --tables "$work/t" samples/quiet.apk
check "formulas are neutralised, and the rest is as it was" python3 - "$work/t/findings.csv" <<'PY'
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")) if r["criterion"] == "own.formulas"]
assert [r["subject"] for r in rows] == ["'+1", "'-1", "'=1+1", "'@a", "a=b", 'x","y'], rows
PY
run "$VETO" query --csv samples/quiet.apk "SELECT -5 AS n, '-5' AS t, -1.5 AS r"
is "numbers are numbers" "$(printf '%s' "$out" | tail -n 1 | tr -d '\r')" "-5,'-5,-1.5"

run "$VETO" evaluate --html "$work/d.html" --diff samples/chatter.apk samples/chatter-loader.apk
check "what changed is a section" grep -q 'id="en-changes"' "$work/d.html"
run "$VETO" evaluate --html "$work/x.html" samples/chatter.apk samples/quiet.apk
is "a page is of one app" "$status" 2
run "$VETO" evaluate --diff samples/chatter.apk samples/chatter-loader.apk
is "--diff goes with --html" "$status" 2
run "$VETO" evaluate --html "$work/none/x.html" samples/quiet.apk
is "a page that cannot be written is an error" "$status" 1
run "$VETO" report samples/quiet.apk
is "report takes a record" "$status" 2

check "500 hostile texts in a record" python3 tests/cli/html_hostile.py "$work/record" "$work/hostile.json" "$work/list"
run "$VETO" report --html "$work/hostile.html" --brief "$work/hostile-brief.html" "$work/hostile.json"
is "make a page" "$status" 0

"$VETO" evaluate --html "$work/peers.html" --brief "$work/peers-brief.html" samples/chatter.apk --peers samples/quiet.apk:samples/eager.apk >"$work/out"
for file in samples/*.apk samples/*.apks; do
    "$VETO" evaluate --html "$work/$(basename -- "$file").html" "$file" >"$work/out"
done
if command -v tidy >/dev/null; then
    check "tidy finds nothing wrong" sh -c 'for f; do tidy -q -e --drop-empty-elements no "$f" || { echo "$f"; exit 1; }; done' - "$work"/*.html
else
    count=$((count + 1))
    echo "ok $count - tidy # SKIP it is not installed"
fi

if have_browser; then
    printf '<!DOCTYPE html><html><head><title></title></head><body><img src="x"><input></body></html>' >"$work/wrong.html"
    apps=
    for name in chatter quiet-hidden-dex vintage; do # of the corpus tests/corpus/html.sh has ten
        apps="$apps $work/$name.apk.html"
    done
    check "axe can find something" $browser sees "$work/wrong.html"
    "$VETO" demo-fleet "$work/fleet" --devices 200 --weeks 2
    sh "$work/fleet/import.sh" "$work/fleet/store.db" "$VETO" >"$work/out"
    "$VETO" report --store "$work/fleet/store.db" --html "$work/fleet.html" >"$work/out"
    check "axe finds nothing, nothing overflows, the switch works, in both languages" $browser axe "$work/peers.html" "$work/fleet.html" $apps \
        "$work/d.html" "$work/a-brief.html" "$work/hostile.html"
    check "a brief is one page of A4 and of Letter" $browser prints "$work/a-brief.html" "$work/peers-brief.html"
    check "every hostile text is shown as text" $browser shows "$work/hostile.html" "$work/list"
else
    count=$((count + 1))
    echo "ok $count - in a browser # SKIP chromium, or npm and its registry, cannot be reached"
fi
finish
