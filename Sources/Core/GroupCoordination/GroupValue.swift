internal import Bytes

/// The value of a group's record.
///
///     i16 version | protocol type string | generation i32 | protocol, nullable string | leader, nullable string
///     | v2+ state timestamp i64
///     | members i32 count, each: member id string | v3+ instance id, nullable string | client id string | client host string
///       | v1+ rebalance timeout i32 | session timeout i32 | subscription bytes | assignment bytes
///     v4: flexible, the same fields as v3. Version 3 is written.
enum GroupValue {
    static func encode(_ group: GroupMetadata) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(Int16(3))
        writer.writeString16(group.protocolType)
        writer.writeInteger(group.generation)
        writer.writeNullableString16(group.protocolName)
        writer.writeNullableString16(group.leader)
        writer.writeInteger(group.stateTimestamp)
        writer.writeInteger(Int32(group.members.count))
        for member in group.members {
            writer.writeString16(member.memberID)
            writer.writeNullableString16(member.instanceID)
            writer.writeString16(member.clientID)
            writer.writeString16(member.clientHost)
            writer.writeInteger(member.rebalanceTimeout)
            writer.writeInteger(member.sessionTimeout)
            writer.writeBytes32(member.subscription)
            writer.writeBytes32(member.assignment)
        }
        return writer.array()
    }

    static func decode(_ bytes: [UInt8]?) throws(MalformedBytes) -> GroupMetadata? {
        guard let bytes else { return nil }
        return try bytes.withByteReader { (reader) throws(MalformedBytes) in
            let version: Int16 = try reader.readInteger()
            switch version {
            case 0...3: return try readClassic(version, &reader)
            case 4: return try readFlexible(&reader)
            default: throw .unknownVersion(version, of: "group value")
            }
        }
    }

    private static func readClassic(_ version: Int16, _ reader: inout ByteReader) throws(MalformedBytes) -> GroupMetadata {
        var group = GroupMetadata(protocolType: try reader.readString16("protocol type"), generation: try reader.readInteger())
        group.protocolName = try reader.readNullableString16("protocol")
        group.leader = try reader.readNullableString16("leader")
        if version >= 2 { group.stateTimestamp = try reader.readInteger() }
        // A member of version 0 is at least three empty strings, a timeout and two empty runs of bytes.
        for _ in 0..<(try reader.readCount("members", elementBytes: 18)) {
            let memberID = try reader.readString16("member id")
            let instanceID = version >= 3 ? try reader.readNullableString16("instance id") : nil
            let clientID = try reader.readString16("client id")
            let clientHost = try reader.readString16("client host")
            let rebalanceTimeout: Int32? = version >= 1 ? try reader.readInteger() : nil
            let sessionTimeout: Int32 = try reader.readInteger()
            group.members.append(GroupMetadata.Member(
                memberID: memberID, instanceID: instanceID, clientID: clientID, clientHost: clientHost,
                rebalanceTimeout: rebalanceTimeout ?? sessionTimeout, sessionTimeout: sessionTimeout,
                subscription: try reader.readBytes32("subscription"), assignment: try reader.readBytes32("assignment")))
        }
        return group
    }

    private static func readFlexible(_ reader: inout ByteReader) throws(MalformedBytes) -> GroupMetadata {
        var group = GroupMetadata(
            protocolType: try reader.readCompactString("protocol type"), generation: try reader.readInteger())
        group.protocolName = try reader.readNullableCompactString("protocol")
        group.leader = try reader.readNullableCompactString("leader")
        group.stateTimestamp = try reader.readInteger()
        // Six lengths, two timeouts and a count of tags.
        for _ in 0..<(try reader.readCompactCount("members", elementBytes: 15)) {
            group.members.append(GroupMetadata.Member(
                memberID: try reader.readCompactString("member id"),
                instanceID: try reader.readNullableCompactString("instance id"),
                clientID: try reader.readCompactString("client id"), clientHost: try reader.readCompactString("client host"),
                rebalanceTimeout: try reader.readInteger(), sessionTimeout: try reader.readInteger(),
                subscription: try reader.readCompactBytes("subscription"), assignment: try reader.readCompactBytes("assignment")))
            try reader.skipTaggedFields()
        }
        try reader.skipTaggedFields()
        return group
    }
}
