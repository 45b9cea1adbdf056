#include "files/npy_header.h"

#include "common/error.h"
#include "common/float16.h"
#include "common/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace crossview {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read as they lie");

constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();

std::size_t product(std::size_t a, std::size_t b) {
    return b != 0 && a > kMost / b ? kMost : a * b;
}

/// Text after a key of the header's Python dictionary literal.
std::string_view valueOf(std::string_view dictionary, std::string_view key, const std::string& name) {
    const auto at = dictionary.find(fmt::format("'{}'", key));
    const auto colon = at == std::string_view::npos ? at : dictionary.find(':', at);
    if (colon == std::string_view::npos)
        refuseNpy(name, fmt::format("its header has no '{}'", key));
    return trimmed(dictionary.substr(colon + 1));
}

std::vector<std::size_t> parseShape(std::string_view text, const std::string& name) {
    const auto close = text.find(')');
    if (text.empty() || text.front() != '(' || close == std::string_view::npos)
        refuseNpy(name, "its shape is damaged");
    std::vector<std::size_t> sides;
    for (const auto part : split(text.substr(1, close - 1), ',')) {
        if (trimmed(part).empty())
            continue;
        const auto side = parseInteger(trimmed(part));
        if (!side || *side < 0)
            refuseNpy(name, "its shape is damaged");
        sides.push_back(static_cast<std::size_t>(*side));
    }
    return sides;
}

void parseType(std::string_view text, NpyHeader& header, const std::string& name) {
    const auto quote = text.size() > 1 ? text.find('\'', 1) : std::string_view::npos;
    if (text.empty() || text.front() != '\'' || quote == std::string_view::npos)
        refuseNpy(name, "its element type is not a plain number");
    const std::string_view type = text.substr(1, quote - 1);
    constexpr std::array<std::pair<std::string_view, NpyNumber>, 5> kNumbers{{{"f2", NpyNumber::float16},
                                                                              {"f4", NpyNumber::float32},
                                                                              {"f8", NpyNumber::float64},
                                                                              {"i4", NpyNumber::int32},
                                                                              {"i8", NpyNumber::int64}}};
    const auto* const found = std::ranges::find_if(
        kNumbers, [&](const auto& entry) { return type.size() == 3 && entry.first == type.substr(1); });
    if (found == kNumbers.end() || (type.front() != '<' && type.front() != '>'))
        refuseNpy(name, fmt::format("elements of type '{}' are not supported (float16, float32, float64, "
                                    "int32, int64 are)",
                                    type));
    header.number = found->second;
    header.bigEndian = type.front() == '>';
}

/// An unsigned number of the type's size, turned where the file has the other byte order.
template <typename Bits>
Bits load(const std::byte* at, bool turned) {
    Bits bits;
    std::memcpy(&bits, at, sizeof(bits));
    if (!turned)
        return bits;
    if constexpr (sizeof(Bits) == 2)
        return __builtin_bswap16(bits);
    else if constexpr (sizeof(Bits) == 4)
        return __builtin_bswap32(bits);
    else
        return __builtin_bswap64(bits);
}

} // namespace

void refuseNpy(const std::string& name, const std::string& what) {
    throw Error(fmt::format("{} is not a NumPy matrix that can be read: {}. Save it again with numpy.save.",
                            name, what));
}

const char* toString(NpyNumber number) {
    switch (number) {
    case NpyNumber::float16:
        return "float16";
    case NpyNumber::float32:
        return "float32";
    case NpyNumber::float64:
        return "float64";
    case NpyNumber::int32:
        return "int32";
    case NpyNumber::int64:
        break;
    }
    return "int64";
}

std::size_t sizeOf(NpyNumber number) {
    switch (number) {
    case NpyNumber::float16:
        return 2;
    case NpyNumber::float32:
    case NpyNumber::int32:
        return 4;
    case NpyNumber::float64:
    case NpyNumber::int64:
        break;
    }
    return 8;
}

std::size_t NpyHeader::values() const {
    if (std::ranges::find(shape, std::size_t{0}) != shape.end())
        return 0; // however large the others are
    std::size_t count = 1;
    for (const std::size_t side : shape)
        count = product(count, side);
    return count;
}

std::size_t NpyHeader::bytes() const {
    return product(values(), sizeOf(number));
}

NpyHeader parseNpyHeader(std::span<const std::byte> bytes, const std::string& name) {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    if (bytes.size() < 10 || std::memcmp(text, "\x93NUMPY", 6) != 0)
        refuseNpy(name, "it does not begin with the NumPy signature");
    const int version = std::to_integer<int>(bytes[6]);
    if (version < 1 || version > 3)
        refuseNpy(name, fmt::format("its format version {} is unknown", version));
    std::size_t length = 0;
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    if (bytes.size() < 8 + lengthBytes)
        refuseNpy(name, "it ends inside its header");
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length |= std::to_integer<std::size_t>(bytes[8 + i]) << (8 * i);
    NpyHeader header;
    header.dataStart = 8 + lengthBytes + length;
    if (header.dataStart > bytes.size())
        refuseNpy(name, "it ends inside its header");
    header.dictionary = std::string_view(text + 8 + lengthBytes, length);
    if (header.dictionary.find('\0') != std::string_view::npos) // a block that never reached the disk
        refuseNpy(name, "its header is damaged");
    parseType(valueOf(header.dictionary, "descr", name), header, name);
    header.fortran = valueOf(header.dictionary, "fortran_order", name).starts_with("True");
    header.shape = parseShape(valueOf(header.dictionary, "shape", name), name);
    return header;
}

float npyValue(const NpyHeader& header, const std::byte* at) {
    switch (header.number) {
    case NpyNumber::float16:
        return fromFloat16(load<std::uint16_t>(at, header.bigEndian));
    case NpyNumber::float32:
        return std::bit_cast<float>(load<std::uint32_t>(at, header.bigEndian));
    case NpyNumber::float64:
        return static_cast<float>(std::bit_cast<double>(load<std::uint64_t>(at, header.bigEndian)));
    case NpyNumber::int32:
        return static_cast<float>(static_cast<std::int32_t>(load<std::uint32_t>(at, header.bigEndian)));
    case NpyNumber::int64:
        break;
    }
    return static_cast<float>(static_cast<std::int64_t>(load<std::uint64_t>(at, header.bigEndian)));
}

} // namespace crossview
