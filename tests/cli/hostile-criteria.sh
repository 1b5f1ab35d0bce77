#!/bin/sh
# Criteria and policies that would change, look beyond the facts, or never end: refused with file, line and reason before
# any app is read, or stopped within their step budget, the answer undetermined.
. "$(dirname -- "$0")/lib.sh"

# Each file by itself, as an organisation's folder of criteria.
alone() { # FILE
    rm -rf "$work/alone"
    mkdir "$work/alone"
    cp "$1" "$work/alone/"
}
grep -v '^#' tests/data/hostile-criteria/expected.tsv >"$work/expected"
tab=$(printf '\t')
while IFS="$tab" read -r name reason; do
    alone "tests/data/hostile-criteria/$name.sql"
    run timeout 20 "$VETO" evaluate --criteria "$work/alone" "$work/not-read.apk"
    is "$name: refused before a file is opened" "$status" 2
    is "$name: nothing on standard output" "$out" ""
    check "$name: names the file and a line" grep -q "alone/$name.sql:[1-9][0-9]*: " "$work/err"
    [ -z "$reason" ] || check "$name: $reason" says "$reason"
done <"$work/expected"
is "every hostile file has its line" "$(cut -f1 "$work/expected")" \
    "$(ls tests/data/hostile-criteria/*.sql | sed 's|.*/\(.*\)\.sql|\1|' | LC_ALL=C sort)"
alone tests/data/hostile-criteria/no-such-column.sql
run "$VETO" evaluate --criteria "$work/alone" samples/quiet.apk
check "the line is that of the mistake" grep -q 'no-such-column.sql:7: ' "$work/err"
run "$VETO" criteria --criteria "$work/alone"
is "the command that lists them refuses it too" "$status" 2
check "no terminal is spoken to" test "$(cat tests/data/hostile-criteria/head-escape.sql | tr -dc '\033' | wc -c)" -eq 1
alone tests/data/hostile-criteria/head-escape.sql
run "$VETO" evaluate --criteria "$work/alone" samples/quiet.apk
is "an escape in a head is not passed on" "$(tr -dc '\033' <"$work/err" | wc -c)" 0
{ cat tests/data/endless-criteria/recursive.sql; printf -- '-- %01100000d\n' 0; } >"$work/alone/long.sql"
run "$VETO" evaluate --criteria "$work/alone" samples/quiet.apk
is "a file of more than a megabyte is refused" "$status" 2

for file in tests/data/endless-criteria/*.sql; do
    name=$(basename -- "$file" .sql)
    alone "$file"
    run timeout 60 "$VETO" evaluate --json --criteria "$work/alone" samples/quiet.apk
    check "$name: ends by itself" test "$status" -lt 100
    check "$name: undetermined, with the reason" python3 -c 'import json, sys
record = json.load(open(sys.argv[1]))
mine = [a for a in record["answers"] if a["criterion"] == "hostile." + sys.argv[2]]
assert len(mine) == 1 and mine[0]["answer"] == "undetermined" and "not asked to its end" in mine[0]["reason"], mine
assert all(a["answer"] != "undetermined" for a in record["answers"] if a not in mine), "others are answered"
' "$work/out" "$name"
    cp "$work/out" "$work/first"
    run timeout 60 "$VETO" evaluate --json --criteria "$work/alone" samples/quiet.apk
    check "$name: stops at the same place" cmp "$work/first" "$work/out"
done

# The same as policies: what is refused is refused, what does not end is undetermined, never met.
policy() { # SQL
    printf -- '-- id: hostile\n%s\n' "$1" >"$work/policy.sql"
    run timeout 60 "$VETO" evaluate --policy "$work/policy.sql" samples/quiet.apk
}
for sql in "ATTACH DATABASE '/tmp/x' AS x" "PRAGMA user_version" "DELETE FROM answers" "INSERT INTO answers VALUES(1,2,3,4)" \
    "SELECT 'met' AS result" "SELECT random() AS result, '' AS criterion" "SELECT ? AS result, '' AS criterion" \
    "SELECT 'met' AS result, value AS criterion FROM strings" "SELECT 1 AS result, '' AS criterion; SELECT 2"; do
    policy "$sql"
    is "policy refused: $sql" "$status" 2
    check "names file and line: $sql" grep -q 'policy.sql:[1-9]' "$work/err"
done
for sql in "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'met' AS result, '' AS criterion FROM n WHERE i < 0" \
    "SELECT 'acceptable' AS result, '' AS criterion" \
    "SELECT NULL AS result, NULL AS criterion"; do
    policy "$sql"
    is "policy undetermined: $sql" "$status" 5
done
finish
