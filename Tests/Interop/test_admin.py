"""The admin calls of others' clients: confluent-kafka (librdkafka), kafka-python, kcat."""

import select
import socket
import subprocess
import time
import uuid

import pytest
from confluent_kafka import Consumer, IsolationLevel, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ConfigSource, NewTopic, OffsetSpec, ResourceType,
)
from confluent_kafka import ConsumerGroupTopicPartitions, ElectionType
from kafka import KafkaAdminClient, KafkaConsumer
from kafka import TopicPartition as PartitionOfKafkaPython
from kafka.admin import ConfigResource as ResourceOfKafkaPython
from kafka.admin import ConfigResourceType
from kafka.errors import (
    ElectionNotNeededError, GroupIdNotFoundError, GroupSubscribedToTopicError, InvalidReplicationAssignmentError, NoError,
    UnknownTopicIdError,
)
from kafka.protocol.admin import IncrementalAlterConfigsRequest
from kafka.protocol.consumer import OffsetCommitRequest, OffsetFetchRequest
from kafka.protocol.producer import ProduceRequest
from kafka.record.memory_records import MemoryRecordsBuilder


@pytest.fixture
def admin(herald):
    return AdminClient({"bootstrap.servers": herald.kafka})


@pytest.fixture
def python_admin(herald):
    client = KafkaAdminClient(bootstrap_servers=herald.kafka)
    yield client
    client.close()


@pytest.fixture
def topic(herald, admin, name):
    admin.create_topics([NewTopic(name, 3)])[name].result(10)
    return name


def produce(herald, topic, partition, *values):
    producer = Producer({"bootstrap.servers": herald.kafka})
    for value in values:
        producer.produce(topic, value, partition=partition)
    assert producer.flush(10) == 0


def bounds(herald, topic, partition):
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "bounds"})
    try:
        return consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
    finally:
        consumer.close()


def test_records_are_deleted_and_readers_begin_behind_them(herald, admin, topic):
    produce(herald, topic, 0, *"abcd")
    produce(herald, topic, 1, *"xyz")
    done = admin.delete_records([TopicPartition(topic, 0, 2), TopicPartition(topic, 1, -1)], request_timeout=10)
    assert sorted((place.partition, future.result(10).low_watermark) for place, future in done.items()) == [(0, 2), (1, 3)]
    assert bounds(herald, topic, 0) == (2, 4) and bounds(herald, topic, 1) == (3, 3)
    read = subprocess.run(
        ["kcat", "-b", herald.kafka, "-C", "-t", topic, "-p", "0", "-o", "beginning", "-e", "-f", "%o=%s "],
        capture_output=True, timeout=30, check=True)
    assert read.stdout == b"2=c 3=d "
    with pytest.raises(KafkaException) as refusal:
        admin.delete_records([TopicPartition(topic, 0, 5)])[TopicPartition(topic, 0, 5)].result(10)
    assert refusal.value.args[0].code() == KafkaError.OFFSET_OUT_OF_RANGE


def test_records_of_a_compacted_topic_stay(herald, admin, name):
    admin.create_topics([NewTopic(name, 1, config={"cleanup.policy": "compact"})])[name].result(10)
    with pytest.raises(KafkaException) as refusal:
        list(admin.delete_records([TopicPartition(name, 0, -1)]).values())[0].result(10)
    assert refusal.value.args[0].code() == KafkaError.POLICY_VIOLATION


def test_kafka_python_deletes_records_too(herald, python_admin, topic):
    produce(herald, topic, 2, *"abc")
    done = python_admin.delete_records({PartitionOfKafkaPython(topic, 2): 1})
    assert done[PartitionOfKafkaPython(topic, 2)]["low_watermark"] == 1


