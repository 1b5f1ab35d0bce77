#!/bin/sh
# The same archives through the platform's libziparchive and our reader: every file of the corpus, and thousands of
# archives with damaged headers. Equal: which are refused, which entries can be opened, method, sizes, offset, content.
cd "$(dirname -- "$0")/../.." || exit 2
BUILD=${BUILD:-build}
corpus=${VETO_SHARED:-../shared}/corpus
lib=/usr/lib/$(gcc -print-multiarch)/android

if [ ! -e /usr/include/android/ziparchive/zip_archive.h ]; then
    echo "1..0 # SKIP no android-libziparchive-dev"
    exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
set -e
g++ -std=c++17 -O1 -I/usr/include/android -o "$out/theirs" tests/oracle/ziparchive.cc -L"$lib" -Wl,-rpath,"$lib" \
    -lziparchive -lz
gcc -std=gnu17 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Isrc -o "$out/ours" \
    tests/oracle/ziplist.c "$BUILD/san/libveto.a" $(pkg-config --libs libdeflate zlib libcrypto sqlite3 libseccomp expat)
set +e

# Differences of a file that are ours to explain: pattern, then why the device of today sides with us.
cat >"$out/explained" <<'END'
/zip64\.zip	ZIP64 fields in the headers: the library of Debian 12 is Android 10's, which has no ZIP64; Android 14's reads it
/bomb_[a-z]*_2GiB_[a-z]*\.apk	its local header has a ZIP64 extra field
/bomb_manifest_1GiB\.apk	its local header has a ZIP64 extra field
END

n=0
# compare NAME LIST: both programs over the paths in LIST; every difference must be explained
compare() {
    "$out/theirs" <"$2" 2>/dev/null | LC_ALL=C sort >"$out/theirs.txt"
    "$out/ours" <"$2" | LC_ALL=C sort >"$out/ours.txt"
    diff "$out/theirs.txt" "$out/ours.txt" | grep '^[<>]' >"$out/diff"
    cut -f1 "$out/explained" | grep -v -E -f - "$out/diff" >"$out/unexplained"
    n=$((n + 1))
    if [ -s "$out/ours.txt" ] && [ ! -s "$out/unexplained" ]; then
        echo "ok $n - $1: $(wc -l <"$2") files, $(grep -c '	entry ' "$out/ours.txt") entries"
    else
        echo "not ok $n - $1"
        head -20 "$out/unexplained" | cut -c1-300 | sed 's/^/# /'
    fi
}

find "$corpus" -path "$corpus/pcap*" -prune -o -type f \( -name '*.apk' -o -name '*.zip' -o -name '*.apks' -o -name '*.aab' \
    -o -name '*.ipa' -o -name '*.jar' -o -path '*adv*' -o -path '*apksig*' \) -print | LC_ALL=C sort >"$out/corpus"
compare "corpus" "$out/corpus"
mkdir "$out/mutants"
python3 tests/oracle/zipmutants.py "$out/mutants" 3000
find "$out/mutants" -type f | LC_ALL=C sort >"$out/list"
compare "damaged headers" "$out/list"
echo "1..$n"
