#include "features/text/text_chain.h"

#include "common/error.h"
#include "common/linear_algebra.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crossview {
namespace {

/// Calls `visit.operator()<Block>()` for every block that the options ask for, in the order of the table.
/// Throws Error when there is none.
template <typename... Blocks, typename Visit>
void forEachBlock(BlockList<Blocks...>, const TextFeatureOptions& options, const Visit& visit) {
    const auto visitWhereOn = [&]<typename Block>() {
        if (isOn<Block>(options))
            visit.template operator()<Block>();
        return isOn<Block>(options);
    };
    if ((static_cast<int>(visitWhereOn.template operator()<Blocks>()) + ...) == 0)
        throw Error(
            "Every sentence feature is switched off: give tf-idf (features.text.components) or MiniLM "
            "(features.text.miniLmComponents) at least one component.");
}

} // namespace

TextChain TextChain::fit(const TextFeatureOptions& options, const Dataset& dataset,
                         const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                         Matrix& rows, const std::stop_token& stop, const ProgressSink& progress,
                         std::shared_ptr<const SentenceEncoder> encoder) {
    const TextFitInput input{options, dataset, splits, featuresFolder, std::move(encoder), stop, progress};
    TextChain chain;
    std::vector<Matrix> parts;
    forEachBlock(TextBlocks(), options, [&]<typename Block>() {
        chain.m_blocks.push_back(Block::fit(input, parts.emplace_back()));
    });
    rows = Matrix(dataset.sentences().size(), chain.dimensions());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        auto to = rows.row(i).begin();
        for (const Matrix& part : parts)
            to = std::ranges::copy(part.row(i), to).out;
        chain.join(dataset.sentences()[i].text, rows.row(i));
    }
    return chain;
}

TextChain TextChain::load(const TextFeatureOptions& options, const std::filesystem::path& folder,
                          std::shared_ptr<const SentenceEncoder> encoder) {
    const TextLoadInput input{options, folder, std::move(encoder)};
    TextChain chain;
    forEachBlock(TextBlocks(), options,
                 [&]<typename Block>() { chain.m_blocks.push_back(Block::load(input)); });
    return chain;
}

void TextChain::save(const std::filesystem::path& folder) const {
    for (const auto& block : m_blocks)
        block->save(folder);
}

std::size_t TextChain::dimensions() const {
    std::size_t sum = 0;
    for (const auto& block : m_blocks)
        sum += block->dimensions();
    return sum;
}

/// All blocks have rows of length 1, so that scaling the whole to length 1 is the weight 1/sqrt(k) each where
/// all words are known. Words count by the share of the text that they know: of "a romantic evening" tf-idf
/// may know only the stem "even", and would answer with even-toed animals. What knows more then takes the
/// rest of the length: the network reads rows of length 1 in training, and half a row would reach its hidden
/// layer weaker than any text it has seen.
void TextChain::join(std::string_view text, std::span<float> row) const {
    if (m_blocks.size() == 1) // one block alone keeps its bits
        return;
    std::size_t first = 0;
    for (const auto& block : m_blocks) {
        const auto share = static_cast<float>(block->knownShare(text));
        for (float& value : row.subspan(first, block->dimensions()))
            value *= share;
        first += block->dimensions();
    }
    normalise(row);
}

std::vector<float> TextChain::features(std::string_view text) const {
    std::vector<float> row(dimensions());
    std::size_t first = 0;
    for (const auto& block : m_blocks) {
        block->row(text, std::span(row).subspan(first, block->dimensions()));
        first += block->dimensions();
    }
    join(text, row);
    return row;
}

std::vector<std::string> TextChain::unknownWords(std::string_view text) const {
    std::vector<std::string> unknown = m_blocks.front()->unknownWords(text);
    for (const auto& block : m_blocks) {
        const std::vector<std::string> others = block->unknownWords(text);
        std::erase_if(unknown, [&](const std::string& word) {
            return std::ranges::find(others, word) == others.end();
        });
    }
    return unknown;
}

std::size_t TextChain::wordColumns() const {
    std::size_t words = 0;
    bool meaning = false;
    for (const auto& block : m_blocks)
        if (block->isMeaning())
            meaning = true;
        else
            words += block->dimensions();
    return meaning ? words : 0;
}

std::string TextChain::description() const {
    std::vector<std::string> names;
    for (const auto& block : m_blocks)
        names.push_back(block->description());
    return fmt::format("{}, {}-D", fmt::join(names, " + "), dimensions());
}

} // namespace crossview
