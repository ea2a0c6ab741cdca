import ArgumentParser
import Foundation

/// `herald doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the installation, and say what to do about what is found.",
        discussion: """
            Looks at the addresses and where they come from, the log and the brokers it names, the registry, versions, the \
            clock, the limit of open files and, where a data directory is, its disk: space, kind, and how long a sync takes. \
            Writes nothing but a small file in the data directory, which it removes. Exit code 3 if anything fails.
            """)

    @Option(help: ArgumentHelp("Directory of the data. Default: ./herald-data, if it is there.", valueName: "dir"))
    var data: String?

    @OptionGroup var output: DocumentOptions
    @OptionGroup var brokers: BrokerOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        var results = ConfigurationCheck(environment: environment, brokers: brokers, server: server).results
        results.append(ConfigurationCheck.project())
        results += await LogCheck.results(brokers.bootstrapServers)
        results += await ServerCheck.results(server)
        results.append(OpenFilesCheck.result())
        results += DataDirectoryCheck.results(data)
        let checkup = Checkup(results: results)
        try output.print(text: checkup.text) { checkup.document }
        if !checkup.isHealthy { throw ExitStatus.findings }
    }
}
