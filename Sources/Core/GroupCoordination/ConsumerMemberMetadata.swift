internal import Bytes

/// What a member of a `ConsumerGroup` says about itself, and as it is kept.
///
///     i16 version 0 | instance id, nullable | rack id, nullable | client id | client host | topics [string]
///     | regular expression, nullable | rebalance timeout i32 | assignor, nullable
///     | tagged fields; 0: of a member that speaks the classic protocol
///       1 as a varint | session timeout i32 | protocols [name, metadata bytes, tagged fields] | tagged fields
///
/// Strings, bytes and arrays have their lengths plus one as varints before them.
package struct ConsumerMemberMetadata: Hashable, Sendable {
    package var instanceID: String?
    package var rackID: String?
    package var clientID: String
    package var clientHost: String
    /// Sorted, without duplicates.
    package var topics: [String]
    /// A regular expression for topics.
    package var pattern: String?
    /// Milliseconds that the member may take to give partitions back.
    package var rebalanceTimeout: Int32
    package var assignor: ConsumerAssignor?
    /// Of a member that still speaks the classic protocol.
    package var classic: ClassicVoice?

    /// What only members say that speak the classic protocol.
    package struct ClassicVoice: Hashable, Sendable {
        package var protocols: [GroupProtocol]
        /// Milliseconds.
        package var sessionTimeout: Int32

        package init(protocols: [GroupProtocol], sessionTimeout: Int32) {
            self.protocols = protocols
            self.sessionTimeout = sessionTimeout
        }
    }

    package init(
        instanceID: String? = nil, rackID: String? = nil, clientID: String, clientHost: String, topics: [String] = [],
        pattern: String? = nil, rebalanceTimeout: Int32, assignor: ConsumerAssignor? = nil, classic: ClassicVoice? = nil
    ) {
        self.instanceID = instanceID
        self.rackID = rackID
        self.clientID = clientID
        self.clientHost = clientHost
        self.topics = topics
        self.pattern = pattern
        self.rebalanceTimeout = rebalanceTimeout
        self.assignor = assignor
        self.classic = classic
    }

    /// About what it takes of memory.
    var byteCount: Int {
        topics.count * 64 + (classic?.protocols.reduce(0) { $0 + $1.metadata.count + 64 } ?? 0)
    }
}

extension ConsumerMemberMetadata {
    func encoded() -> [UInt8] {
        FlexibleValue.encode { writer in
            writer.writeNullableCompactString(instanceID)
            writer.writeNullableCompactString(rackID)
            writer.writeCompactString(clientID)
            writer.writeCompactString(clientHost)
            writer.writeCompactCount(topics.count)
            for topic in topics { writer.writeCompactString(topic) }
            writer.writeNullableCompactString(pattern)
            writer.writeInteger(rebalanceTimeout)
            writer.writeNullableCompactString(assignor?.rawValue)
            guard let classic else { return writer.writeNoTaggedFields() }
            let voice = classic.encoded()
            writer.writeUnsignedVarint(1)
            writer.writeUnsignedVarint(Self.classicTag)
            writer.writeUnsignedVarint(UInt32(voice.count))
            writer.writeBytes(voice)
        }
    }

    private static let classicTag: UInt32 = 0

    init(decoding bytes: [UInt8]) throws(MalformedBytes) {
        self = try FlexibleValue.decode(bytes, "consumer group member") { (reader) throws(MalformedBytes) in
            let instanceID = try reader.readNullableCompactString("instance id")
            let rackID = try reader.readNullableCompactString("rack id")
            let clientID = try reader.readCompactString("client id")
            let clientHost = try reader.readCompactString("client host")
            var topics: [String] = []
            for _ in 0..<(try reader.readCompactCount("topics", elementBytes: 1)) {
                topics.append(try reader.readCompactString("topic"))
            }
            let pattern = try reader.readNullableCompactString("regular expression")
            let rebalanceTimeout: Int32 = try reader.readInteger()
            let assignor = try reader.readNullableCompactString("assignor")
            var classic: ClassicVoice?
            try reader.readTaggedFields { (tag, field) throws(MalformedBytes) in
                if tag == Self.classicTag { classic = try ClassicVoice(from: &field) }
            }
            return ConsumerMemberMetadata(
                instanceID: instanceID, rackID: rackID, clientID: clientID, clientHost: clientHost,
                topics: Set(topics).sorted(), pattern: pattern?.isEmpty == true ? nil : pattern,
                // Another server's own assignor is none that could be asked here.
                rebalanceTimeout: rebalanceTimeout, assignor: assignor.flatMap { ConsumerAssignor(rawValue: $0) },
                classic: classic)
        }
    }
}

extension ConsumerMemberMetadata.ClassicVoice {
    /// Something that may be missing begins with whether it is there.
    private static let isThere: UInt32 = 1

    fileprivate func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.writeUnsignedVarint(Self.isThere)
        writer.writeInteger(sessionTimeout)
        writer.writeCompactCount(protocols.count)
        for offered in protocols {
            writer.writeCompactString(offered.name)
            writer.writeCompactBytes(offered.metadata)
            writer.writeNoTaggedFields()
        }
        writer.writeNoTaggedFields()
        return writer.array()
    }

    fileprivate init?(from reader: inout ByteReader) throws(MalformedBytes) {
        guard try reader.readUnsignedVarint() == Self.isThere else { return nil }
        sessionTimeout = try reader.readInteger()
        protocols = []
        // Two lengths and a count of tags.
        for _ in 0..<(try reader.readCompactCount("protocols", elementBytes: 3)) {
            let name = try reader.readCompactString("protocol")
            protocols.append(GroupProtocol(name: name, metadata: try reader.readCompactBytes("protocol metadata")))
            try reader.skipTaggedFields()
        }
        try reader.skipTaggedFields()
    }
}
