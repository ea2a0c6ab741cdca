// Made by `herald schema codegen swift` from outside.Payment. Not to be edited: it is made again when the schema changes.
import Avro

/// Money for an order.
struct Payment: GeneratedAvroType, Hashable {
    var order: String
    var cents: Int64
    var method: Method
    var note: String?
    var parts: [Int64]

    init(
        order: String,
        cents: Int64,
        method: Method,
        note: String? = nil,
        parts: [Int64] = []
    ) {
        self.order = order
        self.cents = cents
        self.method = method
        self.note = note
        self.parts = parts
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Payment",
          "namespace": "outside",
          "doc": "Money for an order.",
          "fields": [
            {
              "name": "order",
              "type": "string"
            },
            {
              "name": "cents",
              "type": "long"
            },
            {
              "name": "method",
              "type": {
                "type": "enum",
                "name": "Method",
                "symbols": [
                  "CARD",
                  "TRANSFER"
                ],
                "default": "CARD"
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
              "name": "parts",
              "type": {
                "type": "array",
                "items": "long"
              },
              "default": []
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.order = try decoder.readString()
        self.cents = try decoder.readLong()
        self.method = try Method(from: &decoder)
        self.note = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : decoder.readString()
        self.parts = try decoder.readArray(minItemBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readLong() }
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var order: String = ""
        var cents: Int64 = 0
        var method: Method?
        var note: String?
        var parts: [Int64] = []
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: order = try decoder.readString()
            case 1: cents = try decoder.readLong()
            case 2: method = try decoder.read(Method.self)
            case 3: note = try decoder.isNull ? nil : decoder.readString()
            case 4: parts = try decoder.readArray { (decoder) throws(AvroDecodingError) in try decoder.readLong() }
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 5)
        self.init(
            order: consume order,
            cents: cents,
            method: try decoder.required(method, 2),
            note: consume note,
            parts: consume parts)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.order)
        encoder.write(self.cents)
        self.method.encode(to: &encoder)
        if let value = self.note {
            encoder.writeIndex(1)
            encoder.write(value)
        } else {
            encoder.writeIndex(0)
        }
        try encoder.writeArray(self.parts) { (item, encoder) throws(AvroEncodingError) in
            encoder.write(item)
        }
    }
}

/// `outside.Method`
enum Method: String, GeneratedAvroType, Hashable, CaseIterable {
    case card = "CARD"
    case transfer = "TRANSFER"

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "enum",
          "name": "Method",
          "namespace": "outside",
          "symbols": [
            "CARD",
            "TRANSFER"
          ],
          "default": "CARD"
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        switch try decoder.readIndex(below: 2) {
        case 0: self = .card
        default: self = .transfer
        }
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        switch try decoder.readSymbol() {
        case 0: self = .card
        default: self = .transfer
        }
    }

    func encode(to encoder: inout BinaryEncoder) {
        switch self {
        case .card: encoder.writeIndex(0)
        case .transfer: encoder.writeIndex(1)
        }
    }
}
