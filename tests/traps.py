#!/usr/bin/env python3
"""Every trap that lint names: one file that has it, and the same without; what is missing of a family in formats where little is: traps.py VETO FOLDER

TAP on standard output.
"""
import json
import plistlib
import re
import subprocess
import sys

VETO, FOLDER = sys.argv[1:3]
count = 0
tried = set()


def ok(good, what, *why):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)
    for line in () if good else why:
        print("#", line)


def lint(name, data, *options):
    path = f"{FOLDER}/file"
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode())
    done = subprocess.run([VETO, "lint", "--json", "--format", name, *options, path], capture_output=True)
    return json.loads(done.stdout)[0] if done.stdout else {"traps": [], "families": [], "problems": [{"text": done.stderr.decode()}], "wrong": 1}


def trap(code, name, having, without):
    tried.add(code)
    found = [t for t in lint(name, having)["traps"] if t["code"] == code]
    ok(len(found) == 1 and len(found[0]["source"]) > 3, f"{code}, with its source", found)
    if without is not None:
        ok(all(t["code"] != code for t in lint(name, without)["traps"]), f"{code}: not where it is not")


def zone(*lines):
    return "$TTL 60\n@ IN SOA a. b. 1 1 1 1 1\n@ NS a.\n" + "".join(line + "\n" for line in lines)


def dns():
    clean = zone("a.example CNAME .")
    trap("dns.outside", "rpz", clean, None)
    trap("dns.relay-open", "rpz", clean, zone("mask.icloud.com CNAME .", "mask-h2.icloud.com CNAME ."))
    trap("dns.browser-open", "rpz", clean, zone("use-application-dns.net CNAME ."))
    trap("rpz.not-a-zone", "rpz", "a.example CNAME .\n", clean)
    trap("rpz.outside-zone", "rpz", zone("a.example. CNAME ."), clean)
    trap("rpz.client-exemption", "rpz", zone("32.9.2.0.127.rpz-client-ip CNAME rpz-passthru."), clean)
    trap("rpz.address-trigger", "rpz", zone("24.0.2.0.192.rpz-ip CNAME ."), clean)
    trap("rpz.local-data", "rpz", zone("a.example CNAME walled.example."), clean)
    trap("rpz.tcp-only", "rpz", zone("a.example CNAME rpz-tcp-only."), clean)
    trap("rpz.include", "rpz", zone("$INCLUDE other"), clean)
    trap("hosts.exact", "hosts", "0.0.0.0 a.example\n", None)
    trap("hosts.wildcard", "hosts", "0.0.0.0 *.a.example\n", "0.0.0.0 a.example\n")
    trap("hosts.redirect", "hosts", "192.0.2.7 tiktok.com\n", "0.0.0.0 tiktok.com\n")
    trap("dnsmasq.include", "dnsmasq", "conf-dir=/etc/dnsmasq.d\naddress=/a.example/#\n", "address=/a.example/#\n")
    trap("pihole.exact", "pihole", "tiktok.com\n", "||tiktok.com^\n")
    trap("pihole.groups", "pihole", "||a.example^\n", None)


def nft():
    def rules(sets, drop="ip daddr @b drop", chain="forwarding"):
        return "table inet veto {\n %s\n chain %s { type filter hook forward priority 0; %s; }\n}\n" % (sets, chain, drop)
    four, six = "set b { type ipv4_addr; flags interval, timeout; elements = { 192.0.2.0/24 } }", "set c { type ipv6_addr; flags interval, timeout; elements = { 2001:db8::/48 } }"
    good = rules(f"{four}\n {six}", "ip daddr @b drop; ip6 daddr @c drop")
    trap("nft.addresses", "nft", good, None)
    trap("nft.keyword", "nft", rules(four, chain="fwd"), good)
    trap("nft.unused-set", "nft", rules(four, "accept"), good)
    trap("nft.no-timeout", "nft", rules(four.replace(", timeout", "")), good)
    trap("nft.one-protocol", "nft", rules(four), good)
    trap("nft.wide", "nft", rules(four.replace("192.0.2.0/24", "192.0.0.0/8")), good)
    trap("nft.empty-set", "nft", rules(four.replace(" elements = { 192.0.2.0/24 }", "")), good)
    ok([t["code"] for t in lint("nft", good)["traps"] if t["weight"] == "open" and not t["code"].startswith("dns.")] == ["nft.addresses"], "a ruleset without mistakes leaves open that addresses name nobody")
    wrong = lint("nft", "table inet veto { set b { elements = { 192.0.2.0/33, 192.0.2.300, 192.0.2.1, 192.0.2.3-192.0.2.5, 192.0.2.1-192.0.2 } } }\n")
    ok(wrong["wrong"] == 3, "elements that are none are named", wrong["problems"])


