#include "files/npy.h"

#include "common/content_sum.h"
#include "common/error.h"
#include "common/float16.h"
#include "files/atomic_file.h"
#include "files/mapped_file.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <functional>
#include <stdexcept>
#include <vector>

namespace crossview {
namespace {

// A sum behind the values, where NumPy does not look: damage in a file of ours is noticed wherever it lies.
// That a sum must follow is told by a header with more spaces than any other program writes (NumPy: up to
// 84).
constexpr std::string_view kSumMark = "\nCROSSVIEW SUM ";
constexpr std::size_t kSumDigits = 32;
constexpr std::size_t kSumBytes = kSumMark.size() + kSumDigits + 1;
constexpr std::size_t kSpacesBeforeSum = 128;

std::string sumLine(std::string_view sum) {
    return fmt::format("{}{}\n", kSumMark, sum);
}

bool tellsOfSum(std::string_view dictionary) {
    const auto end = dictionary.find_last_not_of(" \n");
    return end != std::string_view::npos && dictionary.size() - end > kSpacesBeforeSum;
}

/// The sum of a file's bytes, of which `mapping` (none: they lie in memory) keeps no more in memory than it
/// did.
std::string sumOf(std::span<const std::byte> content, const MappedFile* mapping) {
    constexpr std::size_t kPiece = std::size_t{64} << 20;
    ContentSum sum;
    for (std::size_t first = 0; first < content.size(); first += kPiece) {
        const std::size_t size = std::min(kPiece, content.size() - first);
        sum.add(content.subspan(first, size));
        if (mapping && content.size() > kPiece)
            mapping->release(first + size);
    }
    return sum.text();
}

/// The file without its sum; the whole of a file that has none (another program wrote it).
std::span<const std::byte> beforeSum(std::span<const std::byte> bytes) {
    if (bytes.size() < kSumBytes)
        return bytes;
    const auto line = bytes.last(kSumBytes);
    const std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
    return text.starts_with(kSumMark) && text.ends_with('\n') ? bytes.first(bytes.size() - kSumBytes) : bytes;
}

/// The same of a file whose sum must fit.
std::span<const std::byte> withoutSum(std::span<const std::byte> bytes, const std::string& name,
                                      const MappedFile* mapping = nullptr) {
    const std::span<const std::byte> content = beforeSum(bytes);
    if (content.size() == bytes.size())
        return bytes;
    const auto digits = bytes.subspan(content.size() + kSumMark.size(), kSumDigits);
    if (std::string_view(reinterpret_cast<const char*>(digits.data()), digits.size()) !=
        sumOf(content, mapping))
        throw Error(fmt::format("{} is damaged: its sum does not fit.", name));
    return content;
}

/// A header whose shape and values are those of a matrix, in a file whose sum was taken off, or one without.
struct MatrixHeader : NpyHeader {
    std::size_t rows = 0;
    std::size_t cols = 0;
};

MatrixHeader parseHeader(std::span<const std::byte> bytes, bool summed, const std::string& name) {
    MatrixHeader header{parseNpyHeader(bytes, name)};
    if (!summed && tellsOfSum(header.dictionary))
        throw Error(fmt::format("{} is damaged: the sum at its end is missing.", name));
    if (header.shape.empty() || header.shape.size() > 2)
        refuseNpy(name, fmt::format("it has {} dimensions, expected one or two", header.shape.size()));
    header.rows = header.shape.size() == 2 ? header.shape[0] : 1;
    header.cols = header.shape.back();
    const std::size_t available = (bytes.size() - header.dataStart) / sizeOf(header.number);
    // Without columns no data bounds the rows; callers loop over them, so they must stay within reason.
    constexpr std::size_t kMostEmptyRows = 1U << 24;
    const std::size_t mostRows = header.cols == 0 ? kMostEmptyRows : available / header.cols;
    if (header.rows > mostRows)
        refuseNpy(name, fmt::format("it holds {} values, its shape ({}, {}) needs more", available,
                                    header.rows, header.cols));
    return header;
}

/// Whether the values lie in the file as they lie in memory.
bool isPlain(const NpyHeader& header) {
    return header.number == NpyNumber::float32 && !header.bigEndian && !header.fortran;
}

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

namespace {

Matrix valuesIn(std::span<const std::byte> bytes, const MatrixHeader& header) {
    Matrix matrix(header.rows, header.cols);
    const std::byte* data = bytes.data() + header.dataStart;
    if (isPlain(header)) {
        if (!matrix.empty())
            std::memcpy(matrix.data(), data, matrix.size() * sizeof(float));
        return matrix;
    }
    if (header.number == NpyNumber::float16 && !header.bigEndian && !header.fortran) {
        fromFloat16(data, matrix.values());
        return matrix;
    }
    for (std::size_t r = 0; r < header.rows; ++r)
        for (std::size_t c = 0; c < header.cols; ++c) {
            const std::size_t at = header.fortran ? c * header.rows + r : r * header.cols + c;
            matrix(r, c) = npyValue(header, data + at * sizeOf(header.number));
        }
    return matrix;
}

} // namespace

Matrix parseNpy(std::span<const std::byte> file, const std::string& name) {
    const std::span<const std::byte> bytes = withoutSum(file, name);
    return valuesIn(bytes, parseHeader(bytes, bytes.size() != file.size(), name));
}

Matrix readNpy(const std::filesystem::path& file) {
    const MappedFile mapping(file);
    return parseNpy(mapping.bytes(), file.string());
}

namespace {

SharedMatrix valuesOf(const std::shared_ptr<const MappedFile>& mapping, const std::string& name) {
    const std::span<const std::byte> bytes = withoutSum(mapping->bytes(), name, mapping.get());
    const MatrixHeader header = parseHeader(bytes, bytes.size() != mapping->bytes().size(), name);
    const bool aligned = header.dataStart % alignof(float) == 0;
    if (!isPlain(header) || !aligned)
        return SharedMatrix(valuesIn(bytes, header));
    const std::byte* data = bytes.data() + header.dataStart;
    return {mapping, MatrixView(reinterpret_cast<const float*>(data), header.rows, header.cols)};
}

} // namespace

SharedMatrix mapNpy(const std::filesystem::path& file, ReadValues when) {
    auto mapping = std::make_shared<const MappedFile>(file);
    if (when == ReadValues::atOnce)
        return valuesOf(mapping, file.string());
    const std::span<const std::byte> bytes = beforeSum(mapping->bytes());
    const MatrixHeader header = parseHeader(bytes, bytes.size() != mapping->bytes().size(), file.string());
    return {header.rows, header.cols,
            [mapping = std::move(mapping), name = file.string()] { return valuesOf(mapping, name); }};
}

namespace {

/// Gives values to `put` as they stand in a file.
void putValues(std::span<const float> values, NpyType type,
               const std::function<void(std::span<const std::byte>)>& put) {
    if (type == NpyType::float32)
        return put(std::as_bytes(values));
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    std::vector<std::uint16_t> halves;
    for (std::size_t first = 0; first < values.size(); first += kPiece) {
        halves.resize(std::min(kPiece, values.size() - first));
        toFloat16(values.subspan(first, halves.size()), halves);
        put(std::as_bytes(std::span(halves)));
    }
}

} // namespace

void writeNpy(const std::filesystem::path& file, std::size_t rows, std::size_t cols, const RowMaker& make,
              NpyType type, Parents parents) {
    writeFileAtomically(
        file,
        [&](const PieceSink& write) {
            ContentSum sum;
            const auto put = [&](std::span<const std::byte> bytes) {
                sum.add(bytes);
                write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
            };
            const std::string header = headerWithSpaces(rows, cols, type, kSpacesBeforeSum);
            put(std::as_bytes(std::span(header)));
            std::size_t made = 0;
            make([&](MatrixView part) {
                made += part.rows();
                if (made > rows || part.cols() != cols)
                    throw std::invalid_argument("other rows than the header of a .npy file says");
                putValues(std::span(part.data(), part.size()), type, put);
            });
            if (made != rows)
                throw std::invalid_argument("fewer rows than the header of a .npy file says");
            write(sumLine(sum.text()));
        },
        parents);
}

void writeNpy(const std::filesystem::path& file, MatrixView matrix, NpyType type, Parents parents) {
    writeNpy(
        file, matrix.rows(), matrix.cols(), [&](const RowSink& sink) { sink(matrix); }, type, parents);
}

} // namespace crossview
