#!/bin/sh
# The packs about Android's API: every row is read, and a wrong one is found.
. "$(dirname -- "$0")/lib.sh"
shared=${VETO_SHARED:-../shared}

check "every row is well formed" python3 tests/cli/packs_rows.py packs

wrong() { # WHAT FILE SCRIPT: with the file so altered the reading fails
    rm -rf "$work/packs"
    mkdir "$work/packs"
    cp -R packs/permissions packs/capabilities "$work/packs"
    sed "$3" "packs/$2" >"$work/packs/$2"
    run python3 tests/cli/packs_rows.py "$work/packs"
    is "found: $1" "$status" 1
}
wrong "a permission that does not exist" permissions/api.tsv 's/permission\.SEND_SMS/permission.SEND_SMSES/'
wrong "a method that is none" permissions/api.tsv 's/^Ljava\/net\/Socket;->connect/Ljava.net.Socket;->connect/'
wrong "a prototype without an end" permissions/api.tsv 's/^\(Landroid\/app\/ActivityManager;->getRunningTasks(I\))/\1/'
wrong "an end before the start" permissions/api.tsv 's/	21	22	/	21	20	/'
wrong "a row without a source" permissions/providers.tsv 's/	cp25$/	/'
wrong "a level there is none of" permissions/providers.tsv 's/	33		/	53		/'
wrong "a URI of another scheme" permissions/providers.tsv 's/^content:\/\/sms	/http:\/\/sms	/'
wrong "a capability nobody tells of" capabilities/android.tsv 's/^vpn	/vpns	/'
wrong "a kind there is none of" capabilities/android.tsv 's/	uri	/	url	/'
wrong "a title in one language only" capabilities/capabilities.tsv 's/	Est un clavier	/		/'
wrong "rows out of order" capabilities/capabilities.tsv '/^vpn	/{h;d};/^wallpaper	/G'
wrong "a row twice" capabilities/android.tsv '/^vpn	/p'

if [ -d "$shared/data/android" ]; then
    run python3 tools/api_permissions.py "$shared/data/android" tools/api_permissions.tsv
    cp "$work/out" "$work/api.tsv"
    check "api.tsv is what its tool makes" cmp "$work/api.tsv" packs/permissions/api.tsv
else
    count=$((count + 1))
    echo "ok $count - api.tsv is what its tool makes # SKIP no $shared/data/android"
fi
finish
