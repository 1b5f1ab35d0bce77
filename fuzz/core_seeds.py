#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets frames and criteria into fuzz/seeds/.

Those of app are kept by its unit test: VETO_SEEDS=fuzz/seeds build/unit/app
"""
import pathlib
import struct

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"


def frame(kind, payload=b""):
    return kind.encode() + struct.pack("<I", len(payload)) + payload


def text(value):
    return struct.pack("<I", len(value)) + value


def header(name, *columns):
    return frame("H", struct.pack("<I", len(columns)) + text(name) + b"".join(text(c) for c in columns))


def row(*cells):
    out = b""
    for cell in cells:
        if cell is None:
            out += b"n"
        elif isinstance(cell, int):
            out += b"i" + struct.pack("<q", cell)
        elif isinstance(cell, float):
            out += b"r" + text(repr(cell).encode())
        else:
            out += b"t" + text(cell)
    return frame("R", out)


RECORD = (
    frame("S", b"sending the record") + header(b"artifacts", b"sha256", b"size", b"kind", b"locus") +
    row(b"00" * 32, 22, b"other", b"00" * 32) +
    header(b"coverage", b"part", b"total", b"analysed", b"opaque", b"reason", b"locus") +
    row(b"container", 1, 0, 0, b"cut", b"00" * 32) + header(b"counts", b"table", b"rows") + row(b"strings", 0) +
    header(b"answers", b"criterion", b"answer", b"reason") +
    header(b"findings", b"criterion", b"subject", b"locus", b"grade", b"witness", b"detail") +
    header(b"result", b"result", b"criterion", b"detail") + row(b"undetermined", None, None) +
    row(b"undetermined", b"app", b"there is no app that could be read") + frame("Z"))

FRAMES = {
    "record": RECORD,
    "record-cut": RECORD[:200],
    "rows": header(b"", b"a", b"b") + row(1, b"caf\xc3\xa9") + row(None, 1.5) + row(-1 << 63, b"") + frame("Z"),
    "bad-utf8": header(b"", b"a") + row(b"\xff\xed\xa0\x80"),
    "rows-first": row(1) + header(b"x", b"a") + row(1, 2) + row(),
    "unknown": frame("S", b"reading") + frame("X", b"?"),
    "too-long": frame("N", b"") + b"R\xff\xff\xff\xff",
    "lying": frame("T", b"text") + b"N\x10\0\0\0abc",
    "notes": frame("N", b"key\0value") + frame("E", b"out of memory") + frame("Z", b"x"),
    "many-columns": header(b"wide", *[b"c%d" % i for i in range(300)]),
}

HEAD = "-- id: some.question\n-- question: Does it?\n-- severity: high\n-- refs: MASVS-CODE-1\n"
CRITERIA = {
    "plain": HEAD + "SELECT id AS subject, locus FROM app WHERE debuggable = 1;\n",
    "french": HEAD + "-- question.fr: Le fait-il\u00a0?\n-- why: x\n-- why.fr: y\nSELECT name AS subject, locus FROM signers\n",
    "key": HEAD + "SELECT caller AS subject, locus, opcode AS detail FROM calls WHERE callee = 'La;->b()V'\n",
    "walk": HEAD + "SELECT value AS subject, locus FROM strings WHERE value LIKE 'http%'\n",
    "recursive": HEAD + "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x) SELECT i AS subject, '' AS locus FROM x\n",
    "clock": HEAD + "SELECT datetime('now') AS subject, locus FROM app\n",
    "attach": HEAD + "ATTACH 'x' AS y; SELECT 1\n",
    "pragma": HEAD + "PRAGMA writable_schema = 1\n",
    "grade": HEAD + "SELECT 1 AS subject, locus, 'called' AS grade FROM app WHERE at_least('called', 'present')\n",
    "twice": "-- id: a\n-- id: b\n" + HEAD + "SELECT 1\n",
    "window": HEAD + "SELECT lag(name) OVER (ORDER BY name) AS subject, locus FROM permissions GROUP BY 1 HAVING count(*) > 1\n",
    "policy": "-- id: default\n-- title: T\nSELECT CASE answer WHEN 'yes' THEN 'not met' ELSE 'undetermined' END AS result,\n"
              "  criterion FROM answers WHERE answer <> 'no' UNION ALL SELECT 'met', part FROM coverage\n",
    "broken-line": HEAD + "\n\nSELECT nonsense AS subject,\n locus FROM app\n",
}


def write(target, seeds):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds.items():
        (folder / name).write_bytes(content)


write("frames", {name: b"\x06" + content for name, content in FRAMES.items()})
write("criteria", {name: content.encode() for name, content in CRITERIA.items()})
