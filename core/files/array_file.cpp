#include "files/array_file.h"

#include "common/error.h"
#include "files/mapped_file.h"
#include "files/npz_archive.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeaderBytes = 1U << 17; // NumPy writes a few hundred
constexpr std::size_t kPiece = 1U << 20;

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
    if (text.starts_with("\x89HDF") || text.starts_with("MATLAB"))
        throw Error(fmt::format("{} is an HDF5 or MATLAB file, which is not read: save its matrix with "
                                "numpy.save as .npy.",
                                name));
}

/// Reads what was mapped.
ByteReader readerOf(std::span<const std::byte> bytes) {
    return [rest = bytes](std::span<std::byte> buffer) mutable {
        const std::size_t count = std::min(buffer.size(), rest.size());
        std::copy_n(rest.begin(), count, buffer.begin());
        rest = rest.subspan(count);
        return count;
    };
}

std::size_t memoryOfMachine() {
    return static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES))) *
           static_cast<std::size_t>(std::max(0L, ::sysconf(_SC_PAGE_SIZE)));
}

/// Puts values that come in the order of a file into the rows of a matrix, the mean over parts.
class RowFiller {
public:
    RowFiller(const NpyHeader& header, const std::string& place, Matrix& matrix)
        : m_header(header), m_place(place),
          m_matrix(matrix), m_sides{matrix.rows(), header.shape.size() == 3 ? header.shape[1] : 1,
                                    matrix.cols()} {}

