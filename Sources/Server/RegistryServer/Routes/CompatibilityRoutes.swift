internal import Compatibility
internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import Measures
internal import Registry
internal import RegistryModel

/// `/compatibility/…`: would this schema be taken?
struct CompatibilityRoutes {
    let service: RegistryService

    var routes: [HTTPRoute] {
        let service = service
        return [
            .json(.post, "/compatibility/subjects/{}/versions/{}", body: .json) { call throws(RegistryError) in
                try await service.verdict(call, against: try call.version()).json
            },
            .json(.post, "/compatibility/subjects/{}/versions", body: .json) { call throws(RegistryError) in
                try await service.verdict(call, against: nil).json
            },
        ]
    }
}

extension RegistryService {
    fileprivate func verdict(
        _ call: HTTPCall, against version: SchemaVersionSelector?
    ) async throws(RegistryError) -> CompatibilityBody {
        let body = try call.body { json throws(RESTBodyProblem) in try SchemaRequestBody(json) }
        let (schema, subject, query) = (SubmittedSchema(body), try self.subject(call), call.query)
        let question = try await read { state throws(RegistryError) in
            try state.question(checking: schema, in: subject, against: version, normalizes: query.flag("normalize"))
        }
        func tells(_ messages: [String]) -> Bool {
            query.flag("verbose") || dialect.namesDifferencesShortly && !messages.isEmpty
        }
        do throws(RegistryError) {
            let messages = try question.answer()
            meter.noteCheck(schema.format, question.level, messages.isEmpty ? "compatible" : "incompatible")
            let isExplained = query.flag("verbose") && !messages.isEmpty && dialect.tellsFindings
            return CompatibilityBody(
                isCompatible: messages.isEmpty, messages: tells(messages) ? messages : nil,
                findings: isExplained ? try question.explanation(in: subject).verdict.findings.map(\.json) : nil)
        } catch {
            meter.noteCheck(schema.format, question.level, RegistryMeter.result(of: error))
            // Who asks for messages is told in a message that the text is no schema.
            guard query.flag("verbose"), error.code == .invalidSchema else { throw error }
            return CompatibilityBody(isCompatible: false, messages: [error.message])
        }
    }
}
