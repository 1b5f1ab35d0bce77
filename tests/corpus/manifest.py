#!/usr/bin/env python3
"""Manifests through the whole program against aapt: `veto query` on every APK of the corpus.

Identity and versions, SDK levels, label, permissions as declared and with those implied, and features are
compared with `aapt dump badging` (aapt2's where it reads more); components, intent filters, meta-data, queries
and defined permissions with `aapt dump xmltree`, its references followed through aapt's own resource values.
truth/consensus.jsonl is compared as well. What differs is listed in DIFFERENCES, by digest and field, with the
reason why ours follows the device.
"""
import re
import sys

from differ import Manifest, Tap, apks, badging, each, lines, run, tables

NAME, PERMISSION, READ, WRITE, GROUP = 0x01010003, 0x01010006, 0x01010007, 0x01010008, 0x0101000a
LEVEL, ENABLED, EXPORTED, PROCESS, AUTHORITIES = 0x01010009, 0x0101000e, 0x01010010, 0x01010011, 0x01010018
GRANT, PRIORITY, VALUE, RESOURCE, MIME = 0x0101001b, 0x0101001c, 0x01010024, 0x01010025, 0x01010026
SCHEME, HOST, PORT, PATH, PREFIX, PATTERN = range(0x01010027, 0x0101002d)
TARGET_ACTIVITY, MIN_SDK, TARGET_SDK, MAX_SDK = 0x01010202, 0x0101020c, 0x01010270, 0x01010271
TEST_ONLY, BACKUP, EXTRACT, VERIFY, BOOT = 0x01010272, 0x01010280, 0x010104ea, 0x010104ee, 0x01010505
SUFFIX, ADVANCED, FOREGROUND, SHARED_USER = 0x0101061e, 0x01010620, 0x01010599, 0x0101000b
KINDS = ("activity", "activity-alias", "service", "receiver", "provider")

# (digest prefix, field): why ours is what the device has.
NUL = "the parser keeps a NUL inside a UTF-16 string and then refuses the name; aapt prints up to it"
DIFFERENCES = {
    ("3a926a0dc9", "implied"): "aapt takes the codename VanillaIceCream for level 0; no device does, so none is added",
    ("8c541e1566", "id"): NUL,
    ("8c541e1566", "id aapt2"): NUL,
    ("8c541e1566", "consensus id"): NUL,
    ("8c541e1566", "components.process"): NUL,
    ("8c541e1566", "intent_filters"):
        "the namespace of android:name is damaged: the parser finds actions and categories by written name",
}

WANTED = {
    "artifacts": "sha256 kind package version_code split",
    "app": "id label version_name version_code min_sdk min_sdk_codename target_sdk target_sdk_codename "
           "debuggable allow_backup extract_native shared_user test_only",
    "permissions": "name declared min_sdk max_sdk",
    "defined_permissions": "name permission_group tree",
    "features": "name required version",
    "components": "kind name exported exported_explicit enabled permission read_permission write_permission "
                  "grant_uri authorities process target launcher direct_boot",
    "intent_filters": "component filter action category scheme host port path path_kind mime auto_verify priority",
    "meta_data": "component name value resource",
    "queries": "kind name scheme host mime",
    "anomalies": "code effect subject",
}


def quoted(text, key):
    m = re.search(r"(?:^|[ :])%s='((?:[^'\\]|\\.)*)'" % re.escape(key), text)
    return m[1] if m else None


def of_badging(path, tool):
    """What badging says, by field."""
    status, out = badging(path, tool)
    if not out or not out[0].startswith("package:"):
        return None
    got = {"complete": status == 0, "declared": of_permissions(path, tool), "id": quoted(out[0], "name"), "version_code": quoted(out[0], "versionCode"),
           "version_name": quoted(out[0], "versionName"), "split": quoted(out[0], "split"),
           "implied": set(), "features": set(), "label": None, "min": None, "target": None, "debuggable": False,
           "test_only": False, "launchable": set()}
    for line in out[1:]:
        key, _, rest = line.strip().partition(":")
        if key == "uses-implied-permission":
            high = quoted(rest, "maxSdkVersion")
            got["implied"].add((quoted(rest, "name"), int(high) if high else None))
        elif key in ("uses-feature", "uses-feature-not-required"):
            got["features"].add((quoted(rest, "name"), key == "uses-feature"))
        elif key == "uses-implied-feature":
            got["features"].discard((quoted(rest, "name"), True))
        elif key == "sdkVersion":
            got["min"] = rest.strip("'")
        elif key == "targetSdkVersion":
            got["target"] = rest.strip("'")
        elif key == "application-label":
            got["label"] = rest[1:-1]
        elif key == "application" and not got["label"]:
            got["label"] = quoted(rest, "label")  # aapt2 names one without resources here
        elif key == "launchable-activity":
            got["launchable"].add(quoted(rest, "name"))
        elif line.startswith("application-debuggable"):
            got["debuggable"] = True
        elif line.startswith("testOnly=") and "-1" in line:
            got["test_only"] = True
    return got


