"""The commands that look after topics and groups, against the real server."""

import email.utils
import json
import os
import re
import signal
import subprocess
import time
import urllib.request

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from conftest import PROGRAM
from test_cli import NOBODY, V1, V2, consume, lines, ok, orders, schema  # noqa: F401

MINUTE = 60_000


def rows(result):
    return [json.loads(line) for line in ok(result)[0].splitlines()]


def write(herald, topic, records):
    """Records as (partition, key, value, milliseconds)."""
    producer = Producer({"bootstrap.servers": herald.kafka})
    for partition, key, value, time_ in records:
        producer.produce(topic, key=key, value=value, partition=partition, timestamp=time_)
    assert producer.flush(30) == 0


def commit(herald, group, offsets):
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": group, "enable.auto.commit": False})
    consumer.commit(offsets=[TopicPartition(topic, partition, offset) for (topic, partition), offset in offsets.items()],
                    asynchronous=False)
    consumer.close()


def committed(herald, group):
    return {row["partition"]: row["committed"] for row in rows(herald.cli("group", "describe", group, "--format", "jsonl"))}


@pytest.fixture
def numbers(herald, name):
    """Two partitions; ten records in the first, a minute apart, the last one now."""
    ok(herald.cli("topic", "create", name, "-p", "2"))
    now = int(time.time() * 1000)
    write(herald, name, [(0, f"k-{i}", str(i), now - (9 - i) * MINUTE) for i in range(10)])
    return name


def test_options_are_shown_set_and_unset(herald, name):
    ok(herald.cli("topic", "create", name, "-c", "segment.bytes=1000000"))
    by_name = {row["name"]: row for row in rows(herald.cli("topic", "config", name, "--format", "jsonl"))}
    assert by_name["segment.bytes"]["source"] == "topic" and by_name["retention.ms"]["source"] == "default"
    assert "milliseconds" in by_name["retention.ms"]["meaning"]

    change = ("topic", "config", name, "set", "retention.ms=3600000", "cleanup.policy=compact,delete")
    out, err = ok(herald.cli(*change, "--dry-run"))
    assert "604800000" in out and "3600000" in out and "--dry-run" in err
    assert rows(herald.cli("topic", "config", name, "get", "retention.ms", "--format", "jsonl"))[0]["value"] == "604800000"
    changes = {row["name"]: (row["before"], row["after"]) for row in rows(herald.cli(*change, "--format", "jsonl"))}
    assert changes == {"retention.ms": ("604800000", "3600000"), "cleanup.policy": ("delete", "compact,delete")}
    ok(herald.cli("topic", "config", name, "unset", "retention.ms"))
    by_name = {row["name"]: row["value"] for row in rows(herald.cli("topic", "config", name, "--format", "jsonl"))}
    assert (by_name["retention.ms"], by_name["cleanup.policy"], by_name["segment.bytes"]) == (
        "604800000", "compact,delete", "1000000")

    code, _, err = herald.cli("topic", "config", name, "set", "retention.m=1")
    assert code == 2 and "did you mean 'retention.ms'?" in err
    code, _, err = herald.cli("topic", "config", name, "set", "retention.ms=soon")
    assert code == 2 and "retention.ms" in err


def test_records_are_read_between_times(herald, numbers):
    def values(*options):
        return [record["value"] for record in consume(herald, numbers, *options)]

    assert values("--from", "-2m30s") == ["7", "8", "9"]
    assert values("--from", "-5m30s", "--to", "-2m30s") == ["4", "5", "6"]
    assert values("--to", "-7m30s") == ["0", "1"]
    assert values("-o", "-90s") == ["8", "9"]
    assert values("--from", "2001-01-01T00:00:00Z", "-n", "1") == ["0"]
    assert herald.cli("topic", "consume", numbers, "--from", "now", "--to", "-1h")[0] == 2
    assert herald.cli("topic", "consume", numbers, "--from", "now", "-o", "5")[0] == 2


