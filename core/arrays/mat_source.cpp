#include "arrays/mat_source.h"

#include "arrays/element_type.h"
#include "arrays/inflated_bytes.h"
#include "arrays/shown_name.h"
#include "common/error.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
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
constexpr std::uint32_t kSparse = 5;
constexpr std::uint32_t kFirstNumbers = 6; // float64
constexpr std::uint32_t kLastNumbers = 15; // uint64
constexpr std::uint32_t kComplex = 0x0800;
constexpr const char* kClassNames[] = {"float64", "float32", "int8",   "uint8", "int16",
                                       "uint16",  "int32",   "uint32", "int64", "uint64"};

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
    const auto sides = flags ? dataOf(variable, 4 * kMostSides) : std::nullopt;
    const auto name = sides ? dataOf(variable, kLongestName) : std::nullopt;
    if (!name || flags->size() < 8)
        return std::nullopt;
    header.flags = *numberIn(*flags, 0, variable.isSwapped());
    for (std::size_t i = 0; i < sides->size() / 4; ++i)
        header.shape.push_back(*numberIn(*sides, i, variable.isSwapped()));
    header.name.assign(reinterpret_cast<const char*>(name->data()), name->size());
    if (header.kind() >= kFirstNumbers && header.kind() <= kLastNumbers)
        header.values = tagOf(variable);
    return header;
}

/// Where a variable lies in the file.
struct Place {
    std::span<const std::byte> bytes;
    bool packed = false;
};

class MatSource final : public ArraySource {
public:
    explicit MatSource(FileBytes file) : m_file(std::move(file)) {
        if (m_file.bytes.size() < kHeader)
            refuse("it ends inside its header");
        m_swapped =
            m_file.bytes[kHeader - 2] == std::byte{'M'}; // "MI" as the other half of machines writes it
        for (auto rest = m_file.bytes.subspan(kHeader); !rest.empty();) {
            if (rest.size() < kTag)
                refuse("it is cut off");
            Variable tag(rest.first(kTag), false, m_swapped);
            const std::uint32_t type = *tag.number();
            const std::size_t bytes = *tag.number();
            if (bytes > rest.size() - kTag)
                refuse("it is cut off");
            if (type == kMatrix || type == kPacked)
                take({rest.subspan(kTag, bytes), type == kPacked});
            // Packed elements are not filled up.
            rest =
                rest.subspan(std::min(rest.size(), kTag + (type == kPacked ? bytes : (bytes + 7) / 8 * 8)));
        }
        if (m_entries.empty())
            refuse("it holds no variable");
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }

    void read(std::size_t entry, const ValueSink& sink) const override {
        const Place& place = m_places[entry];
        Variable variable(place.bytes, place.packed, m_swapped);
        const auto header = headerOf(variable, place.packed);
        const StoredType& type = *typeOf(*header);
        std::vector<std::byte> piece(std::min(header->values->bytes, kPieceValues * type.size));
        std::vector<float> values(piece.size() / type.size);
        for (std::size_t left = header->values->bytes / type.size; left > 0;) {
            const std::size_t count = std::min(left, values.size());
            const auto bytes = std::span(piece).first(count * type.size);
            if (!variable.read(bytes))
                refuse(fmt::format("the values of \"{}\" are damaged", shownName(header->name)));
            for (std::size_t i = 0; i < count; ++i) {
                const auto value = bytes.subspan(i * type.size, type.size);
                if (m_swapped)
                    std::ranges::reverse(value);
                values[i] = type.load(value.data());
            }
            sink(std::span(values).first(count));
            left -= count;
        }
    }

private:
    static const StoredType* typeOf(const MatrixHeader& header) {
        const auto* const found =
            header.values ? std::ranges::find(kStoredTypes, header.values->type, &StoredType::code)
                          : kStoredTypes.end();
        return found == kStoredTypes.end() ? nullptr : &*found;
    }

    void take(const Place& place) {
        if (m_entries.size() == kMostVariables)
            refuse(fmt::format("it holds more than {} variables", kMostVariables));
        Variable variable(place.bytes, place.packed, m_swapped);
        const auto header = headerOf(variable, place.packed);
        if (!header)
            refuse("a variable in it is damaged");
        ArrayEntry entry{header->name, header->shape, {}, true, {}};
        const auto problem = [&](std::string_view what, const char* remedy) {
            entry.problem = fmt::format("{}:{} {}. {}", m_file.name, shownName(entry.name), what, remedy);
        };
        const StoredType* type = typeOf(*header);
        if (header->kind() == kSparse)
            problem("is a sparse matrix", "Save a full matrix of real numbers.");
        else if (!type || (header->flags & kComplex) != 0)
            problem("holds no plain numbers", "Save a full matrix of real numbers.");
        else
            check(entry, *header, place, type->size, problem);
        if (type)
            entry.type = kClassNames[header->kind() - kFirstNumbers];
        m_places.push_back(place);
        m_entries.push_back(std::move(entry));
    }

    /// The values that the sides ask for must be there.
    template <typename Problem>
    static void check(const ArrayEntry& entry, const MatrixHeader& header, const Place& place,
                      std::size_t size, const Problem& problem) {
        const std::size_t most =
            place.packed ? place.bytes.size() * kMostUnfolding + kFreeBytes : place.bytes.size();
        const std::optional<std::size_t> count = elementCount(entry.shape);
        if (!count || *count != header.values->bytes / size || header.values->bytes % size != 0)
            problem("has sides that do not fit its values", "Copy the file again from where it came.");
        else if (header.values->bytes > most)
            problem(fmt::format("claims {:.1f} GB, far more than the file holds",
                                static_cast<double>(header.values->bytes) / 1e9),
                    "Copy the file again from where it came.");
    }

    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(
            fmt::format("{} is a MATLAB file that cannot be read: {}. Copy it again from where it came.",
                        m_file.name, what));
    }

    FileBytes m_file;
    bool m_swapped = false;
    std::vector<Place> m_places;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

bool isMat(std::span<const std::byte> bytes) {
    constexpr std::string_view kBeginning = "MATLAB";
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())
        .starts_with(kBeginning);
}

std::unique_ptr<ArraySource> openMat(FileBytes file) {
    return std::make_unique<MatSource>(std::move(file));
}

} // namespace crossview
