#include "arrays/matlab_array.h"

#include "arrays/array_choice.h"
#include "arrays/inflated_bytes.h"
#include "common/error.h"
#include "common/shown_name.h"
#include "files/element_type.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string_view>

namespace crossview {
namespace {

// "Level 5 MAT-File Format" of MathWorks: a header, then elements of a tag (type, bytes) and data. A matrix
// is an element of elements: flags, sides, name, values; or it is packed as a zlib stream of that element.
constexpr std::size_t kHeader = 128;
constexpr std::size_t kTag = 8;
constexpr std::uint32_t kMatrix = 14;
constexpr std::uint32_t kPacked = 15;
constexpr std::size_t kMostSides = 32;
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kMostVariables = 100'000;
constexpr std::size_t kMostUnfolding = 1032;  // what deflate can make of a byte
constexpr std::size_t kFreeBytes = 1U << 10U; // of a small packed variable

// Kinds of arrays in the flags.
constexpr std::uint32_t kFirstNumbers = 6; // double
constexpr std::uint32_t kComplex = 0x0800;
constexpr std::array<const char*, 10> kClassNames{"double", "single", "int8",   "uint8", "int16",
                                                  "uint16", "int32",  "uint32", "int64", "uint64"};

/// How values are stored, which may be narrower than the kind of the array.
using Load = float (*)(const std::byte*);
template <typename T>
float loadAs(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return static_cast<float>(value);
}
struct StoredType {
    std::uint32_t code;
    std::size_t size;
    Load load;
};
constexpr std::array<StoredType, 10> kStoredTypes{{{1, 1, &loadAs<std::int8_t>},
                                                   {2, 1, &loadAs<std::uint8_t>},
                                                   {3, 2, &loadAs<std::int16_t>},
                                                   {4, 2, &loadAs<std::uint16_t>},
                                                   {5, 4, &loadAs<std::int32_t>},
                                                   {6, 4, &loadAs<std::uint32_t>},
                                                   {7, 4, &loadAs<float>},
                                                   {9, 8, &loadAs<double>},
                                                   {12, 8, &loadAs<std::int64_t>},
                                                   {13, 8, &loadAs<std::uint64_t>}}};

/// The bytes of one variable's element, packed or not.
class Variable {
public:
    Variable(std::span<const std::byte> bytes, bool packed, bool swapped) : m_swapped(swapped) {
        if (packed)
            m_packed.emplace(bytes);
        else
            m_plain = bytes;
    }
    /// False where it ends before that.
    bool read(std::span<std::byte> buffer) {
        if (m_packed)
            return m_packed->read(buffer);
        if (buffer.size() > m_plain.size())
            return false;
        std::ranges::copy(m_plain.first(buffer.size()), buffer.begin());
        m_plain = m_plain.subspan(buffer.size());
        return true;
    }
    /// Whether what was packed ends here, filled up perhaps, and has its checksum.
    bool endsWell() { return !m_packed || m_packed->endsWell(); }
    /// A number in the byte order of the file.
    std::optional<std::uint32_t> number() {
        std::byte bytes[4];
        if (!read(bytes))
            return std::nullopt;
        if (m_swapped)
            std::ranges::reverse(bytes);
        std::uint32_t value = 0;
        std::memcpy(&value, bytes, sizeof(value));
        return value;
    }
    bool isSwapped() const { return m_swapped; }

private:
    std::optional<InflatedBytes> m_packed;
    std::span<const std::byte> m_plain;
    bool m_swapped;
};

/// The tag of an element inside a matrix; short ones hold up to four bytes in the tag itself.
struct Tag {
    std::uint32_t type = 0;
    std::size_t bytes = 0;
    bool isShort = false;
    std::size_t padded() const { return isShort ? 4 : (bytes + 7) / 8 * 8; }
};

std::optional<Tag> tagOf(Variable& variable) {
    const auto first = variable.number();
    if (!first)
        return std::nullopt;
    if (*first >> 16U != 0) {
        const Tag tag{*first & 0xFFFFU, *first >> 16U, true};
        return tag.bytes <= 4 ? std::optional(tag) : std::nullopt;
    }
    const auto bytes = variable.number();
    return bytes ? std::optional(Tag{*first, *bytes, false}) : std::nullopt;
}

/// The data of a small element with what fills it up; nothing where it is longer than `most`, or ends.
std::optional<std::vector<std::byte>> dataOf(Variable& variable, std::size_t most) {
    const std::optional<Tag> tag = tagOf(variable);
    if (!tag || tag->bytes > most)
        return std::nullopt;
    std::vector<std::byte> data(tag->padded());
    if (!variable.read(data))
        return std::nullopt;
    data.resize(tag->bytes);
    return data;
}

/// What stands before the values of a matrix; the variable stands at its values then.
struct MatrixHeader {
    std::uint32_t flags = 0;
    std::vector<std::size_t> shape;
    std::string name;
    std::optional<Tag> values; ///< of numbers

