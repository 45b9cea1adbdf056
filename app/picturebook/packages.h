#pragma once

#include "common/progress.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace crossview {

/// A Debian package of which some files are needed.
struct PackageNeed {
    std::string package;              ///< e.g. "unicode-data"
    std::filesystem::path probe;      ///< below usr/share; the package is there when this is
    std::vector<std::string> members; ///< folders or files below usr/share to unpack; others are left out
};

/// Finds the files of a package: unpacked earlier below `packageFolder`, installed below `systemRoot`, or
/// downloaded now with apt-get (the lists are refreshed once where that helps) and unpacked without
/// installing. Processes that want the same wait for each other.
class Packages {
public:
    Packages(std::filesystem::path packageFolder, bool starter, std::filesystem::path systemRoot = "/");

    /// The folder that stands for usr/share of that package. Throws Cancelled within 100 ms of a stop, Error
    /// with one sentence that names the package and the remedy.
    std::filesystem::path ensure(const PackageNeed& need, const std::stop_token& stop,
                                 const ProgressSink& sink);

private:
    /// The package's usr/share where it is there already; else an empty path.
    std::filesystem::path shareOf(const PackageNeed& need) const;

    std::filesystem::path m_folder;
    std::filesystem::path m_root;
    bool m_starter = false;
    bool m_listsRefreshed = false;
};

} // namespace crossview
