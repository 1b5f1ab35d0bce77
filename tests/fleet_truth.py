#!/usr/bin/env python3
"""Compares `veto verify --csv` (standard input) with what a demo fleet planted: fleet_truth.py FLEET"""
import csv
import sys

truth = {}
for line in open(f"{sys.argv[1]}/truth.tsv", encoding="utf-8"):
    if not line.startswith("#"):
        asset, serial, family, *verdict, planted = line.rstrip("\n").split("\t")
        truth[asset, family] = (serial, *verdict, planted)

wrong = 0
for row in csv.DictReader(sys.stdin):
    serial, verdict, reason, present, usable, planted = truth.pop((row["asset"], row["family"]))
    got = row["serial"], row["verdict"], row["reason"], row["present"], row["usable"]
    if got != (serial, verdict, reason, present, usable):
        wrong += 1
        print(row["asset"], row["family"], "planted", planted, "truth", verdict, reason, present, usable, "got", *got)
    if verdict == "violated" and row["verdict"] == "verified":
        print("VIOLATED AND CALLED VERIFIED")
print(f"{wrong} wrong, {len(truth)} missing")
sys.exit(wrong > 0 or len(truth) > 0)
