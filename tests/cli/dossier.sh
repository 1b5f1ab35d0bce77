#!/bin/sh
# The log, dossiers and public editions from the command line, of a case made by the commands a user would type; checked
# by veto with public keys only, by ssh-keygen and sha256sum; and what happens when somebody changes them.
. "$(dirname -- "$0")/lib.sh"

store=$work/s/store.db
mkdir "$work/s"
for who in log witness analyst officer impostor; do
    ssh-keygen -q -t ed25519 -N '' -C "$who" -f "$work/$who"
done
allow() { # ROLE WHO
    printf '%s@agency.example namespaces="veto" ' "$2" >"$work/s/$1.allowed_signers"
    cat "$work/$2.pub" >>"$work/s/$1.allowed_signers"
}
allow analyst analyst
allow officer officer
VETO_STORE=$store
export VETO_STORE

run "$VETO" init --store "$store" --origin log.example/a
is "init" "$status" 0
say() { # WHO COMMAND...
    who=$1
    shift
    run "$VETO" "$@" --key "$work/$who" --yes "by=$who@agency.example"
    is "$1" "$status $err" "0 $err"
}
printf 'the act\n' >"$work/act.txt"
say analyst acquire chatter artifacts="$(sha256sum <samples/chatter.apk | cut -d' ' -f1)" from=store tool=fetch date=2026-11-20
"$VETO" evaluate samples/chatter.apk --json >"$work/record.json"
say analyst attest chatter --record "$work/record.json"
say officer exhibit chatter digest=@"$work/act.txt" citation='MARKER-exhibit' date=2026-11-01 reliability=A credibility=1 \
    sealed=no for='what MARKER-for asks' --commit for
say officer hold chatter custodian=MARKER-person ground=order records=logs scope=MARKER-group
say officer hold other custodian=c ground=order records=logs scope=all

# --- the log
run "$VETO" log
check "log: five entries" says "log.example/a: 5 entries"
run "$VETO" log prove 0
is "no checkpoint to prove against" "$status" 1
"$VETO" log checkpoint --key "$work/log" >"$work/checkpoint"
is "checkpoint" $? 0
"$VETO" log vkey --key "$work/log" >"$work/log.vkey"
"$VETO" log vkey --key "$work/witness" --name witness.example >"$work/witness.vkey"
"$VETO" log prove 2 >"$work/proof"
"$VETO" log entry 2 >"$work/entry"
run "$VETO" log verify "$work/proof" --entry "$work/entry" --log-key "$work/log.vkey"
is "a proof" "$out" "verified: entry 2 is in the log's 5 entries"
"$VETO" log entry 1 >"$work/entry"
run "$VETO" log verify "$work/proof" --entry "$work/entry" --log-key "$work/log.vkey"
is "of another entry" "$status" 4
run "$VETO" log publish "$work/static"
is "publish" "$status" 0
check "nothing but public statements" sh -c "! grep -qra MARKER '$work/static'"
run "$VETO" log check "$work/static" --log-key "$work/log.vkey"
is "the static files" "$out" "verified: 5 entries, 2 public statements"
"$VETO" log cosign "$work/static/checkpoint" --log-key "$work/log.vkey" --first --key "$work/witness" --name witness.example \
    >"$work/cosigned"
is "cosign" $? 0
run "$VETO" log keep "$work/cosigned" --log-key "$work/log.vkey"
is "keep" "$status" 0
run "$VETO" log check --witness "$work/witness.vkey" --log-key "$work/log.vkey" --against "$work/checkpoint"
is "the store" "$status" 0

