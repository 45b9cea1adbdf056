#include "arrays/npz_archive.h"

#include "common/error.h"
#include "files/zip_in_memory.h"

#include <fmt/format.h>
#include <string_view>

namespace crossview {
namespace {

constexpr std::string_view kEnding = ".npy";
constexpr std::size_t kMostMembers = 10'000;
constexpr std::size_t kMostUnfolding = 1032; // what deflate can make of a byte
constexpr std::size_t kFreeBytes = 1U << 16; // of an empty member

[[noreturn]] void refuseNpz(const std::string& name, const std::string& what) {
    throw Error(
        fmt::format("{} is not a .npz that can be read: {}. Save it again with numpy.savez.", name, what));
}

} // namespace

struct NpzArchive::Impl {
    std::string name;
    ZipInMemory zip{nullptr, zip_discard};
    std::vector<Member> members;

    void open(std::span<const std::byte> bytes) {
        zip = openZip(bytes);
        if (!zip)
            refuseNpz(name, "it is cut off or damaged");
    }

    void list() {
        const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
        if (count < 0 || static_cast<std::size_t>(count) > kMostMembers)
            refuseNpz(name, fmt::format("it claims {} members", count));
        for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
            zip_stat_t stat;
            zip_stat_init(&stat);
            constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                             ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
            if (zip_stat_index(zip.get(), i, ZIP_FL_ENC_RAW, &stat) != 0 || (stat.valid & kNeeded) != kNeeded)
                refuseNpz(name, "it is damaged");
            const std::string_view member = stat.name;
            if (!member.ends_with(kEnding))
                continue;
            if (stat.encryption_method != ZIP_EM_NONE)
                refuseNpz(name, "it is encrypted");
            if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
                refuseNpz(name, "it is packed in a way that NumPy does not write");
            if (stat.size / kMostUnfolding > stat.comp_size + kFreeBytes)
                refuseNpz(name, fmt::format("an array claims {} bytes, far more than the file can hold",
                                            stat.size));
            members.push_back({std::string(member.substr(0, member.size() - kEnding.size())),
                               static_cast<std::size_t>(stat.size), static_cast<std::size_t>(i)});
        }
    }
};

bool NpzArchive::isOne(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return text.starts_with(std::string_view("PK\x03\x04", 4)) ||
           text.starts_with(std::string_view("PK\x05\x06", 4)); // without members
}

NpzArchive::NpzArchive(std::span<const std::byte> bytes, std::string name)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->name = std::move(name);
    m_impl->open(bytes);
    m_impl->list();
}

NpzArchive::~NpzArchive() = default;
NpzArchive::NpzArchive(NpzArchive&&) noexcept = default;
NpzArchive& NpzArchive::operator=(NpzArchive&&) noexcept = default;

const std::vector<NpzArchive::Member>& NpzArchive::members() const {
    return m_impl->members;
}

ByteReader NpzArchive::open(const Member& member) const {
    const std::shared_ptr<zip_file_t> stream(zip_fopen_index(m_impl->zip.get(), member.index, 0),
                                             [](zip_file_t* file) {
                                                 if (file)
                                                     zip_fclose(file);
                                             });
    if (!stream)
        refuseNpz(m_impl->name, fmt::format("its array \"{}\" is damaged", member.name));
    return [this, stream, member, read = std::size_t{0}](std::span<std::byte> buffer) mutable {
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            const zip_int64_t count = zip_fread(stream.get(), buffer.data() + filled, buffer.size() - filled);
            // A damaged stream may go on beyond its end, and its checksum is compared at the end only.
            if (count < 0 || static_cast<std::size_t>(count) > member.bytes - read)
                refuseNpz(m_impl->name, fmt::format("its array \"{}\" is damaged", member.name));
            if (count == 0)
                break;
            filled += static_cast<std::size_t>(count);
            read += static_cast<std::size_t>(count);
        }
        return filled;
    };
}

} // namespace crossview
