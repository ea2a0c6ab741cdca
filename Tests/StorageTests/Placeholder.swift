// StorageTests: placeholder until its first file arrives.
