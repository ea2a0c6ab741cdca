"""The power goes while real clients write, on a real file system: what was acknowledged is there after it comes back.

A library below Herald (powercut/) writes down all that is done to the disk; from that and a seed follows what a disk may hold
when the power is cut. `HERALD_LONG=1` runs 60 seeds instead of 3, `HERALD_SEED=n` one again.
"""

import os
import random
import subprocess
import threading
import time

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

from conftest import Herald
from powercut.platter import Platter

HERE = os.path.dirname(os.path.abspath(__file__))
LONG = os.environ.get("HERALD_LONG")
SEEDS = [int(os.environ["HERALD_SEED"])] if "HERALD_SEED" in os.environ else range(1, 61 if LONG else 4)


@pytest.fixture(scope="session")
def layer(tmp_path_factory):
    library = str(tmp_path_factory.mktemp("powercut") / "powercut.so")
    source = os.path.join(HERE, "powercut", "powercut.c")
    subprocess.run(["clang", "-O2", "-shared", "-fPIC", source, "-ldl", "-o", library], check=True)
    return library


class Machine:
    """A computer with Herald on it, whose power can be cut."""

    def __init__(self, directory, layer, seed, **settings):
        self.random = random.Random(seed)
        self.layer = layer
        self.settings = settings
        self.directory = str(directory)
        self.data = os.path.join(self.directory, "data")
        self.journal = os.path.join(self.directory, "journal")
        os.mkdir(self.data)
        self.herald = None

    def start(self, at=None, **settings):
        """`at`: the change of the disk at which the power goes by itself."""
        self.platter = Platter(self.data)
        settings = {**self.settings, **settings, **({"POWERCUT_AT": str(at)} if at else {})}
        variables = [f"{name}={value}" for name, value in
                     {"LD_PRELOAD": self.layer, "POWERCUT_DATA": self.data, "POWERCUT_JOURNAL": self.journal, **settings}.items()]
        self.herald = Herald(self.directory, launcher=["env", *variables])
        self.herald.start()
        return self.herald

    @property
    def is_up(self):
        return self.herald.process.poll() is None

    def cut(self):
        self.herald.kill()
        self.platter.replay(self.journal)
        self.platter.cut(self.random)


@pytest.fixture
def make_machine(tmp_path, layer):
    machines = []

    def make(seed, **settings):
        machines.append(Machine(tmp_path, layer, seed, **settings))
        return machines[-1]

    yield make
    for machine in machines:
        if machine.herald and machine.is_up:
            machine.herald.kill()


class Witness:
    """What was asked for and what was answered."""

    def __init__(self):
        self.acknowledged = {}
        self.sent = {}
        self.keys = {}
        self.schemas = {}
        self.tried_schemas = set()
        self.commit = -1
        self.tried_commit = -1

    def check(self, herald):
        for topic in ("plain", "compacted"):
            found, bad = read(herald, topic)
            assert not bad, bad
            for offset, (key, value) in found.items():
                assert self.sent.get(value) == (topic, key), f"{topic} has {value!r} at {offset}, which nobody has sent"
            if topic == "plain":
                assert list(found) == list(range(len(found))), "offsets have a hole"
                for (_, offset), value in self.acknowledged.items():
                    is_now = found.get(offset, (None, None))[1]
                    assert is_now == value, f"offset {offset} was acknowledged as {value!r}, it is {is_now!r}"
                assert len({value for _, value in found.values()}) == len(found), "a record is there twice"
            else:
                last = {}
                for offset, (key, value) in found.items():
                    last[key] = offset
                for key, offset in self.keys.items():
                    assert last.get(key, -1) >= offset, f"the last value of {key} lay at {offset}, now at {last.get(key)}"
        registry = SchemaRegistryClient({"url": herald.url})
        for subject, (text, identifier) in self.schemas.items():
            assert registry.lookup_schema(subject, Schema(text, "AVRO")).schema_id == identifier, subject
            assert registry.get_schema(identifier).schema_str, identifier
        assert set(registry.get_subjects()) <= self.tried_schemas | set(self.schemas)
        if self.commit >= 0:
            consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "g"})
            offset = consumer.committed([TopicPartition("plain", 0)], timeout=30)[0].offset
            consumer.close()
            assert self.commit <= offset <= self.tried_commit


