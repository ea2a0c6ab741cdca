"""Exactly once under SIGKILL: numbers go into a topic by an idempotent producer, and from there into another in transactions with
the offsets of the group that reads them, some of which are aborted, while the server is killed again and again."""

import faulthandler
import os
import random
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

from test_confluent_kafka import create

ROUNDS = int(os.environ.get("HERALD_ROUNDS") or (200 if os.environ.get("HERALD_LONG") else 4))
PARTITIONS = 3
MEMBERS = 2
# Beyond what two calls with a timeout of 20 s take. librdkafka 2.16 waits for ever in `send_offsets_to_transaction`, whatever its
# timeout, when the connection breaks while it asks for the group's coordinator. Then an operator starts the program again.
HUNG_SECONDS = 45


class Numbers(threading.Thread):
    """Sends numbers until it is told to stop; the server's deaths are librdkafka's to get over."""

    def __init__(self, server, topic):
        super().__init__(daemon=True)
        self.server, self.topic = server, topic
        self.stopping, self.sent, self.failures = threading.Event(), 0, []

    def run(self):
        producer = Producer({"bootstrap.servers": self.server.kafka, "enable.idempotence": True, "linger.ms": 2,
                             "message.timeout.ms": 0, "reconnect.backoff.max.ms": 200})

        def on_delivery(error, message):
            if error is not None:
                self.failures.append(error)

        while not self.stopping.is_set():
            producer.produce(self.topic, str(self.sent), partition=self.sent % PARTITIONS, on_delivery=on_delivery)
            self.sent += 1
            producer.poll(0.002 if self.sent % 5 == 0 else 0)
        assert producer.flush(120) == 0


class Member(threading.Thread):
    """Copies from one topic into another, each batch in a transaction with its offsets. Begins anew after every error."""

    def __init__(self, server, source, target, number, seed):
        super().__init__(daemon=True)
        self.server, self.source, self.target, self.number = server, source, target, number
        self.random = random.Random(seed * 100 + number)
        self.stopping, self.commits, self.aborts, self.restarts = threading.Event(), 0, 0, 0
        self.seen = time.monotonic()

    @property
    def is_hung(self):
        return self.is_alive() and time.monotonic() - self.seen > HUNG_SECONDS

    def run(self):
        while not self.stopping.is_set():
            self.seen = time.monotonic()
            consumer = Consumer({"bootstrap.servers": self.server.kafka, "group.id": self.source, "auto.offset.reset": "earliest",
                                 "enable.auto.commit": False, "isolation.level": "read_committed", "session.timeout.ms": 6000,
                                 "heartbeat.interval.ms": 300, "max.poll.interval.ms": 10000, "reconnect.backoff.max.ms": 200})
            producer = Producer({"bootstrap.servers": self.server.kafka, "transactional.id": f"{self.source}-{self.number}",
                                 "transaction.timeout.ms": 10000, "linger.ms": 0, "reconnect.backoff.max.ms": 200})
            try:
                producer.init_transactions(20)
                consumer.subscribe([self.source])
                while not self.stopping.is_set() and self.copy(consumer, producer):
                    pass
            except KafkaException:
                self.restarts += 1
            finally:
                consumer.close()
                producer.purge()
                producer.flush(1)

    def copy(self, consumer, producer):
        """False if reading has to begin anew, at what was committed last."""
        self.seen = time.monotonic()
        messages = consumer.consume(self.random.randint(1, 200), 0.3)
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
        if not messages:
            return True
        ends = {}
        producer.begin_transaction()
        for message in messages:
            producer.produce(self.target, message.value(), partition=message.partition())
            ends[message.partition()] = message.offset() + 1
        offsets = [TopicPartition(self.source, partition, end) for partition, end in ends.items()]
        producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata(), 20)
        if self.random.random() < 0.15:
            producer.abort_transaction(20)
            self.aborts += 1
            return False
        producer.commit_transaction(20)
        self.commits += 1
        return True


