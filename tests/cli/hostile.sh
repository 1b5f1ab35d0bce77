#!/bin/sh
# Hostile names stay harmless, colour is for terminals only, and nothing hangs.
. "$(dirname -- "$0")/lib.sh"

escapes() { # how many control characters, but line feed and tab, and bidirectional overrides are in the last output
    cat "$work/out" "$work/err" | python3 -c '
import sys
text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
bad = [c for c in text if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 or c in "\u202a\u202b\u202d\u202e\u2066\u2067"
       or 0xDC80 <= ord(c) <= 0xDCFF]
print(len(bad))'
}

python3 - "$work/hostile.apk" <<'END'
import sys, zipfile
names = ["\x1b[2J\x1b[31mred.txt", "a\rb.txt", "../../etc/passwd", "\u202egnp.exe", "\x9b31m.txt", "line\nfeed", "x" * 3000,
         "\x1b]0;title\x07", "tab\there", "=cmd()", "-rf"]
with zipfile.ZipFile(sys.argv[1], "w") as z:
    with zipfile.ZipFile("samples/quiet.apk") as good:
        for name in good.namelist():
            z.writestr(name, good.read(name))
    for name in names:
        z.writestr(name, b"text")
END
hostile=$work/$(printf 'a\033[31m\nname.apk')
cp "$work/hostile.apk" "$hostile"
for arguments in "evaluate" "show" "query:SELECT name FROM entries" "query --csv:SELECT name FROM entries"; do
    command=${arguments%%:*}
    case $arguments in *:*) set -- "${arguments#*:}" ;; *) set -- ;; esac
    run timeout 10 "$VETO" $command "$hostile" "$@"
    check "$command ends" test "$status" -lt 124
    case $command in *--csv) ;; *) is "$command prints no control characters" "$(escapes)" 0 ;; esac
done
run "$VETO" query --json "$hostile" "SELECT name FROM entries"
check "as JSON the names come through as they are" python3 -c 'import json, sys
names = [row["name"] for row in json.load(open(sys.argv[1]))]
assert "\x1b[2J\x1b[31mred.txt" in names and "../../etc/passwd" in names and "x" * 3000 in names' "$work/out"
is "nothing was unpacked" "$(ls "$work" | grep -c passwd)" 0

run "$VETO" evaluate samples/chatter.apk
is "no colour where there is no terminal" "$(grep -c "$(printf '\033')" "$work/out")" 0
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then # where a terminal can be had
    on_terminal() {
        env TERM=xterm-256color "$@" script -qec "$VETO evaluate samples/chatter.apk" /dev/null </dev/null >"$work/out" 2>&1
        grep -c "$(printf '\033')\[" "$work/out"
    }
    check "colour on a terminal" test "$(on_terminal NO_COLOR=)" -gt 0
    is "NO_COLOR is honoured" "$(on_terminal NO_COLOR=1)" 0
fi
finish
