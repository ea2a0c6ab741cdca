"""Registries moved in and out: from topics as others write them, from running registries, from directories."""

import json
import os
import signal
import subprocess
import threading

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

import foreign_topics
from conftest import PROGRAM
from registries import MONEY, ORDER, PROTO, RULES, Registry, ok, source, stub, target  # noqa: F401

FINDINGS, NOT_FOUND, CONFLICT, UNREACHABLE = 3, 4, 6, 7


def summary(herald, *arguments, code=0):
    done, out, err = herald.cli("import", *arguments, "--format", "json")
    assert done == code, out + err
    return json.loads(out)


def end_of(herald, topic):
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": "none"})
    try:
        return consumer.get_watermark_offsets(TopicPartition(topic, 0), 10)[1]
    finally:
        consumer.close()


# Topics


def test_a_topic_of_confluents_comes_over_whole(herald, target, name):
    topic = foreign_topics.Confluent(herald.kafka, name)
    topic.noop()
    topic.config(None, compatibilityLevel="FULL")
    topic.schema("money", 1, 3, MONEY)
    topic.schema("order-value", 1, 4, ORDER, references=[("com.acme.Money", "money", 1)])
    # The same under another subject has the same id.
    topic.schema("money-copy", 7, 3, MONEY)
    topic.schema("thing", 1, 9, PROTO, type="PROTOBUF")
    # Metadata and rules make another content of the same text.
    topic.schema("money", 2, 10, MONEY, metadata={"properties": {"owner": "me"}, "sensitive": ["owner"]}, ruleSet=RULES)
    # Deleted softly by version, by subject, and for good.
    topic.schema("gone", 1, 20, '"int"')
    topic.schema("gone", 2, 21, '"long"')
    topic.schema("gone", 2, 21, '"long"', deleted=True)
    topic.schema("subject-gone", 1, 22, '"float"')
    topic.schema("subject-gone", 2, 23, '"double"')
    topic.delete_subject("subject-gone", 2)
    topic.schema("forgotten", 1, 24, '"boolean"', deleted=True)
    topic.hard_delete("forgotten", 1)
    topic.schema("cleared", 1, 25, '"bytes"', deleted=True)
    topic.clear_subject("cleared")
    # A context of its own, where ids begin again.
    topic.context(".staging")
    topic.schema(":.staging:order-value", 1, 1, '"string"')
    topic.config("money", compatibilityLevel="BACKWARD_TRANSITIVE", compatibilityGroup="major", normalize=True)
    topic.config(":.staging:", compatibilityLevel="NONE")
    topic.mode("money-copy", "READONLY")
    topic.mode("gone", "READONLY")
    topic.mode("gone", None)

    done = summary(target, "topic", herald.kafka, name)
    assert (done["versions"], done["imported"], done["unchanged"], done["hidden"]) == (10, 10, 0, 3)
    assert done["findings"] == done["conflicts"] == []
    registry = Registry(target.url)
    assert registry.places() == {
        ("money", 1, 3, False), ("money", 2, 10, False), ("order-value", 1, 4, False), ("money-copy", 7, 3, False),
        ("thing", 1, 9, False), ("gone", 1, 20, False), ("gone", 2, 21, True), ("subject-gone", 1, 22, True),
        ("subject-gone", 2, 23, True), (":.staging:order-value", 1, 1, False)}
    versions = registry.all()
    assert versions["money", 2]["metadata"] == {"properties": {"owner": "me"}, "sensitive": ["owner"]}
    assert versions["money", 2]["ruleSet"]["domainRules"][0]["name"] == "positive"
    assert versions["order-value", 1]["references"] == [{"name": "com.acme.Money", "subject": "money", "version": 1}]
    assert versions["thing", 1]["schema"] == PROTO
    assert registry.get("/config")["compatibilityLevel"] == "FULL"
    assert registry.get("/config/money") == {
        "normalize": True, "compatibilityLevel": "BACKWARD_TRANSITIVE", "compatibilityGroup": "major"}
    assert registry.get("/config/:.staging:")["compatibilityLevel"] == "NONE"
    assert registry.get("/mode") == {"mode": "READWRITE"}
    assert registry.get("/mode/money-copy") == {"mode": "READONLY"}
    assert registry.ask("GET", "/mode/gone")[0] == 404
    # No id that was there is given out again, 24 and 25 as little as any.
    assert registry.register("new", '{"type":"fixed","name":"F","size":3}') == 26

    again = summary(target, "topic", herald.kafka, name)
    assert (again["imported"], again["unchanged"], again["hidden"], again["configs"], again["modes"]) == (0, 10, 0, 0, 0)


