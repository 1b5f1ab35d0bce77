#!/bin/sh
# veto query and veto tables: any SQL over the facts, in three forms.
. "$(dirname -- "$0")/lib.sh"

run "$VETO" tables
is "tables: 0" "$status" 0
for table in artifacts app entries anomalies signatures signers permissions defined_permissions queries features \
    meta_data components intent_filters dex_files classes methods strings native_libraries network_config coverage; do
    check "tables lists $table" grep -q "^$table " "$work/out"
done
for table in $("$VETO" tables | sed -n 's/^\([a-z_]*\) .*/\1/p'); do
    run "$VETO" tables "$table"
    is "tables $table: 0" "$status" 0
    check "$table has a locus" grep -q '^  locus ' "$work/out"
    run "$VETO" query --json samples/chatter.apk "SELECT * FROM $table LIMIT 3"
    is "SELECT * FROM $table: 0" "$status" 0
    check "$table as JSON" python3 -c 'import json, sys
rows = json.load(open(sys.argv[1]))
assert isinstance(rows, list) and all(isinstance(r, dict) and "locus" in r for r in rows)' "$work/out"
done

one() { # FILE SQL: the one value
    run "$VETO" query --csv "$1" "$2"
    out=$(sed 1d "$work/out" | tr -d '\r')
}
one samples/chatter.apk "SELECT id || ' ' || version_code || ' ' || version_name || ' ' || min_sdk || ' ' || target_sdk FROM app"
is "identity" "$out" "org.example.chatter 80042 8.0.42 23 28"
one samples/chatter.apk "SELECT label FROM app"
is "the label is resolved" "$out" "Chatter"
one samples/chatter.apk "SELECT count(*) FROM permissions WHERE declared"
is "declared permissions" "$out" 13
one samples/chatter.apk "SELECT protection FROM permissions WHERE name = 'android.permission.READ_CONTACTS'"
is "a permission's protection" "$out" "dangerous"
one samples/chatter.apk "SELECT max_sdk FROM permissions WHERE name = 'android.permission.WRITE_EXTERNAL_STORAGE'"
is "maxSdkVersion" "$out" 28
one samples/chatter.apk "SELECT authorities FROM components WHERE name LIKE '%ChatProvider'"
is "an authority behind a resource" "$out" "org.example.chatter.chats"
one samples/chatter.apk "SELECT exported || exported_explicit FROM components WHERE name LIKE '%ShareActivity'"
is "exported because it has a filter" "$out" 10
one samples/chatter.apk "SELECT group_concat(name, ' ') FROM (SELECT name FROM dex_files WHERE loaded ORDER BY name)"
is "both DEX files" "$out" "classes.dex classes2.dex"
one samples/chatter.apk "SELECT group_concat(DISTINCT scheme) FROM (SELECT scheme FROM signatures WHERE verified ORDER BY scheme)"
is "three schemes" "$out" '"v1,v2,v3"'
one samples/chatter.apk "SELECT count(*) FROM network_config WHERE domain = 'legacy.example.net' AND cleartext"
is "clear text for one domain" "$out" 1
one samples/quiet.apk "SELECT count(*) FROM permissions WHERE declared"
is "quiet asks for nothing" "$out" 0
one samples/quiet.apk "SELECT count(*) FROM anomalies WHERE effect = 'refused'"
is "quiet has nothing refused" "$out" 0
one samples/quiet-badpack.apk "SELECT id FROM app"
is "an unknown method on the manifest is read as Android does" "$out" "org.example.quiet"
one samples/quiet-badpack.apk "SELECT count(*) FROM anomalies WHERE code LIKE 'zip.%'"
check "and is an anomaly" test "$out" -ge 1
one samples/quiet-debuggable.apk "SELECT debuggable FROM app"
is "debuggable" "$out" 1
one samples/quiet-hidden-dex.apk "SELECT count(*) FROM dex_files WHERE NOT loaded"
is "a DEX under a false name" "$out" 1
one samples/quiet-unsigned.apk "SELECT count(*) FROM signatures WHERE verified"
is "unsigned" "$out" 0
one samples/quiet-altered.apk "SELECT count(*) FROM signatures WHERE verified"
is "altered after signing" "$out" 0
one samples/quiet-rotated.apk "SELECT group_concat(scheme || ' ' || min_sdk, ', ') FROM (SELECT * FROM signatures WHERE verified AND scheme IN ('v3', 'v3.1') ORDER BY min_sdk)"
is "v3.1 from Android 13 on" "$out" '"v3 29, v3.1 33"'
one samples/vintage.apk "SELECT exported FROM components WHERE kind = 'provider'"
is "a provider is exported by default below target 17" "$out" 1

# One app in three files, in any order and in each archive.
parts="samples/parts-voice.apk samples/parts-base.apk samples/parts-fr.apk"
for given in "$parts" samples/parts.apks samples/parts.xapk samples/parts.apkm; do
    run "$VETO" query --csv $given "SELECT count(*) FROM app"
    is "$given: one app" "$(sed 1d "$work/out" | tr -d '\r')" 1
    run "$VETO" query --csv $given "SELECT name FROM permissions WHERE declared ORDER BY name"
    is "$given: permissions of the base only, as the platform has it" "$(sed 1d "$work/out" | tr -d '\r' | tr '\n' ' ')" "android.permission.INTERNET "
    run "$VETO" query --csv $given "SELECT name FROM components WHERE kind = 'service'"
    is "$given: components of all parts" "$(sed 1d "$work/out" | tr -d '\r')" "org.example.parts.voice.ListenService"
done

run "$VETO" query samples/chatter.apk "SELECT nonsense FROM app"
check "SQL that does not run fails" test "$status" -ne 0
check "and says why" says nonsense
for sql in "SELECT 1; SELECT 2" "SELECT load_extension('x')" "WITH x AS (SELECT 1) DELETE FROM app" \
    "SELECT * FROM pragma_database_list" "ATTACH '$work/x' AS x"; do
    run "$VETO" query samples/chatter.apk "$sql"
    check "refused: $sql" test "$status" -ne 0
done

# What is no app: empty tables, anomalies and coverage filled, and still 0.
printf 'no app at all\n' >"$work/text.apk"
: >"$work/empty.apk"
head -c 9000 samples/chatter.apk >"$work/cut.apk"
for file in text empty cut; do
    run "$VETO" query --csv "$work/$file.apk" "SELECT count(*) FROM app"
    is "$file.apk: 0" "$status" 0
    one "$work/$file.apk" "SELECT count(*) FROM coverage"
    check "$file.apk: coverage is filled" test "${out:-0}" -ge 1
    one "$work/$file.apk" "SELECT count(*) FROM anomalies"
    check "$file.apk: anomalies are filled" test "${out:-0}" -ge 1
done
finish