def test_a_topic_is_trimmed_to_an_offset_or_a_time(herald, numbers):
    plan, err = ok(herald.cli("topic", "trim", numbers, "--before", "-5m30s", "--dry-run", "--format", "jsonl"))
    assert [json.loads(line) for line in plan.splitlines()] == [
        {"partition": 0, "start": 0, "newStart": 4}, {"partition": 1, "start": 0, "newStart": 0}]
    assert len(consume(herald, numbers)) == 10
    code, _, err = herald.cli("topic", "trim", numbers, "--before", "4")
    assert code == 2 and "--yes" in err
    _, err = ok(herald.cli("topic", "trim", numbers, "--before", "-5m30s", "--yes"))
    assert "4 offsets deleted" in err
    assert [record["offset"] for record in consume(herald, numbers)] == [4, 5, 6, 7, 8, 9]
    ok(herald.cli("topic", "trim", numbers, "--before", "8", "-p", "0", "--yes"))
    ok(herald.cli("topic", "trim", numbers, "--before", "end", "--yes"))
    assert consume(herald, numbers) == []
    assert "nothing before that" in ok(herald.cli("topic", "trim", numbers, "--before", "2", "--yes"))[1]


def test_partitions_are_added_and_groups_that_read_are_named(herald, numbers):
    commit(herald, f"{numbers}-group", {(numbers, 0): 3})
    _, err = ok(herald.cli("topic", "add-partitions", numbers, "2", "--dry-run"))
    assert "from 2 to 4" in err and f"{numbers}-group" in err
    assert herald.cli("topic", "add-partitions", numbers, "2")[0] == 2
    ok(herald.cli("topic", "add-partitions", numbers, "2", "--yes"))
    ok(herald.cli("topic", "add-partitions", numbers, "--total", "5", "--yes"))
    assert len(json.loads(ok(herald.cli("topic", "describe", numbers, "--format", "json"))[0])["partitions"]) == 5
    assert herald.cli("topic", "add-partitions", numbers, "--total", "5", "--yes")[0] == 6
    assert herald.cli("topic", "add-partitions", numbers)[0] == 2


def test_a_group_is_moved_after_a_preview(herald, numbers, tmp_path):
    group = f"{numbers}-group"
    commit(herald, group, {(numbers, 0): 5})

    def reset(*options):
        return herald.cli("group", "reset", group, *options, "--format", "jsonl")

    code, out, err = reset("--to", "-2m30s")
    assert (code, json.loads(out)) == (0, {"topic": numbers, "partition": 0, "from": 5, "to": 7}) and "--apply" in err
    assert committed(herald, group) == {0: 5}
    for target, expected in [("-2m30s", 7), ("-3", 4), ("+1", 5), ("start", 0), ("end", 10), ("8", 8), ("99", 10)]:
        ok(reset("--to", target, "--apply"))
        assert committed(herald, group) == {0: expected}, target
    ok(reset("--to", "start", "--topics", f"{numbers}:1", "--execute"))
    assert committed(herald, group) == {0: 10, 1: 0}

    file = tmp_path / "offsets.csv"
    file.write_text(f"{numbers},0,3\n")
    ok(reset("--to", f"file:{file}", "--apply"))
    assert committed(herald, group)[0] == 3
    ok(herald.cli("group", "reset", f"{group}-2", "--to", f"group:{group}", "--apply"))
    assert committed(herald, f"{group}-2") == {0: 3, 1: 0}
    assert herald.cli("group", "reset", f"{group}-3", "--to", "start")[0] == 4


def test_a_group_with_members_is_not_moved(herald, numbers):
    group = f"{numbers}-group"
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": group, "auto.offset.reset": "earliest"})
    consumer.subscribe([numbers])
    assert consumer.poll(30) is not None
    consumer.commit(asynchronous=False)
    try:
        code, _, err = herald.cli("group", "reset", group, "--to", "start")
        assert code == 0 and "1 active member" in err
        code, _, err = herald.cli("group", "reset", group, "--to", "end", "--apply")
        assert code == 6 and "GROUP_ACTIVE" in err
    finally:
        consumer.close()


def found(result):
    code, out, err = result
    assert code == 0, err
    return [record["key"] for record in map(json.loads, out.splitlines())]


