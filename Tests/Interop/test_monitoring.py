"""What monitoring is told."""

import json
import re
import socket
import time
import urllib.error
import urllib.request

import pytest
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, SchemaRegistryError
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

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
            whole = re.sub("_(bucket|sum|count)$", "", name)
            family = whole if types.get(whole) == "histogram" else name
            assert family in types, f"{name} has no type before its samples"
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
    for state, count, size in (("live", 1, len('"int"')), ("deleted", 1, len('"long"'))):
        assert samples["herald_schema_versions", (("state", state), ("type", "AVRO"))] == count
        assert samples["herald_schema_bytes", (("state", state), ("type", "AVRO"))] == size
    assert samples["herald_schema_versions", (("state", "live"), ("type", "PROTOBUF"))] == 0
    assert samples["herald_schema_ids", (("context", "."),)] == 2
    assert samples["herald_data_writable", ()] == 1
    assert samples["process_resident_memory_bytes", ()] > 1e6
    assert [value for (metric, _), value in samples.items() if metric == "herald_disk_free_bytes"][0] > 0
    for path in ("live", "ready", "startup"):
        assert urllib.request.urlopen(f"{herald.url}/health/{path}", timeout=30).status == 200


def total(samples, metric, **labels):
    return sum(value for (found, pairs), value in samples.items() if found == metric and set(labels.items()) <= set(pairs))


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_records_that_a_group_gets_again_are_counted(make_herald, name, protocol):
    herald = make_herald()
    create(herald, name, 1)
    produce(herald, name, [("k", str(number)) for number in range(20)])

    def read(group, count, commit=False):
        settings = {"group.protocol": "consumer"} if protocol == "consumer" else {}
        consumer = Consumer({
            "bootstrap.servers": herald.kafka, "group.id": group, "client.id": group, "enable.auto.commit": False,
            "auto.offset.reset": "earliest", **settings})
        consumer.subscribe([name])
        for _ in range(count):
            message = consumer.poll(30)
            assert message is not None and not message.error()
        if commit:
            consumer.commit(asynchronous=False)
        consumer.close()

    def told(group):
        samples = scrape(herald)
        labels = (("group", group), ("topic", name))
        return tuple(samples.get((f"herald_group_{what}_total", labels)) for what in ("records_consumed", "redeliveries"))

    assert told(name) == (None, None)
    read(name, 20)
    assert told(name) == (20, 0)
    read(name, 20, commit=True)
    assert told(name) == (40, 20), "nothing had been committed"
    produce(herald, name, [("k", "new")] * 5)
    read(name, 5)
    assert told(name) == (45, 20)
    read(name + "-fresh", 25)
    assert told(name + "-fresh") == (25, 0) and told(name) == (45, 20)


