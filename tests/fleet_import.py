#!/usr/bin/env python3
"""Reads a demo fleet into a store that is there: fleet_import.py FLEET STORE [--keep-all]

Written from what the planes say of their answers, so that verdicts are tried on another reading than veto's own.
"""
import csv
import datetime
import glob
import json
import os
import sqlite3
import sys

HINTS = ("tiktok", "wechat", "kasper", "tencent", "zhiliao", "com.kms.free", "com.lemon", "cc80d76aa9fe94ec")


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


class Store:
    def __init__(self, path, keep_all):
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA synchronous = OFF")
        self.texts = dict(self.db.execute("SELECT text, id FROM texts"))
        self.keep_all = keep_all

    def put(self, table, **row):
        return self.db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                               list(row.values())).lastrowid

    def text(self, text):
        if text is not None and text not in self.texts:
            self.texts[text] = self.put("texts", text=text)
        return self.texts.get(text)

    def answer(self, source, time, complete=True):
        self.answered = self.put("imports", source=source, time=time, complete=complete)

    def report(self, key, serial, time, apps, listed=True, managed=True, complete=True, identifiers=True, whole=True):
        row = self.put("reports", **{"import": self.answered}, key=self.text(key), serial=self.text(serial), time=time,
                       listed=listed, managed=managed, complete=complete, identifiers=identifiers, whole=whole)
        for app in apps:
            if self.keep_all or any(hint in str(app).lower() for hint in HINTS):
                package, name, version, signer, usable, present = app
                self.put("observations", report=row, value=self.text(package), name=self.text(name),
                         version=self.text(version), signer=self.text(signer), usable=usable, present=present)


def amapi(store, pages, end):
    store.answer("amapi", end, len(pages) == sum("nextPageToken" in p for p in pages) + 1)
    for device in (d for p in pages for d in p["devices"]):
        apps = device.get("applicationReports")
        store.report(device["name"], device["hardwareInfo"]["serialNumber"],
                     seconds(device["lastStatusReportTime"]) if apps is not None else end,
                     [(a["packageName"], a["displayName"], a["versionName"], a["signingKeyCertFingerprints"][0], True,
                       a["state"] != "REMOVED") for a in apps or []],
                     listed=apps is not None, managed=device["state"] != "DELETED", complete=bool(apps),
                     whole=device["managementMode"] == "DEVICE_OWNER")


def jamf(store, pages, end):
    store.answer("jamf", end, all(p["totalCount"] == sum(len(q["results"]) for q in pages) for p in pages))
    for device in (d for p in pages for d in p["results"]):
        general, apps = device["general"], device["applications"]
        listed = "lastInventoryUpdateDate" in general
        store.report(device["mobileDeviceId"], device["hardware"]["serialNumber"],
                     seconds(general["lastInventoryUpdateDate"]) if listed else end,
                     [(a["identifier"], a["name"], a["version"], None, True, True) for a in apps],
                     listed=listed, managed=general["managed"], complete=bool(apps),
                     whole=general["deviceOwnershipType"] == "Institutional")


def intune(store, pages, end):
    store.answer("intune", end, len(pages) == sum("@odata.nextLink" in p for p in pages) + 1)
    for device in (d for p in pages for d in p["value"]):
        store.report(device["id"], device["serialNumber"], seconds(device["lastSyncDateTime"]),
                     [(None, a["displayName"], a["version"], None, True, True) for a in device["detectedApps"]],
                     identifiers=False)


def in_hand(store, folder, end):
    store.answer("pm", end)
    for path in sorted(glob.glob(f"{folder}/*-d.txt")):
        serial = os.path.basename(path)[:-len("-d.txt")]
        disabled = set(open(path).read().split())
        installed = open(path.replace("-d.txt", ".txt")).read().split()
        store.report(serial, serial, end - 3600, [(line.removeprefix("package:"), None, None, None, line not in disabled, True)
                                                  for line in installed])


def main():
    fleet, path = sys.argv[1:3]
    store = Store(path, "--keep-all" in sys.argv)
    rounds = sorted(name for name in os.listdir(fleet) if name.startswith("20"))
    store.answer("issued", seconds(rounds[0] + "T06:00:00Z"))
    for row in csv.DictReader(open(f"{fleet}/issued.csv", newline="")):
        store.put("issued", **{"import": store.answered}, serial=store.text(row["serial"]), asset=row["asset_tag"],
                  department=store.text(row["department"]), platform=row["platform"], ownership=row["ownership"],
                  issued=row["issued"])
    for name in rounds:
        end = seconds(name + "T06:00:00Z")
        for source in (amapi, jamf, intune):
            with open(f"{fleet}/{name}/{source.__name__}.json") as pages:
                source(store, [json.loads(page) for page in pages], end)
        in_hand(store, f"{fleet}/{name}/pm", end)
    store.db.commit()


main()