@pytest.fixture
def mixed(herald, orders, schema):  # noqa: F811
    """Orders of two versions, a tombstone, and a record without a schema."""
    write_orders = ("topic", "produce", orders, "-p", "0", "-K", "|")
    ok(herald.cli(*write_orders, input=b'o-1|{"id":"o-1","amount":9007199254740992}\no-2|{"id":"o-2","amount":9007199254740993}\n'))
    ok(herald.cli("schema", "register", schema(V2, "2.avsc"), "--subject", f"{orders}-value"))
    ok(herald.cli(*write_orders, "-H", "source:web", input=b'o-3|{"id":"o-3","amount":5,"note":"late"}\n'))
    ok(herald.cli("topic", "produce", orders, "-p", "0", "-k", "o-1", "--tombstone"))
    ok(herald.cli("topic", "produce", orders, "-p", "0", "-k", "plain", "--raw", input=b'{"amount": 7}\n'))
    return orders


@pytest.mark.parametrize("expression, keys", [
    ("value.amount > 9007199254740992", ["o-2"]), ("value.amount < 10", ["o-3", "plain"]), ("value.note == 'late'", ["o-3"]),
    ("value == null", ["o-1"]), ("header.source == 'web'", ["o-3"]), ('key ~ "^o-" && offset >= 1 && offset < 3', ["o-2", "o-3"]),
    ("partition == 0 and timestamp > '2026-01-01' and value != null", ["o-1", "o-2", "o-3", "plain"]),
    ("schema == null", ["o-1", "plain"]),
])
def test_records_are_chosen_by_an_expression_typed_by_their_schemas(herald, mixed, expression, keys):
    assert found(herald.cli("topic", "consume", mixed, "--where", expression)) == keys
    assert found(herald.cli("topic", "find", mixed, "--where", expression)) == keys[::-1]


def test_an_expression_that_does_not_fit_the_schema_is_refused_before_anything_is_read(herald, mixed):
    for command in ("consume", "find"):
        code, out, err = herald.cli("topic", command, mixed, "--where", "value.amont > 1")
        assert (code, out) == (2, "")
        for part in ("error[WHERE]", "column 7", "^^^^^", "did you mean 'amount'?"):
            assert part in err, err
        code, _, err = herald.cli("topic", command, mixed, "--where", 'value.amount > "1"')
        assert code == 2 and "a number (long)" in err
    code, _, err = herald.cli("topic", "consume", mixed, "--where", "value.amont > 1", "--raw")
    assert code == 0 and "scanned 5 records" in err and "0 matches" in err


def test_protobuf_fields_are_typed_too(herald, name, schema):  # noqa: F811
    ok(herald.cli("topic", "create", name))
    text = 'syntax = "proto3"; message Order { string order_id = 1; int64 amount = 2; bool paid = 3; }'
    ok(herald.cli("schema", "register", schema(text, "o.proto"), "--subject", f"{name}-value"))
    ok(herald.cli("topic", "produce", name, "-K", "|",
                  input=b'a|{"orderId":"a","amount":"9007199254740993"}\nb|{"orderId":"b","paid":true}\n'))
    assert found(herald.cli("topic", "consume", name, "--where", "value.amount > 9007199254740992")) == ["a"]
    assert found(herald.cli("topic", "consume", name, "--where", "value.amount == 0 && value.paid")) == ["b"]
    assert found(herald.cli("topic", "consume", name, "--where", "value.order_id == value.orderId")) == ["a", "b"]
    code, _, err = herald.cli("topic", "consume", name, "--where", "value.payd")
    assert code == 2 and "did you mean 'paid'?" in err


def test_a_search_goes_on_where_it_stopped(herald, numbers):
    code, out, err = herald.cli("topic", "find", numbers, "--where", "value != null", "-n", "4")
    assert code == 0 and [json.loads(line)["offset"] for line in out.splitlines()] == [9, 8, 7, 6]
    cursor = err.split("--cursor ")[1].strip()
    code, out, err = herald.cli("topic", "find", numbers, "--where", "value != null", "--cursor", cursor)
    assert code == 0 and [json.loads(line)["offset"] for line in out.splitlines()] == [5, 4, 3, 2, 1, 0] and "all there is" in err
    assert [json.loads(line)["offset"] for line in ok(herald.cli("topic", "find", numbers, "--key", "k-3"))[0].splitlines()] == [3]
    code, _, err = herald.cli("topic", "find", numbers, "--key", "k-3", "--max-scan", "4")
    assert code == 4 and "NO_MATCH" in err and "--cursor 0:6,1:0" in err
    code, _, err = herald.cli("topic", "find", numbers, "--key", "k-99")
    assert code == 4 and "all there is" in err
    assert herald.cli("topic", "find", numbers)[0] == 2


