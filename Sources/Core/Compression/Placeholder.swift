// Compression: placeholder until its first file arrives.
