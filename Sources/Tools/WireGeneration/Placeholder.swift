// w: placeholder until its first file arrives.
