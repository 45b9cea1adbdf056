#pragma once

#include <span>
#include <vector>

namespace crossview::ui {

/// A vertical axis from 0 to `top` in round steps.
struct RoundAxis {
    double top = 1;
    double step = 0.25;
    int decimals = 2; ///< that the labels need
};

/// The smallest round axis above `largest` with 4 or 5 intervals at most; 0 … 1 where there is nothing.
RoundAxis roundAxis(double largest);

/// Moves labels (centres at `wanted`, each `height` tall) apart so that none overlap, inside [top, bottom],
/// as near to their wanted place as it goes and in the same order. More labels than fit: evenly spaced.
std::vector<double> spreadLabels(std::span<const double> wanted, double height, double top, double bottom);

} // namespace crossview::ui
