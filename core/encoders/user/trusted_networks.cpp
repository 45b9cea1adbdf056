#include "encoders/user/trusted_networks.h"

#include "common/text.h"
#include "common/user_folders.h"
#include "files/atomic_file.h"
#include "files/checked_json.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDigits = 64;
constexpr std::size_t kLeastDigits = 8;
constexpr std::size_t kDigitsShown = 12;

bool isHex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string now() {
    const std::time_t moment = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&moment, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// Nothing of an entry that is not as it was written.
std::optional<TrustedNetwork> fromJson(const Json& json) {
    try {
        TrustedNetwork entry;
        entry.network.sha256 = json.at("sha256").get<std::string>();
        entry.network.kind =
            json.at("kind") == nameOf(NetworkKind::onnx) ? NetworkKind::onnx : NetworkKind::torchScript;
        const auto bytes = wholeNumber<std::uintmax_t>(json.at("bytes"));
        entry.network.bytes = bytes.value_or(0);
        entry.network.file = json.at("file").get<std::string>();
        entry.allowed = json.at("allowed").get<std::string>();
        if (bytes && entry.network.sha256.size() == kDigits && isHex(entry.network.sha256))
            return entry;
    } catch (const Json::exception&) { // of other types
    }
    return std::nullopt;
}

void write(const std::vector<TrustedNetwork>& networks) {
    Json list = Json::array();
    for (const TrustedNetwork& entry : networks)
        list.push_back({{"sha256", entry.network.sha256},
                        {"kind", nameOf(entry.network.kind)},
                        {"bytes", entry.network.bytes},
                        {"file", entry.network.file.string()},
                        {"allowed", entry.allowed}});
    writeFileAtomically(trustedNetworksFile(),
                        Json{{"allowed networks", list}}.dump(1, ' ', false, Json::error_handler_t::replace) +
                            "\n");
}

std::string refusal(const NetworkFacts& network) {
    return fmt::format(
        "These features come from the network {}, {} that has not been allowed to run on this machine. If "
        "you know where it comes from, allow it with 'crossview-cli networks allow {}'; else leave it out "
        "(features.image.network.components 0).",
        describeNetwork(network), network.kind == NetworkKind::torchScript ? "a program" : "a foreign file",
        shellQuoted(network.file.string()));
}

} // namespace

UntrustedNetwork::UntrustedNetwork(NetworkFacts network)
    : Error(refusal(network)), m_network(std::move(network)) {}

std::filesystem::path trustedNetworksFile() {
    return userDataFolder("what networks may run is remembered under one of them") / "allowed-networks.json";
}

bool networkIsTrusted(std::string_view sha256) {
    return std::ranges::any_of(
        trustedNetworks(), [sha256](const TrustedNetwork& entry) { return entry.network.sha256 == sha256; });
}

void requireTrusted(const NetworkFacts& network) {
    if (!networkIsTrusted(network.sha256))
        throw UntrustedNetwork(network);
}

bool trustNetwork(const NetworkFacts& network) {
    if (networkIsTrusted(network.sha256))
        return false;
    std::vector<TrustedNetwork> networks = trustedNetworks();
    networks.push_back({network, now()});
    std::error_code failure;
    if (auto whole = std::filesystem::absolute(network.file, failure); !failure)
        networks.back().network.file = whole.lexically_normal();
    write(networks);
    return true;
}

std::vector<TrustedNetwork> trustedNetworks() {
    std::vector<TrustedNetwork> networks;
    try {
        const Json json = Json::parse(readFile(trustedNetworksFile()), nullptr, false);
        if (json.is_object() && json.contains("allowed networks"))
            for (const Json& each : json["allowed networks"])
                if (auto entry = fromJson(each))
                    networks.push_back(*std::move(entry));
    } catch (const Error&) { // not there, or no file to read: nobody has allowed anything
    }
    return networks;
}

std::vector<TrustedNetwork> forgetNetworks(const std::string& pathOrSha256) {
    std::error_code failure;
    const std::filesystem::path whole = std::filesystem::absolute(pathOrSha256, failure).lexically_normal();
    const bool isHash = pathOrSha256.size() >= kLeastDigits && isHex(pathOrSha256);
    std::vector<TrustedNetwork> kept = trustedNetworks();
    // Not the one of std::ranges: clang 14 cannot compile what it returns.
    const auto forgotten = std::stable_partition(kept.begin(), kept.end(), [&](const TrustedNetwork& entry) {
        return entry.network.file != whole && !(isHash && entry.network.sha256.starts_with(pathOrSha256));
    });
    std::vector<TrustedNetwork> gone(forgotten, kept.end());
    if (gone.empty())
        throw Error(fmt::format("No network was allowed as {}: 'crossview-cli networks' lists those that "
                                "were; name one by its path or the first {} digits of its SHA-256.",
                                pathOrSha256, kLeastDigits));
    kept.erase(forgotten, kept.end());
    write(kept);
    return gone;
}

std::string describeNetwork(const NetworkFacts& network) {
    return fmt::format("{} ({}, {}, SHA-256 {}…)", network.file.string(), nameOf(network.kind),
                       sizeText(network.bytes), network.sha256.substr(0, kDigitsShown));
}

std::string allowedSentence(const NetworkFacts& network) {
    return fmt::format("{} is allowed to run on this machine from now on.", describeNetwork(network));
}

} // namespace crossview
