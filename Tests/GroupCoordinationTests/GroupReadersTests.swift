import DurableState
import GroupCoordination
import Testing

@Suite struct `Readers of groups` {
    private func reader(_ name: String, _ host: String = "/h") -> GroupReader { GroupReader(clientID: name, host: host) }

    private func share(_ name: String, _ partitions: Int32..., topic: String = "t", host: String = "/h") -> GroupReaders.Share {
        .init(reader: reader(name, host), partitions: partitions.map { LogPartition(topic: topic, index: $0) })
    }

    private func partition(_ index: Int32) -> LogPartition { LogPartition(topic: "t", index: index) }

    @Test func `read for the group in which a member of the name and host has the partition`() {
        var readers = GroupReaders(limit: 100)
        readers.set([share("a", 0, 1), share("b", 2), share("a", 3, host: "/other")], of: "g")
        #expect(readers.group(of: reader("a"), in: partition(1)) == "g")
        #expect(readers.group(of: reader("b"), in: partition(2)) == "g")
        #expect(readers.group(of: reader("b"), in: partition(1)) == nil)
        #expect(readers.group(of: reader("a"), in: partition(3)) == nil)
        #expect(readers.group(of: reader("a"), in: LogPartition(topic: "u", index: 1)) == nil)
        readers.set([share("a", 2)], of: "g")
        #expect(readers.group(of: reader("a"), in: partition(1)) == nil)
        #expect(readers.group(of: reader("a"), in: partition(2)) == "g")
        readers.set([], of: "g")
        #expect(readers.group(of: reader("a"), in: partition(2)) == nil && readers.count == 0)
    }

    @Test func `of two groups read for neither, until one lets go`() {
        var readers = GroupReaders(limit: 100)
        readers.set([share("a", 0, 1)], of: "g")
        readers.set([share("a", 1, 2)], of: "h")
        #expect([0, 1, 2].map { readers.group(of: reader("a"), in: partition($0)) } == ["g", nil, "h"])
        readers.remove("h")
        #expect([0, 1, 2].map { readers.group(of: reader("a"), in: partition($0)) } == ["g", "g", nil])
    }

    @Test func `two members of a name that claim one partition read for their group`() {
        var readers = GroupReaders(limit: 100)
        readers.set([share("a", 0), share("a", 0)], of: "g")
        #expect(readers.group(of: reader("a"), in: partition(0)) == "g")
        readers.remove("g")
        #expect(readers.group(of: reader("a"), in: partition(0)) == nil && readers.count == 0)
    }

    @Test func `of a group that there is no room for read for none`() {
        var readers = GroupReaders(limit: 2)
        readers.set([share("a", 0), share("b", 1)], of: "g")
        readers.set([share("b", 2)], of: "h")
        #expect(readers.count == 2)
        #expect(readers.group(of: reader("a"), in: partition(0)) == "g")
        #expect(readers.group(of: reader("b"), in: partition(1)) == nil)
        readers.remove("h")
        #expect(readers.group(of: reader("b"), in: partition(1)) == "g")
    }
}
