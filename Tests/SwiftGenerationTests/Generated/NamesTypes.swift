// Made by `herald schema codegen swift` from names.a.class. Not to be edited: it is made again when the schema changes.
import Avro

/// Names that Swift
/// would not take as they are.
struct Class: GeneratedAvroType, Hashable {
    var `class`: Int32
    var self_: String
    var init_: Bool
    var placedAt: Int64
    var placedAt_: Int64
    var __: AvroNull
    var decoder: [UInt8]
    var fields: Float
    var field: AString
    var other: Thing
    var another: BThing
    var thing: Thing_
    var kind: Kind
    var matrix: [[Double?]]
    var choices: [String: ChoicesValue?]
    var empty: [AvroNull]

    init(
        `class`: Int32 = 1,
        self_: String = "\"\\\n",
        init_: Bool,
        placedAt: Int64,
        placedAt_: Int64,
        __: AvroNull,
        decoder: [UInt8] = [1, 255],
        fields: Float,
        field: AString,
        other: Thing,
        another: BThing,
        thing: Thing_ = .int(7),
        kind: Kind = .none_,
        matrix: [[Double?]] = [[1.5]],
        choices: [String: ChoicesValue?],
        empty: [AvroNull]
    ) {
        self.class = `class`
        self.self_ = self_
        self.init_ = init_
        self.placedAt = placedAt
        self.placedAt_ = placedAt_
        self.__ = __
        self.decoder = decoder
        self.fields = fields
        self.field = field
        self.other = other
        self.another = another
        self.thing = thing
        self.kind = kind
        self.matrix = matrix
        self.choices = choices
        self.empty = empty
    }

    enum Thing_: Hashable, Sendable {
        case int(Int32)
        case string(String)
        case thing(Thing)
        case bThing(BThing)

        static func read(from decoder: inout BinaryDecoder) throws(AvroDecodingError) -> Thing_ {
            switch try decoder.readIndex(below: 4, of: "branch") {
            case 0: return .int(try decoder.readInt())
            case 1: return .string(try decoder.readString())
            case 2: return .thing(try Thing(from: &decoder))
            default: return .bThing(try BThing(from: &decoder))
            }
        }

        static func read(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) -> Thing_ {
            switch try decoder.branch() {
            case 0: return .int(try decoder.readInt())
            case 1: return .string(try decoder.readString())
            case 2: return .thing(try decoder.read(Thing.self))
            default: return .bThing(try decoder.read(BThing.self))
            }
        }

        static func write(_ value: Thing_, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
            switch value {
            case .int(let value):
                encoder.writeIndex(0)
                encoder.write(value)
            case .string(let value):
                encoder.writeIndex(1)
                encoder.write(value)
            case .thing(let value):
                encoder.writeIndex(2)
                try value.encode(to: &encoder)
            case .bThing(let value):
                encoder.writeIndex(3)
                try value.encode(to: &encoder)
            }
        }
    }

    enum ChoicesValue: Hashable, Sendable {
        case int(Int32)
        case array([ChoicesValueItem])

        static func read(from decoder: inout BinaryDecoder) throws(AvroDecodingError) -> ChoicesValue? {
            switch try decoder.readIndex(below: 3, of: "branch") {
            case 0: return nil
            case 1: return .int(try decoder.readInt())
            default: return .array(try decoder.readArray(minItemBytes: 2) { (decoder) throws(AvroDecodingError) in try ChoicesValueItem.read(from: &decoder) })
            }
        }

        static func read(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) -> ChoicesValue? {
            switch try decoder.branch() {
            case 0: return nil
            case 1: return .int(try decoder.readInt())
            default: return .array(try decoder.readArray { (decoder) throws(AvroDecodingError) in try ChoicesValueItem.read(resolving: &decoder) })
            }
        }

        static func write(_ value: ChoicesValue?, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
            switch value {
            case nil: encoder.writeIndex(0)
            case .int(let value)?:
                encoder.writeIndex(1)
                encoder.write(value)
            case .array(let value)?:
                encoder.writeIndex(2)
                try encoder.writeArray(value) { (item, encoder) throws(AvroEncodingError) in
                    try ChoicesValueItem.write(item, to: &encoder)
                }
            }
        }
    }

    enum ChoicesValueItem: Hashable, Sendable {
        case string(String)
        case bytes([UInt8])

        static func read(from decoder: inout BinaryDecoder) throws(AvroDecodingError) -> ChoicesValueItem {
            switch try decoder.readIndex(below: 2, of: "branch") {
            case 0: return .string(try decoder.readString())
            default: return .bytes(try decoder.readBytes())
            }
        }

