#include "features/text/hybrid_mixture.h"

#include "common/seeded_random.h"
#include "common/threads.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

namespace crossview {
namespace {

constexpr double kLeastWidth = 1e-3;

double laplaceLog(double x, double median, double spread) {
    return -std::log(2 * spread) - std::abs(x - median) / spread;
}

double gaussLog(double x, double mean, double variance) {
    return -0.5 * (std::log(2 * std::numbers::pi * variance) + (x - mean) * (x - mean) / variance);
}

/// The words' values of one dimension, and their order.
struct Column {
    std::vector<double> values;
    std::vector<std::uint32_t> order; ///< rising values
};

/// One dimension of all centres from the responsibilities [words, centres].
void maximise(HybridMixture& mixture, MixtureKind kind, std::size_t d, const Column& column,
              const MatrixD& shares, std::span<const double> weights, std::span<std::uint8_t> laplacian) {
    const std::size_t words = column.values.size();
    for (std::size_t k = 0; k < mixture.centres(); ++k) {
        const double total = weights[k];
        double sum = 0;
        double seen = 0;
        double median = column.values[column.order.front()];
        bool isFound = false;
        for (const std::uint32_t word : column.order) {
            const double share = shares(word, k);
            seen += share;
            if (!isFound && seen >= total / 2) {
                median = column.values[word];
                isFound = true;
            }
            sum += share * column.values[word];
        }
        const double mean = total > 0 ? sum / total : 0;
        double spread = 0, variance = 0;
        for (std::size_t w = 0; w < words; ++w) {
            const double share = shares(w, k), x = column.values[w];
            spread += share * std::abs(x - median);
            variance += share * (x - mean) * (x - mean);
        }
        spread = std::max(kLeastWidth, total > 0 ? spread / total : 0);
        variance = std::max(kLeastWidth, total > 0 ? variance / total : 0);
        mixture.median(k, d) = median;
        mixture.spread(k, d) = spread;
        mixture.mean(k, d) = mean;
        mixture.variance(k, d) = variance;
        if (kind == MixtureKind::gaussian)
            continue;
        double better = 0; // log-likelihood of the Laplacian less that of the Gaussian
        for (std::size_t w = 0; w < words; ++w)
            better += shares(w, k) * (laplaceLog(column.values[w], median, spread) -
                                      gaussLog(column.values[w], mean, variance));
        laplacian[k * mixture.dimensions() + d] = better > 0 ? 1 : 0;
    }
}

HybridMixture startingMixture(MixtureKind kind, std::span<const Column> columns, std::size_t centres,
                              std::uint64_t seed) {
    const std::size_t d = columns.size(), words = columns.front().values.size();
    HybridMixture mixture;
    for (MatrixD* matrix : {&mixture.median, &mixture.spread, &mixture.mean, &mixture.variance})
        *matrix = MatrixD(centres, d);
    mixture.isLaplacian.assign(centres * d, false);
    mixture.prior.assign(centres, 1.0 / double(centres));
    SeededRandom random(seed);
    std::vector<std::size_t> chosen(centres);
    for (std::size_t& word : chosen)
        word = random.below(words);
    for (std::size_t c = 0; c < d; ++c) {
        const Column& column = columns[c];
        const double median = column.values[column.order[words / 2]];
        double mean = 0, spread = 0, variance = 0;
        for (const double x : column.values) {
            mean += x / double(words);
            spread += std::abs(x - median) / double(words);
        }
        for (const double x : column.values)
            variance += (x - mean) * (x - mean) / double(words);
        for (std::size_t k = 0; k < centres; ++k) {
            mixture.median(k, c) = mixture.mean(k, c) = column.values[chosen[k]];
            mixture.spread(k, c) = std::max(kLeastWidth, spread);
            mixture.variance(k, c) = std::max(kLeastWidth, variance);
            mixture.isLaplacian[k * d + c] = kind == MixtureKind::hybrid && random.below(2) == 1;
        }
    }
    return mixture;
}

} // namespace

std::vector<double> HybridMixture::posterior(std::span<const double> word) const {
    std::vector<double> shares(centres());
    for (std::size_t k = 0; k < centres(); ++k) {
        double log = prior[k] > 0 ? std::log(prior[k]) : -1e300;
        for (std::size_t c = 0; c < dimensions(); ++c)
            log += isLaplacian[k * dimensions() + c] ? laplaceLog(word[c], median(k, c), spread(k, c))
                                                     : gaussLog(word[c], mean(k, c), variance(k, c));
        shares[k] = log;
    }
    const double largest = std::ranges::max(shares);
    double sum = 0;
    for (double& share : shares) {
        share = std::exp(share - largest);
        sum += share;
    }
    for (double& share : shares)
        share /= sum;
    return shares;
}

std::vector<double> HybridMixture::gradients(const MatrixD& words) const {
    const std::size_t d = dimensions(), half = centres() * d;
    std::vector<double> result(vectorSize(), 0.0);
    for (std::size_t w = 0; w < words.rows(); ++w) {
        const std::vector<double> shares = posterior(words.row(w));
        for (std::size_t k = 0; k < centres(); ++k)
            for (std::size_t c = 0; c < d; ++c) {
                const double x = words(w, c);
                double& position = result[k * d + c];
                double& width = result[half + k * d + c];
                if (isLaplacian[k * d + c]) {
                    position += shares[k] * (x >= median(k, c) ? 1 : -1);
                    width += shares[k] * (std::abs(x - median(k, c)) / spread(k, c) - 1);
                } else {
                    const double off = x - mean(k, c);
                    position += shares[k] * off / std::sqrt(variance(k, c));
                    width += shares[k] * (off * off / variance(k, c) - 1);
                }
            }
    }
    for (std::size_t k = 0; k < centres(); ++k) {
        const double count = double(words.rows()) * prior[k];
        for (std::size_t c = 0; c < d; ++c) {
            const bool laplacian = isLaplacian[k * d + c];
            double& position = result[k * d + c];
            double& width = result[half + k * d + c];
            position = count > 0 ? position / std::sqrt(count) : 0;
            width = count > 0 ? width / std::sqrt(laplacian ? count : 2 * count) : 0;
        }
    }
    return result;
}

std::vector<double> HybridMixture::fisherVector(const MatrixD& words) const {
    std::vector<double> vector = gradients(words);
    double square = 0; // of the roots: the sum of the values' sizes
    for (double& value : vector) {
        square += std::abs(value);
        value = std::copysign(std::sqrt(std::abs(value)), value);
    }
    if (square > 0)
        for (double& value : vector)
            value /= std::sqrt(square);
    return vector;
}

HybridMixture fitMixture(MixtureKind kind, const MatrixD& words, std::size_t centres, std::uint64_t seed,
                         int rounds, const std::stop_token& stop, const ProgressSink& progress) {
    if (words.rows() == 0 || words.cols() == 0 || centres == 0)
        throw std::invalid_argument("a mixture needs words and centres");
    std::vector<Column> columns(words.cols());
    parallelFor(columns.size(), stop, [&](std::size_t c) {
        Column& column = columns[c];
        for (std::size_t w = 0; w < words.rows(); ++w)
            column.values.push_back(words(w, c));
        column.order.resize(words.rows());
        std::iota(column.order.begin(), column.order.end(), 0U);
        std::ranges::stable_sort(column.order, {}, [&](std::uint32_t w) { return column.values[w]; });
    });
    HybridMixture mixture = startingMixture(kind, columns, centres, seed);
    MatrixD shares(words.rows(), centres);
    for (int round = 0; round < rounds; ++round) {
        report(progress, {"Fitting the mixture", std::size_t(round), std::size_t(rounds), {}});
        parallelFor(words.rows(), stop, [&](std::size_t w) {
            std::ranges::copy(mixture.posterior(words.row(w)), shares.row(w).begin());
        });
        std::vector<double> weights(centres, 0.0);
        for (std::size_t w = 0; w < words.rows(); ++w)
            for (std::size_t k = 0; k < centres; ++k)
                weights[k] += shares(w, k);
        std::vector<std::uint8_t> laplacian(centres * words.cols(), 0); // bits of vector<bool> are shared
        parallelFor(columns.size(), stop, [&](std::size_t c) {
            maximise(mixture, kind, c, columns[c], shares, weights, laplacian);
        });
        for (std::size_t i = 0; i < laplacian.size(); ++i)
            mixture.isLaplacian[i] = laplacian[i] != 0;
        for (std::size_t k = 0; k < centres; ++k)
            mixture.prior[k] = weights[k] / double(words.rows());
    }
    return mixture;
}

} // namespace crossview
