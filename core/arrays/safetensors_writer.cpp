#include "arrays/safetensors_writer.h"

#include "arrays/element_type.h"
#include "files/atomic_file.h"

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace crossview {

static_assert(std::endian::native == std::endian::little, "values are written as they are");

void writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                      const std::vector<std::pair<std::string, std::string>>& about) {
    nlohmann::ordered_json header;
    for (const auto& [key, value] : about)
        header["__metadata__"][key] = value;
    std::vector<std::string_view> pieces(2);
    std::size_t offset = 0;
    for (const TensorToWrite& tensor : tensors) {
        const std::size_t bytes = elementCount(tensor.shape).value_or(0) * sizeof(float);
        header[tensor.name] = {
            {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
        pieces.emplace_back(reinterpret_cast<const char*>(tensor.values), bytes);
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' '); // the values begin at a multiple of 8
    std::string length;
    for (int i = 0; i < 8; ++i)
        length += static_cast<char>((static_cast<std::uint64_t>(text.size()) >> (8 * i)) & 0xFFU);
    pieces[0] = length;
    pieces[1] = text;
    writeFileAtomically(file, pieces);
}

} // namespace crossview
