#!/bin/sh
# verify, report and sample over generated fleets: every verdict is the planted one, figures agree, tries give exact intervals.
. "$(dirname -- "$0")/lib.sh"

fleet() { # SEED WEEKS: generated into $work/fleet-SEED, read into $work/SEED.db
    "$VETO" demo-fleet "$work/fleet-$1" --devices 1000 --seed "$1" --weeks "$2" &&
        "$VETO" init --store "$work/$1.db" && python3 tests/fleet_import.py "$work/fleet-$1" "$work/$1.db"
}

export VETO
for seed in 1 2 3 4 5; do
    check "fleet $seed" fleet "$seed" $((seed % 3 + 1))
    run "$VETO" verify --store "$work/$seed.db" --csv
    is "fleet $seed: some violated: 4" "$status" 4
    check "fleet $seed: every verdict is the planted one" sh -c 'python3 tests/fleet_truth.py "$1" <"$2"' - "$work/fleet-$seed" "$work/out"
done
# The same through veto's own reader, which keeps nothing of other apps and reads an answer once.
check "import.sh" sh -c 'sh "$1/import.sh" "$2" "$VETO" >"$3"' - "$work/fleet-2" "$work/own.db" "$work/log"
run "$VETO" verify --store "$work/own.db" --csv
check "every verdict is the planted one" sh -c 'python3 tests/fleet_truth.py "$1" <"$2"' - "$work/fleet-2" "$work/out"
check "import.sh: a store and a veto named from where one stands" sh -c 'cd "$1" && ln -s "$VETO" veto && sh fleet-2/import.sh near.db ./veto >log &&
    "$VETO" verify --store near.db --csv | cmp - "$2"' - "$work" "$work/out"
check "unrelated apps are in the answers" grep -q 'com.example.app' "$work/fleet-2/2026-10-30/amapi.json"
check "and nowhere in the store" sh -c '! grep -qE "com.example.app|Calendar|Weather" "$1"*' - "$work/own.db"
check "a short answer is said to be one" grep -q 'incomplete: .* devices of ' "$work/log"
run "$VETO" observe amapi "$work/fleet-2/2026-10-30/amapi.json" --store "$work/own.db" --time 2026-10-30T06:00:00Z
check "an answer is read once" says "read before"
printf '{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}\n{"devices":[{"name":"x"},5]}\nnonsense\n' >"$work/short.json"
run "$VETO" observe amapi "$work/short.json" --store "$work/own.db" --time 2026-10-31T06:00:00Z
is "an answer that is an error: read" "$status" 0
check "what it says is named" says "RESOURCE_EXHAUSTED"
check "and counted" says "4 malformed; incomplete"
run "$VETO" verify --store "$work/own.db" --family tiktok --csv
is "nothing is verified less for it" "$(grep -c ',verified,' "$work/out")" "$("$VETO" verify --store "$work/own.db" --family tiktok --as-of 2026-10-30T06:00:00Z --csv | grep -c ',verified,')"
printf 'serial,platform\nS1,android\n,ios\nS2,toaster\n' >"$work/issued.csv"
run "$VETO" observe issued "$work/issued.csv" --store "$work/own.db" --time 2026-11-01T06:00:00Z
check "rows of the issued list too" says "2 malformed"
run "$VETO" observe nowhere "$work/issued.csv" --store "$work/own.db" --time 2026-11-01T06:00:00Z
is "a source that is none: 2" "$status" 2
run "$VETO" observe issued "$work/issued.csv" --store "$work/own.db"
is "no time: 2" "$status" 2
run "$VETO" demo-fleet "$work/again" --devices 1000 --seed 2 --weeks 3
check "the same seed, the same fleet" diff -r "$work/again" "$work/fleet-2"
cut -f8 "$work"/fleet-?/truth.tsv | sort -u >"$work/planted"
for gap in unmanaged retired silent stale empty issued-twice reported-twice; do
    check "planted: $gap" grep -qx "$gap" "$work/planted"
done

# The comparison can fail.
sed 's/,violated,/,verified,/' "$work/out" >"$work/lie"
check "a lie is found" sh -c '! python3 tests/fleet_truth.py "$1" <"$2" >/dev/null' - "$work/fleet-5" "$work/lie"

run "$VETO" verify --store "$work/2.db"
check "the moment is said" says "as of 2026-10-30T06:00:00Z"
check "and the denominator" says "1,000 devices issued"
check "and that the web is another matter" says "web access: unknown"
LC_ALL=fr_CA.UTF-8 run "$VETO" verify --store "$work/2.db"
check "in French" says "appareils remis"
run "$VETO" verify --store "$work/2.db" --json
check "JSON and CSV say the same, and the figures are their sums" sh -c '"$VETO" verify --store "$1" --csv >"$2" ; python3 - "$2" "$3" <<PY
import collections, csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
doc = json.load(open(sys.argv[2], encoding="utf-8"))
assert [{k: v or "" for k, v in d.items()} for d in doc["devices"]] == [dict(r) for r in rows]
for family in doc["totals"]["families"]:
    own = collections.Counter(r["reason"] for r in rows if r["family"] == family["family"])
    assert own == collections.Counter({k: v for k, v in family["reasons"].items() if v}), (own, family)
