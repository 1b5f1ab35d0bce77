#!/usr/bin/env python3
"""What each source says of a few devices, written as its own documentation has it, against what is stored: sources.py VETO FOLDER

Property lists are written by plistlib, CSV and JSON by their modules. TAP on standard output.
"""
import csv
import io
import json
import plistlib
import re
import sqlite3
import subprocess
import sys

VETO, FOLDER = sys.argv[1:3]
TIME = "2026-10-30T06:00:00Z"
THEN = 1793340000
count = 0
stores = 0


def ok(good, what, *why):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)
    for line in () if good else why:
        print("#", line)


def observe(source, data, *options):
    """(status, what was printed, complete, reports, observations) of an answer in a new store."""
    global stores
    stores += 1
    answer, store = f"{FOLDER}/answer", f"{FOLDER}/{stores}.db"
    with open(answer, "wb") as file:
        file.write(data)
    subprocess.run([VETO, "init", "--store", store], check=True)
    done = subprocess.run([VETO, "observe", source, answer, "--store", store, "--time", TIME, *options], capture_output=True, text=True)
    db = sqlite3.connect(store)
    complete = [bool(c) for c, in db.execute("SELECT complete FROM imports")]
    reports = db.execute("SELECT k.text, s.text, time, listed, managed, complete, identifiers, whole, apps FROM reports r JOIN texts k ON k.id = r.key"
                         " JOIN texts s ON s.id = r.serial ORDER BY r.id").fetchall()
    seen = db.execute("SELECT s.text, v.text, n.text, w.text, g.text, present, usable FROM observations o JOIN reports r ON r.id = o.report JOIN texts s ON s.id = r.serial"
                      " LEFT JOIN texts v ON v.id = o.value LEFT JOIN texts n ON n.id = o.name LEFT JOIN texts w ON w.id = o.version LEFT JOIN texts g ON g.id = o.signer"
                      " ORDER BY o.id").fetchall()
    db.close()
    return done.returncode, done.stdout + done.stderr, complete, reports, seen


def expect(what, got, complete, reports, seen, said=""):
    ok(got[0] == 0 and got[2] == [complete] and got[3] == reports and got[4] == seen and re.search(said, got[1]), what, *got)


def apple():
    app = {"Identifier": "com.tencent.xin", "Name": "WeChat", "Version": "8.0.40.22", "ShortVersion": "8.0.40", "BundleSize": 1 << 34, "DynamicSize": 0,
           "Installing": False, "AppStoreVendable": True, "AdHocCodeSigned": False, "ExternalVersionIdentifier": 861234567}
    other = dict(app, Identifier="com.example.notes", Name="Notes")
    answer = {"CommandUUID": "0001", "Status": "Acknowledged", "UDID": "00008101-000A", "InstalledApplicationList": [other, app]}
    seen = [("F1", "com.tencent.xin", "WeChat", "8.0.40", None, 1, 1)]
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        data = plistlib.dumps(answer, fmt=form)
        expect(f"apple, {form}", observe("apple", data, "--serial", "F1", "--whole"), True, [("F1", "F1", THEN, 1, 1, 1, 1, 1, 2)], seen)
        expect("of a user enrolment", observe("apple", data, "--serial", "F1"), True, [("F1", "F1", THEN, 1, 1, 1, 1, 0, 2)], seen)
        for status in ("NotNow", "Error", "Idle"):
            got = observe("apple", plistlib.dumps({"Status": status, "UDID": "1"}, fmt=form), "--serial", "F1", "--whole")
            expect(f"{status} is no list", got, False, [("F1", "F1", THEN, 0, 1, 0, 1, 1, 0)], [], "incomplete: no list of apps in it")
        expect("an empty list is incomplete", observe("apple", plistlib.dumps(dict(answer, InstalledApplicationList=[]), fmt=form), "--serial", "F1", "--whole"), False,
               [("F1", "F1", THEN, 1, 1, 0, 1, 1, 0)], [], "incomplete: the list is empty")
        got = observe("apple", plistlib.dumps(dict(answer, InstalledApplicationList=[{"Version": "1"}, app]), fmt=form), "--serial", "F1", "--whole")
        expect("an app that is none is named", got, False, [("F1", "F1", THEN, 1, 1, 0, 1, 1, 1)], seen, "an app without identifier")
    got = observe("apple", plistlib.dumps(answer))
    ok(got[0] == 2 and "--serial" in got[1], "whose list it is has to be said")


def status():
    report = {"StatusItems": {"app": {"managed": {"list": [
        {"identifier": "com.tencent.xin", "name": "WeChat", "external-version-identifier": 861, "state": "managed", "declaration-identifier": "d"},
        {"identifier": "com.example.notes", "_removed": True}, {"identifier": "com.kaspersky.x", "name": "Kaspersky", "_removed": True}]}}}, "Errors": []}
    expect("declarative status", observe("apple-status", json.dumps(report).encode(), "--serial", "F1"), True, [("F1", "F1", THEN, 1, 1, 1, 1, 0, 3)],
           [("F1", "com.tencent.xin", "WeChat", "861", None, 1, 1), ("F1", "com.kaspersky.x", "Kaspersky", None, None, 0, 1)])
    got = observe("apple-status", json.dumps({"StatusItems": {"device": {"identifier": {"serial-number": "F1"}}}, "Errors": []}).encode(), "--serial", "F1")
    expect("a report of something else", got, False, [("F1", "F1", THEN, 0, 1, 0, 1, 0, 0)], [], "no app.managed.list in it")


