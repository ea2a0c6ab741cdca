"""Runs confluent-kafka-python's integration_test.py, unchanged, against Herald.

Called by ../run, inside the checkout and with its packages. Its parts are options; those that are not run are `throttle`, which wants a
broker with quotas, and `avro-https` and `avro-basic-auth`, which want a registry with TLS and users.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PARTS = ["--producer", "--consumer", "--performance", "--avro"]
# It prints the client's version as the two values that it was once; the released client gives one.
START = """
import confluent_kafka, runpy, sys
confluent_kafka.version = lambda: (confluent_kafka.__version__, 0)
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", required=True)
    parser.add_argument("--herald", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-") as folder, open(pathlib.Path(folder, "serve.log"), "wb") as log:
        server = subprocess.Popen(
            [arguments.herald, "serve", "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", f"{folder}/data",
             "--durability", "os"], stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = re.fullmatch(r"herald ready kafka=(\S+) http=(\S+)\n", server.stdout.readline())
            settings = pathlib.Path(folder, "testconf.json")
            settings.write_text(json.dumps({
                "topic": "test-topic", "bootstrap.servers": ready[1], "schema.registry.url": f"http://{ready[2]}"}))
            script = pathlib.Path(arguments.at, "tests/integration/integration_test.py")
            done = subprocess.run([sys.executable, "-c", START, script, *PARTS, settings], cwd=arguments.at, timeout=600)
        finally:
            server.kill()
            server.wait()
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