worst = collections.defaultdict(set)
for r in rows:
    worst[r["asset"]].add(r["verdict"])
words = collections.Counter("violated" if "violated" in w else "unknown" if "unknown" in w else "verified" for w in worst.values())
assert all(doc["totals"][k] == words[k] for k in ("verified", "violated", "unknown")), words
assert doc["totals"]["devices"] == len(worst) == 1000
PY' - "$work/2.db" "$work/rows" "$work/out"
export VETO
run "$VETO" verify --store "$work/2.db" --json
is "the same bytes the second time" "$("$VETO" verify --store "$work/2.db" --json | cksum)" "$(cksum <"$work/out")"
asset=$("$VETO" verify --store "$work/2.db" --csv | tr -d '\r' | awk -F, '$6 == "violated" { print $2; exit }')
run "$VETO" verify --store "$work/2.db" --explain "$asset"
check "explain names the verdict" says "violated"
check "and the source" grep -qE '(amapi|jamf|pm)' "$work/out"
run "$VETO" verify --store "$work/2.db" --explain nobody
is "a device that is not there: 1" "$status" 1
run "$VETO" verify --store "$work/2.db" --as-of 2026-10-16T06:00:00Z --csv
before=$(grep -c ',violated,' "$work/out")
now=$("$VETO" verify --store "$work/2.db" --csv | grep -c ',violated,')
check "earlier, more were there ($before, now $now)" test "$before" -gt "$now"
run "$VETO" verify --store "$work/2.db" --as-of 2026-12-30 --csv
is "two months later nothing is verified any more" "$(grep -c ',verified,' "$work/out")" 0
is "and what was seen stands" "$(grep -c ',violated,' "$work/out")" "$now"
run "$VETO" verify --store "$work/2.db" --as-of 2020-01-01
is "before the first list: 1" "$status" 1
check "it says which command reads one" says "veto observe issued"
run "$VETO" verify --store "$work/2.db" --as-of yesterday
is "no time: 2" "$status" 2
run "$VETO" verify --store "$work/2.db" --family nobody
is "no family: 2" "$status" 2
run "$VETO" verify --store "$work/none.db"
is "no store: 1" "$status" 1

# Copies of versions that were evaluated: a record whose app is one of the fleet's.
"$VETO" evaluate --json samples/quiet.apk >"$work/record"
version=$("$VETO" verify --store "$work/2.db" --csv | awk -F, '$12 == "com.tencent.mm" && $6 == "violated" { print $13; exit }')
sed "s/org.example.quiet/com.tencent.mm/g; s/\"version_name\":\"[^\"]*\"/\"version_name\":\"$version\"/" "$work/record" >"$work/record2"
run "$VETO" observe evaluation "$work/record2" --store "$work/2.db" --time 2026-10-29T06:00:00Z
is "a record is taken" "$status" 0
run "$VETO" verify --store "$work/2.db" --family wechat --csv
same=$(awk -F, -v v="$version" '$12 == "com.tencent.mm" && $6 == "violated" && $13 == v' "$work/out" | wc -l)
run "$VETO" verify --store "$work/2.db" --family wechat --json
is "the copies of that version are counted" "$(sed 's/.*"copies_evaluated":\([0-9]*\).*/\1/' "$work/out")" "$same"
check "which there are" test "$same" -gt 0
run "$VETO" observe evaluation samples/README.md --store "$work/2.db" --time 2026-10-29T06:00:00Z
is "what is no record is not: 1" "$status" 1

# The report: its figures are those of verify, and each department's add up.
run "$VETO" report --store "$work/2.db" --csv
check "the report's rows add up, and are verify's" sh -c '"$VETO" verify --store "$1" --csv >"$2" ; python3 - "$2" "$3" <<PY
import collections, csv, sys
verdicts = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
rows = list(csv.DictReader(open(sys.argv[2], newline="", encoding="utf-8")))
assert len({r["time"] for r in rows}) == 3
words = ("issued", "verified", "violated", "unknown")
for r in rows:
    assert int(r["issued"]) == sum(int(r[w]) for w in words[1:]), r
for time, family in {(r["time"], r["family"]) for r in rows}:
    own = [r for r in rows if (r["time"], r["family"]) == (time, family)]
    whole = next(r for r in own if r["department"] == "")
    for w in words:
        assert sum(int(r[w]) for r in own if r["department"]) == int(whole[w])
last = max(r["time"] for r in rows)
count = collections.Counter((v["department"], v["family"], v["verdict"]) for v in verdicts)
for r in rows:
    if r["time"] == last and r["department"] and r["family"]:
        for w in words[1:]:
            assert count[r["department"], r["family"], w] == int(r[w]), r
