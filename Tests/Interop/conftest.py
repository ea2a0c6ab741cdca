"""Herald as its users meet it: the real binary, real sockets, clients as published.

`HERALD` names the program under test. Every test gets topics and subjects of its own names; one server serves them all
unless a test needs to hurt it.
"""

import itertools
import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest

PROGRAM = os.environ.get("HERALD", ".build/debug/herald")
_names = itertools.count(1)


class Herald:
    def __init__(self, directory, *options, launcher=()):
        self.directory = str(directory)
        self.options = options
        self.launcher = launcher
        self.kafka = self.http = "127.0.0.1:0"
        self.process = None

    def start(self):
        command = [*self.launcher, PROGRAM, "serve", "--data", os.path.join(self.directory, "data"), "--kafka", self.kafka,
                   "--http", self.http, *self.options]
        self.errors = open(os.path.join(self.directory, "serve.log"), "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors)
        line = self.process.stdout.readline().decode()
        ready = re.fullmatch(r"herald ready kafka=(\S+) http=(\S+)\n", line)
        assert ready, f"ready line was {line!r}; log:\n{self.log}"
        self.kafka, self.http = ready.groups()
        return self

    @property
    def log(self):
        with open(os.path.join(self.directory, "serve.log"), errors="replace") as log:
            return log.read()

    @property
    def url(self):
        return f"http://{self.http}"

    @property
    def address(self):
        host, port = self.kafka.rsplit(":", 1)
        return host, int(port)

    @property
    def http_address(self):
        host, port = self.http.rsplit(":", 1)
        return host, int(port)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0, f"SIGTERM ended it with {self.process.returncode}; log:\n{self.log}"
        assert "already shut down" not in self.log, self.log

    def kill(self):
        self.process.kill()
        self.process.wait()

    def cli(self, *arguments, input=None, environment=None):
        done = subprocess.run(
            [PROGRAM, *arguments], input=input, capture_output=True, timeout=60,
            env={**os.environ, "HERALD_SERVER": self.url, "HERALD_BROKERS": self.kafka, **(environment or {})})
        return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="session")
def herald(tmp_path_factory):
    server = Herald(tmp_path_factory.mktemp("herald")).start()
    yield server
    server.stop()


@pytest.fixture
def make_herald(tmp_path):
    """Servers of the test's own, to be killed and restarted."""
    servers = []

    def make(*options, launcher=()):
        directory = tmp_path / f"server{len(servers)}"
        directory.mkdir()
        servers.append(Herald(directory, *options, launcher=launcher))
        return servers[-1].start()

    yield make
    for server in servers:
        if server.process.poll() is None:
            server.kill()


@pytest.fixture
def name():
    """A fresh name for a topic, subject or group."""
    return f"t{next(_names)}-{os.getpid()}"


@pytest.fixture
def slow_disk(tmp_path):
    """What a server is launched with whose syncs take so many milliseconds longer (Benchmarks/SlowSync)."""
    def launcher(milliseconds):
        source = pathlib.Path(__file__).parents[2] / "Benchmarks/SlowSync/slow_sync.c"
        compiler = shutil.which("cc") or shutil.which("clang")
        assert compiler, "this test needs a C compiler: Swift brings clang, Debian's build-essential brings cc"
        library = tmp_path / "slow-sync.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        return ("env", f"LD_PRELOAD={library}", f"HERALD_SLOW_SYNC_MS={milliseconds}")

    return launcher
