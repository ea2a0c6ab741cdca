"""aiokafka, which speaks older versions of every request than the other clients do."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import ProducerFenced
from aiokafka.structs import OffsetAndMetadata


def run(herald, body):
    """Runs `body(kafka)`, a coroutine, to its end."""
    return asyncio.run(asyncio.wait_for(body(herald.kafka), 60))


async def create(kafka, *topics, partitions=1):
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, partitions, 1) for topic in topics])
    await admin.close()


async def read(kafka, topic, count, **settings):
    """`count` values from the beginning of the topic, and whether no more came."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest", **settings)
    async with consumer:
        values = [(await asyncio.wait_for(consumer.getone(), 20)).value.decode() for _ in range(count)]
        return values, not await consumer.getmany(timeout_ms=300)


@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
def test_what_is_produced_in_any_codec_is_read_back(herald, name, codec):
    async def body(kafka):
        async with AIOKafkaProducer(bootstrap_servers=kafka, compression_type=codec, linger_ms=5) as producer:
            sent = [await producer.send(name, b"v%d" % i, key=b"k%d" % (i % 7), headers=[("n", b"%d" % i)]) for i in range(500)]
            placed = [await one for one in sent]
        assert [one.offset for one in placed] == list(range(500))
        consumer = AIOKafkaConsumer(name, bootstrap_servers=kafka, auto_offset_reset="earliest")
        async with consumer:
            records = [await asyncio.wait_for(consumer.getone(), 20) for _ in range(500)]
        assert [(r.key, r.value, r.headers) for r in records] == [
            (b"k%d" % (i % 7), b"v%d" % i, (("n", b"%d" % i),)) for i in range(500)]

    run(herald, body)


def test_an_idempotent_producer_numbers_its_batches(herald, name):
    async def body(kafka):
        async with AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True, max_batch_size=512) as producer:
            sent = [await producer.send(name, b"%d" % i) for i in range(300)]
            assert [(await one).offset for one in sent] == list(range(300))
        assert await read(kafka, name, 300) == ([str(i) for i in range(300)], True)

    run(herald, body)


def test_members_of_a_group_share_its_partitions_and_its_offsets(herald, name):
    async def body(kafka):
        await create(kafka, name, partitions=4)

        def member():
            return AIOKafkaConsumer(
                name, bootstrap_servers=kafka, group_id=name, auto_offset_reset="earliest", enable_auto_commit=False,
                session_timeout_ms=6000, heartbeat_interval_ms=200)

        async def until_shared(members, each):
            while [len(one.assignment()) for one in members] != [each] * len(members):
                for one in members:
                    await one.getmany(timeout_ms=50)

        async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
            for i in range(40):
                await producer.send_and_wait(name, b"%d" % i, partition=i % 4)
            first, second = member(), member()
            async with first:
                seen = []
                while len(seen) < 40:
                    for records in (await first.getmany(timeout_ms=500)).values():
                        seen += [int(one.value) for one in records]
                assert sorted(seen) == list(range(40))
                await first.commit()
                async with second:
                    await until_shared([first, second], 2)
                    assert not first.assignment() & second.assignment()
                    # Who takes a partition over begins where the other committed.
                    assert {await second.committed(place) for place in second.assignment()} == {10}
                await until_shared([first], 4)
                assert first.assignment() == {TopicPartition(name, i) for i in range(4)}

    run(herald, body)


def test_transactions_are_seen_as_a_whole_or_not_at_all(herald, name):
    other = f"{name}-other"

    async def body(kafka):
        await create(kafka, name, other)
        async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name) as producer:
            async with producer.transaction():
                await producer.send(name, b"kept")
                await producer.send(other, b"kept too")
            with pytest.raises(ZeroDivisionError):
                async with producer.transaction():
                    await producer.send_and_wait(name, b"dropped")
                    1 / 0
            async with producer.transaction():
                await producer.send(name, b"kept at last")
        committed = {"isolation_level": "read_committed"}
        assert await read(kafka, name, 2, **committed) == (["kept", "kept at last"], True)
        assert await read(kafka, other, 1, **committed) == (["kept too"], True)
        assert await read(kafka, name, 3) == (["kept", "dropped", "kept at last"], True)

    run(herald, body)


def test_offsets_of_a_group_are_committed_with_the_transaction(herald, name):
    place, group = TopicPartition(name, 0), f"{name}-group"

    async def committed(kafka):
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
        async with consumer:
            consumer.assign([place])
            return await consumer.committed(place)

    async def body(kafka):
        await create(kafka, name)
        async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name) as producer:
            async with producer.transaction():
                await producer.send(name, b"x")
                await producer.send_offsets_to_transaction({place: OffsetAndMetadata(7, "seven")}, group)
            assert await committed(kafka) == 7
            await producer.begin_transaction()
            await producer.send_offsets_to_transaction({place: 9}, group)
            await producer.abort_transaction()
            assert await committed(kafka) == 7

    run(herald, body)


def test_who_takes_an_id_over_fences_the_one_before(herald, name):
    async def body(kafka):
        await create(kafka, name)
        old = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name)
        await old.start()
        await old.begin_transaction()
        await old.send_and_wait(name, b"of the old one")
        async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name) as new:
            async with new.transaction():
                await new.send(name, b"of the new one")
        with pytest.raises(ProducerFenced):
            await old.send_and_wait(name, b"too late")
            await old.commit_transaction()
        await old.stop()
        assert await read(kafka, name, 1, isolation_level="read_committed") == (["of the new one"], True)

    run(herald, body)
