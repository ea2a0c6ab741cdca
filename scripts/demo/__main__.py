"""Herald's main job on a git history, proving itself: `make demo [REPO=path]`.

Every step prints a line with its figure; the first difference from what git says ends the demo with a sentence.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from history import GitFailed, commit_count  # noqa: E402
from processes import Failed, Server  # noqa: E402
from steps import STEPS, Demo  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--build", default=".build/release", help="where the programs are")
    parser.add_argument("--repo", default=".", help="the git repository whose history is the stream")
    parser.add_argument("--keep", action="store_true", help="keep the temporary directory")
    options = parser.parse_args()

    directory = tempfile.mkdtemp(prefix="herald-demo-")
    server = Server(os.path.join(options.build, "herald"), os.path.join(directory, "data"), os.path.join(directory, "serve.log"))
    demo = Demo(server=server, directory=directory, build=options.build, repo=options.repo)
    kept = options.keep
    try:
        demo.commits = commit_count(options.repo)
        server.start()
        print(f"herald on {server.kafka} and {server.http}, {demo.commits} commits of {os.path.abspath(options.repo)}", flush=True)
        for number, (title, step) in enumerate(STEPS, 1):
            started = time.monotonic()
            figure = step(demo)
            print(f"{number}. {title}: {figure}  [{time.monotonic() - started:.1f} s]", flush=True)
        server.stop()
        print("demo: PASS")
        return 0
    except (Failed, GitFailed, OSError) as difference:
        kept = True
        print(f"demo: FAIL: {difference}", file=sys.stderr)
        return 1
    finally:
        demo.end_children()
        if server.process and server.process.poll() is None:
            server.kill()
        if kept:
            print(f"demo: its files are in {directory}", file=sys.stderr)
        else:
            shutil.rmtree(directory, ignore_errors=True)


sys.exit(main())
