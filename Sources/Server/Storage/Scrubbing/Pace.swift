/// Whose turn it is when, at so many bytes a second. Has no clock: times are milliseconds of one that is never set.
struct Pace: Sendable {
    /// Somebody's place in the line, from when it asked until it is its turn.
    struct Turn: Equatable, Sendable {
        fileprivate var at: Double
        fileprivate var generation: Int
    }

    /// nil: as many as there are.
    private(set) var bytesPerSecond: Int?
    /// When the next who asks may go.
    private var readyAt = 0.0
    /// Goes up with every change of the rate.
    private var generation = 0

    /// - Parameter bytesPerSecond: nil: as many as there are.
    init(bytesPerSecond: Int?) { self.bytesPerSecond = bytesPerSecond }

    /// From now on so many; who waits for its turn at the old rate takes another at the new one when it asks again.
    mutating func change(bytesPerSecond: Int?) {
        guard self.bytesPerSecond != bytesPerSecond else { return }
        self.bytesPerSecond = bytesPerSecond
        readyAt = 0
        generation += 1
    }

    /// How many milliseconds are left until so many bytes may be read or written; 0: they may be now. Those who come after
    /// wait for as long as these bytes take.
    ///
    /// - Parameter turn: Of who asks: nil at first, and what this made of it when asked again.
    mutating func wait(for byteCount: Int, _ turn: inout Turn?, now: Double) -> Int {
        guard let bytesPerSecond else { return 0 }
        let mine: Turn
        if let turn, turn.generation == generation { mine = turn } else {
            mine = Turn(at: max(now, readyAt), generation: generation)
            readyAt = mine.at + Double(byteCount) * 1000 / Double(max(1, bytesPerSecond))
            turn = mine
        }
        return mine.at <= now ? 0 : Int((mine.at - now).rounded(.up))
    }
}
