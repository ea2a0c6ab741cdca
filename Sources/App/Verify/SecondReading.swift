import LeafDump

/// Reads data a second time with the C libraries, in a worker that may crash: then another takes its place, and the datum that
/// did it is told. Used from one task.
final class SecondReading {
    enum Outcome: Equatable {
        /// The leaves as the library reads them.
        case leaves([UInt8])
        case refused(String)
        case crashed(String)
    }

    private let makeWorker: () throws -> VerifyWorker
    private var worker: VerifyWorker?
    /// What the worker reads now.
    private var current: RecordOpinion.Key?
    /// Schemas that the libraries do not take, with the reason.
    private(set) var refusals: [RecordOpinion.Key: String] = [:]
    private(set) var restartCount = 0

    init(makeWorker: @escaping () throws -> VerifyWorker) { self.makeWorker = makeWorker }

    /// - Returns: As many as data; nil if the schema is one that the library does not take.
    func read(_ data: [[UInt8]], _ key: RecordOpinion.Key, _ opinion: RecordOpinion) throws -> [Outcome]? {
        if refusals[key] != nil { return nil }
        do {
            guard try take(key, opinion) else { return nil }
            let answer = try running().ask(OpinionFrame(.data, data))
            if answer.kind == .dumps, answer.parts.count == data.count { return answer.parts.map { .leaves($0) } }
            if data.count == 1 { return [.refused(answer.text)] }
        } catch let failure as VerifyWorker.Failure {
            drop()
            if data.count == 1 { return [.crashed("\(failure)")] }
        }
        // One of them: each for itself.
        return try data.flatMap { try read([$0], key, opinion) ?? [] }
    }

    private func take(_ key: RecordOpinion.Key, _ opinion: RecordOpinion) throws -> Bool {
        if current == key { return true }
        current = nil
        do {
            let answer = try running().ask(opinion.question)
            guard answer.kind == .dumps else {
                refusals[key] = answer.text
                return false
            }
        } catch let failure as VerifyWorker.Failure {
            drop()
            refusals[key] = "\(failure) over the schema"
            return false
        }
        current = key
        return true
    }

    private func running() throws -> VerifyWorker {
        if let worker { return worker }
        let new = try makeWorker()
        worker = new
        return new
    }

    private func drop() {
        (worker, current) = (nil, nil)
        restartCount += 1
    }
}
