"""What the differential tests of the finished program share: the corpus, the program, the oracles, TAP.

Not a test by itself. Every oracle's output is kept for the life of the process, and files are compared by a
pool of two workers.
"""
import concurrent.futures
import functools
import hashlib
import io
import json
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
VETO = os.environ.get("VETO", str(BUILD / "veto"))
CORPUS = pathlib.Path(os.environ.get("VETO_SHARED", ROOT / ".." / "shared")).resolve() / "corpus"
SECONDS = 60


class Tap:
    """Counts comparisons; one line of TAP for each file or rule, with what differed below it."""

    def __init__(self):
        self.count = self.failed = self.compared = self.listed = 0

    def ok(self, good, text, *why):
        self.count += 1
        self.failed += not good
        print("%s %d - %s" % ("ok" if good else "not ok", self.count, str(text).replace("#", "")))
        if not good:
            for line in why:
                print("#  ", line)

    def note(self, text):
        print("#", text)

    def end(self):
        self.note("%d comparisons, %d listed differences" % (self.compared, self.listed))
        print("1..%d" % self.count)
        return 1 if self.failed else 0


def lines(name):
    with open(CORPUS / name, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


@functools.lru_cache(maxsize=None)
def files():
    """{sha256: path} of everything in the corpus that has a path."""
    return {m["sha256"]: CORPUS / m["path"] for m in lines("MANIFEST.jsonl") if m.get("path")}


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


@functools.lru_cache(maxsize=None)
def apks():
    """(digest, path, short name) of every APK, and of every APK inside a bundle of APKs, written out."""
    found = {}
    for sha, path in files().items():
        if path.suffix == ".apk" and path.is_file():
            found[sha] = (sha, path, "%s/%s" % (path.relative_to(CORPUS).parts[0], path.name))
        elif path.suffix in (".apks", ".xapk", ".apkm"):
            with zipfile.ZipFile(path) as z:
                for name in z.namelist():
                    if name.endswith(".apk"):
                        data = z.read(name)
                        sha = hashlib.sha256(data).hexdigest()
                        found[sha] = (sha, scratch() / ("%s.apk" % sha), "%s!%s" % (path.name, name))
                        found[sha][1].write_bytes(data)
    return sorted(found.values(), key=lambda f: f[2])


_scratch = []


def scratch():
    """A folder that goes away with the process."""
    if not _scratch:
        _scratch.append(tempfile.TemporaryDirectory(prefix="veto-differ-"))
    return pathlib.Path(_scratch[0].name)


def run(*command):
    """(status, output, errors) of a command; status 124 when it took too long."""
    try:
        r = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return 124, b"", b"took too long"
    return r.returncode, r.stdout, r.stderr


def query(paths, sql):
    """Rows of a SELECT over the files of one app; an exception when the program fails."""
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    status, out, err = run(VETO, "query", *paths, sql, "--json")
    if status != 0:
        raise RuntimeError("veto query: status %d: %s" % (status, err.decode("utf-8", "replace")[:300]))
    return json.loads(out)


def tables(paths, wanted):
    """{table: rows} of several small tables in one run; wanted: {table: "column column"}."""
    parts = []
    for table, columns in wanted.items():
        pairs = ", ".join("'%s', %s" % (c, c) for c in columns.split())
        parts.append("(SELECT json_group_array(json_object(%s)) FROM %s) AS %s" % (pairs, table, table))
    row = query(paths, "SELECT " + ", ".join(parts))[0]
    return {table: json.loads(row[table]) for table in wanted}


def each(function, items):
    """(item, result or exception) in the order of items, by two workers."""
    def guarded(item):
        try:
            return function(item)
        except Exception as e:  # a failure of one file is that file's result
            return e
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        yield from zip(items, pool.map(guarded, items))


# aapt -------------------------------------------------------------------------------------------------------

ELEMENT = re.compile(r"^( *)E: (?:[^ :(]*:)?([^ :(]*) \(line=(-?\d+)\)$")
ATTRIBUTE = re.compile(r'^( *)A: (.*?)(?:\((0x[0-9a-f]{8})\))?=(.*)$', re.S)
TYPED = re.compile(r"^\(type (0x[0-9a-f]+)\)(0x[0-9a-f]+)(?: \(Raw: \".*\"\))?$", re.S)


class Element:
    def __init__(self, tag, parent):
        self.tag, self.parent, self.attributes, self.children = tag, parent, [], []

    def all(self, *tags):
        return [c for c in self.children if c.tag in tags or not tags]

    def raw(self, key):
        """(kind, value) by resource id as the platform's walk finds it, or by a plain name."""
        for name, number, kind, value in self.attributes:
            if isinstance(key, int):
                if number >= key:
                    return (kind, value) if number == key else None
            elif name == key and not number:
                return kind, value
        return None


def unescaped(text):
    """aapt writes quotes, backslashes and line feeds with a backslash."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text, flags=re.S)


def logical_lines(text):
    """Lines of xmltree; a string with line feeds in it spans several."""
    held = None
    for line in text.split("\n"):
        if re.match(r"^ *(E|A|C|N): ", line):
            if held is not None:
                yield held
            held = line
        elif held is not None:
            held += "\n" + line
    if held is not None:
        yield held.rstrip("\n")


def xmltree(path, entry="AndroidManifest.xml"):
    """Root element by aapt, or None when aapt cannot read it."""
    status, out, _ = run("aapt", "dump", "xmltree", path, entry)
    root, stack = None, []
    for line in logical_lines(out.decode("utf-8", "replace")):
        m = ELEMENT.match(line)
        if m:
            depth = len(m[1])
            while stack and stack[-1][0] >= depth:
                stack.pop()
            e = Element(m[2], stack[-1][1] if stack else None)
            if stack:
                stack[-1][1].children.append(e)
            elif root is None:
                root = e
            stack.append((depth, e))
            continue
        m = ATTRIBUTE.match(line)
        if not m or not stack:
            continue
        name, number, value = m[2], int(m[3], 16) if m[3] else 0, m[4]
        while stack and stack[-1][0] >= len(m[1]):
            stack.pop()
        t = TYPED.match(value)
        if t:
            kind, data = int(t[1], 16), int(t[2], 16)
        elif value.startswith('"'):
            end = value.rfind('" (Raw: "')
            kind, data = 3, unescaped(value[1:end] if end > 0 else value[1:-1])
        elif value.startswith("@0x"):
            kind, data = 1, int(value[1:11], 16)
        elif value.startswith("?0x"):
            kind, data = 2, int(value[1:11], 16)
        else:
            kind, data = -1, value
        stack[-1][1].attributes.append((name, number, kind, data))
    return root if status == 0 else None


RESOURCE = re.compile(r"^ *resource (0x[0-9a-f]{8}) [^ ]*: t=(0x[0-9a-f]+) d=(0x[0-9a-f]+)")
CONFIG = re.compile(r"^ *config (.*):$")


class Resources:
    """Values by aapt as a device without a language sees them."""

    def __init__(self, path):
        _, out, _ = run("aapt", "dump", "--values", "resources", path)
        self.values, config, last = {}, "", None
        for line in out.decode("utf-8", "replace").split("\n"):
            m = CONFIG.match(line)
            if m:
                config, last = m[1], None
                continue
            m = RESOURCE.match(line)
            if m:
                last = int(m[1], 16), config, int(m[2], 16), int(m[3], 16)
                if last[2] != 3:
                    self.add(last[0], config, last[2], last[3])
                continue
            m = re.match(r'^ *\(string\d+\) "(.*)"$', line)
            if m and last is not None:
                self.add(last[0], config, 3, unescaped(m[1]))
            if line.strip():
                last = None

    def add(self, number, config, kind, data):
        """The value for no language and no screen, and of these the one for the newest platform."""
        m = re.match(r"^v(\d+)$", config)
        rank = 0 if config == "(default)" else int(m[1]) if m else -1
        if number not in self.values or rank > self.values[number][0]:
            self.values[number] = rank, kind, data

    def follow(self, kind, data):
        for _ in range(20):
            if kind != 1 or data not in self.values:
                return kind, data
            _, kind, data = self.values[data]
        return kind, data


class Manifest:
    """A manifest by aapt's xmltree, its references followed through aapt's resources."""

    def __init__(self, path):
        self.path, self.root, self._resources = path, xmltree(path), None

    def value(self, element, key):
        found = element.raw(key) if element is not None else None
        if found is None:
            return None
        if found[0] == 1 and found[1] != 0:
            if self._resources is None:
                self._resources = Resources(self.path)
            return self._resources.follow(*found)
        return found

    def text(self, element, key):
        found = self.value(element, key)
        if found is None or (found[0] == 1 and found[1] == 0):
            return None
        kind, data = found
        if kind == 3:
            return data
        if kind == 0x12:
            return "true" if data else "false"
        if kind == 0x11:
            return "0x%x" % data
        if 0x10 <= kind <= 0x1f and kind < 0x1c:
            return str(data - (1 << 32) if data >> 31 else data)
        if kind == 4:
            return "%.9g" % struct.unpack("<f", struct.pack("<I", data))
        return found

    def boolean(self, element, key, fallback):
        found = self.value(element, key)
        if found is None or (found[0] == 1 and found[1] == 0):
            return fallback
        kind, data = found
        if kind == 3:
            return data in ("1", "true", "TRUE")
        return data != 0 if 0x10 <= kind <= 0x1f else False

    def integer(self, element, key, fallback):
        found = self.value(element, key)
        if found is None:
            return fallback
        kind, data = found
        if kind == 3:
            return int(data, 0) if re.match(r"^-?(0x[0-9a-fA-F]+|\d+)$", data) else fallback
        return data - (1 << 32) if data >> 31 else data


def badging(path, tool="aapt"):
    """(status, lines) of `dump badging`."""
    status, out, _ = run(tool, "dump", "badging", path)
    return status, out.decode("utf-8", "replace").split("\n")
