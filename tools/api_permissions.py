#!/usr/bin/env python3
"""Derives packs/permissions/api.tsv: api_permissions.py FOLDER EDGES > packs/permissions/api.tsv

FOLDER holds axplorer's sdk_permission_map_N.txt for levels N: public methods with every permission found checked on
some way below them. EDGES is tools/api_permissions.tsv, kept by hand; where both speak of a method, EDGES decides.
axplorer's api_permission_map_N.json names the platform's own services: none of its methods is public but not in
the other file. Run again when a map or an edge is added; the output depends on the input only.
"""
import pathlib
import re
import sys

HEADER = """\
# What Android's public methods need: method, permissions, since, until, when, source; tab-separated, sorted bytewise by line.
# method: smali form. `Lclass;->name(prototype)type` is that method only; without a prototype, every method of that name.
#   The same method called on a class that inherits it, the app's own or the platform's, is meant too. Constructors are `<init>`.
# permissions: conditions joined by `&` must all hold; each is one permission or several joined by `|`, of which one suffices.
# since, until: API levels of the device at which the row holds, wherever the method exists; 21 stands for "21 or earlier",
#   an empty until for "not known to have ended". What axplorer saw at 23, 24 or 25 is taken to be older too and to go on (its maps differ
#   in size, not in the platform) until another row begins; BLUETOOTH and BLUETOOTH_ADMIN end with 30, the last level that asks for them.
# when: empty if always; `conditional` if only for some arguments, callers or results: without it the call may work and give less.
# source: axplorer: sdk_permission_map at the levels given, axplorer afad7cc; known to say too much and to miss what native code checks.
#   api36: @RequiresPermission in AOSP prebuilts/sdk 36/public/api/android.txt, commit 022fb1590abc.
#   Manifest.permission.X: what the platform's documentation of that permission says it is for. doc X: the reference documentation of X.
#   Rows of those two kinds alone are the weaker ones: their text was not at hand when they were written, their names were checked.
#   cp25: axplorer's content_provider_map_25. AOSP ...: that file or commit.
# Made by tools/api_permissions.py from axplorer's maps and tools/api_permissions.tsv. AOSP and axplorer are under Apache-2.0.
"""
BASIC = {"void": "V", "boolean": "Z", "byte": "B", "char": "C", "short": "S", "int": "I", "long": "J", "float": "F",
         "double": "D", "B": "B", "Z": "Z", "C": "C", "S": "S", "I": "I", "J": "J", "F": "F", "D": "D"}
