#!/usr/bin/env python3
"""What the packs know of the corpus's apps, against slower ways to find the same.

SDKs: each class of each app is looked up by its longest prefix, one by one. Addresses and keys: regular
expressions over all strings of the app and over the text files that python's zipfile unpacks. Families: none of
these apps belongs to one. And by hand: SDKs that the sources or names of some apps say are there.
"""
import collections
import pathlib
import re
import sys
import zipfile
import zlib

from differ import Tap, apks, each, query, tables

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOST = re.compile(r"(?<![A-Za-z0-9])https?://((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/:?\"' ]|$)")
GOOGLE = re.compile(r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])")
SMALL = 1 << 16  # files of the archive up to this size
WANTED = {"sdks": "id basis classes confidence grade", "endpoints": "kind host value grade", "secrets": "kind redacted",
          "families": "family relation", "packers": "id kind"}
# Package or a part of the file's name: SDKs that are there. From the apps' sources and build files.
BY_HAND = {
    "com.example.android.tvleanback": {"glide", "google-exoplayer"},
    "InsecureBankv2": {"google-admob", "google-analytics", "google-maps", "google-gms"},
    "settings_apk": {"google-location"},
    "dvba": {"google-firebase-auth"},
}


def index():
    rows = [line.split("\t") for line in (ROOT / "packs/sdks/index.tsv").read_text().splitlines() if line[0] != "#"]
    return {key: sdk for kind, key, sdk in rows if kind == "type"}


PREFIXES = index()


def owner_of(descriptor):
    """The SDK of the longest prefix, by trying every one the name has."""
    for end in range(len(descriptor), 0, -1):
        if descriptor[:end] in PREFIXES:
            return PREFIXES[descriptor[:end]]
    return None


def plain_files(path):
    texts = []
    try:
        with zipfile.ZipFile(path) as z:
            for entry in z.infolist():
                if entry.file_size <= SMALL and re.search(r"\.(json|txt|xml|js|html|properties)$", entry.filename) \
                        and not entry.filename.startswith("META-INF/"):
                    data = z.read(entry)
                    if data[:2] not in (b"\x03\x00", b"PK"):
                        texts.append(data.decode("latin-1"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        pass
    return texts


def read(item):
    _, path, _ = item
    return (tables([path], WANTED), query([path], "SELECT name, dex FROM classes"),
            [row["value"] for row in query([path], "SELECT value FROM strings")], plain_files(path))


def compare(ours, classes, strings, files):
    bad = []
    counted = collections.Counter(owner_of(row["name"]) for row in classes)
    counted.pop(None, None)
    told = {row["id"]: row["classes"] for row in ours["sdks"] if row["classes"] > 0}
    if told != dict(counted):
        bad.append("SDKs: ours %s, one by one %s" % (sorted(told.items() - counted.items()), sorted(counted.items() - told.items())))
    hosts = {row["host"] for row in ours["endpoints"]}
    texts = [t for t in strings if len(t) < 400] + [line for f in files for line in re.split(r"[\x00-\x1f\x7f]", f) if len(line) < 400]
    missing = {h for t in texts for h in HOST.findall(t)} - hosts
    if missing and len(ours["endpoints"]) < 5000:
        bad.append("hosts not found: %s" % sorted(missing)[:5])
    keys = {k for t in texts for k in GOOGLE.findall(t) if len(set(k)) > 20}
    count = sum(row["kind"] == "google-api-key" for row in ours["secrets"])
    if len(keys) > count:
        bad.append("%d Google API keys, %d found" % (len(keys), count))
    shown = str(ours)
    bad += ["a key is shown: %s..." % k[:8] for k in keys if k in shown]
    bad += ["family: %s" % row for row in ours["families"] if row["relation"] != "vendor"]
    bad += ["grade without code: %s" % row for row in ours["sdks"]
            if row["classes"] == 0 and row["basis"] != "code" and row["grade"] != "present"]
    return bad


def main():
    tap, by_hand = Tap(), collections.defaultdict(set)
    for (sha, path, name), result in each(read, apks()):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        bad = compare(*result)
        tap.compared += 3
        for part in BY_HAND:
            if part in name:
                by_hand[part] |= {row["id"] for row in result[0]["sdks"] if row["basis"] == "code"}
        tap.ok(not bad, name, *("%s %s" % (sha[:10], line) for line in bad))
    for part, wanted in BY_HAND.items():
        tap.ok(wanted <= by_hand[part], "%s holds %s" % (part, ", ".join(sorted(wanted))), *sorted(wanted - by_hand[part]))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
