import Storage
import TestKit
import Testing

@Suite struct `Simulated disk` {
    @Test func `synced bytes under a synced name survive every crash`() throws {
        for seed in Seed.values(50) {
            let disk = SimulatedFileSystem(seed: seed)
            let file = try disk.open("/a", .create)
            try file.write(Array("durable".utf8), at: 0)
            try file.sync()
            try disk.syncDirectory("/")
            try file.write(Array("lost?".utf8), at: 7)
            disk.crash()
            disk.restart()
            let found = try disk.contents(of: "/a")
            #expect(found.starts(with: Array("durable".utf8)), "seed \(seed)")
        }
    }

    @Test func `unsynced bytes are sometimes lost, sometimes torn, sometimes there`() throws {
        var sizes: Set<Int> = []
        for seed in UInt64(1)...60 {
            let disk = SimulatedFileSystem(seed: seed)
            let file = try disk.open("/a", .create)
            try disk.syncDirectory("/")
            try file.write([UInt8](repeating: 7, count: 2000), at: 0)
            disk.crash()
            disk.restart()
            sizes.insert(try disk.contents(of: "/a").count { $0 == 7 })
        }
        #expect(sizes.contains(0))
        #expect(sizes.contains(2000))
        #expect(sizes.count > 5)
    }

    @Test func `a name is not durable before its directory is synced`() throws {
        var survivors = 0
        for seed in UInt64(1)...40 {
            let disk = SimulatedFileSystem(seed: seed)
            try disk.open("/a", .create).sync()
            disk.crash()
            disk.restart()
            if try disk.exists("/a") { survivors += 1 }
        }
        #expect((1..<40).contains(survivors))
    }

    @Test func `everything fails from the chosen change on until the restart`() throws {
        let disk = SimulatedFileSystem(seed: 1)
        let file = try disk.open("/a", .create)
        disk.crash(atChange: 2)
        #expect(throws: FileSystemError.self) { try file.write([1], at: 0) }
        #expect(throws: FileSystemError.self) { try disk.list("/") }
        disk.restart()
        #expect(throws: FileSystemError.self) { try file.size() }
        _ = try disk.list("/")
    }

    @Test func `a full disk takes what fits and says so`() throws {
        let disk = SimulatedFileSystem(seed: 1)
        let file = try disk.open("/a", .create)
        disk.limitSpace(to: 10)
        let error = #expect(throws: FileSystemError.self) { try file.write([UInt8](repeating: 1, count: 20), at: 0) }
        #expect(error?.code == .noSpace)
        #expect(try file.size() == 10)
        try file.truncate(to: 0)
        try file.write([UInt8](repeating: 1, count: 10), at: 0)
    }

    @Test func `after a failed sync later ones lie`() throws {
        let disk = SimulatedFileSystem(seed: 3)
        let file = try disk.open("/a", .create)
        try disk.syncDirectory("/")
        try file.write([1, 2, 3], at: 0)
        disk.failSync()
        #expect(throws: FileSystemError.self) { try file.sync() }
        try file.sync()
    }
}
