"""`herald schema check` and its kin as pull requests meet them: git, directories, project files, and every format."""

import json
import os
import subprocess
import xml.etree.ElementTree

import pytest

from conftest import PROGRAM

NOBODY = "http://127.0.0.1:1"
ORDER = """{"type": "record", "name": "Order", "namespace": "com.acme", "fields": [
  {"name": "id", "type": "string"},
  {"name": "amount", "type": "long"}
]}
"""
FINE = ORDER.replace('"long"}\n', '"long"},\n  {"name": "note", "type": ["null", "string"], "default": null}\n')
BROKEN = ORDER.replace('"long"}\n', '"long"},\n  {"name": "currency", "type": "string"}\n')
MONEY = '{"type": "record", "name": "Money", "namespace": "com.acme", "fields": [{"name": "cents", "type": "long"}]}\n'
PROTO_MONEY = 'syntax = "proto3";\npackage shop;\nmessage Money {\n  int64 cents = 1;\n}\n'
PROTO_ORDER = """syntax = "proto3";
package shop;
import "common/money.proto";
import "google/protobuf/timestamp.proto";
message Order {
  string id = 1;
  Money total = 2;
  google.protobuf.Timestamp at = 3;
}
"""
BILL = '{"type": "record", "name": "Bill", "namespace": "com.acme", "fields": [{"name": "sum", "type": "Money"}]}\n'


