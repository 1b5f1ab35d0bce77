#!/usr/bin/env python3
"""Malformed files of the corpus: what a device would install is read as an app, with an anomaly; what it would
refuse says so.

The device's libziparchive and androidfw judge, as aapt2 and aapt carry them: whether the archive opens, and
whether the manifest parses. Strict readers (unzip -t, python's zipfile, androguard) say what is malformed. Every
binary manifest of axml/ is put into an archive of its own.
"""
import hashlib
import sys
import zipfile

from differ import CORPUS, Tap, apks, digest, each, lines, run, scratch, tables

WANTED = {
    "app": "id",
    "artifacts": "sha256 kind",
    "anomalies": "code effect subject",
    "signatures": "scheme verified",
    "coverage": "part total analysed reason",
}

# Files that strict readers dislike without a divergence of ours, by digest prefix.
DIFFERENCES = {}


def wrapped():
    """An archive around every binary manifest of axml/."""
    found = []
    for path in sorted((CORPUS / "axml").rglob("*.xml")):
        apk = scratch() / ("axml-%s.apk" % hashlib.sha256(str(path).encode()).hexdigest()[:16])
        with zipfile.ZipFile(apk, "w") as z:
            z.write(path, "AndroidManifest.xml")
        found.append((digest(apk), apk, "axml/" + path.name))
    return found


def strict(path):
    """What python's zipfile objects to; None when it reads everything."""
    try:
        with zipfile.ZipFile(path) as z:
            names = [i.orig_filename for i in z.infolist()]
            if len(set(names)) != len(names):
                return "a name stands twice"
            if sum(i.file_size for i in z.infolist()) < 1 << 28:
                bad = z.testzip()
                return bad and "CRC of %s" % bad
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)
    return None


def read(item):
    _, path, _ = item
    ours = tables(path, WANTED)
    _, _, err = run("aapt2", "dump", "packagename", path)
    opens = b"failed opening zip" not in err
    status, out, err = run("aapt", "dump", "xmltree", path, "AndroidManifest.xml")
    # aapt prints what stands before a bad node and exits 0; the platform's parser throws there.
    parses = status == 0 and b"E: manifest (" in out and b"Bad XML block" not in err
    return ours, opens, parses, strict(path)


def main():
    tap, truth = Tap(), {t["sha256"]: t for t in lines("truth/consensus.jsonl")}
    counts = {"read": 0, "malformed": 0, "refused": 0}
    for (sha, path, name), result in each(read, list(apks()) + wrapped()):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        ours, opens, parses, objection = result
        known = truth.get(sha, {})
        guard = (known.get("peer_rc") or {}).get("androguard")
        if objection is None and guard not in (None, "ok"):
            objection = "androguard: %s" % guard
        is_app = bool(ours["app"]) or any(a["kind"] == "split" for a in ours["artifacts"])
        effects = {a["effect"] for a in ours["anomalies"]}
        refused = "refused" in effects or "limit" in effects
        bad = []
        if opens and parses:
            counts["read"] += 1
            tap.compared += 1
            if not is_app:
                bad.append("the device opens it, ours has no app")
        if opens and parses and objection:
            counts["malformed"] += 1
            tap.compared += 1
            if not effects:
                bad.append("strict readers: %s; nothing odd to ours" % objection)
        if not opens or not parses:
            counts["refused"] += 1
            tap.compared += 2
            if not refused:
                bad.append("archive opens %s, manifest parses %s, but nothing is refused: %s"
                           % (opens, parses, ours["anomalies"][:3]))
            if not opens and any(s["verified"] for s in ours["signatures"]):
                bad.append("the archive does not open, yet a signature holds")
        for line in list(bad):
            why = [w for (prefix, text), w in DIFFERENCES.items() if sha.startswith(prefix) and text in line]
            if why:
                tap.listed += 1
                tap.note("%s: %s: %s" % (name, line, why[0]))
                bad.remove(line)
        if bad or objection or not opens or not parses:
            tap.ok(not bad, "%s: %s" % (name, objection or "archive %s, manifest %s" % (opens, parses)),
                   sha[:10], *bad)
    tap.ok(counts["malformed"] > 5 and counts["refused"] > 20,
           "%(read)d read as the device reads them, %(malformed)d of them malformed; %(refused)d refused" % counts)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
