#include "encoders/user/network_file.h"

#include "common/hash.h"
#include "common/progress.h"
#include "encoders/user/recipe_network.h"
#include "files/atomic_file.h"
#include "files/file_handle.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <string_view>
#include <vector>

namespace crossview {
namespace {

bool isCalledOnnx(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return extension == ".onnx";
}

NetworkKind kindOf(const std::filesystem::path& file, std::string_view begin) {
    if (begin.starts_with("PK")) // a zip archive
        return NetworkKind::torchScript;
    if (isCalledOnnx(file))
        return NetworkKind::onnx;
    refuseNetwork(file, "it is neither TorchScript nor called .onnx",
                  "Save it with torch.jit.script(network).save(file), or export it to a file called *.onnx.");
}

} // namespace

const char* nameOf(NetworkKind kind) {
    return kind == NetworkKind::torchScript ? "TorchScript" : "ONNX";
}

NetworkFacts networkFacts(const std::filesystem::path& file, const std::stop_token& stop) {
    const FileHandle handle = openForReading(file);
    constexpr std::size_t kChunk = std::size_t{1} << 17U;
    std::vector<std::byte> buffer(kChunk);
    Hash hash;
    NetworkFacts facts;
    facts.file = file;
    std::size_t count = readSome(handle, buffer, file);
    facts.kind = kindOf(file, {reinterpret_cast<const char*>(buffer.data()), count});
    for (; count > 0; count = readSome(handle, buffer, file)) {
        throwIfStopped(stop);
        hash.addBytes(std::span(buffer).first(count));
        facts.bytes += count;
    }
    facts.sha256 = hash.hex();
    return facts;
}

NetworkFile readNetworkFile(const std::filesystem::path& file) {
    NetworkFile read;
    read.content = readFile(file);
    read.facts = {file, kindOf(file, read.content), read.content.size(),
                  Hash().addBytes(std::as_bytes(std::span(read.content))).hex()};
    return read;
}

std::string sizeText(std::uintmax_t bytes) {
    const auto count = static_cast<double>(bytes);
    if (bytes < 1000)
        return fmt::format("{} bytes", bytes);
    if (count < 999.5e3)
        return fmt::format("{:.0f} kB", count / 1e3);
    return count < 999.5e6 ? fmt::format("{:.0f} MB", count / 1e6) : fmt::format("{:.1f} GB", count / 1e9);
}

} // namespace crossview
