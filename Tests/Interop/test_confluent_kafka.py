"""confluent-kafka-python on its own librdkafka."""

import threading

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, OffsetSpec, ResourceType
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, topic_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

V1 = '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"amount","type":"long"}]}'
V2 = V1[:-2] + ',{"name":"note","type":["null","string"],"default":null}]}'
V3 = V1[:-2] + ',{"name":"currency","type":"string"}]}'


def produce(herald, topic, records, **settings):
    delivered = []
    producer = Producer({"bootstrap.servers": herald.kafka, **settings})

    def on_delivery(error, message):
        assert error is None, error
        delivered.append((message.partition(), message.offset()))

    for key, value in records:
        producer.produce(topic, value, key, on_delivery=on_delivery)
        producer.poll(0)
    assert producer.flush(60) == 0
    return delivered


def create(herald, topic, partitions, **config):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(topic, partitions, 1, config=config)])[topic].result(30)


def read_all(herald, topic, **settings):
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": f"{topic}-reader", "enable.partition.eof": True,
                         "auto.offset.reset": "earliest", "enable.auto.commit": False, **settings})
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
    left, messages = len(partitions), []
    while left:
        message = consumer.poll(30)
        assert message is not None, f"nothing for 30 s after {len(messages)} records"
        if message.error():
            assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
            left -= 1
        else:
            messages.append(message)
    consumer.close()
    return messages


@pytest.mark.parametrize("acks", ["0", "1", "all"])
@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_records_survive_every_codec_and_acks(herald, name, codec, acks):
    records = [(f"k{i % 100}", f"value {i} " + "y" * (i % 50)) for i in range(3000)]
    produce(herald, name, records, acks=acks, **{"compression.type": codec, "linger.ms": 5})
    read = [(m.key().decode(), m.value().decode()) for m in read_all(herald, name)]
    assert read == records


def test_an_idempotent_producer_writes_each_record_once(herald, name):
    create(herald, name, 4)
    records = [(f"k{i}", str(i)) for i in range(20000)]
    delivered = produce(herald, name, records, **{"enable.idempotence": True, "max.in.flight.requests.per.connection": 5})
    assert len(set(delivered)) == 20000
    assert sorted(int(m.value()) for m in read_all(herald, name)) == list(range(20000))


