import Bytes
import Digests
import Testing

@Suite struct `Digests` {
    @Test func `MD5 agrees with RFC 1321`() {
        #expect(HexDump.compact(Digest.md5([])) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(HexDump.compact(Digest.md5(Array("message digest".utf8))) == "f96b697d7cb7938d525a2f31aaf161d0")
    }

    @Test func `SHA-256 agrees with FIPS 180-4`() {
        #expect(
            HexDump.compact(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            HexDump.compact(Digest.sha256([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
