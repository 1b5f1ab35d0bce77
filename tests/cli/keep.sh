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
finish
