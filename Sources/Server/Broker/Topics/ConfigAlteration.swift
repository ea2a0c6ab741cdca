import KafkaWire
import TopicModel

/// Changes of options, one resource at a time: what both APIs that alter configurations do. Topics, groups and the broker have
/// options that can be changed while the server runs.
struct ConfigAlteration {
    enum Command {
        case topic(TopicCommand)
        case group(GroupSettings.Command)
        case broker(BrokerOverrides.Command)
    }

    struct Outcome {
        var code = ErrorCode.none
        var message: String?

        init(code: ErrorCode = .none, message: String? = nil) {
            self.code = code
            self.message = message
        }

        init(_ failure: TopicFailure) { self.init(code: ErrorCode(failure), message: failure.sentence) }
    }

    let node: BrokerNode
    let resources: [ConfigResource]

    /// - Parameters:
    ///   - command: For the resource at an index; a refusal if the change makes no sense.
    ///   - completion: Gets an outcome for each resource, in order.
    func run(
        command: (Int) throws(ConfigRefusal) -> Command, completion: @escaping @Sendable ([Outcome]) -> Void
    ) {
        let indices = resources.indices
        let gathering = Gathering<Int, Outcome>(resources.count) { outcomes in
            completion(indices.map { outcomes[$0] ?? Outcome(code: .unknownServerError) })
        }
        let counts = Dictionary(grouping: resources, by: { $0 }).mapValues(\.count)
        for (index, resource) in resources.enumerated() {
            do throws(ConfigRefusal) {
                try check(resource, count: counts[resource, default: 0])
                switch try command(index) {
                case .topic(let command):
                    node.topics.execute(command) { result in
                        switch result {
                        case .success: gathering.add(index, Outcome())
                        case .failure(let failure): gathering.add(index, Outcome(failure))
                        }
                    }
                case .group(let command):
                    node.groupSettings.execute(command) { gathering.add(index, $0.map(Outcome.init) ?? Outcome()) }
                case .broker(let command):
                    node.options.execute(command) { gathering.add(index, $0.map(Outcome.init) ?? Outcome()) }
                }
            } catch {
                gathering.add(index, Outcome(code: .invalidRequest, message: error.sentence))
            }
        }
        gathering.finishIfEmpty()
    }

    private func check(_ resource: ConfigResource, count: Int) throws(ConfigRefusal) {
        guard [ConfigResource.topic, ConfigResource.broker, ConfigResource.group].contains(resource.type) else {
            throw ConfigRefusal(
                "resources of type \(resource.type) have no options here; topics (2), brokers (4) and groups (32) have")
        }
        guard count == 1 else { throw ConfigRefusal("'\(resource.name)' stands more than once in the request") }
    }
}

extension BrokerOverrides.Scope {
    init(_ resource: ConfigResource) throws(ConfigRefusal) {
        guard let scope = Self(name: resource.name) else {
            throw ConfigRefusal("a broker is called by its number, or not at all for all of them: '\(resource.name.prefix(100))'")
        }
        self = scope
    }
}

/// Why a change makes no sense, whatever there is.
struct ConfigRefusal: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