def test_offsets_are_listed_by_every_way_to_ask(herald, admin, topic):
    produce(herald, topic, 0, *"abcd")
    place = TopicPartition(topic, 0)
    admin.delete_records([TopicPartition(topic, 0, 1)])[TopicPartition(topic, 0, 1)].result(10)

    def offset(spec):
        asked = admin.list_offsets({place: spec}, isolation_level=IsolationLevel.READ_COMMITTED)
        return asked[place].result(10).offset

    assert offset(OffsetSpec.earliest()) == 1
    assert offset(OffsetSpec.latest()) == 4
    assert offset(OffsetSpec.for_timestamp(1)) == 1
    assert 1 <= offset(OffsetSpec.max_timestamp()) <= 3


def commit(admin, group, topic, offset, partition=0):
    asked = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, partition, offset)])
    admin.alter_consumer_group_offsets([asked])[group].result(10)


def committed(admin, group):
    answer = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result(10)
    return {(place.topic, place.partition): place.offset for place in answer.topic_partitions}


def test_offsets_of_a_group_are_altered_and_deleted(herald, admin, python_admin, topic):
    group = f"g-{topic}"
    for partition in range(3):
        commit(admin, group, topic, 40 + partition, partition)
    assert committed(admin, group) == {(topic, 0): 40, (topic, 1): 41, (topic, 2): 42}
    places = [PartitionOfKafkaPython(topic, 0), PartitionOfKafkaPython(topic, 2)]
    assert python_admin.delete_group_offsets(group, places) == {place: NoError for place in places}
    assert committed(admin, group) == {(topic, 1): 41}
    with pytest.raises(GroupIdNotFoundError):
        python_admin.delete_group_offsets(f"no-{group}", places)


def test_offsets_that_a_member_needs_stay(herald, admin, python_admin, topic):
    group = f"g-{topic}"
    commit(admin, group, topic, 1)
    member = KafkaConsumer(topic, bootstrap_servers=herald.kafka, group_id=group)
    try:
        while not member.assignment():
            member.poll(timeout_ms=200)
        place = PartitionOfKafkaPython(topic, 0)
        assert python_admin.delete_group_offsets(group, [place]) == {place: GroupSubscribedToTopicError}
    finally:
        member.close(autocommit=False)


def described(admin, topic):
    resource = ConfigResource(ResourceType.TOPIC, topic)
    return admin.describe_configs([resource])[resource].result(10)


def test_a_topics_options_are_told_with_their_sources(herald, admin, topic):
    change = ConfigResource(
        ResourceType.TOPIC, topic,
        incremental_configs=[ConfigEntry("retention.ms", "5000", incremental_operation=AlterConfigOpType.SET)])
    admin.incremental_alter_configs([change])[change].result(10)
    options = described(admin, topic)
    retention = options["retention.ms"]
    assert (retention.value, retention.source, retention.is_default) == ("5000", ConfigSource.DYNAMIC_TOPIC_CONFIG.value, False)
    synonyms = sorted((synonym.source, synonym.name, synonym.value) for synonym in retention.synonyms.values())
    assert (ConfigSource.DEFAULT_CONFIG.value, "log.retention.ms", "604800000") in synonyms
    assert options["segment.bytes"].source == ConfigSource.DEFAULT_CONFIG.value and options["segment.bytes"].is_default
    broker = ConfigResource(ResourceType.BROKER, "1")
    options = admin.describe_configs([broker])[broker].result(10)
    assert options["num.partitions"].value == "1" and options["num.partitions"].is_read_only
    assert not options["log.retention.ms"].is_read_only


def alter_broker(admin, operation, name, value=None):
    change = ConfigResource(
        ResourceType.BROKER, "1", incremental_configs=[ConfigEntry(name, value, incremental_operation=operation)])
    admin.incremental_alter_configs([change])[change].result(10)


def broker_option(admin, name):
    resource = ConfigResource(ResourceType.BROKER, "1")
    return admin.describe_configs([resource])[resource].result(10).get(name)