def test_old_keys_of_confluent_and_karapace_are_understood(herald, target, name):
    old = foreign_topics.OldConfluent(herald.kafka, f"{name}-old")
    old.config(None, compatibilityLevel="NONE")
    old.schema("a", 1, 1, '"int"')
    old.schema("a", 2, 2, '"long"')
    assert summary(target, "topic", herald.kafka, f"{name}-old")["remarks"] == [
        "2 keys of the topic are spelt in an old way; if its registry deleted such a version, it may have come back there with a "
        "restart: compare herald schema list with what you expect"]
    registry = Registry(target.url)
    assert registry.places() == {("a", 1, 1, False), ("a", 2, 2, False)}
    assert registry.get("/config")["compatibilityLevel"] == "NONE"

    karapace = foreign_topics.OldKarapace(herald.kafka, f"{name}-karapace")
    karapace.schema("b", 1, 5, '"float"')
    karapace.schema("b", 2, 6, '"double"')
    karapace.config("b", compatibilityLevel="FORWARD")
    karapace.schema("c", 1, 7, '"bytes"', deleted=True)
    # Deleted for good by whoever spells keys as today: it does not rise again here.
    karapace.put({"keytype": "SCHEMA", "subject": "c", "version": 1, "magic": 1}, None)
    karapace.delete_subject("b", 1)
    summary(target, "topic", herald.kafka, f"{name}-karapace")
    assert registry.places() == {("a", 1, 1, False), ("a", 2, 2, False), ("b", 1, 5, True), ("b", 2, 6, False)}
    assert registry.get("/config/b")["compatibilityLevel"] == "FORWARD"


def test_redpandas_lost_races_do_not_count(herald, target, name):
    topic = foreign_topics.Redpanda(herald.kafka, name)
    topic.schema("a", 1, 1, '"int"')
    # Meant for offset 1, came to 2.
    topic.noop()
    topic.put(topic.key("a", 2, seq=1), {"subject": "a", "version": 2, "id": 2, "schema": '"string"', "deleted": False})
    topic.schema("a", 2, 3, '"long"')
    topic.config("a", compatibilityLevel="NONE")
    summary(target, "topic", herald.kafka, name)
    assert Registry(target.url).places() == {("a", 1, 1, False), ("a", 2, 3, False)}


def test_what_cannot_be_read_comes_over_and_is_told(herald, target, name):
    topic = foreign_topics.Confluent(herald.kafka, name)
    topic.raw(b"not json", b"{}")
    topic.raw(b'{"keytype":"SCHEMA","subject":"a","version":"one","magic":1}', b"{}")
    topic.schema("person", 1, 1, '{"type": "object"}', type="JSON")
    # An older registry took a default that does not fit, and a reference that is no more.
    loose = '{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"no"}]}'
    topic.schema("loose", 1, 2, loose)
    topic.schema("lost", 1, 3, ORDER, references=[("com.acme.Money", "money", 1)])
    done = summary(target, "topic", herald.kafka, name)
    assert done["imported"] == 3 and done["findings"] == []
    assert "2 records mean nothing here" in done["remarks"][0]
    registry = Registry(target.url)
    assert registry.get("/schemas/ids/1") | {"guid": None} == {
        "schema": '{"type": "object"}', "schemaType": "JSON", "guid": None}
    assert registry.get("/schemas/ids/2/schema") == json.loads(loose)

    code, out, _ = target.cli("registry", "verify", "--format", "json")
    found = json.loads(out)
    assert code == FINDINGS and found["unchecked"] == 1
    assert [(f["code"], f["subject"], f["id"]) for f in found["findings"]] == [("REFERENCE_MISSING", "lost", 3)]
    # Nothing else takes a text that is no schema, in IMPORT mode as little as elsewhere.
    target.cli("registry", "mode", "set", "import", "--subject", "bad")
    assert registry.ask("POST", "/subjects/bad/versions", {"schema": "{", "id": 90, "version": 1})[0] == 422


def test_a_topic_that_is_none_is_refused(herald, target, name):
    code, _, err = target.cli("import", "topic", herald.kafka, name)
    assert code == NOT_FOUND and "TOPIC_NOT_FOUND" in err
    ok(herald.cli("topic", "create", name, "-p", "3"))
    code, _, err = target.cli("import", "topic", herald.kafka, name)
    assert code == 1 and "has 3 partitions; a registry's topic has one" in err
    ok(herald.cli("topic", "create", f"{name}-empty"))
    assert summary(target, "topic", herald.kafka, f"{name}-empty")["versions"] == 0


