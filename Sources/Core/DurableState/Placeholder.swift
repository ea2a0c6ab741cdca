// DurableState: placeholder until its first file arrives.
