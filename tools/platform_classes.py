#!/usr/bin/env python3
"""Derives packs/platform/classes.tsv: platform_classes.py DECLARATIONS MORE > packs/platform/classes.tsv

DECLARATIONS is lib/android/android-platform-21-37-merged.d.ts of npm's @nativescript/types-android. Interfaces that
extend generic ones are written without them there: of java.* and javax.* javap of an installed JDK says which they
extend. MORE is tools/platform_classes.tsv, what DECLARATIONS leave out. Run again for a newer level; the output depends on these inputs only.
"""
import pathlib
import re
import subprocess
import sys

HEADER = """\
# The platform's classes: class, kind, superclass, interfaces, methods; tab-separated, sorted bytewise by class.
# class, superclass, interfaces: descriptors without L and ;, several separated by a space. kind: class or interface.
# methods: name/parameters of those that are not static, sorted; several separated by a space. A class that declares one method of a name
#   has its inherited ones of that name too; interfaces have all that they inherit. Constructors are left out.
# Levels 21 to 37 together: what one of them has. Made by tools/platform_classes.py from
#   npm @nativescript/types-android 9.1.1 (Apache-2.0, read 2026-11-23), android-platform-21-37-merged.d.ts: classes and methods;
#   javap of OpenJDK 17: which interfaces those of java.* and javax.* extend, of classes that both have;
#   tools/platform_classes.tsv: by hand, from the reference documentation, packages that the first leaves out.
# Only facts were taken: names, and what extends what.
"""
WANTED = re.compile(r"^(android|dalvik|java|javax|org)\.")


def declarations(path):
    """Yields (dotted name, header, [method lines])."""
    scope, current, depth = [], None, 0
    for line in path.open(encoding="utf-8"):
        text = line.strip()
        if text.startswith(("/*", "*", "//")):
            continue
        match = re.match(r"(?:declare|export) module ([\w.$]+) \{", text)
        if match:
            scope.append(("module", match.group(1)))
            continue
        match = re.match(r"export (?:abstract )?class ([\w$]+)(.*)\{$", text)
        if match:
            name = ".".join([s for _, s in scope] + [match.group(1)])
            current = [name, match.group(2), [], False]
            scope.append(("class", None))
            depth = 0
            continue
        if not scope:
            continue
        if scope[-1][0] == "class":
            if text.startswith("public constructor(implementation: {"):
                current[3] = True
                depth = 1
                continue
            if depth:
                depth = 0 if text.startswith("})") else 1
                continue
            if text.startswith("}"):
                scope.pop()
                yield tuple(current)
                current = None
                continue
            match = re.match(r"public (?:abstract )?([\w$]+)(?:<[^(]*>)?\((.*)\): ", text)
            if match and match.group(1) != "constructor" and not text.startswith("public static"):
                current[2].append((match.group(1), arity(match.group(2))))
        elif text.startswith("}"):
            scope.pop()


def arity(parameters):
    depth, count = 0, 1 if parameters.strip() else 0
    for c in parameters:
        depth += (c in "<({[") - (c in ">)}]")
        count += c == "," and depth == 0
    return count


def without_generics(text):
    while "<" in text:
        shorter = re.sub(r"<[^<>]*>", "", text)
        if shorter == text:
            break
        text = shorter
    return text


def named(header):
    """(superclass, [interfaces]) of a class's header."""
    header = without_generics(header)
    above = re.search(r"\bextends ([\w.$]+)", header)
    below = re.search(r"\bimplements ([\w.$, ]+)", header)
    return above.group(1) if above else "java.lang.Object", \
        [i.strip() for i in (below.group(1) if below else "").split(",") if i.strip()]


def java_interfaces(names):
    """{descriptor: [interfaces]} as javap says."""
    found = {}
    for at in range(0, len(names), 400):
        part = [n.replace("/", ".") for n in names[at:at + 400]]
        out = subprocess.run(["javap", "-protected", *part], capture_output=True, text=True, check=False).stdout
        for line in out.split("\n"):
            line = without_generics(line)
            match = re.match(r"(?:public |protected |abstract |final |static |sealed |non-sealed )*(class|interface|enum) ([\w.$]+)(.*) \{$", line)
            if match:
                kind, name, rest = match.groups()
                clause = re.search(r"(?:implements|extends) ([\w.$, ]+)$", rest) if kind == "interface" else \
                    re.search(r"implements ([\w.$, ]+)$", rest)
                found[name.replace(".", "/")] = [i.strip().replace(".", "/") for i in clause.group(1).split(",")] \
                    if clause else []
    return found


def main():
    rows = {}
    for name, header, methods, interface in declarations(pathlib.Path(sys.argv[1])):
        if WANTED.match(name):
            old = rows.setdefault(name, [header, set(), interface])
            old[1].update(methods)
            old[2] = old[2] or interface
    nested = set(rows)

    def descriptor(name):
        parts, out = name.split("."), ""
        for i, part in enumerate(parts):
            out += ("" if i == 0 else "$" if ".".join(parts[:i]) in nested else "/") + part
        return out

    java = java_interfaces([descriptor(n) for n in rows if n.startswith(("java.", "javax."))])
    print(HEADER, end="")
    lines = []
    for name, (header, methods, interface) in rows.items():
        own = descriptor(name)
        above, interfaces = named(header)
        interfaces = [descriptor(i) for i in interfaces if i in rows]
        interfaces += [i for i in java.get(own, []) if i not in interfaces]
        above = "" if own == "java/lang/Object" else descriptor(above) if above in rows else "java/lang/Object"
        lines.append("\t".join([own, "interface" if interface else "class", above, " ".join(interfaces),
                                " ".join("%s/%d" % m for m in sorted(methods))]))
    lines += [line for line in pathlib.Path(sys.argv[2]).read_text().split("\n") if line and line[0] != "#"]
    known = {line.split("\t")[0] for line in lines}
    for line in sorted(lines, key=lambda l: l.split("\t")[0].encode()):
        row = line.split("\t")
        row[3] = " ".join(i for i in row[3].split() if i in known)
        print("\t".join(row))


if __name__ == "__main__":
    main()
