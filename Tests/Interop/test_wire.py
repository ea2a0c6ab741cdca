"""Records that name their schema in another way than by the five bytes in front."""

import json

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, header_schema_id_serializer
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

ORDER = '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}'


def test_consume_reads_records_whose_schema_is_named_in_a_header(herald, name):
    registry = SchemaRegistryClient({"url": herald.url})
    serializer = AvroSerializer(registry, ORDER, conf={"schema.id.serializer": header_schema_id_serializer})
    headers = []
    payload = serializer({"id": "number 7"}, SerializationContext(name, MessageField.VALUE, headers))
    assert payload == b"\x10number 7" and len(headers) == 1
    producer = Producer({"bootstrap.servers": herald.kafka})
    producer.produce(name, payload, headers=headers)
    assert producer.flush(20) == 0
    code, out, err = herald.cli("topic", "consume", name, "--until-end", "--format", "jsonl")
    assert code == 0, err
    record = json.loads(out)
    assert record["value"] == {"id": "number 7"}, record
    assert record["schema"]["subject"] == f"{name}-value", record
