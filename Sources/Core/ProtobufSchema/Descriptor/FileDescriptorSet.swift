internal import Bytes

/// Files that need each other, as `google.protobuf.FileDescriptorSet`: what `protoc --descriptor_set_out` writes.
public struct FileDescriptorSet: Sendable {
    /// A file behind those it imports.
    public var files: [FileDescriptor]

    public init(files: [FileDescriptor]) { self.files = files }

    public var serialized: [UInt8] {
        var writer = WireWriter()
        for file in files { writer.field(1) { file.write(to: &$0) } }
        return writer.bytes
    }

    /// Reads a set; names are not resolved and nothing is checked beyond the wire format.
    public init(parsing bytes: [UInt8], limits: ProtobufLimits = .standard) throws(ProtobufSchemaError) {
        files = try DescriptorReading.read(bytes, limits: limits, as: "a FileDescriptorSet") {
            reader, reading throws(MalformedBytes) in
            var files: [FileDescriptor] = []
            try reader.forEachField { tag, reader throws(MalformedBytes) in
                if tag == WireTag(number: 1, type: .lengthDelimited) {
                    files.append(try reading.file(try reader.readDelimited()))
                } else {
                    try reader.skipValue(of: tag)
                }
            }
            return files
        }
        guard files.count <= limits.maxFiles else {
            throw ProtobufSchemaError(
                .limit, file: "", at: nil, "the FileDescriptorSet has \(files.count) files, the limit is \(limits.maxFiles)")
        }
    }
}

extension FileDescriptor {
    /// Reads a `FileDescriptorProto`; names are not resolved and nothing is checked beyond the wire format. Source information
    /// and fields that `descriptor.proto` does not have are dropped; options stay as they are.
    public init(parsing bytes: [UInt8], limits: ProtobufLimits = .standard) throws(ProtobufSchemaError) {
        self = try DescriptorReading.read(bytes, limits: limits, as: "a FileDescriptorProto") {
            reader, reading throws(MalformedBytes) in
            try reading.file(reader)
        }
    }
}
