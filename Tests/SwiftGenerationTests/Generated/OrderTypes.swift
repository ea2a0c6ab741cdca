// Made by `herald schema codegen swift` from shop.Order. Not to be edited: it is made again when the schema changes.
import Avro

/// An order as the shop takes it.
struct Order: GeneratedAvroType, Hashable {
    /// Never used again.
    var id: Int64
    var number: Int32
    var customer: String
    var total: Double
    var weight: Float
    var paid: Bool
    var state: State
    var note: String?
    var coupon: String?
    var address: Address
    var lines: [Line]
    var tags: [String: String]
    var digest: Digest
    /// Decimal of 12 digits, 2 of them behind the point: its digits as a big-endian two's complement integer.
    var tax: [UInt8]
    /// Milliseconds since 1970-01-01 UTC.
    var placedAt: Int64
    var payment: Payment?

    init(
        id: Int64,
        number: Int32,
        customer: String,
        total: Double,
        weight: Float = 1.5,
        paid: Bool = false,
        state: State = .new,
        note: String? = nil,
        coupon: String? = "none",
        address: Address,
        lines: [Line],
        tags: [String: String] = [:],
        digest: Digest,
        tax: [UInt8],
        placedAt: Int64,
        payment: Payment? = nil
    ) {
        self.id = id
        self.number = number
        self.customer = customer
        self.total = total
        self.weight = weight
        self.paid = paid
        self.state = state
        self.note = note
        self.coupon = coupon
        self.address = address
        self.lines = lines
        self.tags = tags
        self.digest = digest
        self.tax = tax
        self.placedAt = placedAt
        self.payment = payment
    }

    enum Payment: Hashable, Sendable {
        case card(Card)
        case invoice(Invoice)

        static func read(from decoder: inout BinaryDecoder) throws(AvroDecodingError) -> Payment? {
            switch try decoder.readIndex(below: 3, of: "branch") {
            case 0: return nil
            case 1: return .card(try Card(from: &decoder))
            default: return .invoice(try Invoice(from: &decoder))
            }
        }

        static func read(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) -> Payment? {
            switch try decoder.branch() {
            case 0: return nil
            case 1: return .card(try decoder.read(Card.self))
            default: return .invoice(try decoder.read(Invoice.self))
            }
        }

