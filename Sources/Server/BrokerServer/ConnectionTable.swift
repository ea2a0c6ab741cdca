package import Measures
package import NIOCore
import Synchronization

/// The connections there are, in all and by the client's address. Called from any loop.
package final class ConnectionTable: Sendable {
    package enum Admission: Equatable, Sendable {
        case admitted
        /// The sentence says which bound, and how many were refused since the last one that carried a sentence; nil in between.
        case refused(String?)
    }

    private struct Held {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var counts: [String: Int] = [:]
        var refusedCount = 0
        var lastToldOf: NIODeadline?
        var isDraining = false
        var maxConnections: Int
        var maxPerAddress: Int
    }

    private let meter: ConnectionMeter
    private let held: Mutex<Held>

    package init(maxConnections: Int, maxPerAddress: Int, meter: ConnectionMeter = ConnectionMeter()) {
        self.meter = meter
        held = Mutex(Held(maxConnections: maxConnections, maxPerAddress: maxPerAddress))
    }

    /// Holds for who comes from now on; who is there stays.
    package func limit(maxConnections: Int, maxPerAddress: Int) {
        held.withLock { held in
            held.maxConnections = maxConnections
            held.maxPerAddress = maxPerAddress
        }
    }

    package var count: Int { held.withLock { $0.channels.count } }

    package func admit(_ channel: any Channel, from address: String, at now: NIODeadline) -> Admission {
        held.withLock { held in
            let problem: String
            if held.isDraining {
                problem = "the listener is shutting down"
            } else if held.channels.count >= held.maxConnections {
                problem = "there are \(held.maxConnections) connections, as many as may be"
            } else if held.counts[address, default: 0] >= held.maxPerAddress {
                problem = "\(address) has \(held.maxPerAddress) connections, as many as one address may have"
            } else {
                held.channels[ObjectIdentifier(channel)] = channel
                held.counts[address, default: 0] += 1
                meter.taken.add()
                meter.open.set(held.channels.count)
                return .admitted
            }
            held.refusedCount += 1
            meter.refused.add()
            // At most a line every ten seconds, however many knock.
            if let last = held.lastToldOf, now - last < .seconds(10) { return .refused(nil) }
            held.lastToldOf = now
            defer { held.refusedCount = 0 }
            return .refused("\(problem); refused since the last such line: \(held.refusedCount)")
        }
    }

    package func remove(_ channel: any Channel, from address: String) {
        held.withLock { held in
            guard held.channels.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
            meter.open.set(held.channels.count)
            let left = held.counts[address, default: 1] - 1
            held.counts[address] = left == 0 ? nil : left
        }
    }

    /// From now on nobody is admitted; returns who is there.
    package func drain() -> [any Channel] {
        held.withLock { held in
            held.isDraining = true
            return Array(held.channels.values)
        }
    }
}
