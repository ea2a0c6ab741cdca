import LogFormat
import Testing

@Suite struct `Segment file names` {
    @Test func `every name goes both ways`() {
        for offset in [0, 42, .max] as [Int64] {
            for kind in SegmentFileName.Kind.allCases {
                for stage in SegmentFileName.Stage.allCases {
                    let name = SegmentFileName(baseOffset: offset, kind: kind, stage: stage)
                    #expect(SegmentFileName(name.description) == name)
                }
            }
        }
        #expect(SegmentFileName(baseOffset: 1311, kind: .log).description == "00000000000000001311.log")
        #expect(
            SegmentFileName(baseOffset: 0, kind: .timeIndex, stage: .cleaned).description
                == "00000000000000000000.timeindex.cleaned")
    }

    @Test(arguments: [
        "", "leader-epoch-checkpoint", "0.log", "0000000000000000000.log", "000000000000000000000.log", "00000000000000000000",
        "00000000000000000000.log.", "00000000000000000000.logs", "00000000000000000000.log.old", "-0000000000000000001.log",
        "+0000000000000000001.log", "99999999999999999999.log", "0000000000000000000a.log", "00000000000000000000.swap",
        "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠.log",
    ]) func `other names are nobody's`(name: String) {
        #expect(SegmentFileName(name) == nil)
    }
}
