"""Herald and the programs around it, as processes."""

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request


class Failed(Exception):
    """A step did not come out as it must: the first difference, as a sentence."""


def run(command, *, input=None, expect=0, environment=None):
    """Runs to the end; returns standard output as bytes."""
    done = subprocess.run(command, input=input, capture_output=True, env=environment)
    if done.returncode != expect:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}, not {expect}: {said[-2000:]}")
    return done.stdout, done.stderr


class Server:
    """`herald serve` on a data directory, on ports of its own choosing the first time and the same ones after."""

    def __init__(self, herald, data, log):
        self.herald, self.data, self.log = herald, data, log
        self.kafka = self.http = "127.0.0.1:0"
        self.process = None

    def start(self):
        command = [self.herald, "serve", "--data", self.data, "--kafka", self.kafka, "--http", self.http]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=open(self.log, "ab"))
        line = self.process.stdout.readline().decode()
        ready = re.fullmatch(r"herald ready kafka=(\S+) http=(\S+)\n", line)
        if not ready:
            self.process.kill()
            raise Failed(f"herald serve said {line!r} in place of its ready line; its log is {self.log}")
        self.kafka, self.http = ready.groups()

    @property
    def url(self):
        return f"http://{self.http}"

    @property
    def environment(self):
        return {**os.environ, "HERALD_SERVER": self.url, "HERALD_BROKERS": self.kafka}

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise Failed("herald serve did not end within 30 s of SIGTERM") from None
            if self.process.returncode != 0:
                raise Failed(f"herald serve ended with {self.process.returncode} on SIGTERM, not 0")

    def cli(self, *arguments, input=None, expect=0):
        return run([self.herald, *arguments], input=input, expect=expect, environment=self.environment)

    def cli_json(self, *arguments):
        out, _ = self.cli(*arguments, "--format", "json")
        return json.loads(out)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)
