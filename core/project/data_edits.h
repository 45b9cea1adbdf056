#pragma once

#include "dataset/edits/data_edit.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview {

/// The edits of a project's data: what the next run learns from. A run keeps those that it was trained with
/// among its options (RunOptions::edits), so that it goes on answering for the data it knows.
struct StoredEdits {
    std::vector<DataEdit> edits;
    std::string remark; ///< one sentence on edits that are of other data, and so are not taken; usually empty
};

/// Those of edits.json in the project's folder, which names the hash of the data that they are of; none where
/// there is no such file. Throws Error when it is damaged.
StoredEdits readEdits(const std::filesystem::path& projectFolder, const Dataset& imported);

/// Replaces them. Throws Error when the project may only be read or the disk refuses.
void writeEdits(const std::filesystem::path& projectFolder, const Dataset& imported,
                const std::vector<DataEdit>& edits);

/// The same, where the project still has those that are known to the caller. Throws Error, and writes
/// nothing, when another process has changed them since.
void replaceEdits(const std::filesystem::path& projectFolder, const Dataset& imported,
                  const std::vector<DataEdit>& known, const std::vector<DataEdit>& edits);

/// "Sentence 17 "a dog" does not describe image 3 (dog.jpg)", for a person. `data`: those that the edit's
/// items are of; items that they do not hold go by their number alone.
std::string sentenceOf(const DataEdit& edit, const Dataset& data);

} // namespace crossview
