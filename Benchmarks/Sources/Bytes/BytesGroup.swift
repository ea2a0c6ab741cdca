import Bytes
import Glibc

/// What bytes cost before anybody looks at them: the ceilings of everything else.
enum BytesGroup {
    static func series() -> [Series] { [series(1 << 20, "1 MiB"), series(16 << 10, "16 KiB")] }

    private static func series(_ size: Int, _ name: String) -> Series {
        let source = Noise.bytes(size), target = CopyTarget(size)
        let bytes = Double(size)
        return Series(
            group: "bytes", title: name, clock: .threadTime,
            subjects: [
                Subject(name: "memcpy", work: .repeated { for _ in 0..<$0 { target.copy(source) } }, bytesPerOperation: bytes),
                Subject(
                    name: "CRC-32C, SSE4.2 where there is one",
                    work: .repeated { for _ in 0..<$0 { keep(CRC32C.checksum(source)) } },
                    bytesPerOperation: bytes, against: [Against("memcpy")]),
                Subject(
                    name: "CRC-32C, portable",
                    work: .repeated { for _ in 0..<$0 { keep(CRC32C.portableChecksum(source)) } },
                    bytesPerOperation: bytes, against: [Against("memcpy")]),
            ])
    }
}

/// Memory to copy into.
final class CopyTarget {
    private let memory: UnsafeMutableRawBufferPointer

    init(_ byteCount: Int) { memory = .allocate(byteCount: byteCount, alignment: 64) }

    deinit { memory.deallocate() }

    func copy(_ source: [UInt8]) {
        precondition(source.count <= memory.count, "what is copied fits")
        source.withUnsafeBytes {
            guard let from = $0.baseAddress, let to = memory.baseAddress else { return }
            // In bounds: checked above.
            memcpy(to, from, $0.count)
        }
    }
}

/// Bytes and numbers that look random and are the same in every run.
struct Noise: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64 = 1) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Letters and digits, as texts and ids are made of.
    mutating func text(_ count: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return String(decoding: (0..<count).map { _ in letters[Int(next() % 36)] }, as: UTF8.self)
    }

    static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var noise = Noise(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: noise.next()) }
    }
}
