#pragma once

#include "encoders/store/catalogue.h"

#include <filesystem>
#include <string_view>

namespace crossview {

/// Folder with one sub-folder per encoder, shared by all projects: $CROSSVIEW_ENCODERS, else
/// crossview/encoders under $XDG_DATA_HOME or ~/.local/share.
std::filesystem::path encoderFolder();

/// True when all files of the encoder are there with the right content (hashed once, then remembered by size
/// and time of change).
bool encoderIsHere(const EncoderEntry& encoder);

/// Path of a file of an encoder. Throws Error that says how to get it when it is missing, damaged or altered.
std::filesystem::path encoderFile(const EncoderEntry& encoder, std::string_view fileName);

} // namespace crossview
