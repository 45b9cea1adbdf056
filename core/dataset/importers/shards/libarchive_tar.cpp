#include "common/error.h"
#include "common/shown_name.h"
#include "dataset/importers/shards/tar_archive.h"
#include "files/plain_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 16; // bytes that are read from the disk at once

struct ArchiveCloser {
    void operator()(archive* opened) const { ::archive_read_free(opened); }
};

/// The name's bytes as they stand in the archive. Newer archives say that theirs are UTF-8, which in another
/// locale only the first function gives; older ones say nothing.
std::string nameOf(archive_entry* entry) {
    const char* name = ::archive_entry_pathname_utf8(entry);
    if (name == nullptr)
        name = ::archive_entry_pathname(entry);
    return name == nullptr ? std::string() : std::string(name);
}

TarMemberKind kindOf(archive_entry* entry) {
    if (::archive_entry_hardlink_utf8(entry) != nullptr || ::archive_entry_hardlink(entry) != nullptr)
        return TarMemberKind::link;
    switch (::archive_entry_filetype(entry)) {
    case AE_IFREG:
        return TarMemberKind::file;
    case AE_IFDIR:
        return TarMemberKind::folder;
    case AE_IFLNK:
        return TarMemberKind::link;
    default:
        return TarMemberKind::other;
    }
}

class LibarchiveTar : public TarArchive {
public:
    explicit LibarchiveTar(const fs::path& file)
        : m_file(file), m_descriptor(openPlainForReading(file)), m_archive(::archive_read_new()) {
        if (!m_archive)
            throw Error(fmt::format("{} cannot be read: there is no memory for it.", file.string()));
        archive* const opened = m_archive.get();
        // Tar alone, and what its library does itself: no program of the user's is started for a compression.
        for (const int done :
             {::archive_read_support_format_tar(opened), ::archive_read_support_filter_gzip(opened),
              ::archive_read_support_filter_bzip2(opened), ::archive_read_support_filter_zstd(opened)})
            if (done == ARCHIVE_FATAL)
                fail("cannot be read");
        if (::archive_read_open_fd(opened, m_descriptor.number(), kBlock) != ARCHIVE_OK)
            fail("is no tar archive");
    }

    std::optional<TarMember> next() override {
        archive_entry* entry = nullptr;
        const int done = ::archive_read_next_header(m_archive.get(), &entry);
        if (done == ARCHIVE_EOF)
            return std::nullopt;
        if (done != ARCHIVE_OK && done != ARCHIVE_WARN)
            fail(m_last.empty() ? "is no tar archive that can be read" : "is damaged or breaks off");
        const auto size = ::archive_entry_size(entry);
        TarMember member{nameOf(entry), kindOf(entry), size > 0 ? static_cast<std::uint64_t>(size) : 0};
        m_last = member.name;
        return member;
    }

    std::size_t read(std::span<std::byte> buffer) override {
        const auto count = ::archive_read_data(m_archive.get(), buffer.data(), buffer.size());
        if (count < 0)
            fail("is damaged or breaks off");
        return static_cast<std::size_t>(count);
    }

    std::uint64_t position() const override {
        const auto bytes = ::archive_filter_bytes(m_archive.get(), -1);
        return bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
    }

private:
    [[noreturn]] void fail(const char* what) const {
        const char* reason = ::archive_error_string(m_archive.get());
        throw Error(fmt::format(
            "{} {}{} ({} of its bytes were read: {}): download or pack it again.", m_file.string(), what,
            m_last.empty() ? std::string() : " at its member \"" + shownName(m_last) + '"', position(),
            reason == nullptr ? "no reason is known" : shownName(reason)));
    }

    fs::path m_file;
    Descriptor m_descriptor; // closed after the archive
    std::unique_ptr<archive, ArchiveCloser> m_archive;
    std::string m_last; // name of the member that is read
};

} // namespace

std::unique_ptr<TarArchive> openTarArchive(const fs::path& file) {
    return std::make_unique<LibarchiveTar>(file);
}

} // namespace crossview
