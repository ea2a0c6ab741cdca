// Bytes: placeholder until its first file arrives.
