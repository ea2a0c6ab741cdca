"""kafka-python, which speaks the protocol without librdkafka."""

import glob
import os
import uuid

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import LogTruncationError, TopicAlreadyExistsError, UnknownTopicOrPartitionError
from kafka.structs import OffsetAndMetadata


@pytest.fixture
def admin(herald):
    client = KafkaAdminClient(bootstrap_servers=herald.kafka)
    yield client
    client.close()


def send(herald, topic, values, **settings):
    producer = KafkaProducer(bootstrap_servers=herald.kafka, **settings)
    sent = [producer.send(topic, value, key=b"k%d" % (i % 10)) for i, value in enumerate(values)]
    producer.flush(30)
    producer.close()
    return [future.get(30).offset for future in sent]


def reader(herald, topic, **settings):
    consumer = KafkaConsumer(**{"bootstrap_servers": herald.kafka, "auto_offset_reset": "earliest", "consumer_timeout_ms": 20_000,
                                **settings})
    consumer.assign([TopicPartition(topic, 0)])
    return consumer


def take(consumer, count):
    records = []
    for record in consumer:
        records.append(record)
        if len(records) == count:
            return records
    raise AssertionError(f"{len(records)} of {count} records came")


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
def test_records_survive_every_codec(herald, name, codec, idempotent):
    values = [b"value %d " % i + b"z" * (i % 60) for i in range(1000)]
    settings = {} if idempotent else {"acks": 1}
    offsets = send(herald, name, values, compression_type=codec, enable_idempotence=idempotent, linger_ms=5, **settings)
    assert offsets == list(range(1000))
    records = take(reader(herald, name), 1000)
    assert [record.value for record in records] == values
    assert [record.offset for record in records] == offsets
    assert {record.key for record in records} == {b"k%d" % i for i in range(10)}


def test_headers_nulls_and_timestamps_come_back(herald, name):
    producer = KafkaProducer(bootstrap_servers=herald.kafka)
    headers = [("source", b"web"), ("source", b"again"), ("empty", b"")]
    producer.send(name, None, key=b"gone", headers=headers, timestamp_ms=1_700_000_000_123).get(30)
    producer.send(name, b"", key=None).get(30)
    producer.close()
    first, second = take(reader(herald, name), 2)
    assert (first.key, first.value, first.headers, first.timestamp) == (b"gone", None, headers, 1_700_000_000_123)
    assert (second.key, second.value) == (None, b"")


def test_a_group_reads_on_where_it_committed(herald, name, admin):
    send(herald, name, [b"%d" % i for i in range(20)])
    settings = {"bootstrap_servers": herald.kafka, "group_id": name, "auto_offset_reset": "earliest", "enable_auto_commit": False,
                "consumer_timeout_ms": 20_000}
    consumer = KafkaConsumer(name, **settings)
    assert [record.value for record in take(consumer, 12)] == [b"%d" % i for i in range(12)]
    consumer.commit({TopicPartition(name, 0): OffsetAndMetadata(12, "so far", -1)})
    assert admin.describe_groups([name])[name]["group_state"] == "Stable"
    consumer.close()
    consumer = KafkaConsumer(name, **settings)
    assert [record.offset for record in take(consumer, 8)] == list(range(12, 20))
    consumer.close()
    assert admin.list_group_offsets([name])[name][TopicPartition(name, 0)].offset == 12
    admin.delete_groups([name])
    assert name not in {group["group_id"] for group in admin.list_groups()}


def test_offsets_are_found_by_kind_and_time(herald, name):
    producer = KafkaProducer(bootstrap_servers=herald.kafka)
    for timestamp in (1000, 3000, 2000):
        producer.send(name, b"x", timestamp_ms=timestamp).get(30)
    producer.close()
    partition = TopicPartition(name, 0)
    consumer = reader(herald, name)
    assert consumer.beginning_offsets([partition]) == {partition: 0}
    assert consumer.end_offsets([partition]) == {partition: 3}
    found = consumer.offsets_for_times({partition: 1001})[partition]
    assert (found.offset, found.timestamp) == (1, 3000)
    assert consumer.offsets_for_times({partition: 3001})[partition] is None


def test_topics_are_made_grown_configured_and_deleted(herald, name, admin):
    admin.create_topics({name: {"num_partitions": 2, "replication_factor": 1, "configs": {"retention.ms": "5000"}}})
    with pytest.raises(TopicAlreadyExistsError):
        admin.create_topics({name: {"num_partitions": 2}})
    described = admin.describe_topics([name])[0]
    assert len(described["partitions"]) == 2
    admin.create_partitions({name: 5})
    assert len(admin.describe_topics([name])[0]["partitions"]) == 5
    resource = ConfigResource(ConfigResourceType.TOPIC, name, {"cleanup.policy": "compact"})
    admin.alter_configs([resource])
    text = str(admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)]))
    assert "compact" in text and "5000" in text
    assert "num.partitions" in str(admin.describe_configs([ConfigResource(ConfigResourceType.BROKER, "1")], config_filter="all"))
    before = described["topic_id"]
    admin.delete_topics([name])
    with pytest.raises(UnknownTopicOrPartitionError):
        admin.delete_topics([name])
    admin.create_topics({name: {"num_partitions": 1}})
    assert admin.describe_topics([name])[0]["topic_id"] not in (before, uuid.UUID(int=0))


def test_the_cluster_describes_itself(herald, admin):
    cluster = admin.describe_cluster()
    assert [f"{broker['host']}:{broker['port']}" for broker in cluster["brokers"]] == [herald.kafka]
    assert len(cluster["cluster_id"]) == 22


def test_a_consumer_notices_that_a_crash_took_what_it_had_read(make_herald, name):
    server = make_herald()
    send(server, name, [b"%d" % i for i in range(10)], linger_ms=0)
    consumer = reader(server, name, metadata_max_age_ms=500, auto_offset_reset="none")
    consumer.seek(TopicPartition(name, 0), 0)
    assert len(take(consumer, 10)) == 10
    server.kill()
    # What a power cut can do to bytes that no sync has covered.
    (segment,) = glob.glob(os.path.join(server.directory, "data", f"{name}-0", "*.log"))
    os.truncate(segment, os.path.getsize(segment) - 5)
    server.start()
    end = reader(server, name).end_offsets([TopicPartition(name, 0)])[TopicPartition(name, 0)]
    assert end < 10
    with pytest.raises(LogTruncationError) as raised:
        for _ in range(60):
            consumer.poll(500)
    assert raised.value.divergent_offsets[TopicPartition(name, 0)].offset == end
