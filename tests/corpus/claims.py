#!/usr/bin/env python3
"""Claims about real apps, checked by hand and by another tool, as TAP.

claims.tsv has an app of the corpus, a capability, its sign, the grade, and why the claim holds, from reading the app's
disassembly and manifest. Each must be what veto says; and each path is walked in the output of dexdump, which shares no
code with veto: every step stands in the code of the one before, and the last at the very offset of the locus.
"""
import collections
import json
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
VETO = os.environ.get("VETO", str(HERE.parent.parent / "build/veto"))
CORPUS = pathlib.Path(os.environ.get("VETO_SHARED", HERE.parent.parent.parent / "shared")) / "corpus"
STEP = re.compile(r' >(?:[a-z]+>)? (?=[L"\[])')
MEMBER = re.compile(r"(L[^;]+;)->([^:(]+)(.*)")
number = failed = 0


def check(good, what, why=""):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} - {what}")
    if not good and why:
        print("# " + str(why))


def disassembly(apk):
    """Of each method, as veto names it: [(offset in its DEX file, text of the instruction)]."""
    code, method = collections.defaultdict(list), None
    text = subprocess.run(["dexdump", "-d", str(apk)], capture_output=True).stdout.decode("utf-8", "replace")
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+:\s+\|\[[0-9a-f]+\] (.*)\.([^.:]+):(\(.*)$", line)
        if head:
            method = f"L{head[1].replace('.', '/')};->{head[2]}{head[3]}"
            continue
        found = re.match(r"([0-9a-f]+): [0-9a-f. ]*\|[0-9a-f]+: (.*)$", line)
        if found and method:
            code[method].append((int(found[1], 16), found[2]))
    return code


def names(instruction, step):
    """Whether an instruction of dexdump's names what a step says: the method, field, class or string itself."""
    if step.startswith('"'):
        return step in instruction
    member = MEMBER.fullmatch(step)
    return f"{member[1]}.{member[2]}:" in instruction if member else step in instruction


def leads(code, before, step):
    """Whether the code of one step comes to the next: by its name, on whatever class, or by naming its class."""
    member = MEMBER.fullmatch(step)
    return any(f".{member[2]}:" in text or member[1] in text or f'"{member[1][1:-1].replace("/", ".")}"' in text
               for _, text in code[before])


rows = [line.split("\t") for line in (HERE / "claims.tsv").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
apps = collections.defaultdict(list)
for app, *claim in rows:
    apps[app].append(claim)
check(len(rows) >= 100 and len(apps) >= 10, f"{len(rows)} claims about {len(apps)} apps")
check(all(len(r) == 5 and len(r[4]) > 20 for r in rows), "each with a reason")
for app, claims in apps.items():
    out = subprocess.run([VETO, "query", "--json", str(CORPUS / app), "SELECT * FROM capabilities"], capture_output=True)
    seen = {(r["capability"], r["api"]): r for r in json.loads(out.stdout)}
    code = disassembly(CORPUS / app)
    for capability, api, grade, why in claims:
        what, row = f"{pathlib.Path(app).name}: {capability} by {api}", seen.get((capability, api))
        if row is None or row["grade"] != grade:
            check(False, what, row and row["grade"])
            continue
        if row["path"] is None:
            check(grade in ("present", "referenced"), what, "no path")
            continue
        steps = STEP.split(row["path"])
        own = row["kind"] in ("class", "override")  # the last step is the app's own method, and the locus it
        gaps = [f"{a} does not lead to {b}" for a, b in zip(steps, steps[1:] if own else steps[1:-1])
                if not leads(code, a, b)]
        if steps[0] not in code and not row["locus"].split("!")[-1].startswith("AndroidManifest.xml"):
            gaps.append(f"dexdump has no code of {steps[0]}")
        if len(steps) > 1 and not own:
            at = int(re.search(r"@0x([0-9a-f]+)\+", row["locus"])[1], 16)
            last = [text for offset, text in code[steps[-2]] if offset == at]
            if len(last) != 1 or not names(last[0], steps[-1]):
                gaps.append(f"at {at:#x} of {steps[-2]}: {last}, not {steps[-1]}")
        check(not gaps, what, gaps)
print(f"1..{number}")
