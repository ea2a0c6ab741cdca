"""Transactions, by clients of two families: librdkafka names its partitions beforehand, kafka-python as its version does."""

import time

import kafka
import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from test_confluent_kafka import create, produce, read_all


def transactional(herald, id, **settings):
    producer = Producer({"bootstrap.servers": herald.kafka, "transactional.id": id, "linger.ms": 0, **settings})
    producer.init_transactions(30)
    return producer


def values(herald, topic, isolation="read_committed"):
    return [message.value().decode() for message in read_all(herald, topic, **{"isolation.level": isolation})]


def committed(herald, group, topic, partition=0):
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": group})
    [found] = consumer.committed([TopicPartition(topic, partition)], timeout=30)
    consumer.close()
    return found.offset


def test_what_is_committed_is_seen_and_what_is_aborted_is_not(herald, name):
    create(herald, name, 3)
    producer = transactional(herald, name)
    for number in range(6):
        producer.begin_transaction()
        for record in range(20):
            producer.produce(name, f"{number}.{record}", str(record))
        producer.flush(30)
        if number % 2:
            producer.abort_transaction(30)
        else:
            producer.commit_transaction(30)
    seen = values(herald, name)
    assert sorted(seen) == sorted(f"{number}.{record}" for number in (0, 2, 4) for record in range(20))
    assert len(values(herald, name, "read_uncommitted")) == 120


def test_an_open_transaction_holds_back_who_reads_what_is_committed(herald, name):
    create(herald, name, 1)
    produce(herald, name, [(None, "before")])
    producer = transactional(herald, name)
    producer.begin_transaction()
    producer.produce(name, "inside")
    producer.flush(30)
    produce(herald, name, [(None, "behind")])
    assert values(herald, name) == ["before"]
    assert values(herald, name, "read_uncommitted") == ["before", "inside", "behind"]
    reader = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "isolation.level": "read_committed"})
    assert reader.get_watermark_offsets(TopicPartition(name, 0), timeout=30)[1] == 1, "the end is the last stable offset"
    reader.close()
    producer.commit_transaction(30)
    assert values(herald, name) == ["before", "inside", "behind"]


def test_who_takes_an_id_over_fences_the_one_before(herald, name):
    create(herald, name, 1)
    first = transactional(herald, name)
    first.begin_transaction()
    first.produce(name, "of the first")
    first.flush(30)
    second = transactional(herald, name)
    second.begin_transaction()
    second.produce(name, "of the second")
    second.commit_transaction(30)
    with pytest.raises(KafkaException) as refused:
        first.commit_transaction(30)
    assert refused.value.args[0].fatal()
    assert values(herald, name) == ["of the second"]


def test_offsets_are_committed_with_the_records_or_not_at_all(herald, name):
    source, target = name + "-source", name + "-target"
    create(herald, source, 1)
    create(herald, target, 1)
    produce(herald, source, [(None, str(i)) for i in range(10)])
    producer = transactional(herald, name)
    reader = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "auto.offset.reset": "earliest",
                       "enable.auto.commit": False, "isolation.level": "read_committed"})
    reader.subscribe([source])
    for commits in (False, True):
        messages = reader.consume(5, 30)
        producer.begin_transaction()
        for message in messages:
            producer.produce(target, message.value().decode() + ("" if commits else " in vain"))
        producer.send_offsets_to_transaction(reader.position(reader.assignment()), reader.consumer_group_metadata(), 30)
        if commits:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)
            assert committed(herald, name, source) < 0
            reader.seek(TopicPartition(source, 0, 0))
    assert committed(herald, name, source) == 5
    assert values(herald, target) == [str(i) for i in range(5)]
    reader.close()


def test_a_transaction_that_lasts_too_long_is_aborted(herald, name):
    create(herald, name, 1)
    producer = transactional(herald, name, **{"transaction.timeout.ms": 1000})
    producer.begin_transaction()
    producer.produce(name, "too late")
    producer.flush(30)
    produce(herald, name, [(None, "behind")])
    deadline = time.monotonic() + 40
    while values(herald, name) != ["behind"]:
        assert time.monotonic() < deadline, "the transaction still holds up its readers"
        time.sleep(1)
    with pytest.raises(KafkaException):
        producer.commit_transaction(30)


def test_transactions_survive_a_kill(make_herald, name):
    herald = make_herald()
    create(herald, name, 2)
    producer = transactional(herald, name)
    for number in range(4):
        producer.begin_transaction()
        for record in range(10):
            producer.produce(name, f"{number}.{record}", str(record))
        producer.flush(30)
        producer.abort_transaction(30) if number % 2 else producer.commit_transaction(30)
    producer.begin_transaction()
    producer.produce(name, "open", "0")
    producer.flush(30)
    herald.kill()
    herald.start()
    expected = sorted(f"{number}.{record}" for number in (0, 2) for record in range(10))
    assert sorted(values(herald, name)) == expected
    producer.commit_transaction(60)
    assert sorted(values(herald, name)) == sorted(expected + ["open"])


def test_kafka_python_sends_and_reads_in_transactions(herald, name):
    create(herald, name, 1)
    producer = kafka.KafkaProducer(bootstrap_servers=herald.kafka, transactional_id=name)
    producer.init_transactions()
    for number in range(4):
        producer.begin_transaction()
        for record in range(5):
            producer.send(name, f"{number}.{record}".encode())
        if number % 2:
            producer.abort_transaction()
        else:
            producer.commit_transaction()
    producer.close()
    consumer = kafka.KafkaConsumer(name, bootstrap_servers=herald.kafka, auto_offset_reset="earliest",
                                   isolation_level="read_committed", consumer_timeout_ms=5000)
    assert [record.value.decode() for record in consumer] == [f"{number}.{record}" for number in (0, 2) for record in range(5)]
    consumer.close()
