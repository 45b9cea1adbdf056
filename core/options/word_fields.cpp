#include "options/word_fields.h"

namespace crossview {

void addWordFields(FieldBuilder& add) {
    constexpr const char* kFile = "features.text.words.file";
    add.choice(
        "features.text.fisherMixture", "Mixture",
        "Densities of the Fisher vector: Gaussian or Laplacian in each dimension (hybrid, the paper), or "
        "Gaussian.",
        {"hybrid", "gaussian"}, [](auto& o) -> auto& { return o.features.text.fisherMixture; });
    add.custom(
           kFile, "Word vectors",
           "File of word2vec, GloVe or fastText for mean and Fisher vector; empty trains vectors on the "
           "training "
           "sentences.",
           [](const RunOptions& options) { return options.features.text.words.file.string(); },
           [](RunOptions& options, const OptionValue& value) {
               options.features.text.words.file = checkedText(kFile, value);
           })
        .file = "*.bin *.vec *.txt";
    add.choice(
        "features.text.words.transform", "Turn words",
        "Turns word vectors to principal axes (pca) or independent components (ica, the paper) before they "
        "are "
        "pooled.",
        {"none", "pca", "ica"}, [](auto& o) -> auto& { return o.features.text.words.transform; });
    add.integer(
        "features.text.words.frequent", "Frequent words",
        "Words at the beginning of the file that are kept for texts to come, beside those of the sentences.",
        "words", 0, 1000000, 10000, [](auto& o) -> auto& { return o.features.text.words.frequentWords; });
    add.integer(
        "features.text.words.dimensions", "Trained dimensions",
        "Dimensions of word vectors that are trained.", "", 1, 1000, 50,
        [](auto& o) -> auto& { return o.features.text.words.dimensions; });
    add.integer(
        "features.text.words.window", "Trained window",
        "Training of word vectors: words to each side that are a word's context; 0 takes all sentences of an "
        "image.",
        "words", 0, 1000, 1, [](auto& o) -> auto& { return o.features.text.words.window; });
}

} // namespace crossview
