"""What the client's tests need to take a running cluster for their own.

They take addresses by BROKERS and SR_URL, but import `trivup`, which would start Kafka in containers, and ask that cluster alone for
a registry client of asyncio.
"""

import sys
import types

trivup = types.ModuleType("trivup.clusters.KafkaCluster")
trivup.KafkaCluster = None
sys.modules["trivup"] = types.ModuleType("trivup")
sys.modules["trivup.clusters"] = types.ModuleType("trivup.clusters")
sys.modules[trivup.__name__] = trivup


def pytest_configure():
    from confluent_kafka.schema_registry import AsyncSchemaRegistryClient
    from tests.integration.cluster_fixture import ByoFixture

    def async_schema_registry(self, conf=None):
        return AsyncSchemaRegistryClient({"url": self._sr_url, **(conf or {})})

    ByoFixture.async_schema_registry = async_schema_registry
