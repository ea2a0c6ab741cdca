/// How long to measure.
struct Effort {
    /// Odd, so that a median is one of the samples.
    var rounds: Int
    /// Of samples that wait for disks and sockets or take a second.
    var slowRounds: Int
    /// Nanoseconds a calibrated sample shall take.
    var sampleTime: Double
    /// Multiplies the size of samples that are not calibrated.
    var scale: Int

    static let quick = Effort(rounds: 9, slowRounds: 3, sampleTime: 30e6, scale: 1)
    static let long = Effort(rounds: 25, slowRounds: 9, sampleTime: 100e6, scale: 3)
}
