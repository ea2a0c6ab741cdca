import Foundation
import ProtobufCodec
import ProtobufSchema
import SwiftProtobuf

/// Messages by descriptor beside a copy of the same bytes, beside Debian's protobuf-c with the same descriptors as tables, and
/// beside SwiftProtobuf's generated code; `.proto` texts beside libprotobuf.
enum ProtobufGroup {
    private static let count = 2000

    /// - Parameters:
    ///   - proto: the path of order.proto.
    ///   - libprotobuf: the library Benchmarks/run has built; without it compiling stands alone.
    static func series(proto: String, libprotobuf: String) throws -> [Series] {
        let text = try String(contentsOfFile: proto, encoding: .utf8)
        return [try messages(text), compiling(text, LibprotobufCompiler(path: libprotobuf))]
    }

    private static func messages(_ text: String) throws -> Series {
        let the = try ProtobufFixture(count: count, text: text)
        func subject(_ name: String, _ against: [Against], _ body: @escaping (Int) throws -> Void) -> Subject {
            let work = Subject.Work.repeated { operations in
                var index = 0
                for _ in 0..<operations {
                    try body(index)
                    index = index + 1 == count ? 0 : index + 1
                }
            }
            return Subject(name: name, work: work, bytesPerOperation: the.byteCount, against: against)
        }
        let unpack = "protobuf-c unpack and free", theirDecode = "SwiftProtobuf decode"
        let theirEncode = "SwiftProtobuf encode", theirJSON = "SwiftProtobuf to JSON"
        return Series(
            group: "protobuf", title: "\(count) order messages of 12 fields, \(Int(the.byteCount.rounded())) bytes on average",
            clock: .threadTime,
            subjects: [
                subject("memcpy", []) { the.target.copy(the.data[$0]) },
                subject(unpack, [Against("memcpy")]) { try the.unpackByProtobufC(the.data[$0]) },
                subject("dynamic decode, memory reused", [Against(unpack, bar: 0.70)]) {
                    try the.reused.decode(the.data[$0], plan: the.plan)
                },
                subject("dynamic decode, fresh", [Against(unpack)]) { keep(try DynamicMessage(the.data[$0], plan: the.plan)) },
                subject(theirDecode, [Against(unpack)]) { keep(try Bench_Order(serializedBytes: the.data[$0])) },
                subject(theirEncode, []) {
                    let bytes: [UInt8] = try the.generated[$0].serializedBytes()
                    keep(bytes)
                },
                subject("dynamic encode", [Against(theirEncode)]) { keep(the.dynamic[$0].serialized) },
                subject(theirJSON, []) {
                    let bytes: [UInt8] = try the.generated[$0].jsonUTF8Bytes()
                    keep(bytes)
                },
                subject("dynamic message to JSON", [Against(theirJSON, bar: 0.50)]) { keep(try ProtobufJSON.bytes(the.dynamic[$0])) },
                subject("bytes to JSON: dynamic decode and write", [Against(theirJSON)]) {
                    try the.reused.decode(the.data[$0], plan: the.plan)
                    keep(try ProtobufJSON.bytes(the.reused))
                },
            ])
    }

    private static func compiling(_ text: String, _ libprotobuf: LibprotobufCompiler?) -> Series {
        let theirs = "libprotobuf Parser and BuildFile"
        func subject(_ name: String, _ against: [Against], _ body: @escaping () throws -> Void) -> Subject {
            let work = Subject.Work.repeated { operations in for _ in 0..<operations { try body() } }
            return Subject(name: name, work: work, bytesPerOperation: Double(text.utf8.count), against: against)
        }
        var subjects: [Subject] = []
        if let libprotobuf { subjects.append(subject(theirs, []) { try libprotobuf.compile(text) }) }
        subjects.append(
            subject("compile and link", libprotobuf == nil ? [] : [Against(theirs, bar: 2)]) { keep(try ProtoCompiler.compile(text)) })
        let missing = libprotobuf == nil ? "; libprotobuf-dev is not installed, so it stands alone" : ""
        return Series(
            group: "protobuf", title: "order.proto, \(text.utf8.count) bytes\(missing)", clock: .threadTime, subjects: subjects)
    }
}
