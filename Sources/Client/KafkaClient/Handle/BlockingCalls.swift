internal import Synchronization

/// A thread for calls that wait on the network, one after the other; started when the first one comes.
final class BlockingCalls: Sendable {
    private enum Phase { case notStarted, running, stopped }

    private let mailbox: Mailbox
    private let phase = Mutex(Phase.notStarted)
    /// Rung by the thread as its last act.
    private let ended = Bell()

    init() { mailbox = Mailbox(bell: Bell(), limit: 256) }

    /// Whether the call was taken.
    func post(_ job: @escaping Mailbox.Job) throws(KafkaClientError) -> Bool {
        try phase.withLock { (phase) throws(KafkaClientError) in
            guard phase == .notStarted else { return }
            let mailbox = mailbox, ended = ended
            try BlockingThread.start {
                while !mailbox.isClosed {
                    mailbox.runAll()
                    mailbox.bell.wait(atMost: .seconds(60))
                }
                mailbox.runAll()
                ended.ring()
            }
            phase = .running
        }
        return mailbox.post(job)
    }

    /// Takes no more calls and returns when those taken have ended.
    func stop() {
        let wasRunning = phase.withLock { phase in
            defer { phase = .stopped }
            return phase == .running
        }
        mailbox.close()
        guard wasRunning else { return }
        mailbox.bell.ring()
        while !ended.wait(atMost: .seconds(60)) {}
    }
}
