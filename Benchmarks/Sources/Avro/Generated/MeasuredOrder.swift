// Made by `herald schema codegen swift` from bench.MeasuredOrder. Not to be edited: it is made again when the schema changes.
public import Avro

/// The order record of all Avro figures.
public struct MeasuredOrder: GeneratedAvroType, Hashable {
    public var id: Int64
    public var number: Int32
    public var paid: Bool
    public var customer: String
    public var total: Double
    public var state: MeasuredState
    public var note: String?
    public var address: MeasuredAddress
    public var lines: [MeasuredLine]
    public var tags: [String: String]
    /// Decimal of 12 digits, 2 of them behind the point: its digits as a big-endian two's complement integer.
    public var tax: [UInt8]
    /// Milliseconds since 1970-01-01 UTC.
    public var placedAt: Int64

    public init(
        id: Int64,
        number: Int32,
        paid: Bool = false,
        customer: String,
        total: Double,
        state: MeasuredState,
        note: String? = nil,
        address: MeasuredAddress,
        lines: [MeasuredLine],
        tags: [String: String],
        tax: [UInt8],
        placedAt: Int64
    ) {
        self.id = id
        self.number = number
        self.paid = paid
        self.customer = customer
        self.total = total
        self.state = state
        self.note = note
        self.address = address
        self.lines = lines
        self.tags = tags
        self.tax = tax
        self.placedAt = placedAt
    }

    public static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "MeasuredOrder",
          "namespace": "bench",
          "doc": "The order record of all Avro figures.",
          "fields": [
            {
              "name": "id",
              "type": "long"
            },
            {
              "name": "number",
              "type": "int"
            },
            {
              "name": "paid",
              "type": "boolean",
              "default": false
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
              "name": "state",
              "type": {
                "type": "enum",
                "name": "MeasuredState",
                "symbols": [
                  "NEW",
                  "PAID",
                  "SHIPPED",
                  "DONE"
                ]
              }
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
              "name": "address",
              "type": {
                "type": "record",
                "name": "MeasuredAddress",
                "fields": [
                  {
                    "name": "street",
                    "type": "string"
                  },
                  {
                    "name": "city",
                    "type": "string"
                  },
                  {
                    "name": "zip",
                    "type": "int"
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
                  "name": "MeasuredLine",
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
              "name": "placedAt",
              "type": {
                "type": "long",
                "logicalType": "timestamp-millis"
              }
            }
          ]
        }
        """#)

    public init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.id = try decoder.readLong()
        self.number = try decoder.readInt()
        self.paid = try decoder.readBoolean()
        self.customer = try decoder.readString()
        self.total = try decoder.readDouble()
        self.state = try MeasuredState(from: &decoder)
        self.note = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : decoder.readString()
        self.address = try MeasuredAddress(from: &decoder)
        self.lines = try decoder.readArray(minItemBytes: 10, MeasuredLine.init(from:))
        self.tags = try decoder.readMap(minValueBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readString() }
        self.tax = try decoder.readBytes()
        self.placedAt = try decoder.readLong()
        decoder.leave()
    }

    public init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var id: Int64 = 0
        var number: Int32 = 0
        var paid: Bool = false
        var customer: String = ""
        var total: Double = 0
        var state: MeasuredState?
        var note: String?
        var address: MeasuredAddress?
        var lines: [MeasuredLine] = []
        var tags: [String: String] = [:]
        var tax: [UInt8] = []
        var placedAt: Int64 = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: id = try decoder.readLong()
            case 1: number = try decoder.readInt()
            case 2: paid = try decoder.readBoolean()
            case 3: customer = try decoder.readString()
            case 4: total = try decoder.readDouble()
            case 5: state = try decoder.read(MeasuredState.self)
            case 6: note = try decoder.isNull ? nil : decoder.readString()
            case 7: address = try decoder.read(MeasuredAddress.self)
            case 8: lines = try decoder.readArray(of: MeasuredLine.self, minItemBytes: 10)
            case 9: tags = try decoder.readMap { (decoder) throws(AvroDecodingError) in try decoder.readString() }
            case 10: tax = try decoder.readBytes()
            case 11: placedAt = try decoder.readLong()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 12)
        self.init(
            id: id,
            number: number,
            paid: paid,
            customer: consume customer,
            total: total,
            state: try decoder.required(state, 5),
            note: consume note,
            address: try decoder.required(consume address, 7),
            lines: consume lines,
            tags: consume tags,
            tax: consume tax,
            placedAt: placedAt)
    }

    public func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.id)
        encoder.write(self.number)
        encoder.write(self.paid)
        encoder.write(self.customer)
        encoder.write(self.total)
        self.state.encode(to: &encoder)
        if let value = self.note {
            encoder.writeIndex(1)
            encoder.write(value)
        } else {
            encoder.writeIndex(0)
        }
        try self.address.encode(to: &encoder)
        try encoder.writeArray(self.lines) { (item, encoder) throws(AvroEncodingError) in
            try item.encode(to: &encoder)
        }
        try encoder.writeMap(self.tags) { (value, encoder) throws(AvroEncodingError) in
            encoder.write(value)
        }
        encoder.write(self.tax)
        encoder.write(self.placedAt)
    }
}

/// `bench.MeasuredState`
public enum MeasuredState: String, GeneratedAvroType, Hashable, CaseIterable {
    case new = "NEW"
    case paid = "PAID"
    case shipped = "SHIPPED"
    case done = "DONE"

    public static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "enum",
          "name": "MeasuredState",
          "namespace": "bench",
          "symbols": [
            "NEW",
            "PAID",
            "SHIPPED",
            "DONE"
          ]
        }
        """#)

    public init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        switch try decoder.readIndex(below: 4) {
        case 0: self = .new
        case 1: self = .paid
        case 2: self = .shipped
        default: self = .done
        }
    }

    public init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        switch try decoder.readSymbol() {
        case 0: self = .new
        case 1: self = .paid
        case 2: self = .shipped
        default: self = .done
        }
    }

