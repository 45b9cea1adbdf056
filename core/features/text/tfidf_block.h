#pragma once

#include "features/text/text_block.h"
#include "features/text/tfidf.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// The words of a text: terms, tf-idf, projection on the leading singular vectors, length 1. Immutable after
/// fit or load; safe to use from several threads.
class TfidfBlock final : public TextBlock {
public:
    /// Counts words over the training sentences, finds the singular vectors of the training documents (all
    /// texts of an image together: words that stand in different texts of one thing belong together), and
    /// gives the rows of all sentences in `rows` [sentences, dimensions]. Throws Error when no word occurs
    /// often enough among the training sentences.
    static TfidfBlock fit(const TextFeatureOptions& options, const Dataset& dataset,
                          const SplitAssignment& splits, Matrix& rows, const std::stop_token& stop,
                          const ProgressSink& progress);
    /// Reads what save wrote with the same options. Throws Error when files are missing, damaged or do not
    /// fit.
    static TfidfBlock load(const TextFeatureOptions& options, const std::filesystem::path& folder);
    /// Writes text.json (options and vocabulary), text-idf.npy and text-basis.npy.
    void save(const std::filesystem::path& folder) const override;

    std::size_t dimensions() const override { return m_basis.cols(); }
    /// Row of a text; all zeros when no word of it is known.
    void row(std::string_view text, std::span<float> out) const override;
    /// How much of a text it knows, 0 to 1 (Tfidf::knownShare).
    double knownShare(std::string_view text) const override { return m_tfidf.knownShare(terms(text)); }
    std::vector<std::string> unknownWords(std::string_view text) const override;
    std::string description() const override;

private:
    std::vector<std::string> terms(std::string_view text) const;
    void project(const SparseRow& row, std::span<float> out) const;

    TextFeatureOptions m_options;
    Tfidf m_tfidf;
    Matrix m_basis; // [vocabulary, dimensions]
};

} // namespace crossview
