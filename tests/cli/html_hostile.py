"""A record full of hostile texts, and how each must read on a page: html_hostile.py RECORD OUT LIST

OUT is RECORD with 500 texts put in place of names, labels, permissions and hosts; LIST has what the page must show.
"""
import json
import random
import sys

ACTS = [(0x00, 0x1f), (0x7f, 0x9f), (0xad, 0xad), (0x34f, 0x34f), (0x61c, 0x61c), (0x115f, 0x1160), (0x17b4, 0x17b5),
        (0x180b, 0x180f), (0x200b, 0x200f), (0x2028, 0x202e), (0x2060, 0x206f), (0x3164, 0x3164), (0xfeff, 0xfeff)]
SEEDS = ["<script>hacked=1</script>", "<img src=x onerror=hacked=1>", "\"><svg onload=hacked=1>",
         "' onmouseover='hacked=1", "javascript:hacked=1", "</style><script>hacked=1</script>",
         "</title><script>hacked=1</script>", "<!--", "-->", "]]>", "&lt;b&gt;", "&amp;", "&#x3c;script&#x3e;",
         "<a href=https://evil.example/>x</a>", "https://evil.example/?q=1&r=2", "data:text/html,<script>alert(1)</script>",
         "\u202egpj.exe", "\u2066abc\u2069", "\u200bzero\u200dwidth\ufeff", "\u2028line", "a\tb\nc\rd", "\x1b[31mred", "\x00nul",
         "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\\u{41}", "\\u{202e}", "=cmd|' /C calc'!A0", "{{7*7}}", "${7*7}",
         "<iframe srcdoc='<script>alert(1)</script>'>", "<style>*{display:none}</style>", "<base href=//evil.example>",
         "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><input name=x>", "<template>",
         "<details open ontoggle=hacked=1>", "<plaintext>", "<textarea>", "<xmp>", "<noscript>", "<math><mtext><table><mglyph>",
         "\ufffd\ufffd", "e\u0301" * 20, "\U0001f600", "\u4e2d\u6587", "..%2f..%2f", "%3Cscript%3E", "`id`", "$(id)", "\u034f\u115f"]


def shown(text):
    out = []
    for i, c in enumerate(text):
        if any(a <= ord(c) <= b for a, b in ACTS) or (c == "\\" and text.startswith("\\u{", i)):
            out.append("\\u{%x}" % ord(c))
        else:
            out.append(c)
    return "".join(out)


def main():
    record = json.load(open(sys.argv[1], encoding="utf-8"))
    rng = random.Random(5)
    texts = list(SEEDS)
    while len(texts) < 499:
        texts.append(rng.choice(SEEDS) + rng.choice(SEEDS) + str(len(texts)))
    texts = [t.replace(".", "\u00b7") for t in texts]  # of a permission the page shows the last word
    texts.append("<script>" + "A" * 65536)
    wanted = []

    def take(prefix=""):
        text = texts.pop(0)
        wanted.append(shown(text)[:150] + ("\u2026 [" if len(text) > 1000 else "") if len(text) <= 1000 else shown(text[:90]))
        return prefix + text

    long = texts.pop()
    facts = record["facts"]
    app = facts["app"][0]
    app["label"], app["version_name"], app["id"] = take(), take(), take()
    facts["signers"][0]["subject"] = take()
    facts["anomalies"][0].update(subject=take(), detail=take(), rule=take(), code=take())
    kinds = ["activity", "service", "receiver", "provider"]
    model = facts["components"][0]
    facts["components"] = [dict(model, name=take(), kind=kinds[i % 4], exported=1, enabled=1, permission=None,
                                read_permission=None, write_permission=None) for i in range(100)]
    model = facts["permissions"][0]
    rows = [dict(model, name=take("x."), protection="dangerous", declared=1, permission_group=take() if i % 10 == 0 else None)
            for i in range(200)]
    facts["permissions"] = rows + [dict(model, name="x." + long, protection="dangerous", declared=1)]
    for row in facts.get("endpoints", [])[:1]:
        facts["endpoints"] = [dict(row, host=take(), owner=take(), kind=take()) for _ in range(20)]
    for finding in record["findings"]:
        if finding["criterion"] != "manifest.backup" and texts:
            finding["subject"] = take()
            if texts:
                finding["detail"] = take()
    for coverage in record["coverage"]:
        if texts:
            coverage.update(reason=take(), analysed=0, total=1)
    for reason in record["result"]["reasons"]:
        if texts:
            reason["detail"] = take()
    assert not texts, len(texts)
    wanted.append("<script>" + "A" * 200)
    # findings are shown in a fixed number each: what is beyond it is not wanted
    out = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    open(sys.argv[2], "w", encoding="utf-8").write(out)
    json.dump(wanted, open(sys.argv[3], "w"))


main()
