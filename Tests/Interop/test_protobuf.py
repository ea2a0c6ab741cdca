"""confluent-kafka-python's Protobuf serializers against our registry, and our command line against theirs."""

import json
import subprocess

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import Schema, SchemaReference, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

MONEY = 'syntax = "proto3"; package shop; message Money { string currency = 1; int64 units = 2; }'
PAYMENT = """syntax = "proto3";
package shop;
import "shop/money.proto";
import "google/protobuf/timestamp.proto";
message Refund { string id = 1; }
message Payment {
  message Line { string sku = 1; int32 quantity = 2; }
  string id = 1;
  Money amount = 2;
  google.protobuf.Timestamp time = 3;
  repeated Line lines = 4;
  map<string, int64> totals = 5;
  oneof by { string card = 6; uint64 account = 7; }
}
"""


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """Message classes by full name, made with protoc."""
    folder = tmp_path_factory.mktemp("proto")
    (folder / "shop").mkdir()
    (folder / "shop" / "money.proto").write_text(MONEY)
    (folder / "shop" / "payment.proto").write_text(PAYMENT)
    out = folder / "set"
    subprocess.run(["protoc", f"-I{folder}", "-I/usr/include", "--include_imports", f"--descriptor_set_out={out}",
                    "shop/payment.proto"], check=True)
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file:
        pool.AddSerializedFile(file.SerializeToString())
    return lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


def payment(classes, number):
    message = classes("shop.Payment")(id=f"p-{number}", card="4242")
    message.amount.currency = "EUR"
    message.amount.units = 2**60 + number
    message.time.seconds = 1_700_000_000 + number
    message.lines.add(sku="a", quantity=number)
    message.totals["net"] = -number
    return message


def context(topic):
    return SerializationContext(topic, MessageField.VALUE)


def test_messages_and_their_imports_register_and_come_back(herald, name, classes):
    registry = SchemaRegistryClient({"url": herald.url})
    serialize = ProtobufSerializer(classes("shop.Payment"), registry, {"use.deprecated.format": False})
    deserialize = ProtobufDeserializer(classes("shop.Payment"), {"use.deprecated.format": False})
    for number in range(20):
        message = payment(classes, number)
        assert deserialize(serialize(message, context(name)), context(name)) == message
    # The import became a subject of its own, and the schema refers to it.
    registered = registry.get_latest_version(f"{name}-value")
    assert [reference.name for reference in registered.schema.references] == ["shop/money.proto"]
    assert registered.schema.schema_type == "PROTOBUF"
    # Payment is the second message of its file.
    assert serialize(payment(classes, 1), context(name))[5:7] == b"\x02\x02"


def test_the_text_and_the_descriptor_are_one_schema(herald, name, classes):
    registry = SchemaRegistryClient({"url": herald.url})
    registry.register_schema("shop/money.proto", Schema(MONEY, "PROTOBUF"))
    serialize = ProtobufSerializer(classes("shop.Money"), registry, {"use.deprecated.format": False})
    text = Schema(MONEY, "PROTOBUF")
    first = registry.register_schema(f"{name}-value", text)
    data = serialize(classes("shop.Money")(currency="EUR", units=1), context(name))
    assert int.from_bytes(data[1:5], "big") == first
    assert registry.get_versions(f"{name}-value") == [1]


def test_a_removed_message_is_refused(herald, name):
    registry = SchemaRegistryClient({"url": herald.url})
    registry.register_schema(f"{name}-value", Schema(MONEY, "PROTOBUF"))
    with pytest.raises(SchemaRegistryError) as refused:
        registry.register_schema(f"{name}-value", Schema(MONEY.replace("Money", "Cash"), "PROTOBUF"))
    assert refused.value.http_status_code == 409
    assert "MESSAGE_REMOVED" in refused.value.error_message


def test_the_command_line_shows_what_python_wrote_and_writes_what_python_reads(herald, name, classes):
    registry = SchemaRegistryClient({"url": herald.url})
    herald.cli("topic", "create", name)
    serialize = ProtobufSerializer(classes("shop.Money"), registry, {"use.deprecated.format": False})
    producer = Producer({"bootstrap.servers": herald.kafka})
    producer.produce(name, serialize(classes("shop.Money")(currency="EUR", units=2**60), context(name)), "k")
    assert producer.flush(30) == 0

    code, _, errors = herald.cli("topic", "produce", name, "-k", "l", input=b'{"currency":"CHF","units":"-7"}\n')
    assert code == 0, errors
    code, out, errors = herald.cli("topic", "consume", name, "-e", "--format", "jsonl")
    assert code == 0, errors
    assert [json.loads(line)["value"] for line in out.splitlines()] == [
        {"currency": "EUR", "units": str(2**60)}, {"currency": "CHF", "units": "-7"}]

    deserialize = ProtobufDeserializer(classes("shop.Money"), {"use.deprecated.format": False})
    consumer = Consumer({"bootstrap.servers": herald.kafka, "group.id": name})
    consumer.assign([TopicPartition(name, 0, 1)])
    message = consumer.poll(30)
    assert deserialize(message.value(), context(name)) == classes("shop.Money")(currency="CHF", units=-7)
    consumer.close()

    code, _, errors = herald.cli("topic", "produce", name, input=b'{"currency":5}\n')
    assert code == 1
    assert "currency" in errors and "line 1" in errors


def test_a_text_with_what_nobody_declares_writes_and_reads_records(make_herald, name):
    karapace = make_herald("--emulate", "karapace")
    registry = SchemaRegistryClient({"url": karapace.url})
    money = 'syntax = "proto3"; package shop; message Money { option (mine) = true; int64 units = 1; }'
    registry.register_schema("shop.Money", Schema(money, "PROTOBUF"))
    order = 'syntax = "proto3"; package shop; import "money.proto"; message Order { Money total = 1; }'
    # The reference is not named after the import.
    registry.register_schema(
        f"{name}-value", Schema(order, "PROTOBUF", [SchemaReference("shop/money.proto", "shop.Money", 1)]))
    karapace.cli("topic", "create", name)
    code, _, errors = karapace.cli("topic", "produce", name, input=b'{"total":{"units":"7"}}\n')
    assert code == 0, errors
    code, out, errors = karapace.cli("topic", "consume", name, "-e", "--format", "jsonl")
    assert code == 0, errors
    assert [json.loads(line)["value"] for line in out.splitlines()] == [{"total": {"units": "7"}}]
