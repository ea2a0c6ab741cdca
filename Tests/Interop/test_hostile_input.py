"""Bad input gets its error or its connection closed; the process and everybody else's data go on."""

import http.client
import json
import os
import select
import socket
import struct
import subprocess

import pytest

CONTENT = {"Content-Type": "application/vnd.schemaregistry.v1+json"}


@pytest.fixture(autouse=True)
def others_go_on(herald, name):
    """Around every test: a record written before is there after, and new ones are taken."""
    witness = f"{name}-witness"
    subprocess.run(["kcat", "-b", herald.kafka, "-P", "-t", witness], input=b"before\n", check=True, timeout=60)
    process = herald.process.pid
    yield
    subprocess.run(["kcat", "-b", herald.kafka, "-P", "-t", witness], input=b"after\n", check=True, timeout=60)
    read = subprocess.run(["kcat", "-b", herald.kafka, "-C", "-t", witness, "-e", "-q"], capture_output=True, timeout=60)
    assert read.stdout == b"before\nafter\n"
    assert herald.process.poll() is None and herald.process.pid == process


def connect(herald):
    connection = socket.create_connection(herald.address, timeout=30)
    return connection


def closed(connection):
    """Reads to the end: everything the server said before it closed."""
    said = b""
    try:
        while block := connection.recv(65536):
            said += block
    except ConnectionResetError:
        pass
    return said


def string(text):
    return struct.pack(">h", len(text)) + text


def header(key, version, correlation=7):
    return struct.pack(">hhi", key, version, correlation) + string(b"hostile")


def frame(body):
    return struct.pack(">i", len(body)) + body


def answer(connection):
    def exactly(count):
        data = b""
        while len(data) < count:
            block = connection.recv(count - len(data))
            assert block, f"closed after {len(data)} of {count} bytes"
            data += block
        return data

    return exactly(struct.unpack(">i", exactly(4))[0])


@pytest.mark.parametrize("length", [-1, -(2**31), 2**31 - 1, 200 * 1024 * 1024])
def test_an_impossible_frame_length_closes_the_connection(herald, length):
    connection = connect(herald)
    connection.sendall(struct.pack(">i", length) + b"x" * 100)
    assert closed(connection) == b""


@pytest.mark.parametrize("size", [0, 1, 3, 7, 9])
def test_a_frame_too_short_for_a_header_closes_the_connection(herald, size):
    connection = connect(herald)
    connection.sendall(frame(b"\0" * size))
    assert closed(connection) == b""


def test_a_truncated_frame_waits_and_is_dropped_with_its_connection(herald):
    connection = connect(herald)
    connection.sendall(frame(header(18, 0))[:-3])
    connection.shutdown(socket.SHUT_WR)
    assert closed(connection) == b""


def test_a_frame_may_come_byte_by_byte(herald):
    connection = connect(herald)
    for byte in frame(header(18, 0)):
        connection.sendall(bytes([byte]))
    assert struct.unpack(">ih", answer(connection)[:6]) == (7, 0)


@pytest.mark.parametrize("key,version", [(999, 0), (-1, 0), (4, 0), (3, 99), (1, -1), (0, 2)])
def test_an_unknown_api_or_version_closes_the_connection(herald, key, version):
    connection = connect(herald)
    connection.sendall(frame(header(key, version) + b"\0" * 20))
    assert closed(connection) == b""


def test_an_unknown_version_of_api_versions_is_told_what_there_is(herald):
    connection = connect(herald)
    connection.sendall(frame(header(18, 99) + b"\0" * 3))
    said = answer(connection)
    correlation, error, count = struct.unpack(">ihi", said[:10])
    assert (correlation, error) == (7, 35) and count >= 1
    connection.sendall(frame(header(18, 0, 8)))
    assert struct.unpack(">ih", answer(connection)[:6]) == (8, 0)


@pytest.mark.parametrize("count", [2**31 - 1, -5, 1_000_000])
def test_a_hostile_array_count_closes_the_connection_without_allocating(herald, count):
    connection = connect(herald)
    connection.sendall(frame(header(3, 1) + struct.pack(">i", count)))
    assert closed(connection) == b""


