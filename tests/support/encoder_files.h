#pragma once

#include "encoders/store/encoder_store.h"

#include <filesystem>
#include <string>

namespace crossview::test {

/// Path of a file of a pretrained encoder where it was fetched, or nothing: tests that need it are skipped.
inline std::filesystem::path encoderFileIfHere(const std::string& encoder, const std::string& file) {
    const EncoderEntry& entry = encoderEntry(encoder);
    return encoderIsHere(entry) ? encoderFile(entry, file) : std::filesystem::path();
}

} // namespace crossview::test
