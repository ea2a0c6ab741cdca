import BrokerServer
import NIOCore
import NIOEmbedded
import Testing

@Suite struct `The table of connections` {
    @Test func `bounds them in all and by address, and says so at most every ten seconds`() {
        let table = ConnectionTable(maxConnections: 3, maxPerAddress: 2)
        let start = NIODeadline.uptimeNanoseconds(0)
        let channels = (0..<4).map { _ in EmbeddedChannel() }
        #expect(table.admit(channels[0], from: "a", at: start) == .admitted)
        #expect(table.admit(channels[1], from: "a", at: start) == .admitted)
        #expect(table.admit(channels[2], from: "a", at: start)
            == .refused("a has 2 connections, as many as one address may have; refused since the last such line: 1"))
        #expect(table.admit(channels[2], from: "b", at: start) == .admitted)
        #expect(table.admit(channels[3], from: "c", at: start + .seconds(9)) == .refused(nil))
        #expect(table.admit(channels[3], from: "c", at: start + .seconds(10))
            == .refused("there are 3 connections, as many as may be; refused since the last such line: 2"))
        table.remove(channels[0], from: "a")
        table.remove(channels[0], from: "a")
        #expect(table.count == 2)
        #expect(table.admit(channels[3], from: "a", at: start) == .admitted)
        #expect(table.drain().count == 3)
        #expect(table.admit(channels[0], from: "d", at: start + .seconds(30))
            == .refused("the listener is shutting down; refused since the last such line: 1"))
    }

    @Test func `takes other bounds while it is in use, and lets those stay who are there`() {
        let table = ConnectionTable(maxConnections: 3, maxPerAddress: 2)
        let start = NIODeadline.uptimeNanoseconds(0)
        let channels = (0..<4).map { _ in EmbeddedChannel() }
        for channel in channels.prefix(2) { #expect(table.admit(channel, from: "a", at: start) == .admitted) }
        table.limit(maxConnections: 1, maxPerAddress: 3)
        #expect(table.count == 2)
        #expect(table.admit(channels[2], from: "a", at: start)
            == .refused("there are 1 connections, as many as may be; refused since the last such line: 1"))
        table.limit(maxConnections: 5, maxPerAddress: 3)
        #expect(table.admit(channels[2], from: "a", at: start) == .admitted)
    }
}
