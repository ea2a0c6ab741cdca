// RegistryClient: placeholder until its first file arrives.
