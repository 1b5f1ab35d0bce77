#!/usr/bin/env python3
"""Bundles of splits, and files that are no Android app.

A bundle gives one app for each base in it; a split joins the base of its own folder; the components of a feature
split are those aapt finds in it. A file that is no app exits 0 with an empty app table, an anomaly or a gap in
coverage that says why, and every part accounted for.
"""
import sys
import zipfile

from differ import CORPUS, Manifest, Tap, apks, each, files, query

KINDS = ("activity", "activity-alias", "service", "receiver", "provider")


def bundles(tap):
    for path in sorted((CORPUS / "apks").iterdir()):
        with zipfile.ZipFile(path) as z:
            inner = [n for n in z.namelist() if n.endswith(".apk")]
        rows = query(path, "SELECT kind, split, locus FROM artifacts WHERE kind IN ('base', 'split')")
        bases = [r for r in rows if r["kind"] == "base"]
        apps = query(path, "SELECT id, locus FROM app")
        tap.ok(len(apps) == len(bases), "%s: %d apps for %d bases" % (path.name, len(apps), len(bases)))
        got = sorted(r["locus"].split("!")[1].split("@")[0] for r in rows)
        tap.ok(got == sorted(inner), "%s: each of %d APKs lies in one app" % (path.name, len(inner)),
               set(inner) - set(got), [g for g in got if got.count(g) > 1][:3])
        tap.compared += 2 + len(inner)
        components = query(path, "SELECT kind, name, locus FROM components")
        for name in inner:
            apk = [f for f in apks() if f[2] == "%s!%s" % (path.name, name)]
            if not apk:
                continue
            m = Manifest(apk[0][1])
            app = m.root.all("application") if m.root is not None else []
            package = m.text(m.root, "package") or ""
            wanted = []
            for e in app[0].all(*KINDS) if app else []:
                text = m.text(e, 0x01010003)
                wanted.append((e.tag, package + text if text.startswith(".") else text))
            ours = [(c["kind"], c["name"]) for c in components if "!%s!" % name in c["locus"]]
            tap.compared += 1
            if ours != wanted:
                tap.ok(False, "%s!%s" % (path.name, name), "ours %s" % ours[:4], "aapt %s" % wanted[:4])


def other(path):
    row = query(path, "SELECT (SELECT count(*) FROM app) AS app, (SELECT count(*) FROM components) AS components, "
                      "(SELECT count(*) FROM anomalies) AS odd, (SELECT count(*) FROM coverage) AS parts, "
                      "(SELECT count(*) FROM coverage WHERE analysed < total) AS gaps, "
                      "(SELECT count(*) FROM artifacts) AS artifacts")[0]
    return row


def main():
    tap = Tap()
    bundles(tap)
    rest = sorted({p for p in files().values() if p.is_file() and p.suffix not in (".apk", ".apks") and
                   p.relative_to(CORPUS).parts[0] in ("ios", "plist", "zip-adv", "dex", "bundle", "pcap", "axml",
                                                     "domains", "trackers", "apksig")})
    count = 0
    for path, row in each(other, rest):
        name = str(path.relative_to(CORPUS))
        if isinstance(row, Exception):
            tap.ok(False, name, repr(row))
            continue
        count += 1
        tap.compared += 4
        why = row["odd"] > 0 or row["gaps"] > 0
        if row["app"] or row["components"] or row["parts"] != 6 or not row["artifacts"] or not why:
            tap.ok(False, name, row)
    tap.ok(count > 200, "%d files that are no app: exit 0, empty tables, and the reason" % count)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
