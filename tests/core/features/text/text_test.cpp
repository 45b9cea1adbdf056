#include "all_rows.h"
#include "common/decompositions.h"
#include "common/error.h"
#include "common/linear_algebra.h"
#include "features/text/text_block.h"
#include "features/text/text_chain.h"
#include "features/text/text_tokens.h"
#include "features/text/tfidf.h"
#include "features/components/truncated_svd.h"
#include "support/temporary_folder.h"
#include "support/tiny_encoder.h"

#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextTokens, AreStemsOfLettersAndDigitsWithoutStopWords) {
    EXPECT_THAT(textTerms("The Dogs' running, and a dog's RUN!", true, false),
                ElementsAre("dog", "run", "dog", "run"));
    EXPECT_THAT(textTerms("The Dogs running", false, false), ElementsAre("dogs", "running"));
    EXPECT_THAT(textTerms("24-hour clock_face 7", true, false),
                ElementsAre("24", "hour", "clock", "face", "7"));
    EXPECT_THAT(textTerms("red christmas trees", true, true),
                ElementsAre("red christma", "christma tree", "red", "christma", "tree"));
}

TEST(TextTokens, KnowOtherScripts) {
    EXPECT_THAT(textTerms("Ärger über ÖL", false, false), ElementsAre("ärger", "über", "öl"));
    EXPECT_THAT(textTerms("हिन्दी 狗", false, false), ElementsAre("हिन्दी", "狗"));
    EXPECT_THAT(textTerms("cafe\u0301", false, false), ElementsAre("café"));
}

TEST(TextTokens, ScriptsWithoutBlanksAreTakenApartIntoWords) {
    EXPECT_THAT(textTerms("红色的圆形。图里", false, false), ElementsAre("红色", "的", "圆形", "图", "里"));
    EXPECT_THAT(textTerms("赤い丸があります", false, false), testing::Contains("赤い"));
    EXPECT_THAT(textTerms("ภาษาไทย", false, false), ElementsAre("ภาษา", "ไทย"));
    EXPECT_THAT(textTerms("a red 圆形 ring", true, false), ElementsAre("red", "圆形", "ring"));
    EXPECT_THAT(textTerms("빨간 원", false, false), ElementsAre("빨간", "원")); // Korean has blanks
}

TEST(TextTokens, EmojiAndSignsAreWords) {
    EXPECT_THAT(textTerms("a 🔴 ring🦄!", true, false), ElementsAre("🔴", "ring", "🦄"));
    EXPECT_THAT(textTerms("👩🏽‍🚀👩 ❤️ 🇩🇪🇫🇷", false, false),
                ElementsAre("👩🏽‍🚀", "👩", "❤️", "🇩🇪", "🇫🇷"));
    EXPECT_THAT(textTerms("5 € → ♥ $+=|~", false, false), ElementsAre("5", "€", "→", "♥"));
}

TEST(TextTokens, OfNothingAreNothing) {
    for (const char* text : {"", "   ", "!?.,", "the and of", "$ + ~", "\u200B", "。、！"})
        EXPECT_THAT(textTokens(text, true), IsEmpty()) << text;
    textTokens("\xFF\xFE broken \xC3", true); // no crash on bytes that are no text
}

std::vector<std::vector<std::string>> toyCorpus() {
    return {{"red", "flower"}, {"red", "red", "heart"}, {"blue", "heart", "red"}, {"blue", "sky"}, {}};
}

CountedTerms countedOf(const std::vector<std::vector<std::string>>& texts) {
    return CountedTerms::count(texts.size(), [&](std::size_t i) { return texts[i]; });
}

Tfidf fitted(const std::vector<std::vector<std::string>>& texts, int minimumCount) {
    std::vector<std::int32_t> all(texts.size());
    std::iota(all.begin(), all.end(), 0);
    return Tfidf::fit(countedOf(texts), all, minimumCount);
}

