/// What was waited for did not come.
package struct NeverHappened: Error {}

/// Returns once `condition` holds: looks, and looks again a moment later, for two minutes at most.
///
/// Not by yielding in between: a task that only yields stays runnable, and can keep just those waiting for a thread that it waits for.
package func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(1))
    }
}
