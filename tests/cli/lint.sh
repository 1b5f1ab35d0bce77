#!/bin/sh
# lint: files of each format, complete, incomplete and wrong; the gaps are exactly those that were planted.
. "$(dirname -- "$0")/lib.sh"

# Identifiers of a family that a block has to cover, of one kind.
asked() { # FAMILY KIND
    awk -F'\t' -v kind="$2" '$1 == kind && ($4 == "certain" || $4 == "claim") && !(kind == "bundle-id" && $3 == "macos") { print $2 }' \
        "packs/families/$1.tsv"
}
gaps() { # FAMILY: what the last run said in JSON is missing, as "fate kind value"
    python3 -c '
import json, sys
(one,) = json.load(open(sys.argv[1]))
for family in one["families"]:
    if family["family"] == sys.argv[2]:
        for gap in family["gaps"]:
            print(gap["fate"], gap["kind"], gap["value"])
' "$work/out" "$1"
}
traps() { # codes of the last run, of those that leave something open
    python3 -c '
import json, sys
for one in json.load(open(sys.argv[1])):
    print(*(t["code"] for t in one["traps"] if t["weight"] == "open"))
' "$work/out"
}
fields() { # EXPRESSION over the one file `f` of the last run
    python3 -c 'import json, sys; f = json.load(open(sys.argv[1]))[0]; print(eval(sys.argv[2]))' "$work/out" "$1"
}
as() { # PREFIX: each line of the input as a gap
    sed "s/^/$1 /"
}
apex='mask.icloud.com mask-h2.icloud.com use-application-dns.net'
domains=$work/domains
asked tiktok domain >"$domains"
check "tiktok has domains" test "$(wc -l <"$domains")" -gt 30

# --- response policy zones
zone() {
    printf '$TTL 300\n@ IN SOA ns.example. admin.example. ( 1 2h 1h 1w 5m ) ; serial\n  IN NS ns.example.\n'
    for name in $apex; do echo "$name CNAME ."; done
}
{ zone; sed 's/.*/& CNAME .\n*.& 60 IN CNAME rpz-drop./' "$domains"; } >"$work/zone"
run "$VETO" lint --family tiktok "$work/zone"
is "a complete zone: 0" "$status" 0
check "covers all" says "covers $(wc -l <"$domains") of $(wc -l <"$domains")"
run "$VETO" lint --family tiktok --json "$work/zone"
is "and nothing is missing" "$(gaps tiktok)" ""
is "it is taken for a zone" "$(fields 'f["format"]')" rpz

{ zone; grep -v '^tiktok.com$\|^analytics.tiktok.com$\|^musical.ly$\|^tiktokv.com$\|^ttwstatic.com$' "$domains" | sed 's/.*/& CNAME .\n*.& CNAME ./'
  printf 'tiktok.com CNAME *.\n*.tiktokv.com CNAME .\nttwstatic.com. CNAME .\n'; } >"$work/zone"
run "$VETO" lint --family tiktok --json "$work/zone"
is "an incomplete zone: 4" "$status" 4
is "its gaps are exact" "$(gaps tiktok)" "missed domain analytics.tiktok.com
missed domain musical.ly
name-only domain tiktok.com
below-only domain tiktokv.com
missed domain ttwstatic.com"
is "an owner outside the zone is named" "$(traps)" "rpz.outside-zone"

{ zone; sed 's/.*/& CNAME .\n*.& CNAME ./' "$domains"
  printf 'open.tiktok.com CNAME rpz-passthru.\n32.9.2.0.127.rpz-client-ip CNAME rpz-passthru.\n'
  printf '24.0.2.0.192.rpz-ip CNAME .\nwechat.com CNAME walled.example.\nweixin.com CNAME rpz-tcp-only.\n'; } >"$work/zone"