def alter_all_brokers(herald, operation, name, value=None):
    """Both libraries know brokers by their number alone, so in words of the protocol."""
    client = KafkaAdminClient(bootstrap_servers=herald.kafka)
    try:
        Resource = IncrementalAlterConfigsRequest.AlterConfigsResource
        change = Resource.AlterableConfig(name=name, config_operation=operation.value, value=value)
        answer = client._manager.run(client._manager.send, IncrementalAlterConfigsRequest(
            resources=[Resource(resource_type=4, resource_name="", configs=[change])], validate_only=False), 1)
        assert [response.error_code for response in answer.responses] == [0]
    finally:
        client.close()


def test_brokers_options_change_while_it_runs(make_herald, name):
    """What topics take by default is lowered live, holds over a restart, and comes back when it is deleted."""
    herald = make_herald()
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(name, 1)])[name].result(10)

    def send():
        failures = []
        producer = Producer({"bootstrap.servers": herald.kafka})
        producer.produce(name, b"x" * 5000, on_delivery=lambda error, _: failures.append(error and error.code()))
        assert producer.flush(10) == 0
        return failures

    def shown():
        option = broker_option(admin, "message.max.bytes")
        return option.value, ConfigSource(option.source)

    assert send() == [None]
    alter_all_brokers(herald, AlterConfigOpType.SET, "message.max.bytes", "4000")
    assert send() == [KafkaError.MSG_SIZE_TOO_LARGE]
    assert shown() == ("4000", ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG)
    alter_broker(admin, AlterConfigOpType.SET, "message.max.bytes", "9000")
    assert shown() == ("9000", ConfigSource.DYNAMIC_BROKER_CONFIG)
    assert send() == [None]
    alter_broker(admin, AlterConfigOpType.DELETE, "message.max.bytes")
    herald.stop()
    herald.start()
    assert send() == [KafkaError.MSG_SIZE_TOO_LARGE]
    assert described(admin, name)["max.message.bytes"].value == "4000"
    alter_all_brokers(herald, AlterConfigOpType.DELETE, "message.max.bytes")
    assert send() == [None]
    assert shown() == ("1048588", ConfigSource.DEFAULT_CONFIG)


def test_connections_are_bounded_while_the_server_runs(make_herald):
    herald = make_herald()
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    alter_broker(admin, AlterConfigOpType.SET, "max.connections.per.ip", "3")
    held = [socket.create_connection(herald.address, timeout=10) for _ in range(10)]
    deadline, closed = time.monotonic() + 10, set()
    while len(closed) < 7 and time.monotonic() < deadline:
        readable, _, _ = select.select([one for one in held if one not in closed], [], [], 0.1)
        closed |= {connection for connection in readable if not connection.recv(1)}
    assert len(closed) >= 7
    for connection in held:
        connection.close()
    alter_broker(admin, AlterConfigOpType.DELETE, "max.connections.per.ip")
    assert broker_option(admin, "max.connections.per.ip").is_default


def test_brokers_options_that_cannot_change_say_so(herald, admin):
    for option, value in [
        ("listeners", "PLAINTEXT://:1"), ("fetch.max.bytes", "5000"), ("no.such", "1"), ("max.connections", "0"),
    ]:
        with pytest.raises(KafkaException) as refusal:
            alter_broker(admin, AlterConfigOpType.SET, option, value)
        assert refusal.value.args[0].code() == KafkaError.INVALID_REQUEST
    assert broker_option(admin, "listeners").is_read_only


def test_kafka_python_changes_the_brokers_options_too(herald, python_admin):
    def resource(options=None):
        return ResourceOfKafkaPython(ConfigResourceType.BROKER, "1", options)

    def value():
        found = python_admin.describe_configs([resource()], include_synonyms=True)["broker"]["1"]
        return found.get("log.cleaner.delete.retention.ms", {}).get("value")

    for incremental in (True, False):
        change = resource({"log.cleaner.delete.retention.ms": "777"})
        assert python_admin.alter_configs([change], incremental=incremental) == {"broker": {"1": "OK"}}
        assert value() == "777"
        assert python_admin.reset_configs([resource({})], incremental=incremental) == {"broker": {"1": "OK"}}
        assert value() is None, "it shows what differs from the default"


