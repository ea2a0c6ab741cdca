"""Registries as tests meet them: through plain HTTP, with something of everything in them, and made of answers."""

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

MONEY = '{"type":"record","name":"Money","namespace":"com.acme","fields":[{"name":"cents","type":"long"}]}'
ORDER = '{"type":"record","name":"Order","namespace":"com.acme","fields":[{"name":"price","type":"com.acme.Money"}]}'
PROTO = 'syntax = "proto3";\npackage acme;\n\nmessage Thing {\n  string name = 1;\n}\n'
RULES = {"domainRules": [{"name": "positive", "kind": "CONDITION", "mode": "WRITE", "type": "CEL", "expr": "true"}]}


def ok(result):
    code, out, err = result
    assert code == 0, out + err
    return out


def without_time(answer):
    """Versions say when they were written, which is here and now."""
    for version in answer if isinstance(answer, list) else [answer]:
        if isinstance(version, dict):
            version.pop("ts", None)
    return answer


class Registry:
    """The REST API, plainly."""

    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Confluent-Accept-Unknown-Properties": "true"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, without_time(json.load(answer))
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def get(self, path):
        return self.ask("GET", path)[1]

    def register(self, subject, schema, **more):
        status, answer = self.ask("POST", f"/subjects/{subject}/versions", {"schema": schema, **more})
        assert status == 200, answer
        return answer["id"]

    def all(self):
        """Every version there is, by subject and version; when it was registered aside, which no import can say."""
        versions = self.get("/schemas?subjectPrefix=:*:&deleted=true")
        return {(v["subject"], v["version"]): {key: v[key] for key in v if key != "ts"} for v in versions}

    def places(self):
        """Subject, version, id, and whether it is deleted."""
        return {(s, n, v["id"], v.get("deleted", False)) for (s, n), v in self.all().items()}


@pytest.fixture
def target(make_herald):
    return make_herald()


@pytest.fixture
def source(make_herald):
    """A registry that has something of everything."""
    server = make_herald("--emulate", "confluent-8")
    registry = Registry(server.url)
    registry.register("money", MONEY)
    registry.register("order-value", ORDER, references=[{"name": "com.acme.Money", "subject": "money", "version": 1}])
    registry.register("money", MONEY, metadata={"properties": {"owner": "me"}}, ruleSet=RULES)
    registry.register("thing", PROTO, schemaType="PROTOBUF")
    registry.register(":.staging:a", ' "string" ')
    registry.register("gone", '"int"')
    registry.ask("DELETE", "/subjects/gone")
    registry.register("half", '"int"')
    registry.register("half", '"long"')
    registry.ask("DELETE", "/subjects/half/versions/1")
    registry.register("odd%2Fname%20%C3%A9", '"bytes"')
    # The highest id is of a schema that is no more.
    registry.register("no-more", '"double"')
    registry.ask("DELETE", "/subjects/no-more")
    registry.ask("DELETE", "/subjects/no-more?permanent=true")
    registry.ask("PUT", "/config", {"compatibility": "FULL"})
    registry.ask("PUT", "/config/money", {"compatibility": "NONE", "normalize": True})
    registry.ask("PUT", "/config/:.staging:", {"compatibility": "FORWARD"})
    registry.ask("PUT", "/mode/thing", {"mode": "READONLY"})
    return server


class Stub:
    """A registry that answers what it is told to; a callable is asked for its answer. With a token only whoever has it."""

    def __init__(self, answers, token=None):
        stub = self
        self.asked = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stub.asked.append(self.path)
                answer = answers.get(self.path.split("?")[0])
                status = 404 if answer is None else 200
                if token is not None and self.headers["Authorization"] != f"Bearer {token}":
                    answer, status = {"error_code": 40101, "message": "who are you"}, 401
                answer = answer(self.path) if callable(answer) else answer
                body = json.dumps(answer if answer is not None else {"error_code": 404, "message": "none"}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()


@pytest.fixture
def stub():
    stubs = []

    def make(answers, token=None):
        stubs.append(Stub(answers, token))
        return stubs[-1]

    yield make
    for each in stubs:
        each.close()
