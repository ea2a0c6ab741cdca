"""Members whose assignments the server makes (group.protocol=consumer), as librdkafka speaks it."""

import re
import subprocess
import sys
import time
import urllib.request

import pytest
from confluent_kafka import Consumer, ConsumerGroupType, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, ResourceType)


def create(herald, topic, partitions):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(topic, partitions, 1)])[topic].result(30)


def produce(herald, topic, count, partitions):
    producer = Producer({"bootstrap.servers": herald.kafka})
    for number in range(count):
        producer.produce(topic, str(number), partition=number % partitions)
    assert producer.flush(60) == 0


def member(herald, group, *topics, **settings):
    events = settings.pop("events", [])
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": group, "group.protocol": "consumer",
                         "auto.offset.reset": "earliest", "topic.metadata.refresh.interval.ms": 500, **settings})
    consumer.subscribe(list(topics), on_assign=lambda _, ps: events.append(("assigned", sorted(p.partition for p in ps))),
                       on_revoke=lambda _, ps: events.append(("revoked", sorted(p.partition for p in ps))))
    return consumer


def poll_until(done, *consumers, seconds=60):
    """Polls them in turn; what they read."""
    values, end = [], time.monotonic() + seconds
    while not done(values):
        assert time.monotonic() < end, f"{[shares(c) for c in consumers]}, {len(values)} records read"
        for consumer in consumers:
            message = consumer.poll(0.1)
            if message and not message.error():
                values.append(message.value())
    return values


def shares(consumer):
    return sorted((p.topic, p.partition) for p in consumer.assignment())


def counts(*consumers):
    return [len(c.assignment()) for c in consumers]


def test_members_share_partitions_and_take_over(herald, name):
    create(herald, name, 6)
    produce(herald, name, 600, 6)
    events = []
    first = member(herald, name, name, events=events)
    poll_until(lambda _: counts(first) == [6], first)
    second = member(herald, name, name)
    poll_until(lambda _: counts(first, second) == [3, 3], first, second)
    assert not set(shares(first)) & set(shares(second))
    assert events[0] == ("assigned", [0, 1, 2, 3, 4, 5]) and any(what == "revoked" and len(ps) == 3 for what, ps in events)
    first.close()
    poll_until(lambda _: counts(second) == [6], second)
    second.close()


def test_every_record_is_read_once_and_commits_carry_on(herald, name):
    create(herald, name, 4)
    produce(herald, name, 400, 4)
    first = member(herald, name, name, **{"enable.auto.commit": False})
    read = poll_until(lambda values: len(values) >= 200, first)
    first.commit(asynchronous=False)
    committed = first.committed([TopicPartition(name, p) for p in range(4)], timeout=30)
    assert sum(max(p.offset, 0) for p in committed) == len(read)
    first.close()
    second = member(herald, name, name)
    rest = poll_until(lambda values: len(values) + len(read) >= 400, second)
    assert sorted(map(int, read + rest)) == list(range(400))
    second.close()


def test_a_member_that_dies_is_taken_out(herald, name):
    create(herald, name, 2)
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    times = {"consumer.session.timeout.ms": "6000", "consumer.heartbeat.interval.ms": "1000"}
    group = ConfigResource(ResourceType.GROUP, name, incremental_configs=[
        ConfigEntry(option, value, incremental_operation=AlterConfigOpType.SET) for option, value in times.items()])
    admin.incremental_alter_configs([group])[group].result(30)
    assert {entry.name: entry.value for entry in admin.describe_configs([group])[group].result(30).values()} == times
    program = ("import sys; from confluent_kafka import Consumer\n"
               "c = Consumer({'bootstrap.servers': sys.argv[1], 'group.id': sys.argv[2], 'group.protocol': 'consumer'})\n"
               "c.subscribe([sys.argv[2]])\n"
               "while True: c.poll(0.1)\n")
    other = subprocess.Popen([sys.executable, "-c", program, herald.kafka, name])
    try:
        consumer = member(herald, name, name)
        poll_until(lambda _: counts(consumer) == [1], consumer)
    finally:
        other.kill()
        other.wait()
    # The session time-out is the group's, or the server's 45 s.
    poll_until(lambda _: counts(consumer) == [2], consumer, seconds=30)
    consumer.close()


def test_a_static_member_keeps_its_share_while_it_is_away(herald, name):
    create(herald, name, 4)
    first = member(herald, name, name, **{"group.instance.id": "one"})
    second = member(herald, name, name, **{"group.instance.id": "two"})
    poll_until(lambda _: counts(first, second) == [2, 2], first, second)
    share = shares(first)
    first.close()
    back = member(herald, name, name, **{"group.instance.id": "one"})
    poll_until(lambda _: counts(back) == [2], back, second)
    assert shares(back) == share and counts(second) == [2]
    back.close()
    second.close()


def test_a_pattern_finds_topics_that_come_later(herald, name):
    create(herald, f"{name}-a", 1)
    create(herald, f"other-{name}", 1)
    consumer = member(herald, name, f"^{name}-.*")
    poll_until(lambda _: shares(consumer) == [(f"{name}-a", 0)], consumer)
    create(herald, f"{name}-b", 2)
    poll_until(lambda _: shares(consumer) == [(f"{name}-a", 0), (f"{name}-b", 0), (f"{name}-b", 1)], consumer)
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_partitions([NewPartitions(f"{name}-a", 3)])[f"{name}-a"].result(30)
    poll_until(lambda _: counts(consumer) == [5], consumer)
    consumer.close()


