#include "files/npy.h"

#include "common/content_sum.h"
#include "common/error.h"
#include "common/text.h"
#include "files/atomic_file.h"
#include "files/mapped_file.h"

#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace crossview {
namespace {

static_assert(std::endian::native == std::endian::little, "files are mapped as they are");

struct Header {
    std::string type; // e.g. "<f4"
    bool fortran = false;
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t dataStart = 0;
    std::size_t itemSize = 0;
};

[[noreturn]] void fail(const std::string& name, const std::string& what) {
    throw Error(fmt::format("{} is not a NumPy matrix that can be read: {}. Save it again with numpy.save.",
                            name, what));
}

// A sum behind the values, where NumPy does not look: damage in a file of ours is noticed wherever it lies.
// That a sum must follow is told by a header with more spaces than any other program writes (NumPy: up to
// 84).
constexpr std::string_view kSumMark = "\nCROSSVIEW SUM ";
constexpr std::size_t kSumDigits = 32;
constexpr std::size_t kSumBytes = kSumMark.size() + kSumDigits + 1;
constexpr std::size_t kSpacesBeforeSum = 128;

std::string sumLine(std::string_view content) {
    return fmt::format("{}{}\n", kSumMark, contentSum(content));
}

bool tellsOfSum(std::string_view dictionary) {
    const auto end = dictionary.find_last_not_of(" \n");
    return end != std::string_view::npos && dictionary.size() - end > kSpacesBeforeSum;
}

/// The file without its sum, which must fit; the whole of a file that has none (another program wrote it).
std::span<const std::byte> withoutSum(std::span<const std::byte> bytes, const std::string& name) {
    if (bytes.size() < kSumBytes)
        return bytes;
    const auto content = bytes.first(bytes.size() - kSumBytes);
    const auto line = bytes.last(kSumBytes);
    const std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
    if (!text.starts_with(kSumMark) || !text.ends_with('\n'))
        return bytes;
    if (text.substr(kSumMark.size(), kSumDigits) != contentSum(content))
        throw Error(fmt::format("{} is damaged: its sum does not fit.", name));
    return content;
}

/// Text after a key of the header's Python dictionary literal.
std::string_view valueOf(std::string_view dictionary, std::string_view key, const std::string& name) {
    const auto at = dictionary.find(fmt::format("'{}'", key));
    const auto colon = at == std::string_view::npos ? at : dictionary.find(':', at);
    if (colon == std::string_view::npos)
        fail(name, fmt::format("its header has no '{}'", key));
    return trimmed(dictionary.substr(colon + 1));
}

std::size_t parseSide(std::string_view text, const std::string& name) {
    const auto value = parseInteger(trimmed(text));
    if (!value || *value < 0)
        fail(name, "its shape is damaged");
    return static_cast<std::size_t>(*value);
}

void parseShape(std::string_view text, Header& header, const std::string& name) {
    const auto close = text.find(')');
    if (text.empty() || text.front() != '(' || close == std::string_view::npos)
        fail(name, "its shape is damaged");
    std::vector<std::size_t> sides;
    for (const auto part : split(text.substr(1, close - 1), ','))
        if (!trimmed(part).empty())
            sides.push_back(parseSide(part, name));
    if (sides.empty() || sides.size() > 2)
        fail(name, fmt::format("it has {} dimensions, expected one or two", sides.size()));
    header.rows = sides.size() == 2 ? sides[0] : 1;
    header.cols = sides.back();
}

/// Of a file whose sum was taken off, or of one without.
Header parseHeader(std::span<const std::byte> bytes, bool summed, const std::string& name) {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    if (bytes.size() < 10 || std::memcmp(text, "\x93NUMPY", 6) != 0)
        fail(name, "it does not begin with the NumPy signature");
    const int version = std::to_integer<int>(bytes[6]);
    if (version < 1 || version > 3)
        fail(name, fmt::format("its format version {} is unknown", version));
    std::size_t length = 0;
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    if (bytes.size() < 8 + lengthBytes)
        fail(name, "it ends inside its header");
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length |= std::to_integer<std::size_t>(bytes[8 + i]) << (8 * i);
    Header header;
    header.dataStart = 8 + lengthBytes + length;
    if (header.dataStart > bytes.size())
        fail(name, "it ends inside its header");
    const std::string_view dictionary(text + 8 + lengthBytes, length);
    if (dictionary.find('\0') != std::string_view::npos) // a block that never reached the disk
        fail(name, "its header is damaged");
    if (!summed && tellsOfSum(dictionary))
        throw Error(fmt::format("{} is damaged: the sum at its end is missing.", name));

    const auto type = valueOf(dictionary, "descr", name);
    const auto quote = type.size() > 1 ? type.find('\'', 1) : std::string_view::npos;
    if (type.empty() || type.front() != '\'' || quote == std::string_view::npos)
        fail(name, "its element type is not a plain number");
    header.type = std::string(type.substr(1, quote - 1));
    header.fortran = valueOf(dictionary, "fortran_order", name).starts_with("True");
    parseShape(valueOf(dictionary, "shape", name), header, name);

    if (header.type == "<f2")
        header.itemSize = 2;
    else if (header.type == "<f4" || header.type == ">f4" || header.type == "<i4")
        header.itemSize = 4;
    else if (header.type == "<f8" || header.type == "<i8")
        header.itemSize = 8;
    else
        fail(name,
             fmt::format(
                 "elements of type '{}' are not supported (float16, float32, float64, int32, int64 are)",
                 header.type));
    const std::size_t available = (bytes.size() - header.dataStart) / header.itemSize;
    // Without columns no data bounds the rows; callers loop over them, so they must stay within reason.
    constexpr std::size_t kMostEmptyRows = 1U << 24;
    const std::size_t mostRows = header.cols == 0 ? kMostEmptyRows : available / header.cols;
    if (header.rows > mostRows)
        fail(name, fmt::format("it holds {} values, its shape ({}, {}) needs more", available, header.rows,
                               header.cols));
    return header;
}

template <typename T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
}

