// GroupCoordinationTests: placeholder until its first file arrives.
