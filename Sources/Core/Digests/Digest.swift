internal import CCrypto

/// Message digests of libcrypto, whole inputs at a time.
package enum Digest {
    /// 16 bytes. Only for identities that others have defined by MD5 (schema GUIDs, fingerprints), never for secrecy.
    package static func md5(_ bytes: [UInt8]) -> [UInt8] { compute(EVP_md5(), byteCount: 16, over: bytes) }

    /// 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { compute(EVP_sha256(), byteCount: 32, over: bytes) }

    private static func compute(_ algorithm: OpaquePointer?, byteCount: Int, over bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: byteCount)
        var written: UInt32 = 0
        // libcrypto writes the algorithm's own size, which is `byteCount`, and reads `bytes.count` bytes.
        let succeeded = EVP_Digest(bytes, bytes.count, &digest, &written, algorithm, nil)
        precondition(
            succeeded == 1 && Int(written) == byteCount, "libcrypto's default provider computes this digest; is it switched off?")
        return digest
    }
}