        static func read(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) -> ChoicesValueItem {
            switch try decoder.branch() {
            case 0: return .string(try decoder.readString())
            default: return .bytes(try decoder.readBytes())
            }
        }

        static func write(_ value: ChoicesValueItem, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
            switch value {
            case .string(let value):
                encoder.writeIndex(0)
                encoder.write(value)
            case .bytes(let value):
                encoder.writeIndex(1)
                encoder.write(value)
            }
        }
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "class",
          "namespace": "names.a",
          "doc": "Names that Swift\nwould not take as they are.",
          "fields": [
            {
              "name": "class",
              "type": "int",
              "default": 1
            },
            {
              "name": "self",
              "type": "string",
              "default": "\"\\\n"
            },
            {
              "name": "init",
              "type": "boolean"
            },
            {
              "name": "placed_at",
              "type": "long"
            },
            {
              "name": "placedAt",
              "type": "long",
              "aliases": [
                "placed_at"
              ]
            },
            {
              "name": "_",
              "type": "null"
            },
            {
              "name": "decoder",
              "type": "bytes",
              "default": "\u0001ÿ"
            },
            {
              "name": "fields",
              "type": "float"
            },
            {
              "name": "field",
              "type": {
                "type": "record",
                "name": "String",
                "fields": [
                  {
                    "name": "String",
                    "type": "string"
                  }
                ]
              }
            },
            {
              "name": "other",
              "type": {
                "type": "record",
                "name": "Thing",
                "fields": []
              }
            },
            {
              "name": "another",
              "type": {
                "type": "record",
                "name": "Thing",
                "namespace": "names.b",
                "fields": [
                  {
                    "name": "avroSchema",
                    "type": "int"
                  }
                ]
              }
            },
            {
              "name": "thing",
              "type": [
                "int",
                "string",
                "Thing",
                "names.b.Thing"
              ],
              "default": 7
            },
            {
              "name": "kind",
              "type": {
                "type": "enum",
                "name": "Kind",
                "symbols": [
                  "default",
                  "DEFAULT",
                  "none",
                  "a_b",
                  "aB"
                ]
              },
              "default": "none"
            },
            {
              "name": "matrix",
              "type": {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": [
                    "null",
                    "double"
                  ]
                }
              },
              "default": [
                [
                  1.5
                ]
              ]
            },
            {
              "name": "choices",
              "type": {
                "type": "map",
                "values": [
                  "null",
                  "int",
                  {
                    "type": "array",
                    "items": [
                      "string",
                      "bytes"
                    ]
                  }
                ]
              }
            },
            {
              "name": "empty",
              "type": {
                "type": "array",
                "items": "null"
              }
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.class = try decoder.readInt()
        self.self_ = try decoder.readString()
        self.init_ = try decoder.readBoolean()
        self.placedAt = try decoder.readLong()
        self.placedAt_ = try decoder.readLong()
        self.__ = AvroNull()
        self.decoder = try decoder.readBytes()
        self.fields = try decoder.readFloat()
        self.field = try AString(from: &decoder)
        self.other = try Thing(from: &decoder)
        self.another = try BThing(from: &decoder)
        self.thing = try Thing_.read(from: &decoder)
        self.kind = try Kind(from: &decoder)
        self.matrix = try decoder.readArray(minItemBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readArray(minItemBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : decoder.readDouble() } }
        self.choices = try decoder.readMap(minValueBytes: 1) { (decoder) throws(AvroDecodingError) in try ChoicesValue.read(from: &decoder) }
        self.empty = try decoder.readArray(minItemBytes: 0) { (decoder) throws(AvroDecodingError) in AvroNull() }
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var `class`: Int32 = 0
        var self_: String = ""
        var init_: Bool = false
        var placedAt: Int64 = 0
        var placedAt_: Int64 = 0
        var __: AvroNull = AvroNull()
        var decoder_: [UInt8] = []
        var fields_: Float = 0
        var field_: AString?
        var other: Thing?
        var another: BThing?
        var thing: Thing_?
        var kind: Kind?
        var matrix: [[Double?]] = []
        var choices: [String: ChoicesValue?] = [:]
        var empty: [AvroNull] = []
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: `class` = try decoder.readInt()
            case 1: self_ = try decoder.readString()
            case 2: init_ = try decoder.readBoolean()
            case 3: placedAt = try decoder.readLong()
            case 4: placedAt_ = try decoder.readLong()
            case 5: __ = try decoder.readNull()
            case 6: decoder_ = try decoder.readBytes()
            case 7: fields_ = try decoder.readFloat()
            case 8: field_ = try decoder.read(AString.self)
            case 9: other = try decoder.read(Thing.self)
            case 10: another = try decoder.read(BThing.self)
            case 11: thing = try Thing_.read(resolving: &decoder)
            case 12: kind = try decoder.read(Kind.self)
            case 13: matrix = try decoder.readArray { (decoder) throws(AvroDecodingError) in try decoder.readArray { (decoder) throws(AvroDecodingError) in try decoder.isNull ? nil : decoder.readDouble() } }
            case 14: choices = try decoder.readMap { (decoder) throws(AvroDecodingError) in try ChoicesValue.read(resolving: &decoder) }
            case 15: empty = try decoder.readArray { (decoder) throws(AvroDecodingError) in try decoder.readNull() }
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 16)
        self.init(
            `class`: `class`,
            self_: consume self_,
            init_: init_,
            placedAt: placedAt,
            placedAt_: placedAt_,
            __: __,
            decoder: consume decoder_,
            fields: fields_,
            field: try decoder.required(consume field_, 8),
            other: try decoder.required(consume other, 9),
            another: try decoder.required(consume another, 10),
            thing: try decoder.required(consume thing, 11),
            kind: try decoder.required(kind, 12),
            matrix: consume matrix,
            choices: consume choices,
            empty: consume empty)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.class)
        encoder.write(self.self_)
        encoder.write(self.init_)
        encoder.write(self.placedAt)
        encoder.write(self.placedAt_)
        encoder.write(self.decoder)
        encoder.write(self.fields)
        try self.field.encode(to: &encoder)
        try self.other.encode(to: &encoder)
        try self.another.encode(to: &encoder)
        try Thing_.write(self.thing, to: &encoder)
        self.kind.encode(to: &encoder)
        try encoder.writeArray(self.matrix) { (item, encoder) throws(AvroEncodingError) in
            try encoder.writeArray(item) { (item, encoder) throws(AvroEncodingError) in
                if let value = item {
                    encoder.writeIndex(1)
                    encoder.write(value)
                } else {
                    encoder.writeIndex(0)
                }
            }
        }
        try encoder.writeMap(self.choices) { (value, encoder) throws(AvroEncodingError) in
            try ChoicesValue.write(value, to: &encoder)
        }
        try encoder.writeArray(self.empty) { (_, encoder) throws(AvroEncodingError) in
        }
    }
}

