#include "arrays/numpy_source.h"

#include "arrays/npz_archive.h"
#include "common/error.h"
#include "files/npy_header.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

constexpr std::size_t kHeaderBytes = 1U << 17; // NumPy writes a few hundred

/// Reads what was mapped.
ByteReader readerOf(std::span<const std::byte> bytes) {
    return [rest = bytes](std::span<std::byte> buffer) mutable {
        const std::size_t count = std::min(buffer.size(), rest.size());
        std::copy_n(rest.begin(), count, buffer.begin());
        rest = rest.subspan(count);
        return count;
    };
}

/// The entry of a header in a file of `held` bytes.
ArrayEntry entryOf(const NpyHeader& header, std::size_t held, const std::string& member,
                   const std::string& place) {
    ArrayEntry entry{member, header.shape, toString(header.number), header.fortran, {}};
    const std::size_t available = (held - std::min(held, header.dataStart)) / sizeOf(header.number);
    if (header.values() > available)
        entry.problem =
            fmt::format("{} is cut off: it holds {} values, its shape {} needs more. Copy it again "
                        "from where it came.",
                        place, available, fmt::join(header.shape, " × "));
    return entry;
}

/// Hands the values behind a header to the sink. `read` hears how many bytes were.
void readValues(const NpyHeader& header, const ByteReader& next, const std::string& place,
                const ValueSink& sink, const std::function<void(std::size_t)>& read) {
    std::vector<std::byte> piece(std::max(kPieceValues * sizeof(double), header.dataStart));
    if (next(std::span(piece).first(header.dataStart)) != header.dataStart)
        refuseNpy(place, "it ends inside its header");
    std::vector<float> values(kPieceValues);
    const std::size_t size = sizeOf(header.number);
    std::size_t done = header.dataStart;
    for (std::size_t left = header.values(); left > 0;) {
        const std::size_t count = std::min(left, kPieceValues);
        const auto wanted = std::span(piece).first(count * size);
        if (next(wanted) != wanted.size())
            refuseNpy(place, "it ends before its last value");
        for (std::size_t i = 0; i < count; ++i)
            values[i] = npyValue(header, wanted.data() + i * size);
        sink(std::span(values).first(count));
        left -= count;
        done += wanted.size();
        read(done);
    }
}

class NpySource final : public ArraySource {
public:
    explicit NpySource(FileBytes file) : m_file(std::move(file)) {
        m_header = parseNpyHeader(m_file.bytes, m_file.name);
        m_header.dictionary = {};
        m_entries.push_back(entryOf(m_header, m_file.bytes.size(), {}, m_file.name));
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }
    void read(std::size_t /*entry*/, const ValueSink& sink) const override {
        readValues(m_header, readerOf(m_file.bytes), m_file.name, sink,
                   [this](std::size_t done) { m_file.release(done); });
    }

private:
    FileBytes m_file;
    NpyHeader m_header;
    std::vector<ArrayEntry> m_entries;
};

class NpzSource final : public ArraySource {
public:
    explicit NpzSource(FileBytes file) : m_file(std::move(file)), m_archive(m_file.bytes, m_file.name) {
        for (const NpzArchive::Member& member : m_archive.members()) {
            NpyHeader header;
            ArrayEntry entry;
            try {
                header = headerOf(member);
                entry = entryOf(header, member.bytes, member.name, placeOf(member));
            } catch (const Error& error) { // texts, ids, objects
                entry.name = member.name;
                entry.problem = error.what();
            }
            m_headers.push_back(std::move(header));
            m_entries.push_back(std::move(entry));
        }
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }
    void read(std::size_t entry, const ValueSink& sink) const override {
        const NpzArchive::Member& member = m_archive.members()[entry];
        const ByteReader next = m_archive.open(member);
        readValues(m_headers[entry], next, placeOf(member), sink, [](std::size_t) {});
        std::byte rest[256];
        while (next(rest) != 0) { // its checksum is compared when it comes to the end
        }
    }

private:
    std::string placeOf(const NpzArchive::Member& member) const { return m_file.name + ":" + member.name; }
    NpyHeader headerOf(const NpzArchive::Member& member) const {
        std::vector<std::byte> beginning(std::min(member.bytes, kHeaderBytes));
        beginning.resize(m_archive.open(member)(beginning));
        NpyHeader header = parseNpyHeader(beginning, placeOf(member));
        header.dictionary = {}; // of bytes that go now
        return header;
    }

    FileBytes m_file;
    NpzArchive m_archive;
    std::vector<NpyHeader> m_headers;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

std::unique_ptr<ArraySource> openNpy(FileBytes file) {
    return std::make_unique<NpySource>(std::move(file));
}

std::unique_ptr<ArraySource> openNpz(FileBytes file) {
    return std::make_unique<NpzSource>(std::move(file));
}

} // namespace crossview
