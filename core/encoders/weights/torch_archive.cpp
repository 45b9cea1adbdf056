#include "encoders/weights/torch_archive.h"

#include "common/error.h"
#include "encoders/weights/raw_tensor.h"
#include "files/zip_in_memory.h"

#include <fmt/format.h>
#include <map>
#include <optional>

namespace crossview {
namespace {

/// PyTorch stores its members as they are, and weights hardly shrink: what unfolds further is an attack.
constexpr std::size_t kMostUnfolding = 32;
constexpr std::size_t kFreeBytes = 1U << 20; ///< however small the archive is
constexpr std::size_t kMostMembers = 1'000'000;

} // namespace

struct TorchArchive::Impl {
    std::string file;
    std::size_t bytesLeft = 0;
    ZipInMemory zip{nullptr, zip_discard};
    std::map<std::string, std::optional<zip_uint64_t>, std::less<>> members; ///< no index: there twice
    std::string folder;                                                      ///< with its final slash

    void open(std::span<const std::byte> bytes) {
        zip = openZip(bytes);
        if (!zip)
            refuseWeights(file, "its zip archive is cut off or damaged");
    }

    void list() {
        const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
        if (count < 0 || static_cast<std::size_t>(count) > kMostMembers)
            refuseWeights(file, fmt::format("its zip archive claims {} members", count));
        for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
            const char* name = zip_get_name(zip.get(), i, ZIP_FL_ENC_RAW);
            if (!name)
                refuseWeights(file, "its zip archive is damaged");
            const auto [known, isNew] = members.try_emplace(name, i);
            if (!isNew)
                known->second.reset();
        }
    }

    void findFolder() {
        constexpr std::string_view kPickle = "data.pkl";
        for (const auto& [name, index] : members) {
            const auto slash = name.find('/');
            if (slash == std::string::npos || std::string_view(name).substr(slash + 1) != kPickle)
                continue;
            if (!folder.empty())
                refuseWeights(file, "its zip archive holds two state dicts");
            folder = name.substr(0, slash + 1);
        }
        if (folder.empty())
            refuseWeights(file, "its zip archive holds no data.pkl, so PyTorch has not written it");
    }
};

bool TorchArchive::isOne(std::span<const std::byte> bytes) {
    constexpr std::string_view kSignature("PK\x03\x04", 4);
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())
        .starts_with(kSignature);
}

TorchArchive::TorchArchive(std::span<const std::byte> bytes, std::string file)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->file = std::move(file);
    m_impl->bytesLeft = kFreeBytes + kMostUnfolding * bytes.size();
    m_impl->open(bytes);
    m_impl->list();
    m_impl->findFolder();
    const auto& members = m_impl->members;
    if (members.contains(m_impl->folder + "constants.pkl"))
        refuseWeights(m_impl->file, "it is a TorchScript module",
                      "Open it as a network of your own, or save its state dict alone.");
    if (members.contains(m_impl->folder + "byteorder")) {
        const auto order = member("byteorder");
        if (std::string_view(reinterpret_cast<const char*>(order.data()), order.size()) != "little")
            refuseWeights(m_impl->file, "its values are not little-endian",
                          "Save it again on an ordinary PC.");
    }
}

TorchArchive::~TorchArchive() = default;

std::vector<std::byte> TorchArchive::member(std::string_view name) {
    const std::string path = m_impl->folder + std::string(name);
    const auto refuse = [&](std::string_view what) {
        refuseWeights(m_impl->file, fmt::format("its member \"{}\" {}", shownName(path), what));
    };
    const auto found = m_impl->members.find(path);
    if (found == m_impl->members.end())
        refuse("is missing");
    if (!found->second)
        refuse("is there twice");
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(m_impl->zip.get(), *found->second, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE))
        refuse("is damaged");
    if (stat.size > m_impl->bytesLeft)
        refuse(fmt::format("claims {} bytes, far more than the file can hold", stat.size));
    m_impl->bytesLeft -= stat.size;

    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> stream(
        zip_fopen_index(m_impl->zip.get(), *found->second, 0), zip_fclose);
    std::vector<std::byte> content(stat.size);
    char more = 0;
    // The read after the last byte is where libzip compares the checksum.
    if (!stream ||
        zip_fread(stream.get(), content.data(), content.size()) != static_cast<zip_int64_t>(content.size()) ||
        zip_fread(stream.get(), &more, 1) != 0)
        refuse("is cut off or damaged");
    return content;
}

} // namespace crossview
