#!/usr/bin/env python3
"""Calls as written against androguard's cross-references, and printed paths against calls, on ten apps.

androguard runs in a process of its own, by the system's python, and writes how often each method names each other.
A path that veto prints is walked step by step: each must be an instruction of the method before it, in the table of
calls, with the same place and the same kind of edge.
"""
import collections
import json
import subprocess
import sys

from differ import CORPUS, Tap, VETO, each, query, run

APPS = [
    "apk/OWASP+owasp-mastg/Crackmes/Android/Level_01/UnCrackable-Level1.apk",
    "apk/OWASP+owasp-mastg/Crackmes/Android/Level_02/UnCrackable-Level2.apk",
    "apk/androguard+androguard/tests/data/APK/TestActivity.apk",
    "apk/androguard+androguard/tests/data/APK/TCDiff-debug.apk",
    "apk/androguard+androguard/tests/data/APK/com.teleca.jamendo_35.apk",
    "apk/f-droid+fdroidserver/tests/repo/com.politedroid_6.apk",
    "apk/androguard+androguard/tests/data/APK/com.android.example.text.styling.apk",
    "apk/npm+devicefarmer-stf-3.7.9/package/vendor/STFService/STFService.apk",
    "apk/npm+io.appium.settings-2.0.0/package/bin/settings_apk-debug.apk",
    "apk/MuntashirAkon+AppManager/app/src/test/resources/oandbackups/org.billthefarmer.editor/base.apk",
]
GUARD = r"""
import collections, json, sys, warnings
warnings.filterwarnings("ignore")
from androguard.misc import AnalyzeAPK
a, d, dx = AnalyzeAPK(sys.argv[1])
name = lambda m: "%s->%s%s" % (m.get_class_name(), m.get_name(), m.get_descriptor().replace(" ", ""))
found = collections.Counter()
for m in dx.get_methods():
    if not m.is_external():
        for _, callee, _ in m.get_xref_to():
            found[name(m.get_method()), name(callee.get_method() if hasattr(callee, "get_method") else callee)] += 1
json.dump([[a, b, n] for (a, b), n in sorted(found.items())], sys.stdout)
"""
PREFIXES = ["Landroid/", "Ljava/io/", "Ljava/net/", "Ljava/lang/Runtime;"]
# The one difference: androguard names the class of a method of an array by the array's elements, and drops the
# call where these are no objects. The method_id_item names the array, as ours does.
ARRAYS = "calls on an array are on the array's class: [Lcom/foo/Bar;->clone(), which androguard writes without the ["


def guard(path):
    """{(caller, callee): count}; None where androguard is not there."""
    done = subprocess.run(["/usr/bin/python3", "-c", GUARD, str(path)], capture_output=True, check=False, timeout=600)
    if done.returncode != 0:
        if b"No module named" in done.stderr:
            return None
        raise RuntimeError(done.stderr[-300:].decode())
    return {(a, b): n for a, b, n in json.loads(done.stdout)}


def paths(path, target):
    status, out, _ = run(VETO, "paths", path, "entry", target, "--limit", "200", "--json")
    return json.loads(out) if status == 0 else []


def read(app):
    path = CORPUS / app
    calls = query(path, "SELECT caller, callee, kind, opcode, edge, locus FROM calls")
    return guard(path), calls, [paths(path, p) for p in PREFIXES]


def walk(steps, written, resolved):
    """What is wrong with a path; None when every step is a real edge."""
    if ".xml" not in steps[0]["locus"]:
        return "%s does not begin where something is declared" % steps[0]["method"]
    for before, step in zip(steps, steps[1:]):
        key = before["method"], step["method"], step["locus"]
        if key not in written and key + (step["edge"],) not in resolved:
            return "%s: %s is no edge" % (step["edge"], " ".join(key))
    return None


def main():
    tap = Tap()
    for app, result in each(read, APPS):
        name = app.rsplit("/", 1)[-1]
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        theirs, calls, found = result
        made = [(c["caller"], c["callee"]) for c in calls if c["kind"] == "written" and c["opcode"].startswith("invoke")]
        arrays = sum(callee.startswith("[") for _, callee in made)
        tap.listed += arrays
        if arrays:
            tap.note("%s: %d %s" % (name, arrays, ARRAYS))
        made = [(caller, callee.lstrip("[")) for caller, callee in made if not callee.startswith("[")
                or callee.lstrip("[").startswith("L")]
        ours = collections.Counter(made)
        if theirs is None:
            tap.ok(True, "%s calls # SKIP androguard is not there" % name)
        else:
            bad = ["%s > %s: ours %d, androguard %d" % (*k, ours[k], theirs.get(k, 0))
                   for k in sorted(ours.keys() | theirs.keys()) if ours[k] != theirs.get(k, 0)]
            tap.compared += len(ours)
            tap.ok(not bad, "%s: %d calls" % (name, sum(ours.values())), *bad[:5], len(bad))
        written = {(c["caller"], c["callee"], c["locus"]) for c in calls if c["kind"] == "written"}
        resolved = {(c["caller"], c["callee"], c["locus"], c["edge"]) for c in calls if c["kind"] == "resolved"}
        count, bad = 0, []
        for rows in found:
            chains = collections.defaultdict(list)
            for row in rows:
                chains[row["path"]].append(row)
            for steps in chains.values():
                count += 1
                wrong = walk(steps, written, resolved)
                bad += [wrong] if wrong else []
        tap.compared += count
        tap.ok(not bad, "%s: %d paths" % (name, count), *bad[:5], len(bad))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
