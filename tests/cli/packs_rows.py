"""Reads every row of the packs about Android's API: packs_rows.py FOLDER, FOLDER being packs/ or a copy of it.

Prints what is wrong, one line each, and fails if anything is.
"""
import pathlib
import re
import sys

TYPE = r"\[*(?:[ZBCSIJFD]|L[\w$/-]+;)"
CLASS = re.compile(r"L[\w$-]+(?:/[\w$-]+)+;")
METHOD = re.compile(rf"L[\w$/-]+;->(?:<init>|[\w$]+)(?:\((?:{TYPE})*\)(?:V|{TYPE}))?")
FIELD = re.compile(r"L[\w$/-]+;->\w+")
URI = re.compile(r"content://[\w.-]+(?:/[\w.-]+)*")
NAME = re.compile(r"[\w.]+")
CONSTANT = re.compile(r"[ -~]*[^\s*]\*?")
PATTERNS = {"method": METHOD, "field": FIELD, "class": CLASS, "uri": URI, "intent": NAME, "setting": NAME,
            "permission": NAME, "constant": CONSTANT, "override": METHOD}
GIVEN = re.compile(r"|nonzero|int:\d+(?:,\d+)*|intent|cipher|digest|drm|resolver\.write|empty|true|body|bit:\d+")
# What a list of capabilities has to cover at the least.
COVERED = """accessibility accounts.read admin.device advertising apps.install apps.list biometrics bluetooth.scan calendar.read
    calls.log.read calls.make camera.capture checks.emulator checks.root clipboard.read code.execute code.hidden-api code.load-dex
    code.reflection contacts.read contacts.write content.observe crypto.keystore crypto.weak files.all files.read
    identifiers.advertising identifiers.device identifiers.sim input.method keyguard location.background location.coarse
    location.fine messages.read messages.receive messages.send microphone.record nfc notifications.read photos.read
    screen.capture screen.overlay screen.screenshot sensors.body activity.recognition start.background start.boot
    start.foreground-service tls.unchecked usage.history vpn wallpaper webview.bridge wifi.scan""".split()
problems = []
permissions = set()


def rows(path, columns):
    """The rows of a file; what is wrong with its form is a problem."""
    text = path.read_bytes()
    where = path.name
    if not text.startswith(b"# ") or not text.endswith(b"\n") or b"\r" in text:
        problems.append(f"{where}: no header, no end or a carriage return")
    lines = text.decode("utf-8").splitlines()
    header = [line for line in lines if line.startswith("#")]
    body = lines[len(header):]
    if body != sorted(set(body), key=str.encode):
        problems.append(f"{where}: not sorted bytewise, or a line twice")
    for number, line in enumerate(body, len(header) + 1):
        fields = line.split("\t")
        if len(fields) != columns or any(f != f.strip() for f in fields):
            problems.append(f"{where}:{number}: not {columns} clean columns")
        else:
            yield f"{where}:{number}", fields


def expression(where, text):
    for condition in text.split("&"):
        names = condition.split("|")
        if len(set(names)) != len(names):
            problems.append(f"{where}: a permission twice in {condition}")
        for name in names:
            if name not in permissions:
                problems.append(f"{where}: no such permission: {name}")


def levels(where, since, until):
    if not re.fullmatch(r"2[1-9]|3[0-6]", since) or (until and (not re.fullmatch(r"2[1-9]|3[0-6]", until) or until < since)):
        problems.append(f"{where}: levels {since} to {until}")


def api(path):
    spans = {}
    count = 0
    for where, (method, needed, since, until, when, source) in rows(path, 6):
        count += 1
        if not METHOD.fullmatch(method):
            problems.append(f"{where}: not a method: {method}")
        expression(where, needed)
        levels(where, since, until)
        if when not in ("", "conditional") or not source:
            problems.append(f"{where}: when is {when}, source is {source}")
        for first, last in spans.setdefault((method, needed, when), []):
            if first <= (until or "99") and since <= last:
                problems.append(f"{where}: {method}: the same said twice for a level")
        spans[method, needed, when].append((since, until or "99"))
    if count < 800:
        problems.append(f"{path.name}: {count} rows")


def providers(path):
    for where, (uri, read, write, since, until, source) in rows(path, 6):
        if not URI.fullmatch(uri) or not source:
            problems.append(f"{where}: not a content URI with a source: {uri}")
        for needed in (read, write):
            if needed != "-":
                expression(where, needed)
        levels(where, since, until)


def capabilities(path):
    count = 0
    groups = {}
    patterns = set()
    for where, (capability, group, kind, pattern, given, needed, since, until, source) in rows(path / "android.tsv", 9):
        count += 1
        if kind not in PATTERNS or not PATTERNS[kind].fullmatch(pattern):
            problems.append(f"{where}: not a {kind}: {pattern}")
        if not GIVEN.fullmatch(given) or (kind == "override") != (given in ("empty", "true", "body")):
            problems.append(f"{where}: given is {given}")
        if group not in ("contents", "control") or groups.setdefault(capability, group) != group or not source:
            problems.append(f"{where}: group {group}, source {source}")
        if needed:
            expression(where, needed)
        levels(where, since, until)
        if (capability, kind, pattern, given) in patterns:
            problems.append(f"{where}: {pattern} twice in {capability}")
        patterns.add((capability, kind, pattern, given))
    told = {}
    for where, (capability, *texts, severity, needs) in rows(path / "capabilities.tsv", 7):
        told[capability] = texts
        if needs:
            expression(where, needs)
        if not all(texts) or severity not in ("critical", "high", "medium", "low", "info"):
            problems.append(f"{where}: a text is missing, or severity is {severity}")
        if texts[0] == texts[1] or not (texts[2].endswith(".") and texts[3].endswith(".")):
            problems.append(f"{where}: not two languages, or no sentence")
    if set(told) != set(groups):
        problems.append(f"not told of or without rows: {sorted(set(told) ^ set(groups))}")
    if count < 250 or len(groups) < 45:
        problems.append(f"{count} rows in {len(groups)} capabilities")
    missing = [c for c in COVERED if c not in groups and not any(g.startswith(c + ".") for g in groups)]
    if missing:
        problems.append(f"not covered: {missing}")


packs = pathlib.Path(sys.argv[1])
permissions.update(fields[0] for _, fields in rows(packs / "permissions" / "android.tsv", 5))
api(packs / "permissions" / "api.tsv")
providers(packs / "permissions" / "providers.tsv")
capabilities(packs / "capabilities")
print("\n".join(problems))
sys.exit(1 if problems else 0)
