"""Many clients at once, a process that is killed, and clients that misbehave: the registry gives each content one id and
each id one content, loses nothing it answered, and leaves nothing half."""

import http.client
import json
import os
import random
import socket
import threading
import time

import pytest

LONG = bool(os.environ.get("HERALD_LONG"))
SEED = int(os.environ.get("HERALD_SEED", "11"))


def text(number):
    return json.dumps({"type": "record", "name": f"R{number}", "fields": [{"name": "x", "type": "int"}]})


class Client:
    """One kept connection, as a service has."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.http, timeout=60)

    def ask(self, method, path, body=None):
        self.connection.request(method, path, json.dumps(body) if body is not None else None,
                                {"Content-Type": "application/vnd.schemaregistry.v1+json"})
        reply = self.connection.getresponse()
        return reply.status, json.loads(reply.read())

    def register(self, subject, number):
        status, body = self.ask("POST", f"/subjects/{subject}/versions", {"schema": text(number)})
        assert status == 200, body
        return body["id"]


def together(count, work):
    """Runs work(0) to work(count - 1) on threads of their own; the first failure is the test's."""
    failures = []

    def run(index):
        try:
            work(index)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]


def test_64_clients_at_once_get_one_id_for_one_content_and_one_content_for_one_id(make_herald):
    server = make_herald()
    seen, lock = {}, threading.Lock()

    def work(index):
        client, chance = Client(server), random.Random(SEED * 1000 + index)
        for _ in range(30):
            # The same ones as everybody, and some of its own; under subjects of everybody's and of its own.
            number = chance.choice([chance.randrange(20), 1000 + index * 100 + chance.randrange(5)])
            subject = chance.choice([f"shared-{number}", f"own-{index}-{number}"])
            identity = client.register(subject, number)
            with lock:
                seen.setdefault(number, set()).add(identity)
            # A reader sees its own write at once.
            status, body = client.ask("GET", f"/subjects/{subject}/versions/1")
            assert (status, body["id"], json.loads(body["schema"])["name"]) == (200, identity, f"R{number}"), body

    together(64, work)
    assert all(len(ids) == 1 for ids in seen.values()), f"seed {SEED}: {[n for n, ids in seen.items() if len(ids) > 1]}"
    ids = [next(iter(ids)) for ids in seen.values()]
    assert len(set(ids)) == len(ids), "an id was given to two contents"
    assert sorted(ids) == list(range(1, len(ids) + 1)), "no id was wasted"
    assert server.cli("registry", "verify")[0] == 0


@pytest.mark.parametrize("round", range(20 if LONG else 2))
def test_a_kill_at_any_moment_of_a_thousand_registrations_loses_none_that_was_answered(make_herald, round):
    server, chance = make_herald(), random.Random(SEED * 100 + round)
    answered, lock = {}, threading.Lock()
    moment = chance.randrange(20, 950)
    reached = threading.Event()

    def work(index):
        client = Client(server)
        for number in range(index, 1000, 16):
            try:
                identity = client.register(f"s{number % 300}-{number}", number)
            except (OSError, http.client.HTTPException):
                return
            with lock:
                answered[number] = identity
                if len(answered) >= moment:
                    reached.set()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(16)]
    for thread in threads:
        thread.start()
    assert reached.wait(120)
    server.kill()
    for thread in threads:
        thread.join(60)
    server.start()
    client = Client(server)
    for number, identity in answered.items():
        status, body = client.ask("POST", f"/subjects/s{number % 300}-{number}", {"schema": text(number)})
        assert (status, body.get("id")) == (200, identity), f"seed {SEED}, round {round}: {number} was answered with {identity}: {body}"
    # What was not answered is there whole or not at all, and the next id is a new one.
    assert server.cli("registry", "verify")[0] == 0
    highest = max(version["id"] for version in client.ask("GET", "/schemas")[1])
    assert client.register("after", 5000) > highest


def test_slow_and_hostile_clients_do_not_stop_the_others(make_herald):
    """How much slower the others become is a figure of the benchmarks; here they must be served at all, and soon."""
    server = make_herald()
    Client(server).register("s", 1)
    host, port = server.http.split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(500)]
    dripping = [socket.create_connection((host, int(port))) for _ in range(20)]
    stop = threading.Event()

    def drip():
        for connection in dripping:
            connection.sendall(b"POST /subjects/s/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.05):
            for connection in dripping:
                try:
                    connection.sendall(b" ")
                except OSError:
                    pass

    dripper = threading.Thread(target=drip)
    dripper.start()
    try:
        deep = '{"type":"array","items":' * 5000 + '"int"' + "}" * 5000
        status, body = Client(server).ask("POST", "/subjects/deep/versions", {"schema": deep})
        assert status == 422, body
        began = time.monotonic()
        for _ in range(100):
            assert Client(server).ask("GET", "/schemas/ids/1")[0] == 200
        assert Client(server).register("other", 2) == 2
        assert time.monotonic() - began < 20
    finally:
        stop.set()
        dripper.join()
        for connection in idle + dripping:
            connection.close()
    assert Client(server).ask("GET", "/subjects")[0] == 200