class Project:
    """A git work tree with schemas, and the program run in it."""

    def __init__(self, path):
        self.path = path

    def write(self, files):
        for name, text in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def git(self, *arguments):
        done = subprocess.run(["git", "-C", self.path, "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
                              capture_output=True, check=True)
        return done.stdout.decode().strip()

    def commit(self, files):
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def herald(self, *arguments, environment=None, input=None):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI"))}
        done = subprocess.run([os.path.abspath(PROGRAM), *arguments], cwd=self.path, capture_output=True, timeout=60, input=input,
                              env={**clean, "HERALD_SERVER": NOBODY, **(environment or {})})
        return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def project(tmp_path):
    directory = tmp_path / "project"
    directory.mkdir()
    project = Project(directory)
    project.git("init", "-q", "-b", "main")
    return project


# Git


def test_a_pull_request_is_checked_against_where_it_began_without_any_server(project):
    base = project.commit({"schemas/orders/value.avsc": ORDER, "schemas/customers/value.avsc": ORDER.replace("Order", "Customer")})
    project.git("checkout", "-q", "-b", "topic")
    project.write({"schemas/orders/value.avsc": BROKEN, "schemas/refunds/value.avsc": MONEY})
    code, out, err = project.herald("schema", "check", "schemas", "--against", "git:main")
    assert (code, err) == (3, "")
    lines = out.splitlines()
    assert lines[0] == f"Checking 3 schemas against git main ({base[:7]})"
    assert lines[2].split()[:3] == ["ok", "customers-value", "schemas/customers/value.avsc"] and "unchanged" in lines[2]
    assert lines[3].split()[:3] == ["FAIL", "orders-value", "schemas/orders/value.avsc"]
    assert lines[3].endswith(f"1 break with git {base[:7]}")
    assert lines[4].split() == ["new", "refunds-value", "schemas/refunds/value.avsc", "first", "version"]
    assert "error[AVRO_FIELD_ADDED_WITHOUT_DEFAULT]: " in lines[6]
    assert lines[7] == "  --> schemas/orders/value.avsc:4:3"
    assert '4 |   {"name": "currency", "type": "string"}' in lines
    assert "  |   " + "^" * len('{"name": "currency", "type": "string"}') in lines
    assert any(line.startswith("   rule    BACKWARD: a reader on the new schema") for line in lines)
    assert any(line.startswith(f"   before  git {base[:7]}, git:{base[:7]}:schemas/orders/value.avsc:") for line in lines)
    assert any(line.startswith("   fix     ") for line in lines)
    assert lines[-1].startswith("1 of 3 schemas is incompatible: 1 error, 0 warnings, 0 notes.")
    assert lines[-1].endswith("explain: herald explain AVRO_FIELD_ADDED_WITHOUT_DEFAULT")


def test_what_main_did_since_is_not_held_against_a_branch(project):
    project.commit({"value-value.avsc": ORDER})
    project.git("checkout", "-q", "-b", "topic")
    project.git("checkout", "-q", "main")
    project.commit({"value-value.avsc": FINE})
    project.git("checkout", "-q", "topic")
    code, out, _ = project.herald("schema", "check", ".", "--against", "git:main", "--level", "FULL")
    assert code == 0 and "merge-base" in out.splitlines()[0]
    code, out, _ = project.herald("schema", "check", ".", "--against", ".git#branch=main", "--level", "FULL")
    assert code == 0 and "- note" in out


def test_only_what_changed_is_checked_and_what_uses_it(project):
    project.commit({"s/money.avsc": MONEY, "s/bills/value.avsc": BILL, "s/orders/value.avsc": ORDER})
    project.write({"s/money.avsc": MONEY.replace('"long"}', '"long"}, {"name": "unit", "type": "string"}')})
    code, out, _ = project.herald("schema", "check", "s", "--against", "git:HEAD", "--changed-only", "--format", "json")
    document = json.loads(out)
    assert code == 3
    assert [check["file"] for check in document["checks"]] == ["s/bills/value.avsc", "s/money.avsc"]
    assert not any(check["compatible"] for check in document["checks"])
    code, out, _ = project.herald("schema", "check", "s/orders", "--against", "git:HEAD", "--changed-only")
    assert code == 0 and out.startswith("Checking 0 changed schemas (of 1)")


def test_a_shallow_clone_is_told_what_to_do(project, tmp_path):
    project.commit({"orders-value.avsc": ORDER})
    project.git("branch", "old")
    project.commit({"orders-value.avsc": FINE})
    clone = Project(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{project.path}", clone.path], check=True)
    code, out, err = clone.herald("schema", "check", ".", "--against", "git:origin/old")
    assert (code, out) == (1, "")
    assert "error[GIT_SHALLOW]" in err and "fetch-depth: 0" in err and "git fetch --unshallow" in err


def test_what_is_not_there_has_its_own_exit_codes(project, tmp_path):
    project.commit({"orders-value.avsc": ORDER})
    assert project.herald("schema", "check", ".", "--against", "git:nowhere")[0] == 4
    assert project.herald("schema", "check", ".", "--against", "what#ever")[0] == 2
    assert project.herald("schema", "check", ".")[0] == 7
    assert project.herald("schema", "check", "absent.avsc", "--against", "git:HEAD")[0] == 1
    assert project.herald("schema", "check", ".", "--against", "git:HEAD", "--exit-zero")[0] == 0
    project.write({"orders-value.avsc": BROKEN})
    assert project.herald("schema", "check", ".", "--against", "git:HEAD")[0] == 3
    assert project.herald("schema", "check", ".", "--against", "git:HEAD", "--exit-zero")[0] == 0
    project.write({"orders-value.avsc": "{"})
    assert project.herald("schema", "check", ".", "--against", "git:HEAD", "--exit-zero")[0] == 1


def test_a_directory_that_is_not_there_lets_nothing_through(project):
    project.commit({"s/orders-value.avsc": ORDER})
    for arguments in (["--against", "dir:nowhere"], ["--against", "git:HEAD", "-I", "nowhere"]):
        code, out, err = project.herald("schema", "check", "s", *arguments)
        assert (code, out) == (4, "") and "there is no directory nowhere" in err
    code, _, err = project.herald("schema", "check", "", "--against", "git:HEAD")
    assert code == 2 and "a path is empty" in err
    for command in [["check", "--against", "git:HEAD"], ["lint"]]:
        code, out, err = project.herald("schema", *command, "-I", "s")
        assert (code, out) == (2, "") and "no paths were given" in err


def test_what_is_named_like_a_schema_and_is_no_file_is_left_out(project):
    project.commit({"s/orders-value.avsc": ORDER, "s/d.avsc/readme": ""})
    os.mkfifo(project.path / "s/pipe.avsc")
    code, out, err = project.herald("schema", "check", "s", "--against", "git:HEAD")
    assert (code, err) == (0, "") and out.startswith("Checking 1 schema ")
    os.symlink("nowhere", project.path / "s/link.avsc")
    code, _, err = project.herald("schema", "check", "s", "--against", "git:HEAD")
    assert code == 1 and "cannot read s/link.avsc: there is no such file" in err


def test_a_text_in_another_encoding_is_told_from_one_in_utf_8(project):
    project.commit({"s/orders-value.avsc": ORDER})
    (project.path / "s/orders-value.avsc").write_bytes(ORDER.encode("utf-16"))
    code, _, err = project.herald("schema", "check", "s", "--against", "git:HEAD")
    assert code == 1 and "error[FILE]: s/orders-value.avsc is not text in UTF-8\n  --> s/orders-value.avsc:1\n" in err
    assert "it looks like UTF-16: save it as UTF-8" in err
    (project.path / "s/orders-value.avsc").write_bytes(ORDER.encode() + b"\xff")
    assert "  --> s/orders-value.avsc:5\n" in project.herald("schema", "check", "s", "--against", "git:HEAD")[2]


def test_a_change_may_mend_what_was_no_schema(project):
    base = project.commit({"s/orders-value.avsc": ORDER[:-5]})[:7]
    project.write({"s/orders-value.avsc": ORDER})
    code, out, err = project.herald("schema", "check", "s", "--against", "git:HEAD")
    assert (code, err) == (0, "") and f"warning[AVRO_SCHEMA_INVALID]: the text of git {base} is no schema" in out
    code, out, _ = project.herald("schema", "check", "s", "--against", "git:HEAD", "--format", "json")
    finding, = json.loads(out)["findings"]
    assert code == 0 and finding["level"] == "warning" and finding["old"] == f"git:{base}:s/orders-value.avsc"


def test_a_text_that_is_no_schema_is_in_every_report(project):
    project.commit({"s/orders-value.avsc": ORDER})
    project.write({"s/orders-value.avsc": "{", "s/bills-value.avsc": BILL})
    code, out, err = project.herald("schema", "check", "s", "--against", "git:HEAD", "--format", "sarif=out.sarif", "--format",
                                    "junit=out.xml", "--format", "gcc")
    assert code == 1 and err.count("error[AVRO_SCHEMA_INVALID]") == 2
    assert [line.split(":")[0] for line in out.splitlines()] == ["s/bills-value.avsc", "s/orders-value.avsc"]
    results = json.loads((project.path / "out.sarif").read_text())["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["AVRO_SCHEMA_INVALID"] * 2
    assert xml.etree.ElementTree.parse(project.path / "out.xml").getroot().get("failures") == "2"


def test_a_report_that_cannot_be_written_says_why(project):
    project.commit({"s/orders-value.avsc": ORDER})
    code, _, err = project.herald("schema", "check", "s", "--against", "git:HEAD", "--format", "json=no/where.json")
    assert code == 1 and "error[OUTPUT]: cannot write no/where.json: there is no directory no" in err
    code, _, err = project.herald("schema", "check", "s", "--against", "git:HEAD", "--format", "json=s")
    assert code == 1 and "error[OUTPUT]: cannot write s: it is a directory" in err


def test_a_file_that_lacks_another_is_told_how_to_bring_it(project):
    project.write({"s/money.avsc": MONEY, "s/bills-value.avsc": BILL, "p/common/money.proto": PROTO_MONEY, "p/order-value.proto": PROTO_ORDER})
    for file, directory in [("s/bills-value.avsc", "s"), ("p/order-value.proto", "p")]:
        code, _, err = project.herald("schema", "sample", file)
        assert code == 1 and "help: name the file or directory that has it as well, or give its directory by -I" in err, err
        assert project.herald("schema", "sample", file, "-I", directory)[0] == 0
    project.write({"herald.yaml": "schemas: [{dir: elsewhere}]\n"})
    code, _, err = project.herald("schema", "lint")
    assert code == 4 and "there is no directory elsewhere\n  --> herald.yaml\n" in err


def test_a_source_that_is_none_is_told_what_sources_there_are(project):
    code, _, err = project.herald("schema", "check", "s", "--against", "registry:x")
    assert code == 2 and "dir:PATH" in err and "git:REF" in err
    code, _, err = project.herald("schema", "check", "s", "--against", "https://example.org/a.git#branch=main")
    assert code == 2 and "repositories are read where they are cloned" in err


def test_a_schema_that_is_gone_is_named(project):
    base = project.commit({"s/orders-value.avsc": ORDER, "s/sub/bills-value.avsc": ORDER, "s/old-value.avsc": ORDER, "x.avsc": ORDER})[:7]
    project.git("rm", "-q", "x.avsc", "s/old-value.avsc")
    project.git("mv", "s/sub/bills-value.avsc", "s/bills-value.avsc")
    code, out, _ = project.herald("schema", "check", "s", "--against", "git:HEAD")
    assert code == 0 and out.splitlines()[-1] == f"No longer there, compared with git {base}: s/old-value.avsc."
    project.write({"before/orders-value.avsc": ORDER, "before/other-value.avsc": ORDER})
    out = project.herald("schema", "check", "s", "--against", "dir:before")[1]
    assert out.splitlines()[-1] == "No longer there, compared with before: other-value.avsc."
    out = project.herald("schema", "check", "s/orders-value.avsc", "--against", "dir:before")[1]
    assert "No longer there" not in out


def test_a_repository_that_cannot_be_used_is_told_from_none(project, tmp_path):
    project.commit({"s/orders-value.avsc": ORDER})
    check = ["schema", "check", "s", "--against", "git:HEAD"]
    code, _, err = project.herald(*check, environment={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert code == 5 and "git does not trust the repository" in err and "safe.directory" in err
    empty = tmp_path / "empty"
    empty.mkdir()
    empty = Project(empty)
    empty.git("init", "-q")
    empty.write({"s/orders-value.avsc": ORDER})
    code, _, err = empty.herald(*check)
    assert code == 4 and "the repository has no commit yet" in err
    outside = Project(tmp_path / "outside")
    outside.write({"s/orders-value.avsc": ORDER})
    code, _, err = outside.herald(*check)
    assert code == 4 and "s is in no git repository" in err and "dir:PATH" in err


def test_standard_input_is_compared_by_its_subject(project):
    project.commit({"s/orders/value.avsc": ORDER})
    for source in ["git:HEAD", ".git#branch=main", "dir:s"]:
        check = ["schema", "check", "-", "--against", source, "--format", "gcc"]
        code, out, err = project.herald(*check, "--subject", "orders-value", input=BROKEN.encode())
        assert (code, err) == (3, "") and out.startswith("standard input:4:3: error: "), source
        code, out, err = project.herald(*check, input=BROKEN.encode())
        assert (code, out) == (2, "") and "help: give --subject" in err, source


def test_nothing_changed_is_said_so(project):
    project.commit({"s/orders-value.avsc": ORDER})
    code, out, _ = project.herald("schema", "check", "s", "--against", "git:HEAD", "--changed-only")
    assert code == 0 and out.endswith("\n\nThere was nothing to look at.\n")


def test_two_hundred_changed_schemas_take_a_handful_of_git_runs(project, tmp_path):
    project.commit({f"s/t{number}/value.avsc": ORDER for number in range(200)})
    project.write({f"s/t{number}/value.avsc": FINE if number else BROKEN for number in range(200)})
    runs = tmp_path / "runs"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {runs}\nexec /usr/bin/git "$@"\n')
    wrapper.chmod(0o755)
    code, out, err = project.herald("schema", "check", "s", "--against", "git:HEAD", "--changed-only", "--format", "json",
                                    environment={"PATH": f"{wrapper.parent}:{os.environ['PATH']}"})
    document = json.loads(out)
    assert (code, err) == (3, "")
    assert len(document["checks"]) == 200 and len(document["findings"]) == 1
    assert len(runs.read_text().splitlines()) <= 6


# Directories, and sets of schemas


def test_a_schema_and_what_it_uses_may_be_new_together(project):
    project.write({"new/bills/value.avsc": BILL, "new/money.avsc": MONEY, "old/orders/value.avsc": ORDER})
    code, out, err = project.herald("schema", "check", "new", "--against", "dir:old")
    assert code == 0, err
    assert [line.split()[0] for line in out.splitlines()[2:4]] == ["new", "new"]
    project.write({"old/money.avsc": MONEY.replace("long", "string"), "old/bills/value.avsc": BILL})
    code, out, _ = project.herald("schema", "check", "new", "--against", "dir:old", "--format", "gcc")
    assert code == 3
    assert sorted(line.split(":")[0] for line in out.splitlines()) == ["new/bills/value.avsc", "new/money.avsc"]


def test_all_texts_that_are_no_schemas_are_told(project):
    project.write({"a-value.avsc": "{", "b-value.avsc": '{"type": "recrd", "name": "B"}', "c-value.avsc": ORDER})
    code, out, err = project.herald("schema", "check", ".", "--against", "dir:.")
    assert (code, out) == (1, "")
    assert "a-value.avsc:1:2" in err and "b-value.avsc:1:" in err and "recrd" in err


def test_files_that_use_each_other_are_refused(project):
    project.write({"a-value.avsc": BILL.replace("Bill", "A").replace("Money", "B"),
                   "b-value.avsc": BILL.replace("Bill", "B").replace("Money", "A")})
    code, _, err = project.herald("schema", "check", ".", "--against", "dir:.")
    assert code == 1 and "error[SCHEMA_CYCLE]" in err


def test_proto_files_import_each_other_from_the_directory(project):
    base = project.commit({"proto/common/money.proto": PROTO_MONEY, "proto/orders/value.proto": PROTO_ORDER})
    code, out, err = project.herald("schema", "check", "proto", "--against", "git:HEAD", "--policy", "file")
    assert code == 0, out + err
    project.write({"proto/orders/value.proto": PROTO_ORDER.replace("string id = 1;", "int64 id = 1;\n  string note = 4;")})
    code, out, _ = project.herald("schema", "check", "proto", "--against", "git:HEAD", "--changed-only")
    assert code == 3
    assert "error[PROTO_FIELD_SCALAR_KIND_CHANGED]" in out and "--> proto/orders/value.proto:6:3" in out
    assert f"git:{base[:7]}:proto/orders/value.proto:6:3" in out
    project.write({"proto/common/money.proto": PROTO_MONEY.replace("int64 cents", "string cents"),
                   "proto/orders/value.proto": PROTO_ORDER})
    code, out, _ = project.herald("schema", "check", "proto", "--against", "git:HEAD", "--changed-only", "--format", "json")
    assert code == 3
    assert [check["file"] for check in json.loads(out)["checks"]] == ["proto/common/money.proto", "proto/orders/value.proto"]
    project.write({"proto/common/money.proto": PROTO_MONEY.replace("cents", "hundredths")})
    assert project.herald("schema", "check", "proto", "--against", "git:HEAD")[0] == 0
    assert project.herald("schema", "check", "proto", "--against", "git:HEAD", "--policy", "wire")[0] == 0
    assert project.herald("schema", "check", "proto", "--against", "git:HEAD", "--policy", "wire_json")[0] == 3
    project.write({"proto/orders/value.proto": PROTO_ORDER.replace("Money total", "Mony total")})
    code, _, err = project.herald("schema", "check", "proto", "--against", ".git#branch=main,subdir=proto")
    assert code == 1 and "error[PROTOBUF_SCHEMA_INVALID]" in err and "proto/orders/value.proto:7:" in err


# The project file


def test_the_project_file_says_where_schemas_are_and_how_they_are_called(project):
    project.write({
        "herald.yaml": "version: 1\nschemas:\n  - dir: avro\n    subject: 'shop.{topic}-{kind}'\n    compatibility: FULL\n",
        "avro/orders/value.avsc": ORDER})
    project.commit({})
    project.write({"avro/orders/value.avsc": BROKEN})
    code, out, _ = project.herald("schema", "check", "--against", "git:HEAD", "--format", "json")
    (check,) = json.loads(out)["checks"]
    assert code == 3 and check["subject"] == "shop.orders-value" and check["compatibility"] == "FULL"
    project.write({"herald.yaml": "schemas:\n  - dri: avro\n"})
    code, _, err = project.herald("schema", "check", "--against", "git:HEAD")
    assert code == 2 and "herald.yaml:2:10" in err and "did you mean 'dir'?" in err


# The registry


def test_known_breaks_do_not_fail_a_run(project, herald, name):
    subject, server = f"{name}-value", {"HERALD_SERVER": herald.url}
    project.write({"1.avsc": ORDER.replace("long", "string"), "2.avsc": ORDER, "3.avsc": FINE, "4.avsc": BROKEN})
    assert project.herald("registry", "config", "set", "NONE", "--subject", subject, environment=server)[0] == 0
    assert project.herald("schema", "register", "1.avsc", "2.avsc", "--subject", subject, environment=server)[0] == 0
    assert project.herald("registry", "config", "set", "BACKWARD_TRANSITIVE", "--subject", subject, environment=server)[0] == 0
    code, out, err = project.herald("schema", "check", "3.avsc", "--subject", subject, environment=server)
    assert (code, err) == (0, "")
    assert "note[AVRO_TYPE_CHANGED]" in out and "known break" in out and "0 errors, 0 warnings, 1 note" in out
    code, out, _ = project.herald("schema", "check", "4.avsc", "--subject", subject, "--format", "json", environment=server)
    findings = json.loads(out)["findings"]
    assert code == 3
    assert sorted((finding["rule"], finding["level"], finding["against"]) for finding in findings) == [
        ("AVRO_FIELD_ADDED_WITHOUT_DEFAULT", "error", 1), ("AVRO_FIELD_ADDED_WITHOUT_DEFAULT", "error", 2),
        ("AVRO_TYPE_CHANGED", "note", 1)]


def test_a_transitive_level_of_the_command_line_counts_every_version(project, herald, name):
    subject, server = f"{name}-value", {"HERALD_SERVER": herald.url}
    file = f"{subject}.avsc"
    assert project.herald("registry", "config", "set", "NONE", "--subject", subject, environment=server)[0] == 0
    for type in ["int", "string"]:
        project.write({file: ORDER.replace('"long"', f'"{type}"')})
        assert project.herald("schema", "register", file, environment=server)[0] == 0
    project.write({file: ORDER.replace('"long"', '"string"').replace('"id"', '"key", "aliases": ["id"]')})
    code, out, _ = project.herald("schema", "check", file, "--level", "BACKWARD", "--format", "json", environment=server)
    assert code == 0 and json.loads(out)["checks"][0]["versions"] == [2]
    code, out, _ = project.herald("schema", "check", file, "--level", "BACKWARD_TRANSITIVE", "--format", "json", environment=server)
    assert json.loads(out)["checks"][0]["versions"] == [2, 1]
    assert [finding["against"] for finding in json.loads(out)["findings"]] == [1]
    assert project.herald("registry", "config", "set", "FULL_TRANSITIVE", "--subject", subject, environment=server)[0] == 0
    code, out, _ = project.herald("schema", "check", file, "--level", "BACKWARD", "--format", "json", environment=server)
    assert code == 0 and json.loads(out)["checks"][0]["versions"] == [2]


def test_a_version_of_the_registry_can_be_named(project, herald, name):
    subject, server = f"{name}-value", {"HERALD_SERVER": herald.url}
    project.write({"1.avsc": ORDER, "2.avsc": FINE})
    assert project.herald("schema", "register", "1.avsc", "2.avsc", "--subject", subject, environment=server)[0] == 0
    for version, expected in (("registry:1", [1]), ("registry:latest", [2]), ("registry:all", [2, 1]), ("registry", [2])):
        code, out, err = project.herald("schema", "check", "2.avsc", "--subject", subject, "--against", version, "--format", "json",
                                        environment=server)
        assert code == 0, err
        assert json.loads(out)["checks"][0]["versions"] == expected
    assert project.herald("schema", "check", "2.avsc", "--subject", subject, "--against", "registry:9", environment=server)[0] == 4


def test_a_directory_is_registered_with_what_it_uses_first(project, herald, name):
    server = {"HERALD_SERVER": herald.url}
    project.write({f"{name}/value.avsc": BILL, f"{name}/key.avsc": MONEY})
    code, out, err = project.herald("schema", "register", name, environment=server)
    assert code == 0, err
    assert [line.split()[0] for line in out.splitlines()] == [f"{name}-key", f"{name}-value"]
    code, out, _ = project.herald("schema", "get", f"{name}-value", "--format", "json", environment=server)
    assert json.loads(out)["references"] == [{"name": "com.acme.Money", "subject": f"{name}-key", "version": 1}]
    assert "unchanged" in project.herald("schema", "register", name, environment=server)[1]
    assert project.herald("schema", "check", name, environment=server)[0] == 0


def test_proto_files_are_registered_with_what_they_import(project, herald, name):
    server = {"HERALD_SERVER": herald.url}
    project.write({f"{name}/common-key.proto": PROTO_MONEY, f"{name}/value.proto": PROTO_ORDER.replace("common/money", "common-key")})
    code, out, err = project.herald("schema", "register", name, environment=server)
    assert code == 0, err
    assert [line.split()[0] for line in out.splitlines()] == ["common-key", f"{name}-value"]
    document = json.loads(project.herald("schema", "get", f"{name}-value", "--format", "json", environment=server)[1])
    assert document["type"] == "PROTOBUF"
    assert document["references"] == [{"name": "common-key.proto", "subject": "common-key", "version": 1}]
    assert "unchanged" in project.herald("schema", "register", name, environment=server)[1]
    project.write({f"{name}/value.proto": PROTO_ORDER.replace("common/money", "common-key").replace("string id", "int64 id")})
    check = project.herald("schema", "check", name, "--format", "jsonl", environment=server)
    register = project.herald("schema", "register", name, "--format", "jsonl", environment=server)
    assert check[0] == register[0] == 3
    assert [json.loads(line)["findings"] for line in check[1].splitlines()] == [
        json.loads(line)["findings"] for line in register[1].splitlines()]
    record = b'{"id":"o-1","total":{"cents":"5"}}\n'
    framed = project.herald("schema", "encode", f"{name}-value", "--id", "auto", "-o", "base64", input=record, environment=server)
    assert framed[0] == 0, framed
    code, out, _ = project.herald("schema", "decode", "--id", "auto", "-i", "base64", input=framed[1].encode(), environment=server)
    assert (code, out.encode()) == (0, record)


# Formats


@pytest.fixture
def broken(project):
    project.commit({"orders/value.avsc": ORDER})
    project.write({"orders/value.avsc": BROKEN})
    return project


def test_one_run_writes_many_formats(broken):
    formats = [f"--format={name}=out.{name}" for name in ("text", "json", "jsonl", "github", "gitlab", "junit", "sarif", "gcc", "markdown")]
    code, out, err = broken.herald("schema", "check", "orders", "--against", "git:HEAD", *formats)
    assert (code, out, err) == (3, "", "")
    read = {name: (broken.path / f"out.{name}").read_text() for name in
            ("text", "json", "jsonl", "github", "gitlab", "junit", "sarif", "gcc", "markdown")}
    (finding,) = json.loads(read["json"])["findings"]
    assert finding["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT" and finding["direction"] == "backward"
    assert finding["file"] == "orders/value.avsc" and finding["subject"] == "orders-value" and len(finding["fingerprint"]) == 32
    assert [place["side"] for place in finding["places"]] == ["old", "new"]
    assert finding["places"][1]["range"] == "4:3-4:41"
    assert json.loads(read["jsonl"])["findings"] == [finding]
    check_sarif(json.loads(read["sarif"]))
    check_gitlab(json.loads(read["gitlab"]))
    check_junit(read["junit"])
    assert read["github"].startswith("::error file=orders/value.avsc,line=4,endLine=4,col=3,endColumn=41,title=AVRO_FIELD_ADDED")
    assert read["github"].count("\n") == 1 and "%0A" in read["github"]
    assert read["gcc"].startswith("orders/value.avsc:4:3: error: ") and read["gcc"].endswith("[AVRO_FIELD_ADDED_WITHOUT_DEFAULT]\n")
    assert read["markdown"].startswith("<!-- herald schema report -->\n") and "<details open>" in read["markdown"]


def check_sarif(log):
    """What SARIF 2.1.0 asks of the members used: sections 3.13, 3.14, 3.19, 3.27, 3.30, 3.55 to 3.57."""
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "herald"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
        for location in result["locations"] + result.get("relatedLocations", []):
            check_location(location["physicalLocation"])
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        for fix in result.get("fixes", []):
            assert fix["description"]["text"]
            for change in fix["artifactChanges"]:
                assert change["artifactLocation"]["uri"] == "orders/value.avsc"
                assert change["replacements"]
                for replacement in change["replacements"]:
                    check_region(replacement["deletedRegion"])
                    assert isinstance(replacement["insertedContent"]["text"], str)


def check_location(location):
    assert " " not in location["artifactLocation"]["uri"]
    if "region" in location:
        check_region(location["region"])


def check_region(region):
    assert 1 <= region["startLine"] <= region["endLine"] and region["startColumn"] >= 1 and region["endColumn"] >= 1


def check_gitlab(problems):
    assert len({problem["fingerprint"] for problem in problems}) == len(problems) == 1
    for problem in problems:
        assert set(problem) >= {"description", "check_name", "fingerprint", "severity", "location"}
        assert problem["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert problem["location"] == {"path": "orders/value.avsc", "lines": {"begin": 4, "end": 4}}


def check_junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    assert root.tag == "testsuites" and root.get("failures") == "1"
    (suite,) = root
    assert suite.get("name") == "orders-value" and suite.get("tests") == str(len(suite))
    (case,) = suite
    assert case.get("classname") and case.get("name")
    (failure,) = case
    assert failure.get("type") == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT" and "orders/value.avsc:4:3" in failure.text


def test_github_actions_gets_annotations_and_a_summary(broken, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    code, out, _ = broken.herald("schema", "check", "orders", "--against", "git:HEAD", environment=environment)
    assert code == 3
    assert out.startswith("Checking 1 schema") and "\n::error file=orders/value.avsc," in out
    assert summary.read_text().startswith("before\n<!-- herald schema report -->") and "| orders-value |" in summary.read_text()
    code, out, _ = broken.herald("schema", "check", "orders", "--against", "git:HEAD", "--format", "text", environment=environment)
    assert code == 3 and "::error" not in out


# Diff, lint, records, rules


def test_ci_systems_are_told_paths_from_the_top_of_the_repository(project):
    project.commit({"shop/s/orders-value.avsc": ORDER, "b/bills-value.avsc": ORDER})
    project.write({"shop/s/orders-value.avsc": BROKEN, "b/bills-value.avsc": BROKEN})
    inside = Project(project.path / "shop")
    check = ["schema", "check", "s", "../b", "--against", "git:HEAD"]
    for variable, format in [("GITHUB_WORKSPACE", "github"), ("CI_PROJECT_DIR", "gitlab"), ("GITHUB_WORKSPACE", "sarif")]:
        out = inside.herald(*check, "--format", format, environment={variable: str(project.path)})[1]
        assert "shop/s/orders-value.avsc" in out and f"{project.path}/b" not in out, format
    out = inside.herald(*check, "--format", "gcc", environment={"GITHUB_WORKSPACE": str(project.path)})[1]
    assert out.splitlines()[0].startswith("s/orders-value.avsc:4:3: error: ")


def test_diff_tells_what_changed_in_meaning_and_at_which_levels(broken):
    code, out, err = broken.herald("schema", "diff", "git:HEAD:orders/value.avsc", "orders/value.avsc")
    assert (code, err) == (0, "")
    assert out.startswith("+ Order.currency  string   compatible: FORWARD, BACKWARD no, FULL no\n")
    document = json.loads(broken.herald("schema", "diff", "git:HEAD:orders/value.avsc", "orders/value.avsc", "--format", "json")[1])
    assert document["levels"] == {
        "NONE": True, "BACKWARD": False, "BACKWARD_TRANSITIVE": False, "FORWARD": True, "FORWARD_TRANSITIVE": True, "FULL": False,
        "FULL_TRANSITIVE": False}
    assert "mean the same" in broken.herald("schema", "diff", "orders/value.avsc", "orders/value.avsc")[1]


def test_another_language_goes_with_nothing(project):
    project.write({"a.avsc": ORDER, "a.proto": PROTO_MONEY})
    code, out, _ = project.herald("schema", "diff", "a.avsc", "a.proto")
    assert code == 0 and "BACKWARD no, FORWARD no, FULL no" in out and out.splitlines()[0].endswith("compatible: no")
    levels = json.loads(project.herald("schema", "diff", "a.avsc", "a.proto", "--format", "json")[1])["levels"]
    assert [name for name, is_allowed in levels.items() if is_allowed] == ["NONE"]


def test_types_are_made_of_schemas_that_use_others(project):
    project.write({"s/money.avsc": MONEY, "bill.avsc": BILL})
    code, out, err = project.herald("schema", "codegen", "swift", "bill.avsc", "-I", "s")
    assert code == 0 and "struct Bill" in out and "struct Money" in out, err


def test_lint_follows_the_project_file_and_repairs_what_it_can(project):
    project.write({"herald.yaml": "schemas: [{dir: proto}]\nlint: { use: [MINIMAL], ignore: { PROTO_LINT_PACKAGE_MISSING: [proto/old/**] } }\n",
                   "proto/a.proto": "message A {}\n", "proto/old/b.proto": "message B {}\n"})
    code, out, err = project.herald("schema", "lint", "--format", "json")
    document = json.loads(out)
    assert (code, err, document["schema"], document["clean"]) == (0, "", "herald.lint/v1", True)
    assert [(finding["file"], finding["rule"]) for finding in document["findings"]] == [
        ("proto/a.proto", "PROTO_LINT_SYNTAX_MISSING"), ("proto/a.proto", "PROTO_LINT_PACKAGE_MISSING"),
        ("proto/old/b.proto", "PROTO_LINT_SYNTAX_MISSING")]
    run = json.loads(project.herald("schema", "lint", "--format", "sarif")[1])["runs"][0]
    defaults = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in run["tool"]["driver"]["rules"]}
    assert defaults == {result["ruleId"]: result["level"] for result in run["results"]}
    assert set(defaults.values()) == {"warning"}
    assert "warning[PROTO_LINT_PACKAGE_MISSING]" in project.herald("schema", "lint", "--fix")[1]
    assert (project.path / "proto/old/b.proto").read_text() == 'syntax = "proto2";\nmessage B {}\n'
    code, _, err = project.herald("schema", "lint", "--except", "PROTO_LINT_SYNTAX_MISING")
    assert code == 2 and "did you mean PROTO_LINT_SYNTAX_MISSING?" in err


def test_records_go_to_bytes_and_back(project):
    project.write({"order.avsc": FINE})
    lines = b'{"id":"o-1","amount":9223372036854775807,"note":"\xc3\xbc"}\n{"id":"o-2","amount":-1,"note":null}\n'
    code, out, err = project.herald("schema", "encode", "order.avsc", "-o", "hex", input=lines)
    assert code == 0, err
    assert out.splitlines()[1] == "066f2d320100"
    for form in ("binary", "base64"):
        done = subprocess.run([os.path.abspath(PROGRAM), "schema", "encode", "order.avsc", "-o", form], cwd=project.path, input=lines,
                              capture_output=True, check=True)
        back = subprocess.run([os.path.abspath(PROGRAM), "schema", "decode", "order.avsc", "-i", form], cwd=project.path,
                              input=done.stdout, capture_output=True, check=True)
        assert back.stdout == lines
    code, _, err = project.herald("schema", "encode", "order.avsc", input=b'{"id":1,"amount":1}\n')
    assert code == 1 and "error[ENCODE_TYPE]" in err and "line 1, column 7" in err
    code, _, err = project.herald("schema", "decode", "order.avsc", "-i", "hex", input=b"066f\n")
    assert code == 1 and "error[DECODE]" in err


def test_framed_records_name_their_schema(project, herald, name):
    server = {"HERALD_SERVER": herald.url}
    project.write({"order.avsc": ORDER})
    assert project.herald("schema", "register", "order.avsc", "--subject", f"{name}-value", environment=server)[0] == 0
    record = b'{"id":"o-1","amount":5}\n'
    code, out, err = project.herald("schema", "encode", f"{name}-value", "--id", "auto", "-o", "hex", input=record, environment=server)
    assert code == 0 and out.startswith("00"), err
    assert project.herald("schema", "decode", "--id", "auto", "-i", "hex", input=out.encode(), environment=server)[1].encode() == record


def test_samples_are_valid_and_come_again(project):
    project.write({"order.avsc": FINE})
    code, out, err = project.herald("schema", "sample", "order.avsc", "-n", "50", "--seed", "7")
    assert code == 0 and len(out.splitlines()) == 50, err
    assert project.herald("schema", "sample", "order.avsc", "-n", "50", "--seed", "7")[1] == out
    assert project.herald("schema", "sample", "order.avsc", "-n", "50", "--seed", "8")[1] != out
    code, _, err = project.herald("schema", "encode", "order.avsc", "-o", "hex", input=out.encode())
    assert code == 0, err


def test_messages_are_records_too(project):
    project.write({"common/money.proto": PROTO_MONEY, "order.proto": PROTO_ORDER})
    code, out, err = project.herald("schema", "sample", "order.proto", "-I", ".", "-n", "20", "--seed", "3")
    assert code == 0 and len(out.splitlines()) == 20, err
    code, bytes_, err = project.herald("schema", "encode", "order.proto", "-I", ".", "-o", "hex", input=out.encode())
    assert code == 0, err
    assert project.herald("schema", "decode", "order.proto", "-I", ".", "-i", "hex", input=bytes_.encode())[1] == "".join(
        line + "\n" for line, hex in zip(out.splitlines(), bytes_.split("\n")) if hex)
    code, out, _ = project.herald("schema", "encode", "order.proto", "-I", ".", "--type", "shop.Money", "-o", "hex",
                                  input=b'{"cents":"150"}\n')
    assert (code, out) == (0, "089601\n")
    code, _, err = project.herald("schema", "encode", "order.proto", "-I", ".", "--type", "shop.Mony", input=b"{}\n")
    assert code == 4 and "did you mean 'shop.Money'?" in err


def test_rules_are_explained_without_a_server(project):
    code, out, _ = project.herald("explain", "avro_type_changed")
    assert code == 0 and out.startswith("AVRO_TYPE_CHANGED") and "TYPE_MISMATCH" in out
    assert "AVRO_TYPE_CHANGED" in project.herald("schema", "explain")[1]
    code, _, err = project.herald("explain", "AVRO_TYPE_CHANGE")
    assert code == 4 and "did you mean AVRO_TYPE_CHANGED?" in err