def test_members_share_partitions_and_take_over(herald, name):
    create(herald, name, 6)
    produce(herald, name, [(f"k{i}", str(i)) for i in range(600)])
    settings = {"bootstrap.servers": herald.kafka, "group.id": name, "auto.offset.reset": "earliest",
                "session.timeout.ms": 6000, "heartbeat.interval.ms": 500}
    seen, lock = set(), threading.Lock()
    shares = {}
    both = threading.Barrier(2, timeout=60)

    def member(number):
        consumer = Consumer(settings)
        consumer.subscribe([name])
        while len(consumer.assignment()) != 3:
            message = consumer.poll(0.2)
            if message and not message.error():
                with lock:
                    seen.add(message.value())
        shares[number] = {p.partition for p in consumer.assignment()}
        both.wait()
        if number == 0:
            consumer.close()
            return
        while True:
            message = consumer.poll(0.2)
            if message and not message.error():
                with lock:
                    seen.add(message.value())
            elif len(consumer.assignment()) == 6 and len(seen) == 600:
                break
        consumer.close()

    threads = [threading.Thread(target=member, args=(n,), daemon=True) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
        assert not thread.is_alive(), f"{len(seen)} of 600 records seen, shares {shares}"
    assert shares[0] | shares[1] == set(range(6)) and not shares[0] & shares[1]
    assert len(seen) == 600


def test_cooperative_members_take_over(herald, name):
    create(herald, name, 2)
    settings = {"bootstrap.servers": herald.kafka, "group.id": name, "auto.offset.reset": "earliest",
                "partition.assignment.strategy": "cooperative-sticky", "session.timeout.ms": 6000, "heartbeat.interval.ms": 300}
    first, second = Consumer(settings), Consumer(settings)
    first.subscribe([name])
    for _ in range(100):
        first.poll(0.2)
        if len(first.assignment()) == 2:
            break
    second.subscribe([name])
    for _ in range(100):
        first.poll(0.1)
        second.poll(0.1)
        if len(first.assignment()) == len(second.assignment()) == 1:
            break
    assert len(first.assignment()) == len(second.assignment()) == 1
    first.close()
    for _ in range(100):
        second.poll(0.2)
        if len(second.assignment()) == 2:
            break
    assert len(second.assignment()) == 2
    second.close()


def test_admin_creates_describes_alters_grows_and_deletes(herald, name):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(name, 3, 1, config={"cleanup.policy": "compact", "segment.ms": "60000"})])[name].result(30)
    with pytest.raises(KafkaException) as exists:
        admin.create_topics([NewTopic(name, 3, 1)])[name].result(30)
    assert exists.value.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS
    resource = ConfigResource(ResourceType.TOPIC, name)
    config = admin.describe_configs([resource])[resource].result(30)
    assert config["cleanup.policy"].value == "compact" and config["segment.ms"].value == "60000"
    assert config["retention.ms"].value == "604800000" and config["retention.ms"].is_default
    change = ConfigResource(ResourceType.TOPIC, name, incremental_configs=[
        ConfigEntry("retention.ms", "1000", incremental_operation=AlterConfigOpType.SET),
        ConfigEntry("segment.ms", None, incremental_operation=AlterConfigOpType.DELETE)])
    admin.incremental_alter_configs([change])[change].result(30)
    config = admin.describe_configs([resource])[resource].result(30)
    assert config["retention.ms"].value == "1000" and config["segment.ms"].value == "604800000"
    wrong = ConfigResource(ResourceType.TOPIC, name, incremental_configs=[
        ConfigEntry("retention.ms", "soon", incremental_operation=AlterConfigOpType.SET)])
    with pytest.raises(KafkaException) as refused:
        admin.incremental_alter_configs([wrong])[wrong].result(30)
    assert refused.value.args[0].code() == KafkaError.INVALID_CONFIG and "retention.ms" in refused.value.args[0].str()
    admin.create_partitions([NewPartitions(name, 5)])[name].result(30)
    assert len(admin.list_topics(name, timeout=30).topics[name].partitions) == 5
    admin.delete_topics([name])[name].result(30)
    assert name not in admin.list_topics(timeout=30).topics


def test_groups_are_listed_described_and_deleted(herald, name):
    produce(herald, name, [("k", str(i)) for i in range(10)])
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    consumer.subscribe([name])
    assert consumer.consume(10, 30)
    consumer.commit(asynchronous=False)
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    assert name in {g.group_id for g in admin.list_consumer_groups().result(30).valid}
    described = admin.describe_consumer_groups([name])[name].result(30)
    assert described.state.name == "STABLE" and len(described.members) == 1
    with pytest.raises(KafkaException) as alive:
        admin.delete_consumer_groups([name])[name].result(30)
    assert alive.value.args[0].code() == KafkaError.NON_EMPTY_GROUP
    consumer.close()
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name})
    assert consumer.committed([TopicPartition(name, 0)], timeout=30)[0].offset == 10
    consumer.close()
    admin.delete_consumer_groups([name])[name].result(30)
    assert name not in {g.group_id for g in admin.list_consumer_groups().result(30).valid}


def test_offsets_are_listed_by_kind_and_time(herald, name):
    produce(herald, name, [("k", str(i)) for i in range(10)])
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    partition = TopicPartition(name, 0)
    for spec, offset in [(OffsetSpec.earliest(), 0), (OffsetSpec.latest(), 10), (OffsetSpec.for_timestamp(1), 0)]:
        assert admin.list_offsets({partition: spec})[partition].result(30).offset == offset
    newest = admin.list_offsets({partition: OffsetSpec.max_timestamp()})[partition].result(30)
    assert 0 <= newest.offset < 10 and newest.timestamp > 0


def test_an_offset_beyond_the_log_is_out_of_range(herald, name):
    produce(herald, name, [("k", "v")])
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "auto.offset.reset": "error"})
    consumer.assign([TopicPartition(name, 0, 1000)])
    message = consumer.poll(30)
    assert message.error().code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE)
    consumer.close()


