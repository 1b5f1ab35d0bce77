#!/usr/bin/env python3
"""Every file of the corpus, whole and cut, through `veto evaluate`: it ends, within 2 seconds of processor time
and 512 MiB for files below 5 MB, nothing is killed, and what is no app or was cut short is never met. TAP.

The policy here says "met" of whatever it is asked about: so "undetermined" is what the program itself says.
"""
import json
import os
import pathlib
import sys
import tempfile

VETO = os.environ.get("VETO", "build/veto")
CORPUS = pathlib.Path(os.environ.get("VETO_SHARED", "../shared")) / "corpus"
SMALL, SECONDS, KIBIBYTES = 5 << 20, 2.0, 512 << 10
CUTS = (0.01, 0.1, 0.5, 0.9, 0.99)


def run(folder, *arguments):
    """Exit status, standard output and error, seconds of processor time, and the most memory, children included."""
    out, err = folder / "out", folder / "err"
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        os.execv(VETO, [VETO, *map(str, arguments)])
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), out.read_bytes(), err.read_text(errors="replace"), \
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def rows(record, table):
    """Rows of a table as dictionaries."""
    return record[table] if table in record else record["facts"][table]


def complaints(path, folder, policy, cut):
    status, out, err, seconds, memory = run(folder, "evaluate", "--jsonl", "--policy", policy, path)
    if status not in (0, 5):
        yield f"exit status {status}: {err.strip()[:200]}"
    if "killed" in err or "while" in err:
        yield err.strip()[:200]
    if seconds > SECONDS:
        yield f"{seconds:.1f} s"
    if memory > KIBIBYTES:
        yield f"{memory >> 10} MiB"
    for line in out.splitlines():
        record = json.loads(line)
        codes = {(row["code"], row["effect"]) for row in rows(record, "anomalies")}
        gaps = [row for row in rows(record, "coverage") if "limit" in (row["reason"] or "")]
        if gaps and "limit" not in {effect for _, effect in codes}:
            yield f"a limit was reached, and no anomaly says so: {gaps[0]['reason']}"
        if not rows(record, "app") and record["result"]["result"] == "met":
            yield "no app, and met"
        if not rows(record, "app") and not codes and not any(row["reason"] for row in rows(record, "coverage")):
            yield "no app, and neither anomalies nor coverage say why"
    if cut and status == 0:
        yield f"met, though cut at {cut}"


def main():
    files = [path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.stat().st_size < SMALL
             and path.parts[len(CORPUS.parts)] not in ("truth", "pcap-truth")]
    wrong, runs = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        policy, part = folder / "met.sql", folder / "part"
        policy.write_text("-- id: always\nSELECT 'met' AS result, '' AS criterion\n")
        for path in files:
            runs += 1
            wrong += [f"{path.relative_to(CORPUS)}: {what}" for what in complaints(path, folder, policy, None)]
            content = path.read_bytes()
            if content[:2] != b"PK" or len(content) < 100 or len(content) > 1 << 20:
                continue
            for cut in CUTS:
                runs += 1
                part.write_bytes(content[:int(len(content) * cut)])
                wrong += [f"{path.relative_to(CORPUS)}: {what}" for what in complaints(part, folder, policy, cut)]
    print("1..1")
    print(f"{'not ok' if wrong or not files else 'ok'} 1 - {runs} runs over {len(files)} files of the corpus")
    for line in wrong[:100]:
        print(f"# {line}")


sys.exit(main())
