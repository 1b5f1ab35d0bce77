#!/usr/bin/env python3
"""NanoMDM's HTTP API for tests, as far as veto-push uses it: nanomdm.py PORT-FILE REQUESTS KEY-FILE.

PUT /v1/enqueue/IDS with basic authentication; what came is written to REQUESTS, a JSON object a line: path, command.
"""
import base64
import http.server
import json
import plistlib
import sys


class Server(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        with open(sys.argv[3], encoding="ascii") as f:
            wanted = "Basic " + base64.b64encode(("nanomdm:" + f.read().strip()).encode()).decode()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Authorization") != wanted:
            self.send_response(401)
            self.end_headers()
            return
        plist = plistlib.loads(body)
        with open(sys.argv[2], "a", encoding="utf-8") as f:
            f.write(json.dumps({"path": self.path, "uuid": plist["CommandUUID"], "command": {
                k: v.decode("latin-1") if isinstance(v, bytes) else v for k, v in plist["Command"].items()}}) + "\n")
        reply = json.dumps({"command_uuid": plist["CommandUUID"], "request_type": plist["Command"]["RequestType"],
                            "no_push": "nopush" in self.path}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
with open(sys.argv[1], "w", encoding="ascii") as port:
    port.write("%d\n" % server.server_port)
server.serve_forever()
