#include "project/report/svg_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

TEST(LineChart, DrawsEverySeriesOnLabelledAxes) {
    const std::string svg =
        lineChart({{"falls <fast>", "image", {1, 2, 3}, {0.9, 0.5, 0.1}}, {"rises", "total", {1, 3}, {0, 1}}},
                  "step", "loss");
    EXPECT_EQ(occurrences(svg, "<path class=\"line image\" d=\"M"), 2U) << "the line, and its key";
    EXPECT_THAT(svg, HasSubstr("falls &lt;fast&gt;"));
    EXPECT_THAT(svg, Not(HasSubstr("<fast>")));
    EXPECT_THAT(svg, HasSubstr(">step</text>"));
    EXPECT_THAT(svg, HasSubstr(">loss</text>"));
    for (const char* tick : {">0</text>", ">0.2</text>", ">1</text>"})
        EXPECT_THAT(svg, HasSubstr(tick));
    // (1, 0.9) lies at the left, a tenth of the height below the top.
    EXPECT_THAT(svg, HasSubstr("M52.0 31.4L"));
}

TEST(LineChart, LeavesGapsAndThinsWhatIsLong) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::string gap = lineChart({{"a", "image", {1, 2, 3, 4}, {1, nan, 1, 1}}}, "x", "y");
    EXPECT_THAT(gap, Not(HasSubstr("nan")));
    ChartSeries series{"long", "image", {}, {}};
    for (int i = 0; i < 100000; ++i) {
        series.x.push_back(i);
        series.y.push_back(std::sin(i / 5000.0));
    }
    EXPECT_LT(lineChart({series}, "x", "y").size(), 20000U);
}

TEST(LineChart, SaysWhereThereIsNothing) {
    EXPECT_THAT(lineChart({}, "x", "y"), HasSubstr("Nothing was recorded"));
    EXPECT_THAT(lineChart({{"a", "image", {}, {}}}, "x", "y"), HasSubstr("Nothing was recorded"));
    EXPECT_THAT(lineChart({{"a", "image", {1}, {0}}}, "x", "y"), HasSubstr("<svg")); // one point, no span
}

TEST(MapFigure, DrawsEachItemOfAFewAndASampleOfMany) {
    const Matrix images(3, 2, {0, 0, 1, 0, 0, 1});
    const Matrix sentences(2, 2, {1, 1, std::numeric_limits<float>::quiet_NaN(), 0});
    const std::string svg = mapFigure(images, sentences);
    EXPECT_EQ(occurrences(svg, "h0"), 4U) << "NaN lies nowhere";
    EXPECT_THAT(svg, HasSubstr("M8.0 632.0h0")); // (0, 0): below at the left
    EXPECT_EQ(occurrences(mapFigure(Matrix(1000, 2), sentences, 100), "h0"), 101U);
    EXPECT_THAT(mapFigure(Matrix(0, 2), Matrix(0, 2)), HasSubstr("nothing to draw"));
}

} // namespace
} // namespace crossview
