#!/usr/bin/env python3
"""Imports killed at any moment and begun again leave what an undisturbed one leaves: killed.py VETO FOLDER [TIMES]

Each time three answers are read into a new store, one after the other; whatever runs at a moment drawn from the time
that an undisturbed import takes is killed, its jailed reader with it, and all three are read again. TAP on standard output.
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

VETO, FOLDER = sys.argv[1:3]
TIMES = int(sys.argv[3]) if len(sys.argv) > 3 else 200
draw = random.Random(17)
count = 0


def ok(good, what):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}", flush=True)


def new_store():
    for end in ("", "-wal", "-shm"):
        if os.path.exists(f"{FOLDER}/store.db{end}"):
            os.remove(f"{FOLDER}/store.db{end}")
    shutil.copy(f"{FOLDER}/empty.db", f"{FOLDER}/store.db")


def read_all(commands, until=None):
    """Whether all was read by then; what runs at that moment is killed."""
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            status = process.wait(None if until is None else max(0, until - time.perf_counter()))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return False
        if status != 0:
            raise SystemExit(f"{command}: {status}")
    return True


def what_is_there():
    db = sqlite3.connect(f"{FOLDER}/store.db")
    rows = [db.execute("PRAGMA integrity_check").fetchall()]
    for table in ("imports", "issued", "reports", "observations", "texts", "keepings"):
        rows.append(db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall())
    db.close()
    return rows


def main():
    fleet, store = f"{FOLDER}/fleet", f"{FOLDER}/store.db"
    subprocess.run([VETO, "demo-fleet", fleet, "--devices", "120", "--seed", "3"], check=True, stdout=subprocess.DEVNULL)
    week = sorted(name for name in os.listdir(fleet) if name.startswith("20"))[-1]
    subprocess.run([VETO, "init", "--store", f"{FOLDER}/empty.db"], check=True)
    kept = ["--keep-all", "--purpose", "a test", "--retain-until", "2030-01-01"]
    commands = [[VETO, "observe", source, f"{fleet}/{path}", "--store", store, "--time", f"{week}T06:00:00Z", *more]
                for source, path, more in (("issued", "issued.csv", []), ("amapi", f"{week}/amapi.json", kept), ("jamf", f"{week}/jamf.json", []))]
    took = []
    for _ in range(3):
        new_store()
        began = time.perf_counter()
        read_all(commands)
        took.append(time.perf_counter() - began)
    undisturbed = what_is_there()
    ok(len(undisturbed[3]) > 80 and len(undisturbed[4]) > 1000, "an undisturbed import")
    different, killed, answers = 0, 0, set()
    for i in range(TIMES):
        new_store()
        until = time.perf_counter() + draw.uniform(0, min(took))
        killed += not read_all(commands, until)
        answers.add(len(what_is_there()[1]))
        read_all(commands)
        different += what_is_there() != undisturbed
    ok(killed > TIMES * 0.8, f"{killed} of {TIMES} imports were killed")
    ok({0, 1, 2} <= answers, f"at moments with {sorted(answers)} answers in the store")
    ok(different == 0, f"begun again, {TIMES - different} of {TIMES} leave what the undisturbed one left")
    print(f"1..{count}")


main()
