// RegistryTests: placeholder until its first file arrives.
