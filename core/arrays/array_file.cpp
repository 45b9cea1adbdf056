#include "arrays/array_file.h"

#include "arrays/file_bytes.h"
#include "arrays/hdf5_opener.h"
#include "arrays/mat_source.h"
#include "arrays/npz_archive.h"
#include "arrays/number_table.h"
#include "arrays/numpy_source.h"
#include "arrays/safetensors_source.h"
#include "arrays/safetensors_table.h"
#include "arrays/shard_folder.h"
#include "arrays/shown_name.h"
#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownArrays = 20; // in a message

/// The file and the array in it that "arrays.npz:name" names.
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
        throw Error(fmt::format("{} is empty: save the features again.", name));
    if (text.starts_with("version https://git-lfs"))
        throw Error(
            fmt::format("{} is a Git LFS pointer, not the array itself: get it with 'git lfs pull'.", name));
    if (text.starts_with("<"))
        throw Error(fmt::format("{} is a web page, not an array: download the file itself.", name));
}

/// The source of a file by its content.
std::unique_ptr<ArraySource> openBytes(FileBytes file) {
    refuseOtherKinds(file.bytes, file.name);
    if (const std::optional<Hdf5Writer> writer = hdf5WriterOf(file.bytes)) {
        if (!file.mapping)
            throw Error(fmt::format("{} is an HDF5 file, which is read from the disk only: name the "
                                    "file.",
                                    file.name));
        return hdf5Opener()(file.name, *writer);
    }
    if (isMat(file.bytes))
        return openMat(std::move(file));
    if (NpzArchive::isOne(file.bytes))
        return openNpz(std::move(file));
    if (isSafetensors(file.bytes))
        return openSafetensors(std::move(file));
    if (looksLikeText(file.bytes))
        return openNumberTable(std::move(file));
    return openNpy(std::move(file)); // or the sentence that it is none
}

std::size_t memoryOfMachine() {
    return static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES))) *
           static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PAGE_SIZE)));
}

/// Product of sides; the largest number where it is larger.
std::size_t product(std::span<const std::size_t> shape) {
    return elementCount(shape).value_or(std::numeric_limits<std::size_t>::max());
}

/// Puts values that come in the order of a file into the rows of a matrix, the mean over parts.
class RowFiller {
public:
    RowFiller(std::span<const std::size_t> shape, bool firstFastest, const std::string& place, Matrix& matrix)
        : m_firstFastest(firstFastest), m_place(place),
          m_matrix(matrix), m_sides{matrix.rows(), shape.size() == 3 ? shape[1] : 1, matrix.cols()} {}

    void take(std::span<const float> values) {
        for (const float value : values) {
            if (!std::isfinite(value))
                refuse(value);
            m_matrix(m_at[0], m_at[2]) += value;
            advance();
        }
    }
    void finish() {
        if (m_sides[1] > 1)
            for (float& value : m_matrix.values())
                value /= static_cast<float>(m_sides[1]);
    }

private:
    /// The next place: in C order the last side runs fastest, in Fortran order the first.
    void advance() {
        for (const int side : m_firstFastest ? kFirstFastest : kLastFastest) {
            if (++m_at[side] < m_sides[side])
                return;
            m_at[side] = 0;
        }
    }
    [[noreturn]] void refuse(float value) const {
        throw Error(fmt::format(
            "{} holds {} in row {}, column {} (counted from 0): mend that row, or leave its item out.",
            m_place, std::isnan(value) ? "NaN" : "a value that is infinite as float32", m_at[0],
            m_sides[1] > 1 ? fmt::format("{} of part {}", m_at[2], m_at[1]) : std::to_string(m_at[2])));
    }

    static constexpr int kFirstFastest[] = {0, 1, 2};
    static constexpr int kLastFastest[] = {2, 1, 0};

    bool m_firstFastest;
    const std::string& m_place;
    Matrix& m_matrix;
    std::size_t m_sides[3]; // rows, parts, columns
    std::size_t m_at[3] = {0, 0, 0};
};

} // namespace

struct ArrayFile::Impl {
    std::unique_ptr<ArraySource> source;
    std::size_t entry = 0;
    std::string place;
    std::vector<std::size_t> shape; ///< as it is taken
    std::string type;
    bool firstFastest = false;
    bool turned = false;

    static bool isMatrix(const ArrayEntry& candidate) {
        return candidate.problem.empty() && (candidate.shape.size() == 2 || candidate.shape.size() == 3);
    }

    /// "image_features 4 × 3, ids": what there is to choose from.
    std::string listed() const {
        std::vector<std::string> names;
        for (const ArrayEntry& each : source->entries()) {
            if (names.size() == kShownArrays) {
                names.push_back(fmt::format("{} more", source->entries().size() - kShownArrays));
                break;
            }
            if (!each.name.empty())
                names.push_back(shownName(each.name) +
                                (isMatrix(each) ? fmt::format(" {}", fmt::join(each.shape, " × ")) : ""));
        }
        return fmt::format("{}", fmt::join(names, ", "));
    }

