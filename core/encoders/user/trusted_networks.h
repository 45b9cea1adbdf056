#pragma once

#include "common/error.h"
#include "encoders/user/network_file.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A network that a person has allowed to run on this machine: its content, wherever it lies.
struct TrustedNetwork {
    NetworkFacts network; ///< as it was then
    std::string allowed;  ///< when, in UTC: 2026-11-26T17:40:00Z
};

/// A network that nobody has allowed to run on this machine. Its sentence says what the file is and what can
/// be done.
class UntrustedNetwork : public Error {
public:
    explicit UntrustedNetwork(NetworkFacts network);
    const NetworkFacts& network() const { return m_network; }

private:
    NetworkFacts m_network;
};

/// Where it is remembered what a person allowed: in the user's folder, never in a project. Throws Error when
/// there is no such folder.
std::filesystem::path trustedNetworksFile();

/// Whether a person has allowed content of this SHA-256 (64 digits). Nothing is allowed where the memory is
/// missing, damaged or no ordinary file.
bool networkIsTrusted(std::string_view sha256);

/// Throws UntrustedNetwork unless a person has allowed this content. One rule for TorchScript and ONNX: the
/// one is a program, the other is read by a parser that was not made for hostile files.
void requireTrusted(const NetworkFacts& network);

/// Remembers that a person allows this content; false when that was so already. Throws Error when it cannot
/// be written.
bool trustNetwork(const NetworkFacts& network);

/// What is allowed, in the order in which it was.
std::vector<TrustedNetwork> trustedNetworks();

/// Takes back what was allowed: by the path under which it was, or by the first digits (at least 8) of its
/// SHA-256. Returns what is not allowed any more. Throws Error when nothing is meant by it.
std::vector<TrustedNetwork> forgetNetworks(const std::string& pathOrSha256);

/// "/x.pt (TorchScript, 42 MB, SHA-256 ab12cd34ef56…)".
std::string describeNetwork(const NetworkFacts& network);

/// One line for a person whose choice of a file allowed it.
std::string allowedSentence(const NetworkFacts& network);

} // namespace crossview
