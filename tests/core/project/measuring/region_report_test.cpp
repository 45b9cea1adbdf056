#include "project/measuring/region_report.h"

#include "common/error.h"
#include "dataset/splits.h"

#include <cmath>
#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Passes rows of two values on.
FrozenBranch identity() {
    FrozenBranch branch;
    branch.outputWeight = Matrix(2, 2, {1, 0, 0, 1});
    branch.outputBias = {0, 0};
    return branch;
}

ImageItem region(const char* path, double x) {
    ImageItem image;
    image.path = path;
    image.box = PixelBox{x, 0, 10, 10};
    return image;
}

std::vector<float> towards(double degrees) {
    const double angle = degrees * 3.14159265358979 / 180;
    return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

Matrix rowsTowards(std::initializer_list<double> degrees) {
    std::vector<float> values;
    for (const double angle : degrees) {
        const std::vector<float> row = towards(angle);
        values.insert(values.end(), row.begin(), row.end());
    }
    return {degrees.size(), 2, std::move(values)};
}

/// Two test pictures and one of the training. "man" (0°) names a region of each, "dog" (40°) one of the
/// first. The first picture has two proposals; the second has none.
TrainingInput input(bool withProposals) {
    std::vector<ImageItem> images{region("a", 0), region("a", 20), region("b", 0), region("b", 30),
                                  region("c", 0)};
    Matrix rows = rowsTowards({5, 3, 50, 20, 0});
    if (withProposals) {
        images.push_back(region("a", 2));  // overlaps the man of a by 0.67
        images.push_back(region("a", 26)); // overlaps the dog of a by 0.25
        rows = rowsTowards({5, 3, 50, 20, 0, 60, 10});
    }
    ItemColumn type;
    type.name = "type";
    type.view = View::image;
    type.texts = {"people", "animals/people"};
    type.textOf = {0, 1, 0, 0, 0};
    type.textOf.resize(images.size(), ItemColumn::kNoText);
    const std::size_t count = images.size();
    TrainingInput made;
    made.dataset = std::make_shared<const Dataset>(
        Dataset("places", std::move(images), {{"man", "phrase"}, {"dog", "phrase"}, {"hat", "phrase"}},
                Relation(count, 3, {{0, 0}, {1, 1}, {2, 0}, {3, 2}, {4, 0}}), {})
            .withColumns({type}));
    auto splits = std::make_shared<SplitAssignment>();
    splits->images = {Split::test, Split::test, Split::test, Split::test, Split::train};
    splits->images.resize(count, Split::unused);
    made.splits = splits;
    auto features = std::make_shared<FeatureSet>();
    features->images = SharedMatrix(std::move(rows));
    features->sentences = SharedMatrix(rowsTowards({0, 40, 19}));
    made.features = features;
    return made;
}

RegionReport reportOf(const TrainingInput& asked, Split split = Split::test) {
    return regionReport(asked, {identity(), identity()}, split, TieRule::mean);
}

TEST(RegionReport, AsksEachPhraseInEachOfItsPicturesAmongTheirRegions) {
    // man in a: its region at 5°, the dog's at 3° is nearer: missed at the first. dog in a (40°): 5° is
    // nearer than 3°: missed. man in b: 20° is nearer than its 50°: missed. hat in b: found.
    const RegionReport report = reportOf(input(false));
    EXPECT_EQ(report.pictures, 2U);
    EXPECT_EQ(report.amongRegions.queries, 4U);
    EXPECT_EQ(report.amongRegions.r1, 25);
    EXPECT_EQ(report.amongRegions.r5, 100);
    EXPECT_EQ(report.amongRegions.upperBound, 100);
    EXPECT_EQ(report.amongRegions.candidates, 2);
    EXPECT_FALSE(report.amongProposals);
    ASSERT_EQ(report.types.size(), 2U);
    EXPECT_EQ(report.types[0].type, "people");
    EXPECT_EQ(report.types[0].located.queries, 4U); // the dog is of two types
    EXPECT_EQ(report.types[1].type, "animals");
    EXPECT_EQ(report.types[1].located.queries, 1U);
}

TEST(RegionReport, ProposalsAreTheOnlyCandidatesAmongProposals) {
    const RegionReport report = reportOf(input(true));
    EXPECT_EQ(report.amongRegions.r1, 25) << "proposals are no regions";
    ASSERT_TRUE(report.amongProposals);
    EXPECT_EQ(report.amongProposals->queries, 4U);
    // Only the man of a has a proposal that is near enough, and the other one is nearer to the phrase.
    EXPECT_EQ(report.amongProposals->upperBound, 25);
    EXPECT_EQ(report.amongProposals->r1, 0);
    EXPECT_EQ(report.amongProposals->r5, 25);
    EXPECT_EQ(report.amongProposals->candidates, 1); // two, two, none, none
    EXPECT_EQ(report.types[0].located.r5, 25);
}

TEST(RegionReport, OtherSplitsAndDataWithoutRegions) {
    EXPECT_EQ(reportOf(input(true), Split::train).amongRegions.r1, 100);
    EXPECT_EQ(reportOf(input(true), Split::validation).amongRegions.queries, 0U);
    TrainingInput whole = input(false);
    whole.dataset =
        std::make_shared<const Dataset>("whole", std::vector<ImageItem>(1), std::vector<SentenceItem>(1),
                                        Relation(1, 1, {{0, 0}}), std::vector<std::string>());
    EXPECT_THROW(reportOf(whole), Error);
}

} // namespace
} // namespace crossview
