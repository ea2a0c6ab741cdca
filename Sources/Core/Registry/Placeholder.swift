// Registry: placeholder until its first file arrives.