TEST(CountedTerms, AreThoseOfEachText) {
    std::mt19937 random(5);
    std::vector<std::vector<std::string>> texts(3000); // several parts, read at once
    for (auto& text : texts)
        for (unsigned i = random() % 12; i > 0; --i)
            text.push_back("word" + std::to_string(random() % 400));
    const CountedTerms counted = countedOf(texts);
    ASSERT_EQ(counted.texts(), texts.size());
    EXPECT_TRUE(std::ranges::is_sorted(counted.terms()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::map<std::string, int> expected;
        for (const std::string& term : texts[i])
            ++expected[term];
        std::map<std::string, int> found;
        for (const CountedTerms::Count& count : counted.of(i))
            found[counted.terms()[static_cast<std::size_t>(count.term)]] = count.times;
        ASSERT_EQ(found, expected) << i;
        ASSERT_TRUE(std::ranges::is_sorted(counted.of(i), {}, &CountedTerms::Count::term));
    }
}

TEST(CountedTerms, OfNoTextsAndOfEmptyOnesAreNone) {
    EXPECT_EQ(countedOf({}).texts(), 0U);
    const CountedTerms counted = countedOf({{}, {}});
    EXPECT_EQ(counted.texts(), 2U);
    EXPECT_TRUE(counted.of(1).empty());
    EXPECT_THAT(counted.terms(), IsEmpty());
}

TEST(CountedTerms, StopWhenAsked) {
    std::stop_source stop;
    EXPECT_THROW(CountedTerms::count(
                     1'000'000,
                     [&](std::size_t) {
                         stop.request_stop();
                         return std::vector<std::string>{"word"};
                     },
                     stop.get_token()),
                 Cancelled);
}

TEST(Tfidf, WeighsCountedTextsLikeSingleOnes) {
    const auto corpus = toyCorpus();
    const Tfidf tfidf = fitted(corpus, 2);
    const CountedTerms counted = countedOf(corpus);
    const SparseMatrix rows = tfidf.weigh(counted);
    const std::vector<float> shares = tfidf.knownShares(counted);
    ASSERT_EQ(rows.rows(), corpus.size());
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        SparseRow row;
        for (std::size_t at = rows.start[i]; at < rows.start[i + 1]; ++at)
            row.emplace_back(rows.columns[at], rows.values[at]);
        EXPECT_EQ(row, tfidf.weigh(corpus[i])) << i;
        EXPECT_EQ(shares[i], static_cast<float>(tfidf.knownShare(corpus[i]))) << i;
    }
}

TEST(Tfidf, AgreesWithCountingByHand) {
    const auto corpus = toyCorpus();
    const Tfidf tfidf = fitted(corpus, 2);
    EXPECT_THAT(tfidf.vocabulary(), ElementsAre("blue", "heart", "red"));
    for (const auto& document : corpus) {
        std::vector<double> expected(3);
        double square = 0;
        for (std::size_t t = 0; t < 3; ++t) {
            const std::string& term = tfidf.vocabulary()[t];
            const auto tf = std::count(document.begin(), document.end(), term);
            const auto df = std::count_if(corpus.begin(), corpus.end(), [&](const auto& other) {
                return std::find(other.begin(), other.end(), term) != other.end();
            });
            if (tf > 0)
                expected[t] = (1 + std::log(static_cast<double>(tf))) *
                              (1 + std::log(6.0 / (1.0 + static_cast<double>(df))));
            square += expected[t] * expected[t];
        }
        std::vector<double> found(3);
        for (const auto& [column, value] : tfidf.weigh(document))
            found[static_cast<std::size_t>(column)] = static_cast<double>(value);
        for (std::size_t t = 0; t < 3; ++t)
            EXPECT_NEAR(found[t], square > 0 ? expected[t] / std::sqrt(square) : 0, 1e-6);
    }
    EXPECT_THAT(tfidf.weigh(std::vector<std::string>{"unheard"}), IsEmpty());
    EXPECT_THROW(Tfidf({"a"}, {}), std::invalid_argument);
}

