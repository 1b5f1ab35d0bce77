#!/usr/bin/env python3
"""Malformed rows, pages and answers, 2,000 and more, against what veto observe says of them: malformed.py VETO FOLDER

Every malformed one has to be named once, at a byte or line inside it, nothing else may be, and every good row has
to be in the store. Answers that are malformed as a whole are never complete. TAP on standard output.
"""
import json
import os
import random
import re
import sqlite3
import subprocess
import sys

VETO, FOLDER = sys.argv[1:3]
TIME = "2026-10-30T06:00:00Z"
ROWS = 210
draw = random.Random(6)
count = 0


def ok(good, what):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)


def device(source, serial):
    app = {"amapi": {"packageName": "com.tencent.mm", "displayName": "a", "versionName": "1", "state": "INSTALLED"},
           "jamf": {"identifier": "com.tencent.xin", "name": "a", "version": "1"},
           "intune": {"displayName": "wechat", "version": "1"},
           "fleet": {"bundle_identifier": "com.tencent.xin", "name": "a", "version": "1.5"},
           "osquery": {"bundle_identifier": "com.tencent.xin", "name": "a"},
           "json": None}[source]
    return {
        "amapi": {"name": "d/" + serial, "hardwareInfo": {"serialNumber": serial, "temperature": [36.6, -1e3]},
                  "lastStatusReportTime": TIME, "applicationReports": [app]},
        "jamf": {"mobileDeviceId": serial, "hardware": {"serialNumber": serial, "batteryLevel": 0.7},
                 "general": {"managed": True, "lastInventoryUpdateDate": TIME}, "applications": [app]},
        "intune": {"id": serial, "serialNumber": serial, "lastSyncDateTime": TIME, "detectedApps": [app]},
        "fleet": {"uuid": serial, "hardware_serial": serial, "software_updated_at": TIME, "software": [app]},
        "osquery": {"hostIdentifier": serial, "unixTime": 1793340000, "decorations": {"hardware_serial": serial},
                    "snapshot": [app]},
        "json": {"serial": serial, "package": "com.tencent.mm"},
    }[source]


SERIAL = {"amapi": '"serialNumber"', "jamf": '"serialNumber"', "intune": '"serialNumber"', "fleet": '"hardware_serial"',
          "osquery": '"hardware_serial"', "json": '"serial"'}
ARRAY = {"amapi": "devices", "jamf": "results", "intune": "value", "fleet": "hosts"}


def spoil(source, text, serial):
    """One malformed row that brackets and quotation marks still enclose."""
    ways = [lambda: text.replace(SERIAL[source], '"other"').encode(),
            lambda: text.replace(f'"{serial}"', '""').encode(),
            lambda: text.replace(f'"{serial}"', "tru").encode(),
            lambda: text.replace(serial, serial + "\\ud800").encode(),
            lambda: text.replace(serial, serial + "\\q").encode(),
            lambda: text.encode().replace(serial.encode(), serial.encode() + b"\xff\xc0"),
            lambda: (text[:-1] + ',"x":1,"x":2}').encode(),
            lambda: (text[:-1] + ',"x":01e}').encode() if source != "json" else b"17",
            lambda: (text[:-1] + ',"x":}').encode(),
            lambda: text.replace(f'"{serial}"', '"' + "s" * 1100 + '"').encode()]
    if source not in ("osquery", "json"):
        ways += [lambda: b"17", lambda: b'"text"', lambda: b"null", lambda: b"[]",
                 lambda: text.replace(TIME, "yesterday").encode()]
    return draw.choice(ways)()


def json_answer(source):
    """Bytes, the ranges of what is malformed, how many good devices."""
    out, bad, good = bytearray(), [], 0
    pages = ARRAY.get(source)
    if pages:
        out += b'{"%s":[' % pages.encode()
    for i in range(ROWS * 2):
        serial = f"S{i:05}"
        text = json.dumps(device(source, serial), separators=(",", ":"))
        row = text.encode() if i % 2 else spoil(source, text, serial)
        if i and pages:
            out += b","
        if i % 2 == 0:
            bad.append((len(out), len(out) + len(row)))
        good += i % 2
        out += row
        if not pages:
            out += b"\n"
    if pages:
        out += b"]}\n"
    return bytes(out), bad, good


def csv_answer(issued):
    lines, bad, good = ["serial,platform" if issued else "serial,package,time"], [], 0
    for i in range(ROWS * 2):
        serial = f"S{i:05}"
        right = f"{serial},android" if issued else f"{serial},com.tencent.mm,2026-10-30"
        if i % 2:
            good += 1
            lines.append(right)
        else:
            bad.append((len(lines) + 1, len(lines) + 2))
            lines.append(draw.choice([",android", f"{serial},toaster", f"{serial}"]) if issued else
                         draw.choice([",com.tencent.mm,", f"{serial}", f"{serial},com.tencent.mm,yesterday,more"]))
    return "\n".join(lines).encode() + b"\n", bad, good


