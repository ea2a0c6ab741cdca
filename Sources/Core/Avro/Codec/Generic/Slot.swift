/// One value of a decoded datum in 16 bytes. Children lie in runs of their own:
///
///     kind             word                          count
///     null             –                             –
///     boolean          0 or 1                        –
///     int, long        the value, sign-extended      –
///     float, double    the bits                      –
///     bytes, string,
///     fixed            byte offset of the content    its bytes
///     enumeration      index of the reader's symbol  –
///     record           index of the first field      fields
///     array            index of the first item       items
///     map              index of the first key        entries (key, value, key, value …)
///
/// A union takes no slot: the branch is noted in its value's tag.
@usableFromInline
struct Slot: BitwiseCopyable, Sendable {
    var word: UInt64
    var count: UInt32
    var tag: Tag

    init(_ word: UInt64, count: UInt32 = 0, tag: Tag) {
        self.word = word
        self.count = count
        self.tag = tag
    }

    @usableFromInline
    enum Kind: UInt8, BitwiseCopyable, Sendable {
        case null, boolean, int, long, float, double, bytes, string, fixed, enumeration, record, array, map
        /// Only in shapes: a value of a union has the kind of its branch.
        case union
    }

    /// Kind, origin of the content, and union branch in 32 bits.
    @usableFromInline
    struct Tag: Equatable, BitwiseCopyable, Sendable {
        @usableFromInline var bits: UInt32

        static let pool = UInt32(1 << 8)
        /// Branches that fit beside kind and origin.
        static let maxBranches = 1 << 20

        init(_ kind: Kind, branch: Int? = nil) {
            bits = UInt32(kind.rawValue) | (branch.map { UInt32($0 + 1) << 9 } ?? 0)
        }

        var kind: Kind {
            // Tags are made by `init` alone, so the low byte is a kind.
            Kind(rawValue: UInt8(truncatingIfNeeded: bits)).unsafelyUnwrapped
        }

        /// Which branch of the reader's union the value came in.
        @inlinable var branch: Int? { bits >> 9 == 0 ? nil : Int(bits >> 9) - 1 }

        /// The content lies among the plan's defaults, not in the input.
        var isPooled: Bool { bits & Tag.pool != 0 }
    }
}
