#pragma once

#include "common/matrix.h"
#include "features/feature_block.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

class TextBlock;
struct FittedTextBlock;
struct TextFitInput;
struct TextLoadInput;

/// Options of the spelling.
struct CharacterOptions {
    int characterComponents = 0; ///< rows of the truncated SVD of tf-idf over groups of letters
};

/// The block of spelling: tf-idf over the character n-grams of words, reduced by truncated SVD
/// (tfidf_block.h). A misspelt or inflected word keeps most of its n-grams, and so stays near the word that
/// was meant (Bojanowski et al. 2017 take words apart in the same way).
struct CharacterFeatures {
    using Options = CharacterOptions;
    static constexpr int Options::*kComponents = &Options::characterComponents;
    static constexpr BlockDescription kDescription{
        .key = "features.text.characterComponents",
        .name = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Spelling (n-grams)"),
        .use = CROSSVIEW_TRANSLATABLE("FeatureBlock", "Parts of words, also of misspelt ones."),
        .label = "Spelling (n-grams)",
        .help = "Dimensions kept of which groups of 3 to 5 letters stand in the text, so that misspelt words "
                "are near to what was meant; 0 leaves them out of y.",
        .maximum = 8192,
        .step = 50,
        .dimensions = 400,
    };
    /// Fits on the training sentences and gives the rows of all sentences in `rows` [sentences, dimensions].
    static FittedTextBlock fit(const TextFitInput& input);
    /// Reads what the block's save wrote with the same options.
    static std::shared_ptr<const TextBlock> load(const TextLoadInput& input);
};

/// The n-grams of 3 to 5 characters of a UTF-8 word, its ends marked by "<" and ">", in the order of where
/// they begin: "<re", "<red", "<red>", "red", "red>", "ed>".
std::vector<std::string> characterGrams(std::string_view word);

} // namespace crossview
