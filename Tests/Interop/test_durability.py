"""Nothing acknowledged is lost: SIGKILL, restart, a disk that is full, and one that turns bits."""

import os
import subprocess
import time
import urllib.request

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient


def read_values(server, topic):
    done = subprocess.run(["kcat", "-b", server.kafka, "-C", "-t", topic, "-e", "-q"], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().split()


def test_acknowledged_records_survive_sigkill_again_and_again(make_herald):
    server = make_herald()
    acknowledged = []
    for round in range(4):
        producer = Producer({"bootstrap.servers": server.kafka, "acks": "all", "linger.ms": 1, "message.timeout.ms": 5000})

        def on_delivery(error, message):
            if error is None:
                acknowledged.append(message.value().decode())

        target = len(acknowledged) + 1500
        number = 0
        while len(acknowledged) < target:
            producer.produce("burst", f"{round}-{number}", on_delivery=on_delivery)
            producer.poll(0)
            number += 1
            if number % 200 == 0:
                producer.poll(0.01)
        server.kill()
        producer.purge()
        producer.flush(1)
        server.start()
        stored = read_values(server, "burst")
        missing = set(acknowledged) - set(stored)
        assert not missing, f"{len(missing)} acknowledged records are gone, for one {min(missing)}"
        assert len(stored) == len(set(stored)) or round > 0


def test_schemas_and_committed_offsets_survive_sigkill(make_herald):
    server = make_herald()
    registry = SchemaRegistryClient({"url": server.url})
    ids = [registry.register_schema(f"s{i}", Schema('{"type":"record","name":"R%d","fields":[]}' % i, "AVRO")) for i in range(20)]
    producer = Producer({"bootstrap.servers": server.kafka})
    for i in range(100):
        producer.produce("t", str(i))
    producer.flush(30)
    consumer = Consumer({"bootstrap.servers": server.kafka, "group.id": "g", "enable.auto.commit": False})
    consumer.commit(offsets=[TopicPartition("t", 0, 42)], asynchronous=False)
    server.kill()
    server.start()
    registry = SchemaRegistryClient({"url": server.url})
    assert [registry.lookup_schema(f"s{i}", Schema('{"type":"record","name":"R%d","fields":[]}' % i, "AVRO")).schema_id
            for i in range(20)] == ids
    assert consumer.committed([TopicPartition("t", 0)], timeout=30)[0].offset == 42
    consumer.close()
    assert registry.register_schema("s-new", Schema('"string"', "AVRO")) == max(ids) + 1


def test_ids_are_not_reissued_after_a_hard_delete(make_herald):
    server = make_herald()
    registry = SchemaRegistryClient({"url": server.url})
    last = [registry.register_schema("s", Schema(text, "AVRO")) for text in ('"string"',)][-1]
    registry.delete_subject("s")
    registry.delete_subject("s", permanent=True)
    assert server.cli("topic", "compact", "_schemas")[0] == 0
    server.kill()
    server.start()
    assert SchemaRegistryClient({"url": server.url}).register_schema("s", Schema('"long"', "AVRO")) == last + 1


def test_a_clean_stop_loses_nothing_even_of_acks_one(make_herald):
    server = make_herald()
    producer = Producer({"bootstrap.servers": server.kafka, "acks": 1})
    for i in range(5000):
        producer.produce("t", str(i))
    assert producer.flush(30) == 0
    server.stop()
    server.start()
    assert read_values(server, "t") == [str(i) for i in range(5000)]


def test_a_second_server_on_the_same_data_is_refused(make_herald, tmp_path):
    server = make_herald()
    from conftest import PROGRAM

    done = subprocess.run([PROGRAM, "serve", "--data", os.path.join(server.directory, "data"), "--kafka", "127.0.0.1:0",
                           "--http", "127.0.0.1:0"], capture_output=True, timeout=30)
    assert done.returncode == 1 and b"already" in done.stderr or b"in use" in done.stderr, done.stderr


def test_a_port_that_is_taken_is_said(make_herald, tmp_path):
    server = make_herald()
    from conftest import PROGRAM

    done = subprocess.run([PROGRAM, "serve", "--data", str(tmp_path / "other"), "--kafka", server.kafka, "--http", "127.0.0.1:0"],
                          capture_output=True, timeout=30)
    assert done.returncode == 1 and server.kafka.encode() in done.stderr, done.stderr


def test_a_full_disk_refuses_writes_keeps_reads_and_recovers(make_herald, tmp_path):
    disk = tmp_path / "server0" / "data"
    # A file system of 32 MiB in a mount namespace of its own; whoever is not root needs a user namespace for that.
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    mount = 'mkdir -p "$1" && mount -t tmpfs -o size=32m tmpfs "$1" && shift && exec "$@"'
    launcher = ["unshare", *as_root, "--mount", "sh", "-c", mount, "sh", str(disk)]
    server = make_herald(launcher=launcher)
    producer = Producer({"bootstrap.servers": server.kafka, "acks": "all", "message.timeout.ms": 3000, "linger.ms": 0})
    taken, refused = [], []

    def on_delivery(error, message):
        (refused if error else taken).append(message.value())

    for i in range(60):
        producer.produce("big", b"%03d" % i + os.urandom(900_000), on_delivery=on_delivery)
        producer.flush(30)
        if refused:
            break
    assert taken and refused, f"{len(taken)} taken, {len(refused)} refused"
    consumer = Consumer({"bootstrap.servers": server.kafka, "group.id": "g", "enable.auto.commit": False})
    consumer.assign([TopicPartition("big", 0, 0)])
    read = [consumer.poll(30).value() for _ in taken]
    assert read == taken
    consumer.close()
    assert server.process.poll() is None
    from confluent_kafka.admin import AdminClient

    admin = AdminClient({"bootstrap.servers": server.kafka})
    admin.delete_topics(["big"])["big"].result(30)
    producer = Producer({"bootstrap.servers": server.kafka, "acks": "all", "message.timeout.ms": 60000})
    outcome = []
    producer.produce("after", b"there is space again", on_delivery=lambda error, _: outcome.append(error))
    producer.flush(60)
    assert outcome == [None], f"{outcome}; log:\n{server.log}"


def test_a_bit_that_the_disk_has_turned_is_found_named_and_given_to_nobody(make_herald):
    server = make_herald("--scrub-rate", "1000000000")
    producer = Producer({"bootstrap.servers": server.kafka, "acks": "all", "linger.ms": 0})
    for i in range(40):
        # A batch each.
        producer.produce("t", f"value {i} " + "x" * 100)
        producer.flush(30)
    server.stop()
    directory = os.path.join(server.directory, "data", "t-0")
    path = os.path.join(directory, "00000000000000000000.log")
    with open(path, "r+b") as segment:
        place = segment.read().index(b"value 20 ")
        segment.seek(place)
        segment.write(b"Value")
    server.start()

    def damaged():
        text = urllib.request.urlopen(server.url + "/metrics", timeout=10).read().decode()
        return next(line.split()[1] for line in text.splitlines() if line.startswith("herald_damaged_batches "))

    deadline = time.time() + 20
    while damaged() != "1" and time.time() < deadline:
        time.sleep(0.05)
    assert damaged() == "1"
    line = next(line for line in server.log.splitlines() if "is damaged at byte" in line)
    assert "t-0: 00000000000000000000.log" in line and "CRC-32C" in line and "Offsets 20 to 20" in line, line

    def consume(offset, count):
        consumer = Consumer({"bootstrap.servers": server.kafka, "group.id": "g", "enable.auto.commit": False, "check.crcs": False})
        consumer.assign([TopicPartition("t", 0, offset)])
        messages = [consumer.poll(10) for _ in range(count)]
        consumer.close()
        return [message.error() or message.value().decode().split("x")[0].strip() for message in messages if message]

    before = consume(0, 21)
    assert before[:20] == [f"value {i}" for i in range(20)]
    assert len(before) == 20 or before[20].name() in ("INVALID_MSG", "_BAD_MSG", "CORRUPT_MESSAGE"), before[20]
    assert consume(21, 19) == [f"value {i}" for i in range(21, 40)]
    # The rest goes on, and a copy that is put back heals it.
    producer.produce("t", "value 40")
    assert producer.flush(30) == 0
    server.stop()
    with open(path, "r+b") as segment:
        segment.seek(place)
        segment.write(b"value")
    server.start()
    assert [value for value in read_values(server, "t") if value.isdigit()] == [str(i) for i in range(41)]
