import ArgumentParser
import JSONText
import KafkaClient
import RegistryClient

/// `herald verify TOPIC…`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Decode the records of topics a second time, with libavro and protobuf-c, and say what differs.",
        discussion: """
            Every key and value with a schema's id in front is read by Herald's decoder and by Debian's C libraries, in a process \
            of their own with bounded memory and time, and compared leaf by leaf. A record that crashes a library is told like one \
            that differs, and the rest goes on. Exit code 3 if anything is found.

              herald verify orders payments
              herald verify orders --from @1795046400 --format jsonl
            """)

    @Argument(help: "Names of the topics.")
    var topics: [String]

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "First offset: start, end, -N (before the end), +N (after the start), N, @unix-time.", valueName: "offset"))
    var from = ConsumeStart.start

    @Option(name: .shortAndLong, help: ArgumentHelp("This partition alone.", valueName: "n"))
    var partition: Int32?

    @Option(help: ArgumentHelp("What the libraries' process may have of memory.", valueName: "MiB"))
    var memory = 1024

    @Option(help: ArgumentHelp("How long they may take for a batch of records, or for one of them.", valueName: "seconds"))
    var timeout = 10

    @OptionGroup var output: DocumentOptions
    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (64...65_536).contains(memory) else { throw ValidationError("--memory is \(memory), it must be from 64 to 65536.") }
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout is \(timeout), it must be from 1 to 3600.") }
    }

    func run() async throws {
        let (memory, timeout, format) = (memory, timeout, output.format ?? .text)
        let second = SecondReading { try VerifyWorker(memoryMiB: memory, timeout: .seconds(timeout)) }
        var kept: [VerificationFinding] = []
        var verification = TopicVerification(server.registry, second) { finding in
            switch format {
            case .text: try Console.line(finding.text)
            case .jsonl: try Console.line(JSONPrinter.compact(.object(finding.object)))
            // One document: what is beyond this is counted.
            case .json: if kept.count < 10_000 { kept.append(finding) }
            }
        }
        let bootstrapServers = brokers.bootstrapServers
        do {
            for topic in topics {
                let ranges = try await ranges(of: topic)
                let display = MoveProgress(isQuiet: Console.outputIsTerminal && format == .text)
                display.begin("verifying \(topic)", of: ranges.values.reduce(0) { $0 + $1.count })
                try await TopicRange.read(ranges, bootstrapServers) { event in
                    guard case .record(let record) = event else { return }
                    try await verification.add(record)
                    display.step()
                }
                try verification.settle()
                display.end()
            }
        } catch let error as KafkaClientError {
            throw CommandFailure(error, brokers: bootstrapServers)
        } catch let error as RegistryClientError {
            throw CommandFailure(error)
        } catch let problem as InterchangeProblem {
            throw CommandFailure(.failure, "SCHEMA", problem.sentence)
        }
        try say(verification.summary, kept, format)
        if verification.summary.findingCount > 0 { throw ExitStatus.findings }
    }

    private func ranges(of topic: String) async throws -> [TopicPartition: Range<Int64>] {
        try await withAdmin(brokers) { admin in
            let partitions = try await admin.existingPartitions(of: topic, only: partition)
            let starts = try await from.resolve(partitions, admin: admin), ends = try await admin.ends(of: partitions)
            return starts.reduce(into: [:]) { ranges, start in
                ranges[start.key] = start.value..<max(start.value, ends[start.key] ?? start.value)
            }
        }
    }

    private func say(_ summary: TopicVerification.Summary, _ kept: [VerificationFinding], _ format: OutputFormat) throws {
        if format == .json {
            var document = JSONObject()
            document["schema"] = "herald.verification/v1"
            document["topics"] = .array(topics.map { .string($0) })
            document["records"] = .number(JSONNumber(summary.recordCount))
            document["same"] = .number(JSONNumber(summary.sameCount))
            document["withoutSchema"] = .number(JSONNumber(summary.plainCount))
            document["incomparable"] = .array(
                summary.incomparable.sorted { $0.key < $1.key }.map {
                    .object(["reason": .string($0.key), "count": .number(JSONNumber($0.value))])
                })
            document["findingCount"] = .number(JSONNumber(summary.findingCount))
            document["findings"] = .array(kept.map { .object($0.object) })
            return try Console.line(JSONPrinter.pretty(.object(document)))
        }
        let found = summary.findingCount == 0 ? "nothing differs" : ImportSummary.counted(summary.findingCount, "finding")
        Console.error(
            "\(Sending.counted(summary.recordCount)): \(found); \(summary.sameCount) keys and values are the same to both, "
                + "\(summary.plainCount) have no schema")
        for (reason, count) in summary.incomparable.sorted(by: { $0.key < $1.key }) {
            Console.error("\(count) not compared: \(reason)")
        }
        if summary.restartCount > 0 { Console.error("\(VerifyWorker.program) was started again \(summary.restartCount) times") }
    }
}
