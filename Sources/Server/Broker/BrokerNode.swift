internal import Dispatch
internal import DurableState
internal import KafkaWire
package import Logging
package import Storage
internal import Bytes
internal import TopicModel

/// What the Kafka requests of all connections are about: topics, producers, groups. No sockets.
///
/// Handlers are in `Handlers/`, one file per API, each an extension with one `handle`; they run on event loops and never block.
package final class BrokerNode: Sendable {
    package let configuration: BrokerConfiguration
    package let topics: TopicHost
    package let options: BrokerOptionsHost
    package let producerIDs: ProducerIDs
    package let groups: GroupHost
    package let transactions: TransactionHost
    let fetchSessions = FetchSessionTable()
    let parking: FetchParking
    let groupSettings: GroupSettingsHost
    package let rejections = ProduceRejections()
    package let directory: LogDirectory
    /// For state beside the broker's own: the registry's.
    package let engine: CatalogLogEngine
    package let logger: Logger
    private let clock: StorageClock
    private let scratch = ScratchPool()

    /// Opens the catalog, the topics in it and the groups. Blocks; replays the internal topics.
    ///
    /// - Parameter configure: Gets the id of the cluster, which is as old as the data directory.
    package init(
        directory: LogDirectory, clock: StorageClock, scheduler: any GroupScheduler, logger: Logger,
        configure: (_ clusterID: String) -> BrokerConfiguration
    ) throws {
        self.directory = directory
        self.clock = clock
        self.logger = logger
        let metadata = try Self.metadataLog(directory)
        let configuration = configure(metadata.topicID)
        let embedded = EmbeddedLogEngine(directory)
        let queue = DispatchQueue(label: "herald-topics")
        let options = try BrokerOptionsHost(
            engine: embedded, nodeID: configuration.nodeID, given: configuration.described, queue: queue, logger: logger)
        let topics = try TopicHost(
            engine: embedded, directory: directory,
            limits: .init(maxPartitions: configuration.maxPartitions, ownsSchemas: configuration.ownsSchemas), queue: queue,
            defaults: options.layers.topicDefaults, logger: logger)
        (self.options, self.topics) = (options, topics)
        options.follow { [topics] in topics.adopt(defaults: $0.topicDefaults) }
        options.follow { [directory] in directory.limitCleaning(bytesPerSecond: $0.cleanerBytesPerSecond) }
        producerIDs = try ProducerIDs(engine: embedded, logger: logger)
        engine = CatalogLogEngine(topics: topics, engine: embedded)
        let offsets = topics.topic(named: TopicName.consumerOffsets)
        groupSettings = try GroupSettingsHost(engine: embedded, defaults: configuration.settings, logger: logger)
        groups = try GroupHost(
            engine: engine, topics: topics,
            shardCount: offsets?.description.partitionCount ?? configuration.offsetsPartitionCount,
            parameters: configuration.groups, limits: configuration.offsets, settings: groupSettings,
            scheduler: scheduler, wallClock: clock.now, logger: logger)
        transactions = try TransactionHost(
            engine: engine, topics: topics, groups: groups, producerIDs: producerIDs, limits: configuration.transactions,
            scheduler: scheduler, wallClock: clock.now, logger: logger)
        parking = FetchParking(limit: configuration.maxParkedPartitions)
        self.configuration = configuration
        for log in directory.logs where !isKnown(log.partition) {
            logger.warning("\(log.partition) belongs to no topic of the catalog; its files stay where they are")
        }
    }

    /// The log of the catalog. Its topic id, drawn when the directory was new, is the id of the cluster.
    private static func metadataLog(_ directory: LogDirectory) throws -> PartitionLog {
        if let log = directory.log(TopicRecord.partition) {
            log.config = .compacted
            return log
        }
        if let damage = directory.damage(of: TopicRecord.partition) { throw damage }
        return try directory.create(TopicRecord.partition, topicID: TopicID.drawn().description, config: .compacted)
    }

    private func isKnown(_ partition: LogPartition) -> Bool {
        partition == TopicRecord.partition || topics.topic(named: partition.topic)?.log(partition.index) != nil
    }

    // MARK: For handlers

    /// Milliseconds since 1970-01-01 UTC.
    package func now() -> Int64 { clock.now() }

    /// Why clients cannot write to the partition; nil if they can.
    func problem(withWritingTo partition: LogPartition) -> ErrorCode? {
        guard let topic = topics.topic(named: partition.topic) else { return .unknownTopicOrPartition }
        guard topic.log(partition.index) != nil else { return topic.problem(with: partition.index) }
        return topics.clientsMayWrite(to: topic) ? nil : .topicAuthorizationFailed
    }

    func newTopicID() -> TopicID { .drawn() }

    func withScratch<R>(_ body: (inout ByteWriter) -> R) -> R { scratch.withScratch(body) }

    /// Where this client should connect.
    func address(for context: RequestContext) -> BrokerConfiguration.Address {
        configuration.advertised ?? .init(host: context.connection.localHost, port: context.connection.localPort)
    }
}

extension BrokerNode {
    /// What is served. Order is of no meaning.
    package var handlers: [any RequestHandler] {
        [
            ProduceHandler(node: self), FetchHandler(node: self), ListOffsetsHandler(node: self), MetadataHandler(node: self),
            CreateTopicsHandler(node: self), DeleteTopicsHandler(node: self), InitProducerIdHandler(node: self),
            OffsetForLeaderEpochHandler(node: self), DescribeConfigsHandler(node: self), CreatePartitionsHandler(node: self),
            IncrementalAlterConfigsHandler(node: self), DescribeClusterHandler(node: self), AddPartitionsToTxnHandler(node: self),
            AddOffsetsToTxnHandler(node: self), EndTxnHandler(node: self), TxnOffsetCommitHandler(node: self),
            DescribeProducersHandler(node: self), DescribeTransactionsHandler(node: self), ListTransactionsHandler(node: self),
            DeleteRecordsHandler(node: self), AlterConfigsHandler(node: self), DescribeLogDirsHandler(node: self),
            ElectLeadersHandler(node: self), AlterPartitionReassignmentsHandler(node: self), ListPartitionReassignmentsHandler(),
            UpdateFeaturesHandler(), ListConfigResourcesHandler(node: self), DescribeTopicPartitionsHandler(node: self),
            AlterReplicaLogDirsHandler(node: self), DescribeQuorumHandler(node: self),
        ]
            + GroupHandlers.all(
                groups: groups, nodeID: configuration.nodeID,
                address: { [self] context in
                    let address = address(for: context)
                    return (address.host, address.port)
                },
                topics: RequestTopics(
                    hasPartition: { [topics] partition in topics.topic(named: partition.topic)?.log(partition.index) != nil },
                    name: { [topics] id in topics.topic(id: TopicID(id))?.name },
                    id: { [topics] name in topics.topic(named: name).map { KafkaUUID($0.description.id) } }),
                hasPendingOffset: { [transactions] group, partition in
                    transactions.hasPendingOffset(of: group, in: partition)
                })
    }
}