SparseMatrix randomSparse(std::size_t rows, std::size_t cols, unsigned seed, MatrixD& dense) {
    std::mt19937 random(seed);
    SparseMatrix sparse;
    sparse.cols = cols;
    dense = MatrixD(rows, cols);
    for (std::size_t r = 0; r < rows; ++r) {
        std::set<std::int32_t> columns;
        for (int i = 0; i < 5; ++i) // squared: few columns are common, many are rare
            columns.insert(static_cast<std::int32_t>(
                std::pow(static_cast<double>(random() % 1000) / 1000.0, 2.0) * static_cast<double>(cols)));
        for (const std::int32_t column : columns) {
            const float value = static_cast<float>(random() % 100 + 1) / 100.F;
            sparse.append(column, value);
            dense(r, static_cast<std::size_t>(column)) = static_cast<double>(value);
        }
        sparse.endRow();
    }
    return sparse;
}

void expectSvdAgrees(std::size_t rows, std::size_t cols, std::size_t components, double tolerance) {
    MatrixD dense;
    const SparseMatrix sparse = randomSparse(rows, cols, 3, dense);
    const TruncatedSvd svd = truncatedSvd(sparse, components, 1);
    // The right singular vectors are the eigenvectors of the Gram matrix, the values the roots of its own.
    const SymmetricEigen full = symmetricEigen(multiply(dense.view(), dense.view(), true), components);
    const double largest = std::sqrt(full.values[0]);
    ASSERT_EQ(svd.values.size(), components);
    for (std::size_t k = 0; k < components; ++k) {
        EXPECT_NEAR(svd.values[k], std::sqrt(full.values[k]), tolerance * largest) << k;
        double same = 0;
        for (std::size_t c = 0; c < cols; ++c)
            same += static_cast<double>(svd.basis(c, k)) * full.vectors(k, c);
        EXPECT_NEAR(std::abs(same), 1, 10 * tolerance) << k;
    }
}

TEST(TruncatedSvd, AgreesWithTheFullSvd) {
    expectSvdAgrees(80, 40, 5, 1e-5);
    expectSvdAgrees(30, 60, 3, 1e-5);
}

TEST(TruncatedSvd, AgreesWhereItIterates) {
    expectSvdAgrees(700, 450, 3, 1e-4);
}

TEST(TruncatedSvd, HasNoMoreComponentsThanTheMatrixAllows) {
    MatrixD dense;
    EXPECT_EQ(truncatedSvd(randomSparse(4, 50, 1, dense), 300, 1).basis.cols(), 4U);
}

TextFeatureOptions blocksOf(int words, int meaning) {
    TextFeatureOptions options;
    options.components = words;
    options.miniLmComponents = meaning;
    return options;
}

TextFeatureOptions withBigrams() {
    TextFeatureOptions options;
    options.bigrams = true;
    return options;
}

class TextChainTest : public testing::Test {
protected:
    TextChain fit(const TextFeatureOptions& options, Matrix& rows, const ProgressSink& progress = {},
                  const std::stop_token& stop = {}) {
        std::vector<ImageItem> images;
        std::vector<Relation::Pair> pairs;
        SplitAssignment splits;
        const auto count = static_cast<std::int32_t>(m_sentences.size());
        for (std::int32_t i = 0; i < count; ++i) {
            images.push_back({"picture" + std::to_string(i) + ".png", "", -1, "", Split::unused});
            pairs.emplace_back(i, i);
            splits.images.push_back(i < 6 ? Split::train : Split::test);
        }
        const Dataset dataset("texts", images, m_sentences, Relation(images.size(), images.size(), pairs),
                              {});
        FittedTextChain fitted =
            TextChain::fit(options, dataset, splits, m_folder.path(), stop, progress, m_encoder.make());
        rows = test::allRows(fitted);
        return fitted.chain();
    }
    const std::vector<SentenceItem>& sentences() const { return m_sentences; }

