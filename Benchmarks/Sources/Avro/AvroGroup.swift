import Avro

/// Records to bytes and back, beside a copy of the same bytes and beside Debian's libavro on the same records.
///
/// Bars are those of the codec's design: how much of libavro's time each way may take.
enum AvroGroup {
    private static let count = 2000

    static func series() throws -> Series {
        let schema = try AvroSchema(parsing: Order.schemaText)
        let plan = try SchemaResolution.plan(for: schema)
        let resolving = try SchemaResolution.plan(writer: schema, reader: try AvroSchema(parsing: Order.readerText))
        let typedEncoder = AvroCodableEncoder(schema), typedDecoder = AvroCodableDecoder(plan: plan)
        let treeEncoder = AvroValueEncoder(schema)
        let orders = Order.samples(count)
        let data = try orders.map { try typedEncoder.encode($0) }
        let trees = try data.map { try GenericDatum($0, plan: plan).root.tree }
        let datums = try data.map { try GenericDatum($0, plan: plan) }
        let libavro = try LibavroOrders(Order.schemaText, data)
        let bytes = Double(data.reduce(0) { $0 + $1.count }) / Double(count)
        let target = CopyTarget(data.map(\.count).max() ?? 0)
        let datum = ReusedDatum(datums[0])

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
            Subject(name: name, work: each(body), bytesPerOperation: bytes, against: against)
        }
        let copy = Against("memcpy"), theirDecode = "libavro generic decode", theirEncode = "libavro generic encode"
        return Series(
            group: "avro", title: "\(count) order records of 12 fields, \(Int(bytes.rounded())) bytes on average",
            clock: .threadTime,
            subjects: [
                subject("memcpy", []) { target.copy(data[$0]) },
                subject(theirDecode, [copy]) { try libavro.decode(data[$0]) },
                subject("generic decode, memory reused", [copy, Against(theirDecode, bar: 0.30)]) {
                    try datum.value.decode(data[$0], plan: plan)
                },
                subject("generic decode, fresh", [copy, Against(theirDecode)]) {
                    keep(try GenericDatum(data[$0], plan: plan))
                },
                subject(
                    "resolved decode, memory reused",
                    [copy, Against(theirDecode), Against("generic decode, memory reused", bar: 1.20)]
                ) { try datum.resolved.decode(data[$0], plan: resolving) },
                subject("typed decode (Codable)", [copy, Against(theirDecode, bar: 0.65)]) {
                    keep(try typedDecoder.decode(Order.self, from: data[$0]))
                },
                subject(theirEncode, [copy]) { try libavro.encode($0) },
                subject("generic encode (tree)", [copy, Against(theirEncode)]) { keep(try treeEncoder.encode(trees[$0])) },
                subject("typed encode (Codable)", [copy, Against(theirEncode, bar: 0.75)]) {
                    keep(try typedEncoder.encode(orders[$0]))
                },
            ])
    }
}

/// One datum of each plan, decoded into again and again.
private final class ReusedDatum {
    var value: GenericDatum
    var resolved: GenericDatum

    init(_ datum: GenericDatum) {
        value = datum
        resolved = datum
    }
}
