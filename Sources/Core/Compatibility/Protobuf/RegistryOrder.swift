/// The order in which Confluent's registry lists what differs: it walks Java hash sets of names and numbers.
enum RegistryOrder {
    /// Ascending by bucket, `keys` of one bucket in their order.
    ///
    /// - Parameter originalCount: how many of the keys, the first ones, are of the original schema: the set was sized for them.
    static func sorted(_ hashes: [Int32], originalCount: Int) -> [Int] {
        var buckets = 16
        while buckets < originalCount * 4 / 3 + 1 { buckets *= 2 }
        while hashes.count * 4 > buckets * 3 { buckets *= 2 }
        func bucket(_ hash: Int32) -> Int {
            let bits = UInt32(bitPattern: hash)
            return Int(bits ^ (bits >> 16)) & (buckets - 1)
        }
        let keyed = hashes.enumerated().map { (bucket: bucket($0.element), place: $0.offset) }
        return keyed.sorted { ($0.bucket, $0.place) < ($1.bucket, $1.place) }.map(\.place)
    }

    /// Java's `String.hashCode`.
    static func hash(_ name: String) -> Int32 {
        name.utf16.reduce(0) { $0 &* 31 &+ Int32($1) }
    }
}
