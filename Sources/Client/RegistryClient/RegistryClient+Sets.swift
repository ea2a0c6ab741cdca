internal import NIOHTTP1
package import RegistryModel

extension RegistryClient {
    /// Registers schemas that may refer to each other, all or none; or, with a dry run, says what would come of it.
    ///
    /// Herald's own API. Nil from a registry that has no sets: nothing was registered.
    package func register(_ set: SchemaSetBody) async throws -> RegisteredSetBody? {
        let call = RegistryTransport.Call(
            action: "register \(set.schemas.count) schemas", method: .POST, path: ["api", "v1", "schemas:register"], body: set.json)
        defer { for element in set.schemas { forget(element.subject) } }
        do {
            return try await transport.read(call) { json throws(RESTBodyProblem) in try RegisteredSetBody(json) }
        } catch let error as RegistryClientError where error.httpStatus == 404 || error.httpStatus == 405 {
            return nil
        }
    }
}
