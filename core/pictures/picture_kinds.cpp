#include "pictures/picture_kinds.h"

#include "common/hash.h"

#include <set>
#include <stdexcept>
#include <string>

namespace crossview {

std::size_t countPictureKinds(std::span<const Matrix> blocks, std::span<const std::int32_t> pictures) {
    std::set<std::string> kinds;
    for (const std::int32_t picture : pictures) {
        Hash hash;
        for (const Matrix& block : blocks) {
            if (picture < 0 || static_cast<std::size_t>(picture) >= block.rows())
                throw std::out_of_range("countPictureKinds: there is no such picture");
            hash.addBytes(std::as_bytes(std::span(block.row(static_cast<std::size_t>(picture)))));
        }
        kinds.insert(hash.hex());
    }
    return kinds.size();
}

} // namespace crossview