def of_permissions(path, tool):
    """Names that `dump permissions` says the manifest asks for, with the levels they are asked for."""
    status, out, _ = run(tool, "dump", "permissions", path)
    found = set()
    for line in out.decode("utf-8", "replace").split("\n"):
        key, _, rest = line.partition(":")
        if key.startswith("uses-permission"):
            high = quoted(rest, "maxSdkVersion")
            found.add((quoted(rest, "name"), 23 if "sdk-23" in key else None, int(high) if high else None))
    return found if status == 0 else None


def class_name(package, name):
    if not name:
        return name or ""
    if name.startswith("."):
        return package + name
    return name if "." in name else package + "." + name


def own(m, element, key):
    """The component's own attribute, else the application's of the same kind."""
    if element.raw(key) is not None:
        return m.text(element, key) or None
    return m.text(element.parent, key) or None


def component(m, package, target, e):
    name = class_name(package, m.text(e, NAME))
    filters = e.all("intent-filter")
    counting = [f for f in filters if e.tag == "service" or f.all("action")]  # others are dropped
    default = target is not None and target < 17 if e.tag == "provider" else bool(counting)
    behind, name_behind = e, class_name(package, m.text(e, TARGET_ACTIVITY))
    for a in e.parent.children[:e.parent.children.index(e)] if e.tag == "activity-alias" else []:
        if a.tag == "activity" and class_name(package, m.text(a, NAME)) == name_behind:
            behind = a
            break
    process = own(m, behind, PROCESS)
    enabled = m.boolean(e, ENABLED, True) and m.boolean(e.parent, ENABLED, True)
    launcher = enabled and e.tag.startswith("activity") and any("android.intent.action.MAIN" in [m.text(a, NAME) for a in f.all("action")]
                   and {"android.intent.category.LAUNCHER", "android.intent.category.LEANBACK_LAUNCHER"}
                   & {m.text(c, NAME) for c in f.all("category")} for f in filters)
    both = m.text(e, PERMISSION) or None if e.tag == "activity-alias" else own(m, e, PERMISSION)
    provider = e.tag == "provider"
    return {
        "kind": e.tag, "name": name, "exported": int(m.boolean(e, EXPORTED, default)),
        "exported_explicit": int(e.raw(EXPORTED) is not None),
        "enabled": int(enabled), "permission": both,
        "read_permission": (m.text(e, READ) if e.raw(READ) else both) or None if provider else None,
        "write_permission": (m.text(e, WRITE) if e.raw(WRITE) else both) or None if provider else None,
        "grant_uri": int(provider and (m.boolean(e, GRANT, False) or bool(e.all("grant-uri-permission")))),
        "authorities": (m.text(e, AUTHORITIES) or None) if provider else None,
        "process": package if not process else package + process if process[0] == ":" else process,
        "target": class_name(package, m.text(e, TARGET_ACTIVITY)) or None, "launcher": int(launcher),
        "direct_boot": int(m.boolean(behind, BOOT, False)),
    }


def filter_rows(m, name, e):
    category = " ".join(m.text(c, NAME) or "" for c in e.all("category")) or None
    rows = []
    for action in e.all("action") or [None]:
        for data in e.all("data") or [None]:
            path, kind = None, None
            for key, word in ((PATH, "literal"), (PREFIX, "prefix"), (SUFFIX, "suffix"), (PATTERN, "pattern"),
                              (ADVANCED, "advanced")):
                if data is not None and data.raw(key) is not None:
                    path, kind = m.text(data, key), word
                    break
            rows.append((name, m.text(action, NAME) if action is not None else None, category,
                         *[(m.text(data, k) or None) if data is not None else None
                           for k in (SCHEME, HOST, PORT)],
                         path, kind, (m.text(data, MIME) or None) if data is not None else None,
                         int(m.boolean(e, VERIFY, False)), m.integer(e, PRIORITY, 0)))
    return rows


