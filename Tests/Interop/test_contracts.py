"""Contexts, modes, data contracts and GUIDs, as confluent-kafka-python's registry client uses them."""

import pytest
from confluent_kafka.schema_registry import (
    Metadata,
    MetadataProperties,
    Rule,
    RuleKind,
    RuleMode,
    RuleParams,
    RuleSet,
    Schema,
    SchemaRegistryClient,
    ServerConfig,
    dual_schema_id_deserializer,
    header_schema_id_serializer,
)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.common.schema_registry_client import ConfigCompatibilityLevel
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

# The exit code of a command line that is not understood.
USAGE = 2

INT, LONG = Schema('"int"', "AVRO"), Schema('"long"', "AVRO")


@pytest.fixture
def registry(make_herald):
    return SchemaRegistryClient({"url": make_herald().url})


def refusal(status, code):
    """Matches the client's error by its status and number."""
    return pytest.raises(SchemaRegistryError, check=lambda error: (error.http_status_code, error.error_code) == (status, code))


def contract(owner):
    rule = Rule(
        "positive", "amounts", RuleKind.CONDITION, RuleMode.WRITE, "CEL", ["PII"], RuleParams({"a": "1"}), "true", "NONE",
        "ERROR", False)
    # No tags: this version of the client cannot hash the lists they come in.
    metadata = Metadata(None, MetadataProperties({"owner": owner}), [])
    return metadata, RuleSet([], [rule], [])


def test_a_contract_comes_back_as_it_was_given_and_is_part_of_the_schema(registry):
    metadata, rules = contract("me")
    first = registry.register_schema("a", Schema('"int"', "AVRO", metadata=metadata, rule_set=rules))
    assert registry.register_schema("b", INT) != first
    stored = registry.get_latest_version("a").schema
    assert (stored.metadata, stored.rule_set) == (metadata, rules)
    registry.register_schema("a", LONG)
    assert registry.get_latest_version("a").schema.metadata == metadata
    assert registry.get_latest_with_metadata("a", {"owner": "me"}).version == 2
    with refusal(404, 40403):
        registry.get_latest_with_metadata("a", {"owner": "you"})


def test_a_config_adds_its_metadata_to_every_schema(registry):
    registry.set_config(
        config=ServerConfig(compatibility=ConfigCompatibilityLevel.NONE, default_metadata=contract("nobody")[0], compatibility_group="major"))
    registry.register_schema("a", INT)
    assert registry.get_latest_version("a").schema.metadata.properties.properties == {"owner": "nobody"}
    assert registry.get_config().compatibility_group == "major"


def test_contexts_are_registries_of_their_own(make_herald):
    herald = make_herald()
    default = SchemaRegistryClient({"url": herald.url})
    staging = SchemaRegistryClient({"url": herald.url + "/contexts/.staging"})
    assert default.register_schema("a", INT) == 1
    assert staging.register_schema("a", LONG) == 1
    assert default.get_contexts() == [".", ".staging"]
    assert default.get_subjects() == [":.staging:a", "a"]
    assert staging.get_latest_version("a").schema.schema_str == '"long"'
    assert default.get_schema(1, ":.staging:a").schema_str == '"long"'


def test_modes_close_subjects_and_take_imports(registry):
    registry.register_schema("a", INT)
    assert registry.update_mode("a", "READONLY") == "READONLY"
    with refusal(422, 42205):
        registry.register_schema("a", LONG)
    assert registry.delete_mode("a") == "READONLY"
    with refusal(422, 42205):
        registry.update_mode("a", "IMPORT")
    assert registry.update_mode("a", "IMPORT", force=True) == "IMPORT"
    assert registry.get_mode("a") == "IMPORT"
    assert registry.get_global_mode() == "READWRITE"


def test_records_carry_guids_in_their_headers(make_herald):
    herald = make_herald()
    registry = SchemaRegistryClient({"url": herald.url})
    # The client takes payloads of five bytes and less for none of its own.
    text = '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}'
    serializer = AvroSerializer(registry, text, conf={"schema.id.serializer": header_schema_id_serializer})
    headers = []
    payload = serializer({"id": "number 7"}, SerializationContext("orders", MessageField.VALUE, headers))
    assert payload == b"\x10number 7"
    (key, value), = headers
    assert key == "__value_schema_id" and value[0] == 1 and len(value) == 17
    reader = SchemaRegistryClient({"url": herald.url})
    deserializer = AvroDeserializer(reader, conf={"schema.id.deserializer": dual_schema_id_deserializer})
    assert deserializer(payload, SerializationContext("orders", MessageField.VALUE, headers)) == {"id": "number 7"}


def test_the_command_line_sees_and_sets_modes_and_contexts(make_herald):
    herald = make_herald()
    assert herald.cli("registry", "mode", "get") == (0, "READWRITE\n", "")
    assert herald.cli("registry", "mode", "set", "readonly", "--subject", "a") == (0, "", "a: mode READONLY\n")
    assert herald.cli("registry", "mode", "get", "--subject", "a") == (0, "READONLY\n", "")
    code, _, errors = herald.cli("registry", "mode", "set", "sometimes")
    assert code == USAGE and "READONLY_OVERRIDE" in errors
    SchemaRegistryClient({"url": herald.url + "/contexts/.staging"}).register_schema("a", INT)
    assert herald.cli("registry", "contexts") == (0, ".\n.staging\n", "")
