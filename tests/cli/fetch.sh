#!/bin/sh
# observe SOURCE URL: pages of servers, and what they do when they do not; the token goes nowhere else.
. "$(dirname -- "$0")/lib.sh"

fetcher=$(dirname -- "$VETO")/veto-fetch
check "veto-fetch was built" test -x "$fetcher"
mkfifo "$work/end"
python3 tests/pages_server.py "$work" <"$work/end" &
exec 3>"$work/end"
for i in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -s "$work/ports" ] || break
    sleep 1
done
read -r one other secure <"$work/ports"
echo sesame-37 >"$work/token"
time=2026-10-30T06:00:00Z

new() {
    rm -f "$work/store.db"* "$work/saved"
    "$VETO" init --store "$work/store.db"
}

observe() { # SOURCE PATH [OPTION...] into a new store
    new
    source=$1
    path=$2
    shift 2
    run "$VETO" observe "$source" "http://127.0.0.1:$one/$path" --store "$work/store.db" --token "$work/token" --time "$time" --save "$work/saved" "$@"
}

for source in amapi jamf intune fleet; do
    observe $source $source
    is "$source: 0" "$status" 0
    check "$source: five pages of seven devices, complete" says ": 35 devices, 35 apps of which 35 are kept, 0 malformed; complete"
    is "$source: the pages are saved as they came" "$(wc -l <"$work/saved" | tr -d ' ')" 5
    is "$source: veto-fetch writes the same" "$("$fetcher" $source "http://127.0.0.1:$one/$source" --token "$work/token" | cksum)" "$(cksum <"$work/saved")"
    observe $source $source/lines
    check "$source: pages of many lines too" says ": 35 devices, 35 apps of which 35 are kept, 0 malformed; complete"
    observe $source $source/empty
    check "$source: an empty answer is incomplete" says "; incomplete: no device in it"
done
observe amapi amapi/busy
is "a busy server is waited for: 0" "$status" 0
check "that is said" says "the server is busy; again in 1 s"
check "and all is there" says ": 35 devices, 35 apps of which 35 are kept, 0 malformed; complete"
for source in amapi jamf intune; do
    observe $source $source/never
    is "$source: a server that is busy for a day: 1" "$status" 1
    check "$source: two pages are kept, as incomplete" says ": 14 devices, 14 apps of which 14 are kept, 1 malformed; incomplete"
    check "$source: what it said is named" says "TooManyRequests"
    observe $source $source/broken
    check "$source: an error is none of the pages" says ": 21 devices, 21 apps of which 21 are kept, 1 malformed; incomplete"
    check "$source: its status is named" says "after 3 pages: the server answers with status 500"
    observe $source $source/half
    is "$source: half a page: 1" "$status" 1
    check "$source: incomplete" says "incomplete"
done
observe jamf jamf/fewer
check "a count that does not add up is incomplete" says "incomplete: 34 devices of 35"
observe intune intune/elsewhere
is "the next page on another server: 1" "$status" 1
check "that is refused" says "which gets no token"
observe intune intune/self
check "a page that names itself is refused" says "page 2 names itself as the next"
observe amapi amapi/redirect
check "a redirect is not followed" says "the server answers with status 302"
is "the other server was asked nothing" "$(grep -c "^$other " "$work/requests")" 0
echo wrong >"$work/token2"
new
run "$VETO" observe amapi "http://127.0.0.1:$one/amapi" --store "$work/store.db" --token "$work/token2" --time "$time"
check "a wrong token: what the server said" says "UNAUTHENTICATED"
VETO_TOKEN=sesame-37 run "$VETO" observe amapi "http://127.0.0.1:$one/amapi" --store "$work/store.db" --time "$time"
is "a token of the environment: 0" "$status" 0
run "$VETO" observe amapi "https://127.0.0.1:$secure/amapi" --store "$work/store.db" --token "$work/token" --time "$time"
is "a certificate of nobody: 1" "$status" 1
is "and no token was sent" "$(grep -c "^$secure " "$work/requests")" 0
check "nothing of it is in the store" test "$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM imports").fetchone()[0])' "$work/store.db")" = 2
new
run "$VETO" observe amapi "https://127.0.0.1:$secure/amapi" --store "$work/store.db" --token "$work/token" --ca "$work/cert.pem" --time "$time"
check "over https, with its certificate" says ": 35 devices, 35 apps of which 35 are kept, 0 malformed; complete"
check "the token is in nothing that was printed, saved or stored" sh -c '! grep -qa sesame "$1/saved" "$1"/store.db* "$1/out" "$1/err"' - "$work"
for wrong in "amapi http://example.org/" "amapi https://u:p@127.0.0.1/" "pm https://127.0.0.1/" "amapi ftp://127.0.0.1/"; do
    run "$fetcher" $wrong
    is "$wrong: 2" "$status" 2
done
printf 'a\nb\n' >"$work/token3"
run "$fetcher" amapi "http://127.0.0.1:$one/amapi" --token "$work/token3"
is "a token of two lines: 2" "$status" 2
run "$fetcher" amapi "http://127.0.0.1:$one/amapi" --tokn "$work/token"
is "an option that is none: 2" "$status" 2
check "which it names" says "--tokn"
run "$fetcher" --help
check "help has an example" says "veto-fetch intune"
run "$VETO" observe amapi "$work/saved" --store "$work/store.db" --token "$work/token" --time "$time"
is "a token for a file: 2" "$status" 2
touch "$work/saved"
run "$VETO" observe amapi "http://127.0.0.1:$one/amapi" --store "$work/store.db" --token "$work/token" --save "$work/saved" --time "$time"
is "nothing is overwritten: 1" "$status" 1
exec 3>&-
finish
