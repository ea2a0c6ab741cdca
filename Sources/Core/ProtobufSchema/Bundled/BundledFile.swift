internal import Synchronization

/// A `.proto` file that is always at hand: what others import without bringing it along. A file given under the same name
/// takes its place.
struct BundledFile: Sendable {
    /// As it is imported.
    let path: String
    let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }

    static func at(_ path: String) -> BundledFile? { byPath[path] }

    static let all: [BundledFile] = [
        confluentMeta, confluentTypeDecimal, confluentTypeVariant, googleAny, googleApi, googleDescriptor, googleDuration,
        googleEmpty, googleFieldMask, googleSourceContext, googleStruct, googleTimestamp, googleType, googleWrappers,
        googleTypeCalendarPeriod, googleTypeColor, googleTypeDate, googleTypeDateTime, googleTypeDayOfWeek, googleTypeDecimal,
        googleTypeExpr, googleTypeFraction, googleTypeInterval, googleTypeLatLng, googleTypeLocalizedText, googleTypeMoney,
        googleTypeMonth, googleTypePhoneNumber, googleTypePostalAddress, googleTypeQuaternion, googleTypeTimeOfDay,
    ]

    private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    /// Finished drafts, each made when it is first asked for.
    private static let drafts = Mutex<[String: FileDraft]>([:])

    /// Compiled with nothing but bundled files around it.
    func draft() throws(ProtobufSchemaError) -> FileDraft {
        if let draft = Self.drafts.withLock({ $0[path] }) { return draft }
        // Outside of the lock: two threads may do the same work once, and none waits for another's imports.
        var files = ImportLoading(sources: [:], limits: .standard)
        let draft = try files.finishBundled(self)
        Self.drafts.withLock { $0[path] = draft }
        return draft
    }
}

/// The bundled `descriptor.proto`, which says what options there are where files do not import it.
enum DescriptorProto {
    static let path = "google/protobuf/descriptor.proto"

    static let compilation: Compilation = {
        do throws(ProtobufSchemaError) {
            var compilation = Compilation(limits: .standard)
            try compilation.add(finished: try BundledFile.googleDescriptor.draft())
            return compilation
        } catch {
            preconditionFailure("the bundled descriptor.proto compiles, as its test says: \(error)")
        }
    }()
}
