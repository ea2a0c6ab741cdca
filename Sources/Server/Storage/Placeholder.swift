// Storage: placeholder until its first file arrives.
