internal import Bytes

/// One record of a group whose assignments the server makes. Nil takes back what was there.
///
///     key   i16 type | group string, and for 5, 7 and 8 | member id string
///     type  3 epoch, 4 topics, 5 member, 6 epoch of the target, 7 a member's target, 8 what a member holds
package enum ConsumerGroupChange: Hashable, Sendable {
    case epoch(ConsumerGroupMetadata?)
    case topics([String: KeptConsumerGroup.Topic]?)
    case member(String, ConsumerMemberMetadata?)
    case targetEpoch(Int32?)
    case target(String, Set<AssignedPartition>?)
    case current(String, ConsumerMemberAssignment?)

    static let keyTypes: ClosedRange<Int16> = 3...8

    private var keyType: Int16 {
        switch self {
        case .epoch: 3
        case .topics: 4
        case .member: 5
        case .targetEpoch: 6
        case .target: 7
        case .current: 8
        }
    }

    private var memberID: String? {
        switch self {
        case .epoch, .topics, .targetEpoch: nil
        case .member(let id, _), .target(let id, _), .current(let id, _): id
        }
    }

    func writeKey(of group: String, to key: inout ByteWriter) {
        key.writeInteger(keyType)
        key.writeString16(group)
        if let memberID { key.writeString16(memberID) }
    }

    func encodedValue() -> [UInt8]? {
        switch self {
        case .epoch(let metadata): metadata?.encoded()
        case .topics(let topics): topics.map(ConsumerTopicsValue.encode)
        case .member(_, let metadata): metadata?.encoded()
        case .targetEpoch(let epoch): epoch.map { ConsumerGroupMetadata(epoch: $0, timestamp: 0).encoded() }
        case .target(_, let partitions): partitions.map(ConsumerTargetValue.encode)
        case .current(_, let assignment): assignment?.encoded()
        }
    }

    /// When it was, in milliseconds since 1970-01-01 UTC; nil for now.
    var timestamp: Int64? {
        if case .epoch(let metadata) = self { metadata?.timestamp } else { nil }
    }

    /// - Parameter key: Behind the type and the group.
    init(
        ofType type: Int16, key: inout ByteReader, value: [UInt8]?, timestamp: Int64
    ) throws(MalformedBytes) {
        switch type {
        case 3: self = .epoch(try value.map { (bytes) throws(MalformedBytes) in
            try ConsumerGroupMetadata(decoding: bytes, timestamp: timestamp)
        })
        case 4: self = .topics(try value.map(ConsumerTopicsValue.decode))
        case 5: self = .member(try key.readString16("member id"), try value.map(ConsumerMemberMetadata.init(decoding:)))
        case 6: self = .targetEpoch(try value.map { (bytes) throws(MalformedBytes) in
            // The same bytes as the group's epoch.
            try ConsumerGroupMetadata(decoding: bytes, timestamp: timestamp).epoch
        })
        case 7: self = .target(try key.readString16("member id"), try value.map(ConsumerTargetValue.decode))
        case 8: self = .current(try key.readString16("member id"), try value.map(ConsumerMemberAssignment.init(decoding:)))
        default: throw MalformedBytes(reading: "offsets key", position: 0, problem: "is of type \(type); 3 to 8 are read here")
        }
    }
}