def amapi():
    app = {"packageName": "com.a", "installType": "BLOCKED"}
    good = {"playStoreMode": "BLACKLIST", "applications": [app],
            "personalUsagePolicies": {"personalPlayStoreMode": "BLOCKLIST", "personalApplications": [app]},
            "statusReportingSettings": {"applicationReportsEnabled": True, "applicationReportingSettings": {"includeRemovedApps": True}},
            "policyEnforcementRules": [{"settingName": "applications", "blockAction": {"blockAfterDays": 1}, "wipeAction": {"wipeAfterDays": 9}}]}
    ok(not lint("amapi", good)["traps"], "a policy without traps", lint("amapi", good)["traps"])
    trap("amapi.block-without-wipe", "amapi", good | {"policyEnforcementRules": [{"blockAction": {"blockAfterDays": 1}}]}, good)
    trap("amapi.wipe-before-block", "amapi", good | {"policyEnforcementRules": [{"blockAction": {"blockAfterDays": 9}, "wipeAction": {"wipeAfterDays": 9}}]}, good)
    trap("amapi.store-mode", "amapi", {k: v for k, v in good.items() if k != "playStoreMode"}, good)
    trap("amapi.untrusted-apps", "amapi", good | {"advancedSecurityOverrides": {"untrustedAppsPolicy": "ALLOW_INSTALL_IN_PERSONAL_PROFILE_ONLY"}}, good | {"advancedSecurityOverrides": {"untrustedAppsPolicy": "DISALLOW_INSTALL"}})
    trap("amapi.debugging", "amapi", good | {"advancedSecurityOverrides": {"developerSettings": "DEVELOPER_SETTINGS_ALLOWED"}}, good)
    trap("amapi.no-reports", "amapi", good | {"statusReportingSettings": {}}, good)
    trap("amapi.no-removed", "amapi", good | {"statusReportingSettings": {"applicationReportsEnabled": True}}, good)
    trap("amapi.personal-side", "amapi", good | {"personalUsagePolicies": {}}, good)
    trap("amapi.disabled", "amapi", good | {"applications": [{"packageName": "com.a", "installType": "AVAILABLE", "disabled": True}]}, good)
    wrong = lint("amapi", good | {"applications": [{"installType": "BLOCKED"}, app]})
    ok(wrong["wrong"] == 1, "an application that is none is named", wrong["problems"])


def graph():
    def of(kind, **more):
        return {"@odata.type": f"#microsoft.graph.{kind}"} | more
    ios = "iosGeneralDeviceConfiguration"
    good = of(ios, compliantAppListType="appsInListCompliant", compliantAppsList=[{"name": "a", "appId": "com.a"}])
    hidden = of(ios, appsVisibilityListType="appsNotInListCompliant", appsVisibilityList=[{"name": "a", "appId": "com.a"}])
    trap("graph.reports-only", "graph", good, hidden)
    trap("graph.list-off", "graph", of(ios, compliantAppListType="none", compliantAppsList=[{"appId": "com.a"}]), hidden)
    trap("graph.name-only", "graph", of(ios, appsVisibilityListType="appsNotInListCompliant", appsVisibilityList=[{"name": "a"}]), hidden)
    trap("graph.supervised", "graph", hidden, good)
    trap("graph.store-mode", "graph", of("androidDeviceOwnerGeneralDeviceConfiguration", playStoreMode="blockList"), of("androidDeviceOwnerGeneralDeviceConfiguration", playStoreMode="allowList"))
    ids = [line.split("\t")[1] for line in open("packs/families/tiktok.tsv", encoding="utf-8") if line.startswith("bundle-id\t") and line.split("\t")[3] in ("certain", "claim") and line.split("\t")[2] != "macos"]
    for left in ([], ids[:1], ids):
        listed = [{"name": i, "appId": i} for i in ids if i not in left]
        answer = lint("graph", of(ios, appsVisibilityListType="appsNotInListCompliant", appsVisibilityList=listed), "--family", "tiktok")
        gaps = [g["value"] for f in answer["families"] for g in f["gaps"] if g["kind"] == "bundle-id"]
        ok(gaps == left, f"Graph: without {len(left)} of {len(ids)} bundle ids, the gaps are those", gaps)
    wrong = lint("graph", of(ios, appsVisibilityListType="appsNotInListCompliant", appsVisibilityList=[7, {"appId": "com.a"}]))
    ok(wrong["wrong"] == 1 or any(t["code"] == "graph.name-only" for t in wrong["traps"]), "an item that is none is named", wrong["problems"], wrong["traps"])


