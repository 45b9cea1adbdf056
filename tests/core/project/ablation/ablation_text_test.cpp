#include "project/ablation/ablation_text.h"

#include "common/error.h"
#include "common/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// 50 images, of which `hits` are found first, both ways.
Measurement withHits(std::size_t hits) {
    Measurement measurement{"documents", TieRule::mean, TestPool::all, 50, {}};
    PoolRanks& pool = measurement.pools.emplace_back();
    pool.images = 50;
    for (std::size_t i = 0; i < 50; ++i)
        for (DirectionRanks* direction : {&pool.imageToSentence, &pool.sentenceToImage}) {
            direction->images.push_back(static_cast<std::int32_t>(i));
            direction->ranks.push_back(i < hits ? 0 : 30);
        }
    return measurement;
}

/// Two seeds of the full method, a row that is worse by far, one that failed and names to be escaped.
AblationTable table() {
    AblationTable made;
    made.axes = {"axis_1"};
    made.full = 1;
    made.seeds = 2;
    made.isWhole = true;
    made.rows = {{{"a|b, \"c\" & 50%"}, "a", {{1, "r1", withHits(10)}, {2, "r2", withHits(10)}}, {}},
                 {{"full"}, "full", {{1, "r3", withHits(40)}, {2, "r4", withHits(41)}}, {}},
                 {{"broken"}, "broken", {}, {"Seed 1 (run r5): it fell, and broke."}}};
    return made;
}

std::vector<std::string_view> linesOf(const std::string& text) {
    return split(text, '\n');
}

TEST(AblationTable, ComparesSeedBySeed) {
    AblationTable made = table();
    const auto worse = made.againstFull(0);
    ASSERT_TRUE(worse);
    EXPECT_NEAR(worse->queries.difference[0], -61, 1e-9);
    EXPECT_EQ(worse->seeds, 2U);
    EXPECT_FALSE(made.againstFull(1)) << "the full row itself";
    EXPECT_FALSE(made.againstFull(2)) << "nothing was measured";
    made.rows[0].runs.erase(made.rows[0].runs.begin()); // seed 2 is left: 20 against 82 percent
    EXPECT_NEAR(made.againstFull(0)->queries.difference[0], -62, 1e-9);
    made.rows[0].runs[0].seed = 9;
    EXPECT_FALSE(made.againstFull(0)) << "no seed that both have";
    made = table();
    for (AblationRun& run : made.rows[0].runs)
        run.measurement.protocol = "sentences";
    EXPECT_FALSE(made.againstFull(0)) << "other queries";
}

TEST(AblationTable, TakesTheIntervalOfImagesWhereThereIsOneSeed) {
    AblationTable made = table();
    EXPECT_NEAR(made.rows[1].mean().mean[0], 81, 1e-9);
    EXPECT_NEAR(made.rows[1].mean().halfWidth[0], 12.7062,
                1e-3); // deviation sqrt(2), t 12.7062, over sqrt(2)
    made.rows[1].runs.pop_back();
    const Intervals intervals = bootstrapIntervals(made.rows[1].runs[0].measurement);
    EXPECT_NEAR(made.rows[1].mean().halfWidth[0], (intervals.high[0] - intervals.low[0]) / 2, 1e-9);
    EXPECT_EQ(made.rows[2].mean().mean[0], 0);
}

TEST(AblationText, CsvHoldsEveryNumberInItsColumn) {
    const std::string text = tableText(table(), AblationFormat::csv);
    const auto lines = linesOf(text);
    ASSERT_EQ(lines.size(), 5U) << "heading, three rows and the end";
    const auto heading = split(lines[0], ',');
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(heading, name) - heading.begin());
    };
    EXPECT_EQ(heading[0], "axis_1");
    EXPECT_THAT(std::string(lines[1]), testing::StartsWith("\"a|b, \"\"c\"\" & 50%\",20,"));
    const auto full = split(lines[2], ',');
    ASSERT_EQ(full.size(), heading.size());
    EXPECT_EQ(full[column("i2t_r1")], "81");
    EXPECT_EQ(full[column("rsum")], "486");
    EXPECT_EQ(full[column("is_full")], "1");
    EXPECT_EQ(full[column("seeds")], "1 2");
    EXPECT_EQ(full[column("runs")], "r3 r4");
    EXPECT_EQ(full[column("i2t_r1_more")], "");
    // The first cell of the first row has a comma of its own.
    const auto worse = split(lines[1], ',');
    ASSERT_EQ(worse.size(), heading.size() + 1);
    EXPECT_EQ(worse[column("i2t_r1_more") + 1], "-61");
    EXPECT_EQ(worse[column("i2t_r1_beyond_noise") + 1], "1");
    EXPECT_THAT(std::string(lines[3]),
                AllOf(HasSubstr("broken,,,"), HasSubstr("\"Seed 1 (run r5): it fell, and broke.\"")));
}

TEST(AblationText, MarkdownAndLatexReadLikeTableOne) {
    const std::string markdown = tableText(table(), AblationFormat::markdown);
    EXPECT_THAT(markdown, AllOf(HasSubstr("| a\\|b, \"c\" & 50% | 20.0 ±0.0* |"),
                                HasSubstr("| full | 81.0 ±12.7 |"), HasSubstr("| broken | – |"),
                                HasSubstr("image → sentence R@1"), HasSubstr("paired bootstrap")));
    const std::string latex = tableText(table(), AblationFormat::latex);
    EXPECT_THAT(latex, AllOf(HasSubstr("\\begin{tabular}{l|rrr|rrr|r}"), HasSubstr("axis\\_1 & R@1"),
                             HasSubstr("a|b, \"c\" \\& 50\\% & 20.0 $\\pm$0.0$^*$ &"),
                             HasSubstr("broken & -- &"), HasSubstr("\\end{tabular}")));
    EXPECT_THAT(latex, Not(HasSubstr("±12"))) << "no character that LaTeX may not know";
}

TEST(AblationText, FormatsFollowTheFilesName) {
    EXPECT_EQ(ablationFormatOf("a/b.csv"), AblationFormat::csv);
    EXPECT_EQ(ablationFormatOf("b1.md"), AblationFormat::markdown);
    EXPECT_EQ(ablationFormatOf("b.tex"), AblationFormat::latex);
    EXPECT_THROW(ablationFormatOf("b.xlsx"), Error);
    EXPECT_THROW(ablationFormatOf("csv"), Error);
}

} // namespace
} // namespace crossview::test