def test_lists_are_added_to_and_taken_from(herald, admin, topic):
    def change(operation, name, value):
        resource = ConfigResource(
            ResourceType.TOPIC, topic, incremental_configs=[ConfigEntry(name, value, incremental_operation=operation)])
        admin.incremental_alter_configs([resource])[resource].result(10)

    change(AlterConfigOpType.APPEND, "cleanup.policy", "compact")
    assert set(described(admin, topic)["cleanup.policy"].value.split(",")) == {"compact", "delete"}
    change(AlterConfigOpType.SUBTRACT, "cleanup.policy", "delete")
    assert described(admin, topic)["cleanup.policy"].value == "compact"
    change(AlterConfigOpType.DELETE, "cleanup.policy", None)
    assert described(admin, topic)["cleanup.policy"].is_default
    for operation, name in [(AlterConfigOpType.APPEND, "retention.ms"), (AlterConfigOpType.SET, "no.such")]:
        with pytest.raises(KafkaException) as refusal:
            change(operation, name, "1")
        assert refusal.value.args[0].code() == KafkaError.INVALID_CONFIG


def test_the_older_call_replaces_all_options(herald, admin, topic):
    def replace(**options):
        resource = ConfigResource(ResourceType.TOPIC, topic, set_config={k.replace("_", "."): v for k, v in options.items()})
        with pytest.warns(DeprecationWarning):
            admin.alter_configs([resource])[resource].result(10)

    replace(retention_ms="1000", segment_ms="2000")
    replace(segment_ms="3000")
    options = described(admin, topic)
    assert options["retention.ms"].is_default and options["segment.ms"].value == "3000"


def test_leaders_are_where_they_are(herald, admin, python_admin, topic):
    place = TopicPartition(topic, 0)
    elected = admin.elect_leaders(ElectionType.PREFERRED, [place]).result(10)
    assert elected[place].code() == KafkaError.ELECTION_NOT_NEEDED
    answer = python_admin.elect_leaders(0, {topic: [0, 1, 2]})
    codes = [result.error_code for part in answer.replica_election_results for result in part.partition_result]
    assert codes == [ElectionNotNeededError.errno] * 3


def test_partitions_move_nowhere(herald, python_admin, topic):
    places = [PartitionOfKafkaPython(topic, index) for index in range(2)]
    done = python_admin.alter_partition_reassignments({places[0]: [1], places[1]: [1, 2]})
    assert done == {places[0]: None, places[1]: InvalidReplicationAssignmentError}
    assert python_admin.list_partition_reassignments() == {}


def test_directories_tell_the_bytes_of_partitions(herald, python_admin, topic):
    produce(herald, topic, 1, "x" * 1000)
    [node] = python_admin.describe_log_dirs({topic: [0, 1]})
    [directory] = node["log_dirs"]
    sizes = {part["partition_index"]: part["partition_size"] for part in directory["topics"][0]["partitions"]}
    assert sizes[0] == 0 and 1000 < sizes[1] < 2000
    assert directory["total_bytes"] > directory["usable_bytes"] > 0
    [node] = python_admin.describe_log_dirs()
    assert topic in [found["name"] for found in node["log_dirs"][0]["topics"]]


def test_topics_come_a_page_at_a_time(herald, python_admin, topic):
    page = python_admin.describe_topic_partitions([topic], response_partition_limit=2)
    assert [part["partition_index"] for part in page["topics"][0]["partitions"]] == [0, 1]
    page = python_admin.describe_topic_partitions([topic], response_partition_limit=2, cursor=page["next_cursor"])
    assert [part["partition_index"] for part in page["topics"][0]["partitions"]] == [2] and page["next_cursor"] is None


def test_what_has_a_configuration_is_listed(herald, python_admin, topic):
    found = python_admin.list_config_resources()
    assert topic in found["topic"] and found["broker"] == ["1"]


