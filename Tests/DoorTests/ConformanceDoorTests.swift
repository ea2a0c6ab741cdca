import Avro
import Bytes
import ConformanceDoor
import Foundation
import JSONText
import ProtobufCodec
import ProtobufSchema
import Testing

@Suite struct `The conformance door` {
    static let updates = ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1"

    @Test(arguments: LineFile.names) func `answers as written down`(_ name: String) throws {
        var file = try LineFile(name)
        for (index, exchange) in file.exchanges.enumerated() {
            let answer = ConformanceDoor().answer(Array(exchange.question.utf8))
            if Self.updates { file.exchanges[index].answer = answer } else {
                #expect(answer == exchange.answer, "\(name), \(exchange.about); UPDATE_CASES=1 rewrites it")
            }
        }
        if Self.updates { try file.write() }
    }

    @Test func `answers as its page says`() throws {
        let page = try LineFile(page: "docs/codec-conformance.md")
        #expect(page.exchanges.count > 10)
        for exchange in page.exchanges {
            #expect(ConformanceDoor().answer(Array(exchange.question.utf8)) == exchange.answer, "\(exchange.question)")
        }
    }

    @Test func `every operation has lines`() {
        for operation in ConformanceDoor.operationNames {
            #expect(LineFile.names.contains("\(operation).lines"), "\(operation) has no file below Lines")
        }
    }

    @Test func `every answer is one line of JSON with the id, whatever is cut off the question`() throws {
        for name in LineFile.names {
            for exchange in try LineFile(name).exchanges {
                let question = Array(exchange.question.utf8)
                let step = max(1, question.count / 40)
                for count in stride(from: 0, to: question.count, by: step) {
                    let answer = ConformanceDoor().answer(Array(question[..<count]))
                    let value = try JSONParser.parse(answer)
                    #expect(value["error"]?["kind"]?.asString != nil, "\(answer)")
                    #expect(value["id"] != nil && !answer.contains("\n"), "\(answer)")
                }
            }
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(ConformanceDoor().answer([0xff, 0xfe]).contains(#""kind":"parse""#))
        #expect(ConformanceDoor().answer(Array(#"{"id":""#.utf8) + [0xc0] + Array(#""}"#.utf8)).contains(#""id":null"#))
    }

    @Test func `a few bytes of data do not become gigabytes of JSON`() throws {
        // A default of a megabyte for each of 65,536 items that take no bytes.
        let items = #"{"type":"record","name":"R","fields":[]}"#
        let filled = #"{"type":"record","name":"R","fields":[{"name":"f","type":"string","default":"\#(String(repeating: "x", count: 1 << 20))"}]}"#
        let request: JSONValue = [
            "id": 1, "op": "avro.decode", "writer": .string(#"{"type":"array","items":\#(items)}"#),
            "reader": .string(#"{"type":"array","items":\#(filled)}"#), "data": "gIAIAA==",
        ]
        let door = ConformanceDoor(limits: DoorLimits(avroData: DecodingLimits(maxAllocation: 4 << 20)))
        let answer = try JSONParser.parse(door.answer(JSONPrinter.bytes(request)))
        #expect(answer["error"]?["kind"] == "limit", "\(JSONPrinter.compact(answer).prefix(300))")
    }

    @Test func `nor does a little JSON become a large datum`() throws {
        let request: JSONValue = [
            "id": 1, "op": "avro.encode", "schema": #"{"type":"array","items":"int"}"#, "json": "[1,2,3]",
        ]
        let door = ConformanceDoor(limits: DoorLimits(avroData: DecodingLimits(maxItems: 2)))
        let answer = try JSONParser.parse(door.answer(JSONPrinter.bytes(request)))
        #expect(answer["error"]?["kind"] == "limit", "\(JSONPrinter.compact(answer).prefix(300))")
    }

    @Test func `nor do a few bytes of a message`() throws {
        // A name of a kilobyte for each of many elements.
        let name = String(repeating: "x", count: 1000)
        let text = "syntax = \"proto3\"; message A { repeated B b = 1; } message B { int32 \(name) = 1; }"
        let schema = try ProtoCompiler.compile(text, named: "a.proto")
        let data = [[UInt8]](repeating: [0x0a, 2, 8, 1], count: 10_000).flatMap { $0 }
        let request: JSONValue = [
            "id": 1, "op": "proto.decode", "set": .string(Base64.encode(FileDescriptorSet(files: schema.files).serialized)),
            "type": "A", "data": .string(Base64.encode(data)),
        ]
        let door = ConformanceDoor(limits: DoorLimits(protobufData: ProtobufCodecLimits(maxTextBytes: 1 << 20)))
        let answer = try JSONParser.parse(door.answer(JSONPrinter.bytes(request)))
        #expect(answer["error"]?["kind"] == "limit", "\(JSONPrinter.compact(answer).prefix(300))")
    }
}
