// ClientTests: placeholder until its first file arrives.
