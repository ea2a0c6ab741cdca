// CompressionTests: placeholder until its first file arrives.
