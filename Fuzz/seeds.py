"""What the fuzzer starts from: the schemas of the case files, and a few data. usage: seeds.py TARGET DIRECTORY"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parent.parent
target, directory = sys.argv[1], pathlib.Path(sys.argv[2])


def sections(folder):
    """The bodies of the sections of every case below a folder."""
    for path in sorted((ROOT / folder).rglob("*.case")):
        for part in re.split(r"^--- .*\n", path.read_text(), flags=re.M)[1:]:
            yield part.strip().encode()


def files(folder, suffix):
    return (path.read_bytes() for path in sorted((ROOT / folder).rglob(f"*{suffix}")))


def seeds():
    if target == "avro-schema":
        yield from sections("Compat/avro")
        yield from sections("Compat/wire")
        yield from files("Schemas", ".avsc")
    elif target == "avro-data":
        # Each pair of schemas with zeros, ones and small numbers, which most data begin like.
        for pair in range(9):
            for filler in (0, 1, 2, 4):
                yield bytes([pair] + [filler] * 24)
    elif target == "protobuf-data":
        # Each type with fields of every number and wire type.
        for kind in range(3):
            yield bytes([kind])
            for number in range(1, 22):
                for wire, value in ((0, b"\1"), (1, bytes(8)), (2, b"\3abc"), (2, b"\0"), (2, b"\2\x08\1"), (5, bytes(4))):
                    tag = number << 3 | wire
                    head = bytes([tag]) if tag < 128 else bytes([tag & 127 | 128, tag >> 7])
                    yield bytes([kind]) + head + value
    elif target == "proto-text":
        yield from sections("Compat/protobuf")
        yield from files("Tests/ProtobufSchemaTests/Corpus", ".proto")
    elif target == "filter":
        # The first text of each row of the tests.
        rows = (ROOT / "Tests/RecordFiltersTests/RecordFilterTests.swift").read_text()
        for text in re.findall(r'\("((?:[^"\\]|\\.)*)", "', rows):
            yield re.sub(r'\\(["\\])', r"\1", text).encode()


for number, seed in enumerate(seeds()):
    if len(seed) <= 4096:
        (directory / f"seed-{number}").write_bytes(seed)