        static func write(_ value: Payment?, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
            switch value {
            case nil: encoder.writeIndex(0)
            case .card(let value)?:
                encoder.writeIndex(1)
                try value.encode(to: &encoder)
            case .invoice(let value)?:
                encoder.writeIndex(2)
                try value.encode(to: &encoder)
            }
        }
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Order",
          "namespace": "shop",
          "doc": "An order as the shop takes it.",
          "fields": [
            {
              "name": "id",
              "type": "long",
              "doc": "Never used again."
            },
            {
              "name": "number",
              "type": "int"
            },
            {
              "name": "customer",
              "type": "string"
            },
            {
              "name": "total",
              "type": "double"
            },
            {
              "name": "weight",
              "type": "float",
              "default": 1.5
            },
            {
              "name": "paid",
              "type": "boolean",
              "default": false
            },
            {
              "name": "state",
              "type": {
                "type": "enum",
                "name": "State",
                "symbols": [
                  "NEW",
                  "SHIPPED_LATE",
                  "DONE"
                ]
              },
              "default": "NEW"
            },
            {
              "name": "note",
              "type": [
                "null",
                "string"
              ],
              "default": null
            },
            {
              "name": "coupon",
              "type": [
                "string",
                "null"
              ],
              "default": "none"
            },
            {
              "name": "address",
              "type": {
                "type": "record",
                "name": "Address",
                "fields": [
                  {
                    "name": "street",
                    "type": "string"
                  },
                  {
                    "name": "zip_code",
                    "type": "int",
                    "default": 8000
                  }
                ]
              }
            },
            {
              "name": "lines",
              "type": {
                "type": "array",
                "items": {
                  "type": "record",
                  "name": "Line",
                  "fields": [
                    {
                      "name": "sku",
                      "type": "string"
                    },
                    {
                      "name": "quantity",
                      "type": "int"
                    },
                    {
                      "name": "price",
                      "type": "double"
                    }
                  ]
                }
              }
            },
            {
              "name": "tags",
              "type": {
                "type": "map",
                "values": "string"
              },
              "default": {}
            },
            {
              "name": "digest",
              "type": {
                "type": "fixed",
                "name": "Digest",
                "size": 4
              }
            },
            {
              "name": "tax",
              "type": {
                "type": "bytes",
                "logicalType": "decimal",
                "precision": 12,
                "scale": 2
              }
            },
            {
              "name": "placed_at",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              }
            },
            {
              "name": "payment",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "Card",
                  "fields": [
                    {
                      "name": "digits",
                      "type": "string"
                    }
                  ]
                },
                {
                  "type": "record",
                  "name": "Invoice",
                  "fields": [
                    {
                      "name": "days",
                      "type": "int",
                      "default": 30
                    }
                  ]
                }
              ],
              "default": null
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.id = try decoder.readLong()
        self.number = try decoder.readInt()
        self.customer = try decoder.readString()
        self.total = try decoder.readDouble()
        self.weight = try decoder.readFloat()
        self.paid = try decoder.readBoolean()
        self.state = try State(from: &decoder)
        self.note = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : decoder.readString()
        self.coupon = try decoder.readIndex(below: 2, of: "branch") == 1 ? nil : decoder.readString()
        self.address = try Address(from: &decoder)
        self.lines = try decoder.readArray(minItemBytes: 10, Line.init(from:))
        self.tags = try decoder.readMap(minValueBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readString() }
        self.digest = try Digest(from: &decoder)
        self.tax = try decoder.readBytes()
        self.placedAt = try decoder.readLong()
        self.payment = try Payment.read(from: &decoder)
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var id: Int64 = 0
        var number: Int32 = 0
        var customer: String = ""
        var total: Double = 0
        var weight: Float = 0
        var paid: Bool = false
        var state: State?
        var note: String?
        var coupon: String?
        var address: Address?
        var lines: [Line] = []
        var tags: [String: String] = [:]
        var digest: Digest?
        var tax: [UInt8] = []
        var placedAt: Int64 = 0
        var payment: Payment?
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: id = try decoder.readLong()
            case 1: number = try decoder.readInt()
            case 2: customer = try decoder.readString()
            case 3: total = try decoder.readDouble()
            case 4: weight = try decoder.readFloat()
            case 5: paid = try decoder.readBoolean()
            case 6: state = try decoder.read(State.self)
            case 7: note = try decoder.isNull ? nil : decoder.readString()
            case 8: coupon = try decoder.isNull ? nil : decoder.readString()
            case 9: address = try decoder.read(Address.self)
            case 10: lines = try decoder.readArray(of: Line.self, minItemBytes: 10)
            case 11: tags = try decoder.readMap { (decoder) throws(AvroDecodingError) in try decoder.readString() }
            case 12: digest = try decoder.read(Digest.self)
            case 13: tax = try decoder.readBytes()
            case 14: placedAt = try decoder.readLong()
            case 15: payment = try Payment.read(resolving: &decoder)
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 16)
        self.init(
            id: id,
            number: number,
            customer: consume customer,
            total: total,
            weight: weight,
            paid: paid,
            state: try decoder.required(state, 6),
            note: consume note,
            coupon: consume coupon,
            address: try decoder.required(consume address, 9),
            lines: consume lines,
            tags: consume tags,
            digest: try decoder.required(consume digest, 12),
            tax: consume tax,
            placedAt: placedAt,
            payment: consume payment)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.id)
        encoder.write(self.number)
        encoder.write(self.customer)
        encoder.write(self.total)
        encoder.write(self.weight)
        encoder.write(self.paid)
        self.state.encode(to: &encoder)
        if let value = self.note {
            encoder.writeIndex(1)
            encoder.write(value)
        } else {
            encoder.writeIndex(0)
        }
        if let value = self.coupon {
            encoder.writeIndex(0)
            encoder.write(value)
        } else {
            encoder.writeIndex(1)
        }
        try self.address.encode(to: &encoder)
        try encoder.writeArray(self.lines) { (item, encoder) throws(AvroEncodingError) in
            try item.encode(to: &encoder)
        }
        try encoder.writeMap(self.tags) { (value, encoder) throws(AvroEncodingError) in
            encoder.write(value)
        }
        self.digest.encode(to: &encoder)
        encoder.write(self.tax)
        encoder.write(self.placedAt)
        try Payment.write(self.payment, to: &encoder)
    }
}

