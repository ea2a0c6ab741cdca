"""The steps of the demo, in order. Each returns its figure or raises `Failed` with the first difference."""

import base64
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from history import Digest, digest_of, files_at_head
from processes import Failed, Server, run

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Schemas", "examples", "git")
PARTITIONS = 6


@dataclass
class Demo:
    server: Server
    directory: str
    build: str
    repo: str
    commits: int = 0
    produced: list = field(default_factory=list)
    """What the producer said of each half: {"commits", "records", "tombstones"}."""
    ends: dict = field(default_factory=dict)
    """Partition of `files` → end offset after producing."""
    survivors: dict = field(default_factory=dict)
    """What the compacted topic must hold in the end: key → (partition, offset) of its newest record, tombstones left out."""
    children: list = field(default_factory=list)

    def path(self, name):
        return os.path.join(self.directory, name)

    def program(self, *arguments):
        return [os.path.join(self.build, "git-history"), *arguments]

    def produce(self, half, version):
        print(f"   writing the {half} half with v{version}", file=sys.stderr)
        done = subprocess.run(self.program("produce", self.repo, "--half", half, "--schema-version", str(version)),
                              stdout=subprocess.PIPE, env=self.server.environment)
        if done.returncode != 0:
            raise Failed(f"the producer of the {half} half ended with {done.returncode}")
        self.produced.append(json.loads(done.stdout))
        return self.produced[-1]

    def consumer(self, name, *arguments):
        child = subprocess.Popen(self.program("consume", "--group", "demo", "--log", self.path(name), "--reader-schema",
                                              schema("FileChanged", "v2.avsc"), *arguments),
                                 stdout=subprocess.PIPE, env=self.server.environment)
        self.children.append(child)
        return child

    def end_children(self):
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()


def schema(*path):
    return os.path.normpath(os.path.join(SCHEMAS, *path))


def register_first_version(demo):
    demo.server.cli("topic", "create", "files", "-p", str(PARTITIONS), "--compact", "-c", "delete.retention.ms=1000")
    demo.server.cli("topic", "create", "commits", "-p", "1")
    demo.server.cli("schema", "register", schema("CommitMade", "v1.proto"), "--subject", "commits-value")
    demo.server.cli("schema", "register", schema("FileChanged", "v1.avsc"), "--subject", "files-value")
    demo.server.cli("registry", "config", "set", "BACKWARD_TRANSITIVE", "--subject", "files-value")
    level = demo.server.get("/config/files-value")["compatibilityLevel"]
    if level != "BACKWARD_TRANSITIVE":
        raise Failed(f"the level of files-value is {level}, not BACKWARD_TRANSITIVE")
    return f"files-value v1 has id {demo.server.get('/subjects/files-value/versions/1')['id']}, level {level}"


def write_older_half(demo):
    said = demo.produce("older", 1)
    return f"{said['commits']} commits, {said['records']} records, {said['tombstones']} tombstones"


def evolve_and_write_newer_half(demo):
    demo.server.cli("schema", "register", schema("FileChanged", "v2.avsc"), "--subject", "files-value")
    said = demo.produce("newer", 2)
    _, refusal = demo.server.cli("schema", "register", schema("FileChanged", "v3-refused.avsc"), "--subject", "files-value",
                                 expect=3)
    refusal = refusal.decode()
    if "reviewer" not in refusal or "default" not in refusal:
        raise Failed(f"the refusal of v3 does not say that field reviewer has no default: {refusal!r}")
    versions = demo.server.get("/subjects/files-value/versions")
    if versions != [1, 2]:
        raise Failed(f"files-value has the versions {versions} after a refused third, not [1, 2]")
    print("   " + refusal.strip().replace("\n", "\n   "), file=sys.stderr)
    return f"{said['commits']} commits, {said['records']} records with v2; v3 refused with exit code 3"


