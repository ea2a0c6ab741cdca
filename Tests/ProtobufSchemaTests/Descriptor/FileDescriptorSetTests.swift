import Foundation
import Testing

@testable import ProtobufSchema

@Suite struct `Descriptors on the wire` {
    private static let google = URL(filePath: "/usr/include/")

    private func set(_ files: [String]) throws -> [UInt8] {
        let verdict = try Protoc.debian.compile(files, in: [Self.google])
        return try #require(verdict.descriptors, "protoc says: \(verdict.words)")
    }

    @Test func `what protoc writes is read and written again to the byte`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "/usr/include/google/protobuf")
            .filter { $0.hasSuffix(".proto") }.sorted().map { "google/protobuf/\($0)" }
        #expect(files.count >= 11)
        let bytes = try set(files)
        let read = try FileDescriptorSet(parsing: bytes)
        #expect(read.files.count == files.count)
        #expect(read.serialized == bytes)
    }

    @Test func `every cut is read or refused, never trapped on`() throws {
        let bytes = try set(["google/protobuf/type.proto"])
        var refused = 0
        for count in 0..<bytes.count {
            do throws(ProtobufSchemaError) { _ = try FileDescriptorSet(parsing: Array(bytes[..<count])) } catch { refused += 1 }
        }
        #expect(refused > bytes.count / 2)
    }

    @Test func `messages nested beyond the bound are refused`() throws {
        var bytes: [UInt8] = []
        for _ in 0..<2000 {
            var writer = WireWriter()
            writer.field(3, bytes: bytes)
            bytes = writer.bytes
        }
        var file = WireWriter()
        file.field(4, bytes: bytes)
        #expect(throws: ProtobufSchemaError.self) { try FileDescriptor(parsing: file.bytes) }
    }

    @Test func `more things than the bound are refused`() throws {
        var file = WireWriter()
        for _ in 0..<100 { file.field(4, bytes: []) }
        #expect(try FileDescriptor(parsing: file.bytes).messages.count == 100)
        #expect(throws: ProtobufSchemaError.self) {
            try FileDescriptor(parsing: file.bytes, limits: ProtobufLimits(maxSymbols: 99))
        }
    }

    @Test func `lengths of gigabytes are refused before memory is taken`() {
        #expect(throws: ProtobufSchemaError.self) { try FileDescriptor(parsing: [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x41]) }
        #expect(throws: ProtobufSchemaError.self) {
            try FileDescriptor(parsing: [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
        }
    }

    @Test func `options that occur twice are merged`() throws {
        var file = WireWriter()
        file.field(8, bytes: [0x50, 0x01])
        file.field(8, bytes: [0x88, 0x01, 0x01])
        #expect(try FileDescriptor(parsing: file.bytes).options?.bytes == [0x50, 0x01, 0x88, 0x01, 0x01])
    }
}
