#!/usr/bin/env python3
"""Entries of every intact archive of the corpus through the whole program against python's zipfile.

Intact: zipfile opens it, no anomaly of ours concerns the archive, and no name stands twice. Name, method, flags,
sizes, CRC and offset of the local header must be equal, in the directory's order; folders and kinds by first
bytes are compared as well.
"""
import sys
import zipfile

from differ import Tap, apks, each, files, query

KINDS = {b"dex\n": "dex", b"\x7fELF": "elf", b"PK\x03\x04": "zip", b"\x03\x00\x08\x00": "axml", b"\x02\x00\x0c\x00":
         "arsc", b"\x89PNG": "png"}
COLUMNS = "name, method, flags, compressed_size, size, crc, offset, kind, readable"


def theirs(path):
    try:
        with zipfile.ZipFile(path) as z:
            rows = []
            for i in z.infolist():
                head = b""
                if i.file_size and not i.is_dir() and i.file_size < 1 << 26:
                    with z.open(i) as f:
                        head = f.read(4)
                rows.append((i.orig_filename, i.compress_type, i.flag_bits, i.compress_size, i.file_size, i.CRC,
                             i.header_offset, KINDS.get(head)))
            return rows
    except Exception:
        return None


def read(item):
    sha, path, _ = item
    odd = query(path, "SELECT code FROM anomalies WHERE code LIKE 'zip.%' LIMIT 1")
    if odd:
        return None
    rows = query(path, "SELECT %s FROM entries WHERE artifact = '%s'" % (COLUMNS, sha))
    # A bundle of several apps belongs to each of them.
    return [dict(r) for r in dict.fromkeys(tuple(r.items()) for r in rows)], theirs(path)


def main():
    tap = Tap()
    archives = list(apks()) + [(sha, path, "%s/%s" % (path.parent.name, path.name))
                               for sha, path in sorted(files().items())
                               if path.suffix in (".zip", ".ipa", ".aar", ".apks", ".aab")]
    intact = entries = 0
    for (sha, path, name), result in each(read, archives):
        if isinstance(result, Exception):
            tap.ok(False, name, repr(result))
            continue
        if result is None or result[1] is None:
            continue
        ours, other = result
        intact += 1
        entries += len(ours)
        tap.compared += 8 * len(other)
        bad = []
        if len(ours) != len(other):
            bad.append("%d entries, zipfile %d" % (len(ours), len(other)))
        for mine, row in zip(ours, other):
            values = tuple(mine[k] for k in "name method flags compressed_size size crc offset".split())
            if values != row[:7]:
                bad.append("ours %s, zipfile %s" % (values, row[:7]))
            if row[7] and mine["kind"] != row[7]:
                bad.append("%s: kind %s, first bytes of %s" % (row[0], mine["kind"], row[7]))
            if not mine["readable"]:
                bad.append("%s: not readable, yet nothing odd" % row[0])
        if bad:
            tap.ok(False, name, *bad[:5])
    tap.ok(intact > 300, "%d intact archives, %d entries are zipfile's" % (intact, entries))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
