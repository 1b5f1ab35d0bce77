#!/usr/bin/env python3
"""Every DEX of the corpus through dexdump and our reader: header, classes, members, code and instructions.

dexdump is ART's own tool and runs DexFileVerifier first, so whether it accepts a file is compared as well.
"""
import hashlib
import io
import json
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", "build"))
CORPUS = pathlib.Path(os.environ.get("VETO_SHARED", "../shared")) / "corpus"
MUTANTS = 600
DISASSEMBLE = 1 << 20  # larger files are compared by method only: dexdump writes twenty times their size

HEADER = ["file_size", "checksum", "string_ids_size", "type_ids_size", "proto_ids_size", "field_ids_size",
          "method_ids_size", "class_defs_size", "data_size"]
KINDS = {b"Static fields": 0, b"Instance fields": 1, b"Direct methods": 2, b"Virtual methods": 3}
INSN = re.compile(rb"^([0-9a-f]{6,}): [0-9a-f .]*\|([0-9a-f]{4,}): (\S+)(.*)$")
INDEX = re.compile(rb"(?://|,) (string|type|field|method|proto|call_site|method_handle)@([0-9a-f]+)(?:, proto@[0-9a-f]+)?$")
PAYLOADS = (b"packed-switch-data", b"sparse-switch-data", b"array-data", b"nop")


def escape(text):
    return "".join(chr(c) if 0x20 < c < 0x7f else f"%{c:02x}" for c in text)


def quoted(line):
    return escape(line[line.index(b"'") + 1:line.rindex(b"'")])


def theirs(path, disassemble):
    """What dexdump says, in the lines of tests/oracle/dexlist.c; None when it refuses the file."""
    run = subprocess.run(["dexdump", "-f", *(["-d"] if disassemble else []), path], capture_output=True, check=False)
    if run.returncode != 0:
        return None, run.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
    header, lines, kind, klass, member, text_of = {}, [], -1, None, None, ""
    for line in run.stdout.split(b"\n"):
        if not line.startswith(b" ") and b": " in line and len(header) < 30 and klass is None:
            key, value = line.split(b":", 1)
            header[key.decode().strip()] = value.strip().split()[0].decode() if value.strip() else ""
        match = INSN.match(line)
        if match is None and lines and lines[-1] in ("const-string", "const-string/jumbo"):
            index = INDEX.search(line)  # the string has line feeds, which dexdump writes as they are
            if index is not None:
                lines[-1] = f"{text_of} string@{int(index[2], 16):x}"
            continue
        if match is not None:
            if match[3] in PAYLOADS:
                continue
            index = INDEX.search(match[4])
            if index is None and match[3].startswith(b"const-string"):
                text_of = f"i {int(match[1], 16):x} {int(match[2], 16):x} {match[3].decode()}"
                lines.append(match[3].decode())
                continue
            lines.append(f"i {int(match[1], 16):x} {int(match[2], 16):x} {match[3].decode()} "
                         + (f"{index[1].decode()}@{int(index[2], 16):x}" if index else "@0"))
        elif line.startswith(b"Class #"):
            klass = ["c", "", "", ""]
            lines.append(klass)
        elif line.startswith(b"  Class descriptor"):
            klass[1] = quoted(line)
        elif line.startswith(b"  Access flags"):
            klass[3] = f"{int(line.split(b':')[1].split()[0], 16):x}"
        elif line.startswith(b"  Superclass"):
            klass[2] = quoted(line)
        elif line.startswith(b"  Interfaces"):
            kind = 4
        elif line.startswith(b"  ") and line[2:3] != b" " and line.strip(b" -") in KINDS:
            kind = KINDS[line.strip(b" -")]
        elif line.startswith(b"    #") and kind == 4:
            klass.append(quoted(line))
        elif line.startswith(b"    #"):
            member = [f"m {kind}"]
            lines.append(member)
        elif line.startswith((b"      name  ", b"      type  ")):
            member.append(quoted(line))
        elif line.startswith(b"      access  "):
            member.append(f"{int(line.split(b':')[1].split()[0], 16):x}")
        elif line.startswith(b"      code          : (none)"):
            member.append("none")
        elif line.startswith(b"      registers  "):
            member.append(line.split()[-1].decode())
        elif line.startswith((b"      ins  ", b"      outs  ", b"      insns size  ")):
            member[-1] += " " + line.split(b":")[1].split()[0].decode()
    return header, [line if isinstance(line, str) else "\t".join(line) for line in lines]


