#pragma once

#include "candidate.h"
#include "wordnet.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One file out of a zip archive. Throws Error that names the archive and the member.
std::string readZipMember(const std::filesystem::path& archive, std::string_view member);

/// Every piece of the Sweet Home 3D catalogues (*.sh3f) in a folder, by name of the library, then in the
/// catalogue's order: its icon with name, tags, category and WordNet's words. Pieces without a name or an
/// icon are left out. Throws Error when the folder has no library or one is damaged.
std::vector<Candidate> furnitureCandidates(const std::filesystem::path& folder, const WordNet& wordNet);

} // namespace crossview
