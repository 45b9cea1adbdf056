#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <zip.h>

namespace crossview {

/// An archive that is read out of memory, which must outlive it.
using ZipInMemory = std::unique_ptr<zip_t, void (*)(zip_t*)>;

/// Empty where the bytes are no zip archive, or a cut off or damaged one.
ZipInMemory openZip(std::span<const std::byte> bytes);

} // namespace crossview
