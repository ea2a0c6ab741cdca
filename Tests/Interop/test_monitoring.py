"""What monitoring is told."""

import re
import urllib.request

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

from test_confluent_kafka import create, produce


def scrape(herald):
    with urllib.request.urlopen(f"{herald.url}/metrics", timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = answer.read().decode()
    samples, types = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            types[line.split()[2]] = line.split()[3]
        elif not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            assert name in types, f"{name} has no type before its samples"
            key = (name, tuple(sorted(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or ""))))
            assert key not in samples, f"{line} is told twice"
            samples[key] = float(value)
    return samples


def test_topics_groups_transactions_and_schemas_are_told(make_herald, name):
    herald = make_herald()
    create(herald, name, 2)
    produce(herald, name, [("k", str(number)) for number in range(20)], **{"partitioner": "consistent"})
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name + " \"g\"", "enable.auto.commit": False})
    ends = [consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=30)[1] for partition in range(2)]
    partition = ends.index(20)
    consumer.commit(offsets=[TopicPartition(name, partition, 5)], asynchronous=False)
    consumer.close()
    producer = Producer({"bootstrap.servers": herald.kafka, "transactional.id": name})
    producer.init_transactions(30)
    registry = SchemaRegistryClient({"url": herald.url})
    registry.register_schema("a", Schema('"int"', "AVRO"))
    registry.register_schema("b", Schema('"long"', "AVRO"))
    registry.delete_subject("b")

    samples = scrape(herald)
    group = name + ' \\"g\\"'
    assert samples["herald_partition_end_offset", (("partition", str(partition)), ("topic", name))] == 20
    assert samples["herald_topic_records", (("topic", name),)] == 20
    assert samples["herald_topic_bytes", (("topic", name),)] > 20
    assert samples["herald_topic_oldest_record_timestamp_seconds", (("topic", name),)] > 1e9
    assert samples["herald_group_lag_records", (("group", group), ("partition", str(partition)), ("topic", name))] == 15
    assert samples["herald_group_members", (("group", group),)] == 0
    assert samples["herald_transactions", (("state", "Empty"),)] == 1
    assert samples["herald_schema_subjects", ()] == 1
    assert samples["herald_schema_versions", (("state", "live"),)] == 1
    assert samples["herald_schema_versions", (("state", "deleted"),)] == 1
    assert samples["herald_schema_ids", (("context", "."),)] == 2
    assert samples["herald_data_writable", ()] == 1
    assert samples["process_resident_memory_bytes", ()] > 1e6
    assert [value for (metric, _), value in samples.items() if metric == "herald_disk_free_bytes"][0] > 0
    for path in ("live", "ready", "startup"):
        assert urllib.request.urlopen(f"{herald.url}/health/{path}", timeout=30).status == 200
