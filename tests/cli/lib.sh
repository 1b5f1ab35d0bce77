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

# Sets `browser` to the command that looks at pages (html_browser.js); false where there is no Chromium, or no npm and registry.
# What npm gives is kept in the build folder.
have_browser() {
    modules=${BUILD:-build}/npm-browser/node_modules
    command -v chromium >/dev/null && command -v npm >/dev/null || return 1
    if [ ! -d "$modules/axe-core" ]; then
        mkdir -p "$work/npm-browser"
        timeout 180 npm install --silent --no-save --ignore-scripts --prefix "$work/npm-browser" axe-core@4 puppeteer-core@24 \
            >"$work/npm.log" 2>&1 || return 1
        rm -rf "${modules%/*}.old"
        mv -T "$work/npm-browser" "${modules%/*}" 2>/dev/null || [ -d "$modules/axe-core" ] || modules=$work/npm-browser/node_modules
    fi
    browser="timeout 400 node tests/cli/html_browser.js $(realpath "$modules") $(command -v chromium)"
}

finish() {
    echo "1..$count"
    exit 0
}
