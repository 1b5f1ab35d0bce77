#!/bin/sh
# tools/packages asks before it installs, installs only what is missing, and says which.
. "$(dirname -- "$0")/lib.sh"

mkdir "$work/bin"
fake() { # NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
POLICY_RC=$work/policy-rc.d
export POLICY_RC
for tool in sh dirname awk sed sort grep cat printf env tee rm chmod; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
done
# The machine has all packages but those named in $MISSING.
fake dpkg-query 'shift 3; for p; do case " $MISSING " in *" $p "*) ;; *) echo "installed $p" ;; esac; done'
fake apt-get 'echo "apt-get $*" >>"$LOG"; [ -z "$APT_FAILS" ] || exit 100'
fake id 'echo "$ID"'
LOG=$work/log
: >"$LOG"
export MISSING LOG ID APT_FAILS

MISSING= ID=1000 run env PATH="$work/bin" tools/packages build test
is "nothing is missing: succeeds" "$status" 0
is "nothing is missing: says nothing" "$out$err" ""
is "nothing is missing: apt-get is not called" "$(cat "$LOG")" ""

MISSING="make libcmocka-dev" ID=0 run env PATH="$work/bin" tools/packages build test
is "as root it installs" "$status" 0
is "it says what" "$err" "installing: libcmocka-dev make"
check "only what is missing" grep -qE 'install -y --no-install-recommends libcmocka-dev make$' "$LOG"

MISSING="libcmocka-dev" ID=0 run env PATH="$work/bin" tools/packages build
is "sections not asked for are left alone" "$err" ""

: >"$LOG"
MISSING="make" ID=1000 run env PATH="$work/bin" tools/packages build
is "neither root nor sudo: fails" "$status" 1
check "and says what to do" says "as root: apt-get install make"
is "without calling apt-get" "$(cat "$LOG")" ""

fake sudo 'echo "sudo" >>"$LOG"; exec "$@"'
MISSING="make" ID=1000 run env PATH="$work/bin" tools/packages build
is "with sudo: succeeds" "$status" 0
check "through sudo" grep -q '^sudo$' "$LOG"

MISSING="make" ID=0 APT_FAILS=1 run env PATH="$work/bin" tools/packages build
is "apt-get fails: fails" "$status" 1
check "and names the packages" says "could not install: make"

rm "$work/bin/dpkg-query"
MISSING= ID=0 run env PATH="$work/bin" tools/packages build
is "no Debian: goes on" "$status" 0
check "and names the packages" says "see to these packages yourself: gcc"
finish
