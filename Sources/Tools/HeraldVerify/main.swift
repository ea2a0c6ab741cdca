// `herald-verify`: Debian's libavro and protobuf-c behind two pipes. It decodes what our decoders have accepted and says what it
// found, and writes and reads Avro container files.
//
// A process of its own, because both libraries crash on bytes that were made for it. One frame in, one frame out. `herald` runs
// it; it stands beside it. The one argument is how much memory it may have, in MiB.
import Glibc
import LeafDump
import SecondOpinions

// Whoever talks to it may go away: the failing write ends it.
signal(SIGPIPE, SIG_IGN)
// Ctrl-C is for `herald`, which then says how to go on: it ends this process by closing its pipe.
signal(SIGINT, SIG_IGN)

// What the libraries may take before they are stopped: they believe lengths they read.
let mebibytes = CommandLine.arguments.count > 1 ? rlim_t(CommandLine.arguments[1]) ?? 4096 : 4096
var memory = rlimit(rlim_cur: mebibytes << 20, rlim_max: mebibytes << 20)
setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
// A crash is an answer, not something to keep a picture of.
var core = rlimit(rlim_cur: 0, rlim_max: 0)
setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)

var desk = OpinionDesk()
while let header = Pipe.read(count: 4) {
    let count = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= OpinionFrame.maxBytes, let body = Pipe.read(count: count) else { exit(1) }
    let answer: OpinionFrame
    do { answer = desk.answer(try OpinionFrame(parsing: body)) } catch { answer = .refusal("\(error)") }
    guard Pipe.write(answer.serialized) else { exit(1) }
}

enum Pipe {
    /// Nil at the end of the input.
    static func read(count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes[filled...].withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if got > 0 { filled += got } else if got == 0 || errno != EINTR { return nil }
        }
        return bytes
    }

    static func write(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 { start += count } else if errno != EINTR { return false }
        }
        return true
    }
}
