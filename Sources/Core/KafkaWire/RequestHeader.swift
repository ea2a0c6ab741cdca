package import Bytes

/// What stands before every request's body.
///
///     int16  api key
///     int16  api version
///     int32  correlation id
///     string client id, nullable, with an int16 length even where the body is flexible
///     tagged fields, in header version 2
package struct RequestHeader: Equatable, Sendable {
    /// As sent; perhaps none that we know.
    package var apiKey: Int16
    package var apiVersion: Int16
    /// Comes back in the response.
    package var correlationId: Int32
    package var clientId: String?

    package init(apiKey: Int16, apiVersion: Int16, correlationId: Int32, clientId: String? = nil) {
        self.apiKey = apiKey
        self.apiVersion = apiVersion
        self.correlationId = correlationId
        self.clientId = clientId
    }

    /// The API, if it is one that we speak.
    package var api: APIKey? { APIKey(rawValue: apiKey) }

    /// Reads the header and leaves the reader at the body. Of an unknown API only what header version 1 holds is read.
    package init(from reader: inout WireReader) throws(MalformedBytes) {
        reader.isFlexible = false
        apiKey = try reader.readInteger("RequestHeader.apiKey")
        apiVersion = try reader.readInteger("RequestHeader.apiVersion")
        correlationId = try reader.readInteger("RequestHeader.correlationId")
        clientId = try reader.readNullableString("RequestHeader.clientId")
        if let api, api.requestHeaderVersion(apiVersion) == 2 {
            reader.isFlexible = true
            try reader.endStruct()
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.isFlexible = false
        writer.writeInteger(apiKey)
        writer.writeInteger(apiVersion)
        writer.writeInteger(correlationId)
        writer.writeNullableString(clientId)
        if let api, api.requestHeaderVersion(apiVersion) == 2 {
            writer.isFlexible = true
            writer.endStruct()
        }
    }
}
