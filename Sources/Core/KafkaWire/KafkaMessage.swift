package import Bytes

/// A part of a message: read and written at a version of the API it belongs to.
///
/// A value holds the fields of all versions. Writing leaves out what a version lacks, whatever the field holds; reading
/// gives it the field's default.
package protocol KafkaStruct: Equatable, Sendable {
    /// The length in bytes that an encoded value has at least, at any version. Bounds array counts before anything is allocated.
    static var minimumByteCount: Int { get }

    init(from reader: inout WireReader, version: Int16) throws(MalformedBytes)
    func encode(into writer: inout WireWriter, version: Int16)
}

/// The body of a request or response.
package protocol KafkaMessage: KafkaStruct {
    static var api: APIKey { get }
}

package protocol KafkaRequest: KafkaMessage {
    associatedtype Response: KafkaResponse
}

package protocol KafkaResponse: KafkaMessage {}

extension KafkaMessage {
    /// Reads the body that begins at the reader's position. The version must be one of `api.versions`.
    ///
    /// Bytes after the body are left to the caller; Kafka's own broker ignores them.
    package init(body reader: inout WireReader, version: Int16) throws(MalformedBytes) {
        precondition(Self.api.versions.contains(version), "a body is read only at versions we know")
        reader.isFlexible = Self.api.isFlexible(version)
        try self.init(from: &reader, version: version)
    }
}

extension KafkaRequest {
    /// Writes the length prefix, the header and the body.
    package func encodeFrame(into writer: inout WireWriter, version: Int16, correlationId: Int32, clientId: String? = nil) {
        precondition(Self.api.versions.contains(version), "a body is written only at versions we know")
        let start = writer.beginFrame()
        RequestHeader(apiKey: Self.api.rawValue, apiVersion: version, correlationId: correlationId, clientId: clientId)
            .encode(into: &writer)
        writer.isFlexible = Self.api.isFlexible(version)
        encode(into: &writer, version: version)
        writer.endFrame(start)
    }
}

extension KafkaResponse {
    /// Writes the length prefix, the header and the body. The length counts the bytes of splices too.
    package func encodeFrame(into writer: inout WireWriter, version: Int16, correlationId: Int32) {
        precondition(Self.api.versions.contains(version), "a body is written only at versions we know")
        let start = writer.beginFrame()
        ResponseHeader(correlationId: correlationId)
            .encode(into: &writer, headerVersion: Self.api.responseHeaderVersion(version))
        writer.isFlexible = Self.api.isFlexible(version)
        encode(into: &writer, version: version)
        writer.endFrame(start)
    }
}