    std::vector<SentenceItem> m_sentences = {{"a red flower", "name"},      {"red flowers in a garden", ""},
                                             {"a blue heart", ""},          {"the blue sky", ""},
                                             {"a red heart", ""},           {"sky over the garden", ""},
                                             {"a zeppelin in the sky", ""}, {"zeppelin", ""}};
    test::TinyEncoder m_encoder{
        "[UNK]\n[CLS]\n[SEP]\na\nred\nblue\nflower\n##s\nsky\nheart\nin\nthe\ngarden\n"
        "over\nzeppelin\n##ward\n"};
    test::TemporaryFolder m_folder; // of the features
};

TEST_F(TextChainTest, GivesUnitRowsAndTheSameForAQuery) {
    Matrix rows;
    const TextChain chain = fit(blocksOf(4, 0), rows);
    ASSERT_EQ(rows.rows(), 8U);
    for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_NEAR(dot(rows.row(i), rows.row(i)), 1, 1e-5);
        const auto query = chain.features(sentences()[i].text);
        for (std::size_t c = 0; c < query.size(); ++c)
            EXPECT_NEAR(query[c], rows(i, c), 1e-6);
    }
    const auto same = chain.features("  A RED   Flowers ");
    EXPECT_NEAR(dot(same, rows.row(0)), 1, 1e-5);
}

TEST_F(TextChainTest, LearnsNoWordFromOutsideTraining) {
    Matrix rows;
    const TextChain chain = fit({}, rows);
    for (const float value : rows.row(7))
        EXPECT_EQ(value, 0.F); // "zeppelin" stands in held-out sentences only
    EXPECT_THAT(chain.unknownWords("The Zeppelin, a zeppelin and red skies of unheard"),
                ElementsAre("zeppelin", "unheard"));
    for (const float value : chain.features("zeppelin"))
        EXPECT_EQ(value, 0.F);
}

TEST_F(TextChainTest, ComesBackFromDisk) {
    const test::TemporaryFolder folder;
    Matrix rows;
    const TextChain chain = fit(withBigrams(), rows);
    chain.save(folder.path());
    EXPECT_EQ(TextChain::load(withBigrams(), folder.path()).features("red flower garden"),
              chain.features("red flower garden"));
    std::filesystem::resize_file(folder.path() / "text.json", 20);
    EXPECT_THROW(TextChain::load(withBigrams(), folder.path()), Error);
}

TEST_F(TextChainTest, SaysWhenNoWordIsFrequentEnough) {
    Matrix rows;
    TextFeatureOptions options;
    options.minimumCount = 100;
    EXPECT_THROW(fit(options, rows), Error);
}

TEST_F(TextChainTest, WithoutFrequentWordsAnotherBlockReadsOn) {
    Matrix rows;
    TextFeatureOptions options = blocksOf(4, 3);
    options.minimumCount = 100;
    const TextChain chain = fit(options, rows);
    EXPECT_EQ(chain.dimensions(), 3U);
    EXPECT_THAT(chain.remarks(), ElementsAre(testing::HasSubstr("No word occurs in 100 training sentences")));
    EXPECT_NEAR(dot(rows.row(0), rows.row(0)), 1, 1e-5);
    const test::TemporaryFolder stored;
    chain.save(stored.path());
    const TextChain loaded = TextChain::load(options, stored.path(), m_encoder.make());
    EXPECT_EQ(loaded.features("a red heart"), chain.features("a red heart"));
    EXPECT_THAT(loaded.unknownWords("a red heart"), ElementsAre("red", "heart"));
}

TEST_F(TextChainTest, SaysWhichSentencesItCannotRead) {
    m_sentences[1].text = "🔴 🦄";
    m_sentences[7].text = "?!";
    Matrix rows;
    const TextChain chain = fit(blocksOf(0, 4), rows);
    EXPECT_THAT(rows.row(1), testing::Each(0.F));
    EXPECT_THAT(chain.remarks(),
                ElementsAre(testing::HasSubstr("2 of 8 sentences hold no word that the features know")));
    EXPECT_THAT(chain.unknownWords("a red 🔴 🔴 heart"), ElementsAre("🔴")); // no block counts words
}

