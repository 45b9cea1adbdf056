#pragma once

#include <filesystem>
#include <stop_token>
#include <string_view>
#include <vector>

namespace crossview {

/// Whether the first bytes of a file (512) are the header of a tar archive's member, by its sum.
bool beginsLikeTar(std::string_view head);

/// Whether a file is a tar archive, compressed or not, by its content. Never throws: what cannot be opened is
/// none.
bool isTarFile(const std::filesystem::path& file);

/// The files with an ending of tar archives (.tar, .tar.gz, .tgz, .tar.bz2, .tar.zst, .tzst) in a folder, or,
/// where there are none, in the folders inside it, that are tar archives, in the order of their names. Hidden
/// ones and projects are passed over. Throws Cancelled.
std::vector<std::filesystem::path> tarFilesIn(const std::filesystem::path& folder,
                                              const std::stop_token& stop);

} // namespace crossview