def of_tree(path, level):
    """Rows as the manifest's elements give them."""
    m = Manifest(path)
    if m.root is None or m.root.tag != "manifest":
        return None
    package = m.text(m.root, "package") or ""
    apps = m.root.all("application")
    app = apps[0] if apps else None
    rows = {"components": [], "intent_filters": [], "meta_data": [], "queries": [], "defined_permissions": []}

    def meta(owner, e):
        for d in e.all("meta-data"):
            value = None if d.raw(RESOURCE) is not None else m.text(d, VALUE)
            rows["meta_data"].append((owner, m.text(d, NAME), value, d.raw(RESOURCE) is not None))

    if app is not None:
        meta(None, app)
        for e in app.all(*KINDS):
            row = component(m, package, level, e)
            rows["components"].append(row)
            meta(row["name"], e)
            for f in e.all("intent-filter"):
                rows["intent_filters"] += filter_rows(m, row["name"], f)
    for q in m.root.all("queries"):
        for e in q.all("package", "intent", "provider"):
            if e.tag == "intent":
                action, data = (e.all("action") or [None])[0], (e.all("data") or [None])[0]
                rows["queries"].append(("intent", m.text(action, NAME),
                                        *[m.text(data, k) or None for k in (SCHEME, HOST, MIME)]))
            else:
                rows["queries"].append((e.tag, m.text(e, NAME if e.tag == "package" else AUTHORITIES),
                                        None, None, None))
    for e in m.root.all("permission", "permission-tree"):
        rows["defined_permissions"].append((m.text(e, NAME), m.text(e, GROUP) or None,
                                            int(e.tag == "permission-tree")))
    rows["app"] = {
        "allow_backup": int(m.boolean(app, BACKUP, True)), "extract_native": int(m.boolean(app, EXTRACT, True)),
        "test_only": int(m.boolean(app, TEST_ONLY, False)),
        "shared_user": m.text(m.root, SHARED_USER),
    }
    return rows


def number(text):
    return int(text, 0) if text and re.match(r"^-?\d+$", text) else None


class Comparison:
    """Fields of one file; every difference is looked up in the list."""

    def __init__(self, tap, sha, name):
        self.tap, self.sha, self.name, self.bad, self.listed = tap, sha, name, [], []

    def same(self, field, ours, theirs):
        self.tap.compared += 1
        if ours == theirs:
            return
        for (prefix, key), why in DIFFERENCES.items():
            if self.sha.startswith(prefix) and key == field:
                self.tap.listed += 1
                self.listed.append("%s: %s" % (field, why))
                USED.add((prefix, key))
                return
        if isinstance(ours, (list, set)) and isinstance(theirs, (list, set)):
            more = [r for r in ours if r not in theirs][:3]
            less = [r for r in theirs if r not in ours][:3]
            self.bad.append("%s %s: ours alone %s, theirs alone %s, %d and %d"
                            % (self.sha[:10], field, more, less, len(ours), len(theirs)))
        else:
            self.bad.append("%s %s: ours %r, theirs %r" % (self.sha[:10], field, ours, theirs))

    def end(self):
        for line in self.listed:
            self.tap.note("%s %s" % (self.name, line))
        self.tap.ok(not self.bad, self.name, *self.bad)


USED = set()


