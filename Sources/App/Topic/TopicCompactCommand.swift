import ArgumentParser
import JSONText

struct TopicCompactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Clean a compacted topic now, and wait until it is done.",
        discussion: """
            Begins new segments, so that everything written so far is cleaned: of each key the last record stays. A tombstone \
            stays for delete.retention.ms after the first cleaning that saw it. Offsets do not change.
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let answer = try await HeraldAPI(server.url).post("/api/v1/topics/\(HeraldAPI.segment(topic))/compact")
        let partitions = answer["partitions"]?.asArray?.compactMap(\.asObject) ?? []
        var listing = Listing(
            schema: "herald.compaction/v1", member: "partitions",
            columns: ["PARTITION", "RECORDS", "KEPT", "TOMBSTONES DROPPED", "BYTES", "AFTER"], whenEmpty: "Nothing to clean.")
        let columns = ["partition", "recordsRead", "recordsKept", "tombstonesDropped", "bytesBefore", "bytesAfter"]
        for partition in partitions {
            let cells = columns.map { partition[$0]?.asNumber?.text ?? "-" }
            listing.rows.append(.init(name: cells[0], cells: cells, object: partition))
        }
        try listing.print(output)
    }
}
