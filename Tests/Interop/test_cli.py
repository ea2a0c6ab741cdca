"""The `herald` command line against the real server, and beside other people's clients."""

import json
import os
import subprocess
import time

import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from conftest import PROGRAM
from test_confluent_kafka import produce, read_all
from test_kcat import kcat

V1 = """{"type": "record", "name": "Order", "namespace": "com.acme", "fields": [
  {"name": "id", "type": "string"},
  {"name": "amount", "type": "long"}
]}
"""
V2 = V1.replace('"long"}\n', '"long"},\n  {"name": "note", "type": ["null", "string"], "default": null}\n')
REFUSED = V1.replace('"long"}\n', '"long"},\n  {"name": "currency", "type": "string"}\n')
ORDERS = [{"id": "o-1", "amount": 2**63 - 1}, {"id": "o-2", "amount": 2**53 + 1}, {"id": "ö-3", "amount": -(2**63)}]
NOBODY = {"HERALD_SERVER": "http://127.0.0.1:1", "HERALD_BROKERS": "127.0.0.1:1"}


def lines(values):
    return b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in values)


def ok(result):
    code, out, err = result
    assert code == 0, err
    return out, err


@pytest.fixture
def schema(tmp_path):
    def write(text, path="schema.avsc"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    return write


@pytest.fixture
def orders(herald, name, schema):
    """A topic with a schema for its values."""
    ok(herald.cli("topic", "create", name, "-p", "3"))
    ok(herald.cli("schema", "register", schema(V1), "--subject", f"{name}-value"))
    return name


def consume(herald, topic, *options):
    out, _ = ok(herald.cli("topic", "consume", topic, *options))
    return [json.loads(line) for line in out.splitlines()]


# Schemas


def test_registering_prints_where_it_stands_and_again_changes_nothing(herald, name, schema):
    file = schema(V1, f"{name}/value.avsc")
    out, _ = ok(herald.cli("schema", "register", file))
    subject, version, id_, type_ = out.split("  ")
    assert (subject, version, type_) == (f"{name}-value", "v1", "AVRO\n")
    again, _ = ok(herald.cli("schema", "register", file))
    assert again == f"{name}-value  v1  {id_}  unchanged\n"
    number = id_.removeprefix("id ")
    assert herald.cli("schema", "register", file, "-q") == (0, number + "\n", "")
    document = json.loads(ok(herald.cli("schema", "register", file, "--format", "json"))[0])
    assert document == {"schema": "herald.registered/v1", "registered": [
        {"subject": f"{name}-value", "version": 1, "id": int(number), "type": "AVRO", "unchanged": True}]}


def test_a_refusal_shows_the_place_the_rule_and_what_to_do(herald, orders, schema):
    code, out, err = herald.cli("schema", "register", schema(REFUSED, "new.avsc"), "--subject", f"{orders}-value")
    assert (code, out) == (3, "")
    for part in ("error[AVRO_FIELD_ADDED_WITHOUT_DEFAULT]", "currency", "new.avsc:4:3", "BACKWARD", "default", "^^^"):
        assert part in err, err
    assert herald.cli("schema", "versions", f"{orders}-value", "-q") == (0, "1\n", "")


def test_a_refusal_is_a_document_too(herald, orders, schema):
    code, out, _ = herald.cli("schema", "register", schema(REFUSED), "--subject", f"{orders}-value", "--format", "json")
    assert code == 3
    document = json.loads(out)
    assert document["schema"] == "herald.check/v1" and document["compatible"] is False
    (finding,) = document["findings"]
    assert finding["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT"
    assert finding["places"][1]["range"].startswith("4:3-")
    assert finding["subject"] == f"{orders}-value"


def test_check_and_register_give_the_same_findings(herald, orders, schema):
    file, subject = schema(REFUSED), f"{orders}-value"
    check = herald.cli("schema", "check", file, "--subject", subject, "--format", "jsonl")
    register = herald.cli("schema", "register", file, "--subject", subject, "--format", "jsonl")
    assert check[0] == register[0] == 3
    assert json.loads(check[1])["findings"] == json.loads(register[1])["findings"]


def test_a_transitive_level_finds_breaks_with_every_version(herald, name, schema):
    subject = f"{name}-value"
    ok(herald.cli("schema", "register", schema(V1, "1.avsc"), schema(V2, "2.avsc"), "--subject", subject))
    ok(herald.cli("registry", "config", "set", "BACKWARD_TRANSITIVE", "--subject", subject))
    assert herald.cli("registry", "config", "get", "--subject", subject)[1] == "BACKWARD_TRANSITIVE\n"
    assert herald.cli("registry", "config", "get")[1] == "BACKWARD\n"
    code, out, _ = herald.cli("schema", "check", schema(REFUSED), "--subject", subject)
    assert code == 3
    assert "1 break with v1, v2" in out and "1 of 1 schema is incompatible: 1 error" in out
    code, out, _ = herald.cli("schema", "check", schema(REFUSED), "--subject", subject, "--level", "none")
    assert code == 0


def test_files_are_checked_against_files_without_any_server(herald, schema):
    old, new = schema(V1, "old.avsc"), schema(REFUSED, "new.avsc")
    code, out, err = herald.cli("schema", "check", new, "--against", old, environment=NOBODY)
    assert (code, err) == (3, "")
    assert "currency" in out and "old.avsc:1" in out
    code, out, err = herald.cli("schema", "check", schema(V2, "fine.avsc"), "--against", old, environment=NOBODY)
    assert (code, err) == (0, "") and out.splitlines()[2].startswith("  ok ")
    code, out, _ = herald.cli("schema", "check", "-", "--against", old, input=REFUSED.encode(), environment=NOBODY)
    assert code == 3 and "standard input:4:3" in out


def test_a_text_that_is_no_schema_is_refused_with_its_place(herald, name, schema):
    file = schema('{"type": "record", "name": "X",\n "fields": [{"name": "a", "type": "strng"}]}', "broken.avsc")
    for command in ("check", "register"):
        code, out, err = herald.cli("schema", command, file, "--subject", f"{name}-value")
        assert (code, out) == (1, "")
        assert "strng" in err and "broken.avsc:2:35" in err, err
    assert herald.cli("schema", "versions", f"{name}-value")[0] == 4


def test_nothing_is_registered_when_one_of_the_files_is_broken(herald, name, schema):
    code, _, _ = herald.cli("schema", "register", schema(V1, f"{name}/value.avsc"), schema("{", f"{name}/key.avsc"))
    assert code == 1
    assert herald.cli("schema", "list", "--prefix", name) == (0, "", f"No subject begins with '{name}'.\n")


def test_get_prints_the_schema_and_nothing_else(herald, orders):
    for address in (f"{orders}-value", f"{orders}-value@1", f"{orders}-value@latest"):
        out, err = ok(herald.cli("schema", "get", address))
        assert json.loads(out) == json.loads(V1) and err == ""
    document = json.loads(ok(herald.cli("schema", "get", f"{orders}-value", "--format", "json"))[0])
    assert document["version"] == 1 and document["references"] == []
    out, _ = ok(herald.cli("schema", "get", f"id:{document['id']}"))
    assert json.loads(out) == json.loads(V1)


def test_references_are_found_by_subject_and_version(herald, name, schema):
    money = '{"type": "record", "name": "Money", "namespace": "com.acme", "fields": [{"name": "cents", "type": "long"}]}'
    ok(herald.cli("schema", "register", schema(money, "money.avsc"), "--subject", f"{name}-money"))
    bill = '{"type": "record", "name": "Bill", "fields": [{"name": "sum", "type": "com.acme.Money"}]}'
    uses = schema(bill, f"{name}-value.avsc")
    assert herald.cli("schema", "register", uses)[0] == 1
    reference = ("--reference", f"com.acme.Money={name}-money@1")
    ok(herald.cli("schema", "register", uses, *reference))
    assert ok(herald.cli("schema", "check", uses, *reference))[0].splitlines()[2].startswith("  ok ")
    ok(herald.cli("topic", "create", name))
    ok(herald.cli("topic", "produce", name, input=b'{"sum": {"cents": 5}}\n'))
    assert consume(herald, name)[0]["value"] == {"sum": {"cents": 5}}
    code, _, err = herald.cli("schema", "delete", f"{name}-money@1")
    assert code == 6, err


def test_deleting_hides_and_permanently_forgets(herald, orders):
    subject = f"{orders}-value"
    code, _, err = herald.cli("schema", "delete", subject, "--permanent")
    assert code == 2 and "--yes" in err
    ok(herald.cli("schema", "delete", f"{subject}@1"))
    assert herald.cli("schema", "list", "--prefix", subject, "-q")[1] == ""
    deleted = json.loads(ok(herald.cli("schema", "list", "--prefix", subject, "--deleted", "--format", "json"))[0])
    assert [(row["subject"], row["deleted"]) for row in deleted["schemas"]] == [(subject, True)]
    ok(herald.cli("schema", "delete", f"{subject}@1", "--permanent", "--yes"))
    assert herald.cli("schema", "list", "--prefix", subject, "--deleted", "-q")[1] == ""
    assert herald.cli("schema", "delete", subject)[0] == 4


# Records


def test_json_lines_come_back_as_they_were_with_exact_integers(herald, orders):
    _, err = ok(herald.cli("topic", "produce", orders, "-k", "same", "-H", "source:web", "-H", "source:a:b", input=lines(ORDERS)))
    assert err.startswith(f"{orders}: 3 records written with {orders}-value v1 (id ")
    records = consume(herald, orders)
    assert [record["value"] for record in records] == ORDERS
    first = records[0]
    assert first["key"] == "same" and first["schema"]["subject"] == f"{orders}-value" and first["schema"]["version"] == 1
    assert first["headers"] == [{"name": "source", "value": "web"}, {"name": "source", "value": "a:b"}]
    out, _ = ok(herald.cli("topic", "consume", orders, "--format", "text"))
    assert f'key "same"  source="web"  source="a:b"  {orders}-value v1  {{"id":"o-1","amount":9223372036854775807}}' in out


def test_many_lines_keep_their_order_per_key(herald, orders):
    values = [{"id": f"k{i % 7}", "amount": i} for i in range(20000)]
    text = b"".join(b"%s|%s\n" % (value["id"].encode(), json.dumps(value).encode()) for value in values)
    ok(herald.cli("topic", "produce", orders, "-K", "|", "-z", "zstd", input=text))
    records = consume(herald, orders)
    assert len(records) == len(values)
    for key in range(7):
        assert [r["value"]["amount"] for r in records if r["key"] == f"k{key}"] == list(range(key, 20000, 7))


def test_a_line_that_does_not_fit_is_named_and_those_before_it_are_written(herald, orders):
    text = b'{"id":"o-1","amount":1}\n\n{"id":"o-1","amount":"12"}\n{"id":"o-1","amount":3}\n'
    code, _, err = herald.cli("topic", "produce", orders, input=text)
    assert code == 1
    for part in ('field Order.amount wants long, got string "12"', "line 3, column 22", f"{orders}-value v1",
                 "1 record before it was written", f"herald schema get {orders}-value@1"):
        assert part in err, err
    assert [record["value"]["amount"] for record in consume(herald, orders)] == [1]
    code, _, err = herald.cli("topic", "produce", orders, input=b'{"id":"o-1"')
    assert code == 1 and "line 1, column 12" in err and "nothing was written" in err, err


def test_a_record_the_topic_refuses_stops_it_at_once(herald, name):
    ok(herald.cli("topic", "create", name, "--compact"))
    code, _, err = herald.cli("topic", "produce", name, input=b"no key\n" * 100000)
    assert code == 1 and "nothing was written" in err and "give --key" in err, err
    assert consume(herald, name) == []


def test_an_integer_too_large_for_its_field_is_refused(herald, orders):
    code, _, err = herald.cli("topic", "produce", orders, input=b'{"id":"o-1","amount":9223372036854775808}\n')
    assert code == 1 and "9223372036854775808" in err


def test_tombstones_are_written_and_shown(herald, orders):
    ok(herald.cli("topic", "produce", orders, "-k", "o-1", input=lines(ORDERS[:1])))
    ok(herald.cli("topic", "produce", orders, "-k", "o-1", "--tombstone"))
    records = consume(herald, orders)
    assert [record["value"] for record in records] == [ORDERS[0], None]
    assert records[1]["tombstone"] is True and records[1]["key"] == "o-1"
    assert "TOMBSTONE" in ok(herald.cli("topic", "consume", orders, "--format", "text"))[0]
    assert herald.cli("topic", "produce", orders, "--tombstone")[0] == 2


def test_records_of_every_version_are_decoded_by_their_own(herald, orders, schema):
    subject = f"{orders}-value"
    ok(herald.cli("topic", "produce", orders, "-p", "0", input=lines([{"id": "a", "amount": 1}])))
    ok(herald.cli("schema", "register", schema(V2), "--subject", subject))
    newer = [{"id": "b", "amount": 2, "note": "x"}, {"id": "c", "amount": 3}]
    ok(herald.cli("topic", "produce", orders, "-p", "0", input=lines(newer)))
    ok(herald.cli("topic", "produce", orders, "-p", "0", "--subject", f"{subject}@1", input=lines([{"id": "d", "amount": 4}])))
    records = consume(herald, orders)
    assert [record["schema"]["version"] for record in records] == [1, 2, 2, 1]
    assert [record["value"].get("note", "-") for record in records] == ["-", "x", None, "-"]
    specification = consume(herald, orders, "--avro-json", "-o", "1", "-n", "1")
    assert specification[0]["value"]["note"] == {"string": "x"}


def test_reading_begins_where_it_is_told_to(herald, name):
    ok(herald.cli("topic", "create", name))
    _, err = ok(herald.cli("topic", "produce", name, input=b"a\nb\n\nd\n"))
    assert "there is no subject" in err

    def values(*options):
        return [record["value"] for record in consume(herald, name, *options)]

    assert values() == ["a", "b", "", "d"]
    assert values("-o", "-2") == ["", "d"] and values("-o", "+1", "-n", "2") == ["b", ""] and values("-o", "3") == ["d"]
    assert values("-o", "start", "-n", "1") == ["a"] and values("-o", "-100") == ["a", "b", "", "d"]
    assert values("-o", "@1") == ["a", "b", "", "d"] and values("-o", "@4102444800") == []
    assert herald.cli("topic", "consume", name, "-o", "end") == (0, "", f"{name}: no records from there to the end\n")
    assert herald.cli("topic", "consume", name, "-o", "middle")[0] == 2


def test_what_cannot_be_decoded_is_shown_and_does_not_end_the_stream(herald, orders):
    raw = [b"\0\0\x7f\xff\xff\x01", b"\0\0", b"\xff\xfe", b"plain", b""]
    produce(herald, orders, [(b"k", value) for value in raw])
    ok(herald.cli("topic", "produce", orders, "-k", "k", input=lines(ORDERS[:1])))
    records = consume(herald, orders)
    assert [record["value"] for record in records] == [
        {"base64": "AAB///8B"}, {"base64": "AAA="}, {"base64": "//4="}, "plain", "", ORDERS[0]]
    assert "8388607" in records[0]["problem"]
    assert [("problem" in record) for record in records] == [True, False, False, False, False, False]
    raw = consume(herald, orders, "--raw")
    assert set(raw[-1]["value"]) == {"base64"} and "schema" not in raw[-1]


def test_truncated_avro_says_what_is_missing(herald, orders):
    id_ = json.loads(ok(herald.cli("schema", "get", f"{orders}-value", "--format", "json"))[0])["id"]
    produce(herald, orders, [(b"k", b"\0" + id_.to_bytes(4, "big") + b"\x10ab")])
    (record,) = consume(herald, orders)
    assert set(record["value"]) == {"base64"} and f"schema {id_}" in record["problem"]


def test_records_are_shown_as_bytes_while_the_registry_is_away(herald, orders):
    ok(herald.cli("topic", "produce", orders, "-k", "k", input=lines(ORDERS)))
    code, out, _ = herald.cli("topic", "consume", orders, "--server", "http://127.0.0.1:1")
    assert code == 0
    assert all("does not answer" in json.loads(line)["problem"] for line in out.splitlines()) and out.count("\n") == 3


def test_following_goes_on_at_the_end(herald, name):
    ok(herald.cli("topic", "create", name))
    command = [PROGRAM, "topic", "consume", name, "--follow", "-n", "2", "--brokers", herald.kafka, "--server", herald.url]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE)
    ok(herald.cli("topic", "produce", name, input=b"one\n"))
    assert json.loads(reader.stdout.readline())["value"] == "one"
    ok(herald.cli("topic", "produce", name, input=b"two\n"))
    assert json.loads(reader.stdout.readline())["value"] == "two"
    assert reader.wait(timeout=30) == 0


def test_a_reader_that_goes_away_is_no_failure(herald, name):
    ok(herald.cli("topic", "create", name))
    ok(herald.cli("topic", "produce", name, input=b"".join(b"line %d of many\n" % i for i in range(20000))))
    command = [PROGRAM, "topic", "consume", name, "--brokers", herald.kafka]
    consumer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert json.loads(consumer.stdout.readline())["offset"] == 0
    consumer.stdout.close()
    assert consumer.wait(timeout=30) == 0
    assert consumer.stderr.read() == b""
    consumer.stderr.close()


# Beside other clients


def test_kcat_reads_what_the_command_line_wrote_and_the_reverse(herald, name):
    ok(herald.cli("topic", "create", name))
    ok(herald.cli("topic", "produce", name, "-K", ":", "-z", "lz4", "-H", "a:b", input=b"k1:v1\nk2:v2:x\n"))
    assert kcat(herald, "-C", "-t", name, "-e", "-q", "-f", "%k=%s %h\n") == b"k1=v1 a=b\nk2=v2:x a=b\n"
    kcat(herald, "-P", "-t", name, "-K", "\t", "-H", "c=d", input=b"k3\tv3\n")
    last = consume(herald, name, "-o", "-1")[0]
    assert (last["key"], last["value"], last["headers"]) == ("k3", "v3", [{"name": "c", "value": "d"}])


def test_confluents_serializers_read_what_the_command_line_wrote_and_the_reverse(herald, orders):
    registry = SchemaRegistryClient({"url": herald.url})
    context = SerializationContext(orders, MessageField.VALUE)
    ok(herald.cli("topic", "produce", orders, "-k", "k", input=lines(ORDERS)))
    deserialize = AvroDeserializer(registry)
    assert [deserialize(message.value(), context) for message in read_all(herald, orders)] == ORDERS
    serialize = AvroSerializer(registry, conf={"auto.register.schemas": False, "use.latest.version": True})
    produce(herald, orders, [("k", serialize({"id": "theirs", "amount": 2**62 + 1}, context))])
    assert {"id": "theirs", "amount": 2**62 + 1} in [record["value"] for record in consume(herald, orders)]


def test_the_listing_shows_what_confluents_client_registered(herald, name):
    id_ = SchemaRegistryClient({"url": herald.url}).register_schema(f"{name}-value", Schema(V1, "AVRO"))
    document = json.loads(ok(herald.cli("schema", "list", "--prefix", name, "--format", "json"))[0])
    assert document == {"schema": "herald.schemas/v1", "schemas": [
        {"subject": f"{name}-value", "version": 1, "id": id_, "type": "AVRO"}]}
    versions = json.loads(ok(herald.cli("schema", "versions", f"{name}-value", "--format", "jsonl"))[0])
    assert versions["version"] == 1


# Topics and groups


def test_topics_are_made_described_cleaned_and_deleted(herald, name):
    ok(herald.cli("topic", "create", name, "-p", "2", "--compact", "-c", "delete.retention.ms=0"))
    assert name in ok(herald.cli("topic", "list", "-q"))[0].splitlines()
    assert herald.cli("topic", "create", name)[0] == 6
    ok(herald.cli("topic", "create", name, "--if-not-exists"))
    ok(herald.cli("topic", "produce", name, "-p", "0", "-k", "a", input=b"1\n2\n"))
    document = json.loads(ok(herald.cli("topic", "describe", name, "--format", "json"))[0])
    assert document["schema"] == "herald.topic/v1" and document["configs"]["cleanup.policy"] == "compact"
    assert document["partitions"] == [{"partition": 0, "start": 0, "end": 2}, {"partition": 1, "start": 0, "end": 0}]
    cleaned = json.loads(ok(herald.cli("topic", "compact", name, "--format", "json"))[0])
    assert cleaned["schema"] == "herald.compaction/v1"
    assert [(record["offset"], record["value"]) for record in consume(herald, name)] == [(1, "2")]
    code, _, err = herald.cli("topic", "delete", name)
    assert code == 2 and "--yes" in err
    ok(herald.cli("topic", "delete", name, "--yes"))
    assert name not in ok(herald.cli("topic", "list", "-q"))[0].splitlines()


def test_groups_are_shown_with_their_lag(herald, name):
    produce(herald, name, [("k", f"{i}") for i in range(10)])
    kcat(herald, "-G", f"{name}-group", "-c", "4", "-o", "beginning", "-X", "auto.offset.reset=earliest", name)
    document = json.loads(ok(herald.cli("group", "describe", f"{name}-group", "--format", "json"))[0])
    (row,) = document["partitions"]
    assert (row["topic"], row["committed"], row["end"], row["lag"]) == (name, 4, 10, 6)
    assert f"{name}-group" in ok(herald.cli("group", "list", "-q"))[0].splitlines()


# Endings


def test_help_that_cannot_be_written_is_a_failure():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"error[OUTPUT]: writing to standard output failed" in done.stderr


@pytest.mark.parametrize("code, arguments, words", [
    (0, ["--version"], "herald 0.1.0"),
    (0, ["--help"], "Exit codes"),
    (0, ["help", "topic", "consume"], "--avro-json"),
    (2, ["topci", "list"], "there is no command 'topci' in herald"),
    (2, ["topci"], "`herald topic`"),
    (2, ["schema", "regster", "x"], "`herald schema register`"),
    (2, ["help", "shcema"], "`herald schema`"),
    (2, ["topic", "consume"], "Missing expected argument"),
    (2, ["topic", "consume", "t", "-e", "--follow"], "contradict"),
    (2, ["topic", "produce", "t", "-k", "a", "-K", "b"], "contradict"),
    (2, ["schema", "register", __file__], "--subject"),
    (2, ["schema", "delete", "id:1"], "by subject and version"),
    (2, ["registry", "config", "set", "SIDEWAYS"], "BACKWARD_TRANSITIVE"),
    (2, ["topic", "create", "t", "-c", "novalue"], "name=value"),
    (1, ["schema", "register", "/nonexistent/value.avsc", "--subject", "s"], "no such file"),
    (4, ["schema", "get", "no-such-subject"], "no-such-subject"),
    (4, ["schema", "get", "id:2000000000"], "2000000000"),
    (4, ["schema", "versions", "no-such-subject"], "no-such-subject"),
    (4, ["schema", "delete", "no-such-subject"], "no-such-subject"),
    (4, ["topic", "describe", "no-such-topic"], "no-such-topic"),
    (4, ["topic", "consume", "no-such-topic"], "no-such-topic"),
    (4, ["topic", "produce", "no-such-topic"], "no-such-topic"),
    (4, ["topic", "compact", "no-such-topic"], "no-such-topic"),
    (4, ["topic", "delete", "no-such-topic", "--yes"], "no-such-topic"),
    (4, ["group", "describe", "no-such-group"], "no-such-group"),
])
def test_every_ending_has_its_code_and_its_words(herald, code, arguments, words):
    ended, out, err = herald.cli(*arguments, input=b"")
    assert ended == code, err
    assert words in out + err
    if code != 0:
        assert out == ""


def test_a_partition_or_version_that_is_not_there_is_not_found(herald, orders):
    for arguments in (["topic", "consume", orders, "-p", "3"], ["topic", "produce", orders, "-p", "3"],
                      ["topic", "produce", orders, "--subject", f"{orders}-valeu"], ["schema", "get", f"{orders}-value@9"]):
        code, _, err = herald.cli(*arguments, input=b"")
        assert code == 4, err
    assert f"did you mean '{orders}-value'?" in herald.cli("schema", "get", f"{orders}-valeu")[2]
    assert f"did you mean '{orders}'?" in herald.cli("topic", "describe", orders + "x")[2]


@pytest.mark.parametrize("arguments", [
    ["topic", "list"], ["topic", "consume", "t"], ["topic", "produce", "t"], ["topic", "compact", "t"], ["group", "list"],
    ["schema", "list"], ["schema", "get", "s"], ["registry", "config", "get"],
])
def test_nobody_there_is_told_within_seconds(herald, arguments):
    begun = time.monotonic()
    code, out, err = herald.cli(*arguments, input=b"", environment=NOBODY)
    assert (code, out) == (7, ""), err
    assert time.monotonic() - begun < 8
    assert "127.0.0.1:1" in err and "help:" in err


CUSTOMER = {"type": "record", "name": "Customer", "namespace": "shop", "fields": [{"name": "name", "type": "string"}]}
PURCHASE = {"type": "record", "name": "Purchase", "namespace": "shop", "fields": [{"name": "by", "type": "shop.Customer"}]}


def test_files_that_use_each_other_are_registered_together_or_not_at_all(herald, name, schema):
    customer = schema(json.dumps(CUSTOMER), f"{name}/customer/value.avsc")
    purchase = schema(json.dumps(PURCHASE), f"{name}/purchase/value.avsc")
    directory = os.path.dirname(os.path.dirname(purchase))
    planned = json.loads(ok(herald.cli("schema", "register", directory, "--dry-run", "--format", "json"))[0])
    assert [row["unchanged"] for row in planned["registered"]] == [False, False]
    subjects = [row["subject"] for row in planned["registered"]]
    assert herald.cli("schema", "versions", subjects[0])[0] == 4, "a dry run registers nothing"

    out, _ = ok(herald.cli("schema", "register", directory))
    assert [line.split("  ")[0] for line in out.splitlines()] == subjects
    assert all(line.endswith("AVRO") for line in out.splitlines())

    broken = dict(PURCHASE, fields=PURCHASE["fields"] + [{"name": "at", "type": "long"}])
    more = dict(CUSTOMER, fields=CUSTOMER["fields"] + [{"name": "mail", "type": "string", "default": ""}])
    schema(json.dumps(more), f"{name}/customer/value.avsc"), schema(json.dumps(broken), f"{name}/purchase/value.avsc")
    code, out, err = herald.cli("schema", "register", directory)
    assert (code, out) == (3, ""), (code, out, err)
    assert "AVRO_FIELD_ADDED_WITHOUT_DEFAULT" in err and "breaks" in err
    assert ok(herald.cli("schema", "versions", subjects[0], "-q"))[0].split() == ["1"], "the good half was not registered either"
