#!/usr/bin/env python3
"""Code through the whole program against dexdump and the truth of the corpus.

Every classesN.dex of every APK: header counts, the classes and the methods they define by name, the loaded
set by ART's rule of consecutive numbers, the strings of the file and which of them an instruction loads.
dexdump (ART's own) judges each DEX; truth/consensus.jsonl has its counts and androguard's. Instructions are
compared by tests/corpus/dex.py.
"""
import re
import sys
import zipfile
import zlib

from differ import Tap, apks, each, lines, query, run, scratch, tables

WANTED = {
    "app": "id",
    "artifacts": "sha256 kind",
    "dex_files": "name size strings types methods classes fields methods_defined checksum_ok loaded refusal "
                 "artifact",
}
STRING_SAMPLE = 3 << 20  # DEX up to this size: classes, methods and strings by name

# (digest prefix, field): why ours is what the device has.
REFUSED = "the device refuses the archive as a whole, so nothing in it is loaded: "
DIFFERENCES = {
    ("5043e79831", "loaded"): REFUSED + "a NUL in the name of an entry",
    ("5043e79831", "androguard classes"): REFUSED + "a NUL in the name of an entry",
    ("54b0be2ae2", "loaded"): REFUSED + "fewer records than the end record says",
    ("97b1dc121c", "loaded"): REFUSED + "4,096 bytes in front, which begin as an ELF file",
    ("6e630e90a8", "loaded"): REFUSED + "bytes behind the end record",
}


def entries(path):
    """{name: bytes} of classesN.dex, by python's zipfile; None when it cannot read the archive."""
    found = {}
    try:
        with zipfile.ZipFile(path) as z:
            for name in set(z.namelist()):
                if re.match(r"^classes([2-9]|[1-9]\d+)?\.dex$", name) and z.getinfo(name).file_size < 1 << 28:
                    found[name] = z.read(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error):
        return None
    return found


def dexdump(sha, name, data):
    """Counts and names as dexdump gives them; None when it refuses the file."""
    path = scratch() / ("%s-%s" % (sha[:16], name))
    path.write_bytes(data)
    whole = len(data) <= STRING_SAMPLE
    status, out, _ = run("dexdump", "-f", *(["-d"] if whole else []), path)
    path.unlink()
    if status != 0:
        return None
    text = out.decode("utf-8", "surrogateescape")
    head = {k: int(v, 0) for k, v in re.findall(r"^(\w+_ids_size|class_defs_size)\s*: (\d+)", text, re.M)}
    classes = re.findall(r"^  Class descriptor  : '(.*)'$", text, re.M)
    methods = re.findall(r"^    #\d+ +: \(in (.*)\)\n      name +: '(.*)'\n      type +: '(\(.*)'$", text, re.M)
    used = len(set(re.findall(r"string@([0-9a-f]+)$", text, re.M))) if whole else None
    return {"strings": head["string_ids_size"], "types": head["type_ids_size"], "methods": head["method_ids_size"],
            "fields": head["field_ids_size"], "classes": head["class_defs_size"], "class_names": classes,
            "method_names": ["%s->%s%s" % m for m in methods], "used": used}


def number(name):
    return int(name[7:-4] or 1)


def loaded(files):
    """ART opens classes.dex, classes2.dex ... up to the first that is missing or refused."""
    found, at = [], 1
    while True:
        name = "classes%s.dex" % ("" if at == 1 else at)
        if files.get(name) is None:
            return found
        found.append(name)
        at += 1


def named(path, sha, dexes):
    """Classes, defined methods and used strings by DEX; one query each, in the file's own order."""
    found = {}
    for dex in dexes:
        where = "WHERE dex = '%s' AND locus LIKE '%s!%s@%%'" % (dex, sha, dex)
        classes = [r["name"] for r in query(path, "SELECT name FROM classes %s" % where)]
        methods = [r["name"] for r in query(path, "SELECT name FROM methods %s AND defined" % where)]
        used = query(path, "SELECT sum(used) AS used, count(*) AS count FROM strings %s" % where)[0]
        found[dex] = classes, methods, used
    return found


def read(item):
    sha, path, _ = item
    files = entries(path)
    theirs = {name: dexdump(sha, name, data) for name, data in (files or {}).items()}
    small = [n for n, d in (files or {}).items() if len(d) <= STRING_SAMPLE and theirs[n] is not None]
    return tables(path, WANTED), files, theirs, named(path, sha, small)


