#!/bin/sh
# The record of every app of the corpus: it holds, by a build of gcc and by one of clang, which make the same bytes;
# with one byte of the app changed it is contradicted, and the digest is named.
. "$(dirname -- "$0")/../cli/lib.sh"
BUILD=${BUILD:-build}
corpus=${VETO_SHARED:-../shared}/corpus

clang=
if command -v clang >/dev/null; then
    clang=$PWD/$BUILD/clang-O2
    run make -s --no-print-directory BUILD="$BUILD/clang-O2" CC=clang OPT=-O2 CFLAGS="-g -U_FORTIFY_SOURCE" HARDEN=-fPIE
    is "clang builds" "$status" 0
fi

# One bit of one byte, at a place that depends on the size only.
change() { # FILE TO
    python3 - "$1" "$2" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) * 7919 // 10007] ^= 4
open(sys.argv[2], "wb").write(data)
PY
}

one() { # FILE: says what is wrong, else nothing
    "$VETO" evaluate --jsonl "$1" 2>"$work/err" | head -n 1 >"$work/record" # of a bundle of two apps the first
    [ -s "$work/record" ] || { echo "no record: $(cat "$work/err")"; return; }
    said=$("$VETO" recheck "$work/record" "$1" 2>&1) || echo "recheck: $said"
    echo "$said" | grep -qx '\([0-9]*\) of \1 claims hold' || echo "recheck says: $said"
    if [ -n "$clang" ]; then
        "$clang/veto" evaluate --jsonl "$1" 2>&1 | head -n 1 | cmp - "$work/record" 2>&1
        said=$("$clang/veto" recheck "$work/record" "$1" 2>&1) || echo "recheck by clang's build: $said"
    fi
    [ -s "$1" ] || return
    change "$1" "$work/changed"
    said=$("$VETO" recheck "$work/record" "$work/changed" 2>&1)
    [ $? = 4 ] || echo "with a byte changed: $said"
    echo "$said" | grep -q '^artifacts\[[0-9]*\]\.sha256: the record says ' || echo "the digest is not named: $said"
}

find "$corpus" -type f \( -name '*.apk' -o -name '*.apks' -o -name '*.xapk' -o -name '*.apkm' \) | LC_ALL=C sort >"$work/list"
claims=0
while IFS= read -r file; do
    wrong=$(one "$file")
    is "${file#"$corpus"/}" "$wrong" ""
    held=$("$VETO" recheck "$work/record" "$file" 2>/dev/null | sed -n 's/^\([0-9]*\) of .*/\1/p')
    claims=$((claims + ${held:-0}))
done <"$work/list"
echo "# $(wc -l <"$work/list") files, $claims claims"
check "there are apps in the corpus" test "$(wc -l <"$work/list")" -gt 50
finish