/// `names.a.String`
struct AString: GeneratedAvroType, Hashable {
    var string: String

    init(
        string: String
    ) {
        self.string = string
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "String",
          "namespace": "names.a",
          "fields": [
            {
              "name": "String",
              "type": "string"
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.string = try decoder.readString()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var string: String = ""
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: string = try decoder.readString()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 1)
        self.init(string: consume string)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.string)
    }
}

/// `names.a.Thing`
struct Thing: GeneratedAvroType, Hashable {
    init() {}

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Thing",
          "namespace": "names.a",
          "fields": []
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var fields = try decoder.beginRecord()
        while try decoder.nextField(&fields) != nil {}
        try decoder.endRecord(fields, of: 0)
        self.init()
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
    }
}

/// `names.b.Thing`
struct BThing: GeneratedAvroType, Hashable {
    var avroSchema_: Int32

    init(
        avroSchema_: Int32
    ) {
        self.avroSchema_ = avroSchema_
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Thing",
          "namespace": "names.b",
          "fields": [
            {
              "name": "avroSchema",
              "type": "int"
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.avroSchema_ = try decoder.readInt()
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var avroSchema_: Int32 = 0
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: avroSchema_ = try decoder.readInt()
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 1)
        self.init(avroSchema_: avroSchema_)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        encoder.write(self.avroSchema_)
    }
}

/// `names.a.Kind`
enum Kind: String, GeneratedAvroType, Hashable, CaseIterable {
    case `default`
    case default_ = "DEFAULT"
    case none_ = "none"
    case aB = "a_b"
    case aB_ = "aB"

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "enum",
          "name": "Kind",
          "namespace": "names.a",
          "symbols": [
            "default",
            "DEFAULT",
            "none",
            "a_b",
            "aB"
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        switch try decoder.readIndex(below: 5) {
        case 0: self = .default
        case 1: self = .default_
        case 2: self = .none_
        case 3: self = .aB
        default: self = .aB_
        }
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        switch try decoder.readSymbol() {
        case 0: self = .default
        case 1: self = .default_
        case 2: self = .none_
        case 3: self = .aB
        default: self = .aB_
        }
    }

    func encode(to encoder: inout BinaryEncoder) {
        switch self {
        case .default: encoder.writeIndex(0)
        case .default_: encoder.writeIndex(1)
        case .none_: encoder.writeIndex(2)
        case .aB: encoder.writeIndex(3)
        case .aB_: encoder.writeIndex(4)
        }
    }
}
