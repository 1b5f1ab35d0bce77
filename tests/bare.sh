#!/bin/sh
# Proves that a bare Debian 12 is enough: tests/bare.sh [--test] [FOLDER]
#
# Makes a minimal system with debootstrap in FOLDER (a temporary one by default, removed at the end),
# copies the committed tree there without .git, and runs ./run in it, with --test also ./test. Needs root
# and debootstrap. Package sources and certificates are those of the machine it runs on.
set -eu

root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
with_test=
keep=
folder=
for arg; do
    case $arg in
    --test) with_test=1 ;;
    -*) echo "usage: tests/bare.sh [--test] [FOLDER]" >&2; exit 2 ;;
    *) folder=$arg keep=1 ;;
    esac
done
[ -n "$folder" ] || folder=$(mktemp -d)

# The machine's own mirror: the first URI of either form of sources list that has the release.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb \(\[[^]]*\] *\)\{0,1\}\([^ ]*\) bookworm .*/\2/p' |
    grep -m 1 '/debian/*$')

cleanup() {
    umount "$folder/proc" 2>/dev/null || true
    [ -n "$keep" ] || rm -rf --one-file-system "$folder"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

if [ ! -e "$folder/etc/debian_version" ]; then
    echo "== debootstrap minbase"
    debootstrap --variant=minbase bookworm "$folder" "$mirror" >"$folder.log" 2>&1 || {
        tail -n 20 "$folder.log"
        exit 1
    }
    rm -f "$folder.log"
fi
cp /etc/resolv.conf /etc/hosts "$folder/etc/"
# How this machine reaches its mirrors belongs to the machine, not to the project.
cp -r /etc/apt/apt.conf.d/. "$folder/etc/apt/apt.conf.d/"

rm -rf "$folder/veto"
mkdir "$folder/veto"
git -C "$root" archive HEAD | tar -x -C "$folder/veto"

inside() {
    echo "== $*"
    chroot "$folder" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -c "$*"
}
# First without /proc, as a bare chroot is; the tests get one, which sanitizers need.
# It ends with the status of the fleet it made, on which violations are planted: 4.
inside 'cd / && veto/run; status=$?; [ "$status" = 4 ] || { echo "./run: exit status $status, not 4"; exit 1; }'
inside 'cd /tmp && /veto/run tables >/dev/null'
if [ -n "$with_test" ]; then
    mount -t proc proc "$folder/proc"
    inside '/veto/test'
fi
echo "== a bare Debian 12 is enough"
