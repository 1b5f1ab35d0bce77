#!/bin/sh
# Records kept in the store, listed and asked as one.
. "$(dirname -- "$0")/lib.sh"
store=$work/veto.db

# holds WHAT TEXT PART
holds() {
    check "$1" grep -qF -- "$3" <<EOT
$2
EOT
}

run "$VETO" init --store "$store"
is "a store" "$status" 0
run "$VETO" evaluate --store "$store" samples/chatter.apk samples/reach.apk samples/quiet.apk
is "evaluate keeps records and says what it says without" "$status" 4
run "$VETO" evaluate --store "$store" samples/chatter.apk
run "$VETO" apps --csv --store "$store"
is "apps: a row each, and none twice" "$(printf '%s\n' "$out" | wc -l)" 4
digest=$("$VETO" evaluate --json samples/chatter.apk | tr -d '\n' | sha256sum | cut -d' ' -f1)
holds "apps names a record by its digest" "$out" "$digest"

# Each small table over the store is the tables of the apps, one after another.
for table in permissions components signatures anomalies capabilities sdks coverage; do
    "$VETO" query --store "$store" --csv "SELECT count(*) FROM $table" | tr -d '\r' | tail -n 1 >"$work/got"
    "$VETO" query --csv samples/chatter.apk samples/reach.apk samples/quiet.apk "SELECT count(*) FROM $table" |
        awk 'NR > 1 { n += $1 } END { print n }' >"$work/wanted"
    check "$table of all apps" cmp "$work/got" "$work/wanted"
done
"$VETO" query --store "$store" --csv "SELECT name, protection, locus FROM permissions JOIN apps USING (record)
    WHERE apps.app = 'org.example.chatter' ORDER BY name, locus" >"$work/got"
"$VETO" query --csv samples/chatter.apk "SELECT name, protection, locus FROM permissions ORDER BY name, locus" >"$work/wanted"
check "the rows are those of the app" cmp "$work/got" "$work/wanted"
run "$VETO" query --store "$store" --csv "SELECT DISTINCT app FROM findings WHERE criterion LIKE '%contacts%'"
holds "who of ours reads contacts" "$out" org.example.chatter

for sql in "SELECT nope FROM sdks" "SELECT 1; SELECT 2" "WITH x AS (SELECT 1) DELETE FROM apps" \
    "SELECT load_extension('x')" "SELECT * FROM calls"; do
    run "$VETO" query --store "$store" "$sql"
    is "refused: $sql" "$status" 2
done
run "$VETO" query --store "$store" samples/chatter.apk "SELECT 1"
is "files and a store exclude each other" "$status" 2
run "$VETO" apps --store "$work/none.db"
is "no store is no empty list" "$status" 1
run "$VETO" apps something
is "no operand" "$status" 2

# A record that was observed is kept as well; what is none is refused.
"$VETO" evaluate --json samples/eager.apk >"$work/record.json"
run "$VETO" observe evaluation "$work/record.json" --time 2026-10-30T06:00:00Z --store "$store"
is "observe evaluation" "$status" 0
run "$VETO" query --store "$store" --csv "SELECT id FROM \"app\" WHERE app = 'org.example.eager'"
holds "its facts are there" "$out" org.example.eager
finish