def test_statistics_say_what_records_are_like(herald, mixed):
    out, _ = ok(herald.cli("topic", "stats", mixed, "--format", "json"))
    document = json.loads(out)
    assert document["schema"] == "herald.topic-stats/v1"
    assert (document["records"], document["tombstones"], document["keys"], document["keysAreExact"]) == (5, 1, 4, True)
    assert [(each["name"].split()[1], each["records"]) for each in document["schemas"]] == [("v1", 2), ("v2", 1)]
    assert [part["records"] for part in document["partitions"]] == [5, 0, 0] and document["skew"] == 3.0
    text, _ = ok(herald.cli("topic", "stats", mixed))
    for part in ("5 records", "4 different", f"{mixed}-value v1", "without a schema", "3.00 of an even share"):
        assert part in text, text
    assert json.loads(ok(herald.cli("topic", "stats", mixed, "--where", "value == null", "--format", "json"))[0])["records"] == 1
    assert json.loads(ok(herald.cli("topic", "stats", mixed, "--from", "now", "--format", "json"))[0])["records"] == 0


def everything(herald, topic, raw=True):
    records = consume(herald, topic, *(["--raw"] if raw else []))
    return [(r["partition"], r["key"], r["value"], r["timestamp"], r.get("headers")) for r in records]


def test_records_are_copied_as_they_are(herald, mixed):
    target = f"{mixed}-copy"
    assert herald.cli("topic", "copy", mixed, target)[0] == 4
    assert "5 records copied" in ok(herald.cli("topic", "copy", mixed, target, "--create"))[0]
    assert everything(herald, target) == everything(herald, mixed)
    assert herald.cli("topic", "copy", mixed, mixed)[0] == 2
    ok(herald.cli("topic", "create", f"{mixed}-few"))
    ok(herald.cli("topic", "copy", mixed, f"{mixed}-few", "--where", "value.amount < 10", "--map-schema"))
    assert [record[1] for record in everything(herald, f"{mixed}-few")] == ["o-3", "plain"]
    assert ok(herald.cli("schema", "versions", f"{mixed}-few-value", "-q"))[0] == "1\n"


