import ArgumentParser
import Foundation
import KafkaClient
import ProtobufSerializers
import RegistryClient
import RegistryModel
import Serializers
import SwiftProtobuf

struct ProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce", abstract: "Write commits into `commits`, and what they changed into `files`.")

    @Argument(help: "The repository.")
    var repository: String

    @Option(help: "Which part of the history: all, older or newer.")
    var half = HistoryPart.all

    @Option(help: "The version of files-value to write with.")
    var schemaVersion: Int32

    /// Records under way at most before we wait for the oldest.
    private static let window = 5000

    private struct Counts: Encodable {
        var commits = 0
        var records = 0
        var tombstones = 0
    }

    func run() async throws {
        guard let version = SchemaVersion(schemaVersion) else { throw ValidationError("There is no version \(schemaVersion).") }
        let registry = RegistryClient(Servers.registry)
        let producer = try Producer(ProducerConfiguration(bootstrapServers: Servers.brokers))
        let files = AvroSerializer<FileChanged>(registry, writing: .version(version))
        let commits = ProtobufSerializer<CommitMade>(registry, writing: .latest)
        var counts = Counts(), underWay: [Delivery] = [], nextReport = Date.now.addingTimeInterval(10)

        try await GitHistory(repository: repository).forEachCommit(half) { commit in
            let time = Date(timeIntervalSince1970: Double(commit.time))
            for file in commit.files {
                let event = file.change.flatMap { FileChanged.Change(rawValue: $0.rawValue) }.map { change in
                    FileChanged(
                        commit: commit.id, author: commit.author, time: time, change: change, linesAdded: file.linesAdded,
                        linesDeleted: file.linesDeleted, executable: schemaVersion >= 2 ? file.isExecutable : nil)
                }
                underWay.append(try await producer.enqueue(event, key: file.path, to: "files", with: files))
                if event == nil { counts.tombstones += 1 } else { counts.records += 1 }
            }
            let made = CommitMade.with {
                $0.author = commit.author
                $0.time = Google_Protobuf_Timestamp(seconds: commit.time)
                $0.subject = commit.subject
                $0.filesChanged = Int32(clamping: commit.files.count)
            }
            underWay.append(try await producer.enqueue(made, key: Array(commit.id.utf8), to: "commits", with: commits))
            counts.commits += 1
            if underWay.count > Self.window {
                for delivery in underWay { _ = try await delivery.metadata }
                underWay.removeAll(keepingCapacity: true)
            }
            if Date.now > nextReport {
                nextReport = Date.now.addingTimeInterval(10)
                FileHandle.standardError.write(Data("   \(counts.commits) commits, \(counts.records + counts.tombstones) changes\n".utf8))
            }
        }
        for delivery in underWay { _ = try await delivery.metadata }
        try await producer.close()
        say(String(decoding: try JSONEncoder().encode(counts), as: UTF8.self))
    }
}

extension HistoryPart: ExpressibleByArgument {}
