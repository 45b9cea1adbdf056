// Blocks of word vectors: the mean and the Fisher vector of a text, held against both written out.
#include "features/text/word_vector_block.h"

#include "all_rows.h"
#include "common/hash.h"
#include "features/feature_keys.h"
#include "features/fisher/mixture_file.h"
#include "features/text/text_chain.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kTexts = {"a red flower",   "red flowers in a garden", "the blue heart",
                                         "a blue sky",     "heart, red and blue",     "garden and sky",
                                         "the flower sky", "a garden of hearts"};
constexpr std::size_t kTraining = 6; // the last two are for the test

/// Every text describes a picture of its own.
class WordBlocks : public testing::Test {
protected:
    WordBlocks() {
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
        for (std::size_t i = kTraining; i < kTexts.size(); ++i)
            m_splits.images[i] = Split::test;
        m_options.components = 0;
        m_options.minimumCount = 1;
        m_options.fisherCentres = 2;
    }
    void takeFile(const std::string& content) {
        m_options.words.file = m_folder.path() / "vectors.txt";
        std::ofstream(m_options.words.file, std::ios::binary) << content;
    }
    TextChain fit() {
        FittedTextChain fitted = TextChain::fit(m_options, m_dataset, m_splits, m_folder.path(), {}, {});
        m_rows = test::allRows(fitted);
        m_remarks = fitted.chain().remarks();
        return fitted.chain();
    }
    /// The chain, and that it gives the same after it was stored.
    TextChain fitAndReload() {
        const TextChain chain = fit();
        const test::TemporaryFolder stored;
        chain.save(stored.path());
        const TextChain loaded = TextChain::load(m_options, stored.path());
        EXPECT_EQ(loaded.description(), chain.description());
        for (std::size_t i = 0; i < kTexts.size(); ++i) {
            const auto row = loaded.features(kTexts[i]);
            EXPECT_EQ(row, chain.features(kTexts[i])) << kTexts[i];
            for (std::size_t c = 0; c < row.size(); ++c)
                EXPECT_NEAR(row[c], m_rows(i, c), 1e-6) << kTexts[i];
        }
        return loaded;
    }

    Dataset m_dataset{"", {}, {}, {}, {}};
    SplitAssignment m_splits;
    TextFeatureOptions m_options;
    test::TemporaryFolder m_folder;
    Matrix m_rows;
    std::vector<std::string> m_remarks;
};

const std::string kVectors = "red 3 4 0\nflower 0 2 0\ngarden 0 0 5\nblue 1 0 0\nsky 0 6 8\nheart 1 1 1\n";

TEST_F(WordBlocks, TakeTheMeanOfUnitVectors) {
    takeFile(kVectors);
    m_options.meanComponents = 300; // more than there are: all three, and no PCA
    const TextChain chain = fitAndReload();
    EXPECT_EQ(chain.dimensions(), 3U);
    EXPECT_EQ(chain.description(), "mean of 6 word vectors of vectors.txt, 3-D");
    // red is (0.6, 0.8, 0) and flower (0, 1, 0); "a" has no vector. float16 rounds by up to 1/2048.
    const double length = std::sqrt(0.6 * 0.6 + 1.8 * 1.8);
    const auto row = chain.features("a red flower");
    EXPECT_NEAR(row[0], 0.6 / length, 1e-3);
    EXPECT_NEAR(row[1], 1.8 / length, 1e-3);
    EXPECT_EQ(row[2], 0);
    EXPECT_THAT(m_remarks, IsEmpty());
}

