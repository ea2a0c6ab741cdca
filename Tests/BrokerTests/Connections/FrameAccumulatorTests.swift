import BrokerServer
import NIOCore
import TestKit
import Testing

@Suite struct `Cutting frames` {
    private func frame(_ text: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(Int32(text.utf8.count))
        buffer.writeString(text)
        return buffer
    }

    private func texts(_ frames: inout FrameAccumulator) throws(FrameError) -> [String] {
        var found: [String] = []
        while let next = try frames.next() { found.append(String(buffer: next)) }
        frames.compact()
        return found
    }

    @Test func `several in one read`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100)
        var all = frame("one")
        all.writeImmutableBuffer(frame(""))
        all.writeImmutableBuffer(frame("three"))
        frames.append(all)
        #expect(try texts(&frames) == ["one", "", "three"])
        #expect(frames.byteCount == 0)
    }

    @Test func `byte by byte`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100)
        var all = frame("hello")
        all.writeImmutableBuffer(frame("world"))
        var found: [String] = []
        for byte in all.readableBytesView {
            frames.append(ByteBuffer(bytes: [byte]))
            found += try texts(&frames)
        }
        #expect(found == ["hello", "world"])
    }

    @Test func `cut anywhere into pieces of any size`() throws {
        let seed: UInt64 = 7
        var random = SeededGenerator(seed: seed)
        for round in 0..<100 {
            let sent = (0..<20).map { String(repeating: "x", count: Int.random(in: 0...300, using: &random)) + "\($0)" }
            var stream = ByteBuffer()
            for text in sent { stream.writeImmutableBuffer(frame(text)) }
            var frames = FrameAccumulator(maxFrameBytes: 1000)
            var found: [String] = []
            while stream.readableBytes > 0 {
                let count = min(Int.random(in: 1...500, using: &random), stream.readableBytes)
                guard let piece = stream.readSlice(length: count) else { break }
                frames.append(piece)
                // Not every time: frames may be left lying.
                if Bool.random(using: &random) { found += try texts(&frames) }
            }
            found += try texts(&frames)
            #expect(found == sent, "seed \(seed), round \(round)")
        }
    }

    @Test func `negative and oversized lengths are refused`() {
        let limit = "the limit is 100 (socket.request.max.bytes)"
        for (length, sentence) in [
            (Int32(-1), "a frame claims -1 bytes, which is negative"),
            (Int32.min, "a frame claims -2147483648 bytes, which is negative"),
            (101, "a frame claims 101 bytes, \(limit)"),
            (0x4745_5420, "a frame claims 1195725856 bytes, \(limit); the client seems to speak HTTP"),
            (0x1603_0102, "a frame claims 369295618 bytes, \(limit); the client seems to speak TLS"),
        ] {
            var frames = FrameAccumulator(maxFrameBytes: 100)
            frames.append(ByteBuffer(integer: length))
            do throws(FrameError) {
                _ = try frames.next()
                Issue.record("\(length) was taken")
            } catch {
                #expect(error.description == sentence)
            }
        }
    }

    @Test func `a length that is claimed does not allocate`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
        frames.append(ByteBuffer(integer: Int32(100 << 20)))
        for _ in 0..<100 {
            frames.append(ByteBuffer(repeating: 0, count: 10))
            #expect(try frames.next() == nil)
        }
        #expect(frames.byteCount == 1004)
        #expect(frames.storageCapacity <= 4096)
    }

    @Test func `a frame of ordinary size has room from the start, and its bytes are moved once`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
        frames.append(ByteBuffer(integer: Int32(1 << 20)))
        frames.append(ByteBuffer(repeating: 0, count: 10))
        let room = frames.storageCapacity
        #expect(room >= 1 << 20 && room <= 2 << 20)
        frames.append(ByteBuffer(repeating: 0, count: 1 << 19))
        #expect(frames.storageCapacity == room)
    }

    @Test func `a large frame is gathered whole`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
        frames.append(ByteBuffer(integer: Int32(3 << 20)))
        for piece in UInt8(0)..<48 { frames.append(ByteBuffer(repeating: piece, count: 65536)) }
        let whole = try #require(try frames.next())
        #expect(whole.readableBytes == 3 << 20)
        #expect(whole.getInteger(at: whole.readerIndex + (3 << 20) - 1, as: UInt8.self) == 47)
        #expect(frames.byteCount == 0)
    }

    @Test func `the room of an unfinished frame goes to the next read, and ends where the frame does`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
        frames.append(ByteBuffer(integer: Int32(1 << 20)))
        frames.append(ByteBuffer(repeating: 1, count: 10))
        let lent = frames.lend()
        var room = try #require(lent)
        #expect(room.readableBytes == 14 && room.capacity == 4 + 1 << 20)
        #expect(frames.byteCount == 14)
        #expect(try frames.next() == nil)

        room.writeRepeatingByte(2, count: 1 << 19)
        frames.takeBack(room)
        let lentAgain = frames.lend()
        room = try #require(lentAgain)
        #expect(room.readableBytes == 14 + 1 << 19 && room.capacity == 4 + 1 << 20)
        room.writeRepeatingByte(3, count: room.writableBytes)
        frames.takeBack(room)
        let whole = try #require(try frames.next())
        #expect(whole.readableBytes == 1 << 20)
        #expect(whole.readableBytesView.first == 1 && whole.readableBytesView.last == 3)
        #expect(frames.byteCount == 0 && frames.lend() == nil)
    }

    @Test func `no room goes to a read for a claim alone, for little, or for what is refused`() throws {
        var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
        #expect(frames.lend() == nil)
        frames.append(ByteBuffer(integer: Int32(10 << 10)))
        #expect(frames.lend() == nil)
        for refused in [Int32(-1), .min, 101 << 20] {
            var frames = FrameAccumulator(maxFrameBytes: 100 << 20)
            frames.append(ByteBuffer(integer: refused))
            #expect(frames.lend() == nil)
        }
        var large = FrameAccumulator(maxFrameBytes: 100 << 20)
        large.append(ByteBuffer(integer: Int32(100 << 20)))
        large.append(ByteBuffer(repeating: 0, count: 20_000))
        let lent = large.lend()
        #expect(try #require(lent).capacity <= 64 << 10)
    }

    @Test func `read into lent rooms and buffers of any size`() throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        for round in 0..<50 {
            let sizes = [10, 300, 20_000, 60_000, 1_700_000]
            let sent = (0..<8).map { number in
                "\(number)" + String(repeating: "x", count: Int.random(in: 0...sizes[Int(random.next() % 5)], using: &random))
            }
            var stream = ByteBuffer()
            for text in sent { stream.writeImmutableBuffer(frame(text)) }
            var frames = FrameAccumulator(maxFrameBytes: 2_000_000)
            var found: [String] = []
            while stream.readableBytes > 0 {
                let lent = frames.lend()
                var buffer = lent ?? ByteBufferAllocator().buffer(capacity: 1 << Int.random(in: 9...18, using: &random))
                let most = min(buffer.writableBytes, stream.readableBytes)
                guard let piece = stream.readSlice(length: Int.random(in: 1...most, using: &random)) else { break }
                buffer.writeImmutableBuffer(piece)
                if lent == nil { frames.append(buffer) } else { frames.takeBack(buffer) }
                found += try texts(&frames)
            }
            #expect(found == sent, "seed \(seed), round \(round)")
        }
    }
}
