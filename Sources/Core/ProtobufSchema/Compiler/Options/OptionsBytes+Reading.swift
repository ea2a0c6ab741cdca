internal import Bytes

/// A few fields out of options we have written ourselves.
extension OptionsBytes {
    func flag(_ number: Int32) -> Bool? { integer(number).map { $0 != 0 } }

    /// The last varint under a number.
    func integer(_ number: Int32) -> Int64? { integers(number).last }

    func integers(_ number: Int32) -> [Int64] {
        var found: [Int64] = []
        forEachField { tag, reader throws(MalformedBytes) in
            guard tag == WireTag(number: number, type: .varint) else { return try reader.skipValue(of: tag) }
            found.append(Int64(bitPattern: try reader.readUnsignedVarlong()))
        }
        return found
    }

    /// Length-prefixed fields under a number.
    func messages(_ number: Int32) -> [OptionsBytes] {
        var found: [OptionsBytes] = []
        forEachField { tag, reader throws(MalformedBytes) in
            guard tag == WireTag(number: number, type: .lengthDelimited) else { return try reader.skipValue(of: tag) }
            found.append(OptionsBytes(try reader.readDelimitedBytes()))
        }
        return found
    }

    /// A singular message that may have been written in parts.
    func message(_ number: Int32) -> OptionsBytes? {
        let parts = messages(number)
        return parts.isEmpty ? nil : OptionsBytes(parts.flatMap(\.bytes))
    }

    /// Stops without a word at bytes that are no message: who wants to hear of it has checked before.
    private func forEachField(_ body: (WireTag, inout ByteReader) throws(MalformedBytes) -> Void) {
        bytes.withByteReader { reader in
            do throws(MalformedBytes) {
                try reader.forEachField(body)
            } catch {
                return
            }
        }
    }
}
