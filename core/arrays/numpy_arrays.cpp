#include "arrays/numpy_arrays.h"

#include "arrays/array_choice.h"
#include "arrays/npz_archive.h"
#include "common/error.h"
#include "files/npy_header.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace crossview {
namespace {

constexpr std::size_t kHeaderBytes = 1U << 17; // NumPy writes a few hundred
constexpr std::size_t kPiece = 1U << 20;       // a multiple of the size of every number

/// Reads what was mapped.
ByteReader readerOf(std::span<const std::byte> bytes) {
    return [rest = bytes](std::span<std::byte> buffer) mutable {
        const std::size_t count = std::min(buffer.size(), rest.size());
        std::copy_n(rest.begin(), count, buffer.begin());
        rest = rest.subspan(count);
        return count;
    };
}

NpyHeader headerIn(std::span<const std::byte> bytes, const std::string& place) {
    NpyHeader header = parseNpyHeader(bytes, place);
    header.dictionary = {}; // of bytes that may go
    return header;
}

class NumpyArray : public ArraySource {
public:
    /// `held`: bytes of the array, header included.
    NumpyArray(HeldBytes file, std::optional<NpzArchive> archive, NpzArchive::Member member, NpyHeader header,
               std::string place, std::size_t held)
        : m_file(std::move(file)), m_archive(std::move(archive)), m_member(std::move(member)),
          m_header(std::move(header)), m_claim{std::move(place),
                                               m_header.shape,
                                               toString(m_header.number),
                                               m_header.fortran,
                                               {}} {
        const std::size_t available = (held - std::min(held, m_header.dataStart)) / sizeOf(m_header.number);
        if (m_header.values() > available)
            throw Error(
                fmt::format("{} is cut off: it holds {} values, its shape {} needs more. Copy it again "
                            "from where it came.",
                            m_claim.place, available, fmt::join(m_header.shape, " × ")));
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        const ByteReader next = m_archive ? m_archive->open(m_member) : readerOf(m_file.bytes);
        std::vector<std::byte> piece(std::max(kPiece, m_header.dataStart));
        if (next(std::span(piece).first(m_header.dataStart)) != m_header.dataStart)
            refuseNpy(m_claim.place, "it ends inside its header");
        const std::size_t total = m_header.bytes();
        const std::size_t size = sizeOf(m_header.number);
        std::vector<float> values;
        for (std::size_t left = total; left > 0;) {
            tick(total - left, total);
            const auto wanted = std::span(piece).first(std::min(kPiece, left));
            if (next(wanted) != wanted.size())
                refuseNpy(m_claim.place, "it ends before its last value");
            values.resize(wanted.size() / size);
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = npyValue(m_header, wanted.data() + i * size);
            take(values);
            left -= wanted.size();
            if (m_file.mapping && !m_archive)
                m_file.mapping->release(m_header.dataStart + total - left);
        }
        while (m_archive && next(piece) != 0) { // its checksum is compared when it comes to the end
        }
    }

private:
    HeldBytes m_file;
    std::optional<NpzArchive> m_archive; ///< none: the file is the array
    NpzArchive::Member m_member;
    NpyHeader m_header;
    ArrayClaim m_claim;
};

NpyHeader headerOf(const NpzArchive& archive, const NpzArchive::Member& member, const std::string& place) {
    std::vector<std::byte> beginning(std::min(member.bytes, kHeaderBytes));
    beginning.resize(archive.open(member)(beginning));
    return headerIn(beginning, place + ":" + member.name);
}

bool isMatrix(const NpzArchive& archive, const NpzArchive::Member& member, const std::string& place) {
    try {
        return headerOf(archive, member, place).shape.size() >= 2;
    } catch (const Error&) { // texts, ids, objects
        return false;
    }
}

} // namespace

std::unique_ptr<ArraySource> openNpy(HeldBytes file) {
    NpyHeader header = headerIn(file.bytes, file.place);
    std::string place = file.place;
    const std::size_t held = file.bytes.size();
    return std::make_unique<NumpyArray>(std::move(file), std::nullopt, NpzArchive::Member(),
                                        std::move(header), std::move(place), held);
}

std::unique_ptr<ArraySource> openNpz(HeldBytes file, const std::string& asked,
                                     std::span<const std::string_view> preferred) {
    NpzArchive archive(file.bytes, file.place);
    std::vector<NamedArray> arrays;
    for (const NpzArchive::Member& each : archive.members())
        arrays.push_back({each.name, isMatrix(archive, each, file.place)});
    const NpzArchive::Member member = archive.members()[chosenArray(arrays, asked, preferred, file.place)];
    NpyHeader header = headerOf(archive, member, file.place);
    std::string place = file.place + ":" + member.name;
    return std::make_unique<NumpyArray>(std::move(file), std::move(archive), member, std::move(header),
                                        std::move(place), member.bytes);
}

} // namespace crossview