def inventories():
    host = {"id": 1, "uuid": "u1", "hardware_serial": "C1", "platform": "ios", "software_updated_at": "2026-10-30T05:00:00Z",
            "mdm": {"enrollment_status": "On (automatic)", "server_url": "x"}, "software": [
                {"id": 3, "name": "WeChat", "version": "8.0", "bundle_identifier": "com.tencent.xin", "source": "ios_apps", "vulnerabilities": None},
                {"id": 4, "name": "TikTok", "version": "1.2.3", "application_id": "com.zhiliaoapp.musically", "source": "android_apps"},
                {"id": 5, "name": "Notes", "version": "1.5e3", "bundle_identifier": "com.example.notes"}]}
    away = dict(host, uuid="u2", hardware_serial="C2", mdm={"enrollment_status": "Off"}, software=[])
    silent = {"uuid": "u3", "hardware_serial": "C3", "software_updated_at": None, "mdm": {"enrollment_status": "On (personal)"}}
    pages = [json.dumps({"hosts": [host], "meta": {"has_next_results": True, "has_previous_results": False}}, indent=2),
             json.dumps({"hosts": [away, silent], "meta": {"has_next_results": False, "has_previous_results": True}})]
    reports = [("u1", "C1", THEN - 3600, 1, 1, 1, 1, 1, 3), ("u2", "C2", THEN - 3600, 1, 0, 0, 1, 0, 0), ("u3", "C3", THEN, 0, 1, 0, 1, 0, 0)]
    seen = [("C1", "com.tencent.xin", "WeChat", "8.0", None, 1, 1), ("C1", "com.zhiliaoapp.musically", "TikTok", "1.2.3", None, 1, 1)]
    expect("Fleet", observe("fleet", "\n".join(pages).encode()), True, reports, seen)
    expect("Fleet, a page missing", observe("fleet", pages[0].encode()), False, reports[:1], seen, "1 pages, of which 1 say")
    line = {"name": "apps", "hostIdentifier": "h1", "calendarTime": "x", "unixTime": THEN - 60, "epoch": 0, "counter": 0, "numerics": False,
            "decorations": {"hardware_serial": "C1", "host_uuid": "u"}, "action": "snapshot",
            "snapshot": [{"name": "WeChat.app", "bundle_identifier": "com.tencent.xinWeChat", "bundle_short_version": "3.8"}, {"name": "Notes.app", "bundle_identifier": "com.example.notes"}]}
    expect("osquery", observe("osquery", (json.dumps(line) + "\n" + json.dumps(dict(line, hostIdentifier="h2", decorations={"hardware_serial": "C2"}, snapshot=[])) + "\n").encode()),
           True, [("h1", "C1", THEN - 60, 1, 1, 1, 1, 1, 2), ("h2", "C2", THEN - 60, 1, 1, 0, 1, 1, 0)], [("C1", "com.tencent.xinWeChat", "WeChat.app", "3.8", None, 1, 1)])


def detected():
    def device(number, **more):
        return {"id": f"i{number}", "serialNumber": f"S{number}", "deviceName": "x", "lastSyncDateTime": f"2026-10-30T0{number}:00:00Z"} | more

    def app(name, devices, said=None):
        return {"id": name, "displayName": name, "version": "1.0", "sizeInByte": 0, "deviceCount": len(devices) if said is None else said, "managedDevices": devices}
    one, two, three = device(1, managedDeviceOwnerType="company"), device(2, managedDeviceOwnerType="personal"), device(3)
    pages = [{"value": [app("WeChat", [two, one]), app("Notes", [one, three])], "@odata.nextLink": "https://graph.microsoft.com/v1.0/next"}, {"value": [app("TikTok - Videos", [two])]}]
    reports = [("i2", "S2", THEN - 4 * 3600, 1, 1, 1, 0, 0, 2), ("i1", "S1", THEN - 5 * 3600, 1, 1, 1, 0, 1, 2), ("i3", "S3", THEN - 3 * 3600, 1, 1, 1, 0, 0, 1)]
    seen = [("S2", None, "WeChat", "1.0", None, 1, 1), ("S2", None, "TikTok - Videos", "1.0", None, 1, 1), ("S1", None, "WeChat", "1.0", None, 1, 1)]
    data = "\n".join(json.dumps(page) for page in pages).encode()
    expect("Graph, by app", observe("detected", data), True, reports, seen)
    expect("a page missing", observe("detected", json.dumps(pages[0]).encode()), False, [reports[0][:-1] + (1,), *reports[1:]], [seen[0], seen[2]], "1 pages, of which 1 say")
    got = observe("detected", json.dumps({"value": [app("WeChat", [one], 3), app("Notes", [one])]}).encode())
    expect("a deviceCount that does not add up", got, False, [("i1", "S1", THEN - 5 * 3600, 1, 1, 1, 0, 1, 2)], [("S1", None, "WeChat", "1.0", None, 1, 1)],
           "an app whose deviceCount is not the number of its devices: WeChat")
    bad = [5, {"id": "x"}, app("Notes", [7, {"serialNumber": "S9"}, {"id": "i9"}, device(1, lastSyncDateTime="never"), one]), app("", [one]), app("a\0b", [one]), {"displayName": "y", "managedDevices": {}, "deviceCount": 0}]
    got = observe("detected", json.dumps({"value": bad + [app("WeChat", [three])]}).encode())
    expect("what is none is named, each of nine", got, False, [("i1", "S1", THEN - 5 * 3600, 1, 1, 1, 0, 1, 1), ("i3", "S3", THEN - 3 * 3600, 1, 1, 1, 0, 0, 1)],
           [("S3", None, "WeChat", "1.0", None, 1, 1)], "9 malformed")
    expect("an empty answer", observe("detected", b'{"value":[]}'), False, [], [], "no device in it")


