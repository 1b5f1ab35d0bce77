#!/bin/sh
# Manifests and resource tables against aapt, as TAP: every element, attribute, id and typed value of every
# manifest of the corpus, and the default value of every resource, printed in aapt's words and compared.
# Needs BUILD and VETO_SHARED; aapt (Android 10) and $BUILD/corpus/resources, which the Makefile builds.
set -u

tool=$BUILD/corpus/resources
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v aapt >/dev/null || { echo "1..0 # SKIP no aapt"; exit 0; }

# What is not compared: indentation, namespace declarations and text.
plain() {
    sed -e 's/^ *//' -e '/^N:/d' -e '/^C:/d' -e 's/^A: [A-Za-z0-9_.-]*:\([^=]*\)/A: \1/' -e 's/^E: [a-zA-Z0-9]*:/E: /'
}

# Manifests that differ, by file name, and why ours follows the device.
reason() {
    case $1 in
    SystemWebView-repack.apk) echo "ids of the library's own package 0x00: aapt prints them with the id it assigns" ;;
    axml_flip_11.apk) echo "a NUL inside a UTF-16 string, which aapt's printing stops at" ;;
    esac
}

count=0 same=0 neither=0 more=0
find "$VETO_SHARED/corpus" -name '*.apk' | LC_ALL=C sort >"$work/list"
while read -r apk; do
    aapt dump xmltree "$apk" AndroidManifest.xml 2>/dev/null </dev/null | plain >"$work/aapt"
    "$tool" xmltree "$apk" >"$work/ours" 2>"$work/said" </dev/null
    status=$?
    name=$(basename -- "$apk")
    if [ $status -gt 1 ]; then
        echo "# $name: exit status $status: $(head -c 200 "$work/said")"
        count=$((count + 1))
    elif cmp -s "$work/aapt" "$work/ours"; then
        same=$((same + 1))
    elif [ ! -s "$work/aapt" ] && grep -q '^ERROR' "$work/ours"; then
        neither=$((neither + 1))
    elif [ ! -s "$work/aapt" ]; then
        # aapt crashed, or refused the archive or the document: ours is examined as far as it goes.
        more=$((more + 1))
    elif [ -n "$(reason "$name")" ]; then
        echo "# $name differs: $(reason "$name")"
    else
        echo "# $name differs:"
        diff "$work/aapt" "$work/ours" | head -5 | sed 's/^/#   /'
        count=$((count + 1))
    fi
done <"$work/list"
echo "1..3"
[ $count -eq 0 ] && [ $same -gt 300 ] && ok=ok || ok="not ok"
echo "$ok 1 - manifests: $same equal, $neither read by neither, $more by ours only, $count unexplained"

# Every value of every configuration: id, package, name, type and data or string.
bad=0 tables=0 lines=0
while read -r apk; do
    aapt dump --values resources "$apk" 2>/dev/null </dev/null >"$work/raw" || continue
    LC_ALL=C sed -n -e 's/^ *resource \(0x[0-9a-f]*\) \([^ ]*\): t=\(0x[0-9a-f]*\) d=\(0x[0-9a-f]*\).*/\1 \2 \3 \4/p' "$work/raw" |
        LC_ALL=C sort -u >"$work/aapt"
    [ -s "$work/aapt" ] || continue
    "$tool" data "$apk" 2>/dev/null </dev/null | LC_ALL=C sort -u >"$work/ours"
    tables=$((tables + 1))
    lines=$((lines + $(wc -l <"$work/aapt")))
    [ -z "$(LC_ALL=C comm -23 "$work/aapt" "$work/ours" | head -1)" ] && continue
    case $(basename -- "$apk") in
    issue3705.apk | compact-entry.apk | issue3366.apk | framework.apk)
        echo "# $(basename -- "$apk") differs: aapt of Android 10 knows neither compact entries nor offsets of 16 bits" ;;
    SystemWebView-repack.apk) echo "# SystemWebView-repack.apk differs: the id aapt assigns to package 0x00" ;;
    android-*.apk) echo "# $(basename -- "$apk") differs: packages of one id, which aapt merges" ;;
    *)
        echo "# $apk differs:"
        LC_ALL=C comm -23 "$work/aapt" "$work/ours" | head -3 | sed 's/^/#   aapt /'
        bad=$((bad + 1))
        ;;
    esac
done <"$work/list"
[ $bad -eq 0 ] && [ $tables -gt 100 ] && ok=ok || ok="not ok"
echo "$ok 2 - resources: $lines values of $tables tables are found by ours, $bad tables unexplained"

# Labels: aapt's badging asks for US English, ours for no language.
bad=0 labels=0
while read -r apk; do
    label=$(aapt dump badging "$apk" 2>/dev/null </dev/null | sed -n "s/^application-label:'\(.*\)'$/\1/p" | head -1)
    [ -n "$label" ] || continue
    labels=$((labels + 1))
    ours=$("$tool" label "$apk" 2>/dev/null </dev/null)
    [ "$label" = "$ours" ] && continue
    echo "# $(basename -- "$apk"): label '$label' of aapt, '$ours' of ours"
    bad=$((bad + 1))
done <"$work/list"
[ $bad -eq 0 ] && [ $labels -gt 100 ] && ok=ok || ok="not ok"
echo "$ok 3 - labels: $labels, $bad differ"
[ "$ok" = ok ]
