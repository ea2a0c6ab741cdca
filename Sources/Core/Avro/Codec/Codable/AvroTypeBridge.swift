/// How a Swift type that has a `Codable` form of its own, which Avro has no use for, is read and written instead:
/// dates, decimals, UUIDs. Core knows no Foundation; the `Serializers` product brings the bridges for its types.
public struct AvroTypeBridge: Sendable {
    let type: ObjectIdentifier
    let decode: @Sendable (GenericValue) -> Any?
    let encode: @Sendable (Any, AvroType) -> AvroValue?

    /// - Parameters:
    ///   - decode: the value in Swift; nil if the type cannot be made from it.
    ///   - encode: the value as the Avro type wants it; nil if that type cannot hold it. A union is asked branch by branch.
    public init<T>(
        _ type: T.Type, decode: @escaping @Sendable (GenericValue) -> T?,
        encode: @escaping @Sendable (T, AvroType) -> AvroValue?
    ) {
        self.type = ObjectIdentifier(type)
        self.decode = { decode($0) }
        self.encode = { value, avroType in (value as? T).flatMap { encode($0, avroType) } }
    }
}

public struct AvroTypeBridges: Sendable {
    private var byType: [ObjectIdentifier: AvroTypeBridge] = [:]

    public init(_ bridges: [AvroTypeBridge] = []) {
        for bridge in bridges { byType[bridge.type] = bridge }
    }

    subscript(type: any Any.Type) -> AvroTypeBridge? { byType.isEmpty ? nil : byType[ObjectIdentifier(type)] }
}
