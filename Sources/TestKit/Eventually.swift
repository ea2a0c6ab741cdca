/// Returns once `condition` holds: looks, and looks again a moment later.
///
/// Not by yielding in between: a task that only yields stays runnable, and can keep just those waiting for a thread that it waits for.
package func eventually(_ condition: () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
