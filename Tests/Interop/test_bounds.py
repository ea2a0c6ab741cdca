"""What one client may take is bounded, has its answer, and is not what the others notice (docs/limits.md).

Small numbers by default; HERALD_LONG=1 runs the full ones: 5,000 connections, 10,000 topics, requests of 100 MB, batches that unpack
to gigabytes. Every test prints what it measured (pytest -s).
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
import zlib

import pytest
from aiokafka.record.util import calc_crc32c
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from test_hostile_input import answer, closed, frame, header, produce, string

LONG = os.environ.get("HERALD_LONG") == "1"
MIB = 1 << 20


def memory(herald, what="VmRSS"):
    """Bytes of the server's memory that are resident; at most ever with VmHWM."""
    with open(f"/proc/{herald.process.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(what + ":"))


def reset_peak(herald):
    with open(f"/proc/{herald.process.pid}/clear_refs", "w") as file:
        file.write("5")
    return memory(herald)


@pytest.fixture(autouse=True)
def quiet(herald):
    """A server that nobody harms, on the same machine at the same time: what is slow there, is slow by the machine."""
    Witness.quiet = herald


class Witness(threading.Thread):
    """Another client, which produces a record that is to be durable, and reads it, again and again; notes how long each takes."""

    quiet = None

    def __init__(self, herald):
        super().__init__(daemon=True)
        self.herald, self.seconds, self.failures, self.over = herald, [], [], threading.Event()
        self.topic = f"witness-{id(self)}-{time.monotonic_ns()}"
        self.producer = Producer({"bootstrap.servers": herald.kafka, "acks": "all", "linger.ms": 0})
        self.consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "witness", "fetch.wait.max.ms": 100})
        self.producer.produce(self.topic, b"first")
        assert self.producer.flush(30) == 0
        self.consumer.assign([TopicPartition(self.topic, 0, 1)])

    def run(self):
        while not self.over.is_set():
            begin, failure = time.monotonic(), []
            self.producer.produce(
                self.topic, b"%d" % len(self.seconds), on_delivery=lambda error, _: error and failure.append(error))
            if self.producer.flush(30) or failure:
                self.failures.append(failure)
                continue
            read = self.consumer.poll(30)
            if read is None or read.error() or read.value() != b"%d" % len(self.seconds):
                self.failures.append(read)
                return
            self.seconds.append(time.monotonic() - begin)
            time.sleep(0.01)

    def end(self):
        """Seconds of its rounds, in order."""
        self.over.set()
        self.join(60)
        self.consumer.close()
        return sorted(self.seconds)


@contextlib.contextmanager
def witnessed(herald, what, slowest, most_memory):
    """Runs a block beside a witness. `slowest`: seconds that the slowest hundredth of its rounds may take beyond what rounds take at the
    quiet server. `most_memory`: MiB that the server takes at most beyond what it took before."""
    witness, elsewhere = Witness(herald), Witness(Witness.quiet)
    before = reset_peak(herald)
    witness.start()
    elsewhere.start()
    time.sleep(0.3)
    begin = time.monotonic()
    yield witness
    took = time.monotonic() - begin
    time.sleep(0.3)
    rounds, others = witness.end(), elsewhere.end()
    grown = (memory(herald, "VmHWM") - before) / MIB
    late = rounds[int(len(rounds) * 0.99)]
    print(f"\n{what}: {took:.1f} s; the others' rounds: {len(rounds)}, middle {rounds[len(rounds) // 2] * 1000:.1f} ms, "
          f"99 of 100 within {late * 1000:.1f} ms, all within {rounds[-1] * 1000:.1f} ms; memory {before / MIB:.0f} MiB, "
          f"at most {grown:.0f} MiB more; rounds at a quiet server: all within {others[-1] * 1000:.1f} ms")
    assert herald.process.poll() is None, herald.log
    assert not witness.failures
    assert late < slowest + 3 * others[-1] and grown < most_memory


def connect(herald):
    return socket.create_connection(herald.address, timeout=60)


def create(herald, topics, partitions=1, **config):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    for start in range(0, len(topics), 500):
        made = admin.create_topics(
            [NewTopic(topic, partitions, 1, config=config) for topic in topics[start:start + 500]], request_timeout=60)
        for one in made.values():
            one.result(60)


