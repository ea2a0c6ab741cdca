"""`codec-conformance` beside other people's codecs: fastavro and Apache's Avro for Avro, Google's for Protobuf.

Random inputs come from seeds; a failing assertion names its seed.
"""

import base64
import io
import json
import os
import random
import struct
import subprocess

import avro.compatibility
import avro.schema
import fastavro
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from conftest import PROGRAM

DOOR = os.environ.get("CODEC_CONFORMANCE", os.path.join(os.path.dirname(PROGRAM), "codec-conformance"))


class Door:
    """The program at the other end of two pipes, asked one line at a time."""

    def __init__(self):
        self.process = subprocess.Popen([DOOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0

    def raw(self, line):
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __call__(self, operation, **members):
        self.asked += 1
        answer = self.raw(json.dumps({"id": self.asked, "op": operation, **members}).encode())
        assert answer.pop("id") == self.asked
        return answer

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def door():
    door = Door()
    yield door
    door.close()


def text(data):
    return base64.b64encode(data).decode()


class RandomAvro:
    """Schemas, values of them, and the values as JSON in the specification's encoding."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0

    def name(self):
        self.count += 1
        return self.random.choice(["a.", "a.b."]) + f"T{self.count}"

    def schema(self, depth=3):
        kinds = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
        if depth == 0:
            return self.random.choice(kinds)
        kind = self.random.choice(kinds + ["record"] * 4 + ["array", "array", "map", "enum", "fixed", "union", "union"])
        if kind == "record":
            fields = [{"name": f"f{i}", "type": self.schema(depth - 1)} for i in range(self.random.randint(1, 4))]
            return {"type": "record", "name": self.name(), "fields": fields}
        if kind == "array":
            return {"type": "array", "items": self.schema(depth - 1)}
        if kind == "map":
            return {"type": "map", "values": self.schema(depth - 1)}
        if kind == "enum":
            return {"type": "enum", "name": self.name(), "symbols": [f"S{i}" for i in range(self.random.randint(1, 4))]}
        if kind == "fixed":
            return {"type": "fixed", "name": self.name(), "size": self.random.randint(1, 9)}
        if kind == "union":
            record = {"type": "record", "name": self.name(), "fields": [{"name": "x", "type": self.schema(depth - 1)}]}
            return self.random.sample(["null", "boolean", "long", "string", record], self.random.randint(1, 4))
        return kind

    def record(self):
        while True:
            schema = self.schema()
            if isinstance(schema, dict) and schema["type"] == "record":
                return schema

    def value(self, schema):
        """A value and its JSON."""
        r = self.random
        if isinstance(schema, list):
            branch = r.choice(schema)
            value, encoded = self.value(branch)
            if branch == "null":
                return None, None
            tag = branch["name"] if isinstance(branch, dict) else branch
            return (tag, value), {tag: encoded}
        kind = schema["type"] if isinstance(schema, dict) else schema
        if kind == "null":
            return None, None
        if kind == "boolean":
            value = r.random() < 0.5
        elif kind == "int":
            value = r.randint(-(2**31), 2**31 - 1) >> r.randint(0, 31)
        elif kind == "long":
            value = r.randint(-(2**63), 2**63 - 1) >> r.randint(0, 63)
        elif kind == "float":
            value = struct.unpack("f", struct.pack("f", r.uniform(-1e6, 1e6)))[0]
        elif kind == "double":
            value = r.uniform(-1e200, 1e200)
        elif kind == "string":
            value = "".join(r.choice('ab "\\\x00é漢😀\n') for _ in range(r.randint(0, 12)))
        elif kind == "enum":
            value = r.choice(schema["symbols"])
        elif kind in ("bytes", "fixed"):
            value = bytes(r.randrange(256) for _ in range(schema["size"] if kind == "fixed" else r.randint(0, 9)))
            return value, value.decode("latin-1")
        elif kind == "array":
            pairs = [self.value(schema["items"]) for _ in range(r.randint(0, 3))]
            return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        elif kind == "map":
            pairs = {f"k{i}": self.value(schema["values"]) for i in range(r.randint(0, 3))}
            return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items()}
        else:
            pairs = {field["name"]: self.value(field["type"]) for field in schema["fields"]}
            return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items()}
        return value, value


def written(schema, value):
    out = io.BytesIO()
    fastavro.schemaless_writer(out, schema, value)
    return out.getvalue()


def read(schema, data, reader=None):
    """Fastavro's reading, unions with the names of their branches where it tells them."""
    source = io.BytesIO(data)
    value = fastavro.schemaless_reader(source, schema, reader, return_named_type=True)
    assert source.read() == b""
    return value


def same_floats(left, right):
    """Whether two JSON values are the same when floats are rounded to 32 bits: the text of a float is its shortest."""
    if isinstance(left, float) or isinstance(right, float):
        return left == right or struct.pack("f", left) == struct.pack("f", right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_floats(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_floats, left, right))
    return left == right


@pytest.mark.parametrize("seed", range(200))
def test_avro_data_is_read_and_written_as_fastavro_does(door, seed):
    made = RandomAvro(seed)
    schema = made.record()
    parsed = fastavro.parse_schema(schema)
    for _ in range(3):
        value, encoded = made.value(schema)
        data = written(parsed, value)
        answer = door("avro.decode", writer=json.dumps(schema), data=text(data))
        assert "json" in answer, (seed, schema, answer)
        assert same_floats(json.loads(answer["json"]), encoded), (seed, schema)
        ours = door("avro.encode", schema=json.dumps(schema), json=json.dumps(encoded))
        assert "data" in ours, (seed, schema, ours)
        assert read(parsed, base64.b64decode(ours["data"])) == read(parsed, data), (seed, schema)


@pytest.mark.parametrize("seed", range(100))
def test_avro_canonical_forms_and_fingerprints_are_fastavros(door, seed):
    schema = RandomAvro(seed).schema()
    answer = door("avro.parse", schemas=[json.dumps(schema)])
    canonical = fastavro.schema.to_parsing_canonical_form(fastavro.parse_schema(schema))
    assert answer["canonical"] == canonical, seed
    for key, algorithm in (("crc64", "CRC-64-AVRO"), ("md5", "MD5"), ("sha256", "SHA-256")):
        assert answer[key] == fastavro.schema.fingerprint(canonical, algorithm), (seed, key)
    # The stored form is a schema like any, and stays as it is.
    assert door("avro.parse", schemas=[answer["stored"]])["stored"] == answer["stored"], seed


def evolved(made, schema):
    """A record's next version: fields dropped, moved, grown, and one added with a default."""
    fields = [dict(field) for field in schema["fields"] if made.random.random() < 0.8]
    made.random.shuffle(fields)
    for field in fields:
        if field["type"] in ("int", "long", "float"):
            field["type"] = made.random.choice(["long", "float", "double"]) if field["type"] == "int" else "double"
        elif field["type"] == "string":
            field["type"] = made.random.choice(["string", "bytes"])
    fields.insert(made.random.randint(0, len(fields)), {"name": "added", "type": ["null", "int"], "default": None})
    return {**schema, "fields": fields}


@pytest.mark.parametrize("seed", range(150))
def test_avro_resolution_is_fastavros(door, seed):
    made = RandomAvro(seed)
    writer = made.record()
    reader = evolved(made, writer)
    value, _ = made.value(writer)
    data = written(fastavro.parse_schema(writer), value)
    answer = door("avro.decode", writer=json.dumps(writer), reader=json.dumps(reader), data=text(data))
    assert "json" in answer, (seed, writer, reader, answer)
    # What fastavro resolved, written with the reader's schema, is what ours is in bytes.
    theirs = written(fastavro.parse_schema(reader), read(fastavro.parse_schema(writer), data, fastavro.parse_schema(reader)))
    ours = door("avro.encode", schema=json.dumps(reader), json=answer["json"])
    assert base64.b64decode(ours["data"]) == theirs, (seed, writer, reader)


@pytest.mark.parametrize("seed", range(150))
def test_avro_compatibility_is_that_of_apaches_checker(door, seed):
    made = RandomAvro(seed)
    writer = made.record()
    reader = evolved(made, writer) if seed % 2 else {**made.record(), "name": writer["name"]}
    if seed % 3 == 0:
        del reader["fields"][-1]["type"]
        reader["fields"][-1] = {"name": reader["fields"][-1]["name"], "type": made.random.choice(["int", "string", ["null", "long"]])}
    theirs = avro.compatibility.ReaderWriterCompatibilityChecker().get_compatibility(
        reader=avro.schema.parse(json.dumps(reader)), writer=avro.schema.parse(json.dumps(writer)))
    answer = door("avro.compat", reader=json.dumps(reader), writer=json.dumps(writer))
    expected = theirs.compatibility is avro.compatibility.SchemaCompatibilityType.compatible
    assert answer["compatible"] == expected, (seed, reader, writer, answer, theirs)
    assert (answer["reasons"] == []) == expected


def test_single_objects_are_found_by_fingerprint(door):
    made = RandomAvro(1)
    schemas = [made.record() for _ in range(20)]
    for schema in schemas:
        value, encoded = made.value(schema)
        canonical = fastavro.schema.to_parsing_canonical_form(fastavro.parse_schema(schema))
        header = b"\xc3\x01" + bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
        data = header + written(fastavro.parse_schema(schema), value)
        answer = door("avro.single", schemas=[json.dumps(each) for each in schemas], data=text(data))
        assert same_floats(json.loads(answer["json"]), encoded)


def test_every_line_is_answered_in_order_however_hostile(door):
    lines = [
        b"", b"{", b"null", b'"', b"\xff\xfe", b"[" * 100_000, b'{"id":1}', b'{"id":"\\ud800"}', b'{"id":1,"op":"avro.parse","schemas":[1]}',
        b"\x00" * 100, b'{"id":1,"op":"avro.decode","writer":"\\"int\\"","data":"A"}', b"x" * (65 << 20),
    ]
    for line in lines:
        answer = door.raw(line)
        assert answer["error"]["kind"] in ("parse", "type", "limit", "io"), line[:60]
    assert door("avro.encode", schema='"int"', json="1") == {"data": "Ag=="}


def test_many_lines_at_once():
    question = json.dumps({"id": 7, "op": "avro.decode", "writer": '{"type":"array","items":"int"}', "data": "BAIEAA=="})
    done = subprocess.run([DOOR], input=(question + "\n").encode() * 20_000, capture_output=True, timeout=120)
    assert done.returncode == 0
    assert done.stdout == b'{"id":7,"json":"[1,2]"}\n' * 20_000


def test_the_last_line_needs_no_line_end():
    done = subprocess.run([DOOR], input=b'{"id":1,"op":"avro.encode","schema":"\\"int\\"","json":"1"}', capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b'{"id":1,"data":"Ag=="}\n')


# Protobuf, beside Google's protoc and runtime.

PROTO = """
syntax = "proto3";
package interop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/field_mask.proto";
import "parts/part.proto";

message Everything {
  double a_double = 1; float a_float = 2; int32 an_int32 = 3; int64 an_int64 = 4; uint32 a_uint32 = 5; uint64 a_uint64 = 6;
  sint32 a_sint32 = 7; sint64 a_sint64 = 8; fixed32 a_fixed32 = 9; fixed64 a_fixed64 = 10; sfixed32 a_sfixed32 = 11;
  sfixed64 a_sfixed64 = 12; bool a_bool = 13; string a_string = 14; bytes some_bytes = 15; Color color = 16;
  parts.Part part = 17; repeated parts.Part parts = 18; repeated int32 numbers = 19; repeated string texts = 20;
  map<string, int64> counts = 21; map<int32, parts.Part> by_number = 22; map<bool, string> flags = 23;
  oneof choice { string word = 24; int64 number = 25; parts.Part deep = 26; }
  optional int32 maybe = 27;
  google.protobuf.Timestamp at = 28; google.protobuf.Duration took = 29; google.protobuf.Struct free = 30;
  google.protobuf.Int64Value wrapped = 31; google.protobuf.FieldMask mask = 32; Everything again = 33;
  enum Color { NONE = 0; RED = 1; BLUE = -1; }
}
"""
PART = 'syntax = "proto3"; package parts; message Part { string name = 1; Inner inner = 2; message Inner { repeated bool bits = 1; } }'
FILES = {"interop.proto": PROTO, "parts/part.proto": PART}


@pytest.fixture(scope="module")
def everything(door):
    """The door's descriptors of the message above, and the class that Google's runtime makes of them."""
    answer = door("proto.compile", files=FILES, roots=["interop.proto"])
    assert "set" in answer, answer
    files = descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(answer["set"]))
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return answer["set"], message_factory.GetMessageClass(pool.FindMessageTypeByName("interop.Everything"))


def filled(message, r, depth=0):
    """Sets about half of the fields."""
    for field in message.DESCRIPTOR.fields:
        if r.random() < 0.5 or (field.message_type and depth > 2):
            continue
        if field.message_type and field.message_type.GetOptions().map_entry:
            values = getattr(message, field.name)
            for _ in range(r.randint(0, 3)):
                key = scalar(field.message_type.fields_by_name["key"], r)
                inner = field.message_type.fields_by_name["value"]
                if inner.message_type:
                    filled(values[key], r, depth + 1)
                else:
                    values[key] = scalar(inner, r)
        elif field.message_type and field.message_type.full_name.startswith("google.protobuf."):
            well_known(getattr(message, field.name), field.message_type.name, r)
        elif field.is_repeated:
            for _ in range(r.randint(0, 3)):
                if field.message_type:
                    filled(getattr(message, field.name).add(), r, depth + 1)
                else:
                    getattr(message, field.name).append(scalar(field, r))
        elif field.message_type:
            getattr(message, field.name).SetInParent()
            filled(getattr(message, field.name), r, depth + 1)
        else:
            setattr(message, field.name, scalar(field, r))
    return message


def scalar(field, r):
    kind = descriptor_pb2.FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    if kind in ("double", "float"):
        return r.choice([0.5, -1.25, 1e10, float("inf"), r.uniform(-1e6, 1e6)])
    if kind == "bool":
        return r.random() < 0.5
    if kind == "string":
        return "".join(r.choice('ab "\\é漢😀\n') for _ in range(r.randint(0, 8)))
    if kind == "bytes":
        return r.randbytes(r.randint(0, 8))
    if kind == "enum":
        return r.choice([0, 1, -1, 7])
    bits = 64 if kind.endswith("64") else 32
    low, high = (0, 2**bits - 1) if kind[0] == "u" or kind.startswith("fixed") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return r.choice([low, high, 1, r.randint(low, high)])


def well_known(message, name, r):
    message.SetInParent()
    if name == "Timestamp":
        message.seconds, message.nanos = r.randint(-62135596800, 253402300799), r.choice([0, 5_000_000, 1_000, 999_999_999])
    elif name == "Duration":
        sign = r.choice([1, -1])
        message.seconds, message.nanos = sign * r.randint(0, 315_576_000_000), sign * r.choice([0, 500_000_000, 1])
    elif name == "Int64Value":
        message.value = r.randint(-(2**63), 2**63 - 1)
    elif name == "FieldMask":
        message.paths.extend(["user_name", "address.zip_code"][: r.randint(0, 2)])
    elif name == "Struct":
        message.update({"a": 1.5, "b": [None, True, "x"], "c": {"d": -3.0}})


def test_proto_descriptors_are_protocs_to_the_byte(door, tmp_path):
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    out = tmp_path / "set"
    subprocess.run(
        ["protoc", f"-I{tmp_path}", "-I/usr/include", "--include_imports", f"-o{out}", "interop.proto"], check=True, cwd=tmp_path)
    ours = descriptor_pb2.FileDescriptorSet.FromString(base64.b64decode(door("proto.compile", files=FILES, roots=["interop.proto"])["set"]))
    theirs = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    assert {file.name: file.SerializeToString() for file in ours.file} == {file.name: file.SerializeToString() for file in theirs.file}
    for place, file in enumerate(ours.file):
        assert set(file.dependency) <= {before.name for before in ours.file[:place]}, file.name


@pytest.mark.parametrize("seed", range(200))
def test_proto_messages_are_read_and_written_as_googles_runtime_does(door, everything, seed):
    descriptors, kind = everything
    message = filled(kind(), random.Random(seed))
    answer = door("proto.decode", set=descriptors, type="interop.Everything", data=text(message.SerializeToString()))
    assert "json" in answer, (seed, answer)
    assert json.loads(answer["json"]) == json.loads(json_format.MessageToJson(message)), seed
    for written in (answer["json"], json_format.MessageToJson(message, preserving_proto_field_name=True)):
        ours = door("proto.encode", set=descriptors, type="interop.Everything", json=written)
        assert "data" in ours, (seed, ours)
        assert kind.FromString(base64.b64decode(ours["data"])) == message, seed


def test_proto_indexes_lead_to_the_message(door, everything):
    descriptors, _ = everything
    indexes = {
        name: door("proto.indexes", set=descriptors, root=root, type=name)
        for name, root in (("interop.Everything", "interop.proto"), ("parts.Part", "parts/part.proto"), ("parts.Part.Inner", "parts/part.proto"))
    }
    assert indexes["interop.Everything"] == {"indexes": [0], "data": "AA=="}
    assert indexes["parts.Part.Inner"] == {"indexes": [0, 0], "data": text(bytes([4, 0, 0]))}


def test_googles_conformance_requests_are_answered():
    def framed(body):
        return struct.pack("<I", len(body)) + body

    def request(payload, output):
        name = b"protobuf_test_messages.proto3.TestAllTypesProto3"
        return framed(b"\x0a" + bytes([len(payload)]) + payload + b"\x18" + bytes([output]) + b"\x22" + bytes([len(name)]) + name)

    # optional_int32 = 7, as JSON and as bytes; then bytes that are none.
    asked = request(b"\x08\x07", 2) + request(b"\x08\x07", 1) + request(b"\x08", 1)
    done = subprocess.run([DOOR, "--conformance"], input=asked, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    json_answer, bytes_answer = b'\x22\x13{"optionalInt32":7}', b"\x1a\x02\x08\x07"
    assert done.stdout.startswith(framed(json_answer) + framed(bytes_answer))
    last = done.stdout[len(framed(json_answer) + framed(bytes_answer)):]
    assert last[4:5] == b"\x0a", "a parse error"
