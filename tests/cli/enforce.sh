#!/bin/sh
# A determination on three planes: rings, signatures, holds, a threshold, interruption, the way back; nothing in clear.
. "$(dirname -- "$0")/lib.sh"

ex=$work/ex
doc/example/make "$ex" >"$work/log" 2>&1
VETO_STORE=$ex/store.db
export VETO_STORE
mkdir "$work/new" "$work/etc"
echo 'zone 1' >"$work/new/veto.rpz"
echo 'conf 1' >"$work/new/veto.conf"
printf '{"password":"planted-new-7731"}\n' >"$work/new/policy.json"
echo 'zone 0' >"$work/etc/veto.rpz"
printf '{"password":"planted-old-4419"}\n' >"$work/etc/policy.json"
printf '#!/bin/sh\necho planted-said-9956\nexit $(cat "%s/reload")\n' "$work" >"$work/reload.sh"
chmod +x "$work/reload.sh"
echo 0 >"$work/reload"
printf '# plane\tfile\tplace\tring\treload\nrpz-bind9\tveto.rpz\t%s/etc/veto.rpz\t1\t%s/reload.sh\nrpz-unbound\tveto.conf\t%s/etc/veto.conf\t2\t-\namapi\tpolicy.json\t%s/etc/policy.json\t-\t-\nnftables\tveto.conf\t%s/etc/nft\t-\t-\n' \
    "$work" "$work" "$work" "$work" "$work" >"$work/targets"
cp -r "$work/etc" "$work/etc0"
enforce() {
    run "$VETO" enforce tiktok --targets "$work/targets" --from "$work/new" "$@"
}
now() { cat "$work/etc/veto.rpz" "$work/etc/veto.conf" "$work/etc/policy.json" 2>/dev/null | tr '\n' ' '; }