    std::size_t chosen(const std::string& asked, std::span<const std::string_view> preferred) const {
        const std::vector<ArrayEntry>& all = source->entries();
        const auto named = [&](std::string_view name) {
            const auto found = std::ranges::find(all, name, &ArrayEntry::name);
            return found == all.end() ? std::optional<std::size_t>() : found - all.begin();
        };
        if (!asked.empty()) {
            if (const auto found = named(asked))
                return *found;
            if (all.size() == 1 && all.front().name.empty())
                throw Error(
                    fmt::format("{} holds one array without a name: leave out \":{}\".", place, asked));
            throw Error(fmt::format("{} holds no array \"{}\": name one of {}.", place, asked, listed()));
        }
        if (all.empty())
            throw Error(fmt::format("{} holds no array: save the features again.", place));
        if (all.size() == 1)
            return 0;
        std::vector<std::size_t> matrices;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (isMatrix(all[i]))
                matrices.push_back(i);
        if (matrices.size() == 1)
            return matrices.front();
        for (const std::string_view name : preferred)
            if (const auto found = named(name))
                return *found;
        // All of them together, where the file keeps one for each item.
        if (!matrices.empty() && all[matrices.back()].name.empty())
            return matrices.back();
        throw Error(fmt::format("{} holds several arrays ({}): name one as {}:{}.", place, listed(), place,
                                shownName(all.front().name)));
    }

    void open(const std::string& asked, std::span<const std::string_view> preferred) {
        entry = chosen(asked, preferred);
        const ArrayEntry& found = source->entries()[entry];
        if (!found.problem.empty())
            throw Error(found.problem);
        if (!found.name.empty())
            place += ":" + found.name;
        shape = found.shape;
        type = found.type;
        firstFastest = found.firstFastest;
        check();
    }

    void check() const {
        if (shape.size() != 2 && shape.size() != 3)
            throw Error(fmt::format("{} has {} dimension{}: features are [items, columns], or [items, parts, "
                                    "columns] of which the mean is taken.",
                                    place, shape.size(), shape.size() == 1 ? "" : "s"));
        if (product(shape) == 0)
            throw Error(fmt::format("{} is empty ({}): save the features of all items.", place,
                                    fmt::join(shape, " × ")));
        const std::size_t needed = shape.front() * shape.back() * sizeof(float);
        if (std::max(shape.front(), shape.back()) > kMostRows || needed > memoryOfMachine())
            throw Error(fmt::format("{} needs {:.1f} GB of memory, more than this machine has: take fewer "
                                    "rows, or fewer columns by PCA.",
                                    place, static_cast<double>(needed) / 1e9));
    }

    static constexpr std::size_t kMostRows = 0x7FFFFFFF;
};

ArrayFile::ArrayFile(const fs::path& file, std::span<const std::string_view> preferred)
    : m_impl(std::make_unique<Impl>()) {
    const Address address = addressOf(file);
    m_impl->place = address.file.string();
    std::error_code missing;
    if (fs::is_directory(address.file, missing)) {
        m_impl->source = openShardFolder(address.file, preferred);
    } else {
        const auto mapping = std::make_shared<const MappedFile>(address.file);
        m_impl->source = openBytes({mapping->bytes(), m_impl->place, mapping});
    }
    m_impl->open(address.member, preferred);
}

ArrayFile::ArrayFile(std::span<const std::byte> bytes, std::string name,
                     std::span<const std::string_view> preferred)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->place = std::move(name);
    m_impl->source = openBytes({bytes, m_impl->place, nullptr});
    m_impl->open({}, preferred);
}

ArrayFile::~ArrayFile() = default;
ArrayFile::ArrayFile(ArrayFile&&) noexcept = default;
ArrayFile& ArrayFile::operator=(ArrayFile&&) noexcept = default;

const std::string& ArrayFile::place() const {
    return m_impl->place;
}

std::size_t ArrayFile::rows() const {
    return m_impl->shape.front();
}

std::size_t ArrayFile::parts() const {
    return m_impl->shape.size() == 3 ? m_impl->shape[1] : 1;
}

std::size_t ArrayFile::columns() const {
    return m_impl->shape.back();
}

std::string ArrayFile::description() const {
    return fmt::format("{}, {}{}{}", fmt::join(m_impl->shape, " × "), m_impl->type,
                       parts() > 1 ? fmt::format(", the mean of {} parts is taken", parts()) : "",
                       m_impl->turned ? ", turned: the file has a column for each item" : "");
}

void ArrayFile::turn() {
    std::ranges::reverse(m_impl->shape);
    m_impl->firstFastest = !m_impl->firstFastest;
    m_impl->turned = !m_impl->turned;
}

std::vector<std::string> ArrayFile::rowNames() const {
    std::vector<std::string> names =
        m_impl->turned ? std::vector<std::string>() : m_impl->source->rowNames(m_impl->entry);
    if (names.size() != rows())
        names.clear();
    return names;
}

Matrix ArrayFile::read(const std::stop_token& stop, const ProgressSink& progress) const {
    throwIfStopped(stop);
    Matrix matrix(rows(), columns());
    RowFiller filler(m_impl->shape, m_impl->firstFastest, place(), matrix);
    const std::size_t total = product(m_impl->shape);
    std::size_t done = 0;
    m_impl->source->read(m_impl->entry, [&](std::span<const float> values) {
        throwIfStopped(stop);
        report(progress, {"Reading features", done / (total / rows()), rows(), place()});
        filler.take(values);
        done += values.size();
    });
    if (done != total)
        throw Error(fmt::format("{} holds {} values, and its shape {} needs {}: copy it again from where it "
                                "came.",
                                place(), done, fmt::join(m_impl->shape, " × "), total));
    filler.finish();
    return matrix;
}

} // namespace crossview
