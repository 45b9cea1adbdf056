#include "files/file_hash.h"

#include "common/hash.h"
#include "common/progress.h"
#include "files/file_handle.h"

#include <span>
#include <vector>

namespace crossview {

std::string sha256OfFile(const std::filesystem::path& file, const std::stop_token& stop) {
    const FileHandle handle = openForReading(file);
    constexpr std::size_t kChunk = std::size_t{1} << 17U;
    std::vector<std::byte> buffer(kChunk);
    Hash hash;
    while (const std::size_t count = readSome(handle, buffer, file)) {
        throwIfStopped(stop);
        hash.addBytes(std::span(buffer).first(count));
    }
    return hash.hex();
}

} // namespace crossview
