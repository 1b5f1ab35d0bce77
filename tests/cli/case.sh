#!/bin/sh
# Cases: the worked example with one of every kind of statement; signatures that ssh-keygen takes and that roles refuse;
# two signers, forms, what is due.
. "$(dirname -- "$0")/lib.sh"

ex=$work/ex
run doc/example/make "$ex"
is "the worked example: 0" "$status" 0
VETO_STORE=$ex/store.db
export VETO_STORE VETO
for name in wechat kaspersky tiktok; do
    "$VETO" case "$name" --json >"$work/$name.json"
done
check "one of every kind of statement, all by their roles, in states that follow" python3 -c '
import json, re, subprocess, sys
kinds = set(re.findall(r"^([a-z-]+): .*; signed by:", subprocess.run([sys.argv[1], "case", "--kinds"], capture_output=True, text=True).stdout, re.M))
assert len(kinds) == 19, kinds
kinds.remove("run")  # what veto enforce signs: tests/cli/enforce.sh
seen = set()
for name in "wechat", "kaspersky", "tiktok":
    case = json.load(open(f"{sys.argv[2]}/{name}.json"))
    for s in case["statements"]:
        seen.add(s["statement"]["kind"])
        assert s["signed"].startswith("signature"), s["signed"]
    print(name, case["state"])
assert kinds <= seen, kinds - seen
' "$VETO" "$work"
is "states" "$(cat "$work/check")" "wechat decided
kaspersky revoked
tiktok decided"
run "$VETO" case
is "the cases" "$out" "wechat
kaspersky
tiktok"
run "$VETO" case wechat --as-of 2001-01-01
check "due dates are shown" says "the determination is reviewed"
run "$VETO" case wechat --as-of 2199-01-01
check "what is past is said" says "  LATE by "
run "$VETO" case nobody
is "a case that is not there: 2" "$status" 2

"$VETO" case tiktok --files "$work/files" >/dev/null
determination=$("$VETO" case tiktok --json | python3 -c 'import json, sys; print([s["digest"] for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "determination"][0])')
is "the digest is that of the file" "$(sha256sum "$work/files/$determination.json" | cut -d' ' -f1)" "$determination"
check "ssh-keygen verifies the first signature" sh -c "ssh-keygen -Y verify -n veto -I minister@example.org -f '$ex/authority.allowed_signers' -s '$work/files/$determination.1.sig' <'$work/files/$determination.json'"
check "ssh-keygen verifies the second" sh -c "ssh-keygen -Y verify -n veto -I deputy@example.org -f '$ex/authority.allowed_signers' -s '$work/files/$determination.2.sig' <'$work/files/$determination.json'"

refused() { # RULE WHAT COMMAND...
    rule=$1 what=$2
    shift 2
    before=$("$VETO" log show --json 2>/dev/null | wc -c)
    run "$VETO" "$@" --yes
    is "$what: refused" "$status" 1
    check "$what: $rule is named" says "$rule"
    is "$what: nothing is in the log" "$("$VETO" log show --json 2>/dev/null | wc -c)" "$before"
}
hold="hold tiktok custodian=c ground=g records=r scope=s"
refused role-signature "no key" $hold by=officer@example.org
refused role-signature "a key of another role" $hold by=analyst@example.org --key "$ex/analyst.key"
refused role-signature "another name than the signer's" $hold by=someone@example.org --key "$ex/officer.key"
"$VETO" case tiktok --json | python3 -c '
import json, sys
(d,) = [s for s in json.load(sys.stdin)["statements"] if s["statement"]["kind"] == "determination"]
s = d["statement"]
s["supersedes"] = d["digest"]
s["effective"] = sys.argv[2]
for field in "time", "identify_by", "remove_by", "block_by":
    del s[field]
json.dump(s, open(sys.argv[1], "w"))' "$work/again.json" "$(date -u +%F)"
refused two-signers "one signer of two" determine tiktok --from "$work/again.json" --key "$ex/minister.key"
refused two-signers "the same signer twice" determine tiktok --from "$work/again.json" --key "$ex/minister.key" --second "$ex/minister.key"
refused life "an illegal step" revoke kaspersky reasons_en=r reasons_fr=r "effective=$(date -u +%F)" --key "$ex/minister.key"
refused future "the future" hold tiktok custodian=c ground=g records=r scope=s time=2199-01-01T00:00:00Z --key "$ex/officer.key"
refused scope "a field that is missing" hold tiktok custodian=c ground=g records=r --key "$ex/officer.key"
run "$VETO" hold tiktok nonsense=1 --yes --key "$ex/officer.key"
is "a field that there is not: 2" "$status" 2

