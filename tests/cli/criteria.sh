#!/bin/sh
# Criteria: heads, references and keys of the packs; each answered yes and no by a sample; the command that lists them.
. "$(dirname -- "$0")/lib.sh"

tsv_ids() { grep -v '^#' "$1" | cut -f1; }

for file in packs/criteria/*.sql; do
    id=$(basename -- "$file" .sql)
    for key in "id: $id" "question: .*?" "question.fr: .*?" "why: .*\." "why.fr: .*\." "severity: .*" "refs: .*"; do
        grep -qx -- "-- $key" "$file" || echo "$file: no line -- $key"
    done
    sed -n 's/^-- refs: //p' "$file" | tr -d ' ' | tr ',' '\n'
done >"$work/heads"
is "every head is complete, every file is named after its id" "$(grep ': no line' "$work/heads")" ""
grep -v ': no line' "$work/heads" | LC_ALL=C sort -u >"$work/used"
tsv_ids packs/references.tsv >"$work/known"
check "references.tsv is sorted, without doubles" env LC_ALL=C sort -uc "$work/known"
check "references in use and references with a title are the same" diff "$work/used" "$work/known"
tsv_ids packs/signers/published.tsv | sort >"$work/published"
grep -o "'[0-9a-f]\{64\}'" packs/criteria/signing.published-key.sql | tr -d "'" | sort >"$work/asked"
check "signing.published-key asks for the keys of the pack" cmp "$work/published" "$work/asked"
sed -n "s/^ *('\([a-z0-9.-]*\)', '\(not met\|met with conditions\)',.*/\1/p" packs/policies/default.sql >"$work/rules"
is "the policy's rules are about criteria that exist" \
    "$(while read -r id; do [ -f "packs/criteria/$id.sql" ] || echo "$id"; done <"$work/rules")" ""
is "the policy has no rule twice" "$(sort "$work/rules" | uniq -d)" ""
check "the policy has rules" test "$(wc -l <"$work/rules")" -gt 20

# Answers over samples and variants.
mkdir "$work/variants" "$work/records"
"$VETO" evaluate --jsonl samples/*.apk >"$work/samples.jsonl"
tests/variants.py "$work/variants"
for file in "$work"/variants/*.apk; do
    "$VETO" evaluate --json "$file" >"$work/records/$(basename -- "$file" .apk).jsonl"
done
tests/answers.py "$work/samples.jsonl" "$work"/records/*.jsonl >"$work/answers"
is "each criterion is answered both ways, samples as expected" "$(grep '^not ok' "$work/answers")" ""
check "all of them were looked at" test "$(grep -c '^ok' "$work/answers")" -gt "$(($(ls packs/criteria | wc -l) * 2))"

# The same check sees through an evaluator that never commits itself, one that is always content, and one that is never.
pretend() { # ANSWER RESULT
    mkdir -p "$work/pretended"
    for file in "$work/samples.jsonl" "$work"/records/*.jsonl; do
        sed "s/\"answer\":\"[a-z]*\"/\"answer\":\"$1\"/g; s/\(\"result\":{[^}]*\)\"result\":\"[a-z ]*\"}/\1\"result\":\"$2\"}/" "$file" \
            >"$work/pretended/$(basename -- "$file")"
    done
    mv "$work/pretended/samples.jsonl" "$work/pretended.jsonl"
    tests/answers.py "$work/pretended.jsonl" "$work"/pretended/*.jsonl
}
for answer in undetermined no yes; do
    run pretend $answer met
    is "an evaluator that always says $answer fails" "$status" 1
done

# What one more class loader changes: no yes, and a no only where the question needs code.
answers_of() {
    "$VETO" evaluate --json "$1" | python3 -c '
import json, sys
for a in json.load(sys.stdin)["answers"]:
    print(a["criterion"], a["answer"])'
}
answers_of samples/chatter.apk >"$work/plain"
answers_of samples/chatter-loader.apk >"$work/loader"
is "a class loader takes away no yes" "$(grep ' yes$' "$work/plain" | grep -vxF -f "$work/loader")" ""
grep ' undetermined$' "$work/loader" | cut -d' ' -f1 >"$work/open"
check "it leaves questions open" test -s "$work/open"
is "only questions that need code" \
    "$(while read -r id; do "$VETO" criteria "$id" | grep '^  a "no" needs: ' | grep -q code || echo "$id"; done <"$work/open")" ""
is "all of those that were no" "$(grep ' no$' "$work/loader" | while read -r id _; do
    "$VETO" criteria "$id" | grep '^  a "no" needs: ' | grep -w code; done)" ""
is "without it everything is answered" "$(grep ' undetermined$' "$work/plain")" ""

# The command.
run "$VETO" criteria
is "criteria: 0" "$status" 0
is "it lists all" "$(printf '%s\n' "$out" | wc -l)" "$(ls packs/criteria | wc -l)"
run env LC_ALL=fr_CA.UTF-8 "$VETO" criteria network.cleartext
check "French where the environment asks for it" says "L'application permet-elle"
check "severity too" says "gravité : élevée"
run "$VETO" criteria network.cleartext
for text in "Does the app permit connections" "severity: high" "MASWE-0050  Cleartext Traffic" "reads: network_config" \
    'a "no" needs: manifest, resources' "SELECT domain AS subject"; do
    check "explained: $text" says "$text"
done
run "$VETO" criteria no.such
is "a criterion that is not there: 2" "$status" 2

# An organisation's own.
mkdir "$work/own"
cat >"$work/own/label.sql" <<'END'
-- id: acme.label
-- question: Does the app call itself Quiet?
-- severity: critical
SELECT id AS subject, locus FROM app WHERE label = 'Quiet';
END
sed 's/severity: high/severity: info/' packs/criteria/manifest.debuggable.sql >"$work/own/debuggable.sql"
run "$VETO" criteria --criteria "$work/own" acme.label
check "is explained" says "Does the app call itself Quiet?"
run "$VETO" criteria --criteria "$work/own"
is "adds one, replaces one" "$(printf '%s\n' "$out" | wc -l)" "$(($(ls packs/criteria | wc -l) + 1))"
check "the replaced one has its severity" grep -q '^manifest.debuggable  *info ' "$work/out"
run "$VETO" evaluate --criteria "$work/own" samples/quiet.apk
check "is asked" says "Does the app call itself Quiet?"
finish