    std::uint32_t kind() const { return flags & 0xFFU; }
};

std::optional<std::uint32_t> numberIn(const std::vector<std::byte>& data, std::size_t index, bool swapped) {
    if (data.size() < 4 * (index + 1))
        return std::nullopt;
    std::array<std::byte, 4> bytes{};
    std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(4 * index), 4, bytes.begin());
    if (swapped)
        std::ranges::reverse(bytes);
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
}

std::optional<MatrixHeader> headerOf(Variable& variable, bool packed) {
    if (packed) { // the matrix with its tag
        const std::optional<Tag> tag = tagOf(variable);
        if (!tag || tag->type != kMatrix)
            return std::nullopt;
    }
    MatrixHeader header;
    const auto flags = dataOf(variable, 64);
    if (!flags || flags->size() < 8)
        return std::nullopt;
    header.flags = *numberIn(*flags, 0, variable.isSwapped());
    // Objects of MATLAB's own classes (strings, tables) have their name here: it is as short.
    const auto sides = dataOf(variable, 4 * kMostSides);
    const auto name = sides ? dataOf(variable, kLongestName) : std::nullopt;
    if (!name)
        return std::nullopt;
    for (std::size_t i = 0; i < sides->size() / 4; ++i)
        header.shape.push_back(*numberIn(*sides, i, variable.isSwapped()));
    header.name.assign(reinterpret_cast<const char*>(name->data()), name->size());
    if (header.kind() >= kFirstNumbers && header.kind() < kFirstNumbers + kClassNames.size())
        header.values = tagOf(variable);
    return header;
}

/// Where a variable lies in the file.
struct Place {
    std::span<const std::byte> bytes;
    bool packed = false;
};

constexpr const char* kCopyAgain = "Copy it again from where it came.";

[[noreturn]] void refuse(const std::string& place, const std::string& what, const char* remedy) {
    throw Error(fmt::format("{} cannot be read: {}. {}", place, what, remedy));
}

/// The variables of a file, in their order.
std::vector<Place> placesIn(const HeldBytes& file, bool swapped) {
    std::vector<Place> places;
    for (auto rest = file.bytes.subspan(kHeader); !rest.empty();) {
        if (rest.size() < kTag)
            refuse(file.place, "this MATLAB file is cut off", kCopyAgain);
        Variable tag(rest.first(kTag), false, swapped);
        const std::uint32_t type = *tag.number();
        const std::size_t bytes = *tag.number();
        if (bytes > rest.size() - kTag)
            refuse(file.place, "this MATLAB file is cut off", kCopyAgain);
        if (places.size() == kMostVariables)
            refuse(file.place, fmt::format("it holds more than {} variables", kMostVariables), kCopyAgain);
        if (type == kMatrix || type == kPacked)
            places.push_back({rest.subspan(kTag, bytes), type == kPacked});
        rest = rest.subspan(kTag + bytes);
    }
    return places;
}

/// How the values of a matrix are stored; null for what is no matrix of plain numbers.
const StoredType* typeOf(const MatrixHeader& header) {
    if (!header.values || (header.flags & kComplex) != 0)
        return nullptr;
    const auto* const found = std::ranges::find(kStoredTypes, header.values->type, &StoredType::code);
    return found == kStoredTypes.end() ? nullptr : found;
}

/// Single numbers and lists are matrices, too; they are features only when they are named.
bool fits(const MatrixHeader& header) {
    return typeOf(header) != nullptr && (header.shape.size() == 2 || header.shape.size() == 3) &&
           std::ranges::find(header.shape, std::size_t{1}) == header.shape.end();
}

class MatlabArray final : public ArraySource {
public:
    MatlabArray(HeldBytes file, const Place& place, bool swapped, const MatrixHeader& header)
        : m_file(std::move(file)), m_place(place), m_swapped(swapped),
          m_type(*typeOf(header)), m_claim{m_file.place + ":" + header.name,
                                           header.shape,
                                           kClassNames[header.kind() - kFirstNumbers],
                                           true,
                                           {},
                                           true},
          m_values(header.values->bytes / m_type.size) {
        const std::size_t most =
            place.packed ? place.bytes.size() * kMostUnfolding + kFreeBytes : place.bytes.size();
        const std::optional<std::size_t> count = elementCount(header.shape);
        if (!count || *count > m_values || header.values->bytes > most)
            refuse(
                m_claim.place,
                fmt::format("its shape {} claims more than the file holds", fmt::join(header.shape, " × ")),
                kCopyAgain);
        if (*count != m_values || header.values->bytes % m_type.size != 0)
            refuse(m_claim.place, "it holds more values than its shape", kCopyAgain);
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        Variable variable(m_place.bytes, m_place.packed, m_swapped);
        const auto header = headerOf(variable, m_place.packed);
        std::vector<std::byte> piece(std::min(m_values, kPiece) * m_type.size);
        std::vector<float> values;
        for (std::size_t at = 0; at < m_values; at += values.size()) {
            tick(at, m_values);
            values.resize(std::min(kPiece, m_values - at));
            const auto bytes = std::span(piece).first(values.size() * m_type.size);
            if (!variable.read(bytes))
                refuse(m_claim.place, "its values are damaged or cut off", kCopyAgain);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto value = bytes.subspan(i * m_type.size, m_type.size);
                if (m_swapped)
                    std::ranges::reverse(value);
                values[i] = m_type.load(value.data());
            }
            take(values);
        }
        if (!variable.endsWell())
            refuse(m_claim.place, "its values are damaged or cut off", kCopyAgain);
    }

private:
    static constexpr std::size_t kPiece = std::size_t{1} << 18U; // values