def pm_answer():
    lines, bad = ["package:com.tencent.mm"], []
    for i in range(ROWS * 2):
        if i % 2:
            lines.append(f"package:com.example.app{i}")
        else:
            lines.append(draw.choice(["error: no devices", "package:", "com.example.x", "\x1b[2J", "WARNING: linker"]))
            bad.append((len(lines), len(lines) + 1))
    return "\n".join(lines).encode() + b"\n", bad, 1


def pages_answer():
    """Pages of which every second is none; each on a line of its own."""
    out, bad, good = bytearray(), [], 0
    for i in range(ROWS * 2):
        serial = f"S{i:05}"
        page = json.dumps({"devices": [device("amapi", serial)], "nextPageToken": "t"}).encode()
        if i % 2 == 0:
            page = draw.choice([page[:draw.randrange(1, len(page) // 3)], b'{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}',
                                b"<html>502</html>", b"\x1f\x8b\x08", b'{"devices":{}}', b'{"devices":[{"a":"b\x01"}]}', b"{]}"])
            bad.append((len(out), len(out) + len(page) + 1))
        good += i % 2
        out += page + b"\n"
    return bytes(out), bad, good


def observe(source, data, *more):
    path, store = f"{FOLDER}/answer", f"{FOLDER}/store.db"
    for name in (store, store + "-wal", store + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    with open(path, "wb") as file:
        file.write(data)
    subprocess.run([VETO, "init", "--store", store], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run([VETO, "observe", source, path, "--store", store, "--time", TIME, *more], capture_output=True)
    db = sqlite3.connect(store)
    rows = db.execute("SELECT (SELECT count(*) FROM reports) + (SELECT count(*) FROM issued)").fetchone()[0]
    complete = db.execute("SELECT count(*) FROM imports WHERE complete").fetchone()[0]
    db.close()
    return done, rows, complete


def compare(name, source, made, *more):
    data, bad, good = made
    done, rows, complete = observe(source, data, *more)
    named = [int(n) for n in re.findall(rb"^(\d+): ", done.stderr, re.M)]
    wrong = [r for r in bad if sum(r[0] <= n < r[1] for n in named) != 1]
    ok(done.returncode == 0 and not wrong and len(named) == len(bad), f"{name}: {len(bad)} malformed, each named once where it stands")
    for r in wrong[:3]:
        print("#", r, data[r[0]:r[1]][:120] if source not in ("csv", "issued", "pm") else data.split(b"\n")[r[0] - 1])
    ok(rows == good, f"{name}: {good} good rows are kept, of {rows}")
    ok(not complete, f"{name}: incomplete")
    return len(bad)


def main():
    total = 0
    for source in ("amapi", "jamf", "intune", "fleet", "osquery"):
        total += compare(source, source, json_answer(source))
    total += compare("json", "json", json_answer("json"), "--map", "serial=serial,package=package")
    total += compare("csv", "csv", csv_answer(False), "--map", "serial=serial,package=package,time=time")
    total += compare("issued", "issued", csv_answer(True))
    total += compare("pm", "pm", pm_answer(), "--serial", "S1")
    total += compare("pages", "amapi", pages_answer())
    wholes = [b"", b"\n", b"{", b"[]", b"null", b"\xff" * 100, b"{" * 5000, b'{"devices":' + b"[" * 5000, b'{"devices":[]}', b'{"value":[]}',
              b"<plist", b"<plist><dict><key>Status</key><string>NotNow</string></dict></plist>", b'{"results":[],"totalCount":0}',
              b'{"value":[],"@odata.nextLink":null}', b'{"error":{"code":"TooManyRequests"}}', b"package:", b"bplist00", b'"' * 999]
    lies = []
    for source, more in (("amapi", ()), ("jamf", ()), ("intune", ()), ("fleet", ()), ("osquery", ()), ("apple", ("--serial", "S1")),
                         ("apple-status", ("--serial", "S1")), ("pm", ("--serial", "S1"))):
        for whole in wholes:
            done, rows, complete = observe(source, whole, *more)
            total += 1
            if complete or not (done.returncode == 1 and done.stderr or done.returncode == 0 and b"incomplete" in done.stdout):
                lies.append((source, whole[:40], done))
    ok(not lies, "answers that are none are refused or incomplete, and said to be")
    for lie in lies[:5]:
        print("#", lie)
    ok(total >= 2000, f"{total} malformed rows, pages and answers in all")
    print(f"1..{count}")


main()
