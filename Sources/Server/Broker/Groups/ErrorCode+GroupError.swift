package import GroupCoordination
package import KafkaWire

extension ErrorCode {
    /// The group's own errors carry Kafka's codes; nil is none.
    package init(_ error: GroupError?) { self.init(rawValue: error?.rawValue ?? 0) }
}