def test_features_are_refused_with_a_sentence(herald, python_admin):
    [(feature, answer)] = python_admin.update_features({"metadata.version": 20}).items()
    assert feature == "metadata.version" and "Herald is one node" in answer


def test_kafka_python_replaces_options_too(herald, python_admin, topic):
    resource = ResourceOfKafkaPython(ConfigResourceType.TOPIC, topic, {"retention.ms": "777"})
    assert python_admin.alter_configs([resource], incremental=False) == {"topic": {topic: "OK"}}
    found = python_admin.describe_configs([ResourceOfKafkaPython(ConfigResourceType.TOPIC, topic)], include_synonyms=True)
    assert found["topic"][topic]["retention.ms"]["value"] == "777"


def test_a_consumer_in_a_fetch_session_reads_what_comes_everywhere(herald, topic):
    """kafka-python asks in sessions: after the first answer only for what changed."""
    consumer = KafkaConsumer(bootstrap_servers=herald.kafka, auto_offset_reset="earliest", fetch_max_wait_ms=100)
    consumer.assign([PartitionOfKafkaPython(topic, index) for index in range(3)])
    seen = []
    try:
        for round in range(12):
            produce(herald, topic, round % 3, f"{round}")
            for _ in range(50):
                seen += [(part.partition, record.value) for part, records in consumer.poll(200).items() for record in records]
                if len(seen) == round + 1:
                    break
            if round == 5:
                consumer.pause(PartitionOfKafkaPython(topic, 2))
                consumer.resume(PartitionOfKafkaPython(topic, 2))
    finally:
        consumer.close()
    assert seen == [(round % 3, f"{round}".encode()) for round in range(12)]


def test_topics_go_by_id_in_produce_commit_and_fetch(herald, python_admin, topic):
    """kafka-python's clients stop short of these versions; its messages do not."""
    topic_id = uuid.UUID(str(python_admin.describe_topics([topic])[0]["topic_id"]))
    batch = MemoryRecordsBuilder(magic=2, compression_type=0, batch_size=1 << 16)
    batch.append(timestamp=None, key=None, value=b"by id")
    batch.close()

    Data = ProduceRequest.TopicProduceData
    Commit = OffsetCommitRequest.OffsetCommitRequestTopic

    def send(request):
        return python_admin._manager.run(python_admin._manager.send, request, 1)

    def produce(topic_id):
        answer = send(ProduceRequest(
            transactional_id=None, acks=-1, timeout_ms=5000, min_version=13,
            topic_data=[Data(topic_id=topic_id, partition_data=[Data.PartitionProduceData(index=1, records=batch.buffer())])]))
        assert answer.version == 13 and answer.responses[0].topic_id == topic_id
        return answer.responses[0].partition_responses[0].error_code

    assert produce(topic_id) == 0 and bounds(herald, topic, 1) == (0, 1)
    stranger = uuid.uuid4()
    assert produce(stranger) == UnknownTopicIdError.errno

    group = f"g-{topic}"
    offset = Commit.OffsetCommitRequestPartition(
        partition_index=1, committed_offset=1, committed_leader_epoch=-1, committed_metadata="m")
    answer = send(OffsetCommitRequest(
        group_id=group, generation_id_or_member_epoch=-1, member_id="", group_instance_id=None, min_version=10,
        topics=[Commit(topic_id=topic_id, partitions=[offset]), Commit(topic_id=stranger, partitions=[offset])]))
    assert answer.version == 10
    assert [part.partitions[0].error_code for part in answer.topics] == [0, UnknownTopicIdError.errno]
    asked = OffsetFetchRequest.OffsetFetchRequestGroup(group_id=group, member_id=None, member_epoch=-1, topics=None)
    answer = send(OffsetFetchRequest(groups=[asked], require_stable=True, min_version=10))
    [found] = answer.groups[0].topics
    assert answer.version == 10 and found.topic_id == topic_id and found.partitions[0].committed_offset == 1
