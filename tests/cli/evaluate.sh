#!/bin/sh
# veto evaluate: what it exits with, alone and of many, and what it prints on which terminal and in which language.
. "$(dirname -- "$0")/lib.sh"

policy() { # NAME RESULT
    printf -- "-- id: %s\nSELECT '%s' AS result, '' AS criterion\n" "$1" "$2" >"$work/$1.sql"
}
policy met "met"
policy conditions "met with conditions"
policy notmet "not met"
policy undetermined "undetermined"
policy nonsense "splendid"
for pair in met:0 conditions:3 notmet:4 undetermined:5 nonsense:5; do
    run "$VETO" evaluate --policy "$work/${pair%:*}.sql" samples/quiet.apk
    is "policy ${pair%:*}" "$status" "${pair#*:}"
done
printf 'no app\n' >"$work/text"
run "$VETO" evaluate --policy "$work/met.sql" "$work/text"
is "what is no app is 5, whatever the policy" "$status" 5
run "$VETO" evaluate --policy "$work/met.sql" "$work/missing"
is "what cannot be opened is 1" "$status" 1
for arguments in "" "--json --jsonl samples/quiet.apk" "--jobs 0 samples/quiet.apk" "--jobs x samples/quiet.apk" \
    "--policy $work/text samples/quiet.apk" "--policy $work/missing samples/quiet.apk" \
    "--criteria $work/missing samples/quiet.apk" "--no-such samples/quiet.apk"; do
    run "$VETO" evaluate $arguments
    is "usage: evaluate $arguments" "$status" 2
    is "nothing on standard output" "$out" ""
done

# Of many the worst, in the order 1, 4, 5, 3, 0: a policy that goes by the package.
cat >"$work/by-name.sql" <<'END'
-- id: by-name
SELECT CASE id WHEN 'org.example.quiet' THEN 'met' WHEN 'org.example.chatter' THEN 'not met'
  ELSE 'met with conditions' END AS result, id AS criterion FROM app
END
met=samples/quiet.apk notmet=samples/chatter.apk conditions=samples/vintage.apk undetermined=$work/text missing=$work/missing
worst() { # STATUS FILE...
    wanted=$1
    shift
    run "$VETO" evaluate --policy "$work/by-name.sql" "$@"
    is "worst of $(for f in "$@"; do basename "$f"; done | tr '\n' ' ')" "$status" "$wanted"
}
worst 0 $met samples/quiet-v4.apk
worst 3 $met $conditions
worst 5 $conditions $undetermined $met
worst 4 $undetermined $notmet $conditions
worst 1 $notmet $missing $undetermined
check "a bad file does not stop the rest" says "Chatter"

# In order, and the same with more jobs and under a name of its own.
cp samples/chatter.apk "$work/other name.zip"
for jobs in 1 2 7; do
    "$VETO" evaluate --jsonl --jobs $jobs $met $undetermined $notmet $conditions >"$work/jobs$jobs"
done
check "jobs 1 and 2: the same records" cmp "$work/jobs1" "$work/jobs2"
check "jobs 1 and 7: the same records" cmp "$work/jobs1" "$work/jobs7"
is "a record for each" "$(wc -l <"$work/jobs1")" 4
run "$VETO" evaluate --json samples/chatter.apk
cp "$work/out" "$work/first"
run "$VETO" evaluate --json "$work/other name.zip"
check "the same record under another name" cmp "$work/first" "$work/out"
"$VETO" evaluate --json - <samples/chatter.apk >"$work/out" 2>"$work/err"
check "the same record from standard input" cmp "$work/first" "$work/out"
check "a record is JSON" python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/first"
check "and names no path" test "$(grep -c "samples/" "$work/first")" = 0

mkdir "$work/folder"
cp $met $notmet "$work/folder/"
run "$VETO" evaluate --policy "$work/by-name.sql" "$work/folder"
is "a folder: its apps" "$status" 4
check "both" grep -q Quiet "$work/out"
if [ "$(id -u)" != 0 ]; then
    cp $met "$work/unreadable.apk"
    chmod 000 "$work/unreadable.apk"
    worst 1 "$work/unreadable.apk"
fi

# Terminals and languages.
widest() { # of prose: not headings, nor lines of names and places, which are never broken
    python3 -c 'import sys
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")[2:]
print(max(len(l) for l in lines if l.startswith(" ") and not l.startswith("      ") and max(map(len, l.split()), default=0) < 19))' "$work/out"
}
for columns in 40 120; do
    run env COLUMNS=$columns "$VETO" evaluate samples/chatter.apk
    check "COLUMNS=$columns is kept to: $(widest)" test "$(widest)" -le $columns
done
for language in fr_CA.UTF-8 fr_FR fr; do
    run env -u LC_ALL -u LC_MESSAGES LANG=$language "$VETO" evaluate --policy "$work/notmet.sql" samples/chatter.apk
    check "LANG=$language" grep -qi "non satisfait" "$work/out"
    is "LANG=$language: the same status" "$status" 4
done
run env LC_ALL=C LANG=fr_CA.UTF-8 "$VETO" evaluate samples/chatter.apk
check "LC_ALL goes before LANG" test "$(grep -ci "autorisations" "$work/out")" = 0
run env -u LC_ALL LANG=fr_CA.UTF-8 "$VETO" evaluate --json samples/chatter.apk
check "a record knows no language" cmp "$work/first" "$work/out"
if command -v script >/dev/null; then
    dumb=$(env -u NO_COLOR TERM=dumb script -qec "$VETO evaluate samples/chatter.apk" /dev/null </dev/null)
    is "no colour on a dumb terminal" "$(printf '%s' "$dumb" | grep -c "$(printf '\033')\[")" 0
fi
finish
