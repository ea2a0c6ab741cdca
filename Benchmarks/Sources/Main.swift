import ArgumentParser
import Foundation

/// `benchmarks`: what Herald's parts cost, each beside its ceiling in the same run. `Benchmarks/run` builds and calls it.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measure Herald beside its ceilings.",
        discussion: "Groups: \(Group.allCases.map(\.rawValue).joined(separator: ", ")). Without a name all are run.")

    enum Group: String, CaseIterable, ExpressibleByArgument {
        case bytes, avro, protobuf, compatibility, log, server, clients, hostile, opening
    }

    @Argument(help: "Groups to run; all if none is named.")
    var groups: [Group] = []

    @Flag(help: "More rounds and larger samples.")
    var long = false

    @Flag(help: "One JSON document instead of tables.")
    var json = false

    @Option(help: ArgumentHelp("The herald program. Default: the one beside this one.", valueName: "path"))
    var herald: String?

    @Option(help: ArgumentHelp("The order message. Default: Benchmarks/Protos/order.proto.", valueName: "path"))
    var proto = "Benchmarks/Protos/order.proto"

    @Option(help: ArgumentHelp("libprotobuf's compiler, as Benchmarks/run builds it.", valueName: "path"))
    var libprotobuf = ".build/libprotobuf-compile.so"

    @Option(help: ArgumentHelp("The library that slows syncs down, as Benchmarks/run builds it.", valueName: "path"))
    var slowSync = ".build/slow-sync.so"

    @Option(help: ArgumentHelp("The client on librdkafka, as Benchmarks/run builds it.", valueName: "path"))
    var load = ".build/load"

    @Option(help: ArgumentHelp("The ceilings of a log's server, as Benchmarks/run builds them.", valueName: "path"))
    var ceiling = ".build/ceiling"

    @Option(help: ArgumentHelp("Where files are written and removed again. Default: the temporary directory.", valueName: "dir"))
    var scratch = NSTemporaryDirectory()

    @Option(help: .hidden)
    var bareHummingbird: String?

    func run() async throws {
        if let bareHummingbird { return try await BareHummingbird.run(answering: bareHummingbird) }
        let effort = long ? Effort.long : .quick
        let runner = Runner(effort: effort)
        let directory = try ScratchDirectory(in: scratch)
        defer { directory.remove() }
        var machine = Machine.facts(scratch: directory.path)
        if !json { print(machine.map { "\($0.0): \($0.1)" }.joined(separator: "\n")) }
        var results: [SeriesResult] = []
        func take(_ result: SeriesResult) {
            results.append(result)
            if !json { print(TextReport.text(result)) }
        }
        for group in Group.allCases where groups.isEmpty || groups.contains(group) {
            switch group {
            case .bytes: for series in BytesGroup.series() { take(try await runner.run(series)) }
            case .avro: take(try await runner.run(try AvroGroup.series()))
            case .protobuf:
                for series in try ProtobufGroup.series(proto: proto, libprotobuf: libprotobuf) { take(try await runner.run(series)) }
            case .compatibility: for series in try CompatibilityGroup.series() { take(try await runner.run(series)) }
            case .log:
                for series in try LogGroup(effort: effort, scratch: directory).series() { take(try await runner.run(series)) }
            case .server:
                let group = ServerGroup(program: program, scratch: directory, effort: effort, slowSync: slowSync)
                try await group.run(runner, take)
            case .clients:
                let programs = ClientsGroup.Programs(herald: program, load: HelperProgram(load), ceiling: HelperProgram(ceiling))
                try await ClientsGroup(programs: programs, scratch: directory, effort: effort).run(take)
            case .hostile: try HostileSeries(program: program, scratch: directory, effort: effort).run(take)
            case .opening: try await OpeningSeries(program: program, scratch: directory).run(take)
            }
        }
        machine.append(("load after", Machine.load))
        print(json ? JSONReport.text(machine, results) : "\nload after: \(Machine.load)")
    }

    private var program: String {
        herald ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("herald").path
    }
}
