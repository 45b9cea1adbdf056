#pragma once

#include "files/mapped_file.h"

#include <memory>
#include <span>
#include <string>

namespace crossview {

/// The bytes of a file that is read, and what it is called in messages.
struct FileBytes {
    std::span<const std::byte> bytes;
    std::string name;
    std::shared_ptr<const MappedFile> mapping; ///< where they lie in one; else they outlive their readers

    /// The first bytes were read and are not needed soon.
    void release(std::size_t count) const {
        if (mapping)
            mapping->release(count);
    }
};

} // namespace crossview
