#include "model/checkpoint.h"

#include "common/error.h"
#include "common/hash.h"
#include "files/atomic_file.h"
#include "files/checked_json.h"

#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

namespace crossview {
namespace {

constexpr std::string_view kSignature = "CROSSVIEW CHECKPOINT 1\n";
constexpr std::size_t kHashDigits = 64;

std::string hashOf(std::string_view bytes) {
    return Hash().addBytes(std::as_bytes(std::span(bytes.data(), bytes.size()))).hex();
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
    throw Error(fmt::format("The checkpoint {} cannot be used: {}. Remove it to start the run again.",
                            file.string(), what));
}

void appendLength(std::string& content, std::uint64_t length) {
    for (int byte = 0; byte < 8; ++byte)
        content.push_back(static_cast<char>((length >> (8 * byte)) & 0xFF));
}

std::uint64_t lengthAt(std::string_view bytes) {
    std::uint64_t length = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
        length |= std::uint64_t{static_cast<unsigned char>(bytes[byte])} << (8 * byte);
    return length;
}

} // namespace

const Matrix& Checkpoint::array(const std::string& name, std::size_t rows, std::size_t cols) const {
    for (const auto& [key, matrix] : arrays) {
        if (key != name)
            continue;
        if (matrix.rows() != rows || matrix.cols() != cols)
            throw Error(
                fmt::format("The checkpoint holds {} as {} x {}, the network of these options needs {} x {}; "
                            "resume with the options that the run was started with, or start a new run.",
                            name, matrix.rows(), matrix.cols(), rows, cols));
        return matrix;
    }
    throw Error(
        fmt::format("The checkpoint holds no {}; resume with the options that the run was started with, or "
                    "start a new run.",
                    name));
}

void saveCheckpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
    nlohmann::json header;
    header["state"] = checkpoint.stateJson;
    header["arrays"] = nlohmann::json::array();
    for (const auto& [name, matrix] : checkpoint.arrays)
        header["arrays"].push_back({{"name", name}, {"rows", matrix.rows()}, {"cols", matrix.cols()}});
    const std::string headerText = header.dump();
    std::string content(kSignature);
    appendLength(content, headerText.size());
    content += headerText;
    for (const auto& [name, matrix] : checkpoint.arrays)
        if (!matrix.empty())
            content.append(reinterpret_cast<const char*>(matrix.data()), matrix.size() * sizeof(float));
    content += hashOf(content);
    writeFileAtomically(file, content, Parents::required);
}

Checkpoint loadCheckpoint(const std::filesystem::path& file) {
    const std::string content = readFile(file);
    const std::string_view all(content);
    if (!all.starts_with(kSignature))
        fail(file, "it does not begin like a checkpoint of this version");
    if (all.size() < kSignature.size() + 8 + kHashDigits)
        fail(file, "it is truncated");
    const std::string_view body = all.substr(0, all.size() - kHashDigits);
    if (hashOf(body) != all.substr(body.size()))
        fail(file, "it is truncated or damaged (its checksum does not fit)");
    try {
        std::string_view rest = body.substr(kSignature.size());
        const std::uint64_t length = lengthAt(rest);
        rest.remove_prefix(8);
        if (length > rest.size())
            fail(file, "its header is longer than the file");
        const auto header = nlohmann::json::parse(rest.substr(0, length));
        const auto side = [&file](const nlohmann::json& number) {
            if (const auto value = wholeNumber<std::size_t>(number))
                return *value;
            fail(file, "its header is damaged (a side of a matrix is no whole number)");
        };
        rest.remove_prefix(length);
        Checkpoint checkpoint;
        checkpoint.stateJson = header.at("state").get<std::string>();
        for (const auto& entry : header.at("arrays")) {
            const std::size_t rows = side(entry.at("rows"));
            const std::size_t cols = side(entry.at("cols"));
            if (cols != 0 && rows > rest.size() / sizeof(float) / cols)
                fail(file, "it holds fewer values than its header says");
            Matrix matrix(rows, cols);
            if (!matrix.empty())
                std::memcpy(matrix.data(), rest.data(), matrix.size() * sizeof(float));
            rest.remove_prefix(matrix.size() * sizeof(float));
            checkpoint.arrays.emplace_back(entry.at("name").get<std::string>(), std::move(matrix));
        }
        return checkpoint;
    } catch (const nlohmann::json::exception& error) {
        fail(file, fmt::format("its header is damaged ({})", error.what()));
    }
}

} // namespace crossview
