// What `.proto` compiling is measured beside: libprotobuf's own parser and linker, as one C function in a library that the
// benchmarks load at run time. Built by Benchmarks/run where libprotobuf-dev is installed.
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace pb = google::protobuf;

namespace {
struct Quiet : pb::io::ErrorCollector {
    bool failed = false;
    void AddError(int, pb::io::ColumnNumber, const std::string &) override { failed = true; }
};
}  // namespace

/// Parses and links one text that imports nothing. The number of messages at its top, or -1.
extern "C" int herald_libprotobuf_compile(const char *text, int length) {
    Quiet errors;
    pb::io::ArrayInputStream input(text, length);
    pb::io::Tokenizer tokenizer(&input, &errors);
    pb::compiler::Parser parser;
    pb::FileDescriptorProto file;
    file.set_name("order.proto");
    if (!parser.Parse(&tokenizer, &file) || errors.failed) return -1;
    pb::DescriptorPool pool;
    const pb::FileDescriptor *linked = pool.BuildFile(file);
    return linked ? linked->message_type_count() : -1;
}
