"""Topics into files and back: herald topic export and import, and what other programs read of the files."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import fastavro
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

import test_confluent_kafka
from conftest import PROGRAM

ORDER = {"type": "record", "name": "Order", "namespace": "shop", "fields": [
    {"name": "id", "type": "string"}, {"name": "amount", "type": "long"},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "tags", "type": {"type": "array", "items": "string"}}]}
LATER = {**ORDER, "fields": ORDER["fields"] + [{"name": "note", "type": ["null", "string"], "default": None}]}
COUNT = 300


def create(herald, topic, partitions):
    """A topic that keeps records of any age: those here are of the year 2020, which retention would remove at its next check."""
    test_confluent_kafka.create(herald, topic, partitions, **{"retention.ms": "-1"})


def fill(herald, topic, partitions=3):
    """Records of two versions of a schema, tombstones, headers, and what is no text."""
    create(herald, topic, partitions)
    registry = SchemaRegistryClient({"url": herald.url})
    context = SerializationContext(topic, MessageField.VALUE)
    serializers = []
    for schema in (ORDER, LATER):
        registry.register_schema(f"{topic}-value", Schema(json.dumps(schema), "AVRO"))
        serializers.append(AvroSerializer(registry, json.dumps(schema), conf={"auto.register.schemas": False}))
    producer = Producer({"bootstrap.servers": herald.kafka})
    for number in range(COUNT):
        order = {"id": f"o-{number}", "amount": 2**53 + number, "at": 1_700_000_000_000 + number, "tags": ["a", "ß"] * (number % 3)}
        if number % 2:
            order["note"] = None if number % 3 else "late"
        value = serializers[number % 2](order, context)
        if number % 50 == 7:
            value = None
        elif number % 50 == 8:
            value = b"\x00\xff\x80 no text"
        elif number % 50 == 9:
            value = "just text ü".encode()
        headers = [("trace", bytes([number % 256, 255])), ("trace", b"again"), ("empty", b""), ("null", None)] if number % 10 == 3 else None
        producer.produce(topic, value, f"k{number}".encode() if number % 20 else None, partition=number % partitions,
                         timestamp=1_600_000_000_000 + number, headers=headers)
    assert producer.flush(30) == 0


def records(herald, topic):
    """All there is, by partition and in order."""
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "nobody", "enable.auto.commit": False})
    partitions = sorted(consumer.list_topics(topic, timeout=30).topics[topic].partitions)
    ends = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=30) for p in partitions}
    consumer.assign([TopicPartition(topic, p, low) for p, (low, _) in ends.items()])
    left, found = sum(high - low for low, high in ends.values()), {p: [] for p in partitions}
    while left:
        message = consumer.poll(30)
        assert message is not None and not message.error(), message and message.error()
        found[message.partition()].append((message.key(), message.value(), message.headers(), message.timestamp()))
        left -= 1
    consumer.close()
    return found


def export(herald, topic, path, *options):
    status, out, error = herald.cli("topic", "export", topic, "-o", str(path), *options)
    assert status == 0, error
    return out, error


def bring_in(herald, topic, path, *options):
    status, _, error = herald.cli("topic", "import", topic, str(path), *options)
    assert status == 0, error
    return error


@pytest.mark.parametrize("file, options", [
    ("orders.avro", ()), ("orders.avro", ("--codec", "null")), ("orders.avro", ("--codec", "snappy")), ("orders.jsonl", ()),
    ("orders.raw", ()), ("orders.jsonl", ("--no-schemas",)), ("orders.avro", ("--no-schemas",)),
])
def test_a_topic_comes_back_as_it_was(herald, name, tmp_path, file, options):
    fill(herald, name)
    path = tmp_path / file
    _, said = export(herald, name, path, *options)
    assert f"{COUNT} records of 3 partitions" in said
    assert not list(tmp_path.glob("*.progress"))
    create(herald, name + "-b", 3)
    said = bring_in(herald, name + "-b", path)
    assert f"{COUNT} records written, 6 tombstones among them" in said
    if not options or options[0] == "--codec":
        assert "2 schemas found by id" in said
    assert records(herald, name + "-b") == records(herald, name)
    # A second run writes nothing.
    assert "were imported before" in bring_in(herald, name + "-b", path)
    assert sum(map(len, records(herald, name + "-b").values())) == COUNT


@pytest.mark.parametrize("codec", ["null", "deflate", "snappy"])
def test_fastavro_reads_records_in_a_container_file(herald, name, tmp_path, codec):
    fill(herald, name)
    path = tmp_path / "orders.avro"
    export(herald, name, path, "--codec", codec)
    with open(path, "rb") as file:
        reader = fastavro.reader(file)
        assert reader.codec == codec
        found = list(reader)
    assert len(found) == COUNT
    by_key = {record["key"]: record for record in found}
    first = by_key[b"k1"]
    assert first["value"] == {"id": "o-1", "amount": 2**53 + 1, "at": 1_700_000_000_001, "tags": ["a", "ß"], "note": None}
    assert (first["partition"], first["timestamp"], first["log_append_time"]) == (1, 1_600_000_000_001, False)
    assert by_key[b"k2"]["value"]["amount"] == 2**53 + 2
    assert by_key[b"k7"]["value"] is None
    assert by_key[b"k8"]["value"] == b"\x00\xff\x80 no text"
    assert by_key[b"k13"]["headers"][0] == {"name": "trace", "value": b"\x0d\xff"}
    assert by_key[b"k13"]["headers"][3] == {"name": "null", "value": None}
    carried = [json.loads(text) for record in found for text in record["schemas"]]
    assert {schema["version"] for schema in carried} == {1, 2}
    assert json.loads(carried[0]["schema"])["name"] == "Order"


def test_a_container_file_that_fastavro_wrote_becomes_a_topic(herald, name, tmp_path):
    path = tmp_path / "others.avro"
    orders = [{"id": f"o-{n}", "amount": n, "at": 1_700_000_000_000, "tags": []} for n in range(50)]
    with open(path, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(ORDER), orders, codec="deflate")
    create(herald, name, 1)
    said = bring_in(herald, name, path)
    assert f"registered {name}-value" in said
    _, out, _ = herald.cli("topic", "consume", name, "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["value"]["amount"] for line in lines] == list(range(50))
    # The schema as it stood in the file, logical types and all.
    text = SchemaRegistryClient({"url": herald.url}).get_latest_version(f"{name}-value").schema.schema_str
    assert "timestamp-millis" in text


def test_a_line_says_what_a_record_is(herald, name, tmp_path):
    fill(herald, name)
    out, _ = export(herald, name, "-", "--format", "jsonl", "-p", "1")
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == COUNT // 3 and {line["partition"] for line in lines} == {1}
    first = lines[0]
    assert first["offset"] == 0 and first["timestamp"] == 1_600_000_000_001 and first["key"] == "k1"
    assert first["value"]["json"]["id"] == "o-1" and first["schemas"][0]["subject"] == f"{name}-value"
    by_key = {line["key"]: line for line in lines}
    assert by_key["k7"]["value"] is None
    assert by_key["k58"]["value"] == {"base64": "AP+AIG5vIHRleHQ="}
    assert by_key["k109"]["value"] == "just text ü"


def test_ranges(herald, name, tmp_path):
    fill(herald, name)
    out, _ = export(herald, name, "-", "--format", "jsonl", "--no-schemas", "--from", "10", "--to", "12")
    assert sorted((line["partition"], line["offset"]) for line in map(json.loads, out.splitlines())) == [
        (p, o) for p in range(3) for o in (10, 11)]
    out, _ = export(herald, name, "-", "--format", "jsonl", "--from", "@1600000000150", "--to", "@1600000000160")
    assert sorted(json.loads(line)["timestamp"] for line in out.splitlines()) == list(range(1_600_000_000_150, 1_600_000_000_160))


def test_schemas_get_ids_where_others_have_theirs(make_herald, name, tmp_path):
    one, other = make_herald(), make_herald()
    fill(one, name)
    # Begins like the id of a schema, and is no record of it.
    odd = b"\0\0\0\0\1\xff"
    producer = Producer({"bootstrap.servers": one.kafka})
    producer.produce(name, odd, b"odd", partition=0)
    assert producer.flush(30) == 0
    SchemaRegistryClient({"url": other.url}).register_schema("taken", Schema('"long"', "AVRO"))
    for file in ("orders.avro", "orders.jsonl", "orders.raw"):
        topic = f"{name}-{file.split('.')[1]}"
        export(one, name, tmp_path / file)
        create(other, topic, 3)
        said = bring_in(other, topic, tmp_path / file)
        assert f"registered {topic}-value: 1 is 2" in said or "avro" not in file
        _, out, _ = other.cli("topic", "consume", topic, "--format", "jsonl")
        values = {json.loads(line)["key"]: json.loads(line) for line in out.splitlines()}
        assert values["k1"]["value"]["id"] == "o-1" and values["k1"]["schema"]["subject"] == f"{topic}-value"
        assert [value for key, value, *_ in records(other, topic)[0] if key == b"odd"] == [odd]
        status, _, error = other.cli("topic", "import", topic, str(tmp_path / file), "--schemas", "check")
        assert status == 6 and "imported otherwise" in error
    status, _, error = other.cli("topic", "import", f"{name}-raw", str(tmp_path / "orders.raw"), "--schemas", "check", "--by-key")
    assert status == 6


def test_records_that_the_topic_will_not_keep_are_named(herald, name, tmp_path):
    create(herald, name, 1)
    producer = Producer({"bootstrap.servers": herald.kafka})
    for number in range(10):
        producer.produce(name, str(number), timestamp=1_600_000_000_000 if number < 4 else int(time.time() * 1000))
    assert producer.flush(30) == 0
    export(herald, name, tmp_path / "old.raw", "--no-schemas")
    test_confluent_kafka.create(herald, name + "-b", 1)
    said = bring_in(herald, name + "-b", tmp_path / "old.raw")
    warning = f"warning: 4 records are older than {name}-b keeps any (retention.ms=604800000)"
    assert warning in said and f"herald topic config {name}-b set retention.ms=-1" in said
    create(herald, name + "-c", 1)
    assert "warning" not in bring_in(herald, name + "-c", tmp_path / "old.raw")
    code, _, said = herald.cli("topic", "copy", name, name + "-b")
    assert code == 0 and warning in said
    code, _, said = herald.cli("topic", "copy", name, name + "-c")
    assert code == 0 and "warning" not in said


def start(herald, *arguments):
    return subprocess.Popen(
        [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "HERALD_SERVER": herald.url, "HERALD_BROKERS": herald.kafka})


def flood(herald, topic, count, partitions=2):
    create(herald, topic, partitions)
    producer = Producer({"bootstrap.servers": herald.kafka, "linger.ms": 50})
    for number in range(count):
        while True:
            try:
                producer.produce(topic, str(number).encode().ljust(300, b"."), f"k{number % 100}".encode(), partition=number % partitions)
                break
            except BufferError:
                producer.poll(0.1)
    assert producer.flush(60) == 0


def kill_when(process, ready, how):
    deadline = time.monotonic() + 60
    while process.poll() is None and not ready():
        assert time.monotonic() < deadline
        time.sleep(0.002)
    if process.poll() is None:
        process.send_signal(how)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("file", ["flood.avro", "flood.jsonl", "flood.raw"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_export_that_is_killed_goes_on(herald, name, tmp_path, file, how):
    flood(herald, name, 60_000)
    path = tmp_path / file
    interrupted = 0
    for _ in range(2):
        process = start(herald, "topic", "export", name, "-o", str(path), "--no-schemas", "--codec", "null")
        size = path.stat().st_size if path.exists() else 0
        status = kill_when(process, lambda: path.exists() and path.stat().st_size > size + 400_000, how)
        interrupted += status != 0
    export(herald, name, path, "--no-schemas", "--codec", "null")
    assert interrupted, "nothing was interrupted"
    create(herald, name + "-b", 2)
    bring_in(herald, name + "-b", path)
    assert records(herald, name + "-b") == records(herald, name)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_import_that_is_killed_goes_on_and_writes_nothing_twice(herald, name, tmp_path, how):
    flood(herald, name, 60_000)
    path = tmp_path / "flood.raw"
    export(herald, name, path, "--no-schemas")
    create(herald, name + "-b", 2)
    progress = Path(f"{path}.import-{name}-b.progress")
    interrupted = 0
    for stop in (1, 20_000, 36_000):
        process = start(herald, "topic", "import", name + "-b", str(path))

        def ready():
            try:
                return json.loads(progress.read_text())["records"] >= stop
            except (FileNotFoundError, ValueError):
                return False
        interrupted += kill_when(process, ready, how) != 0
    said = bring_in(herald, name + "-b", path)
    assert interrupted and "were there from before" in said
    assert records(herald, name + "-b") == records(herald, name)


def test_files_that_are_damaged_are_refused_with_the_place(herald, name, tmp_path):
    fill(herald, name)
    create(herald, name + "-b", 3)
    # Snappy blocks carry a checksum; null and deflate have none.
    for file in ("orders.raw", "orders.avro"):
        export(herald, name, tmp_path / file, "--codec", "snappy")
        whole = (tmp_path / file).read_bytes()
        (tmp_path / "cut").write_bytes(whole[:-9])
        status, _, error = herald.cli("topic", "import", name + "-b", str(tmp_path / "cut"))
        assert status == 1 and ("cut" in error or "ends within" in error or "ends after" in error), error
        (tmp_path / "flipped").write_bytes(whole[:len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 64]) + whole[len(whole) // 2 + 1:])
        status, _, error = herald.cli("topic", "import", name + "-b", str(tmp_path / "flipped"))
        assert status == 1, error
        for old in tmp_path.glob("*.progress"):
            old.unlink()
    status, _, error = herald.cli("topic", "import", name + "-b", str(tmp_path / "none.avro"))
    assert status == 4 and "no such file" in error
    export(herald, name, tmp_path / "small.raw")
    create(herald, name + "-c", 1)
    status, _, error = herald.cli("topic", "import", name + "-c", str(tmp_path / "small.raw"))
    assert status == 1 and "the topic has 1" in error
    status, _, error = herald.cli("topic", "export", name, "-o", str(tmp_path / "small.raw"))
    assert status == 6 and "there already" in error


def test_a_hostile_container_file_takes_nothing_down(herald, name, tmp_path):
    create(herald, name, 1)
    schema = json.dumps({"type": "record", "name": "N", "fields": [{"name": "a", "type": {"type": "array", "items": "null"}}]})

    def long(value):
        value, out = (value << 1) ^ (value >> 63), bytearray()
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        return bytes(out) + bytes([value])

    def text(value):
        return long(len(value)) + value
    sync = bytes(range(16))
    header = b"Obj\x01" + long(2) + text(b"avro.codec") + text(b"null") + text(b"avro.schema") + text(schema.encode()) + long(0) + sync
    block = long(2**40) + long(0)
    (tmp_path / "endless.avro").write_bytes(header + long(1) + long(len(block)) + block + sync)
    before = time.monotonic()
    status, _, error = herald.cli("topic", "import", name, str(tmp_path / "endless.avro"))
    assert status == 1 and ("libavro" in error or "herald-verify" in error), error
    assert time.monotonic() - before < 50
    (tmp_path / "noise.avro").write_bytes(b"Obj\x01" + os.urandom(500))
    assert herald.cli("topic", "import", name, str(tmp_path / "noise.avro"))[0] == 1
