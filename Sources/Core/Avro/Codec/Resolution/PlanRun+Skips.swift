import Bytes

/// Stepping over values touches no slots, and bodies for it have no other ops: a loop of its own is small and quick.
extension PlanRun {
    mutating func skip(_ body: Int) throws(AvroDecodingError) {
        try skip(from: Int(bodies[body].start), to: Int(bodies[body].end))
    }

    mutating func skip(from start: Int, to end: Int) throws(AvroDecodingError) {
        var pc = start
        do throws(AvroDecodingError) {
            while pc < end {
                let op = ops[pc]
                switch op.code {
                case .skipBytes: try decoder.skip(Int(op.arg))
                case .skipVarint:
                    try decoder.skipVarint()
                    try decoder.skip(Int(op.arg))
                case .skipLengthPrefixed:
                    try decoder.skip(try decoder.readLength())
                    try decoder.skip(Int(op.arg))
                case .skipOptional: if try decoder.readIndex(below: 2, of: "branch") == Int(op.arg) { pc &+= 1 }
                case .skipRecord:
                    try decoder.enter()
                    try skip(Int(op.arg))
                    decoder.leave()
                case .skipArray: try skipBlocks(Int(op.arg), keyed: false)
                case .skipMap: try skipBlocks(Int(op.arg), keyed: true)
                case .skipUnion:
                    let branch = try decoder.readIndex(below: Int(tables[Int(op.arg)]), of: "branch")
                    try skip(Int(tables[Int(op.arg) &+ 1 &+ branch]))
                default: preconditionFailure("the compiler of plans steps over values with no other ops")
                }
                pc &+= 1
            }
        } catch {
            throw located(error, at: plan.program.labels[pc])
        }
    }

    private mutating func skipBlocks(_ item: Int, keyed: Bool) throws(AvroDecodingError) {
        let body = bodies[item]
        let minBytes = Int(body.minBytes) + (keyed ? 1 : 0)
        try decoder.enter()
        while true {
            let block = try decoder.readBlock(minItemBytes: minBytes)
            if block.count == 0 { break }
            if decoder.skip(block) { continue }
            var index = 0
            do throws(AvroDecodingError) {
                while index < block.count {
                    if keyed { try decoder.skip(try decoder.readLength()) }
                    try skip(from: Int(body.start), to: Int(body.end))
                    index &+= 1
                }
            } catch {
                throw located(error, at: .item(index))
            }
        }
        decoder.leave()
    }
}
