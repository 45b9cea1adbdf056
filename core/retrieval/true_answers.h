#pragma once

#include "dataset/item_ref.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crossview {

/// Decides which answers are true pairs (✓): what the data say belongs to a query. A typed text is a sentence
/// of the data when both are equal after foldedText and without an article in front, so that "a red flower"
/// is the "red flower" of the data; a picture file is an image of the data when it is the same file. Indexes
/// are made at the first question that needs them. Not for several threads.
class TrueAnswers {
public:
    explicit TrueAnswers(std::shared_ptr<const Dataset> dataset) : m_dataset(std::move(dataset)) {}

    const Dataset& dataset() const { return *m_dataset; }
    /// Images that a text describes, ascending; none where no sentence of the data is that text.
    std::vector<std::int32_t> toText(std::string_view text);
    /// Sentences of a picture file, ascending; none where it is no picture of the data.
    std::vector<std::int32_t> toPicture(const std::filesystem::path& file);
    /// Partners of an item in the other view, ascending.
    std::vector<std::int32_t> toItem(ItemRef item) const;

private:
    std::shared_ptr<const Dataset> m_dataset; // held, so that the indexes never speak of other data
    bool m_textsIndexed = false;
    bool m_filesIndexed = false;
    /// A sum of what makes each text the same as another, and the sentence; sorted. A million texts need not
    /// lie in memory twice.
    std::vector<std::pair<std::uint64_t, std::int32_t>> m_sentencesByText;
    std::unordered_map<std::string, std::vector<std::int32_t>> m_imagesByFileName;
};

} // namespace crossview
