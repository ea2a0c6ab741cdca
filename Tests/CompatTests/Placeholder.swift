// CompatTests: placeholder until its first file arrives.