TEST_F(WordBlocks, SayWhichSentencesHoldNoKnownWordAndNeverNaN) {
    takeFile("red 3 4 0\nnothing 0 0 0\nflower 0 2 0\nblue 1 2 2\n");
    m_options.meanComponents = 2;
    m_options.fisherComponents = 2;
    const TextChain chain = fit();
    for (const float value : m_rows.values())
        EXPECT_TRUE(std::isfinite(value));
    EXPECT_THAT(m_remarks,
                testing::Contains(HasSubstr("2 of 8 sentences hold no word that the features know")));
    EXPECT_THAT(m_remarks, testing::Contains(HasSubstr("\"garden and sky\"")));
    for (const char* text : {"garden and sky", "nothing", "", "\xFF"})
        EXPECT_THAT(chain.features(text), testing::Each(0.F)) << text;
    EXPECT_THAT(chain.unknownWords("The Garden of red gardens, garden"), ElementsAre("garden", "gardens"))
        << "stop words say nothing";
    EXPECT_THAT(chain.unknownWords("nothing"), ElementsAre("nothing")) << "a vector of zeros is none";
}

/// The Fisher vector of a text as the chain is to make it, before PCA.
std::vector<double> fisherOf(const WordTable& table, const Mixture& mixture, const std::string& text) {
    const WordsFound found = table.find(text);
    MatrixD points(found.rows.size(), table.dimensions());
    for (std::size_t t = 0; t < points.rows(); ++t)
        for (std::size_t c = 0; c < points.cols(); ++c)
            points(t, c) = 10.0 * double{table.vectors()(static_cast<std::size_t>(found.rows[t]), c)};
    std::vector<double> vector = mixture.fisherVector(points);
    normaliseFisherVector(vector);
    return vector;
}

TEST_F(WordBlocks, TakeFisherVectorsUnderTheMixtureThatIsStored) {
    takeFile(kVectors);
    m_options.fisherComponents = 100; // of 2 * 2 * 3: all, no PCA
    const TextChain chain = fitAndReload();
    ASSERT_EQ(chain.dimensions(), 12U);
    EXPECT_EQ(chain.description(), "HGLMM Fisher vector of 6 word vectors of vectors.txt, 12-D");
    const test::TemporaryFolder stored;
    chain.save(stored.path());
    const Mixture mixture = readMixture(stored.path() / "fisher-mixture.npy");
    SharedWords words;
    WordSpace::loaded({m_options, stored.path(), {}, words});
    for (const std::string& text : kTexts) {
        const auto expected = fisherOf(words->table(), mixture, text);
        const auto row = chain.features(text);
        for (std::size_t c = 0; c < row.size(); ++c)
            EXPECT_NEAR(row[c], expected[c], 1e-6) << text;
    }
}

TEST_F(WordBlocks, ReduceFisherVectorsByComponentsOfTrainingSentences) {
    takeFile(kVectors);
    m_options.fisherComponents = 100;
    fit();
    const Matrix whole = m_rows;
    m_options.fisherComponents = 5; // as many as six training sentences have
    const TextChain chain = fitAndReload();
    ASSERT_EQ(chain.dimensions(), 5U);
    // All components of training sentences are kept, so that their angles about the mean are.
    std::vector<double> mean(whole.cols());
    for (std::size_t i = 0; i < kTraining; ++i)
        for (std::size_t c = 0; c < whole.cols(); ++c)
            mean[c] += double{whole(i, c)} / double(kTraining);
    const auto cosine = [](std::span<const double> a, std::span<const double> b) {
        double ab = 0, aa = 0, bb = 0;
        for (std::size_t c = 0; c < a.size(); ++c) {
            ab += a[c] * b[c];
            aa += a[c] * a[c];
            bb += b[c] * b[c];
        }
        return ab / std::sqrt(aa * bb);
    };
    const auto centred = [&](std::size_t i) {
        std::vector<double> row(whole.row(i).begin(), whole.row(i).end());
        for (std::size_t c = 0; c < row.size(); ++c)
            row[c] -= mean[c];
        return row;
    };
    for (std::size_t i = 0; i < kTraining; ++i)
        for (std::size_t j = 0; j < kTraining; ++j) {
            const std::vector<double> a(m_rows.row(i).begin(), m_rows.row(i).end());
            const std::vector<double> b(m_rows.row(j).begin(), m_rows.row(j).end());
            EXPECT_NEAR(cosine(a, b), cosine(centred(i), centred(j)), 1e-5) << i << " and " << j;
        }
}