def base(c, ours, aapt, aapt2):
    """The app row and the permissions, as badging has them."""
    app = ours["app"][0]
    theirs = aapt
    c.same("id", app["id"], theirs["id"])
    code = number(theirs["version_code"])
    c.same("version_code", app["version_code"] & 0xffffffff, (code or 0) & 0xffffffff)
    c.same("version_name", app["version_name"] or "", theirs["version_name"] or "")
    low = str(app["min_sdk_codename"] or app["min_sdk"])
    c.same("min_sdk", low, theirs["min"] or "1")
    c.same("target_sdk", str(app["target_sdk_codename"] or app["target_sdk"]), theirs["target"] or low)
    c.same("debuggable", bool(app["debuggable"]), theirs["debuggable"])
    if theirs["complete"]:
        c.same("label", app["label"] or "", theirs["label"] or (aapt2 or theirs)["label"] or "")
    declared = {(p["name"], p["min_sdk"], p["max_sdk"]) for p in ours["permissions"] if p["declared"]}
    if theirs["declared"] is not None:
        c.same("permissions", declared, theirs["declared"])
    if aapt2 is not None:
        c.same("id aapt2", app["id"], aapt2["id"])
        if aapt2["declared"] is not None:
            c.same("permissions aapt2", {p[0] for p in declared}, {p[0] for p in aapt2["declared"]})
        c.same("min_sdk aapt2", low, aapt2["min"] or "1")
    # aapt knows the rules up to Android 10; every one of its additions must be among ours.
    added = {(p["name"], p["max_sdk"]) for p in ours["permissions"] if not p["declared"]}
    c.same("implied", theirs["implied"] - added, set())
    if theirs["complete"]:
        features = {(f["name"], bool(f["required"])) for f in ours["features"] if f["name"] != "OpenGL ES"}
        c.same("features", features, {f for f in theirs["features"]
                                      if f in features or f[0] != "android.hardware.faketouch"})


def tree(c, ours, theirs):
    for column, value in theirs["app"].items():
        c.same(column, ours["app"][0][column], value)
    by_kind = [{k: r[k] for k in r} for r in ours["components"]]
    c.same("components", [(r["kind"], r["name"]) for r in by_kind],
           [(r["kind"], r["name"]) for r in theirs["components"]])
    for mine, other in zip(by_kind, theirs["components"]):
        for key in other:
            c.same("components.%s" % key, (mine["name"], mine[key]), (other["name"], other[key]))
    mine = [tuple(r[k] for k in "component action category scheme host port path path_kind mime auto_verify "
                               "priority".split()) for r in ours["intent_filters"]]
    c.same("intent_filters", mine, theirs["intent_filters"])
    c.same("meta_data", [(r["component"], r["name"], r["value"], r["resource"] is not None)
                         for r in ours["meta_data"]], theirs["meta_data"])
    c.same("queries", [(r["kind"], r["name"], r["scheme"], r["host"], r["mime"]) for r in ours["queries"]],
           theirs["queries"])
    c.same("defined_permissions", [(r["name"], r["permission_group"], r["tree"])
                                   for r in ours["defined_permissions"]], theirs["defined_permissions"])


def consensus(c, ours, truth):
    app = ours["app"][0]
    c.same("consensus id", app["id"], truth["package"])
    if truth.get("permissions_declared") is not None:
        c.same("consensus permissions", {p["name"] for p in ours["permissions"] if p["declared"]},
               set(truth["permissions_declared"]))
    counts = truth.get("components")
    if counts:
        kinds = [r["kind"] for r in ours["components"]]
        c.same("consensus components",
               {"activities": kinds.count("activity"), "services": kinds.count("service"),
                "receivers": kinds.count("receiver"), "providers": kinds.count("provider")}, counts)


def read(item):
    sha, path, _ = item
    ours = tables(path, WANTED)
    level = ours["app"][0]["target_sdk"] if ours["app"] else None
    return ours, of_badging(path, "aapt"), of_badging(path, "aapt2"), of_tree(path, level)


def main():
    tap, truth = Tap(), {t["sha256"]: t for t in lines("truth/consensus.jsonl")}
    read_by_us = read_by_aapt = 0
    for (sha, path, name), result in each(read, apks()):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        ours, aapt, aapt2, elements = result
        c = Comparison(tap, sha, name)
        read_by_us += bool(ours["app"])
        read_by_aapt += aapt is not None
        if not ours["app"]:
            # No base: a split, whose manifest has a name, or nothing that the device installs.
            split = [a for a in ours["artifacts"] if a["kind"] == "split"]
            if aapt is not None:
                c.same("app", (split[0]["package"], split[0]["split"]) if split else None,
                       (aapt["id"], aapt["split"]))
            c.end()
            continue
        if aapt is not None:
            base(c, ours, aapt, aapt2)
        if elements is not None:
            tree(c, ours, elements)
        if sha in truth and truth[sha].get("package"):
            consensus(c, ours, truth[sha])
        c.end()
    tap.ok(not set(DIFFERENCES) - USED, "every listed difference is still one",
           *map(str, sorted(set(DIFFERENCES) - USED)))
    tap.note("%d APKs, read by us %d, by aapt %d" % (len(apks()), read_by_us, read_by_aapt))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
