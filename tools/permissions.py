#!/usr/bin/env python3
"""Derives packs/permissions/android.tsv: permissions.py FOLDER > packs/permissions/android.tsv

FOLDER holds permissions_N.json for several API levels N: the platform's own manifest
(frameworks/base/core/res/AndroidManifest.xml) as extracted by androguard. Run again when a level
is added; the output depends on the input only.
"""
import json
import pathlib
import re
import sys

# From API 29 on the platform's manifest puts every runtime permission into the group UNDEFINED and the
# permission controller knows the group people see. Permissions that had a group before keep it here;
# those that came later are listed as PermissionController's PermissionMapping.kt (AOSP, Apache-2.0) maps them.
UNDEFINED = "android.permission-group.UNDEFINED"
LATER_GROUPS = {
    "CALL_LOG": ["READ_CALL_LOG", "WRITE_CALL_LOG", "PROCESS_OUTGOING_CALLS"],
    "LOCATION": ["ACCESS_BACKGROUND_LOCATION"],
    "ACTIVITY_RECOGNITION": ["ACTIVITY_RECOGNITION"],
    "PHONE": ["ACCEPT_HANDOVER"],
    "STORAGE": ["ACCESS_MEDIA_LOCATION"],
    "NEARBY_DEVICES": ["BLUETOOTH_ADVERTISE", "BLUETOOTH_CONNECT", "BLUETOOTH_SCAN", "NEARBY_WIFI_DEVICES",
                       "UWB_RANGING", "RANGING"],
    "READ_MEDIA_AURAL": ["READ_MEDIA_AUDIO"],
    "READ_MEDIA_VISUAL": ["READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO", "READ_MEDIA_VISUAL_USER_SELECTED"],
    "NOTIFICATIONS": ["POST_NOTIFICATIONS"],
    "SENSORS": ["BODY_SENSORS_BACKGROUND"],
}
GROUP_OF = {f"android.permission.{name}": f"android.permission-group.{group}"
            for group, names in LATER_GROUPS.items() for name in names}
# Levels between those of the data, where AOSP's public API text of that level (prebuilts/sdk, N/public/api/android.txt)
# already names the permission.
PUBLISHED = {28: ["ACCEPT_HANDOVER", "FOREGROUND_SERVICE", "NFC_TRANSACTION_EVENT", "USE_BIOMETRIC"]}
SINCE_OF = {f"android.permission.{name}": level for level, names in PUBLISHED.items() for name in names}
BASES = ("normal", "dangerous", "signature", "internal")

HEADER = """\
# Android's platform permissions: name, protection, group, since, until; tab-separated, sorted bytewise by name.
# protection: base level, then flags, as in the newest level that has the permission (`system` is written `privileged`).
# group: of the newest level that names one; from 29 on, where the manifest says UNDEFINED, as PermissionController maps it.
# since: the first of these API levels that has it: {levels}.
#   A permission may be as old as the level after the one before that in the list; {first} stands for "{first} or earlier".
#   28 where the public API of level 28 names it.
# until: the last of these levels that has it; empty while the newest still does.
# Source: AOSP frameworks/base core/res/AndroidManifest.xml at those levels, as extracted by androguard 4573c8c1; Apache-2.0.
"""


def protection(text):
    """The base level first; a protection without one has level normal, the platform's default."""
    words = [{"signatureOrSystem": "signature", "system": "privileged"}.get(w, w) for w in text.split("|") if w]
    base = [w for w in words if w in BASES][:1] or ["normal"]
    flags = [w for w in dict.fromkeys(words) if w not in BASES]
    return "|".join(base + flags)


def group(name, entries):
    named = [e["permissionGroup"] for e in entries if e.get("permissionGroup") not in (None, "", UNDEFINED)]
    return GROUP_OF.get(name) or (named[-1] if named else "")


def main():
    levels = {}
    for path in pathlib.Path(sys.argv[1]).glob("permissions_*.json"):
        level = int(re.fullmatch(r"permissions_(\d+)\.json", path.name).group(1))
        levels[level] = json.loads(path.read_text(encoding="utf-8"))["permissions"]
    order = sorted(levels)
    out = [HEADER.format(levels=", ".join(map(str, order)), first=order[0])]
    for name in sorted(set().union(*levels.values()), key=lambda n: n.encode()):
        have = [level for level in order if name in levels[level]]
        entries = [levels[level][name] for level in have]
        until = "" if have[-1] == order[-1] else str(have[-1])
        out.append("\t".join([name, protection(entries[-1]["protectionLevel"]), group(name, entries),
                              str(min(have[0], SINCE_OF.get(name, have[0]))), until]) + "\n")
    sys.stdout.buffer.write("".join(out).encode())


if __name__ == "__main__":
    main()
