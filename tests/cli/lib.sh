# What the tests of commands share; sourced, never run. Each test calls `is` or `check` and ends with `finish`.
# VETO is the program; out and err hold what the last `run` printed, status its exit status.
cd "$(dirname -- "$0")/../.." || exit 2
: "${VETO:=$PWD/build/veto}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

run() {
    "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    out=$(cat "$work/out")
    err=$(cat "$work/err")
}

# is WHAT GOT WANTED
is() {
    count=$((count + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        printf '%s\n' "got: $2" "wanted: $3" | sed 's/^/# /'
    fi
}

# check WHAT COMMAND...: the command succeeds
check() {
    what=$1
    shift
    count=$((count + 1))
    if "$@" >"$work/check" 2>&1; then
        echo "ok $count - $what"
    else
        echo "not ok $count - $what"
        sed 's/^/# /' "$work/check"
        printf '%s\n' "stdout: $out" "stderr: $err" | head -n 40 | sed 's/^/# /'
    fi
}

says() { # TEXT in what the last run printed, on either stream
    grep -qF -- "$1" "$work/out" "$work/err"
}

finish() {
    echo "1..$count"
    exit 0
}
