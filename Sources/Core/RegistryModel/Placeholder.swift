// RegistryModel: placeholder until its first file arrives.
