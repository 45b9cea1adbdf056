#pragma once

#include "candidate.h"
#include "common/progress.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crossview {

/// Pictures on disk with a list of their hashes, so that an interrupted build draws nothing twice. The list
/// `pictures.tsv` beside the pictures is written every few hundred pictures and at the end, also on failure.
class PictureStore {
public:
    /// Opens or makes the folder. A damaged list counts as none. Throws Error when the disk refuses.
    explicit PictureStore(std::filesystem::path folder);

    /// Draws what is missing, in parallel. Returns the pixel hash of every candidate, empty where there is
    /// nothing to see or fewer than three colours. Progress comes on the calling thread. Throws Cancelled, or
    /// Error when the disk refuses.
    std::vector<std::string> draw(const std::vector<Candidate>& candidates, const std::string& stage,
                                  const std::stop_token& stop, const ProgressSink& sink);

    /// Removes PNG files that are not in `kept` (names).
    void removeOthers(const std::vector<std::string>& kept) const;

    const std::filesystem::path& folder() const { return m_folder; }

private:
    struct Entry {
        std::string hash; ///< empty: dropped
        std::size_t sourceBytes = 0;
        std::size_t fileBytes = 0;
    };
    std::optional<Entry> reusable(const Candidate& candidate) const;
    Entry drawOne(const Candidate& candidate) const;
    void readList();
    void writeList() const;

    std::filesystem::path m_folder;
    std::map<std::string, Entry> m_entries; ///< by file name; touched by the calling thread only
};

} // namespace crossview
