import DurableState
import LogFormat
import Storage
import TestKit
import Testing

/// Runs a story once to count what it does to the disk, then again and again with the power going at each of these
/// changes, and looks at what the next start finds.
private struct CrashRun {
    var config = StorageFixture.smallSegments
    var story: (LogDirectory, PartitionLog, Witness) throws -> Void

    /// What was promised to whom.
    final class Witness {
        var submitted: [String] = []
        var answers: [(answer: Answer<Result<AppendOutcome, StorageError>>, acks: RequiredAcks)] = []

        func append(_ value: String?, key: String = "k", to log: PartitionLog, acks: RequiredAcks = .all) throws {
            submitted.append(value ?? "-")
            answers.append((log.submit(try TestBatch([(key, value)]), acks: acks), acks))
        }

        /// Value by offset of every acks=all append that was answered well.
        func acknowledged() -> [Int64: String] {
            var found: [Int64: String] = [:]
            for (value, (answer, acks)) in zip(submitted, answers) where acks == .all {
                if case .success(let outcome)? = answer.value { found[outcome.baseOffset] = value }
            }
            return found
        }
    }

    func check(_ look: (_ seed: UInt64, _ change: Int, PartitionLog, Witness) throws -> Void) throws {
        let rehearsal = StorageFixture(seed: 1, config: config)
        let (directory, log) = try rehearsal.openWithLog()
        let first = rehearsal.disk.changeCount
        try story(directory, log, Witness())
        let last = rehearsal.disk.changeCount
        try #require(last > first)
        for change in (first + 1)...last {
            let seed = UInt64(change)
            let fixture = StorageFixture(seed: seed, config: config)
            let (directory, log) = try fixture.openWithLog()
            let witness = Witness()
            fixture.disk.crash(atChange: change)
            // Once the power is gone every call fails; that is the story's end.
            do { try story(directory, log, witness) } catch is StorageError {}
            #expect(fixture.disk.isCrashed, "seed \(seed)")
            fixture.disk.restart()
            let (reopened, again) = try fixture.openWithLog()
            try look(seed, change, again, witness)
            // And it can be used, closed and opened as if nothing had been.
            let next = again.submit(try TestBatch([("k", "after")]))
            reopened.commitNow()
            let offset = try #require(try next.value?.get().baseOffset, "seed \(seed)")
            reopened.close()
            let (_, third) = try fixture.openWithLog()
            #expect(try third.allRecords().last?.offset == offset, "seed \(seed)")
        }
    }
}

@Suite struct `After a crash` {
    @Test func `a full segment that was not finished before a crash is not removed as too old`() throws {
        let fixture = StorageFixture()
        // Closed while it is empty: its indexes know of no record.
        var (directory, log) = try fixture.openWithLog()
        directory.close()
        (directory, log) = try fixture.openWithLog()
        for number in 0..<10 { _ = log.submit(try TestBatch([("k\(number)", "v")])) }
        directory.commitNow()
        fixture.disk.crash()
        fixture.disk.restart()
        // All that this start has looked at lies below the recovery point.
        (directory, log) = try fixture.openWithLog()
        directory.maintainNow()
        // Begins the next segment, and the power goes before the first is finished.
        let next = log.submit(try TestBatch([("k", String(repeating: "x", count: 1300))]))
        directory.commitNow()
        #expect(try next.value?.get().baseOffset == 10)
        #expect(log.segmentCount == 2)
        fixture.disk.crash()
        fixture.disk.restart()
        (directory, log) = try fixture.openWithLog()
        directory.maintainNow()
        #expect(log.logStart == 0)
        #expect(try log.allRecords().map(\.offset) == Array(0...10))
    }

    @Test(arguments: [true, false]) func `what the cleaner took from the end of a segment is no hole`(knowsPoint: Bool) throws {
        var fixture = StorageFixture()
        fixture.config.cleanup = .compact
        let padding = String(repeating: "x", count: 600)
        var (directory, log) = try fixture.openWithLog()
        // Two batches to a segment, of which the second is overwritten.
        for index in 0..<8 {
            _ = log.submit(try TestBatch([(index.isMultiple(of: 2) ? "kept \(index)" : "overwritten", padding)]))
        }
        directory.commitNow()
        _ = try directory.compactNow(StorageFixture.partition)
        _ = log.submit(try TestBatch([("kept 8", "last")]))
        directory.commitNow()
        let kept: [Int64] = [0, 2, 4, 6, 7, 8]
        #expect(try log.allRecords().map(\.offset) == kept)
        let end = log.logEnd
        fixture.disk.crash()
        fixture.disk.restart()
        if !knowsPoint { try fixture.disk.remove("/data/recovery-point-offset-checkpoint") }
        (directory, log) = try fixture.openWithLog()
        #expect(try log.allRecords().map(\.offset) == kept)
        #expect(log.logEnd == end)
        #expect(directory.recoveryReports.isEmpty)
    }

