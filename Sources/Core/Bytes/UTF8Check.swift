/// Whether bytes are well-formed UTF-8, quickest for ASCII.
@usableFromInline
package enum UTF8Check {
    @inlinable
    package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let count = bytes.count
        var index = 0
        // In bounds: eight bytes are left from `index`.
        while index &+ 8 <= count {
            if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
                return isValidBeyondASCII(bytes)
            }
            index &+= 8
        }
        while index < count {
            if bytes[index] >= 0x80 { return isValidBeyondASCII(bytes) }
            index &+= 1
        }
        return true
    }

    @usableFromInline @inline(never)
    static func isValidBeyondASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: UInt8.self) { buffer in
            (try? UTF8Span(validating: buffer.span)) != nil
        }
    }
}