TEST_F(TextChainTest, SaysHowManySentencesAreLongerThanWhatIsRead) {
    std::string text = "red";
    for (int i = 0; i < 300; ++i)
        text += " heart";
    m_sentences[2].text = text;
    m_sentences[3].text = std::string(400, 'x'); // many bytes, one word
    Matrix rows;
    EXPECT_THAT(fit(blocksOf(4, 4), rows).remarks(),
                testing::Contains(testing::HasSubstr("1 of 8 sentences are longer")));
}

TEST_F(TextChainTest, SaysWhenTheOptionsLeaveNothing) {
    Matrix rows;
    EXPECT_THROW(fit(blocksOf(0, 0), rows), Error);
    EXPECT_THROW(TextChain::load(blocksOf(0, 0), m_folder.path(), m_encoder.make()), Error);
}

TEST(Tfidf, SaysHowMuchOfATextItKnows) {
    // Four documents; "red" in two of them, "ball" in three; "kite" is dropped as too rare.
    const std::vector<std::vector<std::string>> documents{
        {"red", "ball"}, {"red", "ball"}, {"ball"}, {"kite"}};
    const Tfidf tfidf = fitted(documents, 2);
    const double red = 1 + std::log(5.0 / 3);
    const double ball = 1 + std::log(5.0 / 4);
    const auto share = [&](std::vector<std::string> terms) { return tfidf.knownShare(terms); };
    EXPECT_EQ(share({"red", "ball"}), 1);
    EXPECT_EQ(share({"kite"}), 0);
    EXPECT_EQ(share({}), 0);
    // An unknown term weighs as much as the rarest known one.
    EXPECT_NEAR(share({"ball", "kite"}), ball / std::sqrt(ball * ball + red * red), 1e-6);
    EXPECT_NEAR(share({"red", "kite", "kite"}), 1 / std::sqrt(1 + std::pow(1 + std::log(2.0), 2)), 1e-6);
}

TEST_F(TextChainTest, JoinsWordsAndMeaningByHowMuchTheWordsKnow) {
    Matrix words;
    Matrix meaning;
    Matrix rows;
    const std::size_t w = fit(blocksOf(4, 0), words).dimensions();
    const std::size_t m = fit(blocksOf(0, 3), meaning).dimensions();
    const TextChain chain = fit(blocksOf(4, 3), rows);
    const test::TemporaryFolder stored;
    chain.save(stored.path());
    SharedWords words;
    const auto tfidf = TfidfFeatures::load({blocksOf(4, 3), stored.path(), {}, words});
    EXPECT_EQ(m, 3U);
    ASSERT_EQ(rows.cols(), w + m);
    ASSERT_EQ(chain.dimensions(), w + m);
    std::size_t whole = 0; // texts of known words alone
    for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_NEAR(dot(meaning.row(i), meaning.row(i)), 1, 1e-5);
        const double share = tfidf->knownShare(sentences()[i].text);
        whole += share == 1 ? 1 : 0;
        for (std::size_t c = 0; c < w + m; ++c)
            EXPECT_NEAR(rows(i, c),
                        (c < w ? share * words(i, c) : meaning(i, c - w)) / std::sqrt(1 + share * share),
                        1e-5)
                << i << " " << c;
    }
    EXPECT_GT(whole, 0U);
    EXPECT_EQ(chain.wordColumns(), w);
    // "zeppelin" stands in no training text: what MiniLM says of it is the whole row.
    for (std::size_t c = 0; c < w + m; ++c)
        EXPECT_NEAR(rows(7, c), c < w ? 0.F : meaning(7, c - w), 1e-5);
}