class Offsets:
    """Which offsets of which partition were seen: a byte each, and a digest of the records behind them."""

    def __init__(self):
        self.seen = {}
        self.records = Digest()
        self.twice = 0

    def take(self, line):
        partition, offset, key, value = line.rstrip("\n").split("\t", 3)
        row = self.seen.setdefault(int(partition), bytearray())
        offset = int(offset)
        if len(row) <= offset:
            row.extend(bytes(offset + 1 - len(row)))
        if row[offset]:
            self.twice += 1
            return
        row[offset] = 1
        path = bytes.fromhex(key)
        if value == "-":
            self.records.add(path, None)
        else:
            value = json.loads(value)
            self.records.add(path, value["commit"], value["change"], value.get("linesAdded"), value.get("linesDeleted"),
                             value["executable"])


def expect(child, word):
    """Waits for a line that begins with `word`."""
    for line in child.stdout:
        if line.startswith(word):
            return
    raise Failed(f"a consumer ended before it said {word.decode()!r}")


def read_with_a_group(demo):
    total = sum(said["records"] + said["tombstones"] for said in demo.produced)
    stalling = demo.consumer("first.log", "--stall-after", str(total // 4))
    expect(stalling, b"stalled")
    # The second joins and gets a share; the first, in the middle of its own, dies without a word; the second takes over.
    other = demo.consumer("second.log", "--partitions", str(PARTITIONS))
    expect(other, b"assigned")
    stalling.kill()
    stalling.wait()
    expect(other, b"read")
    if other.wait() != 0:
        raise Failed(f"the second consumer ended with {other.returncode}")

    offsets = Offsets()
    by_first = 0
    for name in ("first.log", "second.log"):
        with open(demo.path(name)) as log:
            for line in log:
                # The last line of a killed program may be half a line; its record was not committed either.
                if line.endswith("\n"):
                    offsets.take(line)
                    by_first += name == "first.log"
    progress = Progress(demo.commits)
    expected, made, tombstones = digest_of(demo.repo, progress)
    if offsets.records != expected:
        raise Failed(f"the group read {offsets.records.count} records, git tells of {expected.count}; "
                     f"digests {offsets.records.total:032x} and {expected.total:032x}")
    if made.count != sum(said["commits"] for said in demo.produced):
        raise Failed(f"the producer wrote {demo.produced}, git has {made.count} commits")
    holes = [(p, row.index(0)) for p, row in offsets.seen.items() if 0 in row]
    if holes:
        raise Failed(f"partition and offset {holes[0]} was never seen")
    demo.ends = {partition: len(row) for partition, row in offsets.seen.items()}
    return (f"{expected.count} records ({tombstones} tombstones) as git tells them, {by_first} by the consumer that was killed, "
            f"{offsets.twice} twice")


class Progress:
    def __init__(self, total):
        self.total, self.next = total, time.monotonic() + 10

    def __call__(self, done):
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + 10
            print(f"   {done} of {self.total} commits", file=sys.stderr)


def read_with_other_clients(demo):
    expected = sum(demo.ends.values())
    with subprocess.Popen(["kcat", "-b", demo.server.kafka, "-C", "-t", "files", "-e", "-q", "-f", "%p %o\n"],
                          stdout=subprocess.PIPE) as kcat:
        by_kcat = sum(1 for _ in kcat.stdout)
    if kcat.returncode != 0 or by_kcat != expected:
        raise Failed(f"kcat ended with {kcat.returncode} and {by_kcat} records of files, there are {expected}")

    from confluent_kafka import Consumer, TopicPartition
    from confluent_kafka.schema_registry import SchemaRegistryClient
    from confluent_kafka.schema_registry.avro import AvroDeserializer
    from confluent_kafka.serialization import MessageField, SerializationContext

    reader_schema = open(schema("FileChanged", "v2.avsc")).read()
    deserialize = AvroDeserializer(SchemaRegistryClient({"url": demo.server.url}), reader_schema)
    context = SerializationContext("files", MessageField.VALUE)
    consumer = Consumer({"bootstrap.servers": demo.server.kafka, "group.id": "python", "enable.auto.commit": False,
                         "enable.partition.eof": False})
    consumer.assign([TopicPartition("files", partition, 0) for partition in demo.ends])
    read, last = Digest(), time.monotonic()
    while read.count < expected:
        batch = consumer.consume(1000, timeout=1)
        if batch:
            last = time.monotonic()
        elif time.monotonic() - last > 30:
            raise Failed(f"confluent-kafka-python got no record for 30 s after {read.count} of {expected}")
        for message in batch:
            if message.error():
                raise Failed(f"confluent-kafka-python: {message.error()}")
            at = (message.partition(), message.offset())
            value = deserialize(message.value(), context)
            if value is None:
                read.add(message.key(), None)
                demo.survivors.pop(message.key(), None)
            else:
                read.add(message.key(), value["commit"], value["change"], value["linesAdded"], value["linesDeleted"],
                         value["executable"])
                demo.survivors[message.key()] = at
    consumer.close()
    expected_records, expected_commits, _ = digest_of(demo.repo, Progress(demo.commits))
    if read != expected_records:
        raise Failed(f"AvroDeserializer read {read.count} records that differ from git's {expected_records.count}")
    commits = read_commits(demo, expected_commits.count)
    if commits != expected_commits:
        raise Failed(f"ProtobufDeserializer read {commits.count} commits that differ from git's {expected_commits.count}")
    return (f"kcat {by_kcat} records, confluent-kafka-python {read.count} records of Avro and {commits.count} of Protobuf decoded, "
            "equal to git's")


def read_commits(demo, count):
    """A digest of what confluent-kafka-python reads of `commits`, its message class made from the registry's descriptor."""
    from confluent_kafka import Consumer, TopicPartition
    from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
    from confluent_kafka.serialization import MessageField, SerializationContext
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

    registered = demo.server.get("/subjects/commits-value/versions/1?format=serialized")["schema"]
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    file = descriptor_pb2.FileDescriptorProto.FromString(base64.b64decode(registered))
    pool.AddSerializedFile(file.SerializeToString())
    message_class = message_factory.GetMessageClass(pool.FindMessageTypeByName("herald.examples.git.CommitMade"))

    deserialize = ProtobufDeserializer(message_class, {"use.deprecated.format": False})
    context = SerializationContext("commits", MessageField.VALUE)
    consumer = Consumer({"bootstrap.servers": demo.server.kafka, "group.id": "python", "enable.auto.commit": False})
    consumer.assign([TopicPartition("commits", 0, 0)])
    read, last = Digest(), time.monotonic()
    while read.count < count:
        batch = consumer.consume(1000, timeout=1)
        if batch:
            last = time.monotonic()
        elif time.monotonic() - last > 30:
            raise Failed(f"confluent-kafka-python got no record of commits for 30 s after {read.count} of {count}")
        for message in batch:
            if message.error():
                raise Failed(f"confluent-kafka-python: {message.error()}")
            value = deserialize(message.value(), context)
            read.add(message.key().decode(), value.files_changed)
    consumer.close()
    return read


def read_keys(demo):
    """{(partition, offset): (key, has value)} of `files` from the beginning, and that every end stayed where it was."""
    from confluent_kafka import Consumer, KafkaError, TopicPartition

    consumer = Consumer({"bootstrap.servers": demo.server.kafka, "group.id": "compacted", "enable.auto.commit": False,
                         "enable.partition.eof": True})
    consumer.assign([TopicPartition("files", partition, 0) for partition in demo.ends])
    found, open_partitions = {}, set(demo.ends)
    while open_partitions:
        message = consumer.poll(30)
        if message is None:
            raise Failed(f"no record and no end of partitions {sorted(open_partitions)} within 30 s")
        if message.error():
            if message.error().code() != KafkaError._PARTITION_EOF:
                raise Failed(f"reading the compacted topic: {message.error()}")
            open_partitions.discard(message.partition())
            continue
        found[message.partition(), message.offset()] = (message.key(), message.value() is not None)
    for partition, end in demo.ends.items():
        _, high = consumer.get_watermark_offsets(TopicPartition("files", partition), timeout=10)
        if high != end:
            raise Failed(f"partition {partition} of files ended at {end} before compaction and ends at {high} after")
    consumer.close()
    return found


def compact(demo):
    demo.server.cli("topic", "compact", "files")
    first = read_keys(demo)
    at_head = files_at_head(demo.repo)
    alive = {key: at for at, (key, has_value) in first.items() if has_value}
    for key, at in demo.survivors.items():
        if alive.get(key) != at:
            raise Failed(f"{key!r} was last written at partition and offset {at}, compaction left {alive.get(key)}")
    tombstones = sum(1 for _, has_value in first.values() if not has_value)
    if len(first) != len(alive) + tombstones:
        raise Failed(f"{len(first)} records remain for {len(alive)} keys and {tombstones} tombstones: something superseded is left")

    # A tombstone stays for delete.retention.ms (a second here) after the cleaning that first saw it.
    deadline = time.monotonic() + 30
    while True:
        time.sleep(1.1)
        demo.server.cli("topic", "compact", "files")
        second = read_keys(demo)
        left = [key for key, has_value in second.values() if not has_value]
        if not left:
            break
        if time.monotonic() > deadline:
            raise Failed(f"the tombstone of {left[0]!r} is still there long past its horizon")
    keys = {key for key, _ in second.values()}
    if keys != at_head or len(second) != len(at_head):
        odd = next(iter(keys ^ at_head), None)
        where = "in the topic and not at HEAD" if odd in keys else "at HEAD and not in the topic"
        raise Failed(f"{len(keys)} keys survive, {len(at_head)} files are at HEAD; {odd!r} is {where}")
    total = sum(demo.ends.values())
    return (f"{total} records became {len(first)} ({tombstones} tombstones), then {len(second)} = the {len(at_head)} files at HEAD; "
            "no offset moved")


def kill_in_a_burst(demo):
    demo.server.cli("topic", "create", "burst", "-p", "3")
    burst = subprocess.Popen(demo.program("burst", "--topic", "burst", "--log", demo.path("burst.log")),
                             env=demo.server.environment, stdout=subprocess.PIPE)
    demo.children.append(burst)
    if b"2000 acknowledged" not in burst.stdout.readline():
        raise Failed("the burst ended before 2000 records were acknowledged")
    # Somewhere in the middle of what follows.
    time.sleep(0.2)
    demo.server.kill()
    burst.kill()
    burst.wait()
    acknowledged = {}
    with open(demo.path("burst.log")) as log:
        for line in log:
            if line.endswith("\n"):
                partition, offset, number = map(int, line.split())
                acknowledged[partition, offset] = number
    demo.server.start()
    out, _ = run(["kcat", "-b", demo.server.kafka, "-C", "-t", "burst", "-e", "-q", "-f", "%p %o %k\n"])
    stored = {}
    for line in out.splitlines():
        partition, offset, number = map(int, line.split())
        stored[partition, offset] = number
    for at, number in acknowledged.items():
        if stored.get(at) != number:
            raise Failed(f"record {number} was acknowledged at partition and offset {at}; after the kill there is {stored.get(at)}")
    return f"{len(acknowledged)} acknowledged records, all there after SIGKILL; {len(stored)} stored"


STEPS = [
    ("register v1 of FileChanged", register_first_version),
    ("write the older half with v1", write_older_half),
    ("evolve to v2, write the newer half, refuse v3", evolve_and_write_newer_half),
    ("read with a group of two, one killed half-way", read_with_a_group),
    ("read with kcat and confluent-kafka-python", read_with_other_clients),
    ("compact, and forget what was superseded or deleted", compact),
    ("kill the server in a burst of acks=all writes", kill_in_a_burst),
]