# --- dossiers
run "$VETO" dossier chatter --for vendor --key "$work/officer" --out "$work/v.tar" "$work/record.json" "$work/act.txt"
is "a vendor's" "$status" 0
check "what was withheld is counted" says "3 statements, 1 withheld"
verify() {
    run "$VETO" verify-dossier "$1" --log-key "$work/log.vkey" --signers "$work/s/all" --witness "$work/witness.vkey"
}
mkdir "$work/s/all"
cp "$work"/s/*.allowed_signers "$work/s/all"
verify "$work/v.tar"
is "it verifies" "$status" 0
check "in which role each signed" says "signed in the role analyst, which may sign evaluation"
check "every statement has its role" test "$(printf '%s\n' "$out" | grep -c 'signed in the role')" -eq 3
mkdir "$work/s/swapped"
for role in analyst officer; do
    for who in analyst officer; do
        [ $role = $who ] || cp "$work/s/$who.allowed_signers" "$work/s/swapped/$role.allowed_signers"
    done
done
run "$VETO" verify-dossier "$work/v.tar" --log-key "$work/log.vkey" --signers "$work/s/swapped"
is "by a role that may not" "$status" 4
check "it is said of which statement" says "FAILS    statements/00000001.json: role-signature: a key of the role officer signs, and this kind is signed in: analyst"
printf 'two-signers\tevaluation\there\n' >"$work/two.tsv"
run "$VETO" verify-dossier "$work/v.tar" --log-key "$work/log.vkey" --signers "$work/s/all" --process "$work/two.tsv"
check "and two people where the policy asks for them" says "FAILS    statements/00000001.json: two-signers"
cat "$work"/s/*.allowed_signers >"$work/one"
run "$VETO" verify-dossier "$work/v.tar" --log-key "$work/log.vkey" --signers "$work/one" --process "$work/two.tsv"
is "--process without roles" "$status" 2
run "$VETO" verify-dossier "$work/v.tar"
is "without keys nothing is known" "$status" 5
check "not of an internal statement" sh -c "! grep -qa MARKER-person '$work/v.tar'"
mkdir "$work/open"
check "tar and sha256sum" sh -c "tar -C '$work/open' -xf '$work/v.tar' && cd '$work/open' && sha256sum --quiet -c SHA256SUMS"
check "ssh-keygen" ssh-keygen -Y verify -f "$work/s/officer.allowed_signers" -I officer@agency.example -n veto \
    -s "$work/open/SHA256SUMS.sig" <"$work/open/SHA256SUMS"
check "an opening travels beside" grep -q MARKER-for "$work/open/openings/00000002.json"
check "and not in what is signed" sh -c "! grep -q MARKER-for '$work/open/statements/00000002.text'"
record=$(python3 -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read().rstrip(b"\n")).hexdigest())' "$work/record.json")
check "the record is there, by its digest" test -s "$work/open/files/$record"
check "and the exhibit, and packs" test "$(ls "$work/open/files" | wc -l)" -gt 5
run "$VETO" recheck "$work/open/files/$record" samples/chatter.apk
is "the record rechecks" "$status" 0
run "$VETO" dossier chatter --for partner --key "$work/officer" --out "$work/p.tar"
is "a partner's needs a label" "$status" 2
run "$VETO" dossier chatter --for partner --tlp TLP:AMBER --originator 'Agency' --key "$work/officer" --out "$work/p.tar"
is "with one" "$status" 0
verify "$work/p.tar"
is "a partner's verifies" "$status" 0
run "$VETO" dossier chatter --for public --key "$work/officer" --out "$work/u.tar"
verify "$work/u.tar"
is "the public's verifies" "$status" 0
check "without markers" sh -c "! grep -qa MARKER '$work/u.tar'"
run "$VETO" dossier chatter --for public --key "$work/impostor" --out "$work/i.tar"
verify "$work/i.tar"
is "given out by somebody else" "$status" 4
python3 -c '
import sys
d = bytearray(open(sys.argv[1], "rb").read())
at = d.index(b"MARKER-exhibit")
d[at] ^= 1
open(sys.argv[2], "wb").write(d)' "$work/v.tar" "$work/x.tar"
verify "$work/x.tar"
is "a flipped bit" "$status" 4
check "is located" says "FAILS    statements/00000002"

run "$VETO" exhibit chatter digest=@"$work/act.txt" citation=c date=2026-11-01 reliability=A credibility=1 sealed=no for=f \
    --key "$work/officer" --yes --commit citation by=officer@agency.example
check "a field that is always open is not committed to" says "always open"

# --- a public edition
digest() { # of the statement of entry N
    python3 -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$work/open/statements/$1.text"
}
hold=$("$VETO" case chatter --json | python3 -c 'import json, sys; print([s["digest"] for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "hold"][0])')
ground() { # FIELD of the exhibit
    cat <<JSON
{"redactions":[{"field":"$1","ground":"s. 16","official":"J. Doe","statement":"$(digest 00000002)"},
 {"field":"*","ground":"s. 19","official":"J. Doe","statement":"$hold"}]}
JSON
}
ground citatoin >"$work/ground.json"
release() {
    run "$VETO" release chatter --ground "$work/ground.json" --key "$work/officer" --by officer@agency.example --out "$work/e.tar"
}
release
is "a field that is not there" "$status" 2
ground citation >"$work/ground.json"
release
is "a public edition" "$status" 0
check "what it has" says "2 statements whole, 1 with fields left out, 1 withheld"
check "no marker" sh -c "! grep -qa MARKER '$work/e.tar'"
verify "$work/e.tar"
is "it verifies" "$status" 0
run "$VETO" log show 5
check "the release is in the log" says "release"
run "$VETO" case chatter
check "and in the case" says "release"

# --- disposal, and a log that was rewritten
say officer exhibit third digest=@"$work/act.txt" citation=MARKER-gone date=2026-11-01 reliability=A credibility=1 sealed=no \
    for='what the law asks' --access public
"$VETO" log checkpoint --key "$work/log" >"$work/newer"
"$VETO" log publish "$work/static" >"$work/out"
check "a public exhibit is published" grep -qra MARKER-gone "$work/static"
say officer dispose third statement=exhibit ground=retention
"$VETO" log checkpoint --key "$work/log" >"$work/newer"
"$VETO" log prove 6 >"$work/proof"
"$VETO" log entry 6 >"$work/entry"
run "$VETO" log verify "$work/proof" --entry "$work/entry" --log-key "$work/log.vkey"
is "a disposed statement's proof" "$status" 0
run "$VETO" log check --against "$work/checkpoint" --log-key "$work/log.vkey"
is "and the log continues" "$status" 0
check "one is gone" says "1 of them disposed of"
check "from the file too" sh -c "! grep -qa MARKER-gone '$store' '$store-wal' 2>/dev/null"
"$VETO" log publish "$work/static" >"$work/out"
check "and from the published files" sh -c "! grep -qra MARKER-gone '$work/static'"
"$VETO" log cosign "$work/static/checkpoint" --log-key "$work/log.vkey" --against "$work/checkpoint" --folder "$work/static" \
    --key "$work/witness" --name witness.example >"$work/cosigned"
is "a witness follows" $? 0

rm "$store"*
"$VETO" init --store "$store" --origin log.example/a >"$work/out"
for n in 1 2 3 4 5 6 7 8; do
    "$VETO" hold again by=officer@agency.example custodian=c$n ground=g records=r scope=s --key "$work/officer" --yes >"$work/out" 2>&1
done
"$VETO" log checkpoint --key "$work/log" >"$work/out"
run "$VETO" log check --log-key "$work/log.vkey"
is "another log in its place agrees with itself" "$status" 0
run "$VETO" log check --log-key "$work/log.vkey" --against "$work/checkpoint"
is "but not with a kept checkpoint" "$status" 4
check "is said to be rewritten" says "was rewritten"
"$VETO" log publish "$work/static2" >"$work/out"
run "$VETO" log cosign "$work/static2/checkpoint" --log-key "$work/log.vkey" --against "$work/newer" --folder "$work/static2" \
    --key "$work/witness" --name witness.example
is "no witness follows" "$status" 4
finish