def test_how_a_group_gets_on_is_judged_by_its_commits(make_herald, name):
    herald = make_herald()
    create(herald, name, 1)
    produce(herald, name, [("k", str(number)) for number in range(20)])
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "enable.auto.commit": False})

    def commit(offset):
        consumer.commit(offsets=[TopicPartition(name, 0, offset)], asynchronous=False)

    def judged():
        samples = scrape(herald)
        partition = [dict(labels)["status"] for (metric, labels), value in samples.items()
                     if metric == "herald_group_partition_status" and ("group", name) in labels and value == 1]
        return samples.get(("herald_group_status", (("group", name),))), partition

    def ask(path):
        with urllib.request.urlopen(f"{herald.url}{path}", timeout=30) as answer:
            return json.loads(answer.read())

    assert judged() == (None, [])
    commit(10)
    assert judged() == (1, ["OK"])
    commit(3)
    assert judged() == (3, ["REWIND"])
    code, out, _ = herald.cli("group", "describe", name, "--brokers", herald.kafka, "--server", herald.url)
    assert code == 0 and "lag 17 records  ERR\n" in out
    assert re.search(rf"^why: {name} 0 REWIND: went back from offset 10 to 3 \d+ s ago and has not come to 10 again$", out, re.M)
    code, out, _ = herald.cli("group", "describe", name, "--format", "json")
    assert json.loads(out)["partitions"][0]["status"] == "REWIND"
    progress = ask(f"/api/v1/groups/{name}/progress")
    assert (progress["status"], progress["lag"], progress["partitions"][0]["committed"]) == ("ERR", 17, 3)

    lag = ask(f"/v3/kafka/herald/consumer/{name}/lag")
    assert lag["error"] is False and lag["status"]["status"] == "ERR" and lag["status"]["totallag"] == 17
    assert lag["status"]["partition_count"] == 1 and lag["status"]["maxlag"]["current_lag"] == 17
    [partition] = lag["status"]["partitions"]
    assert (partition["start"]["offset"], partition["start"]["lag"], partition["end"]["offset"]) == (10, 10, 3)
    for path in ("/v3/kafka/elsewhere/consumer/" + name + "/lag", "/v3/kafka/herald/consumer/nobody/lag"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(path)
        assert refused.value.code == 404 and json.loads(refused.value.read())["error"] is True

    commit(20)
    assert judged() == (1, ["OK"])
    assert ask(f"/v3/kafka/herald/consumer/{name}/status")["status"]["partitions"] == []
    commit(4)
    assert judged() == (3, ["REWIND"])
    consumer.close()
    herald.stop()
    herald.start()
    assert judged() == (1, ["OK"]), "of what came before a start the last commit is known"
    code, out, _ = herald.cli("group", "describe", name, "--server", "http://127.0.0.1:1")
    assert code == 0 and "ERR" not in out and "why" not in out, "without the server nobody judges"


def test_what_happens_to_the_log_is_counted(make_herald, name):
    herald = make_herald()
    create(herald, name, 1)
    create(herald, name + ".dlq", 1)
    before = scrape(herald)
    assert total(before, "herald_produced_records_total", topic=name) == 0
    producer = Producer({"bootstrap.servers": herald.kafka})
    hour_ago = int(time.time() * 1000) - 3_600_000
    for number in range(20):
        producer.produce(name, b"x" * 1000, timestamp=hour_ago + number)
    producer.produce(name + ".dlq", b"dead", timestamp=hour_ago)
    assert producer.flush(30) == 0
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "enable.auto.commit": False, "auto.offset.reset": "earliest"})
    consumer.subscribe([name])
    for _ in range(20):
        message = consumer.poll(30)
        assert message is not None and not message.error()
    consumer.commit(offsets=[TopicPartition(name, 0, 5)], asynchronous=False)
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    with pytest.raises(KafkaException):
        admin.create_topics([NewTopic(name, 1)])[name].result(30)
    with socket.create_connection(herald.address, timeout=30) as junk:
        junk.sendall(b"\0\0\0\x04\0\1\2\3")
        assert junk.recv(1) == b""

    samples = scrape(herald)
    assert total(samples, "herald_produced_records_total", topic=name) == 20
    assert total(samples, "herald_produced_bytes_total", topic=name) > 20_000
    assert total(samples, "herald_fetched_records_total", topic=name) == 20
    assert total(samples, "herald_fetched_bytes_total", topic=name) == total(samples, "herald_produced_bytes_total", topic=name)
    requests = "herald_request_duration_seconds_count"
    assert total(samples, requests, listener="kafka", api="Produce", code="NONE") >= 2
    assert total(samples, requests, api="CreateTopics", code="NONE") == 2
    assert total(samples, requests, api="CreateTopics", code="TOPIC_ALREADY_EXISTS") == 1
    # Buckets are cumulative, and the last has all.
    buckets = [(float(dict(pairs)["le"]), value) for (metric, pairs), value in samples.items()
               if metric == "herald_request_duration_seconds_bucket" and {("api", "Produce"), ("code", "NONE")} <= set(pairs)]
    counts = [value for _, value in sorted(buckets)]
    assert counts == sorted(counts) and counts[-1] == total(samples, requests, api="Produce", code="NONE")
    assert total(samples, "herald_request_bytes_total", api="Produce") > 20_000
    assert total(samples, "herald_response_bytes_total", api="Fetch") > 20_000
    assert total(samples, "herald_log_fsync_duration_seconds_count") >= 2
    assert total(samples, "herald_log_appends_per_fsync_count") >= 2
    assert total(samples, "herald_log_batch_bytes_sum") > 20_000
    assert total(samples, "herald_log_append_duration_seconds_count") >= 2
    assert total(samples, "herald_log_fsync_failures_total") == 0
    assert total(samples, "herald_connections", listener="kafka") >= 2
    assert total(samples, "herald_connections_total", listener="kafka") > total(samples, "herald_connections", listener="kafka")
    assert total(samples, "herald_connections", listener="http") >= 1
    assert total(samples, "herald_requests_in_flight", listener="kafka") >= 0
    assert total(samples, "herald_group_rebalances_total", group=name) == 1
    assert total(samples, "herald_group_commits_total", group=name) == 1
    assert total(samples, "herald_group_lag_records", group=name) == 15
    assert 3600 <= total(samples, "herald_group_lag_seconds", group=name) < 3700
    assert total(samples, "herald_dlq_records", topic=name + ".dlq") == 1
    assert 3600 <= total(samples, "herald_dlq_oldest_age_seconds", topic=name + ".dlq") < 3700
    consumer.commit(offsets=[TopicPartition(name, 0, 20)], asynchronous=False)
    samples = scrape(herald)
    assert total(samples, "herald_group_lag_seconds", group=name) == 0
    consumer.close()


