"""herald verify: records decoded a second time with libavro and protobuf-c, in a process that may crash."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

from conftest import PROGRAM
from test_confluent_kafka import create
from test_topic_files import fill

PROTO = """syntax = "proto3"; package shop;
message Order { string id = 1; int64 amount = 2; repeated Line lines = 3; map<string, double> prices = 4; optional bytes note = 5;
  message Line { sint32 count = 1; oneof what { string name = 2; fixed64 code = 3; } } }"""


def test_records_of_both_kinds_are_the_same_to_both(herald, name):
    fill(herald, name)
    protobuf = name + "-p"
    create(herald, protobuf, 2)
    registry = SchemaRegistryClient({"url": herald.url})
    registry.register_schema(f"{protobuf}-value", Schema(PROTO, "PROTOBUF"))
    lines = [json.dumps({"id": f"o-{n}", "amount": str(n), "lines": [{"count": -n, "name": "é"}, {"code": str(n)}],
                         "prices": {"a": n / 7, "b": 1e300}, "note": "AP8="}) for n in range(200)]
    status, _, error = herald.cli("topic", "produce", protobuf, input="\n".join(lines).encode())
    assert status == 0, error
    status, out, error = herald.cli("verify", name, protobuf)
    assert (status, out) == (0, ""), (out, error)
    # 300 records: 6 tombstones, 6 of bytes, 6 of text.
    assert "500 records: nothing differs; 482 keys and values are the same to both" in error
    status, out, _ = herald.cli("verify", protobuf, "--format", "json")
    document = json.loads(out)
    assert status == 0 and document["same"] == 200 and document["findings"] == []
    status, _, error = herald.cli("verify", name + "-x")
    assert status == 4 and "did you mean" in error


def test_what_does_not_fit_its_schema_is_told_with_its_offset(herald, name):
    create(herald, name, 1)
    registry = SchemaRegistryClient({"url": herald.url})
    id = registry.register_schema(f"{name}-value", Schema('{"type":"record","name":"A","fields":[{"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y"]}}]}', "AVRO"))
    frame = b"\0" + id.to_bytes(4, "big")
    producer = Producer({"bootstrap.servers": herald.kafka})
    for body in (b"\0", b"\x0e", b"\x02", b"\x02\x02"):
        producer.produce(name, frame + body)
    producer.flush(30)
    status, out, error = herald.cli("verify", name, "--format", "jsonl")
    findings = [json.loads(line) for line in out.splitlines()]
    assert status == 3 and [(f["offset"], f["kind"], f["side"]) for f in findings] == [(1, "unreadable", "value"), (3, "unreadable", "value")]
    assert "4 records: 2 findings; 2 keys and values are the same to both" in error


PROXY = """#!{python}
import os, signal, subprocess, sys, time
real = subprocess.Popen([{real!r}] + sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

def frame(stream):
    head = stream.read(4)
    return head + stream.read(int.from_bytes(head, "little")) if len(head) == 4 else None

while True:
    question = frame(sys.stdin.buffer)
    if question is None:
        break
    if b"CRASH" in question:
        real.kill()
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"HANG" in question:
        time.sleep(60)
    real.stdin.write(question)
    real.stdin.flush()
    # A library that is wrong about one text.
    sys.stdout.buffer.write(frame(real.stdout).replace(b"LIAR".hex().encode(), b"LYRE".hex().encode()))
    sys.stdout.buffer.flush()
"""


def test_a_library_that_crashes_hangs_or_is_wrong_is_told_and_the_rest_goes_on(herald, name, tmp_path):
    shutil.copy(PROGRAM, tmp_path / "herald")
    proxy = tmp_path / "herald-verify"
    proxy.write_text(PROXY.format(python=sys.executable, real=str(Path(PROGRAM).resolve().with_name("herald-verify"))))
    proxy.chmod(proxy.stat().st_mode | stat.S_IXUSR)
    create(herald, name, 1)
    SchemaRegistryClient({"url": herald.url}).register_schema(f"{name}-value", Schema(json.dumps(
        {"type": "record", "name": "A", "fields": [{"name": "items", "type": {"type": "array", "items":
         {"type": "record", "name": "B", "fields": [{"name": "text", "type": "string"}]}}}]}), "AVRO"))
    texts = [f"fine {n}" for n in range(40)]
    texts[7], texts[19], texts[33] = "CRASH", "HANG", "LIAR"
    lines = [json.dumps({"items": [{"text": "first"}, {"text": text}]}) for text in texts]
    assert herald.cli("topic", "produce", name, input="\n".join(lines).encode())[0] == 0
    done = subprocess.run(
        [str(tmp_path / "herald"), "verify", name, "--timeout", "1", "--format", "jsonl"], capture_output=True, timeout=60,
        env={**os.environ, "HERALD_SERVER": herald.url, "HERALD_BROKERS": herald.kafka})
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3, done.stderr
    assert [(f["offset"], f["kind"], f["path"]) for f in findings] == [
        (7, "crashed", ""), (19, "crashed", ""), (33, "differs", "items[1].text")]
    assert "signal 11" in findings[0]["problem"] and "did not answer" in findings[1]["problem"]
    assert "37 keys and values are the same to both" in done.stderr.decode()
