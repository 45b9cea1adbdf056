#include "training/batch_rows.h"

#include "common/error.h"
#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "dataset/picture_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace crossview {
namespace {

bool isZero(std::span<const float> row) {
    return std::all_of(row.begin(), row.end(), [](float value) { return value == 0; });
}

/// Index of the first row with a value that is not finite.
std::optional<std::size_t> notFiniteRow(MatrixView features, const std::stop_token& stop) {
    for (std::size_t r = 0; r < features.rows(); ++r) {
        if (r % 256 == 0)
            throwIfStopped(stop);
        const auto row = features.row(r);
        float sum = 0; // NaN and infinity survive being multiplied by 0 and added
        for (const float value : row)
            sum += value * 0.0F;
        if (sum != 0) // NaN compares unequal to everything
            return r;
    }
    return std::nullopt;
}

} // namespace

void checkInput(const TrainingInput& input) {
    if (!input.dataset || !input.splits || !input.features)
        throw Error("A training needs a data set, its splits and its features; open the project again.");
    const std::size_t images = input.dataset->images().size();
    const std::size_t sentences = input.dataset->sentences().size();
    if (input.features->images.rows() != images || input.features->sentences.rows() != sentences)
        throw Error(
            fmt::format("The features hold {} images and {} sentences, the data set {} and {}; extract the "
                        "features again.",
                        input.features->images.rows(), input.features->sentences.rows(), images, sentences));
    if (input.features->images.cols() == 0 || input.features->sentences.cols() == 0)
        throw Error(
            "The features have no dimensions; switch on at least one kind of image and of text feature.");
    if (input.splits->images.size() != images)
        throw Error(fmt::format("The split divides {} images, the data set has {}; divide it again.",
                                input.splits->images.size(), images));
}

std::optional<std::string> findNotFinite(const TrainingInput& input, const std::stop_token& stop) {
    constexpr const char* kText =
        "The features of the {} \"{}\" hold a value that is not finite; remove the file or "
        "the sentence, or extract the features again.";
    if (const auto row = notFiniteRow(input.features->images, stop))
        return fmt::format(fmt::runtime(kText), "picture",
                           input.dataset->hasPicture(*row) ? input.dataset->images()[*row].path.string()
                                                           : input.dataset->imageTitle(*row));
    if (const auto row = notFiniteRow(input.features->sentences, stop))
        return fmt::format(fmt::runtime(kText), "sentence", input.dataset->sentences()[*row].text);
    return std::nullopt;
}

BatchSource batchSource(const TrainingInput& input) {
    BatchSource source;
    source.relation = &input.dataset->relation();
    if (input.dataset->hasConcepts())
        for (const ImageItem& image : input.dataset->images())
            source.concepts.push_back(image.conceptId);
    if (input.dataset->hasRegions())
        source.pictures = pictureNumbers(*input.dataset);
    for (const std::int32_t image : input.splits->imagesIn(Split::train))
        if (!isZero(input.features->images.row(static_cast<std::size_t>(image))))
            source.images.push_back(image);
    for (std::size_t sentence = 0; sentence < input.features->sentences.rows(); ++sentence)
        source.usableSentence.push_back(isZero(input.features->sentences.row(sentence)) ? 0 : 1);
    return source;
}

Matrix imageRows(const Batch& batch, MatrixView features) {
    Matrix rows(batch.images.size(), features.cols());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        const auto row = features.row(static_cast<std::size_t>(batch.images[r]));
        std::copy(row.begin(), row.end(), rows.row(r).begin());
    }
    return rows;
}

Matrix textRows(const Batch& batch, MatrixView features) {
    Matrix rows(batch.texts.size(), features.cols());
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        const auto& sentences = batch.texts[r].sentences;
        const std::span<float> row = rows.row(r);
        for (const std::int32_t sentence : sentences) {
            const auto part = features.row(static_cast<std::size_t>(sentence));
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] += part[c];
        }
        if (sentences.size() > 1) // the length of the sum is all that the mean changes
            normalise(row);
    }
    return rows;
}

std::vector<std::int32_t> usablePrototypes(const ClassPrototypes& prototypes) {
    std::vector<std::int32_t> usable;
    const std::size_t count = std::min(prototypes.images.rows(), prototypes.sentences.rows());
    for (std::size_t i = 0; i < count; ++i)
        if (!isZero(prototypes.images.row(i)) && !isZero(prototypes.sentences.row(i)))
            usable.push_back(static_cast<std::int32_t>(i));
    return usable;
}

std::vector<std::int32_t> drawn(std::span<const std::int32_t> items, std::size_t count, std::uint64_t seed) {
    std::vector<std::int32_t> shuffled(items.begin(), items.end());
    SeededRandom(seed).scaledShuffle(std::span<std::int32_t>(shuffled));
    shuffled.resize(std::min(count, shuffled.size()));
    return shuffled;
}

void appendRows(Matrix& rows, MatrixView more, std::span<const std::int32_t> which) {
    const std::size_t before = rows.rows();
    std::vector<float> values = std::move(rows.values());
    values.reserve(values.size() + which.size() * more.cols());
    for (const std::int32_t row : which) {
        const auto from = more.row(static_cast<std::size_t>(row));
        values.insert(values.end(), from.begin(), from.end());
    }
    rows = Matrix(before + which.size(), more.cols(), std::move(values));
}

void dropWords(Matrix& texts, std::size_t wordColumns, double share, std::uint64_t seed) {
    if (share <= 0 || wordColumns == 0)
        return;
    SeededRandom random(seed);
    for (std::size_t r = 0; r < texts.rows(); ++r) {
        const auto row = texts.row(r);
        // Drawn for every row, so that one without meaning shifts no other's chance.
        if (random.uniform() >= share || isZero(row.subspan(wordColumns)))
            continue;
        std::ranges::fill(row.first(wordColumns), 0.F);
        normalise(row);
    }
}

} // namespace crossview
