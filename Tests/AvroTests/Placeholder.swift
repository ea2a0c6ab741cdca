// AvroTests: placeholder until its first file arrives.
