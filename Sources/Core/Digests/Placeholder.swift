// Digests: placeholder until its first file arrives.
