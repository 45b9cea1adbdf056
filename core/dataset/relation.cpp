#include "dataset/relation.h"

#include <algorithm>
#include <stdexcept>

namespace crossview {

namespace {

bool isIndex(std::int32_t index, std::size_t count) {
    return index >= 0 && static_cast<std::size_t>(index) < count;
}

/// Chosen items with their position in the choice, sorted by item: an item may be chosen more than once.
std::vector<Relation::Pair> sortedPositions(std::span<const std::int32_t> chosen, std::size_t count) {
    std::vector<Relation::Pair> positions;
    positions.reserve(chosen.size());
    for (std::size_t p = 0; p < chosen.size(); ++p) {
        if (!isIndex(chosen[p], count))
            throw std::out_of_range("Relation::restricted: no such item");
        positions.emplace_back(chosen[p], static_cast<std::int32_t>(p));
    }
    std::sort(positions.begin(), positions.end());
    return positions;
}

} // namespace

Relation::Relation(std::size_t imageCount, std::size_t sentenceCount, std::vector<Pair> pairs)
    : m_sentenceStart(imageCount + 1, 0), m_imageStart(sentenceCount + 1, 0) {
    for (const auto& [image, sentence] : pairs)
        if (!isIndex(image, imageCount) || !isIndex(sentence, sentenceCount))
            throw std::out_of_range("Relation: a pair names an item that does not exist");
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());

    for (const auto& [image, sentence] : pairs) {
        ++m_sentenceStart[static_cast<std::size_t>(image) + 1];
        ++m_imageStart[static_cast<std::size_t>(sentence) + 1];
    }
    for (std::size_t i = 0; i < imageCount; ++i)
        m_sentenceStart[i + 1] += m_sentenceStart[i];
    for (std::size_t s = 0; s < sentenceCount; ++s)
        m_imageStart[s + 1] += m_imageStart[s];

    m_sentences.reserve(pairs.size());
    m_images.resize(pairs.size());
    std::vector<std::size_t> next(m_imageStart.begin(), m_imageStart.end());
    for (const auto& [image, sentence] : pairs) { // sorted by image, so both lists come out ascending
        m_sentences.push_back(sentence);
        m_images[next[static_cast<std::size_t>(sentence)]++] = image;
    }
}

std::span<const std::int32_t> Relation::sentencesOf(std::size_t image) const {
    if (image >= imageCount())
        throw std::out_of_range("Relation::sentencesOf: no such image");
    return std::span(m_sentences)
        .subspan(m_sentenceStart[image], m_sentenceStart[image + 1] - m_sentenceStart[image]);
}

std::span<const std::int32_t> Relation::imagesOf(std::size_t sentence) const {
    if (sentence >= sentenceCount())
        throw std::out_of_range("Relation::imagesOf: no such sentence");
    return std::span(m_images).subspan(m_imageStart[sentence],
                                       m_imageStart[sentence + 1] - m_imageStart[sentence]);
}

bool Relation::matches(std::size_t image, std::size_t sentence) const {
    if (sentence >= sentenceCount())
        throw std::out_of_range("Relation::matches: no such sentence");
    const auto sentences = sentencesOf(image);
    return std::binary_search(sentences.begin(), sentences.end(), static_cast<std::int32_t>(sentence));
}

Relation Relation::restricted(std::span<const std::int32_t> images,
                              std::span<const std::int32_t> sentences) const {
    // A lookup by binary search instead of a table over all sentences: this is called for every batch.
    const std::vector<Pair> positions = sortedPositions(sentences, sentenceCount());
    std::vector<Pair> pairs;
    for (std::size_t p = 0; p < images.size(); ++p) {
        if (!isIndex(images[p], imageCount()))
            throw std::out_of_range("Relation::restricted: no such image");
        for (const std::int32_t sentence : sentencesOf(static_cast<std::size_t>(images[p]))) {
            auto found = std::lower_bound(positions.begin(), positions.end(), Pair{sentence, 0});
            for (; found != positions.end() && found->first == sentence; ++found)
                pairs.emplace_back(static_cast<std::int32_t>(p), found->second);
        }
    }
    return Relation(images.size(), sentences.size(), std::move(pairs));
}

} // namespace crossview
