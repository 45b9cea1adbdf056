#include "common/error.h"
#include "common/linear_algebra.h"
#include "encoders/language/mini_lm.h"
#include "sentence_reference.h"
#include "support/encoder_files.h"
#include "support/temporary_folder.h"
#include "support/tiny_bert.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

using test::BruteBert;
using test::TinyShape;
using test::tinyWeights;
using testing::HasSubstr;

WordPiece tinyTokenizer() {
    return {"[UNK]\n[CLS]\n[SEP]\na\nred\nblue\nflower\n##s\nsky\nheart\ndog\nruns\nover\nthe\n!\n.\ncat\n##"
            "ling\n",
            "tiny"};
}

/// Texts of 2 to 40 tokens (the tiny network's positions), in mixed order.
std::vector<std::string> someTexts() {
    std::vector<std::string> texts{"", "a red flower", "the dogs runs over the sky!", "unheard", "catlings"};
    std::string longer;
    for (int i = 0; i < 50; ++i) {
        longer += i % 3 == 0 ? " red heart" : i % 3 == 1 ? " blue flowers" : " the dog .";
        texts.push_back(longer);
    }
    std::swap(texts[0], texts[40]);
    return texts;
}

void expectEqualsBruteForce(const TinyShape& shape) {
    const Weights weights = tinyWeights(shape);
    const WordPiece tokenizer = tinyTokenizer();
    const MiniLm encoder(tinyTokenizer(), weights);
    ASSERT_EQ(encoder.dimensions(), shape.width);
    const auto texts = someTexts();
    const Matrix rows = encoder.encode(texts);
    const BruteBert brute(shape, weights);
    for (std::size_t i = 0; i < texts.size(); i += 3) {
        const auto expected = brute.embedding(tokenizer.ids(texts[i], shape.positions));
        for (std::size_t c = 0; c < shape.width; ++c)
            ASSERT_NEAR(rows(i, c), expected[c], 2e-6) << texts[i] << " " << c;
    }
}

TEST(MiniLm, EqualsTheFormulasInDoublePrecision) {
    expectEqualsBruteForce({});
    expectEqualsBruteForce({.width = 32, .inner = 40, .layers = 1}); // one head
    expectEqualsBruteForce({.width = 96, .inner = 384, .layers = 3});
}

TEST(MiniLm, GivesATextTheSameBitsInAnyCompany) {
    const MiniLm encoder(tinyTokenizer(), tinyWeights({}));
    const auto texts = someTexts();
    const Matrix all = encoder.encode(texts);
    EXPECT_EQ(encoder.encode(texts).values(), all.values());
    for (std::size_t i = 0; i < texts.size(); i += 7) {
        const Matrix alone = encoder.encode({&texts[i], 1});
        EXPECT_TRUE(std::ranges::equal(alone.row(0), all.row(i))) << texts[i];
    }
}

TEST(MiniLm, IsSafeFromSeveralThreads) {
    const MiniLm encoder(tinyTokenizer(), tinyWeights({}));
    const auto texts = someTexts();
    const Matrix expected = encoder.encode(texts);
    std::vector<Matrix> found(4);
    {
        std::vector<std::jthread> threads;
        for (Matrix& rows : found)
            threads.emplace_back([&] { rows = encoder.encode(texts); });
    }
    for (const Matrix& rows : found)
        EXPECT_EQ(rows.values(), expected.values());
}

TEST(MiniLm, StopsWhenAsked) {
    const MiniLm encoder(tinyTokenizer(), tinyWeights({}));
    std::stop_source stop;
    stop.request_stop();
    const auto texts = someTexts();
    EXPECT_THROW(encoder.encode(texts, stop.get_token()), Cancelled);
    EXPECT_EQ(encoder.encode({}).rows(), 0U);
}

TEST(MiniLm, RoundsToBfloat16WhereTheProcessorHasIt) {
    if (!processorHasBfloat16())
        GTEST_SKIP() << "this processor has no bfloat16";
    const TinyShape shape;
    const Weights weights = tinyWeights(shape);
    const auto texts = someTexts();
    const Matrix exact = MiniLm(tinyTokenizer(), weights).encode(texts);
    const MiniLm encoder(tinyTokenizer(), weights, EncoderPrecision::bfloat16);
    const Matrix rounded = encoder.encode(texts);
    for (std::size_t i = 0; i < texts.size(); ++i)
        EXPECT_GT(dot(exact.row(i), rounded.row(i)), 0.999F) << texts[i];
    EXPECT_NE(exact.values(), rounded.values());
}

