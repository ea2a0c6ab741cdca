import Avro

/// The same orders in every form that is measured, and what reads and writes them.
final class AvroFixture {
    let orders: [Order]
    let data: [[UInt8]]
    /// The same orders as an older service wrote them.
    let olderData: [[UInt8]]
    let generated: [MeasuredOrder]
    let datums: [GenericDatum]
    let trees: [AvroValue]
    let byteCount: Double

    let plan: DecodingPlan
    let resolving: DecodingPlan
    let projecting: DecodingPlan
    let codableEncoder: AvroCodableEncoder
    let codableDecoder: AvroCodableDecoder
    let generatedDecoder: GeneratedTypeDecoder<MeasuredOrder>
    let olderDecoder: GeneratedTypeDecoder<MeasuredOrder>
    let treeEncoder: AvroValueEncoder
    let libavro: LibavroOrders
    let target: CopyTarget

    /// Decoded into again and again. Checks of exclusive access would be measured with what they guard.
    @exclusivity(unchecked) var reused: GenericDatum
    @exclusivity(unchecked) var resolved: GenericDatum
    @exclusivity(unchecked) var projected: GenericDatum
    @exclusivity(unchecked) private var encoder = BinaryEncoder()

    init(count: Int) throws {
        let schema = try AvroSchema(parsing: Order.schemaText), older = try AvroSchema(parsing: Order.olderText)
        let plan = try SchemaResolution.plan(for: schema)
        self.plan = plan
        resolving = try SchemaResolution.plan(writer: schema, reader: try AvroSchema(parsing: Order.readerText))
        projecting = try SchemaResolution.plan(writer: schema, reader: try AvroSchema(parsing: Order.projectionText))
        let codableEncoder = AvroCodableEncoder(schema)
        self.codableEncoder = codableEncoder
        codableDecoder = AvroCodableDecoder(plan: plan)
        let generatedDecoder = try GeneratedTypeDecoder<MeasuredOrder>(writer: schema)
        self.generatedDecoder = generatedDecoder
        olderDecoder = try GeneratedTypeDecoder<MeasuredOrder>(writer: older)
        let treeEncoder = AvroValueEncoder(schema)
        self.treeEncoder = treeEncoder
        orders = Order.samples(count)
        data = try orders.map { try codableEncoder.encode($0) }
        generated = try data.map { try generatedDecoder.decode($0) }
        datums = try data.map { try GenericDatum($0, plan: plan) }
        trees = datums.map { $0.root.tree }
        let toOlder = AvroValueEncoder(older)
        olderData = try trees.map { tree in
            guard case .record(let name, let fields) = tree else { return [] }
            return try toOlder.encode(.record(name: name, fields: fields.filter { $0.name != "paid" }))
        }
        libavro = try LibavroOrders(Order.schemaText, data)
        byteCount = Double(data.reduce(0) { $0 + $1.count }) / Double(count)
        target = CopyTarget(data.map(\.count).max() ?? 0)
        reused = datums[0]
        resolved = datums[0]
        projected = datums[0]
    }

    func encode(_ order: MeasuredOrder) throws {
        encoder.removeAll()
        try order.encode(to: &encoder)
    }
}