    public func encode(to encoder: inout BinaryEncoder) {
        switch self {
        case .new: encoder.writeIndex(0)
        case .paid: encoder.writeIndex(1)
        case .shipped: encoder.writeIndex(2)
        case .done: encoder.writeIndex(3)
        }
    }
}

/// `bench.MeasuredAddress`
public struct MeasuredAddress: GeneratedAvroType, Hashable {
    public var street: String
    public var city: String
    public var zip: Int32

    public init(
        street: String,
        city: String,
        zip: Int32
    ) {
        self.street = street
        self.city = city
        self.zip = zip
    }

    public static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "MeasuredAddress",
          "namespace": "bench",
          "fields": [
            {
              "name": "street",
              "type": "string"
            },
            {
              "name": "city",
              "type": "string"
            },
            {
              "name": "zip",
              "type": "int"
            }
          ]
        }
        """#)

    public init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.street = try decoder.readString()
        self.city = try decoder.readString()
        self.zip = try decoder.readInt()
        decoder.leave()
    }

    public init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var street: String = ""
        var city: String = ""
        var zip: Int32 = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: street = try decoder.readString()
            case 1: city = try decoder.readString()
            case 2: zip = try decoder.readInt()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 3)
        self.init(
            street: consume street,
            city: consume city,
            zip: zip)
    }

    public func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.street)
        encoder.write(self.city)
        encoder.write(self.zip)
    }
}

/// `bench.MeasuredLine`
public struct MeasuredLine: GeneratedAvroType, Hashable {
    public var sku: String
    public var quantity: Int32
    public var price: Double

    public init(
        sku: String,
        quantity: Int32,
        price: Double
    ) {
        self.sku = sku
        self.quantity = quantity
        self.price = price
    }

    public static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "MeasuredLine",
          "namespace": "bench",
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

    public init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.sku = try decoder.readString()
        self.quantity = try decoder.readInt()
        self.price = try decoder.readDouble()
        decoder.leave()
    }

    public init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
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

    public func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.sku)
        encoder.write(self.quantity)
        encoder.write(self.price)
    }
}
