"""`_schemas` as other registries write it, record by record: docs/formats/schemas-topic.md."""

import json

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic


def compact(value):
    return None if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def create(bootstrap, topic):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(topic, 1, 1, config={"cleanup.policy": "compact"})])[topic].result(10)


class Topic:
    """A topic that is written one record after the other."""

    def __init__(self, bootstrap, topic):
        create(bootstrap, topic)
        self.topic = topic
        self.producer = Producer({"bootstrap.servers": bootstrap, "acks": "all"})
        self.offset = 0

    def raw(self, key, value):
        self.producer.produce(self.topic, value, key, partition=0)
        self.producer.flush(10)
        self.offset += 1

    def put(self, key, value):
        self.raw(compact(key), compact(value))


class Confluent(Topic):
    """Keys in the order of today, type left out for Avro, null and empty members too."""

    def schema(self, subject, version, id, schema, *, type=None, references=(), deleted=False, **more):
        value = {"subject": subject, "version": version, "id": id, "md5": "AAAAAAAAAAAAAAAAAAAAAA=="}
        if type:
            value["schemaType"] = type
        if references:
            value["references"] = [dict(zip(("name", "subject", "version"), reference)) for reference in references]
        value |= {**more, "schema": schema, "deleted": deleted}
        self.put(self.key(subject, version), value)

    def key(self, subject, version):
        return {"keytype": "SCHEMA", "subject": subject, "version": version, "magic": 1}

    def hard_delete(self, subject, version):
        self.put(self.key(subject, version), None)

    def delete_subject(self, subject, version):
        self.put(self.of("DELETE_SUBJECT", subject), {"subject": subject, "version": version})

    def clear_subject(self, subject):
        self.put(self.of("CLEAR_SUBJECT", subject), {"subject": subject})

    def config(self, subject, **config):
        self.put(self.of("CONFIG", subject), {**({"subject": subject} if subject else {}), **config} if config else None)

    def mode(self, subject, mode):
        self.put(self.of("MODE", subject), {**({"subject": subject} if subject else {}), "mode": mode} if mode else None)

    def context(self, name):
        self.put(
            {"keytype": "CONTEXT", "tenant": "default", "context": name, "magic": 0}, {"tenant": "default", "context": name})

    def noop(self):
        self.put({"keytype": "NOOP", "magic": 0}, None)

    def of(self, keytype, subject):
        return {"keytype": keytype, **({"subject": subject} if subject else {}), "magic": 0}


class OldConfluent(Confluent):
    """Before 3.3: magic 0, and `"subject":null` for the settings of all."""

    def key(self, subject, version):
        return {"keytype": "SCHEMA", "subject": subject, "version": version, "magic": 0}

    def of(self, keytype, subject):
        return {"keytype": keytype, "subject": subject, "magic": 0}


class OldKarapace(Confluent):
    """Before it took over Confluent's order of a key's members."""

    def key(self, subject, version):
        return {"subject": subject, "version": version, "magic": 1, "keytype": "SCHEMA"}

    def of(self, keytype, subject):
        return {"subject": subject, "magic": 0, "keytype": keytype} if subject else {"keytype": keytype, "magic": 0}


class Redpanda(Confluent):
    """Keys say at which offset they mean to be, and by whom: those that came to another lost a race."""

    def key(self, subject, version, seq=None):
        return {**super().key(subject, version), "seq": self.offset if seq is None else seq, "node": 0}

    def of(self, keytype, subject):
        return {**super().of(keytype, subject), "seq": self.offset, "node": 0}
