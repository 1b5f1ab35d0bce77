#!/usr/bin/env python3
"""Apple devices for tests, behind tests/nanomdm.py: mdm_devices.py REQUESTS STATE EVENTS [WORD...]

Takes what is in REQUESTS and was not taken before, device by device, and appends to EVENTS what NanoMDM's webhook would
have got. STATE is JSON: devices by their UDID, each with serial, apps (installed), managed (of these), licences (bundle ids
that can be installed), profiles (UUIDs by identifier), locked, stubborn (acknowledges removals and does nothing), done.
Words: enrol (they enrol first), lost (answers reach nobody), only=UDID,... (the others are switched off), later=SECONDS
(the clock goes on by so many, for good), shuffled (events come in another order, and twice), nolist (lists are answered
with an error).
"""
import base64
import json
import plistlib
import random
import sys
import time


def event(kind, udid, payload, when, status=None, uuid=None):
    inner = {"udid": udid, "raw_payload": base64.b64encode(plistlib.dumps(payload)).decode()}
    if status:
        inner |= {"status": status, "command_uuid": uuid}
    return {"topic": "mdm.Connect" if status else "mdm.Authenticate", "event_id": "e",
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when)) + ".5Z", kind: inner}


def refused(text):
    return "Error", {"ErrorChain": [{"ErrorCode": 12026, "ErrorDomain": "MCMDMErrorDomain", "LocalizedDescription": text, "USEnglishDescription": text}]}


def carry_out(d, c, words):
    kind = c["RequestType"]
    if kind == "RemoveApplication":
        if c["Identifier"] not in d["managed"]:
            return refused("The app is not managed.")
        if not d.get("stubborn"):
            d["apps"].remove(c["Identifier"])
            d["managed"].remove(c["Identifier"])
    elif kind == "InstallApplication":
        assert c["Options"] == {"PurchaseMethod": 1}
        if c["Identifier"] not in d.get("licences", []):
            return refused("No licence was found for the app.")
        d["apps"].append(c["Identifier"])
        d["managed"].append(c["Identifier"])
    elif kind == "InstallProfile":
        profile = plistlib.loads(c["Payload"].encode("latin-1"))
        d["profiles"][profile["PayloadIdentifier"]] = profile["PayloadUUID"]
    elif kind == "RemoveProfile":
        if c["Identifier"] not in d["profiles"]:
            return refused("The profile is not installed.")
        del d["profiles"][c["Identifier"]]
    elif "nolist" in words:
        return refused("The MDM payload lacks the right to do that.")
    elif kind == "InstalledApplicationList":
        return "Acknowledged", {"InstalledApplicationList": [{"Identifier": i, "Name": i} for i in ["com.example.notes", *d["apps"]]]}
    elif kind == "ProfileList":
        return "Acknowledged", {"ProfileList": [{"PayloadIdentifier": i, "PayloadUUID": u} for i, u in {"org.example.mdm": "M", **d["profiles"]}.items()]}
    return "Acknowledged", {}


def main():
    requests, state, events, *words = sys.argv[1:]
    only = next((w[5:].split(",") for w in words if w.startswith("only=")), None)
    with open(state, encoding="utf-8") as f:
        devices = json.load(f)
    devices["clock"] = devices.get("clock", 0) + next((int(w[6:]) for w in words if w.startswith("later=")), 0)
    devices["last"] = when = max(int(time.time() + devices["clock"]), devices.get("last", 0) + 1)  # in seconds of their own
    out = []
    if "enrol" in words:
        out = [event("checkin_event", u, {"MessageType": "Authenticate", "UDID": u, "SerialNumber": d["serial"]}, when) for u, d in devices.items() if u.startswith("UDID")]
    try:
        with open(requests, encoding="utf-8") as f:
            queue = [json.loads(line) for line in f]
    except FileNotFoundError:
        queue = []
    for q in queue:
        udid = q["path"].split("/")[-1].split("?")[0]
        d = devices[udid]
        if q["uuid"] in d["done"] or (only is not None and udid not in only):
            continue
        if d.get("locked"):
            out.append(event("acknowledge_event", udid, {"Status": "NotNow"}, when, "NotNow", q["uuid"]))
            continue
        status, payload = carry_out(d, q["command"], words)
        d["done"].append(q["uuid"])
        out.append(event("acknowledge_event", udid, {"Status": status, "UDID": udid, "CommandUUID": q["uuid"], **payload}, when, status, q["uuid"]))
    if "shuffled" in words:
        out = out + out
        random.Random(7).shuffle(out)
    with open(state, "w", encoding="utf-8") as f:
        json.dump(devices, f)
    if "lost" not in words:
        with open(events, "a", encoding="utf-8") as f:
            f.writelines(json.dumps(e) + "\n" for e in out)


main()