# Running registries


@pytest.mark.parametrize("kind", ["confluent", "karapace"])
def test_a_running_registry_comes_over_and_again_changes_nothing(source, target, kind):
    assert "would import 9, and hide 2" in ok(target.cli("import", kind, source.url, "--dry-run"))
    assert Registry(target.url).all() == {}
    out = ok(target.cli("import", kind, source.url))
    assert "7 subjects, 9 versions; 9 imported, 2 hidden" in out
    assert "verified: every version stands here as it stands there" in out
    theirs, ours = Registry(source.url), Registry(target.url)
    assert ours.all() == theirs.all()
    assert ours.get("/config") == theirs.get("/config") == {"compatibilityLevel": "FULL"}
    assert ours.get("/config/money") == theirs.get("/config/money")
    if kind == "confluent":
        assert ours.get("/config/:.staging:") == theirs.get("/config/:.staging:")
        assert ours.get("/mode/thing") == {"mode": "READONLY"}
    assert ours.get("/mode") == {"mode": "READWRITE"}
    assert [r.get("/schemas/ids/1?fetchMaxId=true")["maxId"] for r in (ours, theirs)] == [8, 8]
    # Again: nothing is written, not even a mode.
    written = end_of(target, "_schemas")
    assert "0 imported, 9 there already, 0 hidden, 0 configs and 0 modes set" in ok(target.cli("import", kind, source.url))
    assert end_of(target, "_schemas") == written

    # What comes later comes too, into what is closed here as there.
    theirs.ask("DELETE", "/mode/thing")
    theirs.register("thing", PROTO.replace("name = 1;", "name = 1;\n  int32 count = 2;"), schemaType="PROTOBUF")
    theirs.ask("PUT", "/mode/thing", {"mode": "READONLY"})
    assert "1 imported, 9 there already" in ok(target.cli("import", kind, source.url))
    assert ours.all() == theirs.all()


def test_records_of_there_are_read_here(source, target):
    theirs = SchemaRegistryClient({"url": source.url})
    order = json.dumps({"type": "record", "name": "Note", "fields": [{"name": "text", "type": "string"}]})
    record = AvroSerializer(theirs, order)({"text": "an old one"}, SerializationContext("notes", MessageField.VALUE))
    summary(target, "confluent", source.url)
    source.kill()
    ours = AvroDeserializer(SchemaRegistryClient({"url": target.url}))
    assert ours(record, SerializationContext("notes", MessageField.VALUE)) == {"text": "an old one"}


def test_schemas_alone_come_into_what_is_closed_and_set_here(source, target):
    registry = Registry(target.url)
    registry.ask("PUT", "/config", {"compatibility": "FORWARD"})
    registry.ask("PUT", "/mode", {"mode": "READONLY_OVERRIDE"})
    registry.ask("PUT", "/mode/money", {"mode": "READONLY"})
    done = summary(target, "confluent", source.url, "--schemas-only")
    assert (done["imported"], done["configs"], done["modes"]) == (9, 0, 0)
    assert registry.all() == Registry(source.url).all()
    assert registry.get("/config") == {"compatibilityLevel": "FORWARD"}
    assert registry.get("/mode") == {"mode": "READONLY_OVERRIDE"}
    assert registry.get("/mode/money") == {"mode": "READONLY"}
    assert registry.ask("GET", "/mode/:.staging:")[0] == 404


def test_nobody_there_is_told_by_whose_address_it_is(target):
    code, _, err = target.cli("import", "confluent", "http://me:secret@127.0.0.1:1")
    assert code == UNREACHABLE and "check that the registry to move in answers there" in err and "secret" not in err
    code, _, err = target.cli("import", "topic", "127.0.0.1:1")
    assert code == UNREACHABLE and "nobody answers at brokers 127.0.0.1:1" in err


