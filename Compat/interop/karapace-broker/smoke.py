"""Runs Karapace's own smoke test, unchanged, against a Karapace on Herald's log.

Its script is made for Karapace's containers: it lies in /opt/karapace, asks a Keycloak at keycloak:8080 for a token, and registers a
schema at https://karapace-schema-registry:8081 with the certificate of $CAROOT. All of that is here in namespaces of its own, where
those names and ports are free: the checkout at that path, a stand-in for Keycloak, a certificate made for the occasion.
"""

import argparse
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

SCRIPT = "/opt/karapace/bin/smoke-test-schema-registry.sh"
# What Keycloak answers to bin/get_oidc_token.py, by the end of the path.
KEYCLOAK = {"token": {"access_token": "a.b.c"}, "clients": [{"id": "1"}], "client-secret": {"value": "secret"}}


def run(checkout, program):
    """In a mount and a network namespace; whoever is not root gets a user namespace for them."""
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    inside = [sys.executable, __file__, "--at", checkout, "--herald", program]
    subprocess.run(["unshare", *as_root, "--mount", "--net", *inside], check=True)
    print("ok: Karapace's smoke test passes", flush=True)


class Keycloak(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        found = KEYCLOAK.get(self.path.split("?")[0].rsplit("/", 1)[-1])
        body = json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def furnish(folder, checkout):
    """The names, the path and the certificate that the script expects. Nothing of it is seen outside of the namespaces."""
    def call(*command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    call("ip", "link", "set", "lo", "up")
    hosts = folder / "hosts"
    hosts.write_text("127.0.0.1 localhost keycloak karapace-schema-registry\n")
    call("mount", "--bind", str(hosts), "/etc/hosts")
    optional = folder / "opt"
    for there in [*pathlib.Path("/opt").iterdir(), pathlib.Path(checkout)]:
        here = optional / ("karapace" if there == pathlib.Path(checkout) else there.name)
        if there.is_dir() and not here.exists():
            here.mkdir(parents=True)
            call("mount", "--bind", str(there), str(here))
    call("mount", "--rbind", str(optional), "/opt")
    call("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=karapace-schema-registry",
         "-addext", "subjectAltName=DNS:karapace-schema-registry", "-keyout", str(folder / "key.pem"), "-out", str(folder / "rootCA.pem"))


def inside(checkout, program):
    from check import Herald, Process

    with tempfile.TemporaryDirectory(prefix="herald-") as name:
        folder = pathlib.Path(name)
        furnish(folder, checkout)
        keycloak = http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Keycloak)
        threading.Thread(target=keycloak.serve_forever, daemon=True).start()
        started = []
        try:
            started.append(broker := Herald(program, "broker", name, "--no-registry"))
            settings = dict(
                BOOTSTRAP_URI=broker.kafka, HOST="127.0.0.1", PORT=8081, ADVERTISED_HOSTNAME="127.0.0.1", KARAPACE_REGISTRY="true",
                TELEMETRY__METRICS_EXPORTER="NOOP", SERVER_TLS_CERTFILE=folder / "rootCA.pem", SERVER_TLS_KEYFILE=folder / "key.pem")
            environment = {**os.environ, **{f"KARAPACE_{key}": str(value) for key, value in settings.items()}}
            start = "import karapace_parts, runpy; runpy.run_module('karapace', run_name='__main__', alter_sys=True)"
            started.append(Process("karapace", name, [sys.executable, "-c", start], env=environment, cwd=name))
            path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
            subprocess.run([SCRIPT], check=True, timeout=120, env={**os.environ, "PATH": path, "CAROOT": name})
        except BaseException:
            for server in started:
                print(f"{server.name}:\n{server.log.read_text(errors='replace')[-4000:]}", file=sys.stderr)
            raise
        finally:
            for server in reversed(started):
                server.stop()
            subprocess.run(["umount", "--recursive", "/opt"], check=True)
            subprocess.run(["umount", "--recursive", str(folder / "opt")], check=False, stderr=subprocess.DEVNULL)
            for mounted in (folder / "opt").iterdir():
                subprocess.run(["umount", str(mounted)], check=False, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", required=True)
    parser.add_argument("--herald", required=True)
    arguments = parser.parse_args()
    inside(arguments.at, arguments.herald)
