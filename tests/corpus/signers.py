#!/usr/bin/env python3
"""Signatures and signers through the whole program, the manifest read by veto itself.

Four truths: the expectations of AOSP's own suite, range by range; what Debian's apksigner says of every APK
(verdict and certificates); the certificates openssl finds in every META-INF/*.RSA; and the tables' own promise,
that rows of one scheme are disjoint and begin where the app installs. tests/corpus/apksig.py asks the reader
alone, with the manifest read by aapt, and has the list of files where apksigner differs.
"""
import hashlib
import re
import subprocess
import sys
import zipfile
import zlib

from apksig import DIFFERENCES, accepted
from differ import Tap, apks, each, lines, tables

WANTED = {
    "app": "min_sdk min_sdk_codename",
    "artifacts": "sha256 kind",
    "signatures": "scheme present verified error min_sdk max_sdk artifact",
    "signers": "scheme position sha256 sha1 lineage_position min_sdk max_sdk artifact",
}


OPENSSL = {
    "v1-only-with-rsa-1024-cert-not-der.apk":
        "openssl writes the certificate anew as DER; the platform and apksigner digest it as it stands",
}


def v1_certificates(path):
    """SHA-256 of every certificate in the signature blocks of META-INF, by openssl."""
    found = set()
    try:
        with zipfile.ZipFile(path) as z:
            for name in z.namelist():
                if not re.match(r"^META-INF/[^/]*\.(RSA|DSA|EC)$", name):
                    continue
                pem = subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs"], input=z.read(name),
                                     capture_output=True, check=False).stdout
                for cert in re.findall(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.S):
                    der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=cert,
                                         capture_output=True, check=False).stdout
                    found.add(hashlib.sha256(der).hexdigest())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        return None
    return found


def read(item):
    sha, path, _ = item
    row = tables(path, WANTED)
    row["min_sdk"] = (row["app"][0]["min_sdk"] if row["app"] else None) or 1
    for table in ("signatures", "signers"):
        row[table] = [r for r in row[table] if r["artifact"] == sha]
    return row, v1_certificates(path)


def promises(row):
    """What the tables promise of themselves; the first promise broken."""
    ranges = {}
    for s in row["signatures"]:
        low, high = s["min_sdk"], s["max_sdk"] if s["max_sdk"] is not None else 10 ** 6
        if low > high:
            return "an empty range: %s" % s
        if s["verified"] and (not s["present"] or s["error"] is not None):
            return "verified, yet absent or in error: %s" % s
        if not s["verified"] and not s["error"]:
            return "refused without a reason: %s" % s
        if low < row["min_sdk"] and s["scheme"] in ("v1", "v2", "v3", "v3.1"):
            return "below the level the app installs on: %s" % s
        for other in ranges.setdefault(s["scheme"], []):
            if low <= other[1] and other[0] <= high:
                return "ranges of %s overlap" % s["scheme"]
        ranges[s["scheme"]].append((low, high))
    deciding = sorted(r for s in ("v1", "v2", "v3", "v3.1") for r in ranges.get(s, []))
    for one, other in zip(deciding, deciding[1:]):
        if other[0] <= one[1]:
            return "two schemes decide for one level: %s and %s" % (one, other)
    return None


def suite(tap, rows):
    by_name = {name.split("/")[1]: row for name, row in rows.items() if name.startswith("apksig/")}
    for e in lines("truth/apksig-expect.jsonl"):
        if e["expect"] == "see-test" or e["file"] not in by_name:
            continue
        row = by_name[e["file"]]
        tap.compared += 1
        tap.ok(accepted(row, e["min_sdk"], e["max_sdk"]) == (e["expect"] == "verified"),
               "%s %s to %s: %s" % (e["file"], e["min_sdk"], e["max_sdk"], e["expect"]), row["signatures"])


def main():
    tap, rows, bad, promised, openssl = Tap(), {}, [], 0, 0
    truth = {c["sha256"]: c.get("signature") or {} for c in lines("truth/consensus.jsonl")}
    for (sha, path, name), result in each(read, apks()):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        row, v1 = result
        rows[name] = row
        broken = promises(row)
        tap.compared += 1
        promised += broken is None
        if broken:
            bad.append("%s: %s" % (name, broken))
        ours = {s["sha256"] for s in row["signers"]}
        mine = {s["sha256"] for s in row["signers"] if s["scheme"] == "v1"}
        if v1 and any(s["scheme"] == "v1" and s["verified"] for s in row["signatures"]):
            tap.compared += 1
            openssl += 1
            if path.name in OPENSSL:
                tap.listed += 1
                tap.note("%s: %s" % (name, OPENSSL[path.name]))
            elif not mine or not mine <= v1:
                bad.append("%s: certificates of v1 %s, openssl %s" % (name, sorted(mine), sorted(v1)))
        said = truth.get(sha, {})
        if said.get("apksigner_verified") is None:
            continue
        tap.compared += 1
        same = accepted(row, None, None) == said["apksigner_verified"]
        same = same and (not said["apksigner_verified"] or set(said["cert_sha256"]) <= ours)
        why = DIFFERENCES.get(path.name)
        tap.listed += not same and why is not None
        tap.ok(same or why is not None, "%s against apksigner%s" % (name, "" if same else ": %s" % why), said,
               row["signatures"], sorted(ours))
    tap.ok(not bad, "%d APKs keep the promises of the table, %d sets of certificates are openssl's"
           % (promised, openssl), *bad)
    suite(tap, rows)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
