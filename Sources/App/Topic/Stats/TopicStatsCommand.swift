import ArgumentParser
import Avro
import JSONText
import KafkaClient
import RegistryClient
import RegistryModel
import Serializers

struct TopicStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Read a topic and say what its records are like.",
        discussion: """
            Counts, sizes, keys, tombstones, the schemas values were written with, times, and how even the partitions are. Sizes \
            are of keys, values and headers, before compression.

              herald topic stats orders --from -1d
              herald topic stats orders --where 'value.amount == 0' --format json
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var range: TimeRangeOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Read this partition alone.", valueName: "n"))
    var partition: Int32?

    @OptionGroup var output: DocumentOptions
    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let (brokers, server, topic, selection) = (brokers.bootstrapServers, server, topic, selection)
        let ranges = try await withAdmin(self.brokers) { admin in
            try await range.resolve(try await admin.existingPartitions(of: topic, only: partition), admin: admin)
        }
        let statistics = try await Interruption.guarding(help: "--from reads less of the topic") {
            let sieve = try await selection.sieve(of: topic, server)
            let decoder = RecordDecoder(server.registry, form: .people)
            var statistics = TopicStatistics(ranges.parts.keys.map(\.partition)), report = ScanReport()
            let progress = MoveProgress()
            progress.begin("reading \(topic)", of: Int(ranges.count))
            try await RecordScan(brokers: brokers, parts: ranges.parts).run { record in
                progress.step()
                report.scanned += 1
                if let sieve, try await !sieve.admits(RecordView(record, decoder)) { return .goOn }
                statistics.add(record)
                report.matches += 1
                return .goOn
            }
            progress.end()
            if sieve != nil { Console.error(report.text("end of range reached")) }
            sieve?.warn(matches: report.matches)
            return statistics
        }
        let names = await names(of: statistics.writers.keys)
        let summary = StatisticsReport(topic: topic, statistics: statistics, names: names)
        try output.print(text: summary.text) { summary.document }
    }

    /// `orders-value v7`, where the registry answers and knows it.
    private func names(of writers: some Sequence<TopicStatistics.Writer>) async -> [SchemaKey: String] {
        var names: [SchemaKey: String] = [:]
        let registry = server.registry
        for case .schema(let key) in writers {
            do {
                let id: SchemaID?
                switch key {
                case .id(let known): id = known
                case .guid(let guid): id = try await registry.id(of: guid)
                }
                guard let id, let use = try await registry.use(of: id, by: topic, .value) else { continue }
                names[key] = "\(use.subject.name) v\(use.version)"
            } catch let error as RegistryClientError where error.isNotFound {
                names[key] = "not in the registry"
            } catch {
                // The counts are what was asked for; the names make them easier to read.
                Console.error("warning: the registry does not name the schemas: \(error)")
                return names
            }
        }
        return names
    }
}
