#!/usr/bin/env python3
"""Native libraries through readelf and our reader: all in the corpus, those of this system, and ones built for it.

readelf follows section headers where we follow the linker; each kind of difference is listed below with the reason
why the device sides with ours.
"""
import glob
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("BUILD", "build"))
CORPUS = pathlib.Path(os.environ.get("VETO_SHARED", "../shared")) / "corpus"
MACHINES = {"AArch64": 183, "ARM": 40, "Advanced Micro Devices X86-64": 62, "Intel 80386": 3, "RISC-V": 243,
            "MIPS R3000": 8}
SINGLE = ["bits", "type", "machine", "pie", "nx", "relro", "canary", "fortify", "stripped", "textrel", "dynamic", "jni",
          "onload", "symbols", "align", "soname", "rpath", "runpath"]


def theirs(path):
    """What readelf says, in our words."""
    text = subprocess.run(["readelf", "-h", "-l", "-d", "-S", "--dyn-syms", "-W", path], capture_output=True,
                          env={**os.environ, "LC_ALL": "C"}, check=False).stdout.decode("utf-8", "surrogateescape")

    def tags(name):
        return [v[1:-1] for v in re.findall(rf"\({name}\) +[^\[\n]*(\[[^\n]*\])$", text, re.M)]

    header = dict(re.findall(r"^  ([A-Z][\w ]*): +(.*)$", text, re.M))
    loads = [int(v, 16) for v in re.findall(r"^  LOAD .* (0x[0-9a-f]+)$", text, re.M)]
    stack = re.findall(r"^  GNU_STACK +(?:0x\w+ +){5}([RWE ]{3})", text, re.M)
    flags = " ".join(re.findall(r"\((?:FLAGS|FLAGS_1)\) +(.*)$", text, re.M))
    now = "(BIND_NOW)" in text or re.search(r"\bBIND_NOW\b|\bNOW\b", flags)
    symbols = [line.split() for line in text.split("\n") if re.match(r"^ +\d+: [0-9a-f]+ ", line)]
    symbols = [(s[4], s[6], s[7].split("@")[0]) for s in symbols if len(s) > 7]
    names = {name for _, _, name in symbols}
    defined = [n for bind, where, n in symbols if where != "UND" and bind != "LOCAL"]
    counts = re.findall(r"Symbol table '\.dynsym' contains (\d+)", text)
    kind = re.match(r"\w+", header.get("Type", "NONE")).group(0)
    return {
        "bits": header["Class"][3:],
        "type": str({"REL": 1, "EXEC": 2, "DYN": 3, "CORE": 4}.get(kind, 0)),
        "machine": str(MACHINES.get(header["Machine"], 0)),
        "pie": str(int(kind == "DYN")),
        "nx": str(int(bool(stack) and "E" not in stack[-1])),
        "relro": "none" if "GNU_RELRO" not in text else "full" if now else "partial",
        "canary": str(int("__stack_chk_fail" in names)),
        "fortify": str(int(any(re.fullmatch(r"__.+_chk", n) for n in names))),
        "stripped": str(int(not re.search(r"\] \S+ +SYMTAB ", text))),
        "textrel": str(int("(TEXTREL)" in text or "TEXTREL" in flags)),
        "dynamic": str(int("Dynamic section at" in text)),
        "jni": str(sum(n.startswith("Java_") for n in defined)),
        "onload": str(int("JNI_OnLoad" in defined)),
        "symbols": counts[0] if counts else "0",
        "align": str(min((a if a > 1 else 4096 for a in loads), default=0)),
        "soname": (tags("SONAME") or [""])[-1],
        "rpath": (tags("RPATH") or [""])[-1],
        "runpath": (tags("RUNPATH") or [""])[-1],
        "needed": tags("NEEDED"),
    }


def ours(program, paths):
    text = subprocess.run([program], input="\n".join(paths).encode() + b"\n", capture_output=True, check=True).stdout
    for line in text.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        path, *fields = line.split("\t")
        pairs = [field.split("=", 1) for field in fields]
        yield path, {**dict(pairs), "needed": [v for k, v in pairs if k == "needed"]}


def explained(key, us, them):
    """Why the device sides with us where a difference is expected; None where it is not."""
    if key == "symbols" and 0 < int(us["symbols"]) and "elf.section" in us["odd"]:
        return "section headers lie about the symbols, the hash table does not"
    if "elf.sections." in us["odd"] and key in ("symbols", "stripped"):
        return "readelf needs section headers, the linker does not"
    return None


def compare(program, paths):
    """Differences as text, and how many files and values were compared."""
    wrong, reasons, files, values = [], {}, 0, 0
    for path, us in ours(program, paths):
        if "refused" in us:
            wrong.append(f"{path}: refused: {us['refused']}")
            continue
        them = theirs(path)
        files += 1
        for key in [*SINGLE, "needed"]:
            values += 1
            if us[key] == them[key]:
                continue
            why = explained(key, us, them)
            if why is None:
                wrong.append(f"{path}: {key}: readelf {them[key]!r}, ours {us[key]!r}; {us['odd']}")
            else:
                reasons[why] = reasons.get(why, 0) + 1
    return wrong, reasons, files, values