TEST_F(WordBlocks, AreTrainedOnTrainingSentencesWhereThereIsNoFile) {
    m_options.meanComponents = 3;
    m_options.fisherComponents = 4;
    m_options.words.dimensions = 3;
    const TextChain chain = fitAndReload();
    EXPECT_EQ(chain.dimensions(), 7U);
    EXPECT_THAT(chain.description(), HasSubstr("trained word vectors"));
    EXPECT_THAT(chain.unknownWords("of hearts in a sky"), ElementsAre("hearts"))
        << "stands only in a test sentence, and is too short to be mended to \"heart\"";
    // Whatever the test sentences are: nothing of what is fitted changes.
    const auto before = chain.features("a red heart");
    auto sentences = m_dataset.sentences();
    std::vector<ImageItem> images = m_dataset.images();
    sentences[6].text = "sky heart sky heart red";
    sentences[7].text = "unheard words";
    std::vector<Relation::Pair> pairs;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(kTexts.size()); ++i)
        pairs.emplace_back(i, i);
    m_dataset = {"texts", images, sentences, Relation(kTexts.size(), kTexts.size(), pairs), {}};
    EXPECT_EQ(fit().features("a red heart"), before);
}

TEST_F(WordBlocks, FitNothingOnWordsThatOnlyTestSentencesHold) {
    m_options.words.frequentWords = 0; // only words of sentences are kept
    m_options.fisherComponents = 100;
    takeFile(kVectors + "hearts 50 -3 7\n");
    const TextChain with = fit();
    EXPECT_THAT(with.unknownWords("hearts"), IsEmpty()) << "but it can be read";
    takeFile(kVectors);
    EXPECT_EQ(with.features("red sky"), fit().features("red sky"));
}

TEST_F(WordBlocks, ReadTextsToComeWithFrequentWordsOfTheFile) {
    takeFile("zebra 1 2 3\n" + kVectors + "okapi 3 2 1\n");
    m_options.meanComponents = 3;
    m_options.words.frequentWords = 1;
    EXPECT_THAT(fit().unknownWords("zebra okapi"), ElementsAre("okapi"));
    m_options.words.frequentWords = 7;
    EXPECT_THAT(fit().unknownWords("zebra okapi"), ElementsAre("okapi"));
    m_options.words.frequentWords = 8;
    const TextChain chain = fit();
    EXPECT_THAT(chain.unknownWords("zebra okapi"), IsEmpty());
    std::filesystem::remove(m_options.words.file);
    EXPECT_NEAR(chain.features("zebra")[2], 3 / std::sqrt(14.0), 1e-3) << "the file is not needed any more";
}

TEST_F(WordBlocks, TurnWordVectorsWithoutChangingTheirLength) {
    takeFile(kVectors);
    m_options.meanComponents = 3;
    const TextChain plain = fit();
    m_options.words.transform = WordTransform::pca;
    const TextChain turned = fitAndReload();
    const auto cosine = [](const std::vector<float>& a, const std::vector<float>& b) {
        double sum = 0;
        for (std::size_t c = 0; c < a.size(); ++c)
            sum += double{a[c]} * double{b[c]};
        return sum;
    };
    EXPECT_NE(turned.features("red sky"), plain.features("red sky"));
    for (const std::string& one : kTexts)
        for (const std::string& other : kTexts)
            EXPECT_NEAR(cosine(turned.features(one), turned.features(other)),
                        cosine(plain.features(one), plain.features(other)), 3e-3)
                << "a rotation, rounded to float16";
    m_options.words.transform = WordTransform::ica;
    const TextChain independent = fitAndReload();
    for (const std::string& text : kTexts)
        EXPECT_NEAR(cosine(independent.features(text), independent.features(text)), 1, 1e-5);
    EXPECT_GT(std::abs(cosine(independent.features("red"), independent.features("sky")) -
                       cosine(plain.features("red"), plain.features("sky"))),
              0.01)
        << "whitened, not only turned";
}

