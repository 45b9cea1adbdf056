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

TextChain TextChain::fit(const TextFeatureOptions& options, const Dataset& dataset,
                         const SplitAssignment& splits, const std::filesystem::path& featuresFolder,
                         Matrix& rows, const std::stop_token& stop, const ProgressSink& progress,
                         std::shared_ptr<const SentenceEncoder> encoder) {
    TextChain chain;
    const TextFitInput input{options, dataset,  splits,         featuresFolder, std::move(encoder),
                             stop,    progress, chain.m_remarks};
    std::vector<Matrix> parts;
    forEachBlock(TextBlocks(), options, [&]<typename Block>() {
        chain.m_blocks.push_back(Block::fit(input, parts.emplace_back()));
    });
    if (chain.dimensions() == 0)
        throw Error(
            fmt::format("{}: lower the minimum count of words, import more sentences, or switch another "
                        "sentence feature on.",
                        chain.m_remarks.front()));
    rows = Matrix(dataset.sentences().size(), chain.dimensions());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        auto to = rows.row(i).begin();
        for (const Matrix& part : parts)
            to = std::ranges::copy(part.row(i), to).out;
        chain.join(dataset.sentences()[i].text, rows.row(i));
    }
    chain.remarkUnread(dataset, rows);
    return chain;
}

void TextChain::remarkUnread(const Dataset& dataset, const Matrix& rows) {
    std::size_t unread = 0;
    const std::string* first = nullptr;
    for (std::size_t i = 0; i < rows.rows(); ++i)
        if (std::ranges::all_of(rows.row(i), [](float value) { return value == 0; })) {
            first = first ? first : &dataset.sentences()[i].text;
            ++unread;
        }
    if (unread > 0)
        m_remarks.push_back(
            fmt::format("{} of {} sentences hold no word that the features know, and say nothing: "
                        "\"{}\"{}",
                        unread, rows.rows(), *first, unread > 1 ? " and others" : ""));
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
