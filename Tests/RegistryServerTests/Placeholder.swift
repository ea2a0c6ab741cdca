// RegistryServerTests: placeholder until its first file arrives.
