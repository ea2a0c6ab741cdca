"""What lies on the disk is Kafka's: read by kafka-python's record parser and by a reader of the index format of our own."""

import os
import re
import struct

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from kafka.record import MemoryRecords


class Segment:
    """One `.log` with its indexes, checked for whatever must hold."""

    def __init__(self, directory, base):
        self.base = base
        path = os.path.join(directory, f"{base:020d}")
        with open(path + ".log", "rb") as log:
            self.bytes = log.read()
        self.batches, self.records = [], []
        parsed = MemoryRecords(self.bytes)
        position, last = 0, base - 1
        while parsed.has_next():
            batch = parsed.next_batch()
            length = 12 + struct.unpack_from(">i", self.bytes, position + 8)[0]
            assert batch.magic == 2 and batch.validate_crc()
            assert batch.base_offset > last, "offsets rise from batch to batch"
            last = batch.base_offset + struct.unpack_from(">i", self.bytes, position + 23)[0]
            records = list(batch)
            assert all(batch.base_offset <= record.offset <= last for record in records)
            self.batches.append((position, batch.base_offset, last, struct.unpack_from(">q", self.bytes, position + 35)[0]))
            self.records += records
            position += length
        assert position == len(self.bytes), "nothing follows the last batch"
        self.offsets = self.index(path + ".index", ">ii")
        self.times = self.index(path + ".timeindex", ">qi")

    @staticmethod
    def index(path, entry):
        if not os.path.exists(path):
            return None
        with open(path, "rb") as index:
            content = index.read()
        assert len(content) % struct.calcsize(entry) == 0
        return list(struct.iter_unpack(entry, content))

    def check_indexes(self):
        """As Kafka's own index checks do: `.index` names batches by their last offset, `.timeindex` rises and leaves none out."""
        starts = {position: (last, first) for position, first, last, _ in self.batches}
        assert self.offsets == sorted(set(self.offsets)) and self.times == sorted(self.times)
        for relative, position in self.offsets:
            assert position in starts and self.base + relative == starts[position][0]
        lasts = {last for _, _, last, _ in self.batches}
        for timestamp, relative in self.times:
            assert max(t for _, _, last, t in self.batches if last <= self.base + relative) <= timestamp
            assert self.base + relative in lasts
        if self.batches:
            assert self.times[-1][0] == max(timestamp for *_, timestamp in self.batches)


def segments(server, partition):
    directory = os.path.join(server.directory, "data", partition)
    names = os.listdir(directory)
    known = re.compile(r"\d{20}\.(log|index|timeindex|snapshot)|partition\.metadata|leader-epoch-checkpoint")
    assert all(known.fullmatch(name) for name in names), sorted(names)
    return [Segment(directory, int(name[:20])) for name in sorted(names) if name.endswith(".log")]


def write(server, topic, codec, count, **options):
    admin = AdminClient({"bootstrap.servers": server.kafka})
    admin.create_topics([NewTopic(topic, 1, 1, config={"segment.bytes": "60000", "index.interval.bytes": "500", **options})])[topic].result(30)
    producer = Producer({"bootstrap.servers": server.kafka, "compression.type": codec, "linger.ms": 1, "batch.num.messages": 20,
                         "enable.idempotence": True})
    for i in range(count):
        producer.produce(topic, b"value %d " % i + os.urandom(40), b"k%d" % (i % 50), headers={"n": b"%d" % i})
        producer.poll(0)
    assert producer.flush(60) == 0


def test_segments_and_indexes_are_kafkas(make_herald):
    server = make_herald()
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        write(server, f"t-{codec}", codec, 3000)
        # Readable as they are, while the server runs.
        running = segments(server, f"t-{codec}-0")
        assert [record.offset for segment in running for record in segment.records] == list(range(3000))
    server.stop()
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        stopped = segments(server, f"t-{codec}-0")
        assert len(stopped) > 1
        for segment in stopped:
            segment.check_indexes()
        records = [record for segment in stopped for record in segment.records]
        assert [record.value.split()[1] for record in records] == [b"%d" % i for i in range(3000)]
        assert [record.headers for record in records] == [[("n", b"%d" % i)] for i in range(3000)]


def test_compacted_segments_are_kafkas(make_herald):
    server = make_herald()
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic = f"c-{codec}"
        write(server, topic, codec, 3000, **{"cleanup.policy": "compact"})
        before = {record.key: (record.offset, record.value, record.headers, record.timestamp)
                  for segment in segments(server, f"{topic}-0") for record in segment.records}
        status, _, errors = server.cli("topic", "compact", topic)
        assert status == 0, errors
        cleaned = segments(server, f"{topic}-0")
        records = [record for segment in cleaned for record in segment.records]
        assert len(records) == 50, "of each key the last"
        assert {r.key: (r.offset, r.value, r.headers, r.timestamp) for r in records} == before
    server.stop()
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        for segment in segments(server, f"c-{codec}-0"):
            segment.check_indexes()
    server.start()
    write(server, "more", "none", 10)


def test_checkpoints_are_kafkas_text(make_herald):
    server = make_herald()
    write(server, "t", "none", 100)
    server.stop()
    data = os.path.join(server.directory, "data")
    with open(os.path.join(data, "recovery-point-offset-checkpoint")) as checkpoint:
        lines = checkpoint.read().splitlines()
    assert lines[0] == "0" and int(lines[1]) == len(lines) - 2
    assert "t 0 100" in lines[2:]
    with open(os.path.join(data, "t-0", "leader-epoch-checkpoint")) as checkpoint:
        assert checkpoint.read().splitlines() == ["0", "1", "0 0"]
