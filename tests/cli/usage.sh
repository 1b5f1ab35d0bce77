#!/bin/sh
# Commands, options and exit statuses: 2 for wrong usage, 1 for what could not be done, each with one plain line.
. "$(dirname -- "$0")/lib.sh"

run "$VETO"
is "no command: 2" "$status" 2
for option in --help -h help; do
    run "$VETO" $option
    is "$option: 0" "$status" 0
    check "$option lists the commands" says evaluate
    is "$option: nothing on standard error" "$err" ""
done
run "$VETO" --version
is "--version: 0" "$status" 0
check "--version names the program" says "veto "

run "$VETO" evalaute samples/chatter.apk
is "a command that is not there: 2" "$status" 2
check "it names the one that was meant" says "evaluate"
is "and prints nothing on standard output" "$out" ""
run "$VETO" "$(printf '\033[31mx')"
is "a hostile command: 2" "$status" 2
check "is printed harmless" test "$(printf '%s' "$err" | tr -d -c '\033')" = ""

# Every command: help, an option that is not there, and no operand where one is needed.
commands=$("$VETO" help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
check "help lists commands" test -n "$commands"
for command in $commands; do
    run "$VETO" "$command" --help
    is "$command --help: 0" "$status" 0
    run "$VETO" help "$command"
    is "help $command: 0" "$status" 0
    run "$VETO" "$command" --no-such-option
    is "$command --no-such-option: 2" "$status" 2
    check "$command names the option" says "--no-such-option"
    check "$command is in the manual" grep -q "Cm $command\$" man/veto.1
done
for command in evaluate query show; do
    run "$VETO" "$command"
    is "$command without a file: 2" "$status" 2
    is "$command without a file prints nothing" "$out" ""
done
run "$VETO" query samples/chatter.apk
is "query without SQL: 2" "$status" 2

for command in evaluate show; do
    run "$VETO" "$command" "$work/not-there.apk"
    is "$command of a file that is not there: 1" "$status" 1
    check "$command names it" says "not-there.apk"
done
run "$VETO" query "$work/not-there.apk" "SELECT 1"
is "query of a file that is not there: 1" "$status" 1
run "$VETO" query "$work" "SELECT 1"
check "a folder is told from a file" test "$status" -ne 139

run "$VETO" tables nonsense
is "a table that is not there: 2" "$status" 2

if [ -w /dev/full ]; then
    "$VETO" tables >/dev/full 2>"$work/err"
    is "a full disk: 1" "$?" 1
    check "a full disk is said" test -s "$work/err"
fi
finish