TEST_F(TextChainTest, TakesAQueryTheWayOfTheStoredSentences) {
    Matrix rows;
    const TextChain chain = fit(blocksOf(4, 5), rows);
    const test::TemporaryFolder stored;
    chain.save(stored.path());
    const TextChain loaded = TextChain::load(blocksOf(4, 5), stored.path(), m_encoder.make());
    for (std::size_t i = 0; i < sentences().size(); ++i) {
        const auto query = chain.features(sentences()[i].text);
        EXPECT_EQ(loaded.features(sentences()[i].text), query);
        for (std::size_t c = 0; c < query.size(); ++c)
            EXPECT_NEAR(query[c], rows(i, c), 1e-6) << i;
    }
    EXPECT_THAT(chain.unknownWords("a skyward zeppelin"), ElementsAre("skyward", "zeppelin"));
    const auto skyward = chain.features("skyward zeppelin");
    EXPECT_NEAR(dot(skyward, skyward), 1, 1e-5) << "MiniLM reads words that training never saw";
    // Pieces that it does not have, and punctuation, say nothing: not one and the same for all of them.
    for (const char* nothing : {"", "  \t", "\xE2\x80\x8B", "🔴", "🦄 🟢", "赤", "!?"})
        EXPECT_THAT(chain.features(nothing), testing::Each(0.F)) << nothing;
    EXPECT_THAT(chain.description(), testing::HasSubstr("+ MiniLM"));
}

TEST_F(TextChainTest, LeavesSentencesWithoutTokensZero) {
    m_sentences[1].text = " ";
    m_sentences[7].text = "";
    Matrix rows;
    fit(blocksOf(0, 4), rows);
    EXPECT_THAT(rows.row(1), testing::Each(0.F));
    EXPECT_THAT(rows.row(7), testing::Each(0.F));
    EXPECT_NEAR(dot(rows.row(0), rows.row(0)), 1, 1e-5);
    for (SentenceItem& sentence : m_sentences)
        sentence.text = "";
    EXPECT_THROW(fit(blocksOf(0, 4), rows), Error);
}

TEST_F(TextChainTest, EncodesNoTextTwice) {
    Matrix first;
    std::size_t encoded = 0;
    const auto count = [&](const Progress& progress) {
        if (progress.stage == "Encoding sentences")
            encoded = progress.done;
    };
    m_sentences.push_back(m_sentences.front()); // the same text again
    fit(blocksOf(0, 4), first, count);
    EXPECT_EQ(encoded, 8U);
    encoded = 0;
    std::filesystem::remove_all(m_encoder.folder()); // known rows need no encoder
    Matrix second;
    const TextChain chain = fit(blocksOf(0, 4), second, count);
    EXPECT_EQ(encoded, 0U);
    EXPECT_EQ(first.values(), second.values());
    EXPECT_THROW(chain.features("red"), Error);
    m_sentences[2].text = "blue hearts";
    EXPECT_THROW(fit(blocksOf(0, 4), second), Error);
}

TEST_F(TextChainTest, GoesOnWhereItWasStopped) {
    for (int i = 0; i < 600; ++i)
        m_sentences.push_back({"red flower " + std::to_string(i), ""});
    std::stop_source stop;
    std::size_t done = 0;
    const auto stopAfterABatch = [&](const Progress& progress) {
        if (progress.stage == "Encoding sentences" && progress.done > 0) {
            done = progress.done;
            stop.request_stop();
        }
    };
    Matrix rows;
    const TextFeatureOptions options = blocksOf(0, 4);
    EXPECT_THROW(fit(options, rows, stopAfterABatch, stop.get_token()), Cancelled);
    ASSERT_GT(done, 0U);
    std::size_t left = 0;
    fit(options, rows, [&](const Progress& progress) { left = std::max(left, progress.total); });
    EXPECT_EQ(done + left, m_sentences.size());
}

TEST_F(TextChainTest, RefusesComponentsOfAnotherEncoder) {
    Matrix rows;
    const TextFeatureOptions options = blocksOf(0, 4);
    const test::TemporaryFolder stored;
    fit(options, rows).save(stored.path());
    EXPECT_THROW(TextChain::load(options, stored.path()), Error) << "MiniLM has 384 values, not 64";
    std::filesystem::remove(stored.path() / "text-encoder-components.npy");
    EXPECT_THROW(TextChain::load(options, stored.path(), m_encoder.make()), Error);
}

} // namespace
} // namespace crossview
