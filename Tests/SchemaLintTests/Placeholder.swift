import SchemaLint
import Testing
