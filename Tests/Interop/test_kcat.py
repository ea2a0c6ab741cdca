"""kcat 1.7.1 on librdkafka 2.0.2, as Debian 12 ships them."""

import os
import select
import subprocess
import time

import pytest


def kcat(herald, *arguments, input=None):
    done = subprocess.run(["kcat", "-b", herald.kafka, *arguments], input=input, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_what_is_produced_in_any_codec_is_read_back(herald, name, codec):
    lines = b"".join(b"k%d\tvalue %d %s\n" % (i, i, b"x" * (i % 97)) for i in range(2000))
    kcat(herald, "-P", "-t", name, "-K", "\t", "-z", codec, input=lines)
    read = kcat(herald, "-C", "-t", name, "-e", "-q", "-K", "\t")
    assert read == lines


def test_metadata_names_the_address_that_was_connected_to(herald, name):
    kcat(herald, "-P", "-t", name, input=b"x\n")
    listing = kcat(herald, "-L").decode()
    assert f"broker 1 at {herald.kafka}" in listing or herald.kafka in listing
    assert f'topic "{name}" with 1 partitions' in listing


def test_an_empty_value_a_null_value_and_a_null_key_stay_what_they_are(herald, name):
    kcat(herald, "-P", "-t", name, "-K", "\t", "-Z", input=b"gone\t\n")
    kcat(herald, "-P", "-t", name, "-K", "\t", input=b"empty\t\n")
    kcat(herald, "-P", "-t", name, input=b"keyless\n")
    read = kcat(herald, "-C", "-t", name, "-e", "-q", "-f", "%K %k %S %s\n").decode().splitlines()
    assert read == ["4 gone -1 ", "5 empty 0 ", "-1  7 keyless"]


def test_headers_and_timestamps_come_back(herald, name):
    kcat(herald, "-P", "-t", name, "-H", "source=web", "-H", "empty=", input=b"x\n")
    read = kcat(herald, "-C", "-t", name, "-e", "-q", "-f", "%h|%T\n").decode().strip()
    headers, timestamp = read.split("|")
    assert headers == "source=web,empty="
    assert int(timestamp) > 1_600_000_000_000


def test_a_group_reads_on_where_it_committed(herald, name):
    kcat(herald, "-P", "-t", name, input=b"1\n2\n3\n")
    settings = ["-X", "auto.offset.reset=earliest", "-X", "enable.partition.eof=true"]
    first = subprocess.run(["kcat", "-b", herald.kafka, "-G", name, "-e", "-q", *settings, name], capture_output=True, timeout=60)
    assert first.stdout == b"1\n2\n3\n"
    kcat(herald, "-P", "-t", name, input=b"4\n")
    second = subprocess.run(["kcat", "-b", herald.kafka, "-G", name, "-e", "-q", *settings, name], capture_output=True, timeout=60)
    assert second.stdout == b"4\n"


def test_an_offset_is_found_by_time(herald, name):
    kcat(herald, "-P", "-t", name, input=b"a\nb\n")
    timestamps = [int(line) for line in kcat(herald, "-C", "-t", name, "-e", "-q", "-f", "%T\n").split()]
    answer = kcat(herald, "-Q", "-t", f"{name}:0:{timestamps[0]}").decode()
    assert "offset 0" in answer
    beyond = kcat(herald, "-Q", "-t", f"{name}:0:{timestamps[-1] + 3_600_000}").decode()
    assert "offset -1" in beyond or "offset 2" in beyond


EARLIEST = ["-X", "auto.offset.reset=earliest", "-X", "enable.partition.eof=true"]


def values(herald, topic, isolation="read_committed"):
    return kcat(herald, "-C", "-t", topic, "-e", "-q", "-X", f"isolation.level={isolation}").splitlines()


def test_a_transactional_producer_commits_what_it_was_given_at_its_end(herald, name):
    transaction = ["-P", "-t", name, "-X", f"transactional.id={name}"]
    kcat(herald, *transaction, input=b"1\n2\n3\n")
    assert values(herald, name) == [b"1", b"2", b"3"]
    # The next one takes the id over, and goes on behind the first one's marker.
    kcat(herald, *transaction, input=b"4\n")
    assert values(herald, name) == [b"1", b"2", b"3", b"4"]
    offsets = kcat(herald, "-C", "-t", name, "-e", "-q", "-f", "%o ").split()
    assert offsets == [b"0", b"1", b"2", b"4"]


def test_a_transactional_producer_that_is_killed_leaves_nothing_to_see(herald, name):
    kcat(herald, "-P", "-t", name, input=b"before\n")
    transaction = ["kcat", "-b", herald.kafka, "-P", "-t", name, "-X", f"transactional.id={name}", "-X", "linger.ms=0"]
    producer = subprocess.Popen(transaction, stdin=subprocess.PIPE)
    # It takes its input a piece at a time, and sends nothing of a piece that is not full.
    producer.stdin.write(b"lost\n" * 50_000)
    producer.stdin.flush()
    deadline = time.monotonic() + 30
    while b"lost" not in values(herald, name, "read_uncommitted"):
        assert time.monotonic() < deadline
    producer.kill()
    producer.wait()
    assert values(herald, name) == [b"before"]
    # Who comes with the same id ends what the other had begun.
    kcat(herald, "-P", "-t", name, "-X", f"transactional.id={name}", input=b"after\n")
    assert values(herald, name) == [b"before", b"after"]


@pytest.mark.parametrize("strategy", ["range", "roundrobin", "cooperative-sticky"])
def test_members_of_a_group_read_everything_between_them(make_herald, name, strategy):
    herald = make_herald("--default-partitions", "4")
    lines = [b"%d" % i for i in range(400)]
    kcat(herald, "-P", "-t", name, "-K", ":", input=b"".join(b"%s:%s\n" % (line, line) for line in lines))
    settings = [*EARLIEST, "-X", f"partition.assignment.strategy={strategy}", "-X", "session.timeout.ms=6000"]
    command = ["kcat", "-b", herald.kafka, "-G", name, "-u", "-q", *settings, name]
    members = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    deadline = time.monotonic() + 30
    seen = [set(), set()]
    while len(seen[0] | seen[1]) < len(lines):
        assert time.monotonic() < deadline, f"{len(seen[0])} and {len(seen[1])} of {len(lines)} were read"
        for one, member in zip(seen, members):
            if select.select([member.stdout], [], [], 0.1)[0]:
                one.update(os.read(member.stdout.fileno(), 65536).split())
    for member in members:
        member.terminate()
        member.communicate(timeout=30)
    assert seen[0] | seen[1] == set(lines)
    # They committed when they left: a third has nothing to read.
    rest = subprocess.run(["kcat", "-b", herald.kafka, "-G", name, "-e", "-q", *settings, name], capture_output=True, timeout=60)
    assert rest.stdout == b""