run "$VETO" lint --json "$work/zone"
is "an exemption below opens the domain" "$(gaps tiktok)" "opened domain tiktok.com"
is "what this resolver will not honour is named" "$(traps)" "rpz.client-exemption rpz.address-trigger rpz.local-data rpz.tcp-only"
run "$VETO" lint --family tiktok "$work/zone"
check "with the resolvers' names" says "Knot Resolver"
check "and where it is known from" says "PowerDNS/pdns#16970"
printf 'tiktok.com CNAME .\n' >"$work/zone"
run "$VETO" lint --json "$work/zone"
check "a file without SOA is not a zone" sh -c "printf '%s' '$(traps)' | grep -q rpz.not-a-zone"

# --- hosts
{ sed 's/^/0.0.0.0 /' "$domains"; for name in $apex; do echo ":: $name"; done; } >"$work/hosts"
run "$VETO" lint --family tiktok --json "$work/hosts"
is "hosts: 4, names below stay open" "$status" 4
is "each domain but that of a name below another is open below" "$(gaps tiktok)" "$(as 'name-only domain' <"$domains")"
is "hosts: the trap is named" "$(traps)" hosts.exact
printf '0.0.0.0 *.tiktok.com\nnonsense\n0.0.0.0 bad..name\n' >"$work/hosts"
run "$VETO" lint --format hosts --json "$work/hosts"
is "lines that are wrong are named" "$(fields '[(p["line"], p["text"]) for p in f["problems"]]')" \
    "[(2, 'the line does not begin with an address: nonsense'), (3, 'not a domain name: bad..name')]"
check "a wildcard in hosts blocks nothing" sh -c "printf '%s' '$(traps)' | grep -q hosts.wildcard"

# --- dnsmasq
{ sed 's,.*,address=/&/#,' "$domains"; for name in $apex; do echo "local=/$name/"; done; } >"$work/dnsmasq"
run "$VETO" lint --family tiktok "$work/dnsmasq"
is "a complete dnsmasq file: 0" "$status" 0
check "what it hits besides is said" says "apps of other companies that use ByteDance's APMPlus"
printf 'address=/qq.com/akamaized.net/0.0.0.0\nserver=/open.wechat.com/9.9.9.9\naddress=/wechat.com/\n' >"$work/dnsmasq"
run "$VETO" lint --json "$work/dnsmasq"
is "wide and shared blocks are told" "$(fields '[(s["stated"], s["why"], s["owner"]) for g in f["families"] for s in g["side_effects"]]')" \
    "[('akamaized.net', 'wide', 'akamai'), ('qq.com', 'shared', '')]"
is "wechat.com is open below" "$(gaps wechat | grep ' wechat.com$')" "opened domain wechat.com"

# --- Pi-hole
{ sed 's/.*/||&^/' "$domains"; for name in $apex; do echo "$name"; done; } >"$work/pihole"
run "$VETO" lint --family tiktok --json "$work/pihole"
is "a complete Pi-hole list has no gaps" "$(gaps tiktok)" ""
{ sed 's/.*/||&^/' "$domains"; printf '@@||tiktok.com^\n'; } >"$work/pihole"
run "$VETO" lint --family tiktok --json "$work/pihole"
is "an exemption wins however near the block is" "$(gaps tiktok)" "opened domain analytics.tiktok.com
opened domain tiktok.com"
printf '(\\.|^)tiktok\\.com$\ntiktokv.com\n^ads[0-9]\n||musical.ly^$third-party\n' >"$work/pihole"
run "$VETO" lint --family tiktok --json "$work/pihole"
is "wildcards and names" "$(gaps tiktok | grep -v ^missed)" "name-only domain tiktokv.com"
is "what is not read is counted" "$(fields 'f["wrong"]')" 2

# --- nftables
cat >"$work/nft" <<'END'
#!/usr/sbin/nft -f
table inet veto {
  set bans4 { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.0.0.0/8 } }
  set spare { type ipv4_addr; flags timeout; }
  chain fwd { type filter hook forward priority 0; ip daddr @bans4 drop; }
}
END
run "$VETO" lint --family tiktok --json "$work/nft"
is "addresses cover no family: 4" "$status" 4
is "traps of a ruleset" "$(traps)" "nft.addresses nft.keyword nft.unused-set nft.one-protocol nft.empty-set"
is "its elements are counted" "$(fields 'f["entries"]')" 2

