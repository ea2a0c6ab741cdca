/// Members in the order written. Keys are unique.
///
/// Small objects are searched, large ones keep an index, so that an object somebody made huge costs no more than its size.
public struct JSONObject: Sendable {
    public struct Member: Sendable, Hashable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        public static func == (left: Member, right: Member) -> Bool {
            left.key.hasSameBytes(as: right.key) && left.value == right.value
        }
    }

    public private(set) var members: [Member]
    private var index = JSONKeyIndex()

    public init() { members = [] }

    /// The keys must differ; the parser has checked that.
    init(uniqueMembers: [Member]) {
        members = uniqueMembers
        for member in uniqueMembers { index.append(member.key) }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var keys: [String] { members.map(\.key) }

    /// Replaces in place, appends a new key, removes on nil. Removal is linear in the number of members.
    public subscript(key: String) -> JSONValue? {
        get { index.place(of: key).map { members[$0].value } }
        set {
            switch (index.place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                self = JSONObject(uniqueMembers: members)
            case (nil, let value?):
                members.append(Member(key: key, value: value))
                index.append(key)
            case (nil, nil): break
            }
        }
    }

    package func isSame(ignoringMemberOrder other: JSONObject) -> Bool {
        count == other.count
            && members.allSatisfy { member in other[member.key].map { member.value.isSame(ignoringMemberOrder: $0) } ?? false }
    }

    package var sortedByKey: JSONObject {
        let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
        return JSONObject(uniqueMembers: sorted.map { Member(key: $0.key, value: $0.value.sortedByKey) })
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// A key that is written twice keeps its first place and its last value.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}

extension JSONObject: Hashable {
    /// The order of members counts.
    public static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

    public func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

/// The places of keys in the order they came: searched while few, hashed when many.
struct JSONKeyIndex: Sendable {
    private struct ExactKey: Hashable {
        let text: String
        static func == (left: ExactKey, right: ExactKey) -> Bool { left.text.hasSameBytes(as: right.text) }
        func hash(into hasher: inout Hasher) { hasher.combine(text) }
    }

    private static let searchedAtMost = 16
    private var keys: [String] = []
    private var places: [ExactKey: Int] = [:]

    func place(of key: String) -> Int? {
        keys.count <= Self.searchedAtMost ? keys.firstIndex { $0.hasSameBytes(as: key) } : places[ExactKey(text: key)]
    }

    /// `key` is not in the index yet.
    mutating func append(_ key: String) {
        keys.append(key)
        if keys.count == Self.searchedAtMost + 1 {
            for (place, key) in keys.enumerated() { places[ExactKey(text: key)] = place }
        } else if keys.count > Self.searchedAtMost {
            places[ExactKey(text: key)] = keys.count - 1
        }
    }
}
