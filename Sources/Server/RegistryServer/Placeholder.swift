// RegistryServer: placeholder until its first file arrives.
