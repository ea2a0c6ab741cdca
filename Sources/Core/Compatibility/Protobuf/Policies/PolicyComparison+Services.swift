internal import ProtobufSchema

extension PolicyComparison {
    mutating func compareServices(_ oldFiles: Set<Int>) {
        var newServices: [String: (file: Int, index: Int)] = [:]
        for (file, descriptor) in new.files.enumerated() {
            for (index, service) in descriptor.services.enumerated() {
                newServices["\(descriptor.package ?? "").\(service.name)"] = (file, index)
            }
        }
        for file in oldFiles.sorted() {
            for (index, service) in old.files[file].services.enumerated() {
                guard let place = newServices["\(old.files[file].package ?? "").\(service.name)"] else { continue }
                compareMethods(place, (file, index))
            }
        }
    }

    private mutating func compareMethods(_ newPlace: (file: Int, index: Int), _ oldPlace: (file: Int, index: Int)) {
        let newService = new.files[newPlace.file].services[newPlace.index]
        let oldService = old.files[oldPlace.file].services[oldPlace.index]
        for (oldIndex, oldMethod) in oldService.methods.enumerated() {
            let oldPart = ProtobufPart.method(file: oldPlace.file, service: oldPlace.index, oldIndex)
            let what = "method \(oldService.name).\(oldMethod.name)"
            guard let newIndex = newService.methods.firstIndex(where: { $0.name == oldMethod.name }) else {
                report(
                    ProtobufPolicyRules.rpcNoDelete, .service(file: newPlace.file, newPlace.index), oldPart, "\(what) is gone")
                continue
            }
            let newPart = ProtobufPart.method(file: newPlace.file, service: newPlace.index, newIndex)
            let newMethod = newService.methods[newIndex]
            if newMethod.inputType != oldMethod.inputType {
                report(
                    ProtobufPolicyRules.rpcSameRequestType, newPart, oldPart,
                    "\(what) takes \(newMethod.inputType.dropFirst()), before \(oldMethod.inputType.dropFirst())")
            }
            if newMethod.outputType != oldMethod.outputType {
                report(
                    ProtobufPolicyRules.rpcSameResponseType, newPart, oldPart,
                    "\(what) answers with \(newMethod.outputType.dropFirst()), before with \(oldMethod.outputType.dropFirst())")
            }
            if newMethod.isClientStreaming ?? false != oldMethod.isClientStreaming ?? false {
                report(
                    ProtobufPolicyRules.rpcSameClientStreaming, newPart, oldPart,
                    "\(what) \(newMethod.isClientStreaming ?? false ? "now" : "no longer") takes a stream")
            }
            if newMethod.isServerStreaming ?? false != oldMethod.isServerStreaming ?? false {
                report(
                    ProtobufPolicyRules.rpcSameServerStreaming, newPart, oldPart,
                    "\(what) \(newMethod.isServerStreaming ?? false ? "now" : "no longer") answers with a stream")
            }
            let idempotencyLevel: Int32 = 34
            if OptionValues(newMethod.options).integer(idempotencyLevel) ?? 0 != OptionValues(oldMethod.options).integer(
                idempotencyLevel) ?? 0
            {
                report(ProtobufPolicyRules.rpcSameIdempotencyLevel, newPart, oldPart, "\(what) changed its idempotency_level")
            }
        }
    }
}
