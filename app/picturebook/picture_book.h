#pragma once

#include "common/progress.h"

#include <filesystem>
#include <stop_token>

namespace crossview {

/// What the picture book is built from and where it goes.
struct PictureBookOptions {
    std::filesystem::path projectFolder; ///< Name.crossview; made when it is missing
    bool starter = false;                ///< emoji only (some 1,850 pictures, seconds)
    std::filesystem::path packageFolder; ///< where the packages' files are unpacked; empty: the cache folder
};

/// Builds the data set that Crossview opens with from Debian packages: emoji, clip art and furniture with
/// their names, keywords, categories and WordNet's words. Packages that are not installed are downloaded and
/// unpacked below packageFolder. Pictures go to <project>/pictures/, items and relation to the project's
/// store. The same packages give the same data set in the same order; pictures of an interrupted build are
/// kept. Runs on the calling thread and a few helpers; needs no display, and makes its own offscreen
/// QGuiApplication where the process has none. Progress::item is the path of a picture just finished. Returns
/// the project folder. Throws Cancelled soon after a stop, Error when a package cannot be had, when another
/// process makes the same book or trains in it, or when the disk refuses.
std::filesystem::path buildPictureBook(const PictureBookOptions& options, std::stop_token stop,
                                       const ProgressSink& sink);

/// True when the folder holds a finished picture book: the whole one, or, when `starter`, at least that.
/// Reads one small file.
bool pictureBookIsComplete(const std::filesystem::path& projectFolder, bool starter);

/// The project folder of the picture book of this user, whole or starter: in userDataFolder. Throws Error
/// when that cannot be told; `remedy` ends the sentence.
std::filesystem::path pictureBookFolder(bool starter, const char* remedy);

/// Builds the picture book in `folder` where it is missing or incomplete; a project of the user's own that
/// lies there is taken as it is. True when something was built. Throws as buildPictureBook.
bool ensurePictureBook(const std::filesystem::path& folder, bool starter, const std::stop_token& stop,
                       const ProgressSink& sink);

/// Where packages are unpacked by default: $XDG_CACHE_HOME/crossview/packages or ~/.cache/crossview/packages.
std::filesystem::path defaultPackageFolder();

} // namespace crossview
