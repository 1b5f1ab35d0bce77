#!/usr/bin/env python3
"""An Android device for tests: speaks adbd's transport over TCP, so that a real adb server connects to it.

adbd.py PORT-FILE STATE [BEHAVIOUR]: listens on a free port of 127.0.0.1, which it writes to PORT-FILE. STATE is
a JSON file of users and packages that commands change:
  {"serial": .., "users": {"0": {"name": .., "flags": ..}}, "packages": {NAME: {"users": {"0": "on"|"off"}, "system": bool}}}
BEHAVIOUR, a file that may change between connections: "honest"; "liar" (uninstall says Success and does nothing);
"hider" (lists leave the packages out, pm path finds them); "endless" (lists never end); "cut" (the connection ends in
the middle of a list); "silent" (a list never begins); "half" (lists stop early and say nothing of it).
The protocol: 24-byte messages of command, two arguments, length, checksum and magic (AOSP, adb/protocol.txt).
"""
import json
import re
import socket
import struct
import sys
import threading

CNXN, OPEN, OKAY, WRTE, CLSE = (int.from_bytes(w, "little") for w in (b"CNXN", b"OPEN", b"OKAY", b"WRTE", b"CLSE"))
lock = threading.Lock()


class Cut(Exception):
    """The device goes away."""


def load():
    with open(sys.argv[2], encoding="utf-8") as f:
        return json.load(f)


def keep(state):
    with open(sys.argv[2], "w", encoding="utf-8") as f:
        json.dump(state, f)


def behaviour():
    if len(sys.argv) < 4:
        return "honest"
    with open(sys.argv[3], encoding="utf-8") as f:
        return f.read().strip()


def list_packages(state, options, user):
    rows = ["package:android"]
    for name, p in state["packages"].items():
        on = p["users"].get(user)
        if "-s" in options and not p["system"]:
            continue
        if on is None and not ("-u" in options and p["system"]):
            continue
        if "-d" in options and on != "off":
            continue
        rows.append("package:" + name)
    if "-d" in options:
        rows.remove("package:android")
    return rows


def pm(state, words, how):
    """What one pm command prints, and its exit status."""
    user = words[words.index("--user") + 1] if "--user" in words else "0"
    package = state["packages"].get(words[-1])
    if words[:2] == ["list", "users"]:
        return "Users:\n" + "".join("\tUserInfo{%s:%s:%s} running\n" % (i, u["name"], u["flags"]) for i, u in state["users"].items()), 0
    if user not in state["users"]:
        return "Error: no such user\n", 1
    if words[:2] == ["list", "packages"]:
        rows = list_packages(state, words, user)
        if how == "hider":
            rows = [r for r in rows if "android" in r or "." not in r]
        if how == "half":
            rows = [r for r in rows if r != "package:android"][:1]
        return "".join(r + "\n" for r in rows), 0
    if words[0] == "path":
        if package and user in package["users"]:
            return "package:/data/app/%s/base.apk\n" % words[-1], 0
        return "", 1
    if package is None or (user not in package["users"] and words[0] != "install-existing"):
        return "Failure [not installed for %s]\n" % user, 1
    if how == "liar":
        return "Success\n", 0
    if words[0] == "uninstall":
        if package.get("stuck"):
            return "Failure [DELETE_FAILED_INTERNAL_ERROR]\n", 1
        del package["users"][user]
    elif words[0] == "disable-user":
        package["users"][user] = "off"
    elif words[0] == "enable":
        package["users"][user] = "on"
    elif words[0] == "install-existing":
        package["users"][user] = "on"
    keep(state)
    return "Success\n", 0


def shell(command, write):
    how = behaviour()
    with lock:
        state = load()
        status = 0
        for part in command.split(";"):
            words = part.split()
            if words[:1] == ["echo"]:
                write(words[1].replace("$?", str(status)) + "\n")
            elif words == ["getprop", "ro.serialno"]:
                write(state["serial"] + "\n")
            elif words[:1] == ["pm"]:
                listing = words[1:3] == ["list", "packages"]
                text, status = pm(state, words[1:], how)
                if listing and how == "endless":
                    while True:
                        write("package:com.example.endless\n" * 1000)
                if listing and how == "cut":
                    write(text[: len(text) // 2])
                    raise Cut
                if listing and how == "silent":
                    threading.Event().wait(30)
                write(text)
            else:
                write("sh: %s: inaccessible or not found\n" % words[0])
                status = 127


class Device:
    def __init__(self, sock):
        self.sock, self.sending, self.streams = sock, threading.Lock(), {}

    def send(self, command, a, b, data=b""):
        with self.sending:
            self.sock.sendall(struct.pack("<6I", command, a, b, len(data), sum(data) & 0xffffffff, command ^ 0xffffffff) + data)

    def take(self, size):
        data = b""
        while len(data) < size:
            more = self.sock.recv(size - len(data))
            if not more:
                raise Cut
            data += more
        return data

    def run(self, local, remote, service):
        acknowledged = self.streams[local]

        def write(text):
            data = text.encode()
            for i in range(0, len(data), 4096):
                self.send(WRTE, local, remote, data[i:i + 4096])
                if not acknowledged.acquire(timeout=20) or local not in self.streams:
                    raise Cut
        try:
            shell(service.split(":", 1)[1], write)
            self.send(CLSE, local, remote)
        except (Cut, OSError):
            if behaviour() == "cut":
                self.sock.shutdown(socket.SHUT_RDWR)

    def serve(self):
        number = 0
        while True:
            command, a, b, size, _, _ = struct.unpack("<6I", self.take(24))
            data = self.take(size)
            if command == CNXN:
                self.send(CNXN, 0x01000000, 4096, b"device::ro.product.name=test;ro.product.model=test;ro.product.device=test;\0")
            elif command == OPEN:
                number += 1
                self.streams[number] = threading.Semaphore(0)
                self.send(OKAY, number, a)
                threading.Thread(target=self.run, args=(number, a, data.rstrip(b"\0").decode()), daemon=True).start()
            elif command == OKAY and b in self.streams:
                self.streams[b].release()
            elif command == CLSE and b in self.streams:
                self.streams.pop(b).release()


def connection(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        Device(sock).serve()
    except (Cut, OSError):
        sock.close()


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        f.write("%d\n" % listener.getsockname()[1])
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=connection, args=(sock,), daemon=True).start()


main()
