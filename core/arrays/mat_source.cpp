#include "arrays/mat_source.h"

#include "arrays/shown_name.h"
#include "common/error.h"
#include "files/mapped_file.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <matio.h>
#include <mutex>
#include <span>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 100'000;
constexpr std::size_t kNarrowed = 8;         // float64 that MATLAB stores as bytes
constexpr std::size_t kMostUnfolding = 1032; // what deflate can make of a byte
constexpr std::size_t kPieceBytes = 1U
                                    << 28U; // of a packed variable each piece is unpacked from its beginning

using MatFile = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

const char* classNameOf(enum matio_classes type) {
    switch (type) {
    case MAT_C_DOUBLE:
        return "float64";
    case MAT_C_SINGLE:
        return "float32";
    case MAT_C_INT8:
        return "int8";
    case MAT_C_UINT8:
        return "uint8";
    case MAT_C_INT16:
        return "int16";
    case MAT_C_UINT16:
        return "uint16";
    case MAT_C_INT32:
        return "int32";
    case MAT_C_UINT32:
        return "uint32";
    case MAT_C_INT64:
        return "int64";
    case MAT_C_UINT64:
        return "uint64";
    default:
        return nullptr;
    }
}

template <typename T>
void convert(const std::vector<std::byte>& from, std::size_t count, std::vector<float>& to) {
    const auto* values = reinterpret_cast<const T*>(from.data()); // new aligns for every number
    for (std::size_t i = 0; i < count; ++i)
        to[i] = static_cast<float>(values[i]);
}

void toFloats(enum matio_classes type, const std::vector<std::byte>& from, std::size_t count,
              std::vector<float>& to) {
    switch (type) {
    case MAT_C_DOUBLE:
        return convert<double>(from, count, to);
    case MAT_C_SINGLE:
        return convert<float>(from, count, to);
    case MAT_C_INT8:
        return convert<std::int8_t>(from, count, to);
    case MAT_C_UINT8:
        return convert<std::uint8_t>(from, count, to);
    case MAT_C_INT16:
        return convert<std::int16_t>(from, count, to);
    case MAT_C_UINT16:
        return convert<std::uint16_t>(from, count, to);
    case MAT_C_INT32:
        return convert<std::int32_t>(from, count, to);
    case MAT_C_UINT32:
        return convert<std::uint32_t>(from, count, to);
    case MAT_C_INT64:
        return convert<std::int64_t>(from, count, to);
    default:
        return convert<std::uint64_t>(from, count, to);
    }
}

/// The library returns success where values are missing or damaged, and only complains.
thread_local bool complained = false;

void listen(int /*level*/, char* /*message*/) {
    complained = true;
}

/// Whether every element of the file lies in it as long as its tag says: the library does not look.
bool isWhole(std::span<const std::byte> bytes) {
    constexpr std::size_t kHeader = 128;
    constexpr std::size_t kTag = 8;
    constexpr std::uint32_t kCompressed = 15;
    if (bytes.size() < kHeader)
        return false;
    const bool swapped = bytes[kHeader - 2] == std::byte{'M'}; // "MI" as the other half of machines writes it
    const auto number = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i)
            value |= std::to_integer<std::uint32_t>(bytes[at + (swapped ? 3 - i : i)]) << (8 * i);
        return value;
    };
    std::size_t at = kHeader;
    while (at < bytes.size()) {
        if (bytes.size() - at < kTag)
            return false;
        const std::size_t length = number(at + 4);
        const std::size_t padded = number(at) == kCompressed ? length : (length + 7) / 8 * 8;
        if (length > bytes.size() - at - kTag)
            return false;
        at += kTag + padded;
    }
    return true;
}

class MatSource final : public ArraySource {
public:
    explicit MatSource(const fs::path& file) : m_file(file) {
        static std::once_flag silenced;
        std::call_once(silenced, [] { Mat_LogInitFunc("crossview", &listen); });
        const MappedFile mapping(file);
        m_bytes = mapping.bytes().size();
        if (!isWhole(mapping.bytes()))
            refuse("it is cut off or damaged");
        const MatFile mat = open();
        while (const Variable variable{Mat_VarReadNextInfo(mat.get()), &Mat_VarFree}) {
            m_entries.push_back(entryOf(*variable));
            if (m_entries.size() > kMostEntries)
                refuse(fmt::format("it holds more than {} variables", kMostEntries));
        }
        if (m_entries.empty())
            refuse("it holds no variable, or is cut off");
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }

    void read(std::size_t entry, const ValueSink& sink) const override {
        const MatFile mat = open();
        Variable variable{nullptr, &Mat_VarFree};
        for (std::size_t i = 0; i <= entry; ++i)
            variable.reset(Mat_VarReadNextInfo(mat.get()));
        if (!variable || entryOf(*variable).shape != m_entries[entry].shape)
            refuse("it was changed while it was read");
        std::size_t total = 1;
        for (const std::size_t side : m_entries[entry].shape)
            total *= side;
        const std::size_t size = Mat_SizeOfClass(variable->class_type);
        std::vector<std::byte> piece(std::min(total * size, kPieceBytes));
        const std::size_t most = piece.size() / size;
        std::vector<float> values(std::min(most, kPieceValues));
        for (std::size_t first = 0; first < total; first += most) {
            const std::size_t count = std::min(most, total - first);
            std::ranges::fill(piece, std::byte{0xFF}); // NaN, where it leaves values out
            complained = false;
            if (Mat_VarReadDataLinear(mat.get(), variable.get(), piece.data(), static_cast<int>(first), 1,
                                      static_cast<int>(count)) != 0 ||
                complained)
                refuse(fmt::format("the values of \"{}\" are damaged or cut off",
                                   shownName(m_entries[entry].name)));
            handOn(variable->class_type, piece, count, values, sink);
        }
    }

private:
    MatFile open() const {
        MatFile mat{Mat_Open(m_file.c_str(), MAT_ACC_RDONLY), &Mat_Close};
        if (!mat)
            refuse("its header is damaged");
        return mat;
    }

    /// Converts a piece in smaller ones.
    static void handOn(enum matio_classes type, const std::vector<std::byte>& piece, std::size_t count,
                       std::vector<float>& values, const ValueSink& sink) {
        const std::size_t size = Mat_SizeOfClass(type);
        std::vector<std::byte> part(values.size() * size);
        for (std::size_t first = 0; first < count; first += values.size()) {
            const std::size_t some = std::min(values.size(), count - first);
            std::copy_n(piece.begin() + static_cast<std::ptrdiff_t>(first * size), some * size, part.begin());
            toFloats(type, part, some, values);
            sink(std::span(values).first(some));
        }
    }

    ArrayEntry entryOf(const matvar_t& variable) const {
        ArrayEntry entry;
        entry.name = variable.name ? variable.name : "";
        entry.firstFastest = true;
        std::size_t bytes = 1;
        bool fits = true;
        for (int i = 0; i < variable.rank && variable.dims; ++i) {
            entry.shape.push_back(variable.dims[i]);
            fits = fits && !__builtin_mul_overflow(bytes, variable.dims[i], &bytes);
        }
        const std::size_t values = bytes;
        const char* type = classNameOf(variable.class_type);
        const auto problem = [&](const std::string& what, const char* remedy) {
            entry.problem = fmt::format("{}:{} {}. {}", m_file.string(), shownName(entry.name), what, remedy);
        };
        if (!type || variable.isComplex) {
            problem(variable.class_type == MAT_C_SPARSE ? "is a sparse matrix" : "holds no plain numbers",
                    "Save a full matrix of real numbers.");
            return entry;
        }
        entry.type = type;
        fits = fits && !__builtin_mul_overflow(bytes, Mat_SizeOfClass(variable.class_type), &bytes);
        std::size_t most = m_bytes * kNarrowed;
        if (variable.compression != MAT_COMPRESSION_NONE)
            most *= kMostUnfolding;
        if (!fits || bytes > most)
            problem(fmt::format("claims {:.1f} GB, far more than the file holds", double(bytes) / 1e9),
                    "Copy the file again from where it came.");
        else if (values > static_cast<std::size_t>(std::numeric_limits<int>::max()))
            problem("has more values than files of this version are read with",
                    "Save it with MATLAB's -v7.3, or as .npy.");
        return entry;
    }

    [[noreturn]] void refuse(const std::string& what) const {
        throw Error(
            fmt::format("{} is a MATLAB file that cannot be read: {}. Copy it again from where it came.",
                        m_file.string(), what));
    }

    fs::path m_file;
    std::size_t m_bytes = 0;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

std::unique_ptr<ArraySource> openMat(const fs::path& file) {
    return std::make_unique<MatSource>(file);
}

} // namespace crossview
