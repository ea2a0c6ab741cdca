/// Things that are measured in turns, in the same rounds: what we made, and the ceilings it is held against.
struct Series {
    var group: String
    var title: String
    var clock: Clock
    var subjects: [Subject]
    /// Asked once all rounds are over.
    var facts: () throws -> [Fact] = { [] }

    enum Clock: String {
        /// Time the measuring thread spent on a processor: for what only computes.
        case threadTime = "thread CPU time"
        /// For what waits: files, sockets, other threads.
        case wall = "wall clock"
    }
}

struct Subject {
    var name: String
    var work: Work
    /// Bytes one operation carries; nil where a rate in bytes says nothing.
    var bytesPerOperation: Double?
    var against: [Against] = []
    /// Allocations an operation may make at most, if a bar was set: the same on every machine.
    var allocationBar: Double?

    enum Work {
        /// Does that many operations; the runner finds out how many make a sample.
        case repeated((Int) throws -> Void)
        /// One sample of `operations`, and what comes before and after it, which is not timed.
        case sample(
            operations: Int, prepare: () async throws -> Void = {}, body: () async throws -> Void,
            cleanUp: () async throws -> Void = {})
    }
}

/// Another subject of the series, whose time per operation, or per byte, is the measure.
struct Against {
    var name: String
    /// At most this many times the other's time, if a bar was set.
    var bar: Double?
    /// Compares time per byte: for ceilings whose operations have another size.
    var perByte = false
    init(_ name: String, bar: Double? = nil, perByte: Bool = false) {
        self.name = name
        self.bar = bar
        self.perByte = perByte
    }
}

/// A figure that is not a time per operation.
struct Fact {
    var name: String
    var value: Double
    var unit: String
    /// At most this, if a bar was set.
    var bar: Double?

    init(_ name: String, _ value: Double, _ unit: String, bar: Double? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.bar = bar
    }
}
