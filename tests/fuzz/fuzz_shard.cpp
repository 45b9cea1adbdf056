#include "checked_sink.h"
#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/shards/shard_samples.h"
#include "dataset/importers/shards/unpacked_pictures.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string>
#include <system_error>

using namespace crossview::fuzz;

namespace {

/// The archive with the right sum in every header, found by the sizes that they claim: mutations reach what
/// stands behind the sums.
std::string withRightSums(std::string bytes) {
    constexpr std::size_t kBlock = 512;
    constexpr std::size_t kSizeAt = 124;
    constexpr std::size_t kSumAt = 148;
    for (std::size_t at = 0; at + kBlock <= bytes.size();) {
        bytes.replace(at + kSumAt, 8, "        ");
        unsigned sum = 0;
        for (std::size_t i = 0; i < kBlock; ++i)
            sum += static_cast<unsigned char>(bytes[at + i]);
        char digits[8] = {};
        std::snprintf(digits, sizeof digits, "%06o", sum);
        bytes.replace(at + kSumAt, 7, digits, 7);
        std::size_t size = 0;
        for (std::size_t i = kSizeAt; i < kSizeAt + 11 && bytes[at + i] >= '0' && bytes[at + i] <= '7'; ++i)
            size = size * 8 + static_cast<std::size_t>(bytes[at + i] - '0');
        if (size > bytes.size())
            break;
        at += kBlock + (size + kBlock - 1) / kBlock * kBlock;
    }
    return bytes;
}

} // namespace

/// An archive as it is or, where its first byte is odd, with right sums: looked at, and unpacked. Nothing is
/// ever written elsewhere, and nothing stays.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder scratch;
    const std::filesystem::path archive = scratch / "in.tar";
    std::string bytes(asText(data, size));
    if (size > 0 && (data[0] & 1U) != 0)
        bytes = withRightSums(std::move(bytes));
    writeScratch(archive, bytes);
    CheckedSink looked;
    doneOrSaid([&] { crossview::readShard(archive, nullptr, looked.sink(), {}); });
    doneOrSaid([&] {
        crossview::UnpackedPictures pictures(scratch / "pictures", {archive});
        CheckedSink checked;
        crossview::readShard(archive, &pictures, checked.sink(), {});
    });
    std::error_code code;
    const auto count = std::distance(std::filesystem::directory_iterator(scratch.path(), code), {});
    require(!code && count == 1);
    return 0;
}
