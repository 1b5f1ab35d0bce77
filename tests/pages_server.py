#!/usr/bin/env python3
"""Management systems that answer in pages, and what they do when they do not: pages_server.py FOLDER

Listens on 127.0.0.1 at two ports of http and one of https, whose certificate it makes, and writes FOLDER/ports. Each
path is a system; what a request carried is a line of FOLDER/requests: port, path, status, token. Ends with its standard input.
"""
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import urllib.parse

FOLDER = sys.argv[1]
TOKEN = "Bearer sesame-37"
PAGES, EACH = 5, 7
asked = {}
lock = threading.Lock()


def device(system, number):
    serial, time = f"S{number:04}", "2026-10-30T05:00:00Z"
    return {"amapi": {"name": f"d/{serial}", "state": "ACTIVE", "managementMode": "DEVICE_OWNER", "hardwareInfo": {"serialNumber": serial},
                      "lastStatusReportTime": time, "applicationReports": [{"packageName": "com.tencent.mm", "state": "INSTALLED"}]},
            "jamf": {"mobileDeviceId": serial, "hardware": {"serialNumber": serial}, "general": {"managed": True, "lastInventoryUpdateDate": time},
                     "applications": [{"identifier": "com.tencent.xin", "name": "a"}]},
            "intune": {"id": serial, "serialNumber": serial, "lastSyncDateTime": time, "detectedApps": [{"displayName": "WeChat"}]},
            "fleet": {"uuid": serial, "hardware_serial": serial, "software_updated_at": time, "software": [{"bundle_identifier": "com.tencent.xin"}]}}[system]


def page(system, number, address):
    rows = [device(system, number * EACH + i) for i in range(EACH if number < PAGES else 0)]
    last = number == PAGES - 1
    if system == "amapi":
        return {"devices": rows} | ({} if last else {"nextPageToken": f"t/{number + 1}&+ =é"})
    if system == "jamf":
        return {"totalCount": PAGES * EACH, "results": rows}
    if system == "intune":
        return {"@odata.context": "x", "@odata.nextLink": f"{address}?$expand=detectedApps&$skiptoken={number + 1}"} | {"value": rows} if not last else {"value": rows}
    return {"hosts": rows, "meta": {"has_next_results": not last}}


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body, **headers):
        with open(f"{FOLDER}/requests", "a") as file:
            file.write(f"{self.server.server_port} {self.path} {status} {self.headers.get('Authorization')}\n")
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        split = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(split.query))
        system, _, trouble = split.path.strip("/").partition("/")
        address = f"{self.server.scheme}://127.0.0.1:{self.server.server_port}{split.path}"
        number = int({"amapi": query.get("pageToken", "t/0&").split("/")[-1].split("&")[0], "intune": query.get("$skiptoken", "0")}.get(system, query.get("page", "0")))
        with lock:
            asked[self.path] = asked.get(self.path, 0) + 1
            times = asked[self.path]
        if self.headers.get("Authorization") != TOKEN:
            return self.reply(401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}})
        if trouble == "busy" and times < 3 and number == 1:
            return self.reply(429 if times == 1 else 503, {"error": {"code": "TooManyRequests"}}, Retry_After="1")
        if trouble == "never" and number == 2:
            return self.reply(429, {"error": {"code": "TooManyRequests"}}, Retry_After="86400")
        if trouble == "broken" and number == 3:
            return self.reply(500, b"<html>an error</html>")
        if trouble == "half" and number == 3:
            data = json.dumps(page(system, number, address)).encode()
            return self.reply(200, data[: len(data) // 2])
        if trouble == "redirect" and number == 1:
            return self.reply(302, b"", Location=f"http://127.0.0.1:{other.server_port}/{system}")
        answer = page(system, number, address)
        if trouble == "elsewhere" and number == 1:
            answer["@odata.nextLink"] = f"http://127.0.0.1:{other.server_port}/intune?$skiptoken=2"
        if trouble == "self" and number == 1:
            answer["@odata.nextLink"] = address + "?$expand=detectedApps&$skiptoken=1"
        if trouble == "fewer" and number == 4:
            answer[{"jamf": "results", "intune": "value"}[system]].pop()
        if trouble == "empty":
            answer = {"amapi": {"devices": []}, "jamf": {"totalCount": 0, "results": []}, "intune": {"value": []}, "fleet": {"hosts": []}}[system]
        return self.reply(200, json.dumps(answer, indent=1).encode() if trouble == "lines" else answer)

    def log_message(self, *_):
        pass


def serve(scheme):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.scheme = scheme
    if scheme == "https":
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{FOLDER}/key.pem", "-out", f"{FOLDER}/cert.pem", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{FOLDER}/cert.pem", f"{FOLDER}/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


one, other, secure = serve("http"), serve("http"), serve("https")
with open(f"{FOLDER}/ports.new", "w") as file:
    file.write(f"{one.server_port} {other.server_port} {secure.server_port}\n")

os.rename(f"{FOLDER}/ports.new", f"{FOLDER}/ports")
sys.stdin.read()
