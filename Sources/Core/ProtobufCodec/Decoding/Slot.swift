/// One value of a decoded message in 16 bytes.
///
///     kind              word                              count            state
///     absent            –                                 –                0
///     integers, enums   the value, sign-extended          –                1
///     bool              0 or 1                            –                1
///     float, double     the bits                          –                1
///     string, bytes     byte offset of the content        its bytes        1
///     message           index of its first slot           –                1
///     list, map         index of the first element        elements         elements there is room for
///     oneof             place of the member that is set,  –                –
///                       from 1; 0 for none
///     unknown fields    index of the first                pieces           pieces there is room for
///     an unknown field  byte offset of the tag            bytes            1
///     an unknown value  the number in a closed enum       the field's      2
///                                                         number
///
/// Elements are slots; entries of maps are messages of key and value, three slots each.
struct Slot {
    var word: UInt64
    var count: UInt32
    var state: UInt32

    @inline(__always)
    init(_ word: UInt64, count: UInt32 = 0, state: UInt32 = Slot.present) {
        self.word = word
        self.count = count
        self.state = state
    }

    static let present: UInt32 = 1
    static let enumValue: UInt32 = 2
    /// Slots of a map's entry: key, value, unknown fields.
    static let entryStride = 3
}