def test_cleaning_is_counted(make_herald, name):
    herald = make_herald()
    assert herald.cli("topic", "create", name, "--compact")[0] == 0
    for _ in range(3):
        assert herald.cli("topic", "produce", name, "-k", "k", "--raw", input=b"1\n2\n3\n")[0] == 0
    assert total(scrape(herald), "herald_compaction_backlog_bytes", topic=name) == 0, "the active segment is not full"
    assert herald.cli("topic", "compact", name)[0] == 0
    samples = scrape(herald)
    assert total(samples, "herald_compaction_backlog_bytes", topic=name) == 0
    assert total(samples, "herald_compaction_duration_seconds_count") == 1
    assert total(samples, "herald_compaction_read_bytes_total") > total(samples, "herald_compaction_kept_bytes_total") > 0


def test_what_happens_to_the_registry_is_counted(make_herald):
    herald = make_herald()
    registry = SchemaRegistryClient({"url": herald.url})
    one = Schema('{"type":"record","name":"A","fields":[{"name":"a","type":"int"}]}', "AVRO")
    registry.register_schema("s", one)
    for _ in range(2):
        urllib.request.urlopen(urllib.request.Request(
            f"{herald.url}/subjects/s/versions", json.dumps({"schema": one.schema_str}).encode(), {"Content-Type": "application/json"}))
    for text in ('{"type":"record","name":"A","fields":[{"name":"b","type":"int"}]}', '{"type":"nonsense"}'):
        with pytest.raises(SchemaRegistryError):
            registry.register_schema("s", Schema(text, "AVRO"))
    assert registry.test_compatibility("s", one)
    assert not registry.test_compatibility("s", Schema('"int"', "AVRO"))
    for _ in range(3):
        urllib.request.urlopen(f"{herald.url}/schemas/ids/1")
    for path in ("/subjects/none/versions/1", "/nowhere", "/nowhere/else"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(herald.url + path)
    samples = scrape(herald)
    for result, count in (("created", 1), ("existing", 2), ("incompatible", 1), ("invalid", 1)):
        assert total(samples, "herald_schema_registrations_total", type="AVRO", result=result) == count, result
    failures = "herald_schema_compatibility_failures_total"
    assert total(samples, failures, type="AVRO", level="BACKWARD", rule="AVRO_FIELD_ADDED_WITHOUT_DEFAULT") == 1
    assert total(samples, "herald_schema_compatibility_checks_total", type="AVRO", level="BACKWARD", result="compatible") == 1
    assert total(samples, "herald_schema_compatibility_checks_total", result="incompatible") == 1
    fetches = "herald_schema_fetches_total"
    assert (total(samples, fetches, by="id", cache="hit"), total(samples, fetches, by="id", cache="miss")) == (2, 1)
    assert total(samples, fetches, by="version") == total(samples, fetches, by="latest") == 0
    requests = "herald_request_duration_seconds_count"
    assert total(samples, requests, listener="http", api="GET /schemas/ids/{}", code="200") == 3
    assert total(samples, requests, listener="http", api="GET /subjects/{}/versions/{}", code="404") == 1
    assert total(samples, requests, listener="http", api="none", code="404") == 2
    assert total(samples, requests, listener="http", api="POST /subjects/{}/versions", code="409") == 1
    # A set, as herald's own commands send them.
    body = json.dumps({"schemas": [{"subject": name, "schema": '"string"'} for name in ("t", "u")]}).encode()
    for _ in range(2):
        urllib.request.urlopen(urllib.request.Request(
            f"{herald.url}/api/v1/schemas:register", body, {"Content-Type": "application/json"}))
    samples = scrape(herald)
    assert total(samples, "herald_schema_registrations_total", result="created") == 3
    assert total(samples, "herald_schema_registrations_total", result="existing") == 4


def test_reads_are_counted_by_the_version_that_was_handed_out(make_herald, name):
    herald = make_herald()
    registry = SchemaRegistryClient({"url": herald.url})
    one, two = Schema('"int"', "AVRO"), Schema('"long"', "AVRO")
    shared = registry.register_schema(name, one)
    registry.register_schema(name, two)
    assert registry.register_schema(name + "-other", one) == shared
    reads = "herald_schema_version_reads_total"
    assert total(scrape(herald), reads) == 0

    def get(path):
        with urllib.request.urlopen(herald.url + path, timeout=30) as answer:
            return answer.read()

    get(f"/subjects/{name}/versions/1")
    get(f"/subjects/{name}/versions/1/schema")
    get(f"/subjects/{name}/versions/latest")
    get(f"/schemas/ids/{shared}?subject={name}-other")
    get(f"/schemas/ids/{shared}")
    get(f"/schemas/ids/{shared}/schema")
    with pytest.raises(urllib.error.HTTPError):
        get(f"/subjects/{name}/versions/7")
    # What a consumer's deserializer asks, and what a producer's serializer asks.
    context = SerializationContext(name.removesuffix("-value"), MessageField.VALUE)
    payload = b"\0" + shared.to_bytes(4, "big") + b"\x02"
    assert AvroDeserializer(SchemaRegistryClient({"url": herald.url}))(payload, context) == 1
    samples = scrape(herald)
    of = lambda subject, version: total(samples, reads, subject=subject, version=version)
    by_id_alone = total(samples, reads, subject=name, version="1") - 2
    assert by_id_alone >= 2, samples
    assert (of(name, "2"), of(name + "-other", "1")) == (1, by_id_alone + 1)
    fetches = "herald_schema_fetches_total"
    assert (total(samples, fetches, by="version"), total(samples, fetches, by="latest")) == (2, 1)
    registry.delete_subject(name + "-other")
    samples = scrape(herald)
    assert of(name + "-other", "1") == by_id_alone + 1, "what is deleted softly may still be asked for"
    registry.delete_subject(name + "-other", permanent=True)
    samples = scrape(herald)
    assert (of(name, "1"), of(name + "-other", "1")) == (2 + by_id_alone, 1)


def test_batches_that_are_not_taken_are_counted_by_reason(make_herald, name):
    herald = make_herald()
    admin = AdminClient({"bootstrap.servers": herald.kafka})
    admin.create_topics([NewTopic(name, 1, config={"max.message.bytes": "1000"})])[name].result(30)
    refused = []
    producer = Producer({"bootstrap.servers": herald.kafka})
    producer.produce(name, b"x" * 2000, on_delivery=lambda error, _: refused.append(error))
    assert producer.flush(30) == 0 and refused[0] is not None
    samples = scrape(herald)
    assert total(samples, "herald_produce_rejected_total", topic=name, reason="size") == 1
    assert total(samples, "herald_produce_rejected_total") == 1


def test_a_slow_request_gets_a_line_that_says_where_the_time_went(make_herald, slow_disk, name):
    herald = make_herald("--slow-request", "5", "--log-format", "json", launcher=slow_disk(20))
    create(herald, name, 1)
    producer = Producer({"bootstrap.servers": herald.kafka, "client.id": "billing", "linger.ms": 200, "batch.size": 900_000})
    for _ in range(3000):
        producer.produce(name, b"x" * 300)
    assert producer.flush(30) == 0
    # A fetch that waits because it wants to is not slow.
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name, "client.id": "waiter", "fetch.wait.max.ms": 500})
    consumer.assign([TopicPartition(name, 0, 3000)])
    consumer.poll(1.5)
    consumer.close()
    lines = [json.loads(line) for line in herald.log.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    slow = [line for line in lines if line["message"] == "slow request"]
    produce = [line for line in slow if line["api"] == "Produce"]
    assert produce, lines
    line = produce[0]
    assert line["client"] == "billing" and line["topic"] == name and line["code"] == "NONE" and line["request_bytes"] > 300_000
    assert line["duration_ms"] >= 20 and line["waiting_ms"] >= 20 and abs(line["handling_ms"] + line["waiting_ms"] - line["duration_ms"]) < 0.01
    assert not [line for line in slow if line["client"] == "waiter" and line["api"] == "Fetch" and line["duration_ms"] > 400]


def test_text_lines_stay_what_they_were(make_herald):
    herald = make_herald("--slow-request", "0")
    urllib.request.urlopen(f"{herald.url}/subjects")
    assert "slow request" not in herald.log
