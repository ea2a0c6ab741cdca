// Made by `herald schema codegen swift` from nested.Tree. Not to be edited: it is made again when the schema changes.
import Avro

/// `nested.Tree`
struct Tree: GeneratedAvroType, Hashable {
    var value: Int64
    @AvroIndirect var next: Tree?
    var kids: [Tree]
    var named: [String: Tree]
    var either: Either
    @AvroIndirect var partner: Partner?

    init(
        value: Int64,
        next: Tree? = nil,
        kids: [Tree] = [],
        named: [String: Tree] = [:],
        either: Either = .string("leaf"),
        partner: Partner? = nil
    ) {
        self.value = value
        self.next = next
        self.kids = kids
        self.named = named
        self.either = either
        self.partner = partner
    }

    indirect enum Either: Hashable, Sendable {
        case string(String)
        case tree(Tree)
        case array([Tree?])

        static func read(from decoder: inout BinaryDecoder) throws(AvroDecodingError) -> Either {
            switch try decoder.readIndex(below: 3, of: "branch") {
            case 0: return .string(try decoder.readString())
            case 1: return .tree(try Tree(from: &decoder))
            default: return .array(try decoder.readArray(minItemBytes: 1) { (decoder) throws(AvroDecodingError) in try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : Tree(from: &decoder) })
            }
        }

        static func read(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) -> Either {
            switch try decoder.branch() {
            case 0: return .string(try decoder.readString())
            case 1: return .tree(try decoder.read(Tree.self))
            default: return .array(try decoder.readArray { (decoder) throws(AvroDecodingError) in try decoder.isNull ? nil : decoder.read(Tree.self) })
            }
        }

        static func write(_ value: Either, to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
            switch value {
            case .string(let value):
                encoder.writeIndex(0)
                encoder.write(value)
            case .tree(let value):
                encoder.writeIndex(1)
                try value.encode(to: &encoder)
            case .array(let value):
                encoder.writeIndex(2)
                try encoder.writeArray(value) { (item, encoder) throws(AvroEncodingError) in
                    if let value = item {
                        encoder.writeIndex(1)
                        try value.encode(to: &encoder)
                    } else {
                        encoder.writeIndex(0)
                    }
                }
            }
        }
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Tree",
          "namespace": "nested",
          "fields": [
            {
              "name": "value",
              "type": "long"
            },
            {
              "name": "next",
              "type": [
                "null",
                "Tree"
              ],
              "default": null
            },
            {
              "name": "kids",
              "type": {
                "type": "array",
                "items": "Tree"
              },
              "default": []
            },
            {
              "name": "named",
              "type": {
                "type": "map",
                "values": "Tree"
              },
              "default": {}
            },
            {
              "name": "either",
              "type": [
                "string",
                "Tree",
                {
                  "type": "array",
                  "items": [
                    "null",
                    "Tree"
                  ]
                }
              ],
              "default": "leaf"
            },
            {
              "name": "partner",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "Partner",
                  "fields": [
                    {
                      "name": "of",
                      "type": [
                        "null",
                        "Tree"
                      ]
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
        self.value = try decoder.readLong()
        self.next = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : Tree(from: &decoder)
        self.kids = try decoder.readArray(minItemBytes: 6, Tree.init(from:))
        self.named = try decoder.readMap(minValueBytes: 6) { (decoder) throws(AvroDecodingError) in try Tree(from: &decoder) }
        self.either = try Either.read(from: &decoder)
        self.partner = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : Partner(from: &decoder)
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var value: Int64 = 0
        var next: Tree?
        var kids: [Tree] = []
        var named: [String: Tree] = [:]
        var either: Either?
        var partner: Partner?
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: value = try decoder.readLong()
            case 1: next = try decoder.isNull ? nil : decoder.read(Tree.self)
            case 2: kids = try decoder.readArray(of: Tree.self, minItemBytes: 6)
            case 3: named = try decoder.readMap { (decoder) throws(AvroDecodingError) in try decoder.read(Tree.self) }
            case 4: either = try Either.read(resolving: &decoder)
            case 5: partner = try decoder.isNull ? nil : decoder.read(Partner.self)
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 6)
        self.init(
            value: value,
            next: consume next,
            kids: consume kids,
            named: consume named,
            either: try decoder.required(consume either, 4),
            partner: consume partner)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        try encoder.enter()
        encoder.write(self.value)
        if let value = self.next {
            encoder.writeIndex(1)
            try value.encode(to: &encoder)
        } else {
            encoder.writeIndex(0)
        }
        try encoder.writeArray(self.kids) { (item, encoder) throws(AvroEncodingError) in
            try item.encode(to: &encoder)
        }
        try encoder.writeMap(self.named) { (value, encoder) throws(AvroEncodingError) in
            try value.encode(to: &encoder)
        }
        try Either.write(self.either, to: &encoder)
        if let value = self.partner {
            encoder.writeIndex(1)
            try value.encode(to: &encoder)
        } else {
            encoder.writeIndex(0)
        }
        encoder.leave()
    }
}

/// `nested.Partner`
struct Partner: GeneratedAvroType, Hashable {
    @AvroIndirect var of: Tree?

    init(
        of: Tree?
    ) {
        self.of = of
    }

    static let avroSchema = AvroSchema(generated: #"""
        {
          "type": "record",
          "name": "Partner",
          "namespace": "nested",
          "fields": [
            {
              "name": "of",
              "type": [
                "null",
                {
                  "type": "record",
                  "name": "Tree",
                  "fields": [
                    {
                      "name": "value",
                      "type": "long"
                    },
                    {
                      "name": "next",
                      "type": [
                        "null",
                        "Tree"
                      ],
                      "default": null
                    },
                    {
                      "name": "kids",
                      "type": {
                        "type": "array",
                        "items": "Tree"
                      },
                      "default": []
                    },
                    {
                      "name": "named",
                      "type": {
                        "type": "map",
                        "values": "Tree"
                      },
                      "default": {}
                    },
                    {
                      "name": "either",
                      "type": [
                        "string",
                        "Tree",
                        {
                          "type": "array",
                          "items": [
                            "null",
                            "Tree"
                          ]
                        }
                      ],
                      "default": "leaf"
                    },
                    {
                      "name": "partner",
                      "type": [
                        "null",
                        "Partner"
                      ],
                      "default": null
                    }
                  ]
                }
              ]
            }
          ]
        }
        """#)

    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError) {
        try decoder.enter()
        self.of = try decoder.readIndex(below: 2, of: "branch") == 0 ? nil : Tree(from: &decoder)
        decoder.leave()
    }

    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError) {
        var of: Tree?
        var fields = try decoder.beginRecord()
        while let field = try decoder.nextField(&fields) {
            switch field {
            case 0: of = try decoder.isNull ? nil : decoder.read(Tree.self)
            default: throw decoder.missing(field)
            }
        }
        try decoder.endRecord(fields, of: 1)
        self.init(of: consume of)
    }

    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError) {
        try encoder.enter()
        if let value = self.of {
            encoder.writeIndex(1)
            try value.encode(to: &encoder)
        } else {
            encoder.writeIndex(0)
        }
        encoder.leave()
    }
}