def test_a_record_larger_than_the_limit_is_refused(herald, name):
    producer = Producer({"bootstrap.servers": herald.kafka, "message.max.bytes": 4_000_000})
    outcome = []
    producer.produce(name, b"x" * 2_000_000, on_delivery=lambda error, _: outcome.append(error))
    producer.flush(30)
    assert outcome[0].code() == KafkaError.MSG_SIZE_TOO_LARGE
    assert len(produce(herald, name, [("k", "small")])) == 1


def test_a_keyless_record_is_refused_by_a_compacted_topic(herald, name):
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(name, 1, 1, config={"cleanup.policy": "compact"})])[name].result(30)
    producer = Producer({"bootstrap.servers": herald.kafka})
    outcome = []
    producer.produce(name, b"no key", on_delivery=lambda error, _: outcome.append(error))
    producer.flush(30)
    assert outcome[0].code() == KafkaError.INVALID_RECORD


def context(topic):
    return SerializationContext(topic, MessageField.VALUE)


def test_avro_records_carry_their_schema_id_and_evolve(herald, name):
    registry = SchemaRegistryClient({"url": herald.url})
    old, new = AvroSerializer(registry, V1), AvroSerializer(registry, V2)
    produce(herald, name, [("a", old({"id": "a", "amount": 1}, context(name))), ("b", new({"id": "b", "amount": 2**60, "note": "n"}, context(name)))])
    assert registry.get_versions(f"{name}-value") == [1, 2]
    read = AvroDeserializer(registry, V2)
    values = [read(m.value(), context(name)) for m in read_all(herald, name)]
    assert values == [{"id": "a", "amount": 1, "note": None}, {"id": "b", "amount": 2**60, "note": "n"}]
    as_written = AvroDeserializer(SchemaRegistryClient({"url": herald.url}))
    assert [as_written(m.value(), context(name)) for m in read_all(herald, name)][0] == {"id": "a", "amount": 1}


def test_an_incompatible_schema_is_refused_with_its_reason(herald, name):
    registry = SchemaRegistryClient({"url": herald.url})
    subject = f"{name}-value"
    first = registry.register_schema(subject, Schema(V1, "AVRO"))
    assert registry.register_schema(subject, Schema(V1, "AVRO")) == first
    with pytest.raises(SchemaRegistryError) as refused:
        registry.register_schema(subject, Schema(V3, "AVRO"))
    assert refused.value.http_status_code == 409 and refused.value.error_code == 409
    assert "READER_FIELD_MISSING_DEFAULT_VALUE" in refused.value.error_message and "currency" in refused.value.error_message
    assert not registry.test_compatibility(subject, Schema(V3, "AVRO"))
    assert registry.test_compatibility(subject, Schema(V2, "AVRO"))
    registry.set_compatibility(subject, "NONE")
    assert registry.register_schema(subject, Schema(V3, "AVRO")) > first


def test_latest_version_and_lookup(herald, name):
    registry = SchemaRegistryClient({"url": herald.url})
    subject = f"{name}-value"
    one = registry.register_schema(subject, Schema(V1, "AVRO"))
    two = registry.register_schema(subject, Schema(V2, "AVRO"))
    assert registry.get_latest_version(subject).schema_id == two
    assert registry.lookup_schema(subject, Schema(V1, "AVRO")).version == 1
    assert registry.get_schema(one).schema_str.replace(" ", "") == V1
    latest = AvroSerializer(registry, None, conf={"auto.register.schemas": False, "use.latest.version": True})
    assert latest({"id": "a", "amount": 1, "note": None}, context(name))[1:5] == two.to_bytes(4, "big")
    assert registry.delete_version(subject, 2) == 2
    # Its client remembers the latest version for a while; another one asks.
    registry = SchemaRegistryClient({"url": herald.url})
    assert registry.get_latest_version(subject).version == 1
    assert registry.delete_subject(subject) == [1]
    assert subject not in registry.get_subjects()
    registry.delete_subject(subject, permanent=True)
