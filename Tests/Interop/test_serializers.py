"""What confluent-kafka-python's serializers do beyond registering a schema, each against our registry."""

import pytest
from confluent_kafka.schema_registry import (
    Rule,
    RuleKind,
    RuleMode,
    RuleSet,
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    dual_schema_id_deserializer,
    header_schema_id_serializer,
)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.common.schema_registry_client import (
    AssociationCreateOrUpdateInfo,
    AssociationCreateOrUpdateRequest,
)
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.schema_registry.rule_registry import RuleRegistry
from confluent_kafka.schema_registry.rules.cel.cel_executor import CelExecutor
from confluent_kafka.schema_registry.rules.cel.cel_field_executor import CelFieldExecutor
from confluent_kafka.schema_registry.serde import SubjectNameStrategyType
from confluent_kafka.serialization import MessageField, SerializationContext, SerializationError
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

MONEY = '{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"units","type":"long"}]}'
ORDER = """{"type":"record","name":"Order","namespace":"shop","fields":[
  {"name":"id","type":"string","confluent:tags":["PII"]},{"name":"total","type":"shop.Money"}]}"""


@pytest.fixture
def registry(herald):
    return SchemaRegistryClient({"url": herald.url})


def context(topic, headers=None):
    return SerializationContext(topic, MessageField.VALUE, headers)


def order_schema(registry, rules=None):
    registry.register_schema("shop.Money", Schema(MONEY, "AVRO"))
    return Schema(ORDER, "AVRO", [SchemaReference("shop.Money", "shop.Money", 1)], rule_set=rules)


def cel(name, mode, type, expression, kind=RuleKind.CONDITION, tags=None):
    return Rule(name, None, kind, mode, type, tags, None, expression, None, None, False)


@pytest.fixture(scope="module")
def rules():
    registry = RuleRegistry()
    registry.register_executor(CelExecutor())
    registry.register_executor(CelFieldExecutor())
    return registry


def test_avro_types_of_other_subjects(herald, registry, name):
    record = {"id": "7", "total": {"units": 2**40}}
    data = AvroSerializer(registry, order_schema(registry))(record, context(name))
    # Another client, which has to fetch both texts.
    assert AvroDeserializer(SchemaRegistryClient({"url": herald.url}))(data, context(name)) == record
    assert [reference.subject for reference in registry.get_latest_version(f"{name}-value").schema.references] == ["shop.Money"]


def test_the_latest_version_is_written_with_whatever_the_program_was_built_with(registry, name):
    first = registry.register_schema(f"{name}-value", Schema('{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}'))
    second = registry.register_schema(f"{name}-value", Schema(
        '{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"y","type":"int","default":3}]}'))
    old = '{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}'
    serialize = AvroSerializer(registry, old, conf={"auto.register.schemas": False, "use.latest.version": True})
    data = serialize({"x": 1}, context(name))
    assert int.from_bytes(data[1:5], "big") == second != first
    assert AvroDeserializer(registry)(data, context(name)) == {"x": 1, "y": 3}
    assert AvroDeserializer(registry, old)(data, context(name)) == {"x": 1}


def test_normalised_schemas_are_one_whatever_their_spelling(registry, name):
    conf = {"normalize.schemas": True}
    for text in ['{"type":"record","name":"A","namespace":"n","doc":"d","fields":[{"name":"x","type":{"type":"int"}}]}',
                 '{"fields":[{"type":"int","name":"x"}],"doc":"d","name":"n.A","type":"record"}']:
        AvroSerializer(registry, text, conf=conf)({"x": 1}, context(name))
    assert registry.get_versions(f"{name}-value") == [1]