def from_archives(folder):
    """Every ELF file in archives of the corpus, nested ones included, by content."""
    seen = {}

    def walk(data, depth):
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            names = archive.infolist()
        except Exception:  # malformed archives are another test's
            return
        for info in names:
            if info.file_size > 64 << 20 or not info.filename.endswith((".so", ".apk", ".jar", ".zip")):
                continue
            try:
                content = archive.read(info)
            except Exception:
                continue
            if content[:4] == b"\x7fELF":
                seen.setdefault(hash(content), (info.filename, content))
            elif content[:2] == b"PK" and depth < 3:
                walk(content, depth + 1)

    for path in sorted(CORPUS.rglob("*")):
        if path.suffix in (".apk", ".apks", ".xapk", ".apkm", ".aab", ".zip") and path.stat().st_size < 64 << 20:
            walk(path.read_bytes(), 0)
    for i, (name, content) in enumerate(seen.values()):
        path = folder / f"{i}-{pathlib.PurePosixPath(name).name}"
        path.write_bytes(content)
        yield str(path)


def built(folder):
    """One source, linked in the ways that our facts tell apart; the file's name says how."""
    source = folder / "jni.c"
    source.write_text(
        "#include <string.h>\n#include <stdio.h>\n"
        "int JNI_OnLoad(void *vm, void *x) { char b[64]; int n = *(int *)vm; memset(b, 1, n); puts(b); return x != 0; }\n"
        "void Java_a_b_c(char *d, const char *s, unsigned n) { char e[32]; memcpy(e, s, n); strcpy(d, e); }\n"
        "static void Java_hidden(void) {}\nvoid *table(void) { return Java_hidden; }\n")
    ways = {
        "plain": "", "norelro": "-Wl,-z,norelro", "relro": "-Wl,-z,relro,-z,lazy", "now": "-Wl,-z,relro,-z,now",
        "execstack": "-Wl,-z,execstack", "noexecstack": "-Wl,-z,noexecstack",
        "canary": "-fstack-protector-all", "nocanary": "-fno-stack-protector",
        "fortify": "-O2 -D_FORTIFY_SOURCE=2", "rpath": "-Wl,-rpath,/opt/a:$ORIGIN,--disable-new-dtags",
        "runpath": "-Wl,-rpath,/opt/b,--enable-new-dtags", "soname": "-Wl,-soname,libjni.so", "strip": "-s",
        "sysv": "-Wl,--hash-style=sysv", "gnu": "-Wl,--hash-style=gnu", "both": "-Wl,--hash-style=both",
        "hidden": "-fvisibility=hidden", "page16": "-Wl,-z,max-page-size=16384",
        "textrel": "-fno-pic -mcmodel=large -Wl,-z,notext", "separate": "-Wl,-z,separate-code",
        "together": "-Wl,-z,noseparate-code", "needed": "-Wl,--no-as-needed -lm -ldl",
    }
    for name, flags in ways.items():
        out = folder / f"lib{name}.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", out, source, *flags.split()], check=True)
        yield str(out)
    for name, flags in {"pie": "-pie", "exec": "-no-pie"}.items():
        main = folder / "main.c"
        main.write_text("int main(void) { return 0; }\n")
        subprocess.run(["gcc", "-o", folder / name, main, flags], check=True)
        yield str(folder / name)


def headless(folder, paths):
    """The same libraries without section headers: what we say must not change, but for what only sections tell."""
    for path in paths:
        data = bytearray(pathlib.Path(path).read_bytes())
        wide = data[4] == 2
        first, size = (40, 8) if wide else (32, 4)
        data[first:first + size] = bytes(size)
        data[(60 if wide else 48):(64 if wide else 52)] = bytes(4)
        out = folder / f"headless-{pathlib.Path(path).name}"
        out.write_bytes(data)
        yield str(out)


def main():
    if shutil.which("readelf") is None or shutil.which("gcc") is None:
        print("1..0 # SKIP no readelf or no gcc")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = folder / "elflist"
        libraries = subprocess.run(
            ["pkg-config", "--libs", "libdeflate", "zlib", "libcrypto", "sqlite3", "libseccomp", "expat"],
            capture_output=True, text=True, check=True).stdout.split()
        subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O1", "-g", "-fsanitize=address,undefined",
                        "-fno-sanitize-recover=all", "-Isrc", "-o", program, "tests/oracle/elflist.c",
                        BUILD / "san/libveto.a", *libraries], cwd=ROOT, check=True)
        system = sorted({os.path.realpath(p) for p in glob.glob("/usr/lib/*-linux-gnu/*.so*")})
        system = [p for p in system if open(p, "rb").read(4) == b"\x7fELF"]
        sets = [("libraries of the corpus", list(from_archives(folder))), ("libraries of this system", system),
                ("libraries built with each option", list(built(folder)))]
        print(f"1..{len(sets) + 1}")
        for number, (title, paths) in enumerate(sets, 1):
            wrong, reasons, files, values = compare(program, paths)
            print(f"{'not ok' if wrong or not files else 'ok'} {number} - {title}: {files} files, {values} values equal")
            for line in wrong[:60]:
                print("# " + line.replace(name, ""))
            for why, count in reasons.items():
                print(f"# {count} differences: {why}")
        few = sets[0][1] + sets[2][1]
        same = [k for k in SINGLE if k != "stripped"] + ["needed"]
        wrong = [f"{b[0]}: {k}: {a[1][k]!r}, {b[1][k]!r}" for a, b in zip(ours(program, few), ours(
            program, list(headless(folder, few)))) for k in same if a[1][k] != b[1][k]]
        print(f"{'not ok' if wrong else 'ok'} {len(sets) + 1} - {len(few)} of them without section headers say the same")
        for line in wrong[:60]:
            print("# " + line.replace(name, ""))


if __name__ == "__main__":
    sys.exit(main())
