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
    elif target == "proto-text":
        yield from sections("Compat/protobuf")
        yield from files("Tests/ProtobufSchemaTests/Corpus", ".proto")


for number, seed in enumerate(seeds()):
    if len(seed) <= 4096:
        (directory / f"seed-{number}").write_bytes(seed)
