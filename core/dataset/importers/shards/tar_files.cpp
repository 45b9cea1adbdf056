#include "dataset/importers/shards/tar_files.h"

#include "common/error.h"
#include "common/progress.h"
#include "dataset/captions.h"
#include "dataset/importers/shards/tar_archive.h"
#include "dataset/locating/picture_walk.h"
#include "files/file_handle.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace crossview {

namespace fs = std::filesystem;

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeader = 512; // bytes of a member's header
constexpr std::size_t kSumAt = 148;  // where its sum stands,
constexpr std::size_t kSumBytes = 8; // in octal digits
constexpr std::size_t kMostFiles = 100'000;
constexpr std::size_t kMostFolders = 2000; // a folder a class may have more, and no archives in them

constexpr std::array kEndings{".tar"sv, ".tar.gz"sv, ".tgz"sv, ".tar.bz2"sv, ".tar.zst"sv, ".tzst"sv};
constexpr std::array kCompressed{"\x1f\x8b"sv, "BZh"sv, "\x28\xb5\x2f\xfd"sv};

bool hasTarEnding(const fs::path& file) {
    const std::string name = lowerAscii(file.filename().string());
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string headOf(const fs::path& file) {
    std::string head(kHeader, '\0');
    head.resize(readSome(openForReading(file), std::as_writable_bytes(std::span(head)), file));
    return head;
}

/// Files and folders directly in a folder, sorted.
void list(const fs::path& folder, const std::stop_token& stop, std::vector<fs::path>& files,
          std::vector<fs::path>& folders) {
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        throwIfStopped(stop);
        std::error_code ignored;
        if (isHidden(entry.path()) || files.size() + folders.size() >= kMostFiles)
            continue;
        if (entry.is_directory(ignored)) {
            if (entry.path().extension() != ".crossview")
                folders.push_back(entry.path());
        } else if (hasTarEnding(entry.path()) && isTarFile(entry.path())) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::sort(folders.begin(), folders.end());
}

} // namespace

bool beginsLikeTar(std::string_view head) {
    if (head.size() < kHeader)
        return false;
    std::size_t at = kSumAt;
    while (at < kSumAt + kSumBytes && head[at] == ' ')
        ++at;
    unsigned long written = 0;
    std::size_t digits = 0;
    for (; at < kSumAt + kSumBytes && head[at] >= '0' && head[at] <= '7'; ++at, ++digits)
        written = written * 8 + static_cast<unsigned long>(head[at] - '0');
    unsigned long sum = 0;
    for (std::size_t i = 0; i < kHeader; ++i)
        sum += i >= kSumAt && i < kSumAt + kSumBytes ? ' ' : static_cast<unsigned char>(head[i]);
    return digits > 0 && written == sum;
}

bool isTarFile(const fs::path& file) {
    try {
        const std::string head = headOf(file);
        if (beginsLikeTar(head))
            return true;
        const bool compressed = std::any_of(kCompressed.begin(), kCompressed.end(),
                                            [&](std::string_view magic) { return head.starts_with(magic); });
        return compressed && tarOpener()(file)->next().has_value();
    } catch (const Error&) {
        return false;
    }
}

std::vector<fs::path> tarFilesIn(const fs::path& folder, const std::stop_token& stop) {
    std::vector<fs::path> files;
    std::vector<fs::path> folders;
    list(folder, stop, files, folders);
    if (!files.empty())
        return files;
    folders.resize(std::min(folders.size(), kMostFolders));
    for (const fs::path& below : folders) { // train/00000.tar, test/00000.tar
        std::vector<fs::path> ignored;
        std::vector<fs::path> found;
        list(below, stop, found, ignored);
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

} // namespace crossview
