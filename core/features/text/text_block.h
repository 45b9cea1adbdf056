#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "dataset/splits.h"
#include "encoders/language/sentence_encoder.h"
#include "features/feature_options.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// A fitted block of the features of texts. Immutable; safe to use from several threads.
class TextBlock {
public:
    virtual ~TextBlock() = default;
    virtual std::size_t dimensions() const = 0;
    /// Row [dimensions] of a text, length 1; all zeros when the block knows nothing of it. Throws Error when
    /// an encoder is needed and not here.
    virtual void row(std::string_view text, std::span<float> out) const = 0;
    /// How much of a text it knows, 0 to 1: what its row counts beside those of other blocks.
    virtual double knownShare(std::string_view) const { return 1; }
    /// Words of the text that it does not know.
    virtual std::vector<std::string> unknownWords(std::string_view) const { return {}; }
    /// Whether its rows stand for what a text means, and not for the words in it.
    virtual bool isMeaning() const { return false; }
    /// In a list for a person: "tf-idf of 812 stems".
    virtual std::string description() const = 0;
    virtual void save(const std::filesystem::path& folder) const = 0;
};

/// A block that was fitted, and the rows of the sentences that it was given.
struct FittedTextBlock {
    std::shared_ptr<const TextBlock> block;
    /// Writes the rows of the sentences from `first` on, one for each row of `to`, into its columns from
    /// `column` on, and into `shares` what knownShare says of them. As long as the data set of the fit lives.
    std::function<void(std::size_t first, Matrix& to, std::size_t column, std::span<float> shares)> rows;
};

class WordSpace;

/// The words of all blocks of word vectors: the first block that needs them fits or reads them.
using SharedWords = std::shared_ptr<const WordSpace>;

/// What a block is fitted on.
struct TextFitInput {
    const TextFeatureOptions& options;
    const Dataset& dataset;
    const SplitAssignment& splits;
    const std::filesystem::path& featuresFolder;    ///< of the project: what encoders give is kept in it
    std::shared_ptr<const SentenceEncoder> encoder; ///< instead of the catalogue's; empty: that
    const std::stop_token& stop;
    const ProgressSink& progress;
    std::vector<std::string>& remarks; ///< sentences for a person: what a block could not read
    SharedWords& words;
};

/// What a block is read from.
struct TextLoadInput {
    const TextFeatureOptions& options;
    const std::filesystem::path& folder;            ///< what save wrote
    std::shared_ptr<const SentenceEncoder> encoder; ///< as in TextFitInput
    SharedWords& words;
};

} // namespace crossview