def test_other_content_under_an_id_or_a_version_stops_it_before_anything_is_written(source, target):
    registry = Registry(target.url)
    registry.register("mine", '"int"')
    registry.register("half", '"string"')
    before = registry.all()
    code, out, err = target.cli("import", "confluent", source.url)
    assert code == CONFLICT, err
    assert "nothing was written" in err
    assert "ID_TAKEN  money@1 (id 1): id 1 stands for another schema here" in err
    assert "VERSION_TAKEN  half@1" in err
    assert registry.all() == before
    assert registry.get("/mode") == {"mode": "READWRITE"}
    # A context is a registry of its own: there the same ids stand for others.
    assert ":.staging:" not in err


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(source, target):
    registry = Registry(target.url)
    registry.ask("PUT", "/mode?force=true", {"mode": "IMPORT"})
    registry.register("money", MONEY, id=1, version=1)
    registry.register("herald-import-highest-id", '"null"', id=8, version=1)
    # Killed: the mode stays, and the next run puts it right, for it knows the source's. What shows the highest id goes too.
    done = summary(target, "confluent", source.url)
    assert (done["imported"], done["unchanged"]) == (8, 1)
    assert registry.get("/mode") == {"mode": "READWRITE"}
    assert registry.all() == Registry(source.url).all()


def test_what_stands_under_an_alias_is_not_taken_for_what_it_is_an_alias_of(make_herald, target):
    source = make_herald()
    theirs, ours = Registry(source.url), Registry(target.url)
    theirs.register("old", '"int"')
    theirs.register("old", '"long"')
    theirs.ask("DELETE", "/subjects/old/versions/1")
    theirs.register("new", '"string"')
    theirs.ask("PUT", "/config/old", {"alias": "new"})
    assert summary(target, "confluent", source.url)["imported"] == 3
    assert ours.all() == theirs.all()
    assert ours.get("/subjects/old/versions/latest")["schema"] == '"string"'
    assert summary(target, "confluent", source.url)["unchanged"] == 3
    assert ok(target.cli("registry", "verify")).endswith("all of it holds\n")

    # What would be written to the alias would land in the other subject.
    theirs.ask("DELETE", "/config/old")
    theirs.register("old", '"double"')
    theirs.ask("PUT", "/config/old", {"alias": "new"})
    before = ours.all()
    finding, = summary(target, "confluent", source.url, code=FINDINGS)["findings"]
    assert (finding["code"], finding["subject"], finding["version"]) == ("NOT_IMPORTED", "old", 3)
    assert "is an alias" in finding["message"] and ours.all() == before
    ours.ask("DELETE", "/config/old")
    assert summary(target, "confluent", source.url)["imported"] == 1
    assert ours.all() == theirs.all()


def test_apicurio_is_read_by_the_api_it_shares(stub, target):
    # As its documentation says that API answers; no Apicurio runs here.
    base = "/apis/ccompat/v7"
    apicurio = stub({
        f"{base}/config": {"compatibilityLevel": "NONE"},
        f"{base}/mode": {"mode": "READWRITE"},
        f"{base}/subjects": ["orders-value"],
        f"{base}/subjects/orders-value/versions": [1, 2],
        f"{base}/subjects/orders-value/versions/1": {
            "subject": "orders-value", "version": 1, "id": 5, "schemaType": "AVRO", "schema": '"int"', "references": []},
        f"{base}/subjects/orders-value/versions/2": {
            "subject": "orders-value", "version": 2, "id": 8, "schemaType": "AVRO", "schema": '{"type" : "long"}'},
        f"{base}/config/orders-value": {"compatibilityLevel": "BACKWARD"},
    })
    summary(target, "apicurio", apicurio.url)
    registry = Registry(target.url)
    assert registry.places() == {("orders-value", 1, 5, False), ("orders-value", 2, 8, False)}
    assert registry.get("/config/orders-value") == {"compatibilityLevel": "BACKWARD"}
    assert summary(target, "apicurio", apicurio.url + base)["unchanged"] == 2
    code, _, err = target.cli("import", "confluent", apicurio.url)
    assert code == NOT_FOUND and "no registry answers" in err


def test_a_circle_of_references_ends_and_a_source_that_fails_leaves_the_mode_as_it_was(stub, target):
    def version(subject, other):
        return {"subject": subject, "version": 1, "id": 1 if subject == "a" else 2, "schema": f'"{other}"',
                "references": [{"name": other, "subject": other, "version": 1}]}

    answers = {
        "/config": {"compatibilityLevel": "NONE"}, "/mode": {"mode": "READWRITE"}, "/subjects": ["a", "b"],
        "/subjects/a/versions": [1], "/subjects/b/versions": [1],
        "/subjects/a/versions/1": version("a", "b"), "/subjects/b/versions/1": version("b", "a")}
    circle = stub(answers)
    summary(target, "confluent", circle.url)
    assert Registry(target.url).places() == {("a", 1, 1, False), ("b", 1, 2, False)}

    broken = stub(answers | {"/subjects": ["a", "c"], "/subjects/c/versions": [1], "/subjects/c/versions/1": "nonsense"})
    code, _, err = target.cli("import", "confluent", broken.url)
    assert code == 1 and "get version 1 of c" in err
    assert Registry(target.url).get("/mode") == {"mode": "READWRITE"}


