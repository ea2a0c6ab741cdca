"""aiokafka: a third client of its own making, on asyncio."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic


@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
def test_records_survive_every_codec(herald, name, codec):
    async def run():
        values = [b"value %d " % i + b"a" * (i % 40) for i in range(500)]
        async with AIOKafkaProducer(
            bootstrap_servers=herald.kafka, compression_type=codec, enable_idempotence=True, linger_ms=5) as producer:
            sent = [await producer.send(name, value, key=b"k") for value in values]
            assert [(await future).offset for future in sent] == list(range(500))
        consumer = AIOKafkaConsumer(bootstrap_servers=herald.kafka, auto_offset_reset="earliest")
        consumer.assign([TopicPartition(name, 0)])
        async with consumer:
            records = [await asyncio.wait_for(anext(consumer), 30) for _ in values]
        assert [record.value for record in records] == values

    asyncio.run(run())


def test_members_of_a_group_share_partitions(herald, name):
    async def run():
        admin = AIOKafkaAdminClient(bootstrap_servers=herald.kafka)
        await admin.start()
        await admin.create_topics([NewTopic(name, 4, 1)])
        async with AIOKafkaProducer(bootstrap_servers=herald.kafka) as producer:
            for i in range(100):
                await producer.send_and_wait(name, b"%d" % i, partition=i % 4)
        settings = {"bootstrap_servers": herald.kafka, "group_id": name, "auto_offset_reset": "earliest", "enable_auto_commit": False}
        first, second = (AIOKafkaConsumer(name, **settings) for _ in range(2))
        await first.start()
        await second.start()
        # A generation in which both are members begins with nothing committed: what the first read alone comes again.
        for _ in range(300):
            if len(first.assignment()) == len(second.assignment()) == 2:
                break
            await asyncio.sleep(0.1)
        assert first.assignment() | second.assignment() == {TopicPartition(name, i) for i in range(4)}
        seen = set()
        for _ in range(300):
            for consumer in (first, second):
                for records in (await consumer.getmany(timeout_ms=100)).values():
                    seen |= {record.value for record in records}
            if len(seen) == 100:
                break
        assert len(seen) == 100
        await first.commit()
        await first.stop()
        await second.stop()
        assert name in {group[0] for group in await admin.list_consumer_groups()}
        await admin.delete_topics([name])
        await admin.close()

    asyncio.run(run())


def test_a_consumer_that_waits_is_woken_by_a_record(herald, name):
    async def run():
        consumer = AIOKafkaConsumer(name, bootstrap_servers=herald.kafka, auto_offset_reset="earliest", fetch_max_wait_ms=30_000)
        async with consumer, AIOKafkaProducer(bootstrap_servers=herald.kafka) as producer:
            await producer.send_and_wait(name, b"first")
            assert (await asyncio.wait_for(anext(consumer), 20)).value == b"first"
            waiting = asyncio.ensure_future(anext(consumer))
            await producer.send_and_wait(name, b"second")
            # Long before the fetch's own time is up.
            assert (await asyncio.wait_for(waiting, 20)).value == b"second"

    asyncio.run(run())
