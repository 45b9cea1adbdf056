#include "features/text/word_vector_block.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/threads.h"
#include "files/npy.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr double kScale = 10;      // of word vectors in the mixture: its floors are absolute (method.md 1.7)
constexpr std::size_t kStep = 64;  // sentences per parallel step
constexpr std::size_t kTables = 5; // median, spread, mean, variance, kind

std::string prefixOf(const WordCoding& coding) {
    return coding.centres > 0 ? "fisher" : "word-means";
}

/// [5 x centres, d]
fs::path mixtureFile(const fs::path& folder) {
    return folder / "fisher-mixture.npy";
}

/// [1, centres]
fs::path priorFile(const fs::path& folder) {
    return folder / "fisher-prior.npy";
}

/// Every n-th of many.
std::vector<std::int32_t> thinned(std::vector<std::int32_t> numbers, std::size_t most) {
    const std::size_t count = std::min(most, numbers.size());
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = numbers[i * numbers.size() / count];
    numbers.resize(count);
    return numbers;
}

MatrixD scaledRows(const WordVectors& vectors, std::span<const std::int32_t> words) {
    MatrixD rows(words.size(), vectors.dimensions());
    for (std::size_t w = 0; w < words.size(); ++w)
        for (std::size_t c = 0; c < rows.cols(); ++c)
            rows(w, c) = kScale * double(vectors.vectors()(static_cast<std::size_t>(words[w]), c));
    return rows;
}

void saveMixture(const HybridMixture& mixture, const fs::path& folder) {
    const std::size_t k = mixture.centres(), d = mixture.dimensions();
    Matrix tables(kTables * k, d);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t c = 0; c < d; ++c) {
            tables(i, c) = static_cast<float>(mixture.median(i, c));
            tables(k + i, c) = static_cast<float>(mixture.spread(i, c));
            tables(2 * k + i, c) = static_cast<float>(mixture.mean(i, c));
            tables(3 * k + i, c) = static_cast<float>(mixture.variance(i, c));
            tables(4 * k + i, c) = mixture.isLaplacian[i * d + c] ? 1.F : 0.F;
        }
    writeNpy(mixtureFile(folder), tables);
    Matrix prior(1, k);
    for (std::size_t i = 0; i < k; ++i)
        prior(0, i) = static_cast<float>(mixture.prior[i]);
    writeNpy(priorFile(folder), prior);
}

/// In the precision of the files: a fitted block gives the rows that one read from the disk does.
HybridMixture fromTables(const Matrix& tables, const Matrix& prior) {
    const std::size_t k = prior.cols(), d = tables.cols();
    HybridMixture mixture;
    for (MatrixD* matrix : {&mixture.median, &mixture.spread, &mixture.mean, &mixture.variance})
        *matrix = MatrixD(k, d);
    mixture.isLaplacian.resize(k * d);
    for (std::size_t i = 0; i < k; ++i) {
        mixture.prior.push_back(double(prior(0, i)));
        for (std::size_t c = 0; c < d; ++c) {
            mixture.median(i, c) = double(tables(i, c));
            mixture.spread(i, c) = double(tables(k + i, c));
            mixture.mean(i, c) = double(tables(2 * k + i, c));
            mixture.variance(i, c) = double(tables(3 * k + i, c));
            mixture.isLaplacian[i * d + c] = tables(4 * k + i, c) > 0.5F;
        }
    }
    return mixture;
}

bool isUsable(const HybridMixture& mixture) {
    const auto positive = [](const MatrixD& matrix) {
        return std::ranges::all_of(matrix.values(),
                                   [](double value) { return value > 0 && std::isfinite(value); });
    };
    const auto finite = [](const MatrixD& matrix) {
        return std::ranges::all_of(matrix.values(), [](double value) { return std::isfinite(value); });
    };
    return positive(mixture.spread) && positive(mixture.variance) && finite(mixture.median) &&
           finite(mixture.mean) &&
           std::ranges::all_of(mixture.prior, [](double value) { return value >= 0 && value <= 1.001; }) &&
           std::ranges::any_of(mixture.prior, [](double value) { return value > 0; });
}

Error damaged(const fs::path& folder) {
    return Error(
        fmt::format("The stored text features in {} are damaged: delete that folder and compute the features "
                    "again.",
                    folder.string()));
}

} // namespace

std::size_t WordVectorBlock::rawSize() const {
    return m_mixture ? m_mixture->vectorSize() : m_vectors.dimensions();
}

bool WordVectorBlock::raw(std::string_view text, std::span<float> out) const {
    std::ranges::fill(out, 0.F);
    const std::vector<std::int32_t> words = m_vectors.wordsOf(text);
    if (words.empty())
        return false;
    if (m_mixture) {
        const std::vector<double> vector = m_mixture->fisherVector(scaledRows(m_vectors, words));
        std::ranges::transform(vector, out.begin(), [](double value) { return static_cast<float>(value); });
        return true;
    }
    for (const std::int32_t word : words) {
        const auto vector = m_vectors.vectors().row(static_cast<std::size_t>(word));
        for (std::size_t c = 0; c < out.size(); ++c)
            out[c] += vector[c];
    }
    normalise(out);
    return true;
}

Matrix WordVectorBlock::rows(std::span<const std::string_view> texts) const {
    Matrix values(texts.size(), rawSize());
    std::vector<bool> known(texts.size());
    for (std::size_t t = 0; t < texts.size(); ++t)
        known[t] = raw(texts[t], values.row(t));
    Matrix result = m_pca.apply(values);
    for (std::size_t t = 0; t < texts.size(); ++t)
        if (!known[t]) // the mean that PCA takes off would make a point of it
            std::ranges::fill(result.row(t), 0.F);
    normaliseRows(result);
    return result;
}