def test_texts_as_submitted_go_along_from_one_herald_to_another(make_herald, target, tmp_path):
    source = make_herald()
    registry = Registry(source.url)
    spelt = '{ "type": "record",\n  "name": "Spelt", "doc": "é",\n  "fields": [ ] }'
    registry.register("spelt", spelt)
    registry.register("plain", '{"type":"record","name":"Plain","fields":[]}')
    registry.register("proto", 'syntax="proto3"; message  A { }  // so', schemaType="PROTOBUF")
    # One whose registry brings texts into their normal form.
    registry.ask("PUT", "/config/normal", {"normalize": True})
    registry.register("normal", '{"fields": [], "name": "N", "namespace": "a", "type": "record"}')
    registry.register("gone", '{"type" : "int"}')
    registry.ask("DELETE", "/subjects/gone")

    def originals(server):
        ask = Registry(server.url).get
        return {
            subject: [ask(f"/subjects/{subject}/versions/1?deleted=true" + form)["schema"] for form in ("", "&format=original")]
            for subject in ("spelt", "plain", "proto", "normal", "gone")}

    there = originals(source)
    assert there["spelt"][1] == spelt and sum(stored != text for stored, text in there.values()) == 4, there
    assert summary(target, "confluent", source.url)["imported"] == 5
    assert originals(target) == there
    assert summary(target, "confluent", source.url)["unchanged"] == 5

    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    ok(source.cli("export", "-o", first))
    with open(os.path.join(first, "schemas/default/spelt/1.original.avsc")) as file:
        assert file.read() == spelt
    assert not os.path.exists(os.path.join(first, "schemas/default/plain/1.original.avsc"))
    third = make_herald()
    assert summary(third, "dir", first)["imported"] == 5
    assert originals(third) == there
    ok(third.cli("export", "-o", second))
    assert files(first) == files(second)

    # What is of another schema is not taken for the text that was submitted.
    with open(os.path.join(first, "schemas/default/spelt/1.original.avsc"), "w") as file:
        file.write('"int"')
    fourth = make_herald()
    code, out, err = fourth.cli("import", "dir", first)
    assert code == 0 and "1 text as submitted did not come over" in out + err and "spelt@1" in out + err, out + err
    assert originals(fourth) == there | {"spelt": [there["spelt"][0]] * 2}


def test_a_token_opens_a_registry_and_is_seen_nowhere(stub, target, tmp_path):
    secret = "eyJhbGciOi.secret-_.x"
    guarded = stub({
        "/config": {"compatibilityLevel": "NONE"}, "/mode": {"mode": "READWRITE"}, "/subjects": ["a"],
        "/subjects/a/versions": [1], "/subjects/a/versions/1": {"subject": "a", "version": 1, "id": 1, "schema": '"int"'}}, secret)
    code, out, err = target.cli("import", "confluent", guarded.url)
    assert code == 5 and "who are you" in err, (code, err)
    code, out, err = target.cli("import", "confluent", guarded.url, "--token", secret + "x")
    assert code == 5 and secret not in out + err, (code, err)

    file = tmp_path / "token"
    file.write_text(secret + "\n")
    assert summary(target, "confluent", guarded.url, "--token", secret)["imported"] == 1
    assert summary(target, "confluent", guarded.url, "--token", f"@{file}")["unchanged"] == 1
    code, out, err = target.cli("import", "confluent", guarded.url, environment={"HERALD_SOURCE_TOKEN": secret})
    assert code == 0 and secret not in out + err, err
    backup = str(tmp_path / "backup")
    assert "1 version" in ok(target.cli(
        "export", "-o", backup, "--server", guarded.url, environment={"HERALD_SOURCE_TOKEN": secret}))

    for token in ("two words", "line\nend", f"Bearer {secret}"):
        code, out, err = target.cli("import", "confluent", guarded.url, "--token", token)
        assert code == 2 and "error[USAGE]: the token of --token" in err and token not in err, err
    code, out, err = target.cli("import", "confluent", guarded.url.replace("://", "://a:b@"), "--token", secret)
    assert code == 2 and "only one can be sent" in err and secret not in err, err


