#include "files/safetensors_header.h"

#include "common/error.h"
#include "common/shown_name.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace crossview {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kLargestHeader = 100'000'000; ///< bytes, as in the format's own library
constexpr std::size_t kMostJsonValues = 4'000'000;  ///< bounds the memory that a header can ask for
constexpr int kDeepestJson = 4;                     ///< header, tensor, shape, and one to spare
constexpr std::size_t kMostSides = 32;

/// The file as messages call it.
struct Named {
    const std::string& file;
    std::string_view kind;
};

[[noreturn]] void refuseFile(const Named& name, const std::string& what,
                             std::string_view remedy = "Download or export it again.") {
    throw Error(fmt::format("{} is not a {} that can be read: {}. {}", name.file, name.kind, what, remedy));
}

/// The header as JSON. A tree with duplicate keys, too many values or too deep a nesting is refused while it
/// is read.
Json parseHeader(std::string_view text, const Named& name) {
    std::size_t values = 0;
    std::size_t keys = 0;
    const auto watch = [&](int depth, Json::parse_event_t event, const Json&) {
        if (depth > kDeepestJson)
            refuseFile(name, "its header is nested too deeply");
        if (++values > kMostJsonValues)
            refuseFile(name, fmt::format("its header has more than {} values", kMostJsonValues));
        keys += event == Json::parse_event_t::key ? 1 : 0;
        return true;
    };
    Json header;
    try {
        header = Json::parse(text.begin(), text.end(), watch);
    } catch (const Json::exception&) {
        refuseFile(name, "its header is damaged (no valid JSON)");
    }
    if (!header.is_object())
        refuseFile(name, "its header is damaged (no list of tensors)");
    std::size_t kept = header.size();
    for (const auto& [tensor, entry] : header.items())
        kept += entry.is_object() ? entry.size() : 0;
    if (kept != keys)
        refuseFile(name, "its header names something twice");
    return header;
}

ElementType typeOf(const std::string& dtype, const std::string& tensor, const Named& name) {
    constexpr std::array<std::pair<std::string_view, ElementType>, 10> kTypes{{
        {"F16", ElementType::float16},
        {"BF16", ElementType::bfloat16},
        {"F32", ElementType::float32},
        {"F64", ElementType::float64},
        {"I8", ElementType::int8},
        {"I16", ElementType::int16},
        {"I32", ElementType::int32},
        {"I64", ElementType::int64},
        {"U8", ElementType::uint8},
        {"BOOL", ElementType::boolean},
    }};
    const auto* found = std::ranges::find(kTypes, dtype, [](const auto& known) { return known.first; });
    if (found == kTypes.end())
        refuseFile(
            name,
            fmt::format("the tensor \"{}\" has values of the type {}", shownName(tensor), shownName(dtype)),
            "Save it as F32, F16 or BF16.");
    return found->second;
}

/// Sizes of an array of JSON, or nothing when it is another thing.
std::optional<std::vector<std::size_t>> sizesOf(const Json& entry, const char* key, std::size_t most) {
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_array() || found->size() > most)
        return std::nullopt;
    std::vector<std::size_t> sizes;
    for (const Json& value : *found) {
        if (!value.is_number_unsigned())
            return std::nullopt;
        sizes.push_back(value.get<std::size_t>());
    }
    return sizes;
}

/// Place of a tensor in the file's data, [begin, end) in bytes.
struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view tensor;
};

class Reader {
public:
    Reader(std::span<const std::byte> data, const Named& name) : m_data(data), m_name(name) {}

    SafetensorsEntry tensor(const std::string& tensor, const Json& entry) {
        const auto dtype = entry.is_object() ? entry.find("dtype") : entry.end();
        if (!entry.is_object() || dtype == entry.end() || !dtype->is_string())
            refuse(tensor, "has no type");
        SafetensorsEntry raw;
        raw.name = tensor;
        raw.type = typeOf(dtype->get_ref<const std::string&>(), tensor, m_name);
        auto shape = sizesOf(entry, "shape", kMostSides);
        const auto offsets = sizesOf(entry, "data_offsets", 2);
        if (!shape || !offsets || offsets->size() != 2)
            refuse(tensor, "has a damaged shape or place");
        const std::size_t begin = offsets->front();
        const std::size_t end = offsets->back();
        if (begin > end || end > m_data.size())
            refuse(tensor, fmt::format("lies at bytes {} to {} of {}: the file is cut off or damaged", begin,
                                       end, m_data.size()));
        const auto count = elementCount(*shape);
        std::size_t bytes = elementSize(raw.type);
        if (!count || __builtin_mul_overflow(bytes, *count, &bytes) || bytes != end - begin)
            refuse(tensor, fmt::format("has the shape [{}], which does not fill its {} bytes",
                                       fmt::join(*shape, ", "), end - begin));
        raw.shape = std::move(*shape);
        raw.bytes = m_data.subspan(begin, end - begin);
        if (begin < end)
            m_ranges.push_back({begin, end, tensor});
        return raw;
    }

    void refuseOverlap() {
        std::ranges::sort(m_ranges, {}, &Range::begin);
        for (std::size_t i = 1; i < m_ranges.size(); ++i)
            if (m_ranges[i].begin < m_ranges[i - 1].end)
                refuse(m_ranges[i].tensor,
                       fmt::format("lies over \"{}\"", shownName(m_ranges[i - 1].tensor)));
    }

private:
    [[noreturn]] void refuse(std::string_view tensor, const std::string& what) const {
        refuseFile(m_name, fmt::format("its tensor \"{}\" {}", shownName(tensor), what));
    }

    std::span<const std::byte> m_data;
    const Named& m_name;
    std::vector<Range> m_ranges;
};

} // namespace

std::vector<SafetensorsEntry> parseSafetensorsHeader(std::span<const std::byte> bytes,
                                                     const std::string& file, std::string_view kind) {
    const Named name{file, kind};
    if (bytes.size() < kLengthBytes)
        refuseFile(name, "it ends inside its header");
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (length > kLargestHeader)
        refuseFile(name,
                   fmt::format("its header claims {} bytes, the format allows {}", length, kLargestHeader));
    if (length > bytes.size() - kLengthBytes)
        refuseFile(name, "it ends inside its header");
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);
    const Json header = parseHeader(text, name);

    Reader reader(bytes.subspan(kLengthBytes + length), name);
    std::vector<SafetensorsEntry> tensors;
    for (const auto& [tensor, entry] : header.items())
        if (tensor != "__metadata__")
            tensors.push_back(reader.tensor(tensor, entry));
    reader.refuseOverlap(); // before anything is converted: without overlap the file bounds the memory
    if (tensors.empty())
        refuseFile(name, "it holds no tensor");
    return tensors;
}

bool isSafetensors(std::span<const std::byte> bytes) {
    return bytes.size() > kLengthBytes && bytes[kLengthBytes] == std::byte{'{'};
}

} // namespace crossview