TEST_F(WordBlocks, CountAsMuchAsTheyKnowBesideOtherBlocks) {
    takeFile("red 3 4 0\nflower 0 2 0\n");
    SharedWords words;
    std::vector<std::string> remarks;
    const TextFitInput input{m_options, m_dataset, m_splits, m_folder.path(), {}, {}, {}, remarks, words};
    const SharedWords space = WordSpace::fitted(input);
    EXPECT_EQ(WordSpace::fitted(input), space) << "fitted once for all blocks";
    EXPECT_EQ(space->knownShare("a red flower"), 1) << "\"a\" says nothing";
    EXPECT_EQ(space->knownShare("the red sky"), 0.5);
    EXPECT_EQ(space->knownShare("red red sky"), 2.0 / 3);
    EXPECT_EQ(space->knownShare("sky"), 0);
    EXPECT_EQ(space->knownShare(""), 0);
}

TEST_F(WordBlocks, SayWhatToDoWhereThereAreNoVectors) {
    m_options.meanComponents = 2;
    m_options.minimumCount = 50;
    EXPECT_THAT(test::messageOf([&] { fit(); }), HasSubstr("lower the minimum count of words"));
    takeFile("red 0 0 0\nsky 0 0 0\n");
    EXPECT_THAT(test::messageOf([&] { fit(); }), HasSubstr("are zero"));
    takeFile("zebra 1 2 3\n");
    EXPECT_THAT(test::messageOf([&] { fit(); }), HasSubstr("No training sentence has a word with a vector"));
    takeFile("hearts 1 2 3\n");
    m_options.words.frequentWords = 0;
    EXPECT_THAT(test::messageOf([&] { fit(); }), HasSubstr("none of the words of the training sentences"));
    m_options.words.file = m_folder.path() / "gone.txt";
    EXPECT_THAT(test::messageOf([&] { wordFileIdentity(m_options, m_folder.path()); }),
                HasSubstr("is not there"));
}

TEST_F(WordBlocks, RefuseWhatIsDamagedOnDisk) {
    takeFile(kVectors);
    m_options.meanComponents = 2;
    m_options.fisherComponents = 3;
    const TextChain chain = fit();
    const test::TemporaryFolder stored;
    std::set<std::string> files;
    chain.save(stored.path());
    for (const auto& entry : std::filesystem::directory_iterator(stored.path()))
        files.insert(entry.path().filename().string());
    EXPECT_THAT(files,
                ElementsAre("fisher-components.npy", "fisher-mean.npy", "fisher-mixture.npy",
                            "mean-vector-components.npy", "mean-vector-mean.npy", "words.json", "words.npy"));
    for (const std::string& name : files) {
        chain.save(stored.path());
        EXPECT_NO_THROW(TextChain::load(m_options, stored.path()));
        const auto file = stored.path() / name;
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
        EXPECT_THROW(TextChain::load(m_options, stored.path()), Error) << name << " cut off";
        chain.save(stored.path());
        std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(-60, std::ios::end);
        damaged.put('\x7E');
        damaged.close();
        EXPECT_THROW(TextChain::load(m_options, stored.path()), Error) << name << " with another byte";
        std::filesystem::remove(file);
        EXPECT_THROW(TextChain::load(m_options, stored.path()), Error) << name << " gone";
    }
    // Whole files that do not belong together.
    chain.save(stored.path());
    writeMixture(stored.path() / "fisher-mixture.npy",
                 Mixture({{1}, MatrixD(1, 2, {0, 0}), MatrixD(1, 2, {1, 1}), {0, 1}}));
    EXPECT_THAT(test::messageOf([&] { TextChain::load(m_options, stored.path()); }),
                HasSubstr("does not fit its word vectors"));
}

