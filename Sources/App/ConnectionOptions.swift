import ArgumentParser
import Foundation

/// `--server`: the HTTP address of the registry and of Herald's own API.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Address of the registry. Default: $HERALD_SERVER, $SCHEMA_REGISTRY_URL, or http://127.0.0.1:8081.", valueName: "url")
    )
    var server: String?

    var url: String {
        let environment = ProcessInfo.processInfo.environment
        let chosen = server ?? environment["HERALD_SERVER"] ?? environment["SCHEMA_REGISTRY_URL"] ?? "http://127.0.0.1:8081"
        return chosen.contains("://") ? chosen : "http://\(chosen)"
    }
}

/// `--brokers`: where the log is.
struct BrokerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Address of the log. Default: $HERALD_BROKERS, $BOOTSTRAP_SERVERS, or 127.0.0.1:9092.", valueName: "host:port,…"))
    var brokers: String?

    var bootstrapServers: String {
        let environment = ProcessInfo.processInfo.environment
        return brokers ?? environment["HERALD_BROKERS"] ?? environment["BOOTSTRAP_SERVERS"] ?? "127.0.0.1:9092"
    }
}
