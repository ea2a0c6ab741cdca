"""Somebody else's package builds against the client products and does a round trip."""

import os
import pathlib
import shutil
import subprocess

from conftest import PROGRAM

ROOT = pathlib.Path(__file__).parents[2]
OUTSIDE = ROOT / "Tests" / "OutsidePackage"


def test_an_outside_package_builds_and_does_a_round_trip(herald):
    # The same scratch directory as ours, and the same versions: what is built is used, only seven steps are new.
    scratch = pathlib.Path(PROGRAM).resolve().parents[2]
    resolved = ROOT / "Package.resolved"
    if resolved.exists():
        shutil.copy(resolved, OUTSIDE / "Package.resolved")
    build = subprocess.run(
        ["swift", "build", "--package-path", str(OUTSIDE), "--scratch-path", str(scratch), "--product", "RoundTrip"],
        capture_output=True, timeout=1200)
    assert build.returncode == 0, build.stdout.decode()[-4000:] + build.stderr.decode()[-4000:]
    done = subprocess.run([scratch / "debug" / "RoundTrip"], capture_output=True, timeout=120,
                          env={**os.environ, "HERALD_BROKERS": herald.kafka, "HERALD_SERVER": herald.url})
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
