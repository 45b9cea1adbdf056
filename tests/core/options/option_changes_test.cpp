#include "options/option_changes.h"

#include "common/error.h"

#include <gtest/gtest.h>

namespace crossview::test {
namespace {

TEST(OptionChanges, OnlyWhatSplitsAndFeaturesAreMadeFromNeedsOtherData) {
    const RunOptions present = preset("picture-book");
    EXPECT_FALSE(needOtherData(present, present));
    for (const OptionField& field : optionFields()) {
        const OptionValue value = field.get(present);
        RunOptions wanted = present;
        if (const auto* number = std::get_if<double>(&value))
            field.set(wanted, *number < field.maximum ? field.maximum : field.minimum);
        else if (const auto* count = std::get_if<std::int64_t>(&value))
            field.set(wanted,
                      static_cast<std::int64_t>(static_cast<double>(*count) < field.maximum ? field.maximum
                                                                                            : field.minimum));
        else
            continue;
        EXPECT_EQ(needOtherData(wanted, present),
                  field.key.starts_with("split.") || field.key.starts_with("features."))
            << field.key;
    }
    RunOptions other = present;
    other.features.image.hsvComponents = 0;
    EXPECT_TRUE(needOtherData(other, present));
    other = present;
    other.split.seed = present.split.seed + 1;
    EXPECT_TRUE(needOtherData(other, present));
}

TEST(OptionChanges, LiveOptionsAndThePresetsNameComeFromTheOther) {
    RunOptions begun = preset("picture-book");
    RunOptions now = begun;
    now.preset = "mine";
    now.loss.margin = 0.44;
    now.optimiser.learningRate = 3e-4;
    now.network.hiddenUnits = 64;
    const RunOptions merged = withLiveOf(begun, now);
    EXPECT_EQ(merged.preset, "mine");
    EXPECT_EQ(merged.loss.margin, 0.44);
    EXPECT_EQ(merged.optimiser.learningRate, 3e-4);
    EXPECT_EQ(merged.network.hiddenUnits, begun.network.hiddenUnits);
}

TEST(OptionChanges, ARunStaysTheSameWhileOnlyLiveOptionsChange) {
    const RunOptions begun = preset("picture-book");
    RunOptions now = begun;
    EXPECT_TRUE(makeTheSameRun(begun, now));
    now.loss.margin = 0.44;
    EXPECT_TRUE(makeTheSameRun(begun, now));
    now.seed = begun.seed + 1;
    EXPECT_FALSE(makeTheSameRun(begun, now));
    now = begun;
    now.optimiser.epochs += 1;
    EXPECT_FALSE(makeTheSameRun(begun, now));
}

TEST(OptionChanges, APresetLeavesTheDeviceAndWithDataTheSplit) {
    RunOptions present = preset("picture-book");
    present.device = "cuda:1";
    present.split.method = SplitMethod::random;
    present.loss.margin = 0.44;
    const RunOptions kept = presetInPlaceOf(present, "tpami", true);
    EXPECT_EQ(kept.device, "cuda:1");
    EXPECT_EQ(kept.split.method, SplitMethod::random);
    EXPECT_EQ(kept.loss.margin, preset("tpami").loss.margin);
    EXPECT_EQ(presetInPlaceOf(present, "tpami", false).split.method, preset("tpami").split.method);
    EXPECT_THROW(presetInPlaceOf(present, "nothing", true), Error);
}

TEST(OptionChanges, DifferingFieldsAreThoseInWhichNotAllAreTheSame) {
    const auto keysOf = [](const std::vector<RunOptions>& options) {
        std::vector<std::string> keys;
        for (const OptionField* field : differingFields(options))
            keys.push_back(field->key);
        return keys;
    };
    const RunOptions first = preset("tpami");
    RunOptions second = first;
    second.loss.topK = 3;
    RunOptions third = first;
    third.network.nonLinear = false;
    third.preset = "mine"; // a name is no option
    EXPECT_EQ(keysOf({}), std::vector<std::string>{});
    EXPECT_EQ(keysOf({first, first}), std::vector<std::string>{});
    EXPECT_EQ(keysOf({first, second, third}), (std::vector<std::string>{"network.nonLinear", "loss.topK"}));
    EXPECT_EQ(textOf(OptionValue(0.1)), "0.1");
    EXPECT_EQ(textOf(OptionValue(true)), "true");
}

} // namespace
} // namespace crossview::test
