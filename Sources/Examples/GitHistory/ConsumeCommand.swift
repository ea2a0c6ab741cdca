import ArgumentParser
import Foundation
import KafkaClient
import RegistryClient
import Serializers

struct ConsumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "Read `files` as one of a group, to its end.",
        discussion: "Writes a line per record: partition, offset, key in hex, and the value as JSON or - for a tombstone, with tabs between.")

    @Option(help: "The group.")
    var group: String

    @Option(help: "File for the lines.")
    var log: String

    @Option(help: "Schema of the reader: records written with any other version are resolved to it.")
    var readerSchema: String

    @Option(help: "Say 'stalled' after that many records and do nothing more: to be killed.")
    var stallAfter: Int?

    @Option(help: "Do not end before the group has given us that many partitions.")
    var partitions = 1

    private struct Line: Encodable {
        var commit: String
        var change: String
        var linesAdded: Int64?
        var linesDeleted: Int64?
        var executable: Bool
    }

    func run() async throws {
        let registry = RegistryClient(Servers.registry)
        let deserializer = AvroDeserializer<FileChanged>(
            registry, reading: SchemaText(try String(contentsOfFile: readerSchema, encoding: .utf8)))
        var configuration = ConsumerConfiguration(bootstrapServers: Servers.brokers, group: group)
        configuration.signalsEndOfPartition = true
        configuration.sessionTimeout = .seconds(6)
        configuration.handoverGrace = .seconds(1)
        configuration.commits = .automatic(every: .milliseconds(200))
        let consumer = try Consumer(configuration)
        try await consumer.subscribe(to: ["files"])
        let lines = try LineLog(path: log), encoder = JSONEncoder()
        var count = 0, ended: Set<TopicPartition> = []

        for try await event in consumer.events {
            switch event {
            case .record(let record):
                let value = try await deserializer.deserialize(record.value, topic: record.topic)
                let key = (record.key ?? []).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
                let text = try value.map { value in
                    String(
                        decoding: try encoder.encode(
                            Line(
                                commit: value.commit, change: value.change.rawValue, linesAdded: value.linesAdded,
                                linesDeleted: value.linesDeleted, executable: value.executable ?? false)),
                        as: UTF8.self)
                }
                try lines.write("\(record.partition)\t\(record.offset)\t\(key)\t\(text ?? "-")")
                ended.remove(record.topicPartition)
                count += 1
            case .endOfPartition(let partition, _): ended.insert(partition)
            case .assigned(let partitions):
                ended.subtract(partitions)
                say("assigned \(partitions.count)")
            case .revoked(let partitions), .lost(let partitions): ended.subtract(partitions)
            case .problem(let error):
                FileHandle.standardError.write(Data("   \(error)\n".utf8))
            }
            if let stallAfter, count >= stallAfter, !consumer.assignment.isEmpty {
                say("stalled")
                try await Task.sleep(for: .seconds(3600))
            }
            if ended.count >= partitions, ended == consumer.assignment { break }
        }
        try await consumer.close()
        say("read \(count)")
    }
}
