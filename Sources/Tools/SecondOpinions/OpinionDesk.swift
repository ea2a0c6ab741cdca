package import LeafDump

/// Answers frames: takes a schema, then reads data of it.
package struct OpinionDesk {
    private var opinion: (any Opinion)?

    package init() {}

    package mutating func answer(_ frame: OpinionFrame) -> OpinionFrame {
        do throws(OpinionRefusal) {
            switch frame.kind {
            case .avroSchema:
                opinion = nil
                guard frame.parts.count == 1 else { throw OpinionRefusal("a schema is one part, these are \(frame.parts.count)") }
                opinion = try LibavroOpinion(String(decoding: frame.parts[0], as: UTF8.self))
                return OpinionFrame(.dumps)
            case .data:
                guard let opinion else { throw OpinionRefusal("data came before a schema") }
                var dump = LeafDump(), dumps: [[UInt8]] = []
                for bytes in frame.parts {
                    dump.removeAll()
                    try opinion.dump(bytes, to: &dump)
                    dumps.append(dump.bytes)
                }
                return OpinionFrame(.dumps, dumps)
            default:
                throw OpinionRefusal("a frame of kind \(frame.kind) is an answer, not a question")
            }
        } catch {
            return .refusal(error.sentence)
        }
    }
}
