import Foundation
import LeafDump
import ProtobufCodec
import ProtobufSchema
import TestKit
import Testing

/// Debian's protobuf-c as a second opinion: a process of its own decodes what our encoder has written and our decoder has
/// accepted, by descriptors made of our compiled schema, and every leaf must be the same.
@Suite struct `protobuf-c reads the same` {
    /// Of each random schema.
    static let recordsPerSchema = 100
    /// 100,000 random records with `HERALD_LONG=1`, fewer otherwise.
    static let schemaCount: UInt64 = ProcessInfo.processInfo.environment["HERALD_LONG"] == "1" ? 1000 : 60

    @Test func `every leaf of random messages`() throws {
        let second = try SecondOpinionProcess()
        for seed in Seed.values(Self.schemaCount) {
            var maker = RandomProto(seed: seed)
            let text = maker.text()
            let schema = try ProtoCompiler.compile(text)
            let set = FileDescriptorSet(files: schema.files).serialized
            let refusal = try second.take(OpinionFrame(.protobufSchema, [set, Array("random.M0".utf8)]))
            #expect(refusal == nil, "seed \(seed): \(text)")
            let root = try #require(schema.message(named: "random.M0"))
            let plan = ProtobufDecodingPlan(schema, message: root)
            var random = SeededGenerator(seed: seed)
            let data = try (0..<Self.recordsPerSchema).map { _ in try ProtobufSample.message(plan, using: &random).serialized }
            for (ours, theirs) in zip(try data.map { try Self.dump($0, plan) }, try second.dumps(of: data)) {
                if let difference = LeafDump.difference(ours: ours, theirs: theirs) {
                    Issue.record("seed \(seed): \(difference) in \(text)")
                }
            }
        }
    }

    @Test func `groups are refused, not misread`() throws {
        let second = try SecondOpinionProcess()
        let schema = try ProtoCompiler.compile("syntax = \"proto2\"; message M { optional group G = 1 { optional int32 x = 2; } }")
        let set = FileDescriptorSet(files: schema.files).serialized
        #expect(try second.take(OpinionFrame(.protobufSchema, [set, Array("M".utf8)]))?.contains("knows no groups") == true)
    }

    private static func dump(_ bytes: [UInt8], _ plan: ProtobufDecodingPlan) throws -> [UInt8] {
        var dump = LeafDump()
        dump.write(try DynamicMessage(bytes, plan: plan))
        return dump.bytes
    }
}