def ours(program, paths, *flags):
    """For each path: its header lines and the rest."""
    with tempfile.TemporaryFile() as out:
        subprocess.run([program, *flags], input="\n".join(paths).encode() + b"\n", stdout=out, check=True)
        out.seek(0)
        headers, lines = [], []
        for raw in out:
            line = raw.decode("ascii", "replace").rstrip("\n")
            if line.startswith("end "):
                yield line[4:], headers, lines
                headers, lines = [], []
            elif line.startswith(("dex ", "none ")):
                headers.append(dict(field.partition("=")[::2] for field in line.split("\t")[1:]))
            else:
                lines.append(line)


def from_corpus(folder):
    """Every DEX file of the corpus, by content; and for each archive those the platform would load."""
    files, archives = {}, {}

    def keep(data):
        name = hashlib.sha256(data).hexdigest()
        if name not in files:
            path = folder / f"{name}.dex"
            path.write_bytes(data)
            files[name] = str(path)
        return files[name]

    for path in sorted(p for p in CORPUS.rglob("*") if p.is_file() and "truth" not in p.parts):
        if path.suffix == ".dex":
            keep(path.read_bytes())
            continue
        if path.stat().st_size > 64 << 20 or path.open("rb").read(2) != b"PK":
            continue
        data = path.read_bytes()
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            infos = archive.infolist()
        except Exception:  # malformed archives are another test's
            continue
        mine = []
        for info in infos:
            if not info.filename.endswith(".dex") or info.file_size > 64 << 20:
                continue
            try:
                content = archive.read(info)
            except Exception:
                continue
            kept = keep(content)
            if re.fullmatch(r"classes\d*\.dex", info.filename):
                mine.append(kept)
        if mine:
            archives[hashlib.sha256(data).hexdigest()] = mine
    return list(files.values()), archives


def compare(program, paths, disassemble):
    """Differences as text, accepted files, refused ones, and how many lines were equal."""
    wrong, equal, refused = [], 0, 0
    for path, headers, lines in ours(program, paths, *(["-d"] if disassemble else [])):
        header, text = theirs(path, disassemble)
        name = pathlib.Path(path).name[:16]
        us = headers[0]
        if header is None:
            refused += 1
            if us.get("loadable") == "yes":
                wrong.append(f"{name}: dexdump refuses it: {text}")
            continue
        if us.get("loadable") != "yes":
            wrong.append(f"{name}: dexdump reads it, ours refuses: {us}")
        for key in HEADER:
            if header[key] != us[key]:
                wrong.append(f"{name}: {key}: dexdump {header[key]}, ours {us[key]}")
            equal += 1
        for number, (a, b) in enumerate(zip(text, lines)):
            if a != b:
                wrong.append(f"{name}: line {number}: dexdump {a!r}, ours {b!r}")
                break
        if len(text) != len(lines):
            wrong.append(f"{name}: dexdump {len(text)} lines, ours {len(lines)}")
        equal += len(lines)
    return wrong, refused, equal


