"""The commands that look after topics and groups, against the real server."""

import json
import time

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from test_cli import V1, consume, lines, ok, orders, schema  # noqa: F401

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
