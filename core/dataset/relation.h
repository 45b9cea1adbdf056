#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crossview {

/// Which images and sentences match: many-to-many, stored sparsely in both directions. Immutable.
class Relation {
public:
    /// One matching (image, sentence).
    using Pair = std::pair<std::int32_t, std::int32_t>;

    Relation() = default;
    /// Duplicates are dropped. Throws std::out_of_range when a pair names an item that does not exist.
    Relation(std::size_t imageCount, std::size_t sentenceCount, std::vector<Pair> pairs);

    std::size_t imageCount() const { return m_sentenceStart.empty() ? 0 : m_sentenceStart.size() - 1; }
    std::size_t sentenceCount() const { return m_imageStart.empty() ? 0 : m_imageStart.size() - 1; }
    std::size_t pairCount() const { return m_sentences.size(); }
    /// Sentences that describe an image, ascending.
    std::span<const std::int32_t> sentencesOf(std::size_t image) const;
    /// Images that a sentence describes, ascending.
    std::span<const std::int32_t> imagesOf(std::size_t sentence) const;
    bool matches(std::size_t image, std::size_t sentence) const;
    /// The relation among chosen images (new index = position) and chosen sentences.
    Relation restricted(std::span<const std::int32_t> images, std::span<const std::int32_t> sentences) const;

private:
    std::vector<std::size_t> m_sentenceStart; // [images + 1]
    std::vector<std::int32_t> m_sentences;    // [pairs]
    std::vector<std::size_t> m_imageStart;    // [sentences + 1]
    std::vector<std::int32_t> m_images;       // [pairs]
};

} // namespace crossview
