"""Writes the seeds of the record reader's fuzz target: python3 fuzz/record_seeds.py build/veto fuzz/seeds/record

Records of samples, cut down: at most two rows a table, one criterion.
"""
import hashlib
import json
import subprocess
import sys


def pack(text):
    return {"id": "a.b", "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}


def cut(record):
    record["facts"] = {name: rows[:2] for name, rows in record["facts"].items()}
    record["packs"] = {"criteria": [pack("-- id: a.b\n-- question: q\n-- severity: low\nSELECT 1 AS subject, '' AS locus")],
                       "policy": pack("-- id: a.b\nSELECT 1")}
    record["answers"] = [{"answer": "yes", "criterion": "a.b", "reason": None}]
    record["findings"] = [{"criterion": "a.b", "detail": "d", "grade": None, "locus": None, "subject": "s", "witness": None}]
    record["result"] = {"reasons": [{"criterion": "a.b", "detail": None, "result": "not met"}], "result": "not met"}
    return record


def write(name, record):
    with open(f"{out}/{name}", "w", encoding="utf-8") as file:
        json.dump(record, file, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


veto, out = sys.argv[1:]
for name in ["quiet.apk", "vintage.apk"]:
    said = subprocess.run([veto, "evaluate", "--json", f"samples/{name}"], capture_output=True).stdout
    write(name.removesuffix(".apk"), cut(json.loads(said)))
small = cut({"artifacts": [{"sha256": "0" * 64}], "counts": {}, "coverage": [], "facts": {}, "veto": "1"})
write("small", small)
write("disordered", dict(small, facts={"b": [{"z": 1, "a": "\x01é😀"}], "a": []}))
def peer(number, letter):
    digest = f"{number:064x}"
    return {"answers": letter, "artifacts": digest, "basis": "evaluated", "label": "A", "package": f"org.p{number}",
            "record": digest, "result": "not met", "sha256": digest, "version_code": number, "version_name": "1"}


named = "# id: own\n# chosen: by hand\n" + "".join(f"{n:064x}\tp\t1\tred\twhere\n" for n in (1, 2, 3))
rule = "; each package once, in its highest version; not the app itself"
for name, chosen in [("peers", None), ("peers-set", {"id": "own", "sha256": hashlib.sha256(named.encode()).hexdigest(), "text": named})]:
    write(name, dict(small, peers={"apps": [peer(1, "y"), peer(2, "u")], "category": None,
                                   "counts": [{"criterion": "a.b", "no": 0, "undetermined": 1, "yes": 1}],
                                   "left_out": [{"reason": "version", "sha256": f"{3:064x}"}],
                                   "rule": ("every app given" if chosen is None else "every app of the set that was given") + rule,
                                   "set": chosen}))
small["packs"]["criteria"][0]["sha256"] = "0" * 64
write("digest", small)
with open(f"{out}/spaced", "w", encoding="utf-8") as file:
    json.dump(small, file, indent=1)