float element(const Header& header, const std::byte* at) {
    if (header.type == "<f4")
        return load<float>(at);
    if (header.type == "<f2")
        return fromHalf(load<std::uint16_t>(at));
    if (header.type == "<f8")
        return static_cast<float>(load<double>(at));
    if (header.type == ">f4")
        return std::bit_cast<float>(__builtin_bswap32(load<std::uint32_t>(at)));
    if (header.type == "<i4")
        return static_cast<float>(load<std::int32_t>(at));
    return static_cast<float>(load<std::int64_t>(at));
}

} // namespace

namespace {

std::string headerWithSpaces(std::size_t rows, std::size_t cols, NpyType type, std::size_t spaces) {
    std::string dictionary = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}, {}), }}",
                                         type == NpyType::float16 ? "<f2" : "<f4", rows, cols);
    constexpr std::size_t kPrefix = 10;
    dictionary.append(63 - (kPrefix + dictionary.size()) % 64 + spaces, ' ');
    dictionary.push_back('\n');
    std::string header("\x93NUMPY\x01\x00", 8);
    header.push_back(static_cast<char>(dictionary.size() & 0xFF));
    header.push_back(static_cast<char>(dictionary.size() >> 8));
    return header + dictionary;
}

} // namespace

std::string npyHeader(std::size_t rows, std::size_t cols, NpyType type) {
    return headerWithSpaces(rows, cols, type, 0);
}

std::uint16_t toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
        return sign | 0x7E00U; // NaN stays NaN
    if (magnitude >= 0x477FF000U)
        return sign | 0x7C00U;     // rounds to 65520 or more: infinity
    if (magnitude < 0x38800000U) { // below the smallest normal half
        const auto scaled = std::bit_cast<float>(magnitude) * 0x1p24F;
        const auto whole = static_cast<std::uint32_t>(scaled);
        const float rest = scaled - static_cast<float>(whole);
        return static_cast<std::uint16_t>(
            sign | (whole + (rest > 0.5F || (rest == 0.5F && (whole & 1U)) ? 1U : 0U)));
    }
    const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13) & 1U);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

float fromHalf(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1FU;
    const std::uint32_t fraction = bits & 0x3FFU;
    if (exponent == 0x1F)
        return std::bit_cast<float>(sign | 0x7F800000U | (fraction << 13));
    if (exponent == 0) {
        const float value = static_cast<float>(fraction) * 0x1p-24F;
        return sign ? -value : value;
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

Matrix parseNpy(std::span<const std::byte> file, const std::string& name) {
    const std::span<const std::byte> bytes = withoutSum(file, name);
    const Header header = parseHeader(bytes, bytes.size() != file.size(), name);
    Matrix matrix(header.rows, header.cols);
    const std::byte* data = bytes.data() + header.dataStart;
    if (header.type == "<f4" && !header.fortran) {
        if (!matrix.empty())
            std::memcpy(matrix.data(), data, matrix.size() * sizeof(float));
        return matrix;
    }
    for (std::size_t r = 0; r < header.rows; ++r)
        for (std::size_t c = 0; c < header.cols; ++c) {
            const std::size_t at = header.fortran ? c * header.rows + r : r * header.cols + c;
            matrix(r, c) = element(header, data + at * header.itemSize);
        }
    return matrix;
}

Matrix readNpy(const std::filesystem::path& file) {
    const MappedFile mapping(file);
    return parseNpy(mapping.bytes(), file.string());
}

SharedMatrix mapNpy(const std::filesystem::path& file) {
    auto mapping = std::make_shared<const MappedFile>(file);
    const std::span<const std::byte> bytes = withoutSum(mapping->bytes(), file.string());
    const Header header = parseHeader(bytes, bytes.size() != mapping->bytes().size(), file.string());
    const std::byte* data = bytes.data() + header.dataStart;
    const bool aligned = header.dataStart % alignof(float) == 0;
    if (header.type != "<f4" || header.fortran || !aligned)
        return SharedMatrix(parseNpy(mapping->bytes(), file.string()));
    const MatrixView view(reinterpret_cast<const float*>(data), header.rows, header.cols);
    return {std::move(mapping), view};
}

void writeNpy(const std::filesystem::path& file, MatrixView matrix, NpyType type, Parents parents) {
    std::string content = headerWithSpaces(matrix.rows(), matrix.cols(), type, kSpacesBeforeSum);
    if (type == NpyType::float32) {
        content.append(reinterpret_cast<const char*>(matrix.data()), matrix.size() * sizeof(float));
    } else {
        content.reserve(content.size() + 2 * matrix.size());
        for (std::size_t i = 0; i < matrix.size(); ++i) {
            const std::uint16_t half = toHalf(matrix.data()[i]);
            content.append(reinterpret_cast<const char*>(&half), sizeof(half));
        }
    }
    content += sumLine(content);
    writeFileAtomically(file, content, parents);
}

} // namespace crossview