std::string messageOf(const Weights& weights) {
    try {
        const MiniLm encoder(tinyTokenizer(), weights);
        const std::vector<std::string> texts{"a red flower"};
        encoder.encode(texts);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(MiniLm, RefusesWeightsOfAnotherNetwork) {
    EXPECT_EQ(messageOf(tinyWeights({})), "no error");
    for (const auto& [name, tensor] : tinyWeights({})) {
        Weights weights = tinyWeights({});
        weights.erase(name);
        // Without its last layer the network is a smaller one; every other tensor is missed.
        if (name != "encoder.layer.1.output.dense.weight") {
            EXPECT_THAT(messageOf(weights), HasSubstr(name)) << name;
        }
        weights = tinyWeights({});
        weights[name].shape.push_back(1);
        EXPECT_THAT(messageOf(weights), HasSubstr(name)) << name;
    }
    EXPECT_THAT(messageOf({}), HasSubstr("another network"));
    EXPECT_THAT(messageOf(tinyWeights({.width = 48})), HasSubstr("48"));
    EXPECT_THAT(messageOf(tinyWeights({.vocabulary = 17})), HasSubstr("17"));
    EXPECT_THAT(messageOf(tinyWeights({.positions = 1})), HasSubstr("place"));
    Weights broken = tinyWeights({});
    const std::vector<float> notNumbers(64, NAN);
    broken["encoder.layer.0.output.LayerNorm.weight"].values = notNumbers;
    EXPECT_THAT(messageOf(broken), HasSubstr("finite"));
}

TEST(MiniLm, NamesTheFileThatIsWrong) {
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "vocab.txt", "[UNK]\n[CLS]\n[SEP]\n");
    writeFileAtomically(folder / "model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10));
    try {
        MiniLm::load(folder / "vocab.txt", folder / "model.safetensors");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("model.safetensors"));
    }
}

class RealMiniLm : public testing::Test {
protected:
    void SetUp() override {
        m_vocabulary = test::encoderFileIfHere("minilm-l6", "vocab.txt");
        m_model = test::encoderFileIfHere("minilm-l6", "model.safetensors");
        if (m_vocabulary.empty() || m_model.empty())
            GTEST_SKIP() << "MiniLM is not on this machine: crossview-cli encoders fetch minilm-l6";
        for (const auto& sentence : test::referenceSentences())
            m_texts.push_back(sentence.text);
    }
    std::filesystem::path m_vocabulary;
    std::filesystem::path m_model;
    std::vector<std::string> m_texts;
};

TEST_F(RealMiniLm, EqualsTheReference) {
    const Matrix rows = MiniLm::load(m_vocabulary, m_model)->encode(m_texts);
    const auto expected = test::referenceSentences();
    ASSERT_EQ(rows.cols(), 384U);
    float worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        for (std::size_t c = 0; c < rows.cols(); ++c)
            worst = std::max(worst, std::abs(rows(i, c) - expected[i].embedding[c]));
    RecordProperty("largest_difference", std::to_string(worst));
    EXPECT_LT(worst, 1e-5F); // the reference has six decimals
}

TEST_F(RealMiniLm, StaysNearTheReferenceInBfloat16) {
    if (!processorHasBfloat16())
        GTEST_SKIP() << "this processor has no bfloat16";
    const auto encoder = MiniLm::load(m_vocabulary, m_model, EncoderPrecision::bfloat16);
    const Matrix rows = encoder->encode(m_texts);
    const auto expected = test::referenceSentences();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        float worst = 0;
        for (std::size_t c = 0; c < rows.cols(); ++c)
            worst = std::max(worst, std::abs(rows(i, c) - expected[i].embedding[c]));
        EXPECT_LT(worst, 0.01F) << m_texts[i];
        EXPECT_GT(dot(rows.row(i), expected[i].embedding), 0.999F) << m_texts[i];
    }
}

} // namespace
} // namespace crossview
