/// Many requests, a bounded number of them at a time.
enum Concurrently {
    /// As many as a registry answers side by side without anybody else waiting for it.
    static let limit = 8

    /// The results in the order of the elements. The first error ends it.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], limit: Int = limit, _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Result?] = Array(repeating: nil, count: elements.count)
            for (index, element) in elements.enumerated() {
                if index >= limit, let (done, result) = try await group.next() { results[done] = result }
                group.addTask { (index, try await body(element)) }
            }
            for try await (done, result) in group { results[done] = result }
            return results.compactMap { $0 }
        }
    }

    static func forEach<Element: Sendable>(
        _ elements: [Element], limit: Int = limit, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, element) in elements.enumerated() {
                if index >= limit { try await group.next() }
                group.addTask { try await body(element) }
            }
            try await group.waitForAll()
        }
    }
}