def compare(sha, ours, files, theirs, names):
    """(number of comparisons, differences)."""
    own = {d["name"]: d for d in ours["dex_files"] if d["artifact"] == sha}
    count, bad = 0, []
    for name in sorted(files, key=number):
        dex, other = own.get(name), theirs[name]
        count += 1
        if dex is None:
            if files[name][:4] == b"dex\n":
                bad.append("%s is not in dex_files" % name)
            continue
        if (dex["refusal"] is None) != (other is not None):
            bad.append("%s: ours %s, dexdump %s" % (name, dex["refusal"] or "accepts",
                                                    "refuses" if other is None else "accepts"))
        if other is None:
            continue
        for key in ("strings", "types", "methods", "fields", "classes"):
            count += 1
            if dex[key] != other[key]:
                bad.append("%s %s: ours %s, dexdump %s" % (name, key, dex[key], other[key]))
        count += 1
        if dex["methods_defined"] != len(other["method_names"]):
            bad.append("%s methods_defined: ours %s, dexdump %s"
                       % (name, dex["methods_defined"], len(other["method_names"])))
        if name not in names:
            continue
        classes, methods, used = names[name]
        count += 4
        if classes != other["class_names"]:
            bad.append("%s classes: %s" % (name, [c for c in zip(classes, other["class_names"]) if c[0] != c[1]][:3]))
        if sorted(methods) != sorted(other["method_names"]):
            bad.append("%s methods: ours alone %s, theirs %s" % (
                name, sorted(set(methods) - set(other["method_names"]))[:3],
                sorted(set(other["method_names"]) - set(methods))[:3]))
        if used["count"] != other["strings"]:
            bad.append("%s strings listed: %s of %s" % (name, used["count"], other["strings"]))
        if (used["used"] or 0) != other["used"]:
            bad.append("%s strings used: ours %s, dexdump %s" % (name, used["used"], other["used"]))
    load = [d["name"] for d in ours["dex_files"] if d["artifact"] == sha and d["loaded"]]
    count += 1
    if load != loaded(theirs) and ours["app"]:
        bad.append("loaded: ours %s, by ART's rule %s" % (load, loaded(theirs)))
    return count, bad


def consensus(ours, sha, truth):
    own = [d for d in ours["dex_files"] if d["artifact"] == sha and d["loaded"]]
    bad = []
    pairs = {"classes": "class_defs", "methods": "method_ids", "strings": "strings", "fields": "fields_ids"}
    for key, other in pairs.items():
        mine = sum(d[key] for d in own)
        if truth.get("dex") and mine != truth["dex"][other]:
            bad.append("consensus %s: ours %d, truth %d" % (key, mine, truth["dex"][other]))
    guard = truth.get("dex_androguard")
    if guard and not guard.get("errors") and sum(d["classes"] for d in own) != guard["classes"]:
        bad.append("androguard classes: ours %d, theirs %d" % (sum(d["classes"] for d in own), guard["classes"]))
    return bad


def main():
    tap, truth = Tap(), {t["sha256"]: t for t in lines("truth/consensus.jsonl")}
    used, dexes = set(), 0
    for (sha, path, name), result in each(read, apks()):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        ours, files, theirs, names = result
        bad = []
        if files is not None:
            dexes += len(files)
            count, bad = compare(sha, ours, files, theirs, names)
            tap.compared += count
        if sha in truth and ours["app"]:
            tap.compared += 5
            bad += consensus(ours, sha, truth[sha])
        left = []
        for line in bad:
            keys = [k for k in DIFFERENCES if sha.startswith(k[0]) and line.startswith(k[1])]
            used.update(keys)
            tap.listed += bool(keys)
            if keys:
                tap.note("%s %s: %s" % (name, line, DIFFERENCES[keys[0]]))
            else:
                left.append("%s %s" % (sha[:10], line))
        tap.ok(not left, name, *left)
    tap.ok(not set(DIFFERENCES) - used, "every listed difference is still one",
           *map(str, sorted(set(DIFFERENCES) - used)))
    tap.note("%d APKs, %d DEX files" % (len(apks()), dexes))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
