// GroupCoordination: placeholder until its first file arrives.
