// BytesTests: placeholder until its first file arrives.
