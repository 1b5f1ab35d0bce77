#!/bin/sh
# ./run hands everything to veto: arguments, the caller's folder, exit status; only veto writes to standard output.
. "$(dirname -- "$0")/lib.sh"
top=$PWD

if [ "${BUILD:-build}" != build ]; then
    echo "1..0 # SKIP ./run builds into build/, this run is about $BUILD"
    exit 0
fi
run ./run --version
is "arguments reach veto" "$out" "$("$VETO" --version)"
is "nothing else is printed" "$err" ""
run ./run nonsense
is "its exit status comes back" "$status" 2
mkdir "$work/elsewhere"
cp samples/quiet.apk "$work/elsewhere/app.apk"
(cd "$work/elsewhere" && "$top/run" query --csv app.apk "SELECT id FROM app") >"$work/out" 2>"$work/err"
is "paths are the caller's" "$(sed 1d "$work/out" | tr -d '\r')" "org.example.quiet"
ln -s "$top/run" "$work/elsewhere/veto-run"
(cd "$work/elsewhere" && ./veto-run query --csv app.apk "SELECT id FROM app") >"$work/out" 2>"$work/err"
is "through a link too" "$(sed 1d "$work/out" | tr -d '\r')" "org.example.quiet"
run ./run
peers=samples/quiet.apk:samples/eager.apk:samples/vintage.apk:samples/parts.apks
is "without arguments it evaluates the sample beside others" "$(printf '%s\n' "$out" | sed '/^DECIDE/,$d')" "$("$VETO" evaluate --html out/report.html samples/chatter.apk --peers $peers)"
is "ends with the verdict on a generated fleet" "$(printf '%s\n' "$out" | sed '1,/^PROVE/d')" "$("$VETO" verify --store out/case/store.db --families doc/example/families --family chatter)"
check "which counts every device" says "1,000 devices issued"
check "and has a page" grep -q '<article lang="fr">' out/fleet.html
check "and says how many do the same" says "also 1 of 4 peers"
check "and where the page is" says "page (English and French): out/report.html"
check "which is there" grep -q '<article lang="fr">' out/report.html
is "its exit status is that of the evaluation" "$status" 4
check "then it decides a case" says "notice > response > proposal > determination"
is "two signatures that ssh-keygen takes" "$(grep -c '^  ssh-keygen: Good' "$work/out")" 2
check "plans it, changing nothing" says "ENFORCE  chatter: Chatter (example); determination $(sed -n 's/^determination \(............\).*/\1/p' out/case/said.txt)"
check "says what would be blocked" says "to be blocked: packages: 1, bundle ids: 1, domains: 1"
check "the device that is excepted is excepted" says "it is there, and an exception lets it stay for a time"
check "which is one that the case names" grep -q GC-00000396 out/case/case.txt
check "and copies of the version that was evaluated are counted" grep -q "of 1[0-9] copies that are there, [1-9][0-9]* are of versions that were evaluated" "$work/out"
check "and renders it, with digests that hold" sh -c 'cd out/enforce && sha256sum --quiet -c SHA256SUMS && grep -q org.example.chatter amapi-policy.json'
check "and writes what users are told" sh -c 'grep -q "<article lang=\"fr\">" out/case/notice-before.html && grep -q "Chatter (exemple)" out/case/notice-after.fr.txt'
finish
