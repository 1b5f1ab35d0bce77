#!/bin/sh
# The page of every app of the corpus: under a megabyte, valid, the same from the record.
. "$(dirname -- "$0")/../cli/lib.sh"
: "${VETO_SHARED:=../shared}"

find "$VETO_SHARED/corpus/apk" "$VETO_SHARED/corpus/apk-odd" "$VETO_SHARED/corpus/apks" -type f \( -name '*.apk' -o -name '*.apks' \) \
    2>/dev/null | sort >"$work/apps"
check "there are apps" test -s "$work/apps"
made=0
largest=0
: >"$work/wrong"
while read -r app; do
    rm -f "$work/page.html" "$work/record" "$work/again.html"
    "$VETO" evaluate --json --html "$work/page.html" --brief "$work/brief.html" "$app" >"$work/record" 2>"$work/err"
    [ -s "$work/record" ] || continue
    made=$((made + 1))
    size=$(wc -c <"$work/page.html")
    [ "$size" -le "$largest" ] || largest=$size
    if command -v tidy >/dev/null; then
        tidy -q -e --drop-empty-elements no "$work/page.html" >>"$work/wrong" 2>&1 || echo "$app" >>"$work/wrong"
        tidy -q -e --drop-empty-elements no "$work/brief.html" >>"$work/wrong" 2>&1 || echo "$app" >>"$work/wrong"
    fi
    "$VETO" report --html "$work/again.html" "$work/record" >>"$work/wrong" 2>&1
    sed "s/ FILE\b//g; s/FILE!//" "$work/again.html" | wc -l | grep -qx "$(wc -l <"$work/page.html")" || echo "$app: another page from its record" >>"$work/wrong"
done <"$work/apps"
check "pages were made: $made" test "$made" -gt 20
check "the largest is $largest bytes" test "$largest" -lt 1000000
is "every page is valid, and that of its record" "$(head -n 5 "$work/wrong")" ""

# Ten of them, large to small, in a browser.
ls -S $(cat "$work/apps") | awk 'NR % 6 == 1' >"$work/some"
pages=
while read -r app; do
    page=$work/$(echo "$pages" | wc -w).html
    "$VETO" evaluate --html "$page" "$app" >"$work/out" 2>&1
    [ ! -s "$page" ] || pages="$pages $page"
    [ "$(echo "$pages" | wc -w)" -lt 10 ] || break
done <"$work/some"
"$VETO" evaluate --html "$work/peers.html" "$(head -n 1 "$work/some")" --peers corpus --peers-in "$VETO_SHARED/corpus/apk" >"$work/out" 2>&1
is "ten pages" "$(echo "$pages" | wc -w)" 10
if have_browser; then
    check "axe finds nothing, nothing overflows, the switch works: ten apps and their peers, both languages" $browser axe "$work/peers.html" $pages
else
    count=$((count + 1))
    echo "ok $count - in a browser # SKIP chromium, or npm and its registry, cannot be reached"
fi
finish
