# Herald's commands. `make demo` and `make test` need nothing but Debian 12 and Swift 6.3: they set up the rest.
#
#   make demo [REPO=path]    the main job on a git history, proving itself           (release build)
#   make test                everything CI runs: unit, simulation, and real clients  (debug build)
#   make check               the Swift tests alone
#   make interop             the real clients alone: kcat, confluent-kafka-python, kafka-python; others' codecs
#   make interop SUITE=name AT=checkout     another project's own tests against Herald: see Compat/interop
#   make fuzz [TARGET=name] [SECONDS=60]   libFuzzer on schema texts, Avro data, Protobuf data, .proto texts, filters
#   make simulate            10,000 random lives of the log and of the broker over a disk that fails (SEEDS=n for another number)
#   make bench               benchmarks beside their ceilings                        (release build)
#   make serve               a server on the default ports with data in ./herald-data
#   make build               the herald program and herald-verify beside it, release build: .build/release/herald
#   make generate            KafkaWire's generated code from Sources/Tools/WireGeneration/Definitions
#   make cases               rewrite the verdicts of Compat/ from what the code says; review the diff
#   make format              swift-format over the sources
#   make clean
#
# A build that names a dependency it does not declare is an error, here as everywhere.

REPO ?= .
SUITE ?=
AT ?=
TARGET ?=
SECONDS ?= 60
SWIFT_FLAGS = --explicit-target-dependency-import-check error
.PHONY: demo test check interop fuzz simulate bench serve build generate cases format clean bootstrap

demo: bootstrap
	swift build $(SWIFT_FLAGS) -c release --product herald
	swift build $(SWIFT_FLAGS) -c release --product git-history
	.venv/bin/python scripts/demo --build .build/release --repo $(REPO)

test: check interop

check: bootstrap
	swift test $(SWIFT_FLAGS)

interop: bootstrap
	swift build $(SWIFT_FLAGS) --product herald
	swift build $(SWIFT_FLAGS) --product herald-verify
ifeq ($(SUITE),)
	swift build $(SWIFT_FLAGS) --product codec-conformance
	HERALD=.build/debug/herald .venv/bin/python -m pytest -q -p no:cacheprovider Tests/Interop
else
	Compat/interop/run $(SUITE) --at $(AT)
endif

fuzz: bootstrap
	Fuzz/run "$(TARGET)" $(SECONDS)

simulate: bootstrap
	HERALD_SEEDS=$(or $(SEEDS),10000) swift test $(SWIFT_FLAGS) --filter 'SimulationTests|Random lives'

bench: bootstrap
	Benchmarks/run

serve: build
	.build/release/herald serve

build: bootstrap
	swift build $(SWIFT_FLAGS) -c release --product herald
	swift build $(SWIFT_FLAGS) -c release --product herald-verify

generate:
	swift run wiregen

cases:
	UPDATE_CASES=1 swift test $(SWIFT_FLAGS) --filter CompatTests

format:
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks

clean:
	rm -rf .build .venv .venv-*

bootstrap:
	@scripts/bootstrap
