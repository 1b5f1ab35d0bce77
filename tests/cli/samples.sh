#!/bin/sh
# The committed samples are what samples/build.sh makes. Skipped where its tools are not installed.
cd "$(dirname -- "$0")/../.." || exit 2

for tool in aapt apksigner smali x86_64-linux-gnu-gcc; do
    if ! command -v $tool >/dev/null; then
        echo "1..0 # SKIP no $tool: tools/packages samples"
        exit 0
    fi
done
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
if ! samples/build.sh "$out" >"$out/log" 2>&1; then
    sed 's/^/# /' "$out/log"
    echo "Bail out! samples/build.sh failed"
    exit 1
fi
rm "$out/log"
count=0
for made in "$out"/*; do
    count=$((count + 1))
    name=$(basename -- "$made")
    cmp -s "$made" "samples/$name" && echo "ok $count - $name" || echo "not ok $count - $name"
done
echo "1..$count"
