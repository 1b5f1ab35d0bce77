#!/usr/bin/env python3
"""What records of the samples and variants must say of each criterion, as TAP: tests/answers.py SAMPLES.jsonl VARIANTS.jsonl...

VARIANTS.jsonl is named after the criterion that its one record must answer yes.
"""
import collections
import json
import pathlib
import sys

# Questions of which a record of an untampered sample must say so, by package; all others of these groups are no.
EXPECTED = {
    "org.example.quiet": {"network.no-pins", "native.not-16k"},
    "org.example.vintage": {"signing.v1-only", "signing.janus", "signing.weak-digest", "manifest.backup", "manifest.target-below-33",
                            "manifest.target-below-29", "manifest.min-below-24", "manifest.shared-user", "network.cleartext",
                            "network.user-certificates", "network.no-pins", "components.provider-open",
                            "components.implicit-export", "permissions.camera", "permissions.internet"},
}

number = failed = 0


def check(good, what):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} - {what}")


def main():
    samples = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    counts, whole = collections.defaultdict(collections.Counter), {}
    for record in samples:
        package = (record["facts"]["app"] or [{"id": None}])[0]["id"]
        answers = {a["criterion"]: a["answer"] for a in record["answers"]}
        for criterion, answer in answers.items():
            counts[criterion][answer] += 1
        if package not in whole or len([a for a in answers.values() if a == "yes"]) < len(whole[package][1]):
            whole[package] = (record["result"]["result"], {c for c, a in answers.items() if a == "yes"})
        for finding in record["findings"]:
            if not finding["subject"] or not finding["locus"]:
                check(False, f"{finding['criterion']} of {package} has subject and locus")
    for path in map(pathlib.Path, sys.argv[2:]):
        answers = {a["criterion"]: a["answer"] for a in json.loads(path.read_text())["answers"]}
        criterion = path.name[:-len(".jsonl")]
        check(answers.get(criterion) == "yes", f"its variant answers {criterion} yes")
        for c, answer in answers.items():
            counts[c][answer] += 1
    for criterion in sorted(counts):
        check(counts[criterion]["yes"] > 0, f"{criterion} is answered yes by a sample")
        check(counts[criterion]["no"] > 0, f"{criterion} is answered no by a sample")
    for package, expected in EXPECTED.items():
        check(whole.get(package, (None, None))[1] == expected, f"{package}: exactly the questions that are to be yes")
    check(whole["org.example.quiet"][0] == "met", "the calm sample meets the policy")
    check(whole["org.example.chatter"][0] == "not met", "the messenger does not")
    print(f"1..{number}")
    return failed > 0


sys.exit(main())
