internal import CRdKafka

extension AdminClient {
    /// All groups of the cluster, by name. Throws when a broker could not be asked: half a list would look like a whole one.
    public func groups() async throws -> [GroupListing] {
        let action = "list groups"
        return try await core.request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, doing: action) { raw, options, queue in
            rd_kafka_ListConsumerGroups(raw, options, queue)
            return nil
        } read: { event in
            let result = rd_kafka_event_ListConsumerGroups_result(event)
            var count = 0
            if let errors = rd_kafka_ListConsumerGroups_result_errors(result, &count), count > 0, let error = errors[0] {
                return .failure(KafkaClientError(reading: error, doing: action))
            }
            let found = rd_kafka_ListConsumerGroups_result_valid(result, &count)
            // In bounds: the library says how many groups there are.
            let groups = (0..<count).compactMap { index -> GroupListing? in
                guard let group = found?[index] else { return nil }
                return GroupListing(
                    id: rd_kafka_ConsumerGroupListing_group_id(group).map { String(cString: $0) } ?? "",
                    state: GroupState(rd_kafka_ConsumerGroupListing_state(group)),
                    isSimple: rd_kafka_ConsumerGroupListing_is_simple_consumer_group(group) != 0)
            }
            return .success(groups.sorted { $0.id < $1.id })
        }
    }

    /// One group. A group nobody knows is described as `dead`, as the protocol does.
    public func group(_ id: String) async throws -> GroupDescription {
        let action = "describe group \(id)"
        return try await core.request(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, doing: action) { raw, options, queue in
            id.withCString { name in
                var names: [UnsafePointer<CChar>?] = [name]
                rd_kafka_DescribeConsumerGroups(raw, &names, 1, options, queue)
            }
            return nil
        } read: { event in
            var count = 0
            let found = rd_kafka_DescribeConsumerGroups_result_groups(rd_kafka_event_DescribeConsumerGroups_result(event), &count)
            guard count > 0, let group = found?[0] else {
                return .failure(KafkaClientError(.groupNotFound, doing: action))
            }
            if let error = rd_kafka_ConsumerGroupDescription_error(group) {
                let problem = KafkaClientError(reading: error, doing: action)
                if problem.code.rawValue != 0 { return .failure(problem) }
            }
            return .success(GroupDescription(reading: group))
        }
    }

    /// What a group has committed: for each partition the offset to continue at. All partitions it has commits for, or
    /// those asked for.
    public func committedOffsets(
        of group: String, partitions: Set<TopicPartition>? = nil
    ) async throws -> [TopicPartition: Int64] {
        let action = "read committed offsets of group \(group)"
        return try await core.request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, doing: action) { raw, options, queue in
            var request: OpaquePointer?
            if let partitions {
                request = PartitionList.with(Array(partitions)) { rd_kafka_ListConsumerGroupOffsets_new(group, $0) }
            } else {
                request = rd_kafka_ListConsumerGroupOffsets_new(group, nil)
            }
            defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
            rd_kafka_ListConsumerGroupOffsets(raw, &request, 1, options, queue)
            return nil
        } read: { event in
            var count = 0
            let found = rd_kafka_ListConsumerGroupOffsets_result_groups(
                rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
            return GroupResults.offsets(found, count, doing: action).map { entries in
                entries.filter { $0.value >= 0 }
            }
        }
    }

    /// Moves a group's committed offsets. The group must have no members.
    public func alterOffsets(of group: String, to offsets: [TopicPartition: Int64]) async throws {
        let action = "move the committed offsets of group \(group)"
        _ = try await core.request(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, doing: action) { raw, options, queue in
            var request: OpaquePointer? = PartitionList.with(offsets.map { ($0.key, $0.value) }) {
                rd_kafka_AlterConsumerGroupOffsets_new(group, $0)
            }
            defer { rd_kafka_AlterConsumerGroupOffsets_destroy(request) }
            rd_kafka_AlterConsumerGroupOffsets(raw, &request, 1, options, queue)
            return nil
        } read: { event in
            var count = 0
            let found = rd_kafka_AlterConsumerGroupOffsets_result_groups(
                rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count)
            return GroupResults.offsets(found, count, doing: action)
        }
    }

    /// Deletes groups without members, with their committed offsets. Throws the first failure; the others are deleted
    /// all the same.
    public func deleteGroups(_ ids: [String]) async throws {
        guard !ids.isEmpty else { return }
        let action = "delete \(ids.count == 1 ? "group \(ids[0])" : "\(ids.count) groups")"
        _ = try await core.request(RD_KAFKA_ADMIN_OP_DELETEGROUPS, doing: action) { raw, options, queue in
            var groups: [OpaquePointer?] = ids.map { rd_kafka_DeleteGroup_new($0) }
            defer { for group in groups { rd_kafka_DeleteGroup_destroy(group) } }
            rd_kafka_DeleteGroups(raw, &groups, groups.count, options, queue)
            return nil
        } read: { event in
            var count = 0
            let found = rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event), &count)
            return GroupResults.offsets(found, count, doing: action)
        }
    }

    /// Offsets of partitions by place or time, asked of their leaders in one request each.
    public func offsets(_ queries: [TopicPartition: OffsetQuery]) async throws -> [TopicPartition: Int64] {
        guard !queries.isEmpty else { return [:] }
        let action = "look up offsets of \(queries.count) partitions"
        let timeout = core.timeout.wholeMilliseconds
        let wanted = queries.map { partition, query -> (TopicPartition, Int64) in
            switch query {
            case .earliest: (partition, PartitionList.beginning)
            case .latest: (partition, PartitionList.end)
            case .atOrAfter(let milliseconds): (partition, max(0, milliseconds))
            }
        }
        let found = try await core.handle.blocking(doing: action) { raw -> Result<[TopicPartition: Int64], KafkaClientError> in
            PartitionList.with(wanted) { list in
                let code = rd_kafka_offsets_for_times(raw, list, timeout)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return .failure(KafkaClientError(code, doing: action)) }
                if case .failure(let error) = PartitionList.check(list, doing: action) { return .failure(error) }
                let entries = PartitionList.read(list).map { ($0.partition, $0.offset) }
                return .success(Dictionary(entries, uniquingKeysWith: { $1 }))
            }
        }
        // A time beyond the last record is answered with "none".
        let beyond = found.filter { $0.value < 0 }.keys
        guard !beyond.isEmpty else { return found }
        let unanswered = beyond.filter { queries[$0] == .earliest || queries[$0] == .latest }
        guard unanswered.isEmpty else {
            throw KafkaClientError(.unsupportedVersion, doing: action, reason: "the broker gave no offset for \(unanswered[0])")
        }
        let ends = try await offsets(Dictionary(beyond.map { ($0, .latest) }, uniquingKeysWith: { $1 }))
        return found.merging(ends) { _, end in end }
    }
}

