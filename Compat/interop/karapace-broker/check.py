"""Runs an unmodified Karapace whose Kafka is Herald, has its own tests pass there, and moves what they leave behind into Herald.

Called by ../run, inside the checkout and with its packages.
"""

import argparse
import asyncio
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import smoke

HERE = pathlib.Path(__file__).resolve().parent
DECLARED = 'syntax = "proto3";\npackage shop;\n\nmessage Money {\n  int64 cents = 1;\n}\n'
REFERRING = 'syntax = "proto3";\npackage shop;\n\nimport "money.proto";\n\nmessage Order {\n  Money price = 1;\n}\n'
POINT = {"type": "record", "name": "Point", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}


class Process:
    """A server of ours; its output goes into a file that is shown when it does not do what it should."""

    def __init__(self, name, folder, command, **more):
        self.name, self.log = name, pathlib.Path(folder, f"{name}.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **more)

    def wait_until(self, is_ready, seconds=60):
        for _ in range(seconds * 5):
            if self.process.poll() is not None:
                break
            if answer := is_ready():
                return answer
            time.sleep(0.2)
        sys.exit(f"{self.name} did not come up:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


class Herald(Process):
    def __init__(self, program, name, folder, *options):
        super().__init__(name, folder, [program, "serve", "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--durability", "os",
                                        "--data", f"{folder}/{name}", *options])
        ready = self.wait_until(lambda: re.search(r"herald ready kafka=(\S+) http=(\S+)\n", self.log.read_text()))
        self.kafka, self.url = ready[1], f"http://{ready[2]}"


def ask(url, method="GET", body=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return None, None


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, expected {wanted!r}")
    print(f"ok: {what}", flush=True)


def karapace(broker, folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = dict(BOOTSTRAP_URI=broker.kafka, HOST="127.0.0.1", PORT=port, ADVERTISED_HOSTNAME="127.0.0.1",
                    KARAPACE_REGISTRY="true", LOG_LEVEL="INFO", TELEMETRY__METRICS_EXPORTER="NOOP")
    environment = {**os.environ, **{f"KARAPACE_{name}": str(value) for name, value in settings.items()}}
    start = "import karapace_parts, runpy; runpy.run_module('karapace', run_name='__main__', alter_sys=True)"
    server = Process("karapace", folder, [sys.executable, "-c", start], env=environment, cwd=folder)
    server.url = f"http://127.0.0.1:{port}"
    server.wait_until(lambda: ask(f"{server.url}/master_available") == (200, {"master_available": True}))
    print("ok: Karapace made itself the master by Herald's group coordination", flush=True)
    return server


def live(url):
    """A little of everything that is moved later."""
    def register(subject, schema, **more):
        status, answer = ask(f"{url}/subjects/{subject}/versions", "POST", {"schema": schema, **more})
        assert status == 200, answer
        return answer["id"]

    given = [register("point", json.dumps(POINT)), register("money", DECLARED, schemaType="PROTOBUF")]
    reference = {"name": "money.proto", "subject": "money", "version": 1}
    given.append(register("order", REFERRING, schemaType="PROTOBUF", references=[reference]))
    given += [register("hidden", '"int"'), register("gone", '"long"')]
    expect("registrations count up", given, [1, 2, 3, 4, 5])
    expect("what refers is kept from losing it", ask(f"{url}/subjects/money", "DELETE")[0], 422)
    expect("a soft deletion", ask(f"{url}/subjects/hidden", "DELETE"), (200, [1]))
    expect("a deletion, and then for good",
           [ask(f"{url}/subjects/gone{how}", "DELETE") for how in ("", "?permanent=true")], [(200, [1])] * 2)
    expect("a level", ask(f"{url}/config/point", "PUT", {"compatibility": "FULL"})[0], 200)
    expect("the list", ask(f"{url}/subjects")[1], ["point", "money", "order"])


def own_tests(checkout, broker, registry):
    """Karapace's own tests of its schemas, against the one that runs."""
    left_out = [line for line in (HERE / "left-out.txt").read_text().splitlines() if line and not line.startswith("#")]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "karapace_parts", "--numprocesses=0",
         "--timeout=60", f"--registry-url={registry.url}", f"--kafka-bootstrap-servers={broker.kafka}",
         *(f"--deselect={line}" for line in left_out), "tests/integration/test_schema.py",
         "tests/integration/test_schema_avro_references.py", "tests/integration/test_schema_registry_mode.py",
         "tests/integration/test_client.py", "--deselect=tests/integration/test_client.py::test_remote_client_tls"],
        cwd=checkout, check=True)


def ids(url, places=None):
    """The id of every version, deleted or not; or of those at `places`, for Karapace lists no deleted ones."""
    if places is None:
        return {(one["subject"], one["version"]): one["id"] for one in ask(f"{url}/schemas?deleted=true")[1]}
    path = "{}/subjects/{}/versions/{}?deleted=true"
    return {place: ask(path.format(url, quote(place[0], safe=""), place[1]))[1]["id"] for place in places}


def move(program, source, target, registry):
    what = f"herald import {source[0]}"
    first, second = (subprocess.run([program, "import", *source, "--server", target.url], capture_output=True, text=True)
                     for _ in range(2))
    for run in (first, second):
        print(run.stdout + run.stderr, end="", flush=True)
        expect(f"{what} ends well", run.returncode, 0)
        expect(f"{what} compares both sides", "verified: every version stands here as it stands there" in run.stdout, True)
    expect(f"{what} has nothing to do a second time", bool(re.search(r"versions; (0 imported|nothing)", second.stdout)), True)
    moved = ids(target.url)
    lost = {place: id for place, id in ids(registry.url).items() if moved.get(place) != id}
    expect(f"{what} keeps the id of every version there is", lost, {})
    there = ids(registry.url, moved)
    changed = {place: (there[place], id) for place, id in moved.items() if there[place] != id}
    expect(f"{what} brings {len(moved)} versions with the ids they have there", changed, {})


def records(program, herald):
    """What Karapace's serializer writes Herald reads, and the other way round."""
    import karapace_parts  # noqa: F401  (before what its build makes)
    from karapace.core.config import Config
    from karapace.core.schema_models import SchemaType, ValidatedTypedSchema
    from karapace.core.serialization import SchemaRegistrySerializer
    from karapace.core.typing import Subject
    from confluent_kafka import Consumer, Producer, TopicPartition

    host, port = herald.url.removeprefix("http://").split(":")
    written = []

    async def write():
        serializer = SchemaRegistrySerializer(Config(registry_host=host, registry_port=int(port)))
        avro = ValidatedTypedSchema.parse(SchemaType.AVRO, json.dumps(POINT))
        await serializer.upsert_id_for_schema(avro, Subject("points-value"))
        written.append(await serializer.serialize(avro, {"x": 1, "y": 2}))
        await serializer.close()

    async def read(data):
        serializer = SchemaRegistrySerializer(Config(registry_host=host, registry_port=int(port)))
        value = await serializer.deserialize(data)
        await serializer.close()
        return value

    asyncio.run(write())
    producer = Producer({"bootstrap.servers": herald.kafka})
    producer.produce("points", written[0])
    producer.flush(30)
    own = ["--brokers", herald.kafka, "--server", herald.url]
    subprocess.run([program, "topic", "produce", "points", *own], input='{"x":3,"y":4}\n', text=True, check=True)
    shown = subprocess.run([program, "topic", "consume", "points", *own, "--offset", "start", "--until-end", "--format", "jsonl"],
                           capture_output=True, text=True, check=True).stdout
    expect("Herald reads what Karapace's serializer wrote",
           [json.loads(line)["value"] for line in shown.splitlines()], [{"x": 1, "y": 2}, {"x": 3, "y": 4}])
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "check"})
    consumer.assign([TopicPartition("points", 0, 1)])
    record = consumer.poll(30)
    consumer.close()
    expect("Karapace's serializer reads what Herald wrote", asyncio.run(read(record.value())), {"x": 3, "y": 4})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--at", required=True)
    parser.add_argument("--herald", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-") as folder:
        started = []
        try:
            started.append(broker := Herald(arguments.herald, "broker", folder, "--no-registry"))
            started.append(registry := karapace(broker, folder))
            live(registry.url)
            own_tests(arguments.at, broker, registry)
            started.append(rest := Herald(arguments.herald, "from-rest", folder))
            started.append(topic := Herald(arguments.herald, "from-topic", folder))
            move(arguments.herald, ["karapace", registry.url], rest, registry)
            move(arguments.herald, ["topic", broker.kafka], topic, registry)
            started.append(emulating := Herald(arguments.herald, "emulating", folder, "--emulate", "karapace"))
            records(arguments.herald, emulating)
        finally:
            for server in reversed(started):
                server.stop()
    smoke.run(arguments.at, arguments.herald)
    print("Karapace ran on Herald, and moved into it")


if __name__ == "__main__":
    main()
