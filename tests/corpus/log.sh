#!/bin/sh
# Logs that veto writes - tiles, checkpoints, cosignatures, proofs - verified by another implementation:
# golang.org/x/mod/sumdb/note and tlog of Debian. And what it must not verify: each file of a log changed.
cd "$(dirname -- "$0")/../.." || exit 2
BUILD=${BUILD:-build}
code=/usr/share/gocode

if ! command -v go >/dev/null || [ ! -d $code/src/golang.org/x/mod ]; then
    echo "1..0 # SKIP no golang-go and golang-golang-x-mod-dev"
    exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
set -e
GO111MODULE=off GOPATH=$code GOCACHE=$out/cache GOFLAGS= go build -o "$out/theirs" tests/oracle/log.go
gcc -std=gnu17 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Isrc -o "$out/ours" \
    tests/oracle/log_write.c "$BUILD/san/libveto.a" $(pkg-config --libs libdeflate zlib libcrypto sqlite3 libseccomp expat)
ssh-keygen -q -t ed25519 -N '' -f "$out/log"
ssh-keygen -q -t ed25519 -N '' -f "$out/witness"
set +e

n=0
ok() { # WHAT STATUS
    n=$((n + 1))
    if [ "$2" -eq 0 ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; fi
}
verify() {
    "$out/theirs" "$1/static" "$1/entries" "$(cat "$1/log.vkey")" "$(cat "$1/witness.vkey")" "$1/proofs" 2>&1
}

for size in 1 2 3 7 255 256 257 1000 70000; do
    [ "$size" -lt 70000 ] || [ -n "${VETO_LONG:-}" ] || continue
    mkdir "$out/$size"
    "$out/ours" "$out/$size" "$size" "$out/log" "$out/witness" || exit 1
    said=$(verify "$out/$size")
    ok "a log of $size: $said" $?
done

# A byte of each static file changed: never verified.
wrong=0
files=0
for f in $(cd "$out/1000/static" && find . -type f ! -path '*/entries/*' | sort); do
    cp "$out/1000/static/$f" "$out/kept"
    python3 -c "import sys; p = sys.argv[1]; d = bytearray(open(p, 'rb').read()); d[len(d) // 2] ^= 1; open(p, 'wb').write(d)" \
        "$out/1000/static/$f"
    verify "$out/1000" >/dev/null && wrong=$((wrong + 1))
    cp "$out/kept" "$out/1000/static/$f"
    files=$((files + 1))
done
[ "$wrong" -eq 0 ] && [ "$files" -ge 5 ]
ok "a changed byte in each of $files static files is noticed" $?
verify "$out/1000" >/dev/null
ok "and put back, it verifies" $?
echo "1..$n"