P = "android.permission."
LOCATION = "ACCESS_COARSE_LOCATION|ACCESS_FINE_LOCATION"
# Permissions that axplorer finds below these methods, on ways that no caller of the public method can take or that
# the documentation contradicts: its analysis merges all callers of shared internal code.
NOISE = [
    (r"(?!.*StickyBroadcast)", "BROADCAST_STICKY"),
    (r"Landroid/telephony/", "ACCESS_NETWORK_STATE"),
    (r"Landroid/telephony/(gsm/)?SmsManager;", "READ_EXTERNAL_STORAGE"),
    (r"Landroid/view/inputmethod/", "READ_EXTERNAL_STORAGE"),
    (r"Landroid/(widget/VideoView|media/(AsyncPlayer|Ringtone|RingtoneManager));", "WAKE_LOCK"),
    (r"Landroid/media/MediaPlayer;->(?!setWakeMode)", "WAKE_LOCK"),
    (r"Landroid/net/sip/SipAudioCall;->", "WAKE_LOCK"),
    (r"Landroid/net/wifi/WifiManager;->enableNetwork", "ACCESS_NETWORK_STATE"),
    (r"Landroid/net/wifi/WifiManager;->enableNetwork", "ACCESS_WIFI_STATE"),
    (r"Landroid/media/", "BLUETOOTH"),
    (r"Landroid/location/LocationManager;->(getBestProvider|getProviders?|removeUpdates)", "ACCESS_COARSE_LOCATION"),
    (r"Landroid/location/LocationManager;->(getBestProvider|getProviders?|removeUpdates)", "ACCESS_FINE_LOCATION"),
    (r"Landroid/app/backup/BackupManager;", "RECEIVE_BOOT_COMPLETED"),
    (r"Landroid/app/JobSchedulerImpl;", "RECEIVE_BOOT_COMPLETED"),
    (r"Landroid/os/SystemVibrator;", "VIBRATE"),
    (r"Landroid/net/ConnectivityManager;", "ACCESS_WIFI_STATE"),
    (r"Landroid/bluetooth/BluetoothHeadset;", "BLUETOOTH_ADMIN"),
]
# Several permissions that remain: the map does not say whether one suffices. These do; any others must all hold.
JOINT = {
    ("ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION"): LOCATION,
    ("ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "ACCESS_LOCATION_EXTRA_COMMANDS"):
        "ACCESS_LOCATION_EXTRA_COMMANDS&" + LOCATION,
    ("BLUETOOTH", "BLUETOOTH_ADMIN"): "BLUETOOTH_ADMIN",
}
# Methods that only give less without the permission.
CONDITIONAL = r"Landroid/app/ActivityManager;->(getRunningAppProcesses|getRunningTasks|getRecentTasks)\("


def descriptor(name):
    """A type as axplorer writes it (`[[java.lang.String`, `B[]`, `[byte`) in the form of DEX."""
    arrays = name.count("[")
    name = name.replace("[]", "").lstrip("[")
    return "[" * arrays + (BASIC.get(name) or "L" + name.replace(".", "/") + ";")


def long_names(expression):
    return "&".join("|".join(n if "." in n else P + n for n in part.split("|")) for part in expression.split("&"))


def from_axplorer(folder):
    """{method: {level: permissions}}; what the newest level says goes, the levels are those that say the same."""
    seen = {}
    for path in sorted(folder.glob("sdk_permission_map_*.txt")):
        level = int(re.fullmatch(r"sdk_permission_map_(\d+)\.txt", path.name).group(1))
        for line in path.read_text(encoding="utf-8").splitlines():
            m = re.fullmatch(r"(\S+)\.([^.(]+)\(([^)]*)\)(\S+)  ::  (.+)", line)
            arguments = "".join(descriptor(a) for a in m[3].split(",") if a)
            method = f"L{m[1].replace('.', '/')};->{m[2]}({arguments}){descriptor(m[4])}"
            names = sorted(n.removeprefix(P) for n in m[5].split(", "))
            names = [n for n in names if not any(re.match(p, method) and n == q for p, q in NOISE)]
            if names:
                expression = JOINT.get(tuple(names), "&".join(names))
                seen.setdefault(method, {})[level] = long_names(expression)
    return seen


def from_edges(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        owner, names, expression, since, until, when, source = line.split("\t")
        for name in names.split(" "):
            yield f"{owner}->{name}", long_names(expression), int(since), until, when, source


def main():
    rows = []
    ends = {}  # methods that EDGES speaks of, to the first level it does
    for method, expression, since, until, when, source in from_edges(pathlib.Path(sys.argv[2])):
        rows.append((method, expression, str(since), until, when, source))
        if not when:
            ends[method] = min(since, ends.get(method, since))
    for method, by_level in from_axplorer(pathlib.Path(sys.argv[1])).items():
        expression = by_level[max(by_level)]
        levels = [level for level in sorted(by_level) if by_level[level] == expression]
        ending = [ends[m] for m in (method, method.split("(")[0]) if m in ends]
        if re.search(r"\.BLUETOOTH(_ADMIN)?\b", expression):
            ending.append(31)
        if min(ending, default=99) == 21:
            continue
        until = str(min(ending) - 1) if ending else ""
        when = "conditional" if re.match(CONDITIONAL, method) else ""
        rows.append((method, expression, "21", until, when, "axplorer " + ",".join(map(str, levels))))
    out = sorted("\t".join(row) + "\n" for row in rows)
    sys.stdout.buffer.write((HEADER + "".join(out)).encode())


if __name__ == "__main__":
    main()
