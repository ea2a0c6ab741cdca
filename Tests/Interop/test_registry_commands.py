"""What `herald registry` and `herald schema` say of a registry, and how schemas go and come back."""

import json

from registries import MONEY, ORDER, Registry, ok, source, stub, target  # noqa: F401

FINDINGS, NOT_FOUND, CONFLICT = 3, 4, 6


def test_verify_finds_a_history_that_does_not_go_together(target):
    registry = Registry(target.url)
    assert ok(target.cli("registry", "verify")) == "0 subjects, 0 versions, 0 ids: all of it holds\n"
    registry.ask("PUT", "/config/a", {"compatibility": "NONE"})
    for schema in ['"int"', '"string"', '"int"']:
        registry.register("a", schema)
    registry.register("b", '"long"')
    assert ok(target.cli("registry", "verify")) == "2 subjects, 3 versions, 3 ids: all of it holds\n"
    registry.ask("PUT", "/config/a", {"compatibility": "BACKWARD_TRANSITIVE"})
    code, out, err = target.cli("registry", "verify")
    assert (code, err) == (FINDINGS, "")
    assert out.startswith("VERSIONS_INCOMPATIBLE  a@2 (id 2): does not go together with version 1 at BACKWARD_TRANSITIVE: ")
    assert out.endswith("2 subjects, 3 versions, 3 ids: 1 finding\n")
    assert target.cli("registry", "verify", "--exit-zero")[0] == 0
    assert ok(target.cli("registry", "verify", "--subject", "b")) == "1 subject, 1 version, 1 id: all of it holds\n"
    code, _, err = target.cli("registry", "verify", "--subject", "aa")
    assert code == NOT_FOUND and "did you mean 'a'?" in err


def test_verify_finds_what_another_registry_says_wrong(stub, target):
    guid = "00000000-0000-0000-0000-000000000000"
    bad = stub({
        "/config": {"compatibilityLevel": "NONE"}, "/subjects": ["a", "b"], "/subjects/a/versions": [1, 2, 3],
        "/subjects/b/versions": [1],
        "/subjects/a/versions/1": {"subject": "a", "version": 1, "id": 1, "schema": '"int"'},
        "/subjects/a/versions/2": {"subject": "a", "version": 2, "id": 1, "schema": '"long"'},
        "/subjects/a/versions/3": {"subject": "a", "version": 3, "id": 2, "schema": '"int"', "guid": guid},
        "/subjects/b/versions/1": {"subject": "b", "version": 1, "id": 3, "schema": "{"},
        "/schemas/ids/1": {"schema": '"int"'}, "/schemas/ids/2": {"schema": '"float"'}})
    code, out, _ = target.cli("registry", "verify", "--server", bad.url, "--format", "jsonl")
    found = [(f["code"], f["subject"], f["version"], f["id"]) for f in map(json.loads, out.splitlines())]
    assert code == FINDINGS
    assert found == [
        ("ID_WITH_TWO_CONTENTS", "a", 2, 1), ("CONTENT_WITH_TWO_IDS", "a", 3, 2), ("GUID_MISMATCH", "a", 3, 2),
        ("ID_WITH_TWO_CONTENTS", "a", 3, 2), ("ID_WITH_TWO_CONTENTS", "b", 1, 3), ("SCHEMA_UNREADABLE", "b", 1, 3)]


def test_ids_say_what_they_stand_for_and_where(source):
    out = ok(source.cli("registry", "ids"))
    assert out.splitlines()[0].split() == ["CONTEXT", "ID", "TYPE", "SCHEMA", "USED", "BY"]
    rows = [line.split(maxsplit=4) for line in out.splitlines()[1:]]
    assert [".", "1", "AVRO", "com.acme.Money", "money@1"] in rows
    assert [".", "4", "PROTOBUF", "acme.Thing", "thing@1"] in rows
    assert [".", "5", "AVRO", "int", "(gone@1), (half@1)"] in rows
    assert [".staging", "1", "AVRO", "string", ":.staging:a@1"] in rows
    one, = json.loads(ok(source.cli("registry", "ids", "--context", ".staging", "--format", "json")))["ids"]
    assert one == {
        "context": ".staging", "id": 1, "guid": "095d71cf-1255-6b9d-5e33-0ad575b3df5d", "type": "AVRO", "title": "string",
        "uses": [{"subject": ":.staging:a", "version": 1, "deleted": False}]}
    assert ok(source.cli("registry", "ids", "-q", "--context", ".staging")) == "1\n"


def test_what_others_refer_to_is_not_deleted_and_they_are_named(target):
    registry = Registry(target.url)
    registry.register("money", MONEY)
    registry.register("order", ORDER, references=[{"name": "com.acme.Money", "subject": "money", "version": 1}])
    registry.register(
        "basket", '{"type":"array","items":"com.acme.Order"}',
        references=[{"name": "com.acme.Order", "subject": "order", "version": 1}])
    assert ok(target.cli("schema", "refs", "money")) == (
        "money@1\n  used by:\n    order@1\n      basket@1\n  refers to: nothing\n")
    assert ok(target.cli("schema", "refs", "basket@1", "--format", "json")).count('"depth"') == 2
    assert ok(target.cli("schema", "refs", "money@1", "-q")) == "order@1\nbasket@1\n"
    assert target.cli("schema", "refs", "monee")[0] == NOT_FOUND

    for arguments in [("money",), ("money@1",), ("money", "--permanent", "--yes"), ("money@latest",)]:
        code, _, err = target.cli("schema", "delete", *arguments)
        assert code == CONFLICT and "REFERENCED" in err and "why: order@1" in err, err
    assert registry.get("/subjects/money/versions") == [1]
    # What is hidden still refers to it: it may come back.
    ok(target.cli("schema", "delete", "basket"))
    ok(target.cli("schema", "delete", "order"))
    ok(target.cli("schema", "delete", "money"))
    code, _, err = target.cli("schema", "delete", "money", "--permanent", "--yes")
    assert code == CONFLICT and "why: order@1" in err
    assert "order@1" in ok(target.cli("schema", "refs", "money@1", "--deleted"))


def test_what_was_hidden_comes_back_where_it_stood(target):
    registry = Registry(target.url)
    registry.ask("PUT", "/config/a", {"compatibility": "NONE"})
    for schema in [' "int" ', '"long"', '"string"']:
        registry.register("a", schema)
    before = registry.all()
    original = registry.get("/subjects/a/versions/1?format=original")
    registry.ask("DELETE", "/subjects/a/versions/1")
    registry.ask("DELETE", "/subjects/a/versions/2")
    assert target.cli("schema", "undelete", "a@1") == (0, "", "a@1: is back\n")
    assert registry.get("/subjects/a/versions") == [1, 3]
    registry.ask("DELETE", "/subjects/a")
    assert target.cli("schema", "undelete", "a") == (0, "", "a@1: is back\na@2: is back\na@3: is back\n")
    assert registry.all() == before
    assert registry.get("/subjects/a/versions/1?format=original") == original
    assert registry.ask("GET", "/mode/a")[0] == 404
    assert target.cli("schema", "undelete", "a") == (0, "", "a: nothing of it is deleted\n")
    code, _, err = target.cli("schema", "undelete", "a@9")
    assert code == NOT_FOUND and "has no version 9" in err
