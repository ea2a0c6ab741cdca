import Glibc

/// libprotobuf's `compiler::Parser` and `DescriptorPool`, loaded at run time: only a benchmark wants C++.
final class LibprotobufCompiler {
    private let library: UnsafeMutableRawPointer
    private let compileText: @convention(c) (UnsafePointer<CChar>, Int32) -> Int32

    /// Nil if Benchmarks/run has not built the library.
    init?(path: String) {
        guard let library = dlopen(path, RTLD_NOW), let symbol = dlsym(library, "herald_libprotobuf_compile") else { return nil }
        self.library = library
        // The function is declared so in Benchmarks/Libprotobuf/compile.cc.
        compileText = unsafeBitCast(symbol, to: (@convention(c) (UnsafePointer<CChar>, Int32) -> Int32).self)
    }

    deinit { dlclose(library) }

    func compile(_ text: String) throws {
        guard compileText(text, Int32(text.utf8.count)) >= 0 else { throw SystemProblem("libprotobuf could not compile the text") }
    }
}
