"""Runs kcat's own test scripts, unchanged, with the installed kcat against Herald.

Called by ../run, inside the checkout. The scripts call `../kcat`, which is what its build makes: they are copied beside a link to
the kcat of the machine.
"""

import argparse
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Test 0002 writes to a partition 1 that nobody created.
OPTIONS = ["--durability", "os", "--default-partitions", "4"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--at", type=pathlib.Path)
    parser.add_argument("--herald")
    arguments = parser.parse_args()
    kcat = shutil.which("kcat") or sys.exit("these tests need kcat (Debian's package kcat) and jq")
    passing, left_out = listed("passing.txt"), listed("left-out.txt")
    scripts = sorted(script.name for script in (arguments.at / "tests").glob("[0-9]*.sh"))
    if set(scripts) != {*passing, *left_out}:
        sys.exit(f"the checkout has {scripts}; passing.txt and left-out.txt name {sorted({*passing, *left_out})}")
    with tempfile.TemporaryDirectory(prefix="herald-") as folder:
        folder = pathlib.Path(folder)
        (folder / "kcat").symlink_to(kcat)
        shutil.copytree(arguments.at / "tests", folder / "tests")
        failed = [script for script in passing if not passes(script, folder, arguments.herald)]
    print(f"{len(passing) - len(failed)} of {len(passing)} scripts pass, {len(left_out)} is left out")
    sys.exit(f"failed: {' '.join(failed)}" if failed else 0)


def passes(script, folder, program):
    """Whether a script ends well on a server of its own. One that skips itself has not passed."""
    # kcat without a mode consumes where standard input is a terminal.
    keyboard, terminal = pty.openpty()
    with tempfile.TemporaryDirectory(prefix="herald-") as data, open(pathlib.Path(data, "serve.log"), "wb") as log:
        server = subprocess.Popen(
            [program, "serve", "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", f"{data}/data", *OPTIONS],
            stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = re.fullmatch(r"herald ready kafka=(\S+) http=(\S+)\n", server.stdout.readline())
            run = subprocess.run(
                [f"./{script}"], cwd=folder / "tests", timeout=120, text=True, env={**os.environ, "BROKERS": ready[1]},
                stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        finally:
            server.kill()
            server.wait()
            os.close(keyboard)
            os.close(terminal)
    ok = run.returncode == 0 and "SKIPPED" not in run.stdout
    print(f"{'ok' if ok else 'FAILED'}: {script}" + ("" if ok else f"\n{run.stdout}"), flush=True)
    return ok


def listed(name):
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


if __name__ == "__main__":
    main()
