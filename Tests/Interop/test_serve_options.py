"""What the options of `herald serve` change."""

import subprocess
import urllib.error
import urllib.request

import pytest
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient


def write(server, topic, lines):
    return subprocess.run(["kcat", "-b", server.kafka, "-P", "-t", topic], input=lines, capture_output=True, timeout=60)


def read(server, topic):
    return subprocess.run(["kcat", "-b", server.kafka, "-C", "-t", topic, "-e", "-q"], capture_output=True, timeout=60).stdout


def broker_config(server):
    resource = ConfigResource(ResourceType.BROKER, "1")
    admin = AdminClient({"bootstrap.servers": server.kafka})
    return admin.describe_configs([resource])[resource].result(30)


@pytest.mark.parametrize("durability", ["fsync", "os"])
def test_durability_is_what_was_asked_for_and_said(make_herald, durability):
    server = make_herald("--durability", durability)
    write(server, "t", b"1\n2\n3\n")
    registry = SchemaRegistryClient({"url": server.url})
    assert registry.register_schema("s", Schema('"string"', "AVRO")) == 1
    assert broker_config(server)["herald.durability"].value == durability
    # Neither loses anything to a kill.
    server.kill()
    server.start()
    assert read(server, "t") == b"1\n2\n3\n"
    assert SchemaRegistryClient({"url": server.url}).get_versions("s") == [1]


def test_clients_may_read_the_registrys_topic_and_not_write_it(make_herald):
    server = make_herald()
    SchemaRegistryClient({"url": server.url}).register_schema("s", Schema('"string"', "AVRO"))
    assert b'"subject":"s","version":1,"id":1,"schema":"\\"string\\"","deleted":false' in read(server, "_schemas")
    refused = write(server, "_schemas", b"x\n")
    assert b"olicy" in refused.stderr or refused.returncode != 0


def test_without_a_registry_its_topic_is_a_topic(make_herald):
    server = make_herald("--no-registry")
    write(server, "_schemas", b"mine\n")
    assert read(server, "_schemas") == b"mine\n"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(server.url + "/subjects", timeout=10)
    assert missing.value.code == 404


def test_topics_made_by_their_first_use_have_the_default_partitions(make_herald):
    server = make_herald("--default-partitions", "3")
    write(server, "t", b"x\n")
    admin = AdminClient({"bootstrap.servers": server.kafka})
    assert len(admin.list_topics("t", timeout=30).topics["t"].partitions) == 3


def test_the_advertised_address_is_told(make_herald):
    server = make_herald("--advertise", "kafka.example:19092")
    listing = subprocess.run(["kcat", "-b", server.kafka, "-L"], capture_output=True, timeout=60).stdout
    assert b"broker 1 at kafka.example:19092" in listing