def fill(herald, topic, byte_count, batch=1_000_000):
    producer = Producer({"bootstrap.servers": herald.kafka, "linger.ms": 20, "acks": 1, "batch.size": batch})
    for _ in range(byte_count // 10_000):
        while True:
            try:
                producer.produce(topic, os.urandom(10_000))
                break
            except BufferError:
                producer.poll(0.1)
    assert producer.flush(60) == 0


def fetch(topic, partitions, offset=0, wait=60_000, least=1 << 30, at_most=1 << 30):
    """A Fetch, version 4."""
    request = header(1, 4) + struct.pack(">iiiibi", -1, wait, least, at_most, 0, 1) + string(topic.encode())
    request += struct.pack(">i", len(partitions))
    return frame(request + b"".join(struct.pack(">iqi", partition, offset, at_most) for partition in partitions))


def batch_of(records, count, codec):
    """A batch of packed records."""
    checked = struct.pack(">hiqqqhii", codec, count - 1, 1_700_000_000_000, 1_700_000_000_000, -1, -1, -1, count) + records
    rest = struct.pack(">ibI", -1, 2, calc_crc32c(checked)) + checked
    return struct.pack(">qi", 0, len(rest)) + rest


# Clients that do not take their answers


@pytest.mark.parametrize("what", ["records", *(["metadata"] if LONG else [])])
def test_clients_that_never_read_their_answers_are_held_back_and_at_the_bound_cut(make_herald, what):
    herald = make_herald("--set", f"herald.max.unsent.bytes={8 * MIB}")
    if what == "records":
        # Batches that are small enough to be read into memory.
        fill(herald, "much", 2 * MIB, batch=20_000)
        requests = fetch("much", [0], least=1, at_most=30_000) * 500
    else:
        create(herald, [f"topic-{i}" for i in range(2000)])
        requests = frame(header(3, 1) + struct.pack(">i", -1)) * 200
    clients = []
    # The kernel takes some megabytes for each of them; what it does not take is the server's to hold. A debug build is 10 ms busy with
    # the metadata of a thousand topics, which is asked for thousands of times.
    with witnessed(herald, f"clients that never read {what}", 5, 100):
        for _ in range(500 if LONG else 30):
            client = connect(herald)
            client.setblocking(False)
            clients.append(client)
            with contextlib.suppress(BlockingIOError, ConnectionError):
                client.sendall(requests)
        end = time.monotonic() + 60
        while "does not take its replies" not in herald.log:
            assert time.monotonic() < end
            time.sleep(0.2)
    for client in clients:
        client.close()


def test_a_slow_consumer_takes_its_time_and_nobody_elses(make_herald):
    herald = make_herald()
    fill(herald, "much", 400 * MIB if LONG else 40 * MIB)
    slow = [connect(herald) for _ in range(100 if LONG else 10)]
    with witnessed(herald, "slow consumers", 0.5, 60):
        for client in slow:
            client.sendall(fetch("much", [0], least=1) * 20)
        for _ in range(20):
            for client in slow:
                assert client.recv(1000)
            time.sleep(0.1)
    for client in slow:
        client.close()


def test_waiting_fetches_are_bounded_by_the_partitions_they_wait_for(make_herald):
    herald = make_herald("--set", f"herald.max.parked.partitions={100_000 if LONG else 10_000}")
    partitions = 1000 if LONG else 200
    create(herald, ["wide"], partitions)
    waiting = [connect(herald) for _ in range(250 if LONG else 150)]
    # A debug build is 25 ms busy with a fetch of a thousand partitions, and these come all at once.
    with witnessed(
            herald, f"{len(waiting)} fetches that wait for {partitions} partitions each", 5 if LONG else 1, 200 if LONG else 60):
        for client in waiting:
            client.sendall(fetch("wide", range(partitions)))
        # Those that found no room are answered by a request to wait a second.
        parked, end = 100 if LONG else 50, time.monotonic() + 50
        while len(answered := select.select(waiting, [], [], 0)[0]) < len(waiting) - parked:
            assert time.monotonic() < end, f"{len(answered)} of {len(waiting)} fetches were answered, {parked} may wait"
            time.sleep(0.1)
        for client in answered:
            assert struct.unpack(">ii", answer(client)[:8]) == (7, 1000)
        time.sleep(0.5)
        assert len(select.select(waiting, [], [], 0)[0]) == 0
    for client in waiting:
        client.close()


# Many of everything


def test_connections_up_to_the_bound_are_served_and_one_more_is_closed(make_herald):
    count = 5000 if LONG else 300
    herald = make_herald("--set", f"max.connections={count + 20}")
    idle = []
    with witnessed(herald, f"{count} connections", 1, 400 if LONG else 60):
        for _ in range(count):
            idle.append(connect(herald))
            idle[-1].sendall(frame(header(18, 0)))
        for client in idle:
            assert struct.unpack(">ih", answer(client)[:6]) == (7, 0)
    over = [connect(herald) for _ in range(40)]
    for client in over[-10:]:
        assert closed(client) == b""
    assert "connections, as many as may be" in herald.log
    for client in idle + over:
        client.close()


def test_topics_by_the_thousand(make_herald):
    count = 10_000 if LONG else 500
    herald = make_herald()
    with witnessed(herald, f"{count} topics", 1, 200 if LONG else 40):
        create(herald, [f"topic-{i}" for i in range(count)])
        listed = AdminClient({"bootstrap.servers": herald.kafka}).list_topics(timeout=60).topics
        assert sum(topic.startswith("topic-") for topic in listed) == count
    herald.stop()
    begin = time.monotonic()
    herald.start()
    print(f"{count} topics are there again after {time.monotonic() - begin:.2f} s")
    with witnessed(herald, f"{count} topics, each written to", 1, 400 if LONG else 40):
        producer = Producer({"bootstrap.servers": herald.kafka, "queue.buffering.max.messages": 100_000})
        failures = []
        for i in range(count):
            producer.produce(f"topic-{i}", b"x", on_delivery=lambda error, _: error and failures.append(error))
        assert producer.flush(120) == 0 and not failures


def test_groups_are_bounded_in_number_and_by_what_their_members_take(make_herald):
    herald = make_herald("--set", "herald.max.groups=80", "--set", f"herald.max.group.bytes={4 * MIB}")

    def join(group, subscription):
        request = header(11, 1) + string(group) + struct.pack(">ii", 30_000, 30_000) + string(b"") + string(b"consumer")
        request += struct.pack(">i", 1) + string(b"range") + struct.pack(">i", len(subscription)) + subscription
        client = connect(herald)
        client.sendall(frame(request))
        clients.append(client)
        return struct.unpack(">h", answer(client)[4:6])[0]

    clients = []
    with witnessed(herald, "groups", 1, 60):
        # 10 to each of the 8 partitions of __consumer_offsets, 44 is POLICY_VIOLATION.
        codes = [join(b"small-%d" % i, b"x") for i in range(300)]
        assert set(codes) == {0, 44} and codes.count(0) <= 80
        clients.clear()
    herald = make_herald("--set", f"herald.max.group.bytes={4 * MIB}")
    with witnessed(herald, "groups of large members", 1, 60):
        codes = [join(b"large-%d" % i, b"x" * 500_000) for i in range(20)]
        assert codes[:8] == [0] * 8 and codes[-5:] == [44] * 5


# Large requests


def test_requests_beyond_the_bound_are_refused_before_they_are_read(make_herald):
    herald = make_herald()
    with witnessed(herald, "requests beyond the bound", 1, 30):
        for _ in range(20):
            client = connect(herald)
            client.sendall(struct.pack(">i", 101 * MIB) + b"x" * 1000)
            assert closed(client) == b""
    assert "the limit is 104857600 (socket.request.max.bytes)" in herald.log


def test_a_request_of_a_hundred_megabytes_has_its_answer(make_herald):
    herald = make_herald()
    size = 100 * MIB - 1000 if LONG else 20 * MIB
    create(herald, ["small"])
    with witnessed(herald, f"requests of {size // MIB} MiB", 1.5, 5 * size // MIB):
        # Larger than its topic takes: MESSAGE_TOO_LARGE. Three after another, for memory that would stay.
        for _ in range(3):
            batch = struct.pack(">qi", 0, size - 12) + b"\0" * 4 + b"\2" + b"\0" * (size - 17)
            assert produce(herald, "small", batch)[0] in (2, 10)


def test_requests_that_arrive_are_bounded_together(make_herald):
    limit = 200 * MIB if LONG else 16 * MIB
    request = 100 * MIB if LONG else 8 * MIB
    herald = make_herald("--set", f"queued.max.request.bytes={limit}", "--set", f"socket.request.max.bytes={request}")
    clients = []
    with witnessed(herald, f"8 requests of {request // MIB} MiB that do not end", 1.5, 3 * limit // MIB):
        cut = 0
        for _ in range(8):
            client = connect(herald)
            clients.append(client)
            try:
                client.sendall(struct.pack(">i", request - 1) + b"\0" * (request - 100))
            except ConnectionError:
                cut += 1
        time.sleep(1)
    assert "requests that have not arrived whole hold" in herald.log
    for client in clients:
        client.close()
    # They are gone, and there is room for others.
    assert Witness(herald)


# Batches that unpack to more than there is


def zeros(codec, unpacked, most):
    """Zeros, packed: as many as fit into `most` bytes, at most `unpacked`."""
    if codec == 1:
        unpacked = min(unpacked, most * 1000)
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return b"".join(packer.compress(b"\0" * MIB) for _ in range(unpacked // MIB)) + packer.flush(), unpacked
    if codec == 2:
        # A literal of one zero, then copies of 64 bytes at offset 1, of three bytes each.
        copies = min(unpacked // 64, (most - 20) // 3)
        length, head = copies * 64 + 1, b""
        rest = length
        while rest >= 0x80:
            head += bytes([rest & 0x7F | 0x80])
            rest >>= 7
        return head + bytes([rest]) + b"\0\0" + b"\xfe\1\0" * copies, length
    if codec == 3:
        import lz4.frame

        with lz4.frame.LZ4FrameCompressor(block_size=lz4.frame.BLOCKSIZE_MAX4MB) as packer:
            unpacked = min(unpacked, most * 250)
            out = [packer.begin()] + [packer.compress(b"\0" * (4 * MIB)) for _ in range(unpacked // (4 * MIB))] + [packer.flush()]
        return b"".join(out), unpacked
    import zstandard

    packer = zstandard.ZstdCompressor(level=3).compressobj()
    return b"".join(packer.compress(b"\0" * (4 * MIB)) for _ in range(unpacked // (4 * MIB))) + packer.flush(), unpacked


@pytest.mark.parametrize("codec", [1, 2, 3, 4], ids=["gzip", "snappy", "lz4", "zstd"])
def test_a_batch_that_unpacks_to_gigabytes_is_nowhere_unpacked_whole(make_herald, codec):
    herald = make_herald()
    # As large as a topic takes by default; the full one is about as large as one batch may be that is synced.
    most, size = (60 * MIB, 100 * MIB) if LONG else (MIB - 100, MIB)
    create(herald, ["plain"], **{"max.message.bytes": str(size)})
    create(herald, ["compacted"], **{"max.message.bytes": str(size), "cleanup.policy": "compact"})
    records, unpacked = zeros(codec, 4096 * MIB, most)
    batch = batch_of(records, 1, codec)
    with witnessed(herald, f"{len(batch) / MIB:.1f} MiB that unpack to {unpacked / MIB:.0f}", 1.5, 3 * len(batch) // MIB + 200):
        for _ in range(3):
            # Nothing of a plain topic has to be unpacked to be taken: it lies there as it came.
            assert produce(herald, "plain", batch, version=7)[0] == 0
            # A compacted topic asks for keys. CORRUPT_MESSAGE, MESSAGE_TOO_LARGE or INVALID_RECORD.
            assert produce(herald, "compacted", batch, version=7)[0] in (2, 10, 87)
            # To find a time, a batch is unpacked.
            client = connect(herald)
            asked = struct.pack(">ii", -1, 1) + string(b"plain") + struct.pack(">iiq", 1, 0, 1_700_000_000_000)
            client.sendall(frame(header(2, 1) + asked))
            assert struct.unpack(">h", answer(client)[23:25])[0] in (0, 2, 87)


# A producer that is faster than the disk


def test_a_producer_faster_than_the_disk_is_held_back(make_herald, slow_disk):
    limit = 64 * MIB
    herald = make_herald(
        "--set", f"queued.max.request.bytes={limit}", "--set", f"socket.request.max.bytes={16 * MIB}",
        launcher=slow_disk(300))
    create(herald, [f"slow-{i}" for i in range(8)])
    seconds = 20 if LONG else 5
    taken, refused, producers = [], [], []
    with witnessed(herald, "producers faster than the disk", 5, 3 * limit // MIB):
        # Each holds as much as it likes in its own memory, and as much as it gets off in the server's.
        for i in range(8):
            producers.append(Producer({
                "bootstrap.servers": herald.kafka, "acks": "all", "linger.ms": 5, "batch.size": 900_000, "message.timeout.ms": 120_000,
                "queue.buffering.max.kbytes": 100_000, "max.in.flight.requests.per.connection": 1000}))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for i, producer in enumerate(producers):
                for _ in range(20):
                    with contextlib.suppress(BufferError):
                        producer.produce(f"slow-{i}", os.urandom(10_000), on_delivery=lambda error, message: (
                            refused if error else taken).append(error or message.latency()))
                producer.poll(0)
        during = len(taken)
    for producer in producers:
        assert producer.flush(120) == 0
    assert not refused and taken
    delays = sorted(taken)
    print(f"{during / seconds / 100:.1f} MB/s were taken; the middle record waited {delays[len(delays) // 2]:.2f} s")
    # Backpressure: what the disk did not take in time waited with its producer.
    assert delays[-1] > 0.3