def test_control_c_puts_the_mode_back(stub, target):
    reached, go_on = threading.Event(), threading.Event()

    def slow(path):
        reached.set()
        go_on.wait(30)
        return {"subject": "a", "version": 2, "id": 2, "schema": '"long"'}

    source = stub({
        "/config": {"compatibilityLevel": "NONE"}, "/mode": {"mode": "READWRITE"}, "/subjects": ["a"],
        "/subjects/a/versions": [1, 2],
        "/subjects/a/versions/1": {"subject": "a", "version": 1, "id": 1, "schema": '"int"'},
        "/subjects/a/versions/2": slow})
    process = subprocess.Popen(
        [PROGRAM, "import", "confluent", source.url, "--server", target.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reached.wait(30)
    registry = Registry(target.url)
    assert registry.get("/mode") == {"mode": "IMPORT"}
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    go_on.set()
    assert process.returncode == 1 and b"run the same command again" in err, err
    assert registry.get("/mode") == {"mode": "READWRITE"}
    assert registry.places() == {("a", 1, 1, False)}
    assert summary(target, "confluent", source.url)["imported"] == 1


def test_a_large_registry_comes_over_page_by_page(make_herald, target):
    source = make_herald("--durability", "os")
    registry = Registry(source.url)
    for number in range(300):
        registry.register(f"s{number}", json.dumps({"type": "fixed", "name": f"F{number}", "size": number + 1}))
    done = summary(target, "confluent", source.url)
    assert (done["subjects"], done["imported"]) == (300, 300)
    assert Registry(target.url).places() == registry.places()


# Directories


def test_an_export_comes_back_as_it_was(source, target, make_herald, tmp_path):
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    assert "7 subjects, 9 versions, 3 configs and 2 modes exported" in ok(source.cli("export", "-o", first))
    out = ok(target.cli("import", "dir", first))
    assert "9 imported, 2 hidden, 3 configs and 1 mode set\nverified" in out
    assert Registry(target.url).all() == Registry(source.url).all()
    ok(target.cli("export", "-o", second))
    assert files(first) == files(second)
    assert b'{"kind":"highestId","context":".","id":8}' in files(first)["herald-export.jsonl"]
    assert files(first)["schemas/default/money/1.avsc"].decode() == MONEY
    assert "schemas/context-staging/a/1.avsc" in files(first)
    assert "schemas/default/odd%2Fname%20%C3%A9/1.avsc" in files(first)

    code, _, err = target.cli("export", "-o", second)
    assert code == CONFLICT and "is not empty" in err
    # What is no directory, or cannot be looked into, is not taken for an empty one.
    code, _, err = target.cli("export", "-o", os.path.join(first, "herald-export.jsonl"))
    assert code == 1 and "error[EXPORT]: whether the directory is empty cannot be seen" in err, err
    third = make_herald()
    with open(f"{first}/schemas/default/half/2.avsc", "w") as file:
        file.write('"float"')
    code, _, err = third.cli("import", "dir", first)
    assert code == 1 and "half/2.avsc" in err and "not the one that was exported" in err
    assert Registry(third.url).get("/mode") == {"mode": "READWRITE"}


def files(directory):
    found = {}
    for path, _, names in os.walk(directory):
        for name in names:
            whole = os.path.join(path, name)
            with open(whole, "rb") as file:
                found[os.path.relpath(whole, directory)] = file.read()
    return found


def test_a_directory_that_is_no_whole_export_is_refused(source, target, tmp_path):
    directory = tmp_path / "export"
    code, _, err = target.cli("import", "dir", str(directory))
    assert code == NOT_FOUND and "is no export" in err
    ok(source.cli("export", "-o", str(directory)))
    manifest = directory / "herald-export.jsonl"
    whole = manifest.read_text()
    for text, reason in [
        (whole.rsplit("\n", 2)[0] + "\n", "cut short"), ("", "cut short"), ("{}\n", "does not begin"),
        (whole.replace("herald.export/v1", "herald.export/v9"), "herald.export/v9"),
        (whole.replace('"file":"schemas', '"file":"../schemas'), "no file of the directory"), ("[\n", "is not JSON"),
    ]:
        manifest.write_text(text)
        code, _, err = target.cli("import", "dir", str(directory))
        assert code == 1 and reason in err, (reason, err)
