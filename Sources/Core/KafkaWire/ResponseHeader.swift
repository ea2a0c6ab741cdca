package import Bytes

/// What stands before every response's body: the correlation id of its request, and in header version 1 tagged fields.
package struct ResponseHeader: Equatable, Sendable {
    package var correlationId: Int32

    package init(correlationId: Int32) { self.correlationId = correlationId }

    package init(from reader: inout WireReader, headerVersion: Int16) throws(MalformedBytes) {
        reader.isFlexible = headerVersion > 0
        correlationId = try reader.readInteger("ResponseHeader.correlationId")
        try reader.endStruct()
    }

    package func encode(into writer: inout WireWriter, headerVersion: Int16) {
        writer.isFlexible = headerVersion > 0
        writer.writeInteger(correlationId)
        writer.endStruct()
    }
}