class Pipeline:
    """The members of one group, of which those that hang are replaced by others of the same name."""

    def __init__(self, server, source, target, seed):
        self.server, self.source, self.target, self.seed = server, source, target, seed
        self.retired = []
        self.members = [self.start(number) for number in range(MEMBERS)]

    def start(self, number):
        member = Member(self.server, self.source, self.target, number, self.seed + self.hung_count * 1000)
        member.start()
        return member

    @property
    def hung_count(self):
        return len(self.retired)

    def replace_hung(self):
        for place, member in enumerate(self.members):
            if member.is_hung:
                member.stopping.set()
                self.retired.append(member)
                self.members[place] = self.start(member.number)

    def stop(self):
        for member in self.members:
            member.stopping.set()
        for member in self.members:
            member.join(HUNG_SECONDS + 5)
            assert not member.is_alive() or member.is_hung

    def total(self, what):
        return sum(getattr(member, what) for member in self.members + self.retired)


def read(server, topic, isolation):
    """Values by partition, up to the end as that reader sees it."""
    consumer = Consumer({"bootstrap.servers": server.kafka, "group.id": "reader", "isolation.level": isolation,
                         "enable.partition.eof": True, "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)])
    values, left = {partition: [] for partition in range(PARTITIONS)}, PARTITIONS
    while left:
        message = consumer.poll(30)
        assert message is not None, f"nothing of {topic} for 30 s"
        if message.error():
            assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
            left -= 1
        else:
            values[message.partition()].append(int(message.value()))
    consumer.close()
    return values


def test_a_pipeline_in_transactions_loses_and_repeats_nothing_under_sigkill(make_herald, name):
    seed = int(os.environ.get("HERALD_SEED", random.randrange(1 << 30)))
    print(f"seed {seed}")
    chance = random.Random(seed)
    server = make_herald()
    source, target = name + "-source", name + "-target"
    create(server, source, PARTITIONS)
    create(server, target, PARTITIONS)
    numbers = Numbers(server, source)
    pipeline = Pipeline(server, source, target, seed)
    numbers.start()
    for _ in range(ROUNDS):
        time.sleep(chance.uniform(0.3, 2.5))
        server.kill()
        server.start()
        pipeline.replace_hung()
    numbers.stopping.set()
    numbers.join(180)
    assert not numbers.is_alive() and not numbers.failures, numbers.failures[:3]
    expected = {partition: list(range(partition, numbers.sent, PARTITIONS)) for partition in range(PARTITIONS)}
    assert read(server, source, "read_committed") == expected, "the idempotent producer's records"
    count, deadline = -1, 0
    while (copied := read(server, target, "read_committed")) != expected:
        if (now := sum(len(values) for values in copied.values())) != count:
            # However much there is to copy, it goes on.
            count, deadline = now, time.monotonic() + 2 * HUNG_SECONDS + 30
        if time.monotonic() > deadline:
            # Where the members are, should they be at fault.
            faulthandler.dump_traceback(sys.__stderr__)
            raise AssertionError(f"{describe(copied, expected)}; groups: {server.cli('group', 'describe', source)}")
        pipeline.replace_hung()
        time.sleep(1)
    pipeline.stop()
    assert read(server, target, "read_committed") == expected
    written = sum(len(values) for values in read(server, target, "read_uncommitted").values())
    print(f"{numbers.sent} records, {ROUNDS} kills, {pipeline.total('commits')} commits, {pipeline.total('aborts')} aborts, "
          f"{pipeline.total('restarts')} restarts, {pipeline.hung_count} replaced, {written - numbers.sent} records aborted")


def describe(copied, expected):
    words = []
    for partition, values in copied.items():
        missing, seen = set(expected[partition]) - set(values), set()
        repeated = [value for value in values if value in seen or seen.add(value)]
        words.append(f"partition {partition}: {len(missing)} missing {sorted(missing)[:3]}, repeated {repeated[:3]}, "
                     f"{'in order' if values == sorted(values) else 'out of order'}")
    return "; ".join(words)
