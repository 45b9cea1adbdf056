#include "files/safetensors_writer.h"

#include "files/atomic_file.h"
#include "files/element_type.h"

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace crossview {

static_assert(std::endian::native == std::endian::little, "values are written as they lie");

void writeSafetensors(const std::filesystem::path& file, std::span<const NamedTensor> tensors,
                      std::span<const std::pair<std::string, std::string>> metadata) {
    nlohmann::ordered_json header;
    for (const auto& [name, text] : metadata)
        header["__metadata__"][name] = text;
    std::size_t at = 0;
    for (const NamedTensor& tensor : tensors) {
        if (elementCount(tensor.shape) != tensor.values.size())
            throw std::invalid_argument("a tensor's shape does not fit its values");
        const std::size_t end = at + tensor.values.size_bytes();
        header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    constexpr std::size_t kAligned = 8; // values begin at a multiple of it
    text.resize((text.size() + kAligned - 1) / kAligned * kAligned, ' ');
    std::string length;
    for (std::size_t i = 0; i < sizeof(std::uint64_t); ++i)
        length += static_cast<char>(text.size() >> (8 * i) & 0xFFU);
    std::vector<std::string_view> pieces{length, text};
    for (const NamedTensor& tensor : tensors)
        pieces.emplace_back(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size_bytes());
    writeFileAtomically(file, pieces);
}

} // namespace crossview