    void take(std::span<const std::byte> values) {
        const std::size_t size = sizeOf(m_header.number);
        for (std::size_t at = 0; at + size <= values.size(); at += size) {
            const float value = npyValue(m_header, values.data() + at);
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
        for (const int side : m_header.fortran ? kFirstFastest : kLastFastest) {
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

    const NpyHeader& m_header;
    const std::string& m_place;
    Matrix& m_matrix;
    std::size_t m_sides[3]; // rows, parts, columns
    std::size_t m_at[3] = {0, 0, 0};
};

} // namespace

struct ArrayFile::Impl {
    std::optional<MappedFile> mapping;
    std::span<const std::byte> bytes;
    std::string place;
    std::optional<NpzArchive> archive;
    NpzArchive::Member member;
    NpyHeader header;

    NpyHeader headerOf(const NpzArchive::Member& candidate) const {
        std::vector<std::byte> beginning(std::min(candidate.bytes, kHeaderBytes));
        beginning.resize(archive->open(candidate)(beginning));
        NpyHeader found = parseNpyHeader(beginning, fmt::format("{}:{}", place, candidate.name));
        found.dictionary = {}; // of bytes that go now
        return found;
    }

    bool isMatrix(const NpzArchive::Member& candidate) const {
        try {
            return headerOf(candidate).shape.size() >= 2;
        } catch (const Error&) { // texts, ids, objects
            return false;
        }
    }

    const NpzArchive::Member& chosen(const std::string& asked,
                                     std::span<const std::string_view> preferred) const {
        const std::vector<NpzArchive::Member>& all = archive->members();
        std::vector<std::string> names;
        for (const NpzArchive::Member& each : all)
            names.push_back(each.name);
        const auto named = [&](std::string_view name) {
            return std::ranges::find(all, name, &NpzArchive::Member::name);
        };
        if (!asked.empty()) {
            if (const auto found = named(asked); found != all.end())
                return *found;
            throw Error(fmt::format("{} holds no array \"{}\": name one of {}.", place, asked,
                                    fmt::join(names, ", ")));
        }
        if (all.empty())
            throw Error(fmt::format("{} holds no array: save the features with numpy.savez.", place));
        if (all.size() == 1)
            return all.front();
        std::vector<const NpzArchive::Member*> matrices;
        for (const NpzArchive::Member& each : all)
            if (isMatrix(each))
                matrices.push_back(&each);
        if (matrices.size() == 1)
            return *matrices.front();
        for (const std::string_view name : preferred)
            if (const auto found = named(name); found != all.end())
                return *found;
        throw Error(fmt::format("{} holds several arrays ({}): name one as {}:{}.", place,
                                fmt::join(names, ", "), place, names.front()));
    }

    void open(const std::string& asked, std::span<const std::string_view> preferred) {
        std::size_t held = 0; // bytes, header included
        if (NpzArchive::isOne(bytes)) {
            archive.emplace(bytes, place);
            member = chosen(asked, preferred);
            header = headerOf(member);
            place += ":" + member.name;
            held = member.bytes;
        } else {
            if (!asked.empty())
                throw Error(
                    fmt::format("{} is no .npz with several arrays: leave out \":{}\".", place, asked));
            refuseOtherKinds(bytes, place);
            header = parseNpyHeader(bytes, place);
            header.dictionary = {};
            held = bytes.size();
        }
        check(held);
    }

    void check(std::size_t held) const {
        if (header.shape.size() != 2 && header.shape.size() != 3)
            throw Error(fmt::format("{} has {} dimension{}: features are [items, columns], or [items, parts, "
                                    "columns] of which the mean is taken.",
                                    place, header.shape.size(), header.shape.size() == 1 ? "" : "s"));
        if (header.values() == 0)
            throw Error(fmt::format("{} is empty ({}): save the features of all items.", place,
                                    fmt::join(header.shape, " × ")));
        const std::size_t size = sizeOf(header.number);
        const std::size_t available = (held - std::min(held, header.dataStart)) / size;
        if (header.values() > available)
            throw Error(
                fmt::format("{} is cut off: it holds {} values, its shape {} needs more. Copy it again "
                            "from where it came.",
                            place, available, fmt::join(header.shape, " × ")));
        const std::size_t needed = header.shape.front() * header.shape.back() * sizeof(float);
        if (header.shape.front() > kMostRows || needed > memoryOfMachine())
            throw Error(fmt::format("{} needs {:.1f} GB of memory, more than this machine has: take fewer "
                                    "rows, or fewer columns by PCA.",
                                    place, static_cast<double>(needed) / 1e9));
    }

    static constexpr std::size_t kMostRows = 0x7FFFFFFF;
};

ArrayFile::ArrayFile(const fs::path& file, std::span<const std::string_view> preferred)
    : m_impl(std::make_unique<Impl>()) {
    const Address address = addressOf(file);
    m_impl->mapping.emplace(address.file);
    m_impl->bytes = m_impl->mapping->bytes();
    m_impl->place = address.file.string();
    m_impl->open(address.member, preferred);
}

ArrayFile::ArrayFile(std::span<const std::byte> bytes, std::string name,
                     std::span<const std::string_view> preferred)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->bytes = bytes;
    m_impl->place = std::move(name);
    m_impl->open({}, preferred);
}

ArrayFile::~ArrayFile() = default;
ArrayFile::ArrayFile(ArrayFile&&) noexcept = default;
ArrayFile& ArrayFile::operator=(ArrayFile&&) noexcept = default;

const std::string& ArrayFile::place() const {
    return m_impl->place;
}

std::size_t ArrayFile::rows() const {
    return m_impl->header.shape.front();
}

std::size_t ArrayFile::parts() const {
    return m_impl->header.shape.size() == 3 ? m_impl->header.shape[1] : 1;
}

std::size_t ArrayFile::columns() const {
    return m_impl->header.shape.back();
}

std::string ArrayFile::description() const {
    return fmt::format("{}, {}{}", fmt::join(m_impl->header.shape, " × "), toString(m_impl->header.number),
                       parts() > 1 ? fmt::format(", the mean of {} parts is taken", parts()) : "");
}

Matrix ArrayFile::read(const std::stop_token& stop, const ProgressSink& progress) const {
    const NpyHeader& header = m_impl->header;
    const ByteReader next = m_impl->archive ? m_impl->archive->open(m_impl->member) : readerOf(m_impl->bytes);
    std::vector<std::byte> piece(std::max(kPiece, header.dataStart));
    if (next(std::span(piece).first(header.dataStart)) != header.dataStart)
        refuseNpy(place(), "it ends inside its header");
    Matrix matrix(rows(), columns());
    RowFiller filler(header, place(), matrix);
    std::size_t left = header.bytes(); // kPiece is a multiple of the size of every number
    const std::size_t total = left;
    while (left > 0) {
        throwIfStopped(stop);
        report(progress, {"Reading features", (total - left) >> 20U, total >> 20U, place()});
        const auto wanted = std::span(piece).first(std::min(kPiece, left));
        if (next(wanted) != wanted.size())
            refuseNpy(place(), "it ends before its last value");
        filler.take(wanted);
        left -= wanted.size();
        if (m_impl->mapping && !m_impl->archive)
            m_impl->mapping->release(header.dataStart + total - left);
    }
    while (m_impl->archive && next(piece) != 0) { // its checksum is compared when it comes to the end
    }
    filler.finish();
    return matrix;
}

} // namespace crossview
