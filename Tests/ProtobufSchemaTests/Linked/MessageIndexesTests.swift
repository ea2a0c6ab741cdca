import Bytes
import ProtobufSchema
import Testing

@Suite struct `Message indexes` {
    @Test(arguments: [
        ([0], [0x00]), ([1], [0x02, 0x02]), ([0, 0], [0x04, 0x00, 0x00]), ([1, 0], [0x04, 0x02, 0x00]),
        ([2, 1, 3], [0x06, 0x04, 0x02, 0x06]), ([64], [0x02, 0x80, 0x01]),
    ] as [([Int], [UInt8])])
    func `are written as Confluent's serializers write them`(path: [Int], bytes: [UInt8]) throws {
        #expect(try #require(MessageIndexes(path)).bytes == bytes)
        try check(bytes + [0xff], reads: path, bytes: bytes.count)
    }

    @Test func `are read in the forms that other clients write`() throws {
        try check([0x02, 0x00, 9], reads: [0], bytes: 2)
        try check([0x01, 0x01, 9], reads: [1], bytes: 2)
        try check([0x01, 0x00, 9], reads: [0], bytes: 2)
        try check([0x03, 0x02, 0x01, 0x05, 9], reads: [2, 1, 5], bytes: 4)
    }

    @Test(arguments: [
        [], [0x02], [0x80], [0x04, 0x00], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        Array(repeating: 0xff, count: 11), [0xfe, 0xff, 0xff, 0xff, 0x0f], [0x82, 0x01],
        [0x02, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x01],
    ] as [[UInt8]])
    func `of hostile bytes are refused`(bytes: [UInt8]) {
        #expect(throws: MalformedBytes.self) {
            try bytes.withByteReader { reader throws(MalformedBytes) in _ = try MessageIndexes(reading: &reader) }
        }
    }

    @Test func `name messages both ways, and pass over the entries of maps`() throws {
        var outer = MessageDescriptor(name: "Outer")
        var entry = MessageDescriptor(name: "CountsEntry")
        entry.fields = [
            FieldDescriptor(name: "key", number: 1, label: .optional, kind: .string),
            FieldDescriptor(name: "value", number: 2, label: .optional, kind: .int32),
        ]
        entry.options = OptionsBytes([0x38, 0x01])
        outer.messages = [entry, MessageDescriptor(name: "Inner"), MessageDescriptor(name: "Other")]
        var counts = FieldDescriptor(name: "counts", number: 1, label: .repeated, kind: .message)
        counts.typeName = ".p.Outer.CountsEntry"
        outer.fields = [counts]
        var file = FileDescriptor(name: "a.proto")
        file.package = "p"
        file.messages = [MessageDescriptor(name: "First"), outer]
        let schema = try ProtobufSchema(linking: [file], roots: [0])
        for (name, path) in [("p.First", [0]), ("p.Outer", [1]), ("p.Outer.Inner", [1, 0]), ("p.Outer.Other", [1, 1])] {
            let id = try #require(schema.message(named: name))
            let indexes = try #require(schema.messageIndexes(of: id))
            #expect(indexes.path == path)
            #expect(schema.message(at: indexes) == id)
        }
        #expect(schema.message(named: "p.Outer.CountsEntry").flatMap { schema.messageIndexes(of: $0) } == nil)
        #expect(schema.message(at: [1, 2]) == nil)
        #expect(schema.message(at: [2]) == nil)

        var wrapper = FileDescriptor(name: "wrapper.proto")
        wrapper.dependencies = ["a.proto"]
        wrapper.publicDependencies = [0]
        let wrapped = try ProtobufSchema(linking: [wrapper, file], roots: [0])
        #expect(wrapped.mainFile.name == "wrapper.proto")
        #expect(wrapped.message(at: [1, 0]).map { wrapped[$0].fullName } == "p.Outer.Inner")
    }

    private func check(_ bytes: [UInt8], reads path: [Int], bytes count: Int) throws {
        let (indexes, position) = try bytes.withByteReader { reader throws(MalformedBytes) in
            (try MessageIndexes(reading: &reader), reader.position)
        }
        #expect(indexes.path == path)
        #expect(position == count)
    }
}
