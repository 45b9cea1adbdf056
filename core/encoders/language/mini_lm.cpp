#include "encoders/language/mini_lm.h"

#include "common/linear_algebra.h"
#include "common/progress.h"
#include "common/threads.h"
#include "encoders/language/bert_network.h"
#include "encoders/single_thread.h"
#include "encoders/weights/weight_files.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <fmt/format.h>

namespace crossview {
namespace {

// Measured: enough rows for the products to run at full speed, few enough for the middle cache.
constexpr std::size_t kBatchTokens = 256;
constexpr std::size_t kTextsPerStep = 64; // texts that one step of the tokenizer takes

using Ids = std::vector<std::int32_t>;

/// Texts [first, last) of the order by length.
struct Batch {
    std::size_t first;
    std::size_t last;
};

std::vector<Batch> batchesOf(const std::vector<Ids>& ids, const std::vector<std::size_t>& order) {
    std::vector<Batch> batches;
    std::size_t tokens = kBatchTokens;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t length = ids[order[i]].size();
        if (tokens + length > kBatchTokens) {
            batches.push_back({i, i});
            tokens = 0;
        }
        tokens += length;
        batches.back().last = i + 1;
    }
    return batches;
}

} // namespace

struct MiniLm::Network : BertNetwork {
    using BertNetwork::BertNetwork;
};

std::shared_ptr<const MiniLm> MiniLm::load(const std::filesystem::path& vocabulary,
                                           const std::filesystem::path& model, EncoderPrecision precision) {
    WordPiece tokenizer = WordPiece::load(vocabulary);
    const Weights weights = readWeights(model);
    try {
        return std::make_shared<const MiniLm>(std::move(tokenizer), weights, precision);
    } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", model.string(), error.what()));
    }
}

MiniLm::MiniLm(WordPiece tokenizer, const Weights& weights, EncoderPrecision precision)
    : m_tokenizer(std::move(tokenizer)), m_network(std::make_unique<const Network>(weights, precision)) {
    if (m_tokenizer.size() > m_network->vocabularySize())
        throw Error(
            fmt::format("The vocabulary has {} pieces and the network knows {}: get both files again.",
                        m_tokenizer.size(), m_network->vocabularySize()));
    if (m_network->positions() < 2)
        throw Error("The network has no place for a text: get its file again.");
}

MiniLm::~MiniLm() = default;

std::size_t MiniLm::dimensions() const {
    return m_network->width();
}

bool MiniLm::cutsOff(std::string_view text) const {
    const std::size_t limit = std::min(kTokens, m_network->positions());
    return m_tokenizer.ids(text, limit + 1).size() > limit;
}

Matrix MiniLm::encode(std::span<const std::string> texts, const std::stop_token& stop) const {
    std::vector<Ids> ids(texts.size());
    const std::size_t limit = std::min(kTokens, m_network->positions());
    parallelFor((texts.size() + kTextsPerStep - 1) / kTextsPerStep, stop, [&](std::size_t step) {
        const std::size_t end = std::min((step + 1) * kTextsPerStep, texts.size());
        for (std::size_t i = step * kTextsPerStep; i < end; ++i)
            ids[i] = m_tokenizer.ids(texts[i], limit);
    });
    std::vector<std::size_t> order(texts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Longest first: the last batches are short, and no thread waits long for another.
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return ids[a].size() > ids[b].size(); });
    const std::vector<Batch> batches = batchesOf(ids, order);
    Matrix rows(texts.size(), dimensions());
    std::atomic<std::size_t> next{0};
    // One long step per thread, so that each keeps its memory from batch to batch.
    parallelFor(std::min(threadBudget(), batches.size()), stop, [&](std::size_t) {
        const SingleThread one;
        BertNetwork::Workspace workspace;
        std::vector<std::span<const std::int32_t>> from;
        std::vector<std::span<float>> to;
        for (std::size_t b = next++; b < batches.size(); b = next++) {
            throwIfStopped(stop);
            from.clear();
            to.clear();
            for (std::size_t i = batches[b].first; i < batches[b].last; ++i) {
                from.emplace_back(ids[order[i]]);
                to.push_back(rows.row(order[i]));
            }
            m_network->run(from, workspace, to);
            for (const auto row : to) {
                normalise(row);
                if (!std::isfinite(row[0]))
                    throw Error("The sentence encoder's weights give no finite values: get its file again.");
            }
        }
    });
    return rows;
}

} // namespace crossview
