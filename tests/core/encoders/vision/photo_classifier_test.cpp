#include "encoders/vision/class_names.h"
#include "encoders/vision/image_encoder.h"
#include "support/encoder_files.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crossview {
namespace {

TEST(ImagenetClassNames, AreAThousandInTheOrderOfIlsvrc2012) {
    const auto names = imagenetClassNames();
    ASSERT_EQ(names.size(), 1000U);
    EXPECT_EQ(names[0], "tench, Tinca tinca");
    EXPECT_EQ(names[627], "limousine, limo");
    EXPECT_EQ(names[999], "toilet tissue, toilet paper, bathroom tissue");
    EXPECT_TRUE(std::ranges::none_of(names, &std::string::empty));
    // "crane" is a bird and a machine.
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 999U);
}

class PhotoClassifierReference : public testing::TestWithParam<const char*> {};

TEST_P(PhotoClassifierReference, NamesThePictureAsPyTorchDoes) {
    const EncoderEntry& entry = encoderEntry(GetParam());
    if (!encoderIsHere(entry))
        GTEST_SKIP() << entry.name << " is not here: crossview-cli encoders fetch " << entry.name;
    std::ifstream file(std::string(CROSSVIEW_TEST_DATA) + "/encoder_reference.json");
    const auto reference = nlohmann::json::parse(file)["image"][GetParam()];
    const auto pooled = reference["pooled"].get<std::vector<float>>();
    const ImageEncoder encoder(entry, EncoderPrecision::float32);
    const PhotoClassifier& classifier = encoder.classifier();
    ASSERT_EQ(classifier.weights.rows(), imagenetClassNames().size());
    std::vector<double> logits(classifier.bias.begin(), classifier.bias.end());
    for (std::size_t c = 0; c < logits.size(); ++c)
        logits[c] += std::inner_product(pooled.begin(), pooled.end(), classifier.weights.row(c).begin(), 0.0);
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, std::greater(), [&](std::size_t c) { return logits[c]; });
    for (std::size_t place = 0; place < 5; ++place) {
        const auto expected = reference["logits_top5"][place];
        EXPECT_EQ(order[place], expected[0].get<std::size_t>()) << "place " << place;
        EXPECT_NEAR(logits[order[place]], expected[1].get<double>(), 1e-3); // six digits are written there
    }
}

INSTANTIATE_TEST_SUITE_P(Networks, PhotoClassifierReference,
                         testing::Values("efficientnet-lite0", "efficientnet-lite2"),
                         [](const auto& network) { return std::string(network.param).substr(13); });

} // namespace
} // namespace crossview
