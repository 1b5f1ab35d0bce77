#!/bin/sh
# What is rendered for Apple devices: Apple's keys and types by an independent reader, signatures by openssl, and what lint says of it.
. "$(dirname -- "$0")/lib.sh"

apple=${BUILD:-build}/unit/apple
if [ ! -x "$apple" ]; then
    echo "1..0 # SKIP $apple is not built: make testable"
    exit 0
fi
mkdir "$work/plain" "$work/signed" "$work/again" "$work/ec"
check "five files" "$apple" "$work/plain"
is "of these names" "$(ls "$work/plain" | tr '\n' ' ')" \
    "apple-declaration.json apple-dns.mobileconfig apple-remove.plist apple-restrictions.mobileconfig apple-webfilter.mobileconfig "
check "keys and types are Apple's" python3 tests/apple_payloads.py check "$work"/plain/*
for key in blockedAppBundleIDs DenyListURLs ProhibitDisablement; do
    for file in "$work"/plain/*.mobileconfig; do
        ! grep -q "$key" "$file" || sed "s/$key/x$key/" "$file" >"$work/wrong.mobileconfig"
    done
    check "another key than $key is told" sh -c '! python3 tests/apple_payloads.py check "$1"' - "$work/wrong.mobileconfig"
done
sed 's/<integer>1</<string>1</; s/1<\/integer>/1<\/string>/' "$work/plain/apple-dns.mobileconfig" >"$work/wrong.mobileconfig"
check "another type is told" sh -c '! python3 tests/apple_payloads.py check "$1"' - "$work/wrong.mobileconfig"
schemas=${VETO_SHARED:-../shared}/data/apple
if [ -d "$schemas" ] && python3 -c 'import yaml' 2>/dev/null; then
    check "the table of keys is as Apple's schemas say" python3 tests/apple_payloads.py schemas "$schemas"
else
    count=$((count + 1))
    echo "ok $count - # SKIP Apple's schemas or python3-yaml are not here"
fi

# every name of the family is in it, whatever wrote it
names() { # KIND of the family that counts
    awk -F '\t' -v kind="$1" '$1 == kind && ($4 == "certain" || $4 == "claim") { print $2 }' packs/families/tiktok.tsv | LC_ALL=C sort
}
check "the bundle ids in three forms, and the domains in two" python3 -c '
import json, plistlib, sys
folder, bundles, domains = sys.argv[1], sys.argv[2].split(), sys.argv[3].split()
read = lambda name: plistlib.load(open(f"{folder}/apple-{name}", "rb"))
assert len(bundles) > 2 and len(domains) > 20
assert sorted(read("restrictions.mobileconfig")["PayloadContent"][0]["blockedAppBundleIDs"]) == bundles
assert sorted(c["Identifier"] for c in read("remove.plist")) == bundles
assert sorted(json.load(open(f"{folder}/apple-declaration.json"))["Payload"]["Allowed"]["DeniedApps"]) == bundles
assert sorted(read("webfilter.mobileconfig")["PayloadContent"][0]["DenyListURLs"]) == domains
dns = read("dns.mobileconfig")["PayloadContent"][0]["DNSSettings"]
assert sorted(dns["SupplementalMatchDomains"]) == domains and dns["ServerURL"] == "https://dns.example.org/dns-query"
' "$work/plain" "$(names bundle-id)" "$(names domain)"

# signatures
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 3650 -subj "/CN=Example MDM" 2>/dev/null
check "signed" "$apple" "$work/signed" "$work/key.pem" "$work/cert.pem"
check "again" "$apple" "$work/again" "$work/key.pem" "$work/cert.pem"
for file in restrictions webfilter dns; do
    file=apple-$file.mobileconfig
    check "openssl verifies $file" openssl cms -verify -binary -inform DER -CAfile "$work/cert.pem" -purpose any -in "$work/signed/$file" -out "$work/content"
    check "it is the profile" cmp "$work/content" "$work/plain/$file"
    check "the same bytes again" cmp "$work/signed/$file" "$work/again/$file"
    sed 's/PayloadVersion/PayloadVersiom/' "$work/signed/$file" >"$work/changed"
    check "a changed one is refused" sh -c "! openssl cms -verify -binary -inform DER -CAfile '$work/cert.pem' -purpose any -in '$work/changed' -out /dev/null"
done
openssl cms -cmsout -print -inform DER -in "$work/signed/apple-dns.mobileconfig" >"$work/printed" 2>&1
check "signed at the control's time, with SHA-256" sh -c 'grep -A3 "signingTime" "$1" | grep -q "Nov  1 02:26:40 2026" && grep -q "algorithm: sha256" "$1"' - "$work/printed"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ec.pem" -out "$work/eccert.pem" -days 3650 -subj "/CN=Example EC" 2>/dev/null
check "with an elliptic curve" "$apple" "$work/ec" "$work/ec.pem" "$work/eccert.pem"
check "which openssl verifies" openssl cms -verify -binary -inform DER -CAfile "$work/eccert.pem" -purpose any -in "$work/ec/apple-dns.mobileconfig" -out /dev/null
run "$apple" "$work/ec" "$work/ec.pem" "$work/cert.pem"
check "the key of another certificate is refused" says "is not the key of the first certificate"
openssl pkey -in "$work/key.pem" -aes256 -passout pass:planted-7714 -out "$work/locked.pem" 2>/dev/null
run "$apple" "$work/ec" "$work/locked.pem" "$work/cert.pem"
check "a key with a passphrase too, and none is asked for" says "no private key in PEM without a passphrase"

# what lint finds in them
lint() { # KIND FILE: how many of the family's identifiers of that kind it misses
    run "$VETO" lint --family tiktok --json "$2"
    python3 -c 'import json, sys
print(sum(g["kind"] == sys.argv[1] for f in json.load(sys.stdin)[0]["families"] for g in f["gaps"]))' "$1" <"$work/out"
}
signed=$work/signed
is "lint misses no bundle id in the restrictions" "$(lint bundle-id "$signed/apple-restrictions.mobileconfig")" 0
is "and every domain" "$(lint domain "$signed/apple-restrictions.mobileconfig")" "$(names domain | wc -l)"
is "no domain in the filter" "$(lint domain "$signed/apple-webfilter.mobileconfig")" 0
is "and every bundle id" "$(lint bundle-id "$signed/apple-webfilter.mobileconfig")" "$(names bundle-id | wc -l)"
run "$VETO" lint --family tiktok --json "$signed/apple-webfilter.mobileconfig"
check "its signer" says '"signer":"Example MDM"'
check "whose signature holds" sh -c '! grep -q apple.signature "$1"' - "$work/out"
run "$VETO" lint --family tiktok --json "$work/changed"
check "that of the changed one does not" says apple.signature
# Older devices know the setting by its older name.
doc/example/make "$work/ex" >"$work/log" 2>&1
older() { run "$VETO" enforce tiktok --store "$work/ex/store.db" --planes apple-restrictions --out "$work/older" "$@"; }
older --ios 14.8
is "for iOS 14" "$status $(grep -c "<key>blacklistedAppBundleIDs" "$work/older/apple-restrictions.mobileconfig")" "0 1"
older --ios 15
is "for iOS 15" "$status $(grep -c "<key>blockedAppBundleIDs" "$work/older/apple-restrictions.mobileconfig")" "0 1"
older --ios new
is "no version: 2" "$status" 2
finish
