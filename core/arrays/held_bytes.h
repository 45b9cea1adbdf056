#pragma once

#include "files/mapped_file.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace crossview {

/// Bytes of a file that live as long as whoever holds this.
struct HeldBytes {
    std::shared_ptr<const MappedFile> mapping; ///< none: others keep the bytes
    std::span<const std::byte> bytes;
    std::string place; ///< the file, for messages
};

} // namespace crossview
