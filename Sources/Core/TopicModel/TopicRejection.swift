/// Why a change to the catalog is refused.
package struct TopicRejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// Raw values are Kafka's error codes.
    package enum Code: Int16, Sendable {
        case unknownTopic = 3
        case invalidTopic = 17
        case alreadyExists = 36
        case invalidPartitions = 37
        case invalidConfig = 40
        case invalidRequest = 42
        case policyViolation = 44
        case unknownTopicID = 100
    }

    package var code: Code
    /// What was asked, what is wrong with it, and what would be right.
    package var sentence: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    package var description: String { sentence }
}

extension TopicRejection {
    static func invalidName(_ text: String, _ problem: String) -> TopicRejection {
        // A hostile name is not echoed in full.
        TopicRejection(.invalidTopic, "topic name '\(text.prefix(TopicName.maxLength))' \(problem)")
    }

    static func collides(_ name: TopicName, with other: TopicName) -> TopicRejection {
        TopicRejection(
            .invalidTopic,
            "topic name '\(name)' differs from existing topic '\(other)' only in '.' and '_', which metrics cannot tell apart")
    }

    static func alreadyExists(_ name: TopicName) -> TopicRejection {
        TopicRejection(.alreadyExists, "topic '\(name)' already exists")
    }

    static func unknown(_ reference: TopicReference) -> TopicRejection {
        switch reference {
        case .name(let name): TopicRejection(.unknownTopic, "there is no topic '\(name.prefix(TopicName.maxLength))'")
        case .id(let id): TopicRejection(.unknownTopicID, "there is no topic with id \(id)")
        }
    }

    static func reserved(_ name: TopicName, _ doing: String) -> TopicRejection {
        TopicRejection(.policyViolation, "topic '\(name)' holds Herald's own state: clients may not \(doing) it")
    }

    static func partitions(_ name: TopicName, _ problem: String) -> TopicRejection {
        TopicRejection(.invalidPartitions, "topic '\(name)': \(problem)")
    }

    static func tooManyPartitions(_ name: TopicName, asked: Int, present: Int, limit: Int) -> TopicRejection {
        TopicRejection(
            .policyViolation,
            """
            topic '\(name)': \(asked) more partitions would make \(present + asked), this server holds at most \(limit); \
            delete topics or use fewer partitions
            """)
    }

    static func config(_ option: String, _ problem: String) -> TopicRejection {
        TopicRejection(.invalidConfig, "topic option '\(option.prefix(100))' \(problem)")
    }

    static func request(_ sentence: String) -> TopicRejection { TopicRejection(.invalidRequest, sentence) }
}
