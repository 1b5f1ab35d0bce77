#!/bin/sh
# What observe keeps: apps of no family nowhere in the store's bytes, unless a purpose and a time are stated; gone when it is over.
. "$(dirname -- "$0")/lib.sh"

"$VETO" demo-fleet "$work/fleet" --devices 200 --seed 6
week=$(ls "$work/fleet" | grep '^20' | tail -n 1)
time=${week}T06:00:00Z
"$VETO" init --store "$work/store.db"
grep -oE 'com\.example\.app[0-9]*' "$work/fleet/$week/amapi.json" | sort -u >"$work/unrelated"
grep -oE 'Calendar|Weather' "$work/fleet/$week/intune.json" | sort -u >>"$work/unrelated"
check "unrelated apps are in the answers, by package and name" test "$(grep -c -e example -e Weather -e Calendar "$work/unrelated")" -gt 3

# Somebody else reads meanwhile, so that the write-ahead log stays.
python3 - "$VETO" "$work" "$week" >"$work/log" 2>&1 <<'PY'
import shutil, sqlite3, subprocess, sys
veto, work, week = sys.argv[1:]
other = sqlite3.connect(f"{work}/store.db")
other.execute("BEGIN")
other.execute("SELECT count(*) FROM imports").fetchone()
for source in ("amapi", "jamf", "intune"):
    subprocess.run([veto, "observe", source, f"{work}/fleet/{week}/{source}.json", "--store", f"{work}/store.db",
                    "--time", f"{week}T06:00:00Z"], check=True)
for name in ("store.db", "store.db-wal"):
    shutil.copy(f"{work}/{name}", f"{work}/seen-{name}")
PY
check "the log was there to be looked at" test -s "$work/seen-store.db-wal"
check "apps like a family are in it" grep -qa 'com.zhiliaoapp.musically' "$work/seen-store.db-wal"
check "no other is, in the store or its log" sh -c '! grep -qaFf "$1/unrelated" "$1/seen-store.db" "$1/seen-store.db-wal" "$1/store.db"' - "$work"

# Everything, for a purpose and a time.
again() { # SOURCE [OPTION...] into all.db
    source=$1
    shift
    run "$VETO" observe "$source" "$work/fleet/$week/$source.json" --store "$work/all.db" --time "$time" "$@"
}
"$VETO" init --store "$work/all.db"
"$VETO" observe issued "$work/fleet/issued.csv" --store "$work/all.db" --time "$time" >"$work/log"
again amapi --keep-all --purpose x
is "a purpose without a time: 2" "$status" 2
again amapi --keep-all --purpose x --retain-until 2020-01-01
is "a time that is over: 2" "$status" 2
again amapi --keep-all --purpose 'incident 12: "which"' --retain-until 2027-01-01
is "all is kept: 0" "$status" 0
again intune --keep-all --purpose 'a survey' --retain-until 2028-01-01
again jamf
"$VETO" verify --store "$work/all.db" --csv >"$work/before"
check "then they are in the store" grep -qaFf "$work/unrelated" "$work/all.db"
run "$VETO" verify --store "$work/all.db"
check "what for and until when is said" says 'every app is kept: 1 answers, until 2027-01-01T00:00:00Z, for: incident 12: "which"'
run "$VETO" verify --store "$work/all.db" --as-of 2027-06-01
check "and when it is over" says 'that time is over, "veto expire" removes them'
run "$VETO" verify --store "$work/all.db" --json
check "and to programs" says '"kept_whole":[{"answers":1,"purpose":"incident 12: \"which\"","until":"2027-01-01T00:00:00Z"},'
LC_ALL=fr_CA.UTF-8 run "$VETO" report --store "$work/all.db" --html "$work/page.html"
check "and in French" says "toutes les applications sont conserv"
check "and on the page" grep -q 'for: incident 12: &quot;which&quot;\.' "$work/page.html"
run "$VETO" expire --store "$work/all.db"
is "over by when has to be said: 2" "$status" 2
run "$VETO" expire --store "$work/all.db" --as-of 2026-12-31
check "a day before nothing is over" says "0 answers"
python3 - "$work/all.db" "$VETO" >"$work/out" 2>&1 <<'PY'
import sqlite3, subprocess, sys
other = sqlite3.connect(sys.argv[1])
other.execute("BEGIN")
other.execute("SELECT count(*) FROM imports").fetchone()
done = subprocess.run([sys.argv[2], "expire", "--store", sys.argv[1], "--as-of", "2027-01-01"], capture_output=True, text=True)
print(done.returncode, done.stderr)
PY
check "while somebody else reads, that is said" grep -q '^1 .*another process has it open' "$work/out"
run "$VETO" expire --store "$work/all.db" --as-of 2027-01-01
is "afterwards it ends: 0" "$status" 0
check "of one answer" says "1 answers"
check "its apps are nowhere in the file" sh -c '! grep -qa com.example.app "$1"*' - "$work/all.db"
check "those of the other are" grep -qaE 'Calendar|Weather' "$work/all.db"
run "$VETO" expire --store "$work/all.db" --as-of 2028-01-01
check "and then nowhere either" sh -c '! grep -qaFf "$2" "$1"*' - "$work/all.db" "$work/unrelated"
"$VETO" verify --store "$work/all.db" --csv >"$work/after"
check "no verdict is another for it" cmp "$work/before" "$work/after"
run "$VETO" verify --store "$work/all.db"
check "and nothing is kept any more" sh -c '! grep -q "every app" "$1"' - "$work/out"
"$VETO" init --store "$work/few.db"
for source in amapi intune jamf; do
    "$VETO" observe "$source" "$work/fleet/$week/$source.json" --store "$work/few.db" --time "$time" >"$work/log"
done
check "what is left is what is kept without" python3 - "$work/all.db" "$work/few.db" <<'PY'
import sqlite3, sys
rows = [sqlite3.connect(p).execute("""SELECT m.source, s.text, v.text, n.text, w.text, g.text, present, usable FROM observations o
    JOIN reports r ON r.id = o.report JOIN imports m ON m.id = r.import JOIN texts s ON s.id = r.serial LEFT JOIN texts v ON v.id = o.value
    LEFT JOIN texts n ON n.id = o.name LEFT JOIN texts w ON w.id = o.version LEFT JOIN texts g ON g.id = o.signer""").fetchall() for p in sys.argv[1:]]
assert rows[0] and sorted(map(repr, rows[0])) == sorted(map(repr, rows[1]))
PY
finish
