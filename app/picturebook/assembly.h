#pragma once

#include "candidate.h"
#include "dataset/dataset.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Removes candidates without a picture (empty hash) and, of those with equal pixels, all but the first.
std::vector<Candidate> withoutDuplicates(std::vector<Candidate> candidates,
                                         std::span<const std::string> hashes);

/// Appends "-2", "-3", … where two candidates would write the same file.
void makeFileNamesUnique(std::vector<Candidate>& candidates);

/// Items, relation and concepts in the order of the candidates: texts equal after foldedText are one sentence
/// of several images, titles equal after foldedText one concept. Paths are relative: pictures/<file>.
Dataset assembleDataset(const std::vector<Candidate>& candidates, const std::string& name,
                        const std::filesystem::path& projectFolder);

} // namespace crossview