    HeldBytes m_file;
    Place m_place;
    bool m_swapped;
    StoredType m_type;
    ArrayClaim m_claim;
    std::size_t m_values;
};

} // namespace

bool isMatlab(std::span<const std::byte> bytes) {
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with("MATLAB");
}

std::unique_ptr<ArraySource> openMatlab5(HeldBytes file, const std::string& asked,
                                         std::span<const std::string_view> preferred) {
    if (file.bytes.size() < kHeader)
        refuse(file.place, "this MATLAB file ends inside its header", kCopyAgain);
    const bool swapped = file.bytes[kHeader - 2] == std::byte{'M'}; // "MI": written on a big-endian machine
    const std::vector<Place> places = placesIn(file, swapped);
    std::vector<MatrixHeader> headers;
    std::vector<NamedArray> arrays;
    for (const Place& place : places) {
        Variable variable(place.bytes, place.packed, swapped);
        auto header = headerOf(variable, place.packed);
        if (!header)
            refuse(file.place, "a variable in it is damaged", kCopyAgain);
        arrays.push_back({header->name, fits(*header)});
        headers.push_back(std::move(*header));
    }
    const std::size_t chosen = chosenArray(arrays, asked, preferred, file.place);
    if (typeOf(headers[chosen]) == nullptr)
        refuse(file.place + ":" + headers[chosen].name, "it is no matrix of plain numbers",
               "Name another variable, or save it as a full matrix of singles.");
    return std::make_unique<MatlabArray>(std::move(file), places[chosen], swapped, headers[chosen]);
}

} // namespace crossview
