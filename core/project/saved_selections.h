#pragma once

#include "dataset/item_ref.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// Items under a name that a person gave them.
struct SavedSelection {
    std::string name;
    std::vector<ItemRef> items; ///< the primary one last
};

/// Those that are kept with a project, by name: selections.json in its folder. Items are numbers within the
/// data set, whose hash is kept too; empty where there are none. Throws Error when the file is damaged, and
/// when it is of other data than `dataset`: numbers would name other items then.
std::vector<SavedSelection> readSelections(const std::filesystem::path& projectFolder,
                                           const Dataset& dataset);

/// Adds one, or replaces that of the same name, and returns all. Those of other data are replaced. Throws
/// Error when the name is empty, the file is damaged or the disk refuses.
std::vector<SavedSelection> saveSelection(const std::filesystem::path& projectFolder, const Dataset& dataset,
                                          const SavedSelection& selection);

/// Removes the one of a name, and returns all that are left. Throws as saveSelection does.
std::vector<SavedSelection> removeSelection(const std::filesystem::path& projectFolder,
                                            const Dataset& dataset, const std::string& name);

/// Keeps those of `before` with data that have the same items under another hash, e.g. pictures that moved.
void moveSelections(const std::filesystem::path& projectFolder, const Dataset& before, const Dataset& now);

} // namespace crossview
