#!/usr/bin/env python3
"""What veto renders for Apple devices against Apple's keys and types.

apple_payloads.py check FILE...     profiles (XML), commands (.plist) and declarations (.json) against tests/data/apple-keys.tsv
apple_payloads.py schemas FOLDER    the rows of that table against Apple's YAML schemas
Prints what is wrong, a line each; status 1 when anything is.
"""
import json
import pathlib
import plistlib
import re
import sys
import uuid

TABLE = pathlib.Path(__file__).resolve().parent / "data/apple-keys.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
TYPES = {"array": list, "string": str, "boolean": bool, "integer": int, "dictionary": dict, "data": bytes}
wrong = []


def complain(*words):
    wrong.append(" ".join(str(w) for w in words))


def rows(payload, profile=False):
    return {r[1]: r for r in ROWS if r[0] == payload and (profile or r[3] != "profile")}


def one(where, key, value, row):
    """A value has its type exactly: True is no integer, 1 no boolean."""
    if type(value) is not TYPES[row[2]]:
        complain(where, key, "is", type(value).__name__, "and not", row[2])
    elif row[2] == "array" and row[4] != "-":
        for n, item in enumerate(value):
            if type(item) is not TYPES[row[4]] or not item:
                complain(where, f"{key}[{n}] is no {row[4]}")
        if len(set(value)) != len(value) or not value:
            complain(where, key, "is empty, or has something twice")
    elif row[2] == "string" and row[4] != "-" and value not in row[4].split("|"):
        complain(where, key, "is", value, "and none of", row[4])


def walk(where, dictionary, known, prefix=""):
    for key, value in dictionary.items():
        row = known.get(prefix + key)
        if row is None:
            complain(where, prefix + key, "is no key that is known")
            continue
        one(where, prefix + key, value, row)
        if isinstance(value, dict):
            walk(where, value, known, prefix + key + ".")
    for key, row in known.items():
        if row[3] == "required" and key.startswith(prefix) and "." not in key[len(prefix):] and key[len(prefix):] not in dictionary:
            complain(where, key, "is required and not there")


def profile(where, plist):
    walk(where, plist, rows("common", True))
    identifiers = [plist.get("PayloadUUID"), *(p.get("PayloadUUID") for p in plist["PayloadContent"])]
    if len(set(identifiers)) != len(identifiers):
        complain(where, "two payloads have one PayloadUUID")
    for value in identifiers:
        if not re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", value) or uuid.UUID(value).variant != uuid.RFC_4122:
            complain(where, value, "is no UUID")
    if plist["PayloadType"] != "Configuration":
        complain(where, "PayloadType is", plist["PayloadType"])
    for payload in plist["PayloadContent"]:
        known = rows(payload["PayloadType"])
        if not known:
            complain(where, payload["PayloadType"], "is no payload that is known")
        walk(where, payload, {**rows("common"), **known})
        settings = payload.get("DNSSettings")
        if settings and ("ServerURL" in settings) != (settings["DNSProtocol"] == "HTTPS") or settings and ("ServerName" in settings) != (settings["DNSProtocol"] == "TLS"):
            complain(where, "ServerURL is of HTTPS, ServerName of TLS")


def check(path):
    data = pathlib.Path(path).read_bytes()
    if path.endswith(".json"):
        declaration = json.loads(data)
        if sorted(declaration) != ["Identifier", "Payload", "ServerToken", "Type"]:
            complain(path, "has the keys", sorted(declaration))
        walk(path, declaration["Payload"], rows(declaration["Type"]))
        return
    plist = plistlib.loads(data, fmt=plistlib.FMT_XML)
    if isinstance(plist, dict):
        profile(path, plist)
        return
    for command in plist:
        walk(path, {k: v for k, v in command.items() if k != "RequestType"}, rows(command["RequestType"]))


def find(keys, path):
    for word in path.split("."):
        found = [k for k in keys if k["key"] == word]
        if not found:
            return None
        keys = found[0].get("subkeys", [])
    return found[0]


def schemas(folder):
    import yaml
    schema = {}
    for path in pathlib.Path(folder).glob("*.yaml"):
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        payload = loaded.get("payload", {}) if isinstance(loaded, dict) else {}
        name = payload.get("payloadtype") or payload.get("requesttype")
        if name:
            schema[name] = loaded["payloadkeys"]
    compared = 0
    for payload, key, kind, presence, values in ROWS:
        if payload not in schema:
            continue
        compared += 1
        found = find(schema[payload], key)
        if found is None:
            complain(payload, key, "is not in the schema")
            continue
        if found["type"] != f"<{kind}>" or (presence == "required") != (found.get("presence") == "required"):
            complain(payload, key, "is", found["type"], found.get("presence"), "in the schema")
        if kind == "array" and [k["type"] for k in found["subkeys"]] != [f"<{values}>"]:
            complain(payload, key, "has elements of another type in the schema")
        if kind == "string" and "|".join(found.get("rangelist", ["-"])) != values:
            complain(payload, key, "has", found.get("rangelist"), "in the schema")
    if compared < 12:
        complain("only", compared, "rows have a schema in", folder)
    print(compared, "rows compared")


if sys.argv[1] == "check":
    for file in sys.argv[2:]:
        check(file)
else:
    schemas(sys.argv[2])
print("\n".join(wrong), end="\n" if wrong else "")
sys.exit(bool(wrong))