/// `shop.State`
enum State: String, GeneratedAvroType, Hashable, CaseIterable {
    case new = "NEW"
    case shippedLate = "SHIPPED_LATE"
    case done = "DONE"

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "enum",
          "name": "State",
          "namespace": "shop",
          "symbols": [
            "NEW",
            "SHIPPED_LATE",
            "DONE"
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        switch try decoder.readIndex(below: 3) {
        case 0: self = .new
        case 1: self = .shippedLate
        default: self = .done
        }
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        switch try decoder.readSymbol() {
        case 0: self = .new
        case 1: self = .shippedLate
        default: self = .done
        }
    }

    func encode(to encoder: inout BinaryEncoder) {
        switch self {
        case .new: encoder.writeIndex(0)
        case .shippedLate: encoder.writeIndex(1)
        case .done: encoder.writeIndex(2)
        }
    }
}

/// `shop.Address`
struct Address: GeneratedAvroType, Hashable {
    var street: String
    var zipCode: Int32

    init(
        street: String,
        zipCode: Int32 = 8000
    ) {
        self.street = street
        self.zipCode = zipCode
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Address",
          "namespace": "shop",
          "fields": [
            {
              "name": "street",
              "type": "string"
            },
            {
              "name": "zip_code",
              "type": "int",
              "default": 8000
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.street = try decoder.readString()
        self.zipCode = try decoder.readInt()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var street: String = ""
        var zipCode: Int32 = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: street = try decoder.readString()
            case 1: zipCode = try decoder.readInt()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 2)
        self.init(
            street: consume street,
            zipCode: zipCode)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.street)
        encoder.write(self.zipCode)
    }
}

/// `shop.Line`
struct Line: GeneratedAvroType, Hashable {
    var sku: String
    var quantity: Int32
    var price: Double

    init(
        sku: String,
        quantity: Int32,
        price: Double
    ) {
        self.sku = sku
        self.quantity = quantity
        self.price = price
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Line",
          "namespace": "shop",
          "fields": [
            {
              "name": "sku",
              "type": "string"
            },
            {
              "name": "quantity",
              "type": "int"
            },
            {
              "name": "price",
              "type": "double"
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.sku = try decoder.readString()
        self.quantity = try decoder.readInt()
        self.price = try decoder.readDouble()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var sku: String = ""
        var quantity: Int32 = 0
        var price: Double = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: sku = try decoder.readString()
            case 1: quantity = try decoder.readInt()
            case 2: price = try decoder.readDouble()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 3)
        self.init(
            sku: consume sku,
            quantity: quantity,
            price: price)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.sku)
        encoder.write(self.quantity)
        encoder.write(self.price)
    }
}

/// `shop.Digest`
struct Digest: GeneratedAvroType, Hashable {
    static let byteCount = 4
    let bytes: [UInt8]

    /// Nil unless there are `byteCount` bytes.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "fixed",
          "name": "Digest",
          "namespace": "shop",
          "size": 4
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        bytes = try decoder.readFixed(Self.byteCount)
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        bytes = try decoder.readFixed(Self.byteCount)
    }

    func encode(to encoder: inout BinaryEncoder) {
        encoder.writeFixed(bytes)
    }
}

/// `shop.Card`
struct Card: GeneratedAvroType, Hashable {
    var digits: String

    init(
        digits: String
    ) {
        self.digits = digits
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Card",
          "namespace": "shop",
          "fields": [
            {
              "name": "digits",
              "type": "string"
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.digits = try decoder.readString()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var digits: String = ""
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: digits = try decoder.readString()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 1)
        self.init(digits: consume digits)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.digits)
    }
}

/// `shop.Invoice`
struct Invoice: GeneratedAvroType, Hashable {
    var days: Int32

    init(
        days: Int32 = 30
    ) {
        self.days = days
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Invoice",
          "namespace": "shop",
          "fields": [
            {
              "name": "days",
              "type": "int",
              "default": 30
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.days = try decoder.readInt()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var days: Int32 = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: days = try decoder.readInt()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 1)
        self.init(days: days)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.days)
    }
}