def consensus(headers, archives):
    """Counts of whole apps against what the corpus' truth has."""
    wrong, apps = [], 0
    for line in (CORPUS / "truth/consensus.jsonl").read_text().split("\n")[:-1]:
        truth = json.loads(line)
        dex, mine = truth.get("dex") or {}, archives.get(truth["sha256"])
        if not mine or dex.get("files") != len(mine):
            continue
        apps += 1
        for key, field in (("class_defs", "class_defs_size"), ("method_ids", "method_ids_size"),
                           ("strings", "string_ids_size"), ("fields_ids", "field_ids_size")):
            total = sum(int(headers[path][field]) for path in mine)
            if key in dex and total != dex[key]:
                wrong.append(f"{truth['file']}: {key}: {dex[key]}, ours {total}")
        other = truth.get("dex_androguard") or {}
        if other.get("files") == len(mine) and not other.get("errors"):
            total = sum(int(headers[path]["defined"]) for path in mine)
            if total != other.get("methods_defined", total):
                wrong.append(f"{truth['file']}: methods defined: androguard {other['methods_defined']}, ours {total}")
    return wrong, apps


def mutants(folder, paths):
    """Small files with a byte or two changed and the checksum made right, the same ones each time."""
    random.seed(1)
    seeds = [p.read_bytes() for p in sorted((ROOT / "fuzz/seeds/dex").glob("*.dex")) if p.read_bytes()[6:7] != b"1"]
    seeds += [pathlib.Path(p).read_bytes() for p in sorted(paths) if os.path.getsize(p) < 6000][:16]
    for i in range(MUTANTS):
        data = bytearray(random.choice(seeds))
        for _ in range(random.choice([1, 1, 1, 2])):
            at = random.randrange(0x20, len(data))
            data[at] = random.choice([data[at] ^ 1 << random.randrange(8), 0, 1, 0x80, 0xff, (data[at] + 1) & 0xff])
        struct.pack_into("<I", data, 8, zlib.adler32(data[12:]))
        path = folder / f"mutant{i}.dex"
        path.write_bytes(data)
        yield str(path)


def verdicts(program, paths):
    """We may call loadable what dex_verify.c says it does not verify, never refuse what ART's verifier accepts."""
    wrong, same, total = [], 0, 0
    for path, headers, _ in ours(program, paths):
        us = bool(headers) and headers[0].get("loadable") == "yes"
        them = subprocess.run(["dexdump", "-f", path], capture_output=True, check=False).returncode == 0
        total += 1
        same += us == them
        if them and not us:
            wrong.append(f"{pathlib.Path(path).name}: dexdump reads it, ours says {headers[0].get('loadable')}")
    if same < total * 9 // 10:
        wrong.append(f"only {same} of {total} verdicts agree")
    return wrong, same, total


def result(number, title, wrong):
    print(f"{'not ok' if wrong else 'ok'} {number} - {title}")
    for text in wrong[:20]:
        print(f"# {text}")


def main():
    if shutil.which("dexdump") is None:
        print("1..0 # SKIP no dexdump")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = folder / "dexlist"
        libraries = subprocess.run(
            ["pkg-config", "--libs", "libdeflate", "zlib", "libcrypto", "sqlite3", "libseccomp", "expat"],
            capture_output=True, text=True, check=True).stdout.split()
        subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O1", "-g", "-fsanitize=address,undefined",
                        "-fno-sanitize-recover=all", "-Isrc", "-o", program, "tests/oracle/dexlist.c",
                        BUILD / "san/libveto.a", *libraries], cwd=ROOT, check=True)
        paths, archives = from_corpus(folder)
        small = [p for p in paths if os.path.getsize(p) <= DISASSEMBLE]
        large = [p for p in paths if os.path.getsize(p) > DISASSEMBLE]
        print("1..4")
        wrong, refused, lines = compare(program, small, True)
        result(1, f"{len(small)} DEX as dexdump has them, {refused} refused by both, {lines} lines", wrong)
        wrong, refused, lines = compare(program, large, False)
        result(2, f"{len(large)} large DEX without instructions, {refused} refused by both, {lines} lines", wrong)
        headers = {path: found[0] for path, found, _ in ours(program, paths)}
        wrong, apps = consensus(headers, archives)
        result(3, f"counts of {apps} apps as the truth has them", wrong)
        wrong, same, total = verdicts(program, list(mutants(folder, paths)))
        result(4, f"verdict on {total} mutants: {same} as ART's verifier has it, the others not verified by us", wrong)
        sys.stdout.flush()


main()
