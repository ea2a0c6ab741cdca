"""A pytest plugin: gives every test of another project's suite a Herald of its own, and holds the suite to our lists.

`passing.txt` names test functions, one a line, that pass with all parameters that are not left out: the run fails when one
does not, or is gone. `left-out.txt` names what is not run, under reasons; a line is a folder, a file, a function, or a function
with parameters, where * stands for any text.
"""

import os
import pathlib
import re
import signal
import subprocess
import tempfile

import pytest


def pytest_addoption(parser):
    group = parser.getgroup("herald")
    group.addoption("--suite-folder", type=pathlib.Path)
    group.addoption("--herald", dest="herald_program")
    group.addoption("--herald-kafka")
    group.addoption("--herald-http")
    group.addoption("--herald-option", action="append", default=[])
    group.addoption("--herald-keeps", action="store_true", help="one server for all tests")
    group.addoption("--run-left-out", action="store_true")


def pytest_configure(config):
    if config.option.suite_folder:
        config.pluginmanager.register(ForeignSuite(config.option), "foreign-suite")


class Server:
    """`herald serve` on given ports, with a new data directory each time it starts."""

    def __init__(self, options):
        self.command = [options.herald_program, "serve", "--kafka", options.herald_kafka, "--http", options.herald_http,
                        "--durability", "os", *options.herald_option]
        self.process = self.directory = None

    def start(self):
        self.directory = tempfile.TemporaryDirectory(prefix="herald-")
        log = open(os.path.join(self.directory.name, "serve.log"), "ab")
        self.process = subprocess.Popen(
            [*self.command, "--data", os.path.join(self.directory.name, "data")], stdout=subprocess.PIPE, stderr=log)
        log.close()
        line = self.process.stdout.readline().decode()
        if not re.fullmatch(r"herald ready kafka=\S+ http=\S+\n", line):
            log = pathlib.Path(self.directory.name, "serve.log").read_text(errors="replace")
            self.stop()
            raise RuntimeError(f"herald serve said {line!r} in place of its ready line; its log:\n{log}")

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.directory.cleanup()
        self.process = self.directory = None


class ForeignSuite:
    def __init__(self, options):
        self.folder = options.suite_folder
        self.keeps_server = options.herald_keeps
        self.runs_left_out = options.run_left_out
        self.server = Server(options)
        self.listed = lines(self.folder / "passing.txt")
        self.left_out = lines(self.folder / "left-out.txt")
        self.outcomes = {}
        self.collected = set()
        self.unmatched = set()

    # Tests

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config, items):
        used, kept, dropped = set(), [], []
        for item in items:
            match = next((line for line in self.left_out if covers(line, item.nodeid)), None)
            used.add(match)
            (kept if match is None or self.runs_left_out else dropped).append(item)
        # Somebody who runs a few tests by name is not told about the rest.
        if not config.option.keyword and not any("::" in argument for argument in config.args):
            self.unmatched = set(self.left_out) - used
            self.collected = {function(item.nodeid) for item in kept}
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        if self.server.process is not None and self.server.process.poll() is not None:
            self.server.stop()
        if self.server.process is None:
            self.server.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item):
        try:
            return (yield)
        finally:
            ended = self.server.process and self.server.process.poll()
            if ended is not None or not self.keeps_server:
                self.server.stop()
            assert ended is None, f"herald ended with {ended} during the test"

    def pytest_runtest_logreport(self, report):
        name = function(report.nodeid)
        if report.failed:
            self.outcomes[name] = "failed"
        elif report.when == "call" or report.skipped:
            self.outcomes.setdefault(name, report.outcome)

    # The end

    def pytest_sessionfinish(self, session):
        self.server.stop()
        if self.missing() and session.exitstatus == 0:
            session.exitstatus = 1

    def missing(self):
        return sorted(set(self.listed) - self.collected) if self.collected else []

    def pytest_terminal_summary(self, terminalreporter):
        passed = sorted(name for name, outcome in self.outcomes.items() if outcome == "passed")
        lost = [name for name in self.listed if self.outcomes.get(name, "passed") != "passed"]
        new = [name for name in passed if name not in self.listed]
        say = terminalreporter.write_line
        for name in self.missing():
            say(f"in passing.txt, but not among the tests: {name}")
        for name in sorted(self.unmatched):
            say(f"in left-out.txt, but fits no test: {name}")
        for name in lost:
            say(f"in passing.txt, but {self.outcomes[name]}: {name}")
        for name in new:
            say(f"passes, but is not in passing.txt: {name}")
        say(f"{len(passed)} test functions pass, {len(self.listed)} are listed, {len(self.left_out)} lines leave tests out")
        if new and os.environ.get("UPDATE_CASES") == "1":
            self.folder.joinpath("passing.txt").write_text("".join(f"{name}\n" for name in sorted({*self.listed, *passed})))


def lines(file):
    if not file.exists():
        return []
    return [line.strip() for line in file.read_text().splitlines() if line.strip() and not line.startswith("#")]


def function(node):
    return node.split("[", 1)[0]


def covers(line, node):
    """Whether a line of left-out.txt names this test: it, its function, its class, its file or its folder; * is any text."""
    pattern = ".*".join(re.escape(part) for part in line.split("*"))
    return re.fullmatch(pattern + r"([\[:/].*)?", node) is not None