def tables():
    head = ["Asset", "Serial No.", "Bundle, id", "App \"name\"", "When"]
    rows = [["1", "S1", "com.tencent.mm", "We\nChat", "2026-10-30T01:00:00Z"], ["2", "S2", "com.example.x", "x", ""], ["3", "S1", "com.example.y", "TikTok", "2026-10-29"]]
    text = io.StringIO()
    csv.writer(text).writerows([head] + rows)
    mapped = ["--map", "serial=Serial No.,package=Bundle%2C id,name=App \"name\",time=When"]
    got = observe("csv", text.getvalue().encode(), *mapped)
    reports = [("S1", "S1", THEN - 30 * 3600, 1, 1, 1, 1, 0, 2), ("S2", "S2", THEN, 1, 1, 1, 1, 0, 1)]
    seen = [("S1", "com.tencent.mm", "We\nChat", None, None, 1, 1), ("S1", "com.example.y", "TikTok", None, None, 1, 1)]
    expect("CSV, whose columns the caller names", got, True, reports, seen)
    expect("with a byte order mark", observe("csv", b"\xef\xbb\xbf" + text.getvalue().encode().replace(b"Asset", b"Serial No.", 1).replace(b"Serial No.,\"Bundle", b"Asset,\"Bundle", 1)
                                             .replace(b"\r\n1,S1", b"\r\nS1,1").replace(b"\r\n2,S2", b"\r\nS2,2").replace(b"\r\n3,S1", b"\r\nS1,3"), *mapped), True, reports, seen)
    for dialect in ({"delimiter": ";"}, {"delimiter": "\t"}, {"lineterminator": "\n", "quoting": csv.QUOTE_ALL}):
        text2 = io.StringIO()
        csv.writer(text2, **dialect).writerows([[h.replace(",", "") for h in head]] + rows)
        expect(f"CSV, {dialect}", observe("csv", text2.getvalue().encode(), "--map", mapped[1].replace("%2C", "")), True, reports, seen)
    wide = io.StringIO()
    csv.writer(wide).writerows([[f"c{i}" for i in range(200)] + head] + [["x"] * 200 + row for row in rows])
    expect("CSV of 205 columns", observe("csv", wide.getvalue().encode(), *mapped), True, reports, seen)
    issued = "\ufeffserial;platform;department\r\nS1;android;Agriculture\r\n".encode()
    got = observe("issued", issued)
    ok(got[0] == 0 and got[2] == [True] and ": 1 devices" in got[1], "the issued list, as a spreadsheet in French writes it", *got)
    got = observe("csv", text.getvalue().encode(), "--map", "serial=Serial No.,package=Bundle")
    ok(got[0] == 2 and "no column" in got[1], "a column that is not there", *got)
    for wrong in ("serial=Serial No.", "package=x", "serial=a,serial=b,package=c", "serial", "colour=x,serial=a,package=b", "serial=%zz,package=b"):
        ok(observe("csv", text.getvalue().encode(), "--map", wrong)[0] == 2, f"--map {wrong}: 2")
    objects = [{"device": {"serial": "S1"}, "app": {"id": "com.tencent.mm"}}, {"device": {"serial": 17}, "app": {"id": "com.example.x"}}]
    want = True, [("S1", "S1", THEN, 1, 1, 1, 1, 1, 1), ("17", "17", THEN, 1, 1, 1, 1, 1, 1)], [("S1", "com.tencent.mm", None, None, None, 1, 1)]
    for form in (json.dumps(objects, indent=1), "\n".join(map(json.dumps, objects))):
        expect("JSON, by paths", observe("json", form.encode(), "--map", "serial=device.serial,package=app.id", "--whole"), *want)


apple()
status()
inventories()
detected()
tables()
print(f"1..{count}")