# --- Android Management API
amapi() { # MODE PACKAGES-FILE MORE: a policy that blocks the packages on both sides
    python3 -c '
import json, sys
names = [n for n in open(sys.argv[2]).read().split()]
blocked = [{"packageName": n, "installType": "BLOCKED"} for n in names]
policy = {"playStoreMode": sys.argv[1], "applications": blocked,
          "personalUsagePolicies": {"personalPlayStoreMode": "BLOCKLIST", "personalApplications": blocked},
          "statusReportingSettings": {"applicationReportsEnabled": True,
                                      "applicationReportingSettings": {"includeRemovedApps": True}},
          "policyEnforcementRules": [{"settingName": "applications", "blockAction": {"blockAfterDays": 1},
                                      "wipeAction": {"wipeAfterDays": 9}}]}
policy.update(json.loads(sys.argv[3]))
json.dump(policy, sys.stdout, indent=1)' "$@"
}
asked tiktok package >"$work/packages"
amapi BLACKLIST "$work/packages" '{}' >"$work/policy"
run "$VETO" lint --family tiktok "$work/policy"
is "a complete AMAPI policy: 0" "$status" 0
grep -v '^com.zhiliaoapp.musically' "$work/packages" >"$work/fewer"
amapi BLACKLIST "$work/fewer" '{"policyEnforcementRules": [{"blockAction": {"blockAfterDays": 1}}, {"blockAction":
 {"blockAfterDays": 9}, "wipeAction": {"wipeAfterDays": 9}}], "statusReportingSettings": {}, "debuggingFeaturesAllowed": true,
 "advancedSecurityOverrides": {"untrustedAppsPolicy": "ALLOW_INSTALL_DEVICE_WIDE"}, "personalUsagePolicies": {}}' >"$work/policy"
run "$VETO" lint --family tiktok --json "$work/policy"
is "an incomplete one: 4" "$status" 4
is "its gaps are exact" "$(gaps tiktok)" "missed package com.zhiliaoapp.musically
missed package com.zhiliaoapp.musically.go"
is "its traps are named" "$(traps)" \
    "amapi.block-without-wipe amapi.wipe-before-block amapi.untrusted-apps amapi.debugging amapi.no-reports amapi.personal-side"
amapi BLACKLIST "$work/packages" '{"applications": [{"packageName": "com.tencent.mm", "installType": "AVAILABLE"},
 {"packageName": "com.tencent.mobileqq", "installType": "BLOCKED"}]}' >"$work/policy"
run "$VETO" lint --family wechat --json "$work/policy"
is "an app that is offered is open" "$(gaps wechat)" "opened package com.tencent.mm"
is "another product is told" "$(fields '[(s["stated"], s["why"]) for g in f["families"] for s in g["side_effects"]]')" \
    "[('com.tencent.mobileqq', 'relative')]"
is "line numbers are those of the file" "$(fields 'f["families"][0]["gaps"][0]["line"]')" \
    "$(($(grep -n '"com.tencent.mm"' "$work/policy" | cut -d: -f1) - 1))"
amapi WHITELIST "$work/packages" '{"applications": []}' >"$work/policy"
run "$VETO" lint --family wechat --json "$work/policy"
is "an allow-list blocks what it does not name" "$(gaps wechat)" ""

# --- Microsoft Graph
cat >"$work/policy" <<'END'
{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/deviceConfigurations", "value": [
 {"@odata.type": "#microsoft.graph.iosGeneralDeviceConfiguration",
  "compliantAppListType": "appsNotInListCompliant", "compliantAppsList": [
   {"name": "WeChat", "appId": "com.tencent.xin"}, {"name": "TikTok"}],
  "appsVisibilityListType": "appsNotInListCompliant", "appsVisibilityList": [{"appId": "com.zhiliaoapp.musically"}]},
 {"@odata.type": "#microsoft.graph.androidGeneralDeviceConfiguration",
  "appsHideList": [{"appStoreUrl": "https://play.google.com/store/apps/details?id=com.tencent.mm&hl=en"}],
  "compliantAppListType": "none", "compliantAppsList": [{"appId": "com.tencent.mm"}]},
 {"@odata.type": "#microsoft.graph.windows10GeneralConfiguration"}]}
