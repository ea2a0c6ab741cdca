import CProtobufC
import Foundation
import ProtobufCodec
import ProtobufSchema
import SecondOpinions
import SwiftProtobuf

/// The orders of the Avro figures as messages, and everything that reads or writes them.
final class ProtobufFixture {
    let plan: ProtobufDecodingPlan
    let tables: ProtobufCTables
    let data: [[UInt8]]
    let generated: [Bench_Order]
    let dynamic: [DynamicMessage]
    var reused: DynamicMessage
    let target: CopyTarget

    var byteCount: Double { Double(data.reduce(0) { $0 + $1.count }) / Double(data.count) }

    init(count: Int, text: String) throws {
        let schema = try ProtoCompiler.compile(text)
        guard let order = schema.message(named: "bench.Order") else { throw SystemProblem("order.proto has no bench.Order") }
        plan = ProtobufDecodingPlan(schema, message: order)
        tables = try ProtobufCTables(schema, root: order)
        generated = Order.samples(count).map(Bench_Order.init)
        data = try generated.map { try $0.serializedBytes() }
        var dynamic: [DynamicMessage] = []
        for bytes in data { dynamic.append(try DynamicMessage(bytes, plan: plan)) }
        self.dynamic = dynamic
        reused = dynamic[0]
        target = CopyTarget(data.map(\.count).max() ?? 0)
    }

    func unpackByProtobufC(_ bytes: [UInt8]) throws {
        guard let message = protobuf_c_message_unpack(tables.descriptor, nil, bytes.count, bytes) else {
            throw SystemProblem("protobuf-c could not unpack")
        }
        protobuf_c_message_free_unpacked(message, nil)
    }
}

extension Bench_Order {
    init(_ order: Order) {
        self.init()
        id = order.id
        number = order.number
        customer = order.customer
        total = order.total
        paid = order.paid
        state = switch order.state {
        case .new: .new
        case .paid: .paid
        case .shipped: .shipped
        case .done: .done
        }
        if let note = order.note { self.note = note }
        address.street = order.address.street
        address.city = order.address.city
        address.zip = order.address.zip
        lines = order.lines.map { line in
            var made = Line()
            made.sku = line.sku
            made.quantity = line.quantity
            made.price = line.price
            return made
        }
        tags = order.tags
        tax = order.tax.withUnsafeBytes { Data($0) }
        placedAt = order.placedAt
    }
}
