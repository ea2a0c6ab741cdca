/// What part of the value around it a value is.
enum EncodingKey {
    case same, field(Int), item(Int), entry(String)
}

/// Takes what a Swift type's `encode(to:)` gives for one Avro value. Afterwards `finish` says where the value lies.
final class ValueEncoder: Encoder {
    let session: EncodingSession
    // One task encodes, as the session says: dynamic exclusivity checks would find nothing.
    /// As declared; may be a union.
    @exclusivity(unchecked) private(set) var type: Int
    @exclusivity(unchecked) private(set) var parent: ValueEncoder?
    @exclusivity(unchecked) private(set) var key: EncodingKey
    @exclusivity(unchecked) private(set) var swiftType: any Any.Type
    /// Where this value begins in the scratch.
    @exclusivity(unchecked) private(set) var start: Int

    /// Where a single value lies.
    @exclusivity(unchecked) var single: Range<Int>?
    /// The record, map or array in the making.
    var frame: EncodingFrame? { isOpen ? parts : nil }
    @exclusivity(unchecked) private var isOpen = false
    /// The frame's memory, of one value after another.
    private let parts: EncodingFrame
    /// Asking for a container cannot throw, so a schema that has none says so with the first value, or at `finish`.
    @exclusivity(unchecked) private(set) var failure: AvroEncodingError?
    @exclusivity(unchecked) private var hasFailed = false

    init(session: EncodingSession, type: Int, parent: ValueEncoder?, key: EncodingKey, swiftType: any Any.Type) {
        self.session = session
        self.type = type
        self.parent = parent
        self.key = key
        self.swiftType = swiftType
        start = session.out.count
        parts = EncodingFrame(session)
    }

    /// Makes this the encoder of another value. Nobody may hold it as that of the last one.
    func begin(type: Int, parent: ValueEncoder?, key: EncodingKey, swiftType: any Any.Type) {
        self.type = type
        self.parent = parent
        self.key = key
        self.swiftType = swiftType
        start = session.out.count
    }

    /// Forgets the value.
    func end() {
        parent = nil
        key = .same
        single = nil
        if hasFailed { failure = nil }
        hasFailed = false
        if isOpen { parts.end() }
        isOpen = false
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var current = self
        while let parent = current.parent {
            if let step = parent.step(current.key) { keys.append(AvroCodingKey(step)) }
            current = parent
        }
        return keys.reversed()
    }

    /// The step from this value to one of its parts; nil for the value itself.
    func step(_ key: EncodingKey) -> AvroPath.Step? {
        switch key {
        case .same: nil
        case .field(let index): frame.map { .field($0.shape.names[index]) }
        case .item(let index): .item(index)
        case .entry(let key): .key(key)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        open([.record, .map], "keyed fields")
        return KeyedEncodingContainer(KeyedContainer<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        open([.array], "a sequence")
        return UnkeyedContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleContainer(encoder: self) }

    /// Begins the record, map or array, once.
    private func open(_ kinds: [Slot.Kind], _ given: String) {
        if let frame {
            if !kinds.contains(frame.shape.kind) { fail(session.mismatch(type, "\(given) of Swift type \(swiftType) as well")) }
            return
        }
        switch session.branch(of: type, for: kinds, swiftType: swiftType) {
        case .found(let branch, let child):
            if let branch { session.out.writeIndex(branch) }
            parts.begin(type: child, branch: branch, start: start)
            isOpen = true
        case .missing: fail(session.mismatch(type, "\(given) of Swift type \(swiftType)"))
        case .ambiguous(let names):
            fail(
                AvroEncodingError(
                    expected: "a Swift type called like one of \(names.joined(separator: ", "))", found: "\(swiftType)"))
        }
    }

    /// The first failure is the one to tell.
    func fail(_ error: AvroEncodingError) {
        failure = failure ?? error
        hasFailed = true
    }

    /// The frame that parts go to.
    func opened() throws -> EncodingFrame {
        if hasFailed, let failure { throw failure }
        guard isOpen else { throw session.mismatch(type, "nothing from \(swiftType)") }
        return parts
    }

    /// Where the finished value lies.
    func finish() throws -> Range<Int> {
        if hasFailed, let failure { throw failure }
        if let single { return single }
        // A type that encodes nothing is an empty record, or has no value for this schema.
        if !isOpen { open([.record, .map], "nothing") }
        return try opened().finish(self)
    }

    /// The encoder of a part that is handed out to be filled later.
    func child(_ type: Int, _ key: EncodingKey) -> ValueEncoder {
        ValueEncoder(session: session, type: type, parent: self, key: key, swiftType: swiftType)
    }

    /// Takes what has no place in the schema; the failure is this encoder's.
    func lost() -> ValueEncoder {
        let encoder = child(type, .same)
        if let failure { encoder.fail(failure) }
        return encoder
    }
}

extension EncodingSession {
    enum Branch {
        case found(branch: Int?, type: Int)
        case missing
        case ambiguous([String])
    }

    /// The type of one of `kinds`: the type itself, or the union's branch of them. Of several records the one that is called
    /// like the Swift type.
    func branch(of index: Int, for kinds: [Slot.Kind], swiftType: any Any.Type) -> Branch {
        let kind = self.kinds[index]
        guard kind == .union else { return kinds.contains(kind) ? .found(branch: nil, type: index) : .missing }
        let type = shape.types[index]
        var fitting = type.children.indices.filter { kinds.contains(shape.types[type.children[$0]].kind) }
        if fitting.count > 1 {
            let name = "\(swiftType)"
            let named = fitting.filter { branch in
                let full = shape.types[type.children[branch]].name
                return full == name || full.hasSuffix(".\(name)")
            }
            if named.count != 1 { return .ambiguous(fitting.map { shape.types[type.children[$0]].name }) }
            fitting = named
        }
        guard let branch = fitting.first else { return .missing }
        return .found(branch: branch, type: type.children[branch])
    }
}