END
run "$VETO" lint --json "$work/policy"
is "Graph: taken for what it is" "$(fields 'f["format"]')" graph
is "a list that only reports is no block" "$(gaps wechat)" "reported bundle-id com.tencent.xin"
is "one bundle id of TikTok is hidden" "$(gaps tiktok | grep bundle-id)" \
    "$(asked tiktok bundle-id | grep -v '^com.zhiliaoapp.musically$' | as 'missed bundle-id')"
is "traps of Graph" "$(traps)" "graph.reports-only graph.list-off graph.name-only"
is "a type without lists is named" "$(fields 'f["problems"][0]["text"]')" \
    "no @odata.type of which lists of apps are known: windows10GeneralConfiguration"
printf '{"applications": [' >"$work/policy"
run "$VETO" lint "$work/policy"
is "JSON that is cut off: 5" "$status" 5

# --- Apple configuration profiles
profile() { # FORMAT BUNDLES-FILE DOMAINS-FILE MORE-RESTRICTIONS
    python3 -c '
import json, plistlib, sys
restrictions = {"PayloadType": "com.apple.applicationaccess", "blockedAppBundleIDs": open(sys.argv[2]).read().split(),
                "allowMarketplaceAppInstallation": False, "allowWebDistributionAppInstallation": False,
                "allowEnterpriseAppTrust": False}
restrictions.update(json.loads(sys.argv[4]))
urls = ["https://" + n + "/" for n in open(sys.argv[3]).read().split()]
profile = {"PayloadType": "Configuration", "PayloadRemovalDisallowed": True, "PayloadVersion": 1, "PayloadContent": [
    restrictions, {"PayloadType": "com.apple.webcontent-filter", "FilterType": "BuiltIn", "DenyListURLs": urls}]}
plistlib.dump(profile, sys.stdout.buffer, fmt=getattr(plistlib, sys.argv[1]))' "$@"
}
sign() { # IN OUT OPTION...
    in=$1 to=$2
    shift 2
    openssl cms -sign -binary -nodetach -signer "$work/cert.pem" -inkey "$work/key.pem" -in "$in" -out "$to" -outform DER "$@" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 3650 -subj "/CN=Example MDM" 2>/dev/null
asked tiktok bundle-id >"$work/bundles"
profile FMT_XML "$work/bundles" "$domains" '{}' >"$work/xml"
profile FMT_BINARY "$work/bundles" "$domains" '{}' >"$work/bin"
for form in xml bin; do
    run "$VETO" lint --family tiktok "$work/$form"
    is "a complete profile, $form: 0" "$status" 0
    sign "$work/$form" "$work/$form.der"
    sign "$work/$form" "$work/$form.ber" -stream -md sha1
    for signed in "$work/$form.der" "$work/$form.ber"; do
        check "openssl cms takes ${signed##*/}" openssl cms -verify -noverify -binary -inform DER -in "$signed" -out "$work/content"
        run "$VETO" lint --family tiktok --json "$signed"
        is "veto too: 0" "$status" 0
        is "it has no gaps" "$(gaps tiktok)" ""
        is "and its signer" "$(fields 'f["signer"]')" "Example MDM"
        is "it is not unsigned, and SHA-1 is told" \
            "$(fields '[t["code"] for t in f["traps"] if t["code"] in ("apple.unsigned", "apple.signature", "apple.old-digest")]')" \
            "$(case $signed in *.ber) echo "['apple.old-digest']" ;; *) echo "[]" ;; esac)"
    done
done
check "one of them has indefinite lengths" test "$(head -c 2 "$work/xml.ber" | od -An -tx1 | tr -d ' ')" = 3080
sed 's/com.zhiliaoapp.musically/com.zhiliaoapp.Musically/' "$work/xml.der" >"$work/changed"
check "openssl cms refuses a changed one" sh -c "! openssl cms -verify -noverify -binary -inform DER -in '$work/changed' -out /dev/null"
run "$VETO" lint --family tiktok --json "$work/changed"
is "veto says that its signature does not hold" "$(traps)" "apple.signature"
is "and that the bundle id is another" "$(gaps tiktok)" "missed bundle-id com.zhiliaoapp.musically"

# As one that was deployed for an order: one bundle id, six domains.
echo com.zhiliaoapp.musically >"$work/few"
printf '%s\n' tiktokv.com tiktok.com tiktokcdn.com tiktokcdn-us.com ttwstatic.com bytedapm.com >"$work/six"
profile FMT_XML "$work/few" "$work/six" '{"allowMarketplaceAppInstallation": true, "allowEnterpriseAppTrust": true}' >"$work/xml"
run "$VETO" lint --family tiktok --json "$work/xml"
is "an incomplete profile: 4" "$status" 4
is "its gaps are exact" "$(gaps tiktok)" "$( (grep -vx com.zhiliaoapp.musically "$work/bundles" | as 'missed bundle-id'
    grep -vxFf "$work/six" "$domains" | grep -v '\.tiktok\.com$' | as 'missed domain'))"
