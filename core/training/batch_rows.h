#pragma once

#include "common/matrix.h"
#include "common/progress.h"
#include "training/batch_sampler.h"
#include "training/training_input.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crossview {

/// Throws Error when features, relation, splits and data set do not fit each other.
void checkInput(const TrainingInput& input);

/// A sentence that names the first picture or sentence whose features are not finite, if there is one.
std::optional<std::string> findNotFinite(const TrainingInput& input, const std::stop_token& stop);

/// Training images whose feature row is not zero (an unreadable picture has none), and the sentences whose
/// row is not zero (no known word).
BatchSource batchSource(const TrainingInput& input);

/// Feature rows of a batch [images, d].
Matrix imageRows(const Batch& batch, MatrixView features);
/// Feature rows of the texts of a batch [texts, d]: the sentence's row, or the unit-length mean of several.
Matrix textRows(const Batch& batch, MatrixView features);
/// The prototypes whose image and sentence are not zero.
std::vector<std::int32_t> usablePrototypes(const ClassPrototypes& prototypes);
/// `count` of `items`, each at most once, in random order; all of them where there are fewer.
std::vector<std::int32_t> drawn(std::span<const std::int32_t> items, std::size_t count, std::uint64_t seed);
/// Adds rows of `more` below those of `rows`.
void appendRows(Matrix& rows, MatrixView more, std::span<const std::int32_t> which);
/// Sets the first `wordColumns` values of some rows to zero, each row with the chance `share`, and scales
/// what is left to length 1; a row of words alone stays as it is.
void dropWords(Matrix& texts, std::size_t wordColumns, double share, std::uint64_t seed);

} // namespace crossview
