#!/usr/bin/env python3
"""Two management services for tests: services.py PORT-FILE STATE REQUESTS TOKEN-FILE HOW-FILE

The Android Management API's policies (/v1/enterprises/E/policies/P: GET, and PATCH with updateMask, which replaces the
fields it names and, without one, all of them) and Microsoft Graph's device configurations
(/v1.0/deviceManagement/deviceConfigurations/ID: GET, PATCH of members, null empties). Both give documents back in a
spelling of their own: members in another order, defaults left out or annotations put in. STATE has the documents by path.
HOW-FILE has what the next requests meet, a word each, one a request: ok, busy (429, Retry-After 1), error (500, with the
token in its text), cut (done, and the line is cut before the answer), down, race (somebody else changes the document just
before a PATCH is carried out), refuse (400). The last word stays. With ETAG in it documents have a version that PATCH heeds.
"""
import http.server
import json
import sys
import urllib.parse

PORT, STATE, REQUESTS, TOKEN, HOW = sys.argv[1:]


def plain(value):
    """Without what is a default, members in another order, as the first service gives documents back."""
    if isinstance(value, dict):
        kept = {k: plain(v) for k, v in value.items()}
        return dict(sorted(((k, v) for k, v in kept.items() if v not in (False, 0, "", None, [], {})), reverse=True))
    return [plain(v) for v in value] if isinstance(value, list) else value


def annotated(value):
    """With an annotation in each item, as the second does."""
    return {k: [{"@odata.type": "#microsoft.graph.appListItem", **i} if isinstance(i, dict) else i for i in v] if isinstance(v, list) else v for k, v in value.items()}


class Server(http.server.BaseHTTPRequestHandler):
    def say(self, status, body, **headers):
        body = json.dumps(body, indent=2).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def word(self):
        with open(HOW, encoding="ascii") as f:
            words = f.read().split() or ["ok"]
        etag = "ETAG" in words
        words = [w for w in words if w != "ETAG"] or ["ok"]
        with open(HOW, "w", encoding="ascii") as f:
            f.write(" ".join((words[1:] or words) + ["ETAG"] * etag))
        return words[0], etag

    def handle_one(self, method):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with open(TOKEN, encoding="ascii") as f:
            token = f.read().strip()
        word, etag = self.word()
        if self.headers.get("Authorization") != "Bearer " + token:
            return self.say(401, {"error": {"message": "unauthenticated: " + str(self.headers.get("Authorization"))}})
        if word == "down":
            return self.connection.close()
        if word == "busy":
            return self.say(429, {"error": {"message": "too many requests"}}, Retry_After="1")
        if word == "error":
            return self.say(500, {"error": {"message": "internal: " + token}})
        with open(STATE, encoding="utf-8") as f:
            state = json.load(f)
        if url.path not in state:
            return self.say(404, {"error": {"message": "no document of that name"}})
        document = state[url.path]
        if method == "PATCH":
            if word == "race":
                document[next(k for k in ("applications", "compliantAppsList") if k in document)].append({"packageName": "org.raced", "appId": "org.raced"})
                document["version"] = int(document["version"]) + 1
                with open(STATE, "w", encoding="utf-8") as f:
                    json.dump(state, f)
            if word == "refuse":
                return self.say(400, {"error": {"message": "Invalid value at 'policy.applications'"}})
            if etag and self.headers.get("If-Match") != '"%s"' % document["version"]:
                return self.say(412, {"error": {"message": "precondition failed"}})
            given = json.loads(body)
            with open(REQUESTS, "a", encoding="utf-8") as f:
                f.write(json.dumps({"path": self.path, "body": given, "if_match": self.headers.get("If-Match")}) + "\n")
            if url.path.startswith("/v1/"):
                mask = urllib.parse.parse_qs(url.query).get("updateMask", [""])[0].split(",")
                if mask == [""]:
                    document = {k: document[k] for k in ("name",)}
                    mask = list(given)
                for field in mask:
                    document.pop(field, None)
                    if field in given:
                        document[field] = given[field]
            else:
                assert given.pop("@odata.type") == document["@odata.type"]
                document |= {k: v if v is not None else [] for k, v in given.items()}
            document["version"] = int(document["version"]) + 1
            state[url.path] = document
            with open(STATE, "w", encoding="utf-8") as f:
                json.dump(state, f)
        if word == "cut":
            return self.connection.close()
        shown = plain(document) if url.path.startswith("/v1/") else annotated(document)
        return self.say(200, shown, **({"ETag": '"%s"' % document["version"]} if etag else {}))

    def do_GET(self):
        self.handle_one("GET")

    def do_PATCH(self):
        self.handle_one("PATCH")

    def log_message(self, *args):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *args):
        pass


server = Quiet(("127.0.0.1", 0), Server)
with open(PORT, "w", encoding="ascii") as port:
    port.write("%d\n" % server.server_port)
server.serve_forever()
