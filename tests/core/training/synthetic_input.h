#pragma once

#include "common/linear_algebra.h"
#include "common/seeded_random.h"
#include "dataset/dataset.h"
#include "options/run_options.h"
#include "support/temporary_folder.h"
#include "training/training_input.h"

#include <gtest/gtest.h>
#include <string>

namespace crossview::test {

inline Matrix randomMatrix(std::size_t rows, std::size_t cols, SeededRandom& random) {
    Matrix matrix(rows, cols);
    for (float& value : matrix.values())
        value = static_cast<float>(2 * random.uniform() - 1);
    return matrix;
}

struct SyntheticOptions {
    std::size_t images = 120;
    std::size_t sentencesPerImage = 3;
    std::size_t imageFeatures = 24;
    std::size_t sentenceFeatures = 16;
    std::size_t perConcept = 2;  ///< images in a row that share a concept
    bool sharedSentences = true; ///< one further sentence per concept describes all its images
    std::uint64_t seed = 1;
};

/// Both views are noisy linear images of one hidden vector per image, so that matching can be learned.
inline TrainingInput syntheticInput(const SyntheticOptions& options = {}) {
    constexpr std::size_t kHidden = 8;
    SeededRandom random(options.seed);
    const Matrix hidden = randomMatrix(options.images, kHidden, random);
    const Matrix toImage = randomMatrix(options.imageFeatures, kHidden, random);
    const Matrix toSentence = randomMatrix(options.sentenceFeatures, kHidden, random);
    std::vector<ImageItem> images(options.images);
    std::vector<SentenceItem> sentences;
    std::vector<Relation::Pair> pairs;
    std::vector<std::size_t> source; // image that a sentence is made from
    std::vector<std::string> concepts;
    for (std::size_t i = 0; i < options.images; ++i) {
        images[i].path = "picture" + std::to_string(i) + ".png";
        images[i].conceptId = static_cast<std::int32_t>(i / options.perConcept);
        if (i % options.perConcept == 0)
            concepts.push_back("concept " + std::to_string(concepts.size()));
        for (std::size_t s = 0; s < options.sentencesPerImage; ++s) {
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(sentences.size()));
            sentences.push_back({"sentence " + std::to_string(sentences.size()), "caption"});
            source.push_back(i);
        }
        if (options.sharedSentences && (i + 1) % options.perConcept == 0) {
            for (std::size_t back = 0; back < options.perConcept; ++back)
                pairs.emplace_back(static_cast<std::int32_t>(i - back),
                                   static_cast<std::int32_t>(sentences.size()));
            sentences.push_back({"shared " + std::to_string(i), "name"});
            source.push_back(i);
        }
    }
    Matrix x = multiply(hidden, toImage, false, true);
    Matrix y(sentences.size(), options.sentenceFeatures);
    const Matrix clean = multiply(hidden, toSentence, false, true);
    for (std::size_t s = 0; s < sentences.size(); ++s)
        for (std::size_t c = 0; c < y.cols(); ++c)
            y(s, c) = clean(source[s], c) + static_cast<float>(0.2 * random.uniform());
    normaliseRows(y);
    auto splits = std::make_shared<SplitAssignment>();
    for (std::size_t i = 0; i < options.images; ++i)
        splits->images.push_back(i % 10 >= 8 ? (i % 10 == 8 ? Split::validation : Split::test)
                                             : Split::train);
    auto features = std::make_shared<FeatureSet>();
    features->images = SharedMatrix(std::move(x));
    features->sentences = SharedMatrix(std::move(y));
    features->key = "synthetic";
    TrainingInput input;
    const std::size_t imageCount = images.size();
    const std::size_t sentenceCount = sentences.size();
    input.dataset = std::make_shared<const Dataset>("synthetic", std::move(images), std::move(sentences),
                                                    Relation(imageCount, sentenceCount, std::move(pairs)),
                                                    std::move(concepts));
    input.splits = std::move(splits);
    input.features = std::move(features);
    return input;
}

/// A run of a second or less.
inline RunOptions smallRun(int epochs = 4) {
    RunOptions options = preset("picture-book");
    options.network.hiddenUnits = 32;
    options.network.jointDimensions = 16;
    options.batch.images = 24;
    options.optimiser.epochs = epochs;
    options.optimiser.learningRate = 3e-3;
    options.precision = Precision::float32; // the preset's own depends on the processor
    return options;
}

} // namespace crossview::test
