#include "all_rows.h"
#include "features/text/character_features.h"

#include "features/text/text_block.h"
#include "features/text/text_chain.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kTexts = {"red flower", "red flowers garden", "blue heart",
                                         "blue sky",   "heart red blue",     "garden sky"};

/// Every text describes a training picture of its own.
class Characters : public testing::Test {
protected:
    Characters() {
        std::vector<ImageItem> images;
        std::vector<SentenceItem> sentences;
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < kTexts.size(); ++i) {
            images.push_back({"picture" + std::to_string(i) + ".png", "", -1, "", Split::unused});
            sentences.push_back({kTexts[i], ""});
            pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
        }
        m_dataset = {"texts", images, sentences, Relation(kTexts.size(), kTexts.size(), pairs), {}};
        m_splits.images.assign(kTexts.size(), Split::train);
        m_options.components = 0;
        m_options.characterComponents = 100; // more than there are documents: nothing is lost
        m_options.minimumCount = 1;
    }
    TextChain fit() {
        FittedTextChain fitted = TextChain::fit(m_options, m_dataset, m_splits, m_folder.path(), {}, {});
        m_rows = test::allRows(fitted);
        return fitted.chain();
    }

    Dataset m_dataset{"", {}, {}, {}, {}};
    SplitAssignment m_splits;
    TextFeatureOptions m_options;
    test::TemporaryFolder m_folder;
    Matrix m_rows;
};

double cosine(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += double{a[i]} * double{b[i]};
    return sum;
}

/// Counts of all pieces of 3 to 5 letters of "<word>", written once more without the code under test.
std::map<std::string, int> countedPieces(const std::string& text) {
    std::map<std::string, int> counts;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        word = "<" + word + ">";
        for (std::size_t length = 3; length <= 5; ++length)
            for (std::size_t at = 0; at + length <= word.size(); ++at)
                ++counts[word.substr(at, length)];
    }
    return counts;
}

TEST(CharacterGrams, AreThreeToFiveCharactersWithTheEndsMarked) {
    EXPECT_THAT(characterGrams("red"), ElementsAre("<re", "<red", "<red>", "red", "red>", "ed>"));
    EXPECT_THAT(characterGrams("ö"), ElementsAre("<ö>")) << "a character, not its bytes";
    EXPECT_THAT(characterGrams("日本"), ElementsAre("<日本", "<日本>", "日本>"));
    EXPECT_THAT(characterGrams(""), IsEmpty());
}

TEST_F(Characters, AreTheTfIdfOfAllPiecesOfWords) {
    const TextChain chain = fit();
    std::map<std::string, int> documents;
    for (const std::string& text : kTexts)
        for (const auto& [piece, count] : countedPieces(text))
            ++documents[piece];
    const auto weights = [&](const std::string& text) {
        std::map<std::string, double> row;
        double square = 0;
        for (const auto& [piece, count] : countedPieces(text)) {
            const double idf = 1 + std::log((1.0 + double(kTexts.size())) / (1.0 + documents[piece]));
            row[piece] = (1 + std::log(double(count))) * idf;
            square += row[piece] * row[piece];
        }
        for (auto& [piece, value] : row)
            value /= std::sqrt(square);
        return row;
    };
    // All singular vectors are kept, so that rows of training texts keep their angles.
    for (std::size_t i = 0; i < kTexts.size(); ++i)
        for (std::size_t j = 0; j < kTexts.size(); ++j) {
            auto one = weights(kTexts[i]);
            double expected = 0;
            for (const auto& [piece, value] : weights(kTexts[j]))
                expected += value * one[piece];
            EXPECT_NEAR(cosine(m_rows.row(i), m_rows.row(j)), expected, 1e-5) << i << " and " << j;
        }
    EXPECT_EQ(chain.description(), "tf-idf of " + std::to_string(documents.size()) + " character n-grams, " +
                                       std::to_string(chain.dimensions()) + "-D");
}

TEST_F(Characters, PutAMisspeltWordBesideTheOneThatWasMeant) {
    const TextChain chain = fit();
    const auto flower = chain.features("flower");
    EXPECT_GT(cosine(chain.features("flowr"), flower), 0.5);
    EXPECT_GT(cosine(chain.features("flowr"), flower), cosine(chain.features("gardn"), flower) + 0.3);
    EXPECT_THAT(chain.unknownWords("a flowr of xyzzy"), ElementsAre("xyzzy"))
        << "the only one without a part";
    const auto nothing = chain.features("xyzzy");
    EXPECT_TRUE(std::ranges::all_of(nothing, [](float value) { return value == 0.F; }));
}

TEST_F(Characters, TakeThePlaceOfWordsThatTfIdfDoesNotKnow) {
    m_options.components = 100;
    const TextChain chain = fit();
    const TextChain alone = [&] {
        m_options.components = 0;
        return fit();
    }();
    const std::size_t words = chain.dimensions() - alone.dimensions();
    const auto row = chain.features("flowr");
    const auto spelling = alone.features("flowr");
    for (std::size_t c = 0; c < row.size(); ++c)
        EXPECT_NEAR(row[c], c < words ? 0.F : spelling[c - words], 1e-6);
    EXPECT_EQ(chain.wordColumns(), 0U) << "nothing here stands for meaning";
    EXPECT_THAT(chain.unknownWords("flowr"), IsEmpty());
}

TEST_F(Characters, ComeBackFromDisk) {
    m_options.components = 4; // beside words, whose files lie in the same folder
    const TextChain chain = fit();
    const test::TemporaryFolder stored;
    chain.save(stored.path());
    const TextChain loaded = TextChain::load(m_options, stored.path());
    for (const char* text : {"red flowr", "sky", "nothing"})
        EXPECT_EQ(loaded.features(text), chain.features(text)) << text;
    std::filesystem::resize_file(stored.path() / "characters.json", 20);
    EXPECT_THROW(TextChain::load(m_options, stored.path()), Error);
}

} // namespace
} // namespace crossview
