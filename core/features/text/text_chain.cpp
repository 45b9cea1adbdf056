#include "features/text/text_chain.h"

#include "common/error.h"
#include "common/linear_algebra.h"

#include <algorithm>
#include <optional>

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

FittedTextChain TextChain::fit(const TextFeatureOptions& options, const Dataset& dataset,
                               const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                               const std::stop_token& stop, const ProgressSink& progress,
                               std::shared_ptr<const SentenceEncoder> encoder) {
    TextChain chain;
    SharedWords words;
    const TextFitInput input{options, dataset,  splits,          featuresFolder, std::move(encoder),
                             stop,    progress, chain.m_remarks, words};
    std::vector<FittedTextBlock> blocks;
    forEachBlock(TextBlocks(), options, [&]<typename Block>() {
        blocks.push_back(Block::fit(input));
        chain.m_blocks.push_back(blocks.back().block);
    });
    if (chain.dimensions() == 0)
        throw Error(
            fmt::format("{}: lower the minimum count of words, import more sentences, or switch another "
                        "sentence feature on.",
                        chain.m_remarks.front()));
    return {std::move(chain), std::move(blocks), dataset.sentences()};
}

void FittedTextChain::makeRows(const RowSink& sink, const std::stop_token& stop,
                               const ProgressSink& progress) {
    constexpr std::size_t kRowsAtOnce = 4096;
    constexpr const char* kStage = "Writing sentence features";
    std::size_t unread = 0;
    const std::string* firstUnread = nullptr;
    std::vector<float> shares(m_blocks.size());
    for (std::size_t first = 0; first < m_sentences.size(); first += kRowsAtOnce) {
        throwIfStopped(stop);
        report(progress, {kStage, first, m_sentences.size(), {}});
        Matrix part(std::min(kRowsAtOnce, m_sentences.size() - first), m_chain.dimensions());
        Matrix known(m_blocks.size(), part.rows());
        std::size_t column = 0;
        for (std::size_t b = 0; b < m_blocks.size(); ++b) {
            m_blocks[b].rows(first, part, column, known.row(b));
            column += m_blocks[b].block->dimensions();
        }
        for (std::size_t i = 0; i < part.rows(); ++i) {
            for (std::size_t b = 0; b < shares.size(); ++b)
                shares[b] = known(b, i);
            m_chain.join(shares, part.row(i));
            if (std::ranges::any_of(part.row(i), [](float value) { return value != 0; }))
                continue;
            ++unread;
            firstUnread = firstUnread ? firstUnread : &m_sentences[first + i].text;
        }
        sink(part);
    }
    report(progress, {kStage, m_sentences.size(), m_sentences.size(), {}});
    if (unread > 0)
        m_chain.m_remarks.push_back(
            fmt::format("{} of {} sentences hold no word that the features know, and say nothing: "
                        "\"{}\"{}",
                        unread, m_sentences.size(), *firstUnread, unread > 1 ? " and others" : ""));
}

TextChain TextChain::load(const TextFeatureOptions& options, const std::filesystem::path& folder,
                          std::shared_ptr<const SentenceEncoder> encoder) {
    SharedWords words;
    const TextLoadInput input{options, folder, std::move(encoder), words};
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
void TextChain::join(std::span<const float> shares, std::span<float> row) const {
    if (m_blocks.size() == 1) // one block alone keeps its bits
        return;
    std::size_t first = 0;
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        for (float& value : row.subspan(first, m_blocks[b]->dimensions()))
            value *= shares[b];
        first += m_blocks[b]->dimensions();
    }
    normalise(row);
}

std::vector<float> TextChain::features(std::string_view text) const {
    std::vector<float> row(dimensions());
    std::vector<float> shares;
    std::size_t first = 0;
    for (const auto& block : m_blocks) {
        block->row(text, std::span(row).subspan(first, block->dimensions()));
        shares.push_back(static_cast<float>(block->knownShare(text)));
        first += block->dimensions();
    }
    join(shares, row);
    return row;
}

std::vector<std::string> TextChain::unknownWords(std::string_view text) const {
    // What a text means may be read though no training sentence has its words: that is said all the same.
    const bool countsWords =
        std::ranges::any_of(m_blocks, [](const auto& block) { return !block->isMeaning(); });
    std::optional<std::vector<std::string>> unknown;
    for (const auto& block : m_blocks) {
        if (countsWords && block->isMeaning())
            continue;
        std::vector<std::string> others = block->unknownWords(text);
        if (!unknown)
            unknown = std::move(others);
        else
            std::erase_if(*unknown, [&](const std::string& word) {
                return std::ranges::find(others, word) == others.end();
            });
    }
    return unknown.value_or(std::vector<std::string>());
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
