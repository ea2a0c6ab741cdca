// Compatibility: placeholder until its first file arrives.