run "$VETO" enforce tiktok --planes adb
is "without targets: what planes would be told" "$status" 0
check "who removes" says "remove: by adb"
check "and what nobody does, before any detail" sh -c 'sed "/^adb /,\$d" "$1" | grep -q "^block-traffic: BY NONE of these planes"' - "$work/out"
run "$VETO" enforce tiktok --planes adb,rpz-bund
is "a plane that there is not: 2" "$status" 2
run "$VETO" enforce tiktok --accept tiktok.example
is "a name that it does not have: 2" "$status" 2
run "$VETO" enforce tiktok --as-of 2027-01-01 --apply --key "$ex/officer.key"
is "another day is only looked at: 2" "$status" 2
enforce
is "a plan" "$status" 0
check "what would be replaced, and run" says "rpz-bind9 $work/etc/veto.rpz: ring 1: would be replaced, then: $work/reload.sh"
check "what would be written" says "rpz-unbound $work/etc/veto.conf: ring 2: would be written"
check "a plane that the determination does not name" says "not carried out on plane nftables"
check "changes nothing" diff -r "$work/etc" "$work/etc0"
check "and makes no key" [ ! -e "$VETO_STORE.key" ]
enforce --apply
is "nobody signs: 2" "$status" 2
enforce --apply --key "$ex/analyst.key"
is "a key of another role: refused" "$status" 1
check "changes nothing" diff -r "$work/etc" "$work/etc0"
enforce --apply --key "$ex/officer.key"
is "the first ring" "$status" 0
is "is the first place" "$(now)" 'zone 1 {"password":"planted-old-4419"} '
run "$VETO" enforce tiktok --status
check "which it is called" says "in rings; ring 1 of 3"
is "a state of its own: 0" "$status" 0
enforce --apply --through all --key "$ex/officer.key"
is "all rings" "$(now)" 'zone 1 conf 1 {"password":"planted-new-7731"} '
check "are complete" says "ring 3 of 3; complete"
"$VETO" case tiktok --json >"$work/before"
enforce --apply --key "$ex/officer.key"
check "applied twice" says "nothing to change"
"$VETO" case tiktok --json >"$work/after"
check "nothing is signed" cmp "$work/before" "$work/after"
run "$VETO" enforce tiktok --status
check "applied, by what is there" says ": applied; ring 3 of 3"
"$VETO" enforce tiktok --journal >"$work/journal"
check "the journal's digest is signed" sh -c 'grep -q "$(sha256sum <"$1" | cut -d" " -f1)" "$2"' - "$work/journal" "$work/before"
check "three statements of kind run, which hold" sh -c 'python3 -c "
import json, sys
rows = [s for s in json.load(open(sys.argv[1]))[\"statements\"] if s[\"statement\"][\"kind\"] == \"run\"]
assert [r[\"statement\"][\"outcome\"] for r in rows] == [\"begun\", \"ring\", \"complete\"]
assert all(r[\"signed\"].startswith(\"signature\") for r in rows)
assert rows[-1][\"statement\"][\"planes\"][0][\"done\"] == 1" "$1"' - "$work/before"
echo 'by hand' >"$work/etc/veto.conf"
run "$VETO" enforce tiktok --status
is "changed by others: 4" "$status" 4
enforce --apply --key "$ex/officer.key"
is "what others changed is not touched" "$(cat "$work/etc/veto.conf")" "by hand"
echo 'conf 1' >"$work/etc/veto.conf"
run "$VETO" enforce tiktok --rollback --key "$ex/officer.key"
is "rolled back" "$status" 0
check "byte for byte" diff -r "$work/etc" "$work/etc0"
run "$VETO" enforce tiktok --status
check "which it is called" says "rolled back"

echo 3 >"$work/reload"
enforce --apply --key "$ex/officer.key"
is "a reload that fails stops it: 4" "$status" 4
check "with its status" says "ended with status 3"
enforce --apply --key "$ex/officer.key"
is "and it stays so: 4" "$status" 4
echo 0 >"$work/reload"
enforce --apply --go-on --complaints 9 --key "$ex/officer.key"
is "complaints stop it as well: 4" "$status" 4
run "$VETO" enforce tiktok --rollback --key "$ex/officer.key"
check "and back" diff -r "$work/etc" "$work/etc0"

# A hold keeps what cannot leave single devices out; a waiver of the whole hold lets it go.
"$VETO" hold tiktok custodian=c ground=g records=r scope=A1 --key "$ex/officer.key" --yes >"$work/log" 2>&1
enforce --apply --through all --key "$ex/officer.key"
is "a hold keeps the policy" "$(now)" 'zone 1 conf 1 {"password":"planted-old-4419"} '
check "which is said" says "1 kept"
"$VETO" waive tiktok devices=A1 hold=hold 'reasons=nothing there' --key "$ex/minister.key" --yes >"$work/log" 2>&1
enforce --apply --through all --key "$ex/officer.key"
is "waived, it follows" "$(now)" 'zone 1 conf 1 {"password":"planted-new-7731"} '

# Another rendering takes the place of the run, and goes back to it.
echo 'zone 2' >"$work/new/veto.rpz"
enforce --apply --through all --key "$ex/officer.key"
is "another rendering follows" "$(cat "$work/etc/veto.rpz")" "zone 2"
run "$VETO" enforce tiktok --rollback --key "$ex/officer.key"
is "back to the one before" "$(now)" 'zone 1 conf 1 {"password":"planted-new-7731"} '

# Killed at some thirty points of the whole command, each time gone on with or gone back.
"$VETO" enforce tiktok --rollback --key "$ex/officer.key" >"$work/log" 2>&1
is "everything is back" "$(diff -r "$work/etc" "$work/etc0" && echo yes)" yes
wrong=
for i in $(seq 1 30); do
    timeout -s KILL "0.0$(printf %02d "$i")" "$VETO" enforce tiktok --targets "$work/targets" --from "$work/new" --apply --through all --key "$ex/officer.key" >"$work/log" 2>&1
    run "$VETO" enforce tiktok --status
    case $out in
    "no run of this case"* | *": rolled back;"* | *": planned;"* | *": interrupted;"* | *": in rings;"* | *": applied;"*) ;;
    *) wrong="$wrong $i: $out" ;;
    esac
    if [ $((i % 2)) = 0 ]; then
        enforce --apply --through all --key "$ex/officer.key"
        [ "$(now)" = 'zone 2 conf 1 {"password":"planted-new-7731"} ' ] || wrong="$wrong $i: $(now)"
    fi
    while run "$VETO" enforce tiktok --rollback --key "$ex/officer.key" && ! says "no run of this case"; do :; done
    diff -r "$work/etc" "$work/etc0" >"$work/log" || wrong="$wrong $i: not back"
done
is "killed anywhere: called by its name, and on or back" "$wrong" ""
enforce --apply --through all --key "$ex/officer.key"
echo 'zone 1' >"$work/new/veto.rpz"
enforce --apply --through all --key "$ex/officer.key"

# Another determination takes the place of the one that the run was for: a run of its own.
"$VETO" case tiktok --json | python3 -c '
import json, sys
(d,) = [s for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "determination"]
s = d["statement"]
s["supersedes"] = d["digest"]
s["effective"] = sys.argv[2]
for field in "time", "identify_by", "remove_by", "block_by":
    s.pop(field, None)
json.dump(s, open(sys.argv[1], "w"))' "$work/again.json" "$(date -u +%F)"
"$VETO" determine tiktok --from "$work/again.json" --key "$ex/minister.key" --second "$ex/deputy.key" --yes >"$work/log" 2>&1
second=$("$VETO" case tiktok --json | python3 -c 'import json, sys; print([s["digest"] for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "determination"][-1][:12])')
enforce --apply --through all --key "$ex/officer.key"
run "$VETO" enforce tiktok --status
check "a determination that supersedes has a run of its own" says "of determination $second: applied"
is "which found everything there" "$(grep -c 'it was there already' "$work/out")" 3

# Many devices take two people.
python3 -c 'print("serial,asset_tag,department,platform,ownership,issued"); [print(f"S{i},A{i},IT,android,corporate,2026-01-01") for i in range(60)]' >"$work/issued.csv"
"$VETO" observe issued "$work/issued.csv" --time 2026-11-01T06:00:00Z >"$work/log"
echo 'zone 3' >"$work/new/veto.rpz"
enforce --apply --key "$ex/officer.key"
is "one person for sixty devices: refused" "$status" 1
check "by name" says "second-approver: "
is "nothing is touched" "$(cat "$work/etc/veto.rpz")" "zone 1"
enforce --apply --through all --key "$ex/officer.key" --second "$ex/minister.key"
is "two people" "$(cat "$work/etc/veto.rpz")" "zone 3"

# Revoked, every place is as it was before the first run.
day=$(date -u +%F)
"$VETO" review tiktok outcome=revoke "review_by=$(date -u -d '+300 days' +%F)" reasons_en=r reasons_fr=r --key "$ex/minister.key" --yes >"$work/log" 2>&1
"$VETO" revoke tiktok "effective=$day" reasons_en=r reasons_fr=r --key "$ex/minister.key" --second "$ex/deputy.key" --yes >>"$work/log" 2>&1
is "it is revoked" "$("$VETO" case tiktok | head -n 1)" "case tiktok: revoked"
enforce --apply --key "$ex/officer.key"
is "a revoked determination: 0" "$status" 0
check "every plane follows" diff -r "$work/etc" "$work/etc0"
enforce --apply --key "$ex/officer.key"
check "twice changes nothing" says "nothing to change"

# What files and commands hold is nowhere in clear.
check "no secret in the store" sh -c '! grep -qa "planted-" "$1"*' - "$VETO_STORE"
check "nor in its texts" sh -c '! "$1" case tiktok --json | grep -q planted-' - "$VETO"
is "the key is its owner's" "$(stat -c %a "$VETO_STORE.key")" 600
mv "$VETO_STORE.key" "$work/key"
run "$VETO" enforce tiktok --status
is "a key that is lost: 1" "$status" 1
check "is said to be the reason" says "does not open with this key"
mv "$work/key" "$VETO_STORE.key"
run "$VETO" enforce tiktok --apply --rollback
is "two things at once: 2" "$status" 2
run "$VETO" enforce nobody
is "a case that is not there: 2" "$status" 2
finish
