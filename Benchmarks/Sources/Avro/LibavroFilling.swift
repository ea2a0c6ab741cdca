import CAvro

/// What a Swift program does with libavro by hand: fills a generic value from its own type and writes it, reads one and fills
/// its type from it. Fields go by their index, which is libavro's quickest way.
extension LibavroOrders {
    func encode(filling order: Order) throws {
        let status = fill(order)
        guard status == 0 else { throw Self.problem("fill an order") }
        try write(&filled)
    }

    private func fill(_ order: Order) -> Int32 {
        var failed = herald_avro_reset(&filled)
        var child = avro_value_t(), part = avro_value_t()
        func at(_ index: Int, _ set: (inout avro_value_t) -> Int32) {
            failed |= herald_avro_at(&filled, index, &child, nil)
            failed |= set(&child)
        }
        at(0) { herald_avro_set_long(&$0, order.id) }
        at(1) { herald_avro_set_int(&$0, order.number) }
        at(2) { herald_avro_set_boolean(&$0, order.paid ? 1 : 0) }
        at(3) { set(order.customer, &$0) }
        at(4) { herald_avro_set_double(&$0, order.total) }
        at(5) { herald_avro_set_enum(&$0, order.state.index) }
        at(6) {
            let status = herald_avro_set_branch(&$0, order.note == nil ? 0 : 1, &part)
            return status | (order.note.map { set($0, &part) } ?? herald_avro_set_null(&part))
        }
        at(7) { address in
            var status = herald_avro_at(&address, 0, &part, nil) | set(order.address.street, &part)
            status |= herald_avro_at(&address, 1, &part, nil) | set(order.address.city, &part)
            return status | herald_avro_at(&address, 2, &part, nil) | herald_avro_set_int(&part, order.address.zip)
        }
        at(8) { lines in
            var status: Int32 = 0, line = avro_value_t()
            for given in order.lines {
                status |= herald_avro_append(&lines, &line)
                status |= herald_avro_at(&line, 0, &part, nil) | set(given.sku, &part)
                status |= herald_avro_at(&line, 1, &part, nil) | herald_avro_set_int(&part, given.quantity)
                status |= herald_avro_at(&line, 2, &part, nil) | herald_avro_set_double(&part, given.price)
            }
            return status
        }
        at(9) { tags in
            var status: Int32 = 0
            for (key, value) in order.tags { status |= herald_avro_add(&tags, key, &part) | set(value, &part) }
            return status
        }
        at(10) { tax in
            var bytes = order.tax
            return bytes.withUnsafeMutableBytes { herald_avro_set_bytes(&tax, $0.baseAddress, $0.count) }
        }
        at(11) { herald_avro_set_long(&$0, order.placedAt) }
        return failed
    }

    private func set(_ text: String, _ value: inout avro_value_t) -> Int32 {
        // With the terminating zero, which a String passed to C has.
        text.withCString { herald_avro_set_string(&value, $0, text.utf8.count + 1) }
    }

    func decodeOrder(_ bytes: [UInt8]) throws -> Order {
        try decode(bytes)
        var reading = Reading()
        let order = reading.order(&reused)
        guard reading.status == 0 else { throw Self.problem("read an order's fields") }
        return order
    }

    /// One walk over a value.
    private struct Reading {
        var status: Int32 = 0

        mutating func order(_ value: inout avro_value_t) -> Order {
            var note = part(&value, 6), branch: Int32 = 0
            status |= herald_avro_discriminant(&note, &branch)
            var text: String?
            if branch == 1 {
                var inner = avro_value_t()
                status |= herald_avro_branch(&note, &inner)
                text = string(&inner)
            }
            var address = part(&value, 7), state = part(&value, 5), symbol: Int32 = 0
            status |= herald_avro_enum(&state, &symbol)
            return Order(
                id: long(&value, 0), number: int(&value, 1), paid: boolean(&value, 2), customer: string(&value, 3),
                total: double(&value, 4), state: Order.State(index: symbol), note: text,
                address: Order.Address(street: string(&address, 0), city: string(&address, 1), zip: int(&address, 2)),
                lines: lines(&value), tags: tags(&value), tax: bytes(&value, 10), placedAt: long(&value, 11))
        }

        private mutating func part(_ value: inout avro_value_t, _ index: Int) -> avro_value_t {
            var child = avro_value_t()
            status |= herald_avro_at(&value, index, &child, nil)
            return child
        }

        private mutating func lines(_ value: inout avro_value_t) -> [Order.Line] {
            var array = part(&value, 8), count = 0
            status |= herald_avro_size(&array, &count)
            return (0..<count).map { index in
                var line = part(&array, index)
                return Order.Line(sku: string(&line, 0), quantity: int(&line, 1), price: double(&line, 2))
            }
        }

        private mutating func tags(_ value: inout avro_value_t) -> [String: String] {
            var map = part(&value, 9), count = 0
            status |= herald_avro_size(&map, &count)
            var tags: [String: String] = [:]
            tags.reserveCapacity(count)
            for index in 0..<count {
                var entry = avro_value_t(), key: UnsafePointer<CChar>?
                status |= herald_avro_at(&map, index, &entry, &key)
                if let key { tags[String(cString: key)] = string(&entry) }
            }
            return tags
        }

        private mutating func long(_ value: inout avro_value_t, _ index: Int) -> Int64 {
            var child = part(&value, index), number: Int64 = 0
            status |= herald_avro_long(&child, &number)
            return number
        }

        private mutating func int(_ value: inout avro_value_t, _ index: Int) -> Int32 {
            var child = part(&value, index), number: Int32 = 0
            status |= herald_avro_int(&child, &number)
            return number
        }

        private mutating func double(_ value: inout avro_value_t, _ index: Int) -> Double {
            var child = part(&value, index), number = 0.0
            status |= herald_avro_double(&child, &number)
            return number
        }

        private mutating func boolean(_ value: inout avro_value_t, _ index: Int) -> Bool {
            var child = part(&value, index), flag: Int32 = 0
            status |= herald_avro_boolean(&child, &flag)
            return flag != 0
        }

        private mutating func string(_ value: inout avro_value_t, _ index: Int) -> String {
            var child = part(&value, index)
            return string(&child)
        }

        private mutating func string(_ value: inout avro_value_t) -> String {
            var text: UnsafePointer<CChar>?, size = 0
            status |= herald_avro_string(&value, &text, &size)
            return String(decoding: UnsafeRawBufferPointer(start: text, count: max(0, size - 1)), as: UTF8.self)
        }

        private mutating func bytes(_ value: inout avro_value_t, _ index: Int) -> [UInt8] {
            var child = part(&value, index), content: UnsafeRawPointer?, size = 0
            status |= herald_avro_bytes(&child, &content, &size)
            return [UInt8](UnsafeRawBufferPointer(start: content, count: size))
        }
    }
}

extension Order.State {
    var index: Int32 {
        switch self {
        case .new: 0
        case .paid: 1
        case .shipped: 2
        case .done: 3
        }
    }

    init(index: Int32) {
        switch index {
        case 0: self = .new
        case 1: self = .paid
        case 2: self = .shipped
        default: self = .done
        }
    }
}
