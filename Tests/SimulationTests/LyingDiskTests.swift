import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// Lives that end on a disk that has said it synced, and has not. What was promised may be gone then; what must not happen is a crash
/// of ours, a record nobody has written, or silence. `HERALD_SEED=n` runs one seed again.
@Suite struct `Random lives on a disk that lies` {
    @Test(arguments: [false, true])
    func `end in refusals and lines in the log, never in garbage`(isCompacted: Bool) throws {
        var refusals = 0
        for seed in Seed.values(200) where try runLife(seed, isCompacted) { refusals += 1 }
        #expect(refusals > 0)
    }

    /// Whether something was refused or reported.
    private func runLife(_ seed: UInt64, _ isCompacted: Bool) throws -> Bool {
        var random = SeededGenerator(seed: seed &* 32_452_843)
        var config = StorageFixture.smallSegments
        config.cleanup = isCompacted ? .compact : .delete
        config.minDirtyRatio = 0.1
        let fixture = StorageFixture(seed: seed, config: config)
        var (directory, log) = try fixture.openWithLog()
        var sent: [String] = []
        let lying = Int.random(in: 0..<40, using: &random)
        for step in 0..<60 {
            if step == lying { fixture.disk.lie() }
            let value = "value \(sent.count) " + String(repeating: "x", count: Int.random(in: 0..<300, using: &random))
            sent.append(value)
            _ = log.submit(try TestBatch([("key \(sent.count % 5)", value)]))
            if random.oneIn(2) { directory.commitNow() }
            if random.oneIn(8) { directory.maintainNow() }
            if random.oneIn(20) {
                directory.close()
                (directory, log) = try fixture.openWithLog()
                // What was not committed is not there, and its offsets are given again.
                while sent.count > log.logEnd { sent.removeLast() }
            }
        }
        directory.commitNow()
        fixture.disk.crash()
        fixture.disk.restart()
        do {
            directory = try fixture.open()
        } catch {
            #expect(error.code == .directory || error.code == .corrupt || error.code == .storage, "seed \(seed): \(error)")
            return true
        }
        directory.scrubNow()
        let isTold = !directory.recoveryReports.isEmpty || !directory.damages.isEmpty || directory.damage(of: StorageFixture.partition) != nil
        guard let log = directory.log(StorageFixture.partition) else { return isTold }
        check(log, sent, seed)
        // And it goes on with what it has.
        _ = log.submit(try TestBatch([("key", "after")]))
        directory.commitNow()
        directory.maintainNow()
        directory.close()
        return isTold
    }

    /// Every offset is asked for: what is given was written there.
    private func check(_ log: PartitionLog, _ sent: [String], _ seed: UInt64) {
        for offset in log.logStart..<max(log.logStart, log.highWatermark) {
            do {
                let slice = try log.read(from: offset, maxBytes: 1, upTo: log.highWatermark)
                for record in try TestRecords.read(try slice.bytes()) {
                    #expect(sent.indices.contains(Int(record.offset)) && sent[Int(record.offset)] == record.value, "seed \(seed), \(record)")
                }
            } catch let error as StorageError {
                #expect(error.code == .corrupt, "seed \(seed), offset \(offset): \(error)")
            } catch {
                Issue.record("seed \(seed), offset \(offset): \(error)")
            }
        }
    }
}