PY' - "$work/2.db" "$work/rows" "$work/out"
run "$VETO" report --store "$work/2.db" --html "$work/fleet.html"
is "a page: 0" "$status" 0
check "the text is printed too" says "over time"
"$VETO" report --store "$work/2.db" --html "$work/fleet2.html" >"$work/out"
check "the same bytes the second time" cmp "$work/fleet.html" "$work/fleet2.html"
check "in both languages, without scripts, with charts" python3 - "$work/fleet.html" <<'PY'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
articles = re.findall(r'<article lang="(..)">(.*?)</article>', page, re.S)
assert [a[0] for a in articles] == ["en", "fr"]
assert "<script" not in page and " style=" not in page
for lang, text in articles:
    assert text.count("<svg") > 10 and "columns-chart" in text
    assert re.sub(r"<[^>]*>", "", text).count("Agriculture") == 1
ids = re.findall(r' id="([^"]*)"', page)
assert len(ids) == len(set(ids))
assert "devices" not in re.sub(r"<[^>]*>", "", articles[1][1])
PY
if command -v tidy >/dev/null; then
    check "tidy finds nothing wrong" tidy -q -e --drop-empty-elements no "$work/fleet.html"
else
    count=$((count + 1))
    echo "ok $count - tidy # SKIP it is not installed"
fi
run "$VETO" report --store "$work/2.db" --brief "$work/x.html"
is "a brief is of a record: 2" "$status" 2

# The sample: drawn as anybody can repeat with sha256sum; tries give the exact interval.
run "$VETO" sample 30 --seed dice-1 --store "$work/2.db" --csv
cp "$work/out" "$work/form.csv"
cut -d, -f2 "$work/form.csv" | sed 1d | uniq >"$work/drawn"
check "the draw is what its rule says" sh -c 'cut -d, -f2 "$1" | sed 1d | python3 -c "
import hashlib, sys
assets = sys.stdin.read().split()
print(*sorted(assets, key=lambda a: hashlib.sha256(b\"dice-1/\" + a.encode()).digest())[:30], sep=\"\n\")" | cmp - "$2"' - \
    "$work/fleet-2/issued.csv" "$work/drawn"
awk -F, 'NR == 1 { print; next } { sub(/,,\r$/, NR == 3 ? ",present,seen by hand\r" : NR == 6 ? ",not-tried,on leave\r" : ",absent,\r"); print }' \
    "$work/form.csv" >"$work/filled.csv"
run "$VETO" sample 30 --seed dice-1 --store "$work/2.db" --results "$work/filled.csv"
is "results: 0" "$status" 0
check "of 30 tries one hit: Clopper and Pearson's interval" says "present on issued devices: 1 of 29: 0.0 % to 17.8 %"
check "none among 30" says "present on issued devices: 0 of 30: 0.0 % to 11.6 %"
"$VETO" sample 30 --seed dice-1 --store "$work/2.db" --results "$work/filled.csv" >"$work/out"
is "they are recorded once" "$(python3 -c 'import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("SELECT count(*), sum(found = \"present\") FROM samples").fetchone())' "$work/2.db")" "90 1"
run "$VETO" sample 30 --seed dice-2 --store "$work/2.db" --results "$work/filled.csv"
is "results of another draw: 2" "$status" 2
check "the line is named" says "line 2"
sed 's/absent/gone/' "$work/filled.csv" >"$work/wrong.csv"
run "$VETO" sample 30 --seed dice-1 --store "$work/2.db" --results "$work/wrong.csv"
is "a word that is none: 2" "$status" 2
run "$VETO" sample 30 --store "$work/2.db"
is "a draw without a seed: 2" "$status" 2
run "$VETO" sample 0 --seed x --store "$work/2.db"
is "none to draw: 2" "$status" 2

# The store.
run "$VETO" init --store "$work/2.db"
is "init overwrites nothing: 1" "$status" 1
python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version = 99")' "$work/3.db"
run "$VETO" verify --store "$work/3.db"
is "a newer store is refused: 1" "$status" 1
check "both formats are named" says "format 99"
"$VETO" init --store "$work/old.db"
python3 - "$work/old.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
first = {"log", "entries", "bodies", "tiles", "checkpoints"}  # of format 1
for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
    if table not in first:
        db.execute(f"DROP TABLE {table}")
db.execute("DROP INDEX bodies_by_matter")
db.execute("ALTER TABLE bodies DROP COLUMN matter")
db.execute("PRAGMA user_version = 1")
PY
run "$VETO" observe issued "$work/issued.csv" --store "$work/old.db" --time 2026-11-01T06:00:00Z
is "an older store is brought forward" "$status" 0
run "$VETO" verify --store "$work/old.db"
is "and none of its one device known: 5" "$status" 5
finish
