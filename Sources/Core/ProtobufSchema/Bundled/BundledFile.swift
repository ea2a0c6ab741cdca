internal import Synchronization

/// A `.proto` file that is always at hand: what others import without bringing it along. A file given under the same name
/// takes its place.
struct BundledFile: Sendable {
    /// As it is imported.
    let path: String
    let text: String
    /// Of a file that has two forms, the one of protoc 3.21.
    let isBeforeEditions: Bool

    init(_ path: String, _ text: String, isBeforeEditions: Bool = false) {
        self.path = path
        self.text = text
        self.isBeforeEditions = isBeforeEditions
    }

    /// - Parameter beforeEditions: whether `descriptor.proto` is meant as it was then.
    static func at(_ path: String, beforeEditions: Bool = false) -> BundledFile? {
        beforeEditions && path == DescriptorProto.path ? googleDescriptorBeforeEditions : byPath[path]
    }

    /// Whether it takes a `descriptor.proto` with features.
    var isForEditions: Bool { path.hasSuffix("_features.proto") }

    static let all: [BundledFile] = [
        confluentMeta, confluentTypeDecimal, confluentTypeVariant, googleAny, googleApi, googleCppFeatures, googleDescriptor,
        googleDuration, googleEmpty, googleFieldMask, googleGoFeatures, googleJavaFeatures, googleSourceContext, googleStruct,
        googleTimestamp, googleType, googleWrappers,
        googleTypeCalendarPeriod, googleTypeColor, googleTypeDate, googleTypeDateTime, googleTypeDayOfWeek, googleTypeDecimal,
        googleTypeExpr, googleTypeFraction, googleTypeInterval, googleTypeLatLng, googleTypeLocalizedText, googleTypeMoney,
        googleTypeMonth, googleTypePhoneNumber, googleTypePostalAddress, googleTypeQuaternion, googleTypeTimeOfDay,
    ]

    private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    /// Finished drafts, each made when it is first asked for.
    private static let drafts = Mutex<[String: FileDraft]>([:])
    private var key: String { isBeforeEditions ? "\(path) before editions" : path }

    /// Compiled with nothing but bundled files around it.
    func draft() throws(ProtobufSchemaError) -> FileDraft {
        if let draft = Self.drafts.withLock({ $0[key] }) { return draft }
        // Outside of the lock: two threads may do the same work once, and none waits for another's imports.
        var files = ImportLoading(sources: [:], limits: .standard, isBeforeEditions: isBeforeEditions)
        let draft = try files.finishBundled(self)
        Self.drafts.withLock { $0[key] = draft }
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