def heartbeat_every_second(herald, group):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    resource = ConfigResource(ResourceType.GROUP, group, incremental_configs=[
        ConfigEntry("consumer.heartbeat.interval.ms", "1000", incremental_operation=AlterConfigOpType.SET)])
    admin.incremental_alter_configs([resource])[resource].result(30)


def described(herald, group):
    """Members of the group with what they have, and its epoch."""
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    members = admin.describe_consumer_groups([group])[group].result(30).members
    with urllib.request.urlopen(f"{herald.url}/metrics") as metrics:
        epoch = re.search(rf'herald_group_rebalances_total{{group="{group}"}} (\d+)', metrics.read().decode()).group(1)
    return {m.member_id: sorted((p.topic, p.partition) for p in m.assignment.topic_partitions) for m in members}, int(epoch)


def ends_of_offsets_topic(herald):
    reader = Consumer({"bootstrap.servers": herald.kafka, "group.id": "nobody"})
    ends = [reader.get_watermark_offsets(TopicPartition("__consumer_offsets", p), timeout=30)[1] for p in range(8)]
    reader.close()
    return ends


def test_members_go_on_when_the_server_is_killed_as_if_nothing_had_happened(make_herald, name):
    herald = make_herald()
    create(herald, name, 4)
    heartbeat_every_second(herald, name)
    events = []
    first, second = (member(herald, name, name, events=events, **{"enable.auto.commit": False}) for _ in range(2))
    poll_until(lambda _: counts(first, second) == [2, 2], first, second)
    produce(herald, name, 40, 4)
    values = poll_until(lambda values: len(values) >= 40, first, second)
    for consumer in first, second:
        consumer.commit(asynchronous=False)
    # What comes now is read and not committed: whoever lost a partition would read it again.
    produce(herald, name, 40, 4)
    values += poll_until(lambda values: len(values) >= 40, first, second)
    members, epoch = described(herald, name)
    assert len(members) == 2 and sorted(sum(members.values(), [])) == [(name, p) for p in range(4)]
    owned, ends = [shares(first), shares(second)], ends_of_offsets_topic(herald)
    events.clear()

    assert herald.cli("topic", "compact", "__consumer_offsets")[0] == 0
    herald.kill()
    herald.start()
    produce(herald, name, 40, 4)
    values += poll_until(lambda values: len(values) >= 40, first, second)
    heard = time.monotonic() + 5
    values += poll_until(lambda _: time.monotonic() > heard, first, second)
    assert sorted(map(int, values)) == sorted(list(range(40)) * 3)
    assert events == [] and [shares(first), shares(second)] == owned
    assert described(herald, name) == (members, epoch)
    # Neither the start nor heartbeats that change nothing are written down.
    assert ends_of_offsets_topic(herald) == ends
    for consumer in first, second:
        assert all(p.error is None for p in consumer.commit(asynchronous=False))
    first.close()
    second.close()


def test_a_rebalance_goes_on_when_the_server_is_killed(make_herald, name):
    herald = make_herald()
    create(herald, name, 6)
    heartbeat_every_second(herald, name)
    first = member(herald, name, name)
    poll_until(lambda _: counts(first) == [6], first)
    second = member(herald, name, name)
    # The first is to give up three, and learns of it from one server or the other.
    poll_until(lambda _: len(described(herald, name)[0]) == 2, second)
    herald.kill()
    herald.start()
    poll_until(lambda _: counts(first, second) == [3, 3], first, second)
    assert not set(shares(first)) & set(shares(second)) and described(herald, name)[1] == 2
    first.close()
    second.close()


@pytest.mark.parametrize("strategy", ["range", "cooperative-sticky"])
def test_a_group_moves_from_the_classic_protocol_and_back_member_by_member(herald, name, strategy):
    create(herald, name, 6)
    admin = AdminClient({"bootstrap.servers": herald.kafka})

    def kind():
        return admin.describe_consumer_groups([name])[name].result(30).type

    classic = {"group.protocol": "classic", "partition.assignment.strategy": strategy, "heartbeat.interval.ms": 500}
    first = member(herald, name, name, **classic)
    poll_until(lambda _: counts(first) == [6], first)
    assert kind() == ConsumerGroupType.CLASSIC
    second = member(herald, name, name)
    poll_until(lambda _: counts(first, second) == [3, 3], first, second)
    assert kind() == ConsumerGroupType.CONSUMER and not set(shares(first)) & set(shares(second))
    produce(herald, name, 60, 6)
    read = poll_until(lambda values: len(values) >= 60, first, second)
    assert sorted(map(int, read)) == list(range(60))
    third = member(herald, name, name, **classic)
    poll_until(lambda _: counts(first, second, third) == [2, 2, 2], first, second, third)
    second.close()
    poll_until(lambda _: counts(first, third) == [3, 3], first, third)
    assert kind() == ConsumerGroupType.CLASSIC
    first.close()
    third.close()


def test_the_group_is_listed_as_what_it_is(herald, name):
    create(herald, name, 1)
    consumer = member(herald, name, name)
    poll_until(lambda _: counts(consumer) == [1], consumer)
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    listed = admin.list_consumer_groups(types={ConsumerGroupType.CONSUMER}).result().valid
    assert [g.type for g in listed if g.group_id == name] == [ConsumerGroupType.CONSUMER]
    classic = admin.list_consumer_groups(types={ConsumerGroupType.CLASSIC}).result().valid
    assert name not in [g.group_id for g in classic]
    with pytest.raises(KafkaException):
        admin.delete_consumer_groups([name])[name].result(30)
    consumer.close()
    admin.delete_consumer_groups([name])[name].result(30)