CRC_TABLE = []
for _value in range(256):
    for _ in range(8):
        _value = (_value >> 1) ^ (0x82F63B78 if _value & 1 else 0)
    CRC_TABLE.append(_value)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def batch(magic=2, count=1, attributes=0, value=b"value", producer=(-1, -1, -1)):
    def varint(number):
        number = (number << 1) ^ (number >> 63)
        out = b""
        while number >= 0x80:
            out += bytes([number & 0x7F | 0x80])
            number >>= 7
        return out + bytes([number])

    body = b"\0" + varint(0) + varint(0) + varint(-1) + varint(len(value)) + value + varint(0)
    records = varint(len(body)) + body
    checked = struct.pack(">hiqqqhii", attributes, count - 1, 1_700_000_000_000, 1_700_000_000_000, *producer, count) + records
    rest = struct.pack(">ibI", -1, magic, crc32c(checked)) + checked
    return struct.pack(">qi", 0, len(rest)) + rest


def produce(herald, topic, records, acks=-1, version=3):
    """The (error code, base offset) of one Produce, of version 3 to 7."""
    request = header(0, version) + struct.pack(">hhi", -1, acks, 5000) + struct.pack(">i", 1) + string(topic.encode())
    request += struct.pack(">ii", 1, 0) + struct.pack(">i", len(records)) + records
    connection = connect(herald)
    connection.sendall(frame(request))
    said = answer(connection)
    at = 4 + 4 + 2 + len(topic) + 4
    _, error, offset = struct.unpack(">ihq", said[at:at + 14])
    return error, offset


@pytest.fixture
def topic(herald, name):
    subprocess.run(["kcat", "-b", herald.kafka, "-P", "-t", name], input=b"first\n", check=True, timeout=60)
    return name


def test_a_good_batch_is_taken(herald, topic):
    assert produce(herald, topic, batch()) == (0, 1)


def test_every_flipped_bit_of_a_batch_is_refused(herald, topic):
    good = batch()
    # Bytes 0 to 7 (base offset) and 12 to 15 (leader epoch) are the broker's to write: whatever stands there is overwritten.
    checked = [*range(8, 12), *range(16, len(good))]
    for position in checked:
        spoilt = bytearray(good)
        spoilt[position] ^= 1 << (position % 8)
        error, _ = produce(herald, topic, bytes(spoilt))
        assert error in (2, 10, 43, 76, 87), f"byte {position} flipped was answered {error}"
    assert produce(herald, topic, good) == (0, 1)


@pytest.mark.parametrize("magic", [0, 1, 3, -1])
def test_a_wrong_magic_is_refused(herald, topic, magic):
    error, _ = produce(herald, topic, batch(magic=magic))
    assert error in (2, 43, 87)


@pytest.mark.parametrize("spoilt,errors", [
    (dict(count=2), (2, 87)), (dict(count=2**31 - 1), (2, 87)), (dict(count=0), (2, 87)), (dict(attributes=0x20), (87,)),
    (dict(attributes=7), (2, 76, 87)), (dict(attributes=0x10), (2, 42, 48, 87)), (dict(producer=(5, 0, -1)), (2, 87)),
])
def test_a_batch_that_contradicts_itself_is_refused(herald, topic, spoilt, errors):
    error, _ = produce(herald, topic, batch(**spoilt))
    assert error in errors


def test_a_batch_cut_short_is_refused(herald, topic):
    good = batch()
    for size in (0, 1, 12, 60, 61, len(good) - 1):
        error, _ = produce(herald, topic, good[:size])
        assert error in (2, 42, 87), f"{size} bytes were answered {error}"


def test_two_batches_for_one_partition_are_refused(herald, topic):
    error, _ = produce(herald, topic, batch() + batch())
    assert error in (2, 87)


@pytest.mark.parametrize("acks", [2, -2, 100])
def test_unknown_acks_are_refused(herald, topic, acks):
    assert produce(herald, topic, batch(), acks)[0] == 21


def post(herald, path, body, **headers):
    connection = http.client.HTTPConnection(*herald.http_address, timeout=60)
    connection.request("POST", path, body, {**CONTENT, **headers})
    response = connection.getresponse()
    return response.status, json.loads(response.read())


@pytest.mark.parametrize("fields,status,code", [(3500, 200, None), (4500, 422, 42209)])
def test_a_schema_of_a_megabyte_is_taken_and_a_larger_one_refused(herald, name, fields, status, code):
    fields = [{"name": f"field_{i}", "type": "string", "doc": "d" * 200} for i in range(fields)]
    schema = json.dumps({"type": "record", "name": "Large", "fields": fields})
    got, said = post(herald, f"/subjects/{name}/versions", json.dumps({"schema": schema}))
    assert (got, said.get("error_code")) == (status, code), said