void WordVectorBlock::row(std::string_view text, std::span<float> out) const {
    const Matrix one = rows({&text, 1});
    std::ranges::copy(one.row(0), out.begin());
}

std::string WordVectorBlock::description() const {
    if (!m_mixture)
        return fmt::format("mean of {} word vectors", m_vectors.size());
    return fmt::format("{} Fisher vectors of {} words",
                       m_coding.kind == MixtureKind::hybrid ? "HGLMM" : "GMM", m_vectors.size());
}

FittedTextBlock WordVectorBlock::fit(const WordCoding& coding, const TextFitInput& input) {
    const std::vector<SentenceItem>& sentences = input.dataset.sentences();
    const std::vector<std::int32_t> training =
        input.splits.sentencesIn(Split::train, input.dataset.relation());
    std::vector<std::string_view> texts;
    for (const std::int32_t sentence : training)
        texts.emplace_back(sentences[static_cast<std::size_t>(sentence)].text);
    const auto block = std::shared_ptr<WordVectorBlock>(new WordVectorBlock(coding));
    block->m_vectors = learnWordVectors(texts, coding.minimumCount, coding.wordSize, input.options.seed,
                                        input.stop, input.progress);
    std::vector<std::int32_t> occurrences, readable;
    for (std::size_t t = 0; t < texts.size() && block->m_vectors.size() > 0; ++t) {
        if (t % 1000 == 0)
            throwIfStopped(input.stop);
        const std::vector<std::int32_t> words = block->m_vectors.wordsOf(texts[t]);
        occurrences.insert(occurrences.end(), words.begin(), words.end());
        if (!words.empty())
            readable.push_back(static_cast<std::int32_t>(t));
    }
    if (readable.size() < 2) {
        block->m_vectors = {};
        input.remarks.push_back(
            fmt::format("Too few words stand beside each other in {} training sentences, so there "
                        "are no word vectors among the features",
                        coding.minimumCount));
        return {block, [](std::size_t, Matrix&, std::size_t, std::span<float> shares) {
                    std::ranges::fill(shares, 0.F);
                }};
    }
    if (coding.centres > 0) {
        const MatrixD words = scaledRows(block->m_vectors, thinned(occurrences, kMixtureWords));
        block->m_mixture = fitMixture(coding.kind, words, coding.centres, input.options.seed, 10, input.stop,
                                      input.progress);
        // What is read from the disk is in single precision.
        for (MatrixD* matrix : {&block->m_mixture->median, &block->m_mixture->spread, &block->m_mixture->mean,
                                &block->m_mixture->variance})
            for (double& value : matrix->values())
                value = double(static_cast<float>(value));
        for (double& value : block->m_mixture->prior)
            value = double(static_cast<float>(value));
    }
    const std::vector<std::int32_t> sample = thinned(readable, kPcaSentences);
    Matrix values(sample.size(), block->rawSize());
    parallelFor(sample.size(), input.stop, [&](std::size_t i) {
        block->raw(texts[static_cast<std::size_t>(sample[i])], values.row(i));
    });
    report(input.progress, {"Fitting sentence features", 0, 0, {}});
    std::vector<std::int32_t> all(sample.size());
    std::iota(all.begin(), all.end(), 0);
    block->m_pca = fitPca(values, all, coding.components, input.options.seed, input.stop);
    return {block,
            [block, &sentences](std::size_t first, Matrix& to, std::size_t column, std::span<float> shares) {
                parallelFor((to.rows() + kStep - 1) / kStep, {}, [&](std::size_t step) {
                    const std::size_t start = step * kStep, end = std::min(start + kStep, to.rows());
                    std::vector<std::string_view> some;
                    for (std::size_t i = start; i < end; ++i)
                        some.emplace_back(sentences[first + i].text);
                    const Matrix coded = block->rows(some);
                    for (std::size_t i = start; i < end; ++i) {
                        std::ranges::copy(coded.row(i - start), to.row(i).subspan(column).begin());
                        shares[i] = static_cast<float>(block->knownShare(some[i - start]));
                    }
                });
            }};
}

void WordVectorBlock::save(const fs::path& folder) const {
    m_vectors.save(folder, prefixOf(m_coding));
    if (m_vectors.size() == 0)
        return;
    if (m_mixture)
        saveMixture(*m_mixture, folder);
    m_pca.save(folder, prefixOf(m_coding));
}

WordVectorBlock WordVectorBlock::load(const WordCoding& coding, const fs::path& folder) {
    WordVectorBlock block(coding);
    block.m_vectors = WordVectors::load(folder, prefixOf(coding));
    if (block.m_vectors.size() == 0)
        return block;
    if (coding.centres > 0) {
        const Matrix tables = readNpy(mixtureFile(folder)), prior = readNpy(priorFile(folder));
        if (prior.rows() != 1 || prior.cols() == 0 || tables.rows() != kTables * prior.cols() ||
            tables.cols() != block.m_vectors.dimensions())
            throw damaged(folder);
        block.m_mixture = fromTables(tables, prior);
        if (!isUsable(*block.m_mixture))
            throw damaged(folder);
    }
    block.m_pca = Pca::load(folder, prefixOf(coding));
    if (block.m_pca.mean.cols() != block.rawSize())
        throw damaged(folder);
    return block;
}

} // namespace crossview