enum GroupResults {
    /// The offsets of all results, or the first failure.
    static func offsets(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, doing action: String
    ) -> Result<[TopicPartition: Int64], KafkaClientError> {
        var offsets: [TopicPartition: Int64] = [:]
        for index in 0..<count {
            guard let result = results?[index] else { continue }
            if let error = rd_kafka_group_result_error(result) {
                let problem = KafkaClientError(reading: error, doing: action)
                if problem.code.rawValue != 0 { return .failure(problem) }
            }
            let list = rd_kafka_group_result_partitions(result)
            if case .failure(let error) = PartitionList.check(list, doing: action) { return .failure(error) }
            for entry in PartitionList.read(list) { offsets[entry.partition] = entry.offset }
        }
        return .success(offsets)
    }
}

extension KafkaClientError {
    /// Leaves the error object with its owner.
    init(reading error: OpaquePointer, doing action: String) {
        self.init(
            Code(rd_kafka_error_code(error)), doing: action,
            reason: rd_kafka_error_string(error).map { String(cString: $0) }, isFatal: rd_kafka_error_is_fatal(error) != 0)
    }
}

extension GroupState {
    init(_ state: rd_kafka_consumer_group_state_t) {
        self =
            switch state {
            case RD_KAFKA_CONSUMER_GROUP_STATE_PREPARING_REBALANCE: .preparingRebalance
            case RD_KAFKA_CONSUMER_GROUP_STATE_COMPLETING_REBALANCE: .completingRebalance
            case RD_KAFKA_CONSUMER_GROUP_STATE_STABLE: .stable
            case RD_KAFKA_CONSUMER_GROUP_STATE_DEAD: .dead
            case RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY: .empty
            default: .unknown
            }
    }
}

extension GroupDescription {
    init(reading group: OpaquePointer) {
        let coordinator = rd_kafka_ConsumerGroupDescription_coordinator(group).map { node in
            BrokerDescription(
                id: rd_kafka_Node_id(node), host: rd_kafka_Node_host(node).map { String(cString: $0) } ?? "",
                port: Int32(rd_kafka_Node_port(node)))
        }
        let members = (0..<rd_kafka_ConsumerGroupDescription_member_count(group)).compactMap { index -> GroupMember? in
            guard let member = rd_kafka_ConsumerGroupDescription_member(group, index) else { return nil }
            let partitions = rd_kafka_MemberDescription_assignment(member).flatMap { rd_kafka_MemberAssignment_partitions($0) }
            return GroupMember(
                id: rd_kafka_MemberDescription_consumer_id(member).map { String(cString: $0) } ?? "",
                instanceID: rd_kafka_MemberDescription_group_instance_id(member).map { String(cString: $0) },
                clientID: rd_kafka_MemberDescription_client_id(member).map { String(cString: $0) } ?? "",
                host: rd_kafka_MemberDescription_host(member).map { String(cString: $0) } ?? "",
                assignment: PartitionList.read(partitions).map(\.partition).sorted())
        }
        self.init(
            id: rd_kafka_ConsumerGroupDescription_group_id(group).map { String(cString: $0) } ?? "",
            state: GroupState(rd_kafka_ConsumerGroupDescription_state(group)),
            isSimple: rd_kafka_ConsumerGroupDescription_is_simple_consumer_group(group) != 0,
            assignor: rd_kafka_ConsumerGroupDescription_partition_assignor(group).map { String(cString: $0) } ?? "",
            coordinator: coordinator, members: members.sorted { $0.id < $1.id })
    }
}
