#!/bin/sh
# The same app gives the same output: gcc and clang, -O0 and -O2, under another file name, read twice.
. "$(dirname -- "$0")/lib.sh"
BUILD=${BUILD:-build}
command -v clang >/dev/null || { echo "1..0 # SKIP no clang"; exit 0; }

# What a build says about every sample, each under the name it is given by `cp`.
outputs() { # PROGRAM FOLDER
    for file in "$2"/*; do
        name=$(basename -- "$file")
        echo "== $name"
        (cd "$2" && "$1" show "$name"; echo "$?"; "$1" evaluate "$name"; echo "$?"
            for table in $("$1" tables 2>/dev/null | sed -n 's/^\([a-z_]*\) .*/\1/p'); do
                "$1" query --json "$name" "SELECT * FROM $table"
            done) 2>&1
    done
}

mkdir "$work/samples"
cp samples/*.apk samples/*.apks samples/*.xapk samples/*.apkm samples/*.idsig "$work/samples/"
outputs "$VETO" "$work/samples" >"$work/wanted"
outputs "$VETO" "$work/samples" >"$work/got"
check "read twice" cmp "$work/wanted" "$work/got"

# Facts do not depend on what the file is called.
mkdir "$work/named"
for file in "$work"/samples/*.apk; do
    cp "$file" "$work/named/$(basename -- "$file" .apk | tr a-z n-za-m).zip"
done
facts() {
    for file in "$1"/*.*; do
        for table in $("$VETO" tables 2>/dev/null | sed -n 's/^\([a-z_]*\) .*/\1/p'); do
            "$VETO" query --json "$file" "SELECT * FROM $table"
        done | sha256sum
    done | sort
}
mkdir "$work/apks"
cp samples/*.apk "$work/apks/"
facts "$work/apks" >"$work/first"
facts "$work/named" >"$work/second"
check "under another name" cmp "$work/first" "$work/second"

for variant in clang:-O2 clang:-O0 gcc:-O0; do
    compiler=${variant%:*} level=${variant#*:}
    folder=$BUILD/$compiler$level
    run make -s --no-print-directory BUILD="$folder" CC="$compiler" OPT="$level" CFLAGS="-g -U_FORTIFY_SOURCE" HARDEN=-fPIE
    is "$compiler $level builds" "$status" 0
    outputs "$PWD/$folder/veto" "$work/samples" >"$work/got"
    check "$compiler $level says the same" cmp "$work/wanted" "$work/got"
done
finish
