#include "arrays/array_file.h"

#include "arrays/array_containers.h"
#include "arrays/array_shards.h"
#include "arrays/matlab_array.h"
#include "arrays/npz_archive.h"
#include "arrays/number_table.h"
#include "arrays/numpy_arrays.h"
#include "arrays/safetensors_array.h"
#include "common/error.h"
#include "files/safetensors_header.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdexcept>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// The file and the member that "arrays.npz:name" names.
struct Address {
    fs::path file;
    std::string member; ///< empty: not named
};

Address addressOf(const fs::path& given) {
    const std::string text = given.string();
    const auto colon = text.rfind(':');
    std::error_code code;
    if (colon == std::string::npos || fs::exists(given, code))
        return {given, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

/// What stands in a file instead of an array often enough to be named.
void refuseOtherKinds(std::span<const std::byte> bytes, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()),
                                std::min<std::size_t>(bytes.size(), 64));
    if (text.empty())
        throw Error(fmt::format("{} is empty: save the features again with numpy.save.", name));
    if (text.starts_with("version https://git-lfs"))
        throw Error(
            fmt::format("{} is a Git LFS pointer, not the array itself: get it with 'git lfs pull'.", name));
    if (text.starts_with("<"))
        throw Error(fmt::format("{} is a web page, not an array: download the file itself.", name));
}

std::size_t memoryOfMachine() {
    return static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES))) *
           static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PAGE_SIZE)));
}

/// Puts values that come in the order of a file into the rows of a matrix, the mean over parts.
class RowFiller {
public:
    RowFiller(const ArrayClaim& claim, Matrix& matrix)
        : m_claim(claim),
          m_matrix(matrix), m_sides{matrix.rows(), claim.shape.size() == 3 ? claim.shape[1] : 1,
                                    matrix.cols()} {}

    void take(std::span<const float> values) {
        if (values.size() > m_matrix.size() * m_sides[1] - m_taken)
            throw std::logic_error("an array file gave more values than it claimed");
        m_taken += values.size();
        for (const float value : values) {
            if (!std::isfinite(value))
                refuse(value);
            m_matrix(m_at[0], m_at[2]) += value;
            advance();
        }
    }
    void finish() {
        if (m_taken < m_matrix.size() * m_sides[1])
            throw std::logic_error("an array file gave fewer values than it claimed");
        if (m_sides[1] > 1)
            for (float& value : m_matrix.values())
                value /= static_cast<float>(m_sides[1]);
    }

private:
    /// The next place: in C order the last side runs fastest, in Fortran order the first.
    void advance() {
        for (const int side : m_claim.firstFastest ? kFirstFastest : kLastFastest) {
            if (++m_at[side] < m_sides[side])
                return;
            m_at[side] = 0;
        }
    }
    [[noreturn]] void refuse(float value) const {
        throw Error(fmt::format(
            "{} holds {} in row {}, column {} (counted from 0): mend that row, or leave its item out.",
            m_claim.place, std::isnan(value) ? "NaN" : "a value that is infinite as float32", m_at[0],
            m_sides[1] > 1 ? fmt::format("{} of part {}", m_at[2], m_at[1]) : std::to_string(m_at[2])));
    }

    static constexpr int kFirstFastest[] = {0, 1, 2};
    static constexpr int kLastFastest[] = {2, 1, 0};

    const ArrayClaim& m_claim;
    Matrix& m_matrix;
    std::size_t m_sides[3]; // rows, parts, columns
    std::size_t m_at[3] = {0, 0, 0};
    std::size_t m_taken = 0;
};

/// Opens a file by what it is. `path`: where it lies, for libraries that open files themselves; empty: only
/// in memory.
std::unique_ptr<ArraySource> openSource(HeldBytes file, const fs::path& path, const std::string& asked,
                                        std::span<const std::string_view> preferred) {
    refuseOtherKinds(file.bytes, file.place);
    if (NpzArchive::isOne(file.bytes))
        return openNpz(std::move(file), asked, preferred);
    if (isSafetensors(file.bytes))
        return openSafetensors(std::move(file), asked, preferred);
    if (isMatlab(file.bytes) && !isHdf5(file.bytes))
        return openMatlab5(std::move(file), asked, preferred);
    if (isHdf5(file.bytes)) {
        if (path.empty())
            throw Error(
                fmt::format("{} is an HDF5 file, which is read from a file of its own only.", file.place));
        return arrayContainers()(path, asked, preferred);
    }
    if (!asked.empty())
        throw Error(fmt::format("{} holds one array only: leave out \":{}\".", file.place, asked));
    if (isNumberTable(file.bytes))
        return openNumberTable(std::move(file));
    return openNpy(std::move(file));
}

constexpr std::size_t kMostRows = 0x7FFFFFFF;

