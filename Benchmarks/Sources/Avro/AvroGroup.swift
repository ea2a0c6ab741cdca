import Avro

/// Records to bytes and back, beside a copy of the same bytes and beside Debian's libavro on the same records.
///
/// Bars are those of the codec's design: how much of libavro's time each way may take.
enum AvroGroup {
    private static let count = 2000

    static func series() throws -> Series {
        let fixture = try AvroFixture(count: count)
        func each(_ body: @escaping (Int) throws -> Void) -> Subject.Work {
            .repeated { operations in
                var index = 0
                for _ in 0..<operations {
                    try body(index)
                    index = index + 1 == count ? 0 : index + 1
                }
            }
        }
        func subject(_ name: String, _ against: [Against], _ body: @escaping (Int) throws -> Void) -> Subject {
            Subject(name: name, work: each(body), bytesPerOperation: fixture.byteCount, against: against)
        }
        return Series(
            group: "avro", title: "\(count) order records of 12 fields, \(Int(fixture.byteCount.rounded())) bytes on average",
            clock: .threadTime,
            subjects: decoding(fixture, subject) + encoding(fixture, subject))
    }

    private typealias MakeSubject = (String, [Against], @escaping (Int) throws -> Void) -> Subject

    private static func decoding(_ the: AvroFixture, _ subject: MakeSubject) -> [Subject] {
        let theirs = "libavro generic decode"
        return [
            subject("memcpy", []) { the.target.copy(the.data[$0]) },
            subject(theirs, [Against("memcpy")]) { try the.libavro.decode(the.data[$0]) },
            subject("generic decode, memory reused", [Against(theirs, bar: 0.30)]) {
                try the.reused.decode(the.data[$0], plan: the.plan)
            },
            subject("generic decode, fresh", [Against(theirs)]) { keep(try GenericDatum(the.data[$0], plan: the.plan)) },
            subject("resolved decode, memory reused", [Against("generic decode, memory reused", bar: 1.20)]) {
                try the.resolved.decode(the.data[$0], plan: the.resolving)
            },
            subject("three of twelve fields", [Against(theirs, bar: 0.12)]) {
                try the.projected.decode(the.data[$0], plan: the.projecting)
            },
            subject("generated type decode", [Against(theirs, bar: 0.65)]) {
                keep(try the.generatedDecoder.decode(the.data[$0]))
            },
            subject("generated type decode, resolved", [Against("generated type decode", bar: 1.20)]) {
                keep(try the.olderDecoder.decode(the.olderData[$0]))
            },
            subject("libavro decode into Swift values", [Against(theirs)]) { keep(try the.libavro.decodeOrder(the.data[$0])) },
            subject("Codable decode", [Against("libavro decode into Swift values", bar: 2.5), Against(theirs)]) {
                keep(try the.codableDecoder.decode(Order.self, from: the.data[$0]))
            },
        ]
    }

    private static func encoding(_ the: AvroFixture, _ subject: MakeSubject) -> [Subject] {
        let theirs = "libavro generic encode"
        return [
            subject(theirs, [Against("memcpy")]) { try the.libavro.encode($0) },
            subject("generated type encode, memory reused", [Against(theirs, bar: 0.75)]) { try the.encode(the.generated[$0]) },
            subject("generated type encode, fresh", [Against(theirs)]) { keep(try the.generated[$0].encoded()) },
            subject("generic encode (tree)", [Against(theirs)]) { keep(try the.treeEncoder.encode(the.trees[$0])) },
            subject("libavro encode from Swift values", [Against(theirs)]) { try the.libavro.encode(filling: the.orders[$0]) },
            subject("Codable encode", [Against("libavro encode from Swift values", bar: 2.5), Against(theirs)]) {
                keep(try the.codableEncoder.encode(the.orders[$0]))
            },
            subject("libavro to JSON", []) { keep(try the.libavro.json($0)) },
            subject("to JSON", [Against("libavro to JSON", bar: 0.20)]) {
                keep(try AvroJSON.bytes(of: the.datums[$0], form: .specification))
            },
            subject("to JSON, people's form", [Against("libavro to JSON")]) {
                keep(try AvroJSON.bytes(of: the.datums[$0], form: .people))
            },
        ]
    }
}
