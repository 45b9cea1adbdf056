#include "features/store/row_store.h"

#include "common/content_sum.h"
#include "common/float16.h"
#include "common/text.h"
#include "files/atomic_file.h"
#include "files/mapped_file.h"
#include "files/npy.h"
#include "files/plain_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>
#include <thread>
#include <unordered_map>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace crossview {
namespace {

constexpr std::size_t kHeaderBytes = 128;

/// A file that rows are written into, wherever they belong.
class RowFile {
public:
    explicit RowFile(const std::filesystem::path& file)
        : m_file(file), m_descriptor(openPlainForWriting(file, O_RDWR)) {}

    void write(std::string_view bytes, std::size_t at) const {
        while (!bytes.empty()) {
            const ssize_t count =
                ::pwrite(m_descriptor.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                refuse();
            bytes.remove_prefix(static_cast<std::size_t>(count));
            at += static_cast<std::size_t>(count);
        }
    }
    void sync() const {
        if (::fdatasync(m_descriptor.number()) != 0)
            refuse();
    }
    void cut(std::size_t bytes) const {
        if (::ftruncate(m_descriptor.number(), static_cast<off_t>(bytes)) != 0)
            refuse();
    }
    /// Holds the file for this process. Throws Cancelled on a stop while another one has it.
    void lock(const std::stop_token& stop) const {
        while (::flock(m_descriptor.number(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK && errno != EINTR)
                return; // a file system without locks: then nobody else can be asked to wait either
            throwIfStopped(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

private:
    [[noreturn]] void refuse() const {
        throw Error(
            fmt::format("{} cannot be written: {}. Make room or choose another folder for the project.",
                        m_file.string(), std::generic_category().message(errno)));
    }

    std::filesystem::path m_file;
    Descriptor m_descriptor;
};

std::filesystem::path linesFile(const std::filesystem::path& npyFile) {
    return std::filesystem::path(npyFile).replace_extension(".rows");
}

std::filesystem::path withFolder(const std::filesystem::path& file) {
    std::error_code failure;
    refuseLink(file.parent_path());
    std::filesystem::create_directories(file.parent_path(), failure);
    return file; // what cannot be made is told when the file is opened
}

/// The first line tells what the rows are: a store of another width is not this one.
std::string titleOf(std::size_t dimensions) {
    return fmt::format("crossview summed rows, {} values", dimensions);
}

/// That of stores from before there were sums: their rows are taken as they are and get one.
std::string oldTitleOf(std::size_t dimensions) {
    return fmt::format("crossview rows, {} values", dimensions);
}

/// One row's line "key<tab>reason<tab>sum"; the sum is of key, reason and the bytes of the values.
std::string lineOf(std::string_view key, std::string_view reason, std::string_view values) {
    const std::string begin = fmt::format("{}\t{}\t", key, reason);
    std::string content = begin;
    content += values;
    return fmt::format("{}{:016x}", begin, shortSum(content));
}

std::string oneLine(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
    return text;
}

} // namespace

struct RowStore::Impl {
    Impl(const std::filesystem::path& npyFile, std::size_t width, const std::stop_token& stop)
        : file(npyFile), dimensions(width), lines(linesFile(withFolder(npyFile))), values(npyFile) {
        lines.lock(stop);
        load();
    }

    std::filesystem::path file;
    std::size_t dimensions;
    RowFile lines, values;
    std::size_t lineBytes = 0; // whole lines
    std::size_t count = 0;
    std::unordered_map<std::string, std::size_t> rowOf;
    std::unordered_map<std::string, std::string> reasons;

    std::size_t rowBytes() const { return dimensions * sizeof(std::uint16_t); }
    void load();
    void begin();
    std::string withSums(std::string_view oldLines, std::string_view stored) const;
    void take(std::string_view key, std::string_view reason);
    void takeLine(std::string_view line, std::string_view stored);
};

/// The next row is that of a key.
void RowStore::Impl::take(std::string_view key, std::string_view reason) {
    const std::string name(key);
    rowOf[name] = count++;
    reasons.erase(name);
    if (!reason.empty())
        reasons[name] = reason;
}

/// The next row, by its line; one that is damaged, in the line or in the values, is nobody's and made again.
void RowStore::Impl::takeLine(std::string_view line, std::string_view stored) {
    const auto fields = split(line, '\t');
    if (fields.size() == 3 &&
        line == lineOf(fields[0], fields[1], stored.substr(count * rowBytes(), rowBytes())))
        take(fields[0], fields[1]);
    else
        ++count;
}

void RowStore::Impl::begin() {
    const std::string title = titleOf(dimensions) + '\n';
    lines.cut(0);
    values.cut(0);
    values.write(npyHeader(0, dimensions, NpyType::float16), 0);
    values.sync();
    lines.write(title, 0);
    lines.sync();
    lineBytes = title.size();
}

/// The whole lines of an old store ("key" or "key<tab>reason") as they stand in one with sums.
std::string RowStore::Impl::withSums(std::string_view oldLines, std::string_view stored) const {
    std::string text = titleOf(dimensions) + '\n';
    std::size_t row = 0;
    while (!oldLines.empty() && (row + 1) * rowBytes() <= stored.size()) {
        const std::size_t end = oldLines.find('\n');
        if (end == std::string_view::npos)
            break;
        const std::string_view line = oldLines.substr(0, end);
        const std::size_t tab = line.find('\t');
        text += lineOf(line.substr(0, tab), tab == std::string_view::npos ? "" : line.substr(tab + 1),
                       stored.substr(row++ * rowBytes(), rowBytes())) +
                '\n';
        oldLines.remove_prefix(end + 1);
    }
    return text;
}

void RowStore::Impl::load() {
    std::string text = readFile(linesFile(file));
    const std::string title = titleOf(dimensions) + '\n';
    const std::string oldTitle = oldTitleOf(dimensions) + '\n';
    const MappedFile mapping(file);
    std::string_view stored(reinterpret_cast<const char*>(mapping.bytes().data()), mapping.bytes().size());
    if (stored.size() < kHeaderBytes || (!text.starts_with(title) && !text.starts_with(oldTitle)))
        return begin();
    stored.remove_prefix(kHeaderBytes);
    if (text.starts_with(oldTitle)) {
        text = withSums(std::string_view(text).substr(oldTitle.size()), stored);
        lines.write(text, 0); // longer than what was there
        lines.sync();
    }
    lineBytes = title.size();
    while ((count + 1) * rowBytes() <= stored.size()) {
        const std::size_t end = text.find('\n', lineBytes);
        if (end == std::string::npos)
            break;
        takeLine(std::string_view(text).substr(lineBytes, end - lineBytes), stored);
        lineBytes = end + 1;
    }
    // What follows was being written when the last process ended.
    lines.cut(lineBytes);
}

RowStore::RowStore(const std::filesystem::path& npyFile, std::size_t dimensions, const std::stop_token& stop)
    : m_impl(std::make_unique<Impl>(npyFile, dimensions, stop)) {}
RowStore::~RowStore() = default;
RowStore::RowStore(RowStore&&) noexcept = default;
RowStore& RowStore::operator=(RowStore&&) noexcept = default;

std::optional<std::size_t> RowStore::storedDimensions(const std::filesystem::path& npyFile) {
    const std::filesystem::path lines = linesFile(npyFile);
    std::error_code missing;
    if (!std::filesystem::is_regular_file(lines, missing)) // a pipe would be waited for
        return std::nullopt;
    std::ifstream stream(lines);
    std::string title;
    if (!std::getline(stream, title))
        return std::nullopt;
    constexpr std::string_view kBehind = " values";
    const std::size_t number = title.find_first_of("0123456789");
    if (number == std::string::npos || !title.ends_with(kBehind))
        return std::nullopt;
    const auto width = parseInteger(std::string_view(title).substr(
        number, title.size() - std::min(title.size(), number + kBehind.size())));
    if (!width || *width <= 0)
        return std::nullopt;
    const auto dimensions = static_cast<std::size_t>(*width);
    return title == titleOf(dimensions) || title == oldTitleOf(dimensions) ? std::optional(dimensions)
                                                                           : std::nullopt;
}

std::size_t RowStore::size() const {
    return m_impl->rowOf.size();
}

bool RowStore::knows(std::string_view key) const {
    return m_impl->rowOf.contains(std::string(key));
}

std::optional<std::string> RowStore::reason(std::string_view key) const {
    const auto found = m_impl->reasons.find(std::string(key));
    return found == m_impl->reasons.end() ? std::nullopt : std::optional(found->second);
}

void RowStore::append(std::span<const StoredRow> rows) {
    std::string bytes;
    std::string text;
    bytes.reserve(rows.size() * m_impl->rowBytes());
    for (const StoredRow& row : rows) {
        const std::size_t before = bytes.size();
        if (row.reason.empty()) {
            std::vector<std::uint16_t> halves(row.values.size());
            toFloat16(row.values, halves);
            bytes.append(reinterpret_cast<const char*>(halves.data()), m_impl->rowBytes());
        } else {
            bytes.append(m_impl->rowBytes(), '\0');
        }
        text += lineOf(oneLine(row.key), oneLine(row.reason), std::string_view(bytes).substr(before)) + '\n';
    }
    m_impl->values.write(bytes, kHeaderBytes + m_impl->count * m_impl->rowBytes());
    m_impl->values.sync();
    m_impl->lines.write(text, m_impl->lineBytes);
    m_impl->lines.sync();
    m_impl->lineBytes += text.size();
    for (const StoredRow& row : rows)
        m_impl->take(oneLine(row.key), oneLine(row.reason));
    // Only other tools read the count; ours are the lines.
    m_impl->values.write(npyHeader(m_impl->count, m_impl->dimensions, NpyType::float16), 0);
}

Matrix RowStore::rows(std::span<const std::string> keys) const {
    Matrix result(keys.size(), m_impl->dimensions);
    if (keys.empty())
        return result;
    const MappedFile mapping(m_impl->file);
    const std::byte* data = mapping.bytes().data() + kHeaderBytes;
    for (std::size_t i = 0; i < keys.size(); ++i)
        fromFloat16(data + m_impl->rowOf.at(keys[i]) * m_impl->rowBytes(), result.row(i));
    return result;
}

} // namespace crossview