def test_a_schema_nested_ten_thousand_deep_is_refused(herald, name):
    for schema in ('{"type":"array","items":' * 10_000 + '"int"' + "}" * 10_000, "[" * 10_000 + "]" * 10_000):
        status, said = post(herald, f"/subjects/{name}/versions", json.dumps({"schema": schema}))
        assert status == 422 and said["error_code"] == 42201, said


@pytest.mark.parametrize("body,status", [
    (b"", 422), (b"{", 400), (b"[]", 422), (b'"x"', 422), (b"null", 422), (b"\xff\xfe", 400), (b'{"schema":5}', 422),
    (b'{"schema":"{"}', 422), (b'{"schema":"\\"nothing\\""}', 422), (b"[" * 100_000, 400),
])
def test_a_body_that_is_no_request_gets_a_json_error(herald, name, body, status):
    got, said = post(herald, f"/subjects/{name}/versions", body)
    assert (got, set(said) >= {"error_code", "message"}) == (status, True) or (got in (400, 422) and "message" in said)
    assert got in (400, 422) and str(said["error_code"]).startswith(str(got))


def test_a_body_beyond_the_limit_is_refused(herald, name):
    connection = socket.create_connection(herald.http_address, timeout=60)
    connection.sendall(f"POST /subjects/{name}/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n".encode())
    said = connection.recv(65536)
    assert said == b"" or said.split(b"\r\n")[0].split()[1] in (b"413", b"422", b"400")


def test_a_body_that_never_ends_gets_its_error(herald, name):
    connection = socket.create_connection(herald.http_address, timeout=60)
    connection.sendall(f"POST /subjects/{name}/versions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    sent = 0
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    try:
        while sent < 200 * 1024 * 1024 and not select.select([connection], [], [], 0)[0]:
            connection.sendall(chunk)
            sent += len(chunk)
        said = connection.recv(65536)
    except (BrokenPipeError, ConnectionResetError):
        said = b""
    assert sent < 200 * 1024 * 1024, "200 MiB of one body were taken without a word"
    assert said == b"" or said.split()[1] in (b"413", b"422"), said


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999999", "5, 6"])
def test_a_content_length_that_lies_is_refused(herald, length):
    connection = socket.create_connection(herald.http_address, timeout=60)
    connection.sendall(f"POST /subjects/x/versions HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nhello".encode())
    connection.shutdown(socket.SHUT_WR)
    said = closed(connection)
    assert said == b"" or said.split()[1] == b"400"


def test_a_content_length_longer_than_the_body_ends_with_its_connection(herald):
    connection = socket.create_connection(herald.http_address, timeout=60)
    connection.sendall(b"POST /subjects/x/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhello")
    connection.shutdown(socket.SHUT_WR)
    said = closed(connection)
    assert said == b"" or said.split()[1] == b"400"


def test_http_that_is_not_http_is_answered_or_closed(herald):
    for noise in (b"\0" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"x" * 100_000, os.urandom(4096)):
        connection = socket.create_connection(herald.http_address, timeout=60)
        try:
            connection.sendall(noise)
            connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            continue
        said = closed(connection)
        assert said == b"" or said.startswith(b"HTTP/1.1 ")


def test_hundreds_of_idle_connections_hurt_nobody(herald):
    idle = [socket.create_connection(herald.address, timeout=30) for _ in range(300)]
    idle += [socket.create_connection(herald.http_address, timeout=30) for _ in range(100)]
    connection = http.client.HTTPConnection(*herald.http_address, timeout=10)
    connection.request("GET", "/subjects")
    assert connection.getresponse().status == 200
    for connection in idle:
        connection.close()


def test_a_client_that_never_reads_its_answers_is_held_back(herald, topic):
    connection = connect(herald)
    connection.settimeout(3)
    request = frame(header(3, 1) + struct.pack(">i", -1))
    sent = 0
    with pytest.raises((TimeoutError, ConnectionResetError, BrokenPipeError)):
        while sent < 500 * 1024 * 1024:
            connection.sendall(request * 1000)
            sent += len(request) * 1000
    connection.close()
