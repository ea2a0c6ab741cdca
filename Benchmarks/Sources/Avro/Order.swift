import Avro

/// The order record of all Avro figures: 12 fields, about 230 bytes of Avro.
struct Order: Codable {
    var id: Int64
    var number: Int32
    var paid: Bool
    var customer: String
    var total: Double
    var state: State
    var note: String?
    var address: Address
    var lines: [Line]
    var tags: [String: String]
    /// A decimal(12,2): two's complement, big-endian.
    var tax: [UInt8]
    /// Milliseconds since 1970-01-01 UTC.
    var placedAt: Int64

    enum State: String, Codable, CaseIterable { case new = "NEW", paid = "PAID", shipped = "SHIPPED", done = "DONE" }

    struct Address: Codable {
        var street: String
        var city: String
        var zip: Int32
    }

    struct Line: Codable {
        var sku: String
        var quantity: Int32
        var price: Double
    }

    static let schemaText = text([id, number, paid, common, placedAt])

    /// What a service one version further reads with: a number grown to a long, a field dropped, one added with a default,
    /// and another order of fields.
    static let readerText = text([id, placedAt, number.replacing("\"int\"", with: "\"long\""), common, channel])

    /// What a service two versions back wrote: another order of fields, one more, one that is missing today, and symbols in
    /// another order. For the generated type as its reader.
    static let olderText = text(
        [channel, placedAt, id, number, common.replacing("\"NEW\",\"PAID\"", with: "\"PAID\",\"NEW\"")])

    /// Three fields of twelve.
    static let projectionText = text([id, #"{"name":"customer","type":"string"}"#, placedAt])

    private static let id = #"{"name":"id","type":"long"}"#
    private static let number = #"{"name":"number","type":"int"}"#
    private static let paid = #"{"name":"paid","type":"boolean","default":false}"#
    private static let channel = #"{"name":"channel","type":"string","default":"web"}"#
    private static let placedAt = #"{"name":"placedAt","type":{"type":"long","logicalType":"timestamp-millis"}}"#
    private static let common = #"""
        {"name":"customer","type":"string"},
        {"name":"total","type":"double"},
        {"name":"state","type":{"type":"enum","name":"MeasuredState","symbols":["NEW","PAID","SHIPPED","DONE"]}},
        {"name":"note","type":["null","string"],"default":null},
        {"name":"address","type":{"type":"record","name":"MeasuredAddress","fields":[
          {"name":"street","type":"string"},{"name":"city","type":"string"},{"name":"zip","type":"int"}]}},
        {"name":"lines","type":{"type":"array","items":{"type":"record","name":"MeasuredLine","fields":[
          {"name":"sku","type":"string"},{"name":"quantity","type":"int"},{"name":"price","type":"double"}]}}},
        {"name":"tags","type":{"type":"map","values":"string"}},
        {"name":"tax","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}}
        """#

    private static func text(_ fields: [String]) -> String {
        #"{"type":"record","name":"MeasuredOrder","namespace":"bench","fields":[\#(fields.joined(separator: ","))]}"#
    }

}

extension Order {
    /// Orders that differ, the same ones in every run.
    static func samples(_ count: Int) -> [Order] {
        var noise = Noise(seed: 12)
        return (0..<count).map { _ in Order(&noise) }
    }

    private init(_ noise: inout Noise) {
        id = Int64.random(in: 0..<1 << 40, using: &noise)
        number = Int32.random(in: 1..<1_000_000, using: &noise)
        customer = noise.text(Int.random(in: 16...24, using: &noise))
        total = Double.random(in: 1..<5000, using: &noise)
        paid = Bool.random(using: &noise)
        state = State.allCases.randomElement(using: &noise) ?? .new
        note = Bool.random(using: &noise) ? noise.text(24) : nil
        address = Address(street: noise.text(20), city: noise.text(12), zip: Int32.random(in: 1000..<99999, using: &noise))
        lines = []
        for _ in 0..<3 {
            lines.append(
                Line(
                    sku: noise.text(13), quantity: Int32.random(in: 1..<50, using: &noise),
                    price: Double.random(in: 1..<900, using: &noise)))
        }
        tags = ["channel": noise.text(10), "campaign": noise.text(12)]
        tax = [1, UInt8.random(in: 0...255, using: &noise), UInt8.random(in: 0...255, using: &noise)]
        placedAt = Int64.random(in: 1_700_000_000_000..<1_800_000_000_000, using: &noise)
    }
}
