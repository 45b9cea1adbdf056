#include "common/error.h"
#include "options/run_options.h"
#include "support/message_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

namespace crossview::test {
namespace {

using testing::HasSubstr;

const OptionField& field(std::string_view key) {
    for (const OptionField& candidate : optionFields())
        if (candidate.key == key)
            return candidate;
    throw std::out_of_range(std::string(key));
}

TEST(Options, EveryFieldIsDescribedOnceWithAPlainSentence) {
    std::set<std::string> keys;
    for (const OptionField& candidate : optionFields()) {
        SCOPED_TRACE(candidate.key);
        EXPECT_TRUE(keys.insert(candidate.key).second);
        EXPECT_FALSE(candidate.label.empty());
        EXPECT_TRUE(candidate.help.ends_with('.'));
        EXPECT_FALSE(candidate.section.empty());
    }
    EXPECT_EQ(keys.size(), 87U) << "a new option needs a field, and a look at this number";
    EXPECT_EQ(field("loss.margin").label, "Margin m");
    EXPECT_EQ(field("loss.lambda1").label, "λ₁ sentence → image");
    EXPECT_EQ(field("loss.topK").label, "Top K violations");
    EXPECT_EQ(field("network.hiddenUnits").label, "Hidden units");
}

TEST(Options, OnlyTheValuesOfLiveOptionsMayChangeInARun) {
    std::set<std::string> live;
    for (const OptionField& candidate : optionFields())
        if (candidate.live)
            live.insert(candidate.key);
    EXPECT_EQ(live, (std::set<std::string>{"loss.lambda1", "loss.lambda2", "loss.lambda3", "loss.margin",
                                           "loss.topK", "optimiser.learningRate"}));
}

TEST(Options, EveryFieldWritesWhatItReads) {
    for (const OptionField& candidate : optionFields()) {
        SCOPED_TRACE(candidate.key);
        RunOptions options = preset("tpami");
        const OptionValue before = candidate.get(options);
        candidate.set(options, before);
        EXPECT_EQ(candidate.get(options), before);
        // A changed value changes this field and no other.
        OptionValue other = before;
        if (!candidate.choices.empty())
            other = candidate.choices.front() == std::get<std::string>(before) ? candidate.choices.back()
                                                                               : candidate.choices.front();
        else if (const auto* toggle = std::get_if<bool>(&before))
            other = !*toggle;
        else if (std::holds_alternative<std::string>(before))
            other = candidate.key.ends_with(".mean") || candidate.key.ends_with(".std")
                        ? std::string("1 2.5 3")
                        : std::string("cuda:1");
        else
            other = std::holds_alternative<double>(before)
                        ? OptionValue(candidate.maximum)
                        : OptionValue(static_cast<std::int64_t>(candidate.maximum));
        candidate.set(options, other);
        EXPECT_EQ(candidate.get(options), other);
        for (const OptionField& rest : optionFields())
            if (rest.key != candidate.key) {
                EXPECT_EQ(rest.get(options), rest.get(preset("tpami"))) << rest.key;
            }
    }
}

TEST(Options, ValuesOutsideTheRangeNameTheKeyAndTheRange) {
    RunOptions options;
    EXPECT_THAT(messageOf([&] { setOption(options, "network.dropout", "1.5"); }),
                testing::AllOf(HasSubstr("network.dropout"), HasSubstr("0.95"), HasSubstr("1.5")));
    EXPECT_THAT(messageOf([&] { setOption(options, "network.hiddenUnits", "12.5"); }),
                HasSubstr("whole number"));
    EXPECT_THAT(messageOf([&] { setOption(options, "network.hiddenUnits", "many"); }), HasSubstr("many"));
    EXPECT_THAT(messageOf([&] { setOption(options, "loss.margin", "nan"); }), HasSubstr("loss.margin"));
    EXPECT_THAT(messageOf([&] { setOption(options, "loss.margin", "inf"); }), HasSubstr("loss.margin"));
    EXPECT_THAT(messageOf([&] { setOption(options, "loss.margin", ""); }), HasSubstr("loss.margin"));
    EXPECT_THAT(messageOf([&] { setOption(options, "network.batchNorm", "middle"); }),
                HasSubstr("none, first, last"));
    EXPECT_THAT(messageOf([&] { setOption(options, "batch.maskConcepts", "maybe"); }),
                HasSubstr("true or false"));
    EXPECT_THAT(messageOf([&] { setOption(options, "device", "gpu"); }), HasSubstr("cpu"));
    EXPECT_THAT(messageOf([&] { setOption(options, "device", "cuda:"); }), HasSubstr("cpu"));
    EXPECT_THAT(messageOf([&] { setOption(options, "margin", "0.1"); }), HasSubstr("loss.margin"));
    EXPECT_THAT(messageOf([&] { setOption(options, "nonsense", "0.1"); }), HasSubstr("nonsense"));
    EXPECT_EQ(toJson(options), toJson(RunOptions{})) << "a refused value changes nothing";
}

TEST(Options, ANetworkOfOnesOwnIsDescribedInText) {
    const std::string key = "features.image.network.";
    RunOptions options;
    setOption(options, key + "file", " /data/my network.onnx ");
    setOption(options, key + "components", "40");
    setOption(options, key + "mean", "103.939, 116.779,123.68");
    setOption(options, key + "std", "1 1 1");
    setOption(options, key + "order", "bgr");
    setOption(options, key + "crop", "whole");
    setOption(options, key + "tenCrop", "on");
    setOption(options, key + "size", "299");
    setOption(options, key + "resize", "320");
    setOption(options, key + "layer", "features.28");
    NetworkRecipe expected;
    expected.file = "/data/my network.onnx";
    expected.size = 299;
    expected.resize = 320;
    expected.fit = PictureFit::square;
    expected.tenCropMean = true;
    expected.mean = {103.939F, 116.779F, 123.68F};
    expected.deviation = {1, 1, 1};
    expected.channels = ChannelOrder::bgr;
    expected.layer = "features.28";
    EXPECT_EQ(options.features.image.network, expected);
    EXPECT_EQ(options.features.image.networkComponents, 40);
    const RunOptions again = runOptionsFromJson(toJson(options));
    EXPECT_EQ(again.features.image.network, expected);
    EXPECT_EQ(again.features.image.networkComponents, 40);
}

TEST(Options, NumbersOfColoursThatCannotBeAreRefused) {
    RunOptions options;
    for (const char* text : {"", "1 2", "1 2 3 4", "1 2 x", "nan 1 1", "1 inf 2", "1e99 1 1"})
        for (const char* key : {"features.image.network.mean", "features.image.network.std"})
            EXPECT_THAT(messageOf([&] { setOption(options, key, text); }),
                        testing::AllOf(HasSubstr(key), HasSubstr("three numbers")))
                << text;
    for (const char* text : {"0 1 1", "1 -1 1"})
        EXPECT_THAT(messageOf([&] { setOption(options, "features.image.network.std", text); }),
                    HasSubstr("above 0"));
    // torchvision's pages speak of pixels from 0 to 1.
    EXPECT_THAT(messageOf([&] { setOption(options, "features.image.network.mean", "0.485 0.456 0.406"); }),
                HasSubstr("write \"123.675 116.28 103.53\""));
    EXPECT_THAT(messageOf([&] { setOption(options, "features.image.network.std", "0.229 0.224 0.225"); }),
                HasSubstr("write \"58.395 57.12 57.375\""));
    for (const std::string& text : {std::string("two\nlines"), std::string("\xFF"), std::string(5000, 'x')})
        for (const char* key : {"features.image.network.file", "features.image.network.layer"})
            EXPECT_THAT(messageOf([&] { setOption(options, key, text); }), HasSubstr(key));
    EXPECT_EQ(toJson(options), toJson(RunOptions{}));
}

TEST(Options, AreReadFromText) {
    RunOptions options;
    setOption(options, "loss.margin", " 0.25 ");
    setOption(options, "loss.topK", "7");
    setOption(options, "batch.textUnit", "mixed");
    setOption(options, "batch.maskConcepts", "on");
    setOption(options, "split.method", "file");
    setOption(options, "device", "cuda:1");
    setOption(options, "precision", "bfloat16");
    EXPECT_EQ(options.precision, Precision::bfloat16);
    EXPECT_EQ(options.loss.margin, 0.25);
    EXPECT_EQ(options.loss.topK, 7);
    EXPECT_EQ(options.batch.textUnit, TextUnit::mixed);
    EXPECT_TRUE(options.batch.maskConcepts);
    EXPECT_EQ(options.split.method, SplitMethod::fromFile);
    EXPECT_EQ(options.device, "cuda:1");
}

TEST(Options, GoThroughJsonUnchanged) {
    for (const std::string& name : presetNames()) {
        RunOptions options = preset(name);
        options.loss.margin = 0.123456789012345;
        options.seed = 4294967295ULL;
        const std::string json = toJson(options);
        EXPECT_EQ(toJson(runOptionsFromJson(json)), json);
        EXPECT_EQ(nlohmann::json::parse(json).size(), optionFields().size() + 1);
    }
}

TEST(Options, JsonWithGapsFollowsItsPresetAndForeignKeysAreIgnored) {
    const RunOptions options =
        runOptionsFromJson(R"({"preset": "cvpr2016", "loss.margin": 1, "from.tomorrow": [1, 2]})");
    EXPECT_EQ(options.preset, "cvpr2016");
    EXPECT_EQ(options.loss.margin, 1);
    EXPECT_EQ(options.batch.images, 1500);
    EXPECT_EQ(runOptionsFromJson(R"({"preset": "from-tomorrow"})").preset, "from-tomorrow");
}

TEST(Options, DamagedJsonIsRefused) {
    for (const char* text : {"", "[]", "{", "null", "{\"loss.margin\": \"much\"}", "{\"loss.margin\": 99}",
                             "{\"loss.topK\": 1.5}", "{\"preset\": 3}", "{\"loss.margin\": null}",
                             "{\"network.batchNorm\": 1}", "{\"batch.maskConcepts\": 1}"})
        EXPECT_THROW(runOptionsFromJson(text), Error) << text;
}

TEST(Presets, HoldThePublishedConstants) {
    EXPECT_EQ(presetNames(),
              (std::vector<std::string>{"cvpr2016", "tpami", "picture-book", "vse0", "vse++"}));
    const RunOptions cvpr = preset("cvpr2016");
    EXPECT_EQ(cvpr.optimiser.kind, OptimiserKind::sgd);
    EXPECT_EQ(cvpr.optimiser.learningRate, 0.1);
    EXPECT_EQ(cvpr.optimiser.momentum, 0.9);
    EXPECT_EQ(cvpr.optimiser.weightDecay, 5e-4);
    EXPECT_EQ(cvpr.batch.images, 1500);
    EXPECT_EQ(cvpr.batch.sentencesPerImage, 2);
    EXPECT_EQ(cvpr.loss.margin, 0.1);
    EXPECT_EQ(cvpr.loss.lambda1, 2);
    EXPECT_EQ(cvpr.loss.lambda2, 0);
    EXPECT_EQ(cvpr.loss.lambda3, 0.2);
    EXPECT_EQ(cvpr.loss.topK, 50);
    EXPECT_EQ(cvpr.network.batchNorm, BatchNorm::last);
    const RunOptions tpami = preset("tpami");
    EXPECT_EQ(tpami.optimiser.kind, OptimiserKind::adam);
    EXPECT_EQ(tpami.optimiser.learningRate, 1e-4);
    EXPECT_EQ(tpami.optimiser.decay, 0.794);
    EXPECT_EQ(tpami.loss.margin, 0.05);
    EXPECT_EQ(tpami.loss.lambda1, 1.5);
    EXPECT_EQ(tpami.loss.lambda3, 0.05);
    EXPECT_EQ(tpami.loss.topK, 10);
    EXPECT_EQ(tpami.network.batchNorm, BatchNorm::first);
    EXPECT_EQ(tpami.loss.structurePositives, StructurePositives::hardest);
    EXPECT_EQ(preset("vse0").loss.topK, 0);
    EXPECT_EQ(preset("vse++").loss.topK, 1);
    EXPECT_EQ(preset("vse++").loss.margin, 0.2);
    EXPECT_EQ(preset("vse++").loss.distance, Distance::negativeDot);
    EXPECT_EQ(preset("vse++").loss.reduction, Reduction::sum);
    EXPECT_EQ(preset("vse++").batch.images, 128);
    for (const std::string& name : presetNames())
        EXPECT_EQ(preset(name).loss.objective, Objective::ranking) << "the paper's loss is the default";
    EXPECT_EQ(runOptionsFromJson(R"({"loss.margin": 0.1})").loss.objective, Objective::ranking)
        << "a run of before the option";
    EXPECT_EQ(cvpr.precision, Precision::float32) << "the papers' runs do not depend on the processor";
    EXPECT_EQ(tpami.precision, Precision::float32);
    EXPECT_EQ(runOptionsFromJson(R"({"preset": "picture-book"})").precision, Precision::float32)
        << "a run of before the option";
    EXPECT_EQ(runOptionsFromJson(R"({"preset": "picture-book", "features.image.hsvComponents": 160})")
                  .features.image.plainWeight,
              1)
        << "a run of before the weight";
    const RunOptions before = runOptionsFromJson(
        R"({"preset": "picture-book", "features.image.hsvComponents": 160, "batch.images": 250})");
    EXPECT_FALSE(hasNames(before.features.image)) << "a run of before names";
    EXPECT_EQ(before.batch.classPairs, 0);
    const RunOptions book = preset("picture-book");
    EXPECT_TRUE(hasNames(book.features.image));
    EXPECT_EQ(runOptionsFromJson(toJson(book)).batch.classPairs, book.batch.classPairs);
    EXPECT_EQ(runOptionsFromJson(toJson(book)).features.image.plainWeight, book.features.image.plainWeight);
    EXPECT_EQ(runOptionsFromJson(toJson(book)).precision, book.precision);
    EXPECT_TRUE(book.batch.maskConcepts);
    EXPECT_EQ(book.batch.textUnit, TextUnit::mixed);
    for (const std::string& name : presetNames()) {
        EXPECT_EQ(preset(name).preset, name);
        EXPECT_EQ(preset(name).features.text.characterComponents, 0) << "older runs had no such block";
        EXPECT_TRUE(presetDescription(name).ends_with('.'));
    }
    EXPECT_THAT(messageOf([] { preset("cvpr2017"); }),
                testing::AllOf(HasSubstr("cvpr2017"), HasSubstr("tpami")));
}

TEST(Options, TextsNestedBeyondTheStackAreRefused) {
    const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
    EXPECT_THAT(messageOf([&] { runOptionsFromJson("{\"preset\": " + deep + "}"); }),
                HasSubstr("no JSON object"));
    EXPECT_THAT(messageOf([&] { runOptionsFromJson("{\"loss.margin\": " + deep + "}"); }),
                HasSubstr("no JSON object"));
}

} // namespace
} // namespace crossview::test
