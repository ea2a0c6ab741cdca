// LogFormatTests: placeholder until its first file arrives.
