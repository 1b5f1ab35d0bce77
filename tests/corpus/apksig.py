#!/usr/bin/env python3
"""Signature verdicts against the truth of the corpus.

Two truths: the expectations of AOSP's own test suite (accepted or refused
over a range of API levels), and what Debian's apksigner says of every APK.
Facts of the manifest that the verdict needs come from aapt.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.environ.get("VETO_SHARED", os.path.join(ROOT, "..", "shared"))
CORPUS = os.path.join(SHARED, "corpus")
BUILD = os.environ.get("BUILD", "build")
ATTRIBUTES = {"min": "minSdkVersion", "target": "targetSdkVersion", "sandbox": "targetSandboxVersion"}


def lines(name):
    with open(os.path.join(CORPUS, name)) as f:
        return [json.loads(line) for line in f]


def facts(path):
    """Minimum and target level and sandbox version, as the manifest has them."""
    out = subprocess.run(["aapt", "dump", "xmltree", path, "AndroidManifest.xml"], capture_output=True)
    text = out.stdout.decode("utf-8", "replace")
    found = {}
    for key, name in ATTRIBUTES.items():
        m = re.search(r"A: android:%s\(0x[0-9a-f]+\)=\(type 0x10\)0x([0-9a-f]+)" % name, text)
        found[key] = int(m.group(1), 16) if m else 0
    return found["min"] or 1, found["target"] or found["min"] or 1, found["sandbox"] or 1


def verdicts(paths):
    known = {path: facts(path) for path in paths}
    asked = "".join("%d %d %d %s\n" % (known[p] + (p,)) for p in paths)
    out = subprocess.run([os.path.join(ROOT, BUILD, "corpus", "apksig_dump")], input=asked.encode(),
                         capture_output=True, check=True).stdout
    result = {}
    for line in out.decode("utf-8", "replace").splitlines():
        row = json.loads(line)
        row["min_sdk"] = known[row["file"]][0]
        result[row["file"]] = row
    return result


def accepted(row, low, high):
    """Whether every level is covered by a row that verified. Rows of one scheme that stand side by side rest on
    different signatures: apksig accepts a range only where one and the same holds throughout."""
    at, last = max(low or row["min_sdk"], row["min_sdk"]), None
    rows = [s for s in row["signatures"] if s["verified"] and s["scheme"] in ("v1", "v2", "v3", "v3.1")]
    while True:
        cover = [s for s in rows if s["min_sdk"] <= at and (s["max_sdk"] is None or s["max_sdk"] >= at)]
        if not cover or (last == cover[0]["scheme"] == "v1"):
            return False
        last = cover[0]["scheme"]
        if cover[0]["max_sdk"] is None or (high and cover[0]["max_sdk"] >= high):
            return True
        at = cover[0]["max_sdk"] + 1


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, text, *why):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, text.replace("#", "")))
        if not good:
            for w in why:
                print("#  ", w)

    def end(self):
        print("1..%d" % self.count)
        return 1 if self.failed else 0


def suite(tap, manifest, results):
    """AOSP's test suite, range by range."""
    paths = {os.path.basename(m["path"]): os.path.join(CORPUS, m["path"]) for m in manifest
             if m["kind"] == "apksig" and m["path"].endswith(".apk")}
    for e in lines("truth/apksig-expect.jsonl"):
        if e["expect"] == "see-test":
            continue
        row = results.get(paths.get(e["file"]))
        if row is None:
            tap.ok(False, e["file"], "not read")
            continue
        got = accepted(row, e["min_sdk"], e["max_sdk"])
        tap.ok(got == (e["expect"] == "verified"),
               "%s %s to %s: %s" % (e["file"], e["min_sdk"], e["max_sdk"], e["expect"]),
               "min_sdk %d" % row["min_sdk"], *map(json.dumps, row["signatures"]))


# Where apksigner differs, and why the device sides with us.
DIFFERENCES = {
    "v1-only-11-signers.apk": "newer releases and apksig take ten signers at most; this apksigner knows no limit",
    "v1-only-with-nul-in-entry-name.apk": "libziparchive refuses archives with NUL in a name",
    "v31-block-stripped-v3-attr-value-33.apk": "this apksigner does not know v3.1 and what v3 says of it",
    "v31-tgt-34-v3-attr-value-33.apk": "this apksigner does not know v3.1 and what v3 says of it",
    "stamp-malformed-signature.apk": "this apksigner throws on the stamp; AOSP's own test expects the app verified",
}


def apksigner(tap, manifest, results):
    """Verdict, schemes and certificates of apksigner over all APKs it could judge."""
    paths = {m["sha256"]: os.path.join(CORPUS, m["path"]) for m in manifest}
    for c in lines("truth/consensus.jsonl"):
        truth = c.get("signature") or {}
        path = paths.get(c["sha256"])
        if path not in results or truth.get("apksigner_verified") is None:
            continue
        row = results[path]
        name = os.path.basename(path)
        got = accepted(row, None, None)
        used = sorted({s["scheme"] for s in row["signatures"] if s["verified"]} - {"source-stamp", "v4"})
        certs = {s["sha256"] for s in row["signers"]}
        why = DIFFERENCES.get(name)
        same = got == truth["apksigner_verified"]
        if truth["apksigner_verified"]:
            same = same and set(truth["cert_sha256"]) <= certs
        tap.ok(same or why is not None, "%s %s" % (c["kind"], name if why is None else name + ": " + why),
               "apksigner: %s" % json.dumps(truth), "ours: %s %s min_sdk %d" % (got, used, row["min_sdk"]),
               *map(json.dumps, row["signatures"] + row["signers"]))


def main():
    manifest = lines("MANIFEST.jsonl")
    wanted = {c["sha256"] for c in lines("truth/consensus.jsonl")}
    paths = [os.path.join(CORPUS, m["path"]) for m in manifest
             if m["sha256"] in wanted or (m["kind"] == "apksig" and m["path"].endswith(".apk"))]
    results = verdicts(paths)
    tap = Tap()
    suite(tap, manifest, results)
    apksigner(tap, manifest, results)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
