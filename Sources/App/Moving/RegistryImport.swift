import RegistryClient
import RegistryModel
import Synchronization

/// A registry moved into another: looked at, written, hidden where it is deleted, set, and looked at again.
///
/// Going on after a break is the same as beginning: what is there and the same stays.
struct RegistryImport: Sendable {
    let source: any RegistrySource
    let target: RunningRegistry
    let movesSettings: Bool
    let progress: MoveProgress

    /// - Parameter isDryRun: look only.
    func run(isDryRun: Bool) async throws -> ImportSummary {
        let plan = try await ImportPlan.make(from: source, into: target, progress)
        var summary = ImportSummary(source: source.title, plan: plan, isDryRun: isDryRun)
        progress.end()
        guard plan.conflicts.isEmpty, !isDryRun else { return summary }
        let settings = movesSettings ? try await source.settings(of: plan.source.subjects) : MovedSettings()
        let highest = try await source.highestIDs()
        try await write(plan, settings, highest, &summary)
        let verified = try await differences(plan.source, settings, except: summary.findings)
        summary.findings += verified.findings
        if let first = verified.withoutOriginal.first {
            summary.remarks.append(
                "\(ImportSummary.counted(verified.withoutOriginal.count, "text")) as submitted did not come over, only what is stored of "
                    + "them: \(first.subject)@\(first.version) is the first; of versions that were here before they do not, nor if they "
                    + "are of another schema")
        }
        progress.end()
        return summary
    }

    private func write(
        _ plan: ImportPlan, _ settings: MovedSettings, _ highest: HighestIDs, _ summary: inout ImportSummary
    ) async throws {
        let writing = ImportWriting(plan, from: source, into: target.client, progress)
        var modes = ImportModes(target.client)
        let configs = try await settings.openConfigs(in: target.client)
        let steps = try await highest.steps(for: target)
        // What is written to is opened, and nothing else: a run with nothing to do disturbs nobody.
        let written = (plan.missing + plan.deletions).map(\.subject) + steps.map(\.subject)
        let touched = Set(written + configs.map { $0 ?? Subject("") })
        do {
            if !touched.isEmpty { try await modes.open(touched) }
            try await writing.write(plan)
            for step in steps { try await step.run(in: target.client) }
            let hidden = try await plan.delete(in: target.client, progress)
            let set = try await settings.setConfigs(of: configs, in: target.client)
            (summary.imported, summary.deleted, summary.configs) = (writing.writtenCount, hidden.count, set.count)
            summary.findings += writing.refused + hidden.left + set.left
        } catch {
            // The first error is the one to tell, unless what it leaves behind is worse.
            try await modes.close()
            throw error
        }
        try await modes.close()
        let set = try await settings.setModes(in: target.client)
        summary.modes = set.count
        for scope in modes.foundOpen where settings.modes[scope] == nil {
            summary.remarks.append("\(MovedSettings.name(scope)) was in IMPORT mode before and is left so")
        }
        if let mode = settings.modes[nil], mode != "READWRITE" {
            summary.remarks.append("the registry is \(mode) now, as it is there: herald registry mode set READWRITE opens it")
        }
        summary.findings += set.left
    }

    /// Every version and setting, read again from both sides; and versions whose text as submitted is another here.
    private func differences(
        _ inventory: RegistryInventory, _ settings: MovedSettings, except known: [RegistryFinding]
    ) async throws -> (findings: [RegistryFinding], withoutOriginal: [SubjectVersion]) {
        let there = try await RegistryInventory.read(target, only: inventory.subjects, progress)
        progress.begin("verifying", of: inventory.versionCount)
        let (same, source, target, progress) = (SameSchema(target: target), source, target, progress)
        let withoutOriginal = Mutex<[SubjectVersion]>([])
        let told = Set(known.filter { $0.version != nil }.map { "\($0.place)" })
        let found = try await Concurrently.map(inventory.places) { place -> RegistryFinding? in
            defer { progress.step() }
            guard let here = there.versions[place.subject]?.first(where: { $0.version == place.version }) else {
                return RegistryFinding(.missing, place, "it is not here")
            }
            let schema = try await source.schema(place)
            if let difference = try await same.difference(schema, at: place) {
                return RegistryFinding(.different, place, id: schema.id, difference)
            }
            if let original = try await source.originalText(of: schema, at: place),
                let submitted = try await target.submittedText(of: schema, at: place),
                !submitted.utf8.elementsEqual(original.utf8)
            {
                withoutOriginal.withLock { $0.append(place) }
            }
            let isDeleted = inventory.versions[place.subject]?.first { $0.version == place.version }?.isDeleted
            if here.isDeleted == isDeleted { return nil }
            return RegistryFinding(
                .deletion, place, id: schema.id,
                here.isDeleted ? "it is deleted here and not there" : "it is deleted there and not here")
        }
        let settingFindings = try await settings.differences(in: target.client).filter { finding in
            !known.contains { $0.code == .setting && $0.subject == finding.subject }
        }
        let findings = found.compactMap { $0 }.filter { !told.contains($0.place) } + settingFindings
        return (findings, withoutOriginal.withLock { $0.sorted() })
    }
}
