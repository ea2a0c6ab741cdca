"""The schemas of Schemas/ in a fresh registry: each version follows the one before under the subject's level."""

import json
import pathlib
import re

import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError

ROOT = pathlib.Path(__file__).parents[2] / "Schemas"
SUBJECTS = json.loads((ROOT / "subjects.json").read_text())["subjects"]


def versions(folder):
    """The files of a folder in the order of their versions; those to be refused come where they would."""
    return sorted((ROOT / folder).glob("v*.*"), key=lambda path: int(re.match(r"v(\d+)", path.name).group(1)))


@pytest.mark.parametrize("entry", SUBJECTS, ids=[entry["subject"] for entry in SUBJECTS])
def test_versions_follow_one_another_under_their_level(make_herald, entry):
    registry = SchemaRegistryClient({"url": make_herald().url})
    subject, taken = entry["subject"], 0
    registry.set_compatibility(subject, entry["compatibility"])
    for path in versions(entry["folder"]):
        schema = Schema(path.read_text(), entry["format"])
        if path.stem.endswith("-refused"):
            with pytest.raises(SchemaRegistryError) as refused:
                registry.register_schema(subject, schema)
            assert refused.value.http_status_code == 409
        else:
            registry.register_schema(subject, schema)
            taken += 1
    assert registry.get_versions(subject) == list(range(1, taken + 1))


def test_every_folder_with_schemas_has_a_subject():
    folders = {str(path.parent.relative_to(ROOT)) for pattern in ("*.avsc", "*.proto") for path in ROOT.rglob(pattern)}
    assert folders == {entry["folder"] for entry in SUBJECTS}
