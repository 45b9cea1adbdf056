#pragma once

#include "common/matrix.h"
#include "common/progress.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crossview {

/// What is done against hubs: items that stand near everything and so among the answers to everything.
enum class Correction : std::uint8_t {
    none,
    csls,            ///< cross-domain similarity local scaling (Conneau et al., ICLR 2018)
    invertedSoftmax, ///< Smith et al., ICLR 2017
    qbNorm           ///< querybank normalisation by dynamic inverted softmax (Bogolin et al., CVPR 2022)
};
const char* toString(Correction correction); ///< "none", "csls", "inverted-softmax", "qb-norm"
/// Throws Error for another word, listing those there are.
Correction correctionFromString(std::string_view word);

struct CorrectionOptions {
    Correction kind = Correction::none;
    std::size_t neighbours = 10; ///< CSLS: k of the mean of the k largest similarities
    double beta = 20;            ///< inverted softmax and QB-Norm: inverse temperature, above 0
};

/// Corrects the similarities of a query to all items by what a bank of other queries makes of these items
/// (method.md 1.11). Immutable; for any number of threads.
class ScoreCorrection {
public:
    /// From the bank's similarities [bank queries, items]. Throws Error when the bank is empty or an option
    /// makes no sense.
    static ScoreCorrection ofSimilarities(const CorrectionOptions& options, MatrixViewD bank);
    /// The same from unit rows, bank [b, d] and items [n, d], in blocks and in float64. Throws Error, and
    /// Cancelled soon after a stop.
    static ScoreCorrection ofBank(const CorrectionOptions& options, MatrixView bank, MatrixView items,
                                  const std::stop_token& stop = {}, const ProgressSink& progress = {});

    /// The similarities [items] of one query become its corrected scores, larger is better; NaN stays.
    ///   CSLS: 2 s - r(q) - r(g), r the mean of the k largest similarities of query and of item.
    ///   Inverted softmax: s - log(sum over the bank of e^(beta s')) / beta: the logarithm of the published
    ///   score over beta, of the same order and without overflow.
    ///   QB-Norm: the same where the nearest item is the nearest of some bank query, else s as it is.
    void correct(std::span<double> similarities) const;

    const CorrectionOptions& options() const { return m_options; }
    std::size_t bankQueries() const { return m_bankQueries; }

private:
    class Builder;

    CorrectionOptions m_options;
    std::size_t m_bankQueries = 0;
    std::vector<double> m_offsets;    ///< [items] what is taken from the similarity
    std::vector<bool> m_isBankAnswer; ///< [items] QB-Norm: the nearest item of some bank query
};

} // namespace crossview