TEST_F(WordBlocks, NameFeaturesByEverythingThatTheyDependOn) {
    FeatureOptions options;
    std::string file;
    const auto key = [&] { return featureKeys(m_dataset, m_splits, options, {}, {}, file).sentences; };
    const std::string plain = key();
    options.text.words = {"x", WordTransform::ica, 5, 6, 7};
    options.text.fisherCentres = 5;
    EXPECT_EQ(key(), plain) << "no block is made of word vectors";
    options = {};
    std::map<std::string, std::string> seen{{"plain", plain}};
    const auto expectNew = [&](const std::string& what,
                               const std::function<void(TextFeatureOptions&)>& change) {
        const FeatureOptions before = options;
        change(options.text);
        for (const auto& [other, otherKey] : seen)
            EXPECT_NE(key(), otherKey) << what << " and " << other;
        seen[what] = key();
        options = before;
    };
    expectNew("mean alone", [](auto& o) { o.meanComponents = 30; });
    expectNew("both", [](auto& o) { o.meanComponents = o.fisherComponents = 30; });
    options.text.fisherComponents = 30;
    expectNew("Fisher", [](auto&) {});
    expectNew("dimensions", [](auto& o) { o.fisherComponents = 31; });
    expectNew("centres", [](auto& o) { o.fisherCentres = 31; });
    expectNew("mixture", [](auto& o) { o.fisherMixture = MixtureKind::gaussian; });
    expectNew("transform", [](auto& o) { o.words.transform = WordTransform::ica; });
    expectNew("trained dimensions", [](auto& o) { o.words.dimensions = 200; });
    expectNew("window", [](auto& o) { o.words.window = 5; });
    expectNew("seed", [](auto& o) { o.seed = 2; });
    expectNew("minimum count", [](auto& o) { o.minimumCount = 3; });
    file = "sum of a file";
    expectNew("file", [](auto&) {});
    expectNew("frequent words", [](auto& o) { o.words.frequentWords = 10; });
    file = "sum of another file";
    expectNew("another file", [](auto&) {});
}

TEST_F(WordBlocks, KnowTheirFileByWhatItHolds) {
    takeFile(kVectors);
    EXPECT_EQ(wordFileIdentity(m_options, m_folder.path()), "") << "no block needs it";
    m_options.meanComponents = 2;
    const std::string identity = wordFileIdentity(m_options, m_folder.path());
    EXPECT_EQ(identity.size(), 64U);
    std::filesystem::remove(m_options.words.file);
    EXPECT_EQ(wordFileIdentity(m_options, m_folder.path()), identity) << "stored features outlive their file";
    takeFile(kVectors + "more 1 2 3\n");
    EXPECT_NE(wordFileIdentity(m_options, m_folder.path()), identity);
    m_options.words.file = m_folder.path();
    EXPECT_THAT(test::messageOf([&] { wordFileIdentity(m_options, m_folder.path()); }),
                HasSubstr("is no ordinary file"));
}

TEST_F(WordBlocks, StopWhereverTheyAre) {
    m_options.meanComponents = 2;
    m_options.fisherComponents = 3;
    m_options.words.transform = WordTransform::ica;
    std::set<std::string> stages;
    FittedTextChain whole = TextChain::fit(m_options, m_dataset, m_splits, m_folder.path(), {},
                                           [&](const Progress& p) { stages.insert(p.stage); });
    EXPECT_GE(stages.size(), 4U);
    for (const std::string& stage : stages) {
        std::stop_source stop;
        EXPECT_THROW(TextChain::fit(m_options, m_dataset, m_splits, m_folder.path(), stop.get_token(),
                                    [&](const Progress& p) {
                                        if (p.stage == stage)
                                            stop.request_stop();
                                    }),
                     Cancelled)
            << stage;
    }
}

} // namespace
} // namespace crossview
