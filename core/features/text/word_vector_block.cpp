#include "features/text/word_vector_block.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "common/threads.h"
#include "features/fisher/mixture_file.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kTextsAtOnce = 64; // a Fisher vector has 18,000 values: some ms of a product with them
constexpr std::size_t kLeastFitted = 4096;

/// Training sentences for the PCA, ascending: more than its components, and not so many that their vectors
/// fill the memory.
std::vector<std::int32_t> fittedOn(std::vector<std::int32_t> training, std::size_t components,
                                   std::uint64_t seed) {
    const std::size_t most = std::max(kLeastFitted, components + components / 4);
    if (training.size() > most) {
        SeededRandom(seed).shuffle(training);
        training.resize(most);
        std::ranges::sort(training);
    }
    return training;
}

} // namespace

std::size_t WordVectorBlock::pooledDimensions() const {
    const std::size_t dimensions = m_words->table().dimensions();
    return m_pooling.mixture ? 2 * m_pooling.mixture->centres() * dimensions : dimensions;
}

bool WordVectorBlock::pool(std::string_view text, std::span<float> out) const {
    const WordsFound found = m_words->table().find(text);
    const Matrix& vectors = m_words->table().vectors();
    std::ranges::fill(out, 0.F);
    if (m_pooling.mixture && !found.rows.empty()) {
        MatrixD points(found.rows.size(), vectors.cols());
        for (std::size_t t = 0; t < points.rows(); ++t)
            std::ranges::transform(vectors.row(static_cast<std::size_t>(found.rows[t])),
                                   points.row(t).begin(),
                                   [](float value) { return double{kMixtureScale * value}; });
        std::vector<double> vector = m_pooling.mixture->fisherVector(points);
        normaliseFisherVector(vector);
        std::ranges::transform(vector, out.begin(), [](double value) { return static_cast<float>(value); });
    } else {
        for (const std::int32_t row : found.rows)
            for (std::size_t c = 0; c < out.size(); ++c)
                out[c] += vectors(static_cast<std::size_t>(row), c);
        normalise(out);
    }
    return std::ranges::any_of(out, [](float value) { return value != 0; });
}

Matrix WordVectorBlock::rows(std::span<const std::string_view> texts, const std::stop_token& stop) const {
    Matrix pooled(texts.size(), pooledDimensions());
    std::vector<std::uint8_t> known(texts.size());
    parallelFor(texts.size(), stop, [&](std::size_t i) { known[i] = pool(texts[i], pooled.row(i)) ? 1 : 0; });
    if (!m_pca)
        return pooled;
    Matrix reduced = m_pca->apply(pooled, stop);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (known[i] == 0) // the mean that PCA takes off would make a point of it
            std::ranges::fill(reduced.row(i), 0.F);
    normaliseRows(reduced);
    return reduced;
}

void WordVectorBlock::row(std::string_view text, std::span<float> out) const {
    const Matrix row = rows({&text, 1}, {});
    std::ranges::copy(row.row(0), out.begin());
}

FittedTextBlock WordVectorBlock::fit(WordPooling pooling, SharedWords words, const TextFitInput& input) {
    const auto block =
        std::shared_ptr<WordVectorBlock>(new WordVectorBlock(std::move(pooling), std::move(words)));
    const std::vector<SentenceItem>& sentences = input.dataset.sentences();
    if (block->m_pooling.components < block->pooledDimensions()) {
        const std::size_t components = block->m_pooling.components;
        std::vector<std::int32_t> training = input.splits.sentencesIn(Split::train, input.dataset.relation());
        std::erase_if(training, [&](std::int32_t sentence) {
            throwIfStopped(input.stop);
            return block->m_words->table()
                .find(sentences[static_cast<std::size_t>(sentence)].text)
                .rows.empty();
        });
        if (training.empty())
            throw Error("No training sentence has a word with a vector: name another file of word vectors "
                        "(features.text.words.file), or set features.text.meanComponents and "
                        "features.text.fisherComponents to 0.");
        const std::size_t all = training.size();
        training = fittedOn(std::move(training), components, input.options.seed);
        if (training.size() < all)
            input.remarks.push_back(
                fmt::format("The components of the {} were found on {} of {} training sentences, "
                            "drawn by the seed",
                            block->m_pooling.title, training.size(), all));
        Matrix pooled(training.size(), block->pooledDimensions());
        report(input.progress, {"Fitting sentence features", 0, 0, {}});
        parallelFor(training.size(), input.stop, [&](std::size_t i) {
            block->pool(sentences[static_cast<std::size_t>(training[i])].text, pooled.row(i));
        });
        std::iota(training.begin(), training.end(), 0);
        block->m_pca = fitPca(pooled, training, components, input.options.seed, input.stop);
    }
    return {block, [block, &sentences, stop = input.stop](std::size_t first, Matrix& to, std::size_t column,
                                                          std::span<float> shares) {
                std::vector<std::string_view> texts;
                for (std::size_t i = 0; i < to.rows(); i += texts.size()) {
                    throwIfStopped(stop);
                    texts.clear();
                    for (std::size_t t = i; t < std::min(i + kTextsAtOnce, to.rows()); ++t)
                        texts.push_back(sentences[first + t].text);
                    const Matrix rows = block->rows(texts, stop);
                    for (std::size_t t = 0; t < texts.size(); ++t) {
                        std::ranges::copy(rows.row(t), to.row(i + t).subspan(column).begin());
                        shares[i + t] = static_cast<float>(block->knownShare(texts[t]));
                    }
                }
            }};
}

std::string WordVectorBlock::description() const {
    return fmt::format("{} of {}", m_pooling.title, m_words->description());
}

void WordVectorBlock::save(const std::filesystem::path& folder) const {
    m_words->save(folder);
    if (m_pooling.mixture)
        writeMixture(folder / (m_pooling.prefix + "-mixture.npy"), *m_pooling.mixture);
    if (m_pca)
        m_pca->save(folder, m_pooling.prefix);
}

WordVectorBlock WordVectorBlock::load(WordPooling pooling, SharedWords words,
                                      const std::filesystem::path& folder) {
    WordVectorBlock block(std::move(pooling), std::move(words));
    const auto damaged = [&] {
        return Error(
            fmt::format("The stored {} in {} does not fit its word vectors: delete that folder and compute "
                        "the features again.",
                        block.m_pooling.title, folder.string()));
    };
    if (block.m_pooling.mixture &&
        block.m_pooling.mixture->dimensions() != block.m_words->table().dimensions())
        throw damaged();
    if (block.m_pooling.components >= block.pooledDimensions())
        return block;
    block.m_pca = Pca::load(folder, block.m_pooling.prefix);
    if (block.m_pca->mean.cols() != block.pooledDimensions())
        throw damaged();
    return block;
}

} // namespace crossview
