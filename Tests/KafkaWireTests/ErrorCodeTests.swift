import KafkaWire
import Testing

@Suite struct `Error codes` {
    @Test func `carry Kafka's name, whether to retry, and a sentence`() {
        #expect(ErrorCode.unknownTopicOrPartition.rawValue == 3)
        #expect(ErrorCode.unknownTopicOrPartition.name == "UNKNOWN_TOPIC_OR_PARTITION")
        #expect(ErrorCode.unknownTopicOrPartition.isRetriable)
        #expect(!ErrorCode.topicAlreadyExists.isRetriable)
        #expect(ErrorCode.invalidTopic.name == "INVALID_TOPIC_EXCEPTION")
        #expect(ErrorCode.unknownServerError.rawValue == -1)
        #expect(ErrorCode.rebootstrapRequired.description == "REBOOTSTRAP_REQUIRED (129)")
        #expect(ErrorCode.none.sentence == "No error.")
    }

    @Test func `that we do not know stay as they are`() {
        let code = ErrorCode(rawValue: 999)
        #expect(code.name == "UNKNOWN_CODE_999")
        #expect(!code.isRetriable)
    }
}
