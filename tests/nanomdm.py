#!/usr/bin/env python3
"""NanoMDM's HTTP API for tests, as far as veto-push uses it: nanomdm.py PORT-FILE REQUESTS KEY-FILE [HOW-FILE].

PUT /v1/enqueue/IDS with basic authentication; what was queued is written to REQUESTS, a JSON object a line: path, uuid,
command. A UUID that is queued already is answered as NanoMDM's key-value storage does: status 500, "command already
exists". HOW-FILE has one word for the next requests: cut (queued, and the line is cut before the answer), down (the line
is cut), error (status 500, a page that is no answer), busy (503), unknown (the storage does not know the device), unpushed
(queued, and the notification fails); nothing or ok for an answer as it should be.
"""
import base64
import http.server
import json
import os
import plistlib
import sys

queued = set()


def how():
    if len(sys.argv) < 5 or not os.path.exists(sys.argv[4]):
        return "ok"
    with open(sys.argv[4], encoding="ascii") as f:
        return f.read().strip() or "ok"


class Server(http.server.BaseHTTPRequestHandler):
    def answer(self, status, reply):
        body = reply if isinstance(reply, bytes) else json.dumps(reply, indent="\t").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        with open(sys.argv[3], encoding="ascii") as f:
            wanted = "Basic " + base64.b64encode(("nanomdm:" + f.read().strip()).encode()).decode()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        word = how()
        if self.headers.get("Authorization") != wanted:
            return self.answer(401, b"Unauthorized\n")
        if word == "down":
            return self.connection.close()
        if word in ("error", "busy"):
            return self.answer(500 if word == "error" else 503, b"<html>upstream</html>")
        plist = plistlib.loads(body)
        uuid, kind = plist["CommandUUID"], plist["Command"]["RequestType"]
        reply = {"command_uuid": uuid, "request_type": kind, "no_push": "nopush" in self.path}
        if word == "unknown":
            return self.answer(500, reply | {"command_error": "insert enrollment queue: Error 1452 (23000): a foreign key constraint fails"})
        if uuid in queued:
            return self.answer(500, reply | {"command_error": "command already exists: " + uuid})
        queued.add(uuid)
        with open(sys.argv[2], "a", encoding="utf-8") as f:
            f.write(json.dumps({"path": self.path, "uuid": uuid, "command": {
                k: v.decode("latin-1") if isinstance(v, bytes) else v for k, v in plist["Command"].items()}}) + "\n")
        if word == "cut":
            return self.connection.close()
        if word == "unpushed":
            return self.answer(500, reply | {"push_error": "push provider: certificate has expired"})
        return self.answer(200, reply)

    def log_message(self, *args):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *args):
        pass


server = Quiet(("127.0.0.1", 0), Server)
with open(sys.argv[1], "w", encoding="ascii") as port:
    port.write("%d\n" % server.server_port)
server.serve_forever()
