#pragma once
#include <librdkafka/rdkafka.h>
// The in-process mock cluster that tests run against.
#include <librdkafka/rdkafka_mock.h>