def dnsmasq():
    names = [line.split("\t")[1] for line in open("packs/families/tiktok.tsv", encoding="utf-8") if line.startswith("domain\t") and line.split("\t")[3] in ("certain", "claim")]
    for form, write in (("dnsmasq", "address=/%s/#\n"), ("pihole", "||%s^\n")):
        left = ["musical.ly", "ttwstatic.com"]
        answer = lint(form, "".join(write % n for n in names if n not in left), "--family", "tiktok")
        gaps = sorted((g["fate"], g["value"]) for f in answer["families"] for g in f["gaps"] if g["kind"] == "domain")
        ok(gaps == [("missed", n) for n in left], f"{form}: without two domains, the gaps are those", gaps)
    wrong = lint("dnsmasq", "address=/a..b/#\naddress=nothing\naddress=/a.example/#\n")
    ok(wrong["wrong"] == 2, "dnsmasq: lines that are none are named", wrong["problems"])


def apple():
    def profile(payloads, **more):
        return plistlib.dumps({"PayloadType": "Configuration", "PayloadRemovalDisallowed": True, "PayloadContent": payloads} | more)
    closed = {"PayloadType": "com.apple.applicationaccess", "allowMarketplaceAppInstallation": False, "allowWebDistributionAppInstallation": False, "allowEnterpriseAppTrust": False}
    good, blocked = profile([closed]), dict(closed, blockedAppBundleIDs=["com.a"])
    trap("apple.supervised", "mobileconfig", profile([blocked]), good)
    trap("apple.stays-installed", "mobileconfig", profile([blocked]), good)
    trap("apple.deprecated-key", "mobileconfig", profile([dict(closed, blacklistedAppBundleIDs=["com.a"])]), profile([blocked]))
    for key, code in (("allowMarketplaceAppInstallation", "marketplace"), ("allowWebDistributionAppInstallation", "web-install"), ("allowEnterpriseAppTrust", "enterprise")):
        trap(f"apple.{code}-open", "mobileconfig", profile([dict(blocked, **{key: True})]), profile([blocked]))
    trap("apple.removable", "mobileconfig", profile([blocked], PayloadRemovalDisallowed=False), profile([blocked]))
    filtered = {"PayloadType": "com.apple.webcontent-filter", "FilterType": "BuiltIn", "DenyListURLs": [f"https://a{i}.example/" for i in range(501)]}
    trap("apple.filter-many", "mobileconfig", profile([filtered]), profile([dict(filtered, DenyListURLs=filtered["DenyListURLs"][:500])]))
    trap("apple.filter-plugin", "mobileconfig", profile([dict(filtered, FilterType="Plugin")]), profile([filtered]))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{FOLDER}/key.pem", "-out", f"{FOLDER}/cert.pem", "-days", "2", "-subj", "/CN=x"], check=True, capture_output=True)
    signed = {}
    for digest in ("sha1", "sha256"):
        signed[digest] = subprocess.run(["openssl", "cms", "-sign", "-binary", "-nodetach", "-signer", f"{FOLDER}/cert.pem", "-inkey", f"{FOLDER}/key.pem", "-md", digest, "-outform", "DER"],
                                        input=profile([blocked]), check=True, capture_output=True).stdout
    trap("apple.unsigned", "mobileconfig", profile([blocked]), signed["sha256"])
    trap("apple.old-digest", "mobileconfig", signed["sha1"], signed["sha256"])
    trap("apple.signature", "mobileconfig", signed["sha256"].replace(b"com.a", b"com.b"), signed["sha256"])


dns()
nft()
amapi()
graph()
dnsmasq()
apple()
known = set(re.findall(r'\] = \{"([a-z.-]+)"', open("src/fleet/trap.c", encoding="utf-8").read()))
ok(known == tried and len(known) > 40, f"all of {len(known)} traps were tried", known ^ tried)
print(f"1..{count}")
