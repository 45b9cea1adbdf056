#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace crossview {

enum class NetworkKind { torchScript, onnx };

/// "TorchScript" or "ONNX".
const char* nameOf(NetworkKind kind);

/// What the file of a network of the user's own is, told without running anything of it.
struct NetworkFacts {
    std::filesystem::path file;
    NetworkKind kind = NetworkKind::torchScript;
    std::uintmax_t bytes = 0;
    std::string sha256; ///< of its content, 64 digits

    bool operator==(const NetworkFacts&) const = default;
};

/// The facts and the content of a network's file, read at once: what is decided about is what is run.
struct NetworkFile {
    NetworkFacts facts;
    std::string content;
};

/// What a file is: TorchScript is a zip archive, whatever its name; ONNX is what is called *.onnx. Throws
/// Error that names the file when it is neither or no ordinary file; Cancelled.
NetworkFacts networkFacts(const std::filesystem::path& file, const std::stop_token& stop = {});

/// The same with its content. Throws Error that names the file.
NetworkFile readNetworkFile(const std::filesystem::path& file);

/// A number of bytes for people, e.g. "42 MB".
std::string sizeText(std::uintmax_t bytes);

} // namespace crossview