def message_class(package):
    """A class for `message Note { string text = 1; }` of the package."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto3")
    field = file.message_type.add(name="Note").field.add(name="text", number=1)
    field.type, field.label = field.TYPE_STRING, field.LABEL_OPTIONAL
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.Note"))


def test_protobuf_in_headers_and_from_the_latest_version(herald, registry, name):
    note, headers, modern = message_class("notes"), [], {"use.deprecated.format": False}
    message = note(text="seven")
    conf = {**modern, "normalize.schemas": True, "schema.id.serializer": header_schema_id_serializer}
    data = ProtobufSerializer(note, registry, conf)(message, context(name, headers))
    assert data == message.SerializeToString()
    # The GUID, and behind it the message's place in its file.
    (key, value), = headers
    assert key == "__value_schema_id" and value[0] == 1 and len(value) > 17
    conf = {**modern, "schema.id.deserializer": dual_schema_id_deserializer}
    deserialize = ProtobufDeserializer(note, conf, SchemaRegistryClient({"url": herald.url}))
    assert deserialize(data, context(name, headers)) == message

    latest = {**modern, "auto.register.schemas": False, "use.latest.version": True}
    data = ProtobufSerializer(note, registry, latest)(message, context(name))
    # A client of its own, for the first one keeps the text it registered where the descriptor is wanted.
    reader = SchemaRegistryClient({"url": herald.url})
    assert ProtobufDeserializer(note, {**modern, "use.latest.version": True}, reader)(data, context(name)) == message


def test_topics_without_an_association_have_their_own_subjects(registry, name):
    assert registry.get_associations_by_resource_name(name, "-", "topic", ["value"]) == []
    for strategy in [None, SubjectNameStrategyType.ASSOCIATED]:
        conf = {} if strategy is None else {"subject.name.strategy.type": strategy}
        AvroSerializer(registry, '"string"', conf=conf)("a", context(name))
    assert registry.get_versions(f"{name}-value") == [1]


def test_an_associated_topic_has_the_subject_it_is_associated_with(registry, name):
    registry.register_schema(f"{name}-shared", Schema('"string"'))
    wish = AssociationCreateOrUpdateRequest(name, "lkc", f"{name}-id", "topic", [
        AssociationCreateOrUpdateInfo(f"{name}-shared", "value", "WEAK")])
    made = registry.create_association(wish)
    assert [association.subject for association in made.associations] == [f"{name}-shared"]
    AvroSerializer(registry, '"string"')("a", context(name))
    assert registry.get_subjects(subject_prefix=name) == [f"{name}-shared"]
    registry.delete_associations(f"{name}-id", "topic")
    assert registry.get_associations_by_resource_name(name, "-") == []


def test_rules_kept_here_run_in_the_client(herald, registry, rules, name):
    contract = RuleSet([], [
        cel("positive", RuleMode.WRITE, "CEL", "message.total.units > 0"),
        cel("mask", RuleMode.READ, "CEL_FIELD", "typeName == 'STRING' ; '***' + value", RuleKind.TRANSFORM, ["PII"]),
    ])
    registry.register_schema(f"{name}-value", order_schema(registry, contract))
    conf = {"auto.register.schemas": False, "use.latest.version": True}
    serialize = AvroSerializer(registry, None, conf=conf, rule_registry=rules)
    data = serialize({"id": "7", "total": {"units": 1}}, context(name))
    with pytest.raises(SerializationError):
        serialize({"id": "7", "total": {"units": -1}}, context(name))
    other = SchemaRegistryClient({"url": herald.url})
    assert AvroDeserializer(other, rule_registry=rules)(data, context(name)) == {"id": "***7", "total": {"units": 1}}


def test_a_migration_rule_carries_old_records_over(herald, registry, rules, name):
    old = Schema('{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]}')
    up = cel("up", RuleMode.UPGRADE, "CEL", "{'x': message.x, 'label': 'from the old'}", RuleKind.TRANSFORM)
    new = Schema('{"type":"record","name":"A","fields":[{"name":"x","type":"int"},{"name":"label","type":"string","default":""}]}',
                 rule_set=RuleSet([up], []))
    data = AvroSerializer(registry, old.schema_str)({"x": 5}, context(name))
    registry.register_schema(f"{name}-value", new)
    deserialize = AvroDeserializer(
        SchemaRegistryClient({"url": herald.url}), conf={"use.latest.version": True}, rule_registry=rules)
    assert deserialize(data, context(name)) == {"x": 5, "label": "from the old"}