/// The claim as features, or why it is none.
void check(const ArrayClaim& claim) {
    const std::vector<std::size_t>& shape = claim.shape;
    if (shape.size() != 2 && shape.size() != 3)
        throw Error(fmt::format("{} has {} dimension{}: features are [items, columns], or [items, parts, "
                                "columns] of which the mean is taken.",
                                claim.place, shape.size(), shape.size() == 1 ? "" : "s"));
    if (std::ranges::find(shape, std::size_t{0}) != shape.end())
        throw Error(fmt::format("{} is empty ({}): save the features of all items.", claim.place,
                                fmt::join(shape, " × ")));
    const double needed =
        static_cast<double>(shape.front()) * static_cast<double>(shape.back()) * sizeof(float);
    if (shape.front() > kMostRows || needed > static_cast<double>(memoryOfMachine()))
        throw Error(fmt::format("{} needs {:.1f} GB of memory, more than this machine has: take fewer "
                                "rows, or fewer columns by PCA.",
                                claim.place, needed / 1e9));
}

} // namespace

struct ArrayFile::Impl {
    std::unique_ptr<ArraySource> source;
    ArrayClaim claim; ///< as it is taken: columns may be the items

    explicit Impl(std::unique_ptr<ArraySource> opened) : source(std::move(opened)), claim(source->claim()) {
        check(claim);
    }
};

ArrayFile::ArrayFile(const fs::path& file, std::span<const std::string_view> preferred) {
    const Address address = addressOf(file);
    std::error_code failure;
    if (fs::is_directory(address.file, failure) && address.member.empty()) {
        m_impl = std::make_unique<Impl>(openShards(address.file));
        return;
    }
    auto mapping = std::make_shared<const MappedFile>(address.file);
    const std::span<const std::byte> bytes = mapping->bytes();
    m_impl = std::make_unique<Impl>(openSource({std::move(mapping), bytes, address.file.string()},
                                               address.file, address.member, preferred));
}

ArrayFile::ArrayFile(std::span<const std::byte> bytes, std::string name,
                     std::span<const std::string_view> preferred)
    : m_impl(std::make_unique<Impl>(openSource({nullptr, bytes, std::move(name)}, {}, {}, preferred))) {}

ArrayFile::~ArrayFile() = default;
ArrayFile::ArrayFile(ArrayFile&&) noexcept = default;
ArrayFile& ArrayFile::operator=(ArrayFile&&) noexcept = default;

std::size_t ArrayFile::columnsAsItems() const {
    const ArrayClaim& claim = m_impl->claim;
    return claim.columnsMayBeItems && claim.shape.size() == 2 && columns() <= kMostRows ? columns() : 0;
}

void ArrayFile::takeColumnsAsItems() {
    if (columnsAsItems() == 0)
        throw std::logic_error("this array file has no columns that may be items");
    ArrayClaim& claim = m_impl->claim;
    std::swap(claim.shape.front(), claim.shape.back());
    claim.firstFastest = !claim.firstFastest;
    claim.remark += claim.remark.empty() ? "" : ", ";
    claim.remark += fmt::format("transposed: a column an item, {} × {} in the file", claim.shape.back(),
                                claim.shape.front());
}

std::vector<std::string> ArrayFile::rowNames() const {
    std::vector<std::string> names = m_impl->source->rowNames();
    if (names.size() != rows()) // turned, perhaps
        names.clear();
    return names;
}

const std::string& ArrayFile::place() const {
    return m_impl->claim.place;
}

std::size_t ArrayFile::rows() const {
    return m_impl->claim.shape.front();
}

std::size_t ArrayFile::parts() const {
    return m_impl->claim.shape.size() == 3 ? m_impl->claim.shape[1] : 1;
}

std::size_t ArrayFile::columns() const {
    return m_impl->claim.shape.back();
}

std::string ArrayFile::description() const {
    const ArrayClaim& claim = m_impl->claim;
    return fmt::format("{}, {}{}{}{}", fmt::join(claim.shape, " × "), claim.type,
                       parts() > 1 ? fmt::format(", the mean of {} parts is taken", parts()) : "",
                       claim.remark.empty() ? "" : ", ", claim.remark);
}

Matrix ArrayFile::read(const std::stop_token& stop, const ProgressSink& progress) const {
    throwIfStopped(stop);
    Matrix matrix(rows(), columns());
    RowFiller filler(m_impl->claim, matrix);
    m_impl->source->read([&](std::span<const float> values) { filler.take(values); },
                         [&](std::size_t done, std::size_t total) {
                             throwIfStopped(stop);
                             report(progress, {"Reading features", done, total, place()});
                         });
    filler.finish();
    return matrix;
}

} // namespace crossview
