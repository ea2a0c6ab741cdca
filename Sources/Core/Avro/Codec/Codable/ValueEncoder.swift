/// Takes what a Swift type's `encode(to:)` gives for one Avro value. Afterwards `finish` puts it together.
final class ValueEncoder: Encoder {
    let session: EncodingSession
    /// As declared; may be a union.
    let type: Int
    let parent: ValueEncoder?
    let step: AvroPath.Step?
    let swiftType: any Any.Type
    /// Where this value begins in the scratch.
    let start: Int
    var shape: Shape = .none

    enum Shape {
        case none
        case single(Range<Int>)
        case frame(EncodingFrame)
        /// Asking for a container cannot throw, so a schema that has none says so with the first value, or at `finish`.
        case failed(AvroEncodingError)
    }

    init(session: EncodingSession, type: Int, parent: ValueEncoder?, step: AvroPath.Step?, swiftType: any Any.Type) {
        self.session = session
        self.type = type
        self.parent = parent
        self.step = step
        self.swiftType = swiftType
        start = session.out.count
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var current: ValueEncoder? = self
        while let encoder = current {
            if let step = encoder.step { keys.append(AvroCodingKey(step)) }
            current = encoder.parent
        }
        return keys.reversed()
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedContainer<Key>(encoder: self, frame: frame([.record, .map], "keyed fields")))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedContainer(encoder: self, frame: frame([.array], "a sequence"))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleContainer(encoder: self) }

    /// The frame of a container, made once; nil if the schema has no such type here.
    private func frame(_ kinds: [Slot.Kind], _ given: String) -> EncodingFrame? {
        if case .frame(let frame) = shape, kinds.contains(frame.kind) { return frame }
        guard case .none = shape else { return nil }
        switch session.branch(of: type, for: kinds, swiftType: swiftType) {
        case .found(let branch, let child):
            if let branch { session.out.writeIndex(branch) }
            let frame = EncodingFrame(session: session, type: child, branch: branch, start: start)
            shape = .frame(frame)
            return frame
        case .missing:
            shape = .failed(session.mismatch(type, "\(given) of Swift type \(swiftType)"))
        case .ambiguous(let names):
            shape = .failed(
                AvroEncodingError(
                    expected: "a Swift type called like one of \(names.joined(separator: ", "))", found: "\(swiftType)"))
        }
        return nil
    }

    /// Where the finished value lies.
    func finish() throws -> Range<Int> {
        switch shape {
        case .single(let range): return range
        case .frame(let frame): return try frame.finish()
        case .failed(let error): throw error
        case .none:
            // A type that encodes nothing is an empty record, or has no value for this schema.
            guard let frame = frame([.record, .map], "nothing") else { throw session.mismatch(type, "nothing from \(swiftType)") }
            return try frame.finish()
        }
    }

    /// Runs one step of the value's making; an error learns the way.
    func at<R>(_ step: AvroPath.Step, _ body: () throws -> R) throws -> R {
        if case .failed(let error) = shape { throw error }
        do {
            return try body()
        } catch let error as AvroEncodingError {
            var error = error
            error.path.prepend(step)
            throw error
        }
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
        let type = shape.types[index]
        guard type.kind == .union else { return kinds.contains(type.kind) ? .found(branch: nil, type: index) : .missing }
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