    @Test func `at any change of appending and rolling, what was acknowledged is there, in order, and nothing else`() throws {
        let run = CrashRun { directory, log, witness in
            for index in 0..<40 {
                try witness.append("value \(index)", to: log, acks: index % 5 == 4 ? .leader : .all)
                if index % 3 == 2 { directory.commitNow() }
                if index % 10 == 9 { directory.maintainNow() }
            }
            directory.commitNow()
        }
        try run.check { seed, change, log, witness in
            let found = try log.allRecords()
            let values = found.compactMap(\.value)
            #expect(values == Array(witness.submitted.prefix(values.count)), "seed \(seed)")
            #expect(found.map(\.offset) == found.indices.map(Int64.init), "seed \(seed)")
            for (offset, value) in witness.acknowledged() {
                #expect(found.first { $0.offset == offset }?.value == value, "seed \(seed), change \(change)")
            }
            for record in found {
                let slice = try log.read(from: record.offset, maxBytes: 1, upTo: log.highWatermark)
                #expect(try TestRecords.read(try slice.bytes()).first?.offset == record.offset, "seed \(seed)")
            }
        }
    }

    @Test func `at any change of cleaning, every key's last value is there at its offset`() throws {
        var config = StorageFixture.smallSegments
        config.cleanup = .compact
        config.deleteRetention = 0
        let run = CrashRun(config: config) { directory, log, witness in
            for index in 0..<48 {
                try witness.append(index % 7 == 6 ? nil : "value \(index)", key: "key \(index % 5)", to: log)
                if index % 8 == 7 { directory.commitNow() }
            }
            directory.commitNow()
            _ = try directory.compactNow(StorageFixture.partition)
            _ = try directory.compactNow(StorageFixture.partition)
        }
        try run.check { seed, change, log, witness in
            let found = try log.allRecords()
            #expect(found.map(\.offset) == found.map(\.offset).sorted(), "seed \(seed)")
            let acknowledged = witness.acknowledged()
            for record in found {
                let expected = witness.submitted[Int(record.offset)]
                #expect(record.value ?? "-" == expected, "seed \(seed)")
            }
            // Latest by key, of what was acknowledged; what came after may be there as well.
            var latest: [String: Int64] = [:]
            for offset in acknowledged.keys.sorted() { latest["key \(offset % 5)"] = offset }
            for (key, offset) in latest where acknowledged[offset] != "-" {
                let survivor = found.last { $0.key == key }
                #expect(survivor.map { $0.offset >= offset } == true, "seed \(seed), change \(change): \(key)")
            }
            for (key, offset) in latest where acknowledged[offset] == "-" {
                // A deleted key never comes back.
                let survivor = found.last { $0.key == key }
                #expect(survivor.map { $0.offset >= offset } ?? true, "seed \(seed), change \(change): \(key)")
            }
        }
    }

    @Test func `at any change of retention the log has no hole`() throws {
        var config = StorageFixture.smallSegments
        config.retentionByteCount = 2000
        let run = CrashRun(config: config) { directory, log, witness in
            for index in 0..<160 {
                try witness.append("value \(index)", to: log)
                if index % 20 == 19 { directory.commitNow() }
                // Several segments go at once.
                if index % 80 == 79 { directory.maintainNow() }
            }
        }
        try run.check { seed, change, log, witness in
            let found = try log.allRecords()
            let offsets = found.map(\.offset)
            if let first = offsets.first, let last = offsets.last {
                #expect(offsets == Array(first...last), "seed \(seed)")
                #expect(first == log.logStart, "seed \(seed)")
            }
            for (offset, value) in witness.acknowledged() where offset >= log.logStart {
                #expect(found.first { $0.offset == offset }?.value == value, "seed \(seed), change \(change)")
            }
        }
    }

    @Test func `at any change of closing, everything is there`() throws {
        let run = CrashRun { directory, log, witness in
            for index in 0..<20 { try witness.append("value \(index)", to: log) }
            directory.commitNow()
            directory.close()
            // Closing reports what went wrong to the log only; the test looks at the disk instead.
            if directory.failure == nil { _ = try directory.space() }
        }
        try run.check { seed, _, log, witness in
            let values = try log.allRecords().compactMap(\.value)
            #expect(values == Array(witness.submitted.prefix(values.count)), "seed \(seed)")
            let acknowledged = witness.acknowledged()
            #expect(values.count >= acknowledged.count, "seed \(seed)")
        }
    }
}