def read(herald, topic):
    """Key and value by offset, and what went wrong."""
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "reader", "enable.auto.commit": False,
                         "enable.partition.eof": True, "check.crcs": True})
    try:
        consumer.assign([TopicPartition(topic, 0, 0)])
        found, deadline = {}, time.time() + 60
        while time.time() < deadline:
            message = consumer.poll(1)
            if message is None:
                continue
            if message.error():
                if message.error().name() == "_PARTITION_EOF":
                    return found, None
                if message.error().name() in ("UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_PARTITION"):
                    return found, None
                return found, message.error()
            key = message.key().decode() if message.key() else None
            found[message.offset()] = (key, message.value().decode())
        raise AssertionError(f"{topic} could not be read")
    finally:
        consumer.close()


def work(machine, witness, life, stop):
    """Writes of all kinds until the power goes."""
    herald = machine.herald
    producer = Producer({"bootstrap.servers": herald.kafka, "acks": "all", "enable.idempotence": True, "linger.ms": 1,
                         "message.timeout.ms": 3000, "log_level": 0})

    def on_delivery(error, message):
        if error is not None:
            return
        value = message.value().decode()
        if message.topic() == "plain":
            witness.acknowledged["plain", message.offset()] = value
        else:
            key = message.key().decode()
            witness.keys[key] = max(witness.keys.get(key, -1), message.offset())

    def register():
        client = SchemaRegistryClient({"url": herald.url, "max.retries": 0})
        for number in range(1000):
            if stop.is_set():
                return
            subject = f"s-{life}-{number}"
            text = '{"type":"record","name":"R%d_%d","fields":[]}' % (life, number)
            witness.tried_schemas.add(subject)
            try:
                witness.schemas[subject] = text, client.register_schema(subject, Schema(text, "AVRO"))
            except Exception:
                return

    def commit():
        answers = []
        consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "g", "enable.auto.commit": False, "log_level": 0,
                             "on_commit": lambda error, _: answers.append(error)})
        # Without a subscription nothing is asked of the group, and callbacks come with `poll`.
        consumer.assign([])
        while not stop.is_set():
            witness.tried_commit += 1
            asked = len(answers)
            try:
                consumer.commit(offsets=[TopicPartition("plain", 0, witness.tried_commit)], asynchronous=True)
            except KafkaException:
                break
            while len(answers) == asked and not stop.is_set():
                consumer.poll(0.01)
            if len(answers) > asked and answers[-1] is None:
                witness.commit = witness.tried_commit
        # Closing waits for a server that is not there any more: the process's end does as well.

    def compact():
        while not stop.is_set():
            herald.cli("topic", "compact", "compacted")
            time.sleep(0.05)

    # Nobody waits for them: clients may take long to believe that a server is gone.
    for body in (register, commit, compact):
        threading.Thread(target=body, daemon=True).start()
    number = 0
    while not stop.is_set() and machine.is_up:
        for topic, key in (("plain", None), ("compacted", f"k{number % 7}")):
            value = f"{topic}-{life}-{number}-" + "x" * (number % 300)
            witness.sent[value] = topic, key
            producer.produce(topic, value, key=key, partition=0, on_delivery=on_delivery)
        producer.poll(0.002)
        number += 1
    stop.set()
    producer.purge()
    producer.flush(1)


def make_topics(herald):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    options = {"segment.bytes": "20000", "index.interval.bytes": "500"}
    wanted = [NewTopic("plain", 1, config=options),
              NewTopic("compacted", 1, config={**options, "cleanup.policy": "compact", "delete.retention.ms": "0"})]
    for future in admin.create_topics(wanted).values():
        future.result(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_acknowledged_survives_a_power_cut(make_machine, seed):
    machine = make_machine(seed)
    witness = Witness()
    machine.start()
    make_topics(machine.herald)
    for life in range(3):
        stop = threading.Event()
        writer = threading.Thread(target=work, args=(machine, witness, life, stop))
        writer.start()
        time.sleep(machine.random.uniform(0.3, 1.2))
        machine.cut()
        stop.set()
        writer.join()
        # Half of the starts die in the middle of recovering.
        if machine.random.random() < 0.5:
            try:
                machine.start(at=machine.random.randint(1, 60))
            except AssertionError:
                assert machine.herald.process.wait(10) == -9, machine.herald.log
            machine.cut()
        machine.start()
        witness.check(machine.herald)
    machine.herald.stop()
    assert len(witness.acknowledged) > 20 and witness.schemas and witness.commit >= 0


@pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[:1])
def test_a_power_cut_at_any_moment_of_a_stop_or_start_loses_nothing(make_machine, seed):
    machine = make_machine(1000 + seed)
    witness = Witness()
    machine.start()
    make_topics(machine.herald)
    stop = threading.Event()
    writer = threading.Thread(target=work, args=(machine, witness, 0, stop))
    writer.start()
    time.sleep(0.5)
    stop.set()
    writer.join()
    machine.herald.stop()
    for _ in range(20 if LONG else 4):
        try:
            machine.start(at=machine.random.randint(1, 80))
            machine.herald.process.terminate()
        except AssertionError:
            pass
        assert machine.herald.process.wait(30) in (0, -9), machine.herald.log
        machine.cut()
    machine.start()
    witness.check(machine.herald)
    machine.herald.stop()


@pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[:1])
def test_a_disk_that_lies_about_its_syncs_gets_nobody_to_read_garbage(make_machine, seed):
    machine = make_machine(2000 + seed)
    witness = Witness()
    machine.start(POWERCUT_LIE_AFTER=150 + machine.random.randrange(300))
    make_topics(machine.herald)
    stop = threading.Event()
    writer = threading.Thread(target=work, args=(machine, witness, 0, stop))
    writer.start()
    time.sleep(machine.random.uniform(0.5, 1.0))
    machine.cut()
    stop.set()
    writer.join()
    try:
        machine.start()
    except AssertionError:
        # It may refuse to serve, and says why; it does not fall over.
        assert machine.herald.process.wait(10) == 1, machine.herald.log
        assert "error" in machine.herald.log, machine.herald.log
        return
    for topic in ("plain", "compacted"):
        found, bad = read(machine.herald, topic)
        for offset, (key, value) in found.items():
            assert witness.sent.get(value) == (topic, key), f"{topic} has {value!r} at {offset}, which nobody has sent"
        lost = [offset for (_, offset) in witness.acknowledged if topic == "plain" and offset not in found]
        if bad:
            assert bad.name() in ("KAFKA_STORAGE_ERROR", "CORRUPT_MESSAGE", "_MAX_POLL_EXCEEDED"), bad
            assert topic in machine.herald.log
        elif lost:
            assert machine.herald.log, "records are gone and nothing is said"
    machine.herald.stop()


def test_a_full_disk_refuses_in_words_serves_reads_and_goes_on_when_there_is_room(make_machine, tmp_path):
    room = tmp_path / "room"
    machine = make_machine(1, POWERCUT_ROOM=str(room))
    herald = machine.start()
    make_topics(herald)
    producer = Producer({"bootstrap.servers": herald.kafka, "acks": "all", "linger.ms": 0, "message.timeout.ms": 2000, "log_level": 0})
    taken, refused = [], []

    def on_delivery(error, message):
        (refused if error else taken).append(message.value().decode())

    def write(count):
        for number in range(count):
            producer.produce("plain", f"{len(taken)}-{len(refused)}-{number}", partition=0, on_delivery=on_delivery)
        assert producer.flush(30) == 0

    write(20)
    registry = SchemaRegistryClient({"url": herald.url, "max.retries": 0})
    registry.register_schema("before", Schema('"string"', "AVRO"))
    assert len(taken) == 20
    room.write_text("0")
    write(3)
    assert len(taken) == 20 and len(refused) == 3
    with pytest.raises(Exception) as refusal:
        registry.register_schema("while-full", Schema('"long"', "AVRO"))
    assert "500" in str(refusal.value) or "503" in str(refusal.value) or "50002" in str(refusal.value), refusal.value
    code, _, errors = herald.cli("topic", "create", "while-full")
    assert code != 0 and errors
    # Reads of all kinds go on.
    assert [value for _, value in read(herald, "plain")[0].values()] == taken
    assert registry.get_latest_version("before").schema_id == 1
    assert machine.is_up
    # And so does everything else as soon as there is room: nobody has to do anything.
    room.unlink()
    write(5)
    assert len(taken) == 25, f"{refused}; log:\n{herald.log}"
    assert registry.register_schema("after", Schema('"long"', "AVRO")) > 1
    assert "while-full" not in registry.get_subjects()
    assert herald.cli("topic", "create", "after")[0] == 0
    herald.stop()
    machine.start()
    assert [value for _, value in read(machine.herald, "plain")[0].values()] == taken
    machine.herald.stop()