def test_a_copy_goes_on_where_it_stopped(herald, numbers, tmp_path):
    state, target = tmp_path / "copy.json", f"{numbers}-copy"
    copy = ("topic", "copy", numbers, target, "--create", "--state", str(state))
    ok(herald.cli(*copy, "--to", "-5m30s"))
    assert [record[1] for record in everything(herald, target)] == ["k-0", "k-1", "k-2", "k-3"]
    out, _ = ok(herald.cli(*copy))
    assert "6 records copied" in out and len(everything(herald, target)) == 10
    assert "0 records copied" in ok(herald.cli(*copy))[0]
    code, _, err = herald.cli("topic", "copy", numbers, f"{target}-2", "--create", "--state", str(state))
    assert code == 6 and "another copy" in err


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGKILL])
def test_a_copy_that_is_stopped_goes_on_without_loss(herald, name, tmp_path, signal_):
    count = 150_000
    ok(herald.cli("topic", "create", name, "-p", "3"))
    ok(herald.cli("topic", "create", f"{name}-copy", "-p", "3"))
    producer = Producer({"bootstrap.servers": herald.kafka, "linger.ms": 20, "queue.buffering.max.messages": count})
    for number in range(count):
        producer.produce(name, str(number), partition=number % 3)
    assert producer.flush(60) == 0
    copy = ["topic", "copy", name, f"{name}-copy", "--state", str(tmp_path / "state")]
    running = subprocess.Popen(
        [PROGRAM, *copy], env={**os.environ, "HERALD_BROKERS": herald.kafka, "HERALD_SERVER": herald.url},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    reader = Consumer({"bootstrap.servers": herald.kafka, "group.id": f"{name}-reader"})
    while reader.get_watermark_offsets(TopicPartition(f"{name}-copy", 0))[1] == 0:
        assert running.poll() is None, "it ended before it was stopped"
    running.send_signal(signal_)
    _, err = running.communicate(timeout=60)
    assert running.returncode != 0, err
    ok(herald.cli(*copy))
    reader.assign([TopicPartition(f"{name}-copy", partition, 0) for partition in range(3)])
    total = sum(reader.get_watermark_offsets(TopicPartition(f"{name}-copy", partition))[1] for partition in range(3))
    values = [int(message.value()) for message in reader.consume(total, 60)]
    while len(values) < total:
        values += [int(message.value()) for message in reader.consume(total - len(values), 60)]
    reader.close()
    assert set(values) == set(range(count))
    if signal_ == signal.SIGINT:
        assert len(values) == count, "what was copied before it was stopped came again"


def test_a_copy_to_another_registry_brings_the_schemas(herald, mixed, make_herald):
    other = make_herald()
    # Ids differ there.
    ok(other.cli("schema", "register", "-", "--subject", "x-value", input=V1.replace("Order", "X").encode()))
    away = ("topic", "copy", mixed, "orders", "--to-brokers", other.kafka, "--create")
    code, _, err = herald.cli(*away)
    assert code == 2 and "--map-schema" in err and "--keep-ids" in err
    ok(other.cli("topic", "delete", "orders", "--yes"))
    ok(herald.cli(*away, "--to-server", other.url, "--map-schema"))
    assert everything(other, "orders", raw=False) == everything(herald, mixed, raw=False)
    assert ok(other.cli("schema", "versions", "orders-value", "-q"))[0] == "1\n2\n"
    assert [r["schema"]["version"] for r in consume(other, "orders") if "schema" in r] == [1, 1, 2]
    assert everything(other, "orders") != everything(herald, mixed)


@pytest.mark.parametrize("arguments", [
    ("produce", "-n", "2000"), ("produce", "-n", "200", "--rate", "1000", "--acks", "1", "-z", "zstd"),
    ("consume", "-n", "2000", "-p", "3"), ("e2e", "-n", "200", "--rate", "1000", "--linger", "0"),
])
def test_benchmarks_measure_and_leave_nothing(herald, arguments, tmp_path):
    document = json.loads(ok(herald.cli("bench", *arguments, "--format", "json"))[0])
    assert document["schema"] == "herald.bench/v1" and document["benchmark"] == arguments[0]
    assert document["records"] == int(arguments[2]) and document["recordsPerSecond"] > 0
    if arguments[0] != "consume":
        latency = document["latencyMicroseconds"]
        assert 0 < latency["min"] <= latency["p50"] <= latency["p99"] <= latency["max"]
    (tmp_path / "base.json").write_text(json.dumps(document))
    text, _ = ok(herald.cli("bench", *arguments, "--baseline", str(tmp_path / "base.json")))
    assert "records/s" in text and "change" in text
    assert "herald-bench-" not in ok(herald.cli("topic", "list", "--all", "-q"))[0]


def test_the_doctor_finds_what_is_wrong(herald, tmp_path):
    out, _ = ok(herald.cli("doctor", "--data", herald.directory + "/data", "--format", "json"))
    checks = {check["check"]: check["verdict"] for check in json.loads(out)["checks"]}
    for name in ("log", "broker 1", "registry", "server", "version", "clock", "data"):
        assert checks[name] == "ok", checks
    assert {"disk space", "file system", "sync", "open files"} <= checks.keys()
    assert re.search(r"^ok    clock +goes like the server's$", ok(herald.cli("doctor"))[0], re.M)
    with urllib.request.urlopen(f"{herald.url}/subjects", timeout=30) as answer:
        told = email.utils.parsedate_to_datetime(answer.headers["Date"])
    assert abs(told.timestamp() - time.time()) < 5
    code, out, err = herald.cli("doctor", "--data", str(tmp_path / "none"), environment={**NOBODY, "HERALD_SERVR": "x"})
    assert (code, err) == (3, "")
    for part in ("FAIL  log", "FAIL  registry", "FAIL  data", "perhaps HERALD_SERVER is meant", "fix: ", "3 failures"):
        assert part in out, out
