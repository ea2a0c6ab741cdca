// SimulationTests: placeholder until its first file arrives.
