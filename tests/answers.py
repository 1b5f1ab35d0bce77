#!/usr/bin/env python3
"""What records of the samples and variants must say of each criterion, as TAP: tests/answers.py SAMPLES.jsonl VARIANTS.jsonl...

VARIANTS.jsonl is named after the criterion that its one record must answer yes.
"""
import collections
import json
import pathlib
import sys

# What one sample of each package is answered yes, all else being no, and the result.
EXPECTED = {
    "org.example.quiet": ({"network.no-pins", "native.not-16k"}, "met"),
    "org.example.vintage": ({"signing.v1-only", "signing.janus", "signing.weak-digest", "manifest.backup", "manifest.target-below-33",
                            "manifest.target-below-29", "manifest.min-below-24", "manifest.shared-user", "network.cleartext",
                            "network.user-certificates", "network.no-pins", "components.provider-open",
                            "components.implicit-export", "permissions.camera", "permissions.internet", "permissions.implied", "permissions.unused"}, "not met"),
}

number = failed = 0


def check(good, what):
    global number, failed
    number += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {number} - {what}")


def main():
    samples = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    counts, seen = collections.defaultdict(collections.Counter), collections.defaultdict(list)
    for record in samples:
        package = (record["facts"]["app"] or [{"id": None}])[0]["id"]
        answers = {a["criterion"]: a["answer"] for a in record["answers"]}
        for criterion, answer in answers.items():
            counts[criterion][answer] += 1
        seen[package].append(({c for c, a in answers.items() if a == "yes"}, record["result"]["result"]))
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
    for package, (expected, result) in EXPECTED.items():
        check((expected, result) in seen[package], f"{package}: {result}, and exactly the questions that are to be yes")
    check([result for _, result in seen["org.example.chatter"]] == ["not met"] * 2, "the messenger does not meet the policy")
    print(f"1..{number}")
    return failed > 0


sys.exit(main())
