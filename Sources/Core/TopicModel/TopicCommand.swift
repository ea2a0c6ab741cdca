/// A change somebody wants made to the catalog of topics.
package enum TopicCommand: Sendable {
    case create(Creation)
    case delete(TopicReference, by: Requester)
    /// The total must be more than there are.
    case addPartitions(topic: String, total: Int32, by: Requester, validateOnly: Bool)
    case changeConfig(topic: String, [ConfigChange], by: Requester, validateOnly: Bool)
    /// Options that are not among these go back to their defaults.
    case replaceConfig(topic: String, [NamedValue], by: Requester, validateOnly: Bool)

    package struct Creation: Sendable {
        package var name: String
        /// Made by the caller, from random bits.
        package var id: TopicID
        package var partitionCount: Int32
        package var config: [NamedValue]
        package var requester: Requester
        /// Only say what would happen.
        package var validateOnly: Bool

        package init(
            name: String, id: TopicID, partitionCount: Int32, config: [NamedValue] = [], by requester: Requester = .client,
            validateOnly: Bool = false
        ) {
            self.name = name
            self.id = id
            self.partitionCount = partitionCount
            self.config = config
            self.requester = requester
            self.validateOnly = validateOnly
        }
    }
}

/// Who asks: Herald itself may do to its own topics what a client may not.
package enum Requester: Sendable {
    case client
    case herald
}

package enum TopicReference: Hashable, Sendable {
    case name(String)
    case id(TopicID)
}

/// An option and its value as a client wrote them. A nil value is refused with a sentence.
package struct NamedValue: Hashable, Sendable {
    package var name: String
    package var value: String?

    package init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }
}

/// One step of IncrementalAlterConfigs (KIP-339).
package struct ConfigChange: Hashable, Sendable {
    /// Raw values are the protocol's.
    package enum Operation: Int8, Sendable {
        case set = 0
        /// Back to the default.
        case delete = 1
        /// Only for lists: adds what is not in it.
        case append = 2
        /// Only for lists.
        case subtract = 3
    }

    package var name: String
    package var operation: Operation
    package var value: String?

    package init(_ operation: Operation, _ name: String, _ value: String? = nil) {
        self.name = name
        self.operation = operation
        self.value = value
    }
}
