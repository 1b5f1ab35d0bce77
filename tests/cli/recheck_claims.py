"""Every claim of a record changed in turn: recheck must contradict it, and name it and nothing else.

recheck_claims.py VETO RECORD FILE...: prints TAP lines without a plan, one for each part of the record.
"""
import json
import os
import subprocess
import sys
import tempfile

veto, path, files = sys.argv[1], sys.argv[2], sys.argv[3:]
record = json.load(open(path, encoding="utf-8"))
OTHER = {"yes": "no", "no": "undetermined", "undetermined": "yes",
         "met": "not met", "not met": "met", "met with conditions": "met"}


def leaves(node, steps=()):
    """Every value that is neither object nor array, with the steps that lead to it."""
    if isinstance(node, dict):
        for key in node:
            yield from leaves(node[key], steps + (key,))
    elif isinstance(node, list):
        for i, item in enumerate(node):
            yield from leaves(item, steps + (i,))
    else:
        yield steps, node


def changed(steps, value):
    if steps[-1] in ("answer", "result"):
        return OTHER[value]
    if isinstance(value, int):
        return value + 1
    if steps[-1] == "sha256" and steps[0] == "artifacts":
        return ("0" if value[0] != "0" else "1") + value[1:]
    return "x" if value is None else value + "x"


def put(node, steps, value):
    for step in steps[:-1]:
        node = node[step]
    node[steps[-1]] = value


def name_of(steps, changed_record):
    """The path as recheck writes it."""
    if steps == ("result", "result"):
        return "result"
    if steps[0] in ("answers", "coverage"):
        row = changed_record[steps[0]][steps[1]]
        return f"{steps[0]}[{row['criterion' if steps[0] == 'answers' else 'part']}].{steps[2]}"
    out = ""
    for step in steps:
        out += f"[{step}]" if isinstance(step, int) else f"{'.' if out else ''}{step}"
    return out


def canonical(node):
    return json.dumps(node, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def recheck(node):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as out:
        out.write(canonical(node))
        out.flush()
        return subprocess.run([veto, "recheck", "--json", out.name] + files, capture_output=True, text=True)


if canonical(record) != open(path, encoding="utf-8").read():
    print(f"not ok - {path} is canonical")
wrong, tried = {}, {}
for steps, value in leaves(record):
    if steps[0] in ("packs", "veto") or (steps[0] == "answers" and steps[2] == "criterion"):
        continue
    part = steps[0] if steps[0] != "facts" else f"facts.{steps[1]}"
    if part.startswith("facts.") and tried.get((part, steps[-1]), 0) >= int(os.environ.get("VETO_CLAIMS", "3")):
        continue
    tried[(part, steps[-1])] = tried.get((part, steps[-1]), 0) + 1
    put(record, steps, changed(steps, value))
    got = recheck(record)
    wanted = name_of(steps, record)
    put(record, steps, value)
    try:
        said = json.loads(got.stdout)
        named = [c["claim"] for c in said["contradictions"]]
        ok = got.returncode == 4 and named == [wanted] and said["holding"] == said["claims"] - 1
    except ValueError:
        ok, named = False, []
    if not ok:
        wrong.setdefault(part, []).append(f"{wanted}: status {got.returncode}, {named} {got.stderr}")
for part in sorted({part for part, _ in tried}):
    count = sum(n for (p, _), n in tried.items() if p == part)
    print(f"{'not ok' if part in wrong else 'ok'} - {os.path.basename(files[0])}: {count} claims of {part} changed")
    for line in wrong.get(part, []):
        print(f"# {line}")
