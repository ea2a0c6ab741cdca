internal import ProtobufSchema

/// ProtoJSON (protobuf.dev, "ProtoJSON Format"): messages as JSON texts, both ways, the well-known types included.
public enum ProtobufJSON {
    public struct WritingOptions: Sendable, Hashable {
        /// Fields without presence are written even if they are zero, lists and maps even if they are empty.
        public var emitsDefaults: Bool
        /// `field_name` as in the `.proto` file instead of `fieldName`.
        public var usesOriginalNames: Bool
        /// Enum values by their numbers.
        public var writesEnumNumbers: Bool

        public init(emitsDefaults: Bool = false, usesOriginalNames: Bool = false, writesEnumNumbers: Bool = false) {
            self.emitsDefaults = emitsDefaults
            self.usesOriginalNames = usesOriginalNames
            self.writesEnumNumbers = writesEnumNumbers
        }
    }

    public struct ReadingOptions: Sendable, Hashable {
        /// Members that are no field's, and names that are no enum value's, are passed over instead of refused.
        public var ignoresUnknown: Bool

        public init(ignoresUnknown: Bool = false) { self.ignoresUnknown = ignoresUnknown }
    }

    /// The message as compact JSON.
    ///
    /// - Throws: for what JSON cannot say: an `Any` whose type the schema does not have, a timestamp out of range.
    public static func text(
        _ message: DynamicMessage, options: WritingOptions = WritingOptions()) throws(ProtobufCodecError
    ) -> String {
        try write(message, options) { $0.text }
    }

    /// The UTF-8 of `text`, without a string in between.
    public static func bytes(
        _ message: DynamicMessage, options: WritingOptions = WritingOptions()) throws(ProtobufCodecError
    ) -> [UInt8] {
        try write(message, options) { $0.bytes }
    }

    private static func write<R>(
        _ message: DynamicMessage, _ options: WritingOptions, _ result: (borrowing JSONBytes) -> R
    ) throws(ProtobufCodecError) -> R {
        var out = JSONBytes(capacity: message.storage.bytes.count * 2 + 64)
        do throws(ProtobufCodecError) {
            try JSONWriting(storage: message.storage, options: options, depth: 0).message(message.type, message.base, &out)
        } catch {
            var error = error
            error.type = message.typeName
            throw error
        }
        return result(out)
    }

    /// Reads a JSON text as a message of the plan's type.
    public static func message(
        _ text: [UInt8], plan: ProtobufDecodingPlan, options: ReadingOptions = ReadingOptions()
    ) throws(ProtobufCodecError) -> DynamicMessage {
        let result: Result<[UInt8], ProtobufCodecError> = text.withUnsafeBytes { input in
            var reading = JSONReading(input, program: plan.program, limits: plan.limits, options: options)
            do throws(ProtobufCodecError) {
                try reading.whole(plan.message.index)
                return .success(reading.out.bytes)
            } catch {
                var error = error
                error.type = plan.messageName
                return .failure(error)
            }
        }
        return try DynamicMessage(try result.get(), plan: plan)
    }

    public static func message(
        _ text: String, plan: ProtobufDecodingPlan, options: ReadingOptions = ReadingOptions()
    ) throws(ProtobufCodecError) -> DynamicMessage {
        try message(Array(text.utf8), plan: plan, options: options)
    }
}
