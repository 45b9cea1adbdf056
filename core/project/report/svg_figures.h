#pragma once

#include "common/matrix.h"

#include <cstddef>
#include <string>
#include <vector>

namespace crossview {

/// A line of a chart: y over x, in the order of the points; points that are not finite are gaps.
struct ChartSeries {
    std::string name;
    std::string style; ///< class of the page's style sheet that gives colour and dashes
    std::vector<double> x;
    std::vector<double> y;
};

/// A chart as an <svg> element: lines over an axis from the smallest to the largest x, y from zero (or the
/// smallest value, where one is below it) to a round number above the largest, both axes labelled. Long
/// series are thinned to a few hundred points, means of their neighbours. Says so where nothing can be drawn.
std::string lineChart(const std::vector<ChartSeries>& series, const std::string& xLabel,
                      const std::string& yLabel);

/// A map as an <svg> element: one mark per item, images as discs and sentences as diamonds. Of more than
/// `most` items of a view every n-th is drawn.
std::string mapFigure(MatrixView images, MatrixView sentences, std::size_t most = 4000);

} // namespace crossview