is "what it leaves open is named" "$(traps)" "apple.marketplace-open apple.enterprise-open"
run "$VETO" lint --family tiktok "$work/xml"
check "a blocked app stays installed, it says" says "it stays installed"
profile FMT_XML "$work/few" "$work/six" '{"blockedAppBundleIDs": [], "allowListedAppBundleIDs": ["com.apple.mobilesafari"]}' >"$work/xml"
run "$VETO" lint --family tiktok --json "$work/xml"
is "an allow-list leaves no bundle id out" "$(gaps tiktok | grep bundle-id)" ""
printf '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><plist><string>&b;</string></plist>' >"$work/xml"
run "$VETO" lint "$work/xml"
is "entities are refused: 5" "$status" 5
check "and named" says "declares an entity"
printf '<plist><dict><key>PayloadContent</key></dict></plist>' >"$work/xml"
run "$VETO" lint "$work/xml"
is "a property list that is wrong: 5" "$status" 5

# --- an organisation's own family, other languages, wrong usage
mkdir "$work/own"
printf 'acme\tAcme Chat\tAcme Chat\tacme\twords\n' >"$work/own/families.tsv"
printf 'domain\tacme.example\tany\tcertain\t\tus\t2026-01-01\n' >"$work/own/acme.tsv"
{ printf 'address=/acme.example/\n'; for name in $apex; do echo "local=/$name/"; done; } >"$work/dnsmasq"
run "$VETO" lint --families "$work/own" --family acme "$work/dnsmasq"
is "an own family is covered: 0" "$status" 0
LC_ALL=fr_CA.UTF-8 run "$VETO" lint --family tiktok "$work/nft"
check "in French" says "des adresses ne nomment pas un produit"
printf 'a\033[31m CNAME .\n@ SOA a b 1 1 1 1 1\n' >"$work/hostile"
run "$VETO" lint "$work/hostile"
is "hostile text is printed harmless" "$(tr -d -c '\033' <"$work/out")" ""
printf 'lorem ipsum\n' >"$work/text"
run "$VETO" lint "$work/text"
is "a file of no format: 5" "$status" 5
run "$VETO" lint "$work/none"
is "a file that is not there: 1" "$status" 1
run "$VETO" lint
is "no file: 2" "$status" 2
run "$VETO" lint --format xyz "$work/text"
is "a format there is not: 2" "$status" 2
run "$VETO" lint --family xyz "$work/text"
is "a family there is not: 2" "$status" 2
finish