run "$VETO" determine tiktok --from "$work/again.json" --key "$ex/minister.key" --yes --out "$work/half.json"
is "one signs and hands on: 0" "$status" 0
sed 's/issued mobile/issued  mobile/' "$work/half.json" >"$work/altered.json"
refused signature "altered on the way" determine tiktok --from "$work/altered.json" --key "$ex/deputy.key"
run "$VETO" determine tiktok --from "$work/half.json" --key "$ex/deputy.key" --yes
is "the other signs, and it counts: 0" "$status" 0
run "$VETO" determine tiktok --from "$work/half.json" --key "$ex/deputy.key" --yes
is "it is said once" "$status" 1
eval "$(ssh-agent -s)" >/dev/null
ssh-add -q "$ex/officer.key" 2>/dev/null
run "$VETO" $hold --key "$ex/officer.key.pub" --yes --json
is "a key of ssh-agent" "$status" 0
ssh-agent -k >/dev/null
printf '#!/bin/sh\nsed -i "s/\\"custodian\\": \\"\\"/\\"custodian\\": \\"them\\"/" "$1"\n' >"$work/editor"
chmod +x "$work/editor"
EDITOR=$work/editor run "$VETO" hold tiktok ground=g records=r2 scope=s --edit --key "$ex/officer.key" --yes
is "a form in an editor" "$status" 0
check "what is signed is shown" says '"custodian":"them"'
run "$VETO" hold tiktok custodian=c ground=g records=r3 scope=s --key "$ex/officer.key"
is "nobody said yes: 2" "$status" 2
run "$VETO" hold tiktok custodian=c ground=g records=r3 scope=s by=x --dry-run
is "--dry-run: 0" "$status" 0
run "$VETO" exempt tiktok approver=head critical=work ground=security-research 'device=asset K-17' "expires=$(date -u -d '+30 days' +%F)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --commit device,critical --key "$ex/approver.key" --yes
is "fields as commitments: 0" "$status" 0
run "$VETO" case tiktok --json
is "what is committed to is not in the statement" "$(grep -c 'asset K-17' "$work/out")" 0
check "its commitment is" says '"device":{"commitment":"'
run "$VETO" exempt tiktok approver=head critical=work ground=security-research device=x "expires=$(date -u -d '+30 days' +%F)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --commit ground --key "$ex/approver.key" --yes
is "a field that may not be hidden: refused" "$((status > 0))" 1
run "$VETO" exempt tiktok approver=head critical=work ground=security-research 'group=all' "expires=$(date -u -d '+30 days' +%F)" \
    'mitigations[0].check=separate-device' 'mitigations[0].value=yes' --commit group --key "$ex/approver.key" --yes
check "a commitment hides nothing from the rules" says exception-blanket
exempt="exempt tiktok approver=head critical=work ground=security-research expires=$(date -u -d '+31 days' +%F)
    mitigations[0].check=separate-device mitigations[0].value=yes"
run "$VETO" $exempt 'device=asset K-18' --commit device --key "$ex/approver.key" --yes --out "$work/sealed.json"
is "commitments in a file for another" "$status" 0
is "the value is beside it, not in it" "$(grep -c 'asset K-18' "$work/sealed.json") $(grep -c 'asset K-18' "$work/sealed.json.openings")" "0 1"
run "$VETO" exempt tiktok --from "$work/sealed.json" --commit critical --yes
check "what is signed is not committed to again" says "signed already"
mv "$work/sealed.json.openings" "$work/opening"
run "$VETO" exempt tiktok --from "$work/sealed.json" --yes
check "without its opening: refused" says "device: is a commitment, and nothing opens it"
sed 's/K-18/K-19/' "$work/opening" >"$work/sealed.json.openings"
run "$VETO" exempt tiktok --from "$work/sealed.json" --yes
check "with another value: refused" says "device: the opening is not that of the commitment"
mv "$work/opening" "$work/sealed.json.openings"
run "$VETO" exempt tiktok --from "$work/sealed.json" --yes
is "with it: 0" "$status" 0
run "$VETO" exempt tiktok --from "$work/sealed.json" --yes
check "and said once" says "once:"
run "$VETO" $exempt device=all --commit device --key "$ex/approver.key" --yes --out "$work/blanket.json"
check "a file hides nothing from the rules" says exception-blanket
entries=$("$VETO" log show --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')
for i in 1 2 3 4 5 6; do
    "$VETO" hold tiktok custodian=c ground=g "records=r$i" scope=s --key "$ex/officer.key" --yes >/dev/null 2>"$work/err$i" &
    waiting="${waiting:-} $!"
done
for one in $waiting; do wait "$one" || echo "$one" >>"$work/failed"; done
is "six writers at once: every statement is there, or was refused with a rule" \
    "$(($("$VETO" log show --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))') + $(cat "$work"/err? | grep -c 'rule:')))" \
    "$((entries + 6))"
# a law-enforcement exception leaves no byte of device, person or group in what is published; of its entry, what the log needs
for who in "device=MARKER device" "group=MARKER group"; do
    run "$VETO" exempt tiktok approver='MARKER person' critical='MARKER work' ground=law-enforcement "$who" \
        "expires=$(date -u -d '+32 days' +%F)" 'mitigations[0].check=separate-device' 'mitigations[0].value=MARKER mitigation' \
        --key "$ex/approver.key" --yes
    is "a law-enforcement exception" "$status" 0
done
run "$VETO" log show --json
last=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))) - 1)' "$work/out")
ssh-keygen -q -t ed25519 -N '' -f "$work/log"
"$VETO" log checkpoint --key "$work/log" >/dev/null
"$VETO" log vkey --key "$work/log" >"$work/vkey"
run "$VETO" log publish "$work/static"
is "the log is published" "$status" 0
check "no marker in it" sh -c "! grep -qra -e MARKER -e 'asset 00' -e approver@ -e K-17 '$work/static'"
check "nor in the names of its files" sh -c "! find '$work/static' | grep -q MARKER"
run "$VETO" log check "$work/static" --log-key "$work/vkey"
is "and it verifies" "$status" 0
"$VETO" log prove "$last" >"$work/proof"
"$VETO" log entry "$last" >"$work/entry"
run "$VETO" log verify "$work/proof" --entry "$work/entry" --log-key "$work/vkey"
is "with the exception in it" "$status" 0
run "$VETO" hold "$(printf '%0201d' 0)"
is "a name that is too long: 2" "$status" 2
finish
