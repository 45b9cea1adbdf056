#pragma once

#include "features/text/text_block.h"
#include "features/text/text_tokens.h"
#include "features/text/tfidf.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// What a block of tf-idf counts in texts.
struct TermCounting {
    std::string prefix; ///< of its files: "text"
    std::string noun;   ///< what terms are, in a list for a person: "stems"
    int minimumCount;   ///< training sentences a term must occur in
    int components;     ///< rows of the truncated SVD
    /// The words of a text, each with a term that stands for it; one word may come several times.
    std::function<std::vector<Token>(std::string_view)> tokens;
    /// The terms that are counted.
    std::function<std::vector<std::string>(std::string_view)> terms;
};

/// The terms of a text: tf-idf, projection on the leading singular vectors, length 1. Immutable after fit or
/// load; safe to use from several threads.
class TfidfBlock final : public TextBlock {
public:
    /// Counts terms over the training sentences and finds the singular vectors of the training documents (all
    /// texts of an image together: words that stand in different texts of one thing belong together). Where
    /// no term occurs often enough among the training sentences it has no dimensions and remarks on that.
    static FittedTextBlock fit(TermCounting counting, const TextFitInput& input);
    /// Reads what save wrote with the same counting. Throws Error when files are missing, damaged or do not
    /// fit.
    static TfidfBlock load(TermCounting counting, const std::filesystem::path& folder);
    /// Writes <prefix>.json (the vocabulary), <prefix>-idf.npy and <prefix>-basis.npy.
    void save(const std::filesystem::path& folder) const override;

    std::size_t dimensions() const override { return m_basis.cols(); }
    /// Row of a text; all zeros when no term of it is known.
    void row(std::string_view text, std::span<float> out) const override;
    /// How much of a text it knows, 0 to 1 (Tfidf::knownShare).
    double knownShare(std::string_view text) const override {
        return m_tfidf.size() == 0 ? 0 : m_tfidf.knownShare(m_counting.terms(text));
    }
    /// Words of which no term is known.
    std::vector<std::string> unknownWords(std::string_view text) const override;
    std::string description() const override;

private:
    explicit TfidfBlock(TermCounting counting) : m_counting(std::move(counting)) {}
    /// The row of length 1 of weighted terms.
    void project(std::span<const std::int32_t> columns, std::span<const float> values,
                 std::span<float> out) const;

    TermCounting m_counting;
    Tfidf m_tfidf;
    Matrix m_basis; // [vocabulary, dimensions]
};

} // namespace crossview
