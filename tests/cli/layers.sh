#!/bin/sh
# tests/layers can fail: each rule, broken in a small tree of its own, is reported by name.
. "$(dirname -- "$0")/lib.sh"

# broken RULE-NUMBER WHAT FILE TEXT: a good tree with one file more
broken() {
    tree=$work/tree
    rm -rf "$tree"
    mkdir -p "$tree/tests" "$tree/src/base" "$tree/src/read" "$tree/src/cmd" "$tree/fuzz/seeds/good" "$tree/tests/unit"
    cp tests/layers "$tree/tests/"
    echo 'FOLDERS = base read cmd' >"$tree/Makefile"
    printf '/* Why. */\n#define LIMIT_A 1\n' >"$tree/src/base/limits.h"
    printf '#include "base/limits.h"\nint good_open(void);\n' >"$tree/src/read/good.h"
    echo 'int part_read(void);' >"$tree/src/read/part.h"
    echo '#include "read/part.h"' >"$tree/src/read/good.c"
    echo 'int a = LIMIT_A;' >"$tree/tests/unit/a.c"
    echo '#include "read/good.h"' >"$tree/fuzz/good.c"
    touch "$tree/fuzz/good.dict"
    for n in 1 2 3 4 5; do touch "$tree/fuzz/seeds/good/$n"; done
    [ -z "$3" ] || printf "$4" >"$tree/$3"
    run "$tree/tests/layers"
    is "$2" "$(grep '^not ok' "$work/out" | cut -d' ' -f3 | tr '\n' ' ')" "$1"
}

broken "" "a good tree passes" "" ""
broken "1 " "an include upwards" src/base/a.c '#include "read/good.h"\n'
broken "1 " "an include without a folder" src/read/a.c '#include "good.h"\n'
broken "1 " "a folder nobody planned" src/read/a.c '#include "extra/good.h"\n'
broken "2 " "a pointer into input" src/read/a.c 'x = b.data + 4;\n'
broken "" "base may make one" src/base/a.c 'x = b.data + 4;\n'
broken "" "a comment may speak of one" src/read/a.c '/* b.data + 4 */\n'
broken "3 " "a call without a bound" src/cmd/a.c 'strcpy(a, b);\n'
broken "" "names that only end alike" src/cmd/a.c 'my_strcpy(a, b); s->system(a);\n'
broken "4 " "a reader nobody fuzzes" src/read/a.h 'int bad_open(void);\n'
broken "4 " "a part that no fuzzed reader uses" src/read/good.c ''
broken "4 " "a target without a dictionary" fuzz/other.c ''
broken "4 " "a large seed" fuzz/seeds/good/6 '%08193d'
broken "5 6 " "a limit without a reason" src/base/limits.h '\n#define LIMIT_B 1\n'
broken "5 " "a limit of its own" src/read/a.c '#define LIMIT_B 1\n'
broken "6 " "a limit nobody tries" src/base/limits.h '/* Why. */\n#define LIMIT_B 1\n'
broken "7 " "unfinished work" src/read/a.c "/* TO""DO */\n"
finish
